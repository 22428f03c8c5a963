// Havriliak–Negami arcs, Z = R/(1 + (jωτ)ᵖ)^(q/p), and the distribution of relaxation times of each (closed form: Zorn, J. Polym.
// Sci. B 37 (1999) 1043). p and q are the slopes of ln γ towards long and short τ: p = q = n is the ZARC, R parallel to a CPE.

import { atan2, cosine, log, sincos, sine } from "./elementary";
import { exp } from "./exponential";

/** Distributions are drawn no steeper than this: a sharper one is narrower than the grid of ln τ, an RC element's has no width at all. */
const STEEPEST_DRAWN = 0.93;
const HALF_PI = 1.5707963267948966;

/** Z of the arc and its derivatives with respect to ln R, ln τ, and the shapes u, v of p and q. */
export let zRe = 0.0;
export let zIm = 0.0;
export let byTauRe = 0.0;
export let byTauIm = 0.0;
export let byPRe = 0.0;
export let byPIm = 0.0;
export let byQRe = 0.0;
export let byQIm = 0.0;

/** Slope from its shape: 1/(1 + e⁻ᵘ). */
export function slopeOf(u: f64): f64 {
  return 1.0 / (1.0 + exp(-u));
}

export function shapeOf(slope: f64): f64 {
  const s = min(max(slope, 0.2), 0.95);
  return log(s / (1.0 - s));
}

let gain = 0.0;
let lnPlace = 0.0;
let far = 0.0;
let near = 0.0;
let phaseRe = 0.0;
let phaseIm = 0.0;

/** Takes an arc for `arcAt` and `zarcAt`. */
export function enterArc(lnR: f64, lnTau: f64, u: f64, v: f64): void {
  gain = lnR;
  lnPlace = lnTau;
  far = slopeOf(u);
  near = slopeOf(v);
  sincos(far * HALF_PI);
  phaseRe = cosine;
  phaseIm = sine;
}

/** Sets the impedance of the arc at ln ω and its derivatives. */
export function arcAt(lnOmega: f64): void {
  const p = far;
  const q = near;
  const beta = q / p;
  const lnS = lnOmega + lnPlace;
  // y = (jωτ)ᵖ; ln(1 + y) and y/(1 + y) stay finite at both ends
  const size = exp(-p * abs(lnS));
  // For |y| > 1 both are taken from 1/y
  const aRe = 1.0 + size * phaseRe;
  const aIm = size * phaseIm;
  const norm = aRe * aRe + aIm * aIm;
  let logRe = 0.5 * log(norm);
  let logIm = atan2(aIm, aRe);
  let shareRe: f64;
  let shareIm: f64;
  if (lnS > 0) {
    // 1/(1 + 1/y) with 1/y = size·e^(−jpπ/2)
    shareRe = aRe / norm;
    shareIm = aIm / norm;
    logRe += p * lnS;
    logIm = p * HALF_PI - logIm;
  } else {
    shareRe = (size * phaseRe * aRe + size * phaseIm * aIm) / norm;
    shareIm = (size * phaseIm * aRe - size * phaseRe * aIm) / norm;
  }
  const radius = exp(gain - beta * logRe);
  sincos(-beta * logIm);
  zRe = radius * cosine;
  zIm = radius * sine;
  byTauRe = -q * (zRe * shareRe - zIm * shareIm);
  byTauIm = -q * (zRe * shareIm + zIm * shareRe);
  // ∂/∂p at constant q, with ln(jωτ) = lnS + jπ/2
  const rise = p * (1.0 - p);
  const fRe = (beta / p) * logRe - beta * (shareRe * lnS - shareIm * HALF_PI);
  const fIm = (beta / p) * logIm - beta * (shareRe * HALF_PI + shareIm * lnS);
  byPRe = rise * (zRe * fRe - zIm * fIm);
  byPIm = rise * (zRe * fIm + zIm * fRe);
  const fall = (q * (1.0 - q)) / p;
  byQRe = -fall * (zRe * logRe - zIm * logIm);
  byQIm = -fall * (zRe * logIm + zIm * logRe);
}

/** The same for an arc whose slopes are one, `size` being its resistance; `byP` is the derivative with respect to the shape of both. */
export function zarcAt(lnOmega: f64, size: f64): void {
  const n = far;
  const lnS = lnOmega + lnPlace;
  const t = exp(-n * abs(lnS));
  // 1/(1 + y) and y/(1 + y), y = (jωτ)ⁿ, each from the smaller of y and 1/y
  const aRe = 1.0 + t * phaseRe;
  const aIm = lnS > 0 ? -t * phaseIm : t * phaseIm;
  const inverse = 1.0 / (aRe * aRe + aIm * aIm);
  const oneRe = aRe * inverse;
  const oneIm = -aIm * inverse;
  const shareRe = lnS > 0 ? oneRe : 1.0 - oneRe;
  const shareIm = lnS > 0 ? oneIm : -oneIm;
  zRe = size * (1.0 - shareRe);
  zIm = -size * shareIm;
  if (lnS > 0) {
    // 1 − share would lose what is left of it
    const yRe = t * phaseRe;
    const yIm = -t * phaseIm;
    zRe = size * (yRe * oneRe - yIm * oneIm);
    zIm = size * (yRe * oneIm + yIm * oneRe);
  }
  const re = zRe * shareRe - zIm * shareIm;
  const im = zRe * shareIm + zIm * shareRe;
  byTauRe = -n * re;
  byTauIm = -n * im;
  const rise = n * (1.0 - n);
  byPRe = -rise * (re * lnS - im * HALF_PI);
  byPIm = -rise * (re * HALF_PI + im * lnS);
}

/** γ of the arc at x = ln τ; an arc that is too sharp is drawn wider, with the same area at the same place. */
export function arcDistribution(x: f64, lnR: f64, lnTau: f64, u: f64, v: f64): f64 {
  const p = min(slopeOf(u), STEEPEST_DRAWN);
  const q = min(slopeOf(v), STEEPEST_DRAWN);
  const d = p * (x - lnTau);
  sincos(p * 3.141592653589793);
  const c = cosine;
  const s = sine;
  const t = exp(-abs(d));
  const norm = 1.0 + 2.0 * t * c + t * t;
  // The angle of y + e^(jpπ), and |y + e^(jpπ)|² over its larger part
  const angle = d > 0 ? atan2(t * s, 1.0 + t * c) : atan2(s, t + c);
  const beta = q / p;
  sincos(beta * angle);
  return exp(lnR + beta * (min(d, 0.0) - 0.5 * log(norm))) * sine * 0.3183098861837907;
}
