// Gaussian, Lorentzian and their sum, the pseudo-Voigt line, with t = (x − E)/F: g = exp(−4 ln 2·t²), q = 1/(1 + 4t²).
// Area form: A/F·[(1 − η)·√(4 ln 2/π)·g + η·(2/π)·q]; height form: h·[(1 − η)·g + η·q]. F is the full width at half maximum of
// both parts (Wertheim et al., Rev. Sci. Instrum. 45 (1974) 1369). The value and all derivatives take one exponential and one
// division per point.

import { exponentials, FAINT } from "./exponential";
import { direction, isHeight, lineParameter, normalise, partialPlane, setSlope } from "./lineparameters";

/** 4 ln 2. */
export const FOUR_LN2 = 2.772588722239781;
/** √(4 ln 2/π): the height of a Gaussian of area 1 and full width 1. */
const GAUSSIAN_HEIGHT = 0.9394372786996513;
/** 2/π: that of a Lorentzian. */
const LORENTZIAN_HEIGHT = 0.6366197723675814;

/** Room for one plane: exponents, then exponentials. */
const DECAY: usize = memory.data(1280, 16);

/** exp(−4 ln 2·(x − e)²·rate²) over one plane to DECAY. */
function decay(x: usize, width: usize, e: f64, rate: f64): void {
  const centre = vsplat(e);
  const steep = vsplat(-FOUR_LN2 * rate * rate);
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    const d = vsub(vload(x + o), centre);
    vstore(DECAY + o, vmul(steep, vmul(d, d)));
  }
  exponentials(DECAY, DECAY, width, FAINT);
}

export function gaussian(to: usize, partials: usize, x: usize, width: usize): void {
  const inverse = 1.0 / lineParameter(2);
  const unit = isHeight ? 1.0 : GAUSSIAN_HEIGHT * inverse;
  const e = vsplat(lineParameter(1));
  const iF = vsplat(inverse);
  const u = vsplat(unit);
  const a = vsplat(lineParameter(0) * unit);
  const slope = vsplat(2.0 * FOUR_LN2 * inverse);
  const spread = vsplat(isHeight ? 0 : inverse);
  const p1 = partialPlane(partials, 1);
  const p2 = partialPlane(partials, 2);
  decay(x, width, lineParameter(1), inverse);
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    const t = vmul(vsub(vload(x + o), e), iF);
    const g = vload(DECAY + o);
    const value = vmul(a, g);
    const shift = vmul(vmul(slope, t), value);
    vstore(to + o, value);
    vstore(partials + o, vmul(u, g));
    vstore(p1 + o, shift);
    vstore(p2 + o, vsub(vmul(t, shift), vmul(spread, value)));
  }
}

export function lorentzian(to: usize, partials: usize, x: usize, width: usize): void {
  const inverse = 1.0 / lineParameter(2);
  const unit = isHeight ? 1.0 : LORENTZIAN_HEIGHT * inverse;
  const e = vsplat(lineParameter(1));
  const iF = vsplat(inverse);
  const u = vsplat(unit);
  const a = vsplat(lineParameter(0) * unit);
  const one = vsplat(1);
  const four = vsplat(4);
  const slope = vsplat(8.0 * inverse);
  const spread = vsplat(isHeight ? 0 : inverse);
  const p1 = partialPlane(partials, 1);
  const p2 = partialPlane(partials, 2);
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    const t = vmul(vsub(vload(x + o), e), iF);
    const q = vdiv(one, vadd(one, vmul(four, vmul(t, t))));
    const value = vmul(a, q);
    const shift = vmul(vmul(slope, t), vmul(value, q));
    vstore(to + o, value);
    vstore(partials + o, vmul(u, q));
    vstore(p1 + o, shift);
    vstore(p2 + o, vsub(vmul(t, shift), vmul(spread, value)));
  }
}

