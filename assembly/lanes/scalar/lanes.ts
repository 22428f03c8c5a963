// The vocabulary of vectors on engines without SIMD, and for the JavaScript build: one double. `lanes/simd` says the same with two.

export type Vec = f64;

export const LANE_BYTES: usize = 8;

export function vload(p: usize): f64 {
  return load<f64>(p);
}

export function vstore(p: usize, a: f64): void {
  store<f64>(p, a);
}

/** Bytes from one plane of a block to the next: 160 points, and a cache line so that planes do not fall on each other. */
export const PLANE: usize = 1344;

// Loads and stores at constant distances, which an instruction holds itself: the imaginary plane of a pair, and the pairs behind it.

export function vloadIm(p: usize): f64 {
  return load<f64>(p, 1344);
}

export function vstoreIm(p: usize, a: f64): void {
  store<f64>(p, a, 1344);
}

export function vload1(p: usize): f64 {
  return load<f64>(p, 2688);
}

export function vload1Im(p: usize): f64 {
  return load<f64>(p, 4032);
}

export function vload2(p: usize): f64 {
  return load<f64>(p, 5376);
}

export function vload2Im(p: usize): f64 {
  return load<f64>(p, 6720);
}

export function vsplat(x: f64): f64 {
  return x;
}

/** Sum over the lanes. */
export function vsum(a: f64): f64 {
  return a;
}

export function vadd(a: f64, b: f64): f64 {
  return a + b;
}

export function vsub(a: f64, b: f64): f64 {
  return a - b;
}

export function vmul(a: f64, b: f64): f64 {
  return a * b;
}

export function vdiv(a: f64, b: f64): f64 {
  return a / b;
}

export function vneg(a: f64): f64 {
  return -a;
}

/** The larger of two, lane by lane; the first where it is NaN. */
export function vmax(a: f64, b: f64): f64 {
  return a < b ? b : a;
}

/** The smaller of two, lane by lane; the first where it is NaN. */
export function vmin(a: f64, b: f64): f64 {
  return b < a ? b : a;
}

/** The largest of the lanes. */
export function vmost(a: f64): f64 {
  return a;
}

/** The smallest of the lanes. */
export function vleast(a: f64): f64 {
  return a;
}

export function vabs(a: f64): f64 {
  return abs(a);
}

/** A bit per lane, set where the first is greater; not where one is NaN. */
export function vgreater(a: f64, b: f64): i32 {
  return a > b ? 1 : 0;
}

/**
 * 2^(i/64) for the integer i that is held in the low mantissa bits of `shifted` = i + 1.5·2⁵².
 * `fractions` holds 2^(j/64) for j = 0 … 63, `wholes` 2^k for k = −1022 … 1023; i/64 must lie in [−1022, 1024).
 * No 64-bit integers: they are slow in JavaScript.
 */
export function vpower64(shifted: f64, fractions: usize, wholes: usize): f64 {
  const difference = shifted - 6755399441055744.0;
  // A NaN would trap in the conversion; what it selects does not matter, the caller's polynomial carries it on.
  const i = difference === difference ? <i32>difference : 0;
  return load<f64>(fractions + ((i & 63) << 3)) * load<f64>(wholes + (((i >> 6) + 1022) << 3));
}
