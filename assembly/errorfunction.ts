// The error function of one real number, to about 1e-15: its series near 0, the continued fraction of its complement beyond.

import { exp } from "./exponential";

const TWO_OVER_ROOT_PI = 1.1283791670955126;
const ONE_OVER_ROOT_PI = 0.5641895835477563;

/** erf x: 2/√π·e^(−x²)·Σ 2ⁿx^(2n+1)/(2n+1)!!, all terms of one sign (Abramowitz and Stegun 7.1.6). */
function series(x: f64): f64 {
  const z = 2.0 * x * x;
  let term = x;
  let sum = x;
  for (let n = 1; n < 200; n++) {
    term *= z / <f64>(2 * n + 1);
    sum += term;
    if (abs(term) < 1e-17 * abs(sum)) break;
  }
  return TWO_OVER_ROOT_PI * exp(-x * x) * sum;
}

/** e^(−x²) with the rounding error of x² made good. */
function gaussian(x: f64): f64 {
  const high = nearest(x * 1048576.0) / 1048576.0;
  return exp(-high * high) * exp(-(x - high) * (x + high));
}

/** erfc x for x ≥ 2: its continued fraction, from far behind (Abramowitz and Stegun 7.1.14). */
function fraction(x: f64): f64 {
  if (x > 27.5) return 0;
  let t = x;
  for (let k = x < 3 ? 120 : 60; k >= 1; k--) t = x + (0.5 * <f64>k) / t;
  return (ONE_OVER_ROOT_PI * gaussian(x)) / t;
}

export function erf(x: f64): f64 {
  if (x !== x) return x;
  if (abs(x) < 2.0) return series(x);
  const tail = fraction(abs(x));
  return x > 0 ? 1.0 - tail : tail - 1.0;
}

export function erfc(x: f64): f64 {
  if (x !== x) return x;
  if (x < 0.5) return 1.0 - erf(x);
  if (x >= 2.0) return fraction(x);
  // Between, 1 − erf would lose up to two digits
  let t = x;
  for (let k = 1200; k >= 1; k--) t = x + (0.5 * <f64>k) / t;
  return (ONE_OVER_ROOT_PI * gaussian(x)) / t;
}
