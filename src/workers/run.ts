import { PoolError, wordsOf } from "./failure.ts";

/** Jobs in the order of their index: any iterable, or a count and a function. Both are asked only when a worker is free. */
export type Jobs =
  | Iterable<ArrayBuffer>
  | { readonly count: number; readonly makeJob: (index: number) => ArrayBuffer };

export interface RunOptions {
  /** Ends the run: its promise rejects with the signal's reason, no further callback is made. */
  readonly signal?: AbortSignal;
  /** A job's result; it is yours. Order is that of completion. An exception ends the run, which rejects with it. */
  readonly onResult: (index: number, result: ArrayBuffer) => void;
  /** A job without a result: it threw ("job-failed"), or workers kept dying on it ("worker-lost"). The others go on. */
  readonly onLost: (index: number, error: PoolError) => void;
}

/** A job that was taken from its producer and is not settled. */
export interface Job {
  readonly run: Run;
  readonly index: number;
  /** The pool's own copy: workers get copies of it, so that a job can be repeated. */
  readonly bytes: ArrayBuffer;
  /** Workers that died while they ran it. */
  deaths: number;
  /** A job that was in a worker that died runs with nothing beside it, so that the next death is its own. */
  alone: boolean;
}

/** One call of `pool.run`: where its jobs come from, and where each of them ends, exactly once. */
export interface Run {
  readonly done: Promise<void>;
  readonly settled: boolean;
  /** Jobs that wait for a fresh worker. */
  readonly retries: readonly Job[];
  /** False when every job has been taken and none waits for a retry. */
  hasJobs(): boolean;
  /** The next job: one that waits for a retry, or the producer's next. */
  take(): Job | undefined;
  retry(job: Job): void;
  deliver(job: Job, result: ArrayBuffer): void;
  lose(job: Job, error: PoolError): void;
  /** Rejects the run and forgets its jobs. */
  stop(reason: unknown): void;
}

/** Starts the bookkeeping of a run. `onSettled` is called once, after which nothing else will be called. */
export function createRun(jobs: Jobs, options: RunOptions, onSettled: (run: Run) => void): Run {
  const { signal, onResult, onLost } = options;
  const source = Symbol.iterator in jobs ? jobs[Symbol.iterator]() : counted(jobs.count, jobs.makeJob);
  const retries: Job[] = [];
  let taken = 0;
  let open = 0;
  let exhausted = false;
  let settled = false;
  let resolve: () => void;
  let reject: (reason: unknown) => void;
  const done = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });

  const settle = (): void => {
    settled = true;
    retries.length = 0;
    signal?.removeEventListener("abort", abort);
    onSettled(run);
  };
  const completeIfDone = (): void => {
    if (settled || !exhausted || open > 0) return;
    settle();
    resolve();
  };
  const abort = (): void => run.stop(signal?.reason);
  const call = (callback: () => void): void => {
    open--;
    try {
      callback();
    } catch (thrown) {
      run.stop(thrown);
    }
    completeIfDone();
  };
  const closeSource = (): void => {
    if (exhausted) return;
    try {
      source.return?.();
      exhausted = true;
    } catch {
      // A generator that is running cannot be closed; `take` does it as soon as it has yielded.
    }
  };

  const run: Run = {
    done,
    get settled() {
      return settled;
    },
    retries,
    hasJobs: () => !settled && (retries.length > 0 || !exhausted),
    take: () => {
      if (settled) return undefined;
      const waiting = retries.shift();
      if (waiting || exhausted) return waiting;
      let bytes: ArrayBuffer;
      try {
        const step = source.next();
        if (settled) {
          closeSource();
          return undefined;
        }
        if (step.done) {
          exhausted = true;
          completeIfDone();
          return undefined;
        }
        bytes = seize(step.value, taken);
      } catch (thrown) {
        run.stop(thrown);
        return undefined;
      }
      open++;
      return { run, index: taken++, bytes, deaths: 0, alone: false };
    },
    retry: (job) => {
      retries.push(job);
    },
    deliver: (job, result) => {
      if (!settled) call(() => onResult(job.index, result));
    },
    lose: (job, error) => {
      if (!settled) call(() => onLost(job.index, error));
    },
    stop: (reason) => {
      if (settled) return;
      settle();
      reject(reason);
      closeSource();
    },
  };

  signal?.addEventListener("abort", abort);
  if (signal?.aborted) abort();
  return run;
}

function* counted(count: number, makeJob: (index: number) => ArrayBuffer): Generator<ArrayBuffer> {
  if (!(Number.isInteger(count) && count >= 0)) {
    throw new PoolError(
      "job-invalid",
      `worker pool: the count of jobs must be a whole number, it is ${count}`,
    );
  }
  for (let index = 0; index < count; index++) yield makeJob(index);
}

/**
 * Takes a buffer away from its producer without a copy. Were it left to the producer, one who reuses it would change
 * the bytes of a job that may have to be repeated, and nobody would notice.
 */
function seize(buffer: ArrayBuffer, index: number): ArrayBuffer {
  try {
    if (Object.prototype.toString.call(buffer) !== "[object ArrayBuffer]")
      throw new Error("it has another type");
    // Node clones a buffer that was transferred before to an empty one, without a word.
    if (buffer.byteLength === 0) throw new Error("it is empty, or was handed over before");
    return structuredClone(buffer, { transfer: [buffer] });
  } catch (thrown) {
    throw new PoolError(
      "job-invalid",
      `worker pool: job ${index} cannot be sent to a worker (${wordsOf(thrown)}); hand over a fresh ArrayBuffer for each job, ` +
        "the pool keeps it",
      thrown,
    );
  }
}
