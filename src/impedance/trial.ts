/** Fits of one circuit to one spectrum as parts of a search: quick ones from given starts and from few drawn ones. */
import { prepareBatch } from "../fit/batch.ts";
import { type FitOptions, weightings } from "../fit/options.ts";
import { planFit } from "../fit/plan.ts";
import type { FitResult } from "../fit/result.ts";
import type { KernelBuild } from "../kernel/build.ts";
import { decodeResult, encodeJob, Mode } from "../kernel/job.ts";
import type { Circuit } from "../program/circuit.ts";
import { compileCircuit } from "../program/compile.ts";
import type { Engine, Task } from "../workers/engine.ts";
import type { Spectrum } from "./spectrum.ts";

/** One job of a round and what comes out of it. */
export interface Trial<T> {
  encode(): ArrayBuffer;
  decode(results: ArrayBuffer): T;
}

/** The least Σ r² that was found, and where; values in the order of the circuit's text. */
export interface Optimum {
  readonly chi2: number;
  readonly values: Float64Array;
}

/** Evaluations of a local fit, and relative change of Σ r² at which it ends: enough to tell optima apart. */
export const EVALUATIONS = 30;
export const TOLERANCE = 1e-7;

/** Local fits from each of the given starts; the best of them. */
export function localFits(
  circuit: Circuit,
  spectrum: Spectrum,
  starts: readonly Float64Array[],
  weighting: FitOptions["weighting"],
): Trial<Optimum | undefined> {
  const program = compileCircuit(circuit);
  const { variables, compositions, owners } = planFit(program, {});
  return {
    encode: () =>
      encodeJob(
        program,
        compositions,
        variables,
        starts.map(() => spectrum),
        starts.map((start) => Float64Array.from(owners, (i) => start[i])),
        {
          mode: Mode.Solve,
          weighting: weightings.indexOf(weighting ?? "modulus"),
          loss: 0,
          lossScale: 0,
          evaluations: EVALUATIONS,
          starts: 0,
          draws: 0,
          patience: 0,
          seed: 1,
          costTolerance: TOLERANCE,
          stepTolerance: 1e-12,
          gradientTolerance: 1e-12,
          damping: 1e-3,
        },
      ),
    decode: (results) =>
      best(
        starts.map((_, s) => {
          const { cost, values } = decodeResult(results, s, variables.length);
          return { chi2: cost, values: values.slice() };
        }),
      ),
  };
}

/** The fit as `fit` does it, from the given start and drawn ones. */
export function wholeFit(
  circuit: Circuit,
  spectrum: Spectrum,
  options: FitOptions,
  build: KernelBuild,
): Trial<FitResult> {
  const batch = prepareBatch(circuit, [spectrum], options, build);
  return {
    encode: () => batch.encode(0, 1),
    decode: (results) => batch.decode(results, 0, 1)[0],
  };
}

export function best<T extends { readonly chi2: number }>(found: readonly T[]): T | undefined {
  return found.reduce<T | undefined>(
    (least, one) => (Number.isFinite(one.chi2) && !(least && least.chi2 <= one.chi2) ? one : least),
    undefined,
  );
}

/** Runs the trials of a round; undefined where a worker was lost. */
export function runTrials<T>(
  engine: Engine,
  trials: readonly Trial<T>[],
  options: { readonly workers?: number; readonly signal?: AbortSignal },
): Promise<(T | undefined)[]> {
  const task: Task<T | undefined> = {
    total: trials.length,
    places: trials.map((_, i) => i),
    faulty: [],
    mostPerJob: 1,
    perWorker: 1,
    encode: (from) => trials[from].encode(),
    decode: (results, from) => [trials[from].decode(results)],
    lost: () => [undefined],
  };
  return engine.run(task, options);
}
