/** Samples of a simulated record as blocks of rows. */
import type { SeriesBlock, SeriesColumn, SeriesRecord } from "../record.ts";

/** One row in the order of the record's columns. */
export type Row = readonly number[];

const ROWS = 16_384;

/**
 * Packs rows into blocks. A block is reused for nothing, so its receiver may keep it; what the receiver lets go is free.
 * @param fill writes a row into the arrays and returns whether there was one
 */
export function recordOf(
  file: string,
  columns: readonly SeriesColumn[],
  fill: (into: readonly Float64Array[], row: number) => boolean,
  facts: SeriesRecord["facts"] = {},
): SeriesRecord {
  async function* blocks(): AsyncGenerator<SeriesBlock> {
    for (let first = 0; ; ) {
      const arrays = columns.map(() => new Float64Array(ROWS));
      let rows = 0;
      while (rows < ROWS && fill(arrays, rows)) rows++;
      if (rows > 0) {
        yield {
          rows,
          first,
          columns: Object.fromEntries(columns.map((column, k) => [column, arrays[k].subarray(0, rows)])),
        };
      }
      first += rows;
      if (rows < ROWS) return;
    }
  }
  return {
    file,
    format: "simulation",
    columns: columns.map((column) => ({ column, from: column, factor: 1 })),
    warnings: [],
    facts,
    blocks: blocks(),
  };
}
