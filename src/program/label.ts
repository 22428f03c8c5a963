import type { Circuit, Element } from "./circuit.ts";
import { elementsOf } from "./circuit.ts";
import { isElementType } from "./element.ts";

/** What may follow the type in a label: a number ("R1") or an underscore and a word ("R_ct", "R_1"). */
export const labelTail = /\d+|_[A-Za-z0-9_]+/y;

/**
 * Whether a label names an element of this type: the type, then a number or `_` and letters, digits, underscores.
 *
 * The tail cannot begin with a letter, hence a label tells its type without knowing the catalogue: "La1" is an La and never an L.
 * It is also why "RR0" is no resistor: with any tail allowed, "RC1" (a forgotten dash) would silently be one.
 */
export function isLabelOf(type: string, label: string): boolean {
  return label.startsWith(type) && /^(?:\d+|_[A-Za-z0-9_]+)$/.test(label.slice(type.length));
}

/** What is wrong with the labels and types of a tree, with the element; undefined when nothing is. */
export function labelMistake(
  circuit: Circuit,
): { element: Element; problem: string; cure: string } | undefined {
  const seen = new Set<string>();
  for (const element of elementsOf(circuit)) {
    const { type, label } = element;
    if (!isElementType(type))
      return {
        element,
        problem: `unknown element type "${type}"`,
        cure: "use a type of the element catalogue",
      };
    if (!isLabelOf(type, label))
      return {
        element,
        problem: `label "${label}" does not name an element of type ${type}`,
        cure: `a label is the type and a number, or the type, "_" and a word: "${type}1", "${type}_ct"`,
      };
    if (seen.has(label))
      return {
        element,
        problem: `label "${label}" occurs twice`,
        cure: "labels are unique within a circuit",
      };
    seen.add(label);
  }
  return undefined;
}
