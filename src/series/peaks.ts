/**
 * Peaks of a series with the meaning of SciPy's `find_peaks` (P. Virtanen et al., Nat. Methods 17, 261 (2020)), in one pass over samples
 * that may come in chunks: time is O(n) whatever is asked, memory is that of the open maxima. `assembly/findpeaks.ts` does the work.
 */

import { OptionError } from "../fit/plan.ts";
import type { KernelBuild } from "../kernel/build.ts";
import { Kernel } from "../kernel/kernel.ts";
import { Field, measurePeaks, openPeaks, type PeakPlan, RECORD } from "../kernel/peaks.ts";
import { sharedKernel } from "../kernel/shared.ts";
import { type Numbers, numbersOf } from "./numbers.ts";
import { type FindPeaksOptions, type PeakOptions, type PeakSettings, peakSettings } from "./peakOptions.ts";
import { gatherPeaks, type Peaks, selectPeaks } from "./peakTable.ts";

/**
 * The peaks of a series. A maximum is a sample, or a run of equal ones, with lower neighbours on both sides; the ends of the series are
 * none, nor are the neighbours of a NaN. Fewer than three samples have no peaks.
 * @throws OptionError for options that make no sense, and for x that does not increase
 */
export async function findPeaks(series: Numbers, options: FindPeaksOptions = {}): Promise<Peaks> {
  const values = numbersOf(series, "series");
  const x = options.x === undefined ? undefined : numbersOf(options.x, "x");
  if (x && x.length !== values.length) {
    throw new OptionError(`x must have as many numbers as the series, ${values.length}; it has ${x.length}`);
  }
  const settings = peakSettings(options, { samples: values.length, axis: x !== undefined });
  return findPeaksWith(await sharedKernel(options.kernel, "series"), values, x, settings);
}

/** The same with a kernel of the caller's. */
export function findPeaksWith(
  kernel: Kernel,
  values: Float64Array,
  x: Float64Array | undefined,
  settings: PeakSettings,
): Peaks {
  const gathering = gatherSeries(kernel, settings, values.length);
  gathering.push(values, x);
  return gathering.finish();
}

/** The peaks of a series that comes in chunks, all at its end. */
export interface PeakGathering {
  push(values: Float64Array, x?: Float64Array): void;
  finish(): Peaks;
}

/** @param samples length of the series, when limits are given per sample. @throws OptionError when x does not increase */
export function gatherSeries(kernel: Kernel, settings: PeakSettings, samples = 0): PeakGathering {
  const gatherer = gatherPeaks(settings);
  const session = openPeaks(kernel, settings.plan, samples);
  let pushed = 0;
  let last = -Infinity;
  return {
    push: (values, x) => {
      if (x) last = checkAxis(x, last, pushed);
      pushed += values.length;
      session.push(values, x, settings.valleys, gatherer.take);
    },
    finish: () => {
      session.finish(gatherer.take);
      return selectPeaks(withMissing(gatherer.release(), session.missing), settings);
    },
  };
}

function withMissing(peaks: Peaks, missing: number): Peaks {
  if (missing === 0) return peaks;
  const sentence = `${missing} samples are NaN: their neighbours are no peaks, and prominences end at them`;
  return { ...peaks, warnings: [...peaks.warnings, sentence] };
}

/** Finds peaks in a series that comes in chunks of any length. */
export interface PeakFinder {
  /** Samples so far, and those of them that are NaN. */
  readonly samples: number;
  readonly missing: number;
  /**
   * Takes the next samples and returns the peaks that have become final: nothing that may still come can change them. They are in the
   * order of the series, but a peak is final only when a higher sample has followed it, so later calls may return earlier peaks.
   * @param x of the samples, when the finder was opened with `axis`
   */
  push(chunk: Numbers, x?: Numbers): Peaks;
  /** The series has ended: the peaks that were open. */
  finish(): Peaks;
}

/** Options of a stream. */
export interface PeakFinderOptions extends Omit<PeakOptions, "count" | "sortBy"> {
  /** Whether every chunk comes with its x: distance, width and wlen are in its unit then. */
  readonly axis?: boolean;
}

/**
 * The same answer as `findPeaks` for any chunks, with the memory of the maxima that are open: those that no higher sample has followed,
 * those within `distance` of the end, and the samples of one window of `wlen`; widths add the steps of the open flanks. `count` and
 * `sortBy` rank all peaks of the series, and limits per sample belong to a series that is known: those have `findPeaks` alone.
 * @throws OptionError for options that make no sense
 */
