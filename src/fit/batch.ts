import type { Spectrum } from "../impedance/spectrum.ts";
import type { KernelBuild } from "../kernel/build.ts";
import { decodeResult, encodeJob, type JobOptions, Mode } from "../kernel/job.ts";
import type { Circuit } from "../program/circuit.ts";
import { compileCircuit } from "../program/compile.ts";
import type { Program } from "../program/program.ts";
import { printCircuit } from "../program/syntax.ts";
import type { Task } from "../workers/engine.ts";
import { assembleResult, type Frame, unfitted } from "./assemble.ts";
import { checkList, faultOf } from "./fault.ts";
import { type BatchOptions, type FitOptions, fitDefaults, losses, weightings } from "./options.ts";
import { arcGroups } from "./order.ts";
import { OptionError, type Plan, planFit, whole } from "./plan.ts";
import { type FitResult, StopReason, stopSentences } from "./result.ts";

/** Draws per start: the better of two begins. */
const DRAWS = 2;
/** Local fits per free parameter that must bring nothing better before the search ends; measured in `bench/search.js`. */
const PATIENCE_PER_PARAMETER = 5;

/** Every name of `BatchOptions`: a misspelt option must not be a silent default. */
export const fitOptionNames: ReadonlySet<string> = new Set([
  "weighting",
  "loss",
  "lossScale",
  "fixed",
  "bounds",
  "ties",
  "start",
  "starts",
  "seed",
  "evaluations",
  "tolerance",
  "elements",
  "kernel",
  "signal",
  "workers",
  "onProgress",
  "onResult",
] satisfies (keyof BatchOptions)[] as string[]);

/** Spectra in one job: enough to make the crossing cheap, few enough that workers end together. */
const MOST_PER_JOB = 32;
/** Below this many spectra a worker takes longer to start than to save. */
const SPECTRA_PER_WORKER = 24;

/** A batch that was checked and compiled once. */
export interface Batch extends Task<FitResult> {
  readonly frame: Frame;
  readonly jobOptions: JobOptions;
}

/** What every job over these spectra is made of. */
export interface Preparation {
  readonly program: Program;
  readonly plan: Plan;
  readonly frame: Frame;
  readonly jobOptions: JobOptions;
  /** Per spectrum, why it cannot be fitted; undefined where it can. */
  readonly faults: readonly (string | undefined)[];
  /** Indices of the spectra that can be fitted, and these themselves; equal frequencies are one array. */
  readonly places: readonly number[];
  readonly sound: readonly Spectrum[];
}

/**
 * Checks options and data and compiles the circuit.
 * @throws OptionError or CircuitError with a sentence about what is wrong and what would be right.
 */
export function prepareBatch(
  circuit: Circuit,
  spectra: readonly Spectrum[],
  options: FitOptions,
  kernel: KernelBuild,
): Batch {
  const unknown = Object.keys(options).find((key) => !fitOptionNames.has(key));
  if (unknown !== undefined) {
    throw new OptionError(
      `option "${unknown}" is not known; the options are ${[...fitOptionNames].join(", ")}`,
    );
  }
  const { program, plan, frame, jobOptions, faults, places, sound } = prepareFits(
    circuit,
    spectra,
    options,
    kernel,
  );
  return {
    frame,
    jobOptions,
    total: spectra.length,
    mostPerJob: MOST_PER_JOB,
    perWorker: SPECTRA_PER_WORKER,
    places,
    faulty: faults.flatMap((fault, i) =>
      fault === undefined ? [] : [[i, unfitted(frame, spectra[i], StopReason.InvalidData, fault)] as const],
    ),
    encode: (from, to) =>
      encodeJob(program, plan.compositions, plan.variables, sound.slice(from, to), plan.start, jobOptions),
    decode: (results, from, to) =>
      sound
        .slice(from, to)
        .map((spectrum, i) =>
          assembleResult(frame, decodeResult(results, i, plan.variables.length), spectrum),
        ),
    lost: (from, to, error) => {
      const reason = error.code === "job-failed" ? StopReason.KernelError : StopReason.WorkerLost;
      const detail = `${stopSentences[reason]}: ${error.message}`;
      return sound.slice(from, to).map((spectrum) => unfitted(frame, spectrum, reason, detail));
    },
  };
}

