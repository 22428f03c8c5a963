import type { Endpoint } from "comlink";

/** A worker as the pool sees it, the same in Node and in browsers. `node.ts` and `browser.ts` make them. */
export interface Thread {
  readonly endpoint: Endpoint;
  /**
   * Resolves once, with the cause, when the thread can no longer answer: uncaught error, exit, out of memory,
   * unreadable message, `terminate()`. Never rejects. Answers that were sent before are delivered first, where the
   * platform keeps them.
   */
  readonly died: Promise<Error>;
  /** Name of a lock that the worker holds as long as it lives: browsers report a silent end in no other way. */
  readonly lifeline?: string;
  /** Begins to watch the lifeline. Only after the worker said that it holds it. */
  watch?(): void;
  /**
   * Whether this thread alone keeps the process alive: true while it works, false while it idles. Without effect once
   * `terminate()` was called: from then on it keeps the process alive until it is gone, so that waiting for it ends.
   */
  hold(busy: boolean): void;
  /** Ends the thread whatever it does, and resolves when it is gone. May be called again. */
  terminate(): Promise<void>;
}

/** What a platform file exports. */
export interface Platform {
  /** Starts the kernel's worker. Throws, or `died` resolves, where workers are not available. */
  startThread(): Thread;
  /** Number of processors that this process may use, at least 1. */
  cores(): number;
}
