import { cores } from "#platform";
import type { KernelBuild, KernelModule } from "../kernel/build.ts";
import { compileKernel, Kernel } from "../kernel/kernel.ts";
import { PoolError } from "./failure.ts";
import { createPool, type Pool } from "./pool.ts";

const MOST_WORKERS = 8;

/** How a batch of items becomes jobs of the kernel, and results of jobs become results of items. */
export interface Task<T> {
  /** Items given; results come in their order. */
  readonly total: number;
  /** Which of them the kernel can work on; the ranges below count these. */
  readonly places: readonly number[];
  /** Those that it cannot, with the result that says why. */
  readonly faulty: readonly (readonly [index: number, result: T])[];
  /** Items in one job: enough to make the crossing cheap, few enough that workers end together. */
  readonly mostPerJob: number;
  /** Below this many items a worker takes longer to start than to save. */
  readonly perWorker: number;
  /** The job for items `from` … `to` − 1. */
  encode(from: number, to: number): ArrayBuffer;
  decode(results: ArrayBuffer, from: number, to: number): T[];
  /** Results for items whose job was lost: its worker died ("worker-lost"), or it threw ("job-failed"). */
  lost(from: number, to: number, error: PoolError): T[];
}

export interface RunOptions<T> {
  /** Worker threads; 0 works in the calling thread. Default: the machine's cores, fewer for small batches. */
  readonly workers?: number;
  /** Rejects with the signal's reason when it is aborted. */
  readonly signal?: AbortSignal;
  /** Called with the number of items done and their total. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Called with each result as it comes, in any order; `index` counts the items given. */
  readonly onResult?: (result: T, index: number) => void;
}

/** A kernel and, once they are needed, workers that stay alive between batches. Close it when done. */
export interface Engine {
  readonly build: KernelBuild;
  /** The kernel of the calling thread. */
  readonly kernel: Kernel;
  /**
   * The engine of a module of the kernel: this one, or one beside it with workers of its own, which is opened when it is first asked
   * for and closed with this one. "kernel" is for spectra and their circuits, "curves" for formulas and lines.
   */
  of(module: KernelModule): Promise<Engine>;
  /** Results in the order of the items. */
  run<T>(task: Task<T>, options?: RunOptions<T>): Promise<T[]>;
  /** Starts the workers of a large batch before there is one, so that the first need not wait for them. */
  ready(): Promise<void>;
  /** Ends the workers; no handle stays open. Batches under way reject with a PoolError, which their callers must expect. */
  close(): Promise<void>;
}

/** What of an engine is asked for by name. */
export interface EngineOptions {
  /** Build of the kernel; default the fastest that works. */
  readonly kernel?: KernelBuild;
  /** Module of the kernel, default "kernel". */
  readonly of?: KernelModule;
}

/**
 * Opens an engine: loads a module of the kernel once.
 * @throws Error when the named build cannot be loaded.
 */
export function openEngine({ kernel, of = "kernel" }: EngineOptions = {}): Promise<Engine> {
  return member({ build: kernel, members: new Map(), ends: [], closed: false }, of);
}

/** Engines that belong together, each of a module of its own: they are closed as one. */
interface Family {
  readonly build: KernelBuild | undefined;
  readonly members: Map<KernelModule, Promise<Engine>>;
  readonly ends: (() => Promise<void>)[];
  closed: boolean;
}

function member(family: Family, of: KernelModule): Promise<Engine> {
  let engine = family.members.get(of);
  if (!engine) {
    engine = openMember(family, of);
    family.members.set(of, engine);
    // A failed download may be tried again
    engine.catch(() => family.members.delete(of));
  }
  return engine;
}

