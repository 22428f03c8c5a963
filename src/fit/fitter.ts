import { cores } from "#platform";
import type { Spectrum } from "../impedance/spectrum.ts";
import type { KernelBuild } from "../kernel/build.ts";
import { compileKernel, Kernel } from "../kernel/kernel.ts";
import type { Circuit } from "../program/circuit.ts";
import { circuitOf } from "../program/syntax.ts";
import { PoolError } from "../workers/failure.ts";
import { createPool, type Pool } from "../workers/pool.ts";
import { type Batch, prepareBatch } from "./batch.ts";
import type { BatchOptions, FitOptions } from "./options.ts";
import { OptionError } from "./plan.ts";
import { type FitResult, StopReason, stopSentences } from "./result.ts";

/** Spectra in one job: enough to make the crossing cheap, few enough that workers end together. */
const MOST_PER_JOB = 32;
/** Below this many spectra a worker takes longer to start than to save. */
const SPECTRA_PER_WORKER = 24;
const MOST_WORKERS = 8;

/** A kernel and, once they are needed, workers that stay alive between batches. Close it when done. */
export interface Fitter {
  readonly kernel: KernelBuild;
  /** Fits one spectrum in the calling thread. @throws OptionError for data that cannot be fitted. */
  fit(circuit: string | Circuit, spectrum: Spectrum, options?: FitOptions): Promise<FitResult>;
  /** Fits many spectra; results in the order of the spectra. One that cannot be fitted has a failed result that says why. */
  fitMany(
    circuit: string | Circuit,
    spectra: readonly Spectrum[],
    options?: BatchOptions,
  ): Promise<FitResult[]>;
  /** The same, each result as soon as it is there: `[index, result]`. */
  stream(
    circuit: string | Circuit,
    spectra: readonly Spectrum[],
    options?: BatchOptions,
  ): AsyncGenerator<[index: number, result: FitResult], void, undefined>;
  /** Ends the workers; no handle stays open. Batches under way reject with a PoolError, which their callers must expect. */
  close(): Promise<void>;
}

/**
 * Opens a fitter: loads a build of the kernel once.
 * @throws Error when the named build cannot be loaded.
 */
export async function openFitter(options: { kernel?: KernelBuild } = {}): Promise<Fitter> {
  const compiled = await compileKernel(options.kernel);
  const kernel = await Kernel.instantiate(compiled);
  let opening: Promise<Pool | undefined> | undefined;
  let closed = false;
  /** Workers that could not be started are not tried again: the calling thread does the work. */
  let alone = false;

  /** Batches that use the present pool; a larger one replaces it only when there are none. */
  let users = 0;
  let wanted = 0;

  const usePool = async (workers: number): Promise<Pool | undefined> => {
    if (alone || workers < 1) return undefined;
    if (opening && workers > wanted && users === 0) {
      const smaller = opening;
      opening = undefined;
      await (await smaller)?.close();
    }
    if (!opening) {
      wanted = workers;
      opening = createPool({ kernel: compiled, workers }).catch(() => {
        alone = true;
        return undefined;
      });
    }
    users++;
    return opening;
  };

  const fitMany: Fitter["fitMany"] = async (circuit, spectra, batchOptions = {}) => {
    if (closed) throw new Error("fitter: it was closed; open another one");
    const { signal, onProgress, onResult } = batchOptions;
    signal?.throwIfAborted();
    const batch = prepareBatch(circuitOf(circuit), spectra, batchOptions, compiled.build);
    const workers = Math.min(
      workersFor(spectra.length, batchOptions.workers),
      Math.max(1, Math.ceil(spectra.length / 2)),
    );
    const results = new Array<FitResult>(spectra.length);
    let done = batch.faulty.length;
    const take = (from: number, fitted: readonly FitResult[]): void => {
      fitted.forEach((result, i) => {
        deliver(result, batch.places[from + i]);
      });
      done += fitted.length;
      onProgress?.(done, spectra.length);
    };
    const deliver = (result: FitResult, index: number): void => {
      results[index] = result;
      onResult?.(result, index);
    };
    for (const [index, result] of batch.faulty) deliver(result, index);
    if (batch.faulty.length > 0) onProgress?.(done, spectra.length);
    const chunks = chunksOf(batch.places.length, Math.max(1, workers));
    let left: readonly Chunk[] = chunks;
    if (chunks.length > 0 && workers > 0) {
      const pool = await usePool(workers);
      try {
        if (pool) left = await runInPool(pool, batch, chunks, take, signal);
      } finally {
        if (pool) users--;
      }
    }
    // All of it without workers; with them, what was left when none could be started any more
    await runHere(kernel, batch, left, take, signal);
    return results;
  };

  return {
    kernel: compiled.build,
    fit: async (circuit, spectrum, fitOptions) => {
      const [result] = await fitMany(circuit, [spectrum], { ...fitOptions, workers: 0 });
      if (result.reason === StopReason.InvalidData) throw new OptionError(result.message);
      return result;
    },
    fitMany,
    stream: (circuit, spectra, batchOptions) => streamOf(fitMany, circuit, spectra, batchOptions ?? {}),
    close: async () => {
      closed = true;
      await (await opening)?.close();
      opening = undefined;
    },
  };
}

