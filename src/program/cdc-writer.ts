import { cdcForms, cdcName, pyimpspecNames } from "./cdc-elements.ts";
import type { Circuit, Element } from "./circuit.ts";
import { elementKind } from "./element.ts";
import { isLabelOf } from "./label.ts";
import type { PrintOptions, WrittenElement } from "./print.ts";
import { print, settingsOf } from "./print.ts";
import { settingText } from "./settings.ts";
import { coefficientOfAdmittance } from "./warburg.ts";

/**
 * Writes a circuit as a CDC.
 *
 * Numbers in labels are left to the order of the elements unless `labels` asks for them: `R0-p(R1,C1)` becomes `R(RC)`, which reads
 * back as R1, R2, C1. Worded labels are always written: `R_ct` becomes `R{:ct}`. A W is written with pyimpspec's Y = 1/(√2·A).
 * Where pyimpspec has another formula under the same name, a symbol of the catalogue's tells the form (`Wo{Z0}`), which pyimpspec
 * refuses rather than reads as something else.
 * @throws CircuitError (see `print`)
 */
export function printCdc(circuit: Circuit, options: PrintOptions = {}): string {
  return print(
    circuit,
    {
      whole: { open: "", separator: "", close: "" },
      series: { open: "[", separator: "", close: "]" },
      parallel: { open: "(", separator: "", close: ")" },
      element: (element) => writeElement(element, options),
    },
    options,
  );
}

function writeElement(element: Element, options: PrintOptions): WrittenElement {
  const { element: same, admittance } = inAdmittance(element, options);
  const { name, form, telling } = admittance
    ? { name: "W", form: cdcForms("W")![0], telling: [] }
    : cdcName(same);
  const entries = settingsOf(same, options).flatMap(({ kind, setting }) => {
    const symbol = [...form.symbols].find(([, own]) => own === kind.symbol)![0];
    const text = settingText(symbol, setting, kind);
    return text === "" ? [] : [{ symbol, text }];
  });
  const told = telling.length === 0 || entries.some((entry) => telling.includes(entry.symbol));
  const texts = [...(told ? [] : [telling[0]]), ...entries.map((entry) => entry.text)];
  const label = labelText(element, options);
  const inside = `${texts.join(",")}${label === "" ? "" : `:${label}`}`;
  const text = `${name}${inside === "" ? "" : `{${inside}}`}`;
  const foreign = foreignness(element, name, telling) ?? (/=\//.test(text) ? valueless : undefined);
  return foreign ? { text, foreign } : { text };
}

/**
 * The catalogue's W (and a Wn whose exponent is mentioned) as pyimpspec's W, whose parameters are those of Wn.
 * A coefficient that may change its sign has no interval of admittances: it stays in A, which pyimpspec does not read.
 */
function inAdmittance(element: Element, options: PrintOptions): { element: Element; admittance: boolean } {
  if (element.type === "W") {
    const setting = options.settings === false ? undefined : element.settings?.A;
    if (!setting) return { element: { ...element, type: "Wn", settings: {} }, admittance: true };
    const least = setting.lower ?? 0;
    const most = setting.upper ?? Infinity;
    if (setting.value === 0 || (least < 0 && most > 0)) return { element, admittance: false };
    const settings = { Y: coefficientOfAdmittance(setting) };
    return { element: { ...element, type: "Wn", settings }, admittance: true };
  }
  const n = element.type === "Wn" && options.settings !== false ? element.settings?.n : undefined;
  const mentioned = n !== undefined && settingText("n", n, elementKind("Wn").parameters[1]) !== "";
  const half = n?.fixed === true && (n.value ?? 0.5) === 0.5;
  return { element, admittance: mentioned && !half };
}

function labelText({ type, label }: Element, options: PrintOptions): string {
  const tail = label.slice(type.length);
  if (!tail.startsWith("_")) return options.labels ? label : "";
  const word = tail.slice(1);
  // "R_R5": as ":R5" it would read back as the label "R5".
  return isLabelOf(type, word) ? label : word;
}

const valueless = {
  problem: "pyimpspec reads no limits without a value",
  cure: "set the value, or use strict: false",
};

function foreignness(
  { type }: Element,
  name: string,
  telling: readonly string[],
): { problem: string; cure: string } | undefined {
  if (telling.length > 0)
    return {
      problem: `pyimpspec's ${name} is another formula than ${type}`,
      cure: `use ${cdcForms(name)![0].type}, which is pyimpspec's ${name}, or strict: false`,
    };
  if (pyimpspecNames.includes(name)) return undefined;
  const near =
    type === "Wn" ? "set its exponent, use W" : `it has ${pyimpspecNames.join(", ")}; use one of them`;
  return { problem: `pyimpspec has no element ${type}`, cure: `${near}, or strict: false` };
}
