/**
 * The distribution of relaxation times (DRT) of impedance spectra: Z = R∞ + jωL + tail + ∫ γ(ln τ)/(1 + jωτ) d ln τ with γ ≥ 0.
 * Regularised least squares with non-negativity; `assembly/relaxation.ts` does the work and names its sources.
 */

import { gridSharer } from "../fit/batch.ts";
import { faultOf } from "../fit/fault.ts";
import { type Weighting, weightings } from "../fit/options.ts";
import { OptionError } from "../fit/plan.ts";
import type { KernelBuild } from "../kernel/build.ts";
import {
  decodeRelaxation,
  encodeRelaxation,
  type Relaxation,
  type RelaxationPlan,
  RelaxationStatus,
} from "../kernel/relaxation.ts";
import { type Engine, type RunOptions, type Task, withEngine } from "../workers/engine.ts";
import { doubtsAbout, needsTail } from "./relaxationDoubts.ts";
import type { Spectrum } from "./spectrum.ts";

/** Basis functions of ln τ: Gaussians ("radial basis functions"), or the hats of piecewise-linear interpolation. */
export const drtBases = ["gaussian", "linear"] as const;
export type DrtBasis = (typeof drtBases)[number];

/**
 * How λ is chosen. "gcv" (default): generalised cross-validation, of which the largest λ within half a standard error of the least score
 * is taken; "l-curve": its corner; "re-im": cross-validation between real and imaginary parts.
 */
export const drtChoices = ["gcv", "l-curve", "re-im"] as const;
export type DrtChoice = (typeof drtChoices)[number];

/** What stands for an impedance that grows without end towards low frequency: 1/(jωC), or the Warburg term A(1 − j)/√ω. */
export const drtTails = ["none", "capacitor", "warburg", "auto"] as const;
export type DrtTail = (typeof drtTails)[number];

/**
 * What the penalty pulls γ towards. "arcs" (default): a few Havriliak–Negami arcs (R parallel to a CPE among them), fitted to the spectrum
 * at the maxima of the solution without them and as many as the Bayesian information criterion wants; where they do not explain
 * the spectrum γ departs from them, or they are not used at all. "none": towards 0, Tikhonov's regularisation as it is in most programs;
 * at 0.1 % noise it draws the peak of a ZARC of n = 0.8 too low by 10 %.
 */
export const drtPriors = ["arcs", "none"] as const;
export type DrtPrior = (typeof drtPriors)[number];

export interface DrtOptions {
  /** Weights of the residuals as in a fit; default "modulus". */
  readonly weighting?: Weighting;
  /**
   * λ of Σ w²|ΔZ|² + λ∫((γ − γ₀)⁽ᵏ⁾)² d ln τ, the weights w scaled to a mean square of 1: it has no unit and does not depend on the size of Z.
   * Without it λ is chosen.
   */
  readonly lambda?: number;
  readonly choice?: DrtChoice;
  /** Order k of the derivative that the penalty takes, default 2. */
  readonly penalty?: 0 | 1 | 2;
  readonly prior?: DrtPrior;
  readonly basis?: DrtBasis;
  /** Full width at half maximum of a Gaussian is the spacing of the grid over this; default 0.5. */
  readonly coefficient?: number;
  /** Basis functions per decade of τ, default 10. */
  readonly density?: number;
  /** Decades by which the grid of τ exceeds 1/ω of the highest and lowest frequency, default 1. */
  readonly extension?: number;
  /** Whether jωL is part of the model, L ≥ 0; default true. */
  readonly inductance?: boolean;
  /** Default "none"; "auto" takes the better of both tails where γ rises towards the lowest frequency. */
  readonly tail?: DrtTail;
  /** Probability that the band `lower` … `upper` stands for, default 0.95. */
  readonly credibility?: number;
  /** The build of the kernel; default the fastest that works here. */
  readonly kernel?: KernelBuild;
}

/** Options of a batch. */
export interface DrtBatchOptions extends DrtOptions, RunOptions<DrtResult> {
  /** An engine that stays open; without one, one is opened for the batch. */
  readonly engine?: Engine;
}

