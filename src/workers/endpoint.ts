import { type Endpoint, expose, transfer } from "comlink";
import { describeFailure, type JobFailure } from "./failure.ts";

/** Does one job. The result becomes the property of the other thread: it must be an ArrayBuffer of its own. */
export type Runner = (job: ArrayBuffer) => ArrayBuffer | Promise<ArrayBuffer>;

/** What a worker answers to. All of it is plain data, so that nothing is lost between threads. */
export interface WorkerEndpoint<Kernel> {
  /**
   * Makes the runner. Resolves to whether the worker holds the lock `lifeline` from now to its end.
   * Rejects when the kernel cannot be instantiated.
   */
  load(kernel: Kernel, lifeline?: string): Promise<boolean>;
  /** Runs a job, after those that came before. A job that throws is an answer, not a death. */
  run(job: ArrayBuffer): Promise<ArrayBuffer | { readonly failure: JobFailure }>;
}

/**
 * Makes this thread a worker: `makeRunner` turns what the pool posts into a runner.
 * Jobs run one after the other in the order of their arrival, so the pool knows which one a death belongs to.
 */
export function serve<Kernel>(makeRunner: (kernel: Kernel) => Promise<Runner>, port: Endpoint): void {
  let renew: () => Promise<Runner> = () =>
    Promise.reject(new Error("worker: it was given a job before a kernel"));
  let runner: Runner | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const worker: WorkerEndpoint<Kernel> = {
    load: async (kernel, lifeline) => {
      renew = () => makeRunner(kernel);
      runner = await renew();
      return lifeline !== undefined && holdLifeline(lifeline);
    },
    run: (job) => {
      const answer = last.then(async () => {
        try {
          runner ??= await renew();
          const result = await runner(job);
          return transfer(result, [result]);
        } catch (thrown) {
          // A trap leaves the memory of a kernel half written: the next job gets a new instance.
          runner = undefined;
          return { failure: describeFailure(thrown) };
        }
      });
      last = answer;
      return answer;
    },
  };
  expose(worker, port);
}

/**
 * The port to the thread that started this one: `parentPort` in Node, the global scope in browsers.
 * Not in the platform files, which start workers: a worker that imports them would import itself, and bundlers refuse that.
 */
export function parentEndpoint(): Endpoint {
  const threads = globalThis.process?.getBuiltinModule?.("node:worker_threads");
  return (threads?.parentPort ?? globalThis) as unknown as Endpoint;
}

function holdLifeline(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    const forever = new Promise<never>(() => {});
    const held = (): Promise<never> => {
      resolve(true);
      return forever;
    };
    // Refused where the origin is opaque (sandboxed frames, data: workers).
    globalThis.navigator.locks.request(name, held).catch(() => resolve(false));
  });
}
