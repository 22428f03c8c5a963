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
 * Whether numbers look like the frequencies of an impedance measurement: positive, running one way over at least
 * half a decade, and spaced more evenly in decades than in hertz (a time axis is spaced evenly in seconds).
 * Only the first sweep is judged.
 */
export function looksLikeFrequencies(values: Float64Array): boolean {
  let sweep = splitAtRestarts(
    values,
    Int32Array.from({ length: values.length }, (_, i) => i),
  )[0];
  while (sweep.length > 0 && values[sweep[0]] === 0) sweep = sweep.subarray(1);
  if (sweep.length < 3) return false;
  const logs: number[] = [];
  const steps: number[] = [];
  for (let k = 0; k < sweep.length; k++) {
    const f = values[sweep[k]];
    if (f === 0) continue;
    if (!(f > 0) || !Number.isFinite(f)) return false;
    if (k === 0) continue;
    const before = values[sweep[k - 1]];
    if (before === 0) continue;
    logs.push(Math.log10(f / before));
    steps.push(f - before);
  }
  if (logs.length < 2) return false;
  const span = logs.reduce((sum, step) => sum + step, 0);
  const against = logs.filter((step) => step * span <= 0).length;
  return Math.abs(span) >= 0.5 && against <= 0.05 * logs.length && variation(logs) < variation(steps);
}

/** Standard deviation over mean. */
function variation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return Math.sqrt(square) / Math.abs(mean);
}
