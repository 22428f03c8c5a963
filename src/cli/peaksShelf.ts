/** The peaks of a file as `--resume` keeps them: typed arrays by name, numbers that JSON does not have by theirs. */
import type { PeaksResult } from "../report/peaksDocument.ts";
import type { Peaks } from "../series/peakTable.ts";
import type { Shelving } from "./fileRecord.ts";

type Column = Int32Array | Float64Array;
type Stored = readonly (number | string)[];

interface StoredResult extends Omit<PeaksResult, "peaks" | "lines"> {
  readonly whole: Readonly<Record<string, Stored>>;
  readonly real: Readonly<Record<string, Stored>>;
}

export const peaksShelf: Shelving<PeaksResult> = {
  store: ({ peaks: { warnings: _, ...columns }, lines, ...rest }): StoredResult => {
    const all = Object.entries({ ...columns, ...(lines && { lines }) }) as [string, Column][];
    const part = (isWhole: boolean): Record<string, Stored> =>
      Object.fromEntries(
        all
          .filter(([, column]) => column instanceof Int32Array === isWhole)
          .map(([name, column]) => [
            name,
            Array.from(column, (value) => (Number.isFinite(value) ? value : String(value))),
          ]),
      );
    return { ...rest, whole: part(true), real: part(false) };
  },
  revive: (stored) => {
    const { whole, real, ...rest } = stored as StoredResult;
    const named = <T>(
      columns: Readonly<Record<string, Stored>>,
      of: (column: Stored) => T,
    ): Record<string, T> =>
      Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, of(column)]));
    const { lines, ...columns } = {
      ...named(whole, (column) => Int32Array.from(column, Number)),
      ...named(real, (column) => Float64Array.from(column, Number)),
    } as unknown as Peaks & { lines?: Int32Array };
    return { ...rest, ...(lines && { lines }), peaks: { ...columns, warnings: [] } };
  },
};
