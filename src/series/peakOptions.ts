/** What the user may say about peaks, checked and turned into what the kernel is told. */
import { OptionError } from "../fit/plan.ts";
import type { KernelBuild } from "../kernel/build.ts";
import type { Limit, Limits, PeakPlan } from "../kernel/peaks.ts";
import type { Numbers } from "./numbers.ts";

/** The end of an interval: a number, or one per sample (the one at the peak counts); null is open. */
export type PeakLimit = number | Float64Array | null;

/**
 * What a property must be: at least a number, or within [least, most], both included; a Float64Array holds one least number per sample.
 * [null, null] asks for the property and filters nothing.
 */
export type PeakCondition =
  | number
  | Float64Array
  | readonly [least?: PeakLimit | undefined, most?: PeakLimit | undefined];

export const peakOrders = ["index", "height", "prominence", "width"] as const;
export type PeakOrder = (typeof peakOrders)[number];

/**
 * Conditions are tested in this order: plateauSize, height, threshold, distance, prominence, width; each works on what the ones before
 * have left. Names and meaning are those of SciPy's `find_peaks`.
 */
export interface PeakOptions {
  /** Number of equal samples at the top. */
  readonly plateauSize?: PeakCondition;
  /** Value at the peak. */
  readonly height?: PeakCondition;
  /** Vertical distance to the two neighbouring samples: the lower limit is for the smaller one, the upper limit for the larger one. */
  readonly threshold?: PeakCondition;
  /**
   * Least distance between neighbouring peaks, in samples (≥ 1), or in the unit of x. The highest peak stays, those nearer to it go, then
   * the next highest, …; of equal heights the later stays.
   */
  readonly distance?: number;
  /** Height above the higher of the two bases; a base is the least value on the way to the next higher sample, or to the end. */
  readonly prominence?: PeakCondition;
  /** Length between the crossings of the level height − relHeight · prominence, in samples, or in the unit of x. */
  readonly width?: PeakCondition;
  /** Window around a peak in which its bases are looked for, in samples (> 1; even numbers count as the next odd one), or in the unit of x. */
  readonly wlen?: number;
  /** At which part of the prominence the width is measured, default 0.5. */
  readonly relHeight?: number;
  /** Minima instead of maxima: the peaks of −series, to which all conditions apply; the heights that come back are those of the series. */
  readonly valleys?: boolean;
  /** Keeps so many: the highest, or the first by `sortBy`. Among equals the earlier. */
  readonly count?: number;
  /** Order of the result: "index" (default), or the largest "height", "prominence" or "width" first. Valleys: the deepest first. */
  readonly sortBy?: PeakOrder;
  /** The build of the kernel; default the fastest that works here. */
  readonly kernel?: KernelBuild;
}

/** Options of `findPeaks`. */
export interface FindPeaksOptions extends PeakOptions {
  /** Abscissa of the samples, strictly increasing. With it distance, width and wlen are in its unit, and positions come back. */
  readonly x?: Numbers;
}

/** What of a peak comes back. */
export interface PeakColumns {
  readonly plateaus: boolean;
  readonly thresholds: boolean;
  readonly prominences: boolean;
  readonly widths: boolean;
  readonly positions: boolean;
}

export interface PeakSettings {
  readonly plan: PeakPlan;
  readonly columns: PeakColumns;
  readonly valleys: boolean;
  readonly count?: number;
  readonly sortBy: PeakOrder;
}

const optionNames = new Set([
  "plateauSize",
  "height",
  "threshold",
  "distance",
  "prominence",
  "width",
  "wlen",
  "relHeight",
  "valleys",
  "count",
  "sortBy",
  "kernel",
  "x",
]);

/**
 * @param samples length of the series; undefined for one that comes in chunks
 * @throws OptionError
 */