/** A peak of γ, or a shoulder where an arc has no maximum of its own. Errors are standard errors, NaN where not determined. */
export interface DrtPeak {
  /** Seconds: the maximum of a parabola through the highest samples; of a shoulder, the maximum of its arc. */
  readonly tau: number;
  /** Relative standard error of τ. */
  readonly tauStderr: number;
  /** Ω: its area. Where peaks overlap γ is shared between them in proportion of the arcs, or of ZARCs of their areas and heights. */
  readonly resistance: number;
  readonly resistanceStderr: number;
  /** τ/R in F. */
  readonly capacitance: number;
  /** Full width at half maximum of its share of γ, in decades of τ; NaN where the share does not fall to half on both sides. */
  readonly width: number;
  /** γ at its place in Ω. */
  readonly height: number;
  readonly shoulder: boolean;
}

/** An arc that γ is pulled towards: Z = R/(1 + (jωτ)ᵖ)^(q/p); p = q is R parallel to a CPE with n = p. */
export interface DrtArc {
  readonly resistance: number;
  readonly tau: number;
  readonly p: number;
  readonly q: number;
}

/** One λ that was tried. */
export interface DrtCriterion {
  readonly lambda: number;
  /** The lower the better for "gcv" and "re-im"; curvature, the higher the better, for "l-curve", NaN at both ends. */
  readonly score: number;
  /** Σ w²|ΔZ|² in Ω², and ∫((γ − γ₀)⁽ᵏ⁾)² d ln τ in Ω². */
  readonly misfit: number;
  readonly seminorm: number;
}

export type DrtStatus = "done" | "warning" | "failed";

/** Numbers of a failed result are NaN and its arrays empty. */
export interface DrtResult {
  readonly file?: string;
  readonly spectrum?: string;
  readonly status: DrtStatus;
  /** What was done, or why it could not be. */
  readonly message: string;
  /** One sentence for each thing that is doubtful. */
  readonly warnings: readonly string[];
  /** Seconds, evenly spaced in ln τ. */
  readonly tau: Float64Array;
  /** γ(ln τ) in Ω: its area over ln τ is a resistance. */
  readonly gamma: Float64Array;
  /** The credible band, pointwise: the penalty as a Gaussian prior, where γ is above 0. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly lambda: number;
  readonly choice: DrtChoice | "given";
  readonly criteria: readonly DrtCriterion[];
  /** Ω; standard errors are NaN where the value is held at 0. */
  readonly rInf: number;
  readonly rInfStderr: number;
  /** H; 0 without one. */
  readonly inductance: number;
  readonly inductanceStderr: number;
  readonly tail: Exclude<DrtTail, "auto">;
  /** 1/C in F⁻¹ of a capacitor, A in Ω·s⁻½ of a Warburg tail, 0 without one. */
  readonly tailValue: number;
  readonly tailValueStderr: number;
  /** Polarisation resistance ∫γ d ln τ in Ω, with what arcs have beyond the grid of τ. */
  readonly polarization: number;
  readonly polarizationStderr: number;
  /** In the order of rising τ. */
  readonly peaks: readonly DrtPeak[];
  readonly arcs: readonly DrtArc[];
  /** Z of the model at the frequencies of the spectrum, in Ω. */
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
  /** √(mean |ΔZ|²/|Z|²) over the points. */
  readonly rms: number;
  /** Degrees of freedom that the model takes. */
  readonly freedom: number;
  readonly credibility: number;
  readonly weighting: Weighting;
  readonly penalty: 0 | 1 | 2;
  readonly basis: DrtBasis;
  readonly prior: DrtPrior;
  readonly kernel: KernelBuild;
}

const optionNames = new Set([
  "weighting",
  "lambda",
  "choice",
  "penalty",
  "prior",
  "basis",
  "coefficient",
  "density",
  "extension",
  "inductance",
  "tail",
  "credibility",
  "kernel",
  "engine",
  "workers",
  "signal",
  "onProgress",
  "onResult",
] satisfies (keyof DrtBatchOptions)[] as string[]);

/** Spectra in one job, and below how many a worker takes longer to start than to save. */
const MOST_PER_JOB = 16;
const SPECTRA_PER_WORKER = 20;

/** Options that were checked, with their defaults. */
interface Settings extends Required<Omit<DrtOptions, "kernel" | "lambda">> {
  readonly lambda: number | undefined;
}

/**
 * The distribution of relaxation times of one spectrum, in the calling thread.
 * @throws OptionError for options that make no sense, and for data that cannot be worked on
 */
export async function drt(spectrum: Spectrum, options: DrtOptions = {}): Promise<DrtResult> {
  const [result] = await drtMany([spectrum], { ...options, workers: 0 });
  if (result.status === "failed") throw new OptionError(result.message);
  return result;
}

