import type { Composition, Variable } from "../kernel/job.ts";
import type { Program, ProgramParameter } from "../program/program.ts";
import type { FitOptions } from "./options.ts";
import type { ParameterState } from "./result.ts";
import { type LinearExpression, parseTie } from "./tie.ts";

/** An option that makes no sense for this circuit; the message says which, why, and what would. */
export class OptionError extends Error {
  override name = "OptionError";
}

/** A whole number from `least`. @throws OptionError */
export function whole(value: number, name: string, least: number): number {
  if (!Number.isInteger(value) || value < least || value > 0x7fffffff) {
    throw new OptionError(`${name} must be a whole number from ${least}, it is ${value}`);
  }
  return value;
}

/** What has parameters: the Program of a circuit, the tape of a formula. */
export type Parameterised = Pick<Program, "parameters">;

/** The wishes about parameters among the options of a fit. */
export type ParameterOptions = Pick<FitOptions, "fixed" | "bounds" | "ties" | "start">;

/** What the solver moves, and how the parameters of the circuit follow from it. */
export interface Plan<P extends Parameterised = Program> {
  readonly program: P;
  readonly variables: readonly Variable[];
  /** Per parameter of the program. */
  readonly compositions: readonly Composition[];
  /** "free", "fixed" or "tied", per parameter. */
  readonly roles: readonly Extract<ParameterState, "free" | "fixed" | "tied">[];
  /** Start of each variable in user units, NaN where it is to be drawn; null without any. */
  readonly start: Float64Array | null;
  /** Per variable, the parameter that it is. */
  readonly owners: readonly number[];
}

/**
 * Turns the user's wishes about parameters into variables: which are fixed, tied, bounded, started.
 * A parameter that its element or the circuit's text holds is freed by naming it in `bounds`, `start` or `ties`.
 * @param noun what has the parameters, for sentences
 * @throws OptionError for names that the circuit does not have, bounds that cross, ties that run in a circle.
 */
export function planFit<P extends Parameterised>(
  program: P,
  options: ParameterOptions,
  noun = "circuit",
): Plan<P> {
  const names = program.parameters.map((parameter) => parameter.name);
  const index = new Map(names.map((name, i) => [name, i]));
  const find = (name: string, where: string): number => {
    const i = index.get(name);
    if (i === undefined) {
      throw new OptionError(`${where}: the ${noun} has no parameter "${name}"; it has ${names.join(", ")}`);
    }
    return i;
  };
  const byIndex = <T>(record: Readonly<Record<string, T>> | undefined, where: string): Map<number, T> =>
    new Map(Object.entries(record ?? {}).map(([name, value]) => [find(name, where), value]));

  const fixed = byIndex(options.fixed, "fixed");
  const bounds = byIndex(options.bounds, "bound");
  const starts = byIndex(options.start, "start");
  const ties = new Map<number, LinearExpression>();
  for (const [i, text] of byIndex(options.ties, "tie")) {
    try {
      ties.set(i, parseTie(text));
    } catch (error) {
      throw new OptionError(`${names[i]}: ${(error as Error).message}`);
    }
  }
  for (const [i, value] of fixed) {
    if (!Number.isFinite(value))
      throw new OptionError(`fixed: ${names[i]} cannot be held at ${value}; give a number`);
    if (ties.has(i)) throw new OptionError(`${names[i]} is both fixed and tied; drop one of the two`);
  }
  program.parameters.forEach((parameter, i) => {
    const free = bounds.has(i) || starts.has(i) || ties.has(i);
    if (parameter.fixed !== undefined && !fixed.has(i) && !free) fixed.set(i, parameter.fixed);
    if (parameter.start !== undefined && !starts.has(i) && !fixed.has(i) && !ties.has(i))
      starts.set(i, parameter.start);
  });
  for (const [i, [lower, upper]] of bounds) {
    if (fixed.has(i)) throw new OptionError(`${names[i]} is both fixed and bounded; drop one of the two`);
    if (ties.has(i))
      throw new OptionError(`${names[i]} is both tied and bounded; bound the parameter it is tied to`);
    if (!(lower < upper)) {
      throw new OptionError(
        `bound: ${names[i]} would have to lie in ${lower}…${upper}; give the lower bound first`,
      );
    }
  }
  for (const [i, value] of starts) {
    const [lower, upper] = bounds.get(i) ?? limitsOf(program.parameters[i], value);
    if (!(value >= lower && value <= upper)) {
      throw new OptionError(`start: ${names[i]} = ${value} lies outside its bounds ${lower}…${upper}`);
    }
  }

  // Variables: every parameter that is neither fixed nor tied, in the order of the circuit
  const variableOf = new Map<number, number>();
  const owners: number[] = [];
  program.parameters.forEach((_, i) => {
    if (fixed.has(i) || ties.has(i)) return;
    variableOf.set(i, owners.length);
    owners.push(i);
  });
  const compose = (i: number, trail: readonly number[]): Composition => {
    const held = fixed.get(i);
    if (held !== undefined) return { offset: held, terms: [] };
    const tie = ties.get(i);
    if (!tie) return { offset: 0, terms: [{ variable: variableOf.get(i)!, coefficient: 1 }] };
    if (trail.includes(i)) {
      throw new OptionError(
        `ties run in a circle: ${[...trail, i].map((k) => names[k]).join(" → ")}; free one of them`,
      );
    }
    let offset = tie.offset;
    const terms = new Map<number, number>();
    for (const [name, coefficient] of tie.coefficients) {
      const part = compose(find(name, `tie of ${names[i]}`), [...trail, i]);
      offset += coefficient * part.offset;
      for (const term of part.terms) {
        terms.set(term.variable, (terms.get(term.variable) ?? 0) + coefficient * term.coefficient);
      }
    }
    return { offset, terms: [...terms].map(([variable, coefficient]) => ({ variable, coefficient })) };
  };
  const compositions = program.parameters.map((_, i) => compose(i, []));
  const variables = owners.map((i) => variableFor(program, i, compositions, fixed, bounds, starts));
  confineBranches(program, compositions, variables);
  const start = starts.size > 0 ? Float64Array.from(owners, (i) => starts.get(i) ?? Number.NaN) : null;
  return {
    program,
    variables: variables.map(({ variable }) => variable),
    compositions,
    roles: program.parameters.map((_, i) => (fixed.has(i) ? "fixed" : ties.has(i) ? "tied" : "free")),
    start,
    owners,
  };
}

