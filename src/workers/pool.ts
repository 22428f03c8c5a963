import { type Remote, transfer, wrap } from "comlink";
import { startThread } from "#platform";
import type { CompiledKernel } from "../kernel/kernel.ts";
import type { WorkerEndpoint } from "./endpoint.ts";
import { PoolError, restoreFailure, wordsOf } from "./failure.ts";
import { createRun, type Job, type Jobs, type Run, type RunOptions } from "./run.ts";
import type { Thread } from "./thread.ts";

/** Jobs in one worker: one runs, one waits, so that the worker never idles while this thread does something else. */
const JOBS_PER_WORKER = 2;
/** A job whose worker died is repeated this often before it is given up. */
const RETRIES = 2;
/** Starts in a row that may fail before a worker is given up for the rest of the run. */
const START_ATTEMPTS = 3;
/** A worker that has not loaded its kernel by then never will (seconds). */
const START_LIMIT = 30;
/** Jobs of an aborted run may finish this long before their worker is replaced (milliseconds). */
const ABORT_GRACE = 250;

export interface PoolOptions {
  /** Compiled once here; every worker gets the same module. */
  readonly kernel: CompiledKernel;
  /** Number of worker threads, at least 1. */
  readonly workers: number;
  /** Starts one worker; by default that of the kernel. Its entry must call `serve` of `endpoint.ts`. */
  readonly start?: () => Thread;
}

/** Workers that stay alive between runs. Bytes in, bytes out: the pool does not know what a job is. */
export interface Pool {
  /** Workers that could be started; at most as many as were asked for. */
  readonly size: number;
  /**
   * Hands the jobs to the workers and resolves when each of them has ended in exactly one of the two callbacks.
   * A job is taken from its producer when a worker has room, so at most `2 * size` jobs exist at a time; its buffer
   * becomes the pool's (it is detached). A job whose worker dies is repeated on a fresh one, at most twice.
   *
   * Rejects with the signal's reason, with whatever the producer or a callback threw, or with a {@link PoolError}:
   * "pool-closed", "workers-unavailable" (no worker can be restarted), "job-invalid". Jobs without a callback by then
   * have no result. Several runs at a time share the workers, the earlier one first.
   */
  run(jobs: Jobs, options: RunOptions): Promise<void>;
  /** Ends all workers and resolves when they are gone; runs under way reject. May be called again. */
  close(): Promise<void>;
}

/** A living worker. It is wrapped once, and held here: comlink drops the answers of a proxy that was collected. */
interface Crew {
  readonly thread: Thread;
  readonly remote: Remote<WorkerEndpoint<CompiledKernel>>;
  ready: boolean;
}

/** A place for a worker. A death empties it, the next job fills it again. */
interface Lane {
  crew?: Crew;
  /** Jobs sent to the crew and not answered, oldest first: the first one is running. */
  flight: Job[];
  failures: number;
  startError?: unknown;
}

/**
 * Starts a pool of workers, each with its own instance of the kernel.
 *
 * @throws PoolError "workers-unavailable" if not one worker can be started (security policy, no worker support,
 *   missing file, a kernel that cannot be instantiated): do the work in the calling thread then.
 */
