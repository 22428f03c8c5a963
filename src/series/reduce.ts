/** A record of any length to its half-cycle table, in one pass. */

import { openReduction, type Reduction, type Segment } from "../kernel/halfCycles.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Envelope } from "./envelope.ts";
import { type CellKind, cellKindOf, type HalfCycle, halfCycleOf, withOverpotentials } from "./halfCycle.ts";
import { type CountedSegment, chargeColumns, instrumentCharge, leadOf } from "./instrumentCharge.ts";
import { openTraces } from "./keptTraces.ts";
import { type Pilot, pilotOf, smallestStep } from "./pilot.ts";
import type { SeriesBlock, SeriesColumn, SeriesRecord } from "./record.ts";
import { currentDoubts, recordDoubts } from "./reductionDoubts.ts";
import { openRowWindow } from "./rows.ts";
import { openStepMarks } from "./stepMarks.ts";
import { openTimeTrace } from "./timeTrace.ts";
import type { Trace } from "./trace.ts";

export interface ReduceOptions {
  /** Largest current at rest, in A; default: three standard deviations at rest, or 1e-4 of the largest current. */
  readonly threshold?: number;
  /** Samples that make a new direction of current last, default 3. */
  readonly shortest?: number;
  /** Default: found out; see `cellKindOf`. */
  readonly cell?: CellKind;
  readonly signal?: AbortSignal;
  /** Called with each half-cycle as it ends and its curve; overpotentials are not known yet. */
  readonly onHalfCycle?: (halfCycle: HalfCycle, trace: Trace) => void;
}

export interface HalfCycleTable {
  readonly cell: CellKind;
  readonly halfCycles: readonly HalfCycle[];
  /** The voltage against time. */
  readonly envelope: Envelope;
  /** Curves of up to 32 half-cycles, spread evenly over the record, by their index. */
  readonly traces: ReadonlyMap<number, Trace>;
  readonly rows: number;
  readonly threshold: number;
  readonly warnings: readonly string[];
}

/** Rows in which the current's noise and size are looked for, at most. */
const PILOT_ROWS = 65_536;
const MOST_PILOT_ROWS = 1_048_576;

const columnsByRow: readonly SeriesColumn[] = [
  "cycle_count",
  "step_count",
  "step_index",
  "test_time_second",
  "step_time_second",
  ...chargeColumns,
];

/**
 * Reads a record to its end. Memory does not grow with its rows, only with its half-cycles.
 *
 * A half-cycle is a run of charge or of discharge: steps of one direction belong together, also across a rest; a new direction or a
 * new cycle of the instrument ends it.
 * @throws Error when the record has no current column or its blocks are not in order
 */
export async function reduceSeries(
  record: Pick<SeriesRecord, "blocks" | "file"> & { readonly warnings?: readonly string[] },
  kernel: Kernel,
  options: ReduceOptions = {},
): Promise<HalfCycleTable> {
  const window = openRowWindow(columnsByRow);
  const table = openTable(options, window);
  const waiting: SeriesBlock[] = [];
  let waitingRows = 0;
  let pilot: Pilot | undefined;
  let reduction: Reduction | undefined;
  let quantum = Number.POSITIVE_INFINITY;
  const marks = openStepMarks();
  const drawn = openTimeTrace();
  /** The block before: the window has taken from it what it needs. */
  let worked: SeriesBlock | undefined;

  const work = (block: SeriesBlock, last: boolean): void => {
    const { test_time_second: time, voltage_volt: voltage, current_ampere: current } = block.columns;
    if (!time || !voltage || !current) {
      throw new Error(
        `${record.file}: a half-cycle needs columns of time, voltage and current; the record has ${Object.keys(block.columns).join(", ")}: a measurement at open circuit has no half-cycles, other columns can be named with --column`,
      );
    }
    drawn.add(block.rows, time, voltage);
    window.enter(block);
    worked?.release?.();
    worked = block;
    const step = smallestStep(current.subarray(0, Math.min(block.rows, 512)));
    if (step < quantum) quantum = step;
    const ended = reduction!.push({
      rows: block.rows,
      time,
      voltage,
      current,
      pressure: block.columns.surface_pressure_pa,
      marks: marks(block),
      last,
    });
    for (const segment of ended) table.add(segment);
    table.open(reduction!.openRow());
  };

  /** Decides from the rows that wait, unless they are all rest and more may come. */
  const begin = (ended: boolean): void => {
    const found = pilotOf(currentOf(waiting, waitingRows));
    if (!found.decided && !ended && waitingRows < MOST_PILOT_ROWS) return;
    pilot = found;
    quantum = Number.isNaN(found.quantum) ? quantum : found.quantum;
    reduction = openReduction(kernel, {
      threshold: options.threshold ?? found.threshold,
      shortest: options.shortest,
    });
  };

  /** One block behind, so that the last one is known. */
  let held: SeriesBlock | undefined;
  const feed = (block: SeriesBlock): void => {
    if (held) work(held, false);
    held = block;
  };
  for await (const block of record.blocks) {
    options.signal?.throwIfAborted();
    if (block.rows === 0) continue;
    if (reduction) {
      feed(block);
      continue;
    }
    waiting.push(block);
    waitingRows += block.rows;
    if (waitingRows < PILOT_ROWS) continue;
    begin(false);
    if (reduction) for (const one of waiting.splice(0)) feed(one);
  }
  if (!reduction) {
    begin(true);
    for (const one of waiting.splice(0)) feed(one);
  }
  if (held) work(held, true);
  return {
    ...table.close(reduction!.tally(), quantum, options.threshold ?? pilot!.threshold),
    envelope: drawn.envelope(),
  };
}

