// The Faddeeva function w(z) = exp(−z²)·erfc(−iz) and its derivative w′ = −2zw + 2i/√π along a line of constant y = Im z ≥ 0,
// which is what a Voigt line asks for; both parts to about 1e-14 relative.
// Far out, |z| ≥ 8, by the asymptotic series in s = 1/z² (DLMF 7.12.1), whose coefficients are real: Knuth's recurrence gives the
// imaginary part of a polynomial without cancellation. Near, by Taylor series around x = 0, ¼, ½, …: their coefficients follow from
// the differential equation, c₍ₙ₊₁₎ = −2(z·cₙ + c₍ₙ₋₁₎)/(n + 1), and each series gives the start of the next. Errors of the start
// decay outward as exp(−x²). Where y is small, Re w is small beside Im w: there w = exp(−z²) + 2i/√π·D(z) is followed in its two
// parts (D is Dawson's integral), so that both are exact on their own scale.

import { cosine, sincos, sine } from "./elementary";
import { erf, erfcx } from "./errorfunction";
import { exp } from "./exponential";
import { allocate } from "./memory";

const TWO_OVER_ROOT_PI = 1.1283791670955126;
const ONE_OVER_ROOT_PI = 0.5641895835477563;
const HALF_ROOT_PI = 0.886226925452758;

/** Squared radius from which the asymptotic series holds. */
const FAR = 64.0;
const STEPS_PER_UNIT = 4.0;
const STEP = 0.25;
const SEGMENTS = 33;
/** Coefficients of a segment: what a step of ¼ asks for. Within ±⅛ fewer do. */
const ORDER = 22;
const ORDER_NEAR = 14;
/** Below this y, Re w is summed from its two parts. */
const THIN = 0.01;
/** Below this y, exp(−x²) shows even where |z| ≥ 8. */
const GRAZING = 1e-6;

const SEGMENT_BYTES: usize = ORDER * 16;
/** A table: y, number of segments made (f64 each), then the segments, then those of D where the line is thin. */
const TABLE_HEAD: usize = 16;
const TABLE_BYTES: usize = TABLE_HEAD + 2 * SEGMENTS * SEGMENT_BYTES;
/** Tables of the lines last seen: a line of several blocks, or several lines of one width, make it once. */
const TABLES = 16;
let tables: usize = 0;
let next = 0;

const FAR_TERMS = 16;
/** (2k − 1)!!/2ᵏ at k = 1 … 16, twice each. */
const FAR_COEFFICIENTS: usize = memory.data((FAR_TERMS + 1) * 16, 16);
const POINT: usize = memory.data(16, 16);

export function bindFaddeeva(): bool {
  tables = allocate(TABLES * TABLE_BYTES);
  if (tables === 0) return false;
  for (let t = 0; t < TABLES; t++) {
    store<f64>(tables + <usize>t * TABLE_BYTES, -1.0);
    store<f64>(tables + <usize>t * TABLE_BYTES, 0, 8);
  }
  let c = 1.0;
  for (let k = 1; k <= FAR_TERMS; k++) {
    c *= <f64>k - 0.5;
    store<f64>(FAR_COEFFICIENTS + ((<usize>k) << 4), c);
    store<f64>(FAR_COEFFICIENTS + ((<usize>k) << 4), c, 8);
  }
  return true;
}

/** The table of this y. */
function tableOf(y: f64): usize {
  for (let t = 0; t < TABLES; t++) {
    const at = tables + <usize>t * TABLE_BYTES;
    if (load<f64>(at) === y) return at;
  }
  const at = tables + <usize>next * TABLE_BYTES;
  next = (next + 1) % TABLES;
  store<f64>(at, y);
  store<f64>(at, 0, 8);
  return at;
}

/** Coefficients of a solution of v′ = −2zv + constant from v(z) = c₀, which stands at `at`. */
function expand(at: usize, x: f64, y: f64, re: f64, im: f64): void {
  let r0 = load<f64>(at);
  let i0 = load<f64>(at, 8);
  let r1 = re - 2.0 * (x * r0 - y * i0);
  let i1 = im - 2.0 * (x * i0 + y * r0);
  store<f64>(at, r1, 16);
  store<f64>(at, i1, 24);
  for (let n = 1; n < ORDER - 1; n++) {
    const f = -2.0 / <f64>(n + 1);
    const r2 = f * (x * r1 - y * i1 + r0);
    const i2 = f * (x * i1 + y * r1 + i0);
    const to = at + ((<usize>(n + 1)) << 4);
    store<f64>(to, r2);
    store<f64>(to, i2, 8);
    r0 = r1;
    i0 = i1;
    r1 = r2;
    i1 = i2;
  }
}

