/** Scans and their model made ready for the kernel: tape, variables, starts, and what becomes of the kernel's answer. */
import { type CurveBatch, curveTask, jobOptionsOf } from "../fit/curve.ts";
import { curveLabel, type SoundCurve } from "../fit/curveData.ts";
import { curveDefaults } from "../fit/curveOptions.ts";
import type { CurveFrame } from "../fit/curveResult.ts";
import { OptionError, type Parameterised, type Plan, planFit } from "../fit/plan.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { linearInLine } from "../program/lineshape.ts";
import { linearVariables } from "../program/tape.ts";
import type { Engine, Task } from "../workers/engine.ts";
import { absentLines, settleAbsent, sizeOf } from "./absentLines.ts";
import type { Scan } from "./measurement.ts";
import { ModelError, type SpectrumModel } from "./model.ts";
import { type CompiledModel, compileSpectrumModel } from "./modelTape.ts";
import { type PreparedRegion, prepareRegion } from "./preparedRegion.ts";
import {
  abscissaOf,
  type NoiseModel,
  noiseModels,
  noiseOfScan,
  regionOfScan,
  type ScanRegion,
  type ScanTreatment,
} from "./scanRegion.ts";
import { type SpectraOptions, type SpectrumOptions, spectrumOptionNames } from "./spectrumOptions.ts";
import {
  assembleSpectrum,
  type SpectrumFrame,
  type SpectrumResult,
  unfittedSpectrum,
} from "./spectrumResult.ts";
import { startsFor } from "./spectrumStart.ts";

/** A model compiled for scans of one kind, ready to fit any of them from any start. */
export interface PreparedSpectra {
  /** The fits of some scans. @param warm start of the variables; undefined for the model's own; @param thorough with all tries; @param noise standard deviations instead of those of the scan */
  task(
    indices: readonly number[],
    warm: (index: number) => Float64Array | undefined,
    thorough: boolean,
    noise?: (index: number) => Float64Array,
  ): Task<SpectrumResult>;
  /** The variables that a result stands at. */
  variablesOf(result: SpectrumResult): Float64Array;
  /** The same with an absent line put where the residuals miss one; undefined where none is missed or none may lie there. */
  regainedStart(result: SpectrumResult): Float64Array | undefined;
  /** How many lines the model has. */
  readonly lines: number;
}

/**
 * Compiles the model and checks the options.
 * @param isBatch scans are so many that none is looked at closely
 * @throws ModelError, OptionError
 */
export function prepareSpectra(
  scans: readonly Scan[],
  given: SpectrumModel,
  options: SpectraOptions,
  engine: Engine,
  isBatch: boolean,
): PreparedSpectra {
  const unknown = Object.keys(options).find((key) => !spectrumOptionNames.has(key));
  if (unknown !== undefined) {
    throw new OptionError(
      `option "${unknown}" is not known; the options are ${[...spectrumOptionNames].join(", ")}`,
    );
  }
  const noise = options.noise ?? commonNoise(scans);
  if (!noiseModels.includes(noise))
    throw new OptionError(`noise "${noise}" is not one of ${noiseModels.join(", ")}`);
  const model: SpectrumModel = { ...given, ...(options.background && { background: options.background }) };
  const compiled = compileSpectrumModel(model, abscissaOf(scans[0], options.photonEnergy));
  if (compiled.parameters.length === 0) {
    throw new ModelError(
      "the model has neither lines nor a background that is fitted: there is nothing to find",
    );
  }
  const plan = planSpectrum(compiled, options);
  const { kernel } = engine;
  const curveFrame: CurveFrame = {
    model: model.name ?? "spectrum",
    plan,
    names: compiled.parameters.map(({ name }) => name),
    units: compiled.parameters.map(({ unit }) => unit),
    weighting: noise === "unit" ? "unit" : noise === "sigma" ? "sigma" : "poisson",
    isAbsolute: noise === "sigma" || noise === "poisson",
    loss: options.loss ?? curveDefaults.loss,
    kernel: kernel.build,
    noun: "model",
    settle: (estimates, { predictors, y }) =>
      settleAbsent(kernel, compiled, estimates, sizeOf(predictors[0], y)),
  };
  const treatment: ScanTreatment = {
    region: options.region ?? model.region,
    shift: options.shift,
    photonEnergy: options.photonEnergy,
  };
  const frame: SpectrumFrame = { compiled, noise, kernel, isBatch, curve: curveFrame };
  const least = Math.max(7, plan.variables.length + 1);
  const solving = (retries: number): CurveBatch["options"] =>
    jobOptionsOf(curveFrame, {
      retries,
      seed: options.seed,
      evaluations: options.evaluations,
      // Beyond 1e-12 of χ² nothing of a counted spectrum changes
      tolerance: options.tolerance ?? 1e-12,
      ...(options.lossScale !== undefined && { lossScale: options.lossScale }),
    });
  return {
    lines: compiled.lines.length,
    regainedStart: (result) => regainedStart(kernel, compiled, plan, result),
    variablesOf: ({ values }) => Float64Array.from(plan.owners, (p) => values[p]),
    task: (indices, warm, thorough, noiseFor) => {
      const regions = new Array<PreparedRegion | undefined>(indices.length);
      const starts = new Array<Float64Array>(indices.length);
      const batch: CurveBatch = {
        frame: curveFrame,
        tape: compiled.tape,
        options: solving(thorough ? (options.retries ?? curveDefaults.retries) : 0),
        data: indices.map((i) => ({ x: [], y: [], file: scans[i].file, name: scans[i].name })),
        read: (_, k) => {
          const scan = scans[indices[k]];
          try {
            const measured = regionOfScan(scan, noise, treatment, least);
            const region = noiseFor ? { ...measured, sigma: noiseFor(indices[k]) } : measured;
            const prepared = prepareRegion(region, compiled);
            regions[k] = prepared;
            starts[k] = warm(indices[k]) ?? startOf(plan, compiled, region);
            return { predictors: prepared.predictors, y: region.y, sigma: region.sigma } satisfies SoundCurve;
          } catch (error) {
            if (!(error instanceof RangeError)) throw error;
            return `${curveLabel(scan, indices[k])}: ${error.message}`;
          }
        },
        startOf: (k) => starts[k],
      };
      const task = curveTask(batch);
      return {
        ...task,
        faulty: task.faulty.map(
          ([k, result]) => [k, unfittedSpectrum(frame, scans[indices[k]], result)] as const,
        ),
        decode: (bytes, from, to) =>
          task.decode(bytes, from, to).map((result, i) => {
            const k = task.places[from + i];
            return assembleSpectrum(frame, scans[indices[k]], regions[k]!, result);
          }),
        lost: (from, to, error) =>
          task
            .lost(from, to, error)
            .map((result, i) => unfittedSpectrum(frame, scans[indices[task.places[from + i]]], result)),
      };
    },
  };
}

