/** What is wrong with a file that no kind of data could read: the sentence of the reader that knew most about it. */
import { FormatError } from "../../formats/formatError.ts";
import type { KindOfReading } from "./readers.ts";

export interface Attempt {
  readonly reading: Pick<KindOfReading, "about" | "score">;
  readonly error: unknown;
}

/** What a reader says when it cannot tell what a file is. */
const vague = /unknown kind|^no table|^text without|^a zip archive|^an XML document$/;

/**
 * Of the kinds that recognise the file, the sentence of the surest. Of a file that none recognises, what it is, as far as one can tell,
 * and what this page reads.
 */
export function sentenceAbout(file: string, bytes: Uint8Array, attempts: readonly Attempt[]): string {
  const foreign = attempts.flatMap(({ error }) =>
    error instanceof FormatError && error.foreign ? [error] : [],
  );
  const own = attempts.filter(({ error }) => !foreign.includes(error as FormatError));
  if (own.length > 0) {
    const judged = own.map(({ reading, error }) => ({ error, score: reading.score(bytes, file) }));
    const { error } = judged.reduce((best, one) => (one.score > best.score ? one : best));
    if (error instanceof FormatError) return error.message;
    const message = error instanceof Error ? error.message : String(error);
    return `${file}: reading it failed (${message}); please report this file`;
  }
  const { found, cure } = foreign.find((error) => !vague.test(error.found ?? "")) ?? foreign[0];
  const kinds = attempts.map(({ reading }) => reading.about).join(", ");
  return new FormatError({
    file,
    expected: `data of one of these kinds: ${kinds}`,
    found,
    // The page does not know which kind the user meant
    cure: cure.replace("export the spectrum", "export the data").replace("impedance file", "own file"),
  }).message;
}