/**
 * The distributions of many spectra, in worker threads if they are many; results in the order of the spectra. A spectrum that cannot
 * be worked on has a failed result that says why.
 * @throws OptionError for options that make no sense; the signal's reason when it is aborted
 */
export async function drtMany(
  spectra: readonly Spectrum[],
  options: DrtBatchOptions = {},
): Promise<DrtResult[]> {
  const settings = settingsOf(options);
  return withEngine(options, async (engine) => {
    const { workers, signal, onProgress, onResult } = options;
    if (settings.tail !== "auto") {
      const task = taskFor(spectra, settings, settings.tail, engine.build);
      return engine.run(task, { workers, signal, onProgress, onResult });
    }
    const plain = await engine.run(taskFor(spectra, settings, "none", engine.build), {
      workers,
      signal,
      onProgress,
    });
    const rising = plain.flatMap((result, i) => (needsTail(result, spectra[i]) ? [i] : []));
    const withTail = async (tail: "capacitor" | "warburg"): Promise<DrtResult[]> =>
      engine.run(
        taskFor(
          rising.map((i) => spectra[i]),
          settings,
          tail,
          engine.build,
        ),
        { workers, signal },
      );
    const capacitors = rising.length === 0 ? [] : await withTail("capacitor");
    const warburgs = rising.length === 0 ? [] : await withTail("warburg");
    const results = [...plain];
    rising.forEach((i, k) => {
      results[i] = bestTail([plain[i], capacitors[k], warburgs[k]], spectra[i]);
    });
    results.forEach((result, i) => {
      onResult?.(result, i);
    });
    return results;
  });
}

/** Of the results for one spectrum, that with the least score of generalised cross-validation, a rising γ being worse than any. */
function bestTail(results: readonly DrtResult[], spectrum: Spectrum): DrtResult {
  const score = ({ rms, freedom }: DrtResult): number => {
    const left = 1 - freedom / (2 * spectrum.frequency.length);
    return left > 0 ? (rms / left) ** 2 : Infinity;
  };
  const [first, ...others] = results.filter(({ status }) => status !== "failed");
  let best = first ?? results[0];
  for (const one of others) {
    const [now, then] = [needsTail(one, spectrum), needsTail(best, spectrum)];
    if (now !== then ? then : score(one) < score(best)) best = one;
  }
  if (best.tail === "none") return best;
  const name = best.tail === "capacitor" ? "a capacitor" : "a Warburg term";
  return {
    ...best,
    message: `${best.message}; γ would rise towards the lowest frequency: ${name} was taken for the tail`,
  };
}

function settingsOf(options: DrtBatchOptions): Settings {
  const unknown = Object.keys(options).find((key) => !optionNames.has(key));
  if (unknown !== undefined) {
    throw new OptionError(`option "${unknown}" is not known; the options are ${[...optionNames].join(", ")}`);
  }
  const {
    weighting = "modulus",
    lambda,
    choice = "gcv",
    penalty = 2,
    prior = "arcs",
    basis = "gaussian",
    coefficient = 0.5,
    density = 10,
    extension = 1,
    inductance = true,
    tail = "none",
    credibility = 0.95,
  } = options;
  oneOf("weighting", weighting, weightings);
  oneOf("choice", choice, drtChoices);
  oneOf("penalty", penalty, [0, 1, 2]);
  oneOf("prior", prior, drtPriors);
  oneOf("basis", basis, drtBases);
  oneOf("tail", tail, drtTails);
  if (lambda !== undefined) {
    if (options.choice !== undefined) {
      throw new OptionError("lambda is given and a choice of it too; leave out one of them");
    }
    within("lambda", lambda, 1e-12, 1e6);
  }
  within("coefficient", coefficient, 0.3, 1);
  within("density", density, 3, 30);
  within("extension", extension, 0, 4);
  within("credibility", credibility, 0.5, 0.9999);
  return {
    weighting,
    lambda,
    choice,
    penalty,
    prior,
    basis,
    coefficient,
    density,
    extension,
    inductance,
    tail,
    credibility,
  };
}

function oneOf<T>(name: string, value: T, known: readonly T[]): void {
  if (!known.includes(value)) throw new OptionError(`${name} "${value}" is not one of ${known.join(", ")}`);
}

