/**
 * A pyramid of least and greatest values: what a plot of a long series needs at any zoom. The finest level holds both for every 64
 * samples, each further level for 16 times as many, as 32-bit numbers rounded outward: together 1.07 bytes for every 8 samples. Built
 * while the series comes, in as much memory as the caller allows.
 */
import { OptionError } from "../fit/plan.ts";
import { type Envelope, emptyEnvelope, envelopeOfSamples } from "./envelope.ts";
import { type Numbers, numbersOf } from "./numbers.ts";
import {
  addCell,
  bytesOf,
  emptyLevel,
  emptySpan,
  FACTOR,
  type Level,
  type Span,
  spanOf,
} from "./pyramidLevel.ts";

/** Samples in a cell of the finest level of a series that keeps all its levels. */
const CELL = 64;
/** A series up to this length is also held as it is. */
const HELD = 65_536;

export interface PyramidOptions {
  /**
   * Cells that the finest level may have: when it is full it is dropped and the next becomes the finest, so that memory does not grow
   * with the series. A multiple of 16; default: none is dropped.
   */
  readonly most?: number;
}

export interface Pyramid {
  readonly samples: number;
  /** Bytes that it takes. */
  readonly bytes: number;
  /** Adds samples, with their x when the first chunk had x. */
  push(chunk: Numbers, x?: Numbers): void;
  /**
   * The envelope of the samples `from` … `to` − 1 in at most so many columns. Every sample of the stretch lies within its column: no peak is
   * lost. The ends are widened to whole cells; a zoom below a cell per column gets the cells themselves, unless `read` gives the samples.
   * A series of up to 65,536 samples is held as it is and needs neither.
   */
  envelope(
    from: number,
    to: number,
    columns: number,
    read?: (from: number, to: number) => ArrayLike<number>,
  ): Envelope;
  /** The sample at or before a place on the axis, as near as the cells tell. */
  sampleAt(x: number): number;
}

/** @throws OptionError when `most` is no multiple of 16 */
export function openPyramid({ most = Number.POSITIVE_INFINITY }: PyramidOptions = {}): Pyramid {
  if (most !== Number.POSITIVE_INFINITY && !(Number.isInteger(most / FACTOR) && most > 0)) {
    throw new OptionError(`the cells of a pyramid must be a multiple of ${FACTOR}, they are ${most}`);
  }
  const levels: Level[] = [emptyLevel()];
  /** Samples in a cell of the finest level. */
  let cell = CELL;
  let samples = 0;
  /** x of the first sample of each cell of the finest level, and of the last sample. */
  let starts: Float64Array | undefined;
  let lastX = 0;
  let open: Span = emptySpan;
  /** The samples themselves and their x, of a short series. */
  let held: { values: Float64Array; x: Float64Array } | undefined = {
    values: new Float64Array(0),
    x: new Float64Array(0),
  };

  const close = (): void => {
    addCell(levels, 0, open);
    open = emptySpan;
    if (levels[0].cells < most) return;
    levels.shift();
    cell *= FACTOR;
    if (starts) for (let k = 0; k * FACTOR < most; k++) starts[k] = starts[k * FACTOR];
  };
  const xAt = (sample: number): number => {
    if (!starts) return sample;
    if (sample >= samples) return lastX;
    return starts[Math.floor(sample / cell)];
  };
  return {
    get samples() {
      return samples;
    },
    get bytes() {
      return (
        bytesOf(levels) +
        (starts?.byteLength ?? 0) +
        (held?.values.byteLength ?? 0) +
        (held?.x.byteLength ?? 0)
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
      if (values.length === 0) return;
      if (samples > 0 && (starts !== undefined) !== (places !== undefined)) {
        throw new OptionError("a pyramid gets x with every chunk or with none");
      }
      held =
        held && samples + values.length <= HELD
          ? { values: joined(held.values, values), x: places ? joined(held.x, places) : held.x }
          : undefined;
      for (let from = 0; from < values.length; ) {
        const filled = samples % cell;
        if (places && filled === 0) starts = withNumber(starts, samples / cell, places[from]);
        const end = Math.min(values.length, from + cell - filled);
        let { least, greatest } = open;
        for (let i = from; i < end; i++) {
          const value = values[i];
          if (value < least) least = value;
          if (value > greatest) greatest = value;
        }
        open = { least, greatest };
        samples += end - from;
        from = end;
        if (samples % cell === 0) close();
      }
      if (places) lastX = places[places.length - 1];
    },
    envelope: (from, to, columns, read) => {
      if (!(Number.isInteger(columns) && columns > 0)) {
        throw new OptionError(`an envelope needs a whole number of columns from 1, it has ${columns}`);
      }
      const first = Math.max(0, Math.floor(from));
      const end = Math.min(samples, Math.ceil(to));
      const perColumn = (end - first) / columns;
      if (held) {
        const { values, x } = held;
        const exactly = (sample: number): number => (starts ? x[Math.min(sample, x.length - 1)] : sample);
        return envelopeOfSamples(first, end, columns, values.subarray(first, end), exactly);
      }
      if (read && perColumn < cell) {
        /** Between the starts of two cells. */
        const between = (sample: number): number => {
          const begin = Math.floor(sample / cell) * cell;
          const [left, right] = [xAt(begin), xAt(begin + cell)];
          return left + ((sample - begin) / cell) * (right - left);
        };
        return envelopeOfSamples(first, end, columns, read(first, end), between);
      }
      let level = 0;
      while (level + 1 < levels.length && cell * FACTOR ** (level + 1) <= perColumn) level++;
      const size = cell * FACTOR ** level;
      const firstCell = Math.floor(first / size);
      const cells = end > first ? Math.ceil(end / size) - firstCell : 0;
      const count = Math.min(columns, cells);
      const spans = emptyEnvelope(count);
      for (let column = 0; column < count; column++) {
        const a = firstCell + Math.floor((column * cells) / count);
        const b = firstCell + Math.floor(((column + 1) * cells) / count);
        const { least, greatest } = spanOf(levels, open, level, a, b);
        spans.from[column] = a * size;
        spans.to[column] = Math.min(b * size, samples);
        spans.left[column] = xAt(a * size);
        spans.right[column] = xAt(b * size);
        if (least <= greatest) [spans.least[column], spans.greatest[column]] = [least, greatest];
      }
      return spans;
    },
    sampleAt: (x) => {
      if (!starts) return Math.min(Math.max(Math.floor(x), 0), Math.max(0, samples - 1));
      let low = 0;
      let high = Math.ceil(samples / cell);
      while (low < high) {
        const middle = (low + high) >> 1;
        if (starts[middle] <= x) low = middle + 1;
        else high = middle;
      }
      return Math.max(0, low - 1) * cell;
    },
  };
}

function joined(a: Float64Array, b: Float64Array): Float64Array {
  const all = new Float64Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

/** Sets a number of a list that grows. */
function withNumber(list: Float64Array | undefined, at: number, value: number): Float64Array {
  let longer = list ?? new Float64Array(64);
  if (at >= longer.length) {
    longer = new Float64Array(2 * at);
    longer.set(list!);
  }
  longer[at] = value;
  return longer;
}
