/**
 * The Z-HIT: the modulus of an impedance from its phase, which drift and noise disturb less (Ehm, Kaus, Schiller and Strunz, in
 * "New Trends in Electrochemical Impedance Spectroscopy", 2000; Schiller, Richter, Ehm and others):
 *
 *   ln|Z(ω₀)| ≈ const + (2/π)·∫ φ dlnω + γ·dφ/dlnω at ω₀,  γ = −π/6.
 *
 * The phase is smoothed by a natural cubic smoothing spline over ln ω with generalised cross-validation; integral and derivative are
 * those of the spline. The constant is the mean difference to the measured ln|Z| within a window of frequencies. The series ends
 * after its second term: a semicircle of ten times its series resistance comes out within 3.3 %, flatter arcs within 1 %; systems that
 * are not of minimum phase do not come out.
 */
import { smoothingSpline } from "./smoothingSpline.ts";
import type { Spectrum } from "./spectrum.ts";

/** Arrays over points have the order of the spectrum. */
export interface ZHit {
  /** |Z| in Ω as the phase demands it. */
  readonly modulus: Float64Array;
  /** (|Z| − modulus)/|Z|. */
  readonly residual: Float64Array;
  /** Root mean square of the residual. */
  readonly rms: number;
  /** Frequencies in Hz between which the constant was found. */
  readonly window: readonly [number, number];
  /** Smoothing parameter of the phase, in (ln ω)³. */
  readonly lambda: number;
}

const GAMMA = -Math.PI / 6;
/** Hz: above the drift of slow processes and below the inductance of leads. */
const usualWindow: readonly [number, number] = [1, 1000];
/** Points that the window must hold; else the middle half of the spectrum serves. */
const LEAST_IN_WINDOW = 5;
/** Points at different frequencies below which there is no curve to integrate. */
export const leastPointsOfZHit = 5;

/** @returns undefined when the spectrum has fewer than five different frequencies */
export function zHit(spectrum: Spectrum, window: readonly [number, number] = usualWindow): ZHit | undefined {
  const { frequency, real, imaginary } = spectrum;
  const order = Array.from(frequency.keys()).sort((a, b) => frequency[a] - frequency[b]);
  const knots: { x: number; phase: number; modulus: number; points: number[] }[] = [];
  let before = 0;
  order.forEach((i, k) => {
    const x = Math.log(2 * Math.PI * frequency[i]);
    let phase = Math.atan2(imaginary[i], real[i]);
    // a phase that passes ±π goes on
    if (k > 0) phase += 2 * Math.PI * Math.round((before - phase) / (2 * Math.PI));
    before = phase;
    const modulus = Math.log(Math.hypot(real[i], imaginary[i]));
    const last = knots[knots.length - 1];
    if (last && x - last.x < 1e-9) {
      const n = last.points.length;
      last.phase += (phase - last.phase) / (n + 1);
      last.modulus += (modulus - last.modulus) / (n + 1);
      last.points.push(i);
    } else knots.push({ x, phase, modulus, points: [i] });
  });
  if (knots.length < leastPointsOfZHit) return undefined;
  settleTurns(knots);
  const spline = smoothingSpline(
    Float64Array.from(knots, ({ x }) => x),
    Float64Array.from(knots, ({ phase }) => phase),
  );
  const raw = knots.map((_, k) => (2 / Math.PI) * spline.integral[k] + GAMMA * spline.slope[k]);
  const used = windowOf(knots, window);
  const constant = used.reduce((sum, k) => sum + knots[k].modulus - raw[k], 0) / used.length;
  const modulus = new Float64Array(frequency.length);
  knots.forEach(({ points }, k) => {
    for (const i of points) modulus[i] = Math.exp(raw[k] + constant);
  });
  const residual = modulus.map((value, i) => 1 - value / Math.hypot(real[i], imaginary[i]));
  const hertz = (k: number): number => Math.exp(knots[k].x) / (2 * Math.PI);
  return {
    modulus,
    residual,
    rms: Math.sqrt(residual.reduce((sum, value) => sum + value * value, 0) / residual.length),
    window: [hertz(used[0]), hertz(used[used.length - 1])],
    lambda: spline.lambda,
  };
}

function windowOf(
  knots: readonly { readonly x: number }[],
  [low, high]: readonly [number, number],
): number[] {
  const all = knots.map((_, k) => k);
  const inside = all.filter((k) => {
    const hertz = Math.exp(knots[k].x) / (2 * Math.PI);
    return hertz >= low * (1 - 1e-9) && hertz <= high * (1 + 1e-9);
  });
  if (inside.length >= LEAST_IN_WINDOW) return inside;
  const quarter = Math.floor(knots.length / 4);
  return all.slice(quarter, knots.length - quarter);
}

/** The phase is known but for whole turns: the mean slope of ln|Z| over ln ω, 2φ/π, says which. */
function settleTurns(knots: { readonly x: number; phase: number; readonly modulus: number }[]): void {
  const [first, last] = [knots[0], knots[knots.length - 1]];
  const slope = (last.modulus - first.modulus) / (last.x - first.x);
  const mean = knots.reduce((sum, { phase }) => sum + phase, 0) / knots.length;
  const turns = 2 * Math.PI * Math.round(((Math.PI / 2) * slope - mean) / (2 * Math.PI));
  for (const knot of knots) knot.phase += turns;
}
