/** Stack pressure of a cycled cell: from the record of the cycler, and of a logger of its own if there is one, to all results. */
import type { Kernel } from "../../kernel/kernel.ts";
import type { Envelope } from "../envelope.ts";
import { cycleOf, type HalfCycle } from "../halfCycle.ts";
import type { SeriesBlock, SeriesColumn, SeriesRecord } from "../record.ts";
import { type HalfCycleTable, type ReduceOptions, reduceSeries } from "../reduce.ts";
import { openTimeTrace, type TimeTrace } from "../timeTrace.ts";
import { type Baseline, baselineOf } from "./baseline.ts";
import { alignClocks, type ClockAlignment, type ClockOptions, onCyclerClock } from "./clock.ts";
import { type CyclePressure, cyclesOf } from "./cycle.ts";
import { drawnCurves, type PressureCurve } from "./drawnCurves.ts";
import { type ChargeCurve, chargeCurveOf, type HalfCyclePressure, pressureOf } from "./halfCycle.ts";
import { openPressureLog, type PressureLog } from "./log.ts";
import { atReference, type TemperatureTerm, temperatureTermOf } from "./temperature.ts";
import { type WarningOptions, type Watch, watchSwing } from "./warning.ts";

type Readable = Pick<SeriesRecord, "file" | "blocks">;

/** A logger with a clock of its own. */
export interface PressureSource {
  readonly record: Readable;
  /** Column of the pressure and Pa per unit of it; default `surface_pressure_pa` and 1. */
  readonly column?: SeriesColumn;
  readonly factor?: number;
  readonly clock?: ClockOptions;
}

export interface PressureOptions extends Pick<ReduceOptions, "threshold" | "shortest" | "cell" | "signal"> {
  /** Without it the pressure is a column of the cycler's record. */
  readonly logger?: PressureSource;
  /** Column of the pressure in the cycler's record and Pa per unit of it; default `surface_pressure_pa` and 1. */
  readonly column?: SeriesColumn;
  readonly factor?: number;
  /** Takes off what follows the temperature in the rests. */
  readonly temperature?: boolean;
  readonly warning?: WarningOptions;
}

export interface PressureAnalysis {
  readonly file: string;
  readonly table: HalfCycleTable;
  readonly halfCycles: readonly HalfCyclePressure[];
  readonly cycles: readonly CyclePressure[];
  readonly baseline: Baseline | null;
  readonly watch: Watch;
  /** Of two clocks; null where the pressure is a column of the cycler's record. */
  readonly alignment: ClockAlignment | null;
  readonly temperature: TemperatureTerm | null;
  /** Median R² of pressure over charge, of charges and of discharges. */
  readonly linearity: { readonly charge: number; readonly discharge: number };
  /** Pressure in Pa and current in A against time. */
  readonly pressure: Envelope;
  readonly current: Envelope;
  readonly curves: readonly PressureCurve[];
  readonly warnings: readonly string[];
}

const temperatures: readonly SeriesColumn[] = ["surface_temperature_celsius", "ambient_temperature_celsius"];

/** What one pass over the cycler's record gives: all that the analysis needs of it. */
export interface PressureGathering extends Pick<SeriesRecord, "file" | "columns" | "facts"> {
  readonly table: HalfCycleTable;
  readonly curves: readonly ChargeCurve[];
  readonly current: Envelope;
  /** Of the record's own column; null with a logger. */
  readonly own: { readonly log: PressureLog; readonly pressure: Envelope } | null;
  /** Date of the time 0 in s since 1970. */
  readonly zero: number | undefined;
}

/**
 * @throws Error when there is no pressure, no half-cycle, or two records that do not overlap: one sentence with the name of the file
 */
export async function analysePressure(
  record: SeriesRecord,
  kernel: Kernel,
  options: PressureOptions = {},
): Promise<PressureAnalysis> {
  const gathered = await gatherPressure(record, kernel, options);
  checkHalfCycles(gathered);
  return judgePressure(
    gathered,
    options,
    options.logger && (await readLogger(options.logger, options.signal)),
  );
}

