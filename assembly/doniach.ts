// The Doniach–Šunjić line folded with a Gaussian (Doniach and Šunjić, J. Phys. C 3 (1970) 285). Unbroadened it is
// h·cos(πα/2 − ν·atan(d/γ))/(1 + d²/γ²)^(ν/2) = h·γ^ν·Re[exp(iπα/2)·ζ^(−ν)], ν = 1 − α, ζ = γ + id, with its tail at high d = x − E.
// Folded with a Gaussian, ζ^(−ν) becomes Q = σ^(−ν)·I(ζ/σ), I(z) = 1/Γ(ν)·∫ s^(ν−1)·exp(−s²/2 − sz) ds over s ≥ 0, which is
// exp(z²/4)·D₋ᵥ(z), a parabolic cylinder function (DLMF 12.5.1). No grid and no padding: the width of the window does not matter.
// Far out, |z| ≥ 11, by the asymptotic series (DLMF 12.9.1); near by Taylor series around Im z = 0, ¼, ½, …, whose coefficients
// follow from I″ = zI′ + νI and, for J = ∂I/∂ν, J″ = zJ′ + νJ + I; the first series starts from integrals. The relative error is
// below 1e-12.

import { atan2, cosine, log, sincos, sine } from "./elementary";
import { exp } from "./exponential";
import { digamma, lnGamma } from "./gammafunction";
import { direction, lineParameter, partialPlane } from "./lineparameters";
import { allocate } from "./memory";

const HALF_PI = 1.5707963267948966;
const SIGMA = 0.42466090014400953;
const FAR = 121.0;
const FAR_TERMS = 18;
const STEP = 0.25;
const SEGMENTS = 45;
const ORDER = 20;
const ORDER_NEAR = 14;
/** Re I, Im I, Re J, Im J. */
const COEFFICIENT_BYTES: usize = 32;
const SEGMENT_BYTES: usize = ORDER * COEFFICIENT_BYTES;
/** y, ν, number of segments made, spare. */
const TABLE_HEAD: usize = 32;
const TABLE_BYTES: usize = TABLE_HEAD + SEGMENTS * SEGMENT_BYTES;
const TABLES = 8;
let tables: usize = 0;
let next = 0;

const POINT: usize = memory.data(32, 16);
const SLOPE: usize = memory.data(32, 16);

export function bindDoniach(): bool {
  tables = allocate(TABLES * TABLE_BYTES);
  if (tables === 0) return false;
  for (let t = 0; t < TABLES; t++) {
    const at = tables + <usize>t * TABLE_BYTES;
    store<f64>(at, -1.0);
    store<f64>(at, 0, 16);
  }
  return true;
}

function tableOf(y: f64, nu: f64): usize {
  for (let t = 0; t < TABLES; t++) {
    const at = tables + <usize>t * TABLE_BYTES;
    if (load<f64>(at) === y && load<f64>(at, 8) === nu) return at;
  }
  const at = tables + <usize>next * TABLE_BYTES;
  next = (next + 1) % TABLES;
  store<f64>(at, y);
  store<f64>(at, nu, 8);
  store<f64>(at, 0, 16);
  return at;
}

/** I, I′, J and J′ at z = y: the trapezoidal rule after s = exp(t − exp(−t)). */
function start(at: usize, y: f64, nu: f64): void {
  let i0 = 0.0;
  let i1 = 0.0;
  let j0 = 0.0;
  let j1 = 0.0;
  // From where s^ν is below 1e-18 to where exp(−s²/2) is
  for (let k = -(<i32>(16.0 * log(42.0 / nu))); k <= 36; k++) {
    const t = 0.0625 * <f64>k;
    const e = exp(-t);
    const ln = t - e;
    const s = exp(ln);
    const w = 0.0625 * (1.0 + e) * exp(nu * ln - s * (0.5 * s + y));
    i0 += w;
    i1 -= w * s;
    j0 += w * ln;
    j1 -= w * s * ln;
  }
  const n = exp(-lnGamma(nu));
  const psi = digamma(nu);
  store<f64>(at, n * i0);
  store<f64>(at, 0, 8);
  store<f64>(at, n * (j0 - psi * i0), 16);
  store<f64>(at, 0, 24);
  // Derivatives in x, z = y + ix
  store<f64>(at, 0, 32);
  store<f64>(at, n * i1, 40);
  store<f64>(at, 0, 48);
  store<f64>(at, n * (j1 - psi * i1), 56);
}