export async function createPool({ kernel, workers, start = startThread }: PoolOptions): Promise<Pool> {
  if (!(Number.isInteger(workers) && workers >= 1)) {
    throw new RangeError(
      `worker pool: the number of workers must be a whole number from 1, it is ${workers}`,
    );
  }
  const runs = new Set<Run>();
  const alive = new Set<Crew>();
  let lanes: Lane[] = Array.from({ length: workers }, () => ({ flight: [], failures: 0 }));
  let closing: Promise<void> | undefined;
  let pumping = false;
  let pumpAgain = false;

  /** Fills a lane. Resolves when its worker is ready or has failed to start. */
  function fill(lane: Lane): Promise<void> {
    return new Promise((resolve) => {
      let thread: Thread;
      try {
        thread = start();
      } catch (thrown) {
        lane.failures++;
        lane.startError = thrown;
        resolve();
        return;
      }
      const crew: Crew = {
        thread,
        remote: wrap<WorkerEndpoint<CompiledKernel>>(thread.endpoint),
        ready: false,
      };
      lane.crew = crew;
      alive.add(crew);
      const fail = (cause: unknown): void => {
        clearInterval(limit);
        resolve();
        bury(lane, crew, cause);
      };
      // Counted in turns of this thread: while it is blocked, an answer that has arrived cannot be read.
      let waited = 0;
      const limit = setInterval(() => {
        if (++waited >= START_LIMIT) fail(new Error(`it did not answer within ${START_LIMIT} s`));
      }, 1000);
      limit.unref?.(); // browsers have plain numbers here; a thread that is needed keeps the process alive itself
      thread.died.then((cause) => {
        alive.delete(crew);
        fail(cause);
      });
      crew.remote.load(kernel, thread.lifeline).then((holdsLifeline) => {
        clearInterval(limit);
        if (lane.crew === crew) {
          if (holdsLifeline) thread.watch?.();
          crew.ready = true;
          lane.failures = 0;
          thread.hold(runs.size > 0);
          pump();
        }
        resolve();
      }, fail);
    });
  }

  /** Empties a lane whose worker died, failed to start or was given up; its jobs go to other workers. */
  function bury(lane: Lane, crew: Crew, cause: unknown, blame = true): void {
    if (lane.crew !== crew) return;
    lane.crew = undefined;
    void crew.thread.terminate();
    if (!crew.ready) {
      lane.failures++;
      lane.startError = cause;
    }
    const flight = lane.flight;
    lane.flight = [];
    for (const [position, job] of flight.entries()) {
      if (job.run.settled) continue;
      job.alone = true;
      if (blame && position === 0) job.deaths++;
      if (job.deaths <= RETRIES) job.run.retry(job);
      else job.run.lose(job, lostError(job, cause));
    }
    pump();
  }

  function send(lane: Lane, crew: Crew, job: Job): void {
    lane.flight.push(job);
    const call = async () => {
      const bytes = job.bytes.slice(0);
      return crew.remote.run(transfer(bytes, [bytes]));
    };
    const settle = (end: () => void): void => {
      // The worker may have been buried meanwhile: then the job is in other hands, and this answer does not count.
      const position = lane.crew === crew ? lane.flight.indexOf(job) : -1;
      if (position < 0) return;
      lane.flight.splice(position, 1);
      end();
      pump();
    };
    call().then(
      (answer) =>
        settle(() => {
          if (!("failure" in answer)) job.run.deliver(job, answer);
          else job.run.lose(job, failedError(job, restoreFailure(answer.failure)));
        }),
      (thrown) => settle(() => job.run.lose(job, failedError(job, thrown))),
    );
  }

  /** Gives work to every worker that has room. Called after every event; may be called from within itself. */
  function pump(): void {
    pumpAgain = true;
    if (pumping) return;
    pumping = true;
    while (pumpAgain) {
      pumpAgain = false;
      if (!closing) handOut();
    }
    pumping = false;
  }

  function handOut(): void {
    if (![...runs].some((run) => run.hasJobs())) return;
    for (const lane of lanes) {
      while (!lane.crew && lane.failures < START_ATTEMPTS) void fill(lane);
    }
    if (!lanes.some((lane) => lane.crew)) {
      const error = unavailableError("no worker could be started again", lanes[0]?.startError);
      for (const run of runs) run.stop(error);
      return;
    }
    // A first job for everybody comes before a second for anybody.
    for (let depth = 1; depth <= JOBS_PER_WORKER; depth++) {
      for (const lane of lanes) {
        if (!lane.crew?.ready || lane.flight.length >= depth) continue;
        // Nothing joins a suspect, and while one waits for a worker of its own, let workers run empty.
        if (depth > 1 && (lane.flight[0]?.alone || [...runs].some((run) => run.retries.length > 0))) continue;
        const job = takeJob();
        if (!job) return;
        send(lane, lane.crew, job);
      }
    }
  }

  function takeJob(): Job | undefined {
    for (const run of runs) {
      const job = run.take();
      if (job) return job;
    }
    return undefined;
  }

  function holdAll(): void {
    for (const lane of lanes) lane.crew?.thread.hold(runs.size > 0);
  }

  function forget(run: Run): void {
    runs.delete(run);
    holdAll();
    const hasLeftovers = (lane: Lane): boolean => lane.flight.some((job) => job.run === run);
    if (closing || !lanes.some(hasLeftovers)) return;
    // A job that is nearly done is cheaper to wait for than a new worker; one that is not must not block the next run.
    const timer = setTimeout(() => {
      for (const lane of lanes) {
        if (lane.crew && hasLeftovers(lane)) bury(lane, lane.crew, new Error("its run was aborted"), false);
      }
    }, ABORT_GRACE);
    timer.unref?.();
  }

  async function run(jobs: Jobs, options: RunOptions): Promise<void> {
    if (closing) throw closedError();
    const started = createRun(jobs, options, forget);
    if (closing) started.stop(closedError()); // by the caller's iterable, when it was asked for its iterator
    if (!started.settled) {
      runs.add(started);
      for (const lane of lanes) lane.failures = 0;
      holdAll();
      pump();
    }
    return started.done;
  }

  function close(): Promise<void> {
    if (!closing) {
      closing = Promise.all([...alive].map(({ thread }) => thread.terminate().then(() => thread.died))).then(
        () => {},
      );
      for (const run of runs) run.stop(closedError());
    }
    return closing;
  }

  await Promise.all(lanes.map(fill));
  const started = lanes.filter((lane) => lane.crew?.ready);
  if (started.length === 0) {
    await close();
    throw unavailableError(
      `${workers === 1 ? "the worker" : `none of ${workers} workers`} could ${workers === 1 ? "not " : ""}be started`,
      lanes[0]?.startError,
    );
  }
  lanes = started;
  return { size: lanes.length, run, close };
}

function lostError(job: Job, cause: unknown): PoolError {
  return new PoolError(
    "worker-lost",
    `worker pool: job ${job.index} was given up, ${job.deaths} workers died while they ran it (${wordsOf(cause)})`,
    cause,
  );
}

function failedError(job: Job, cause: unknown): PoolError {
  return new PoolError("job-failed", `worker pool: job ${job.index} failed: ${wordsOf(cause)}`, cause);
}

function unavailableError(what: string, cause: unknown): PoolError {
  return new PoolError(
    "workers-unavailable",
    `worker pool: ${what} (${wordsOf(cause)}); do the work in the calling thread, with 0 workers`,
    cause,
  );
}

function closedError(): PoolError {
  return new PoolError("pool-closed", "worker pool: it is closed; create a new one with createPool");
}
