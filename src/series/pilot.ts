/** What the first rows of a record say about its current: where a current begins, and how finely it was written. */
import { median } from "../fit/median.ts";

export interface Pilot {
  /** Largest current at rest, in A: the larger of three standard deviations at rest and 1e-4 of the largest current. */
  readonly threshold: number;
  /**
   * In what steps the current is written, in A: the last decimal of all currents, or the smallest difference of two of one direction if
   * that is less; NaN where neither can be told.
   */
  readonly quantum: number;
  /** Whether the rows hold a current at all; else more rows should be looked at. */
  readonly decided: boolean;
}

/** Share of the largest current below which a sample is at rest. */
const REST = 0.01;

export function pilotOf(current: Float64Array): Pilot {
  const finite = current.filter(Number.isFinite);
  let largest = 0;
  for (const value of finite) largest = Math.max(largest, Math.abs(value));
  // A sample of a few thousand tells scatter well enough
  const every = Math.max(1, Math.floor(finite.length / 4096));
  const differences: number[] = [];
  const resting: number[] = [];
  for (let k = 1; k < finite.length; k += every) {
    differences.push(finite[k] - finite[k - 1]);
  }
  for (let k = 0; k < finite.length; k++) {
    if (Math.abs(finite[k]) <= REST * largest && resting.length < 65_536) resting.push(finite[k]);
  }
  const scatter = deviation(differences) / Math.SQRT2;
  const decided = largest > 0 && largest > 6 * scatter;
  const atRest = resting.length >= 8 ? deviation(resting) : 0;
  return {
    threshold: Math.max(3 * (decided ? atRest : scatter), 1e-4 * largest),
    quantum: quantumOf(finite),
    decided,
  };
}

function deviation(values: readonly number[]): number {
  if (values.length < 3) return 0;
  const middle = median(values);
  return 1.4826 * median(values.map((value) => Math.abs(value - middle)));
}

function quantumOf(current: Float64Array): number {
  const decimal = decimalStep(current);
  const step = smallestStep(current);
  return Number.isNaN(decimal) || step < decimal ? step : decimal;
}

/** Different currents without which their smallest difference says nothing about how finely they are written. */
const LEAST_STEPS = 16;

/** Smallest step between neighbours of one direction, NaN when there are too few; rounding of doubles is none. */
export function smallestStep(current: Float64Array): number {
  let least = Number.POSITIVE_INFINITY;
  let steps = 0;
  for (let k = 1; k < current.length; k++) {
    const [a, b] = [current[k - 1], current[k]];
    const step = Math.abs(b - a);
    const size = Math.max(Math.abs(a), Math.abs(b));
    if (!(a * b > 0 && step > 1e-9 * size)) continue;
    steps++;
    if (step < least) least = step;
  }
  return steps >= LEAST_STEPS ? least : Number.NaN;
}

/** The largest power of ten of which all currents are multiples: 1e-4 for currents written with four decimals. */
function decimalStep(current: Float64Array): number {
  // Some thousand tell the decimals
  const every = Math.max(1, Math.floor(current.length / 4096));
  const some = current.filter((_, k) => k % every === 0);
  const different = [...new Set(some)].filter((value) => value !== 0);
  if (different.length === 0) return Number.NaN;
  for (let decimals = 0; decimals <= 15; decimals++) {
    const scale = 10 ** decimals;
    const whole = (value: number): boolean =>
      Math.abs(value * scale - Math.round(value * scale)) < 1e-9 * Math.abs(value * scale);
    if (different.every(whole)) return Number(`1e-${decimals}`);
  }
  return Number.NaN;
}
