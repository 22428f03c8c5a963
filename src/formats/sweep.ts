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

/**
 * Rows as sweeps: divided at restarts, but a single point behind the last sweep stays with it. It is no sweep; mostly the first point
 * was measured or written again.
 */
export function sweepsOf(frequency: Float64Array, rows: Int32Array): Int32Array[] {
  const sweeps = splitAtRestarts(frequency, rows);
  const last = sweeps[sweeps.length - 1];
  const points = last.reduce((count, row) => count + (frequency[row] > 0 ? 1 : 0), 0);
  if (sweeps.length < 2 || points > 1) return sweeps;
  const start = rows.length - last.length - sweeps[sweeps.length - 2].length;
  return [...sweeps.slice(0, -2), rows.subarray(start)];
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
/** Share of the numbers that may be zero, negative or not finite within a sweep; one is allowed beside five or more usable ones. */
const UNUSABLE = 0.1;
/** Share of the numbers that may repeat the one before; one always. A column of few settings is no sweep. */
const REPEATED = 0.25;
/** A handful of numbers in any order often has a single turn; from this many steps on chance hardly makes one. */
const STEPS_WITH_TURN = 8;
/**
 * Standard deviation over mean of the steps in decades that a sweep with a turn may have: Z′ and Z″ have turns too, but no even
 * steps. Ten points per decade above five per decade make 0.33.
 */
const UNEVEN = 0.5;
const HALF_DECADE = 0.5 - 1e-6;

/**
 * Why numbers do not look like the frequencies of an impedance measurement, or undefined when they do: positive, running
 * one way over at least half a decade, and spaced more evenly in decades than in hertz (a time axis is spaced evenly in
 * seconds). One sharp turn is allowed when the numbers on both sides of it run so, in even steps. Zeros before and behind a
 * sweep are direct-current samples and do not count; other numbers that cleaning drops may be few. Only the first
 * sweep is judged.
 */
export function findFrequencyFault(values: Float64Array): FrequencyFault | undefined {
  const all = splitAtRestarts(
    values,
    Int32Array.from({ length: values.length }, (_, i) => i),
  )[0];
  const isSample = (row: number): boolean => values[row] !== 0;
  const sweep = all.subarray(Math.max(0, all.findIndex(isSample)), all.findLastIndex(isSample) + 1);
  const isUsable = (row: number): boolean => values[row] > 0 && Number.isFinite(values[row]);
  const usable = sweep.filter(isUsable);
  const spare = usable.length < 5 ? 0 : Math.max(1, UNUSABLE * sweep.length);
  if (sweep.length - usable.length > spare) {
    return { row: sweep.find((row) => !isUsable(row)), expected: "a positive frequency" };
  }
  const expected = "frequencies that rise or fall over a sweep";
  const visited = usable.filter((row, k) => k === 0 || values[row] !== values[usable[k - 1]]);
  if (visited.length < 3) return { expected, found: "fewer than three different numbers" };
  if (usable.length - visited.length > Math.max(1, REPEATED * usable.length)) {
    return { expected, found: "the same numbers many times over" };
  }
  const frequency = Array.from(visited, (row) => values[row]);
  const course = courseOf(frequency);
  if (course.against.length <= AGAINST * (frequency.length - 1)) {
    if (course.decades < HALF_DECADE) return { expected, found: "a range of less than half a decade" };
    return course.geometric ? undefined : { expected, found: "numbers spaced evenly as a time is" };
  }
  if (frequency.length > STEPS_WITH_TURN) {
    for (const sign of [1, -1]) {
      const turn = frequency.reduce((best, f, k) => (sign * f > sign * frequency[best] ? k : best), 0);
      const legs = [frequency.slice(0, turn + 1), frequency.slice(turn)].map(courseOf);
      const repeated = values[usable[usable.indexOf(visited[turn]) + 1]] === frequency[turn];
      if (legs.every(isEvenLeg) && paceAtTurn(frequency, turn) > (repeated ? 0.9 : 0.6)) return undefined;
    }
  }
  return { row: visited[course.against[0]], expected };
}

/** Whether numbers look like the frequencies of an impedance measurement: see `findFrequencyFault`. */
export function looksLikeFrequencies(values: Float64Array): boolean {
  return findFrequencyFault(values) === undefined;
}

interface Course {
  readonly steps: number;
  /** Indices of the numbers that are reached by a step against the direction of most steps. */
  readonly against: readonly number[];
  /** Decades run in the direction of most steps, those against it subtracted. */
  readonly decades: number;
  /** Whether the steps are more even in decades than in hertz. */
  readonly geometric: boolean;
  /** Standard deviation over mean of the steps in decades. */
  readonly uneven: number;
}

function courseOf(frequency: readonly number[]): Course {
  const steps: number[] = [];
  const logs: number[] = [];
  for (let k = 1; k < frequency.length; k++) {
    steps.push(frequency[k] - frequency[k - 1]);
    logs.push(Math.log10(frequency[k] / frequency[k - 1]));
  }
  const span = logs.reduce((sum, step) => sum + step, 0);
  const direction = Math.sign(steps.reduce((sum, step) => sum + Math.sign(step), 0)) || Math.sign(span);
  const uneven = variation(logs);
  return {
    steps: steps.length,
    against: steps.flatMap((step, k) => (step * direction <= 0 ? [k + 1] : [])),
    decades: span * direction,
    geometric: uneven < variation(steps),
    uneven,
  };
}

/** Whether one side of a turn is a sweep for itself. */
function isEvenLeg({ steps, against, decades, geometric, uneven }: Course): boolean {
  return (
    steps >= 3 && against.length <= AGAINST * steps && decades >= HALF_DECADE && geometric && uneven <= UNEVEN
  );
}

/**
 * Mean of the steps before and behind a turn, in decades and in units of the median step of their side; at most 1. A generator
 * turns at full pace. −Z″ of an arc runs evenly on both sides of its peak too (−log cosh(ln f/f₀) for one RC) but rounds
 * the peak: from two points per decade on it comes to 0.5 or less, to 0.8 or less when two points share the peak.
 */
function paceAtTurn(frequency: readonly number[], turn: number): number {
  const logs = frequency.slice(1).map((f, k) => Math.abs(Math.log10(f / frequency[k])));
  const pace = (step: number, side: readonly number[]): number =>
    Math.min(1, step / [...side].sort((a, b) => a - b)[side.length >> 1]);
  return (pace(logs[turn - 1], logs.slice(0, turn)) + pace(logs[turn], logs.slice(turn))) / 2;
}

/** Standard deviation over mean. */
function variation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return Math.sqrt(square) / Math.abs(mean);
}