/** Coefficients in x from the first two: with z = y + ix, I₍ₙ₊₂₎ = [i·z·(n+1)·I₍ₙ₊₁₎ − (n + ν)·Iₙ]/((n+1)(n+2)), and −Iₙ more for J. */
function expand(at: usize, x: f64, y: f64, nu: f64): void {
  for (let n = 0; n < ORDER - 2; n++) {
    const c0 = at + <usize>n * COEFFICIENT_BYTES;
    const c1 = c0 + COEFFICIENT_BYTES;
    const c2 = c1 + COEFFICIENT_BYTES;
    const k = <f64>(n + 1);
    const f = 1.0 / (k * (k + 1.0));
    const g = <f64>n + nu;
    for (let part: usize = 0; part <= 16; part += 16) {
      const re = load<f64>(c1 + part);
      const im = load<f64>(c1 + part, 8);
      let r = -k * (x * re + y * im) - g * load<f64>(c0 + part);
      let i = k * (y * re - x * im) - g * load<f64>(c0 + part, 8);
      if (part !== 0) {
        r -= load<f64>(c0);
        i -= load<f64>(c0, 8);
      }
      store<f64>(c2 + part, f * r);
      store<f64>(c2 + part, f * i, 8);
    }
  }
}

/** Values to POINT and derivatives in x to SLOPE at the distance d from the middle of a segment. */
function evaluate(at: usize, d: f64, order: i32): void {
  const delta = vsplat(d);
  for (let lane: usize = 0; lane < COEFFICIENT_BYTES; lane += LANE_BYTES) {
    let c = at + lane + <usize>(order - 1) * COEFFICIENT_BYTES;
    let value = vload(c);
    let slope = vsplat(0);
    while (c > at + lane) {
      c -= COEFFICIENT_BYTES;
      slope = vadd(vmul(slope, delta), value);
      value = vadd(vmul(value, delta), vload(c));
    }
    vstore(POINT + lane, value);
    vstore(SLOPE + lane, slope);
  }
}

function extend(table: usize, last: i32): void {
  const y = load<f64>(table);
  const nu = load<f64>(table, 8);
  const made = <i32>load<f64>(table, 16);
  for (let j = made; j <= last; j++) {
    const at = table + TABLE_HEAD + <usize>j * SEGMENT_BYTES;
    if (j === 0) {
      start(at, y, nu);
    } else {
      evaluate(at - SEGMENT_BYTES, STEP, ORDER);
      memory.copy(at, POINT, 32);
      memory.copy(at + COEFFICIENT_BYTES, SLOPE, 32);
    }
    expand(at, <f64>j * STEP, y, nu);
  }
  if (made <= last) store<f64>(table, <f64>(last + 1), 16);
}

// Q and its derivatives at one point, in a unit of length of its own: σ near, γ far
let qRe = 0.0;
let qIm = 0.0;
/** ∂Q/∂ζ. */
let zRe = 0.0;
let zIm = 0.0;
/** ∂Q/∂ν. */
let nRe = 0.0;
let nIm = 0.0;
/** ∂Q/∂σ. */
let sRe = 0.0;
let sIm = 0.0;

/** From a table, in units of σ. */
function nearPoint(table: usize, x: f64): void {
  const u = abs(x);
  const y = load<f64>(table);
  const nu = load<f64>(table, 8);
  const j = <i32>(u / STEP + 0.5);
  if (j >= <i32>load<f64>(table, 16)) extend(table, j);
  evaluate(table + TABLE_HEAD + <usize>j * SEGMENT_BYTES, u - <f64>j * STEP, ORDER_NEAR);
  const sign = x < 0 ? -1.0 : 1.0;
  qRe = load<f64>(POINT);
  qIm = sign * load<f64>(POINT, 8);
  nRe = load<f64>(POINT, 16);
  nIm = sign * load<f64>(POINT, 24);
  // d/dζ = −i·d/dx
  zRe = load<f64>(SLOPE, 8);
  zIm = -sign * load<f64>(SLOPE);
  // ∂Q/∂σ = −σ·∂²Q/∂ζ² as for every Gaussian broadening, I″ = zI′ + νI
  sRe = -(y * zRe - x * zIm + nu * qRe);
  sIm = -(y * zIm + x * zRe + nu * qIm);
}

