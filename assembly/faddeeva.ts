// The Faddeeva function w(z) = exp(−z²)·erfc(−iz) and its derivative w′ = −2zw + 2i/√π along a line of constant y = Im z ≥ 0,
// which is what a Voigt line asks for; both parts to about 1e-14 relative.
// Far out, |z| ≥ 12, by the asymptotic series in s = 1/z² (DLMF 7.12.1), whose coefficients are real: Knuth's recurrence gives the
// imaginary part of a polynomial without cancellation. Near, by Taylor series around x = 0, ¼, ½, …: their coefficients follow from
// the differential equation, c₍ₙ₊₁₎ = −2(z·cₙ + c₍ₙ₋₁₎)/(n + 1). Their starts come from rows of such series at y = 0, ¼, ½, …,
// which are made once, each series giving the start of the next: errors decay outward as exp(−x²). Where y is small, Re w is small
// beside Im w: there w = exp(−z²) + 2i/√π·D(z) is followed in its two parts (D is Dawson's integral), so that both are exact on
// their own scale.

import { cosine, sincos, sine } from "./elementary";
import { erf, erfcx } from "./errorfunction";
import { exp } from "./exponential";
import { allocate, doubles, get, put } from "./memory";

const TWO_OVER_ROOT_PI = 1.1283791670955126;
const ONE_OVER_ROOT_PI = 0.5641895835477563;
const HALF_ROOT_PI = 0.886226925452758;

/** Squared radii from which the asymptotic series is taken: where it holds, and where it is quicker than the tables. */
const FAR_THIN = 64.0;
const FAR = 100.0;
/** Squared radius from which w′ has a series of its own. */
const WIDE = 400.0;
const STEPS_PER_UNIT = 4.0;
const STEP = 0.25;
const SEGMENTS = 50;
/** Coefficients of a segment: what a step of ¼ asks for. Within ±⅛ fewer do. */
const ORDER = 22;
const ORDER_NEAR = 14;
/** From this y on 10 coefficients are left after economisation, below LONG. */
const SHORT = 0.25;
const LONG = 12;
/** What economisation may change, relative to a part. */
const ULP = 2.2e-16;
/** Below this y, Re w is summed from its two parts. */
const THIN = 0.01;
/** Below this y, exp(−x²) shows even far out. */
const GRAZING = 1e-6;

const SEGMENT_BYTES: usize = ORDER * 16;
/** A table: number of segments made and of the first ones that are short (f64), the segments, those of D where the line is thin. */
const TABLE_HEAD: usize = 16;
const TABLE_BYTES: usize = TABLE_HEAD + 2 * SEGMENTS * SEGMENT_BYTES;
/** Tables of the lines last seen: a line of several blocks, or several lines of one width, make it once. */
const TABLES = 16;
let tables: usize = 0;
/** The y of each table, or −1. */
let keys: usize = 0;
let next = 0;

/** Rows of series at y = k/4, made when first asked for. */
const ROWS = 49;
const ROW_BYTES: usize = <usize>SEGMENTS * SEGMENT_BYTES;
let rows: usize = 0;
/** Whether row k is made (i32). */
let rowMade: usize = 0;

const FAR_TERMS = 16;
/** (2k − 1)!!/2ᵏ at k = 1 … 16, twice each. */
const FAR_COEFFICIENTS: usize = memory.data((FAR_TERMS + 1) * 16, 16);
/**
 * What is added to cₖ, k = n − 2m, per cₙ when cₙδⁿ is replaced by the polynomial of lower degree that is next to it within ±⅛:
 * n = 21 … 10 and m = 1 … 10, twice each.
 */
const ECONOMY: usize = memory.data(12 * 10 * 16, 16);
/** −2/(n + 1). */
const FACTORS: usize = memory.data(ORDER * 8, 8);
const POINT: usize = memory.data(32, 16);
/** 1.5·2⁵²: adding it rounds to an integer and leaves that integer in the low word. */
const TO_INTEGER = 6755399441055744.0;
let place: usize = 0;
let distance: usize = 0;

