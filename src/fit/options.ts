import type { KernelBuild } from "../kernel/build.ts";
import type { RunOptions } from "../workers/engine.ts";
import type { FitResult } from "./result.ts";

/**
 * Weights of the residuals. "modulus" (default): 1/|Z|; "unit": 1; "proportional": 1/|Z′| and 1/|Z″|;
 * "sigma": 1/σ with the measured σ of the spectrum.
 */
export const weightings = ["unit", "modulus", "proportional", "sigma"] as const;
export type Weighting = (typeof weightings)[number];

/** Robust losses as SciPy's `least_squares` defines them, applied to each weighted residual over `lossScale`. */
export const losses = ["linear", "soft-l1", "huber", "cauchy"] as const;
export type Loss = (typeof losses)[number];

/** What a fit does where its options say nothing. */
export const fitDefaults = {
  weighting: "modulus",
  loss: "linear",
  starts: 150,
  seed: 1,
  evaluations: 300,
  tolerance: 1e-12,
} as const satisfies FitOptions;

export interface FitOptions {
  readonly weighting?: Weighting;
  readonly loss?: Loss;
  /**
   * Weighted residual at which a robust loss starts to bend. Default: 1 for weighting "sigma", else 1.4826 times the median
   * |weighted residual|, per spectrum: first of the plain fit, then twice more of the robust one. The result says what it was.
   */
  readonly lossScale?: number;
  /** Parameters held at a value: { "R0.R": 10 }. */
  readonly fixed?: Readonly<Record<string, number>>;
  /** Bounds by parameter, in SI units: { "CPE1.n": [0.5, 1] }. A lower bound below 0 frees a scale to be negative. */
  readonly bounds?: Readonly<Record<string, readonly [number, number]>>;
  /** Linear ties: { "R3.R": "2*R2.R", "CPE1.n": "CPE2.n" }. */
  readonly ties?: Readonly<Record<string, string>>;
  /** Start values, tried first; parameters without one are drawn. */
  readonly start?: Readonly<Record<string, number>>;
  /**
   * Most local fits from drawn starts, default 150, of which the search makes as many as it takes until enough of them bring nothing
   * better; a number that is given is made in full, or to a half where most agree.
   * 0 with a complete `start` fits from that start alone.
   */
  readonly starts?: number;
  /** Seed of the draws, default 1; the same seed gives the same numbers on every machine and with any number of workers. */
  readonly seed?: number;
  /** Most evaluations of one local fit, default 300; a drawn start spends at most 60 before the best goes on. */
  readonly evaluations?: number;
  /** Relative change of the cost below which a fit has converged, default 1e-12. */
  readonly tolerance?: number;
  /**
   * Elements of your own: "Zx(A,tau)=A/sqrt(1+j*w*tau)", Z in Ω with j, w (ω = 2πf) and f. They stay known to later calls; see
   * `defineElement`.
   */
  readonly elements?: readonly string[];
  /** The build of the kernel; default the fastest that works here. */
  readonly kernel?: KernelBuild;
  /** Rejects with the signal's reason when it is aborted. */
  readonly signal?: AbortSignal;
}

/** Options of a batch. */
export interface BatchOptions extends FitOptions, RunOptions<FitResult> {}
