// Instructions that work on registers: inverse, product, and holomorphic functions of one register.
// Planes: a complex quantity lies at p (real) and p + PLANE (imaginary), `width` bytes of each are in use.

import * as complex from "./complex";

/** to (+)= 1/from; `slot` keeps the inverse. */
export function invert(to: usize, from: usize, slot: usize, width: usize, fresh: bool, constant: f64): void {
  const c = vsplat(constant);
  const one = vsplat(1);
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    const x = vload(from + o);
    const y = vloadIm(from + o);
    const d = vdiv(one, vadd(vmul(x, x), vmul(y, y)));
    const u = vmul(x, d);
    const v = vneg(vmul(y, d));
    vstore(slot + o, u);
    vstoreIm(slot + o, v);
    if (fresh) {
      vstore(to + o, vadd(u, c));
      vstoreIm(to + o, v);
    } else {
      vstore(to + o, vadd(vload(to + o), u));
      vstoreIm(to + o, vadd(vloadIm(to + o), v));
    }
  }
}

/** adjointFrom = −z²·adjointTo, z being the inverse kept by `invert`. */
export function invertBackward(adjointFrom: usize, adjointTo: usize, slot: usize, width: usize): void {
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    const x = vload(slot + o);
    const y = vloadIm(slot + o);
    const ax = vload(adjointTo + o);
    const ay = vloadIm(adjointTo + o);
    const p = vsub(vmul(y, y), vmul(x, x));
    const xy = vmul(x, y);
    const q = vadd(xy, xy);
    // −z² = p − jq
    vstore(adjointFrom + o, vadd(vmul(p, ax), vmul(q, ay)));
    vstoreIm(adjointFrom + o, vsub(vmul(p, ay), vmul(q, ax)));
  }
}

/** The same below register 0, whose adjoint is the real weight. */
export function invertBackwardReal(adjointFrom: usize, weight: usize, slot: usize, width: usize): void {
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    const x = vload(slot + o);
    const y = vloadIm(slot + o);
    const w = vload(weight + o);
    const wx = vmul(w, x);
    vstore(adjointFrom + o, vsub(vmul(vmul(w, y), y), vmul(wx, x)));
    const wxy = vmul(wx, y);
    vstoreIm(adjointFrom + o, vneg(vadd(wxy, wxy)));
  }
}

/** to (+)= K·a·b; `slot` keeps the value. */
export function multiply(
  to: usize,
  a: usize,
  b: usize,
  slot: usize,
  width: usize,
  fresh: bool,
  constant: f64,
  gain: f64,
): void {
  const c = vsplat(constant);
  const k = vsplat(gain);
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    const ax = vmul(k, vload(a + o));
    const ay = vmul(k, vloadIm(a + o));
    const bx = vload(b + o);
    const by = vloadIm(b + o);
    const x = vsub(vmul(ax, bx), vmul(ay, by));
    const y = vadd(vmul(ax, by), vmul(ay, bx));
    vstore(slot + o, x);
    vstoreIm(slot + o, y);
    if (fresh) {
      vstore(to + o, vadd(x, c));
      vstoreIm(to + o, y);
    } else {
      vstore(to + o, vadd(vload(to + o), x));
      vstoreIm(to + o, vadd(vloadIm(to + o), y));
    }
  }
}

/** adjointOut = α·adjoint·plane: the adjoint of a factor, of a function's argument, or (into a column) of a gain. */
export function scaleBackward(out: usize, adjoint: usize, plane: usize, width: usize, alpha: f64): void {
  const a = vsplat(alpha);
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    const ax = vmul(a, vload(adjoint + o));
    const ay = vmul(a, vloadIm(adjoint + o));
    const x = vload(plane + o);
    const y = vloadIm(plane + o);
    vstore(out + o, vsub(vmul(ax, x), vmul(ay, y)));
    vstoreIm(out + o, vadd(vmul(ax, y), vmul(ay, x)));
  }
}

