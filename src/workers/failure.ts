/**
 * What went wrong, for programs:
 * - "workers-unavailable": no worker can be started here; do the work in the calling thread
 * - "worker-lost": the worker died on this job, and so did its replacements
 * - "job-failed": the job itself threw; `cause` is its error
 * - "job-invalid": the producer handed over something that cannot be sent to a worker
 * - "pool-closed": the pool was closed before or during the run
 */
export type PoolErrorCode =
  | "workers-unavailable"
  | "worker-lost"
  | "job-failed"
  | "job-invalid"
  | "pool-closed";

/** An error of the worker pool: a sentence for people, a `code` for programs, the `cause` where there is one. */
export class PoolError extends Error {
  override readonly name: string = "PoolError";
  readonly code: PoolErrorCode;

  constructor(code: PoolErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** An error as plain data: messages between threads lose the class and every property of their own. */
export interface JobFailure {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
}

/** Takes an error (or whatever was thrown) apart for the journey to another thread. */
export function describeFailure(thrown: unknown): JobFailure {
  if (!(thrown instanceof Error)) return { name: "Error", message: String(thrown) };
  const { code } = thrown as { code?: unknown };
  return {
    name: thrown.name,
    message: thrown.message,
    stack: thrown.stack,
    ...(typeof code === "string" ? { code } : {}),
  };
}

/** Puts an error together again, with its name, code and stack; it is a plain `Error` whatever its class was. */
export function restoreFailure(failure: JobFailure): Error {
  return Object.assign(new Error(failure.message), failure);
}

/** The words of anything that was thrown, without a full stop, for use inside a sentence. */
export function wordsOf(thrown: unknown): string {
  const words = thrown instanceof Error ? thrown.message : String(thrown);
  return words.trim().replace(/\.$/, "") || "no reason was given";
}
