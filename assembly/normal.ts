// Normal equations. A column of the Jacobian is a pair of planes, columns lie one after the other, the residuals are the last, so that
// one triangle of products holds JᵀJ, Jᵀr and rᵀr. Tiles of 3×3 columns keep nine sums and six loads in sixteen registers.

import { get, put } from "./memory";

function add(a: usize, n: i32, i: i32, j: i32, sum: Vec, first: bool): void {
  const k = i * n + j;
  put(a, k, first ? vsum(sum) : get(a, k) + vsum(sum));
}

function tile33(ci: usize, cj: usize, bytes: usize, a: usize, n: i32, i: i32, j: i32, first: bool): void {
  let s00 = vsplat(0),
    s01 = vsplat(0),
    s02 = vsplat(0);
  let s10 = vsplat(0),
    s11 = vsplat(0),
    s12 = vsplat(0);
  let s20 = vsplat(0),
    s21 = vsplat(0),
    s22 = vsplat(0);
  const end = ci + bytes;
  for (; ci < end; ci += LANE_BYTES, cj += LANE_BYTES) {
    let x0 = vload(ci),
      x1 = vload1(ci),
      x2 = vload2(ci);
    let y = vload(cj);
    s00 = vadd(s00, vmul(x0, y));
    s10 = vadd(s10, vmul(x1, y));
    s20 = vadd(s20, vmul(x2, y));
    y = vload1(cj);
    s01 = vadd(s01, vmul(x0, y));
    s11 = vadd(s11, vmul(x1, y));
    s21 = vadd(s21, vmul(x2, y));
    y = vload2(cj);
    s02 = vadd(s02, vmul(x0, y));
    s12 = vadd(s12, vmul(x1, y));
    s22 = vadd(s22, vmul(x2, y));
    x0 = vloadIm(ci);
    x1 = vload1Im(ci);
    x2 = vload2Im(ci);
    y = vloadIm(cj);
    s00 = vadd(s00, vmul(x0, y));
    s10 = vadd(s10, vmul(x1, y));
    s20 = vadd(s20, vmul(x2, y));
    y = vload1Im(cj);
    s01 = vadd(s01, vmul(x0, y));
    s11 = vadd(s11, vmul(x1, y));
    s21 = vadd(s21, vmul(x2, y));
    y = vload2Im(cj);
    s02 = vadd(s02, vmul(x0, y));
    s12 = vadd(s12, vmul(x1, y));
    s22 = vadd(s22, vmul(x2, y));
  }
  add(a, n, i, j, s00, first);
  add(a, n, i, j + 1, s01, first);
  add(a, n, i, j + 2, s02, first);
  add(a, n, i + 1, j, s10, first);
  add(a, n, i + 1, j + 1, s11, first);
  add(a, n, i + 1, j + 2, s12, first);
  add(a, n, i + 2, j, s20, first);
  add(a, n, i + 2, j + 1, s21, first);
  add(a, n, i + 2, j + 2, s22, first);
}

function diagonal3(ci: usize, bytes: usize, a: usize, n: i32, i: i32, first: bool): void {
  let s00 = vsplat(0),
    s01 = vsplat(0),
    s02 = vsplat(0);
  let s11 = vsplat(0),
    s12 = vsplat(0),
    s22 = vsplat(0);
  const end = ci + bytes;
  for (; ci < end; ci += LANE_BYTES) {
    let x0 = vload(ci),
      x1 = vload1(ci),
      x2 = vload2(ci);
    s00 = vadd(s00, vmul(x0, x0));
    s01 = vadd(s01, vmul(x0, x1));
    s02 = vadd(s02, vmul(x0, x2));
    s11 = vadd(s11, vmul(x1, x1));
    s12 = vadd(s12, vmul(x1, x2));
    s22 = vadd(s22, vmul(x2, x2));
    x0 = vloadIm(ci);
    x1 = vload1Im(ci);
    x2 = vload2Im(ci);
    s00 = vadd(s00, vmul(x0, x0));
    s01 = vadd(s01, vmul(x0, x1));
    s02 = vadd(s02, vmul(x0, x2));
    s11 = vadd(s11, vmul(x1, x1));
    s12 = vadd(s12, vmul(x1, x2));
    s22 = vadd(s22, vmul(x2, x2));
  }
  add(a, n, i, i, s00, first);
  add(a, n, i, i + 1, s01, first);
  add(a, n, i, i + 2, s02, first);
  add(a, n, i + 1, i + 1, s11, first);
  add(a, n, i + 1, i + 2, s12, first);
  add(a, n, i + 2, i + 2, s22, first);
}

function tile31(ci: usize, cj: usize, bytes: usize, a: usize, n: i32, i: i32, j: i32, first: bool): void {
  let s0 = vsplat(0),
    s1 = vsplat(0),
    s2 = vsplat(0);
  let t0 = vsplat(0),
    t1 = vsplat(0),
    t2 = vsplat(0);
  const end = ci + bytes;
  for (; ci < end; ci += LANE_BYTES, cj += LANE_BYTES) {
    const y = vload(cj);
    s0 = vadd(s0, vmul(vload(ci), y));
    s1 = vadd(s1, vmul(vload1(ci), y));
    s2 = vadd(s2, vmul(vload2(ci), y));
    const yIm = vloadIm(cj);
    t0 = vadd(t0, vmul(vloadIm(ci), yIm));
    t1 = vadd(t1, vmul(vload1Im(ci), yIm));
    t2 = vadd(t2, vmul(vload2Im(ci), yIm));
  }
  add(a, n, i, j, vadd(s0, t0), first);
  add(a, n, i + 1, j, vadd(s1, t1), first);
  add(a, n, i + 2, j, vadd(s2, t2), first);
}

function products(x: usize, y: usize, bytes: usize): Vec {
  let s = vsplat(0),
    t = vsplat(0);
  for (let o: usize = 0; o < bytes; o += LANE_BYTES) {
    s = vadd(s, vmul(vload(x + o), vload(y + o)));
    t = vadd(t, vmul(vloadIm(x + o), vloadIm(y + o)));
  }
  return vadd(s, t);
}

/** x·y over two pairs of planes, `bytes` of each. */
export function pairDot(x: usize, y: usize, bytes: usize): f64 {
  return vsum(products(x, y, bytes));
}

/**
 * Upper triangle of the products of `n` columns, `bytes` of each plane, into a (n×n, row-major);
 * added to what is there unless `first`.
 */
export function accumulate(columns: usize, bytes: usize, n: i32, a: usize, first: bool): void {
  const triples = n / 3;
  const rest = triples * 3;
  for (let ti = 0; ti < triples; ti++) {
    const i = ti * 3;
    const ci = columns + <usize>i * 2 * PLANE;
    diagonal3(ci, bytes, a, n, i, first);
    for (let j = i + 3; j < rest; j += 3)
      tile33(ci, columns + <usize>j * 2 * PLANE, bytes, a, n, i, j, first);
    for (let j = rest; j < n; j++) tile31(ci, columns + <usize>j * 2 * PLANE, bytes, a, n, i, j, first);
  }
  // The square of the last column alone is the cost, which the caller has summed already
  for (let i = rest; i < n - 1; i++) {
    const ci = columns + <usize>i * 2 * PLANE;
    for (let j = i; j < n; j++) add(a, n, i, j, products(ci, columns + <usize>j * 2 * PLANE, bytes), first);
  }
}
