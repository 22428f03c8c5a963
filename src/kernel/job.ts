import { type Instruction, type Program, Role } from "../program/program.ts";

/**
 * The job block: everything that one call of the kernel needs, in one buffer; `assembly/job.ts` reads it.
 * Header of 32 words and 16 doubles, then sections whose byte offsets stand in the header.
 */
const MAGIC = 0x49507331;
const HEADER_BYTES = 256;
/** Doubles of a result before its values. */
const RESULT_HEAD = 12;

export const Mode = { Solve: 0, Evaluate: 1, Differentiate: 2 } as const;
export type Mode = (typeof Mode)[keyof typeof Mode];

/** A quantity that the solver moves; see `fit/plan.ts`. */
export interface Variable {
  readonly scale: "log" | "linear";
  readonly lower: number;
  readonly upper: number;
  /** Branch whose size it sets, −1 if it may not be scaled alone. */
  readonly branch: number;
  readonly element: number;
  readonly impedance: number;
  readonly frequency: number;
  readonly frequencyOfExponent: number;
  /** Variable that is its exponent, −1 when that exponent is held at `fixedExponent`. */
  readonly exponent: number;
  readonly fixedExponent: number;
  /** Uniform draw between two values, or NaN: drawn from impedance and frequency. */
  readonly drawFrom: number;
  readonly drawTo: number;
}

/** Parameter = offset + Σ coefficient·variable, in user units. */
export interface Composition {
  readonly offset: number;
  readonly terms: readonly { readonly variable: number; readonly coefficient: number }[];
}

/** What the data of one spectrum look like to the kernel. Equal `frequency` arrays (same object) share their logarithms. */
export interface Measured {
  readonly frequency: Float64Array;
  readonly real?: Float64Array;
  readonly imaginary?: Float64Array;
  readonly sigma?: Float64Array;
}

export interface JobOptions {
  readonly mode: Mode;
  readonly weighting: number;
  readonly loss: number;
  readonly lossScale: number;
  readonly evaluations: number;
  readonly starts: number;
  readonly draws: number;
  /** Local fits without a better optimum after which the search ends. */
  readonly patience: number;
  readonly seed: number;
  readonly costTolerance: number;
  readonly stepTolerance: number;
  readonly gradientTolerance: number;
  readonly damping: number;
}

/** Start values in user units, NaN where there is none: none at all, one set for all spectra, or one set per spectrum. */
export type Starts = null | Float64Array | readonly Float64Array[];

/** Encodes one job. */
export function encodeJob(
  program: Program,
  compositions: readonly Composition[],
  variables: readonly Variable[],
  spectra: readonly Measured[],
  starts: Starts,
  options: JobOptions,
): ArrayBuffer {
  const tables = encodeTables(program, compositions);
  const grids = [...new Set(spectra.map((spectrum) => spectrum.frequency))];
  const gridIndex = new Map(grids.map((grid, i) => [grid, i]));
  const points = spectra.reduce((sum, spectrum) => sum + spectrum.frequency.length, 0);
  const gridPoints = grids.reduce((sum, grid) => sum + grid.length, 0);
  const evaluating = options.mode !== Mode.Solve;
  const withSigma = spectra.some((spectrum) => spectrum.sigma);
  const planes = evaluating ? 0 : withSigma ? 3 : 2;
  const startSets = starts === null ? 0 : starts instanceof Float64Array ? 1 : starts.length;
  const results =
    options.mode === Mode.Solve
      ? spectra.length * resultStride(variables.length)
      : points * 2 * (options.mode === Mode.Differentiate ? variables.length + 1 : 1);

  let end = HEADER_BYTES;
  const section = (bytes: number): number => {
    const at = end;
    end += (bytes + 7) & ~7;
    return at;
  };
  const atInstructions = section(tables.instructions.length * 48);
  const atReferences = section(tables.references.length * 24);
  const atParameters = section(compositions.length * 16);
  const atTerms = section(tables.terms.length * 16);
  const atGathers = section(tables.gathers.length * 16);
  const atVariables = section(variables.length * 80);
  const atGrids = section(grids.length * 8);
  const atSpectra = section(spectra.length * 32);
  const atFrequencies = section(gridPoints * 8);
  const atData = section(points * planes * 8);
  // In evaluation mode every datum is 0 and weighs 1: one plane of zeros serves all spectra
  const zeros = evaluating ? section(8 * Math.max(0, ...spectra.map((s) => s.frequency.length))) : 0;
  const atStarts = section(startSets * variables.length * 8);
  const atResults = section(results * 8);

  const buffer = new ArrayBuffer(end);
  const words = new Int32Array(buffer, 0, HEADER_BYTES / 4);
  const numbers = new Float64Array(buffer);
  const view = new DataView(buffer);
  words.set([
    MAGIC,
    options.mode,
    spectra.length,
    program.instructions.length,
    program.basis.length,
    tables.references.length,
    compositions.length,
    variables.length,
    tables.terms.length,
    tables.gathers.length,
    program.registers,
    program.branches,
    options.weighting,
    options.loss,
    grids.length,
    options.evaluations,
    options.starts,
    options.draws,
    options.patience,
    options.seed | 0,
    0,
    startSets === 0 ? 0 : starts instanceof Float64Array ? 1 : 2,
    atInstructions,
    atReferences,
    atParameters,
    atTerms,
    atGathers,
    atVariables,
    atGrids,
    atSpectra,
    atStarts,
    atResults,
  ]);
  numbers.set(
    [
      options.costTolerance,
      options.stepTolerance,
      options.gradientTolerance,
      options.lossScale,
      options.damping,
    ],
    16,
  );
  const record = (at: number, ints: readonly number[], doubles: readonly number[]): void => {
    ints.forEach((value, i) => {
      view.setInt32(at + 4 * i, value, true);
    });
    doubles.forEach((value, i) => {
      view.setFloat64(at + 4 * ints.length + 8 * i, value, true);
    });
  };
  tables.instructions.forEach(({ instruction, first }, i) => {
    const { op, destination, source, second, references, fresh, gain, exponent } = instruction;
    record(
      atInstructions + 48 * i,
      [op, destination, source, second, first, references.length, fresh ? 1 : 0, 0],
      [gain, exponent],
    );
  });
  tables.references.forEach((r, i) => {
    record(atReferences + 24 * i, [r.parameter, r.role, r.target, 0], [r.degree]);
  });
  compositions.forEach((composition, i) => {
    record(atParameters + 16 * i, [tables.firstTerm[i], composition.terms.length], [composition.offset]);
  });
  tables.terms.forEach((term, i) => {
    record(atTerms + 16 * i, [term.variable, 0], [term.coefficient]);
  });
  tables.gathers.forEach((gather, i) => {
    record(atGathers + 16 * i, [gather.reference, gather.term, gather.first ? 1 : 0, 0], []);
  });
  variables.forEach((v, i) => {
    record(
      atVariables + 80 * i,
      [v.scale === "log" ? 1 : 0, v.branch, v.exponent, v.element],
      [
        v.lower,
        v.upper,
        v.impedance,
        v.frequency,
        v.frequencyOfExponent,
        v.fixedExponent,
        v.drawFrom,
        v.drawTo,
      ],
    );
  });
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
  if (starts instanceof Float64Array) numbers.set(starts, atStarts / 8);
  else if (starts)
    starts.forEach((start, i) => {
      numbers.set(start, atStarts / 8 + i * variables.length);
    });
  return buffer;
}

