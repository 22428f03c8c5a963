// Functions of real numbers over pairs of planes, with their derivatives. Whatever stands in the padding of a block is harmless: its
// weight is 0, and `unary` keeps it finite where the function is.

import { atan2, cosine, log, sincos, sine } from "./elementary";
import { erf, erfc } from "./errorfunction";
import { exp, expPlane } from "./exponential";

// Two operands
export const BINARY_ADD = 8;
export const BINARY_SUBTRACT = 9;
export const BINARY_MULTIPLY = 10;
export const BINARY_DIVIDE = 11;
const BINARY_POWER = 12;
const BINARY_ATAN2 = 13;
export const BINARY_MIN = 14;
export const BINARY_MAX = 15;
const BINARY_HYPOT = 16;
const BINARY_LESS = 20;
const BINARY_LESS_EQUAL = 21;
const BINARY_EQUAL = 22;
const BINARY_NOT_EQUAL = 23;
const BINARY_AND = 24;
const BINARY_OR = 25;

// One operand
const UNARY_NEGATE = 32;
export const UNARY_EXP = 33;
const UNARY_LOG = 34;
const UNARY_SQRT = 35;
const UNARY_SIN = 36;
const UNARY_COS = 37;
const UNARY_TAN = 38;
const UNARY_ASIN = 39;
const UNARY_ACOS = 40;
const UNARY_ATAN = 41;
const UNARY_SINH = 42;
const UNARY_COSH = 43;
const UNARY_TANH = 44;
const UNARY_ABS = 45;
const UNARY_ERF = 46;
const UNARY_ERFC = 47;
const UNARY_LOG10 = 48;
const UNARY_SQUARE = 49;
const UNARY_INVERSE = 50;
/** a to the constant. */
const UNARY_POWER = 51;
/** a times the constant. */
const UNARY_SCALE = 52;
/** a plus the constant. */
const UNARY_OFFSET = 53;
const UNARY_SIGN = 54;
const UNARY_LOG1P = 55;
const UNARY_EXPM1 = 56;
const UNARY_FLOOR = 57;
const UNARY_CEIL = 58;
const UNARY_NOT = 59;

/** Derivative of the last `function1`. */
let derivative = 0.0;

export function isComparison(op: i32): boolean {
  return op >= BINARY_LESS;
}

/** to (+)= factor·from. */
export function addTo(to: usize, fresh: boolean, from: usize, factor: f64, width: usize): void {
  const f = vsplat(factor);
  if (fresh) {
    for (let o: usize = 0; o < width; o += LANE_BYTES) {
      vstore(to + o, vmul(f, vload(from + o)));
      vstoreIm(to + o, vmul(f, vloadIm(from + o)));
    }
    return;
  }
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    vstore(to + o, vadd(vload(to + o), vmul(f, vload(from + o))));
    vstoreIm(to + o, vadd(vloadIm(to + o), vmul(f, vloadIm(from + o))));
  }
}

/** to (+)= factor·a·b. */
export function multiplyTo(to: usize, fresh: boolean, a: usize, b: usize, factor: f64, width: usize): void {
  const f = vsplat(factor);
  if (fresh) {
    for (let o: usize = 0; o < width; o += LANE_BYTES) {
      vstore(to + o, vmul(f, vmul(vload(a + o), vload(b + o))));
      vstoreIm(to + o, vmul(f, vmul(vloadIm(a + o), vloadIm(b + o))));
    }
    return;
  }
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    vstore(to + o, vadd(vload(to + o), vmul(f, vmul(vload(a + o), vload(b + o)))));
    vstoreIm(to + o, vadd(vloadIm(to + o), vmul(f, vmul(vloadIm(a + o), vloadIm(b + o)))));
  }
}

/** The same for a model with branches (b = 0: factor·a): where the adjoint a is 0, nothing is added, whatever b and the factor are. A
 * root of a negative number in the branch that was not taken is none of the model's. */
export function multiplyWhere(
  to: usize,
  fresh: boolean,
  a: usize,
  b: usize,
  factor: f64,
  width: usize,
): void {
  for (let half: usize = 0; half <= PLANE; half += PLANE) {
    for (let o = half; o < half + width; o += 8) {
      const adjoint = load<f64>(a + o);
      const x = adjoint === 0 ? 0 : factor * (b === 0 ? adjoint : adjoint * load<f64>(b + o));
      store<f64>(to + o, fresh ? x : load<f64>(to + o) + x);
    }
  }
}

