/** The peaks of a series as columns: records of the kernel are gathered, put in order, and handed out as typed arrays. */
import { OptionError } from "../fit/plan.ts";
import { Field, RECORD } from "../kernel/peaks.ts";
import type { PeakColumns, PeakOrder, PeakSettings } from "./peakOptions.ts";

/**
 * Peaks in the order of the series, or by `sortBy`; arrays have one number per peak. Indices count samples from 0; `…Ips` are interpolated
 * ones. What was not asked for is not there: thresholds with `threshold`, edges with `plateauSize`, prominences and bases with
 * `prominence` or `width`, the rest with `width`, positions with `x`.
 */
export interface Peaks {
  /** Of a plateau the middle one, rounded down. */
  readonly indices: Int32Array;
  /** Values of the series at the peaks. */
  readonly heights: Float64Array;
  readonly plateauSizes?: Int32Array;
  readonly leftEdges?: Int32Array;
  readonly rightEdges?: Int32Array;
  readonly leftThresholds?: Float64Array;
  readonly rightThresholds?: Float64Array;
  readonly prominences?: Float64Array;
  readonly leftBases?: Int32Array;
  readonly rightBases?: Int32Array;
  readonly widths?: Float64Array;
  /** Level at which the widths were measured. */
  readonly widthHeights?: Float64Array;
  readonly leftIps?: Float64Array;
  readonly rightIps?: Float64Array;
  /** x of the peaks, and of the ends of their widths. */
  readonly positions?: Float64Array;
  readonly leftPositions?: Float64Array;
  readonly rightPositions?: Float64Array;
  /** What is doubtful about them. */
  readonly warnings: readonly string[];
}

type Name = Exclude<keyof Peaks, "warnings">;

interface ColumnKind {
  readonly name: Name;
  readonly field: number;
  readonly whole: boolean;
  /** Turned back for valleys. */
  readonly signed: boolean;
}

const kinds: readonly (readonly [
  name: Name,
  field: number,
  kind: "whole" | "plain" | "signed",
  when?: keyof PeakColumns,
])[] = [
  ["indices", Field.Index, "whole"],
  ["heights", Field.Height, "signed"],
  ["leftEdges", Field.LeftEdge, "whole", "plateaus"],
  ["rightEdges", Field.RightEdge, "whole", "plateaus"],
  ["leftThresholds", Field.LeftThreshold, "plain", "thresholds"],
  ["rightThresholds", Field.RightThreshold, "plain", "thresholds"],
  ["prominences", Field.Prominence, "plain", "prominences"],
  ["leftBases", Field.LeftBase, "whole", "prominences"],
  ["rightBases", Field.RightBase, "whole", "prominences"],
  ["widths", Field.Width, "plain", "widths"],
  ["widthHeights", Field.WidthHeight, "signed", "widths"],
  ["leftIps", Field.LeftCrossing, "plain", "widths"],
  ["rightIps", Field.RightCrossing, "plain", "widths"],
  ["positions", Field.X, "plain", "positions"],
];
const positionKinds: readonly ColumnKind[] = [
  { name: "leftPositions", field: Field.LeftX, whole: false, signed: false },
  { name: "rightPositions", field: Field.RightX, whole: false, signed: false },
];

function columnsOf(wanted: PeakColumns): ColumnKind[] {
  const columns = kinds
    .filter(([, , , when]) => when === undefined || wanted[when])
    .map(([name, field, kind]) => ({ name, field, whole: kind === "whole", signed: kind === "signed" }));
  return wanted.positions && wanted.widths ? [...columns, ...positionKinds] : columns;
}

/** Gathers records; what they hold is copied. */
export interface PeakGatherer {
  readonly take: (records: Float64Array, stride: number) => void;
  /** The peaks that were gathered, in the order of the series; forgets them. */
  readonly release: () => Peaks;
}

