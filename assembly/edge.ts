// Edges: the Fermi edge folded with a Gaussian, and steps of erf and arctangent. The high side is at high x, at low x when mirrored.

import { atan2 } from "./elementary";
import { erfc } from "./errorfunction";
import { exp } from "./exponential";
import { direction, lineParameter, normalise, partialPlane } from "./lineparameters";

const SIGMA = 0.42466090014400953;
const ROOT_HALF = 0.7071067811865476;
const ONE_OVER_ROOT_TWO_PI = 0.3989422804014327;
const ONE_OVER_PI = 0.3183098861837907;

/** Half the window of the Gaussian, in σ. */
const WINDOW = 8.5;
/** Ratio σ/kT up to which the Fermi function is taken at the nodes of the Gaussian. */
const MOST_RATIO = 40.0;

/** Sum of the Fermi edge at d; its derivatives in d, σ and kT. */
let sum = 0.0;
let byD = 0.0;
let bySigma = 0.0;
let byT = 0.0;

function addFermi(d: f64, kT: f64, u: f64, weight: f64): void {
  const r = (d - u) / kT;
  const e = exp(-abs(r));
  const high = 1.0 / (1.0 + e);
  const slope = (weight * e * high * high) / kT;
  sum += weight * (r < 0 ? e * high : high);
  byD += slope;
  byT -= slope * r;
  bySigma -= slope * u;
}

/** The trapezoidal rule over the Gaussian: its error is exp(−2π²kT/step), below 1e-15. */
function overGaussian(d: f64, sigma: f64, kT: f64): void {
  const step = min(0.7, (0.55 * kT) / sigma);
  const nodes = <i32>ceil(WINDOW / step);
  const scale = step * ONE_OVER_ROOT_TWO_PI;
  for (let k = -nodes; k <= nodes; k++) {
    const v = step * <f64>k;
    addFermi(d, kT, sigma * v, scale * exp(-0.5 * v * v));
  }
  bySigma /= sigma;
}

/** The trapezoidal rule over the derivative of the Fermi function, for a Gaussian that is much wider. */
function overFermi(d: f64, sigma: f64, kT: f64): void {
  const step = 0.5;
  for (let k = -76; k <= 76; k++) {
    const v = step * <f64>k;
    const e = exp(-abs(v));
    const weight = (step * e) / ((1.0 + e) * (1.0 + e));
    const r = (d - kT * v) / sigma;
    const slope = (weight * ONE_OVER_ROOT_TWO_PI * exp(-0.5 * r * r)) / sigma;
    sum += weight * 0.5 * erfc(-r * ROOT_HALF);
    byD += slope;
    byT -= slope * v;
    bySigma -= slope * r;
  }
}

/** Parameters: height, E, kT, F of the Gaussian. The edge is 1/(1 + exp(−(x − E)/kT)). */
export function fermi(to: usize, partials: usize, x: usize, width: usize): void {
  const kT = lineParameter(2);
  const sigma = SIGMA * lineParameter(3);
  for (let o: usize = 0; o < width; o += 8) {
    const d = direction * (load<f64>(x + o) - lineParameter(1));
    sum = 0;
    byD = 0;
    bySigma = 0;
    byT = 0;
    if (sigma <= 0) addFermi(d, kT, 0, 1);
    else if (sigma <= MOST_RATIO * kT) overGaussian(d, sigma, kT);
    else overFermi(d, sigma, kT);
    store<f64>(to + o, sum);
    store<f64>(partialPlane(partials, 1) + o, -direction * byD);
    store<f64>(partialPlane(partials, 2) + o, byT);
    store<f64>(partialPlane(partials, 3) + o, SIGMA * bySigma);
  }
  normalise(to, partials, 3, 1, width);
}

/** Parameters: height, E, F: the full width at half maximum of the derivative, a Gaussian (erf) or a Lorentzian (arctangent). */
export function step(to: usize, partials: usize, x: usize, width: usize, arctangent: boolean): void {
  const f = lineParameter(2);
  const scale = arctangent ? 2.0 / f : 1.0 / (SIGMA * f);
  for (let o: usize = 0; o < width; o += 8) {
    const r = direction * (load<f64>(x + o) - lineParameter(1)) * scale;
    const s = arctangent ? 0.5 + ONE_OVER_PI * atan2(r, 1.0) : 0.5 * erfc(-r * ROOT_HALF);
    const slope = arctangent ? ONE_OVER_PI / (1.0 + r * r) : ONE_OVER_ROOT_TWO_PI * exp(-0.5 * r * r);
    store<f64>(to + o, s);
    store<f64>(partialPlane(partials, 1) + o, -direction * slope * scale);
    store<f64>(partialPlane(partials, 2) + o, (-slope * r) / f);
  }
  normalise(to, partials, 2, 1, width);
}
