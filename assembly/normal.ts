// Normal equations. The columns of the Jacobian of one block lie one after the other, the residuals as the last column, so that
// one triangle of products holds JᵀJ, Jᵀr and rᵀr. Tiles of 3×3 columns keep nine sums and six loads in sixteen registers.

import { get, put } from "./memory";

function put2(a: usize, n: i32, i: i32, j: i32, sum: f64, first: bool): void {
  const k = i * n + j;
  put(a, k, first ? sum : get(a, k) + sum);
}

function tile33(ci: usize, cj: usize, stride: usize, a: usize, n: i32, i: i32, j: i32, first: bool): void {
  let s00 = vsplat(0),
    s01 = vsplat(0),
    s02 = vsplat(0);
  let s10 = vsplat(0),
    s11 = vsplat(0),
    s12 = vsplat(0);
  let s20 = vsplat(0),
    s21 = vsplat(0),
    s22 = vsplat(0);
  const end = ci + stride;
  for (; ci < end; ci += LANE_BYTES, cj += LANE_BYTES) {
    const x0 = vload(ci),
      x1 = vload(ci + stride),
      x2 = vload(ci + 2 * stride);
    const y0 = vload(cj);
    s00 = vadd(s00, vmul(x0, y0));
    s10 = vadd(s10, vmul(x1, y0));
    s20 = vadd(s20, vmul(x2, y0));
    const y1 = vload(cj + stride);
    s01 = vadd(s01, vmul(x0, y1));
    s11 = vadd(s11, vmul(x1, y1));
    s21 = vadd(s21, vmul(x2, y1));
    const y2 = vload(cj + 2 * stride);
    s02 = vadd(s02, vmul(x0, y2));
    s12 = vadd(s12, vmul(x1, y2));
    s22 = vadd(s22, vmul(x2, y2));
  }
  put2(a, n, i, j, vsum(s00), first);
  put2(a, n, i, j + 1, vsum(s01), first);
  put2(a, n, i, j + 2, vsum(s02), first);
  put2(a, n, i + 1, j, vsum(s10), first);
  put2(a, n, i + 1, j + 1, vsum(s11), first);
  put2(a, n, i + 1, j + 2, vsum(s12), first);
  put2(a, n, i + 2, j, vsum(s20), first);
  put2(a, n, i + 2, j + 1, vsum(s21), first);
  put2(a, n, i + 2, j + 2, vsum(s22), first);
}

function diagonal3(ci: usize, stride: usize, a: usize, n: i32, i: i32, first: bool): void {
  let s00 = vsplat(0),
    s01 = vsplat(0),
    s02 = vsplat(0);
  let s11 = vsplat(0),
    s12 = vsplat(0),
    s22 = vsplat(0);
  const end = ci + stride;
  for (; ci < end; ci += LANE_BYTES) {
    const x0 = vload(ci),
      x1 = vload(ci + stride),
      x2 = vload(ci + 2 * stride);
    s00 = vadd(s00, vmul(x0, x0));
    s01 = vadd(s01, vmul(x0, x1));
    s02 = vadd(s02, vmul(x0, x2));
    s11 = vadd(s11, vmul(x1, x1));
    s12 = vadd(s12, vmul(x1, x2));
    s22 = vadd(s22, vmul(x2, x2));
  }
  put2(a, n, i, i, vsum(s00), first);
  put2(a, n, i, i + 1, vsum(s01), first);
  put2(a, n, i, i + 2, vsum(s02), first);
  put2(a, n, i + 1, i + 1, vsum(s11), first);
  put2(a, n, i + 1, i + 2, vsum(s12), first);
  put2(a, n, i + 2, i + 2, vsum(s22), first);
}

function tile31(ci: usize, cj: usize, stride: usize, a: usize, n: i32, i: i32, j: i32, first: bool): void {
  let s0 = vsplat(0),
    s1 = vsplat(0),
    s2 = vsplat(0);
  const end = ci + stride;
  for (; ci < end; ci += LANE_BYTES, cj += LANE_BYTES) {
    const y = vload(cj);
    s0 = vadd(s0, vmul(vload(ci), y));
    s1 = vadd(s1, vmul(vload(ci + stride), y));
    s2 = vadd(s2, vmul(vload(ci + 2 * stride), y));
  }
  put2(a, n, i, j, vsum(s0), first);
  put2(a, n, i + 1, j, vsum(s1), first);
  put2(a, n, i + 2, j, vsum(s2), first);
}

/** x·y over `bytes` bytes. */
export function dot(x: usize, y: usize, bytes: usize): f64 {
  let s0 = vsplat(0),
    s1 = vsplat(0);
  let o: usize = 0;
  for (; o + 2 * LANE_BYTES <= bytes; o += 2 * LANE_BYTES) {
    s0 = vadd(s0, vmul(vload(x + o), vload(y + o)));
    s1 = vadd(s1, vmul(vload(x + o + LANE_BYTES), vload(y + o + LANE_BYTES)));
  }
  for (; o < bytes; o += LANE_BYTES) s0 = vadd(s0, vmul(vload(x + o), vload(y + o)));
  return vsum(vadd(s0, s1));
}

/**
 * Upper triangle of the products of `n` columns of `stride` bytes each, into a (n×n, row-major);
 * added to what is there unless `first`.
 */
export function accumulate(columns: usize, stride: usize, n: i32, a: usize, first: bool): void {
  const triples = n / 3;
  const rest = triples * 3;
  for (let ti = 0; ti < triples; ti++) {
    const i = ti * 3;
    const ci = columns + <usize>i * stride;
    diagonal3(ci, stride, a, n, i, first);
    for (let j = i + 3; j < rest; j += 3) tile33(ci, columns + <usize>j * stride, stride, a, n, i, j, first);
    for (let j = rest; j < n; j++) tile31(ci, columns + <usize>j * stride, stride, a, n, i, j, first);
  }
  // The square of the last column alone is the cost, which the caller has summed already
  for (let i = rest; i < n - 1; i++) {
    const ci = columns + <usize>i * stride;
    for (let j = i; j < n; j++) put2(a, n, i, j, dot(ci, columns + <usize>j * stride, stride), first);
  }
}
