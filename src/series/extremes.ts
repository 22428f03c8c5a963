/** A column over time as the least and greatest value of successive stretches, in fixed memory: what a plot of any length needs. */

/** Stretches in the order of time; all arrays have equal lengths. */
export interface Extremes {
  /** First and last time of each stretch, in s. */
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly least: Float64Array;
  readonly most: Float64Array;
}

export interface ExtremesBuilder {
  add(rows: number, time: Float64Array, values: Float64Array): void;
  /** A stretch of values at one time. */
  put(time: number, least: number, most: number): void;
  /** What follows begins a stretch of its own. */
  close(): void;
  extremes(): Extremes;
}

/** @param most stretches; when they are full, neighbours are joined, so at least half as many remain */
export function openExtremes(most = 8192): ExtremesBuilder {
  const plane = (): Float64Array => new Float64Array(most);
  const [from, to, least, greatest] = [plane(), plane(), plane(), plane()];
  let length = 0;
  let stride = 1;
  let filled = 0;
  const join = (): void => {
    length >>= 1;
    for (let k = 0; k < length; k++) {
      from[k] = from[2 * k];
      to[k] = to[2 * k + 1];
      least[k] = Math.min(least[2 * k], least[2 * k + 1]);
      greatest[k] = Math.max(greatest[2 * k], greatest[2 * k + 1]);
    }
    stride *= 2;
  };
  const put = (t: number, low: number, high: number): void => {
    if (filled === 0) {
      if (length === most) join();
      from[length] = t;
      least[length] = low;
      greatest[length] = high;
      length++;
    }
    const at = length - 1;
    to[at] = t;
    if (low < least[at]) least[at] = low;
    if (high > greatest[at]) greatest[at] = high;
    if (++filled === stride) filled = 0;
  };
  return {
    put,
    add: (rows, time, values) => {
      for (let row = 0; row < rows; row++) {
        if (Number.isFinite(time[row]) && Number.isFinite(values[row]))
          put(time[row], values[row], values[row]);
      }
    },
    close: () => {
      filled = 0;
    },
    extremes: () => ({
      from: from.slice(0, length),
      to: to.slice(0, length),
      least: least.slice(0, length),
      most: greatest.slice(0, length),
    }),
  };
}
