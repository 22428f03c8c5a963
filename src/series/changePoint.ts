/**
 * Change points: places where the level of a series changes, found while it comes. CUSUM (E. S. Page, Biometrika 41, 100 (1954)) compares
 * with a level that was learnt, Page–Hinkley (D. V. Hinkley, Biometrika 58, 509 (1971)) with the mean of all samples since the last change.
 * Both add up deviations less a drift, and raise an alarm when the sum has risen by a threshold above its lowest.
 */
import { OptionError } from "../fit/plan.ts";
import { growingColumn, type Numbers, numberFrom, numbersOf } from "./numbers.ts";

export const changeMethods = ["cusum", "page-hinkley"] as const;
export type ChangeMethod = (typeof changeMethods)[number];

export interface ChangePointOptions {
  /** Default "cusum". */
  readonly method?: ChangeMethod;
  /**
   * Sum at which an alarm is raised, in standard deviations; default 15: in independent normal noise, with the default drift, about one
   * false alarm in 10⁷ samples (D. Siegmund, Sequential Analysis, Springer 1985) when level and standard deviation are known, and a change
   * by one standard deviation is found after 30. Correlated noise, and a level that was learnt from few samples, need more.
   */
  readonly threshold?: number;
  /** Half of the smallest change that matters, in standard deviations; default 0.5. */
  readonly drift?: number;
  /** Samples after the start, and after each alarm, from which level and standard deviation are learnt; default 200. */
  readonly training?: number;
  /** The level, where it is known: then it is not learnt, and the series is compared with it after an alarm too. CUSUM only. */
  readonly mean?: number;
  /** The standard deviation, where it is known. */
  readonly sd?: number;
}

export interface ChangePoints {
  /** First sample of the new level, as far as can be told: the one after the sum was lowest. */
  readonly indices: Int32Array;
  /** Sample at which the alarm was raised. */
  readonly alarms: Int32Array;
  /** 1 up, −1 down. */
  readonly directions: Int32Array;
  /** Level before, and the mean from the change to the alarm: of few samples, a first guess. */
  readonly before: Float64Array;
  readonly after: Float64Array;
}

/** Finds changes in a series that comes in chunks; the same for any chunks. */
export interface ChangeFinder {
  push(chunk: Numbers): ChangePoints;
}

/**
 * The changes of level in a series. NaN is passed over.
 * @throws OptionError for options that make no sense
 */
export function findChangePoints(series: Numbers, options: ChangePointOptions = {}): ChangePoints {
  return openChangeFinder(options).push(series);
}

/** A sum of deviations in one direction since it was lowest. */
interface Sum {
  value: number;
  /** Sample after the lowest, and what has come since. */
  start: number;
  total: number;
  count: number;
}

/** @throws OptionError for options that make no sense */
export function openChangeFinder(options: ChangePointOptions = {}): ChangeFinder {
  const { method = "cusum", training = 200, mean, sd } = options;
  if (!changeMethods.includes(method)) {
    throw new OptionError(`method "${String(method)}" is none of ${changeMethods.join(", ")}`);
  }
  const threshold = numberFrom(options.threshold ?? 15, "threshold", 0, true);
  const drift = numberFrom(options.drift ?? 0.5, "drift", 0);
  if (!Number.isInteger(training) || training < 4) {
    throw new OptionError(`training must be a whole number of samples from 4, it is ${training}`);
  }
  if (sd !== undefined) numberFrom(sd, "sd", 0, true);
  if (mean !== undefined && method !== "cusum") {
    throw new OptionError(
      "page-hinkley compares with the mean of the samples so far; a given mean needs method cusum",
    );
  }
  const learns = mean === undefined || sd === undefined;
  const lesson: number[] = [];
  const up: Sum = { value: 0, start: 0, total: 0, count: 0 };
  const down: Sum = { value: 0, start: 0, total: 0, count: 0 };
  let index = 0;
  let level = mean ?? 0;
  let deviation = sd ?? 1;
  let known = !learns;
  /** Samples in the level, for the running mean. */
  let weight = 0;
  const found = Array.from({ length: 5 }, growingColumn);

  const reset = (): void => {
    for (const sum of [up, down]) Object.assign(sum, { value: 0, start: index + 1, total: 0, count: 0 });
  };
  const learn = (): void => {
    deviation = sd ?? noiseOf(lesson);
    level = mean ?? lesson.reduce((sum, value) => sum + value, 0) / lesson.length;
    weight = lesson.length;
    lesson.length = 0;
    known = true;
    reset();
  };
  const add = (sum: Sum, step: number, value: number): boolean => {
    sum.value += step;
    if (sum.value <= 0) {
      Object.assign(sum, { value: 0, start: index + 1, total: 0, count: 0 });
      return false;
    }
    sum.total += value;
    sum.count++;
    return sum.value > threshold;
  };
  const alarm = ({ start, total, count }: Sum, direction: number): void => {
    [start, index, direction, level, total / count].forEach((one, k) => {
      found[k].push(one);
    });
    known = !learns;
    weight = 0;
    reset();
  };
  return {
    push: (chunk) => {
      const values = numbersOf(chunk, "chunk");
      for (let i = 0; i < values.length; i++, index++) {
        const value = values[i];
        if (Number.isNaN(value)) continue;
        if (!known) {
          lesson.push(value);
          if (lesson.length === training) learn();
          continue;
        }
        if (method === "page-hinkley") {
          weight++;
          level += (value - level) / weight;
        }
        const score = (value - level) / deviation;
        // A constant level has no noise: any change of it is infinite in its unit
        const step = Number.isNaN(score) ? 0 : score;
        if (add(up, step - drift, value)) alarm(up, 1);
        else if (add(down, -step - drift, value)) alarm(down, -1);
      }
      const [indices, alarms, directions, before, after] = found.map((column) => column.release());
      return {
        indices: Int32Array.from(indices),
        alarms: Int32Array.from(alarms),
        directions: Int32Array.from(directions),
        before,
        after,
      };
    },
  };
}

/** Standard deviation from the differences of neighbours, which a slope or a step in the lesson hardly changes: 1.4826 MAD/√2. */
function noiseOf(values: readonly number[]): number {
  const steps = values
    .slice(1)
    .map((value, k) => Math.abs(value - values[k]))
    .sort((a, b) => a - b);
  const half = steps.length >> 1;
  const median = steps.length % 2 === 1 ? steps[half] : 0.5 * (steps[half - 1] + steps[half]);
  if (median > 0) return (1.482602218505602 * median) / Math.SQRT2;
  const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
  return (1.2533141373155003 * mean) / Math.SQRT2;
}
