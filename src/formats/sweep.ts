/** Which rows of a long table belong together: by the columns that name a spectrum, then by restarts of the frequency. */

/**
 * Rows grouped by the values of the naming columns, in the order of first appearance.
 * A column that changes about as often as the rows (a point number) names no spectrum: see `namesSpectra`.
 */
export function groupRows(keys: readonly (readonly string[])[], rows: number): Int32Array[] {
  if (keys.length === 0) return [Int32Array.from({ length: rows }, (_, i) => i)];
  const groups = new Map<string, number[]>();
  let previous: string | undefined;
  let group: number[] = [];
  for (let i = 0; i < rows; i++) {
    const key = keys.length === 1 ? keys[0][i] : keys.map((column) => column[i]).join("\u0000");
    if (key !== previous) {
      previous = key;
      const known = groups.get(key);
      group = known ?? [];
      if (known === undefined) groups.set(key, group);
    }
    group.push(i);
  }
  return [...groups.values()].map((list) => Int32Array.from(list));
}

/** Whether a column can tell spectra apart: on average at least three rows share a value. */
export function namesSpectra(values: readonly string[]): boolean {
  return new Set(values).size <= Math.max(1, values.length / 3);
}

/**
 * Splits rows where the frequency jumps back against the direction of the sweep, after four points or more: by half of the
 * range swept so far (in decades), or by a quarter of it and six mean steps. A turn without a jump (up, then down) is no
 * restart. If that would leave many short pieces, the order of the points is no sweep at all and the rows stay together.
 */
export function splitAtRestarts(frequency: Float64Array, rows: Int32Array): Int32Array[] {
  const starts: number[] = [0];
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let last = Number.NaN;
  let lastStep = 0;
  let points = 0;
  for (let k = 0; k < rows.length; k++) {
    const f = frequency[rows[k]];
    if (!(f > 0) || f === Number.POSITIVE_INFINITY) continue;
    const x = Math.log10(f);
    const jump = points === 0 ? 0 : x - last;
    if (points >= 4 && jump * lastStep < 0) {
      const range = high - low;
      const step = range / (points - 1);
      if (Math.abs(jump) >= Math.max(2.5 * step, Math.min(0.5 * range, Math.max(6 * step, 0.25 * range)))) {
        starts.push(k);
        points = 0;
        low = Number.POSITIVE_INFINITY;
        high = Number.NEGATIVE_INFINITY;
      }
    }
    if (points > 0 && jump !== 0) lastStep = jump;
    if (points === 0) lastStep = 0;
    low = Math.min(low, x);
    high = Math.max(high, x);
    last = x;
    points++;
  }
  if (starts.length > 1 && rows.length / starts.length < 5) return [rows];
  return starts.map((start, i) => rows.subarray(start, starts[i + 1] ?? rows.length));
}

/** Why numbers are no frequencies of an impedance measurement, in the words of a `FormatError`. */
export interface FrequencyFault {
  /** Index of the number at fault; undefined when all of them together are at fault. */
  readonly row?: number;
  readonly expected: string;
  /** What all of them together are; only without `row`. */
  readonly found?: string;
}

/** Share of the steps that may run against the sweep. */
const AGAINST = 0.05;
/** Share of the numbers that may be negative or not finite; one is always allowed. */
const UNUSABLE = 0.1;
/** A handful of numbers in any order often has a single turn; from this many steps on chance hardly makes one. */
const STEPS_WITH_TURN = 8;

/**
 * Why numbers do not look like the frequencies of an impedance measurement, or undefined when they do: positive, running
 * one way or out and back with one turn over at least half a decade, and spaced more evenly in decades than in hertz (a
 * time axis is spaced evenly in seconds). Zeros are direct-current samples and do not count. A tenth may be negative or
 * not finite, one always (such rows are dropped by cleaning). A frequency that repeats the one before is no step, but
 * frequencies follow each other no more than twice on average: a column of few settings is no sweep.
 * Only the first sweep is judged.
 */
export function findFrequencyFault(values: Float64Array): FrequencyFault | undefined {
  const sweep = splitAtRestarts(
    values,
    Int32Array.from({ length: values.length }, (_, i) => i),
  )[0].filter((row) => values[row] !== 0);
  const measured = sweep.filter((row) => values[row] > 0 && Number.isFinite(values[row]));
  if (sweep.length - measured.length > Math.max(1, UNUSABLE * sweep.length)) {
    const row = sweep.find((row) => !(values[row] > 0 && Number.isFinite(values[row])));
    return { row, expected: "a positive frequency" };
  }
  const expected = "frequencies that rise or fall over a sweep";
  const visited = measured.filter((row, k) => k === 0 || values[row] !== values[measured[k - 1]]);
  if (visited.length < 3) return { expected, found: "fewer than three different numbers" };
  if (2 * visited.length < measured.length) return { expected, found: "few numbers many times over" };

  const frequency = Array.from(visited, (row) => values[row]);
  const turns = [frequency.length - 1];
  if (frequency.length > STEPS_WITH_TURN) {
    const extreme = (sign: number): number =>
      frequency.reduce((best, f, k) => (sign * f > sign * frequency[best] ? k : best), 0);
    turns.push(extreme(1), extreme(-1));
  }
  const courses = turns.map((turn) => courseOf(frequency, turn));
  const allowed = AGAINST * (frequency.length - 1);
  const fits = courses.filter(({ against }) => against.length <= allowed);
  if (fits.some(({ decades, geometric }) => decades >= 0.5 && geometric)) return undefined;
  if (fits.length > 0) {
    const short = fits.every(({ decades }) => decades < 0.5);
    return {
      expected,
      found: short ? "a range of less than half a decade" : "numbers spaced evenly as a time is",
    };
  }
  const nearest = courses.reduce((best, course) =>
    course.against.length < best.against.length ? course : best,
  );
  return { row: visited[nearest.against[0]], expected };
}

/** Whether numbers look like the frequencies of an impedance measurement: see `findFrequencyFault`. */
export function looksLikeFrequencies(values: Float64Array): boolean {
  return findFrequencyFault(values) === undefined;
}

interface Course {
  /** Numbers that are reached by a step against the direction of most steps. */
  readonly against: readonly number[];
  /** Decades run in the direction of most steps, those against it subtracted. */
  readonly decades: number;
  /** Whether the steps are more even in decades than in hertz. */
  readonly geometric: boolean;
}

/** The steps of a sweep that turns at number `turn`; the way back counts as if it went on. */
function courseOf(frequency: readonly number[], turn: number): Course {
  const logs: number[] = [];
  const steps: number[] = [];
  let rising = 0;
  for (let k = 1; k < frequency.length; k++) {
    const sign = k > turn ? -1 : 1;
    const step = sign * (frequency[k] - frequency[k - 1]);
    steps.push(step);
    logs.push(sign * Math.log10(frequency[k] / frequency[k - 1]));
    rising += Math.sign(step);
  }
  const span = logs.reduce((sum, step) => sum + step, 0);
  const direction = Math.sign(rising) || Math.sign(span);
  return {
    against: steps.flatMap((step, k) => (step * direction <= 0 ? [k + 1] : [])),
    decades: span * direction,
    geometric: variation(logs) < variation(steps),
  };
}

/** Standard deviation over mean. */
function variation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return Math.sqrt(square) / Math.abs(mean);
}