/** to = −quotient/divisor, the derivative of a quotient with respect to its divisor. */
export function divisorPartial(to: usize, quotient: usize, inverse: usize, width: usize): void {
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    vstore(to + o, vneg(vmul(vload(quotient + o), vload(inverse + o))));
    vstoreIm(to + o, vneg(vmul(vloadIm(quotient + o), vloadIm(inverse + o))));
  }
}

/** to = test ≠ 0 ? yes : no. */
export function choose(to: usize, test: usize, yes: usize, no: usize, width: usize): void {
  for (let o: usize = 0; o < width; o += 8) {
    store<f64>(to + o, load<f64>((load<f64>(test + o) !== 0 ? yes : no) + o));
    const i = o + PLANE;
    store<f64>(to + i, load<f64>((load<f64>(test + i) !== 0 ? yes : no) + i));
  }
}

/** to (+)= adjoint where the test is (not) 0. */
export function whereTo(
  to: usize,
  fresh: boolean,
  adjoint: usize,
  test: usize,
  holds: boolean,
  width: usize,
): void {
  for (let half: usize = 0; half <= PLANE; half += PLANE) {
    for (let o = half; o < half + width; o += 8) {
      const x = (load<f64>(test + o) !== 0) === holds ? load<f64>(adjoint + o) : 0;
      store<f64>(to + o, fresh ? x : load<f64>(to + o) + x);
    }
  }
}

/** to = a op b; `slope` keeps 1/b of a quotient. */
export function combine(op: i32, to: usize, slope: usize, a: usize, b: usize, width: usize): void {
  switch (op) {
    case BINARY_ADD:
      for (let o: usize = 0; o < width; o += LANE_BYTES) {
        vstore(to + o, vadd(vload(a + o), vload(b + o)));
        vstoreIm(to + o, vadd(vloadIm(a + o), vloadIm(b + o)));
      }
      break;
    case BINARY_SUBTRACT:
      for (let o: usize = 0; o < width; o += LANE_BYTES) {
        vstore(to + o, vsub(vload(a + o), vload(b + o)));
        vstoreIm(to + o, vsub(vloadIm(a + o), vloadIm(b + o)));
      }
      break;
    case BINARY_MULTIPLY:
      multiplyTo(to, true, a, b, 1, width);
      break;
    case BINARY_DIVIDE: {
      const one = vsplat(1);
      for (let o: usize = 0; o < width; o += LANE_BYTES) {
        const x = vdiv(one, vload(b + o));
        const y = vdiv(one, vloadIm(b + o));
        vstore(slope + o, x);
        vstoreIm(slope + o, y);
        vstore(to + o, vdiv(vload(a + o), vload(b + o)));
        vstoreIm(to + o, vdiv(vloadIm(a + o), vloadIm(b + o)));
      }
      break;
    }
    default:
      for (let half: usize = 0; half <= PLANE; half += PLANE) {
        for (let o = half; o < half + width; o += 8) {
          store<f64>(to + o, function2(op, load<f64>(a + o), load<f64>(b + o)));
        }
      }
  }
}

function truth(holds: bool): f64 {
  return holds ? 1.0 : 0.0;
}

function function2(op: i32, a: f64, b: f64): f64 {
  switch (op) {
    case BINARY_POWER:
      return raise(a, b);
    case BINARY_ATAN2:
      return atan2(a, b);
    case BINARY_MIN:
      return b < a ? b : a;
    case BINARY_MAX:
      return b > a ? b : a;
    case BINARY_HYPOT:
      return sqrt(a * a + b * b);
    case BINARY_LESS:
      return truth(a < b);
    case BINARY_LESS_EQUAL:
      return truth(a <= b);
    case BINARY_EQUAL:
      return truth(a === b);
    case BINARY_NOT_EQUAL:
      return truth(a !== b);
    case BINARY_AND:
      return truth(a !== 0 && b !== 0);
    case BINARY_OR:
      return truth(a !== 0 || b !== 0);
    default:
      return NaN;
  }
}

