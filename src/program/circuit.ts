/**
 * A circuit as a tree. The three text syntaxes (`impedancepy.ts`, `cdc.ts`, `bracket.ts`) are only ways to write it down.
 */
export type Circuit = Series | Parallel | Element;

export interface Series {
  readonly kind: "series";
  readonly children: readonly Circuit[];
}

export interface Parallel {
  readonly kind: "parallel";
  readonly children: readonly Circuit[];
}

export interface Element {
  readonly kind: "element";
  /** A name of the catalogue in `element.ts`: "R", "CPE", "Wo" … */
  readonly type: string;
  /** Unique within its circuit, e.g. "CPE1"; parameters are called `label.symbol`: "CPE1.Q". */
  readonly label: string;
  /** What the text said about single parameters, by symbol. */
  readonly settings?: Readonly<Record<string, ParameterSetting>>;
}

/** What a circuit text may say about one parameter; a missing bound means the default of the catalogue. */
export interface ParameterSetting {
  readonly value?: number;
  readonly fixed?: boolean;
  readonly lower?: number;
  readonly upper?: number;
}

export type CircuitSyntax = "impedance.py" | "cdc" | "bracket";

/** The elements of a circuit in the order of its text. */
export function elementsOf(circuit: Circuit): Element[] {
  if (circuit.kind === "element") return [circuit];
  return circuit.children.flatMap(elementsOf);
}