export function resultStride(variables: number): number {
  return RESULT_HEAD + 2 * variables + variables * variables;
}

/** The result of one spectrum as the kernel wrote it; arrays are views into the results buffer. */
export interface SolvedSpectrum {
  readonly reason: number;
  readonly cost: number;
  readonly evaluations: number;
  readonly starts: number;
  readonly agreement: number;
  readonly conditionNumber: number;
  readonly rms: number;
  /** Weighted residual at which the robust loss bent. */
  readonly lossScale: number;
  /** Per variable, in user units. */
  readonly values: Float64Array;
  /** Per variable: 0 free, 1 at its lower bound, 2 at its upper bound, 3 not identifiable. */
  readonly states: Float64Array;
  /** (JᵀJ)⁻¹ in user units, variables × variables, NaN where not determined. */
  readonly inverse: Float64Array;
}

export function decodeResult(results: ArrayBuffer, index: number, variables: number): SolvedSpectrum {
  const at = index * resultStride(variables) * 8;
  const head = new Float64Array(results, at, RESULT_HEAD);
  const from = at + RESULT_HEAD * 8;
  return {
    reason: head[0],
    cost: head[1],
    evaluations: head[2],
    starts: head[3],
    agreement: head[4],
    conditionNumber: head[5],
    rms: head[6],
    lossScale: head[9],
    values: new Float64Array(results, from, variables),
    states: new Float64Array(results, from + 8 * variables, variables),
    inverse: new Float64Array(results, from + 16 * variables, variables * variables),
  };
}

interface Tables {
  readonly instructions: { instruction: Instruction; first: number }[];
  readonly references: { parameter: number; role: Role; degree: number; target: number }[];
  readonly terms: { variable: number; coefficient: number }[];
  readonly firstTerm: number[];
  readonly gathers: { reference: number; term: number; first: boolean }[];
}

/**
 * A reference writes the column of its variable directly when nothing else does; otherwise it writes a scratch column,
 * and gathers add that up. References to fixed parameters write nowhere (−2).
 */
function encodeTables(program: Program, compositions: readonly Composition[]): Tables {
  const terms: Tables["terms"] = [];
  const firstTerm: number[] = [];
  for (const composition of compositions) {
    firstTerm.push(terms.length);
    terms.push(...composition.terms);
  }
  const uses = new Map<number, number>();
  for (const instruction of program.instructions) {
    for (const { parameter } of instruction.references) {
      for (const { variable } of compositions[parameter].terms)
        uses.set(variable, (uses.get(variable) ?? 0) + 1);
    }
  }
  const references: Tables["references"] = [];
  const gathers: Tables["gathers"] = [];
  const begun = new Set<number>();
  const instructions = [...program.instructions, ...program.basis].map((instruction, i) => {
    const first = references.length;
    const differentiated = i < program.instructions.length;
    // The kernel's paired rule wants the gain before the exponent
    const ordered = [...instruction.references].sort(
      (a, b) => Number(a.role === Role.Exponent) - Number(b.role === Role.Exponent),
    );
    for (const { parameter, role, degree } of ordered) {
      const own = compositions[parameter].terms;
      const direct = own.length === 1 && uses.get(own[0].variable) === 1;
      const target = !differentiated || own.length === 0 ? -2 : direct ? own[0].variable : -1;
      if (target === -1) {
        own.forEach(({ variable }, t) => {
          gathers.push({
            reference: references.length,
            term: firstTerm[parameter] + t,
            first: !begun.has(variable),
          });
          begun.add(variable);
        });
      }
      references.push({ parameter, role, degree, target });
    }
    return { instruction, first };
  });
  return { instructions, references, terms, firstTerm, gathers };
}
