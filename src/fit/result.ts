import type { KernelBuild } from "../kernel/build.ts";
import type { Diagnostics } from "./diagnostics.ts";
import type { Intervals } from "./intervals.ts";
import type { Loss, Weighting } from "./options.ts";

/** Why the solver stopped; `stopSentences` says each in words. The numbers are the kernel's. */
export const StopReason = {
  CostConverged: 1,
  StepConverged: 2,
  GradientConverged: 3,
  ExactFit: 4,
  EvaluationLimit: 5,
  NoProgress: 6,
  NotFinite: 7,
  TooFewPoints: 8,
  InvalidData: 9,
  WorkerLost: 10,
  KernelError: 11,
} as const;
export type StopReason = (typeof StopReason)[keyof typeof StopReason];

export const stopSentences: Readonly<Record<StopReason, string>> = {
  [StopReason.CostConverged]: "converged: a further step would change the cost by less than the tolerance",
  [StopReason.StepConverged]:
    "converged: a further step would change the parameters by less than the tolerance",
  [StopReason.GradientConverged]: "converged: the residuals are orthogonal to every derivative",
  [StopReason.ExactFit]: "converged: the model reproduces the data exactly",
  [StopReason.EvaluationLimit]: "stopped at the limit of evaluations before it converged",
  [StopReason.NoProgress]: "stopped: no step lowers the cost, yet the gradient is not zero",
  [StopReason.NotFinite]: "failed: the model is not finite at any start",
  [StopReason.TooFewPoints]: "failed: fewer residuals than free parameters",
  [StopReason.InvalidData]: "failed: the spectrum is not fit to be fitted",
  [StopReason.WorkerLost]: "failed: every worker that tried this spectrum died",
  [StopReason.KernelError]: "failed: the kernel could not work on this spectrum",
};

/** "converged": use it; "warning": converged, but read the warnings; "failed": the values are not an optimum. */
export type FitStatus = "converged" | "warning" | "failed";

/** What every fit ends with, whatever was fitted. All arrays over parameters are in the order of the text that names them. */
export interface Solution {
  readonly kernel: KernelBuild;
  readonly loss: Loss;
  /** Weighted residual at which a robust loss bent; NaN for the linear loss. */
  readonly lossScale: number;
  readonly status: FitStatus;
  readonly reason: StopReason;
  /** A sentence: the stop reason, and what is doubtful. */
  readonly message: string;
  readonly warnings: readonly string[];
  /** Names such as "CPE1.Q", and their SI units. */
  readonly parameters: readonly string[];
  readonly units: readonly string[];
  readonly values: Float64Array;
  /** Standard errors in the units of the values; 0 for fixed parameters, NaN where they are not determined. */
  readonly stderr: Float64Array;
  /** "free", "fixed", "tied", "at lower bound", "at upper bound" or "not identifiable", per parameter. */
  readonly states: readonly ParameterState[];
  /** Row-major, parameters × parameters, in the units of the values; NaN rows where not determined. */
  readonly covariance: Float64Array;
  readonly correlation: Float64Array;
  /** Condition number of the Jacobian with columns scaled to unit length; above 1e7 parameters are nearly exchangeable, and it is said. */
  readonly conditionNumber: number;
  /** Weighted sum of squared residuals (of their loss, if it is robust). */
  readonly chi2: number;
  readonly degreesOfFreedom: number;
  /** Model evaluations with derivatives, over all starts. */
  readonly evaluations: number;
  /** Independent local fits tried, and how many of them ended in the reported optimum. */
  readonly starts: number;
  readonly agreement: number;
  readonly file?: string;
  readonly spectrum?: string;
  /** Confidence intervals and residual diagnostics, where they were asked for: `intervals.ts`, `diagnostics.ts`. */
  readonly intervals?: Intervals;
  readonly diagnostics?: Diagnostics;
}

/** The fit of one spectrum. */
export interface FitResult extends Solution {
  /** The circuit as fitted, in impedance.py's syntax. */
  readonly circuit: string;
  readonly weighting: Weighting;
  /** √(mean |ΔZ|²/|Z|²) over the points: the relative misfit, whatever the weighting. */
  readonly rms: number;
}

export type ParameterState =
  | "free"
  | "fixed"
  | "tied"
  | "at lower bound"
  | "at upper bound"
  | "not identifiable";
