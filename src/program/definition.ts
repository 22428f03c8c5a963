import { type Expression, namesOf, parseFormula, positionOf } from "./formula.ts";
import { FormulaError } from "./formula-error.ts";

/** A named formula of its parameters: "Zx(A,tau)=A/sqrt(1+j*w*tau)". */
export interface Definition {
  readonly text: string;
  readonly name: string;
  readonly parameters: readonly string[];
  readonly formula: Expression;
}

/**
 * Reads a definition.
 * @param given names that the formula may use beside its parameters: ["x"], ["j", "w", "f"]
 * @param example of what is meant, for the cure of a text that is none
 * @throws FormulaError with a caret under the mistake
 */
export function parseDefinition(text: string, given: readonly string[], example: string): Definition {
  const head = /^\s*([\p{L}_][\p{L}\p{N}_]*)\s*\(([^()]*)\)\s*=/u.exec(text);
  if (!head) {
    throw new FormulaError(
      text,
      0,
      "this defines nothing",
      `write a name, its parameters in parentheses, "=" and a formula: ${example}`,
    );
  }
  const parameters = head[2].split(",").map((name) => name.trim());
  const fault = (position: number, problem: string, cure: string): never => {
    throw new FormulaError(text, position, problem, cure);
  };
  let at = text.indexOf("(") + 1;
  parameters.forEach((name, k) => {
    if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name))
      fault(at, `"${name}" names no parameter`, "a name begins with a letter");
    if (parameters.indexOf(name) < k)
      fault(at, `parameter "${name}" stands there twice`, "keep one of the two");
    if (given.includes(name))
      fault(at, `"${name}" has a meaning of its own`, "give the parameter another name");
    at += head[2].split(",")[k].length + 1;
  });
  const formula = parseFormula(text, head[0].length);
  for (const name of namesOf(formula)) {
    if (parameters.includes(name) || given.includes(name)) continue;
    fault(
      positionOf(formula, name),
      `"${name}" is not defined`,
      `put it among the parameters: ${head[1]}(${[...parameters, name].join(", ")}); the formula may also use ${given.join(", ")}`,
    );
  }
  for (const name of parameters) {
    if (positionOf(formula, name) < 0)
      fault(
        text.indexOf(name, text.indexOf("(")),
        `the formula does not use "${name}"`,
        "leave the parameter out",
      );
  }
  return { text, name: head[1], parameters, formula };
}
