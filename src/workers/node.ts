import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Endpoint } from "comlink";
import type { Platform, Thread } from "./thread.ts";

export function startThread(): Thread {
  // Flags of the parent such as --input-type or a loader would be inherited and can forbid the start.
  return threadOf(new Worker(new URL("./worker.js", import.meta.url), { execArgv: [] }));
}

export function cores(): number {
  return Math.max(1, availableParallelism());
}

/** Wraps a worker of `node:worker_threads`. Wrap each worker once. */
export function threadOf(worker: Worker): Thread {
  let cause: Error | undefined;
  let ending = false;
  const end = (): Promise<number> => {
    ending = true;
    worker.ref();
    return worker.terminate();
  };
  const doom = (thrown: unknown): void => {
    cause ??= thrown instanceof Error ? thrown : new Error(String(thrown));
    void end();
  };
  const died = new Promise<Error>((resolve) => {
    worker.on("error", doom);
    worker.on("messageerror", doom);
    worker.on("exit", (code) => {
      // Node emits the last messages in the same turn as "exit": one turn later they have been settled.
      setImmediate(() => resolve(cause ?? new Error(`its thread ended with exit code ${code}`)));
    });
  });
  return {
    endpoint: endpointOf(worker),
    died,
    hold: (busy) => {
      // A thread that is not waited for ends after the process does: then nobody is told that it is gone.
      if (ending) return;
      if (busy) worker.ref();
      else worker.unref();
    },
    terminate: async () => {
      await end();
    },
  };
}

/** comlink speaks to an EventTarget, a Node worker is an EventEmitter. */
function endpointOf(worker: Worker): Endpoint {
  const adapters = new Map<unknown, (data: unknown) => void>();
  return {
    postMessage: (message, transfer) => worker.postMessage(message, transfer as ArrayBuffer[] | undefined),
    addEventListener: (type, listener) => {
      const adapter = (data: unknown): void => {
        const event = { data } as MessageEvent;
        if (typeof listener === "function") listener(event);
        else listener.handleEvent(event);
      };
      adapters.set(listener, adapter);
      worker.on(type, adapter);
    },
    removeEventListener: (type, listener) => {
      const adapter = adapters.get(listener);
      if (adapter) worker.off(type, adapter);
      adapters.delete(listener);
    },
  };
}

({ startThread, cores }) satisfies Platform;
