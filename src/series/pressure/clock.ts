/** Two clocks: where the logger of the pressure stands against the cycler. */
import type { HalfCycle } from "../halfCycle.ts";
import { lineAt, robustLine } from "../robustLine.ts";
import { bendNear } from "./bend.ts";
import { atTime, FINE, type Grid, gridOf } from "./grid.ts";
import type { Measured } from "./halfCycle.ts";
import type { PressureLog } from "./log.ts";

/** Whether the pressure rises while the cell is charged, as lithium is plated, or falls. */
export type Polarity = "rises" | "falls";

export interface ClockOptions {
  /** Default: rises. */
  readonly polarity?: Polarity;
  /** Seconds to be added to the logger's time, as far as known, and how far from it to search; default: 0, wherever the records overlap. */
  readonly offset?: number;
  readonly range?: number;
  /** Largest drift that is looked for, default 0.002 (3 min per day). */
  readonly drift?: number;
}

export interface ClockAlignment {
  /** Cycler's time = `offset` + (1 + `drift`) · logger's time, in s. The offset belongs to the logger's time 0. */
  readonly offset: Measured;
  readonly drift: Measured;
  /** Turning points of the pressure that were set against changes of the current, those left out as outliers, and their scatter in s. */
  readonly turns: number;
  readonly outliers: number;
  readonly scatter: number;
  /** Correlation of sign(I) with dP/dt for this alignment over that of the best other one, Infinity without one: at 1 it is ambiguous. */
  readonly distinction: number;
  readonly warnings: readonly string[];
}

/** Reach of a bend as a share of the shorter side, and the longest rest in such shares that counts as one turn. */
const WINDOWS = [
  [0.3, 0.5],
  [0.2, 0.02],
  [0.15, 0.02],
] as const;
/** Half-cycles that the search looks at, and steps of offset per shortest half-cycle. */
const MOST_SEARCHED = 400;
const STEPS = 6;
const MOST_OFFSETS = 20_000;

/**
 * The correlation of sign(I) with dP/dt at an offset needs no integral: over a half-cycle, ∫dP is the difference of the pressure between
 * its ends. The largest sum of these differences, over offset and drift, is the coarse alignment. Then each change of the current is
 * set against the bend of the pressure nearby, and a robust line through all of them is offset and drift with their errors.
 * @throws Error when the records do not overlap or hold too few half-cycles
 */
export function alignClocks(
  halfCycles: readonly HalfCycle[],
  log: PressureLog,
  options: ClockOptions = {},
): ClockAlignment {
  const { polarity = "rises", drift: mostDrift = 0.002 } = options;
  const durations = halfCycles.map(({ startTime, endTime }) => endTime - startTime).sort((a, b) => a - b);
  if (halfCycles.length < 3 || log.time.length < 32) {
    throw new Error(
      `two clocks need three half-cycles and 32 pressures to be set against each other; there are ${halfCycles.length} and ${log.time.length}`,
    );
  }
  const typical = durations[durations.length >> 2];
  const grid = gridOf(log, typical / FINE);
  const sign = polarity === "falls" ? -1 : 1;
  const search = searchFor(halfCycles, grid, sign, typical, options.offset ?? 0, options.range, mostDrift);
  let map: Line = search;
  let turns: { readonly logger: number[]; readonly cycler: number[] } = { logger: [], cycler: [] };
  let fitted = null as ReturnType<typeof robustLine>;
  // First wide, over short rests as over a single turn; then each end of a rest for itself
  for (const [reach, bridged] of WINDOWS) {
    turns = turnsOf(halfCycles, log, map, { reach, bridged, sign });
    fitted =
      turns.logger.length >= 3
        ? robustLine(
            turns.logger,
            turns.cycler.map((t, k) => t - turns.logger[k]),
          )
        : null;
    if (!fitted) break;
    map = { offset: lineAt(fitted, 0).value, drift: fitted.slope };
  }
  const warnings: string[] = [];
  if (!fitted) {
    warnings.push(
      "fewer than three changes of the current have a bend of the pressure beside them: the offset is only as good as the correlation shows, and the drift is that of the search",
    );
  }
  if (search.isAmbiguous) {
    warnings.push(
      `another alignment, half a cycle or more away, fits as well (ratio ${search.distinction.toFixed(4)}); the one nearest to an offset of ${options.offset ?? 0} s was taken: say where the clocks stand with an offset and a range below half a cycle`,
    );
  }
  const unknown = fitted === null;
  return {
    offset: { value: map.offset, error: unknown ? typical / STEPS : lineAt(fitted!, 0).error },
    drift: { value: map.drift, error: unknown ? Number.NaN : fitted!.slopeError },
    turns: turns.logger.length,
    outliers: fitted?.outliers ?? 0,
    scatter: fitted?.scatter ?? Number.NaN,
    distinction: search.distinction,
    warnings,
  };
}

