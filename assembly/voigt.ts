// The Voigt line, a Lorentzian folded with a Gaussian: A·Re w(z)/(σ√(2π)), z = (x − E + iγ)/(σ√2) (Armstrong, J. Quant. Spectrosc.
// Radiat. Transfer 7 (1967) 61), with the full widths F_G = 2√(2 ln 2)·σ and F_L = 2γ as parameters; and its split form.

import { erfcx } from "./errorfunction";
import { bindFaddeeva, faddeeva } from "./faddeeva";
import {
  direction,
  isHeight,
  lineParameter,
  normalise,
  partialPlane,
  setLineParameter,
  setSlope,
} from "./lineparameters";
import { doubles } from "./memory";
import { lorentzian } from "./pseudovoigt";

const TWO_ROOT_LN2 = 1.6651092223153954;
/** 2√(ln 2/π). */
const GAUSSIAN_HEIGHT = 0.9394372786996513;
const TWO_OVER_ROOT_PI = 1.1283791670955126;
/** Share of the Gaussian in the width that is too small to show: its square is the first thing that does. */
const NO_GAUSSIAN = 1e-9;

let z: usize = 0;
let re: usize = 0;
let im: usize = 0;
let slopeRe: usize = 0;
let slopeIm: usize = 0;

export function bindVoigt(): bool {
  const pair = <i32>((2 * PLANE) >> 3);
  z = doubles(pair);
  re = doubles(pair);
  im = doubles(pair);
  slopeRe = doubles(pair);
  slopeIm = doubles(pair);
  return slopeIm !== 0 && bindFaddeeva();
}

/** Value and derivatives over a pair of planes. Parameters: area or height, E, F_G, F_L. */
export function voigt(to: usize, partials: usize, x: usize, width: usize): void {
  const fG = lineParameter(2);
  const fL = lineParameter(3);
  const e = lineParameter(1);
  const p1 = partialPlane(partials, 1);
  const p2 = partialPlane(partials, 2);
  const p3 = partialPlane(partials, 3);
  if (fG <= NO_GAUSSIAN * fL) {
    for (let half: usize = 0; half <= PLANE; half += PLANE) pureLorentzian(to, partials, x, width, half);
    return;
  }
  const scale = TWO_ROOT_LN2 / fG;
  const y = 0.5 * fL * scale;
  const wide = faddeeva(z, re, im, slopeRe, slopeIm, x, e, scale, y, width);
  // unit: the value is amplitude·unit·Re w; ∂ ln unit/∂F_G and ∂F_L
  let unit = GAUSSIAN_HEIGHT / fG;
  let unitG = -1.0 / fG;
  let unitL = 0.0;
  if (isHeight) {
    const w = erfcx(y);
    const slope = (2.0 * y * w - TWO_OVER_ROOT_PI) / w;
    unit = 1.0 / w;
    unitG = (slope * y) / fG;
    unitL = -0.5 * slope * scale;
  }
  const a = lineParameter(0) * unit;
  const n = vsplat(unit);
  const size = vsplat(a);
  const shift = vsplat(-a * scale);
  const ofG = vsplat(a * unitG);
  const turnG = vsplat(-a / fG);
  const ofL = vsplat(a * unitL);
  const turnL = vsplat(-0.5 * a * scale);
  const yy = vsplat(y);
  const two = vsplat(2);
  const b = vsplat(TWO_OVER_ROOT_PI);
  for (let half: usize = 0; half <= PLANE; half += PLANE) {
    for (let o = half; o < half + width; o += LANE_BYTES) {
      const w = vload(re + o);
      const at = vload(z + o);
      let dr = w;
      let di = w;
      if (wide) {
        dr = vload(slopeRe + o);
        di = vload(slopeIm + o);
      } else {
        const wi = vload(im + o);
        dr = vmul(two, vsub(vmul(yy, wi), vmul(at, w)));
        di = vsub(b, vmul(two, vadd(vmul(at, wi), vmul(yy, w))));
      }
      vstore(to + o, vmul(size, w));
      vstore(partials + o, vmul(n, w));
      vstore(p1 + o, vmul(shift, dr));
      vstore(p2 + o, vadd(vmul(ofG, w), vmul(turnG, vsub(vmul(at, dr), vmul(yy, di)))));
      vstore(p3 + o, vadd(vmul(ofL, w), vmul(turnL, di)));
    }
  }
}

