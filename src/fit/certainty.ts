import type { Spectrum } from "../impedance/spectrum.ts";
import type { KernelBuild } from "../kernel/build.ts";
import { encodeJob, type Mode } from "../kernel/job.ts";
import type { Circuit } from "../program/circuit.ts";
import { circuitOf } from "../program/syntax.ts";
import { type Engine, type RunOptions, type Task, withEngine } from "../workers/engine.ts";
import { type Batch, gridSharer, prepareBatch } from "./batch.ts";
import { checkConfidence } from "./intervals.ts";
import type { FitOptions } from "./options.ts";
import { OptionError, type Plan } from "./plan.ts";
import type { FitResult } from "./result.ts";

/** What every analysis of certainty can be told. */
export interface CertaintyOptions extends Omit<RunOptions<never>, "onResult"> {
  /** Probability of the intervals, default 0.95. */
  readonly confidence?: number;
  /** How the results were fitted, or shall be: weighting, loss, bounds, ties, fixed values, starts, seed. */
  readonly fit?: FitOptions;
  /** Results of that fit, one per spectrum; without them the spectra are fitted first. */
  readonly results?: FitResult | readonly FitResult[];
  /** Seed of random numbers, default that of the fit. With the data it fixes the numbers, whatever the number of workers. */
  readonly seed?: number;
  readonly kernel?: KernelBuild;
  /** An open engine: `fitter.engine`. */
  readonly engine?: Engine;
}

/** Names of `CertaintyOptions`; analyses add their own. */
const known = [
  "confidence",
  "fit",
  "results",
  "seed",
  "kernel",
  "engine",
  "workers",
  "signal",
  "onProgress",
] as const satisfies readonly (keyof CertaintyOptions)[];

/** What the kernel writes before the numbers of a mode: `optimum.ts` there. */
export const HEAD = 8;
export const Head = { Reason: 0, Cost: 1, Evaluations: 2, Variance: 3 } as const;
/** Doubles of options before those of the spectra, and doubles for each spectrum. */
const OPTIONS = 8;

/** One kind of analysis, as a task of the kernel sees it. */
export interface Analysis<T> {
  readonly mode: Mode;
  /** Up to eight numbers that the mode reads. */
  readonly options: (plan: Plan) => readonly number[];
  /** A number of each spectrum, such as a quantile. */
  readonly quantile?: (result: FitResult) => number;
  /** Doubles of a result behind its head. */
  readonly stride: (plan: Plan) => number;
  /** Spectra in one job, and spectra below which a worker is not worth its start. */
  readonly perJob: number;
  readonly perWorker: number;
  readonly costTolerance: number;
  /** The result from what the kernel wrote: head, then the numbers of the mode. */
  readonly read: (head: Float64Array, numbers: Float64Array, plan: Plan, result: FitResult) => T;
  /** The result of a spectrum that could not be analysed; the sentence says why. */
  readonly failed: (result: FitResult, sentence: string) => T;
}

/** Options of an analysis that are neither numbers of the fit nor of the run. */
type Own<O> = Exclude<keyof O, keyof CertaintyOptions>;

/**
 * Runs an analysis of one spectrum or of many.
 * @throws OptionError or CircuitError with a sentence about what is wrong; the signal's reason when it is aborted
 */
export async function analyse<T, O extends CertaintyOptions>(
  circuitGiven: string | Circuit,
  given: Spectrum | readonly Spectrum[],
  options: O,
  own: readonly Own<O>[],
  analysis: Analysis<T>,
): Promise<T | T[]> {
  const unknown = Object.keys(options).find((key) => ![...known, ...own].includes(key as never));
  if (unknown !== undefined) {
    throw new OptionError(
      `option "${unknown}" is not known; the options are ${[...own, ...known].join(", ")}; those of the fit go into "fit"`,
    );
  }
  checkConfidence(options.confidence);
  const single = !Array.isArray(given);
  const spectra = single ? [given as Spectrum] : (given as readonly Spectrum[]);
  const circuit = circuitOf(circuitGiven, options.fit?.elements);
  const done = await withEngine(options, async (engine) => {
    const batch = prepareBatch(circuit, spectra, options.fit ?? {}, engine.build);
    const { workers, signal } = options;
    const results =
      options.results === undefined
        ? await engine.run(batch, { workers, signal })
        : checkResults(options.results, spectra, batch);
    return engine.run(taskOf(batch, spectra, results, analysis, options.seed), {
      workers: single ? 0 : workers,
      signal,
      onProgress: options.onProgress,
    });
  });
  return single ? done[0] : done;
}

