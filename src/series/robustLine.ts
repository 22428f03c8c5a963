/** A straight line through points of which some may be wrong, with standard errors. */
import { median } from "../fit/median.ts";

export interface RobustLine {
  /** Weighted mean of the abscissae: there the value has its least error, and errors of value and slope are independent. */
  readonly centre: number;
  readonly value: number;
  readonly slope: number;
  readonly valueError: number;
  readonly slopeError: number;
  /** Standard deviation of a point about the line. */
  readonly scatter: number;
  /** Points that count: those with less than half their weight are outliers. */
  readonly points: number;
  readonly outliers: number;
}

/** Most points of which all pairs are compared for the first guess. */
const PAIRED = 64;
/** Bisquare: 95 % efficient for Gaussian noise (Tukey; Holland and Welsch, Commun. Stat. A 6, 813 (1977)). */
const TUNING = 4.685;
const STEPS = 20;

/**
 * Theil's median of slopes as the start, then reweighted least squares with Tukey's bisquare. The errors are those of an M-estimator
 * (Huber, Robust Statistics, 1981, eq. 7.6.3), raised where neighbouring residuals resemble each other, by √((1 + ρ)/(1 − ρ)) with ρ
 * their correlation: so a coarse quantum of the sensor counts as the error that it is.
 * @returns null with fewer than two different abscissae; errors are NaN with fewer than three points
 */
export function robustLine(x: ArrayLike<number>, y: ArrayLike<number>): RobustLine | null {
  const rows = Array.from(x, (_, k) => k).filter((k) => Number.isFinite(x[k]) && Number.isFinite(y[k]));
  const n = rows.length;
  if (n < 2) return null;
  const u = rows.map((k) => x[k]);
  const v = rows.map((k) => y[k]);
  if (u.every((one) => one === u[0])) return null;
  const trust = new Float64Array(n).fill(1);
  const residual = new Float64Array(n);
  let line = fitLine(u, v, trust);
  if (n > 3) {
    const slope = medianSlope(u, v);
    const level = median(v.map((value, k) => value - slope * u[k]));
    for (let k = 0; k < n; k++) residual[k] = v[k] - level - slope * u[k];
    // When more than half of the points lie on the line, the others still must not pull it
    const least = 1e-12 * Math.max(...v.map((value) => Math.abs(value - level)), Number.MIN_VALUE);
    let scale = Math.max(scaleOf(residual), least);
    for (let step = 0; step < STEPS && scale > 0; step++) {
      for (let k = 0; k < n; k++) trust[k] = bisquare(residual[k] / (TUNING * scale));
      const next = fitLine(u, v, trust);
      const moved = Math.abs(next.slope - line.slope) * line.width + Math.abs(next.value - line.value);
      line = next;
      for (let k = 0; k < n; k++) residual[k] = v[k] - line.value - line.slope * (u[k] - line.centre);
      if (step > 0 && moved < 1e-9 * scale) break;
      // The scale stays that of the start after a few steps, so that the loop converges
      if (step < 4) scale = Math.max(scaleOf(residual), least);
    }
  }
  for (let k = 0; k < n; k++) residual[k] = v[k] - line.value - line.slope * (u[k] - line.centre);
  const scatter = n > 2 ? spreadOf(residual, trust) : Number.NaN;
  const inflated = scatter * Math.sqrt(correlationFactor(residual, trust));
  return {
    centre: line.centre,
    value: line.value,
    slope: line.slope,
    valueError: inflated / Math.sqrt(line.weight),
    slopeError: inflated / Math.sqrt(line.square),
    scatter,
    points: n,
    outliers: trust.filter((one) => one < 0.5).length,
  };
}

/** The line at an abscissa, and its standard error. */
export function lineAt(line: RobustLine, x: number): { readonly value: number; readonly error: number } {
  const far = x - line.centre;
  return { value: line.value + line.slope * far, error: Math.hypot(line.valueError, line.slopeError * far) };
}

interface Fitted {
  readonly centre: number;
  readonly value: number;
  readonly slope: number;
  readonly weight: number;
  readonly square: number;
  /** Root mean square distance from the centre. */
  readonly width: number;
}

function fitLine(u: readonly number[], v: readonly number[], trust: Float64Array): Fitted {
  let weight = 0;
  let centre = 0;
  let value = 0;
  for (let k = 0; k < u.length; k++) {
    const one = trust[k];
    weight += one;
    centre += one * u[k];
    value += one * v[k];
  }
  centre /= weight;
  value /= weight;
  let square = 0;
  let product = 0;
  for (let k = 0; k < u.length; k++) {
    const one = trust[k];
    square += one * (u[k] - centre) ** 2;
    product += one * (u[k] - centre) * (v[k] - value);
  }
  const slope = square > 0 ? product / square : 0;
  return { centre, value, slope, weight, square, width: Math.sqrt(square / weight) };
}

function bisquare(t: number): number {
  return Math.abs(t) < 1 ? (1 - t * t) ** 2 : 0;
}

function scaleOf(residual: Float64Array): number {
  return 1.4826 * median(Array.from(residual, Math.abs));
}

/** Of an even number of pairs spread over all points, when there are more than `PAIRED` points. */
function medianSlope(u: readonly number[], v: readonly number[]): number {
  const n = u.length;
  const every = Math.max(1, Math.floor(n / PAIRED));
  const slopes: number[] = [];
  for (let i = 0; i < n; i += every) {
    for (let j = i + every; j < n; j += every) {
      if (u[j] !== u[i]) slopes.push((v[j] - v[i]) / (u[j] - u[i]));
    }
  }
  return slopes.length === 0 ? 0 : median(slopes);
}

/** Standard deviation of a residual by the trust in each: √(Σw²r²/Σw·…), with two degrees of freedom taken. */
function spreadOf(residual: Float64Array, trust: Float64Array): number {
  let sum = 0;
  let share = 0;
  for (let k = 0; k < residual.length; k++) {
    sum += trust[k] * residual[k] ** 2;
    share += trust[k];
  }
  return share > 2 ? Math.sqrt(sum / (share - 2)) : Number.NaN;
}

/** (1 + ρ)/(1 − ρ) of neighbouring residuals, 1 where they are independent or opposed. */
function correlationFactor(residual: Float64Array, trust: Float64Array): number {
  if (residual.length < 8) return 1;
  let product = 0;
  let square = 0;
  for (let k = 0; k < residual.length; k++) {
    square += trust[k] * residual[k] ** 2;
    if (k > 0) product += Math.sqrt(trust[k] * trust[k - 1]) * residual[k] * residual[k - 1];
  }
  const rho = square > 0 ? Math.min(Math.max(product / square, 0), 0.9) : 0;
  return (1 + rho) / (1 - rho);
}
