/** The pressure of a logger on equal steps of time, for a search that asks for many times. */
import type { PressureLog } from "./log.ts";

/** Steps per shortest half-cycle. */
export const FINE = 32;
const MOST_GRID = 1 << 19;

export interface Grid {
  readonly from: number;
  readonly step: number;
  readonly pressure: Float64Array;
}

/** Means of the pressure over equal steps of time; gaps are bridged. */
export function gridOf({ time, pressure }: PressureLog, wanted: number): Grid {
  const from = time[0];
  const span = time[time.length - 1] - from;
  const step = Math.max(wanted, span / MOST_GRID);
  const length = Math.ceil(span / step) + 1;
  const sums = new Float64Array(length);
  const counts = new Float64Array(length);
  for (let k = 0; k < time.length; k++) {
    const at = Math.round((time[k] - from) / step);
    sums[at] += pressure[k];
    counts[at]++;
  }
  let last = 0;
  for (let k = 0; k < length; k++) {
    if (counts[k] === 0) continue;
    sums[k] /= counts[k];
    for (let j = last + 1; j < k; j++)
      sums[j] = sums[last] + ((sums[k] - sums[last]) * (j - last)) / (k - last);
    last = k;
  }
  return { from, step, pressure: sums.subarray(0, last + 1) };
}

/** Steps by which a time may lie outside: records that were started together differ by a little. */
const SLACK = FINE / 8;

/** The pressure at a time, linear between the steps; NaN outside. */
export function atTime({ from, step, pressure }: Grid, t: number): number {
  const last = pressure.length - 1;
  let place = (t - from) / step;
  if (place < -SLACK || place > last + SLACK) return Number.NaN;
  place = Math.min(Math.max(place, 0), last);
  const k = Math.min(Math.floor(place), last - 1);
  return pressure[k] + (place - k) * (pressure[k + 1] - pressure[k]);
}
