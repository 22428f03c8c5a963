/** Where the instrument's numbers say that a new step or cycle begins. */
import type { SeriesBlock } from "./record.ts";

/** Rows of a block at which a new step or cycle begins, rising; blocks come in their order. */
export function openStepMarks(): (block: SeriesBlock) => number[] {
  const last = new Map<string, number>();
  return ({ rows, columns }) => {
    const found = new Set<number>();
    const own = columns.step_count ?? columns.step_index;
    const watched: [string, Float64Array | undefined][] = [
      ["cycle", columns.cycle_count],
      ["step", columns.step_count],
      ["index", columns.step_index],
    ];
    for (const [name, values] of watched) {
      if (!values) continue;
      let before = last.get(name) ?? Number.NaN;
      for (let k = 0; k < rows; k++) {
        const value = values[k];
        if (value === before || Number.isNaN(value)) continue;
        if (!Number.isNaN(before)) found.add(k);
        before = value;
      }
      last.set(name, before);
    }
    const clock = own ? undefined : columns.step_time_second;
    if (clock) {
      let before = last.get("clock") ?? Number.NaN;
      for (let k = 0; k < rows; k++) {
        if (clock[k] < before) found.add(k);
        before = clock[k];
      }
      last.set("clock", before);
    }
    return [...found].sort((a, b) => a - b);
  };
}
