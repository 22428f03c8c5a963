/** A sudden change of the voltage within a half-cycle: what a filament does when it touches the other electrode, or fuses. */
import { median } from "../fit/median.ts";
import type { Trace } from "./trace.ts";

export interface Drop {
  /** In s, on the clock of the record. */
  readonly time: number;
  /** Share of |V| before it by which |V| falls: 0.6 where it falls to 40 %; of a rise, by which it rises. */
  readonly size: number;
  /** The change in units of the scatter of such differences elsewhere in the half-cycle. */
  readonly score: number;
  /** |V| before and after it, in V. */
  readonly before: number;
  readonly after: number;
  /** Whether |V| came back by two thirds of the change before the half-cycle ended. */
  readonly recovered: boolean;
}

/** Bins on each side whose means are compared, and the bins between them, in which the change may take place. */
const SIDE = 4;
const MIDDLE = 2;
const WIDTH = 2 * SIDE + MIDDLE;
/** Share of the half-cycle at its beginning in which nucleation and the double layer move the voltage anyway. */
const ONSET = 0.04;
/** Fewer bins show nothing. */
const LEAST_BINS = 30;
/** Least share and least score of a change. */
const LEAST_SHARE = 0.03;
const LEAST_SCORE = 6;

/**
 * The largest sudden fall and rise of |V|: the difference of the means of four bins on either side of a place, less the larger of the
 * same differences one width before and behind, so that a slope of any steepness and a decay give nothing. Null where none exceeds 3 %
 * and six times the scatter. Where the current changes its size, as from one step of the instrument to the next, nothing is looked for.
 * @param noise standard deviation of a sample in V
 */
export function findDrops(
  { voltage, current, time, samples }: Trace,
  noise: number,
): { readonly fall: Drop | null; readonly rise: Drop | null } {
  const n = voltage.length;
  if (n < LEAST_BINS) return { fall: null, rise: null };
  const size = voltage.map(Math.abs);
  const mean = meanFrom(size);
  const places = n - WIDTH;
  const falls = new Float64Array(Math.max(0, places));
  // The first sample is that of the reversal
  for (let k = 0; k < places; k++) falls[k] = mean(k + 1) - mean(k + 1 + SIDE + MIDDLE);
  const first = Math.max(Math.ceil(ONSET * n), SIDE + MIDDLE);
  const isSteady = steadyPlaces(current, places);

  const largest = (sign: 1 | -1): Drop | null => {
    const beside = (k: number): number =>
      Math.max(sign * (falls[k - SIDE - MIDDLE] ?? 0), sign * (falls[k + SIDE + MIDDLE] ?? 0), 0);
    const sudden: number[] = [];
    for (let k = first; k < places; k++) sudden.push(isSteady(k) ? sign * falls[k] - beside(k) : 0);
    if (sudden.length < WIDTH) return null;
    let at = 0;
    for (let k = 1; k < sudden.length; k++) if (sudden[k] > sudden[at]) at = k;
    const place = first + at + 1;
    const before = mean(place);
    const after = mean(place + SIDE + MIDDLE);
    const share = sudden[at] / before;
    if (!(share > LEAST_SHARE)) return null;
    const middle = median(sudden);
    const spread = 1.4826 * median(sudden.map((value) => Math.abs(value - middle)));
    const scatter = Math.max(
      spread,
      (noise || 0) * Math.sqrt(2 / (SIDE * samples[first])),
      1e-4 * Math.abs(before),
    );
    const score = sudden[at] / scatter;
    if (!(score > LEAST_SCORE)) return null;
    const tail = size.subarray(place + WIDTH);
    const end = tail.length >= SIDE ? median(tail.subarray(-SIDE)) : after;
    const recovered = sign * (end - after) > (2 / 3) * sign * (before - after);
    return { time: time[place + SIDE + (MIDDLE >> 1)], size: share, score, before, after, recovered };
  };
  return { fall: largest(1), rise: largest(-1) };
}

/** The mean of SIDE values from k on. */
function meanFrom(values: Float64Array): (k: number) => number {
  const sums = new Float64Array(values.length + 1);
  for (let k = 0; k < values.length; k++) sums[k + 1] = sums[k] + values[k];
  return (k) => (sums[k + SIDE] - sums[k]) / SIDE;
}

/** Change of the current that the voltage follows. */
const STEADY = 0.02;
const STEADY_SCORE = 6;

/** Whether the current is the same on both sides of a place, as far as its noise and its resolution tell. */
function steadyPlaces(current: Float64Array, places: number): (k: number) => boolean {
  const mean = meanFrom(current);
  const changes = Float64Array.from({ length: Math.max(0, places) }, (_, k) =>
    Math.abs(mean(k + 1) / mean(k + 1 + SIDE + MIDDLE) - 1),
  );
  const limit = Math.max(STEADY, STEADY_SCORE * 1.4826 * median(changes));
  return (k) => changes[k] <= limit;
}
