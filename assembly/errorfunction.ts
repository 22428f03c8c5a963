// The error function of one real number, to about 1e-15: its series near 0, beyond it from its scaled complement.

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

const TERMS = 13;
/** (n + ½)²/4 and e^(−(n+½)²/4)/π, n = 0 … 12: the nodes of the midpoint rule with step ½. */
const NODES: usize = memory.data(TERMS * 16, 8);

function fillNodes(): void {
  for (let n = 0; n < TERMS; n++) {
    const t = 0.25 * (<f64>n + 0.5) * (<f64>n + 0.5);
    store<f64>(NODES + ((<usize>n) << 4), t);
    store<f64>(NODES + ((<usize>n) << 4), exp(-t) * 0.3183098861837907, 8);
  }
}

/**
 * erfcx x = exp(x²)·erfc x for x ≥ 0: the midpoint rule with step ½ for ∫ x·exp(−t²)/(π(x² + t²)) dt plus the residue at t = ix,
 * without cancellation (Hunter and Regan, Math. Comp. 26 (1972) 539); beyond 8 the asymptotic series.
 */
export function erfcx(x: f64): f64 {
  const x2 = x * x;
  if (x >= 8.0) {
    const s = 0.5 / x2;
    let sum = 1.0;
    for (let k = 16; k >= 1; k--) sum = 1.0 - <f64>(2 * k - 1) * s * sum;
    return (ONE_OVER_ROOT_PI / x) * sum;
  }
  if (load<f64>(NODES) === 0) fillNodes();
  let sum = 0.0;
  for (let n = 0; n < TERMS; n++) {
    const at = NODES + ((<usize>n) << 4);
    sum += load<f64>(at, 8) / (x2 + load<f64>(at));
  }
  return x * sum + (2.0 * exp(x2)) / (1.0 + exp(12.566370614359172 * x));
}

export function erf(x: f64): f64 {
  if (x !== x) return x;
  if (abs(x) < 1.0) return series(x);
  const tail = erfc(abs(x));
  return x > 0 ? 1.0 - tail : tail - 1.0;
}

export function erfc(x: f64): f64 {
  if (x !== x) return x;
  if (x < 0.5) return 1.0 - erf(x);
  return x > 27.5 ? 0 : gaussian(x) * erfcx(x);
}