/** The log on the cycler's clock. */
export function onCyclerClock(log: PressureLog, { offset, drift }: ClockAlignment): PressureLog {
  return { ...log, time: log.time.map((t) => offset.value + (1 + drift.value) * t) };
}

interface Line {
  readonly offset: number;
  readonly drift: number;
}

function searchFor(
  all: readonly HalfCycle[],
  grid: Grid,
  sign: number,
  typical: number,
  guess: number,
  range: number | undefined,
  mostDrift: number,
): Line & { readonly distinction: number; readonly isAmbiguous: boolean } {
  const every = Math.max(1, Math.ceil(all.length / MOST_SEARCHED));
  const chosen = all.filter((_, k) => k % every === 0 || (every > 1 && k % every === 1));
  const first = all[0].startTime;
  const last = all[all.length - 1].endTime;
  const gridEnd = grid.from + grid.step * (grid.pressure.length - 1);
  const span = Math.min(last - first, gridEnd - grid.from);
  // At least a third of the shorter record must overlap
  let low = first - gridEnd + span / 3;
  let high = last - grid.from - span / 3;
  if (range !== undefined) {
    low = Math.max(low, guess - range);
    high = Math.min(high, guess + range);
  }
  if (!(low <= high)) {
    throw new Error(
      `with an offset of ${guess} s${range === undefined ? "" : ` ± ${range} s`} the pressure and the current do not overlap by a third: the cycler runs from ${first.toFixed(0)} to ${last.toFixed(0)} s, the logger from ${grid.from.toFixed(0)} to ${gridEnd.toFixed(0)} s`,
    );
  }
  const scoreOf = ({ offset, drift }: Line): number => {
    let sum = 0;
    for (const { startTime, endTime, direction } of chosen) {
      const change =
        atTime(grid, (endTime - offset) / (1 + drift)) - atTime(grid, (startTime - offset) / (1 + drift));
      if (!Number.isNaN(change)) sum += direction === "charge" ? change : -change;
    }
    return sign * sum;
  };
  const step = Math.max(typical / STEPS, (high - low) / MOST_OFFSETS);
  const middle = (grid.from + gridEnd) / 2;
  const reach = Math.abs(gridEnd - grid.from) / 2;
  const driftSteps = Math.min(40, Math.ceil((mostDrift * reach) / step));
  const offsets = Math.max(1, Math.ceil((high - low) / step));
  let best = Number.NEGATIVE_INFINITY;
  const profile = new Float64Array(offsets + 1).fill(Number.NEGATIVE_INFINITY);
  const drifts = new Float64Array(offsets + 1);
  for (let d = -driftSteps; d <= driftSteps; d++) {
    const drift = driftSteps > 0 ? (d * mostDrift) / driftSteps : 0;
    for (let k = 0; k <= offsets; k++) {
      // The shift is that at the middle of the log, so that it hardly depends on the drift
      const shift = low + (k * (high - low)) / offsets;
      const line = { offset: shift - drift * middle, drift };
      const score = scoreOf(line);
      if (score <= profile[k]) continue;
      profile[k] = score;
      drifts[k] = drift;
      best = Math.max(best, score);
    }
  }
  const finest = grid.step / 8;
  const refined = peaksOf(profile, best).map((k) => {
    const shift = low + (k * (high - low)) / offsets;
    return climb(scoreOf, { offset: shift - drifts[k] * middle, drift: drifts[k] }, middle, [
      step,
      driftSteps > 0 ? mostDrift / driftSteps : mostDrift / 4,
      finest,
    ]);
  });
  refined.sort((a, b) => b.score - a.score);
  const shiftOf = ({ offset, drift }: Line): number => offset + drift * middle;
  // Whoever misses one half-cycle more loses its whole share; less than a third of that tells nothing, and the guess decides
  const least = refined[0].score * (1 - 0.3 / chosen.length);
  const alike = refined.filter(({ score }) => score >= least);
  const [line] = alike.sort((a, b) => Math.abs(shiftOf(a) - guess) - Math.abs(shiftOf(b) - guess));
  const rivals = refined.filter((one) => Math.abs(shiftOf(one) - shiftOf(line)) > typical / 2);
  return {
    offset: line.offset,
    drift: line.drift,
    distinction: rivals.length > 0 ? line.score / rivals[0].score : Number.POSITIVE_INFINITY,
    isAmbiguous: rivals.some(({ score }) => score >= least),
  };
}

