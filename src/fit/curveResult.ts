import type { KernelBuild } from "../kernel/build.ts";
import type { SolvedSpectrum } from "../kernel/job.ts";
import { doubtsOf, type Estimates, estimatesOf } from "./assemble.ts";
import { correlationOf } from "./correlation.ts";
import type { CurveData, SoundCurve } from "./curveData.ts";
import type { CurveWeighting } from "./curveOptions.ts";
import type { Loss } from "./options.ts";
import type { Parameterised, Plan } from "./plan.ts";
import { type Solution, StopReason, stopSentences } from "./result.ts";

/** The fit of one curve. */
export interface CurveResult extends Solution {
  /** The model as it was written. */
  readonly model: string;
  readonly weighting: CurveWeighting;
  /** Σ(y − model)² without weights, y being the left side of the model. */
  readonly rss: number;
  /** √(χ²/ν); in the unit of y with weighting "unit", else relative to the σ of the weights. */
  readonly residualSd: number;
  /** Share of the weighted scatter about the mean that the model explains, 1 − χ²/Σw²(y − ȳ)²; NaN where nothing scatters. */
  readonly r2: number;
  /** Values of the model at the points, and of its left side there. */
  readonly fitted: Float64Array;
  readonly measured: Float64Array;
}

/** What is the same for every curve of a batch. */
export interface CurveFrame {
  readonly model: string;
  readonly plan: Plan<Parameterised>;
  readonly names: readonly string[];
  readonly units: readonly string[];
  readonly weighting: CurveWeighting;
  /** Whether the weights say how large the residuals should be; else their scatter does. */
  readonly isAbsolute: boolean;
  readonly loss: Loss;
  readonly kernel: KernelBuild;
  readonly noun: "model";
  /** What else is known about the parameters once they are found, before doubts are looked for. */
  readonly settle?: (estimates: Estimates, curve: SoundCurve) => Estimates;
}

/** Turns what the kernel wrote about one curve into its result. */
export function assembleCurve(
  frame: CurveFrame,
  solved: SolvedSpectrum,
  fitted: Float64Array,
  curve: SoundCurve,
  data: CurveData,
): CurveResult {
  const { plan, loss, isAbsolute } = frame;
  const weights = curve.sigma?.map((s) => (s > 0 ? 1 / s : 0)) ?? new Float64Array(curve.y.length).fill(1);
  const degreesOfFreedom = Math.max(0, weights.filter((w) => w > 0).length - plan.variables.length);
  const variance = degreesOfFreedom > 0 ? solved.cost / degreesOfFreedom : Number.NaN;
  const scale = loss !== "linear" ? solved.variance : isAbsolute ? 1 : variance;
  const found = estimatesOf(plan, solved, scale);
  const estimates = frame.settle?.(found, curve) ?? found;
  const reason = solved.reason as StopReason;
  const converged = reason <= StopReason.ExactFit;
  const warnings = converged ? doubtsOf(frame, solved, estimates, degreesOfFreedom) : [];
  return {
    ...headOf(frame, data),
    lossScale: loss === "linear" ? Number.NaN : solved.lossScale,
    status: !converged ? "failed" : warnings.length > 0 ? "warning" : "converged",
    reason,
    message: [stopSentences[reason], ...warnings].join("; "),
    warnings,
    ...estimates,
    correlation: correlationOf(estimates.covariance, estimates.stderr),
    conditionNumber: solved.conditionNumber,
    chi2: solved.cost,
    rss: curve.y.reduce((sum, y, i) => sum + (y - fitted[i]) ** 2, 0),
    residualSd: Math.sqrt(variance),
    r2: explained(curve.y, fitted, weights),
    degreesOfFreedom,
    evaluations: solved.evaluations,
    starts: solved.starts,
    agreement: solved.agreement,
    fitted,
    measured: curve.y,
  };
}

function headOf(
  frame: CurveFrame,
  { file, name }: CurveData,
): Pick<
  CurveResult,
  "model" | "kernel" | "weighting" | "loss" | "parameters" | "units" | "file" | "spectrum"
> {
  return {
    model: frame.model,
    kernel: frame.kernel,
    weighting: frame.weighting,
    loss: frame.loss,
    parameters: frame.names,
    units: frame.units,
    ...(file === undefined ? {} : { file }),
    ...(name === undefined ? {} : { spectrum: name }),
  };
}

function explained(y: Float64Array, fitted: Float64Array, weights: Float64Array): number {
  let total = 0;
  let mean = 0;
  weights.forEach((w, i) => {
    total += w * w;
    mean += w * w * y[i];
  });
  mean /= total;
  let scatter = 0;
  let left = 0;
  weights.forEach((w, i) => {
    scatter += (w * (y[i] - mean)) ** 2;
    left += (w * (y[i] - fitted[i])) ** 2;
  });
  return scatter > 0 ? 1 - left / scatter : Number.NaN;
}

/** The result of a curve that was never fitted. */
export function unfittedCurve(
  frame: CurveFrame,
  data: CurveData,
  reason: StopReason,
  message: string,
): CurveResult {
  const count = frame.names.length;
  const nothing = (length: number): Float64Array => new Float64Array(length).fill(Number.NaN);
  return {
    ...headOf(frame, data),
    lossScale: Number.NaN,
    status: "failed",
    reason,
    message,
    warnings: [],
    values: nothing(count),
    stderr: nothing(count),
    states: frame.plan.roles,
    covariance: nothing(count * count),
    correlation: nothing(count * count),
    conditionNumber: Number.NaN,
    chi2: Number.NaN,
    rss: Number.NaN,
    residualSd: Number.NaN,
    r2: Number.NaN,
    degreesOfFreedom: Math.max(0, data.y.length - frame.plan.variables.length),
    evaluations: 0,
    starts: 0,
    agreement: 0,
    fitted: nothing(data.y.length),
    measured: Float64Array.from(data.y),
  };
}
