import type { Spectrum } from "../impedance/spectrum.ts";
import type { KernelBuild } from "../kernel/build.ts";
import type { SolvedSpectrum, Variable } from "../kernel/job.ts";
import { correlationOf } from "./correlation.ts";
import type { Loss, Weighting } from "./options.ts";
import { type ArcGroup, arcOrder } from "./order.ts";
import type { Parameterised, Plan } from "./plan.ts";
import {
  type FitResult,
  type FitStatus,
  type ParameterState,
  type Solution,
  StopReason,
  stopSentences,
} from "./result.ts";

/** What is the same for every spectrum of a batch. */
export interface Frame {
  readonly circuit: string;
  readonly plan: Plan;
  readonly groups: readonly ArcGroup[];
  readonly weighting: Weighting;
  readonly loss: Loss;
  readonly kernel: KernelBuild;
  readonly names: readonly string[];
  readonly units: readonly string[];
}

/** Relative misfit above which a fit, converged or not, does not describe the data; for weightings that are relative themselves. */
const POOR = 0.1;
const relative: ReadonlySet<string> = new Set(["modulus", "proportional"]);
/** Root mean square of residual/σ above which the given σ and the circuit contradict each other. */
const FAR_FROM_SIGMA = 2;

/** Share of the independent starts below which their best may not be the best there is. */
const FEW_AGREE = 0.075;

/** Above this condition number of the scaled Jacobian, single parameters are no longer determined to a digit. */
const ILL_CONDITIONED = 1e7;

/**
 * Turns what the kernel wrote about one spectrum into its result: parameters, uncertainties, words.
 * @param given what the inverse is multiplied with to give the covariance; default 1 for weighting "sigma", else χ²/ν
 */
export function assembleResult(
  frame: Frame,
  solved: SolvedSpectrum,
  spectrum: Spectrum,
  given?: number,
): FitResult {
  const { plan } = frame;
  const degreesOfFreedom = Math.max(0, weightedResiduals(frame, spectrum) - plan.variables.length);
  // A measured σ gives the scale of the errors; with any other weighting or a robust loss the residuals do (`dispersion.ts` of the kernel)
  const scale = given ?? solved.variance;
  const estimates = estimatesOf(plan, solved, scale, (values) =>
    frame.groups.length > 0 ? arcOrder(frame.groups, values) : undefined,
  );
  const reason = solved.reason as StopReason;
  const converged = reason <= StopReason.ExactFit;
  const warnings = converged ? doubtsOf(frame, solved, estimates, degreesOfFreedom) : [];
  const status: FitStatus = !converged ? "failed" : warnings.length > 0 ? "warning" : "converged";
  return {
    circuit: frame.circuit,
    kernel: frame.kernel,
    weighting: frame.weighting,
    loss: frame.loss,
    lossScale: frame.loss === "linear" ? Number.NaN : solved.lossScale,
    status,
    reason,
    message: [stopSentences[reason], ...warnings].join("; "),
    warnings,
    parameters: frame.names,
    units: frame.units,
    ...estimates,
    correlation: correlationOf(estimates.covariance, estimates.stderr),
    conditionNumber: solved.conditionNumber,
    rms: solved.rms,
    chi2: solved.cost,
    degreesOfFreedom,
    evaluations: solved.evaluations,
    starts: solved.starts,
    agreement: solved.agreement,
    ...nameOf(spectrum),
  };
}

/** Parameters as the solver left them. */
export type Estimates = Pick<Solution, "values" | "stderr" | "states" | "covariance">;

/**
 * The parameters that follow from the variables.
 * @param scale what the inverse is multiplied with to give the covariance
 * @param orderOf the order in which exchangeable parameters are reported
 */
