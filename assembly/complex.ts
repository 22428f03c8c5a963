// Complex functions of one number s = x + jy. Each sets `re` and `im`, and `slopeRe`, `slopeIm` to the derivative where it is named.
// For large |Re s| they return the asymptote, never NaN: diffusion elements reach |s| = 2e4 at 7 MHz.

import { atan2, cosine, log, sincos, sincosQuarterTurns, sine } from "./elementary";
import { exp } from "./exponential";

export let re: f64 = 0;
export let im: f64 = 0;
export let slopeRe: f64 = 0;
export let slopeIm: f64 = 0;
/** ln s, set by `power`. */
export let logRe: f64 = 0;
export let logIm: f64 = 0;

/** Above this |Re s|, tanh s and coth s equal ±1 and exp(−2|Re s|) is below the last bit. */
const FLAT = 20.0;

function set(x: f64, y: f64): void {
  re = x;
  im = y;
}

function slope(x: f64, y: f64): void {
  slopeRe = x;
  slopeIm = y;
}

/** sinh x, without cancellation near 0; |x| ≤ FLAT. */
function sinh(x: f64): f64 {
  if (abs(x) < 0.5) {
    const z = x * x;
    return (
      x *
      (1.0 +
        z *
          (1.0 / 6.0 +
            z *
              (1.0 / 120.0 +
                z *
                  (1.0 / 5040.0 + z * (1.0 / 362880.0 + z * (1.0 / 39916800.0 + z * (1.0 / 6227020800.0)))))))
    );
  }
  const e = exp(x);
  return 0.5 * (e - 1.0 / e);
}

/** Sets re + j·im = √s with Re ≥ 0. */
export function root(x: f64, y: f64): void {
  const modulus = hypotenuse(x, y);
  if (modulus === 0) return set(0, 0);
  if (x >= 0) {
    const a = sqrt(0.5 * (modulus + x));
    return set(a, (0.5 * y) / a);
  }
  const b = sqrt(0.5 * (modulus - x));
  set((0.5 * abs(y)) / b, y < 0 ? -b : b);
}

/** |x + jy| without overflow. */
export function hypotenuse(x: f64, y: f64): f64 {
  const a = abs(x);
  const b = abs(y);
  const large = a > b ? a : b;
  const small = a > b ? b : a;
  if (large === 0 || large === Infinity) return large;
  const ratio = small / large;
  return large * sqrt(1.0 + ratio * ratio);
}

/** Sets re + j·im = sᵇ (principal branch), its derivative b·sᵇ⁻¹, and ln s. */
export function power(x: f64, y: f64, b: f64): void {
  logRe = log(hypotenuse(x, y));
  logIm = atan2(y, x);
  if (b === 0.5) {
    root(x, y);
  } else {
    const modulus = exp(b * logRe);
    sincos(b * logIm);
    set(modulus * cosine, modulus * sine);
  }
  // sᵇ⁻¹ = sᵇ/s, by Smith's division so that |s|² cannot overflow
  if (abs(x) >= abs(y)) {
    const ratio = y / x;
    const scale = b / (x + y * ratio);
    slope((re + im * ratio) * scale, (im - re * ratio) * scale);
  } else {
    const ratio = x / y;
    const scale = b / (y + x * ratio);
    slope((re * ratio + im) * scale, (im * ratio - re) * scale);
  }
}

/** Sets re + j·im = coth s, by coth s = (sinh x cosh x − j sin y cos y)/(sinh² x + sin² y). */
function coth(x: f64, y: f64): void {
  if (abs(x) > FLAT) return set(x > 0 ? 1 : -1, 0);
  sincos(y);
  const a = sinh(x);
  const d = 1.0 / (a * a + sine * sine);
  set(a * sqrt(1.0 + a * a) * d, -sine * cosine * d);
}

