/**
 * Peaks proposed from data that have not been fitted: maxima of −y″ that stand above its noise. The second derivative knows no
 * straight background and sees shoulders; it is taken by Savitzky–Golay filters of rising width, fine ones first, so that close
 * lines are kept apart where the noise allows it and broad ones are found where it does not.
 */
import { median } from "../fit/median.ts";
import { convolved, savitzkyGolay } from "../fit/savitzkyGolay.ts";
import { checkRegion, type Region } from "./region.ts";

/** A peak to start a fit from; as of a Gaussian. */
export interface PeakProposal {
  readonly center: number;
  readonly fwhm: number;
  readonly height: number;
  /** height·fwhm·√(π/ln 2)/2 */
  readonly area: number;
  /** How many standard deviations of the noise it stands out. */
  readonly significance: number;
}

export interface ProposalOptions {
  /** Standard deviation of y: one number or one per point. Default `noiseOf(y)`. */
  readonly sigma?: number | ArrayLike<number>;
  /** Least significance. Default 5. */
  readonly threshold?: number;
  /** Narrowest and widest FWHM, in units of x. Default 3 points … a third of the region. */
  readonly fwhm?: readonly [number, number];
  /** Keeps the most significant ones. Default 20. */
  readonly most?: number;
}

const FWHM_PER_SIGMA = 2 * Math.sqrt(2 * Math.LN2);
const ROOT_TAU = Math.sqrt(2 * Math.PI);

/** A proposal with its place and the blurred σ of the filter that found it, in points. */
interface Found extends PeakProposal {
  readonly at: number;
  readonly reach: number;
}

/**
 * Standard deviation of the noise, from the median of |second differences|: peaks and backgrounds that are sampled well hardly enter.
 * White noise is assumed. 0 for less than 5 points or for smooth data.
 */
export function noiseOf(y: ArrayLike<number>): number {
  if (y.length < 5) return 0;
  const differences: number[] = [];
  for (let i = 1; i < y.length - 1; i++) differences.push(Math.abs(y[i - 1] - 2 * y[i] + y[i + 1]));
  return median(differences) / 0.6744897501960817 / Math.sqrt(6);
}

/**
 * The peaks of a region, the most significant first. Regions whose steps differ are interpolated on a uniform grid.
 * @throws RangeError for a region that is not monotonic or too short
 */
export function proposePeaks(region: Region, options: ProposalOptions = {}): PeakProposal[] {
  checkRegion(region, 7);
  const { threshold = 5, most = 20 } = options;
  const sigma = options.sigma ?? noiseOf(region.y);
  const { start, step, y, sigmas } = uniform(region, sigma);
  const n = y.length;
  const [narrow, wide] = options.fwhm ?? [3 * Math.abs(step), (n * Math.abs(step)) / 3];
  const found: Found[] = [];
  for (const half of scales(narrow / Math.abs(step), wide / Math.abs(step), n)) {
    const weights = savitzkyGolay(half, 2, 2);
    const curvature = convolved(y, weights).map((value) => -value);
    const noise = noiseOfFilter(weights, sigmas);
    for (const at of maxima(curvature)) {
      const limit = Math.max(noise[at], 1e-12 * Math.abs(curvature[at]));
      const significance = Math.min(curvature[at], prominence(curvature, at)) / limit;
      if (!(significance >= threshold)) continue;
      const shape = gaussianOf(curvature, at, half);
      if (!shape) continue;
      const fwhm = shape.width * FWHM_PER_SIGMA * Math.abs(step);
      if (fwhm > 1.5 * wide) continue;
      const clipped = Math.max(fwhm, narrow);
      const peak: Found = {
        center: start + step * shape.center,
        fwhm: clipped,
        height: shape.height,
        area: (shape.height * clipped * ROOT_TAU) / FWHM_PER_SIGMA,
        significance,
        at: shape.center,
        reach: shape.effective,
      };
      const near = found.filter(
        (other) => Math.abs(other.at - peak.at) < 1.2 * Math.max(peak.reach, other.reach),
      );
      if (near.length === 0) found.push(peak);
      // A wider filter that sees one and the same line sees it better, as long as its own width does not decide
      else if (near.length === 1 && significance > near[0].significance && shape.faithful) {
        found[found.indexOf(near[0])] = peak;
      }
    }
  }
  return found
    .sort((a, b) => b.significance - a.significance)
    .slice(0, most)
    .map(({ at: _at, reach: _reach, ...peak }) => peak);
}