/** Default limits; a scale that the user starts below 0 is one that may be negative. */
function limitsOf(parameter: ProgramParameter, start?: number): readonly [number, number] {
  if (parameter.scale === "log" && start !== undefined && start < 0) return [-Infinity, parameter.upper];
  return [parameter.lower, parameter.upper];
}

interface Draft {
  variable: Variable;
  readonly parameter: ProgramParameter;
}

function variableFor(
  program: Parameterised,
  i: number,
  compositions: readonly Composition[],
  fixed: ReadonlyMap<number, number>,
  bounds: ReadonlyMap<number, readonly [number, number]>,
  starts: ReadonlyMap<number, number>,
): Draft {
  const parameter = program.parameters[i];
  const [lower, upper] = bounds.get(i) ?? limitsOf(parameter, starts.get(i));
  const scale = parameter.scale === "log" && lower >= 0 ? "log" : "linear";
  const exponent = parameter.exponent;
  const held = exponent === undefined ? undefined : fixed.get(exponent);
  // The exponent of an admittance may itself be tied: then its first variable stands for it in the draw
  const through = exponent === undefined ? undefined : compositions[exponent].terms[0]?.variable;
  let drawFrom = Number.NaN;
  let drawTo = Number.NaN;
  if (parameter.draw) {
    drawFrom = Math.max(parameter.draw[0], lower);
    drawTo = Math.min(parameter.draw[1], upper);
    if (drawFrom > drawTo) {
      drawFrom = Number.isFinite(lower) ? lower : upper - 1;
      drawTo = Number.isFinite(upper) ? upper : lower + 1;
    }
  }
  return {
    parameter,
    variable: {
      scale,
      lower,
      upper,
      branch: parameter.branch,
      element: parameter.element,
      impedance: parameter.impedance,
      frequency: parameter.frequency,
      frequencyOfExponent: parameter.frequencyOfExponent,
      exponent: held === undefined ? (through ?? -1) : -1,
      fixedExponent: held ?? 0.5,
      drawFrom,
      drawTo,
    },
  };
}

/**
 * Draws may scale a branch as a whole only when each of its sized parameters is a variable of its own: a branch with a fixed
 * resistance, or one tied to another branch, keeps the size that it was drawn with.
 */
function confineBranches(
  program: Parameterised,
  compositions: readonly Composition[],
  drafts: readonly Draft[],
): void {
  const uses = new Map<number, number>();
  for (const composition of compositions) {
    for (const { variable } of composition.terms) uses.set(variable, (uses.get(variable) ?? 0) + 1);
  }
  const stiff = new Set<number>();
  program.parameters.forEach((parameter, i) => {
    if (parameter.impedance === 0) return;
    const { terms, offset } = compositions[i];
    if (terms.length !== 1 || offset !== 0 || uses.get(terms[0].variable) !== 1) stiff.add(parameter.branch);
  });
  for (const draft of drafts) {
    if (stiff.has(draft.variable.branch)) draft.variable = { ...draft.variable, branch: -1 };
  }
}
