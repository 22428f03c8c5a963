/** The pressure of one half-cycle: its ends by lines, its change, and how straight it follows the charge. */
import { type HalfCycle, noiseOf } from "../halfCycle.ts";
import { lineAt, robustLine } from "../robustLine.ts";
import type { Trace } from "../trace.ts";
import { firstAt, type PressureLog } from "./log.ts";

/** A number with its standard error; NaN where it could not be determined. */
export interface Measured {
  readonly value: number;
  readonly error: number;
}

export const unknown: Measured = { value: Number.NaN, error: Number.NaN };

export interface HalfCyclePressure {
  readonly index: number;
  /** As the user counts: the instrument's cycle, else the own. */
  readonly cycle: number;
  readonly direction: HalfCycle["direction"];
  /** s on the cycler's clock. */
  readonly startTime: number;
  readonly endTime: number;
  /** A·s, positive. */
  readonly charge: number;
  /** Pa, by lines through the first and the last 2 %. */
  readonly start: Measured;
  readonly end: Measured;
  /** End less start in Pa: ΔP of the half-cycle, negative where the pressure falls. */
  readonly change: Measured;
  /** Pa per A·s over the whole half-cycle, and the share of the pressure's variance that a straight line over charge explains. */
  readonly slope: Measured;
  readonly linearity: number;
  /** Least and greatest sample: biased outwards by the noise, given to compare. */
  readonly least: number;
  readonly most: number;
  readonly samples: number;
}

/** Charge against time of one half-cycle on the cycler's clock, at most 129 points. */
export interface ChargeCurve {
  readonly time: Float64Array;
  readonly charge: Float64Array;
}

const POINTS = 128;

export function chargeCurveOf(halfCycle: HalfCycle, trace: Trace): ChargeCurve {
  const n = trace.time.length;
  const chosen: number[] = [];
  for (let k = 0; k <= POINTS; k++) {
    const at = Math.round((k * (n - 1)) / POINTS);
    if (at !== chosen[chosen.length - 1]) chosen.push(at);
  }
  const total = trace.charge[n - 1];
  const factor = total > 0 ? halfCycle.charge / total : 1;
  // The charge of a bin is that at its last sample, its time the mean of its samples
  const charge = chosen.map((k) => {
    const before = k > 0 ? trace.charge[k - 1] : 0;
    const back = k > 0 ? (trace.samples[k] - 1) / (2 * trace.samples[k]) : 0.5;
    const end = trace.charge[k];
    return factor * (trace.samples[k] > 1 ? end - back * (end - before) : end);
  });
  return {
    time: Float64Array.from([halfCycle.startTime, ...chosen.map((k) => trace.time[k]), halfCycle.endTime]),
    charge: Float64Array.from([0, ...charge, halfCycle.charge]),
  };
}

/** Share of the half-cycle at each end that a line is laid through, and the fewest samples for it. */
const END = 0.02;
const LEAST = 5;

/**
 * @param log on the cycler's clock
 * @returns null without five samples in the half-cycle
 */
export function pressureOf(
  halfCycle: HalfCycle,
  cycle: number,
  curve: ChargeCurve,
  log: PressureLog,
): HalfCyclePressure | null {
  const { startTime, endTime } = halfCycle;
  // An entry of several samples counts when all of them lie inside
  const half = log.stride > 1 ? halfWidth(log, startTime) : 0;
  const first = firstAt(log.time, startTime + half);
  let last = firstAt(log.time, endTime - half);
  if (log.time[last] <= endTime - half) last++;
  const n = last - first;
  if (n < LEAST) return null;
  const time = log.time.subarray(first, last);
  const pressure = log.pressure.subarray(first, last);
  const steps = stepsOf(pressure);
  const quantum = Math.min(...steps.map(Math.abs).filter((step) => step > 0));
  // The sensor's step is a noise of its own, and all there is of it where the pressure stands still
  const noise = Math.max(noiseOf(steps) || 0, Number.isFinite(quantum) ? quantum / Math.sqrt(12) : 0);
  const start = endOf(time, pressure, startTime, endTime, "first", noise);
  const end = endOf(time, pressure, startTime, endTime, "last", noise);
  const { least, most } = extremesOf(pressure);
  return {
    index: halfCycle.index,
    cycle,
    direction: halfCycle.direction,
    startTime,
    endTime,
    charge: halfCycle.charge,
    start,
    end,
    change: { value: end.value - start.value, error: Math.hypot(start.error, end.error) },
    ...straightness(time, pressure, curve),
    least,
    most,
    samples: n * log.stride,
  };
}

