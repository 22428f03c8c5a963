/**
 * The job block, as far as all jobs share it: a header of 32 words and 16 doubles, then sections whose byte offsets stand in the header.
 * `assembly/job.ts` reads it; the numbers here and there are the same.
 */
export const MAGIC = 0x49507331;
const HEADER_BYTES = 256;
/** Words of the header that mean the same in every job. */
const Word = {
  Magic: 0,
  Mode: 1,
  Spectra: 2,
  Weighting: 12,
  Grids: 14,
  AtGrids: 28,
  AtSpectra: 29,
  AtResults: 31,
};

/** What the kernel does with a job: below 16 with a Program, from 16 on without. */
export const Mode = {
  Solve: 0,
  Evaluate: 1,
  Differentiate: 2,
  Sample: 3,
  Profile: 4,
  Resample: 5,
  Series: 6,
  Kramers: 16,
  Relaxation: 17,
  HalfCycles: 22,
  /** Text to columns of numbers: `table.ts`. */
  Table: 32,
  TableOfBlanks: 33,
  Peaks: 18,
} as const;
export type Mode = (typeof Mode)[keyof typeof Mode];

/** What the data of one spectrum look like to the kernel. Equal `frequency` arrays (same object) share their logarithms. */
export interface Measured {
  readonly frequency: Float64Array;
  readonly real?: Float64Array;
  readonly imaginary?: Float64Array;
  readonly sigma?: Float64Array;
}

/** A block that is laid out section by section, then filled. */
export interface BlockPlan {
  /** Reserves a section on an 8-byte boundary and returns its byte offset. */
  section(bytes: number): number;
  /** Allocates the block: no section can be added after it. */
  allocate(): Block;
}

export interface Block {
  readonly buffer: ArrayBuffer;
  readonly words: Int32Array;
  /** The whole block as doubles; those of the header begin at 16. */
  readonly numbers: Float64Array;
  /** Writes integers, then doubles, from a byte offset on. */
  record(at: number, ints: readonly number[], doubles: readonly number[]): void;
}

export function planBlock(): BlockPlan {
  let end = HEADER_BYTES;
  return {
    section: (bytes) => {
      const at = end;
      end += (bytes + 7) & ~7;
      return at;
    },
    allocate: () => {
      const buffer = new ArrayBuffer(end);
      const view = new DataView(buffer);
      return {
        buffer,
        words: new Int32Array(buffer, 0, HEADER_BYTES / 4),
        numbers: new Float64Array(buffer),
        record: (at, ints, doubles) => {
          ints.forEach((value, i) => {
            view.setInt32(at + 4 * i, value, true);
          });
          doubles.forEach((value, i) => {
            view.setFloat64(at + 4 * ints.length + 8 * i, value, true);
          });
        },
      };
    },
  };
}

/** The sections of grids, frequencies, spectra and data. */
export interface SpectraSections {
  /** Fills them, and the words of the header that belong to them. */
  write(block: Block): void;
}

/** @param evaluating every datum is 0 and weighs 1: one plane of zeros serves all spectra */
export function planSpectra(
  plan: BlockPlan,
  spectra: readonly Measured[],
  evaluating = false,
): SpectraSections {
  const grids = [...new Set(spectra.map((spectrum) => spectrum.frequency))];
  const gridIndex = new Map(grids.map((grid, i) => [grid, i]));
  const points = spectra.reduce((sum, spectrum) => sum + spectrum.frequency.length, 0);
  const gridPoints = grids.reduce((sum, grid) => sum + grid.length, 0);
  const withSigma = spectra.some((spectrum) => spectrum.sigma);
  const planes = evaluating ? 0 : withSigma ? 3 : 2;
  const atGrids = plan.section(grids.length * 8);
  const atSpectra = plan.section(spectra.length * 32);
  const atFrequencies = plan.section(gridPoints * 8);
  const atData = plan.section(points * planes * 8);
  const zeros = evaluating ? plan.section(8 * Math.max(0, ...spectra.map((s) => s.frequency.length))) : 0;
  return {
    write: ({ words, numbers, record }) => {
      words[Word.Spectra] = spectra.length;
      words[Word.Grids] = grids.length;
      words[Word.AtGrids] = atGrids;
      words[Word.AtSpectra] = atSpectra;
      let at = atFrequencies;
      grids.forEach((grid, i) => {
        record(atGrids + 8 * i, [grid.length, at], []);
        numbers.set(grid, at / 8);
        at += grid.length * 8;
      });
      at = atData;
      const plane = (values: Float64Array | undefined): number => {
        if (!values) return 0;
        numbers.set(values, at / 8);
        const here = at;
        at += values.length * 8;
        return here;
      };
      spectra.forEach((spectrum, i) => {
        const grid = gridIndex.get(spectrum.frequency)!;
        if (evaluating) {
          record(atSpectra + 32 * i, [grid, zeros, zeros, zeros, zeros, 0, 0, 0], []);
          return;
        }
        const re = plane(spectrum.real);
        const im = plane(spectrum.imaginary);
        const sigma = withSigma ? plane(spectrum.sigma) : 0;
        record(atSpectra + 32 * i, [grid, re, im, sigma, sigma, 0, 0, 0], []);
      });
    },
  };
}

/** A job without a Program: spectra, the words and doubles that its mode reads, and room for results. */
export interface SpectraJob {
  readonly mode: number;
  readonly weighting: number;
  readonly spectra: readonly Measured[];
  /** Into the words from W_OPTION on (at most 9), and the doubles from D_OPTION on (at most 16). */
  readonly words?: readonly number[];
  readonly doubles?: readonly number[];
  /** Doubles of results of all spectra together. */
  readonly results: number;
}

/** First word and first double that belong to the mode. */
const OPTION_WORD = 3;
const OPTION_DOUBLE = 16;

/** Encodes a job without a Program; modes from 16 on. */
export function encodeSpectraJob(job: SpectraJob): ArrayBuffer {
  const plan = planBlock();
  const spectra = planSpectra(plan, job.spectra);
  const atResults = plan.section(job.results * 8);
  const block = plan.allocate();
  block.words[Word.Magic] = MAGIC;
  block.words[Word.Mode] = job.mode;
  block.words[Word.Weighting] = job.weighting;
  block.words[Word.AtResults] = atResults;
  block.words.set(job.words ?? [], OPTION_WORD);
  block.numbers.set(job.doubles ?? [], OPTION_DOUBLE);
  spectra.write(block);
  return block.buffer;
}
