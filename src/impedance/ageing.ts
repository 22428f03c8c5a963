/**
 * A simulated life of symmetric Li | Li6PS5Cl | Li cells: spectra of `L0-R1-p(R2,CPE2)-p(R3,CPE3)` over cycles, with noise.
 *
 * R1 and R2 + R3 follow what was published for bare lithium at cycles 0, 60 and 110 (`publishedAgeing`); between and beyond,
 * the exponential through the three values. All other numbers are plausible, not published: the split of R2 + R3, the CPEs, the
 * inductance of the leads, the scatter between cells. The impedances come from the formulas in this file, not from the kernel, so that
 * a fit of them tests the kernel.
 */
import type { Spectrum } from "./spectrum.ts";

export interface PublishedState {
  readonly cycle: number;
  /** Ω */
  readonly R1: number;
  /** R2 + R3 in Ω */
  readonly arcs: number;
}

/** Resistances of a Li | Li6PS5Cl | Li cell with bare lithium, measured from 7 MHz to 0.1 Hz with a 7 mV amplitude. */
export const publishedAgeing: readonly [PublishedState, PublishedState, PublishedState] = [
  { cycle: 0, R1: 7.4, arcs: 4.5 },
  { cycle: 60, R1: 4.6, arcs: 7.9 },
  { cycle: 110, R1: 4.1, arcs: 10.4 },
];

export const ageingCircuit = "L0-R1-p(R2,CPE2)-p(R3,CPE3)";

/** The parameters that a spectrum was simulated with, SI units. */
export interface AgeingTruth {
  readonly L0: number;
  readonly R1: number;
  readonly R2: number;
  readonly Q2: number;
  readonly n2: number;
  readonly R3: number;
  readonly Q3: number;
  readonly n3: number;
  /** √(mean |ΔZ|²/|Z|²) of the noise. */
  readonly noise: number;
}

export interface AgeingSpectrum {
  readonly spectrum: Spectrum;
  readonly truth: AgeingTruth;
  readonly cell: number;
  readonly cycle: number;
}

export interface AgeingOptions {
  /** Default 5. */
  readonly cells?: number;
  /** Number of cycles, counted from 0; default 200. */
  readonly cycles?: number;
  /** Points per spectrum from 7 MHz down to 0.1 Hz, equally spaced in the logarithm; default 70. */
  readonly points?: number;
  readonly seed?: number;
}

/** Spectra in the order of the cells, and of the cycles within a cell; the same seed gives the same spectra. */
export function simulateAgeing(options: AgeingOptions = {}): AgeingSpectrum[] {
  const { cells = 5, cycles = 200, points = 70, seed = 1 } = options;
  const frequency = Float64Array.from({ length: points }, (_, k) => 7e6 * (0.1 / 7e6) ** (k / (points - 1)));
  const R1 = exponentialThrough(publishedAgeing.map((state) => [state.cycle, state.R1]));
  const arcs = exponentialThrough(publishedAgeing.map((state) => [state.cycle, state.arcs]));
  const simulated: AgeingSpectrum[] = [];
  const spread = normals(seed * 1000);
  const factors = [0.02, 0.03, 0.1, 0.15, 0.15].map((share) => scatter(share, cells, spread));
  for (let cell = 1; cell <= cells; cell++) {
    const normal = normals(seed * 1000 + cell);
    const [ofR1, ofArcs, ofL, ofPeak2, ofPeak3] = factors.map((factor) => factor[cell - 1]);
    for (let cycle = 0; cycle < cycles; cycle++) {
      const sum = ofArcs * arcs(cycle) * Math.exp(0.004 * normal());
      // The share of the first arc falls slowly while the interphase thickens
      const share = 0.45 - 0.1 * (1 - Math.exp(-cycle / 80));
      const [R2, R3, n2, n3] = [share * sum, (1 - share) * sum, 0.92, 0.86];
      // An arc peaks at ω = (RQ)^(−1/n): 40 kHz and 150 Hz, falling as it grows
      const Q2 = 1 / (R2 * (2 * Math.PI * 40e3 * ofPeak2 * (4.5 / sum) ** 0.5) ** n2);
      const Q3 = 1 / (R3 * (2 * Math.PI * 150 * ofPeak3 * (4.5 / sum) ** 0.5) ** n3);
      const truth: AgeingTruth = {
        L0: 90e-9 * ofL,
        R1: ofR1 * R1(cycle) * Math.exp(0.003 * normal()),
        R2,
        Q2,
        n2,
        R3,
        Q3,
        n3,
        noise: 0.003 + (0.002 * (cell - 1)) / Math.max(1, cells - 1),
      };
      simulated.push({ cell, cycle, truth, spectrum: noisy(truth, frequency, cell, cycle, normal) });
    }
  }
  return simulated;
}

