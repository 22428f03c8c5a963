import type { Element } from "./circuit.ts";
import { elementKind, elementKinds } from "./element.ts";

/** One formula that a name of a CDC may stand for, and how the CDC calls its parameters. */
export interface CdcForm {
  readonly type: string;
  /** Symbol in the CDC → symbol of the catalogue. */
  readonly symbols: ReadonlyMap<string, string>;
}

/**
 * pyimpspec's names and symbols (version 5.1.3, documentation of its elements) for types of the catalogue, where they differ.
 * Its W is special (see `cdc.ts`): with the exponent held at 1/2 it is the catalogue's W in other units.
 */
const renamed: Readonly<Record<string, readonly [type: string, symbols?: Readonly<Record<string, string>>]>> =
  {
    Q: ["CPE", { Y: "Q" }],
    W: ["Wn"],
    Wo: ["Won"],
    Ws: ["Wsn"],
    La: ["Ln"],
    G: ["Gn"],
    Ls: ["Lsp", { R_i: "Ri", R_r: "Rr" }],
    Tlmbo: ["Tlmbo", { R_i: "Ri" }],
    Tlmbs: ["Tlmbs", { R_i: "Ri" }],
    Tlmns: ["Tlmns", { R_i: "Ri", R_ct: "Rct" }],
  };

/** Elements that pyimpspec has under the catalogue's name, with the catalogue's symbols. */
const shared = ["R", "C", "L", "Ga", "H", "Ha", "K", "Ky", "Zarc"];

/** The names that pyimpspec reads. */
export const pyimpspecNames: readonly string[] = [...shared, ...Object.keys(renamed)];

/**
 * What each name may mean. A name of pyimpspec that is also a type of the catalogue with another formula (Wo, Ws, La, G, Ls, W) has two
 * forms, pyimpspec's first: the symbols in the braces tell which is meant, pyimpspec's when they do not. `Wo{Z0}` is the catalogue's.
 * All other types of the catalogue are read by their own names.
 */
const forms: ReadonlyMap<string, readonly CdcForm[]> = new Map(
  [...new Set([...pyimpspecNames, ...elementKinds.map((kind) => kind.type)])].map((name) => {
    const [type, symbols] = renamed[name] ?? [name];
    const own = type !== name && elementKinds.some((kind) => kind.type === name);
    return [name, [form(type, symbols), ...(own ? [form(name)] : [])]];
  }),
);

function form(type: string, symbols: Readonly<Record<string, string>> = {}): CdcForm {
  const written = Object.entries(symbols);
  return {
    type,
    symbols: new Map(
      elementKind(type).parameters.map(({ symbol }) => [
        written.find(([, own]) => own === symbol)?.[0] ?? symbol,
        symbol,
      ]),
    ),
  };
}

export function cdcForms(name: string): readonly CdcForm[] | undefined {
  return forms.get(name);
}

export const cdcNames: readonly string[] = [...forms.keys()];

/** Names with a second capital letter, which a reader has to try first: in "TLMQ" there is no T. Longest first. */
export const capitalNames: readonly string[] = cdcNames
  .filter((name) => /^[A-Z]{2}/.test(name))
  .sort((a, b) => b.length - a.length);

/** The name under which a type is written, its form, and a symbol to write when the settings do not tell the form. */
export function cdcName(element: Pick<Element, "type">): {
  name: string;
  form: CdcForm;
  telling: readonly string[];
} {
  const { type } = element;
  // The catalogue's Wn is written by its own name unless its exponent says what it is.
  const name = type === "Wn" ? "Wn" : (Object.keys(renamed).find((key) => renamed[key][0] === type) ?? type);
  const all = cdcForms(name)!;
  const found = all.find((one) => one.type === type)!;
  const telling =
    found === all[0] ? [] : [...found.symbols.keys()].filter((symbol) => !all[0].symbols.has(symbol));
  return { name, form: found, telling };
}
