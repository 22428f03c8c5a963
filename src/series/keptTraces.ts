/** A few curves of a long record, spread evenly over it. */
import type { Trace } from "./trace.ts";

const MOST_TRACES = 32;

/** Keeps the curves of every 2ᵏ-th cycle (both its half-cycles), so that at most 32 remain, and the last. */
export function openTraces(): { readonly kept: Map<number, Trace>; add(index: number, trace: Trace): void } {
  const kept = new Map<number, Trace>();
  let every = 1;
  let last: number | undefined;
  const chosen = (index: number): boolean => Math.floor((index - 1) / 2) % every === 0;
  return {
    kept,
    add: (index, trace) => {
      if (last !== undefined && !chosen(last)) kept.delete(last);
      kept.set(index, trace);
      last = index;
      while (kept.size > MOST_TRACES) {
        every *= 2;
        for (const key of [...kept.keys()]) if (!chosen(key) && key !== index) kept.delete(key);
      }
    },
  };
}
