import type { Circuit } from "./circuit.ts";
import type { InfixDialect } from "./infix.ts";
import { infixElement, parseInfix } from "./infix.ts";
import type { PrintOptions } from "./print.ts";
import { print } from "./print.ts";

/**
 * The syntax of impedance.py 1.7.1 (its `circuits/fitting.py` and tests): `R0-p(R1,CPE1)-Wo1`.
 *
 * Series `-`, parallel `p(a,b,…)`, element = type and number or `_` and digits; blanks mean nothing. Beyond impedance.py are
 * accepted: every type of the catalogue, `s(a,b)` for a series, a word after the underscore (`R_ct`), `Q1` for `CPE1`, and values in braces
 * as in a CDC (`R1{R=100/0/200}`). A group of one is its member.
 */
const dialect: InfixDialect = {
  aliases: { Q: "CPE" },
  preferAliases: false,
  renumbers: false,
  symbols: {},
  groups: new Map([
    ["p", "parallel"],
    ["s", "series"],
  ]),
  open: "(",
  close: ")",
  example: "R0-p(R1,CPE1)-Wo1",
  rules: "series is written a-b, parallel p(a,b): R0-p(R1,CPE1)",
};

/** Reads a circuit in the syntax of impedance.py. @throws CircuitError */
export function parseImpedancePy(text: string): Circuit {
  return parseInfix(text, dialect);
}

const native = new Set("R C L CPE W Wo Ws La G Gs K Zarc TLMQ T".split(" "));

/** Writes a circuit in the syntax of impedance.py. @throws CircuitError (see `print`) */
export function printImpedancePy(circuit: Circuit, options: PrintOptions = {}): string {
  return print(
    circuit,
    {
      whole: { open: "", separator: "-", close: "" },
      series: { open: "", separator: "-", close: "" },
      parallel: { open: "p(", separator: ",", close: ")" },
      element: infixElement(dialect, native, "impedance.py", /^_?\d+$/),
    },
    options,
  );
}