function workersFor(spectra: number, wanted: number | undefined): number {
  if (wanted !== undefined) {
    if (!Number.isInteger(wanted) || wanted < 0) {
      throw new RangeError(`workers must be a whole number from 0, it is ${wanted}`);
    }
    return wanted;
  }
  const useful = Math.floor(spectra / SPECTRA_PER_WORKER);
  return useful < 2 ? 0 : Math.min(cores(), useful, MOST_WORKERS);
}

type Chunk = readonly [from: number, to: number];

/** Cuts a batch into jobs. Seeds come from the data of each spectrum, so the cuts do not change any result. */
function chunksOf(spectra: number, workers: number): Chunk[] {
  const size = Math.max(1, Math.min(MOST_PER_JOB, Math.ceil(spectra / (workers * 6))));
  const chunks: Chunk[] = [];
  for (let from = 0; from < spectra; from += size) chunks.push([from, Math.min(from + size, spectra)]);
  return chunks;
}

async function runHere(
  kernel: Kernel,
  batch: Batch,
  chunks: readonly Chunk[],
  take: (from: number, results: readonly FitResult[]) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  let paused = performance.now();
  for (const [from, to] of chunks) {
    signal?.throwIfAborted();
    take(from, batch.decode(kernel.run(batch.encode(from, to)), from, to));
    // A page stays alive, and an abort is heard, when the thread is given back now and then
    if (performance.now() - paused > 30) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      paused = performance.now();
    }
  }
}

/**
 * Runs the chunks in the workers and returns those that are left to do: none, or what had no result when no worker could be
 * started any more. A chunk that is lost is run again spectrum by spectrum: one bad spectrum costs itself.
 */
async function runInPool(
  pool: Pool,
  batch: Batch,
  chunks: readonly Chunk[],
  take: (from: number, results: readonly FitResult[]) => void,
  signal: AbortSignal | undefined,
): Promise<readonly Chunk[]> {
  const open = new Set(chunks);
  const done = (chunk: Chunk, results: readonly FitResult[]): void => {
    open.delete(chunk);
    take(chunk[0], results);
  };
  const lost: Chunk[] = [];
  try {
    await pool.run(
      { count: chunks.length, makeJob: (i) => batch.encode(...chunks[i]) },
      {
        signal,
        onResult: (i, bytes) => done(chunks[i], batch.decode(bytes, ...chunks[i])),
        onLost: (i, error) => {
          const [from, to] = chunks[i];
          if (to - from > 1) lost.push(chunks[i]);
          else {
            const reason = error.code === "job-failed" ? StopReason.KernelError : StopReason.WorkerLost;
            done(chunks[i], batch.lost(from, to, reason, `${stopSentences[reason]}: ${error.message}`));
          }
        },
      },
    );
  } catch (error) {
    if (!(error instanceof PoolError && error.code === "workers-unavailable")) throw error;
    return [...open];
  }
  if (lost.length === 0) return [];
  const single = lost.flatMap(([from, to]) =>
    Array.from({ length: to - from }, (_, k): Chunk => [from + k, from + k + 1]),
  );
  return runInPool(pool, batch, single, take, signal);
}

async function* streamOf(
  fitMany: Fitter["fitMany"],
  circuit: string | Circuit,
  spectra: readonly Spectrum[],
  options: BatchOptions,
): AsyncGenerator<[number, FitResult], void, undefined> {
  const ready: [number, FitResult][] = [];
  let wake: () => void = () => {};
  let ended = false;
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const running = fitMany(circuit, spectra, {
    ...options,
    signal,
    onResult: (result, index) => {
      options.onResult?.(result, index);
      ready.push([index, result]);
      wake();
    },
  }).finally(() => {
    ended = true;
    wake();
  });
  running.catch(() => {}); // awaited below, unless the consumer leaves
  try {
    while (true) {
      while (ready.length > 0) yield ready.shift()!;
      if (ended) break;
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (ready.length > 0 || ended) resolve();
      });
    }
    await running;
  } finally {
    stop.abort(new Error("stream: its consumer left"));
  }
}
