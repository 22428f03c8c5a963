/** Fits of formulas to curves. */
import { decodeFitted, encodeCurveJob } from "../kernel/curvejob.ts";
import { decodeResult, type JobOptions, Mode } from "../kernel/job.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { namesOf } from "../program/formula.ts";
import { compileModel, type Model, parseModel, type WrittenModel } from "../program/model.ts";
import type { ProgramParameter } from "../program/program.ts";
import { linearVariables, type Tape } from "../program/tape.ts";
import { type Task, withCurveEngine } from "../workers/engine.ts";
import { type CurveData, predictorSharer, predictorsOf, readCurve, type SoundCurve } from "./curveData.ts";
import {
  type CurveBatchOptions,
  type CurveOptions,
  curveDefaults,
  curveOptionNames,
  curveWeightings,
} from "./curveOptions.ts";
import { assembleCurve, type CurveFrame, type CurveResult, unfittedCurve } from "./curveResult.ts";
import { losses } from "./options.ts";
import { OptionError, type Parameterised, type Plan, planFit, whole } from "./plan.ts";
import { StopReason, stopSentences } from "./result.ts";
import { evaluateTape } from "./tapeValues.ts";

/** Tries that must agree before the rest is left out: the start with all dampings, and one from elsewhere. */
const AGREEING = 5;
/** Curves in one job, and below which number a worker takes longer to start than to save. */
const CURVES_PER_JOB = 32;
const CURVES_PER_WORKER = 24;

/**
 * Fits a formula to a curve.
 *
 * @param model such as "b1*(1-exp(-b2*x))" or "log(y) = b1 - b2*x": names that the data do not have are the parameters
 * @throws FormulaError with a caret under the mistake; OptionError for options and data that make no sense
 */
export async function fitCurve(
  model: string,
  data: CurveData,
  options: CurveOptions = {},
): Promise<CurveResult> {
  const [result] = await fitCurves(model, [data], { ...options, workers: 0 });
  if (result.reason === StopReason.InvalidData) throw new OptionError(result.message);
  return result;
}

/**
 * Fits a formula to many curves, in worker threads when they are many; results in the order of the curves, the same for any number
 * of workers. One that cannot be fitted has a failed result that says why.
 * @throws FormulaError, OptionError; the signal's reason when it is aborted
 */
export async function fitCurves(
  model: string,
  data: readonly CurveData[],
  options: CurveBatchOptions = {},
): Promise<CurveResult[]> {
  options.signal?.throwIfAborted();
  return withCurveEngine(options, (engine) =>
    engine.run(prepareCurves(modelFor(model, data), data, options, engine.kernel), options),
  );
}

/** The model over the predictors that the first curve has. @throws FormulaError */
export function modelFor(text: string, data: readonly CurveData[]): Model {
  const written = parseModel(text);
  return compileModel(written, usedPredictors(written, Object.keys(predictorsOf(data[0] ?? { x: [] }))));
}

/** Those of the columns that the formula names; a constant has the first. */
function usedPredictors({ formula }: WrittenModel, columns: readonly string[]): readonly string[] {
  const names = new Set(namesOf(formula));
  const used = columns.filter((name) => names.has(name));
  return used.length > 0 ? used : columns.slice(0, 1);
}

/**
 * Checks options and data.
 * @throws OptionError
 */
export function prepareCurves(
  model: Model,
  data: readonly CurveData[],
  options: CurveOptions,
  kernel: Kernel,
): Task<CurveResult> {
  const unknown = Object.keys(options).find((key) => !curveOptionNames.has(key));
  if (unknown !== undefined) {
    throw new OptionError(
      `option "${unknown}" is not known; the options are ${[...curveOptionNames].join(", ")}`,
    );
  }
  const weighting = options.weighting ?? (data[0]?.sigma ? "sigma" : "unit");
  if (!curveWeightings.includes(weighting)) {
    throw new OptionError(`weighting "${weighting}" is not one of ${curveWeightings.join(", ")}`);
  }
  const plan = planCurves(model, options);
  const frame: CurveFrame = {
    model: model.text,
    plan,
    names: model.tape.parameters,
    units: model.tape.parameters.map(() => ""),
    weighting,
    isAbsolute: weighting === "sigma" || weighting === "poisson",
    loss: options.loss ?? curveDefaults.loss,
    kernel: kernel.build,
    noun: "model",
  };
  return curveTask({
    frame,
    tape: model.tape,
    options: jobOptionsOf(frame, options),
    data,
    read: (one, i) => readCurve(model, one, i, weighting, kernel),
    startOf: () => plan.start ?? noStart(plan),
  });
}

