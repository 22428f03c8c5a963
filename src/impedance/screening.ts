/** What a spectrum leaves room for, seen before any fit: cheap tests of its ends and its width. */
import type { Spectrum } from "./spectrum.ts";

export interface Scope {
  /** Angular frequencies of the ends, rad/s. */
  readonly least: number;
  readonly most: number;
  /** An inductor can be seen: Z″ > 0, or the phase rises towards the highest frequencies. */
  readonly inductive: boolean;
  /** −Z″ grows towards the lowest frequencies: a capacity or diffusion without end may lie behind. */
  readonly blocking: boolean;
  /** Arcs that the measured frequencies can tell apart. */
  readonly arcs: number;
  /** The points in rising frequency. */
  readonly omega: Float64Array;
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/** Points at an end that are looked at. */
const END = 4;
/** A depressed arc is about 1.5 decades wide; two in one decade are the most that data tell apart. */
const ARCS_PER_DECADE = 2;
const MOST_ARCS = 4;

export function scopeOf({ frequency, real, imaginary }: Spectrum): Scope {
  const order = Array.from(frequency.keys()).sort((a, b) => frequency[a] - frequency[b]);
  const omega = Float64Array.from(order, (i) => 2 * Math.PI * frequency[i]);
  const re = Float64Array.from(order, (i) => real[i]);
  const im = Float64Array.from(order, (i) => imaginary[i]);
  const n = order.length;
  const [least, most] = [omega[0], omega[n - 1]];
  const phase = Float64Array.from(re, (value, i) => Math.atan2(im[i], value));
  const end = Math.min(END, n);
  return {
    least,
    most,
    inductive: im.some((value) => value > 0) || rises(phase.subarray(n - end)),
    blocking: rises(im.subarray(0, end)),
    arcs: Math.min(MOST_ARCS, Math.max(1, Math.ceil(ARCS_PER_DECADE * Math.log10(most / least)))),
    omega,
    real: re,
    imaginary: im,
  };
}

/** Whether a line through the values, equally spaced, rises. One point says nothing and rules nothing out. */
function rises(values: Float64Array): boolean {
  if (values.length < 2) return true;
  const middle = (values.length - 1) / 2;
  return values.reduce((sum, value, i) => sum + (i - middle) * value, 0) > 0;
}
