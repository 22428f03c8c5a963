import { encodeSpectraJob, type Measured, Mode } from "./block.ts";

/** The job of a distribution of relaxation times, and its results: `assembly/relaxation.ts` has the same numbers. */

/** What `drt` is told, as the kernel wants it. */
export interface RelaxationPlan {
  readonly weighting: number;
  /** 0 Gaussians, 1 piecewise linear. */
  readonly basis: number;
  /** Order of the derivative in the penalty, 0 to 2. */
  readonly order: number;
  readonly inductance: boolean;
  /** 0 none, 1 capacitor, 2 Warburg. */
  readonly tail: number;
  /** 0 given λ, 1 generalised cross-validation, 2 L-curve, 3 cross-validation of real and imaginary parts. */
  readonly choice: number;
  readonly arcs: boolean;
  readonly lambda: number;
  /** Functions per decade, and decades beyond the frequencies. */
  readonly density: number;
  readonly extension: number;
  /** Full width at half maximum of a Gaussian is spacing/coefficient. */
  readonly coefficient: number;
  /** Standard deviations of half the band. */
  readonly deviations: number;
}

export const RelaxationStatus = { Done: 0, TooFewPoints: 1, NoSolution: 2, GridTooLarge: 3 } as const;

export interface RelaxationPeak {
  readonly lnTau: number;
  readonly resistance: number;
  /** Full width at half maximum in ln τ; negative where the peak does not fall to half. */
  readonly width: number;
  readonly height: number;
  readonly shoulder: boolean;
  readonly resistanceError: number;
  readonly lnTauError: number;
  /** Share of its area that lies under other peaks. */
  readonly overlap: number;
  /** The arc that it is, −1 when peaks and arcs are not one to one. */
  readonly arc: number;
}

export interface Relaxation {
  readonly status: number;
  readonly lnTauFirst: number;
  /** Spacing of the samples in ln τ. */
  readonly step: number;
  readonly gamma: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly lambda: number;
  readonly score: number;
  /** Σ w²|ΔZ|², the weights having a mean square of 1, and the degrees of freedom that were taken. */
  readonly misfit: number;
  readonly freedom: number;
  /** Standard deviation of a weighted residual. */
  readonly sigma: number;
  readonly seminorm: number;
  /** Value and standard deviation. */
  readonly rInf: readonly [number, number];
  readonly inductance: readonly [number, number];
  readonly tail: readonly [number, number];
  readonly polarization: readonly [number, number];
  readonly peaks: readonly RelaxationPeak[];
  /** R, τ, and the slopes of ln γ to long and to short τ. */
  readonly arcs: readonly (readonly [number, number, number, number])[];
  readonly pilotLambda: number;
  /** By how much the criterion of the next best number of arcs is larger; 0 when more might be better, NaN without arcs. */
  readonly rival: number;
  /** λ, score, misfit, seminorm. */
  readonly steps: readonly (readonly [number, number, number, number])[];
  readonly factorisations: number;
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

const HEAD = 24;
const PEAKS = 12;
const PEAK = 9;
const ARCS = 6;
const ARC = 4;
const STEPS = 24;
const STEP = 4;

/** Functions that the grid of τ of a spectrum needs; one more than the kernel may come to. */
function functionsFor(frequency: Float64Array, { density, extension }: RelaxationPlan): number {
  let [low, high] = [Infinity, 0];
  for (const f of frequency) [low, high] = [Math.min(low, f), Math.max(high, f)];
  return Math.ceil((Math.log10(high / low) + 2 * extension) * density) + 2;
}

/** Room that each result of a job has. */
function roomOf(spectra: readonly Measured[], plan: RelaxationPlan): { functions: number; points: number } {
  return {
    functions: Math.max(...spectra.map(({ frequency }) => functionsFor(frequency, plan))),
    points: Math.max(...spectra.map(({ frequency }) => frequency.length)),
  };
}

function doublesOf({ functions, points }: { functions: number; points: number }): number {
  return HEAD + 6 * functions + PEAKS * PEAK + ARCS * ARC + STEPS * STEP + 2 * points;
}

export function encodeRelaxation(spectra: readonly Measured[], plan: RelaxationPlan): ArrayBuffer {
  const room = roomOf(spectra, plan);
  return encodeSpectraJob({
    mode: Mode.Relaxation,
    weighting: plan.weighting,
    spectra,
    words: [
      plan.basis,
      plan.order,
      plan.inductance ? 1 : 0,
      plan.tail,
      plan.choice,
      plan.arcs ? 1 : 0,
      room.functions,
      room.points,
    ],
    doubles: [plan.lambda, plan.density, plan.extension, plan.coefficient, plan.deviations],
    results: spectra.length * doublesOf(room),
  });
}

export function decodeRelaxation(
  results: ArrayBuffer,
  spectra: readonly Measured[],
  plan: RelaxationPlan,
): Relaxation[] {
  const room = roomOf(spectra, plan);
  const stride = doublesOf(room);
  return spectra.map(({ frequency }, s) => {
    const all = new Float64Array(results, s * stride * 8, stride);
    const samples = all[0] === RelaxationStatus.Done ? 2 * all[1] - 1 : 0;
    let at = HEAD;
    const take = (count: number, room: number): Float64Array => {
      const part = all.slice(at, at + count);
      at += room;
      return part;
    };
    const rows = (count: number, width: number, room: number): Float64Array[] => {
      const part = Array.from({ length: count }, (_, k) => all.slice(at + k * width, at + (k + 1) * width));
      at += room * width;
      return part;
    };
    const gamma = take(samples, 2 * room.functions);
    const lower = take(samples, 2 * room.functions);
    const upper = take(samples, 2 * room.functions);
    const done = samples > 0;
    const peaks = rows(done ? all[18] : 0, PEAK, PEAKS);
    const arcs = rows(done ? all[19] : 0, ARC, ARCS);
    const steps = rows(done ? all[21] : 0, STEP, STEPS);
    const points = done ? frequency.length : 0;
    return {
      status: all[0],
      lnTauFirst: all[2],
      step: all[3] / 2,
      gamma,
      lower,
      upper,
      lambda: all[4],
      score: all[5],
      misfit: all[6],
      freedom: all[7],
      sigma: all[8],
      seminorm: all[9],
      rInf: [all[10], all[11]],
      inductance: [all[12], all[13]],
      tail: [all[14], all[15]],
      polarization: [all[16], all[17]],
      peaks: peaks.map((peak) => ({
        lnTau: peak[0],
        resistance: peak[1],
        width: peak[2],
        height: peak[3],
        shoulder: peak[4] === 1,
        resistanceError: peak[5],
        lnTauError: peak[6],
        overlap: peak[7],
        arc: peak[8],
      })),
      arcs: arcs.map(([r, tau, p, q]) => [r, tau, p, q] as const),
      pilotLambda: all[20],
      rival: all[23],
      steps: steps.map(([lambda, score, misfit, seminorm]) => [lambda, score, misfit, seminorm] as const),
      factorisations: all[22],
      real: take(points, room.points),
      imaginary: take(points, room.points),
    };
  });
}