/**
 * The Gaussian that would lower χ² most when it is added to a fit: residuals are projected on Gaussians of all positions and of
 * widths between the limits. Undefined when none stands out of the noise.
 * @param residual data − model, in the order of the region
 */
export function missingPeak(
  region: Region,
  residual: ArrayLike<number>,
  options: ProposalOptions = {},
): PeakProposal | undefined {
  checkRegion(region, 7);
  if (residual.length !== region.x.length) {
    throw new RangeError(`${residual.length} residuals for ${region.x.length} points`);
  }
  const { x } = region;
  const n = x.length;
  const { threshold = 5 } = options;
  const sigma = options.sigma ?? noiseOf(residual);
  const inverse = Float64Array.from(x, (_, i) => 1 / (typeof sigma === "number" ? sigma : sigma[i]) ** 2);
  const step = Math.abs(x[n - 1] - x[0]) / (n - 1);
  const [narrow, wide] = options.fwhm ?? [3 * step, (n * step) / 3];
  const filter = matchedFilter(x, residual, inverse);
  let best: PeakProposal | undefined;
  for (let fwhm = narrow; fwhm <= wide * 1.0001; fwhm *= Math.SQRT2) {
    const width = fwhm / FWHM_PER_SIGMA;
    for (const { at, projection, norm } of filter(width, step)) {
      const significance = projection / Math.sqrt(norm);
      if (significance >= threshold && significance > (best?.significance ?? 0)) {
        const height = projection / norm;
        best = { center: x[at], fwhm, height, area: height * width * ROOT_TAU, significance };
      }
    }
  }
  return best;
}

interface FilterAnswer {
  readonly at: number;
  readonly projection: number;
  readonly norm: number;
}

/** Standard deviations of the Gaussian between places that are looked at first. */
const STRIDE = 0.25;
/** Of the best first answer, from which on what lies around a place is looked at too. */
const NEARLY = 0.95;

/**
 * The answer of a Gaussian matched filter where it is largest: its answer changes within a standard deviation of the Gaussian and no
 * faster, so places that far apart are looked at first, then what lies around the best of them.
 */
function matchedFilter(
  x: ArrayLike<number>,
  residual: ArrayLike<number>,
  inverse: Float64Array,
): (width: number, step: number) => FilterAnswer[] {
  const n = x.length;
  const reach = Math.sqrt(30);
  const answer = (at: number, width: number): FilterAnswer => {
    let projection = 0;
    let norm = 0;
    for (const direction of [1, -1]) {
      for (let i = direction > 0 ? at : at - 1; i >= 0 && i < n; i += direction) {
        const u = (x[i] - x[at]) / width;
        if (Math.abs(u) > reach) break;
        const g = Math.exp(-0.5 * u * u);
        projection += g * residual[i] * inverse[i];
        norm += g * g * inverse[i];
      }
    }
    return { at, projection, norm };
  };
  const size = ({ projection, norm }: FilterAnswer): number => projection / Math.sqrt(norm);
  return (width, step) => {
    const stride = Math.max(1, Math.floor((STRIDE * width) / step));
    const first: FilterAnswer[] = [];
    for (let at = 0; at < n; at += stride) first.push(answer(at, width));
    if (stride === 1) return first;
    const best = first.reduce((most, one) => Math.max(most, size(one)), 0);
    return first.filter((one) => size(one) >= NEARLY * best).map((one) => climbed(one, width, stride));
  };

  /** The largest answer around a place: steps are halved until they are single points. */
  function climbed(start: FilterAnswer, width: number, stride: number): FilterAnswer {
    let top = start;
    for (let hop = stride >> 1; hop >= 1; hop >>= 1) {
      for (const at of [top.at - hop, top.at + hop]) {
        if (at < 0 || at >= n) continue;
        const one = answer(at, width);
        if (size(one) > size(top)) top = one;
      }
    }
    return top;
  }
}

