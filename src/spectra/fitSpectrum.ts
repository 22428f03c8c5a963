/** Fits of a spectrum's lines with the background under them, for one scan or many that share a model. */
import { type CurveBatch, curveTask, jobOptionsOf } from "../fit/curve.ts";
import { curveLabel, type SoundCurve } from "../fit/curveData.ts";
import { type CurveOptions, curveDefaults } from "../fit/curveOptions.ts";
import type { CurveFrame } from "../fit/curveResult.ts";
import { OptionError, type Parameterised, type Plan, planFit } from "../fit/plan.ts";
import type { KernelBuild } from "../kernel/build.ts";
import { linearInLine } from "../program/lineshape.ts";
import { linearVariables } from "../program/tape.ts";
import { type Engine, type RunOptions, type Task, withEngine } from "../workers/engine.ts";
import { type Background, staticBackground } from "./background.ts";
import { countsPerUnit, type Scan } from "./measurement.ts";
import { type BackgroundChoice, ModelError, type SpectrumModel } from "./model.ts";
import { type CompiledModel, compileSpectrumModel, STATIC_COLUMN } from "./modelTape.ts";
import { legendreColumns } from "./polynomialBackground.ts";
import { alongLoss, endMeans } from "./region.ts";
import {
  abscissaOf,
  type NoiseModel,
  noiseModels,
  noiseOfScan,
  regionOfScan,
  type ScanRegion,
  type ScanTreatment,
} from "./scanRegion.ts";
import {
  assembleSpectrum,
  type SpectrumFrame,
  type SpectrumResult,
  unfittedSpectrum,
} from "./spectrumResult.ts";
import { startsFor } from "./spectrumStart.ts";
import { crossSections, tougaardIntegral } from "./tougaard.ts";

export interface SpectrumOptions
  extends ScanTreatment,
    Pick<
      CurveOptions,
      | "start"
      | "fixed"
      | "bounds"
      | "ties"
      | "loss"
      | "lossScale"
      | "seed"
      | "evaluations"
      | "tolerance"
      | "signal"
    > {
  /** Instead of the model's. */
  readonly background?: BackgroundChoice;
  /** Default: what the scans know: their standard deviations, their counts, else of relative size √y or all alike. */
  readonly noise?: NoiseModel;
  /** Most further tries from the start, default 12; in a batch of more than `ALONE` scans for those that need them. */
  readonly retries?: number;
  readonly kernel?: KernelBuild;
  readonly engine?: Engine;
}

export interface SpectraOptions extends SpectrumOptions, RunOptions<SpectrumResult> {}

/** Every name of `SpectraOptions`. */
const optionNames: ReadonlySet<string> = new Set([
  "region",
  "shift",
  "photonEnergy",
  "start",
  "fixed",
  "bounds",
  "ties",
  "loss",
  "lossScale",
  "seed",
  "evaluations",
  "tolerance",
  "signal",
  "background",
  "noise",
  "retries",
  "kernel",
  "engine",
  "workers",
  "onProgress",
  "onResult",
] satisfies (keyof SpectraOptions)[] as string[]);

/** Scans up to which every one is fitted from the model's start with all its tries. */
export const ALONE = 24;
/** Of a larger batch every so manieth is a pilot, whose optimum is the start of the scans around it. */
const PILOT_DISTANCE = 16;
/** χ² over the median of the batch from which a warm start may have ended elsewhere. */
const SUSPICIOUS = 1.3;

/**
 * Fits a model to a scan.
 * @throws ModelError, OptionError, RangeError for a scan that cannot be fitted
 */
export async function fitSpectrum(
  scan: Scan,
  model: SpectrumModel,
  options: SpectrumOptions = {},
): Promise<SpectrumResult> {
  const [result] = await fitSpectra([scan], model, { ...options, workers: 0 });
  if (result.values.length > 0 && result.status === "failed" && result.x.length === 0)
    throw new RangeError(result.message);
  return result;
}

/**
 * Fits one model to many scans: a depth profile, a map, an operando series. Results in the order of the scans, the same for any number
 * of workers. In a batch of more than `ALONE` scans every sixteenth is fitted from the model's start; the others start at the optimum
 * of the nearest of these, and those that end doubtfully are fitted again with all tries.
 * @throws ModelError, OptionError; the signal's reason when it is aborted
 */
export async function fitSpectra(
  scans: readonly Scan[],
  model: SpectrumModel,
  options: SpectraOptions = {},
): Promise<SpectrumResult[]> {
  options.signal?.throwIfAborted();
  return withEngine(options, (engine) => fitWith(engine, scans, model, options));
}

