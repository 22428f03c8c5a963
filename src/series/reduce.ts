/** A record of any length to its half-cycle table, in one pass. */

import { openReduction, type Reduction, type Segment } from "../kernel/halfCycles.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { type Envelope, openEnvelope } from "./envelope.ts";
import { type CellKind, cellKindOf, type HalfCycle, halfCycleOf, withOverpotentials } from "./halfCycle.ts";
import { type Pilot, pilotOf, smallestStep } from "./pilot.ts";
import type { SeriesBlock, SeriesColumn, SeriesRecord } from "./record.ts";
import { openRowWindow } from "./rows.ts";
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
  "charging_capacity_ah",
  "discharging_capacity_ah",
  "step_capacity_ah",
  "net_capacity_ah",
  "cumulative_capacity_ah",
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
  const marks = openMarks();

  const work = (block: SeriesBlock, last: boolean): void => {
    const { test_time_second: time, voltage_volt: voltage, current_ampere: current } = block.columns;
    if (!time || !voltage || !current) {
      throw new Error(
        `${record.file}: a half-cycle needs columns of time, voltage and current; the record has ${Object.keys(block.columns).join(", ")}: a measurement at open circuit has no half-cycles, other columns can be named with --column`,
      );
    }
    window.enter(block);
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

  let held: SeriesBlock | undefined;
  const feed = (block: SeriesBlock): void => {
    // One block behind, so that the last one is known
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
  return table.close(reduction!.tally(), quantum, options.threshold ?? pilot!.threshold);
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

/** Rows of a block at which a new step or cycle begins. */
function openMarks(): (block: SeriesBlock) => number[] {
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

interface Table {
  add(segment: Segment): void;
  /** Tells at which row the segment begins that is still open. */
  open(row: number): void;
  close(tally: ReturnType<Reduction["tally"]>, quantum: number, threshold: number): HalfCycleTable;
}

interface Facts {
  readonly row: number;
  readonly values: ReadonlyMap<SeriesColumn, number>;
}

function openTable(options: ReduceOptions, window: ReturnType<typeof openRowWindow>): Table {
  const { shortest = 3, onHalfCycle } = options;
  const rowsDone: HalfCycle[] = [];
  const envelope = openEnvelope();
  const traces = openTraces();
  let parts: Segment[] = [];
  let charges: (number | null)[] = [];
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

  const factsAt = (row: number): Facts =>
    openFacts?.row === row
      ? openFacts
      : { row, values: new Map(columnsByRow.map((column) => [column, window.at(column, row)])) };
  const known = (value: number | undefined): number | null =>
    value === undefined || Number.isNaN(value) ? null : value;

  const finish = (): void => {
    if (parts.length === 0) return;
    const direction = parts[0].direction;
    if (firstDirection === 0) firstDirection = direction;
    if (direction === firstDirection || cycle === 0) cycle++;
    const instrumentCharge = charges.some((charge) => charge === null)
      ? null
      : charges.reduce((sum: number, charge) => sum + charge!, 0);
    const { halfCycle, trace } = halfCycleOf(parts, {
      index: rowsDone.length + 1,
      cycle,
      vendorCycle: begun.cycle,
      firstStep: begun.step,
      lastStep,
      rest,
      before,
      instrumentCharge,
    });
    rowsDone.push(halfCycle);
    traces.add(halfCycle.index, trace);
    onHalfCycle?.(halfCycle, trace);
    before = parts[parts.length - 1].last;
    parts = [];
    charges = [];
    rest = 0;
  };

  return {
    add: (segment) => {
      const first = factsAt(segment.firstRow);
      // The first row of a step may still show the current of the step before
      if (segment.samples < shortest && !segment.marked) return;
      envelope.add(segment);
      if (segment.samples > 20 && segment.gap > 0.2 * (segment.last.time - segment.first.time)) gaps++;
      if (segment.direction === 0) {
        // Rests inside a half-cycle are known as such only when its direction goes on
        if (Number.isNaN(restEnd)) restBegin = segment.first.time;
        restEnd = segment.last.time;
        after = segment.last;
        return;
      }
      const vendorCycle = known(first.values.get("cycle_count"));
      const step = known(first.values.get("step_count")) ?? known(first.values.get("step_index"));
      const goesOn =
        parts.length > 0 && parts[0].direction === segment.direction && begun.cycle === vendorCycle;
      if (!goesOn) {
        const previousEnd = parts[parts.length - 1]?.last;
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
      parts.push(segment);
      const measured = instrumentCharge(segment, first.values, (column) =>
        window.at(column, segment.lastRow),
      );
      if (measured.doubtful) mismatched++;
      charges.push(measured.charge);
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
        envelope: envelope.envelope(),
        traces: traces.kept,
        rows: tally.rows,
        threshold,
        warnings: [...doubts(tally, gaps, mismatched), ...currentDoubts(rowsDone, quantum)],
      };
    },
  };
}

/** Charge of a segment by the instrument's own columns, in A·s; null without one that runs through the whole segment. */
function instrumentCharge(
  { direction, charge }: Segment,
  first: ReadonlyMap<SeriesColumn, number>,
  last: (column: SeriesColumn) => number,
): { readonly charge: number | null; readonly doubtful: boolean } {
  const columns: SeriesColumn[] = [
    direction > 0 ? "charging_capacity_ah" : "discharging_capacity_ah",
    "step_capacity_ah",
    "net_capacity_ah",
    "cumulative_capacity_ah",
  ];
  let doubtful = false;
  for (const column of columns) {
    const difference = 3600 * Math.abs(last(column) - (first.get(column) ?? Number.NaN));
    if (!(difference > 0)) continue;
    const ratio = difference / Math.abs(charge);
    // A column that starts again in mid-step, or counts something else
    if (ratio > 0.5 && ratio < 2) return { charge: difference, doubtful: false };
    doubtful = true;
  }
  return { charge: null, doubtful };
}

function doubts(tally: ReturnType<Reduction["tally"]>, gaps: number, mismatched: number): string[] {
  const { rows, skipped, backward } = tally;
  const sentences: string[] = [];
  if (skipped > 0) {
    sentences.push(`${skipped} of ${rows} rows have no finite time, voltage or current and were left out`);
  }
  if (backward > 0) {
    sentences.push(
      `the time goes backwards at ${backward} rows; nothing was integrated over these steps: check whether two tests were joined`,
    );
  }
  if (gaps > 0) {
    sentences.push(
      `${gaps === 1 ? "one step has a gap of more than a fifth of its" : `${gaps} steps have gaps of more than a fifth of their`} duration between two samples; the charge assumes that the current went on`,
    );
  }
  if (mismatched > 0) {
    sentences.push(
      `the instrument's charge of ${mismatched === 1 ? "one step" : `${mismatched} steps`} is less than half or more than twice the integral of the current; the integral was taken`,
    );
  }
  return sentences;
}

/** Share of the current that its last digit may be. */
const COARSE = 0.005;

function currentDoubts(halfCycles: readonly HalfCycle[], quantum: number): string[] {
  const sentences: string[] = [];
  const compared = halfCycles.filter(({ chargeFrom }) => chargeFrom === "instrument");
  const apart = compared.filter(({ charge, integral }) => Math.abs(integral / charge - 1) > COARSE);
  if (apart.length > 0) {
    const worst = Math.max(...apart.map(({ charge, integral }) => Math.abs(integral / charge - 1)));
    sentences.push(
      `the integral of the current differs from the instrument's charge by up to ${(100 * worst).toPrecision(2)} % in ${apart.length} of ${compared.length} half-cycles; the instrument's charge was taken`,
    );
  }
  const coarse = halfCycles.filter(({ current }) => quantum > COARSE * Math.abs(current));
  if (Number.isFinite(quantum) && coarse.length > 0) {
    const worst = Math.max(...coarse.map(({ current }) => quantum / Math.abs(current)));
    const trusted = coarse.every(({ chargeFrom }) => chargeFrom === "instrument");
    sentences.push(
      `the current is written in steps of ${quantum.toPrecision(2)} A, up to ${(100 * worst).toPrecision(2)} % of it: ${trusted ? "charges are the instrument's, but current densities are that uncertain" : "charges integrated from it are that uncertain; export the instrument's capacity columns too"}`,
    );
  }
  return sentences;
}

const MOST_TRACES = 32;

/** Keeps the curves of every 2ᵏ-th cycle (both its half-cycles), so that at most 32 remain, and the last. */
function openTraces(): { readonly kept: Map<number, Trace>; add(index: number, trace: Trace): void } {
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
