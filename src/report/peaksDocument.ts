/** The peaks of series as one JSON document and as a table: the output of `peaks --json` and `peaks --out`. */
import type { KernelBuild } from "../kernel/build.ts";
import type { PeakOptions } from "../series/peakOptions.ts";
import type { Peaks } from "../series/peakTable.ts";
import type { Column, FailedInput } from "./table.ts";
import { finite } from "./table.ts";

/** What was found in one file. */
export interface PeaksResult {
  readonly file: string;
  readonly column: string;
  readonly x?: string;
  readonly samples: number;
  readonly peaks: Peaks;
  /** Line of the file that each peak stands in; a binary file has none. */
  readonly lines?: Int32Array;
  readonly warnings: readonly string[];
}

/** Arrays have one entry per peak; what is no finite number is null. Positions, in the unit of x, only when there is an x. */
export type PeaksDocumentColumns = Readonly<
  Record<Exclude<keyof Peaks, "warnings"> | "lines", readonly (number | null)[]>
>;

export interface PeaksDocumentFile {
  readonly file: string;
  readonly status: "done" | "failed";
  readonly message: string;
  readonly column: string | null;
  readonly x: string | null;
  readonly samples: number;
  /** How many there are. */
  readonly count: number;
  readonly warnings: readonly string[];
  /** Of several files; of a single one they stand in the document itself. */
  readonly peaks?: PeaksDocumentColumns;
}

export interface PeaksDocument {
  /** Of a single file. */
  readonly peaks?: PeaksDocumentColumns;
  readonly files: readonly PeaksDocumentFile[];
  readonly options: Omit<PeakOptions, "kernel">;
  readonly kernel: KernelBuild;
  readonly summary: {
    readonly files: number;
    readonly failed: number;
    readonly samples: number;
    readonly peaks: number;
    readonly seconds: number;
  };
}

interface Run {
  readonly options: Omit<PeakOptions, "kernel">;
  readonly kernel: KernelBuild;
  readonly failures: readonly FailedInput[];
  readonly seconds: number;
}

export function peaksDocument(
  results: readonly PeaksResult[],
  { options, kernel, failures, seconds }: Run,
): PeaksDocument {
  const single = results.length === 1 && failures.length === 0;
  const files: PeaksDocumentFile[] = [
    ...results.map((result) => ({
      file: result.file,
      status: "done" as const,
      message: "",
      column: result.column,
      x: result.x ?? null,
      samples: result.samples,
      count: result.peaks.indices.length,
      warnings: result.warnings,
      ...(single ? {} : { peaks: columnsOf(result) }),
    })),
    ...failures.map(({ file, message }) => ({
      file,
      status: "failed" as const,
      message,
      column: null,
      x: null,
      samples: 0,
      count: 0,
      warnings: [],
    })),
  ];
  return {
    ...(single ? { peaks: columnsOf(results[0]!) } : {}),
    files,
    options,
    kernel,
    summary: {
      files: files.length,
      failed: failures.length,
      samples: results.reduce((sum, { samples }) => sum + samples, 0),
      peaks: results.reduce((sum, { peaks }) => sum + peaks.indices.length, 0),
      seconds,
    },
  };
}

function columnsOf({ peaks, lines }: PeaksResult): PeaksDocumentColumns {
  const named = tableColumns.map(([, name]) => [name, peaks[name]] as const);
  return Object.fromEntries(
    [...named, ["lines", lines] as const].flatMap(([name, column]) =>
      column === undefined ? [] : [[name, Array.from(column, finite)]],
    ),
  ) as unknown as PeaksDocumentColumns;
}

const tableColumns: readonly (readonly [name: string, of: Exclude<keyof Peaks, "warnings">])[] = [
  ["index", "indices"],
  ["position", "positions"],
  ["height", "heights"],
  ["prominence", "prominences"],
  ["left_base", "leftBases"],
  ["right_base", "rightBases"],
  ["width", "widths"],
  ["width_height", "widthHeights"],
  ["left_ip", "leftIps"],
  ["right_ip", "rightIps"],
  ["left_position", "leftPositions"],
  ["right_position", "rightPositions"],
  ["left_threshold", "leftThresholds"],
  ["right_threshold", "rightThresholds"],
  ["plateau_size", "plateauSizes"],
  ["left_edge", "leftEdges"],
  ["right_edge", "rightEdges"],
];

/** One row per peak: `file, line`, then SciPy's properties in the singular. Columns that no result has are left out. */
export function peaksColumns(results: readonly PeaksResult[]): Column[] {
  const numbers = (
    name: string,
    whole: boolean,
    of: (result: PeaksResult) => ArrayLike<number> | undefined,
  ): Column => ({
    name,
    type: whole ? "INT32" : "DOUBLE",
    data: results.flatMap((result) => {
      const column = of(result);
      return Array.from({ length: result.peaks.indices.length }, (_, k) =>
        column ? finite(column[k]!) : null,
      );
    }),
  });
  return [
    {
      name: "file",
      type: "STRING",
      data: results.flatMap(({ file, peaks }) => Array.from(peaks.indices, () => file)),
    },
    ...(results.length === 0 || results.some(({ lines }) => lines)
      ? [numbers("line", true, ({ lines }) => lines)]
      : []),
    ...tableColumns
      .filter(([, of]) => results.length === 0 || results.some(({ peaks }) => peaks[of] !== undefined))
      .map(([name, of]) =>
        numbers(
          name,
          results.some(({ peaks }) => peaks[of] instanceof Int32Array),
          ({ peaks }) => peaks[of],
        ),
      ),
  ];
}
