import type { Platform, Thread } from "./thread.ts";

export function startThread(): Thread {
  // Bundlers recognise exactly this expression: no variable, no option by name.
  return threadOf(new Worker(new URL("./worker.js", import.meta.url), { type: "module" }));
}

export function cores(): number {
  return Math.max(1, globalThis.navigator?.hardwareConcurrency ?? 1);
}

/** Wraps a Web Worker. Wrap each worker once. */
export function threadOf(worker: Worker): Thread {
  // Locks exist in secure contexts only (https, localhost); elsewhere a silent end stays unseen.
  const locks = globalThis.navigator?.locks;
  const lifeline = locks && `interphase worker ${crypto.randomUUID()}`;
  const ended = new AbortController();
  let die: (cause: Error) => void;
  const died = new Promise<Error>((resolve) => {
    die = resolve;
  });
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    die(
      new Error(event.message || "its script could not be loaded, or the page's security policy forbids it"),
    );
  });
  worker.addEventListener("messageerror", () => die(new Error("a message of it could not be read")));
  return {
    endpoint: worker,
    died,
    lifeline,
    watch: () => {
      locks
        .request(lifeline, { signal: ended.signal }, () => die(new Error("its thread ended without a word")))
        .catch(() => {}); // the thread was terminated first
    },
    hold: () => {},
    terminate: async () => {
      ended.abort();
      worker.terminate();
      die(new Error("its thread was terminated"));
    },
  };
}

({ startThread, cores }) satisfies Platform;
