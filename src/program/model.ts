import { type Expression, namesOf, parseFormula, positionOf } from "./formula.ts";
import { FormulaError } from "./formula-error.ts";
import { type Tape, TapeBuilder } from "./tape.ts";

/** What is measured where a model does not say it. */
const MEASURED = "y";

/** A model as it was written: "b1*exp(-b2*x)", or with what it is a model of: "log(y) = b1 - b2*x". */
export interface WrittenModel {
  readonly text: string;
  /** The measured quantity: the only name on the left side. */
  readonly measured: string;
  /** The left side where it is more than that name. */
  readonly response: Expression | undefined;
  readonly formula: Expression;
}

/** A model whose names are told apart. */
export interface Model extends WrittenModel {
  readonly tape: Tape;
}

/** The place of the "=" that is no comparison; −1 without one. */
function equalsSign(text: string): number {
  return text.search(/(?<![<>=!])=(?!=)/);
}

/**
 * Reads a model.
 * @throws FormulaError with a caret under the mistake
 */
export function parseModel(text: string): WrittenModel {
  const equals = equalsSign(text);
  if (equals < 0) return { text, measured: MEASURED, response: undefined, formula: parseFormula(text) };
  const left = parseFormula(text, 0, equals);
  const names = namesOf(left);
  if (names.length !== 1) {
    throw new FormulaError(
      text,
      0,
      names.length === 0
        ? "the left side names no measured quantity"
        : `the left side names ${names.length} quantities (${names.join(", ")})`,
      "write one measured quantity or a function of it on the left, such as y = … or log(y) = …",
    );
  }
  return {
    text,
    measured: names[0],
    response: left.kind === "name" ? undefined : left,
    formula: parseFormula(text, equals + 1),
  };
}

/**
 * Compiles a model. Names of the formula that are no predictors are its parameters, in the order of the text; numbered ones
 * (b1, b2, …) in the order of their numbers.
 * @throws FormulaError
 */
export function compileModel(written: WrittenModel, predictors: readonly string[]): Model {
  const { text, measured, formula } = written;
  if (predictors.includes(measured)) {
    throw new FormulaError(
      text,
      0,
      `"${measured}" is measured and a predictor`,
      "give the two columns different names",
    );
  }
  const own = positionOf(formula, measured);
  if (own >= 0) {
    throw new FormulaError(
      text,
      own,
      `"${measured}" is what is measured: a model cannot contain it`,
      `give the parameter another name, or call what is measured otherwise: signal = …`,
    );
  }
  const builder = new TapeBuilder(predictors);
  for (const name of inOrder(namesOf(formula).filter((one) => !predictors.includes(one))))
    builder.parameter(name);
  return { ...written, tape: builder.tape(builder.expression(formula)) };
}

/** Names that are one stem and a number by that number, all others as they come. */
function inOrder(names: readonly string[]): readonly string[] {
  const parts = names.map((name) => /^(.*?)(\d+)$/u.exec(name));
  if (parts.some((part) => part?.[1] !== parts[0]?.[1] || part === null)) return names;
  return [...names].sort((a, b) => numberOf(a) - numberOf(b));
}

function numberOf(name: string): number {
  return Number(/\d+$/.exec(name)?.[0]);
}

/**
 * The tape of the left side: its predictor is the measured quantity y, its parameter a change of y, so that the derivative says what
 * becomes of an error of y.
 */
export function responseTape({ measured, response }: WrittenModel): Tape | undefined {
  if (!response) return undefined;
  const builder = new TapeBuilder([measured]);
  const y = builder.apply("+", [builder.predictor(measured), builder.parameter("change")]);
  return builder.tape(builder.expression(response, new Map([[measured, y]])));
}
