/**
 * Smooth curves that run below the peaks: penalised least squares, Σ w(y − z)² + λ·Σ(Δ²z)², with weights that are small where the data
 * lie above z. "als": w = p above, 1 − p below (P. H. C. Eilers and H. F. M. Boelens, Baseline correction with asymmetric least
 * squares smoothing, 2005). "arpls": a logistic weight from the scatter of the points below (S.-J. Baek et al., Analyst 140, 250
 * (2015)). Each step solves a system of five bands in O(n).
 */
import { checkRegion, type Region } from "./region.ts";
import type { Background } from "./shirley.ts";

export interface AsymmetricOptions {
  readonly method?: "als" | "arpls";
  /** λ, for points numbered 1, 2, 3 …: 1e2 (follows) … 1e9 (stiff). Default 1e5. */
  readonly stiffness?: number;
  /** p of "als": 0.001 … 0.1. Default 0.01. */
  readonly asymmetry?: number;
  /** Default 100. */
  readonly iterations?: number;
  /** "arpls" ends when the weights change by less than this (‖Δw‖/‖w‖). Default 1e-6. */
  readonly tolerance?: number;
}

/** @throws RangeError for options outside their range */
export function asymmetricBackground(region: Region, options: AsymmetricOptions = {}): Background {
  checkRegion(region, 5);
  const { method = "als", stiffness = 1e5, asymmetry = 0.01, iterations = 100, tolerance = 1e-6 } = options;
  if (!(stiffness > 0)) throw new RangeError(`stiffness ${stiffness}: give a number above 0, such as 1e5`);
  if (!(asymmetry > 0 && asymmetry < 1))
    throw new RangeError(`asymmetry ${asymmetry}: give a number between 0 and 1`);
  const { y } = region;
  const n = y.length;
  let weights = new Float64Array(n).fill(1);
  let z = whittaker(y, weights, stiffness);
  for (let step = 1; step <= iterations; step++) {
    const next = method === "als" ? eilersWeights(y, z, asymmetry) : baekWeights(y, z);
    let change = 0;
    let norm = 0;
    for (let i = 0; i < n; i++) {
      change += (next[i] - weights[i]) ** 2;
      norm += weights[i] ** 2;
    }
    const settled = method === "als" ? change === 0 : Math.sqrt(change / norm) < tolerance;
    if (settled) return { values: z, converged: true, iterations: step };
    weights = next;
    z = whittaker(y, weights, stiffness);
  }
  return {
    values: z,
    converged: false,
    iterations,
    doubt: `the weights of the baseline still change after ${iterations} steps; it is the one of the last step`,
  };
}

function eilersWeights(y: Float64Array, z: Float64Array, p: number): Float64Array<ArrayBuffer> {
  return Float64Array.from(y, (value, i) => (value > z[i] ? p : 1 - p));
}

function baekWeights(y: Float64Array, z: Float64Array): Float64Array<ArrayBuffer> {
  const d = Float64Array.from(y, (value, i) => value - z[i]);
  const below = d.filter((value) => value < 0);
  const mean = below.reduce((sum, value) => sum + value, 0) / below.length;
  const sd = Math.sqrt(below.reduce((sum, value) => sum + (value - mean) ** 2, 0) / below.length);
  if (!(sd > 0)) return new Float64Array(y.length).fill(1);
  return d.map((value) => {
    const exponent = (2 * (value - (2 * sd - mean))) / sd;
    return exponent > 700 ? 0 : 1 / (1 + Math.exp(exponent));
  });
}

/**
 * Minimises Σ w(y − z)² + λ·Σ(Δ²z)² by LDLᵀ of W + λD′D. Where λ is large, w is lost beside 6λ in the matrix; a step of refinement,
 * with the residual taken from second differences of z, brings it back.
 */
export function whittaker(
  y: ArrayLike<number>,
  weights: ArrayLike<number>,
  lambda: number,
): Float64Array<ArrayBuffer> {
  const n = y.length;
  const factors = factored(weights, n, lambda);
  const z = solved(
    factors,
    Float64Array.from(y, (value, i) => weights[i] * value),
  );
  for (let step = 0; step < 2; step++) {
    const residual = Float64Array.from(y, (value, i) => weights[i] * (value - z[i]));
    for (let i = 1; i < n - 1; i++) {
      const bend = lambda * (z[i - 1] - 2 * z[i] + z[i + 1]);
      residual[i - 1] -= bend;
      residual[i] += 2 * bend;
      residual[i + 1] -= bend;
    }
    const correction = solved(factors, residual);
    for (let i = 0; i < n; i++) z[i] += correction[i];
  }
  return z;
}

/** Pivots and the two bands of L. */
interface Factors {
  readonly pivot: Float64Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
}

function factored(weights: ArrayLike<number>, n: number, lambda: number): Factors {
  const pivot = new Float64Array(n);
  const first = new Float64Array(n);
  const second = new Float64Array(n);
  // Rows of D′D for second differences
  for (let i = 0; i < n; i++) {
    const inner = Math.min(i, n - 1 - i);
    pivot[i] = weights[i] + lambda * (inner === 0 ? 1 : inner === 1 ? 5 : 6);
    if (i + 1 < n) first[i] = lambda * (i === 0 || i === n - 2 ? -2 : -4);
    if (i + 2 < n) second[i] = lambda;
  }
  for (let i = 0; i < n; i++) {
    const l1 = first[i] / pivot[i];
    const l2 = second[i] / pivot[i];
    if (i + 1 < n) {
      pivot[i + 1] -= l1 * first[i];
      first[i + 1] -= l1 * second[i];
    }
    if (i + 2 < n) pivot[i + 2] -= l2 * second[i];
    first[i] = l1;
    second[i] = l2;
  }
  return { pivot, first, second };
}

function solved(
  { pivot, first, second }: Factors,
  right: Float64Array<ArrayBuffer>,
): Float64Array<ArrayBuffer> {
  const z = right.slice();
  const n = z.length;
  for (let i = 0; i < n; i++) {
    if (i + 1 < n) z[i + 1] -= first[i] * z[i];
    if (i + 2 < n) z[i + 2] -= second[i] * z[i];
  }
  for (let i = n - 1; i >= 0; i--) {
    z[i] /= pivot[i];
    if (i + 1 < n) z[i] -= first[i] * z[i + 1];
    if (i + 2 < n) z[i] -= second[i] * z[i + 2];
  }
  return z;
}
