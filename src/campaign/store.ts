/** Where a campaign's files are: the one thing that differs between a command line and a page. Paths are those of campaign.json. */
export interface Store {
  /** Files that a name or a pattern means, in natural order; none if there are none. */
  find(pattern: string): readonly string[];
  /** Why a file that is there cannot be read, with the cure; undefined where it can. */
  problem?(path: string): string | undefined;
  /** The file beside it whose name is nearest to one that is not there. */
  near?(path: string): string | undefined;
  /** @throws Error with a sentence */
  bytes(path: string): Uint8Array;
  /** The same piece by piece, for records of any length. */
  pieces(path: string): AsyncIterable<Uint8Array>;
  size(path: string): number;
  /** SHA-256 of the content in hexadecimal digits. @throws Error with a sentence */
  hash(path: string): Promise<string>;
}

/** Results of earlier runs by their key. */
export interface Shelf {
  get(key: string): string | undefined;
  put(key: string, text: string): void;
}
