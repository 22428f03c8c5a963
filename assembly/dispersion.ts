// How far the residuals of a fit scatter, and what that means for its variables.
// Least squares: σ² = cost/ν (1 where σ was measured). Robust losses: with influence ψ(r) and its mean slope m, Huber (1981), Robust
// Statistics, section 7.6, equation (6.5): covariance = K²·(Σψ²/ν)/m²·(XᵀX)⁻¹, K = 1 + (n/N)·var(ψ′)/m², where X is the Jacobian before
// the loss bends it; the drop of the cost for one true parameter is λ·χ²₁ with λ = K·(Σψ²/ν)/m (Schrader and Hettmansperger 1980).

import { LOSS_LINEAR, W_WEIGHTING, WEIGHT_SIGMA, word } from "./job";
import { products } from "./levenberg";
import { influence, influenceSlope } from "./loss";
import { doubles, get, put, release } from "./memory";
import { differentiate, plainResiduals, presentLoss, presentLossScale, setLoss } from "./objective";
import { variableCount } from "./parameters";
import { points, residualCount, residualWeight, weightedResiduals } from "./points";

/** What (JᵀJ)⁻¹ is multiplied by to give the covariance; NaN without degrees of freedom. */
export let variance = 0.0;
/** What the drop of the cost is divided by to be χ² with one degree of freedom. */
export let dropScale = 0.0;
/** Mean slope of the influence function, m: what the Hessian of the cost is to XᵀX. */
export let meanSlope = 1.0;

let slopes: usize = 0;

export function bindDispersion(n: i32): bool {
  slopes = doubles(n);
  return slopes !== 0;
}

let sum = 0.0;
let sumOfSlopes = 0.0;
let sumOfSquares = 0.0;

function take(r: f64, weight: f64): void {
  if (!(weight > 0)) return;
  const psi = influence(presentLoss(), presentLossScale(), r);
  sum += psi * psi;
  sumOfSlopes += influenceSlope;
  sumOfSquares += influenceSlope * influenceSlope;
}

/**
 * Sets `variance` and `dropScale` at the optimum x of cost f. The solver's products must be those of x; under a robust loss JᵀJ becomes
 * that of the plain residuals, while the gradient, which tells what is held at a bound, stays that of the cost.
 */
export function measureDispersion(x: usize, f: f64): void {
  const n = variableCount();
  const count = <f64>weightedResiduals();
  const freedom = count - <f64>n;
  if (presentLoss() === LOSS_LINEAR) {
    variance = word(W_WEIGHTING) === WEIGHT_SIGMA ? 1.0 : freedom > 0 ? f / freedom : NaN;
    dropScale = variance;
    meanSlope = 1;
    return;
  }
  for (let v = 0; v < n; v++) put(slopes, v, get(products(), v * (n + 1) + n));
  const wanted = presentLoss();
  setLoss(LOSS_LINEAR);
  differentiate(x, products(), Infinity);
  setLoss(wanted);
  for (let v = 0; v < n; v++) put(products(), v * (n + 1) + n, get(slopes, v));
  variance = NaN;
  dropScale = NaN;
  meanSlope = NaN;
  const list = doubles(2 * points);
  if (list === 0) return;
  plainResiduals(x, list, points);
  sum = 0;
  sumOfSlopes = 0;
  sumOfSquares = 0;
  for (let i = 0; i < residualCount(); i++) take(get(list, i), residualWeight(i));
  release(list);
  const mean = sumOfSlopes / count;
  if (!(freedom > 0) || !(mean > 0)) return;
  meanSlope = mean;
  const spread = sumOfSquares / count / (mean * mean) - 1.0;
  const correction = 1.0 + (<f64>n / count) * spread;
  variance = (correction * correction * sum) / freedom / (mean * mean);
  dropScale = (correction * sum) / freedom / mean;
}
