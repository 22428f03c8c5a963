// Asymmetric Lorentzians folded with a Gaussian: LA(α, β, m) and, with damped tails, LF(α, β, w, m) (the names are CasaXPS's).
// Unfolded, with d = x − E: S = (1 + (d/H)²)^(−α) at d > 0 and (1 + (d/H)²)^(−β) at d < 0; LF has a factor exp(−(d/(wF))²) more.
// H = F/(√(2^(1/α) − 1) + √(2^(1/β) − 1)) makes F the full width at half maximum of the unfolded LA.
// The kink at d = 0 would ruin a Gauss–Hermite rule: near it each half is integrated by Gauss–Legendre panels whose nodes are the
// same for all points; farther than 7.5 σ from it 12 Gauss–Hermite nodes serve, farther than 20 σ 6. The error is below 1e-11 of the height for
// Gaussians up to 30 times wider than the line.

import { log } from "./elementary";
import { exp, exponentials, FAINT } from "./exponential";
import { log1p } from "./functions";
import { digamma, lnGamma } from "./gammafunction";
import { direction, isHeight, lineParameter, normalise, partialPlane, setSlope } from "./lineparameters";
import { doubles } from "./memory";

const SIGMA = 0.42466090014400953;
const LN2 = 0.6931471805599453;
const LN_PI = 1.1447298858494002;
const ONE_OVER_ROOT_TWO_PI = 0.3989422804014327;
/** Distance from the kink, in σ, where the panels end to be needed, and half the width of the window of a point. */
const NEAR = 7.5;
const WINDOW = 8.5;

/** Gauss–Legendre nodes and weights on [0, 1]. */
const PANEL12: usize = memory.data<f64>([
  0.009219682876640378, 0.023587668193255706, 0.0479413718147626, 0.05346966299765953, 0.11504866290284765,
  0.08003916427167321, 0.20634102285669126, 0.10158371336153287, 0.31608425050090994, 0.1167462682691773,
  0.43738329574426554, 0.12457352290670134, 0.5626167042557344, 0.12457352290670134, 0.6839157494990901,
  0.1167462682691773, 0.7936589771433087, 0.10158371336153287, 0.8849513370971523, 0.08003916427167321,
  0.9520586281852375, 0.05346966299765953, 0.9907803171233596, 0.023587668193255706,
]);
const PANEL20: usize = memory.data<f64>([
  0.003435700407452502, 0.008807003569575447, 0.018014036361043095, 0.020300714900193223, 0.04388278587433703,
  0.031336024167054395, 0.08044151408889061, 0.04163837078835236, 0.1268340467699246, 0.05096505990862035,
  0.1819731596367425, 0.0590972659807593, 0.24456649902458644, 0.06584431922458844, 0.3131469556422902,
  0.0710480546591912, 0.38610707442917747, 0.07458649323630212, 0.46173673943325133, 0.07637669356536314,
  0.5382632605667487, 0.07637669356536314, 0.6138929255708225, 0.07458649323630212, 0.6868530443577098,
  0.0710480546591912, 0.7554335009754136, 0.06584431922458844, 0.8180268403632576, 0.0590972659807593,
  0.8731659532300754, 0.05096505990862035, 0.9195584859111094, 0.04163837078835236, 0.956117214125663,
  0.031336024167054395, 0.981985963638957, 0.020300714900193223, 0.9965642995925474, 0.008807003569575447,
]);
/** Gauss–Hermite nodes and weights of the normal distribution. */
const HERMITE12: usize = memory.data<f64>([
  -5.500901704467748, 1.4999271676371695e-7, -4.2718258479322815, 4.8371849225906334e-5, -3.2237098287700974,
  0.002203380687533198, -2.2594644510007993, 0.02911668791236418, -1.340375197151617, 0.14696704804532998,
  -0.444403001944139, 0.32166436151283, 0.444403001944139, 0.32166436151283, 1.340375197151617,
  0.14696704804532998, 2.2594644510007993, 0.02911668791236418, 3.2237098287700974, 0.002203380687533198,
  4.2718258479322815, 4.8371849225906334e-5, 5.500901704467748, 1.4999271676371695e-7,
]);
const HERMITE6: usize = memory.data<f64>([
  -3.3242574335521193, 0.002555784402056241, -1.8891758777537109, 0.08861574604191444, -0.6167065901925942,
  0.4088284695560292, 0.6167065901925942, 0.4088284695560292, 1.8891758777537109, 0.08861574604191444,
  3.3242574335521193, 0.002555784402056241,
]);
/** Distance from the kink, in σ, beyond which 6 nodes do. */
const REMOTE = 20.0;

/** Ends of the panels in σ; the first has 20 nodes, the others 12. */
const PANELS = 5;
const ENDS: usize = memory.data<f64>([0.0, 2.0, 5.0, 8.0, 12.0, 16.0]);
const NODES = 68;

