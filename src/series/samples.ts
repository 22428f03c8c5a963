/**
 * The samples of a long column in two bytes each: within every 64 samples as steps of 1/65,534 of their range, so that a sample is off by
 * at most 1/131,068 of what its 64 neighbours span. Built while the series comes; what a plot of a deep zoom reads.
 */

/** Samples that share a range. */
const CELL = 64;
/** Codes of one array: arrays are added, not copied, as a series grows. */
const CHUNK = 1 << 20;
const STEPS = 65_534;
/** Code of what is no number. */
const MISSING = 65_535;

/** Plain data: for messages and files. */
export interface StoredSamples {
  readonly length: number;
  /** Least value and step of each cell. */
  readonly base: Float64Array;
  readonly step: Float64Array;
  readonly codes: readonly Uint16Array[];
}

export interface SampleStore {
  readonly length: number;
  push(values: ArrayLike<number>): void;
  stored(): StoredSamples;
}

export function openSamples(): SampleStore {
  const codes: Uint16Array[] = [];
  let base = new Float64Array(64);
  let step = new Float64Array(64);
  const open = new Float64Array(CELL);
  let filled = 0;
  let length = 0;

  const close = (): void => {
    const cell = Math.floor((length - 1) / CELL);
    if (cell === base.length) [base, step] = [doubled(base), doubled(step)];
    let [low, high] = [Infinity, -Infinity];
    for (let i = 0; i < filled; i++) {
      const value = open[i];
      if (value < low && value > -Infinity) low = value;
      if (value > high && value < Infinity) high = value;
    }
    const size = high > low ? (high - low) / STEPS : 0;
    base[cell] = low;
    step[cell] = size;
    const first = cell * CELL;
    const chunk = Math.floor(first / CHUNK);
    if (chunk === codes.length) codes.push(new Uint16Array(CHUNK));
    const to = codes[chunk];
    const at = first % CHUNK;
    for (let i = 0; i < filled; i++) {
      const value = open[i];
      to[at + i] = Number.isFinite(value) ? (size > 0 ? Math.round((value - low) / size) : 0) : MISSING;
    }
  };
  return {
    get length() {
      return length;
    },
    push: (values) => {
      for (let i = 0; i < values.length; i++) {
        open[filled++] = values[i];
        length++;
        if (filled === CELL) {
          close();
          filled = 0;
        }
      }
    },
    stored: () => {
      if (filled > 0) close();
      const cells = Math.ceil(length / CELL);
      const last = codes.length - 1;
      return {
        length,
        base: base.slice(0, cells),
        step: step.slice(0, cells),
        codes: codes.map((chunk, k) => (k === last ? chunk.slice(0, length - k * CHUNK) : chunk)),
      };
    },
  };
}

function doubled(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(2 * values.length);
  longer.set(values);
  return longer;
}

/** The samples `from` … `to` − 1, clipped to those there are. */
export function samplesOf(
  { length, base, step, codes }: StoredSamples,
  from: number,
  to: number,
): Float64Array {
  const first = Math.max(0, from);
  const values = new Float64Array(Math.max(0, Math.min(to, length) - first));
  for (let i = 0; i < values.length; i++) {
    const sample = first + i;
    const code = codes[Math.floor(sample / CHUNK)][sample % CHUNK];
    const cell = Math.floor(sample / CELL);
    values[i] = code === MISSING ? Number.NaN : base[cell] + code * step[cell];
  }
  return values;
}
