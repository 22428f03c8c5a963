/**
 * A pyramid of least and greatest values: what a plot of a long series needs at any zoom. Level 0 holds both for every 64 samples, each
 * further level for 16 times as many, as 32-bit numbers rounded outward: together 1.07 bytes for every 8 samples. Built while the series comes.
 */
import { OptionError } from "../fit/plan.ts";
import { type Numbers, numbersOf } from "./numbers.ts";
import {
  addCell,
  CELL,
  emptyLevel,
  FACTOR,
  type Level,
  type StoredLevel,
  spanOf,
  storedLevel,
} from "./pyramidLevel.ts";

/** A series up to this length is also held as it is. */
const HELD = 65_536;

/** What a stretch of a series spans, column by column; arrays have one entry per column. */
export interface Envelope {
  /** First sample of the column and the one behind its last. */
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** x of both; their numbers where the series has no x. */
  readonly left: Float64Array;
  readonly right: Float64Array;
  /** Least and greatest value; NaN where there is no number. */
  readonly least: Float64Array;
  readonly greatest: Float64Array;
}

/** A pyramid as plain data: for messages and files. */
export interface StoredPyramid {
  readonly samples: number;
  readonly levels: readonly StoredLevel[];
  /** Least and greatest of the cell that is not complete. */
  readonly open: readonly [number, number];
  readonly starts?: Float64Array;
  readonly lastX: number;
  /** The samples of a short series and their x. */
  readonly held?: { readonly values: Float64Array; readonly x: Float64Array };
}

export interface Pyramid {
  readonly samples: number;
  /** Bytes that it takes. */
  readonly bytes: number;
  /** Adds samples, with their x when the first chunk had x. */
  push(chunk: Numbers, x?: Numbers): void;
  /**
   * The envelope of the samples `from` … `to` − 1 in at most so many columns. Every sample of the stretch lies within its column: no peak is
   * lost. The ends are widened to whole cells; a zoom below 64 samples per column gets the cells themselves, unless `read` gives the samples;
   * `readX` gives their x, which are interpolated without it.
   * A series of up to 65,536 samples is held as it is and needs neither.
   */
  envelope(
    from: number,
    to: number,
    columns: number,
    read?: (from: number, to: number) => ArrayLike<number>,
    readX?: (from: number, to: number) => ArrayLike<number>,
  ): Envelope;
  /** The sample at or before a place on the axis, as near as the cells tell. */
  sampleAt(x: number): number;
  stored(): StoredPyramid;
}

