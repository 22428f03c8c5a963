import type { Circuit } from "./circuit.ts";
import type { InfixDialect } from "./infix.ts";
import { infixElement, parseInfix } from "./infix.ts";
import type { PrintOptions } from "./print.ts";
import { print } from "./print.ts";

/**
 * The syntax of EquivalentCircuits.jl and AutoEIS (README of the former, "Circuit notation"): `R1-[P2,R3]`.
 *
 * Series `-`, parallel `[a,b,…]`, elements R, C, L, P and W, numbered throughout. P is the CPE, with `w` for its Q (since the end of 2022,
 * pull request 17 of EquivalentCircuits.jl, its formula is 1/(w(jω)ⁿ), too). Beyond it are accepted: every type of the catalogue, worded
 * labels (`R_ct`), any numbering, and values in braces as in a CDC. A group of one is its member.
 */
const dialect: InfixDialect = {
  aliases: { P: "CPE" },
  preferAliases: true,
  renumbers: true,
  symbols: { CPE: { w: "Q" } },
  groups: new Map([["", "parallel"]]),
  open: "[",
  close: "]",
  example: "R1-[P2,R3]",
  rules: "series is written a-b, parallel [a,b]: R1-[P2,R3]",
};

/** Reads a circuit in the syntax of EquivalentCircuits.jl and AutoEIS. @throws CircuitError */
export function parseBracket(text: string): Circuit {
  return parseInfix(text, dialect);
}

const native = new Set("R C L CPE W".split(" "));

/** Writes a circuit in the syntax of EquivalentCircuits.jl and AutoEIS. @throws CircuitError (see `print`) */
export function printBracket(circuit: Circuit, options: PrintOptions = {}): string {
  return print(
    circuit,
    {
      whole: { open: "", separator: "-", close: "" },
      series: { open: "", separator: "-", close: "" },
      parallel: { open: "[", separator: ",", close: "]" },
      element: infixElement(dialect, native, "EquivalentCircuits.jl", /^\d+$/),
    },
    options,
  );
}