/** Without a Gaussian: the derivative with respect to its width is 0. */
function pureLorentzian(to: usize, partials: usize, x: usize, width: usize, half: usize): void {
  const p = partials + half;
  const p2 = partialPlane(p, 2);
  withLorentzianWidth(to + half, p, x + half, width);
  memory.copy(partialPlane(p, 3), p2, width);
  memory.fill(p2, 0, width);
}

function withLorentzianWidth(to: usize, partials: usize, x: usize, width: usize): void {
  const fG = lineParameter(2);
  setLineParameter(2, lineParameter(3));
  lorentzian(to, partials, x, width);
  setLineParameter(2, fG);
}

/** Where the other half's points are put: far out, where they cost least. */
const ELSEWHERE = 1e12;

/**
 * Split Voigt line: below E (above it when mirrored) F_G1 and F_L1 hold, above F_G2 and F_L2; both halves have the same height.
 * Parameters: area or height, E, F_G1, F_L1, F_G2, F_L2.
 */
export function splitVoigt(to: usize, partials: usize, x: usize, width: usize): void {
  for (let p = 2; p <= 5; p++) memory.fill(partialPlane(partials, p), 0, 2 * PLANE);
  const area = areaOf(2) + areaOf(4);
  for (let side = 2; side <= 4; side += 2) halfVoigt(to, partials, x, width, side, area);
  setSlope(1, 0);
  const n = isHeight ? 1.0 : 2.0 / area;
  normalise(to, partials, 5, n, width);
  normalise(to + PLANE, partials + PLANE, 5, n, width);
}

/** Area of the whole Voigt line of height 1 whose widths are parameters `side` and `side + 1`. */
function areaOf(side: i32): f64 {
  const fG = lineParameter(side);
  return fG / (GAUSSIAN_HEIGHT * erfcx((0.5 * TWO_ROOT_LN2 * lineParameter(side + 1)) / fG));
}

function halfVoigt(to: usize, partials: usize, x: usize, width: usize, side: i32, area: f64): void {
  const fG = lineParameter(side);
  const scale = TWO_ROOT_LN2 / fG;
  const y = 0.5 * lineParameter(side + 1) * scale;
  const e = lineParameter(1);
  const upper = side === 4;
  for (let half: usize = 0; half <= PLANE; half += PLANE) {
    for (let o = half; o < half + width; o += 8) {
      const d = direction * (load<f64>(x + o) - e);
      store<f64>(z + o, d > 0 === upper ? d * scale : ELSEWHERE);
    }
  }
  // The other half's points make the planes wide
  faddeeva(z, re, im, slopeRe, slopeIm, z, 0, 1, y, width);
  const height = erfcx(y);
  const slope = (2.0 * y * height - TWO_OVER_ROOT_PI) / height;
  const n = 1.0 / height;
  const p1 = partialPlane(partials, 1);
  const pG = partialPlane(partials, side);
  const pL = partialPlane(partials, side + 1);
  for (let half: usize = 0; half <= PLANE; half += PLANE) {
    for (let o = half; o < half + width; o += 8) {
      const at = load<f64>(z + o);
      if (at === ELSEWHERE) continue;
      const w = n * load<f64>(re + o);
      const dr = n * load<f64>(slopeRe + o);
      const di = n * load<f64>(slopeIm + o);
      store<f64>(to + o, w);
      store<f64>(p1 + o, -direction * scale * dr);
      store<f64>(pG + o, (slope * y * w - at * dr + y * di) / fG);
      store<f64>(pL + o, -0.5 * scale * (slope * w + di));
    }
  }
  const share = areaOf(side) / area;
  setSlope(side, (-share * (1.0 + slope * y)) / fG);
  setSlope(side + 1, 0.5 * share * slope * scale);
}