/** Per node: v/σ, and per half weight·S, ln(1 + (v/H)²) and (v/(wF))²: a plane each, in σ. */
let node: usize = 0;
let lower: usize = 0;
let upper: usize = 0;
let logarithm: usize = 0;
let damping: usize = 0;
/** The Gaussian at the nodes. */
let bell: usize = 0;

export function bindAsymmetric(): bool {
  node = doubles(NODES);
  lower = doubles(NODES);
  upper = doubles(NODES);
  logarithm = doubles(NODES);
  damping = doubles(NODES);
  bell = doubles(NODES);
  return bell !== 0;
}

/** √(2^(1/a) − 1) and its derivative in a. */
let widthSlope = 0.0;

function halfWidth(a: f64): f64 {
  const power = exp(LN2 / a);
  const root = sqrt(power - 1.0);
  widthSlope = (-0.5 * LN2 * power) / (a * a * root);
  return root;
}

function tabulate(sigma: f64, h: f64, alpha: f64, beta: f64, inverseReach: f64): void {
  let k = 0;
  for (let panel = 0; panel < PANELS; panel++) {
    const from = load<f64>(ENDS + ((<usize>panel) << 3));
    const to = load<f64>(ENDS + ((<usize>panel) << 3), 8);
    const nodes = panel === 0 ? 20 : 12;
    const rule = panel === 0 ? PANEL20 : PANEL12;
    // Near the kink v = H·sinh θ: the branch points at ±iH stay away from the panel however small H is
    const ratio = h / sigma;
    const q = to / ratio;
    const most = log(q + sqrt(q * q + 1.0));
    for (let n = 0; n < nodes; n++) {
      const at = rule + ((<usize>n) << 4);
      let v = from + (to - from) * load<f64>(at);
      let weight = (to - from) * load<f64>(at, 8);
      if (panel === 0) {
        const e = exp(most * load<f64>(at));
        v = 0.5 * ratio * (e - 1.0 / e);
        weight = most * load<f64>(at, 8) * 0.5 * ratio * (e + 1.0 / e);
      }
      const o = (<usize>k) << 3;
      const y = (v * sigma) / h;
      const ln = log1p(y * y);
      const reach = v * sigma * inverseReach;
      const w = weight * ONE_OVER_ROOT_TWO_PI * exp(-reach * reach);
      store<f64>(node + o, v);
      store<f64>(logarithm + o, ln);
      store<f64>(damping + o, reach * reach);
      store<f64>(upper + o, w * exp(-alpha * ln));
      store<f64>(lower + o, w * exp(-beta * ln));
      k++;
    }
  }
}

// Sums over the nodes of one point: the value, its derivatives in α or β (of each half), and in d and σ times σ
let sum = 0.0;
let byAlpha = 0.0;
let byBeta = 0.0;
let byD = 0.0;
let bySigma = 0.0;
/** Σ (v/(wF))²·…: what the damping takes. */
let byReach = 0.0;

function clear(): void {
  sum = 0;
  byAlpha = 0;
  byBeta = 0;
  byD = 0;
  bySigma = 0;
  byReach = 0;
}

/** One half, `sign` 1 above the kink and −1 below, seen from a point at r = d/σ. */
function half(weights: usize, sign: f64, r: f64): void {
  let first = 0;
  const at = sign * r;
  let s = vsplat(0);
  let l = vsplat(0);
  let m1 = vsplat(0);
  let m2 = vsplat(0);
  let g = vsplat(0);
  const position = vsplat(at);
  const minusHalf = vsplat(-0.5);
  for (let panel = 0; panel < PANELS; panel++) {
    const from = load<f64>(ENDS + ((<usize>panel) << 3));
    const to = load<f64>(ENDS + ((<usize>panel) << 3), 8);
    const nodes = panel === 0 ? 20 : 12;
    if (from < at + WINDOW && to > at - WINDOW) {
      const end = (<usize>(first + nodes)) << 3;
      for (let o = (<usize>first) << 3; o < end; o += LANE_BYTES) {
        const u = vsub(position, vload(node + o));
        vstore(bell + o, vmul(minusHalf, vmul(u, u)));
      }
      const begin = bell + ((<usize>first) << 3);
      exponentials(begin, begin, (<usize>nodes) << 3, FAINT);
      for (let o = (<usize>first) << 3; o < end; o += LANE_BYTES) {
        const u = vsub(position, vload(node + o));
        const p = vmul(vload(weights + o), vload(bell + o));
        s = vadd(s, p);
        l = vadd(l, vmul(p, vload(logarithm + o)));
        m1 = vadd(m1, vmul(p, u));
        m2 = vadd(m2, vmul(p, vmul(u, u)));
        g = vadd(g, vmul(p, vload(damping + o)));
      }
    }
    first += nodes;
  }
  const total = vsum(s);
  sum += total;
  if (sign > 0) byAlpha -= vsum(l);
  else byBeta -= vsum(l);
  byD -= sign * vsum(m1);
  bySigma += vsum(m2) - total;
  byReach += vsum(g);
}

