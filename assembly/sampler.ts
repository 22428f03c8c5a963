// The affine-invariant ensemble sampler: stretch moves of Goodman and Weare (2010), the halves of the ensemble in turn as in emcee
// (Foreman-Mackey et al. 2013, algorithm 3). Values only, no derivatives.
// The prior is flat in the solver's coordinates (ln of scales) between the bounds. Likelihood: exp(−cost/2) where σ was measured; else σ
// is integrated out under Jeffreys' prior 1/σ, which leaves cost^(−N/2) over N residuals: of a linear model the posterior is Student's t
// with N − n degrees of freedom about the least-squares fit. A robust loss has no likelihood; exp(−cost/2λ) stands for it (`dispersion.ts`).

import { factor } from "./cholesky";
import { dropScale, variance } from "./dispersion";
import { log } from "./elementary";
import { LOSS_LINEAR, resultSection, W_LOSS, W_WEIGHTING, WEIGHT_SIGMA, word } from "./job";
import { lower, upper } from "./levenberg";
import { doubles, get, put } from "./memory";
import { costAt, evaluations } from "./objective";
import {
  bindOptimum,
  enterOptimum,
  H_COST,
  H_EVALUATIONS,
  H_REASON,
  H_VARIANCE,
  HEAD,
  inverse,
  leastCost,
  optimum,
  optimumReason,
  option,
  spread,
} from "./optimum";
import { moveTo, variableCount, variableValue } from "./parameters";
import { spectrumCount, weightedResiduals } from "./points";
import { below, normal, uniform } from "./random";

/** Head: moves accepted after burn-in, moves tried. */
const H_ACCEPTED = 4;
const H_TRIED = 5;

let walkers = 0;
/** walkers × n, and the logarithm of the posterior of each. */
let positions: usize = 0;
let heights: usize = 0;
let trial: usize = 0;
let root: usize = 0;
let rootOf: usize = 0;
let drawn: usize = 0;
let residuals = 0.0;

export function sampleAll(): bool {
  if (!bindOptimum()) return false;
  const n = variableCount();
  walkers = <i32>option(0);
  const steps = <i32>option(1);
  const burn = <i32>option(2);
  const thin = <i32>option(3);
  const stretch = option(4);
  positions = doubles(walkers * n);
  heights = doubles(walkers);
  trial = doubles(n);
  root = doubles(n * n);
  rootOf = doubles(n);
  drawn = doubles(n);
  if (drawn === 0) return false;
  const stride = HEAD + n + (steps / thin) * walkers * n;
  for (let s = 0; s < spectrumCount(); s++) {
    const out = resultSection(s, stride);
    for (let i = 0; i < HEAD + n; i++) put(out, i, NaN);
    const found = enterOptimum(s);
    put(out, H_REASON, <f64>optimumReason);
    put(out, H_COST, leastCost);
    put(out, H_VARIANCE, variance);
    if (!found) continue;
    residuals = <f64>weightedResiduals();
    moveTo(optimum);
    for (let v = 0; v < n; v++) put(out, HEAD + v, variableValue(v));
    gather();
    for (let step = 0; step < burn; step++) move(stretch);
    let accepted = 0;
    let to = out + ((<usize>(HEAD + n)) << 3);
    for (let step = 1; step <= steps; step++) {
      accepted += move(stretch);
      if (step % thin !== 0) continue;
      for (let w = 0; w < walkers; w++) {
        moveTo(position(w));
        for (let v = 0; v < n; v++) put(to, v, variableValue(v));
        to += (<usize>n) << 3;
      }
    }
    put(out, H_ACCEPTED, <f64>accepted);
    put(out, H_TRIED, <f64>walkers * <f64>steps);
    put(out, H_EVALUATIONS, <f64>evaluations);
  }
  return true;
}

function position(w: i32): usize {
  return positions + ((<usize>(w * variableCount())) << 3);
}

/** Logarithm of the posterior up to a constant; −∞ outside the bounds. */
function height(x: usize): f64 {
  for (let v = 0; v < variableCount(); v++) {
    const xv = get(x, v);
    if (!(xv >= get(lower, v) && xv <= get(upper, v))) return -Infinity;
  }
  const f = costAt(x);
  if (!(f < Infinity)) return -Infinity;
  if (word(W_LOSS) !== LOSS_LINEAR) return (-0.5 * f) / dropScale;
  if (word(W_WEIGHTING) === WEIGHT_SIGMA) return -0.5 * f;
  return -0.5 * residuals * log(f);
}

/** Places the walkers about the optimum as its covariance says, inside the bounds. */
function gather(): void {
  const n = variableCount();
  takeRoot();
  for (let w = 0; w < walkers; w++) {
    const at = position(w);
    let size = 1.0;
    let h = -Infinity;
    while (!(h > -Infinity) && size > 1e-6) {
      for (let v = 0; v < n; v++) put(drawn, v, normal());
      for (let v = 0; v < n; v++) {
        let step = 0.0;
        for (let k = 0; k <= v; k++) step += get(root, v * n + k) * get(drawn, k);
        step *= size;
        // A bound reflects: walkers must not lie on it, in one plane
        let x = get(optimum, v) + step;
        if (x < get(lower, v)) x = 2.0 * get(lower, v) - x;
        if (x > get(upper, v)) x = 2.0 * get(upper, v) - x;
        put(at, v, x);
      }
      h = height(at);
      size *= 0.8;
    }
    put(heights, w, h);
  }
}

/** Lower triangle L with LLᵀ = covariance; variables that have none are drawn by themselves. */
function takeRoot(): void {
  const n = variableCount();
  let whole: bool = true;
  for (let i = 0; i < n; i++) {
    const c = get(inverse, i * n + i);
    if (!(c > 0)) whole = false;
    put(rootOf, i, min(spread(i), 1e3));
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const unit = get(inverse, i * n + j) / sqrt(get(inverse, i * n + i) * get(inverse, j * n + j));
      put(root, i * n + j, unit);
    }
  }
  if (whole) whole = factor(root, n, n, n);
  for (let i = n - 1; i >= 0; i--) {
    for (let k = 0; k < i; k++) {
      put(root, i * n + k, whole ? (get(root, k * n + i) / sqrt(get(root, k * n + k))) * get(rootOf, i) : 0);
    }
  }
  for (let i = 0; i < n; i++) {
    const alone = min(get(rootOf, i), 0.1);
    put(root, i * n + i, whole ? get(rootOf, i) / sqrt(get(root, i * n + i)) : alone);
  }
}

/** Moves every walker once; returns how many moves were accepted. */
function move(stretch: f64): i32 {
  const n = variableCount();
  const half = walkers >> 1;
  let accepted = 0;
  for (let w = 0; w < walkers; w++) {
    const first = w < half;
    const other = position(first ? half + below(walkers - half) : below(half));
    const at = position(w);
    // g(z) ∝ 1/√z between 1/a and a
    const u = (stretch - 1.0) * uniform() + 1.0;
    const z = (u * u) / stretch;
    for (let v = 0; v < n; v++) {
      const x = get(other, v);
      put(trial, v, x + z * (get(at, v) - x));
    }
    const h = height(trial);
    const chance = <f64>(n - 1) * log(z) + h - get(heights, w);
    if (log(1.0 - uniform()) < chance) {
      memory.copy(at, trial, (<usize>n) << 3);
      put(heights, w, h);
      accepted++;
    }
  }
  return accepted;
}
