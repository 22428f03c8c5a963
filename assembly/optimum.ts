// Where the analyses of certainty begin: the given values of a spectrum, taken to the optimum beside them, its covariance and its
// dispersion. Their job has an extension: OPTIONS doubles for all spectra, then RECORD doubles for each.

import { bindFit, startOf } from "./batch";
import { invert } from "./covariance";
import { dropScale, measureDispersion, variance } from "./dispersion";
import { log } from "./elementary";
import {
  D_COST_TOLERANCE,
  number,
  section,
  W_AT_EXTENSION,
  W_EVALUATIONS,
  W_LOSS,
  W_SEED,
  word,
} from "./job";
import { hessian, reason, solve } from "./levenberg";
import { doubles, get, put } from "./memory";
import { resetEvaluations, setLoss, setLossScale } from "./objective";
import { isLogarithmic, moveTo, variableCount, variableSlope } from "./parameters";
import { dataDigest, enterSpectrum } from "./points";
import { seed } from "./random";
import { enterRanges, exactCost, limitVariables } from "./ranges";

const OPTIONS = 8;
const RECORD = 2;

/** Doubles at the head of every result. */
export const HEAD = 8;
export const H_REASON = 0;
export const H_COST = 1;
export const H_EVALUATIONS = 2;
export const H_VARIANCE = 3;

/** The optimum in the solver's coordinates, its cost and stop reason, and (JᵀJ)⁻¹ there (n×n, NaN where not determined). */
export let optimum: usize = 0;
export let leastCost = 0.0;
export let optimumReason = 0;
export let inverse: usize = 0;
let states: usize = 0;

export function bindOptimum(): bool {
  if (!bindFit()) return false;
  const n = variableCount();
  optimum = doubles(n);
  states = doubles(n);
  inverse = doubles(n * n);
  return inverse !== 0;
}

export function option(index: i32): f64 {
  return get(section(W_AT_EXTENSION), index);
}

/** A number of spectrum s: 0 the scale of its loss, 1 the quantile that its mode works with. */
export function record(s: i32, index: i32): f64 {
  return get(section(W_AT_EXTENSION), OPTIONS + s * RECORD + index);
}

/** Settles at x, an optimum of cost f whose products the solver holds: covariance and dispersion become those of x. */
export function settle(x: usize, f: f64): void {
  const n = variableCount();
  if (x !== optimum) memory.copy(optimum, x, (<usize>n) << 3);
  leastCost = f;
  measureDispersion(optimum, f);
  moveTo(optimum);
  invert(optimum, states, inverse);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      put(inverse, i * n + j, get(inverse, i * n + j) / (variableSlope(i) * variableSlope(j)));
    }
  }
}

/** Makes spectrum s the present one and finds the optimum beside its given values; false when there is none. */
export function enterOptimum(s: i32): bool {
  const n = variableCount();
  enterSpectrum(s);
  enterRanges();
  limitVariables();
  seed(<u32>word(W_SEED), dataDigest(s));
  resetEvaluations();
  setLoss(word(W_LOSS));
  if (record(s, 0) > 0) setLossScale(record(s, 0));
  const start = startOf(s);
  for (let v = 0; v < n; v++) {
    const value = get(start, v);
    put(optimum, v, isLogarithmic(v) ? log(value) : value);
  }
  leastCost = solve(optimum, 0, word(W_EVALUATIONS), exactCost(), number(D_COST_TOLERANCE));
  optimumReason = reason;
  if (!(leastCost < Infinity)) return false;
  settle(optimum, leastCost);
  return true;
}

/** Standard error of variable v in the solver's coordinates; where the covariance is not determined, as if v were alone. */
export function spread(v: i32): f64 {
  const c = get(inverse, v * variableCount() + v);
  const alone = 1.0 / hessian(v, v);
  return sqrt((c > 0 ? c : alone < Infinity ? alone : 1.0) * (dropScale > 0 ? variance : 1.0));
}