export async function openPeakFinder(options: PeakFinderOptions = {}): Promise<PeakFinder> {
  const { axis = false, ...rest } = options;
  for (const name of ["count", "sortBy", "x"] as const) {
    if ((rest as Readonly<Record<string, unknown>>)[name] !== undefined) {
      throw new OptionError(
        name === "x"
          ? "a stream takes x with each chunk: open it with axis: true and push(chunk, x)"
          : `${name} ranks all peaks of a series, which a stream does not know; rank what it has returned, or use findPeaks`,
      );
    }
  }
  const settings = peakSettings(rest, { axis });
  // A session needs a kernel of its own: two streams may be open at a time
  const kernel = await Kernel.load(options.kernel, "series");
  const gatherer = gatherPeaks(settings);
  const session = openPeaks(kernel, settings.plan);
  let samples = 0;
  let last = -Infinity;
  let ended = false;
  const open = (): void => {
    if (ended) throw new OptionError("the series was finished; open another finder for another series");
  };
  return {
    get samples() {
      return samples;
    },
    get missing() {
      return session.missing;
    },
    push: (chunk, x) => {
      open();
      const values = numbersOf(chunk, "chunk");
      const places = x === undefined ? undefined : numbersOf(x, "x");
      if (axis !== (places !== undefined) || (places && places.length !== values.length)) {
        throw new OptionError(
          axis
            ? `every chunk needs its x, one per sample; this one has ${values.length} samples and ${places?.length ?? "no"} x`
            : "this finder was opened without axis and takes no x",
        );
      }
      if (places) last = checkAxis(places, last, samples);
      samples += values.length;
      session.push(values, places, settings.valleys, gatherer.take);
      return gatherer.release();
    },
    finish: () => {
      open();
      ended = true;
      session.finish(gatherer.take);
      return gatherer.release();
    },
  };
}

/** The last x. @throws OptionError unless x increases from sample to sample */
function checkAxis(x: Float64Array, before: number, first: number): number {
  let last = before;
  for (let i = 0; i < x.length; i++) {
    if (!(x[i] > last) || x[i] === Infinity) {
      throw new OptionError(
        `x must increase from sample to sample: at sample ${first + i} it is ${x[i]}${first + i > 0 ? ` after ${last}` : ""}; sort the samples, or leave x out and count samples`,
      );
    }
    last = x[i];
  }
  return last;
}

export interface ProminenceOptions {
  /** As in `findPeaks`. */
  readonly wlen?: number;
  readonly kernel?: KernelBuild;
}

export interface WidthOptions extends ProminenceOptions {
  /** As in `findPeaks`. */
  readonly relHeight?: number;
}

/**
 * Prominences and bases of samples that you name, as `peak_prominences` of SciPy; a sample that is no maximum has the prominence 0.
 * @throws OptionError for indices outside the series
 */
export async function peakProminences(
  series: Numbers,
  indices: Numbers,
  options: ProminenceOptions = {},
): Promise<Peaks> {
  return measureNamed(series, indices, options, false);
}

/** Their widths too, as `peak_widths` of SciPy. */
export async function peakWidths(
  series: Numbers,
  indices: Numbers,
  options: WidthOptions = {},
): Promise<Peaks> {
  return measureNamed(series, indices, options, true);
}

async function measureNamed(
  series: Numbers,
  indices: Numbers,
  options: WidthOptions,
  widths: boolean,
): Promise<Peaks> {
  const values = numbersOf(series, "series");
  const { wlen, relHeight } = options;
  const settings = peakSettings(
    { wlen, relHeight, prominence: [], ...(widths && { width: [] }) },
    { samples: values.length, axis: false },
  );
  const records = new Float64Array(indices.length * RECORD);
  for (let k = 0; k < indices.length; k++) {
    const index = indices[k];
    if (!(Number.isInteger(index) && index >= 0 && index < values.length)) {
      throw new OptionError(`indices[${k}] is ${index}; the series has the samples 0 … ${values.length - 1}`);
    }
    records[k * RECORD + Field.Index] = index;
  }
  const kernel = await sharedKernel(options.kernel, "series");
  // Samples are measured one by one: the plan must not ask for the stack of open maxima
  const plan: PeakPlan = { ...settings.plan, prominence: false, width: false };
  measurePeaks(kernel, plan, values, records, "prominence");
  if (widths) measurePeaks(kernel, plan, values, records, "width");
  return recordsInOrder(settings, records);
}

/** One row per record, whatever their order. */
function recordsInOrder(settings: PeakSettings, records: Float64Array): Peaks {
  const gatherer = gatherPeaks(settings, false);
  gatherer.take(records, RECORD);
  return gatherer.release();
}