/** The noise model that all scans allow. */
function commonNoise(scans: readonly Scan[]): NoiseModel {
  const rank = new Map(noiseModels.map((noise, i) => [noise, i]));
  return scans
    .map(noiseOfScan)
    .reduce((worst, one) => (rank.get(one)! > rank.get(worst)! ? one : worst), noiseOfScan(scans[0]));
}

/** The variables; those that the model is linear in are marked for elimination. @throws OptionError */
function planSpectrum(compiled: CompiledModel, options: SpectrumOptions): Plan<Parameterised> {
  const parameters = compiled.parameters.map((parameter) => ({
    ...parameter,
    ...withinBounds(parameter.start, options.bounds?.[parameter.name]),
  }));
  const plan = planFit({ parameters }, options, "model");
  const linear = linearVariables(
    compiled.tape,
    plan.compositions.map(({ terms }) => terms.map(({ variable }) => variable)),
    linearInLine,
  );
  return {
    ...plan,
    variables: plan.variables.map((variable, v) => ({ ...variable, element: linear.has(v) ? 1 : 0 })),
  };
}

function regainedStart(
  kernel: Kernel,
  compiled: CompiledModel,
  plan: Plan<Parameterised>,
  result: SpectrumResult,
): Float64Array | undefined {
  const { missing, x, y, sigma, values } = result;
  if (!missing || !values.every(Number.isFinite)) return undefined;
  const absent = absentLines(kernel, compiled, result, sizeOf(x, y));
  const centerOf = (l: number): number =>
    plan.owners.findIndex((p) => compiled.parameters[p].name === `${compiled.lines[l].label}.center`);
  const lost = absent.find((l) => {
    const { lower, upper } = plan.variables[centerOf(l)] ?? {};
    return missing.center >= lower && missing.center <= upper;
  });
  if (lost === undefined) return undefined;
  // Lines that are there stay; the background under an absent line says nothing
  const afresh = startOf(plan, compiled, { x, y, sigma, direction: compiled.axis });
  return afresh.map((start, v) => {
    const { line, symbol } = compiled.parameters[plan.owners[v]];
    const { lower, upper } = plan.variables[v];
    if (line === lost && (symbol === "center" || symbol === "fwhm"))
      return Math.min(upper, Math.max(lower, missing[symbol]));
    return line < 0 || absent.includes(line) ? start : values[plan.owners[v]];
  });
}

/** The model's own start where the user's bounds let it be, else a twentieth of their distance inside them. */
function withinBounds(
  start: number | undefined,
  bounds: readonly [number, number] | undefined,
): { readonly start?: number } {
  if (start === undefined || !bounds || (start >= bounds[0] && start <= bounds[1])) return {};
  const [lower, upper] = bounds;
  const inside = Number.isFinite(upper - lower) ? 0.05 * (upper - lower) : 0;
  return { start: start < lower ? lower + inside : upper - inside };
}

function startOf(plan: Plan<Parameterised>, compiled: CompiledModel, region: ScanRegion): Float64Array {
  const held = new Float64Array(compiled.parameters.length).fill(Number.NaN);
  plan.owners.forEach((p, v) => {
    held[p] = plan.start?.[v] ?? Number.NaN;
  });
  const starts = startsFor(compiled, region, held);
  return Float64Array.from(plan.owners, (p, v) => {
    const { lower, upper } = plan.variables[v];
    return Math.min(upper, Math.max(lower, starts[p]));
  });
}
