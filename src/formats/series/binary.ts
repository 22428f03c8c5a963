/** The shape that every binary format of cyclers has: the whole file in, its columns out. */
import type { ColumnFact, SeriesBlock } from "../../series/record.ts";
import type { SeriesOptions } from "./format.ts";

export interface BinarySource {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly options: SeriesOptions;
}

/** Columns that are in memory, or blocks that are made when they are taken. */
export interface BinarySeries {
  readonly columns: readonly ColumnFact[];
  readonly facts: Readonly<Record<string, number | string>>;
  readonly warnings: readonly string[];
  readonly values?: Readonly<Record<string, Float64Array>>;
  /** In place of `values`; may add to the warnings of the record. */
  readonly blocks?: (warnings: string[]) => AsyncIterable<SeriesBlock>;
}

export interface BinaryFormat {
  readonly name: string;
  /** By the first bytes of the file. */
  detect(head: Uint8Array): boolean;
  /** @throws FormatError when the file is of the format and holds no series */
  read(source: BinarySource): BinarySeries | Promise<BinarySeries>;
  /** The same from a file of which it takes parts as it goes, for formats that need not be in memory as a whole. */
  readBlob?(source: Omit<BinarySource, "bytes"> & { readonly blob: Blob }): Promise<BinarySeries>;
}

/** Whether the bytes begin with these letters. */
export function beginsWith(bytes: Uint8Array, letters: string, at = 0): boolean {
  for (let i = 0; i < letters.length; i++) if (bytes[at + i] !== letters.charCodeAt(i)) return false;
  return true;
}

/** Time since the first step, from the time of the step: where a step begins, the end of the one before is added. */
export function testTime(stepTime: Float64Array, stepCount: Float64Array): Float64Array {
  let before = 0;
  return stepTime.map((now, row) => {
    if (row > 0 && (stepCount[row] !== stepCount[row - 1] || now < stepTime[row - 1]))
      before += stepTime[row - 1];
    return before + now;
  });
}

/** Runs of equal values, numbered from 1. */
export function countRuns(values: Float64Array): Float64Array {
  let run = 0;
  return values.map((value, row) => {
    if (row === 0 || value !== values[row - 1]) run++;
    return run;
  });
}
