import type { KernelBuild } from "../kernel/build.ts";
import type { Engine, RunOptions } from "../workers/engine.ts";
import type { CurveResult } from "./curveResult.ts";
import type { FitOptions } from "./options.ts";

/**
 * Weights of the residuals. "unit": 1; "sigma": 1/σ with the given σ; "proportional": 1/|y|; "poisson": 1/√y, for counts (at least 1).
 * The errors of "sigma" and "poisson" follow from these σ, those of the others from the scatter of the residuals.
 */
export const curveWeightings = ["unit", "sigma", "proportional", "poisson"] as const;
export type CurveWeighting = (typeof curveWeightings)[number];

/** Parameters are those of the formula: { b1: 2 }. */
export interface CurveOptions
  extends Pick<
    FitOptions,
    "loss" | "lossScale" | "fixed" | "bounds" | "ties" | "seed" | "evaluations" | "tolerance" | "signal"
  > {
  /** Start values. Parameters that the model is linear in need none. */
  readonly start?: Readonly<Record<string, number>>;
  /** Default "sigma" where the first curve has standard deviations, else "unit". */
  readonly weighting?: CurveWeighting;
  /**
   * Most further tries from the start, default 12: with the linear parameters eliminated, with other dampings, then from places
   * further and further away. Fewer where five tries agree.
   */
  readonly retries?: number;
  readonly kernel?: KernelBuild;
  /** An engine that is open already; default: one that is opened for the call. */
  readonly engine?: Engine;
}

/** Options of a batch of curves. */
export interface CurveBatchOptions extends CurveOptions, RunOptions<CurveResult> {}

/** What a fit of a curve does where its options say nothing. */
export const curveDefaults = {
  loss: "linear",
  retries: 12,
  seed: 1,
  evaluations: 600,
  tolerance: 1e-15,
} as const satisfies CurveOptions;

/** Every name of `CurveBatchOptions`: a misspelt option must not be a silent default. */
export const curveOptionNames: ReadonlySet<string> = new Set([
  "weighting",
  "loss",
  "lossScale",
  "fixed",
  "bounds",
  "ties",
  "start",
  "retries",
  "seed",
  "evaluations",
  "tolerance",
  "kernel",
  "engine",
  "signal",
  "workers",
  "onProgress",
  "onResult",
] satisfies (keyof CurveBatchOptions)[] as string[]);
