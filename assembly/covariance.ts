// Covariance of the variables at an optimum: the inverse of JᵀJ over the variables that are free to move, after scaling to a unit
// diagonal. Variables that the others explain (a pivot below the threshold) are not identifiable and are left out, and said so.

import { backSolve, factor, forwardSolve, pivotedRank } from "./cholesky";
import { heldAtBound, hessian } from "./levenberg";
import { allocate, doubles, get, put } from "./memory";
import { variableCount, variableSlope } from "./parameters";

/** Pivot of the unit-diagonal JᵀJ below which a variable is not identifiable: its standard error would have no digit. */
const NOT_IDENTIFIABLE = 1e-13;

// States, per variable
export const FREE = 0;
export const AT_LOWER = 1;
export const AT_UPPER = 2;
export const UNDETERMINED = 3;
/** Only while states are found: exchangeable for an undetermined one. */
const EXPLAINED = 4;

let scaled: usize = 0;
let unit: usize = 0;
let scales: usize = 0;
let order: usize = 0;
let index: usize = 0;

/** Rank of JᵀJ, number of variables that are off their bounds, and condition number of the scaled Jacobian, from the last `invert`. */
export let rank = 0;
export let free = 0;
export let condition = 0.0;

export function bindCovariance(n: i32): bool {
  scaled = doubles(n * n);
  unit = doubles(n);
  scales = doubles(n);
  order = allocate((<usize>n) << 2);
  index = allocate((<usize>n) << 2);
  return index !== 0;
}

function at(list: usize, i: i32): i32 {
  return load<i32>(list + ((<usize>i) << 2));
}

/** JᵀJ over the first m of `index`, scaled to a unit diagonal (0 where a column is 0); keeps the scales. */
function scaledProducts(m: i32): void {
  for (let r = 0; r < m; r++) {
    const d = hessian(at(index, r), at(index, r));
    put(scales, r, d > 0 ? 1.0 / sqrt(d) : 0);
  }
  for (let r = 0; r < m; r++) {
    const i = at(index, r);
    for (let c = 0; c <= r; c++) {
      const value = hessian(i, at(index, c)) * get(scales, r) * get(scales, c);
      put(scaled, r * m + c, value);
      put(scaled, c * m + r, value);
    }
  }
}

/**
 * Writes the state of each variable to `states` and (JᵀJ)⁻¹ in user units to `inverse` (n×n; NaN where not determined).
 * x is where the solver stopped.
 */
export function invert(x: usize, states: usize, inverse: usize): void {
  const n = variableCount();
  free = 0;
  for (let i = 0; i < n; i++) {
    const held = heldAtBound(x, i);
    put(states, i, <f64>held);
    if (held === 0) {
      store<i32>(index + ((<usize>free) << 2), i);
      free++;
    }
  }
  for (let i = 0; i < n * n; i++) put(inverse, i, NaN);
  rank = free;
  condition = 1.0;
  if (free === 0) return;
  scaledProducts(free);
  if (writeInverse(free, inverse)) return;
  // Something is not determined: pivoting says what
  for (let i = 0; i < n * n; i++) put(inverse, i, NaN);
  scaledProducts(free);
  rank = pivotedRank(scaled, order, free, NOT_IDENTIFIABLE);
  for (let k = rank; k < free; k++) put(states, at(index, at(order, k)), UNDETERMINED);
  let m = 0;
  for (let i = 0; i < n; i++) {
    if (get(states, i) !== FREE) continue;
    store<i32>(index + ((<usize>m) << 2), i);
    m++;
  }
  markExplained(m, states);
  scaledProducts(rank);
  if (rank > 0) writeInverse(rank, inverse);
  // What a lost variable can stand for is lost with it
  for (let i = 0; i < n; i++) {
    if (get(states, i) === EXPLAINED) put(states, i, UNDETERMINED);
    if (get(states, i) !== UNDETERMINED) continue;
    for (let j = 0; j < n; j++) {
      put(inverse, i * n + j, NaN);
      put(inverse, j * n + i, NaN);
    }
  }
  condition = Infinity;
}

/** Share (of unit columns) from which a variable counts as part of what a lost one does. */
const PART = 1e-3;

/**
 * Marks those of the first m of `index` that a lost variable can be exchanged for: of two resistors in series only the sum is known,
 * so neither is.
 */
function markExplained(m: i32, states: usize): void {
  for (let lost = 0; lost < variableCount(); lost++) {
    if (get(states, lost) !== UNDETERMINED || !(hessian(lost, lost) > 0)) continue;
    scaledProducts(m);
    if (!factor(scaled, m, m, m)) return;
    const scale = 1.0 / sqrt(hessian(lost, lost));
    for (let r = 0; r < m; r++) put(unit, r, hessian(at(index, r), lost) * get(scales, r) * scale);
    forwardSolve(scaled, unit, m, m);
    backSolve(scaled, unit, 8, unit, m, m);
    for (let r = 0; r < m; r++) {
      if (abs(get(unit, r)) > PART) put(states, at(index, r), EXPLAINED);
    }
  }
}

/** Writes the inverse over the first m of `index`, and the condition (`scaled` is used up); false when a variable is explained by the others. */
function writeInverse(m: i32, inverse: usize): bool {
  const n = variableCount();
  let norm = 0.0;
  let inverseNorm = 0.0;
  let determined = true;
  for (let c = 0; c < m; c++) {
    let sum = 0.0;
    for (let r = 0; r < m; r++) sum += abs(get(scaled, r * m + c));
    norm = max(norm, sum);
  }
  if (!factor(scaled, m, m, m)) return false;
  for (let c = 0; c < m; c++) {
    for (let r = 0; r < m; r++) put(unit, r, r === c ? 1 : 0);
    forwardSolve(scaled, unit, m, m);
    backSolve(scaled, unit, 8, unit, m, m);
    if (!(get(unit, c) * NOT_IDENTIFIABLE < 1.0)) determined = false;
    const j = at(index, c);
    const sj = variableSlope(j) * get(scales, c);
    let sum = 0.0;
    for (let r = 0; r < m; r++) {
      const i = at(index, r);
      sum += abs(get(unit, r));
      put(inverse, i * n + j, get(unit, r) * sj * variableSlope(i) * get(scales, r));
    }
    inverseNorm = max(inverseNorm, sum);
  }
  condition = sqrt(norm * inverseNorm);
  return determined;
}
