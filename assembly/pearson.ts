// The Pearson VII line and its split form: S = (1 + (2^(1/m) − 1)·t²)^(−m), t = 2(x − E)/F (Hall et al., J. Appl. Cryst. 10 (1977)
// 66). Lorentzian at m = 1, Gaussian as m → ∞; Moffat's line and Student's t are the same in other parameters.

import { log } from "./elementary";
import { exp } from "./exponential";
import { log1p } from "./functions";
import { digamma, lnGamma } from "./gammafunction";
import { direction, isHeight, lineParameter, normalise, partialPlane, setSlope } from "./lineparameters";

const LN2 = 0.6931471805599453;
const LN_PI = 1.1447298858494002;

/** 2^(1/m) − 1 and its derivative in m. */
let spread = 0.0;
let spreadSlope = 0.0;

function spreadOf(m: f64): void {
  // Without loss where m is large
  const v = LN2 / m;
  let term = v;
  spread = v;
  if (v < 0.5) {
    for (let k = 2; k < 20; k++) {
      term *= v / <f64>k;
      spread += term;
    }
  } else {
    spread = exp(v) - 1.0;
  }
  spreadSlope = (-v * (spread + 1.0)) / m;
}

/** ln of the area of height and full width 1; its derivative in m. Infinite at m ≤ ½. */
let areaSlope = 0.0;

function area(m: f64): f64 {
  if (m <= 0.5) return Infinity;
  spreadOf(m);
  areaSlope = (-0.5 * spreadSlope) / spread + digamma(m - 0.5) - digamma(m);
  return 0.5 * exp(0.5 * (LN_PI - log(spread)) + lnGamma(m - 0.5) - lnGamma(m));
}

/**
 * Parameters: area or height, E, F, m; when `split` area or height, E, F₁, F₂, m₁, m₂, those with 1 below E (above it when mirrored).
 */
export function pearson(to: usize, partials: usize, x: usize, width: usize, split: boolean): void {
  const count = split ? 5 : 3;
  for (let k = 2; k <= count; k++) memory.fill(partialPlane(partials, k), 0, width);
  const e = lineParameter(1);
  const ofM = split ? 4 : 3;
  spreadOf(lineParameter(ofM));
  const c1 = spread;
  const slope1 = spreadSlope;
  if (split) spreadOf(lineParameter(5));
  for (let o: usize = 0; o < width; o += 8) {
    const d = direction * (load<f64>(x + o) - e);
    const k = split && d > 0 ? 1 : 0;
    const f = lineParameter(2 + k);
    const m = lineParameter(ofM + k);
    const c = k === 0 ? c1 : spread;
    const dc = k === 0 ? slope1 : spreadSlope;
    const t = (2.0 * d) / f;
    const u = c * t * t;
    const ln = log1p(u);
    const s = exp(-m * ln);
    const part = s / (1.0 + u);
    // −∂S/∂d
    const fall = (4.0 * m * part * c * t) / f;
    store<f64>(to + o, s);
    store<f64>(partialPlane(partials, 1) + o, direction * fall);
    store<f64>(partialPlane(partials, 2 + k) + o, (fall * d) / f);
    store<f64>(partialPlane(partials, ofM + k) + o, -s * ln - m * part * t * t * dc);
  }
  let n = 1.0;
  if (!isHeight) {
    setSlope(1, 0);
    if (split) {
      const a1 = area(lineParameter(4));
      const d1 = areaSlope;
      const a2 = area(lineParameter(5));
      const d2 = areaSlope;
      const f1 = lineParameter(2);
      const f2 = lineParameter(3);
      n = 2.0 / (f1 * a1 + f2 * a2);
      setSlope(2, -0.5 * n * a1);
      setSlope(3, -0.5 * n * a2);
      setSlope(4, -0.5 * n * f1 * a1 * d1);
      setSlope(5, -0.5 * n * f2 * a2 * d2);
    } else {
      n = 1.0 / (lineParameter(2) * area(lineParameter(3)));
      setSlope(2, -1.0 / lineParameter(2));
      setSlope(3, -areaSlope);
    }
  }
  normalise(to, partials, count, n, width);
}
