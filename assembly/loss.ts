// Robust losses: C²·ρ((r/C)²) with ρ as in SciPy's `least_squares`. Rows of the Jacobian and of the residuals are multiplied by
// √ρ′, which keeps the gradient exact and the approximate Hessian positive (Triggs et al. 2000, first order).

import { log } from "./elementary";
import { LOSS_CAUCHY, LOSS_HUBER, LOSS_SOFT_L1 } from "./job";
import { get, put } from "./memory";

/** Replaces `count` residuals r by √ρ′·r, writes √ρ′ to `factors`, returns the sum of C²·ρ. */
export function soften(loss: i32, scale: f64, residuals: usize, factors: usize, count: i32): f64 {
  const inverse = 1.0 / scale;
  let sum = 0.0;
  for (let i = 0; i < count; i++) {
    const r = get(residuals, i);
    const q = r * inverse;
    const z = q * q;
    let rho = z;
    let slope = 1.0;
    if (loss === LOSS_SOFT_L1) {
      const t = sqrt(1.0 + z);
      rho = 2.0 * (t - 1.0);
      slope = 1.0 / t;
    } else if (loss === LOSS_HUBER) {
      if (z > 1.0) {
        const a = abs(q);
        rho = 2.0 * a - 1.0;
        slope = 1.0 / a;
      }
    } else if (loss === LOSS_CAUCHY) {
      rho = log(1.0 + z);
      slope = 1.0 / (1.0 + z);
    }
    sum += rho;
    const factor = sqrt(slope);
    put(factors, i, factor);
    put(residuals, i, r * factor);
  }
  return sum * scale * scale;
}

/** Slope of the influence function ψ(r) = r·ρ′((r/C)²), from the last `influence`. */
export let influenceSlope = 0.0;

/** ψ(r), half the derivative of C²·ρ((r/C)²). */
export function influence(loss: i32, scale: f64, r: f64): f64 {
  const q = r / scale;
  const z = q * q;
  if (loss === LOSS_SOFT_L1) {
    const t = sqrt(1.0 + z);
    influenceSlope = 1.0 / (t * t * t);
    return r / t;
  }
  if (loss === LOSS_HUBER && z > 1.0) {
    influenceSlope = 0;
    return r > 0 ? scale : -scale;
  }
  if (loss === LOSS_CAUCHY) {
    const t = 1.0 + z;
    influenceSlope = (1.0 - z) / (t * t);
    return r / t;
  }
  influenceSlope = 1;
  return r;
}
