/** All that a page shows of a cycler's record, from one pass over it: pyramids to plot, the samples, half-cycles, pressure. */
import type { Kernel } from "../kernel/kernel.ts";
import {
  gatherPressure,
  judgePressure,
  type LoggerReading,
  type PressureAnalysis,
  type PressureOptions,
  readLogger,
} from "./pressure/analysis.ts";
import { openPyramid, type Pyramid, type StoredPyramid } from "./pyramid.ts";
import type { ColumnFact, SeriesBlock, SeriesColumn, SeriesRecord } from "./record.ts";
import type { HalfCycleTable } from "./reduce.ts";
import { openSamples, type SampleStore, type StoredSamples } from "./samples.ts";

/** Columns that are plotted against time. */
export const plottedColumns = [
  "voltage_volt",
  "current_ampere",
  "surface_pressure_pa",
] as const satisfies readonly SeriesColumn[];
export type PlottedColumn = (typeof plottedColumns)[number];

/** One column against time. Plain data, as all of a survey. */
export interface SurveyedColumn {
  readonly column: PlottedColumn;
  readonly pyramid: StoredPyramid;
  /** Null of a short record, whose pyramid has them, and of one that is too long. */
  readonly samples: StoredSamples | null;
}

export interface Survey {
  readonly file: string;
  readonly format: string;
  readonly columns: readonly ColumnFact[];
  readonly facts: SeriesRecord["facts"];
  readonly rows: number;
  /** s; the time does not go back: where that of the record does, it is the last one before. */
  readonly firstTime: number;
  readonly lastTime: number;
  readonly times: StoredSamples | null;
  readonly traces: readonly SurveyedColumn[];
  /** Null without a current. */
  readonly table: HalfCycleTable | null;
  /** Without its table, which is the one above. */
  readonly pressure: Omit<PressureAnalysis, "table"> | null;
  readonly remarks: readonly string[];
}

/** Begins the remark that says why there is no analysis of the pressure. */
export const unanalysed = "no analysis of the pressure: ";

export interface SurveyOptions extends PressureOptions {
  /** Most bytes that samples may take, of all columns together; longer records keep their pyramids alone. Default 400 MB. */
  readonly mostBytes?: number;
}

/** Two bytes of a sample, and its share of base and step of its cell. */
const BYTES = 2.25;

/**
 * Reads a record to its end. Memory grows by about 2.5 bytes per row and column.
 * @throws FormatError when nothing of the record can be read
 */
export async function surveyRecord(
  record: SeriesRecord,
  kernel: Kernel,
  options: SurveyOptions = {},
): Promise<Survey> {
  const names = record.columns.map(({ column }) => column);
  const { column = "surface_pressure_pa", factor = 1 } = options;
  const plotted = openPlotted(column, factor, options.mostBytes ?? 400e6);
  const source = { ...record, blocks: watched(record.blocks, plotted.take) };
  const remarks: string[] = [];
  let table: HalfCycleTable | null = null;
  let pressure: PressureAnalysis | null = null;
  if (names.includes("current_ampere")) {
    const gathered = await gatherPressure(source, kernel, options);
    table = gathered.table;
    const logger = options.logger && (await readLogger(options.logger, options.signal));
    if (logger || (gathered.own && gathered.own.log.time.length > 0)) {
      try {
        pressure = judgePressure(gathered, options, logger);
      } catch (error) {
        remarks.push(`${unanalysed}${(error as Error).message}`);
      }
    }
    if (logger) plotted.addLogger(logger, pressure);
  } else {
    for await (const _ of source.blocks) options.signal?.throwIfAborted();
    remarks.push("the record has no current: it is plotted, and has no half-cycles");
  }
  return {
    file: record.file,
    format: record.format,
    columns: record.columns,
    facts: record.facts,
    ...plotted.made(remarks),
    table,
    pressure: pressure && withoutTable(pressure),
    remarks: [...record.warnings, ...remarks],
  };
}

function withoutTable({ table: _, ...rest }: PressureAnalysis): Survey["pressure"] {
  return rest;
}