/** The region on a uniform grid with its noise there. */
function uniform(
  { x, y }: Region,
  sigma: number | ArrayLike<number>,
): { start: number; step: number; y: Float64Array; sigmas: Float64Array } {
  const n = x.length;
  const step = (x[n - 1] - x[0]) / (n - 1);
  const sigmas = Float64Array.from(x, (_, i) => (typeof sigma === "number" ? sigma : sigma[i]));
  const regular = x.every((value, i) => Math.abs(value - x[0] - i * step) < 0.05 * Math.abs(step));
  if (regular) return { start: x[0], step, y, sigmas };
  const resampled = new Float64Array(n);
  const noise = new Float64Array(n);
  let k = 0;
  for (let i = 0; i < n; i++) {
    const at = i === n - 1 ? x[n - 1] : x[0] + i * step;
    while (k < n - 2 && (x[k + 1] - at) * Math.sign(step) < 0) k++;
    const t = (at - x[k]) / (x[k + 1] - x[k]);
    resampled[i] = y[k] + t * (y[k + 1] - y[k]);
    noise[i] = Math.max(sigmas[k], sigmas[k + 1]);
  }
  return { start: x[0], step, y: resampled, sigmas: noise };
}

/** Half widths in points of filters for peaks of these FWHM: they rise by √2. */
function scales(narrow: number, wide: number, n: number): number[] {
  const halves: number[] = [];
  for (
    let half = Math.max(2, narrow / 2);
    half <= Math.max(2, wide) && 2 * half + 3 <= n;
    half *= Math.SQRT2
  ) {
    const whole = Math.round(half);
    if (whole !== halves[halves.length - 1]) halves.push(whole);
  }
  return halves;
}

function noiseOfFilter(weights: Float64Array, sigmas: Float64Array): Float64Array {
  return convolved(
    sigmas.map((s) => s * s),
    weights.map((w) => w * w),
  ).map(Math.sqrt);
}

function maxima(y: Float64Array): number[] {
  const indices: number[] = [];
  for (let i = 1; i < y.length - 1; i++) if (y[i] > y[i - 1] && y[i] >= y[i + 1] && y[i] > 0) indices.push(i);
  return indices;
}

/** Height above the higher of the lowest points on both sides before something higher (scipy.signal.peak_prominences). */
function prominence(y: Float64Array, at: number): number {
  const lowest = (direction: 1 | -1): number => {
    let least = y[at];
    for (let i = at + direction; i >= 0 && i < y.length && !(y[i] > y[at]); i += direction) {
      if (y[i] < least) least = y[i];
    }
    return least;
  };
  return y[at] - Math.max(lowest(-1), lowest(1));
}

/**
 * The Gaussian behind a maximum of −y″ (in points). The filter of half width m blurs with the kernel (1 − u²)², of variance m²/7, so
 * that −y″ is that of a Gaussian of variance e² = σ² + m²/7: it is 0 at ±e, and A/(√(2π)·e³) in the middle.
 */
function gaussianOf(
  curvature: Float64Array,
  at: number,
  half: number,
): { center: number; width: number; effective: number; height: number; faithful: boolean } | undefined {
  const zero = (direction: 1 | -1): number => {
    for (let i = at; ; i += direction) {
      const next = curvature[i + direction];
      if (next === undefined || Number.isNaN(next)) return Number.NaN;
      if (next <= 0) return Math.abs(i - at) + curvature[i] / (curvature[i] - next);
      // A neighbour begins before 0 is reached
      if (next > curvature[i] && i !== at) return Number.NaN;
    }
  };
  const left = zero(-1);
  const right = zero(1);
  const sides = [left, right].filter((side) => !Number.isNaN(side));
  if (sides.length === 0) return undefined;
  const effective = sides.reduce((sum, side) => sum + side, 0) / sides.length;
  const blur = ((half + 1) * (half + 1)) / 7;
  // No line is narrower than the filter makes it: this is a ripple between lines
  if (effective * effective < 0.85 * blur) return undefined;
  const width = Math.sqrt(Math.max(effective * effective - blur, 0.36));
  const [before, here, after] = [curvature[at - 1], curvature[at], curvature[at + 1]];
  const bend = before - 2 * here + after;
  const shift = bend < 0 ? Math.max(-0.5, Math.min(0.5, (0.5 * (before - after)) / bend)) : 0;
  return {
    center: at + shift,
    width,
    effective,
    faithful: effective * effective > 4 * blur,
    height: (here * effective ** 3) / width,
  };
}
