/** Files of cyclers, read piece by piece, and the examples. */
import { readSeries } from "../../formats/series/index.ts";
import { sharedKernel } from "../../kernel/shared.ts";
import type { SeriesRecord } from "../../series/record.ts";
import { type Survey, surveyRecord } from "../../series/survey.ts";
import type { KindOfReading } from "../reading/readers.ts";
import { pressedCell, shortingCell } from "./example.ts";
import { seriesKind } from "./kind.ts";

export const seriesReading: KindOfReading = {
  kind: seriesKind,
  about: "records of cyclers",
  decisive: true,
  read: async ({ file, name, progress }) => survey(await readSeries(name, file, { onProgress: progress })),
  // It says that it is of another kind, or it has recognised the format
  score: () => 1,
  examples: {
    short: () => simulated(shortingCell()),
    pressure: () => simulated(pressedCell()),
  },
};

async function survey(record: SeriesRecord): Promise<Survey> {
  return surveyRecord(record, await sharedKernel(undefined, "series"));
}

async function simulated(record: SeriesRecord) {
  const content = await survey({ ...record, format: "simulated" });
  return [{ file: content.file, content }];
}
