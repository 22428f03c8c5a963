// Cholesky of symmetric positive definite matrices of up to a few dozen rows, stored row-major, n×n; the lower triangle is used.

import { get, put } from "./memory";

/** Smallest pivot, relative to the unit diagonal, that still counts as positive. */
const SMALLEST_PIVOT = 1e-15;

/** l = factor of a; the diagonal of l holds the reciprocals. False when a is not positive definite. Both row-major with stride n. */
export function factor(a: usize, l: usize, n: i32): bool {
  const row = <usize>n << 3;
  let ri = l;
  let ai = a;
  for (let i = 0; i < n; i++, ri += row, ai += row) {
    const end = ri + (<usize>i << 3);
    let rj = l;
    let at = ai;
    for (let pj = ri; pj < end; pj += 8, rj += row, at += 8) {
      let s = load<f64>(at);
      let q = rj;
      for (let p = ri; p < pj; p += 8, q += 8) s -= load<f64>(p) * load<f64>(q);
      store<f64>(pj, s * load<f64>(q));
    }
    const whole = load<f64>(at);
    let d = whole;
    for (let p = ri; p < end; p += 8) d -= load<f64>(p) * load<f64>(p);
    if (!(d > SMALLEST_PIVOT * whole)) return false;
    store<f64>(end, 1.0 / sqrt(d));
  }
  return true;
}

/** Solves l·lᵀ·x = b in place (x holds b on entry). */
export function solveFactored(l: usize, x: usize, n: i32): void {
  const row = <usize>n << 3;
  const last = x + row;
  let ri = l;
  for (let xi = x; xi < last; xi += 8, ri += row) {
    let s = load<f64>(xi);
    let p = ri;
    for (let q = x; q < xi; p += 8, q += 8) s -= load<f64>(p) * load<f64>(q);
    store<f64>(xi, s * load<f64>(p));
  }
  // columns from the last: what x_i is known to be is taken from the rows above it
  for (let i = n - 1; i >= 0; i--) {
    ri -= row;
    let p = ri + (<usize>i << 3);
    let q = x + (<usize>i << 3);
    const xi = load<f64>(q) * load<f64>(p);
    store<f64>(q, xi);
    while (q > x) {
      p -= 8;
      q -= 8;
      store<f64>(q, load<f64>(q) - load<f64>(p) * xi);
    }
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