/** A start whose every variable is to be found. */
export function noStart({ variables }: Plan<Parameterised>): Float64Array {
  return new Float64Array(variables.length).fill(Number.NaN);
}

/** What a batch of curves shares, and how one of them is read. */
export interface CurveBatch {
  readonly frame: CurveFrame;
  readonly tape: Tape;
  readonly options: JobOptions;
  readonly data: readonly CurveData[];
  /** The curve ready to be fitted, or the sentence that says why it cannot be. */
  read(data: CurveData, index: number): SoundCurve | string;
  /** Start of each variable, NaN for those that the model is linear in. */
  startOf(index: number): Float64Array;
}

/** Reads the curves of a batch and lays out its jobs. */
export function curveTask({ frame, tape, options, data, read, startOf }: CurveBatch): Task<CurveResult> {
  const { plan } = frame;
  const share = predictorSharer();
  const places: number[] = [];
  const sound: SoundCurve[] = [];
  const faulty: (readonly [number, CurveResult])[] = [];
  data.forEach((one, i) => {
    const curve = read(one, i);
    if (typeof curve === "string") {
      faulty.push([i, unfittedCurve(frame, one, StopReason.InvalidData, curve)]);
    } else {
      places.push(i);
      sound.push(share(curve));
    }
  });
  return {
    total: data.length,
    places,
    faulty,
    mostPerJob: CURVES_PER_JOB,
    perWorker: CURVES_PER_WORKER,
    encode: (from, to) =>
      encodeCurveJob(
        tape,
        plan.compositions,
        plan.variables,
        sound.slice(from, to),
        places.slice(from, to).map(startOf),
        options,
      ),
    decode: (results, from, to) => {
      const curves = sound.slice(from, to);
      const lengths = curves.map(({ y }) => y.length);
      return curves.map((curve, i) =>
        assembleCurve(
          frame,
          decodeResult(results, i, plan.variables.length),
          decodeFitted(results, i, plan.variables.length, lengths),
          curve,
          data[places[from + i]],
        ),
      );
    },
    lost: (from, to, error) => {
      const reason = error.code === "job-failed" ? StopReason.KernelError : StopReason.WorkerLost;
      const message = `${stopSentences[reason]}: ${error.message}`;
      return places.slice(from, to).map((i) => unfittedCurve(frame, data[i], reason, message));
    },
  };
}

/** Parameters of a formula: nothing is known about them. */
function parameterOf(name: string): ProgramParameter {
  return {
    name,
    unit: "",
    scale: "linear",
    lower: -Infinity,
    upper: Infinity,
    branch: -1,
    element: 0,
    impedance: 0,
    frequency: 0,
    frequencyOfExponent: 0,
  };
}

/**
 * The variables of a model. What the model is linear in is marked for elimination and needs no start.
 * @throws OptionError also for parameters without a start
 */
export function planCurves(model: Model, options: CurveOptions): Plan<Parameterised> {
  const { tape } = model;
  if (tape.parameters.length === 0) {
    throw new OptionError(
      `the model "${model.text}" has no parameters, only ${tape.predictors.join(", ")}; write a name for what is to be found`,
    );
  }
  const plan = planFit({ parameters: tape.parameters.map(parameterOf) }, options, "model");
  const linear = linearVariables(
    tape,
    plan.compositions.map(({ terms }) => terms.map(({ variable }) => variable)),
  );
  const missing = plan.owners.filter(
    (_, v) => !linear.has(v) && !Number.isFinite(plan.start?.[v] ?? Number.NaN),
  );
  if (missing.length > 0) {
    const names = missing.map((p) => tape.parameters[p]);
    const columns = tape.predictors.join(", ");
    throw new OptionError(
      `start: the model is not linear in ${names.join(", ")}; give ${names.length === 1 ? "it a start value" : "each a start value"}, such as ${names[0]}=1 (columns that the model knows: ${columns})`,
    );
  }
  return {
    ...plan,
    variables: plan.variables.map((variable, v) => ({ ...variable, element: linear.has(v) ? 1 : 0 })),
  };
}

