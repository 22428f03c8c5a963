// The distribution of relaxation times as a sum of basis functions of ln τ, and what each contributes to the impedance:
// Z = ∫ γ(ln τ)/(1 + jωτ) d ln τ. The functions sit on an even grid of ln τ and are all alike: Gaussians exp(−(µ(x − xᵢ))²), or the
// hats of piecewise-linear interpolation. Penalties ∫(γ⁽ᵏ⁾)² d ln τ are exact, taken over all τ, γ being 0 beyond the grid; only for the second
// derivative of a hat, which is not a function, the second differences over the spacing stand in.

import { exp } from "./exponential";
import { doubles, get, put } from "./memory";
import { blockPoints, blocks, lnOmegaLeast, lnOmegaMost, omega } from "./points";

export const BASIS_GAUSSIAN = 0;
export const BASIS_LINEAR = 1;
const LN10 = 2.302585092994046;
const ROOT_PI = 1.7724538509055159;
/** Points of the quadrature of one basis function at most. */
const MOST_OFFSETS = 64;
/** Largest distance, in units of 1/µ, at which a Gaussian still counts: exp(−6.2²) = 2·10⁻¹⁷. */
const GAUSSIAN_REACH = 6.2;

let capacity = 0;
let shape = BASIS_GAUSSIAN;
let offsetFactor: usize = 0;
let offsetWeight: usize = 0;
let offsets = 0;

/** Functions of the present grid, ln τ of the first, spacing in ln τ; area of one function; µ of the Gaussian. */
export let functions = 0;
export let lnTauFirst = 0.0;
export let spacing = 0.0;
export let functionArea = 0.0;
let mu = 0.0;
/** How far beside its diagonal a penalty has entries. */
export let penaltyBand = 0;
/** How many neighbours of the nearest function reach a point. */
export let reach = 0;

export function bindDebye(most: i32): bool {
  capacity = most;
  offsetFactor = doubles(MOST_OFFSETS);
  offsetWeight = doubles(MOST_OFFSETS);
  return offsetWeight !== 0;
}

/** Nodes and weights of Gauss and Legendre on (0, 1), six points. */
const GAUSS_NODE: usize = memory.data<f64>([
  0.033765242898423986, 0.16939530676686775, 0.38069040695840156, 0.6193095930415985, 0.8306046932331322,
  0.966234757101576,
]);
const GAUSS_WEIGHT: usize = memory.data<f64>([
  0.08566224618958517, 0.1803807865240693, 0.23395696728634552, 0.23395696728634552, 0.1803807865240693,
  0.08566224618958517,
]);

/**
 * Lays the grid over the present frequencies: from 1/ω of the highest to that of the lowest, `extension` decades further on both sides.
 * @param density functions per decade
 * @param coefficient full width at half maximum of a Gaussian: spacing/coefficient (Wan et al., Electrochim. Acta 184 (2015) 483)
 * @returns false when the grid has more functions than there is room for
 */
export function layGrid(kind: i32, density: f64, extension: f64, coefficient: f64): bool {
  shape = kind;
  lnTauFirst = -lnOmegaMost - extension * LN10;
  const span = -lnOmegaLeast + extension * LN10 - lnTauFirst;
  functions = <i32>ceil((span / LN10) * density - 1e-9) + 1;
  if (functions > capacity) return false;
  spacing = span / <f64>(functions - 1);
  offsets = 0;
  if (shape === BASIS_LINEAR) {
    for (let side = -1; side <= 1; side += 2) {
      for (let q = 0; q < 6; q++) {
        const u = get(GAUSS_NODE, q);
        put(offsetFactor, offsets, exp(<f64>side * u * spacing));
        put(offsetWeight, offsets, get(GAUSS_WEIGHT, q) * spacing * (1.0 - u));
        offsets++;
      }
    }
    functionArea = spacing;
    penaltyBand = 2;
    reach = 1;
  } else {
    mu = (2.0 * sqrt(0.6931471805599453) * coefficient) / spacing;
    // The trapezoidal rule converges like exp(−π²/step) here: the poles of the kernel lie at ±jπ/2
    const count = min(MOST_OFFSETS, max(21, <i32>((2.0 * GAUSSIAN_REACH) / mu / 0.26) + 2));
    const step = (2.0 * GAUSSIAN_REACH) / mu / <f64>(count - 1);
    for (let q = 0; q < count; q++) {
      const u = (<f64>q - 0.5 * <f64>(count - 1)) * step;
      put(offsetFactor, q, exp(u));
      put(offsetWeight, q, exp(-mu * mu * u * u) * step);
    }
    offsets = count;
    functionArea = ROOT_PI / mu;
    penaltyBand = <i32>ceil((GAUSSIAN_REACH * 1.6) / (mu * spacing));
    reach = <i32>ceil(GAUSSIAN_REACH / (mu * spacing));
  }
  return true;
}

