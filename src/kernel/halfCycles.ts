/**
 * The one-pass reduction of a long record to segments of one current direction: `assembly/halfcycle.ts`, whose numbers are the same
 * here. Blocks of rows go in, ended segments come out; what lies between is a state of fixed size.
 */
import { MAGIC, Mode, planBlock } from "./block.ts";
import type { Kernel } from "./kernel.ts";

const FIELDS = 10;
/** Most bins of a segment. */
export const segmentBins = 1024;
const HEAD = 20;
const STATE_HEAD = 132;
const STATE = STATE_HEAD + FIELDS * segmentBins;
/** Rows of one call. */
const ROWS = 32_768;
/** Doubles for ended segments: those of all rows of a call, unless most segments have less than five samples. */
const ROOM = 14 * ROWS;

/** Places in the state: `assembly/halfcycle.ts`. */
const State = {
  Consumed: 0,
  Segments: 1,
  Count: 2,
  FirstRow: 3,
  Skipped: 6,
  Backward: 7,
  Dropped: 8,
  Used: 30,
};

/** Bins of equally many samples (the last may have fewer), at most 1024, in the order of time; all arrays have equal lengths. */
export interface Bins {
  readonly count: Float64Array;
  /** Mean time since the segment's first sample, in s. */
  readonly time: Float64Array;
  /** Charge from the first sample to the last of the bin, in A·s, signed. */
  readonly charge: Float64Array;
  /** Mean, least and greatest voltage. */
  readonly voltage: Float64Array;
  readonly least: Float64Array;
  readonly most: Float64Array;
  readonly current: Float64Array;
  /** Mean pressure in Pa; NaN where none was measured. */
  readonly pressure: Float64Array;
  /** Voltage step from the sample before to the first of the bin; NaN at the beginning. */
  readonly step: Float64Array;
}

export interface Sample {
  readonly time: number;
  readonly voltage: number;
  readonly current: number;
}

/** Successive samples of one current direction, within one step of the instrument where the caller marks steps. */
export interface Segment {
  /** 1 charge, −1 discharge, 0 rest. */
  readonly direction: -1 | 0 | 1;
  readonly samples: number;
  /** Samples per bin. */
  readonly stride: number;
  readonly first: Sample;
  readonly last: Sample;
  /** ∫I dt in A·s and ∫VI dt in J, both signed. */
  readonly charge: number;
  readonly energy: number;
  /** Voltage of the first sample that is 1 s or more behind the first; NaN without one. */
  readonly settledVoltage: number;
  /** Longest time between two samples, in s. */
  readonly gap: number;
  /** Numbers of its first and last row in the record. */
  readonly firstRow: number;
  readonly lastRow: number;
  /** Whether it ended at a mark (or with the record) and not by its current. */
  readonly marked: boolean;
  /** Largest current at rest when it ended, in A. */
  readonly threshold: number;
  readonly bins: Bins;
}

export interface ReductionOptions {
  /** Largest current at rest, in A: a direction begins at three times and ends at twice it. */
  readonly threshold: number;
  /** Share of the largest |I| so far that is rest too: default 1e-4. */
  readonly share?: number;
  /** Samples that make a new direction last: 1 to 16, default 3. */
  readonly shortest?: number;
}

/** Columns of one block; all have `rows` values and more. */
export interface ReductionBlock {
  readonly rows: number;
  readonly time: Float64Array;
  readonly voltage: Float64Array;
  readonly current: Float64Array;
  readonly pressure?: Float64Array;
  /** Rows of the block before which a segment must end, rising. */
  readonly marks?: readonly number[];
  /** No rows follow. */
  readonly last?: boolean;
}

export interface Reduction {
  /** Segments that ended in the block, in order. */
  push(block: ReductionBlock): Segment[];
  /** Row of the record at which the open segment began; NaN when none is open. */
  openRow(): number;
  /** Rows so far; those without a finite time, voltage or current; steps back in time; rows between directions that went to none. */
  tally(): {
    readonly rows: number;
    readonly skipped: number;
    readonly backward: number;
    readonly dropped: number;
  };
}

