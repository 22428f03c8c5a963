/** What the page and its reading worker say to each other. */

export interface NamedFile {
  readonly file: File;
  /** With the folders it was dropped in. */
  readonly name: string;
  /** A second file that belongs to it: that of a logger. */
  readonly companion?: { readonly file: File; readonly name: string };
}

/** What was read from one file. */
export interface ReadFile {
  /** Which view shows it. */
  readonly kind: string;
  /** The file as the user named it, with its folder. */
  readonly file: string;
  /** What the reader of the kind made of it: plain data and typed arrays. */
  readonly content: unknown;
  /** Which of the files that were asked for: two of them may have one name. An example has none. */
  readonly at?: number;
  /** What it was read from, to read it again; an example has none. */
  readonly source?: NamedFile;
  readonly words?: string;
}

/** What could not be read, with the sentence that says why. */
export interface Unread {
  readonly file: string;
  readonly message: string;
}

export type Request =
  | {
      readonly files: readonly NamedFile[];
      /** How the user wants them to be read, in the words of the command line. */
      readonly words?: string;
    }
  | { readonly example: string };

export type Answer =
  | { readonly type: "read"; readonly read: ReadFile }
  | { readonly type: "unread"; readonly unread: Unread }
  | {
      readonly type: "progress";
      readonly done: number;
      readonly total: number;
      readonly unit?: "bytes";
    }
  | { readonly type: "end" };