/** Value of a segment one step ahead, to `to`. */
function advance(to: usize, at: usize): void {
  let re = 0.0;
  let im = 0.0;
  for (let n = ORDER - 1; n >= 0; n--) {
    re = re * STEP + load<f64>(at + ((<usize>n) << 4));
    im = im * STEP + load<f64>(at + ((<usize>n) << 4), 8);
  }
  store<f64>(to, re);
  store<f64>(to, im, 8);
}

/** Makes segments up to number `last`. */
function extend(table: usize, last: i32): void {
  const y = load<f64>(table);
  const made = <i32>load<f64>(table, 8);
  if (made > last) return;
  const segments = table + TABLE_HEAD;
  const thin = y < THIN;
  for (let j = made; j <= last; j++) {
    const x = <f64>j * STEP;
    const at = segments + <usize>j * SEGMENT_BYTES;
    const dawson = at + SEGMENTS * SEGMENT_BYTES;
    const main = thin ? dawson : at;
    if (j > 0) {
      advance(main, main - SEGMENT_BYTES);
    } else if (thin) {
      // D(iy) = i·√π/2·exp(y²)·erf y
      store<f64>(main, 0);
      store<f64>(main, HALF_ROOT_PI * exp(y * y) * erf(y), 8);
    } else {
      store<f64>(main, erfcx(y));
      store<f64>(main, 0, 8);
    }
    expand(main, x, y, thin ? 1.0 : 0.0, thin ? 0.0 : TWO_OVER_ROOT_PI);
    if (!thin) continue;
    const size = exp((y - x) * (y + x));
    sincos(2.0 * x * y);
    store<f64>(at, size * cosine);
    store<f64>(at, -size * sine, 8);
    expand(at, x, y, 0, 0);
    for (let n: usize = 0; n < SEGMENT_BYTES; n += 16) {
      // i·D turns its parts round
      store<f64>(at + n, load<f64>(at + n) - TWO_OVER_ROOT_PI * load<f64>(dawson + n, 8));
      store<f64>(at + n, load<f64>(at + n, 8) + TWO_OVER_ROOT_PI * load<f64>(dawson + n), 8);
    }
  }
  store<f64>(table, <f64>(last + 1), 8);
}

/** Terms of the series that 1e-17 asks for from this |z|² on. */
function farTerms(least: f64): i32 {
  return least < 100 ? 16 : least < 144 ? 13 : least < 225 ? 11 : least < 1000 ? 9 : least < 1e4 ? 7 : 5;
}

/**
 * Over a pair of planes x: Re w, Im w to `re`, `im` and Re w′, Im w′ to `slopeRe`, `slopeIm`. Exact for |z| up to 1e150.
 */
export function faddeeva(
  re: usize,
  im: usize,
  slopeRe: usize,
  slopeIm: usize,
  x: usize,
  y: f64,
  width: usize,
): void {
  const square = y * y;
  let near = false;
  let far = false;
  let least = Infinity;
  for (let half: usize = 0; half <= PLANE; half += PLANE) {
    for (let o = half; o < half + width; o += 8) {
      const v = load<f64>(x + o);
      const r2 = v * v + square;
      if (r2 < FAR) {
        near = true;
      } else {
        far = true;
        if (r2 < least) least = r2;
      }
    }
  }
  if (far) series(re, im, slopeRe, slopeIm, x, y, farTerms(least), width);
  if (near) segments(re, im, slopeRe, slopeIm, x, y, width);
}