async function fitWith(
  engine: Engine,
  scans: readonly Scan[],
  model: SpectrumModel,
  options: SpectraOptions,
): Promise<SpectrumResult[]> {
  if (scans.length === 0) return [];
  const prepared = prepareSpectra(scans, model, options, engine);
  const { onProgress, onResult, signal, workers } = options;
  const run = { signal, ...(workers !== undefined && { workers }) };
  const all = scans.map((_, i) => i);
  if (scans.length <= ALONE) {
    const fitted = await engine.run(
      prepared.task(all, () => undefined, true),
      { ...run, onProgress },
    );
    await reweigh(engine, prepared, fitted, scans, run);
    fitted.forEach((result, i) => {
      onResult?.(result, i);
    });
    return fitted;
  }
  const pilots = all.filter((i) => i % PILOT_DISTANCE === 0);
  const results = new Array<SpectrumResult>(scans.length);
  let done = 0;
  const keep = (indices: readonly number[], made: readonly SpectrumResult[]): void => {
    made.forEach((result, k) => {
      results[indices[k]] = result;
    });
    done += indices.length;
    onProgress?.(Math.min(done, scans.length), scans.length);
  };
  keep(
    pilots,
    await engine.run(
      prepared.task(pilots, () => undefined, true),
      run,
    ),
  );
  const usable = pilots.filter((i) => results[i].status !== "failed");
  const nearest = (i: number): number | undefined =>
    usable.reduce<number | undefined>(
      (best, p) => (best === undefined || Math.abs(p - i) < Math.abs(best - i) ? p : best),
      undefined,
    );
  const others = all.filter((i) => i % PILOT_DISTANCE !== 0);
  keep(
    others,
    await engine.run(
      prepared.task(
        others,
        (i) => {
          const from = nearest(i);
          return from === undefined ? undefined : prepared.variablesOf(results[from]);
        },
        usable.length === 0,
      ),
      run,
    ),
  );
  const typical = medianOf(results.flatMap(({ reducedChi2 }) => (reducedChi2 > 0 ? [reducedChi2] : [])));
  const doubtful = others.filter(
    (i) =>
      results[i].x.length > 0 &&
      (results[i].status === "failed" || results[i].reducedChi2 > SUSPICIOUS * typical),
  );
  if (doubtful.length > 0) {
    const again = await engine.run(
      prepared.task(doubtful, () => undefined, true),
      run,
    );
    doubtful.forEach((i, k) => {
      if (results[i].status === "failed" || again[k].chi2 < results[i].chi2) results[i] = again[k];
    });
  }
  await reweigh(engine, prepared, results, scans, run);
  results.forEach((result, i) => {
    onResult?.(result, i);
  });
  return results;
}

/** Counts per channel below which √N of the measured counts is no longer good enough, and how often weights are taken anew. */
const FEW_COUNTS = 100;
const REWEIGHINGS = 3;

/**
 * Where counts are few the noise follows from the fitted curve instead of the measured counts, which favour low channels; fits with
 * such weights converge to the maximum of Poisson's likelihood (A. Charnes, E. L. Frome and P. L. Yu, J. Am. Stat. Assoc. 71 (1976) 169).
 */
async function reweigh(
  engine: Engine,
  prepared: Prepared,
  results: SpectrumResult[],
  scans: readonly Scan[],
  run: RunOptions<SpectrumResult>,
): Promise<void> {
  const factors = scans.map((scan) => countsPerUnit(scan) ?? 1);
  const few = results.flatMap(({ noise, y, values }, i) =>
    noise === "poisson" && values.every(Number.isFinite) && y.some((value) => value * factors[i] < FEW_COUNTS)
      ? [i]
      : [],
  );
  for (let pass = 0; pass < REWEIGHINGS && few.length > 0; pass++) {
    const again = await engine.run(
      prepared.task(
        few,
        (i) => prepared.variablesOf(results[i]),
        false,
        (i) => results[i].fitted.map((value) => Math.sqrt(Math.max(value * factors[i], 0.5)) / factors[i]),
      ),
      run,
    );
    few.forEach((i, k) => {
      if (again[k].status === "failed") return;
      // What the search found out stays: this was its last step
      const { starts, agreement, evaluations } = results[i];
      results[i] = { ...again[k], starts, agreement, evaluations: evaluations + again[k].evaluations };
    });
  }
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? Number.NaN : sorted[sorted.length >> 1];
}

interface Prepared {
  /** The fits of some scans. @param warm start of the variables; undefined for the model's own; @param thorough with all tries; @param noise standard deviations instead of those of the scan */
  task(
    indices: readonly number[],
    warm: (index: number) => Float64Array | undefined,
    thorough: boolean,
    noise?: (index: number) => Float64Array,
  ): Task<SpectrumResult>;
  /** The variables that a result stands at. */
  variablesOf(result: SpectrumResult): Float64Array;
}

/** Compiles the model and checks the options. @throws ModelError, OptionError */
export function prepareSpectra(
  scans: readonly Scan[],
  given: SpectrumModel,
  options: SpectraOptions,
  engine: Engine,
): Prepared {
  const unknown = Object.keys(options).find((key) => !optionNames.has(key));
  if (unknown !== undefined) {
    throw new OptionError(`option "${unknown}" is not known; the options are ${[...optionNames].join(", ")}`);
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
  };
  const treatment: ScanTreatment = {
    region: options.region ?? model.region,
    shift: options.shift,
    photonEnergy: options.photonEnergy,
  };
  const frame: SpectrumFrame = { compiled, noise, kernel, isBatch: scans.length > ALONE, curve: curveFrame };
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

/** A region with the columns that the tape reads. */
export interface PreparedRegion {
  readonly region: ScanRegion;
  readonly predictors: readonly Float64Array[];
  /** The background that was computed before the fit. */
  readonly before?: Background;
}

function prepareRegion(region: ScanRegion, { model, tape }: CompiledModel): PreparedRegion {
  const { background } = model;
  let before: Background | undefined;
  const order = tape.predictors.filter((name) => /^c\d+$/.test(name)).length - 1;
  const polynomials = order > 0 ? legendreColumns(region.x, order) : [];
  const predictors = tape.predictors.map((name) => {
    if (name === STATIC_COLUMN && background.mode === "static") {
      before = staticBackground(background.model, region);
      return before.values;
    }
    if (name === "B") {
      const along = alongLoss(region);
      const [low] = endMeans(along.y, Math.min(5, along.y.length >> 2) || 1);
      return along.restore(tougaardIntegral(along, low, crossSections.universal));
    }
    if (/^c\d+$/.test(name))
      return polynomials[Number(name.slice(1))] ?? new Float64Array(region.x.length).fill(1);
    return region.x;
  });
  return { region, predictors, ...(before && { before }) };
}
