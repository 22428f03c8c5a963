/**
 * Spikes: samples that stand apart from the median of their neighbours (F. R. Hampel, J. Am. Stat. Assoc. 69, 383 (1974); R. K. Pearson,
 * IEEE Trans. Control Syst. Technol. 10, 55 (2002)).
 */
import { OptionError } from "../fit/plan.ts";
import { growingColumn, type Numbers, numberFrom, numbersOf } from "./numbers.ts";

export interface SpikeOptions {
  /** Samples in the window, an odd number; default 11. At the ends of a series the window is what there is of it. */
  readonly window?: number;
  /** Deviation from the median, in median absolute deviations (MAD) of the window, above which a sample is a spike; default 5. */
  readonly threshold?: number;
  /** Deviations up to it are none, whatever the MAD; default 0. A few times the resolution of a quantised series is a good choice. */
  readonly floor?: number;
}

export interface Spikes {
  readonly indices: Int32Array;
  readonly values: Float64Array;
  /** Medians of the windows: what may stand in the place of the spikes. */
  readonly medians: Float64Array;
  /** Deviations in MADs; ∞ where the rest of the window is constant. */
  readonly deviations: Float64Array;
}

/** Finds spikes in a series that comes in chunks; the same for any chunks. Memory is one window. */
export interface SpikeFinder {
  push(chunk: Numbers): Spikes;
  finish(): Spikes;
}

/**
 * The spikes of a series. NaN is neither spike nor neighbour. Where more than half of a window is equal its MAD is 0, and the mean
 * absolute deviation stands in, scaled so that both are the same for a normal distribution (B. Iglewicz, D. C. Hoaglin, How to Detect
 * and Handle Outliers, ASQC 1993).
 * @throws OptionError for options that make no sense
 */
export function findSpikes(series: Numbers, options: SpikeOptions = {}): Spikes {
  const finder = openSpikeFinder(options);
  return joined([finder.push(series), finder.finish()]);
}

function joined(parts: readonly Spikes[]): Spikes {
  const all = (name: "values" | "medians" | "deviations"): Float64Array =>
    Float64Array.from(parts.flatMap((part) => Array.from(part[name])));
  return {
    indices: Int32Array.from(parts.flatMap(({ indices }) => Array.from(indices))),
    values: all("values"),
    medians: all("medians"),
    deviations: all("deviations"),
  };
}

/** √(π/2) of the mean and 1.4826 of the median absolute deviation are both the standard deviation of a normal distribution. */
const MEAN_TO_MEDIAN = 1.2533141373155003 / 1.482602218505602;

/** @throws OptionError for options that make no sense */
export function openSpikeFinder(options: SpikeOptions = {}): SpikeFinder {
  const { window = 11, floor = 0 } = options;
  if (!Number.isInteger(window) || window < 3 || window % 2 === 0) {
    throw new OptionError(`window must be an odd number of samples from 3, it is ${window}`);
  }
  const threshold = numberFrom(options.threshold ?? 5, "threshold", 0, true);
  numberFrom(floor, "floor", 0);
  const half = (window - 1) / 2;
  /** The last samples in a ring, and those of them that are numbers in order. */
  const ring = new Float64Array(window);
  const sorted = new Float64Array(window);
  let size = 0;
  let seen = 0;
  let judged = 0;
  const found = [growingColumn(), growingColumn(), growingColumn(), growingColumn()] as const;

  const insert = (value: number): void => {
    let k = size++;
    for (; k > 0 && sorted[k - 1] > value; k--) sorted[k] = sorted[k - 1];
    sorted[k] = value;
  };
  const remove = (value: number): void => {
    let k = 0;
    while (sorted[k] !== value) k++;
    size--;
    for (; k < size; k++) sorted[k] = sorted[k + 1];
  };
  /** The sample in the middle of the window, or near its end where the series ends. */
  const judge = (): void => {
    const value = ring[judged % window];
    const index = judged++;
    if (Number.isNaN(value) || size < 3) return;
    const median = middle(sorted, size);
    const deviation = Math.abs(value - median);
    if (!(deviation > floor)) return;
    const mad = medianDeviation(sorted, size, median) || MEAN_TO_MEDIAN * meanDeviation(sorted, size, median);
    if (!(deviation > threshold * mad)) return;
    [index, value, median, deviation / mad].forEach((one, k) => {
      found[k].push(one);
    });
  };
  const release = (): Spikes => {
    const [indices, values, medians, deviations] = found.map((column) => column.release());
    return { indices: Int32Array.from(indices), values, medians, deviations };
  };
  const forget = (index: number): void => {
    const old = ring[index % window];
    if (!Number.isNaN(old)) remove(old);
  };
  return {
    push: (chunk) => {
      const values = numbersOf(chunk, "chunk");
      for (let i = 0; i < values.length; i++) {
        if (seen >= window) forget(seen);
        const value = values[i];
        ring[seen % window] = value;
        seen++;
        if (!Number.isNaN(value)) insert(value);
        if (seen > half) judge();
      }
      return release();
    },
    finish: () => {
      // The window ends with the series: it loses samples on the left and gets none on the right
      while (judged < seen) {
        const first = judged - half;
        if (first > 0 && first > seen - window) forget(first - 1);
        judge();
      }
      return release();
    },
  };
}

function middle(sorted: Float64Array, size: number): number {
  const half = size >> 1;
  return size % 2 === 1 ? sorted[half] : 0.5 * (sorted[half - 1] + sorted[half]);
}

/** The median of |x − median|: deviations to the left and to the right rise outward, so they are merged from the middle. */
function medianDeviation(sorted: Float64Array, size: number, median: number): number {
  let left = (size - 1) >> 1;
  let right = left + 1;
  let last = 0;
  let before = 0;
  for (let k = 0; k <= size >> 1; k++) {
    before = last;
    const down = left >= 0 ? median - sorted[left] : Infinity;
    const up = right < size ? sorted[right] - median : Infinity;
    if (down <= up) {
      last = down;
      left--;
    } else {
      last = up;
      right++;
    }
  }
  return size % 2 === 1 ? last : 0.5 * (before + last);
}

function meanDeviation(sorted: Float64Array, size: number, median: number): number {
  let sum = 0;
  for (let k = 0; k < size; k++) sum += Math.abs(sorted[k] - median);
  return sum / size;
}
