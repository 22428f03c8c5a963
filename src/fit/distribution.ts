/**
 * Distribution functions and quantiles of the normal, Student's t, χ² and F distribution, from the incomplete gamma and beta
 * functions (NIST Digital Library of Mathematical Functions, chapter 8). Relative accuracy 1e-9 or better, in both tails.
 */

/** ln Γ(x), x > 0, by Lanczos's series with g = 7 and nine terms. */
export function lnGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - lnGamma(1 - x);
  const terms = [
    676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
    -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  const z = x - 1;
  const sum = terms.reduce((total, term, i) => total + term / (z + i + 1), 0.99999999999980993);
  const t = z + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

const MOST_TERMS = 100_000;
const EPSILON = 1e-16;
const TINY = 1e-300;

/** P(a, x) and Q(a, x) = Γ(a, x)/Γ(a): the series DLMF 8.11.4 below a + 1, the continued fraction 8.9.2 above. */
function incompleteGamma(a: number, x: number): { readonly lower: number; readonly upper: number } {
  if (!(x > 0)) return { lower: 0, upper: 1 };
  const front = Math.exp(a * Math.log(x) - x - lnGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let k = 1; k < MOST_TERMS && Math.abs(term) > EPSILON * sum; k++) {
      term *= x / (a + k);
      sum += term;
    }
    return { lower: front * sum, upper: 1 - front * sum };
  }
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let h = d;
  for (let k = 1; k < MOST_TERMS; k++) {
    const an = -k * (k - a);
    b += 2;
    d = 1 / nonzero(an * d + b);
    c = nonzero(b + an / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < EPSILON) break;
  }
  return { lower: 1 - front * h, upper: front * h };
}

function nonzero(x: number): number {
  return Math.abs(x) < TINY ? TINY : x;
}

/** I_x(a, b) by the continued fraction DLMF 8.17.22; `y` is 1 − x, given so that no digit of it is lost. */
function incompleteBeta(a: number, b: number, x: number, y: number): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(b, a, y, x);
  const front = Math.exp(
    a * Math.log(x) + b * Math.log(y) + lnGamma(a + b) - lnGamma(a) - lnGamma(b) - Math.log(a),
  );
  let c = 1;
  let d = 1 / nonzero(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m < MOST_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonzero(1 + even * d);
    c = nonzero(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonzero(1 + odd * d);
    c = nonzero(1 + odd / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < 4 * EPSILON) break;
  }
  return front * h;
}

/** P(Z ≤ z) of the standard normal distribution. */
export function normalCdf(z: number): number {
  const tail = 0.5 * incompleteGamma(0.5, 0.5 * z * z).upper;
  return z < 0 ? tail : 1 - tail;
}

/** P(T ≤ t) with ν degrees of freedom (any positive number, or infinity). */
export function studentCdf(t: number, freedom: number): number {
  return t < 0 ? studentTail(-t, freedom) : 1 - studentTail(t, freedom);
}

/** P(T > t), t ≥ 0. */
function studentTail(t: number, freedom: number): number {
  if (freedom === Infinity) return normalCdf(-t);
  const sum = freedom + t * t;
  return 0.5 * incompleteBeta(0.5 * freedom, 0.5, freedom / sum, (t * t) / sum);
}

/** P(X ≤ x) of χ². */
export function chiSquareCdf(x: number, freedom: number): number {
  return incompleteGamma(0.5 * freedom, 0.5 * x).lower;
}

/** P(X ≤ x) of F with m and n degrees of freedom. */
export function fCdf(x: number, m: number, n: number): number {
  if (n === Infinity) return chiSquareCdf(m * x, m);
  return x > 0 ? incompleteBeta(0.5 * m, 0.5 * n, (m * x) / (m * x + n), n / (m * x + n)) : 0;
}

/** z with P(Z ≤ z) = p: the approximation 26.2.23 of Abramowitz and Stegun, refined by Halley's method. */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) return p === 0 ? -Infinity : p === 1 ? Infinity : Number.NaN;
  if (p > 0.5) return -normalQuantile(1 - p);
  const t = Math.sqrt(-2 * Math.log(p));
  let z =
    (2.515517 + t * (0.802853 + 0.010328 * t)) / (1 + t * (1.432788 + t * (0.189269 + 0.001308 * t))) - t;
  for (let k = 0; k < 4; k++) {
    const error = ((normalCdf(z) - p) * Math.sqrt(2 * Math.PI)) / Math.exp(-0.5 * z * z);
    z -= error / (1 + 0.5 * z * error);
  }
  return z;
}

/** t with P(T ≤ t) = p; ν may be infinite. */
export function studentQuantile(p: number, freedom: number): number {
  if (freedom === Infinity || p === 0.5 || !(p > 0 && p < 1)) return normalQuantile(p);
  if (!(freedom > 0)) return Number.NaN;
  const tail = Math.min(p, 1 - p);
  const start = Math.max(-normalQuantile(tail), 1e-3);
  const t = increasingRoot((x) => 1 - studentTail(x, freedom) / tail, start);
  return p < 0.5 ? -t : t;
}

/** x with P(X ≤ x) = p. */
export function chiSquareQuantile(p: number, freedom: number): number {
  return increasingRoot((x) => chiSquareCdf(x, freedom) / p - 1, freedom);
}

/** x with P(X ≤ x) = p. */
export function fQuantile(p: number, m: number, n: number): number {
  return increasingRoot((x) => fCdf(x, m, n) / p - 1, 1);
}

/** Positive root of an increasing function: a bracket by doubling, then the Illinois variant of regula falsi in ln x. */
function increasingRoot(f: (x: number) => number, start: number): number {
  let low = start;
  let high = start;
  while (f(low) > 0 && low > TINY) low /= 2;
  while (f(high) < 0 && high < 1 / TINY) high *= 2;
  let [a, b] = [Math.log(low), Math.log(high)];
  let [fa, fb] = [f(low), f(high)];
  let side = 0;
  for (let k = 0; k < 200 && b - a > 1e-15 * Math.max(1, Math.abs(a)) && fa !== 0 && fb !== 0; k++) {
    // every third step halves, in case the others creep
    const x = k % 3 === 2 ? 0.5 * (a + b) : b - (fb * (b - a)) / (fb - fa);
    const fx = f(Math.exp(x));
    if (fx < 0) {
      [a, fa] = [x, fx];
      if (side === -1) fb /= 2;
      side = -1;
    } else {
      [b, fb] = [x, fx];
      if (side === 1) fa /= 2;
      side = 1;
    }
  }
  if (fa === 0) return Math.exp(a);
  return Math.exp(b);
}