/** Reads the record to its end; nothing is judged yet. */
export async function gatherPressure(
  record: Pick<SeriesRecord, "file" | "blocks" | "columns" | "facts">,
  kernel: Kernel,
  options: PressureOptions = {},
): Promise<PressureGathering> {
  const { logger, column = "surface_pressure_pa", factor = 1 } = options;
  const own = logger === undefined ? { log: openPressureLog(), drawn: openTimeTrace() } : undefined;
  const current = openTimeTrace();
  const curves: ChargeCurve[] = [];
  let zero: number | undefined;
  const table = await reduceSeries(
    {
      file: record.file,
      blocks: seen(record.blocks, (block) => {
        const { test_time_second: time, current_ampere: amperes } = block.columns;
        if (time && amperes) current.add(block.rows, time, amperes);
        zero ??= zeroOf(block);
        if (own) take(block, column, factor, own.log, own.drawn);
      }),
    },
    kernel,
    {
      threshold: options.threshold,
      shortest: options.shortest,
      cell: options.cell,
      signal: options.signal,
      onHalfCycle: (halfCycle, trace) => curves.push(chargeCurveOf(halfCycle, trace)),
    },
  );
  return {
    file: record.file,
    columns: record.columns,
    facts: record.facts,
    table,
    curves,
    current: current.envelope(),
    own: own ? { log: own.log.log(), pressure: own.drawn.envelope() } : null,
    zero,
  };
}

/** A logger's file that was read. */
export interface LoggerReading {
  readonly log: PressureLog;
  readonly pressure: Envelope;
  readonly zero: number | undefined;
}

/**
 * @param read of the logger, where there is one
 * @throws Error as `analysePressure`
 */
export function judgePressure(
  gathered: PressureGathering,
  options: PressureOptions = {},
  read?: LoggerReading,
): PressureAnalysis {
  const { logger, column = "surface_pressure_pa" } = options;
  const { file, table, curves, zero } = gathered;
  checkHalfCycles(gathered);
  const warnings: string[] = [...table.warnings];
  const { log: raw, pressure } = read ?? gathered.own!;
  const source = logger?.record.file ?? file;
  if (raw.time.length === 0) {
    throw new Error(
      logger === undefined
        ? `${file}: there is no column ${column} with pressures; name the column and its unit, or give the record of a logger; the file has ${gathered.columns.map((one) => `"${one.from}"`).join(", ")}${othersOf(gathered)}`
        : `${source}: no row has a time and a pressure`,
    );
  }
  if (raw.skipped > 0 && logger !== undefined) {
    warnings.push(
      `${source}: ${raw.skipped} of ${raw.rows} rows have no finite time or pressure and were left out`,
    );
  }
  if (raw.backward > 0) {
    warnings.push(
      `${source}: ${raw.backward} pressures whose time is not after the one before were left out`,
    );
  }
  const alignment =
    logger === undefined
      ? null
      : alignClocks(table.halfCycles, raw, {
          ...logger.clock,
          // Dates, where both have them, say where the clocks about stand
          offset:
            logger.clock?.offset ??
            (zero !== undefined && read?.zero !== undefined ? read.zero - zero : undefined),
        });
  warnings.push(...(alignment?.warnings ?? []));
  let log = alignment === null ? raw : onCyclerClock(raw, alignment);
  const term = options.temperature ? temperatureTermOf(table.halfCycles, log) : null;
  if (options.temperature && !term?.applied) {
    warnings.push(
      term === null
        ? "no temperature term: no rest has enough pressures with temperatures"
        : "no temperature term was taken off: in the rests it is less than three of its standard errors",
    );
  }
  if (term) log = atReference(log, term);
  const halfCycles = table.halfCycles.flatMap((halfCycle, k) => {
    const found = pressureOf(halfCycle, cycleOf(halfCycle), curves[k], log);
    return found ? [found] : [];
  });
  const missing = table.halfCycles.length - halfCycles.length;
  if (halfCycles.length === 0) {
    throw new Error(
      `${source}: none of the ${table.halfCycles.length} half-cycles has five pressures; check the clock of the logger`,
    );
  }
  if (missing > 0) {
    warnings.push(
      `${missing} of ${table.halfCycles.length} half-cycles have fewer than five pressures and were left out`,
    );
  }
  const cycles = cyclesOf(halfCycles);
  const straight = (direction: HalfCycle["direction"]): number =>
    medianOf(halfCycles.filter((one) => one.direction === direction).map(({ linearity }) => linearity));
  return {
    file,
    table,
    halfCycles,
    cycles,
    baseline: baselineOf(cycles),
    watch: watchSwing(
      {
        cycle: cycles.map(({ cycle }) => cycle),
        time: cycles.map(({ discharge }) => discharge?.endTime ?? Number.NaN),
        value: cycles.map(({ perCharge }) => perCharge.value),
        error: cycles.map(({ perCharge }) => perCharge.error),
      },
      options.warning,
    ),
    alignment,
    temperature: term,
    linearity: { charge: straight("charge"), discharge: straight("discharge") },
    pressure: onClock(pressure, alignment),
    current: gathered.current,
    curves: drawnCurves(table.halfCycles, halfCycles, curves, log),
    warnings,
  };
}

