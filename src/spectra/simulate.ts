/** Synthetic spectra with known truth, for tests, benchmarks and demonstrations. */
import type { Axis, Scan } from "./measurement.ts";

/** A pseudo-Voigt line (area form) or a doublet of them. */
export interface TrueLine {
  readonly center: number;
  /** Of the component: of both lines of a doublet. */
  readonly area: number;
  readonly fwhm: number;
  /** Lorentzian share. Default 0.3. */
  readonly fraction?: number;
  /** Second line: distance, and its area over that of the first. */
  readonly doublet?: { readonly splitting: number; readonly ratio: number };
}

export interface TrueSpectrum {
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly lines: readonly TrueLine[];
  /** Counts per channel that no line makes. */
  readonly constant?: number;
  /** Shirley background: counts per channel behind an area of 1 (1/eV). Default 0. */
  readonly loss?: number;
  readonly axis?: Axis;
}

/** Uniform numbers in 0 … 1 from a seed (mulberry32). */
export function uniformNumbers(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A Poisson number: by multiplication below 30 (Knuth), above by a rounded normal number with the skewness of Poisson's (Cornish–Fisher). */
export function poissonNumber(mean: number, uniform: () => number): number {
  if (mean < 30) {
    const limit = Math.exp(-mean);
    let product = uniform();
    let count = 0;
    while (product > limit) {
      product *= uniform();
      count++;
    }
    return count;
  }
  const z = Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return Math.max(0, Math.round(mean + Math.sqrt(mean) * z + (z * z - 1) / 6));
}

function pseudoVoigt(x: number, area: number, center: number, fwhm: number, fraction: number): number {
  const t = (x - center) / fwhm;
  const gaussian = Math.sqrt((4 * Math.LN2) / Math.PI) * Math.exp(-4 * Math.LN2 * t * t);
  const lorentzian = 2 / Math.PI / (1 + 4 * t * t);
  return (area / fwhm) * ((1 - fraction) * gaussian + fraction * lorentzian);
}

/** Means of the counts, without noise. */
export function meanCounts({ from, to, step, lines, constant = 0, loss = 0 }: TrueSpectrum): {
  readonly x: Float64Array;
  readonly mean: Float64Array;
} {
  const n = Math.round((to - from) / step) + 1;
  const x = Float64Array.from({ length: n }, (_, i) => from + i * step);
  const sum = x.map((at) =>
    lines.reduce((total, { center, area, fwhm, fraction = 0.3, doublet }) => {
      if (!doublet) return total + pseudoVoigt(at, area, center, fwhm, fraction);
      const first = area / (1 + doublet.ratio);
      return (
        total +
        pseudoVoigt(at, first, center, fwhm, fraction) +
        pseudoVoigt(at, area - first, center + doublet.splitting, fwhm, fraction)
      );
    }, 0),
  );
  let integral = 0;
  const mean = sum.map((value, i) => {
    if (i > 0) integral += 0.5 * step * (value + sum[i - 1]);
    return constant + value + loss * integral;
  });
  return { x, mean };
}

/** A scan of counts with Poisson noise. @param seed the same seed gives the same counts */
export function simulateScan(truth: TrueSpectrum, seed: number, name?: string): Scan {
  const { x, mean } = meanCounts(truth);
  const uniform = uniformNumbers(seed);
  const axis = truth.axis ?? "binding";
  return {
    ...(name === undefined ? {} : { name }),
    axis,
    xLabel: axis === "two-theta" ? "2θ" : axis === "binding" ? "Binding energy" : "Raman shift",
    xUnit: axis === "two-theta" ? "°" : axis === "binding" ? "eV" : "cm⁻¹",
    x,
    yLabel: "Intensity",
    yUnit: "counts",
    y: mean.map((value) => poissonNumber(value, uniform)),
  };
}