function checkResults(
  given: FitResult | readonly FitResult[],
  spectra: readonly Spectrum[],
  { frame }: Batch,
): readonly FitResult[] {
  const results = Array.isArray(given) ? (given as readonly FitResult[]) : [given as FitResult];
  if (results.length !== spectra.length) {
    throw new OptionError(
      `${spectra.length} spectra and ${results.length} results were given; each spectrum needs its own`,
    );
  }
  for (const { circuit, weighting, loss } of results) {
    if (circuit !== frame.circuit) {
      throw new OptionError(`the results belong to the circuit ${circuit}, not to ${frame.circuit}`);
    }
    if (weighting !== frame.weighting || loss !== frame.loss) {
      throw new OptionError(
        `the results were fitted with weighting "${weighting}" and loss "${loss}"; give the same options under "fit", it has "${frame.weighting}" and "${frame.loss}"`,
      );
    }
  }
  return results;
}

function taskOf<T>(
  batch: Batch,
  spectra: readonly Spectrum[],
  results: readonly FitResult[],
  analysis: Analysis<T>,
  seed: number | undefined,
): Task<T> {
  const { plan } = batch.frame;
  const stride = HEAD + analysis.stride(plan);
  const numbers = analysis.options(plan);
  const usable = spectra.map((_, i) => results[i].status !== "failed");
  const places = spectra.map((_, i) => i).filter((i) => usable[i]);
  const share = gridSharer();
  if (seed !== undefined && !(Number.isInteger(seed) && seed >= 0 && seed <= 0x7fffffff)) {
    throw new OptionError(`seed must be a whole number from 0, it is ${seed}`);
  }
  return {
    total: spectra.length,
    places,
    faulty: spectra.flatMap((_, i) =>
      usable[i] ? [] : [[i, analysis.failed(results[i], `the fit failed: ${results[i].message}`)] as const],
    ),
    mostPerJob: analysis.perJob,
    perWorker: analysis.perWorker,
    encode: (from, to) => {
      const chosen = places.slice(from, to);
      const input = new Float64Array(OPTIONS + 2 * chosen.length);
      input.set(numbers);
      chosen.forEach((i, k) => {
        const { lossScale } = results[i];
        input[OPTIONS + 2 * k] = lossScale > 0 ? lossScale : 0;
        input[OPTIONS + 2 * k + 1] = analysis.quantile?.(results[i]) ?? 0;
      });
      return encodeJob(
        plan.program,
        plan.compositions,
        plan.variables,
        chosen.map((i) => share(spectra[i])),
        chosen.map((i) => Float64Array.from(plan.owners, (p) => results[i].values[p])),
        {
          ...batch.jobOptions,
          mode: analysis.mode,
          costTolerance: analysis.costTolerance,
          seed: seed ?? batch.jobOptions.seed,
          extension: { input, results: chosen.length * stride },
        },
      );
    },
    decode: (buffer, from, to) =>
      places.slice(from, to).map((i, k) => {
        const written = new Float64Array(buffer, k * stride * 8, stride);
        const head = written.subarray(0, HEAD);
        return head[Head.Cost] < Infinity
          ? analysis.read(head, written.subarray(HEAD), plan, results[i])
          : analysis.failed(results[i], "the model is not finite at the fitted values");
      }),
    lost: (from, to, error) =>
      places
        .slice(from, to)
        .map((i) => analysis.failed(results[i], `the analysis was lost: ${error.message}`)),
  };
}

/** A whole number of an analysis. @throws OptionError */
export function wholeOption(value: number, name: string, least: number, most = 10_000_000): number {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new OptionError(`${name} must be a whole number from ${least} to ${most}, it is ${value}`);
  }
  return value;
}

/** Ends that are not known. */
export function noEnds(result: FitResult): { lower: Float64Array; upper: Float64Array } {
  const nothing = (): Float64Array => new Float64Array(result.parameters.length).fill(Number.NaN);
  return { lower: nothing(), upper: nothing() };
}
