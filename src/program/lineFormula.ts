/** Line shapes that the user defines: "mine(area,center,width)=area/width*exp(-abs((x-center)/width)^3)". */
import { type Definition, parseDefinition } from "./definition.ts";
import type { TapeBuilder } from "./tape.ts";

/** Reads a line shape over x. @throws FormulaError with a caret under the mistake */
export function parseLineFormula(text: string): Definition {
  return parseDefinition(text, ["x"], "mine(area,center,width)=area/(width*(1+((x-center)/width)^4))");
}

/**
 * The node of a line.
 * @param parameters the node of each parameter, in the order of the definition
 * @param x the node of the abscissa
 */
export function lineFormula(
  builder: TapeBuilder,
  definition: Definition,
  parameters: readonly number[],
  x: number,
): number {
  const names = new Map(definition.parameters.map((name, i) => [name, parameters[i]]));
  return builder.expression(definition.formula, names.set("x", x));
}
