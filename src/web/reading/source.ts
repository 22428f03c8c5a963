/** A file as the readers of the page get it: as a whole, or in pieces by those that can. */
import { FormatError } from "../../formats/formatError.ts";

export interface Source {
  /** As the user named it, with its folder. */
  readonly name: string;
  readonly file: Blob;
  /** How the user wants it to be read, in the words of the command line. */
  readonly words?: string;
  /** A second file that belongs to it. */
  readonly companion?: { readonly file: Blob; readonly name: string };
  /** All of it, kept for the reader that comes next. */
  bytes(): Promise<Uint8Array>;
  /** Its first megabyte. */
  head(): Promise<Uint8Array>;
  /** Is told how many bytes have been read. */
  progress(bytes: number): void;
}

/** @param progress is told how many bytes have been read */
export function sourceOf(
  file: Blob,
  name: string,
  progress: (bytes: number) => void,
  more: Pick<Source, "words" | "companion"> = {},
): Source {
  let kept: Promise<Uint8Array> | undefined;
  return {
    name,
    file,
    ...more,
    progress,
    bytes: () => {
      kept ??= partOf(file, name);
      return kept;
    },
    head: () => partOf(file.slice(0, HEAD), name),
  };
}

async function partOf(file: Blob, name: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    throw new FormatError({
      file: name,
      expected: "a file that the browser can read",
      found: `a refusal (${(error as Error).message})`,
      cure: "check that it still exists, is not open elsewhere and is shorter than 2 GB",
    });
  }
}

/** Longer files are looked at before they are read as a whole: most of them are records of a cycler. */
const LARGE = 1 << 26;
const HEAD = 1 << 20;

/** A reader that needs all bytes at once. */
export function readWhole<T>(read: (bytes: Uint8Array, name: string) => T): (source: Source) => Promise<T> {
  return async (source) => {
    if (source.file.size > LARGE) refuseByHead(await source.head(), source.name, read);
    return read(await source.bytes(), source.name);
  };
}

/** @throws FormatError when the beginning shows that the file is of another kind */
function refuseByHead(
  head: Uint8Array,
  name: string,
  read: (bytes: Uint8Array, name: string) => unknown,
): void {
  const isText = !head.includes(0);
  try {
    read(isText ? head.subarray(0, head.lastIndexOf(10) + 1) : head, name);
  } catch (error) {
    // The beginning of a binary file is a damaged file; that of a text is a shorter text
    if (isText || (error instanceof FormatError && error.foreign)) throw error;
  }
}