/** ∂/∂a and ∂/∂b of a function of two nodes that is not one of the four operations. */
export function partialsOf(
  op: i32,
  result: usize,
  a: usize,
  b: usize,
  toA: usize,
  toB: usize,
  width: usize,
): void {
  for (let half: usize = 0; half <= PLANE; half += PLANE) {
    for (let o = half; o < half + width; o += 8) {
      const x = load<f64>(a + o);
      const y = load<f64>(b + o);
      const f = load<f64>(result + o);
      let dx = 0.0;
      let dy = 0.0;
      if (op === BINARY_POWER) {
        dx = y === 0 ? 0 : x !== 0 ? (y * f) / x : y === 1 ? 1 : y > 1 ? 0 : Infinity;
        // 0^b is 0 for every positive b
        dy = f === 0 ? 0 : f * log(x);
      } else if (op === BINARY_ATAN2) {
        const d = x * x + y * y;
        dx = y / d;
        dy = -x / d;
      } else if (op === BINARY_MIN || op === BINARY_MAX) {
        const second = op === BINARY_MIN ? y < x : y > x;
        dx = second ? 0 : 1;
        dy = second ? 1 : 0;
      } else if (op === BINARY_HYPOT && f > 0) {
        dx = x / f;
        dy = y / f;
      }
      store<f64>(toA + o, dx);
      store<f64>(toB + o, dy);
    }
  }
}

/** x^y: by squaring for small whole exponents, else by the exponential; NaN for a root of a negative number. */
export function raise(x: f64, y: f64): f64 {
  if (y === 0) return 1.0;
  if (floor(y) === y && abs(y) <= 64) {
    let n = <i32>abs(y);
    let result = 1.0;
    let square = x;
    while (n > 0) {
      if ((n & 1) !== 0) result *= square;
      square *= square;
      n >>= 1;
    }
    return y < 0 ? 1.0 / result : result;
  }
  if (y === 0.5) return sqrt(x);
  if (x === 0) return y > 0 ? 0.0 : Infinity;
  if (x < 0) {
    if (floor(y) !== y) return NaN;
    const size = exp(y * log(-x));
    return y % 2 === 0 ? size : -size;
  }
  return exp(y * log(x));
}

/** Derivative of a function of one node where it is the same everywhere; NaN of the others. */
export function slopeOfStraight(op: i32, constant: f64): f64 {
  if (op === UNARY_SCALE) return constant;
  return op === UNARY_OFFSET ? 1.0 : op === UNARY_NEGATE ? -1.0 : NaN;
}

/** to = f(from); slope = f′(from) unless f is straight or the exponential. */
export function unary(op: i32, to: usize, slope: usize, from: usize, constant: f64, width: usize): void {
  const k = vsplat(constant);
  const one = vsplat(1);
  switch (op) {
    case UNARY_EXP:
      expPlane(to, from, width);
      expPlane(to + PLANE, from + PLANE, width);
      break;
    case UNARY_NEGATE:
      for (let o: usize = 0; o < width; o += LANE_BYTES) {
        vstore(to + o, vneg(vload(from + o)));
        vstoreIm(to + o, vneg(vloadIm(from + o)));
      }
      break;
    case UNARY_SQUARE:
      for (let o: usize = 0; o < width; o += LANE_BYTES) {
        const x = vload(from + o);
        const y = vloadIm(from + o);
        vstore(to + o, vmul(x, x));
        vstoreIm(to + o, vmul(y, y));
        vstore(slope + o, vadd(x, x));
        vstoreIm(slope + o, vadd(y, y));
      }
      break;
    case UNARY_INVERSE:
      for (let o: usize = 0; o < width; o += LANE_BYTES) {
        const x = vdiv(one, vload(from + o));
        const y = vdiv(one, vloadIm(from + o));
        vstore(to + o, x);
        vstoreIm(to + o, y);
        vstore(slope + o, vneg(vmul(x, x)));
        vstoreIm(slope + o, vneg(vmul(y, y)));
      }
      break;
    case UNARY_SCALE:
      for (let o: usize = 0; o < width; o += LANE_BYTES) {
        vstore(to + o, vmul(k, vload(from + o)));
        vstoreIm(to + o, vmul(k, vloadIm(from + o)));
      }
      break;
    case UNARY_OFFSET:
      for (let o: usize = 0; o < width; o += LANE_BYTES) {
        vstore(to + o, vadd(k, vload(from + o)));
        vstoreIm(to + o, vadd(k, vloadIm(from + o)));
      }
      break;
    default:
      for (let half: usize = 0; half <= PLANE; half += PLANE) {
        for (let o = half; o < half + width; o += 8) {
          store<f64>(to + o, function1(op, load<f64>(from + o), constant));
          store<f64>(slope + o, derivative);
        }
      }
  }
}