export function bindFaddeeva(): bool {
  rows = allocate(ROWS * ROW_BYTES);
  rowMade = allocate(ROWS << 2);
  tables = allocate(TABLES * TABLE_BYTES);
  keys = doubles(TABLES);
  place = allocate(2 * PLANE);
  distance = allocate(2 * PLANE);
  if (distance === 0) return false;
  memory.fill(rowMade, 0, ROWS << 2);
  for (let t = 0; t < TABLES; t++) put(keys, t, -1.0);
  for (let n = ORDER - 1; n >= 10; n--) {
    // Tₙ = Σ (−1)ᵐ·n/(n − m)·C(n − m, m)·2^(n−2m−1)·t^(n−2m)
    let term = 1.0;
    for (let m = 1; 2 * m <= n; m++) {
      // n/(n − m)·C(n − m, m) from the one before
      const k = <f64>(n - 2 * m);
      term *= (-(k + 2.0) * (k + 1.0)) / (<f64>m * <f64>(n - m));
      // (⅛/2)^(2m)
      let power = 1.0;
      for (let i = 0; i < m; i++) power *= 0.00390625;
      const at = economyOf(n) + ((<usize>(m - 1)) << 4);
      store<f64>(at, -term * power);
      store<f64>(at, -term * power, 8);
    }
  }
  for (let n = 0; n < ORDER; n++) store<f64>(FACTORS + ((<usize>n) << 3), -2.0 / <f64>(n + 1));
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
  for (let t = 0; t < TABLES; t++) if (get(keys, t) === y) return tables + <usize>t * TABLE_BYTES;
  const at = tables + <usize>next * TABLE_BYTES;
  put(keys, next, y);
  next = (next + 1) % TABLES;
  store<f64>(at, 0);
  store<f64>(at, y < THIN ? 0 : SEGMENTS, 8);
  return at;
}