/** ln τ at which function i is centred. */
export function center(i: i32): f64 {
  return lnTauFirst + <f64>i * spacing;
}

/** Value of function i at x = ln τ. */
export function basisValue(i: i32, x: f64): f64 {
  const d = x - center(i);
  if (shape === BASIS_LINEAR) return max(0.0, 1.0 - abs(d) / spacing);
  return exp(-mu * mu * d * d);
}

/** Σ coefficients·functions at x. */
export function sumAt(coefficients: usize, x: f64): f64 {
  const near = <i32>nearest((x - lnTauFirst) / spacing);
  let sum = 0.0;
  for (let i = max(0, near - reach); i <= min(functions - 1, near + reach); i++) {
    const c = get(coefficients, i);
    if (c !== 0) sum += c * basisValue(i, x);
  }
  return sum;
}

/** Re and Im of ∫ φᵢ/(1 + jωτ) d ln τ for the frequencies of one block, into a pair of planes. */
export function fillKernel(i: i32, block: i32, to: usize): void {
  const bytes = (<usize>blockPoints) << 3;
  const tau = exp(center(i));
  const one = vsplat(1.0);
  const w = omega(block);
  for (let o: usize = 0; o < bytes; o += LANE_BYTES) {
    const scaled = vmul(vload(w + o), vsplat(tau));
    let re = vsplat(0);
    let im = vsplat(0);
    for (let q = 0; q < offsets; q++) {
      const y = vmul(scaled, vsplat(get(offsetFactor, q)));
      const part = vdiv(vsplat(get(offsetWeight, q)), vadd(one, vmul(y, y)));
      re = vadd(re, part);
      im = vsub(im, vmul(y, part));
    }
    vstore(to + o, re);
    vstoreIm(to + o, im);
  }
}

/** ∫ φᵢ⁽ᵏ⁾φⱼ⁽ᵏ⁾ d ln τ for functions `distance` places apart. */
function penaltyAt(order: i32, distance: i32): f64 {
  if (shape === BASIS_LINEAR) {
    const h = spacing;
    if (order === 0) return distance === 0 ? (2.0 * h) / 3.0 : distance === 1 ? h / 6.0 : 0;
    if (order === 1) return distance === 0 ? 2.0 / h : distance === 1 ? -1.0 / h : 0;
    const cube = 1.0 / (h * h * h);
    return distance === 0 ? 6.0 * cube : distance === 1 ? -4.0 * cube : distance === 2 ? cube : 0;
  }
  const a = mu * spacing * <f64>distance;
  const g = (ROOT_PI / (sqrt(2.0) * mu)) * exp(-0.5 * a * a);
  if (order === 0) return g;
  const square = a * a;
  if (order === 1) return g * mu * mu * (1.0 - square);
  return g * mu * mu * mu * mu * (square * square - 6.0 * square + 3.0);
}

/** The penalty of the given order as a full matrix, rows `stride` doubles apart. */
export function fillPenalty(order: i32, to: usize, stride: i32): void {
  for (let i = 0; i < functions; i++) {
    for (let j = 0; j < functions; j++) {
      const distance = abs(i - j);
      put(to, i * stride + j, distance > penaltyBand ? 0 : penaltyAt(order, distance));
    }
  }
}

/** The number of blocks of the present grid, for those that keep one plane pair per function and block. */
export function kernelBytes(columns: i32): usize {
  return <usize>(blocks * columns * 2) * PLANE;
}