/** Value of a function of one node; leaves `derivative`. */
function function1(op: i32, x: f64, constant: f64): f64 {
  let f = NaN;
  derivative = 0;
  switch (op) {
    case UNARY_LOG:
      derivative = 1.0 / x;
      return log(x);
    case UNARY_LOG10:
      derivative = 0.4342944819032518 / x;
      return log10(x);
    case UNARY_LOG1P:
      derivative = 1.0 / (1.0 + x);
      return log1p(x);
    case UNARY_EXPM1:
      derivative = exp(x);
      return expm1(x);
    case UNARY_SQRT:
      f = sqrt(x);
      derivative = 0.5 / f;
      return f;
    case UNARY_SIN:
      sincos(x);
      derivative = cosine;
      return sine;
    case UNARY_COS:
      sincos(x);
      derivative = -sine;
      return cosine;
    case UNARY_TAN:
      sincos(x);
      f = sine / cosine;
      derivative = 1.0 + f * f;
      return f;
    case UNARY_ASIN:
      derivative = 1.0 / sqrt((1.0 - x) * (1.0 + x));
      return atan2(x, sqrt((1.0 - x) * (1.0 + x)));
    case UNARY_ACOS:
      derivative = -1.0 / sqrt((1.0 - x) * (1.0 + x));
      return atan2(sqrt((1.0 - x) * (1.0 + x)), x);
    case UNARY_ATAN:
      derivative = 1.0 / (1.0 + x * x);
      return atan2(x, 1.0);
    case UNARY_SINH:
      derivative = 0.5 * (exp(x) + exp(-x));
      return abs(x) < 0.5 ? 0.5 * (expm1(x) - expm1(-x)) : 0.5 * (exp(x) - exp(-x));
    case UNARY_COSH:
      derivative = abs(x) < 0.5 ? 0.5 * (expm1(x) - expm1(-x)) : 0.5 * (exp(x) - exp(-x));
      return 0.5 * (exp(x) + exp(-x));
    case UNARY_TANH: {
      const e = expm1(-2.0 * abs(x));
      f = -e / (2.0 + e);
      derivative = 1.0 - f * f;
      return x < 0 ? -f : f;
    }
    case UNARY_ABS:
      derivative = x < 0 ? -1.0 : 1.0;
      return abs(x);
    case UNARY_ERF:
      derivative = 1.1283791670955126 * exp(-x * x);
      return erf(x);
    case UNARY_ERFC:
      derivative = -1.1283791670955126 * exp(-x * x);
      return erfc(x);
    case UNARY_POWER:
      f = raise(x, constant);
      derivative = constant * raise(x, constant - 1.0);
      return f;
    case UNARY_SIGN:
      return x > 0 ? 1.0 : x < 0 ? -1.0 : x;
    case UNARY_FLOOR:
      return floor(x);
    case UNARY_CEIL:
      return ceil(x);
    case UNARY_NOT:
      return truth(x === 0);
    default:
      return NaN;
  }
}

/** log₁₀; the two parts of 1/ln 10 keep whole powers of ten whole. */
function log10(x: f64): f64 {
  const y = 0.4342944819032518 * log(x);
  const whole = nearest(y);
  return abs(y - whole) < 1e-13 ? whole : y;
}

/** ln(1 + x) without loss near 0 (Kahan). */
export function log1p(x: f64): f64 {
  const u = 1.0 + x;
  if (u === 1.0) return x;
  return u === Infinity ? u : (log(u) * x) / (u - 1.0);
}

/** eˣ − 1 without loss near 0: its series there. */
export function expm1(x: f64): f64 {
  if (abs(x) > 0.5) return exp(x) - 1.0;
  let term = x;
  let sum = x;
  for (let k = 2; k < 20; k++) {
    term *= x / <f64>k;
    sum += term;
  }
  return sum;
}