function checkHalfCycles({ file, table }: PressureGathering): void {
  if (table.halfCycles.length > 0) return;
  throw new Error(
    `${file}: no half-cycle was found: the current never exceeds ${table.threshold.toPrecision(2)} A for long enough`,
  );
}

/** Columns that the reader made nothing of: one of them may be the pressure. */
function othersOf({ facts }: PressureGathering): string {
  return facts.other_columns === undefined ? "" : `, ${facts.other_columns}`;
}

/** The same blocks, looked at on their way. */
async function* seen(
  blocks: AsyncIterable<SeriesBlock>,
  look: (block: SeriesBlock) => void,
): AsyncGenerator<SeriesBlock> {
  for await (const block of blocks) {
    look(block);
    yield block;
  }
}

function take(
  { rows, columns }: SeriesBlock,
  column: SeriesColumn,
  factor: number,
  log: ReturnType<typeof openPressureLog>,
  drawn: TimeTrace,
): void {
  const { test_time_second: time } = columns;
  const values = columns[column];
  if (!time || !values) return;
  const pascals = factor === 1 ? values : values.map((value) => factor * value);
  const warm = temperatures.map((name) => columns[name]).find((found) => found !== undefined);
  log.add(rows, time, pascals, warm);
  drawn.add(rows, time, pascals);
}

export async function readLogger(
  { record, column = "surface_pressure_pa", factor = 1 }: PressureSource,
  signal: AbortSignal | undefined,
): Promise<LoggerReading> {
  const log = openPressureLog();
  const drawn = openTimeTrace();
  let zero: number | undefined;
  for await (const block of record.blocks) {
    signal?.throwIfAborted();
    zero ??= zeroOf(block);
    take(block, column, factor, log, drawn);
  }
  return { log: log.log(), pressure: drawn.envelope(), zero };
}

/** Date of the time 0 in s since 1970; undefined without dates. */
function zeroOf({ rows, columns }: SeriesBlock): number | undefined {
  const { test_time_second: time, unix_time_second: unix } = columns;
  if (!time || !unix) return undefined;
  for (let k = 0; k < rows; k++) if (Number.isFinite(unix[k] - time[k])) return unix[k] - time[k];
  return undefined;
}

function onClock(envelope: Envelope, alignment: ClockAlignment | null): Envelope {
  if (alignment === null) return envelope;
  const move = (t: number): number => alignment.offset.value + (1 + alignment.drift.value) * t;
  return { ...envelope, left: envelope.left.map(move), right: envelope.right.map(move) };
}

function medianOf(values: readonly number[]): number {
  const known = values.filter(Number.isFinite).sort((a, b) => a - b);
  return known.length === 0 ? Number.NaN : known[known.length >> 1];
}
