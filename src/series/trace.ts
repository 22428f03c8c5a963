/** One half-cycle as a curve of bounded length, and what can be read off it. */
import type { Segment } from "../kernel/halfCycles.ts";

/**
 * A half-cycle as bins in the order of time, at most `traceBins` of them; all arrays have equal lengths. A bin is the mean of equally
 * many samples of one step. A quantile over the bins lies between the quantiles of the samples one bin's share below and above it
 * wherever the voltage is monotonic over a bin.
 */
export interface Trace {
  readonly samples: Float64Array;
  /** Mean time of the bin since the beginning of the record, in s. */
  readonly time: Float64Array;
  /** Charge that flowed in the half-cycle to the end of the bin, in A·s, positive in both directions. */
  readonly charge: Float64Array;
  readonly voltage: Float64Array;
  readonly least: Float64Array;
  readonly most: Float64Array;
  /** Signed, in A. */
  readonly current: Float64Array;
  /** Pa; NaN where none was measured. */
  readonly pressure: Float64Array;
  /** Voltage step from the sample before to the first of the bin: a systematic sample of the differences between neighbours. */
  readonly step: Float64Array;
}

/** Above so many bins neighbours are joined. */
export const traceBins = 8192;

const fields = ["time", "voltage", "least", "most", "current", "pressure", "step"] as const;

/** The bins of segments of one direction, one after the other. */
export function traceOf(segments: readonly Segment[]): Trace {
  const length = segments.reduce((sum, { bins }) => sum + bins.count.length, 0);
  const trace = emptyTrace(length);
  let at = 0;
  let before = 0;
  for (const { bins, first, charge } of segments) {
    trace.samples.set(bins.count, at);
    for (const field of fields) trace[field].set(bins[field], at);
    for (let k = 0; k < bins.count.length; k++) {
      trace.time[at + k] += first.time;
      trace.charge[at + k] = before + Math.abs(bins.charge[k]);
    }
    at += bins.count.length;
    before += Math.abs(charge);
  }
  let result: Trace = trace;
  while (result.samples.length > traceBins) result = joined(result);
  return result;
}

function emptyTrace(length: number): { readonly [F in keyof Trace]: Float64Array } {
  // One buffer for all planes: of many short half-cycles the buffers would cost more than the work
  const all = new Float64Array(9 * length);
  let planes = 0;
  const plane = (): Float64Array => all.subarray(planes * length, ++planes * length);
  return {
    samples: plane(),
    time: plane(),
    charge: plane(),
    voltage: plane(),
    least: plane(),
    most: plane(),
    current: plane(),
    pressure: plane(),
    step: plane(),
  };
}

/** Neighbours as one bin. */
function joined(trace: Trace): Trace {
  const length = trace.samples.length >> 1;
  const result = emptyTrace(length);
  for (let k = 0; k < length; k++) {
    const [a, b] = [2 * k, 2 * k + 1];
    const [m, n] = [trace.samples[a], trace.samples[b]];
    const mean = (values: Float64Array): number => (m * values[a] + n * values[b]) / (m + n);
    result.samples[k] = m + n;
    for (const field of ["time", "voltage", "current", "pressure"] as const)
      result[field][k] = mean(trace[field]);
    result.charge[k] = trace.charge[b];
    result.least[k] = Math.min(trace.least[a], trace.least[b]);
    result.most[k] = Math.max(trace.most[a], trace.most[b]);
    result.step[k] = trace.step[a];
  }
  return result;
}

/** Charge that flowed in each bin. */
export function binCharges({ charge }: Trace): Float64Array {
  return charge.map((value, k) => value - (k > 0 ? charge[k - 1] : 0));
}

/**
 * Quantiles of values that weigh differently: the p-quantile lies where the weights below reach the share p of their sum, each weight
 * counted to its middle, linear between. NaN without a positive weight.
 */
export function weightedQuantiles(
  values: ArrayLike<number>,
  weights: ArrayLike<number>,
  shares: readonly number[],
): number[] {
  const order = Array.from(values, (_, k) => k).filter((k) => weights[k] > 0 && !Number.isNaN(values[k]));
  order.sort((a, b) => values[a] - values[b]);
  const total = order.reduce((sum, k) => sum + weights[k], 0);
  if (order.length === 0) return shares.map(() => Number.NaN);
  return shares.map((share) => {
    const wanted = share * total;
    let below = 0;
    let place = Number.NEGATIVE_INFINITY;
    let value = values[order[0]];
    for (const k of order) {
      const middle = below + weights[k] / 2;
      if (middle >= wanted) {
        return place === Number.NEGATIVE_INFINITY || middle === place
          ? values[k]
          : value + ((values[k] - value) * (wanted - place)) / (middle - place);
      }
      below += weights[k];
      place = middle;
      value = values[k];
    }
    return value;
  });
}

/** The bins between two shares of the charge, each weighing the charge that it has there. */
export function between(trace: Trace, low: number, high: number): Float64Array {
  const { charge } = trace;
  const total = charge.at(-1) ?? 0;
  return charge.map((end, k) => {
    const begin = k > 0 ? charge[k - 1] : 0;
    return Math.max(0, Math.min(end, high * total) - Math.max(begin, low * total));
  });
}

/** Mean of a column over weights; NaN without any. */
export function weightedMean(values: ArrayLike<number>, weights: ArrayLike<number>): number {
  let sum = 0;
  let weight = 0;
  for (let k = 0; k < values.length; k++) {
    if (!(weights[k] > 0) || Number.isNaN(values[k])) continue;
    sum += weights[k] * values[k];
    weight += weights[k];
  }
  return sum / weight;
}

/**
 * The value of a column at the beginning or the end of a trace: a line through the bins of the first or last 2 % of its duration (at
 * least four bins), fitted twice, the second time without residuals beyond three of their median. A raw extreme is biased by the noise,
 * the more the faster the record is sampled. NaN without two bins.
 */
export function endValue(
  trace: Trace,
  column: Float64Array,
  side: "first" | "last",
  at: number,
  share = 0.02,
): number {
  const { time, samples } = trace;
  const n = time.length;
  const [from, to] = [time[0], time[n - 1]];
  const chosen: number[] = [];
  for (let k = 0; k < n; k++) {
    const index = side === "first" ? k : n - 1 - k;
    if (Number.isNaN(column[index])) continue;
    const far = side === "first" ? time[index] - from : to - time[index];
    if (far > share * (to - from) && chosen.length >= 4) break;
    chosen.push(index);
  }
  if (chosen.length < 2) return chosen.length === 1 ? column[chosen[0]] : Number.NaN;
  const fit = (points: readonly number[]): ((t: number) => number) => {
    const weight = points.reduce((sum, k) => sum + samples[k], 0);
    const t0 = points.reduce((sum, k) => sum + samples[k] * time[k], 0) / weight;
    const y0 = points.reduce((sum, k) => sum + samples[k] * column[k], 0) / weight;
    const square = points.reduce((sum, k) => sum + samples[k] * (time[k] - t0) ** 2, 0);
    const product = points.reduce((sum, k) => sum + samples[k] * (time[k] - t0) * (column[k] - y0), 0);
    const slope = square > 0 ? product / square : 0;
    return (t) => y0 + slope * (t - t0);
  };
  const first = fit(chosen);
  const residuals = chosen.map((k) => Math.abs(column[k] - first(time[k]))).sort((a, b) => a - b);
  const limit = 4.4478 * residuals[residuals.length >> 1];
  const kept = chosen.filter((k) => Math.abs(column[k] - first(time[k])) <= limit);
  return (kept.length >= 3 && kept.length < chosen.length ? fit(kept) : first)(at);
}