/** Coefficients of a solution of v′ = −2zv + constant from v(z) = c₀, which stands at `at`. */
function expand(at: usize, x: f64, y: f64, re: f64, im: f64, order: i32): void {
  let r0 = load<f64>(at);
  let i0 = load<f64>(at, 8);
  let r1 = re - 2.0 * (x * r0 - y * i0);
  let i1 = im - 2.0 * (x * i0 + y * r0);
  store<f64>(at, r1, 16);
  store<f64>(at, i1, 24);
  for (let n = 1; n < order - 1; n++) {
    const f = load<f64>(FACTORS + ((<usize>n) << 3));
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

/** The row next to y. */
function rowOf(k: i32): usize {
  const row = rows + <usize>k * ROW_BYTES;
  const made = rowMade + ((<usize>k) << 2);
  if (load<i32>(made) !== 0) return row;
  store<i32>(made, 1);
  const y = <f64>k * STEP;
  for (let j = 0; j < SEGMENTS; j++) {
    const at = row + <usize>j * SEGMENT_BYTES;
    if (j > 0) {
      advance(at, at - SEGMENT_BYTES);
    } else {
      store<f64>(at, erfcx(y));
      store<f64>(at, 0, 8);
    }
    expand(at, <f64>j * STEP, y, 0, TWO_OVER_ROOT_PI, ORDER);
  }
  return row;
}

/** Makes segments up to number `last`. */
function extend(table: usize, y: f64, wanted: i32): void {
  // In pairs
  const last = wanted | 1;
  const made = <i32>load<f64>(table);
  if (made > last) return;
  if (y < THIN) extendThin(table, y, made, last);
  else extendFrom(rowOf(<i32>(y * STEPS_PER_UNIT + 0.5)), table, y, made, last);
  store<f64>(table, <f64>(last + 1));
}

/** From a row at the distance d = iδ: the recurrence b₍ₙ₎ = cₙ − δ²·b₍ₙ₊₂₎ over both parts, even and odd powers apart. */
function extendFrom(row: usize, table: usize, y: f64, made: i32, last: i32): void {
  const d = y - STEP * <f64>(<i32>(y * STEPS_PER_UNIT + 0.5));
  const square = vsplat(-d * d);
  for (let j = made; j <= last; j++) {
    const from = row + <usize>j * SEGMENT_BYTES;
    const at = table + TABLE_HEAD + <usize>j * SEGMENT_BYTES;
    for (let lane: usize = 0; lane < 16; lane += LANE_BYTES) {
      let c = from + ((<usize>(ORDER_NEAR - 2)) << 4) + lane;
      let even = vload(c);
      let odd = vload(c + 16);
      while (c > from + lane) {
        c -= 32;
        even = vadd(vmul(even, square), vload(c));
        odd = vadd(vmul(odd, square), vload(c + 16));
      }
      vstore(POINT + lane, even);
      vstore(POINT + 16 + lane, odd);
    }
    store<f64>(at, load<f64>(POINT) - d * load<f64>(POINT, 24));
    store<f64>(at, load<f64>(POINT, 8) + d * load<f64>(POINT, 16), 8);
  }
  const order = orderOf(y);
  for (let j = made; j <= last; j += 2) {
    const at = table + TABLE_HEAD + <usize>j * SEGMENT_BYTES;
    expandPair(at, <f64>j * STEP, y);
    economise(at, ORDER_NEAR, order);
    economise(at + SEGMENT_BYTES, ORDER_NEAR, order);
  }
}

function economyOf(n: i32): usize {
  return ECONOMY + ((<usize>((ORDER - 1 - n) * 10)) << 4);
}

/** Replaces the coefficients from `order` to `had` − 1 by corrections of the others (Lanczos's economisation). */
function economise(at: usize, had: i32, order: i32): void {
  for (let n = had - 1; n >= order; n--) {
    const factors = economyOf(n);
    for (let lane: usize = 0; lane < 16; lane += LANE_BYTES) {
      const c = vload(at + ((<usize>n) << 4) + lane);
      for (let m = 1; 2 * m <= n; m++) {
        const to = at + ((<usize>(n - 2 * m)) << 4) + lane;
        vstore(to, vadd(vload(to), vmul(c, vload(factors + ((<usize>(m - 1)) << 4)))));
      }
    }
  }
}

/** `expand` to 14 coefficients of two neighbours: one recurrence alone would wait for itself. */
function expandPair(a: usize, x: f64, y: f64): void {
  const b = a + SEGMENT_BYTES;
  const u = x + STEP;
  let r0 = load<f64>(a);
  let i0 = load<f64>(a, 8);
  let p0 = load<f64>(b);
  let q0 = load<f64>(b, 8);
  let r1 = 2.0 * (y * i0 - x * r0);
  let i1 = TWO_OVER_ROOT_PI - 2.0 * (x * i0 + y * r0);
  let p1 = 2.0 * (y * q0 - u * p0);
  let q1 = TWO_OVER_ROOT_PI - 2.0 * (u * q0 + y * p0);
  store<f64>(a, r1, 16);
  store<f64>(a, i1, 24);
  store<f64>(b, p1, 16);
  store<f64>(b, q1, 24);
  for (let n: usize = 1; n < <usize>(ORDER_NEAR - 1); n++) {
    const f = load<f64>(FACTORS + (n << 3));
    const r2 = f * (x * r1 - y * i1 + r0);
    const i2 = f * (x * i1 + y * r1 + i0);
    const p2 = f * (u * p1 - y * q1 + p0);
    const q2 = f * (u * q1 + y * p1 + q0);
    const o = n << 4;
    store<f64>(a + o, r2, 16);
    store<f64>(a + o, i2, 24);
    store<f64>(b + o, p2, 16);
    store<f64>(b + o, q2, 24);
    r0 = r1;
    i0 = i1;
    r1 = r2;
    i1 = i2;
    p0 = p1;
    q0 = q1;
    p1 = p2;
    q1 = q2;
  }
}

/** From Dawson's integral and exp(−z²). */
function extendThin(table: usize, y: f64, made: i32, last: i32): void {
  for (let j = made; j <= last; j++) {
    const x = <f64>j * STEP;
    const at = table + TABLE_HEAD + <usize>j * SEGMENT_BYTES;
    const dawson = at + SEGMENTS * SEGMENT_BYTES;
    if (j > 0) {
      advance(dawson, dawson - SEGMENT_BYTES);
    } else {
      // D(iy) = i·√π/2·exp(y²)·erf y
      store<f64>(dawson, 0);
      store<f64>(dawson, HALF_ROOT_PI * exp(y * y) * erf(y), 8);
    }
    expand(dawson, x, y, 1, 0, ORDER);
    const size = exp((y - x) * (y + x));
    sincos(2.0 * x * y);
    store<f64>(at, size * cosine);
    store<f64>(at, -size * sine, 8);
    expand(at, x, y, 0, 0, ORDER);
    for (let n: usize = 0; n < SEGMENT_BYTES; n += 16) {
      // i·D turns its parts round
      store<f64>(at + n, load<f64>(at + n) - TWO_OVER_ROOT_PI * load<f64>(dawson + n, 8));
      store<f64>(at + n, load<f64>(at + n, 8) + TWO_OVER_ROOT_PI * load<f64>(dawson + n), 8);
    }
    if (load<f64>(table, 8) === <f64>j && canShorten(at, 0) && canShorten(at, 8)) {
      economise(at, ORDER, LONG);
      store<f64>(table, <f64>(j + 1), 8);
    }
  }
}

/** Whether one part of a segment can do without its coefficients from LONG on: what that changes does not show anywhere within ±⅛. */
function canShorten(at: usize, part: usize): bool {
  let error = 0.0;
  // 2·(⅛/2)ⁿ: the deviation of economised from whole
  let bound = 2.0;
  let size = 0.0;
  let power = 1.0;
  for (let n = 0; n < ORDER; n++) {
    const c = abs(load<f64>(at + part + ((<usize>n) << 4)));
    // Next to a zero the parts are as exact as their slope
    if (n < 2) size = max(size, c * power);
    else if (n >= LONG) error += c * bound;
    bound *= 0.0625;
    power *= 0.125;
  }
  return error <= ULP * size;
}

/** Terms of the series that 1e-17 asks for from this |z|² on. */
function farTerms(least: f64): i32 {
  return least < 100 ? 16 : least < 144 ? 13 : least < 225 ? 11 : least < 1000 ? 9 : least < 1e4 ? 7 : 5;
}

/**
 * Over a pair of planes x: z = scale·(x − centre) to `z`, Re w and Im w to `re` and `im`. Where the planes reach far out, where
 * −2zw + 2i/√π would cancel, also Re w′ and Im w′ to `slopeRe` and `slopeIm`, and the result is true. Exact for |z| up to 1e150.
 */
export function faddeeva(
  z: usize,
  re: usize,
  im: usize,
  slopeRe: usize,
  slopeIm: usize,
  x: usize,
  centre: f64,
  scale: f64,
  y: f64,
  width: usize,
): boolean {
  let nearest2 = vsplat(Infinity);
  let farthest = vsplat(0);
  const e = vsplat(centre);
  const s = vsplat(scale);
  for (let half: usize = 0; half <= PLANE; half += PLANE) {
    for (let o = half; o < half + width; o += LANE_BYTES) {
      const v = vmul(s, vsub(vload(x + o), e));
      const square = vmul(v, v);
      vstore(z + o, v);
      nearest2 = vmin(square, nearest2);
      farthest = vmax(square, farthest);
    }
  }
  const y2 = y * y;
  const least = y2 + min(lane(nearest2, 0), lane(nearest2, LANE_BYTES - 8));
  const most = y2 + max(lane(farthest, 0), lane(farthest, LANE_BYTES - 8));
  const wide = !(most < WIDE);
  const far = y < THIN ? FAR_THIN : FAR;
  if (!(most < far)) series(re, im, slopeRe, slopeIm, z, y, farTerms(max(least, far)), width, wide);
  if (least < far) segments(re, im, slopeRe, slopeIm, z, y, min(most, far), !(most < far), width, wide);
  return wide;
}

function lane(v: Vec, offset: usize): f64 {
  vstore(POINT, v);
  return load<f64>(POINT + offset);
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
  wide: boolean,
): void {
  const one = vsplat(1);
  const v = vsplat(y);
  const square = vsplat(y * y);
  const a = vsplat(ONE_OVER_ROOT_PI);
  const b = vsplat(-TWO_OVER_ROOT_PI);
  const two = vsplat(2);
  const first = FAR_COEFFICIENTS + ((<usize>terms) << 4);
  const last = FAR_COEFFICIENTS + 16;
  // Both planes in one turn: one recurrence alone would wait for itself
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    const u = vload(x + o);
    const uIm = vloadIm(x + o);
    // ζ = 1/z, s = ζ²; near 0 the result is not used, only finite
    const inverse = vdiv(one, vmax(vadd(vmul(u, u), square), one));
    const inverseIm = vdiv(one, vmax(vadd(vmul(uIm, uIm), square), one));
    const zr = vmul(u, inverse);
    const zi = vmul(v, inverse);
    const zrIm = vmul(uIm, inverseIm);
    const ziIm = vmul(v, inverseIm);
    const sr = vsub(vmul(zr, zr), vmul(zi, zi));
    const srIm = vsub(vmul(zrIm, zrIm), vmul(ziIm, ziIm));
    const r = vadd(sr, sr);
    const rIm = vadd(srIm, srIm);
    const q = vmul(inverse, inverse);
    const qIm = vmul(inverseIm, inverseIm);
    let b2 = vload(first);
    let b2Im = b2;
    const before = vload(first - 16);
    let b1 = vadd(before, vmul(r, b2));
    let b1Im = vadd(before, vmul(rIm, b2Im));
    for (let c = first - 32; c >= last; c -= 16) {
      const coefficient = vload(c);
      const b0 = vadd(vmul(r, b1), vsub(coefficient, vmul(q, b2)));
      const b0Im = vadd(vmul(rIm, b1Im), vsub(coefficient, vmul(qIm, b2Im)));
      b2 = b1;
      b1 = b0;
      b2Im = b1Im;
      b1Im = b0Im;
    }
    // T = b₁s − b₂|s|²; w = i/√π·ζ(1 + T), w′ = −2i/√π·T; Im s = −2·zr·zi
    const tr = vsub(vmul(b1, sr), vmul(b2, q));
    const trIm = vsub(vmul(b1Im, srIm), vmul(b2Im, qIm));
    const ti = vmul(b1, vmul(two, vmul(zr, zi)));
    const tiIm = vmul(b1Im, vmul(two, vmul(zrIm, ziIm)));
    const wr = vadd(one, tr);
    const wrIm = vadd(one, trIm);
    vstore(re + o, vmul(a, vadd(vmul(zi, wr), vmul(zr, ti))));
    vstoreIm(re + o, vmul(a, vadd(vmul(ziIm, wrIm), vmul(zrIm, tiIm))));
    vstore(im + o, vmul(a, vsub(vmul(zr, wr), vmul(zi, ti))));
    vstoreIm(im + o, vmul(a, vsub(vmul(zrIm, wrIm), vmul(ziIm, tiIm))));
    if (!wide) continue;
    vstore(slopeRe + o, vmul(b, ti));
    vstoreIm(slopeRe + o, vmul(b, tiIm));
    vstore(slopeIm + o, vmul(b, tr));
    vstoreIm(slopeIm + o, vmul(b, trIm));
  }
  if (y >= GRAZING) return;
  for (let half: usize = 0; half <= PLANE; half += PLANE) {
    for (let o = half; o < half + width; o += 8) {
      const u = load<f64>(x + o);
      const e = exp(-u * u);
      store<f64>(re + o, load<f64>(re + o) + e);
      if (wide) store<f64>(slopeRe + o, load<f64>(slopeRe + o) - 2.0 * u * e);
    }
  }
}

/** Series of all coefficients to POINT, real and imaginary part side by side, even and odd powers apart. */
function horner(at: usize, d: f64): void {
  const delta = vsplat(d);
  const delta2 = vsplat(d * d);
  for (let lane: usize = 0; lane < 16; lane += LANE_BYTES) {
    let c = at + ((<usize>(ORDER - 2)) << 4) + lane;
    let even = vload(c);
    let odd = vload(c + 16);
    while (c > at + lane) {
      c -= 32;
      even = vadd(vmul(even, delta2), vload(c));
      odd = vadd(vmul(odd, delta2), vload(c + 16));
    }
    vstore(POINT + lane, vadd(even, vmul(odd, delta)));
  }
}

/** The same of the first 12 or 10, written out: nearly all points come here. */
function hornerNear(at: usize, d: f64, long: boolean): void {
  const delta = vsplat(d);
  const delta2 = vsplat(d * d);
  for (let lane: usize = 0; lane < 16; lane += LANE_BYTES) {
    const c = at + lane;
    let even = vload(c + 128);
    let odd = vload(c + 144);
    if (long) {
      even = vadd(even, vmul(vload(c + 160), delta2));
      odd = vadd(odd, vmul(vload(c + 176), delta2));
    }
    even = vadd(vmul(even, delta2), vload(c + 96));
    odd = vadd(vmul(odd, delta2), vload(c + 112));
    even = vadd(vmul(even, delta2), vload(c + 64));
    odd = vadd(vmul(odd, delta2), vload(c + 80));
    even = vadd(vmul(even, delta2), vload(c + 32));
    odd = vadd(vmul(odd, delta2), vload(c + 48));
    even = vadd(vmul(even, delta2), vload(c));
    odd = vadd(vmul(odd, delta2), vload(c + 16));
    vstore(POINT + lane, vadd(even, vmul(odd, delta)));
  }
}

/** The points that are not far out; the farthest of them has |z|² ≤ `most`. `mixed`: there are others. */
function segments(
  re: usize,
  im: usize,
  slopeRe: usize,
  slopeIm: usize,
  x: usize,
  y: f64,
  most: f64,
  mixed: boolean,
  width: usize,
  wide: boolean,
): void {
  const table = tableOf(y);
  // In x²
  const limit = max(most - y * y, 0);
  extend(table, y, <i32>(sqrt(limit) * STEPS_PER_UNIT + 0.500001));
  const end = mixed ? limit : Infinity;
  locate(x, width);
  // Two calls, so that the loop stays a function of its own: inlined here it is half as fast
  points(re, im, x, 0, table, end, width, orderOf(y) === LONG);
  points(re + PLANE, im + PLANE, x + PLANE, PLANE, table, end, width, orderOf(y) === LONG);
  if (!wide) return;
  for (let half: usize = 0; half <= PLANE; half += PLANE) {
    for (let o = half; o < half + width; o += 8) {
      const u = load<f64>(x + o);
      if (!(u * u < limit)) continue;
      const wr = load<f64>(re + o);
      const wi = load<f64>(im + o);
      store<f64>(slopeRe + o, -2.0 * (u * wr - y * wi));
      store<f64>(slopeIm + o, TWO_OVER_ROOT_PI - 2.0 * (u * wi + y * wr));
    }
  }
}

/** Coefficients of a short segment. */
function orderOf(y: f64): i32 {
  return y < SHORT ? LONG : 10;
}

/** Segment of each point, as the low word of a double, and the distance from its middle. */
function locate(x: usize, width: usize): void {
  const perUnit = vsplat(STEPS_PER_UNIT);
  const shift = vsplat(TO_INTEGER);
  const step = vsplat(STEP);
  for (let half: usize = 0; half <= PLANE; half += PLANE) {
    for (let o = half; o < half + width; o += LANE_BYTES) {
      const u = vabs(vload(x + o));
      const shifted = vadd(vmul(u, perUnit), shift);
      vstore(place + o, shifted);
      vstore(distance + o, vsub(u, vmul(vsub(shifted, shift), step)));
    }
  }
}

/** The points of a plane with x² < `limit`; `half` is its distance from the first of the pair. */
function points(
  re: usize,
  im: usize,
  x: usize,
  half: usize,
  table: usize,
  limit: f64,
  width: usize,
  long: boolean,
): void {
  const first = table + TABLE_HEAD;
  const short = <i32>load<f64>(table, 8);
  const places = place + half;
  const distances = distance + half;
  for (let o: usize = 0; o < width; o += 8) {
    const signed = load<f64>(x + o);
    if (!(signed * signed < limit)) continue;
    const j = load<i32>(places + o);
    const at = first + <usize>j * SEGMENT_BYTES;
    const d = load<f64>(distances + o);
    if (j >= short) horner(at, d);
    else hornerNear(at, d, long);
    const wi = load<f64>(POINT, 8);
    store<f64>(re + o, load<f64>(POINT));
    store<f64>(im + o, signed < 0 ? -wi : wi);
  }
}
