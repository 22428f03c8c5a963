import { compileCircuit } from "../program/compile.ts";
import { parseCircuit } from "../program/syntax.ts";
import { normalQuantile, studentQuantile } from "./distribution.ts";
import type { Plan } from "./plan.ts";
import { OptionError } from "./plan.ts";
import type { FitResult } from "./result.ts";

/** How intervals are found; `covariance` costs nothing, each of the others fits or evaluates many times. */
export const intervalMethods = [
  "covariance",
  "profile",
  "residual-bootstrap",
  "wild-bootstrap",
  "sample",
] as const;
export type IntervalMethod = (typeof intervalMethods)[number];

/** Confidence intervals of the parameters of one fit, in the order of the circuit's text. */
export interface Intervals {
  readonly method: IntervalMethod;
  /** Probability that an interval holds the true value (of the posterior, for "sample"): 0.95. */
  readonly confidence: number;
  /**
   * Ends in SI units. A fixed parameter has its value twice. 0 or ±Infinity: open at that end, and a warning says so; NaN: not
   * determined.
   */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** One sentence for each reason to read the intervals with care. */
  readonly warnings: readonly string[];
}

export const defaultConfidence = 0.95;

/** @throws OptionError when it is not between 0 and 1 */
export function checkConfidence(confidence: number = defaultConfidence): number {
  if (!(confidence > 0 && confidence < 1)) {
    throw new OptionError(
      `confidence ${confidence} must lie between 0 and 1, such as 0.95${confidence >= 50 && confidence < 100 ? `; did you mean ${confidence / 100}?` : ""}`,
    );
  }
  return confidence;
}

/**
 * How many standard errors a two-sided interval reaches: Student's t where the residuals gave the scale, the normal quantile where σ
 * was measured.
 */
export function reach(
  result: Pick<FitResult, "weighting" | "loss" | "degreesOfFreedom">,
  confidence: number,
): number {
  const p = 0.5 + 0.5 * confidence;
  if (result.weighting === "sigma" && result.loss === "linear") return normalQuantile(p);
  return result.degreesOfFreedom > 0 ? studentQuantile(p, result.degreesOfFreedom) : Number.NaN;
}

/**
 * Intervals from the covariance at the optimum: value ± t·error. Scales (R, Q, C, L, τ) that are above 0 are fitted in their
 * logarithm, and their interval is symmetric there, value·exp(±t·error/value): it never reaches below 0, and for weakly determined
 * scales it covers as stated where a symmetric one is one-sided (`bench/certainty.js`).
 *
 * @throws OptionError for a confidence outside 0…1
 */
export function covarianceIntervals(result: FitResult, confidence?: number): Intervals {
  const probability = checkConfidence(confidence);
  const t = reach(result, probability);
  const scales = compileCircuit(parseCircuit(result.circuit)).parameters.map(({ scale }) => scale);
  const end = (i: number, sign: number): number => {
    const value = result.values[i];
    const error = result.stderr[i];
    if (result.status === "failed") return Number.NaN;
    if (error === 0) return value;
    return scales[i] === "log" && value > 0
      ? value * Math.exp((sign * t * error) / value)
      : value + sign * t * error;
  };
  const lost = result.parameters.filter((_, i) => Number.isNaN(result.stderr[i]));
  return {
    method: "covariance",
    confidence: probability,
    lower: result.values.map((_, i) => end(i, -1)),
    upper: result.values.map((_, i) => end(i, 1)),
    warnings:
      result.status === "failed"
        ? ["the fit failed: it has no intervals"]
        : lost.length > 0
          ? [`no interval from the covariance: ${lost.join(", ")}`]
          : [],
  };
}

/** Ends of parameters from ends of variables; a parameter of several variables is NaN. */
export function parameterEnds(
  plan: Plan,
  low: ArrayLike<number>,
  high: ArrayLike<number>,
): { readonly lower: Float64Array; readonly upper: Float64Array } {
  const lower = new Float64Array(plan.compositions.length).fill(Number.NaN);
  const upper = lower.slice();
  plan.compositions.forEach(({ offset, terms }, i) => {
    if (terms.length === 0) lower[i] = upper[i] = offset;
    if (terms.length !== 1) return;
    const [{ variable, coefficient }] = terms;
    const ends = [offset + coefficient * low[variable], offset + coefficient * high[variable]];
    lower[i] = coefficient < 0 ? ends[1] : ends[0];
    upper[i] = coefficient < 0 ? ends[0] : ends[1];
  });
  return { lower, upper };
}

/** Values of the parameters from those of the variables. */
export function parameterValues(plan: Plan, variables: ArrayLike<number>, into: Float64Array): void {
  plan.compositions.forEach(({ offset, terms }, i) => {
    into[i] = terms.reduce(
      (sum, { variable, coefficient }) => sum + coefficient * variables[variable],
      offset,
    );
  });
}