function within(name: string, value: number, least: number, most: number): void {
  if (!(value >= least && value <= most)) {
    throw new OptionError(`${name} ${value} must lie between ${least} and ${most}`);
  }
}

function taskFor(
  spectra: readonly Spectrum[],
  settings: Settings,
  tail: DrtResult["tail"],
  kernel: KernelBuild,
): Task<DrtResult> {
  const plan: RelaxationPlan = {
    weighting: weightings.indexOf(settings.weighting),
    basis: drtBases.indexOf(settings.basis),
    order: settings.penalty,
    inductance: settings.inductance,
    tail: drtTails.indexOf(tail),
    choice: settings.lambda === undefined ? 1 + drtChoices.indexOf(settings.choice) : 0,
    arcs: settings.prior === "arcs",
    lambda: settings.lambda ?? Number.NaN,
    density: settings.density,
    extension: settings.extension,
    coefficient: settings.coefficient,
    deviations: normalQuantile(0.5 + settings.credibility / 2),
  };
  const faults = spectra.map(
    (spectrum, i) => faultOf(spectrum, i, settings.weighting) ?? tooFew(spectrum, i),
  );
  const places = spectra.flatMap((_, i) => (faults[i] === undefined ? [i] : []));
  const share = gridSharer();
  const sound = places.map((i) => share(spectra[i]));
  const failed = (spectrum: Spectrum, message: string): DrtResult =>
    failure(spectrum, message, settings, tail, kernel);
  return {
    total: spectra.length,
    mostPerJob: MOST_PER_JOB,
    perWorker: SPECTRA_PER_WORKER,
    places,
    faulty: faults.flatMap((fault, i) =>
      fault === undefined ? [] : [[i, failed(spectra[i], fault)] as const],
    ),
    encode: (from, to) => encodeRelaxation(sound.slice(from, to), plan),
    decode: (results, from, to) => {
      const part = sound.slice(from, to);
      return decodeRelaxation(results, part, plan).map((relaxation, k) =>
        relaxation.status === RelaxationStatus.Done
          ? assemble(relaxation, part[k], settings, tail, kernel)
          : failed(part[k], statusSentences[relaxation.status] ?? `kernel status ${relaxation.status}`),
      );
    },
    lost: (from, to, error) =>
      sound.slice(from, to).map((spectrum) => failed(spectrum, `the job was lost: ${error.message}`)),
  };
}

const statusSentences: Readonly<Record<number, string>> = {
  [RelaxationStatus.TooFewPoints]: "it has fewer than 3 points",
  [RelaxationStatus.NoSolution]:
    "the linear system has no solution: are there points whose impedance is 0 or overflows?",
  [RelaxationStatus.GridTooLarge]: "the grid of τ does not fit into the result",
};

/** Frequencies are few or equal: no τ can be told from another. */
function tooFew({ frequency, file, name }: Spectrum, index: number): string | undefined {
  const distinct = new Set(frequency).size;
  if (distinct >= 3) return undefined;
  const where = [file, name].filter((part) => part !== undefined).join(", ") || `spectrum ${index + 1}`;
  return `${where}: ${distinct} different ${distinct === 1 ? "frequency" : "frequencies"}; a distribution of relaxation times needs at least 3, better 30`;
}

function failure(
  spectrum: Spectrum,
  message: string,
  settings: Settings,
  tail: DrtResult["tail"],
  kernel: KernelBuild,
): DrtResult {
  const none = new Float64Array(0);
  return {
    ...provenance(spectrum),
    status: "failed",
    message,
    warnings: [],
    tau: none,
    gamma: none,
    lower: none,
    upper: none,
    lambda: Number.NaN,
    criteria: [],
    rInf: Number.NaN,
    rInfStderr: Number.NaN,
    inductance: Number.NaN,
    inductanceStderr: Number.NaN,
    tailValue: Number.NaN,
    tailValueStderr: Number.NaN,
    polarization: Number.NaN,
    polarizationStderr: Number.NaN,
    peaks: [],
    arcs: [],
    real: none,
    imaginary: none,
    rms: Number.NaN,
    freedom: Number.NaN,
    ...frameOf(settings, tail, kernel),
  };
}

function provenance({ file, name }: Spectrum): Pick<DrtResult, "file" | "spectrum"> {
  return { ...(file === undefined ? {} : { file }), ...(name === undefined ? {} : { spectrum: name }) };
}

type Frame = Pick<
  DrtResult,
  "choice" | "tail" | "credibility" | "weighting" | "penalty" | "basis" | "prior" | "kernel"
