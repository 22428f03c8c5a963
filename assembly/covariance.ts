// Covariance of the variables at an optimum: the inverse of JᵀJ over the variables that are free to move, after scaling to a unit
// diagonal. Variables that the others explain (a pivot below the threshold) are not identifiable and are left out, and said so.

import { factor, pivotedRank, solveFactored } from "./cholesky";
import { heldAtBound, hessian } from "./levenberg";
import { allocate, doubles, get, put } from "./memory";
import { variableCount, variableSlope } from "./program";

/** Pivot of the unit-diagonal JᵀJ below which a variable is not identifiable: its standard error would have no digit. */
const NOT_IDENTIFIABLE = 1e-13;

// States, per variable
export const FREE = 0;
export const AT_LOWER = 1;
export const AT_UPPER = 2;
export const UNDETERMINED = 3;

let scaled: usize = 0;
let triangle: usize = 0;
let unit: usize = 0;
let order: usize = 0;
let index: usize = 0;

/** Rank of JᵀJ, number of variables that are off their bounds, and condition number of the scaled Jacobian, from the last `invert`. */
export let rank = 0;
export let free = 0;
export let condition = 0.0;

export function bindCovariance(n: i32): bool {
  scaled = doubles(n * n);
  triangle = doubles(n * n);
  unit = doubles(n);
  order = allocate(<usize>n << 2);
  index = allocate(<usize>n << 2);
  return index !== 0;
}

function at(list: usize, i: i32): i32 {
  return load<i32>(list + (<usize>i << 2));
}

function scaledProducts(m: i32): void {
  for (let r = 0; r < m; r++) {
    for (let c = 0; c < m; c++) {
      const i = at(index, r);
      const j = at(index, c);
      const d = hessian(i, i) * hessian(j, j);
      put(scaled, r * m + c, d > 0 ? hessian(i, j) / sqrt(d) : r === c ? 0 : 0);
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
      store<i32>(index + (<usize>free << 2), i);
      free++;
    }
  }
  for (let i = 0; i < n * n; i++) put(inverse, i, NaN);
  scaledProducts(free);
  rank = pivotedRank(scaled, order, free, NOT_IDENTIFIABLE);
  if (rank < free) {
    for (let k = rank; k < free; k++) put(states, at(index, at(order, k)), UNDETERMINED);
    let m = 0;
    for (let i = 0; i < n; i++) {
      if (get(states, i) === FREE) {
        store<i32>(index + (<usize>m << 2), i);
        m++;
      }
    }
  }
  const m = rank;
  condition = rank < free ? Infinity : 1.0;
  if (m === 0) return;
  scaledProducts(m);
  let norm = 0.0;
  for (let c = 0; c < m; c++) {
    let sum = 0.0;
    for (let r = 0; r < m; r++) sum += abs(get(scaled, r * m + c));
    norm = max(norm, sum);
  }
  if (!factor(scaled, triangle, m)) {
    condition = Infinity;
    return;
  }
  let inverseNorm = 0.0;
  for (let c = 0; c < m; c++) {
    for (let r = 0; r < m; r++) put(unit, r, r === c ? 1 : 0);
    solveFactored(triangle, unit, m);
    const j = at(index, c);
    const sj = variableSlope(j) / sqrt(hessian(j, j));
    let sum = 0.0;
    for (let r = 0; r < m; r++) {
      const i = at(index, r);
      sum += abs(get(unit, r));
      put(inverse, i * n + j, (get(unit, r) * sj * variableSlope(i)) / sqrt(hessian(i, i)));
    }
    inverseNorm = max(inverseNorm, sum);
  }
  if (condition < Infinity) condition = sqrt(norm * inverseNorm);
}
