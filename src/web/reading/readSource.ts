/** One file by the first kind of data that can read it, or the sentence why none can. */
import { FormatError } from "../../formats/formatError.ts";
import { readings } from "./readers.ts";
import type { Source } from "./source.ts";
import { type Attempt, sentenceAbout } from "./unreadable.ts";

export type SourceReading =
  | { readonly kind: string; readonly content: unknown }
  | { readonly message: string };

export async function readSource(source: Source): Promise<SourceReading> {
  const attempts: Attempt[] = [];
  for (const reading of readings) {
    try {
      return { kind: reading.kind, content: await reading.read(source) };
    } catch (error) {
      attempts.push({ reading, error });
      if (reading.decisive && !(error instanceof FormatError && error.foreign)) break;
    }
  }
  return { message: sentenceAbout(source.name, await source.head().catch(() => new Uint8Array()), attempts) };
}