async function openMember(family: Family, of: KernelModule): Promise<Engine> {
  const compiled = await compileKernel(family.build, of);
  const kernel = await Kernel.instantiate(compiled);
  let opening: Promise<Pool | undefined> | undefined;
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

  const run = async <T>(task: Task<T>, runOptions: RunOptions<T> = {}): Promise<T[]> => {
    if (family.closed) throw new Error("engine: it was closed; open another one");
    const { signal, onProgress, onResult } = runOptions;
    signal?.throwIfAborted();
    const workers = Math.min(
      workersFor(task.total, task.perWorker, runOptions.workers),
      Math.max(1, Math.ceil(task.total / 2)),
    );
    const results = new Array<T>(task.total);
    let done = task.faulty.length;
    const deliver = (result: T, index: number): void => {
      results[index] = result;
      onResult?.(result, index);
    };
    const take = (from: number, made: readonly T[]): void => {
      made.forEach((result, i) => {
        deliver(result, task.places[from + i]);
      });
      done += made.length;
      onProgress?.(done, task.total);
    };
    for (const [index, result] of task.faulty) deliver(result, index);
    if (task.faulty.length > 0) onProgress?.(done, task.total);
    const chunks = chunksOf(task.places.length, Math.max(1, workers), task.mostPerJob);
    let left: readonly Chunk[] = chunks;
    if (chunks.length > 0 && workers > 0) {
      const pool = await usePool(workers);
      try {
        if (pool) left = await runInPool(pool, task, chunks, take, signal);
      } finally {
        if (pool) users--;
      }
    }
    // All of it without workers; with them, what was left when none could be started any more
    await runHere(kernel, task, left, take, signal);
    return results;
  };

  family.ends.push(async () => {
    await (await opening)?.close();
    opening = undefined;
  });
  return {
    build: compiled.build,
    kernel,
    run,
    of: (module) => member(family, module),
    ready: async () => {
      if (!family.closed && (await usePool(Math.min(cores(), MOST_WORKERS)))) users--;
    },
    close: async () => {
      family.closed = true;
      await Promise.all(family.ends.map((end) => end()));
    },
  };
}

/** An engine to work with, or the build of one. */
interface Given {
  readonly engine?: Engine;
  readonly kernel?: KernelBuild;
}

/** Runs work on spectra and circuits with an engine: the given one, or one that is opened for it and closed behind it. */
export function withEngine<T>(given: Given, work: (engine: Engine) => Promise<T>): Promise<T> {
  return within("kernel", given, work);
}

/** The same for work on formulas and lines. */
export function withCurveEngine<T>(given: Given, work: (engine: Engine) => Promise<T>): Promise<T> {
  return within("curves", given, work);
}

async function within<T>(
  of: KernelModule,
  { engine, kernel }: Given,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  if (engine) return work(await engine.of(of));
  const own = await openEngine({ kernel, of });
  try {
    return await work(own);
  } finally {
    await own.close();
  }
}

function workersFor(items: number, perWorker: number, wanted: number | undefined): number {
  if (wanted !== undefined) {
    if (!Number.isInteger(wanted) || wanted < 0) {
      throw new RangeError(`workers must be a whole number from 0, it is ${wanted}`);
    }
    return wanted;
  }
  const useful = Math.floor(items / perWorker);
  return useful < 2 ? 0 : Math.min(cores(), useful, MOST_WORKERS);
}

type Chunk = readonly [from: number, to: number];

/** Cuts a batch into jobs. Seeds come from the data of each item, so the cuts do not change any result. */
function chunksOf(items: number, workers: number, mostPerJob: number): Chunk[] {
  const size = Math.max(1, Math.min(mostPerJob, Math.ceil(items / (workers * 6))));
  const chunks: Chunk[] = [];
  for (let from = 0; from < items; from += size) chunks.push([from, Math.min(from + size, items)]);
  return chunks;
}

async function runHere<T>(
  kernel: Kernel,
  task: Task<T>,
  chunks: readonly Chunk[],
  take: (from: number, results: readonly T[]) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  let paused = performance.now();
  for (const [from, to] of chunks) {
    signal?.throwIfAborted();
    take(from, task.decode(kernel.run(task.encode(from, to)), from, to));
    // A page stays alive, and an abort is heard, when the thread is given back now and then
    if (performance.now() - paused > 30) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      paused = performance.now();
    }
  }
}

/**
 * Runs the chunks in the workers and returns those that are left to do: none, or what had no result when no worker could be
 * started any more. A chunk that is lost is run again item by item: one bad item costs itself.
 */
async function runInPool<T>(
  pool: Pool,
  task: Task<T>,
  chunks: readonly Chunk[],
  take: (from: number, results: readonly T[]) => void,
  signal: AbortSignal | undefined,
): Promise<readonly Chunk[]> {
  const open = new Set(chunks);
  const done = (chunk: Chunk, results: readonly T[]): void => {
    open.delete(chunk);
    take(chunk[0], results);
  };
  const lost: Chunk[] = [];
  try {
    await pool.run(
      { count: chunks.length, makeJob: (i) => task.encode(...chunks[i]) },
      {
        signal,
        onResult: (i, bytes) => done(chunks[i], task.decode(bytes, ...chunks[i])),
        onLost: (i, error) => {
          const [from, to] = chunks[i];
          if (to - from > 1) lost.push(chunks[i]);
          else done(chunks[i], task.lost(from, to, error));
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
  return runInPool(pool, task, single, take, signal);
}
