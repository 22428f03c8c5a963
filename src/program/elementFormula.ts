/**
 * Circuit elements that the user defines: "Zx(A,tau)=A/sqrt(1+j*w*tau)". The formula becomes the instructions that the elements of
 * the catalogue are made of; derivatives, bounds and draws follow as for these.
 */
import { complexFunctions } from "./complexFormula.ts";
import { type Definition, parseDefinition } from "./definition.ts";
import { addElement, elementKinds, type ParameterKind } from "./element.ts";
import { scalesOf } from "./elementScale.ts";
import { addExpansion, type Term, type Use } from "./expansion.ts";
import type { Expression } from "./formula.ts";
import { FormulaError } from "./formula-error.ts";
import { Op, Role } from "./program.ts";

/** j, ω in rad/s and f in Hz. */
const given = ["j", "w", "f"];
const example = "Zx(A,tau)=A/sqrt(1+j*w*tau)";

/** Names that the circuit syntaxes use otherwise. */
const taken = new Set(["p", "s", "P", "Q"]);

/** Numbers of `assembly/arithmetic.ts`. */
const functionNumbers: Readonly<Record<string, number>> = {
  exp: 6,
  log: 7,
  sin: 8,
  cos: 9,
  tan: 10,
  sinh: 11,
  cosh: 12,
  tanh: 13,
  coth: 14,
};
const TURN = 5;

const defined = new Map<string, string>();

/**
 * Makes elements known to every circuit text from now on; a name that was defined before gets its new meaning.
 * @throws FormulaError with a caret under the mistake
 */
export function defineElements(texts: readonly string[] = []): void {
  for (const text of texts) defineElement(text);
}

/**
 * Makes an element known to every circuit text from now on: Z in Ω as a formula of its parameters, j, w (ω = 2πf) and f (Hz), with
 * + − * / ^ sqrt exp log sin cos tan sinh cosh tanh coth. Its parameters are positive and of unknown unit; those in an exponent lie in 0…1.
 * @throws FormulaError with a caret under the mistake
 */
export function defineElement(text: string): void {
  const definition = parseDefinition(text, given, example);
  const { name, parameters } = definition;
  if (defined.get(name) === text) return;
  if (!/^[A-Za-z]+$/.test(name)) {
    throw new FormulaError(text, 0, `"${name}" cannot name an element`, `use letters alone: ${example}`);
  }
  if (taken.has(name) || (elementKinds.some(({ type }) => type === name) && !defined.has(name))) {
    throw new FormulaError(
      text,
      0,
      `there is an element ${name} already`,
      `choose another name, such as Z${name.toLowerCase()}`,
    );
  }
  refuseUnknown(definition.formula, text);
  const exponents = exponentsOf(definition);
  const scales = scalesOf(definition, exponents);
  addElement({
    type: name,
    name: "defined by the user",
    formula: text.slice(text.indexOf("=") + 1).trim(),
    source: "user",
    parameters: parameters.map(
      (symbol): ParameterKind =>
        exponents.has(symbol)
          ? { symbol, unit: "", scale: "linear", lower: 0, upper: 1, draw: [0.55, 1] }
          : { symbol, unit: "", scale: "log", lower: 0, upper: Infinity, ...scales.get(symbol) },
    ),
  });
  addExpansion(name, { impedance: termsOf(sumOf(definition.formula)) });
  defined.set(name, text);
}

function refuseUnknown(expression: Expression, text: string): void {
  if (expression.kind !== "call") return;
  if (!complexFunctions.includes(expression.function)) {
    throw new FormulaError(
      text,
      expression.position,
      `${expression.function} has no meaning for complex numbers here`,
      `use ${complexFunctions.filter((name) => name !== "neg").join(" ")}`,
    );
  }
  for (const operand of expression.operands) refuseUnknown(operand, text);
}

/** Parameters that stand in an exponent and nowhere else. */
function exponentsOf({ formula, parameters }: Definition): Set<string> {
  const inside = new Set<string>();
  const outside = new Set<string>();
  const visit = (one: Expression, exponent: boolean): void => {
    if (one.kind === "name") (exponent ? inside : outside).add(one.name);
    if (one.kind !== "call") return;
    one.operands.forEach((operand, k) => {
      visit(operand, exponent || (one.function === "^" && k === 1));
    });
  };
  visit(formula, false);
  return new Set(parameters.filter((name) => inside.has(name) && !outside.has(name)));
}

/** factor · Π pᵈ · jᵗ · ωᵐ · Π rest, the rest being sums. */
interface Product {
  readonly factor: number;
  readonly uses: readonly Use[];
  /** Powers of j and of ω. */
  readonly turns: number;
  readonly omega: number;
  readonly rest: readonly (readonly Term[])[];
}
type Sum = readonly Product[];

const one: Product = { factor: 1, uses: [], turns: 0, omega: 0, rest: [] };

function product(a: Product, b: Product): Product {
  return {
    factor: a.factor * b.factor,
    uses: merged([...a.uses, ...b.uses]),
    turns: a.turns + b.turns,
    omega: a.omega + b.omega,
    rest: [...a.rest, ...b.rest],
  };
}

function merged(uses: readonly Use[]): Use[] {
  const degrees = new Map<string, number>();
  for (const { symbol, degree } of uses) degrees.set(symbol, (degrees.get(symbol) ?? 0) + degree);
  return [...degrees].flatMap(([symbol, degree]) =>
    degree === 0 ? [] : [{ symbol, role: Role.Gain, degree }],
  );
}

/** A sum as a single product. */
function single(sum: Sum): Product {
  return sum.length === 1 ? sum[0] : { ...one, rest: [termsOf(sum)] };
}

