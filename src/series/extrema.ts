/** Extrema of the segments of a series: half-cycles, steps, whatever a number per sample tells apart. */
import { OptionError } from "../fit/plan.ts";
import { Kernel } from "../kernel/kernel.ts";
import { openPeaks, type PeakSession } from "../kernel/peaks.ts";
import { type Numbers, numbersOf } from "./numbers.ts";
import { type PeakOptions, type PeakSettings, peakSettings } from "./peakOptions.ts";
import { gatherPeaks, type PeakGatherer, type Peaks } from "./peakTable.ts";

/** What a local extremum must meet: conditions of `findPeaks`, each within its segment. */
export type ExtremaOptions = Omit<PeakOptions, "valleys" | "count" | "sortBy">;

/** One segment. Indices count samples from the first of the series. */
export interface SegmentExtrema {
  /** The number that marks the segment. */
  readonly segment: number;
  /** Its first sample, and the one behind its last. */
  readonly from: number;
  readonly to: number;
  /** Least and greatest value and the first sample that has each; NaN and −1 when it has no number. */
  readonly least: number;
  readonly leastIndex: number;
  readonly greatest: number;
  readonly greatestIndex: number;
  /** Local extrema; the ends of a segment are none. Bases and widths end with the segment. */
  readonly maxima: Peaks;
  readonly minima: Peaks;
}

/** Finds the extrema of segments that come in chunks; the same for any chunks. */
export interface ExtremaFinder {
  /**
   * @param segments a number per sample: where it changes a segment ends
   * @returns the segments that have ended
   */
  push(chunk: Numbers, segments: Numbers): SegmentExtrema[];
  finish(): SegmentExtrema[];
}

/**
 * The extrema of every segment of a series.
 * @param segments a number per sample: where it changes a segment ends
 * @throws OptionError for options that make no sense
 */
export async function segmentExtrema(
  series: Numbers,
  segments: Numbers,
  options: ExtremaOptions = {},
): Promise<SegmentExtrema[]> {
  const finder = await openExtremaFinder(options);
  return [...finder.push(series, segments), ...finder.finish()];
}

/** @throws OptionError for options that make no sense */
export async function openExtremaFinder(options: ExtremaOptions = {}): Promise<ExtremaFinder> {
  const [up, down] = await Promise.all([
    openSide(peakSettings(options, { axis: false }), options),
    openSide(peakSettings({ ...options, valleys: true }, { axis: false }), options),
  ]);
  let samples = 0;
  let present: Running | undefined;
  const end = (): SegmentExtrema[] => {
    if (!present) return [];
    const ended = { ...present, to: samples, maxima: up.end(present.from), minima: down.end(present.from) };
    present = undefined;
    return [ended];
  };
  return {
    push: (chunk, segments) => {
      const values = numbersOf(chunk, "chunk");
      const marks = numbersOf(segments, "segments");
      if (marks.length !== values.length) {
        throw new OptionError(
          `segments must have one number per sample, ${values.length}; it has ${marks.length}`,
        );
      }
      const ended: SegmentExtrema[] = [];
      for (let from = 0; from < values.length; ) {
        // NaN marks a segment too
        const same = (i: number): boolean => Object.is(marks[i], marks[from]);
        let to = from + 1;
        while (to < values.length && same(to)) to++;
        if (present && !Object.is(present.segment, marks[from])) ended.push(...end());
        if (!present) {
          present = newSegment(marks[from], samples);
          up.begin();
          down.begin();
        }
        const part = values.subarray(from, to);
        extend(present, part, samples);
        up.push(part);
        down.push(part);
        samples += part.length;
        from = to;
      }
      return ended;
    },
    finish: end,
  };
}

type Running = {
  -readonly [name in keyof Omit<SegmentExtrema, "to" | "maxima" | "minima">]: SegmentExtrema[name];
};

function newSegment(segment: number, from: number): Running {
  return {
    segment,
    from,
    least: Number.NaN,
    leastIndex: -1,
    greatest: Number.NaN,
    greatestIndex: -1,
  };
}

function extend(running: Running, values: Float64Array, first: number): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (Number.isNaN(value)) continue;
    if (!(value >= running.least)) [running.least, running.leastIndex] = [value, first + i];
    if (!(value <= running.greatest)) [running.greatest, running.greatestIndex] = [value, first + i];
  }
}

interface Side {
  begin(): void;
  push(values: Float64Array): void;
  end(from: number): Peaks;
}

/** Maxima or minima of one segment after another, by one kernel. */
async function openSide(settings: PeakSettings, options: ExtremaOptions): Promise<Side> {
  const kernel = await Kernel.load(options.kernel);
  const gatherer: PeakGatherer = gatherPeaks(settings);
  let session: PeakSession;
  return {
    begin: () => {
      session = openPeaks(kernel, settings.plan);
    },
    push: (values) => session.push(values, undefined, settings.valleys, gatherer.take),
    end: (from) => {
      session.finish(gatherer.take);
      return shifted(gatherer.release(), from);
    },
  };
}

const places = new Set([
  "indices",
  "leftEdges",
  "rightEdges",
  "leftBases",
  "rightBases",
  "leftIps",
  "rightIps",
]);

function shifted(peaks: Peaks, by: number): Peaks {
  return Object.fromEntries(
    Object.entries(peaks).map(([name, column]) => [
      name,
      places.has(name) ? (column as Int32Array).map((place) => place + by) : column,
    ]),
  ) as unknown as Peaks;
}