>;

function frameOf(settings: Settings, tail: DrtResult["tail"], kernel: KernelBuild): Frame {
  const { choice, lambda, credibility, weighting, penalty, basis, prior } = settings;
  return {
    choice: lambda === undefined ? choice : "given",
    tail,
    credibility,
    weighting,
    penalty,
    basis,
    prior,
    kernel,
  };
}

const LN10 = Math.log(10);

function assemble(
  relaxation: Relaxation,
  spectrum: Spectrum,
  settings: Settings,
  tail: DrtResult["tail"],
  kernel: KernelBuild,
): DrtResult {
  const { gamma, lower, upper, lnTauFirst, step, lambda, arcs } = relaxation;
  const result: DrtResult = {
    ...provenance(spectrum),
    status: "done",
    message: messageOf(relaxation, settings),
    warnings: [],
    tau: Float64Array.from(gamma, (_, i) => Math.exp(lnTauFirst + i * step)),
    gamma,
    lower,
    upper,
    lambda,
    criteria: relaxation.steps.map(([at, score, misfit, seminorm]) => ({
      lambda: at,
      score,
      misfit,
      seminorm,
    })),
    rInf: relaxation.rInf[0],
    rInfStderr: relaxation.rInf[1],
    inductance: relaxation.inductance[0],
    inductanceStderr: relaxation.inductance[1],
    tailValue: relaxation.tail[0],
    tailValueStderr: relaxation.tail[1],
    polarization: relaxation.polarization[0],
    polarizationStderr: relaxation.polarization[1],
    peaks: relaxation.peaks.map((peak) => {
      const tau = Math.exp(peak.lnTau);
      return {
        tau,
        tauStderr: peak.lnTauError,
        resistance: peak.resistance,
        resistanceStderr: peak.resistanceError,
        capacitance: tau / peak.resistance,
        width: peak.width > 0 ? peak.width / LN10 : Number.NaN,
        height: peak.height,
        shoulder: peak.shoulder,
      };
    }),
    arcs: arcs.map(([resistance, tau, p, q]) => ({ resistance, tau, p, q })),
    real: relaxation.real,
    imaginary: relaxation.imaginary,
    rms: relativeMisfit(spectrum, relaxation),
    freedom: relaxation.freedom,
    ...frameOf(settings, tail, kernel),
  };
  const warnings = doubtsAbout(result, spectrum);
  return warnings.length === 0 ? result : { ...result, status: "warning", warnings };
}

function messageOf({ lambda, arcs }: Relaxation, { lambda: given, choice, prior }: Settings): string {
  const how = given === undefined ? `chosen by ${choiceNames[choice]}` : "as given";
  const towards =
    arcs.length > 0
      ? `towards ${arcs.length} fitted ${arcs.length === 1 ? "arc" : "arcs"}`
      : prior === "arcs"
        ? "towards 0: no arcs explain the spectrum"
        : "towards 0";
  return `λ = ${Number(lambda.toPrecision(2))} ${how}; γ is pulled ${towards}`;
}

export const choiceNames: Readonly<Record<DrtChoice, string>> = {
  gcv: "generalised cross-validation",
  "l-curve": "the corner of the L-curve",
  "re-im": "cross-validation between real and imaginary parts",
};

function relativeMisfit(
  { real, imaginary }: Spectrum,
  model: Pick<Relaxation, "real" | "imaginary">,
): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < real.length; i++) {
    const modulus = real[i] ** 2 + imaginary[i] ** 2;
    if (modulus === 0) continue;
    sum += ((real[i] - model.real[i]) ** 2 + (imaginary[i] - model.imaginary[i]) ** 2) / modulus;
    count++;
  }
  return Math.sqrt(sum / Math.max(1, count));
}

/** Quantile of the normal distribution, to 1e-9: Acklam's rational function and one step of Halley's method would do; bisection is plain. */
function normalQuantile(p: number): number {
  let [low, high] = [0, 8];
  for (let k = 0; k < 60; k++) {
    const middle = (low + high) / 2;
    if (normalDistribution(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Φ(x) for x ≥ 0 by its series, which has no rounding below 8: Marsaglia, J. Stat. Softw. 11 (2004) no. 4. */
function normalDistribution(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 3; term > 1e-18 * sum; k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + sum * Math.exp(-0.5 * x * x) * 0.3989422804014327;
}
