import { encodeSpectraJob, Mode } from "./block.ts";
import type { Kernel, Session } from "./kernel.ts";

/** A session that finds peaks: `assembly/findpeaks.ts`, `criteria.ts` and `peakrecord.ts` have the same numbers. */

/** A limit: one number, or one per sample of the series; undefined where there is none. */
export type Limit = number | Float64Array | undefined;

export type Limits = readonly [least: Limit, most: Limit];

/** What the kernel is told. Lengths are along the axis when there is one, else in samples. */
export interface PeakPlan {
  /** Plateau, height, threshold, prominence, width. */
  readonly limits: readonly [Limits, Limits, Limits, Limits, Limits];
  readonly prominence: boolean;
  readonly width: boolean;
  /** Whether edges or thresholds are wanted. */
  readonly detail: boolean;
  readonly distance?: number;
  /** Half the window in which prominences are measured. */
  readonly reach?: number;
  readonly relHeight: number;
  readonly axis: boolean;
}

/** Records hold index and height alone when nothing else is asked for. */
const BRIEF = 2;

/** Doubles of a record, and what they are. Places count samples from the first of the series. */
export const RECORD = 16;
export const Field = {
  Index: 0,
  LeftEdge: 1,
  RightEdge: 2,
  Height: 3,
  LeftThreshold: 4,
  RightThreshold: 5,
  Prominence: 6,
  LeftBase: 7,
  RightBase: 8,
  Width: 9,
  WidthHeight: 10,
  LeftCrossing: 11,
  RightCrossing: 12,
  X: 13,
  LeftX: 14,
  RightX: 15,
} as const;

const Phase = {
  Begin: 0,
  Reserve: 1,
  Push: 2,
  Finish: 3,
  Planes: 4,
  Name: 5,
  MeasureProminence: 6,
  MeasureWidth: 7,
  Hold: 8,
} as const;
// Words of the job, from the first that belongs to the mode
const Word = { Flags: 2, Values: 3, X: 4, Planes: 5, Found: 6, Records: 7, Missing: 8 } as const;
const FIRST_PLANE = 10;
const Flag = {
  Prominence: 1 << 20,
  Width: 1 << 21,
  Window: 1 << 22,
  Distance: 1 << 23,
  Axis: 1 << 24,
  Detail: 1 << 25,
};

/** Samples that are copied into the kernel at a time: they stay in a second-level cache. */
const CHUNK = 1 << 15;

/** Finds peaks in a series that comes in chunks. A kernel serves one session at a time. */
export interface PeakSession {
  /**
   * Gives the records of the peaks that are final now to `take`: the kernel's own memory, valid during the call. `stride` is the doubles of
   * a record: RECORD, or 2 for index and height alone.
   */
  push(
    values: Float64Array,
    x: Float64Array | undefined,
    negate: boolean,
    take: (records: Float64Array, stride: number) => void,
  ): void;
  /** The series has ended. */
  finish(take: (records: Float64Array, stride: number) => void): void;
  /** Samples so far that are NaN. */
  readonly missing: number;
}

/** @param samples length of the series, when limits are given per sample. */
export function openPeaks(kernel: Kernel, plan: PeakPlan, samples = 0): PeakSession {
  const { session, flags } = begin(kernel, plan);
  const planes = plan.limits.flat().filter((limit) => limit instanceof Float64Array);
  if (planes.length > 0) {
    const at = session.run([Phase.Planes, samples, flags])[Word.Planes];
    const room = session.doubles(at, planes.length * samples);
    planes.forEach((plane, i) => {
      room.set(plane, i * samples);
    });
  }
  const { prominence, width, detail, axis } = plan;
  const stride = prominence || width || detail || axis ? RECORD : BRIEF;
  let missing = 0;
  const deliver = (words: Int32Array, take: (records: Float64Array, stride: number) => void): void => {
    missing = words[Word.Missing];
    const found = words[Word.Found];
    if (found > 0) take(session.doubles(words[Word.Records], found * stride), stride);
  };
  return {
    get missing() {
      return missing;
    },
    push: (values, x, negate, take) => {
      for (let from = 0; from < values.length; from += CHUNK) {
        const part = values.subarray(from, from + CHUNK);
        copyIn(session, flags, part, x?.subarray(from, from + CHUNK), negate);
        deliver(session.run([Phase.Push, part.length, flags]), take);
      }
    },
    finish: (take) => {
      session.run([Phase.Reserve, 0, flags]);
      deliver(session.run([Phase.Finish, 0, flags]), take);
    },
  };
}

/**
 * Prominences of samples that the caller names, or their widths when the records hold prominences and bases.
 * @param records RECORD doubles for each; those that are measured are written
 */
export function measurePeaks(
  kernel: Kernel,
  plan: PeakPlan,
  values: Float64Array,
  records: Float64Array,
  what: "prominence" | "width",
): void {
  const { session, flags } = begin(kernel, plan);
  for (let from = 0; from < values.length; from += CHUNK) {
    const part = values.subarray(from, from + CHUNK);
    copyIn(session, flags, part, undefined, false);
    session.run([Phase.Hold, part.length, flags]);
  }
  const count = records.length / RECORD;
  const phase = what === "width" ? Phase.MeasureWidth : Phase.MeasureProminence;
  const at = session.run([Phase.Name, count, flags])[Word.Records];
  session.doubles(at, records.length).set(records);
  session.run([phase, count, flags]);
  records.set(session.doubles(at, records.length));
}

function begin(kernel: Kernel, plan: PeakPlan): { session: Session; flags: number } {
  const { limits, prominence, width, detail, distance, reach, relHeight, axis } = plan;
  const ends = limits.flat();
  let flags =
    (prominence ? Flag.Prominence : 0) |
    (width ? Flag.Width : 0) |
    (reach !== undefined ? Flag.Window : 0) |
    (distance !== undefined ? Flag.Distance : 0) |
    (axis ? Flag.Axis : 0) |
    (detail ? Flag.Detail : 0);
  ends.forEach((limit, which) => {
    if (limit !== undefined) flags |= 1 << which;
    if (limit instanceof Float64Array) flags |= 1 << (FIRST_PLANE + which);
  });
  const session = kernel.open(
    encodeSpectraJob({
      mode: Mode.Peaks,
      weighting: 0,
      spectra: [],
      doubles: [
        ...ends.map((limit) => (typeof limit === "number" ? limit : 0)),
        distance ?? 0,
        reach ?? Infinity,
        relHeight,
      ],
      results: 0,
    }),
  );
  session.run([Phase.Begin, 0, flags]);
  return { session, flags };
}

function copyIn(
  session: Session,
  flags: number,
  values: Float64Array,
  x: Float64Array | undefined,
  negate: boolean,
): void {
  const words = session.run([Phase.Reserve, values.length, flags]);
  const room = session.doubles(words[Word.Values], values.length);
  if (negate) for (let i = 0; i < values.length; i++) room[i] = -values[i];
  else room.set(values);
  if (x) session.doubles(words[Word.X], values.length).set(x);
}