async function* watched(
  blocks: AsyncIterable<SeriesBlock>,
  take: (block: SeriesBlock) => void,
): AsyncGenerator<SeriesBlock> {
  for await (const block of blocks) {
    take(block);
    yield block;
  }
}

function openPlotted(pressureColumn: SeriesColumn, factor: number, mostBytes: number) {
  const pyramids = new Map<PlottedColumn, { pyramid: Pyramid; samples: SampleStore }>();
  let times: SampleStore | undefined = openSamples();
  let rows = 0;
  let firstTime = Number.NaN;
  let lastTime = Number.NEGATIVE_INFINITY;
  let held = 0;
  const valuesOf = (column: PlottedColumn, { columns }: SeriesBlock): Float64Array | undefined => {
    if (column !== "surface_pressure_pa") return columns[column];
    const values = columns[pressureColumn];
    return factor === 1 ? values : values?.map((value) => factor * value);
  };
  return {
    take: (block: SeriesBlock): void => {
      const time = block.columns.test_time_second;
      if (!time || block.rows === 0) return;
      const x = new Float64Array(block.rows);
      for (let row = 0; row < block.rows; row++) {
        if (time[row] > lastTime) lastTime = time[row];
        else if (time[row] < lastTime) held++;
        x[row] = lastTime === Number.NEGATIVE_INFINITY ? 0 : lastTime;
      }
      if (rows === 0) firstTime = x[0];
      for (const column of plottedColumns) {
        const given = valuesOf(column, block);
        let one = pyramids.get(column);
        if (!given && !one) continue;
        if (!one) {
          one = { pyramid: openPyramid(), samples: openSamples() };
          pyramids.set(column, one);
          // A column that begins later than the others
          if (rows > 0) {
            const nothing = new Float64Array(rows).fill(Number.NaN);
            one.pyramid.push(nothing, new Float64Array(rows).fill(firstTime));
            if (times) one.samples.push(nothing);
          }
        }
        const values = given?.subarray(0, block.rows) ?? new Float64Array(block.rows).fill(Number.NaN);
        one.pyramid.push(values, x);
        if (times) one.samples.push(values);
      }
      times?.push(x);
      rows += block.rows;
      if (times && BYTES * rows * (pyramids.size + 1) > mostBytes) {
        times = undefined;
        for (const one of pyramids.values()) one.samples = openSamples();
      }
    },
    /** The pressure of a logger is a column of its own: its few extremes are its samples. */
    addLogger: ({ pressure }: LoggerReading, analysis: PressureAnalysis | null): void => {
      const { left: from, right: to, least, greatest: most } = analysis?.pressure ?? pressure;
      const pyramid = openPyramid();
      const places = Float64Array.from(
        { length: 2 * from.length },
        (_, k) => (k % 2 === 0 ? from : to)[k >> 1],
      );
      pyramid.push(
        Float64Array.from(places, (_, k) => (k % 2 === 0 ? least : most)[k >> 1]),
        places,
      );
      pyramids.set("surface_pressure_pa", { pyramid, samples: openSamples() });
    },
    made: (remarks: string[]): Pick<Survey, "rows" | "firstTime" | "lastTime" | "times" | "traces"> => {
      if (held > 0) {
        remarks.push(
          `${held} ${held === 1 ? "row lies" : "rows lie"} earlier than the row before; the plot shows ${held === 1 ? "it" : "them"} where the time stood before it went back`,
        );
      }
      const traces = [...pyramids].map(([column, { pyramid, samples }]): SurveyedColumn => {
        const stored = pyramid.stored();
        return {
          column,
          pyramid: stored,
          samples: stored.held || !times || samples.length === 0 ? null : samples.stored(),
        };
      });
      const needed = traces.some(({ samples }) => samples !== null);
      return {
        rows,
        firstTime,
        lastTime: Number.isFinite(lastTime) ? lastTime : firstTime,
        times: needed ? (times?.stored() ?? null) : null,
        traces: plottedColumns.flatMap((name) => traces.filter(({ column }) => column === name)),
      };
    },
  };
}
