/** How the pressure of the discharged cell drifts over the cycles, and where the drift changes. */
import { robustLine } from "../robustLine.ts";
import type { CyclePressure } from "./cycle.ts";
import type { Measured } from "./halfCycle.ts";
import { strongestKink } from "./kink.ts";

export interface Baseline {
  /** Robust line through P at the end of discharge, of all cycles or, where the drift changed, of those behind the change: Pa per cycle and Pa per s. */
  readonly perCycle: Measured;
  readonly perSecond: Measured;
  /** Cycles of that line, and those of them that count less than half. */
  readonly cycles: number;
  readonly outliers: number;
  /** Where the slope becomes another one; null where one line does. */
  readonly change: {
    /** Last cycle before it, and the time of its end in s. */
    readonly cycle: number;
    readonly time: number;
    /** Slope before it, Pa per cycle. */
    readonly before: Measured;
    /** Change of the slope over its standard error. */
    readonly score: number;
  } | null;
}

/** |score| from which a kink is one: with the search over its place, below 1 % by chance in 20 to 200 cycles. */
const SCORE = 5;
/** Fewest cycles on either side of a kink. */
const SIDE = 4;

/** @returns null with fewer than three discharges */
export function baselineOf(cycles: readonly CyclePressure[]): Baseline | null {
  const rows = cycles.filter(({ discharge }) => discharge !== null && Number.isFinite(discharge.end.value));
  if (rows.length < 3) return null;
  const number = rows.map(({ cycle }) => cycle);
  const time = rows.map(({ discharge }) => discharge!.endTime);
  const pressure = rows.map(({ discharge }) => discharge!.end.value);
  const kink = strongestKink(number, pressure, SIDE);
  const found = kink !== null && Math.abs(kink.score) > SCORE ? kink : null;
  const from = found?.at ?? 0;
  const byCycle = robustLine(number.slice(from), pressure.slice(from));
  const byTime = robustLine(time.slice(from), pressure.slice(from));
  if (!byCycle || !byTime) return null;
  const before = found && robustLine(number.slice(0, from + 1), pressure.slice(0, from + 1));
  return {
    perCycle: { value: byCycle.slope, error: byCycle.slopeError },
    perSecond: { value: byTime.slope, error: byTime.slopeError },
    cycles: rows.length - from,
    outliers: byCycle.outliers,
    change: found &&
      before && {
        cycle: number[found.at],
        time: time[found.at],
        before: { value: before.slope, error: before.slopeError },
        score: found.score,
      },
  };
}
