/** The bytes of a file that may be longer than memory: pieces, a look at the beginning, all of it where a format needs that. */

/** Content of a file: bytes, a Blob of the browser, or pieces as they come; a piece need not hold longer than until the next is asked for. */
export type SeriesInput = Uint8Array | Blob | AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Bytes of one piece where we cut. */
export const PIECE = 1 << 20;

async function* cut(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}

async function* piecesOfBlob(blob: Blob): AsyncGenerator<Uint8Array> {
  // `stream()` may give pieces of any size; slices are read where streams are missing, too
  for (let at = 0; at < blob.size; at += PIECE) {
    yield new Uint8Array(await blob.slice(at, at + PIECE).arrayBuffer());
  }
}

async function* piecesOfIterable(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield piece;
}

function piecesOf(input: SeriesInput): AsyncGenerator<Uint8Array> {
  if (input instanceof Uint8Array) return cut(input);
  if (typeof Blob === "function" && input instanceof Blob) return piecesOfBlob(input);
  return piecesOfIterable(input as AsyncIterable<Uint8Array>);
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0];
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** A file whose beginning was looked at; its bytes can be read once, as pieces or as a whole. */
export interface OpenedInput {
  readonly head: Uint8Array;
  /** Whether the head is the whole file. */
  readonly isWhole: boolean;
  pieces(): AsyncGenerator<Uint8Array>;
  whole(): Promise<Uint8Array>;
  /** Ends the source without reading on. */
  close(): Promise<void>;
}

/** @param onBytes is told how many bytes have been taken from the source */
export async function openInput(
  input: SeriesInput,
  headBytes: number,
  onBytes?: (bytes: number) => void,
): Promise<OpenedInput> {
  const source = piecesOf(input);
  const first: Uint8Array[] = [];
  let length = 0;
  let ended = false;
  while (length < headBytes) {
    const { done, value } = await source.next();
    if (done) {
      ended = true;
      break;
    }
    if (value.length === 0) continue;
    first.push(value.slice());
    length += value.length;
  }
  let read = length;
  onBytes?.(read);
  async function* pieces(): AsyncGenerator<Uint8Array> {
    try {
      yield* first;
      if (ended) return;
      for (let next = await source.next(); !next.done; next = await source.next()) {
        read += next.value.length;
        onBytes?.(read);
        yield next.value;
      }
    } finally {
      await source.return(undefined);
    }
  }
  return {
    head: length === 0 ? new Uint8Array(0) : joined(first).subarray(0, headBytes),
    isWhole: ended && length <= headBytes,
    pieces,
    whole: async () => {
      if (input instanceof Uint8Array) return input;
      const all: Uint8Array[] = [];
      for await (const piece of pieces()) all.push(piece.slice());
      return all.length === 0 ? new Uint8Array(0) : joined(all);
    },
    close: async () => {
      await source.return(undefined);
    },
  };
}

/** Pieces of UTF-16 as UTF-8: the tokenizer reads bytes that contain ASCII. */
export async function* asUtf8(
  pieces: AsyncIterable<Uint8Array>,
  encoding: string,
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding);
  const encoder = new TextEncoder();
  for await (const piece of pieces) {
    const text = decoder.decode(piece, { stream: true });
    if (text !== "") yield encoder.encode(text);
  }
  const rest = decoder.decode();
  if (rest !== "") yield encoder.encode(rest);
}
