/** Files of cyclers, read piece by piece, and the examples. */
import { FormatError } from "../../formats/formatError.ts";
import { readSeries } from "../../formats/series/index.ts";
import { sharedKernel } from "../../kernel/shared.ts";
import type { SeriesRecord } from "../../series/record.ts";
import { type Survey, surveyRecord } from "../../series/survey.ts";
import type { KindOfReading } from "../reading/readers.ts";
import { pressedCell, shortingCell } from "./example.ts";
import { seriesKind } from "./kind.ts";
import { type ReadingWishes, readingWishes } from "./readingWords.ts";

export const seriesReading: KindOfReading = {
  kind: seriesKind,
  about: "records of cyclers",
  decisive: true,
  read: async ({ file, name, progress, words }) => {
    const { options, threshold } = wishesOf(words ?? "", name);
    return survey(await readSeries(name, file, { ...options, onProgress: progress }), threshold);
  },
  // It says that it is of another kind, or it has recognised the format
  score: () => 1,
  examples: {
    short: () => simulated(shortingCell()),
    pressure: () => simulated(pressedCell()),
  },
};

function wishesOf(words: string, file: string): ReadingWishes {
  try {
    return readingWishes(words);
  } catch (error) {
    throw new FormatError({
      file,
      expected: "options as on the command line",
      found: words,
      cure: (error as Error).message,
    });
  }
}

async function survey(record: SeriesRecord, threshold?: number): Promise<Survey> {
  return surveyRecord(record, await sharedKernel(undefined, "series"), { threshold });
}

async function simulated(record: SeriesRecord) {
  const content = await survey({ ...record, format: "simulated" });
  return [{ file: content.file, content }];
}