function sumOf(expression: Expression): Sum {
  if (expression.kind === "number") return [{ ...one, factor: expression.value }];
  if (expression.kind === "name") {
    const { name } = expression;
    if (name === "j") return [{ ...one, turns: 1 }];
    if (name === "w") return [{ ...one, omega: 1 }];
    if (name === "f") return [{ ...one, omega: 1, factor: 1 / (2 * Math.PI) }];
    return [{ ...one, uses: [{ symbol: name, role: Role.Gain, degree: 1 }] }];
  }
  const [a, b] = expression.operands;
  switch (expression.function) {
    case "+":
      return [...sumOf(a), ...sumOf(b)];
    case "-":
      return [...sumOf(a), ...negative(sumOf(b))];
    case "neg":
      return negative(sumOf(a));
    case "*":
      return [product(single(sumOf(a)), single(sumOf(b)))];
    case "/":
      return [product(single(sumOf(a)), inverse(single(sumOf(b))))];
    case "sqrt":
      return [raised(sumOf(a), { constant: 0.5, uses: [] })];
    case "^": {
      const exponent = linearExponent(sumOf(b));
      if (exponent) return [raised(sumOf(a), exponent)];
      // aᵇ = exp(b·ln a)
      const log = applied("log", sumOf(a));
      return [applied("exp", [product(single(sumOf(b)), log)])];
    }
    default:
      return [applied(expression.function, sumOf(a))];
  }
}

function negative(sum: Sum): Sum {
  return sum.map((each) => ({ ...each, factor: -each.factor }));
}

function applied(name: string, sum: Sum): Product {
  return { ...one, rest: [[functionTerm(functionNumbers[name], termsOf(sum), 1)]] };
}

function functionTerm(number: number, of: readonly Term[], exponent: number): Term {
  return { op: Op.Function, uses: [], exponent, of, number };
}

function inverse({ factor, uses, turns, omega, rest }: Product): Product {
  return {
    factor: 1 / factor,
    uses: uses.map((use) => ({ ...use, degree: -use.degree })),
    turns: -turns,
    omega: -omega,
    rest: rest.map((terms) => [{ op: Op.Raise, uses: [], exponent: -1, of: terms }]),
  };
}

interface Exponent {
  readonly constant: number;
  readonly uses: readonly Use[];
}

/** A real number plus real multiples of parameters; undefined for anything else. */
function linearExponent(sum: Sum): Exponent | undefined {
  let constant = 0;
  const uses: Use[] = [];
  for (const { factor, uses: own, turns, omega, rest } of sum) {
    if (turns !== 0 || omega !== 0 || rest.length > 0 || own.length > 1) return undefined;
    if (own.length === 0) constant += factor;
    else if (own[0].degree !== 1) return undefined;
    else uses.push({ symbol: own[0].symbol, role: Role.Exponent, degree: factor });
  }
  return { constant, uses };
}

function raised(sum: Sum, { constant, uses }: Exponent): Product {
  const base = single(sum);
  const bare = base.uses.length === 0 && base.rest.length === 0;
  if (uses.length === 0 && base.rest.length === 0 && Number.isInteger(constant)) {
    return {
      factor: base.factor ** constant,
      uses: base.uses.map((use) => ({ ...use, degree: use.degree * constant })),
      turns: base.turns * constant,
      omega: base.omega * constant,
      rest: [],
    };
  }
  // (jω)ᵃ has an instruction of its own; other monomials have the principal value, as everything else
  if (bare && base.factor === 1 && base.turns === 1 && base.omega === 1) {
    if (uses.length === 0) return { ...one, turns: constant, omega: constant };
    return { ...one, rest: [[{ op: Op.Power, uses, exponent: constant }]] };
  }
  return { ...one, rest: [[{ op: Op.Raise, uses, exponent: constant, of: termsOf(sum) }]] };
}

/** The instructions of a sum. */
function termsOf(sum: Sum): Term[] {
  return sum.filter(({ factor }) => factor !== 0).flatMap(termsOfProduct);
}

function termsOfProduct({ factor, uses, turns, omega, rest }: Product): readonly Term[] {
  if (rest.length === 0) return [monomial(factor, uses, turns, omega)];
  const plain = turns === 0 && omega === 0;
  const factors = plain ? rest : [...rest, [monomial(1, [], turns, omega)]];
  if (factors.length === 1 && uses.length === 0 && factor === 1) return factors[0];
  const whole = factors.reduce((left, right) => [
    { op: Op.Multiply, uses: [], exponent: 0, of: left, and: right },
  ]);
  const [term] = whole;
  // Every instruction but a sum of several takes the gains
  if (whole.length === 1)
    return [{ ...term, uses: [...term.uses, ...uses], factor: (term.factor ?? 1) * factor }];
  return [{ op: Op.Scale, uses, exponent: 1, factor, of: whole }];
}

/** factor · Π pᵈ · jᵗ · ωᵐ = factor · Π pᵈ · (jω)ᵐ · jᵗ⁻ᵐ */
function monomial(factor: number, uses: readonly Use[], turns: number, omega: number): Term {
  const op = omega === 0 ? Op.Constant : omega === 1 ? Op.Inductive : omega === -1 ? Op.Capacitive : Op.Power;
  const left = (((turns - omega) % 4) + 4) % 4;
  const half = left === 2;
  const term: Term = { op, uses, exponent: op === Op.Power ? omega : 0, factor: half ? -factor : factor };
  return left === 0 || half ? term : functionTerm(TURN, [term], left);
}