export function estimatesOf(
  plan: Plan<Parameterised>,
  solved: SolvedSpectrum,
  scale: number,
  orderOf: (values: Float64Array) => readonly number[] | undefined = () => undefined,
): Estimates {
  const count = plan.compositions.length;
  const found = variableStates(plan, solved, scale);
  const values = new Float64Array(count);
  const worst = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const { offset, terms } = plan.compositions[i];
    values[i] = offset;
    for (const { variable, coefficient } of terms) {
      values[i] += coefficient * solved.values[variable];
      worst[i] = Math.max(worst[i], found[variable]);
    }
  }
  const order = orderOf(values);
  const covariance = covarianceOf(plan, solved, found, scale, order);
  // What the user asked for stays where it was asked for, what the fit found goes with the values
  const states = plan.roles.map((role, i): ParameterState => {
    const state = worst[order ? order[i] : i];
    if (role === "fixed" || plan.compositions[i].terms.length === 0) return role;
    if (state === 3) return "not identifiable";
    if (role === "tied") return role;
    return state === 1 ? "at lower bound" : state === 2 ? "at upper bound" : role;
  });
  const stderr = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    stderr[i] = states[i] === "fixed" ? 0 : Math.sqrt(covariance[i * count + i]);
  }
  return { values: order ? Float64Array.from(order, (i) => values[i]) : values, stderr, states, covariance };
}

/** Covariance of the parameters, in the order in which they are reported; NaN where a variable is lost. */
function covarianceOf(
  plan: Plan<Parameterised>,
  { inverse }: SolvedSpectrum,
  found: readonly number[],
  scale: number,
  order: readonly number[] | undefined,
): Float64Array {
  const n = plan.variables.length;
  const count = plan.compositions.length;
  const covariance = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    const a = plan.compositions[order ? order[i] : i].terms;
    for (let j = i; j < count; j++) {
      const b = plan.compositions[order ? order[j] : j].terms;
      let sum = 0;
      for (const { variable: v, coefficient: p } of a) {
        for (const { variable: w, coefficient: q } of b) {
          sum += found[v] === 3 || found[w] === 3 ? Number.NaN : p * q * inverse[v * n + w];
        }
      }
      covariance[i * count + j] = covariance[j * count + i] = sum * scale;
    }
  }
  return covariance;
}

/** A scale whose logarithm is uncertain by more than this is not identifiable: it could be anything. */
const LOST = 10;

/** States of the variables as the kernel found them, and 3 for scales that are uncertain beyond any use. */
function variableStates(plan: Plan<Parameterised>, solved: SolvedSpectrum, scale: number): number[] {
  const n = plan.variables.length;
  return plan.variables.map((variable, v) => {
    const relative = Math.sqrt(solved.inverse[v * n + v] * scale) / Math.abs(solved.values[v]);
    return variable.scale === "log" && solved.states[v] === 0 && relative > LOST ? 3 : solved.states[v];
  });
}

/** Residuals that weigh something: a part that is exactly 0 has no relative error, and no weight. */
export function weightedResiduals(frame: Frame, { frequency, real, imaginary }: Spectrum): number {
  let count = 2 * frequency.length;
  const alone = frame.weighting === "proportional";
  if (!alone && frame.weighting !== "modulus") return count;
  for (let i = 0; i < frequency.length; i++) {
    if (real[i] === 0 && (alone || imaginary[i] === 0)) count--;
    if (imaginary[i] === 0 && (alone || real[i] === 0)) count--;
  }
  return count;
}

/** The result of a spectrum that was never fitted. */
export function unfitted(frame: Frame, spectrum: Spectrum, reason: StopReason, detail?: string): FitResult {
  const count = frame.names.length;
  return {
    circuit: frame.circuit,
    kernel: frame.kernel,
    weighting: frame.weighting,
    loss: frame.loss,
    lossScale: Number.NaN,
    status: "failed",
    reason,
    message: detail ?? stopSentences[reason],
    warnings: [],
    parameters: frame.names,
    units: frame.units,
    values: new Float64Array(count).fill(Number.NaN),
    stderr: new Float64Array(count).fill(Number.NaN),
    states: frame.plan.roles,
    covariance: new Float64Array(count * count).fill(Number.NaN),
    correlation: new Float64Array(count * count).fill(Number.NaN),
    conditionNumber: Number.NaN,
    rms: Number.NaN,
    chi2: Number.NaN,
    degreesOfFreedom: Math.max(0, 2 * pointsOf(spectrum) - frame.plan.variables.length),
    evaluations: 0,
    starts: 0,
    agreement: 0,
    ...nameOf(spectrum ?? {}),
  };
}

