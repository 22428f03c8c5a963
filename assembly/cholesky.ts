// Square-root-free Cholesky factors, A = UᵀDU with unit diagonal of U, of symmetric positive definite matrices of up to a few dozen
// rows. Row-major, upper triangle, rows `stride` doubles apart. Right-looking: the updates of a step do not wait for each other.

import { get, put } from "./memory";

/** Smallest pivot that still counts as positive; callers scale to a unit diagonal. */
const SMALLEST_PIVOT = 1e-15;

/**
 * Replaces the upper triangle of the n×n matrix a by U, with the reciprocals of D on the diagonal.
 * Columns n … columns − 1 are right-hand sides b and are replaced by D⁻¹U⁻ᵀb. False when a is not positive definite.
 */
export function factor(a: usize, n: i32, columns: i32, stride: i32): bool {
  const row = (<usize>stride) << 3;
  const width = (<usize>columns) << 3;
  let rk = a;
  for (let k = 0; k < n; k++, rk += row) {
    const diagonal = rk + ((<usize>k) << 3);
    const end = rk + width;
    const d = load<f64>(diagonal);
    if (!(d > SMALLEST_PIVOT)) return false;
    const inverse = 1.0 / d;
    store<f64>(diagonal, inverse);
    let ri = rk + row;
    const last = rk + ((<usize>n) << 3);
    for (let pi = diagonal + 8; pi < last; pi += 8, ri += row) {
      const f = load<f64>(pi) * inverse;
      let q = ri + (pi - rk);
      for (let p = pi; p < end; p += 8, q += 8) store<f64>(q, load<f64>(q) - f * load<f64>(p));
    }
    for (let p = diagonal + 8; p < end; p += 8) store<f64>(p, load<f64>(p) * inverse);
  }
  return true;
}

/** x = D⁻¹U⁻ᵀx in place. */
export function forwardSolve(u: usize, x: usize, n: i32, stride: i32): void {
  const row = (<usize>stride) << 3;
  const end = x + ((<usize>n) << 3);
  let rk = u;
  for (let xk = x; xk < end; xk += 8, rk += row) {
    let p = rk + (xk - x);
    const value = load<f64>(xk);
    store<f64>(xk, value * load<f64>(p));
    for (let q = xk + 8; q < end; q += 8) {
      p += 8;
      store<f64>(q, load<f64>(q) - value * load<f64>(p));
    }
  }
}

/** x = U⁻¹b, b being read at `step` bytes apart (a column of the augmented matrix, or x itself). */
export function backSolve(u: usize, b: usize, step: usize, x: usize, n: i32, stride: i32): void {
  const row = (<usize>stride) << 3;
  const end = x + ((<usize>n) << 3);
  let rk = u + row * <usize>n;
  let from = b + step * <usize>n;
  for (let xk = end - 8; xk >= x; xk -= 8) {
    rk -= row;
    from -= step;
    let p = rk + (xk - x);
    let s = load<f64>(from);
    for (let q = xk + 8; q < end; q += 8) {
      p += 8;
      s -= load<f64>(p) * load<f64>(q);
    }
    store<f64>(xk, s);
  }
}

/**
 * Cholesky with diagonal pivoting of a (destroyed; a unit diagonal is expected). Writes the order of the pivots to `order` (i32) and
 * returns the rank: how many pivots stay above `tolerance`. Rows order[rank…] are those that the others explain.
 */
export function pivotedRank(a: usize, order: usize, n: i32, tolerance: f64): i32 {
  for (let i = 0; i < n; i++) store<i32>(order + ((<usize>i) << 2), i);
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++) {
      if (get(a, at(order, i) * n + at(order, i)) > get(a, at(order, best) * n + at(order, best))) best = i;
    }
    const pb = at(order, best);
    store<i32>(order + ((<usize>best) << 2), at(order, k));
    store<i32>(order + ((<usize>k) << 2), pb);
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
  return load<i32>(order + ((<usize>i) << 2));
}

/** row −= factor·other, from byte `first` to byte `end`, both multiples of 16. */
export function reduceRow(row: usize, factor: f64, other: usize, first: usize, end: usize): void {
  const f = vsplat(factor);
  for (let o = first; o < end; o += LANE_BYTES)
    vstore(row + o, vsub(vload(row + o), vmul(f, vload(other + o))));
}

/**
 * `factor` for matrices of a hundred rows: whole vectors of a row at a time. The stride must be even; what stands below the diagonal is
 * destroyed.
 */
export function factorWide(a: usize, n: i32, columns: i32, stride: i32): bool {
  const row = (<usize>stride) << 3;
  const width = (<usize>((columns + 1) & ~1)) << 3;
  let rk = a;
  for (let k = 0; k < n; k++, rk += row) {
    const d = get(rk, k);
    if (!(d > SMALLEST_PIVOT)) return false;
    const inverse = 1.0 / d;
    put(rk, k, inverse);
    let ri = rk + row;
    for (let i = k + 1; i < n; i++, ri += row) {
      const f = get(rk, i) * inverse;
      // From an even column on: what it writes below the diagonal is never read
      if (f !== 0) reduceRow(ri, f, rk, (<usize>(i & ~1)) << 3, width);
    }
    for (let j = k + 1; j < columns; j++) put(rk, j, get(rk, j) * inverse);
  }
  return true;
}