/** Parameters: area or height, E, F, η. */
export function pseudoVoigt(to: usize, partials: usize, x: usize, width: usize): void {
  const inverse = 1.0 / lineParameter(2);
  const eta = lineParameter(3);
  const ofGaussian = isHeight ? 1.0 : GAUSSIAN_HEIGHT * inverse;
  const ofLorentzian = isHeight ? 1.0 : LORENTZIAN_HEIGHT * inverse;
  const e = vsplat(lineParameter(1));
  const iF = vsplat(inverse);
  const a = vsplat(lineParameter(0));
  const slope = vsplat(2.0 * lineParameter(0) * inverse);
  const sizeG = vsplat((1.0 - eta) * ofGaussian);
  const sizeL = vsplat(eta * ofLorentzian);
  const mixG = vsplat(lineParameter(0) * ofGaussian);
  const mixL = vsplat(lineParameter(0) * ofLorentzian);
  const one = vsplat(1);
  const four = vsplat(4);
  const steep = vsplat(FOUR_LN2);
  const spread = vsplat(isHeight ? 0 : inverse);
  const p1 = partialPlane(partials, 1);
  const p2 = partialPlane(partials, 2);
  const p3 = partialPlane(partials, 3);
  decay(x, width, lineParameter(1), inverse);
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    const t = vmul(vsub(vload(x + o), e), iF);
    const t2 = vmul(t, t);
    const g = vload(DECAY + o);
    const q = vdiv(one, vadd(one, vmul(four, t2)));
    const partG = vmul(sizeG, g);
    const partL = vmul(sizeL, q);
    const s = vadd(partG, partL);
    const value = vmul(a, s);
    const shift = vmul(vmul(slope, t), vadd(vmul(steep, partG), vmul(four, vmul(partL, q))));
    vstore(to + o, value);
    vstore(partials + o, s);
    vstore(p1 + o, shift);
    vstore(p2 + o, vsub(vmul(t, shift), vmul(spread, value)));
    vstore(p3 + o, vsub(vmul(mixL, q), vmul(mixG, g)));
  }
}

/** Area of a line of height and full width 1. */
function areaOf(eta: f64): f64 {
  return (1.0 - eta) / GAUSSIAN_HEIGHT + eta / LORENTZIAN_HEIGHT;
}

/**
 * Split forms: below E (above it when mirrored) F₁ and η₁ hold, above F₂ and η₂; both halves have the same height.
 * Parameters: area or height, E, F₁, F₂ and, when `mixed`, η₁, η₂; else η is the given one on both sides and has no derivative.
 */
export function splitPseudoVoigt(
  to: usize,
  partials: usize,
  x: usize,
  width: usize,
  mixed: boolean,
  eta: f64,
): void {
  const f1 = lineParameter(2);
  const f2 = lineParameter(3);
  const eta1 = mixed ? lineParameter(4) : eta;
  const eta2 = mixed ? lineParameter(5) : eta;
  const d = vsplat(direction);
  const e = vsplat(direction * lineParameter(1));
  const i1 = vsplat(1.0 / f1);
  const i2 = vsplat(1.0 / f2);
  const zero = vsplat(0);
  const least = vsplat(1e-300);
  const one = vsplat(1);
  const two = vsplat(2);
  const four = vsplat(4);
  const steep = vsplat(FOUR_LN2);
  const low = vsplat(eta1);
  const step = vsplat(eta2 - eta1);
  const p1 = partialPlane(partials, 1);
  const p2 = partialPlane(partials, 2);
  const p3 = partialPlane(partials, 3);
  const p4 = partialPlane(partials, 4);
  const p5 = partialPlane(partials, 5);
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    const distance = vsub(vmul(d, vload(x + o)), e);
    const t = vadd(vmul(vmin(distance, zero), i1), vmul(vmax(distance, zero), i2));
    vstore(DECAY + o, vneg(vmul(steep, vmul(t, t))));
  }
  exponentials(DECAY, DECAY, width, FAINT);
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    const distance = vsub(vmul(d, vload(x + o)), e);
    const above = vmax(distance, zero);
    const t1 = vmul(vmin(distance, zero), i1);
    const t2 = vmul(above, i2);
    const side = vdiv(above, vmax(vabs(distance), least));
    const t = vadd(t1, t2);
    const square = vmul(t, t);
    const g = vload(DECAY + o);
    const q = vdiv(one, vadd(one, vmul(four, square)));
    const f = vadd(low, vmul(step, side));
    const partG = vmul(vsub(one, f), g);
    const partL = vmul(f, q);
    const fall = vmul(vmul(two, t), vadd(vmul(steep, partG), vmul(four, vmul(partL, q))));
    vstore(to + o, vadd(partG, partL));
    vstore(p1 + o, vmul(vmul(fall, d), vadd(i1, vmul(vsub(i2, i1), side))));
    vstore(p2 + o, vmul(fall, vmul(t1, i1)));
    vstore(p3 + o, vmul(fall, vmul(t2, i2)));
    if (mixed) {
      const mix = vsub(q, g);
      vstore(p4 + o, vmul(mix, vsub(one, side)));
      vstore(p5 + o, vmul(mix, side));
    }
  }
  const n = isHeight ? 1.0 : 2.0 / (f1 * areaOf(eta1) + f2 * areaOf(eta2));
  const perEta = 0.5 * n * (1.0 / LORENTZIAN_HEIGHT - 1.0 / GAUSSIAN_HEIGHT);
  setSlope(1, 0);
  setSlope(2, -0.5 * n * areaOf(eta1));
  setSlope(3, -0.5 * n * areaOf(eta2));
  setSlope(4, -f1 * perEta);
  setSlope(5, -f2 * perEta);
  normalise(to, partials, mixed ? 5 : 3, n, width);
}
