import type { CdcForm } from "./cdc-elements.ts";
import { capitalNames, cdcForms, cdcNames } from "./cdc-elements.ts";
import type { Circuit, Element, ParameterSetting } from "./circuit.ts";
import { alternatives, CircuitError, nearestNames } from "./circuit-error.ts";
import { inParallel, inSeries } from "./connection.ts";
import type { Cursor } from "./cursor.ts";
import { cursorOn, descend, peek, refuseEmpty, strayCharacter, take } from "./cursor.ts";
import { elementKind } from "./element.ts";
import { isLabelOf } from "./label.ts";
import type { WrittenSetting, WrittenSettings } from "./settings.ts";
import { readSettings, refuseBare, refuseSymbol, settled } from "./settings.ts";
import { coefficientOfAdmittance } from "./warburg.ts";

/*
 * Boukamp's circuit description code ("The circuit description code explained") with the extensions of pyimpspec 5.1.3 (its guide
 * "Equivalent circuits"): `R{R=20f:sol}(C{C=25e-6//1e-3:dl}[R{R=100/50/200:ct}W{Y=2.357e-3/inf/150%:diff}])`.
 *
 * Members stand side by side: in `[…]` and outside of all groups in series, in `(…)` in parallel. Names and symbols are pyimpspec's
 * (`cdc-elements.ts`). A group of one is its member. A version header `!V=1!` is skipped.
 *
 * Labels. The label "ct" of an R is `R_ct` in the tree; one that is a label already ("R0", "R_ct") is taken as it is. Elements
 * without a label are numbered by type of the catalogue, from 1, in the order of the text, passing over numbers that labels take.
 */

const rules = "series is written [ab] or ab, parallel (ab), numbers and labels in braces: R(RQ), R{R=20:sol}";

/** An element while its label is not known yet: only the whole text tells which numbers are taken. */
interface Draft extends Element {
  label: string;
}

interface Reading {
  readonly cursor: Cursor;
  readonly drafts: Draft[];
  readonly labels: Set<string>;
}

/** Reads a CDC. The tree is in normal form (`normalized`). @throws CircuitError */
export function parseCdc(text: string): Circuit {
  refuseEmpty(text, "R(RQ)");
  const cursor = cursorOn(text);
  skipVersion(cursor);
  const reading: Reading = { cursor, drafts: [], labels: new Set() };
  const members = readMembers(reading);
  const next = peek(cursor);
  if (next !== "")
    throw new CircuitError(
      text,
      cursor.position,
      `nothing is open that this "${next}" could close`,
      "remove it, or open the group",
    );
  if (members.length === 0)
    throw new CircuitError(
      text,
      cursor.position,
      "there is no element",
      "write a circuit after the header: !V=1!R(RQ)",
    );
  number(reading);
  return inSeries(members);
}

/** pyimpspec's serialised form begins with the version of its syntax. */
function skipVersion(cursor: Cursor): void {
  if (peek(cursor) !== "!") return;
  const start = cursor.position;
  const header = take(cursor, /!\s*V\s*=\s*\d+\s*!/y);
  if (header !== "" && Number(/\d+/.exec(header)?.[0]) === 1) return;
  throw new CircuitError(
    cursor.text,
    start,
    header === "" ? "this is no version header" : `this version of the syntax is not known`,
    "the header of version 1 is !V=1!, and may be left out",
  );
}

function readMembers(reading: Reading): Circuit[] {
  const members: Circuit[] = [];
  for (;;) {
    const next = peek(reading.cursor);
    if (next === "" || next === ")" || next === "]") return members;
    members.push(next === "(" || next === "[" ? readGroup(reading, next) : readElement(reading));
  }
}

function readGroup(reading: Reading, open: "(" | "["): Circuit {
  const { cursor } = reading;
  const start = cursor.position;
  descend(cursor, start);
  cursor.position++;
  const members = readMembers(reading);
  const close = open === "(" ? ")" : "]";
  const next = peek(cursor);
  if (next === "")
    throw new CircuitError(
      cursor.text,
      start,
      `this "${open}" is never closed`,
      `add "${close}" where the group ends`,
    );
  if (next !== close)
    throw new CircuitError(
      cursor.text,
      cursor.position,
      `"${next}" cannot close the group that "${open}" opened at character ${start + 1}`,
      `write "${close}" here, or close the inner group first`,
    );
  if (members.length === 0)
    throw new CircuitError(cursor.text, start, "this group is empty", "put elements into it, or remove it");
  cursor.position++;
  cursor.depth--;
  return open === "(" ? inParallel(members) : inSeries(members);
}

