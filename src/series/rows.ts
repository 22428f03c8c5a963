/** Values of single rows of a record whose blocks pass by: the present block and the end of the one before. */
import type { SeriesBlock, SeriesColumn } from "./record.ts";

/** More rows than a segment can begin before it is known to have begun. */
const TAIL = 32;

export interface RowWindow {
  enter(block: SeriesBlock): void;
  /** NaN where the column or the row is out of reach. */
  at(column: SeriesColumn, row: number): number;
}

export function openRowWindow(columns: readonly SeriesColumn[]): RowWindow {
  let block: SeriesBlock | undefined;
  let tail: { readonly first: number; readonly values: Map<SeriesColumn, Float64Array> } | undefined;
  return {
    enter: (next) => {
      if (block) {
        const { rows, first } = block;
        const from = Math.max(0, rows - TAIL);
        const values = new Map<SeriesColumn, Float64Array>();
        for (const column of columns) {
          const all = block.columns[column];
          if (all) values.set(column, all.slice(from, rows));
        }
        tail = { first: first + from, values };
      }
      block = next;
    },
    at: (column, row) => {
      if (block && row >= block.first) return block.columns[column]?.[row - block.first] ?? Number.NaN;
      if (tail && row >= tail.first) return tail.values.get(column)?.[row - tail.first] ?? Number.NaN;
      return Number.NaN;
    },
  };
}
