/** Current transients before they are fitted: where the step is, which points count. */
import { median } from "../fit/median.ts";
import { OptionError } from "../fit/plan.ts";

/** A current over time at constant voltage. */
export interface Transient {
  /** s, rising. */
  readonly time: ArrayLike<number>;
  /** A */
  readonly current: ArrayLike<number>;
}

/** What is known of the voltage step. */
export interface StepOptions {
  /** Time of the voltage step in s; default: found in the data. */
  readonly start?: number;
  /** s after the step that are left out: the instrument charges the double layer and changes its range. Default 0. */
  readonly settle?: number;
  /** s, after which nothing is used: the end of the step. */
  readonly end?: number;
}

/** Rules of thumb of ours. */
const LEAST_POINTS = 12;
const HAMPEL = { reach: 5, limit: 5, overNoise: 6 } as const;
/** Relative width in time of points that are averaged where there are more than `MANY`. */
const BIN = 0.004;
const MANY = 2000;
/** Part of the largest current below which the cell counts as at rest before the step. */
const REST = 0.05;
/** A transient ready to be fitted. */
export interface PreparedTransient {
  readonly time: Float64Array;
  readonly current: Float64Array;
  /** Points that each one is the mean of. */
  readonly count: Float64Array;
  readonly start: number;
  /** s within which the step lies somewhere; 0 where it is known. */
  readonly gap: number;
  readonly spikes: number;
}

/**
 * Finds the step, leaves out the rest before it and spikes, and averages over neighbours where there are thousands of points.
 * @throws OptionError for data that are no transient
 */
export function prepareTransient(
  { time, current }: Transient,
  { start, settle = 0, end = Infinity }: StepOptions,
  warnings: string[],
): PreparedTransient {
  if (time.length !== current.length) {
    throw new OptionError(`${time.length} times and ${current.length} currents; give one current per time`);
  }
  const rows = Array.from({ length: time.length }, (_, i) => i).filter(
    (i) => Number.isFinite(time[i]) && Number.isFinite(current[i]) && time[i] <= end,
  );
  for (let k = 1; k < rows.length; k++) {
    if (time[rows[k]] >= time[rows[k - 1]]) continue;
    throw new OptionError(
      `the time falls from ${time[rows[k - 1]]} to ${time[rows[k]]} s at point ${rows[k] + 1}; a transient is one step, give it alone`,
    );
  }
  if (rows.length < LEAST_POINTS) {
    throw new OptionError(`a transient of ${rows.length} points; at least ${LEAST_POINTS} are needed`);
  }
  const values = rows.map((i) => current[i]);
  const step = start === undefined ? findStep(rows, time, values, warnings) : { at: start, first: 0, gap: 0 };
  const behind = rows.map((_, k) => k).filter((k) => k >= step.first && time[rows[k]] - step.at > settle);
  const spiky = spikesOf(behind.map((k) => values[k]));
  const kept = behind.filter((_, k) => !spiky.has(k));
  if (spiky.size > 0)
    warnings.push(
      `${spiky.size} ${spiky.size === 1 ? "point stands" : "points stand"} out from their neighbours and were left out`,
    );
  if (kept.length < LEAST_POINTS) {
    throw new OptionError(
      `${kept.length} points lie behind the step at ${step.at} s; at least ${LEAST_POINTS} are needed: check start and settle`,
    );
  }
  const binned = bins(
    kept.map((k) => time[rows[k]] - step.at),
    kept.map((k) => values[k]),
  );
  return { ...binned, start: step.at, gap: step.gap, spikes: spiky.size };
}

/** Where the voltage was stepped: behind the rest, or at the beginning of the data. */
function findStep(
  rows: readonly number[],
  time: ArrayLike<number>,
  values: readonly number[],
  warnings: string[],
): { readonly at: number; readonly first: number; readonly gap: number } {
  const size = values.map(Math.abs);
  const peak = size.indexOf(size.reduce((most, value) => Math.max(most, value), 0));
  let rest = peak - 1;
  while (rest >= 0 && size[rest] > REST * size[peak]) rest--;
  // A current that rises all along, or noise about a small steady one, has no peak behind a rest
  if (rest >= 0 && peak < 0.5 * size.length) {
    const [before, after] = [time[rows[rest]], time[rows[rest + 1]]];
    return { at: (before + after) / 2, first: peak, gap: after - before };
  }
  const [first, second] = [time[rows[0]], time[rows[1]]];
  if (first > 0 && first <= 3 * (second - first)) return { at: 0, first: 0, gap: 0 };
  if (first !== 0) {
    warnings.push(
      `the step is not in the data: its time is taken as that of the first point, ${first} s; give start`,
    );
  }
  return { at: first, first: first === 0 ? 1 : 0, gap: first === 0 ? 0 : second - first };
}

/** Indices of values that stand out from the median of their neighbours (Hampel's identifier). */
function spikesOf(values: readonly number[]): ReadonlySet<number> {
  const steps = values
    .slice(1)
    .map((value, i) => Math.abs(value - values[i]))
    .filter((step) => step > 0);
  const quantum = steps.reduce((least, step) => Math.min(least, step), Infinity);
  // Eleven points know their spread badly: a spike must also stand out from the noise of the whole
  const bends = values.slice(2).map((value, i) => Math.abs(value - 2 * values[i + 1] + values[i]));
  const noise = (1.4826 * median(bends)) / Math.sqrt(6);
  const found = new Set<number>();
  for (let i = HAMPEL.reach; i + HAMPEL.reach < values.length; i++) {
    const around = values.slice(i - HAMPEL.reach, i + HAMPEL.reach + 1);
    const middle = median(around);
    const spread = 1.4826 * median(around.map((value) => Math.abs(value - middle)));
    if (Math.abs(values[i] - middle) > Math.max(HAMPEL.limit * spread, HAMPEL.overNoise * noise, 3 * quantum))
      found.add(i);
  }
  return found;
}

/** Means over short relative spans of time where there are thousands of points; else the points themselves. */
function bins(
  time: readonly number[],
  current: readonly number[],
): Pick<PreparedTransient, "time" | "current" | "count"> {
  if (time.length <= MANY) {
    return {
      time: Float64Array.from(time),
      current: Float64Array.from(current),
      count: new Float64Array(time.length).fill(1),
    };
  }
  const means: { t: number; i: number; n: number }[] = [];
  let from = Number.NEGATIVE_INFINITY;
  time.forEach((t, k) => {
    const bin = means.at(-1);
    if (!bin || t > from * (1 + BIN)) {
      means.push({ t, i: current[k], n: 1 });
      from = t;
      return;
    }
    bin.t += t;
    bin.i += current[k];
    bin.n++;
  });
  return {
    time: Float64Array.from(means, ({ t, n }) => t / n),
    current: Float64Array.from(means, ({ i, n }) => i / n),
    count: Float64Array.from(means, ({ n }) => n),
  };
}