/** Sets re + j·im = 1/s. */
function reciprocal(x: f64, y: f64): void {
  if (abs(x) >= abs(y)) {
    const ratio = y / x;
    const d = 1.0 / (x + y * ratio);
    return set(d, -ratio * d);
  }
  const ratio = x / y;
  const d = 1.0 / (y + x * ratio);
  set(ratio * d, -d);
}

/** coth(s)/s and its derivative ((1 − coth² s) − coth(s)/s)/s. */
export function cothOver(x: f64, y: f64): void {
  reciprocal(x, y);
  const rx = re;
  const ry = im;
  coth(x, y);
  const cx = re;
  const cy = im;
  const fx = cx * rx - cy * ry;
  const fy = cx * ry + cy * rx;
  const gx = 1.0 - (cx * cx - cy * cy) - fx;
  const gy = -2.0 * cx * cy - fy;
  slope(gx * rx - gy * ry, gx * ry + gy * rx);
  set(fx, fy);
}

/** tanh(s)/s and its derivative ((1 − tanh² s) − tanh(s)/s)/s; by its series below |s| = 0.1, where the derivative cancels. */
export function tanhOver(x: f64, y: f64): void {
  const zx = x * x - y * y;
  const zy = 2.0 * x * y;
  if (abs(x) < 0.1 && abs(y) < 0.1) {
    // tanh(s)/s = 1 − z/3 + 2z²/15 − 17z³/315 + 62z⁴/2835 − 1382z⁵/155925 + 21844z⁶/6081075 …, z = s²
    let fx = 21844.0 / 6081075.0;
    let fy = 0.0;
    let gx = 0.0;
    let gy = 0.0;
    for (let k = 5; k >= 0; k--) {
      const t = gx * zx - gy * zy + fx;
      gy = gx * zy + gy * zx + fy;
      gx = t;
      const u = fx * zx - fy * zy + tanhCoefficient(k);
      fy = fx * zy + fy * zx;
      fx = u;
    }
    slope(2.0 * (gx * x - gy * y), 2.0 * (gx * y + gy * x));
    return set(fx, fy);
  }
  reciprocal(x, y);
  const rx = re;
  const ry = im;
  let tx = x > 0 ? 1.0 : -1.0;
  let ty = 0.0;
  if (abs(x) <= FLAT) {
    // tanh s = (sinh x cosh x + j sin y cos y)/(sinh² x + cos² y)
    sincos(y);
    const a = sinh(x);
    const d = 1.0 / (a * a + cosine * cosine);
    tx = a * sqrt(1.0 + a * a) * d;
    ty = sine * cosine * d;
  }
  const fx = tx * rx - ty * ry;
  const fy = tx * ry + ty * rx;
  const gx = 1.0 - (tx * tx - ty * ty) - fx;
  const gy = -2.0 * tx * ty - fy;
  slope(gx * rx - gy * ry, gx * ry + gy * rx);
  set(fx, fy);
}

function tanhCoefficient(k: i32): f64 {
  switch (k) {
    case 0:
      return 1.0;
    case 1:
      return -1.0 / 3.0;
    case 2:
      return 2.0 / 15.0;
    case 3:
      return -17.0 / 315.0;
    case 4:
      return 62.0 / 2835.0;
    default:
      return -1382.0 / 155925.0;
  }
}

/** 1/(s·sinh s) and its derivative −(coth s + 1/s)/(s·sinh s). */
export function cschOver(x: f64, y: f64): void {
  if (abs(x) > 350.0) {
    slope(0, 0);
    return set(0, 0);
  }
  reciprocal(x, y);
  const rx = re;
  const ry = im;
  coth(x, y);
  const cx = re + rx;
  const cy = im + ry;
  sincos(y);
  // sinh s = sinh x cos y + j cosh x sin y
  let hx: f64;
  let hy: f64;
  if (abs(x) <= FLAT) {
    const a = sinh(x);
    hx = a * cosine;
    hy = sqrt(1.0 + a * a) * sine;
  } else {
    const a = 0.5 * exp(abs(x));
    hx = (x > 0 ? a : -a) * cosine;
    hy = a * sine;
  }
  reciprocal(hx, hy);
  const fx = re * rx - im * ry;
  const fy = re * ry + im * rx;
  slope(-(fx * cx - fy * cy), -(fx * cy + fy * cx));
  set(fx, fy);
}

