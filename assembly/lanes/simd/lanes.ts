// The vocabulary of vectors on engines with SIMD: two doubles in a v128. `lanes/scalar` says the same with one.

export type Vec = v128;

export const LANE_BYTES: usize = 16;

export function vload(p: usize): v128 {
  return v128.load(p);
}

export function vstore(p: usize, a: v128): void {
  v128.store(p, a);
}

/** Bytes from one plane of a block to the next: 160 points, and a cache line so that planes do not fall on each other. */
export const PLANE: usize = 1344;

// Loads and stores at constant distances, which an instruction holds itself: the imaginary plane of a pair, and the pairs behind it.

export function vloadIm(p: usize): v128 {
  return v128.load(p, 1344);
}

export function vstoreIm(p: usize, a: v128): void {
  v128.store(p, a, 1344);
}

export function vload1(p: usize): v128 {
  return v128.load(p, 2688);
}

export function vload1Im(p: usize): v128 {
  return v128.load(p, 4032);
}

export function vload2(p: usize): v128 {
  return v128.load(p, 5376);
}

export function vload2Im(p: usize): v128 {
  return v128.load(p, 6720);
}

export function vsplat(x: f64): v128 {
  return f64x2.splat(x);
}

/** Sum over the lanes. */
export function vsum(a: v128): f64 {
  return f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
}

export function vadd(a: v128, b: v128): v128 {
  return f64x2.add(a, b);
}

export function vsub(a: v128, b: v128): v128 {
  return f64x2.sub(a, b);
}

export function vmul(a: v128, b: v128): v128 {
  return f64x2.mul(a, b);
}

export function vdiv(a: v128, b: v128): v128 {
  return f64x2.div(a, b);
}

export function vneg(a: v128): v128 {
  return f64x2.neg(a);
}

/** The larger of two, lane by lane; the first where it is NaN. */
export function vmax(a: v128, b: v128): v128 {
  return f64x2.pmax(a, b);
}

/** The smaller of two, lane by lane; the first where it is NaN. */
export function vmin(a: v128, b: v128): v128 {
  return f64x2.pmin(a, b);
}

/** The largest of the lanes. */
export function vmost(a: v128): f64 {
  return max(f64x2.extract_lane(a, 0), f64x2.extract_lane(a, 1));
}

/** The smallest of the lanes. */
export function vleast(a: v128): f64 {
  return min(f64x2.extract_lane(a, 0), f64x2.extract_lane(a, 1));
}

export function vabs(a: v128): v128 {
  return f64x2.abs(a);
}

/** A bit per lane, set where the first is greater; not where one is NaN. */
export function vgreater(a: v128, b: v128): i32 {
  return i64x2.bitmask(f64x2.gt(a, b));
}

/**
 * 2^(i/64) for the integer i that is held in the low mantissa bits of `shifted` = i + 1.5·2⁵².
 * `fractions` holds 2^(j/64) for j = 0 … 63; i/64 must lie in [−1022, 1024).
 */
export function vpower64(shifted: v128, fractions: usize, _wholes: usize): v128 {
  const j0 = (i32x4.extract_lane(shifted, 0) & 63) << 3;
  const j1 = (i32x4.extract_lane(shifted, 2) & 63) << 3;
  const fraction = f64x2.replace_lane(v128.load64_zero(fractions + j0), 1, load<f64>(fractions + j1));
  return i64x2.add(fraction, i64x2.shl(v128.and(shifted, i64x2.splat(~63)), 46));
}
