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

export interface PressureOptions extends Pick<ReduceOptions, "threshold" | "shortest" | "signal"> {
  /** Without it the pressure is a column of the cycler's record. */
  readonly logger?: PressureSource;
  /** Column of the pressure in the cycler's record and Pa per unit of it; default `surface_pressure_pa` and 1. */
  readonly column?: SeriesColumn;
  readonly factor?: number;
  /** Takes off what follows the temperature in the rests. */
  readonly temperature?: boolean;
  readonly warning?: WarningOptions;
}

/** Pressure against charge of one half-cycle, for drawing. */
export interface PressureCurve {
  readonly cycle: number;
  readonly direction: HalfCycle["direction"];
  /** A·s and Pa. */
  readonly charge: Float64Array;
  readonly pressure: Float64Array;
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

/**
 * @throws Error when there is no pressure, no half-cycle, or two records that do not overlap: one sentence with the name of the file
 */
export async function analysePressure(
  record: SeriesRecord,
  kernel: Kernel,
  options: PressureOptions = {},
): Promise<PressureAnalysis> {
  const { logger, column = "surface_pressure_pa", factor = 1 } = options;
  const own = logger === undefined ? openPressureLog() : undefined;
  const pressure = openTimeTrace();
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
        if (own) take(block, column, factor, own, pressure);
      }),
    },
    kernel,
    {
      threshold: options.threshold,
      shortest: options.shortest,
      signal: options.signal,
      onHalfCycle: (halfCycle, trace) => curves.push(chargeCurveOf(halfCycle, trace)),
    },
  );
  if (table.halfCycles.length === 0) {
    throw new Error(
      `${record.file}: no half-cycle was found: the current never exceeds ${table.threshold.toPrecision(2)} A for long enough`,
    );
  }
  const warnings: string[] = [...table.warnings];
  const read = own ? { log: own.log(), zero } : await readLogger(logger!, pressure, options.signal);
  const raw = read.log;
  const source = logger?.record.file ?? record.file;
  if (raw.time.length === 0) {
    throw new Error(
      logger === undefined
        ? `${record.file}: there is no column ${column} with pressures; name the column and its unit, or give the record of a logger; the file has ${record.columns.map((one) => `"${one.from}"`).join(", ")}${othersOf(record)}`
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
            (zero !== undefined && read.zero !== undefined ? read.zero - zero : undefined),
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
    file: record.file,
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
    pressure: onClock(pressure.envelope(), alignment),
    current: current.envelope(),
    curves: drawnCurves(table.halfCycles, halfCycles, curves, log),
    warnings,
  };
}

/** Columns that the reader made nothing of: one of them may be the pressure. */
function othersOf({ facts }: SeriesRecord): string {
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

async function readLogger(
  { record, column = "surface_pressure_pa", factor = 1 }: PressureSource,
  drawn: TimeTrace,
  signal: AbortSignal | undefined,
): Promise<{ readonly log: PressureLog; readonly zero: number | undefined }> {
  const log = openPressureLog();
  let zero: number | undefined;
  for await (const block of record.blocks) {
    signal?.throwIfAborted();
    zero ??= zeroOf(block);
    take(block, column, factor, log, drawn);
  }
  return { log: log.log(), zero };
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

const CURVES = 6;
const CURVE_POINTS = 40;

/** Discharges of up to six cycles, spread evenly, the first and the last among them. */
function drawnCurves(
  all: readonly HalfCycle[],
  measured: readonly HalfCyclePressure[],
  charges: readonly ChargeCurve[],
  log: PressureLog,
): PressureCurve[] {
  const discharges = measured.filter(({ direction }) => direction === "discharge");
  const count = Math.min(CURVES, discharges.length);
  const chosen = new Set(
    Array.from({ length: count }, (_, k) =>
      Math.round((k * (discharges.length - 1)) / Math.max(count - 1, 1)),
    ),
  );
  return [...chosen].map((k) => {
    const one = discharges[k];
    const at = all.findIndex(({ index }) => index === one.index);
    return { cycle: one.cycle, direction: one.direction, ...curveOf(one, charges[at], log) };
  });
}

function curveOf(
  { startTime, endTime }: HalfCyclePressure,
  curve: ChargeCurve,
  log: PressureLog,
): Pick<PressureCurve, "charge" | "pressure"> {
  const inside: number[] = [];
  for (let k = 0; k < log.time.length; k++)
    if (log.time[k] >= startTime && log.time[k] <= endTime) inside.push(k);
  const every = Math.max(1, Math.ceil(inside.length / CURVE_POINTS));
  const charge: number[] = [];
  const pressure: number[] = [];
  for (let k = 0; k + every <= inside.length; k += every) {
    let [t, p] = [0, 0];
    for (let j = k; j < k + every; j++) {
      t += log.time[inside[j]] / every;
      p += log.pressure[inside[j]] / every;
    }
    charge.push(chargeAt(curve, t));
    pressure.push(p);
  }
  return { charge: Float64Array.from(charge), pressure: Float64Array.from(pressure) };
}

function chargeAt({ time, charge }: ChargeCurve, t: number): number {
  let k = 0;
  while (k + 2 < time.length && time[k + 1] < t) k++;
  const width = time[k + 1] - time[k];
  return charge[k] + (width > 0 ? (t - time[k]) / width : 0) * (charge[k + 1] - charge[k]);
}