/** s itself. */
export function identity(x: f64, y: f64): void {
  slope(1, 0);
  set(x, y);
}

/** A factor jⁿ. */
export function turned(x: f64, y: f64, n: f64): void {
  sincosQuarterTurns(n);
  slope(cosine, sine);
  set(x * cosine - y * sine, x * sine + y * cosine);
}

/** eˢ, which is its own derivative. */
export function exponential(x: f64, y: f64): void {
  const modulus = exp(x);
  sincos(y);
  // Where the modulus overflows, 0·∞ must not hide it
  set(cosine === 0 ? 0 : modulus * cosine, sine === 0 ? 0 : modulus * sine);
  slope(re, im);
}

/** ln s (principal value). */
export function logarithm(x: f64, y: f64): void {
  reciprocal(x, y);
  slope(re, im);
  set(log(hypotenuse(x, y)), atan2(y, x));
}

let hyperbolicSine = 0.0;
let hyperbolicCosine = 0.0;

/** sinh x and cosh x of a real number. */
function hyperbolic(x: f64): void {
  if (abs(x) <= FLAT) {
    hyperbolicSine = sinh(x);
    hyperbolicCosine = sqrt(1.0 + hyperbolicSine * hyperbolicSine);
    return;
  }
  hyperbolicCosine = 0.5 * exp(abs(x));
  hyperbolicSine = x > 0 ? hyperbolicCosine : -hyperbolicCosine;
}

/** sinh s = sinh x cos y + j cosh x sin y, and its derivative cosh s. */
export function hyperbolicSineOf(x: f64, y: f64): void {
  hyperbolic(x);
  sincos(y);
  slope(hyperbolicCosine * cosine, hyperbolicSine * sine);
  set(hyperbolicSine * cosine, hyperbolicCosine * sine);
}

/** cosh s and its derivative sinh s. */
export function hyperbolicCosineOf(x: f64, y: f64): void {
  hyperbolicSineOf(x, y);
  const sx = re;
  const sy = im;
  set(slopeRe, slopeIm);
  slope(sx, sy);
}

/** tanh s and its derivative 1 − tanh² s; ±1 far from the imaginary axis. */
export function hyperbolicTangentOf(x: f64, y: f64): void {
  if (abs(x) > FLAT) {
    slope(0, 0);
    return set(x > 0 ? 1 : -1, 0);
  }
  sincos(y);
  const a = sinh(x);
  const d = 1.0 / (a * a + cosine * cosine);
  const tx = a * sqrt(1.0 + a * a) * d;
  const ty = sine * cosine * d;
  slope(1.0 - (tx * tx - ty * ty), -2.0 * tx * ty);
  set(tx, ty);
}

/** coth s and its derivative 1 − coth² s. */
export function hyperbolicCotangentOf(x: f64, y: f64): void {
  coth(x, y);
  slope(1.0 - (re * re - im * im), -2.0 * re * im);
}

/** From a function of js to the function of s: sin s = −j sinh js, tan s = −j tanh js; the derivatives are the same numbers. */
function turnedBack(): void {
  set(im, -re);
}

export function sineOf(x: f64, y: f64): void {
  hyperbolicSineOf(-y, x);
  turnedBack();
}

/** cos s = cosh js; its derivative is j sinh js. */
export function cosineOf(x: f64, y: f64): void {
  hyperbolicCosineOf(-y, x);
  slope(-slopeIm, slopeRe);
}

export function tangentOf(x: f64, y: f64): void {
  hyperbolicTangentOf(-y, x);
  turnedBack();
}