/** @param sorted false keeps the order in which they are taken */
export function gatherPeaks({ columns, valleys, plan }: PeakSettings, sorted = true): PeakGatherer {
  const wanted = columnsOf(columns);
  let count = 0;
  let room = 0;
  let data: (Int32Array | Float64Array)[] = wanted.map(({ whole }) => emptyColumn(whole, 0));
  const grow = (need: number): void => {
    room = Math.max(need, 2 * room);
    data = wanted.map(({ whole }, c) => {
      const longer = emptyColumn(whole, room);
      longer.set(data[c].subarray(0, count));
      return longer;
    });
  };
  return {
    take: (records, stride) => {
      const more = records.length / stride;
      if (count + more > room) grow(count + more);
      wanted.forEach(({ field: full, signed, whole }, c) => {
        const column = data[c];
        // A short record holds index and height
        const field = stride < RECORD ? c : full;
        const sign = signed && valleys ? -1 : 1;
        for (let k = 0, at = field; k < more; k++, at += stride) column[count + k] = sign * records[at];
        if (whole && more > 0 && records[(more - 1) * stride + field] > 0x7fffffff) {
          throw new OptionError("the series is longer than 2³¹ samples; find its peaks part by part");
        }
      });
      count += more;
    },
    release: () => {
      const order = sorted ? orderOf(data[0].subarray(0, count) as Int32Array) : undefined;
      const picked = wanted.map((_, c) => pick(data[c].subarray(0, count), order));
      count = 0;
      room = 0;
      data = wanted.map(({ whole }) => emptyColumn(whole, 0));
      const made = Object.fromEntries(wanted.map(({ name }, c) => [name, picked[c]])) as unknown as Peaks;
      const sized = made.leftEdges
        ? { plateauSizes: made.leftEdges.map((left, k) => made.rightEdges![k] - left + 1) }
        : {};
      return { ...made, ...sized, warnings: doubtsOf(made, plan.reach !== undefined) };
    },
  };
}

function emptyColumn(whole: boolean, length: number): Int32Array | Float64Array {
  return whole ? new Int32Array(length) : new Float64Array(length);
}

/** A copy in an order, or as it is without one. */
function pick<T extends Int32Array | Float64Array>(column: T, order: Uint32Array | undefined): T {
  if (!order) return column.slice() as T;
  const picked = new (column.constructor as new (length: number) => T)(order.length);
  for (let k = 0; k < order.length; k++) picked[k] = column[order[k]];
  return picked;
}

/** The order of rising indices by three passes of counting; undefined when they rise already. */
function orderOf(indices: Int32Array): Uint32Array | undefined {
  const count = indices.length;
  let rising = true;
  for (let k = 1; k < count && rising; k++) rising = indices[k] > indices[k - 1];
  if (rising) return undefined;
  let from = new Uint32Array(count);
  for (let k = 0; k < count; k++) from[k] = k;
  let to = new Uint32Array(count);
  for (let shift = 0; shift < 33; shift += 11) {
    countingPass(indices, from, to, shift);
    [from, to] = [to, from];
  }
  return from;
}

function countingPass(indices: Int32Array, from: Uint32Array, to: Uint32Array, shift: number): void {
  const starts = new Uint32Array(2049);
  for (let k = 0; k < indices.length; k++) starts[((indices[k] >>> shift) & 2047) + 1]++;
  for (let digit = 1; digit < 2049; digit++) starts[digit] += starts[digit - 1];
  for (let k = 0; k < from.length; k++) to[starts[(indices[from[k]] >>> shift) & 2047]++] = from[k];
}

/** SciPy's warnings about peaks that have no prominence or no width. */
function doubtsOf({ prominences, widths }: Peaks, windowed: boolean): string[] {
  const zeros = (column: Float64Array | undefined): number => {
    let count = 0;
    for (const value of column ?? []) if (value === 0) count++;
    return count;
  };
  const [flat, thin] = [zeros(prominences), zeros(widths)];
  return [
    flat > 0
      ? `${flat} of ${prominences!.length} peaks have a prominence of 0${windowed ? ": wlen holds nothing but their plateau" : ""}`
      : "",
    thin > 0 ? `${thin} of ${widths!.length} peaks have a width of 0` : "",
  ].filter(Boolean);
}

const keyOf: Readonly<Record<Exclude<PeakOrder, "index">, "heights" | "prominences" | "widths">> = {
  height: "heights",
  prominence: "prominences",
  width: "widths",
};

/** Keeps `count` of them and puts them in the order of `sortBy`. */
export function selectPeaks(peaks: Peaks, { count, sortBy, valleys }: PeakSettings): Peaks {
  const total = peaks.indices.length;
  if ((count === undefined || count >= total) && sortBy === "index") return peaks;
  const by = sortBy === "index" ? "height" : sortBy;
  const sign = by === "height" && valleys ? -1 : 1;
  const key = peaks[keyOf[by]]!;
  const ranked = Array.from(peaks.indices.keys()).sort((a, b) => sign * (key[b] - key[a]) || a - b);
  const kept = ranked.slice(0, count);
  const order = Uint32Array.from(sortBy === "index" ? kept.sort((a, b) => a - b) : kept);
  return Object.fromEntries(
    Object.entries(peaks).map(([name, column]) => [
      name,
      name === "warnings" ? column : pick(column as Float64Array, order),
    ]),
  ) as unknown as Peaks;
}
