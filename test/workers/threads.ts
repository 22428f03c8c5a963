import { Worker, type WorkerOptions } from "node:worker_threads";
import type { CompiledKernel } from "../../src/kernel/kernel.ts";
import { threadOf } from "../../src/workers/node.ts";
import { createPool, type Pool } from "../../src/workers/pool.ts";
import type { Jobs } from "../../src/workers/run.ts";
import type { Thread } from "../../src/workers/thread.ts";
import { decode, encode } from "./task.js";

export interface TaskPool {
  readonly pool: Pool;
  /** Every thread that was ever started for the pool, in order. */
  readonly threads: readonly Thread[];
}

/** What `task.mjs` takes in place of a kernel. */
export interface TaskKernel {
  readonly startFailure?: "throw" | "silence";
  readonly attempts?: Int32Array;
  readonly instances?: Int32Array;
}

/** A pool whose workers run `task.mjs`. */
export async function taskPool(
  workers: number,
  kernel: TaskKernel = {},
  options: WorkerOptions = {},
): Promise<TaskPool> {
  const threads: Thread[] = [];
  const start = (): Thread => {
    const thread = threadOf(new Worker(new URL("./task.mjs", import.meta.url), { execArgv: [], ...options }));
    threads.push(thread);
    return thread;
  };
  const pool = await createPool({ kernel: kernel as unknown as CompiledKernel, workers, start });
  return { pool, threads };
}

export interface Outcome {
  /** Decoded results by index, every delivery of it. */
  readonly results: Map<number, Record<string, unknown>[]>;
  readonly lost: Map<number, (Error & { code: string })[]>;
  /** Indexes in the order of their callbacks. */
  readonly order: number[];
}

/** Runs jobs and notes every callback, so that a doubled one shows. */
export async function collect(
  pool: Pool,
  jobs: Jobs,
  options: { signal?: AbortSignal; after?: (index: number) => void } = {},
): Promise<Outcome> {
  const outcome: Outcome = { results: new Map(), lost: new Map(), order: [] };
  await pool.run(jobs, {
    signal: options.signal,
    onResult: (index, result) => {
      outcome.results.set(index, [...(outcome.results.get(index) ?? []), decode(result)]);
      outcome.order.push(index);
      options.after?.(index);
    },
    onLost: (index, error) => {
      outcome.lost.set(index, [...(outcome.lost.get(index) ?? []), error]);
      outcome.order.push(index);
      options.after?.(index);
    },
  });
  return outcome;
}

/** `count` jobs that give their index back. */
export function echoes(count: number): Jobs {
  return { count, makeJob: (value) => encode({ op: "echo", value }) };
}

export function sorted(numbers: Iterable<number>): number[] {
  return [...numbers].sort((a, b) => a - b);
}

export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
