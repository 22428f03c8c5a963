/** A sudden fall of the voltage within a half-cycle: what a filament does when it touches the other electrode. */
import { median } from "../fit/median.ts";
import type { Trace } from "./trace.ts";

export interface Drop {
  /** In s, on the clock of the record. */
  readonly time: number;
  /** Fall of |V| over |V| before it: 0.6 where the voltage falls to 40 %. */
  readonly size: number;
  /** The fall in units of the scatter of such falls elsewhere in the half-cycle. */
  readonly score: number;
  /** |V| before and after it, in V. */
  readonly before: number;
  readonly after: number;
  /** Whether |V| came back to within a third of the fall before the half-cycle ended. */
  readonly recovered: boolean;
}

/** Bins on each side whose means are compared, and the bins between them, in which the fall may take place. */
const SIDE = 4;
const MIDDLE = 2;
/** Share of the half-cycle at its beginning in which nucleation and the double layer move the voltage anyway. */
const ONSET = 0.04;
/** Fewer bins show no fall. */
const LEAST_BINS = 30;

/**
 * The largest fall: the difference of the means of four bins on either side of each place, less the larger of the same differences one
 * width before and behind, so that a slope of any steepness gives nothing. Null where none exceeds 4 % and six times their scatter.
 * @param noise standard deviation of a sample in V
 */
export function findDrop(trace: Trace, noise: number): Drop | null {
  const { voltage, time, samples } = trace;
  const n = voltage.length;
  if (n < LEAST_BINS) return null;
  const size = (k: number): number => Math.abs(voltage[k]);
  const mean = (from: number): number => {
    let sum = 0;
    for (let k = from; k < from + SIDE; k++) sum += size(k);
    return sum / SIDE;
  };
  const width = 2 * SIDE + MIDDLE;
  const first = Math.ceil(ONSET * n);
  const falls: number[] = [];
  for (let k = first; k + width <= n; k++) falls.push(mean(k) - mean(k + SIDE + MIDDLE));
  if (falls.length < 2 * width) return null;
  const beside = (k: number): number =>
    Math.max(falls[k - SIDE - MIDDLE] ?? 0, falls[k + SIDE + MIDDLE] ?? 0, 0);
  const sudden = falls.map((fall, k) => fall - beside(k));
  let at = 0;
  for (let k = 1; k < sudden.length; k++) if (sudden[k] > sudden[at]) at = k;
  const middle = median(sudden);
  const spread = 1.4826 * median(sudden.map((value) => Math.abs(value - middle)));
  const scatter = Math.max(
    spread,
    (noise || 0) * Math.sqrt(2 / (SIDE * (samples[first] || 1))),
    1e-4 * Math.abs(mean(first + at)),
  );
  const before = mean(first + at);
  const after = mean(first + at + SIDE + MIDDLE);
  const score = sudden[at] / scatter;
  const share = sudden[at] / before;
  if (!(share > 0.04 && score > 6)) return null;
  const tail = voltage.slice(first + at + width).map(Math.abs);
  const recovered = tail.length >= SIDE && median([...tail.slice(-SIDE)]) > before - (before - after) / 3;
  return {
    time: time[first + at + SIDE + (MIDDLE >> 1)],
    size: share,
    score,
    before,
    after,
    recovered,
  };
}