export function peakSettings(
  options: PeakOptions,
  { samples, axis }: { samples?: number; axis: boolean },
): PeakSettings {
  for (const name of Object.keys(options)) {
    if (!optionNames.has(name)) {
      throw new OptionError(`peaks have no option "${name}"; the options are ${[...optionNames].join(", ")}`);
    }
  }
  const { valleys = false, count, sortBy = "index" } = options;
  if (!peakOrders.includes(sortBy)) {
    throw new OptionError(`sortBy "${String(sortBy)}" is none of ${peakOrders.join(", ")}`);
  }
  if (count !== undefined && !(Number.isInteger(count) && count >= 0)) {
    throw new OptionError(`count must be a whole number from 0, it is ${count}`);
  }
  const limits = (name: "plateauSize" | "height" | "threshold" | "prominence" | "width"): Limits =>
    limitsOf(name, options[name], samples);
  return {
    plan: {
      limits: [
        limits("plateauSize"),
        limits("height"),
        limits("threshold"),
        limits("prominence"),
        limits("width"),
      ],
      prominence: options.prominence !== undefined || sortBy === "prominence",
      width: options.width !== undefined || sortBy === "width",
      detail: options.plateauSize !== undefined || options.threshold !== undefined,
      distance: distanceOf(options.distance, axis),
      reach: reachOf(options.wlen, axis),
      relHeight: relHeightOf(options.relHeight),
      axis,
    },
    columns: {
      plateaus: options.plateauSize !== undefined,
      thresholds: options.threshold !== undefined,
      prominences: options.prominence !== undefined || options.width !== undefined || sortBy !== "index",
      widths: options.width !== undefined || sortBy === "width",
      positions: axis,
    },
    valleys,
    count,
    sortBy,
  };
}

function limitsOf(name: string, condition: PeakCondition | undefined, samples: number | undefined): Limits {
  if (condition === undefined) return [undefined, undefined];
  const check = (limit: PeakLimit | undefined): Limit => {
    if (limit === undefined || limit === null) return undefined;
    if (limit instanceof Float64Array) {
      if (samples === undefined) {
        throw new OptionError(
          `${name}: limits per sample need the whole series at once; use findPeaks, or one number for the stream`,
        );
      }
      if (limit.length === samples) return limit;
      throw new OptionError(
        `${name}: the array of limits must have one for each of the ${samples} samples, it has ${limit.length}`,
      );
    }
    if (typeof limit === "number" && !Number.isNaN(limit)) return limit;
    throw new OptionError(
      `${name} must be a number, an interval [least, most] with null for an open end, or a Float64Array with a number per sample; it is ${String(limit)}`,
    );
  };
  if (!Array.isArray(condition)) return [check(condition as number | Float64Array), undefined];
  if (condition.length > 2) {
    throw new OptionError(
      `${name}: an interval is [least, most], it has ${condition.length} numbers; limits per sample come as Float64Array`,
    );
  }
  const [least, most] = [check(condition[0]), check(condition[1])];
  if (typeof least === "number" && typeof most === "number" && least > most) {
    throw new OptionError(
      `${name}: the interval [${least}, ${most}] is empty; write the smaller number first`,
    );
  }
  return [least, most];
}

function distanceOf(distance: number | undefined, axis: boolean): number | undefined {
  if (distance === undefined) return undefined;
  if (!(axis ? distance > 0 : distance >= 1)) {
    throw new OptionError(
      `distance must be ${axis ? "above 0 in the unit of x" : "at least 1 sample"}, it is ${distance}`,
    );
  }
  return distance;
}

/** Half a window of SciPy: ⌈wlen⌉ samples, the next odd number of them. */
function reachOf(wlen: number | undefined, axis: boolean): number | undefined {
  if (wlen === undefined) return undefined;
  if (!(axis ? wlen > 0 : wlen > 1)) {
    throw new OptionError(
      `wlen must be ${axis ? "above 0 in the unit of x" : "larger than 1 sample"}, it is ${wlen}`,
    );
  }
  return axis ? wlen / 2 : Math.floor(Math.ceil(wlen) / 2);
}

function relHeightOf(relHeight = 0.5): number {
  if (relHeight >= 0 && relHeight < Infinity) return relHeight;
  throw new OptionError(`relHeight must be a number from 0, it is ${relHeight}`);
}
