/** Files of cyclers, read piece by piece, with the file of a pressure logger beside them; and the examples. */
import { FormatError } from "../../formats/formatError.ts";
import { readSeries } from "../../formats/series/index.ts";
import { sharedKernel } from "../../kernel/shared.ts";
import { forLogger, placeOfLoad, withLoadColumn } from "../../series/pressure/loadColumn.ts";
import type { SeriesRecord } from "../../series/record.ts";
import { type Survey, type SurveyOptions, surveyRecord } from "../../series/survey.ts";
import type { KindOfReading } from "../reading/readers.ts";
import type { Source } from "../reading/source.ts";
import { pressedCell, shortingCell } from "./example.ts";
import { seriesKind } from "./kind.ts";
import { type ReadingWishes, readingWishes } from "./readingWords.ts";

export const seriesReading: KindOfReading = {
  kind: seriesKind,
  about: "records of cyclers",
  decisive: true,
  read,
  // It says that it is of another kind, or it has recognised the format
  score: () => 1,
  examples: {
    short: () => simulated(shortingCell()),
    pressure: () => simulated(pressedCell()),
  },
};

async function read({ file, name, progress, words = "", companion }: Source): Promise<Survey> {
  const wishes = wishesOf(words, name);
  const { options, pressureColumn, threshold, temperature } = wishes;
  const own = companion ? options : withLoadColumn(options, pressureColumn);
  const record = await readSeries(name, file, { ...own, onProgress: progress });
  if (!companion) return survey(record, { threshold, temperature, ...placeOfLoad(record, pressureColumn) });
  const logger = await openLogger(companion, wishes);
  const made = await survey(record, {
    threshold,
    temperature,
    logger: { record: logger, clock: wishes.clock, ...placeOfLoad(logger, pressureColumn) },
  });
  return { ...made, remarks: [...made.remarks, ...logger.warnings] };
}

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

/** @throws FormatError that ends the search for a kind: it is the user who said that the file is a logger's */
async function openLogger(
  { file, name }: NonNullable<Source["companion"]>,
  { options, pressureColumn }: ReadingWishes,
): Promise<SeriesRecord> {
  try {
    return await readSeries(name, file, forLogger(options, pressureColumn));
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new FormatError({ ...error, foreign: false });
  }
}

async function survey(record: SeriesRecord, options: SurveyOptions = {}): Promise<Survey> {
  return surveyRecord(record, await sharedKernel(undefined, "series"), options);
}

async function simulated(record: SeriesRecord) {
  const content = await survey({ ...record, format: "simulated" });
  return [{ file: content.file, content }];
}