/** column = α·adjoint: the adjoint of a real constant. */
export function constantBackward(column: usize, adjoint: usize, width: usize, alpha: f64): void {
  const a = vsplat(alpha);
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    vstore(column + o, vmul(a, vload(adjoint + o)));
    vstoreIm(column + o, vmul(a, vloadIm(adjoint + o)));
  }
}

export const FUNCTION_RAISE = 0;
export const FUNCTION_COTH_OVER = 1;
export const FUNCTION_TANH_OVER = 2;
export const FUNCTION_CSCH_OVER = 3;
/** The identity: a gain on a register. */
export const FUNCTION_SCALE = 4;
// Functions of formulas: `src/program/program.ts` has the same numbers
const FUNCTION_TURN = 5;
const FUNCTION_EXP = 6;
const FUNCTION_LOG = 7;
const FUNCTION_SIN = 8;
const FUNCTION_COS = 9;
const FUNCTION_TAN = 10;
const FUNCTION_SINH = 11;
const FUNCTION_COSH = 12;
const FUNCTION_TANH = 13;
const FUNCTION_COTH = 14;

/**
 * to (+)= K·f(from), point by point. `slot` keeps six planes: value, K·f′(from), and for `raise` value·ln(from).
 */
export function apply(
  which: i32,
  to: usize,
  from: usize,
  slot: usize,
  width: usize,
  fresh: bool,
  constant: f64,
  gain: f64,
  exponent: f64,
): void {
  for (let o: usize = 0; o < width; o += 8) {
    const sx = load<f64>(from + o);
    const sy = load<f64>(from + o + PLANE);
    switch (which) {
      case FUNCTION_RAISE:
        complex.power(sx, sy, exponent);
        break;
      case FUNCTION_COTH_OVER:
        complex.cothOver(sx, sy);
        break;
      case FUNCTION_TANH_OVER:
        complex.tanhOver(sx, sy);
        break;
      case FUNCTION_CSCH_OVER:
        complex.cschOver(sx, sy);
        break;
      case FUNCTION_TURN:
        complex.turned(sx, sy, exponent);
        break;
      case FUNCTION_EXP:
        complex.exponential(sx, sy);
        break;
      case FUNCTION_LOG:
        complex.logarithm(sx, sy);
        break;
      case FUNCTION_SIN:
        complex.sineOf(sx, sy);
        break;
      case FUNCTION_COS:
        complex.cosineOf(sx, sy);
        break;
      case FUNCTION_TAN:
        complex.tangentOf(sx, sy);
        break;
      case FUNCTION_SINH:
        complex.hyperbolicSineOf(sx, sy);
        break;
      case FUNCTION_COSH:
        complex.hyperbolicCosineOf(sx, sy);
        break;
      case FUNCTION_TANH:
        complex.hyperbolicTangentOf(sx, sy);
        break;
      case FUNCTION_COTH:
        complex.hyperbolicCotangentOf(sx, sy);
        break;
      default:
        complex.identity(sx, sy);
    }
    const x = gain * complex.re;
    const y = gain * complex.im;
    store<f64>(slot + o, x);
    store<f64>(slot + o + PLANE, y);
    store<f64>(slot + 2 * PLANE + o, gain * complex.slopeRe);
    store<f64>(slot + 3 * PLANE + o, gain * complex.slopeIm);
    if (which === FUNCTION_RAISE) {
      store<f64>(slot + 4 * PLANE + o, x * complex.logRe - y * complex.logIm);
      store<f64>(slot + 5 * PLANE + o, x * complex.logIm + y * complex.logRe);
    }
    if (fresh) {
      store<f64>(to + o, x + constant);
      store<f64>(to + o + PLANE, y);
    } else {
      store<f64>(to + o, load<f64>(to + o) + x);
      store<f64>(to + o + PLANE, load<f64>(to + o + PLANE) + y);
    }
  }
}
