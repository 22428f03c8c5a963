import type { Spectrum } from "../impedance/spectrum.ts";
import type { KernelBuild } from "../kernel/build.ts";
import type { SolvedSpectrum, Variable } from "../kernel/job.ts";
import type { Loss, Weighting } from "./options.ts";
import { type ArcGroup, arcOrder } from "./order.ts";
import type { Plan } from "./plan.ts";
import { type FitResult, type FitStatus, type ParameterState, StopReason, stopSentences } from "./result.ts";

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

/** Above this condition number of the scaled Jacobian, single parameters are no longer determined to a digit. */
const ILL_CONDITIONED = 1e7;

/** Turns what the kernel wrote about one spectrum into its result: parameters, uncertainties, words. */
export function assembleResult(frame: Frame, solved: SolvedSpectrum, spectrum: Spectrum): FitResult {
  const { plan } = frame;
  const n = plan.variables.length;
  const count = plan.compositions.length;
  const residuals = weightedResiduals(frame, spectrum);
  const degreesOfFreedom = Math.max(0, residuals - n);
  // A measured σ gives the scale of the errors; with any other weighting the misfit itself does
  const scale =
    frame.weighting === "sigma" ? 1 : degreesOfFreedom > 0 ? solved.cost / degreesOfFreedom : Number.NaN;

  const values = new Float64Array(count);
  plan.compositions.forEach(({ offset, terms }, i) => {
    let value = offset;
    for (const { variable, coefficient } of terms) value += coefficient * solved.values[variable];
    values[i] = value;
  });
  const found = variableStates(frame, solved, scale);
  const covariance = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = i; j < count; j++) {
      let sum = 0;
      for (const a of plan.compositions[i].terms) {
        for (const b of plan.compositions[j].terms) {
          const lost = found[a.variable] === 3 || found[b.variable] === 3;
          sum += lost
            ? Number.NaN
            : a.coefficient * b.coefficient * solved.inverse[a.variable * n + b.variable];
        }
      }
      covariance[i * count + j] = covariance[j * count + i] = sum * scale;
    }
  }
  const worst = plan.compositions.map(({ terms }) =>
    Math.max(0, ...terms.map(({ variable }) => found[variable])),
  );

  const order = arcOrder(frame.groups, values);
  const sorted = {
    values: Float64Array.from(order, (i) => values[i]),
    // What the user asked for stays where it was asked for, what the fit found goes with the values
    states: order.map((i, place): ParameterState => {
      const role = plan.roles[place];
      if (role === "fixed" || plan.compositions[place].terms.length === 0) return role;
      if (worst[i] === 3) return "not identifiable";
      if (role === "tied") return role;
      return worst[i] === 1 ? "at lower bound" : worst[i] === 2 ? "at upper bound" : role;
    }),
    covariance: Float64Array.from(
      covariance,
      (_, k) => covariance[order[Math.floor(k / count)] * count + order[k % count]],
    ),
  };
  const stderr = Float64Array.from(sorted.values, (_, i) =>
    sorted.states[i] === "fixed" ? 0 : Math.sqrt(sorted.covariance[i * count + i]),
  );
  const correlation = sorted.covariance.map((value, k) => {
    const i = Math.floor(k / count);
    const j = k % count;
    if (i === j) return 1;
    // a fixed parameter is correlated with nothing; one that is not determined has no correlation at all
    return stderr[i] === 0 || stderr[j] === 0 ? 0 : value / (stderr[i] * stderr[j]);
  });

  const reason = solved.reason as StopReason;
  const converged = reason <= StopReason.ExactFit;
  const warnings = converged ? doubts(frame, solved, sorted.values, stderr, sorted.states) : [];
  const status: FitStatus = !converged ? "failed" : warnings.length > 0 ? "warning" : "converged";
  return {
    circuit: frame.circuit,
    kernel: frame.kernel,
    weighting: frame.weighting,
    loss: frame.loss,
    status,
    reason,
    message: [stopSentences[reason], ...warnings].join("; "),
    warnings,
    parameters: frame.names,
    units: frame.units,
    values: sorted.values,
    stderr,
    states: sorted.states,
    covariance: sorted.covariance,
    correlation,
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

/** A scale whose logarithm is uncertain by more than this is not identifiable: it could be anything. */
const LOST = 10;

/** States of the variables as the kernel found them, and 3 for scales that are uncertain beyond any use. */
function variableStates(frame: Frame, solved: SolvedSpectrum, scale: number): number[] {
  const n = frame.plan.variables.length;
  return frame.plan.variables.map((variable, v) => {
    const relative = Math.sqrt(solved.inverse[v * n + v] * scale) / Math.abs(solved.values[v]);
    return variable.scale === "log" && solved.states[v] === 0 && relative > LOST ? 3 : solved.states[v];
  });
}

/** Residuals that weigh something: a part that is exactly 0 has no relative error, and no weight. */
function weightedResiduals(frame: Frame, { frequency, real, imaginary }: Spectrum): number {
  const nonZero = (part: Float64Array): number => part.reduce((sum, value) => sum + (value === 0 ? 0 : 1), 0);
  if (frame.weighting === "proportional") return nonZero(real) + nonZero(imaginary);
  if (frame.weighting === "modulus") {
    return 2 * frequency.reduce((sum, _, i) => sum + (real[i] === 0 && imaginary[i] === 0 ? 0 : 1), 0);
  }
  return 2 * frequency.length;
}

/** The result of a spectrum that was never fitted. */
export function unfitted(frame: Frame, spectrum: Spectrum, reason: StopReason, detail?: string): FitResult {
  const count = frame.names.length;
  return {
    circuit: frame.circuit,
    kernel: frame.kernel,
    weighting: frame.weighting,
    loss: frame.loss,
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
    degreesOfFreedom: Math.max(0, 2 * spectrum.frequency.length - frame.plan.variables.length),
    evaluations: 0,
    starts: 0,
    agreement: 0,
    ...nameOf(spectrum),
  };
}

function nameOf(spectrum: Spectrum): { file?: string; spectrum?: string } {
  return {
    ...(spectrum.file === undefined ? {} : { file: spectrum.file }),
    ...(spectrum.name === undefined ? {} : { spectrum: spectrum.name }),
  };
}

/** One sentence for each reason to read the numbers with care. */
function doubts(
  frame: Frame,
  solved: SolvedSpectrum,
  values: Float64Array,
  stderr: Float64Array,
  states: readonly ParameterState[],
): string[] {
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
  if (solved.agreement < 2 && solved.starts >= 4) {
    sentences.push(
      `${solved.agreement} of ${solved.starts} independent starts reached this optimum: a better one may exist`,
    );
  }
  return sentences;
}

/** The variable that a free parameter is, if it is solved in its logarithm. */
function scaleOf(frame: Frame, parameter: number): Variable | undefined {
  const [term] = frame.plan.compositions[parameter].terms;
  const variable = term && frame.plan.variables[term.variable];
  return variable?.scale === "log" ? variable : undefined;
}