/** One factor per cell for its whole life; their geometric mean is 1, so that the average cell is the published one. */
function scatter(share: number, cells: number, normal: () => number): number[] {
  const logarithms = Array.from({ length: cells }, () => share * normal());
  const mean = logarithms.reduce((sum, value) => sum + value, 0) / cells;
  return logarithms.map((value) => Math.exp(value - mean));
}

/** Z = jωL + R1 + Σ R/(1 + RQ(jω)ⁿ), as [Z′, Z″] in Ω. */
export function ageingImpedance(truth: AgeingTruth, frequency: number): readonly [number, number] {
  const omega = 2 * Math.PI * frequency;
  let real = truth.R1;
  let imaginary = omega * truth.L0;
  for (const [R, Q, n] of [
    [truth.R2, truth.Q2, truth.n2],
    [truth.R3, truth.Q3, truth.n3],
  ]) {
    const size = R * Q * omega ** n;
    const below = 1 + size * Math.cos((n * Math.PI) / 2);
    const beside = size * Math.sin((n * Math.PI) / 2);
    const square = below * below + beside * beside;
    real += (R * below) / square;
    imaginary -= (R * beside) / square;
  }
  return [real, imaginary];
}

function noisy(
  truth: AgeingTruth,
  frequency: Float64Array,
  cell: number,
  cycle: number,
  normal: () => number,
): Spectrum {
  const real = new Float64Array(frequency.length);
  const imaginary = new Float64Array(frequency.length);
  frequency.forEach((f, k) => {
    const [re, im] = ageingImpedance(truth, f);
    const sigma = (truth.noise * Math.hypot(re, im)) / Math.SQRT2;
    real[k] = re + sigma * normal();
    imaginary[k] = im + sigma * normal();
  });
  return {
    frequency,
    real,
    imaginary,
    file: `cell ${cell}`,
    name: `cycle ${cycle}`,
    facts: { cell: `cell ${cell}`, cycle },
  };
}

/** y = a + b·exp(−x/τ) through three points whose steps shrink: passes through them exactly and levels off beyond. */
export function exponentialThrough(points: readonly (readonly [number, number])[]): (x: number) => number {
  const [[x0, y0], [x1, y1], [x2, y2]] = points;
  const wanted = (y1 - y0) / (y2 - y0);
  const risen = (rate: number, x: number): number => -Math.expm1(-rate * (x - x0));
  // The ratio of the steps grows with the rate, from (x1 − x0)/(x2 − x0) to 1
  let [low, high] = [1e-9 / (x2 - x0), 1e3 / (x1 - x0)];
  for (let step = 0; step < 200; step++) {
    const middle = Math.sqrt(low * high);
    if (risen(middle, x1) / risen(middle, x2) < wanted) low = middle;
    else high = middle;
  }
  const b = (y2 - y0) / risen(low, x2);
  return (x) => y0 + b * risen(low, x);
}

/** Standard normal numbers: Marsaglia's polar method over xoshiro128** (Blackman and Vigna 2018), seeded by SplitMix32. */
function normals(seed: number): () => number {
  let state = seed >>> 0;
  const split = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
  let [a, b, c, d] = [split(), split(), split(), split()];
  const uniform = (): number => {
    const scrambled = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotate(d, 11);
    return scrambled / 2 ** 32;
  };
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    while (true) {
      const [u, v] = [2 * uniform() - 1, 2 * uniform() - 1];
      const s = u * u + v * v;
      if (s >= 1 || s === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(s)) / s);
      spare = v * factor;
      return u * factor;
    }
  };
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}
