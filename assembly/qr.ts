// Least squares by Householder reflections. Matrices are column-major, `stride` bytes from column to column; the right-hand side is the
// last column and is transformed with the others. Tails are worked on in whole vectors: rows behind the last one must be 0.

import { get, put } from "./memory";

/** Below this share of its column's length a pivot is rounding: what is left of the column depends on those before it. */
const NO_PIVOT = 1e-14;

function dot(x: usize, y: usize, bytes: usize): f64 {
  let s = vsplat(0);
  for (let o: usize = 0; o < bytes; o += LANE_BYTES) s = vadd(s, vmul(vload(x + o), vload(y + o)));
  return vsum(s);
}

function subtract(y: usize, x: usize, factor: f64, bytes: usize): void {
  const f = vsplat(factor);
  for (let o: usize = 0; o < bytes; o += LANE_BYTES) vstore(y + o, vsub(vload(y + o), vmul(f, vload(x + o))));
}

/**
 * Reflects `columns` columns so that the tail of the first becomes 0. A column is a pivot (one number at `pivot`, the next `stride`
 * bytes on) and a tail of `rows` numbers. The tail of the first column keeps the reflection's vector, its pivot gets the result.
 */
export function reflect(pivot: usize, tail: usize, rows: i32, stride: usize, columns: i32): void {
  const bytes = (((<usize>rows) << 3) + LANE_BYTES - 1) & ~(LANE_BYTES - 1);
  const alpha = load<f64>(pivot);
  const square = dot(tail, tail, bytes);
  if (square === 0) return;
  const norm = sqrt(alpha * alpha + square);
  const beta = alpha > 0 ? -norm : norm;
  const head = alpha - beta;
  const scale = 1.0 / (-beta * head);
  store<f64>(pivot, beta);
  const end = tail + bytes;
  let p = pivot + stride;
  let t = tail + stride;
  let j = 1;
  // four columns share the loads of the vector and hide each other's waiting
  for (; j + 3 < columns; j += 4, p += 4 * stride, t += 4 * stride) {
    let s0 = vsplat(0);
    let s1 = vsplat(0);
    let s2 = vsplat(0);
    let s3 = vsplat(0);
    let t0 = t;
    let t1 = t0 + stride;
    let t2 = t1 + stride;
    let t3 = t2 + stride;
    for (let v = tail; v < end; v += LANE_BYTES) {
      const x = vload(v);
      s0 = vadd(s0, vmul(x, vload(t0)));
      s1 = vadd(s1, vmul(x, vload(t1)));
      s2 = vadd(s2, vmul(x, vload(t2)));
      s3 = vadd(s3, vmul(x, vload(t3)));
      t0 += LANE_BYTES;
      t1 += LANE_BYTES;
      t2 += LANE_BYTES;
      t3 += LANE_BYTES;
    }
    const f0 = vsplat(raise(p, head, vsum(s0), scale));
    const f1 = vsplat(raise(p + stride, head, vsum(s1), scale));
    const f2 = vsplat(raise(p + 2 * stride, head, vsum(s2), scale));
    const f3 = vsplat(raise(p + 3 * stride, head, vsum(s3), scale));
    t0 = t;
    t1 = t0 + stride;
    t2 = t1 + stride;
    t3 = t2 + stride;
    for (let v = tail; v < end; v += LANE_BYTES) {
      const x = vload(v);
      vstore(t0, vsub(vload(t0), vmul(f0, x)));
      vstore(t1, vsub(vload(t1), vmul(f1, x)));
      vstore(t2, vsub(vload(t2), vmul(f2, x)));
      vstore(t3, vsub(vload(t3), vmul(f3, x)));
      t0 += LANE_BYTES;
      t1 += LANE_BYTES;
      t2 += LANE_BYTES;
      t3 += LANE_BYTES;
    }
  }
  for (; j < columns; j++, p += stride, t += stride) {
    subtract(t, tail, raise(p, head, dot(tail, t, bytes), scale), bytes);
  }
}

/** Reflects the pivot of one column and returns the factor of the vector in its tail. */
function raise(p: usize, head: f64, product: f64, scale: f64): f64 {
  const a = load<f64>(p);
  const f = (head * a + product) * scale;
  store<f64>(p, a - f * head);
  return f;
}

/** Triangle of the first `n` of `columns` columns of `m` rows, in place; below the diagonal stand the vectors. */
export function triangulate(a: usize, m: i32, n: i32, columns: i32, stride: usize): void {
  let pivot = a;
  for (let k = 0; k < min(n, m); k++, pivot += stride + 8) {
    reflect(pivot, pivot + 8, m - k - 1, stride, columns - k);
  }
}

/** Σ of the squares of rows n … m − 1 of a column: what least squares leaves of it. */
export function remainder(column: usize, n: i32, m: i32): f64 {
  let s = 0.0;
  for (let i = n; i < m; i++) s += get(column, i) * get(column, i);
  return s;
}

/**
 * x of the triangle of n columns; the right-hand side `y` is used up. A column that depends on those before it gets 0.
 */
export function solveTriangle(a: usize, n: i32, stride: usize, y: usize, x: usize): void {
  for (let k = n - 1; k >= 0; k--) {
    const column = a + <usize>k * stride;
    const pivot = get(column, k);
    const length = pivot * pivot + remainder(column, 0, k);
    const value = pivot * pivot > NO_PIVOT * NO_PIVOT * length ? get(y, k) / pivot : 0;
    put(x, k, value);
    for (let i = 0; i < k; i++) put(y, i, get(y, i) - value * get(column, i));
  }
}
