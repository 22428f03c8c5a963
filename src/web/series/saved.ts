/** The view of series as a session file holds it. */
import type { StoredPyramid } from "../../series/pyramid.ts";
import type { Survey, SurveyedColumn } from "../../series/survey.ts";
import type { CellRecord, SeriesState } from "./state.ts";
import type { TimeWindow } from "./tracePlot.ts";

/** What is looked at of one record. */
export interface Looked {
  readonly window: TimeWindow | undefined;
  /** Places in the table of half-cycles. */
  readonly current: number;
  readonly selected: readonly number[];
}

export interface SavedSeries {
  readonly records: readonly CellRecord[];
  readonly current: number;
  readonly looked: readonly Looked[];
}

/** A session is a text of at most 512 MB in all browsers: samples beyond so many bytes are left out, plots keep their pyramids. */
const MOST_BYTES = 200e6;

/** @returns also the files whose samples are left out */
export function savedOf(
  { records }: SeriesState,
  current: number,
  looked: readonly Looked[],
): { readonly saved: SavedSeries; readonly cut: readonly string[] } {
  let bytes = 0;
  const cut: string[] = [];
  const kept = records.map((record): CellRecord => {
    const { survey } = record;
    bytes += bytesOf(survey);
    if (bytes <= MOST_BYTES) return record;
    bytes -= bytesOf(survey);
    cut.push(survey.file);
    const traces = survey.traces.map((trace): SurveyedColumn => ({ ...trace, samples: null }));
    return { ...record, survey: { ...survey, times: null, traces } };
  });
  return { saved: { records: kept, current, looked }, cut };
}

function bytesOf({ times, traces }: Survey): number {
  const stores = [times, ...traces.map(({ samples }) => samples)];
  return stores.reduce((sum, store) => sum + 2.25 * (store?.length ?? 0), 0);
}

/** @throws Error with a sentence when a session file holds something else */
export function checkSaved(saved: unknown): SavedSeries {
  const given = saved as Partial<SavedSeries> | null;
  if (!given || !Array.isArray(given.records) || !given.records.every(isRecord)) {
    throw new Error(
      "The session file does not hold what this page wrote into it: its series part is damaged; save the session again.",
    );
  }
  const { records, current = 0, looked = [] } = given as SavedSeries;
  return {
    records,
    current: Number.isInteger(current) && current >= 0 && current < records.length ? current : 0,
    looked: Array.isArray(looked) ? looked : [],
  };
}

function isRecord(record: Partial<CellRecord> | null): boolean {
  return typeof record?.sizes === "object" && isSurvey(record.survey ?? null);
}

function isSurvey(survey: Partial<Survey> | null): boolean {
  return (
    survey !== null &&
    typeof survey === "object" &&
    typeof survey.file === "string" &&
    typeof survey.rows === "number" &&
    Array.isArray(survey.remarks) &&
    Array.isArray(survey.traces) &&
    survey.traces.every(
      ({ pyramid }) =>
        Array.isArray(pyramid?.levels) &&
        (pyramid as StoredPyramid).levels.every(
          ({ least, greatest }) => least instanceof Float32Array && greatest instanceof Float32Array,
        ),
    ) &&
    (survey.table === null || (Array.isArray(survey.table?.halfCycles) && survey.table.traces instanceof Map))
  );
}
