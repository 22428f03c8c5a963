/** What the user may say about a distribution of relaxation times, and what is meant where nothing is said. */
import { type Weighting, weightings } from "../fit/options.ts";
import { OptionError } from "../fit/plan.ts";
import type { KernelBuild } from "../kernel/build.ts";
import type { Engine, RunOptions } from "../workers/engine.ts";
import type { DrtResult } from "./relaxationResult.ts";

/** Basis functions of ln τ: Gaussians ("radial basis functions"), or the hats of piecewise-linear interpolation. */
export const drtBases = ["gaussian", "linear"] as const;
export type DrtBasis = (typeof drtBases)[number];

/**
 * How λ is chosen. "gcv" (default): generalised cross-validation, of which the largest λ within half a standard error of the least score
 * is taken; "l-curve": its corner; "re-im": cross-validation between real and imaginary parts.
 */
export const drtChoices = ["gcv", "l-curve", "re-im"] as const;
export type DrtChoice = (typeof drtChoices)[number];

export const choiceNames: Readonly<Record<DrtChoice, string>> = {
  gcv: "generalised cross-validation",
  "l-curve": "the corner of the L-curve",
  "re-im": "cross-validation between real and imaginary parts",
};

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
  /** Default "auto": none, or the better of both tails where γ rises towards the lowest frequency. */
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

/** Options that were checked, with their defaults. */
export interface DrtSettings extends Required<Omit<DrtOptions, "kernel" | "lambda">> {
  readonly lambda: number | undefined;
}

/** @throws OptionError for options that are unknown or make no sense */
export function settingsOf(options: DrtBatchOptions): DrtSettings {
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
    tail = "auto",
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
