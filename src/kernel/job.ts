import { type Instruction, type Program, Role } from "../program/program.ts";
import { MAGIC, type Measured, Mode, planBlock, planSpectra } from "./block.ts";

export { type Measured, Mode };

/**
 * The job of a Program: instructions, parameters, variables, spectra and starts in one block; see `block.ts` for what all jobs share.
 */

/** Doubles of a result before its values. */
const RESULT_HEAD = 12;

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
  /** Whether draws may follow the relaxations of the data, default true. */
  readonly proposals?: boolean;
  readonly costTolerance: number;
  readonly stepTolerance: number;
  readonly gradientTolerance: number;
  readonly damping: number;
  /** What modes beyond solving and evaluating need: doubles that the kernel finds at word 20, and how many doubles it returns. */
  readonly extension?: { readonly input: Float64Array; readonly results: number };
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
  const evaluating = options.mode === Mode.Evaluate || options.mode === Mode.Differentiate;
  const points = spectra.reduce((sum, spectrum) => sum + spectrum.frequency.length, 0);
  const startSets = starts === null ? 0 : starts instanceof Float64Array ? 1 : starts.length;
  const results = options.extension
    ? options.extension.results
    : options.mode === Mode.Solve
      ? spectra.length * resultStride(variables.length)
      : points * 2 * (options.mode === Mode.Differentiate ? variables.length + 1 : 1);

  const block = planBlock();
  const { section } = block;
  const atInstructions = section(tables.instructions.length * 48);
  const atReferences = section(tables.references.length * 24);
  const atParameters = section(compositions.length * 16);
  const atTerms = section(tables.terms.length * 16);
  const atGathers = section(tables.gathers.length * 16);
  const atVariables = section(variables.length * 80);
  const data = planSpectra(block, spectra, evaluating);
  const atStarts = section(startSets * variables.length * 8);
  const atExtension = options.extension ? section(options.extension.input.byteLength) : 0;
  const atResults = section(results * 8);

  const { buffer, words, numbers, record } = block.allocate();
  words.set([
    MAGIC,
    options.mode,
    spectra.length,
    program.instructions.length,
    program.basis.length,
    tables.references.length,
    compositions.length,
    variables.length,
    options.proposals === false ? 0 : 1,
    tables.gathers.length,
    program.registers,
    program.branches,
    options.weighting,
    options.loss,
    0, // grids
    options.evaluations,
    options.starts,
    options.draws,
    options.patience,
    options.seed | 0,
    atExtension,
    startSets === 0 ? 0 : starts instanceof Float64Array ? 1 : 2,
    atInstructions,
    atReferences,
    atParameters,
    atTerms,
    atGathers,
    atVariables,
    0, // at grids
    0, // at spectra
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
  data.write({ buffer, words, numbers, record });
  if (options.extension) numbers.set(options.extension.input, atExtension / 8);
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
  /** What `inverse` is multiplied by to give the covariance; NaN without degrees of freedom. */
  readonly variance: number;
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
    // What the kernel refused to fit has NaN here
    evaluations: head[2] || 0,
    starts: head[3] || 0,
    agreement: head[4] || 0,
    conditionNumber: head[5],
    rms: head[6],
    lossScale: head[9],
    variance: head[10],
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