/** The same for jobs of any mode over these spectra; the names of the options are not checked. */
export function prepareFits(
  circuit: Circuit,
  spectra: readonly Spectrum[],
  options: FitOptions,
  kernel: KernelBuild,
): Preparation {
  const weighting = options.weighting ?? fitDefaults.weighting;
  const loss = options.loss ?? fitDefaults.loss;
  if (!weightings.includes(weighting)) {
    throw new OptionError(`weighting "${weighting}" is not one of ${weightings.join(", ")}`);
  }
  if (!losses.includes(loss)) throw new OptionError(`loss "${loss}" is not one of ${losses.join(", ")}`);
  checkList(spectra);
  const faults = spectra.map((spectrum, i) => faultOf(spectrum, i, weighting));
  const places = spectra.flatMap((_, i) => (faults[i] === undefined ? [i] : []));
  const sound = places.map((i) => spectra[i]);
  const program = compileCircuit(circuit);
  const plan = planFit(program, options);
  const starts = whole(options.starts ?? fitDefaults.starts, "starts", 0);
  if (starts === 0 && (plan.start === null || plan.start.some(Number.isNaN))) {
    const missing = plan.owners.filter((_, v) => Number.isNaN(plan.start?.[v] ?? Number.NaN));
    throw new OptionError(
      `starts = 0 needs a start value for every free parameter; missing: ${missing.map((i) => program.parameters[i].name).join(", ")}`,
    );
  }
  const tolerance = options.tolerance ?? fitDefaults.tolerance;
  if (!(tolerance > 0 && tolerance < 1)) {
    throw new OptionError(`tolerance ${tolerance} must lie between 0 and 1; the default is 1e-12`);
  }
  const jobOptions: JobOptions = {
    mode: Mode.Solve,
    weighting: weightings.indexOf(weighting),
    loss: losses.indexOf(loss),
    lossScale: options.lossScale ?? (weighting === "sigma" ? 1 : 0),
    evaluations: whole(options.evaluations ?? fitDefaults.evaluations, "evaluations", 1),
    starts,
    draws: DRAWS,
    // Who asks for a number of starts gets them
    patience: Math.max(PATIENCE_PER_PARAMETER * plan.variables.length, options.starts ?? 0),
    seed: whole(options.seed ?? fitDefaults.seed, "seed", 0),
    costTolerance: tolerance,
    stepTolerance: 1e-12,
    gradientTolerance: 1e-12,
    damping: 1e-3,
  };
  if (options.lossScale !== undefined && !(options.lossScale > 0 && options.lossScale < Infinity)) {
    throw new OptionError(
      `lossScale ${options.lossScale} must be above 0 and finite; leave it out to take it from the data`,
    );
  }
  const frame: Frame = {
    circuit: printCircuit(circuit),
    plan,
    groups: arcGroups(circuit, plan),
    weighting,
    loss,
    kernel,
    names: program.parameters.map((parameter) => parameter.name),
    units: program.parameters.map((parameter) => parameter.unit),
  };
  return { program, plan, frame, jobOptions, faults, places, sound: sound.map(gridSharer()) };
}

/** Spectra with equal frequencies share one array, so that the kernel takes its logarithms once. */
export function gridSharer(): (spectrum: Spectrum) => Spectrum {
  let last: Float64Array | undefined;
  return (spectrum) => {
    const { frequency } = spectrum;
    if (last && last.length === frequency.length && last.every((f, i) => f === frequency[i])) {
      return { ...spectrum, frequency: last };
    }
    last = frequency;
    return spectrum;
  };
}
