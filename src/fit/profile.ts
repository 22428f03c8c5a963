import type { Spectrum } from "../impedance/spectrum.ts";
import { Mode } from "../kernel/job.ts";
import type { Circuit } from "../program/circuit.ts";
import { type Analysis, analyse, type CertaintyOptions, Head, noEnds } from "./certainty.ts";
import {
  checkConfidence,
  covarianceIntervals,
  type Intervals,
  parameterEnds,
  parameterValues,
  reach,
} from "./intervals.ts";
import type { Plan } from "./plan.ts";
import type { FitResult } from "./result.ts";

/** What ended an interval. */
export type IntervalEnd = "crossing" | "open" | "not found";

/** Profile likelihood intervals of one spectrum; arrays over parameters in the order of the circuit's text. */
export interface ProfileIntervals extends Intervals {
  readonly method: "profile";
  /** The optimum that the intervals belong to: the fit's, or a better one that was found on the way (`moved`). */
  readonly values: Float64Array;
  readonly chi2: number;
  readonly moved: boolean;
  /** "crossing": the cost rises to its threshold there; "open": the parameter runs to its bound, 0 or infinity before. */
  readonly lowerEnd: readonly IntervalEnd[];
  readonly upperEnd: readonly IntervalEnd[];
  readonly evaluations: number;
}

/** Head of the kernel's result: how often a better optimum was found. */
const MOVED = 4;
/** Relative difference of χ² below which two optima are the same. */
const SAME = 1e-6;
const ends: readonly IntervalEnd[] = ["crossing", "open", "not found"];

/**
 * Profile likelihood intervals: a parameter is held at trial values, all others are fitted again, and the interval ends where the cost
 * has risen by λ·F, with the quantile F of F(1, ν) and λ = χ²/ν (weighting "sigma": of χ², λ = 1; robust losses: λ of Schrader and
 * Hettmansperger 1980). Bates and Watts 1988, Nonlinear Regression Analysis, section 6.1.
 * A parameter that a tie makes of several free ones has its interval from the covariance. Exchangeable arcs keep their order.
 *
 * @throws OptionError or CircuitError with a sentence about what is wrong
 */
export function profileIntervals(
  circuit: string | Circuit,
  spectrum: Spectrum,
  options?: CertaintyOptions,
): Promise<ProfileIntervals>;
export function profileIntervals(
  circuit: string | Circuit,
  spectra: readonly Spectrum[],
  options?: CertaintyOptions,
): Promise<ProfileIntervals[]>;
export async function profileIntervals(
  circuit: string | Circuit,
  spectra: Spectrum | readonly Spectrum[],
  options: CertaintyOptions = {},
): Promise<ProfileIntervals | ProfileIntervals[]> {
  const confidence = checkConfidence(options.confidence);
  const analysis: Analysis<ProfileIntervals> = {
    mode: Mode.Profile,
    options: () => [],
    quantile: (result) => reach(result, confidence),
    stride: ({ variables }) => 5 * variables.length,
    perJob: 32,
    perWorker: 12,
    costTolerance: 1e-13,
    read: (head, numbers, plan, result) => read(head, numbers, plan, result, confidence),
    failed: (result, sentence) => ({
      method: "profile",
      confidence,
      ...noEnds(result),
      values: result.values,
      chi2: result.chi2,
      moved: false,
      lowerEnd: result.parameters.map(() => "not found"),
      upperEnd: result.parameters.map(() => "not found"),
      evaluations: 0,
      warnings: [sentence],
    }),
  };
  return analyse(circuit, spectra, options, [], analysis);
}

function read(
  head: Float64Array,
  numbers: Float64Array,
  plan: Plan,
  result: FitResult,
  confidence: number,
): ProfileIntervals {
  const n = plan.variables.length;
  const values = new Float64Array(plan.compositions.length);
  parameterValues(plan, numbers.subarray(0, n), values);
  const low = new Float64Array(n);
  const high = new Float64Array(n);
  const states: [IntervalEnd, IntervalEnd][] = [];
  plan.variables.forEach(({ scale, lower, upper }, v) => {
    const [from, to] = [ends[numbers[3 * n + 2 * v]], ends[numbers[3 * n + 2 * v + 1]]];
    states.push([from, to]);
    // A scale without a bound of its own ends where nothing could be seen any more: that is 0, or infinity
    low[v] = from === "open" ? (scale === "log" && !(lower > 0) ? 0 : lower) : numbers[n + 2 * v];
    high[v] = to === "open" ? upper : numbers[n + 2 * v + 1];
    if (from === "not found") low[v] = Number.NaN;
    if (to === "not found") high[v] = Number.NaN;
  });
  const { lower, upper } = parameterEnds(plan, low, high);
  const lowerEnd: IntervalEnd[] = [];
  const upperEnd: IntervalEnd[] = [];
  const several: string[] = [];
  const rough = covarianceIntervals(result, confidence);
  plan.compositions.forEach(({ terms }, i) => {
    const [term] = terms;
    const [from, to] = term === undefined ? (["crossing", "crossing"] as const) : states[term.variable];
    lowerEnd.push(term && term.coefficient < 0 ? to : from);
    upperEnd.push(term && term.coefficient < 0 ? from : to);
    if (terms.length > 1) {
      several.push(result.parameters[i]);
      [lower[i], upper[i]] = [rough.lower[i], rough.upper[i]];
      lowerEnd[i] = upperEnd[i] = "crossing";
    }
  });
  const list = (of: readonly IntervalEnd[], state: IntervalEnd): string =>
    result.parameters.filter((_, i) => of[i] === state).join(", ");
  // In a flat valley the cost may still creep: that is the same optimum
  const moved = head[MOVED] > 0 && head[Head.Cost] < result.chi2 * (1 - SAME);
  const warnings: string[] = [];
  if (moved) {
    warnings.push(
      `a better optimum was found on the way (χ² ${head[Head.Cost].toPrecision(6)} instead of ${result.chi2.toPrecision(6)}) and the intervals belong to it: fit again from it`,
    );
  }
  const below = list(lowerEnd, "open");
  if (below) warnings.push(`open below, the data allow it down to its bound or to 0: ${below}`);
  const above = list(upperEnd, "open");
  if (above) warnings.push(`open above, the data allow it up to its bound or to infinity: ${above}`);
  const lost = result.parameters
    .filter((_, i) => lowerEnd[i] === "not found" || upperEnd[i] === "not found")
    .join(", ");
  if (lost) warnings.push(`an end of the interval was not found: ${lost}`);
  if (several.length > 0) {
    warnings.push(`tied to several parameters, interval from the covariance: ${several.join(", ")}`);
  }
  return {
    method: "profile",
    confidence,
    lower,
    upper,
    values,
    chi2: head[Head.Cost],
    moved,
    lowerEnd,
    upperEnd,
    evaluations: head[Head.Evaluations],
    warnings,
  };
}