function currentOf(blocks: readonly SeriesBlock[], rows: number): Float64Array {
  const current = new Float64Array(rows);
  let at = 0;
  for (const { rows: count, columns } of blocks) {
    if (columns.current_ampere) current.set(columns.current_ampere.subarray(0, count), at);
    at += count;
  }
  return current;
}

interface Table {
  add(segment: Segment): void;
  /** Tells at which row the segment begins that is still open. */
  open(row: number): void;
  close(
    tally: ReturnType<Reduction["tally"]>,
    quantum: number,
    threshold: number,
  ): Omit<HalfCycleTable, "envelope">;
}

/** Values of the row at which a segment begins, and of the one before it. */
interface Facts {
  readonly row: number;
  readonly first: ReadonlyMap<SeriesColumn, number>;
  readonly before: ReadonlyMap<SeriesColumn, number>;
}

function openTable(options: ReduceOptions, window: ReturnType<typeof openRowWindow>): Table {
  const { shortest = 3, onHalfCycle } = options;
  const rowsDone: HalfCycle[] = [];
  const traces = openTraces();
  let parts: CountedSegment[] = [];
  let begun: { cycle: number | null; step: number | null } = { cycle: null, step: null };
  let lastStep: number | null = null;
  let before: Segment["last"] | null = null;
  let after: Segment["last"] | null = null;
  let rest = 0;
  let restBegin = Number.NaN;
  let restEnd = Number.NaN;
  let firstDirection = 0;
  let cycle = 0;
  let openFacts: Facts | undefined;
  let gaps = 0;
  let mismatched = 0;

  const valuesAt = (row: number): ReadonlyMap<SeriesColumn, number> =>
    new Map(columnsByRow.map((column) => [column, window.at(column, row)]));
  const factsAt = (row: number): Facts =>
    openFacts?.row === row ? openFacts : { row, first: valuesAt(row), before: valuesAt(row - 1) };
  const known = (value: number | undefined): number | null =>
    value === undefined || Number.isNaN(value) ? null : value;

  const finish = (): void => {
    if (parts.length === 0) return;
    const { direction } = parts[0].segment;
    if (firstDirection === 0) firstDirection = direction;
    if (direction === firstDirection || cycle === 0) cycle++;
    const counted = instrumentCharge(parts);
    if (counted.doubtful) mismatched++;
    const segments = parts.map(({ segment }) => segment);
    const { halfCycle, trace } = halfCycleOf(segments, {
      index: rowsDone.length + 1,
      cycle,
      vendorCycle: begun.cycle,
      firstStep: begun.step,
      lastStep,
      rest,
      before,
      instrumentCharge: counted.charge,
      leads: parts.map(leadOf),
    });
    rowsDone.push(halfCycle);
    traces.add(halfCycle.index, trace);
    onHalfCycle?.(halfCycle, trace);
    before = segments[segments.length - 1].last;
    parts = [];
    rest = 0;
  };

  return {
    add: (segment) => {
      const facts = factsAt(segment.firstRow);
      // The first row of a step may still show the current of the step before
      if (segment.samples < shortest && !segment.marked) return;
      if (segment.samples > 20 && segment.gap > 0.2 * (segment.last.time - segment.first.time)) gaps++;
      if (segment.direction === 0) {
        // Rests inside a half-cycle are known as such only when its direction goes on
        if (Number.isNaN(restEnd)) restBegin = segment.first.time;
        restEnd = segment.last.time;
        after = segment.last;
        return;
      }
      const vendorCycle = known(facts.first.get("cycle_count"));
      const step = known(facts.first.get("step_count")) ?? known(facts.first.get("step_index"));
      const goesOn =
        parts.length > 0 && parts[0].segment.direction === segment.direction && begun.cycle === vendorCycle;
      if (!goesOn) {
        const previousEnd = parts[parts.length - 1]?.segment.last;
        finish();
        begun = { cycle: vendorCycle, step };
        if (!Number.isNaN(restEnd)) {
          rest = restEnd - (previousEnd?.time ?? restBegin);
          before = after ?? before;
        }
      }
      restEnd = Number.NaN;
      after = null;
      lastStep = step;
      parts.push({
        segment,
        before: facts.before,
        first: facts.first,
        last: valuesAt(segment.lastRow),
      });
    },
    open: (row) => {
      openFacts = Number.isNaN(row) ? undefined : factsAt(row);
    },
    close: (tally, quantum, threshold) => {
      finish();
      const cell = options.cell ?? cellKindOf(rowsDone);
      return {
        cell,
        halfCycles: cell === "symmetric" ? withOverpotentials(rowsDone) : rowsDone,
        traces: traces.kept,
        rows: tally.rows,
        threshold,
        warnings: [...recordDoubts(tally, gaps, mismatched), ...currentDoubts(rowsDone, quantum)],
      };
    },
  };
}