/** @param kept what `stored` gave: the pyramid goes on from there */
export function openPyramid(kept?: StoredPyramid): Pyramid {
  const levels: Level[] = kept
    ? kept.levels.map(({ least, greatest }) => ({ least, greatest, cells: least.length }))
    : [emptyLevel()];
  let samples = kept?.samples ?? 0;
  /** x of the first sample of each cell of level 0, and of the last sample. */
  let starts = kept?.starts;
  let lastX = kept?.lastX ?? 0;
  let open = { least: kept?.open[0] ?? Infinity, greatest: kept?.open[1] ?? -Infinity };
  /** The samples themselves and their x, of a short series. */
  let held = kept ? kept.held : { values: new Float64Array(0), x: new Float64Array(0) };

  const close = (): void => {
    addCell(levels, 0, open.least, open.greatest);
    open = { least: Infinity, greatest: -Infinity };
  };
  const xAt = (sample: number): number => {
    if (!starts) return sample;
    if (sample >= samples) return lastX;
    return starts[Math.floor(sample / CELL)];
  };
  return {
    get samples() {
      return samples;
    },
    get bytes() {
      return levels.reduce(
        (sum, { least }) => sum + 2 * least.byteLength,
        (starts?.byteLength ?? 0) + (held?.values.byteLength ?? 0) + (held?.x.byteLength ?? 0),
      );
    },
    push: (chunk, x) => {
      const values = numbersOf(chunk, "chunk");
      const places = x === undefined ? undefined : numbersOf(x, "x");
      if (places && places.length !== values.length) {
        throw new OptionError(
          `x must have as many numbers as the chunk, ${values.length}; it has ${places.length}`,
        );
      }
      if (samples > 0 && values.length > 0 && (starts !== undefined) !== (places !== undefined)) {
        throw new OptionError("a pyramid gets x with every chunk or with none");
      }
      if (places && places.length > 0) {
        starts = noteStarts(starts, places, samples);
        lastX = places[places.length - 1];
      }
      held =
        held && samples + values.length <= HELD
          ? { values: joined(held.values, values), x: places ? joined(held.x, places) : held.x }
          : undefined;
      for (let from = 0; from < values.length; ) {
        const end = Math.min(values.length, from + CELL - (samples % CELL));
        let { least, greatest } = open;
        for (let i = from; i < end; i++) {
          const value = values[i];
          if (value < least) least = value;
          if (value > greatest) greatest = value;
        }
        open = { least, greatest };
        samples += end - from;
        from = end;
        if (samples % CELL === 0) close();
      }
    },
    envelope: (from, to, columns, read, readX) => {
      if (!(Number.isInteger(columns) && columns > 0)) {
        throw new OptionError(`an envelope needs a whole number of columns from 1, it has ${columns}`);
      }
      const first = Math.max(0, Math.floor(from));
      const end = Math.min(samples, Math.ceil(to));
      const perColumn = (end - first) / columns;
      if (held) {
        const { values, x } = held;
        const exactly = (sample: number): number => (starts ? x[Math.min(sample, x.length - 1)] : sample);
        return ofSamples(first, end, columns, values.subarray(first, end), exactly);
      }
      if (read && perColumn < CELL) {
        const x = readX?.(first, end);
        return ofSamples(first, end, columns, read(first, end), (sample) =>
          x ? (x[sample - first] ?? (end < samples ? xAt(end) : lastX)) : interpolated(sample, xAt),
        );
      }
      let level = 0;
      while (level + 1 < levels.length && CELL * FACTOR ** (level + 1) <= perColumn) level++;
      const size = CELL * FACTOR ** level;
      const firstCell = Math.floor(first / size);
      const cells = end > first ? Math.ceil(end / size) - firstCell : 0;
      const count = Math.min(columns, cells);
      const spans = emptyEnvelope(count);
      for (let column = 0; column < count; column++) {
        const a = firstCell + Math.floor((column * cells) / count);
        const b = firstCell + Math.floor(((column + 1) * cells) / count);
        const [least, greatest] = spanOf(levels, open, level, a, b);
        spans.from[column] = a * size;
        spans.to[column] = Math.min(b * size, samples);
        spans.left[column] = xAt(a * size);
        spans.right[column] = xAt(b * size);
        spans.least[column] = least;
        spans.greatest[column] = greatest;
      }
      return spans;
    },
    sampleAt: (x) => {
      if (!starts) return Math.min(Math.max(Math.floor(x), 0), Math.max(0, samples - 1));
      let low = 0;
      let high = Math.ceil(samples / CELL);
      while (low < high) {
        const middle = (low + high) >> 1;
        if (starts[middle] <= x) low = middle + 1;
        else high = middle;
      }
      return Math.max(0, low - 1) * CELL;
    },
    stored: () => ({
      samples,
      levels: levels.map(storedLevel),
      open: [open.least, open.greatest],
      ...(starts && { starts: starts.slice(0, Math.ceil(samples / CELL)) }),
      lastX,
      ...(held && { held }),
    }),
  };
}

function joined(a: Float64Array, b: Float64Array): Float64Array {
  const all = new Float64Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

function emptyEnvelope(count: number): Envelope {
  const column = (): Float64Array => new Float64Array(count);
  return {
    from: column(),
    to: column(),
    left: column(),
    right: column(),
    least: column().fill(Number.NaN),
    greatest: column().fill(Number.NaN),
  };
}

/** x of every 64th sample, in a list that grows. */
function noteStarts(starts: Float64Array | undefined, x: Float64Array, samples: number): Float64Array {
  const need = Math.ceil((samples + x.length) / CELL);
  let list = starts ?? new Float64Array(64);
  if (need > list.length) {
    const longer = new Float64Array(Math.max(need, 2 * list.length));
    longer.set(list);
    list = longer;
  }
  for (let i = (CELL - (samples % CELL)) % CELL; i < x.length; i += CELL) list[(samples + i) / CELL] = x[i];
  return list;
}

/** Columns of single samples, or of a few. */
function ofSamples(
  first: number,
  end: number,
  columns: number,
  values: ArrayLike<number>,
  xAt: (sample: number) => number,
): Envelope {
  const count = Math.min(columns, end - first);
  const spans = emptyEnvelope(Math.max(0, count));
  for (let column = 0; column < count; column++) {
    const a = Math.floor((column * (end - first)) / count);
    const b = Math.floor(((column + 1) * (end - first)) / count);
    let [low, high] = [Infinity, -Infinity];
    for (let i = a; i < b; i++) {
      if (values[i] < low) low = values[i];
      if (values[i] > high) high = values[i];
    }
    spans.from[column] = first + a;
    spans.to[column] = first + b;
    spans.left[column] = xAt(first + a);
    spans.right[column] = xAt(first + b);
    if (low <= high) [spans.least[column], spans.greatest[column]] = [low, high];
  }
  return spans;
}

/** x of a sample between the starts of two cells. */
function interpolated(sample: number, xAt: (sample: number) => number): number {
  const cell = Math.floor(sample / CELL) * CELL;
  const [left, right] = [xAt(cell), xAt(cell + CELL)];
  return left + ((sample - cell) / CELL) * (right - left);
}
