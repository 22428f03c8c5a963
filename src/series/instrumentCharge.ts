/** What the instrument's own columns say of the charge of a half-cycle. */
import type { Segment } from "../kernel/halfCycles.ts";
import type { SeriesColumn } from "./record.ts";

/** Columns that count charge in one direction, in either, or signed; in the order in which they are asked. */
export const chargeColumns: readonly SeriesColumn[] = [
  "charging_capacity_ah",
  "discharging_capacity_ah",
  "step_capacity_ah",
  "net_capacity_ah",
  "cumulative_capacity_ah",
];

/** Values of one row: the columns above and `test_time_second`; NaN where there is none. */
type Row = ReadonlyMap<SeriesColumn, number>;

/** A segment with the row before it, its first and its last row. */
export interface CountedSegment {
  readonly segment: Segment;
  readonly before: Row;
  readonly first: Row;
  readonly last: Row;
}

/** Share of a half-cycle that a segment must have to be compared with the integral by itself. */
const NOTEWORTHY = 0.05;

/**
 * The charge that passed, in A·s: of each segment the count of its last row less that of the row before it, or less 0 where the count
 * began anew; that of its first row where neither can be (rows are missing between). Null without a column that runs through all of it.
 * A column that is not within half and twice the integral of the current starts again in mid-step, or counts something else.
 */
export function instrumentCharge(parts: readonly CountedSegment[]): {
  readonly charge: number | null;
  /** Whether a column was there and was not believed. */
  readonly doubtful: boolean;
} {
  const integral = parts.reduce((sum, { segment }) => sum + Math.abs(segment.charge), 0);
  const isCharge = (parts[0]?.segment.direction ?? 0) > 0;
  const against: SeriesColumn = isCharge ? "discharging_capacity_ah" : "charging_capacity_ah";
  let doubtful = false;
  for (const column of chargeColumns) {
    if (column === against) continue;
    const charges = parts.map((part) => 3600 * Math.abs(passed(part, column)));
    const charge = charges.reduce((sum, one) => sum + one, 0);
    if (!(charge > 0)) continue;
    const agrees = parts.every(({ segment }, k) => {
      const own = Math.abs(segment.charge);
      return own < NOTEWORTHY * integral || near(charges[k], own);
    });
    if (agrees && near(charge, integral)) return { charge, doubtful: false };
    doubtful = true;
  }
  return { charge: null, doubtful };
}

function near(charge: number, integral: number): boolean {
  return charge > 0.5 * integral && charge < 2 * integral;
}

/** In Ah; NaN where the column has no number. */
function passed({ segment, before, first, last }: CountedSegment, column: SeriesColumn): number {
  const [p, f, l] = [before, first, last].map((row) => row.get(column) ?? Number.NaN);
  const waited =
    (first.get("test_time_second") ?? Number.NaN) - (before.get("test_time_second") ?? Number.NaN);
  // The first row of a step shows what passed since its beginning: more than its current can have brought is something else
  const most = (2 * Math.abs(segment.first.current) * waited) / 3600 + 1e-6 * Math.abs(l);
  const base = Math.abs(f) < Math.abs(f - p) ? 0 : p;
  return l - (Math.abs(f - base) <= most ? base : f);
}

/**
 * What passed between the beginning of a step and its first row, by the clock of the step: it runs from the beginning, the first row
 * may come one interval later. 0 where the step has no clock, or began before the row before.
 */
export function leadOf({ segment, before, first }: CountedSegment): {
  readonly charge: number;
  readonly energy: number;
} {
  const { voltage, current } = segment.first;
  const clock = first.get("step_time_second") ?? Number.NaN;
  const waited =
    (first.get("test_time_second") ?? Number.NaN) - (before.get("test_time_second") ?? Number.NaN);
  // The two clocks of a row are read some milliseconds apart
  const seconds = clock > 0 && clock <= 1.001 * waited + 0.02 ? Math.min(clock, waited) : 0;
  return { charge: current * seconds, energy: voltage * current * seconds };
}
