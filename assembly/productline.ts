// The product of a Gaussian and a Lorentzian, GL(m), and the same with an exponential tail, GL(m)T(k), with t = (x − E)/F:
// S = exp(−4 ln 2·(1 − m)·t²)/(1 + 4m·t²), and on the side of the tail S + (1 − S)·exp(−k·t) (CasaXPS manual; m is its m/100).

import { erfcx } from "./errorfunction";
import { exponentials, FAINT } from "./exponential";
import { direction, isHeight, lineParameter, normalise, partialPlane, setSlope } from "./lineparameters";
import { FOUR_LN2 } from "./pseudovoigt";

const LN2 = 0.6931471805599453;
const ROOT_PI = 1.7724538509055159;

/** Room for two planes: exponents, then exponentials, of the line and of its tail. */
const DECAY: usize = memory.data(1280, 16);
const TAIL: usize = memory.data(1280, 16);

/** Q and its slope in v, Q(v) = √π·u·erfcx(u), u = 1/√v. */
let scaled = 0.0;
let scaledSlope = 0.0;

function scaledErfc(v: f64): void {
  if (v < 0.02) {
    // Asymptotic: Σ (−1)ᵏ(2k−1)!!/2ᵏ·vᵏ
    let term = 1.0;
    let q = 1.0;
    let dq = 0.0;
    for (let k = 1; k <= 20; k++) {
      const factor = -0.5 * <f64>(2 * k - 1);
      dq += <f64>k * term * factor;
      term *= factor * v;
      q += term;
    }
    scaled = q;
    scaledSlope = dq;
    return;
  }
  const u = 1.0 / sqrt(v);
  const w = erfcx(u);
  scaled = ROOT_PI * u * w;
  // dQ/du = √π·(w + u·(2u·w − 2/√π)), du/dv = −u³/2
  scaledSlope = -0.5 * u * u * u * (ROOT_PI * (w + 2.0 * u * u * w) - 2.0 * u);
}

/**
 * Parameters: area or height, E, F, m and, with a tail, k. The area of height 1 is, in closed form (Abramowitz and Stegun 7.4.11),
 * F·π/(2√m)·erfcx(√(ln 2·(1 − m)/m)); with a tail it has none, so that the amplitude is a height.
 */
export function productLine(to: usize, partials: usize, x: usize, width: usize, tailed: boolean): void {
  const f = lineParameter(2);
  const m = lineParameter(3);
  const d = vsplat(direction);
  const e = vsplat(direction * lineParameter(1));
  const iF = vsplat(1.0 / f);
  const zero = vsplat(0);
  const one = vsplat(1);
  const two = vsplat(2);
  const four = vsplat(4);
  const least = vsplat(1e-300);
  const fourM = vsplat(4.0 * m);
  const steep = vsplat(FOUR_LN2 * (1.0 - m));
  const whole = vsplat(FOUR_LN2);
  const decay = vsplat(tailed ? lineParameter(4) : 0);
  const p1 = partialPlane(partials, 1);
  const p2 = partialPlane(partials, 2);
  const p3 = partialPlane(partials, 3);
  const p4 = partialPlane(partials, 4);
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    const t = vmul(vsub(vmul(d, vload(x + o)), e), iF);
    vstore(DECAY + o, vneg(vmul(steep, vmul(t, t))));
    if (tailed) vstore(TAIL + o, vneg(vmul(decay, vmax(t, zero))));
  }
  exponentials(DECAY, DECAY, width, FAINT);
  if (tailed) exponentials(TAIL, TAIL, width, FAINT);
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    const t = vmul(vsub(vmul(d, vload(x + o)), e), iF);
    const square = vmul(t, t);
    const q = vdiv(one, vadd(one, vmul(fourM, square)));
    let s = vmul(q, vload(DECAY + o));
    let fall = vmul(vmul(two, t), vmul(s, vadd(steep, vmul(fourM, q))));
    let mix = vmul(vmul(s, square), vsub(whole, vmul(four, q)));
    if (tailed) {
      const above = vmax(t, zero);
      const side = vdiv(above, vmax(vabs(t), least));
      const tail = vmul(side, vload(TAIL + o));
      const rest = vmul(tail, vsub(one, s));
      const keep = vsub(one, tail);
      fall = vadd(vmul(fall, keep), vmul(decay, rest));
      mix = vmul(mix, keep);
      s = vadd(s, rest);
      vstore(p4 + o, vneg(vmul(above, rest)));
    }
    const shift = vmul(fall, iF);
    vstore(to + o, s);
    vstore(p1 + o, vmul(d, shift));
    vstore(p2 + o, vmul(t, shift));
    vstore(p3 + o, mix);
  }
  let n = 1.0;
  if (!isHeight) {
    // At m = 1 the slope of the area is infinite: the first trace of the Gaussian cuts the tails off
    const rest = max(1.0 - m, 1e-12);
    scaledErfc(m / (LN2 * rest));
    // area = F·√π/2·Q(v)/√(ln 2·(1 − m)), v = m/(ln 2·(1 − m))
    n = (2.0 * sqrt(LN2 * rest)) / (f * ROOT_PI * scaled);
    setSlope(1, 0);
    setSlope(2, -1.0 / f);
    setSlope(3, -(scaledSlope / (scaled * LN2 * rest * rest) + 0.5 / rest));
  }
  normalise(to, partials, tailed ? 4 : 3, n, width);
}
