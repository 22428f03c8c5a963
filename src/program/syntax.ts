import { parseBracket, printBracket } from "./bracket.ts";
import { parseCdc } from "./cdc.ts";
import { printCdc } from "./cdc-writer.ts";
import type { Circuit, CircuitSyntax } from "./circuit.ts";
import { CircuitError } from "./circuit-error.ts";
import { defineElements } from "./elementFormula.ts";
import { parseImpedancePy, printImpedancePy } from "./impedancepy.ts";
import type { PrintOptions } from "./print.ts";

export { CircuitError } from "./circuit-error.ts";
export { normalized } from "./connection.ts";
export type { PrintOptions } from "./print.ts";

const parsers: Readonly<Record<CircuitSyntax, (text: string) => Circuit>> = {
  "impedance.py": parseImpedancePy,
  cdc: parseCdc,
  bracket: parseBracket,
};

const printers: Readonly<Record<CircuitSyntax, (circuit: Circuit, options: PrintOptions) => string>> = {
  "impedance.py": printImpedancePy,
  cdc: printCdc,
  bracket: printBracket,
};

/**
 * The circuit that a text describes, as a tree in normal form (no series directly in a series, no parallel directly in a parallel,
 * no group of one). The grammars are described in `impedancepy.ts`, `cdc.ts` (with `cdc-writer.ts`) and `bracket.ts`.
 *
 * @param syntax Without it, `detectSyntax` decides.
 * @throws CircuitError with a caret under the mistake and the cure: also for an unknown syntax.
 */
export function parseCircuit(text: string, syntax: CircuitSyntax = detectSyntax(text)): Circuit {
  return lookUp(parsers, syntax, text)(text);
}

/**
 * The syntax that a text looks like. What stands in braces does not count. In this order:
 * 1. a version header (`!V=1!`): "cdc";
 * 2. `p(` or `s(`: "impedance.py";
 * 3. a "-" or a comma: "bracket" when there is a `[` or an element P, else "impedance.py";
 * 4. an element followed by a number or an underscore, without a group: "bracket" for a P, else "impedance.py";
 * 5. anything else: "cdc".
 *
 * No text means two different circuits in two syntaxes: those without a "-", comma or number are read by "cdc" only.
 */
export function detectSyntax(text: string): CircuitSyntax {
  const bare = text.replace(/\{[^}]*\}?/g, "").replace(/\s/gu, "");
  if (bare.startsWith("!")) return "cdc";
  if (/(?:^|[^A-Za-z])[ps]\(/i.test(bare)) return "impedance.py";
  const bracket = /\[|(?:^|[^A-Za-z])P[\d_]/.test(bare);
  if (/[-,+\u2010-\u2015\u2212]/.test(bare)) return bracket ? "bracket" : "impedance.py";
  if (bare === "") return "impedance.py";
  if (/^[A-Za-z]+[\d_]/.test(bare) && !/[([]/.test(bare)) return bracket ? "bracket" : "impedance.py";
  return "cdc";
}

/**
 * The text of a circuit. `parseCircuit(printCircuit(circuit, syntax), syntax)` is the same tree in normal form; only a CDC leaves out
 * the numbers of labels unless `labels` asks for them.
 *
 * @throws CircuitError that points into the printed text: for labels that do not name their elements, for settings without
 *   meaning, and with `strict` for whatever the tool of the syntax does not read.
 */
export function printCircuit(
  circuit: Circuit,
  syntax: CircuitSyntax = "impedance.py",
  options: PrintOptions = {},
): string {
  return lookUp(printers, syntax, "")(circuit, options);
}

/**
 * A circuit text in another syntax: `convertCircuit("R(RQ)W", "impedance.py")` is `R1-p(R2,CPE1)-W1`.
 *
 * @param options as for `printCircuit`; `from` is the syntax of the text, detected when it is not given.
 * @throws CircuitError
 */
export function convertCircuit(
  text: string,
  to: CircuitSyntax,
  { from, ...options }: PrintOptions & { readonly from?: CircuitSyntax } = {},
): string {
  return printCircuit(parseCircuit(text, from), to, options);
}

function lookUp<T>(table: Readonly<Record<CircuitSyntax, T>>, syntax: CircuitSyntax, text: string): T {
  if (Object.hasOwn(table, syntax)) return table[syntax];
  throw new CircuitError(
    text,
    0,
    `unknown syntax "${syntax}"`,
    `use one of ${Object.keys(table).join(", ")}`,
  );
}

/**
 * A circuit given as text or as a tree.
 * @param elements definitions of elements that the text may use
 * @throws CircuitError, FormulaError
 */
export function circuitOf(circuit: string | Circuit, elements?: readonly string[]): Circuit {
  defineElements(elements);
  return typeof circuit === "string" ? parseCircuit(circuit) : circuit;
}
