import { readFileSync } from "node:fs";
import type { PeakOptions } from "../../src/series/peakOptions.ts";
import type { Peaks } from "../../src/series/peakTable.ts";
import { shared } from "../shared.ts";

/** Results of SciPy's `find_peaks`; NaN and infinities are words. */
type Value = number | "NaN" | "Infinity" | "-Infinity";
type Interval = number | [number | null, number | null];

interface GoldenCase {
  readonly name: string;
  readonly x: readonly Value[];
  readonly options: Readonly<Record<string, Interval>>;
  readonly peaks: readonly number[];
  readonly properties: Readonly<Record<string, readonly Value[]>>;
  /** SciPy's sort leaves open which of equal heights comes first; with a stable one the later does. */
  readonly tie_sensitive: boolean;
  readonly peaks_stable_argsort?: readonly number[];
  readonly all_maxima?: readonly number[];
  readonly all_prominences?: readonly Value[];
  readonly all_left_bases?: readonly number[];
  readonly all_right_bases?: readonly number[];
  readonly all_widths_rh05?: readonly Value[];
  readonly all_left_ips?: readonly Value[];
  readonly all_right_ips?: readonly Value[];
}

interface DirectCase {
  readonly name: string;
  readonly x: readonly Value[];
  readonly peaks: readonly number[];
  readonly wlen: number | null;
  readonly rel_height: number;
  readonly [property: string]: unknown;
}

export interface Golden {
  readonly fixed: readonly GoldenCase[];
  readonly random: readonly GoldenCase[];
  readonly direct: readonly DirectCase[];
}

export const readGolden = (): Golden =>
  JSON.parse(readFileSync(shared("golden/find-peaks.json"), "utf8")) as Golden;

export const numbers = (values: readonly Value[]): number[] => values.map(Number);

export function optionsOf(options: GoldenCase["options"]): PeakOptions {
  const names: Readonly<Record<string, string>> = { plateau_size: "plateauSize", rel_height: "relHeight" };
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [names[name] ?? name, value]),
  ) as PeakOptions;
}

/** Our name of SciPy's property. */
export const columnOf: Readonly<Record<string, Exclude<keyof Peaks, "warnings">>> = {
  peak_heights: "heights",
  plateau_sizes: "plateauSizes",
  left_edges: "leftEdges",
  right_edges: "rightEdges",
  left_thresholds: "leftThresholds",
  right_thresholds: "rightThresholds",
  prominences: "prominences",
  left_bases: "leftBases",
  right_bases: "rightBases",
  widths: "widths",
  width_heights: "widthHeights",
  left_ips: "leftIps",
  right_ips: "rightIps",
};
