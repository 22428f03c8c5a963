// Cholesky of symmetric positive definite matrices of up to a few dozen rows, stored row-major, n×n; the lower triangle is used.

import { get, put } from "./memory";

/** Smallest pivot, relative to the unit diagonal, that still counts as positive. */
const SMALLEST_PIVOT = 1e-15;

/** l = factor of a; the diagonal of l holds the reciprocals. False when a is not positive definite. Both row-major with stride n. */
export function factor(a: usize, l: usize, n: i32): bool {
  for (let i = 0; i < n; i++) {
    const ri = l + (<usize>(i * n) << 3);
    for (let j = 0; j < i; j++) {
      const rj = l + (<usize>(j * n) << 3);
      let s = get(a, i * n + j);
      for (let k = 0; k < j; k++) s -= get(ri, k) * get(rj, k);
      put(ri, j, s * get(rj, j));
    }
    let d = get(a, i * n + i);
    for (let k = 0; k < i; k++) d -= get(ri, k) * get(ri, k);
    if (!(d > SMALLEST_PIVOT * get(a, i * n + i))) return false;
    put(ri, i, 1.0 / sqrt(d));
  }
  return true;
}

/** Solves l·lᵀ·x = b in place (x holds b on entry). */
export function solveFactored(l: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) {
    let s = get(x, i);
    for (let k = 0; k < i; k++) s -= get(l, i * n + k) * get(x, k);
    put(x, i, s * get(l, i * n + i));
  }
  for (let i = n - 1; i >= 0; i--) {
    let s = get(x, i);
    for (let k = i + 1; k < n; k++) s -= get(l, k * n + i) * get(x, k);
    put(x, i, s * get(l, i * n + i));
  }
}

/**
 * Cholesky with diagonal pivoting of a (destroyed; a unit diagonal is expected). Writes the order of the pivots to `order` (i32) and
 * returns the rank: how many pivots stay above `tolerance`. Rows order[rank…] are those that the others explain.
 */
export function pivotedRank(a: usize, order: usize, n: i32, tolerance: f64): i32 {
  for (let i = 0; i < n; i++) store<i32>(order + (<usize>i << 2), i);
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++) {
      if (get(a, at(order, i) * n + at(order, i)) > get(a, at(order, best) * n + at(order, best))) best = i;
    }
    const pb = at(order, best);
    store<i32>(order + (<usize>best << 2), at(order, k));
    store<i32>(order + (<usize>k << 2), pb);
    const pivot = get(a, pb * n + pb);
    if (!(pivot > tolerance)) return k;
    for (let i = k + 1; i < n; i++) {
      const pi = at(order, i);
      const factor = get(a, pi * n + pb) / pivot;
      for (let j = k + 1; j < n; j++) {
        const pj = at(order, j);
        put(a, pi * n + pj, get(a, pi * n + pj) - factor * get(a, pb * n + pj));
      }
    }
  }
  return n;
}

function at(order: usize, i: i32): i32 {
  return load<i32>(order + (<usize>i << 2));
}