/** 0 for what is no spectrum: its result says so. */
function pointsOf(spectrum: Partial<Spectrum> | null | undefined): number {
  return spectrum?.frequency?.length ?? 0;
}

function nameOf(spectrum: Pick<Spectrum, "file" | "name">): { file?: string; spectrum?: string } {
  return {
    ...(spectrum.file === undefined ? {} : { file: spectrum.file }),
    ...(spectrum.name === undefined ? {} : { spectrum: spectrum.name }),
  };
}

/** What sentences about a fit need to know. */
export interface Doubted {
  readonly plan: Plan<Parameterised>;
  readonly names: readonly string[];
  readonly weighting: string;
  readonly loss: Loss;
  /** What was fitted: "circuit" (default), "model". */
  readonly noun?: string;
}

/** One sentence for each reason to read the numbers with care. */
export function doubtsOf(
  frame: Doubted,
  solved: SolvedSpectrum,
  { values, stderr, states }: Estimates,
  degreesOfFreedom: number,
): string[] {
  const noun = frame.noun ?? "circuit";
  const sentences: string[] = [];
  const list = (wanted: (i: number) => boolean): string => frame.names.filter((_, i) => wanted(i)).join(", ");
  // A scale without a bound of its own ends at the limit of what could show in the data (`limitVariables` of the kernel)
  const vanishing = (i: number): boolean => states[i] === "at lower bound" && scaleOf(frame, i)?.lower === 0;
  const growing = (i: number): boolean =>
    states[i] === "at upper bound" && scaleOf(frame, i)?.upper === Infinity;
  const bound = list((i) => states[i].startsWith("at ") && !vanishing(i) && !growing(i));
  if (bound) sentences.push(`at a bound: ${bound}`);
  const gone = list(vanishing);
  if (gone) sentences.push(`the data do not show it and it goes to 0: ${gone}`);
  const endless = list(growing);
  if (endless) sentences.push(`the data do not limit it and it goes to infinity: ${endless}`);
  const lost = list((i) => states[i] === "not identifiable");
  if (lost) sentences.push(`not identifiable from these data: ${lost}`);
  const uncertain = list((i) => stderr[i] > Math.abs(values[i]));
  if (uncertain) sentences.push(`standard error above the value: ${uncertain}`);
  if (solved.conditionNumber > ILL_CONDITIONED && !lost) {
    sentences.push(
      `parameters are nearly exchangeable (condition number ${solved.conditionNumber.toExponential(1)})`,
    );
  }
  const { program, roles } = frame.plan;
  const outside = list(
    (i) =>
      roles[i] === "tied" &&
      !(values[i] >= program.parameters[i].lower && values[i] <= program.parameters[i].upper),
  );
  if (outside) sentences.push(`outside its limits through its tie: ${outside}`);
  const misfit = Math.sqrt(solved.cost / degreesOfFreedom);
  if (frame.weighting === "sigma" && frame.loss === "linear" && misfit > FAR_FROM_SIGMA) {
    sentences.push(
      `residuals are ${misfit.toPrecision(2)} times the given σ: the ${noun} does not fit, or σ is too small`,
    );
  } else if (relative.has(frame.weighting) && solved.rms > POOR) {
    sentences.push(
      `the ${noun} misses the data by ${(100 * solved.rms).toPrecision(2)} % (rms): another may be needed`,
    );
  }
  if (solved.starts >= 4 && solved.agreement < Math.max(2, FEW_AGREE * solved.starts)) {
    sentences.push(
      `${solved.agreement} of ${solved.starts} independent starts reached this optimum: a better one may exist, more starts may find it`,
    );
  }
  return sentences;
}

/** The variable that a free parameter is, if it is solved in its logarithm. */
function scaleOf(frame: Doubted, parameter: number): Variable | undefined {
  const [term] = frame.plan.compositions[parameter].terms;
  const variable = term && frame.plan.variables[term.variable];
  return variable?.scale === "log" ? variable : undefined;
}
