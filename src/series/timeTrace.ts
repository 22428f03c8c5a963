/** A column over time for a plot: the pyramid of its numbers, in memory that does not grow. */
import type { Envelope } from "./envelope.ts";
import { openPyramid, type Pyramid } from "./pyramid.ts";

/** Cells of the finest level, and columns of the plot: after a level was dropped 4,096 cells are left. */
const CELLS = 65_536;
const COLUMNS = 4096;

export interface TimeTrace {
  /** Rows without a finite time or value are left out. */
  add(rows: number, time: Float64Array, values: Float64Array): void;
  /** The whole record; `left` and `right` are times in s. */
  envelope(): Envelope;
}

export function openTimeTrace(): TimeTrace {
  const pyramid: Pyramid = openPyramid({ most: CELLS });
  return {
    add: (rows, time, values) => {
      let finite = true;
      for (let row = 0; row < rows && finite; row++) finite = Number.isFinite(time[row] + values[row]);
      if (finite) {
        pyramid.push(values.subarray(0, rows), time.subarray(0, rows));
        return;
      }
      const kept: number[] = [];
      for (let row = 0; row < rows; row++) if (Number.isFinite(time[row] + values[row])) kept.push(row);
      pyramid.push(
        Float64Array.from(kept, (row) => values[row]),
        Float64Array.from(kept, (row) => time[row]),
      );
    },
    envelope: () => pyramid.envelope(0, pyramid.samples, COLUMNS),
  };
}
