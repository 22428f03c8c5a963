/** What a distribution of relaxation times says to a user. */
import type { Weighting } from "../fit/options.ts";
import type { KernelBuild } from "../kernel/build.ts";
import type { Relaxation } from "../kernel/relaxation.ts";
import { numberText } from "./quantityText.ts";
import { doubtsAbout, rangeOf } from "./relaxationDoubts.ts";
import {
  choiceNames,
  type DrtBasis,
  type DrtChoice,
  type DrtPrior,
  type DrtSettings,
  type DrtTail,
} from "./relaxationOptions.ts";
import type { Spectrum } from "./spectrum.ts";

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
  /**
   * Whether it overlaps others and how γ is to be shared between them is not known: where no arcs share it, or where the number of arcs is not
   * certain. Its resistance has no standard error then: that of an area between fixed borders would be far too small.
   */
  readonly overlapping: boolean;
  /** Whether τ lies beyond 1/ω of the measured frequencies: an extrapolation, without standard errors. */
  readonly outside: boolean;
  /** Whether it stands for an arc sharper than n = 0.93, drawn as wide as that: its height and width are not those of the arc. */
  readonly sharp: boolean;
  /** Whether its resistance is not above its standard error. */
  readonly vague: boolean;
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

/** The result of a spectrum that could not be worked on. */
export function failure(
  spectrum: Spectrum,
  message: string,
  settings: DrtSettings,
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

function frameOf(settings: DrtSettings, tail: DrtResult["tail"], kernel: KernelBuild): Frame {
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

/** The result of a spectrum, with what is doubtful about it. */
export function assemble(
  relaxation: Relaxation,
  spectrum: Spectrum,
  settings: DrtSettings,
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
    peaks: peaksOf(relaxation, spectrum),
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

/** Area that a peak may have in common with others, in standard errors: where it is not known whose that is. */
const CONTESTED = 2;
/** The criterion of another number of arcs above that of the best from which on it is no rival: twenty to one. */
const NO_RIVAL = 6;
/** Share of its area that a peak has in common with others from which on another number of arcs would change it. */
const RIVALLED = 0.15;
/** Slope from which on an arc is drawn wider than it is; `assembly/havriliak.ts` has the same number. */
const STEEPEST_DRAWN = 0.93;
/** An arc of less than this share of all resistance is no concern. */
const LEAST_ARC = 0.01;

function peaksOf({ peaks, arcs, rival, polarization }: Relaxation, { frequency }: Spectrum): DrtPeak[] {
  const { lowest, highest } = rangeOf(frequency);
  const lnSharp = arcs
    .filter(([resistance, , p, q]) => {
      return Math.max(p, q) > STEEPEST_DRAWN && resistance > LEAST_ARC * polarization[0];
    })
    .map(([, tau]) => Math.log(tau));
  const nearest = lnSharp.map((at) =>
    peaks.reduce(
      (best, { lnTau }, k) => (Math.abs(lnTau - at) < Math.abs(peaks[best].lnTau - at) ? k : best),
      0,
    ),
  );
  return peaks.map((peak, k) => {
    const tau = Math.exp(peak.lnTau);
    const outside = tau < 1 / (2 * Math.PI * highest) || tau > 1 / (2 * Math.PI * lowest);
    // One arc more changes little where peaks hardly overlap
    const rivalled = rival === 0 || (rival < NO_RIVAL && peak.overlap > RIVALLED);
    const unshared = peak.arc < 0 || rivalled;
    const overlapping = unshared && peak.overlap * peak.resistance > CONTESTED * peak.resistanceError;
    const known = !overlapping && !outside;
    return {
      tau,
      tauStderr: outside ? Number.NaN : peak.lnTauError,
      resistance: peak.resistance,
      resistanceStderr: known ? peak.resistanceError : Number.NaN,
      capacitance: tau / peak.resistance,
      width: peak.width > 0 ? peak.width / LN10 : Number.NaN,
      height: peak.height,
      shoulder: peak.shoulder,
      overlapping,
      outside,
      sharp: nearest.includes(k),
      vague: peak.resistanceError >= peak.resistance,
    };
  });
}

function messageOf({ lambda, arcs }: Relaxation, { lambda: given, choice, prior }: DrtSettings): string {
  const how = given === undefined ? `chosen by ${choiceNames[choice]}` : "as given";
  const towards =
    arcs.length > 0
      ? `towards ${arcs.length} fitted ${arcs.length === 1 ? "arc" : "arcs"}`
      : prior === "arcs"
        ? "towards 0: no arcs explain the spectrum"
        : "towards 0";
  return `λ = ${numberText(lambda, 2)} ${how}; γ is pulled ${towards}`;
}

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