/** Opens a reduction; its state lives here, so a kernel may serve others between blocks. */
export function openReduction(kernel: Kernel, options: ReductionOptions): Reduction {
  const { threshold, share = 1e-4, shortest = 3 } = options;
  if (!Number.isInteger(shortest) || shortest < 1 || shortest > 16) {
    throw new RangeError(`the samples that make a direction last must be 1 to 16, not ${shortest}`);
  }
  if (!(threshold >= 0)) throw new RangeError(`the least current must be 0 A or more, it is ${threshold}`);
  const job = layOut();
  const { words, numbers } = job;
  let first = 0;

  const pass = (block: ReductionBlock, from: number, rows: number, last: boolean, take: Segment[]): void => {
    const marks: number[] = [];
    for (const mark of block.marks ?? []) if (mark >= from && mark < from + rows) marks.push(mark - from);
    const columns = [block.time, block.voltage, block.current, block.pressure];
    columns.forEach((column, k) => {
      if (column) numbers.set(column.subarray(from, from + rows), job.atColumns / 8 + k * ROWS);
    });
    job.marks.set(marks);
    words.set(
      [0, rows, block.pressure ? 1 : 0, shortest, job.atColumns, ROWS, job.atMarks, marks.length, ROOM],
      3,
    );
    numbers.set([threshold, share, first, last ? 1 : 0], 16);
    const end = rows + (last ? 1 : 0);
    for (let at = 0; at < end; ) {
      words[3] = at;
      const results = new Float64Array(kernel.runInto(job.buffer, 8 * ROOM, usedBytes));
      numbers.set(results.subarray(0, STATE), job.atResults / 8);
      at = results[State.Consumed];
      decode(results, take);
    }
    first += rows;
  };

  return {
    push: (block) => {
      const ended: Segment[] = [];
      for (let from = 0; from < block.rows; from += ROWS) {
        const rows = Math.min(ROWS, block.rows - from);
        pass(block, from, rows, block.last === true && from + rows === block.rows, ended);
      }
      if (block.rows === 0 && block.last) pass(block, 0, 0, true, ended);
      return ended;
    },
    openRow: () => (stateOf(job, State.Count) > 0 ? stateOf(job, State.FirstRow) : Number.NaN),
    tally: () => ({
      rows: first,
      skipped: stateOf(job, State.Skipped),
      backward: stateOf(job, State.Backward),
      dropped: stateOf(job, State.Dropped),
    }),
  };
}

interface Job {
  readonly buffer: ArrayBuffer;
  readonly words: Int32Array;
  readonly numbers: Float64Array;
  readonly marks: Int32Array;
  readonly atColumns: number;
  readonly atMarks: number;
  readonly atResults: number;
}

function usedBytes(results: DataView): number {
  return 8 * results.getFloat64(8 * State.Used, true);
}

function layOut(): Job {
  const plan = planBlock();
  const atColumns = plan.section(4 * ROWS * 8);
  const atMarks = plan.section(ROWS * 4);
  const atResults = plan.section(STATE * 8);
  const { buffer, words, numbers } = plan.allocate();
  words[0] = MAGIC;
  words[1] = Mode.HalfCycles;
  words[31] = atResults;
  return {
    buffer,
    words,
    numbers,
    marks: new Int32Array(buffer, atMarks, ROWS),
    atColumns,
    atMarks,
    atResults,
  };
}

function stateOf(job: Job, index: number): number {
  return job.numbers[job.atResults / 8 + index];
}

/** The arrays of a segment are views of the results, which belong to nobody else. */
function decode(results: Float64Array, take: Segment[]): void {
  const segments = results[State.Segments];
  let at = STATE;
  for (let s = 0; s < segments; s++) {
    const head = results.subarray(at, at + HEAD);
    at += HEAD;
    const n = head[2];
    const plane = (): Float64Array => {
      at += n;
      return results.subarray(at - n, at);
    };
    const count = plane();
    const mean = (sums: Float64Array, of = count): Float64Array => {
      for (let k = 0; k < n; k++) sums[k] /= of[k];
      return sums;
    };
    const time = mean(plane());
    const charge = plane();
    const voltage = mean(plane());
    const least = plane();
    const most = plane();
    const current = mean(plane());
    const pressures = plane();
    const pressure = mean(pressures, plane());
    take.push({
      direction: head[0] as -1 | 0 | 1,
      samples: head[1],
      stride: head[3],
      first: { time: head[4], voltage: head[5], current: head[6] },
      last: { time: head[7], voltage: head[8], current: head[9] },
      charge: head[10],
      energy: head[11],
      settledVoltage: head[12],
      gap: head[13],
      firstRow: head[14],
      lastRow: head[15],
      marked: head[16] === 1,
      threshold: head[17],
      bins: { count, time, charge, voltage, least, most, current, pressure, step: plane() },
    });
  }
}