function halfWidth({ time }: PressureLog, near: number): number {
  const at = Math.min(Math.max(firstAt(time, near), 1), time.length - 1);
  return at > 0 ? (time[at] - time[at - 1]) / 2 : 0;
}

/** Most differences between neighbours that the noise is taken from. */
const MOST_STEPS = 512;

function stepsOf(pressure: Float64Array): number[] {
  const every = Math.max(1, Math.floor(pressure.length / MOST_STEPS));
  const steps: number[] = [];
  for (let k = 1; k < pressure.length; k += every) steps.push(pressure[k] - pressure[k - 1]);
  return steps;
}

/** So many points the noise of the whole half-cycle counts as beside the few of an end. */
const NOISE_POINTS = 20;

/**
 * The pressure at one end: a line through the samples of the first or last 2 % of the duration, five at least.
 * @param noise standard deviation of a sample over the whole half-cycle: steadies the standard error, since few points show their
 *   scatter poorly; 0 or NaN where it is not known
 */
export function endOf(
  time: Float64Array,
  pressure: Float64Array,
  startTime: number,
  endTime: number,
  side: "first" | "last",
  noise = Number.NaN,
): Measured {
  const n = time.length;
  const reach = END * (endTime - startTime);
  let from = 0;
  let to = n;
  if (side === "first") to = Math.min(n, Math.max(LEAST, firstAt(time, startTime + reach)));
  else from = Math.max(0, Math.min(n - LEAST, firstAt(time, endTime - reach)));
  const at = side === "first" ? startTime : endTime;
  const x = time.subarray(from, to).map((t) => t - at);
  const line = robustLine(x, pressure.subarray(from, to));
  if (line === null) return unknown;
  const { value, error } = lineAt(line, 0);
  const free = line.points - 2;
  if (!(noise > 0)) return { value, error };
  // A reading that never changes is anywhere within its step
  if (!(line.scatter > 1e-3 * noise)) return { value, error: noise };
  const pooled = Math.sqrt((free * line.scatter ** 2 + NOISE_POINTS * noise ** 2) / (free + NOISE_POINTS));
  return { value, error: (error * pooled) / line.scatter };
}

function extremesOf(pressure: Float64Array): { readonly least: number; readonly most: number } {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of pressure) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return { least, most };
}

/** Least squares of pressure over charge. */
function straightness(
  time: Float64Array,
  pressure: Float64Array,
  curve: ChargeCurve,
): Pick<HalfCyclePressure, "slope" | "linearity"> {
  const n = time.length;
  const charge = new Float64Array(n);
  let at = 0;
  for (let k = 0; k < n; k++) {
    while (at + 2 < curve.time.length && curve.time[at + 1] < time[k]) at++;
    const width = curve.time[at + 1] - curve.time[at];
    const share = width > 0 ? (time[k] - curve.time[at]) / width : 0;
    charge[k] = curve.charge[at] + share * (curve.charge[at + 1] - curve.charge[at]);
  }
  const q = mean(charge);
  const p = mean(pressure);
  let square = 0;
  let product = 0;
  let total = 0;
  for (let k = 0; k < n; k++) {
    square += (charge[k] - q) ** 2;
    product += (charge[k] - q) * (pressure[k] - p);
    total += (pressure[k] - p) ** 2;
  }
  if (!(square > 0)) return { slope: unknown, linearity: Number.NaN };
  const slope = product / square;
  const residual = Math.max(total - slope * product, 0);
  return {
    slope: { value: slope, error: n > 2 ? Math.sqrt(residual / (n - 2) / square) : Number.NaN },
    linearity: total > 0 ? 1 - residual / total : Number.NaN,
  };
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