/** Far from the kink, and everywhere without a Gaussian. */
function smooth(d: f64, sigma: f64, h: f64, alpha: f64, beta: f64, inverseReach: f64): void {
  const above = d > 0;
  const exponent = above ? alpha : beta;
  const remote = abs(d) > REMOTE * sigma;
  const rule = remote ? HERMITE6 : HERMITE12;
  const nodes = sigma > 0 ? (remote ? 6 : 12) : 1;
  let logs = 0.0;
  for (let n = 0; n < nodes; n++) {
    const u = sigma > 0 ? load<f64>(rule + ((<usize>n) << 4)) : 0.0;
    const weight = sigma > 0 ? load<f64>(rule + ((<usize>n) << 4), 8) : 1.0;
    const v = d - sigma * u;
    const y = v / h;
    const ln = log(1.0 + y * y);
    const reach = v * inverseReach;
    const p = weight * exp(-exponent * ln - reach * reach);
    // ∂ ln S/∂v
    const slope = (-2.0 * exponent * y) / (h * (1.0 + y * y)) - 2.0 * reach * inverseReach;
    sum += p;
    logs += p * ln;
    byD += p * slope;
    bySigma -= p * slope * u;
    byReach += p * reach * reach;
  }
  if (above) byAlpha = -logs;
  else byBeta = -logs;
}

/** ln of the area of (1 + y²)^(−a) over all y, and its derivative: infinite at a ≤ ½. */
let areaSlope = 0.0;

function area(a: f64): f64 {
  if (a <= 0.5) return Infinity;
  areaSlope = digamma(a - 0.5) - digamma(a);
  return exp(0.5 * LN_PI + lnGamma(a - 0.5) - lnGamma(a));
}

/**
 * Parameters: area or height of the unfolded line, E, F, α, β and, when `damped`, w, then F of the Gaussian. α holds at high x, β at
 * low x, the other way round when mirrored. With damping the amplitude is a height.
 */
export function asymmetric(to: usize, partials: usize, x: usize, width: usize, damped: boolean): void {
  const f = lineParameter(2);
  const alpha = lineParameter(3);
  const beta = lineParameter(4);
  const last = damped ? 6 : 5;
  const sigma = SIGMA * lineParameter(last);
  const inverseReach = damped ? 1.0 / (lineParameter(5) * f) : 0.0;
  const ofAlpha = halfWidth(alpha);
  const slopeAlpha = widthSlope;
  const ofBeta = halfWidth(beta);
  const both = ofAlpha + ofBeta;
  const h = f / both;
  // ∂ ln H
  const hAlpha = -slopeAlpha / both;
  const hBeta = -widthSlope / both;
  if (sigma > 0) tabulate(sigma, h, alpha, beta, inverseReach);
  const inverseSigma = sigma > 0 ? 1.0 / sigma : 0.0;
  for (let o: usize = 0; o < width; o += 8) {
    const d = direction * (load<f64>(x + o) - lineParameter(1));
    clear();
    if (abs(d) < NEAR * sigma) {
      half(upper, 1, d * inverseSigma);
      half(lower, -1, d * inverseSigma);
      byD *= inverseSigma;
      bySigma *= inverseSigma;
    } else {
      smooth(d, sigma, h, alpha, beta, inverseReach);
    }
    // All lengths together change nothing: H, the reach of the damping, σ and d
    const byLength = -(d * byD + sigma * bySigma);
    const reach = 2.0 * byReach;
    const byH = byLength - reach;
    store<f64>(to + o, sum);
    store<f64>(partialPlane(partials, 1) + o, -direction * byD);
    store<f64>(partialPlane(partials, 2) + o, byLength / f);
    store<f64>(partialPlane(partials, 3) + o, byAlpha + byH * hAlpha);
    store<f64>(partialPlane(partials, 4) + o, byBeta + byH * hBeta);
    if (damped) store<f64>(partialPlane(partials, 5) + o, reach / lineParameter(5));
    store<f64>(partialPlane(partials, last) + o, SIGMA * bySigma);
  }
  let n = 1.0;
  if (!isHeight) {
    const a = area(alpha);
    const da = areaSlope;
    const b = area(beta);
    n = 2.0 / (h * (a + b));
    setSlope(1, 0);
    setSlope(2, -1.0 / f);
    setSlope(3, -hAlpha - (a * da) / (a + b));
    setSlope(4, -hBeta - (b * areaSlope) / (a + b));
    setSlope(5, 0);
  }
  normalise(to, partials, last, n, width);
}
