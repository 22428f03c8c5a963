import { normalCdf, normalQuantile } from "./distribution.ts";

/** A test: its statistic and the probability of one as extreme, or more, when there is nothing to find. NaN: too few values. */
export interface TestResult {
  readonly statistic: number;
  readonly p: number;
}

/** Coefficients of a polynomial from x⁰ on. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, c) => sum * x + c, 0);
}

/** Most values that the approximations of the test are made for. */
const MOST = 5000;

/**
 * Shapiro and Wilk's test of normality, with the approximations of Royston (1995, Applied Statistics 44, 547, algorithm AS R94) for 3 to
 * 5000 values. Of more, 5000 evenly spaced ones in rank are tested.
 */
export function shapiroWilk(values: ArrayLike<number>): TestResult {
  const sorted = Float64Array.from(values).sort();
  const x =
    sorted.length <= MOST
      ? sorted
      : Float64Array.from({ length: MOST }, (_, i) => sorted[Math.floor(((i + 0.5) * sorted.length) / MOST)]);
  const n = x.length;
  if (n < 3 || !(x[n - 1] > x[0]) || !Number.isFinite(x[0]) || !Number.isFinite(x[n - 1])) {
    return { statistic: Number.NaN, p: Number.NaN };
  }
  const weights = shapiroWeights(n);
  const half = weights.length;
  const mean = x.reduce((sum, value) => sum + value, 0) / n;
  const squares = x.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  let numerator = 0;
  for (let i = 0; i < half; i++) numerator += weights[i] * (x[n - 1 - i] - x[i]);
  const w = Math.min((numerator * numerator) / squares, 1);
  return { statistic: w, p: shapiroProbability(w, n) };
}

/** Weights of the ranges x₍ₙ₋ᵢ₎ − x₍ᵢ₎, outermost first. */
function shapiroWeights(n: number): Float64Array {
  if (n === 3) return Float64Array.of(Math.SQRT1_2);
  const half = Math.floor(n / 2);
  // Blom's approximation of the expected order statistics
  const m = Float64Array.from({ length: half }, (_, i) => -normalQuantile((i + 1 - 0.375) / (n + 0.25)));
  const squares = 2 * m.reduce((sum, value) => sum + value * value, 0);
  const norm = Math.sqrt(squares);
  const u = 1 / Math.sqrt(n);
  const outer = m[0] / norm + polynomial([0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056], u);
  if (n <= 5) {
    const scale = Math.sqrt((squares - 2 * m[0] ** 2) / (1 - 2 * outer ** 2));
    return m.map((value, i) => (i === 0 ? outer : value / scale));
  }
  const second = m[1] / norm + polynomial([0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633], u);
  const scale = Math.sqrt((squares - 2 * m[0] ** 2 - 2 * m[1] ** 2) / (1 - 2 * outer ** 2 - 2 * second ** 2));
  return m.map((value, i) => (i === 0 ? outer : i === 1 ? second : value / scale));
}

/** P(W ≤ w) of n normal values. */
function shapiroProbability(w: number, n: number): number {
  if (n === 3) {
    return Math.max(0, (6 / Math.PI) * (Math.asin(Math.sqrt(w)) - Math.asin(Math.sqrt(0.75))));
  }
  const y = Math.log(1 - w);
  const lnN = Math.log(n);
  if (n <= 11) {
    const gamma = polynomial([-2.273, 0.459], n);
    if (y >= gamma) return 0;
    const mean = polynomial([0.544, -0.39978, 0.025054, -6.714e-4], n);
    const deviation = Math.exp(polynomial([1.3822, -0.77857, 0.062767, -0.0020322], n));
    return normalCdf((mean + Math.log(gamma - y)) / deviation);
  }
  const mean = polynomial([-1.5861, -0.31082, -0.083751, 0.0038915], lnN);
  const deviation = Math.exp(polynomial([-0.4803, -0.082676, 0.0030302], lnN));
  return normalCdf((mean - y) / deviation);
}