/** From the asymptotic series, in units of γ: ζ = 1 + ix. */
function farPoint(x: f64, sigma: f64, nu: f64): void {
  const size = 1.0 + x * x;
  const ir = 1.0 / size;
  const ii = -x / size;
  const square = sigma * sigma;
  const sr = square * (ir * ir - ii * ii);
  const si = square * 2.0 * ir * ii;
  // P = Σ aₖsᵏ, aₖ = (−1)ᵏ(ν)₂ₖ/(2ᵏk!)
  let tr = 1.0;
  let ti = 0.0;
  let ln = 0.0;
  let pr = 1.0;
  let pi = 0.0;
  let gr = 0.0;
  let gi = 0.0;
  let vr = 0.0;
  let vi = 0.0;
  for (let k = 1; k <= FAR_TERMS; k++) {
    const a = nu + <f64>(2 * k - 2);
    const f = (-0.5 * a * (a + 1.0)) / <f64>k;
    const r = f * (tr * sr - ti * si);
    ti = f * (tr * si + ti * sr);
    tr = r;
    ln += 1.0 / a + 1.0 / (a + 1.0);
    pr += tr;
    pi += ti;
    gr += <f64>k * tr;
    gi += <f64>k * ti;
    vr += ln * tr;
    vi += ln * ti;
    if (abs(tr) + abs(ti) < 1e-18) break;
  }
  const lnSize = 0.5 * log(size);
  const angle = atan2(x, 1.0);
  const e = exp(-nu * lnSize);
  sincos(-nu * angle);
  const er = e * cosine;
  const ei = e * sine;
  qRe = er * pr - ei * pi;
  qIm = er * pi + ei * pr;
  nRe = er * vr - ei * vi - (lnSize * qRe - angle * qIm);
  nIm = er * vi + ei * vr - (lnSize * qIm + angle * qRe);
  // ∂Q/∂ζ = −(νP + 2sP′)·ζ^(−ν−1)
  const fr = -(nu * pr + 2.0 * gr);
  const fi = -(nu * pi + 2.0 * gi);
  const hr = er * fr - ei * fi;
  const hi = er * fi + ei * fr;
  zRe = hr * ir - hi * ii;
  zIm = hr * ii + hi * ir;
  // ∂Q/∂σ = 2sP′/σ·ζ^(−ν)
  const by = sigma > 0 ? 2.0 / sigma : 0.0;
  sRe = by * (er * gr - ei * gi);
  sIm = by * (er * gi + ei * gr);
}

/** Parameters: h, E, F = 2γ, α, F of the Gaussian. */
export function doniach(to: usize, partials: usize, x: usize, width: usize): void {
  const h = lineParameter(0);
  const gamma = 0.5 * lineParameter(2);
  const alpha = lineParameter(3);
  const sigma = SIGMA * lineParameter(4);
  const nu = 1.0 - alpha;
  sincos(HALF_PI * alpha);
  const cr = cosine;
  const ci = sine;
  const y = gamma / sigma;
  const table: usize = y * y < FAR ? tableOf(y, nu) : 0;
  const grow = table === 0 ? 1.0 : exp(nu * log(y));
  for (let o: usize = 0; o < width; o += 8) {
    const d = direction * (load<f64>(x + o) - lineParameter(1));
    const near = table !== 0 && d * d + gamma * gamma < FAR * sigma * sigma;
    const unit = near ? sigma : gamma;
    const size = near ? grow : 1.0;
    const lnGamma1 = near ? log(y) : 0.0;
    if (near) nearPoint(table, d / sigma);
    else farPoint(d / gamma, sigma / gamma, nu);
    const f = size * (cr * qRe - ci * qIm);
    const quarter = size * HALF_PI * (cr * qIm + ci * qRe);
    const byNu = size * (cr * nRe - ci * nIm) + quarter + lnGamma1 * f;
    const byZeta = (size * (cr * zRe - ci * zIm)) / unit;
    // ζ = γ + id
    const byD = (-size * (cr * zIm + ci * zRe)) / unit;
    const bySigma = (size * (cr * sRe - ci * sIm)) / unit;
    store<f64>(to + o, h * f);
    store<f64>(partials + o, f);
    store<f64>(partialPlane(partials, 1) + o, -direction * h * byD);
    store<f64>(partialPlane(partials, 2) + o, 0.5 * h * (byZeta + (nu / gamma) * f));
    store<f64>(partialPlane(partials, 3) + o, -h * byNu);
    store<f64>(partialPlane(partials, 4) + o, SIGMA * h * bySigma);
  }
}
