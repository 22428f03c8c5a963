/** Critical current density: the last current of a rising ladder that a cell endures without a short. */
import { median } from "../fit/median.ts";
import { type CellEvent, sameLevel } from "./event.ts";
import type { HalfCycle } from "./halfCycle.ts";

export interface CriticalCurrent {
  /** Largest current without a short in any of its half-cycles, in A; null when the first level fails. */
  readonly lastClean: number | null;
  /** Current at which the short came, in A; null when none came. */
  readonly firstFailing: number | null;
  /** Distance of the two (without a short: of the last two levels), in A: the uncertainty of the result. */
  readonly step: number;
  /** Whether the half-cycles of the levels last equally long, or pass equal charges. */
  readonly protocol: "fixed-time" | "fixed-capacity" | "other";
  readonly levels: number;
  /** Half-cycles per level, as a rule. */
  readonly perLevel: number;
  /** Seconds or A·s that the protocol holds; NaN of another. */
  readonly held: number;
}

/** Rising levels that make a ladder. */
const LEAST_LEVELS = 4;

interface Rung {
  readonly current: number;
  readonly halfCycles: readonly HalfCycle[];
}

/**
 * Reads the critical current off a stepped run; null when the run is none: its levels must rise one after the other, four of them or
 * more, with both directions at the same current.
 * @param events of which shorts, hard or soft, count
 */
export function criticalCurrentOf(
  halfCycles: readonly HalfCycle[],
  events: readonly CellEvent[],
): CriticalCurrent | null {
  const rungs: { current: number; halfCycles: HalfCycle[] }[] = [];
  for (const halfCycle of halfCycles) {
    const rung = rungs.at(-1);
    if (rung && sameLevel(rung.current, halfCycle.current)) rung.halfCycles.push(halfCycle);
    else rungs.push({ current: Math.abs(halfCycle.current), halfCycles: [halfCycle] });
  }
  const ladder = longestRise(rungs);
  if (ladder.length < LEAST_LEVELS) return null;
  const inLadder = ladder.reduce((sum, rung) => sum + rung.halfCycles.length, 0);
  if (inLadder < 0.7 * halfCycles.length) return null;
  const shorts = new Set(
    events
      .filter(({ kind }) => kind === "hard-short" || kind === "soft-short")
      .map(({ halfCycle }) => halfCycle),
  );
  const failing = ladder.findIndex((rung) => rung.halfCycles.some(({ index }) => shorts.has(index)));
  const clean = failing < 0 ? ladder.length - 1 : failing - 1;
  const tested = ladder.slice(0, (failing < 0 ? ladder.length : failing) || 1);
  const pair = failing > 0 ? [failing - 1, failing] : [Math.max(0, clean - 1), Math.max(1, clean)];
  const whole = tested.flatMap((rung) => rung.halfCycles);
  return {
    lastClean: clean >= 0 ? ladder[clean].current : null,
    firstFailing: failing >= 0 ? ladder[failing].current : null,
    step: ladder[pair[1]].current - ladder[pair[0]].current,
    levels: ladder.length,
    perLevel: median(ladder.map((rung) => rung.halfCycles.length)),
    ...protocolOf(whole),
  };
}

/** The longest run of rungs whose currents rise. */
function longestRise(rungs: readonly Rung[]): readonly Rung[] {
  let best: readonly Rung[] = [];
  let from = 0;
  rungs.forEach((rung, k) => {
    if (k > 0 && rung.current <= rungs[k - 1].current) from = k;
    if (k + 1 - from > best.length) best = rungs.slice(from, k + 1);
  });
  return best;
}

function protocolOf(halfCycles: readonly HalfCycle[]): Pick<CriticalCurrent, "protocol" | "held"> {
  const times = halfCycles.map(({ startTime, endTime }) => endTime - startTime);
  const charges = halfCycles.map(({ charge }) => charge);
  if (spread(times) < 0.05) return { protocol: "fixed-time", held: median(times) };
  if (spread(charges) < 0.05) return { protocol: "fixed-capacity", held: median(charges) };
  return { protocol: "other", held: Number.NaN };
}

/** Median distance from the median over the median. */
function spread(values: readonly number[]): number {
  const middle = median(values);
  return median(values.map((value) => Math.abs(value - middle))) / middle;
}