function series(
  re: usize,
  im: usize,
  slopeRe: usize,
  slopeIm: usize,
  x: usize,
  y: f64,
  terms: i32,
  width: usize,
): void {
  const one = vsplat(1);
  const v = vsplat(y);
  const square = vsplat(y * y);
  const a = vsplat(ONE_OVER_ROOT_PI);
  const b = vsplat(TWO_OVER_ROOT_PI);
  const first = FAR_COEFFICIENTS + ((<usize>terms) << 4);
  const last = FAR_COEFFICIENTS + 16;
  for (let half: usize = 0; half <= PLANE; half += PLANE) {
    for (let o = half; o < half + width; o += LANE_BYTES) {
      const u = vload(x + o);
      // ζ = 1/z, s = ζ²; near 0 the result is not used, only finite
      const inverse = vdiv(one, vmax(vadd(vmul(u, u), square), one));
      const zr = vmul(u, inverse);
      const zi = vneg(vmul(v, inverse));
      const sr = vsub(vmul(zr, zr), vmul(zi, zi));
      const half1 = vmul(zr, zi);
      const si = vadd(half1, half1);
      const r = vadd(sr, sr);
      const q = vmul(inverse, inverse);
      let b2 = vload(first);
      let b1 = vadd(vload(first - 16), vmul(r, b2));
      for (let c = first - 32; c >= last; c -= 16) {
        const b0 = vadd(vmul(r, b1), vsub(vload(c), vmul(q, b2)));
        b2 = b1;
        b1 = b0;
      }
      // T = b₁s − b₂|s|²; w = i/√π·ζ(1 + T), w′ = −2i/√π·T
      const tr = vsub(vmul(b1, sr), vmul(b2, q));
      const ti = vmul(b1, si);
      const wr = vadd(one, tr);
      vstore(re + o, vneg(vmul(a, vadd(vmul(zi, wr), vmul(zr, ti)))));
      vstore(im + o, vmul(a, vsub(vmul(zr, wr), vmul(zi, ti))));
      vstore(slopeRe + o, vmul(b, ti));
      vstore(slopeIm + o, vneg(vmul(b, tr)));
    }
  }
  if (y >= GRAZING) return;
  for (let half: usize = 0; half <= PLANE; half += PLANE) {
    for (let o = half; o < half + width; o += 8) {
      const u = load<f64>(x + o);
      const e = exp(-u * u);
      store<f64>(re + o, load<f64>(re + o) + e);
      store<f64>(slopeRe + o, load<f64>(slopeRe + o) - 2.0 * u * e);
    }
  }
}

/** The points with |z| < 8. */
function segments(
  re: usize,
  im: usize,
  slopeRe: usize,
  slopeIm: usize,
  x: usize,
  y: f64,
  width: usize,
): void {
  const table = tableOf(y);
  const square = y * y;
  const order = y < THIN ? ORDER : ORDER_NEAR;
  let made = <i32>load<f64>(table, 8);
  for (let half: usize = 0; half <= PLANE; half += PLANE) {
    for (let o = half; o < half + width; o += 8) {
      const signed = load<f64>(x + o);
      const u = abs(signed);
      if (!(u * u + square < FAR)) continue;
      const j = <i32>(u * STEPS_PER_UNIT + 0.5);
      if (j >= made) {
        extend(table, j);
        made = j + 1;
      }
      const d = u - <f64>j * STEP;
      const delta = vsplat(d);
      const delta2 = vsplat(d * d);
      const at = table + TABLE_HEAD + <usize>j * SEGMENT_BYTES;
      // Real and imaginary part side by side, even and odd powers apart
      for (let lane: usize = 0; lane < 16; lane += LANE_BYTES) {
        let c = at + ((<usize>(order - 2)) << 4) + lane;
        let even = vload(c);
        let odd = vload(c + 16);
        while (c > at + lane) {
          c -= 32;
          even = vadd(vmul(even, delta2), vload(c));
          odd = vadd(vmul(odd, delta2), vload(c + 16));
        }
        vstore(POINT + lane, vadd(even, vmul(odd, delta)));
      }
      const wr = load<f64>(POINT);
      const wi = load<f64>(POINT, 8);
      const dr = -2.0 * (u * wr - y * wi);
      const sign = signed < 0 ? -1.0 : 1.0;
      store<f64>(re + o, wr);
      store<f64>(im + o, sign * wi);
      store<f64>(slopeRe + o, sign * dr);
      store<f64>(slopeIm + o, TWO_OVER_ROOT_PI - 2.0 * (u * wi + y * wr));
    }
  }
}
