/** Records of simulated cells, reduced once per test file. */
import { Kernel } from "../../src/kernel/kernel.ts";
import type { SeriesBlock, SeriesRecord } from "../../src/series/record.ts";
import { type HalfCycleTable, type ReduceOptions, reduceSeries } from "../../src/series/reduce.ts";

let kernel: Promise<Kernel> | undefined;

export async function reduced(
  record: Pick<SeriesRecord, "blocks" | "file">,
  options: ReduceOptions = {},
): Promise<HalfCycleTable> {
  kernel ??= Kernel.load(undefined, "series");
  return reduceSeries(record, await kernel, options);
}

/** A record of given columns, in blocks of so many rows. */
export function recordFrom(columns: SeriesBlock["columns"], rowsPerBlock = 1000): SeriesRecord {
  const names = Object.keys(columns) as (keyof typeof columns)[];
  const total = columns[names[0]]!.length;
  async function* blocks(): AsyncGenerator<SeriesBlock> {
    for (let first = 0; first < total; first += rowsPerBlock) {
      const end = Math.min(total, first + rowsPerBlock);
      yield {
        rows: end - first,
        first,
        columns: Object.fromEntries(names.map((name) => [name, columns[name]!.slice(first, end)])),
      };
    }
  }
  return { file: "test", format: "test", columns: [], warnings: [], facts: {}, blocks: blocks() };
}