/** Most places from which the search goes on. */
const MOST_PEAKS = 64;

/** Places of the local maxima of at least 70 % of the largest, best first. */
function peaksOf(profile: Float64Array, largest: number): number[] {
  const peaks: number[] = [];
  for (let k = 0; k < profile.length; k++) {
    if (profile[k] < 0.7 * largest) continue;
    if (profile[k] >= (profile[k - 1] ?? -Infinity) && profile[k] >= (profile[k + 1] ?? -Infinity))
      peaks.push(k);
  }
  return peaks.sort((a, b) => profile[b] - profile[a]).slice(0, MOST_PEAKS);
}

/** Steps in offset and drift that are halved where none goes up: the score is a tent. The drift turns about the middle of the log. */
function climb(
  scoreOf: (line: Line) => number,
  from: Line,
  middle: number,
  [stepOffset, stepDrift, finest]: readonly [number, number, number],
): Line & { readonly score: number } {
  let line = from;
  let score = scoreOf(line);
  let [so, sd] = [stepOffset / 2, stepDrift / 2];
  for (let round = 0; round < 200 && so > finest; round++) {
    let moved = false;
    for (const [a, b] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ]) {
      const drift = line.drift + b * sd;
      const next = { offset: line.offset + a * so - (drift - line.drift) * middle, drift };
      const found = scoreOf(next);
      if (found > score) [line, score, moved] = [next, found, true];
    }
    if (!moved) [so, sd] = [so / 2, sd / 2];
  }
  return { ...line, score };
}

/** Changes of the current on the cycler's clock with the bends of the pressure on the logger's. */
function turnsOf(
  halfCycles: readonly HalfCycle[],
  log: PressureLog,
  map: Line,
  { reach, bridged, sign }: { readonly reach: number; readonly bridged: number; readonly sign: number },
): { readonly logger: number[]; readonly cycler: number[] } {
  const logger: number[] = [];
  const cycler: number[] = [];
  const back = (t: number): number => (t - map.offset) / (1 + map.drift);
  const every = Math.max(1, Math.floor(halfCycles.length / 1000));
  for (let k = 0; k + 1 < halfCycles.length; k += every) {
    const [a, b] = [halfCycles[k], halfCycles[k + 1]];
    const slope = (one: HalfCycle): number => sign * (one.direction === "charge" ? 1 : -1);
    const [da, db] = [a.endTime - a.startTime, b.endTime - b.startTime];
    const pause = b.startTime - a.endTime;
    // One bend where the current turns, two around a rest
    const places =
      pause < bridged * Math.min(da, db)
        ? [[(a.endTime + b.startTime) / 2, Math.min(da, db), slope(b) - slope(a)]]
        : [
            [a.endTime + halfStep(a), Math.min(da, pause), -slope(a)],
            [b.startTime - halfStep(b), Math.min(db, pause), slope(b)],
          ];
    for (const [at, room, bend] of places) {
      if (bend === 0) continue;
      const found = bendNear(log, back(at), reach * room, Math.sign(bend));
      if (found === null) continue;
      logger.push(found);
      cycler.push(at);
    }
  }
  return { logger, cycler };
}

/** Half the time between samples: between the last with a current and the first without, it was switched. */
function halfStep({ startTime, endTime, samples }: HalfCycle): number {
  return samples > 1 ? (endTime - startTime) / (samples - 1) / 2 : 0;
}