/** How the kernel shall solve. @throws OptionError */
export function jobOptionsOf({ weighting, loss }: CurveFrame, options: CurveOptions): JobOptions {
  if (!losses.includes(loss)) throw new OptionError(`loss "${loss}" is not one of ${losses.join(", ")}`);
  const { lossScale } = options;
  if (lossScale !== undefined && !(lossScale > 0 && lossScale < Infinity)) {
    throw new OptionError(
      `lossScale ${lossScale} must be above 0 and finite; leave it out to take it from the data`,
    );
  }
  const tolerance = options.tolerance ?? curveDefaults.tolerance;
  if (!(tolerance > 0 && tolerance < 1)) {
    throw new OptionError(`tolerance ${tolerance} must lie between 0 and 1; the default is 1e-15`);
  }
  return {
    mode: Mode.Solve,
    // The kernel knows 1 and 1/σ: the other weightings are made into these
    weighting: weighting === "unit" ? 0 : 3,
    loss: losses.indexOf(loss),
    lossScale: lossScale ?? (weighting === "sigma" ? 1 : 0),
    evaluations: whole(options.evaluations ?? curveDefaults.evaluations, "evaluations", 1),
    starts: whole(options.retries ?? curveDefaults.retries, "retries", 0),
    draws: 1,
    patience: AGREEING,
    seed: whole(options.seed ?? curveDefaults.seed, "seed", 0),
    costTolerance: tolerance,
    stepTolerance: Math.min(tolerance, 1e-12),
    gradientTolerance: Math.min(tolerance, 1e-12),
    damping: 1e-3,
  };
}

/**
 * Values of a formula.
 * @param values the parameters by name
 * @param x the predictor x, or the predictors by name
 * @throws FormulaError, OptionError
 */
export async function evaluateCurve(
  model: string,
  values: Readonly<Record<string, number>>,
  x: CurveData["x"],
  options: Pick<CurveOptions, "kernel" | "engine"> = {},
): Promise<Float64Array> {
  return (await differentiateCurve(model, values, x, options)).values;
}

/** The same with the exact derivative with respect to every parameter, in the order of `parameters`. */
export async function differentiateCurve(
  model: string,
  values: Readonly<Record<string, number>>,
  x: CurveData["x"],
  options: Pick<CurveOptions, "kernel" | "engine"> = {},
): Promise<{
  readonly values: Float64Array;
  readonly parameters: readonly string[];
  readonly derivatives: readonly Float64Array[];
}> {
  const columns = predictorsOf({ x });
  const { tape } = modelFor(model, [{ x, y: [] }]);
  const unknown = Object.keys(values).find((name) => !tape.parameters.includes(name));
  if (unknown !== undefined) {
    throw new OptionError(
      `the model has no parameter "${unknown}"; it has ${tape.parameters.join(", ") || "none"}`,
    );
  }
  const given = tape.parameters.map((name) => {
    if (Number.isFinite(values[name])) return values[name];
    throw new OptionError(`parameter ${name} has no value; give all of ${tape.parameters.join(", ")}`);
  });
  const predictors = tape.predictors.map((name) => Float64Array.from(columns[name]));
  if (predictors.some((column) => column.length !== predictors[0].length)) {
    throw new OptionError(`the columns ${tape.predictors.join(", ")} must have the same length`);
  }
  if (predictors[0].length === 0) {
    return {
      values: new Float64Array(0),
      parameters: tape.parameters,
      derivatives: given.map(() => new Float64Array(0)),
    };
  }
  return withCurveEngine(options, async ({ kernel }) => ({
    ...evaluateTape(kernel, tape, predictors, given),
    parameters: tape.parameters,
  }));
}