function readElement(reading: Reading): Element {
  const { cursor } = reading;
  const start = cursor.position;
  const name = readName(cursor);
  const forms = cdcForms(name);
  if (!forms) throw unknownElement(cursor.text, start, name);
  if (/\d|_/.test(peek(cursor))) {
    const tail = take(cursor, /[A-Za-z0-9_]+/y);
    cursor.position -= tail.length;
    throw new CircuitError(
      cursor.text,
      cursor.position,
      "elements of a CDC carry no number",
      `remove it, or write it as a label in braces: ${name}{:${tail.replace(/^_/, "")}}`,
    );
  }
  const braces = readSettings(cursor);
  const form = chooseForm(cursor.text, name, forms, braces);
  const draft: Draft = { kind: "element", label: "", ...interpret(cursor.text, name, forms, form, braces) };
  if (braces?.label) {
    const { name: word, at } = braces.label;
    draft.label = isLabelOf(draft.type, word) ? word : `${draft.type}_${word}`;
    if (reading.labels.has(draft.label))
      throw new CircuitError(
        cursor.text,
        at,
        `the label "${word}" occurs twice on elements of type ${draft.type}`,
        "give one of them another label",
      );
    reading.labels.add(draft.label);
  }
  reading.drafts.push(draft);
  return draft;
}

/** A capital letter and the small letters after it; a few names of the catalogue have more capitals. */
function readName(cursor: Cursor): string {
  const capitals = capitalNames.find(
    (name) =>
      cursor.text.startsWith(name, cursor.position) &&
      !/[a-z]/.test(cursor.text.charAt(cursor.position + name.length)),
  );
  if (capitals) {
    cursor.position += capitals.length;
    return capitals;
  }
  const name = take(cursor, /[A-Z][a-z]*|[a-z]/y);
  if (name === "") throw strayCharacter(cursor, rules);
  return name;
}

function unknownElement(text: string, start: number, name: string): CircuitError {
  const near = nearestNames(name, cdcNames);
  const list = `use one of ${cdcNames.join(", ")}`;
  const cure =
    near.length === 0
      ? list
      : near[0].toLowerCase() === name.toLowerCase()
        ? `write ${alternatives(near)}: names begin with a capital letter`
        : `did you mean ${alternatives(near)}? ${list}`;
  return new CircuitError(text, start, `unknown element "${name}"`, cure);
}

/** The form whose symbols the braces name; pyimpspec's when they name none. */
function chooseForm(
  text: string,
  name: string,
  forms: readonly CdcForm[],
  braces: WrittenSettings | undefined,
): CdcForm {
  const written = braces?.settings ?? [];
  const form = forms.find((one) => written.every((setting) => one.symbols.has(setting.symbol)));
  if (form) return form;
  const stranger = written.find((setting) => !forms.some((one) => one.symbols.has(setting.symbol)));
  if (stranger) refuseSymbol(text, stranger, name, [...forms[0].symbols.keys()]);
  // Each symbol belongs to some form, but no form has all of them.
  const mixed = written.find((setting) => !forms[0].symbols.has(setting.symbol))!;
  const lists = forms.map((one) => [...one.symbols.keys()].join(", "));
  throw new CircuitError(
    text,
    mixed.at,
    `"${mixed.symbol}" does not go with the other parameters of this ${name}`,
    `${name} has either ${lists.join(" or ")}`,
  );
}

function interpret(
  text: string,
  name: string,
  forms: readonly CdcForm[],
  form: CdcForm,
  braces: WrittenSettings | undefined,
): { type: string; settings?: Record<string, ParameterSetting> } {
  const written = braces?.settings ?? [];
  const { parameters } = elementKind(form.type);
  const entries: Record<string, ParameterSetting> = {};
  for (const setting of written) {
    if (setting.bare) {
      // Where a name has two forms, a symbol alone tells which; anywhere else it is a forgotten value.
      if (forms.length === 1) refuseBare(text, setting);
      continue;
    }
    const symbol = form.symbols.get(setting.symbol)!;
    entries[symbol] = settled(text, setting, parameters.find((parameter) => parameter.symbol === symbol)!);
  }
  if (name === "W" && form.type === "Wn" && isHalf(entries.n, written))
    return warburg(text, written, entries.Y);
  return { type: form.type, ...(Object.keys(entries).length > 0 && { settings: entries }) };
}

/** Whether the exponent of pyimpspec's W is 1/2 for good: not mentioned, or held there. */
function isHalf(n: ParameterSetting | undefined, written: readonly WrittenSetting[]): boolean {
  if (!written.some((setting) => setting.symbol === "n")) return true;
  return n?.fixed === true && n.value === 0.5;
}

/** The catalogue's W for pyimpspec's with the exponent 1/2: A(1−j)/√ω = 1/(Y√(jω)) with A = 1/(√2·Y). */
function warburg(
  text: string,
  written: readonly WrittenSetting[],
  admittance: ParameterSetting | undefined,
): { type: string; settings?: Record<string, ParameterSetting> } {
  if (!admittance) return { type: "W" };
  if (admittance.value === 0) {
    const at = written.find((setting) => setting.symbol === "Y")!.value!.at;
    throw new CircuitError(
      text,
      at,
      "a Warburg element with Y = 0 is an open circuit",
      "write a positive value",
    );
  }
  return { type: "W", settings: { A: coefficientOfAdmittance(admittance) } };
}

/** Labels for the elements that have none: per type 1, 2, 3 … without the numbers that are taken. */
function number({ drafts, labels }: Reading): void {
  const last = new Map<string, number>();
  for (const draft of drafts) {
    if (draft.label !== "") continue;
    let next = (last.get(draft.type) ?? 0) + 1;
    while (labels.has(`${draft.type}${next}`)) next++;
    last.set(draft.type, next);
    draft.label = `${draft.type}${next}`;
  }
}
