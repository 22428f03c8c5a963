import type { Circuit, Element, ParameterSetting } from "./circuit.ts";
import { alternatives, CircuitError, nearestNames } from "./circuit-error.ts";
import { inParallel, inSeries } from "./connection.ts";
import type { Cursor } from "./cursor.ts";
import { accept, cursorOn, descend, peek, refuseEmpty, strayCharacter, take } from "./cursor.ts";
import { elementKind, elementTypes } from "./element.ts";
import { labelTail } from "./label.ts";
import type { PrintDialect } from "./print.ts";
import { settingsOf } from "./print.ts";
import type { WrittenSettings } from "./settings.ts";
import { readSettings, refuseBare, refuseSymbol, settingText, settled } from "./settings.ts";

/**
 * What impedance.py and EquivalentCircuits.jl have in common: members in series joined by "-", parallel members separated by commas
 * between an opening and a closing sign, numbered elements. Here they differ:
 */
export interface InfixDialect {
  /** Written names that differ from the type of the catalogue. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Whether the aliases are printed, too, or only read. */
  readonly preferAliases: boolean;
  /** Whether the syntax counts its elements throughout, so that `renumber` means something. */
  readonly renumbers: boolean;
  /** Written symbols that differ from the catalogue's, by type. */
  readonly symbols: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The letters before the opening sign, with what the group is. */
  readonly groups: ReadonlyMap<string, "series" | "parallel">;
  readonly open: string;
  readonly close: string;
  /** A circuit in this syntax, for the cure of an empty text. */
  readonly example: string;
  /** How series and parallel are written: the cure of a stray character. */
  readonly rules: string;
}

/** Reads a whole text. The tree is in normal form (`normalized`). @throws CircuitError */
export function parseInfix(text: string, dialect: InfixDialect): Circuit {
  refuseEmpty(text, dialect.example);
  const cursor = cursorOn(text);
  const labels = new Map<string, string>();
  const circuit = readSeries(cursor, dialect, labels);
  const next = peek(cursor);
  if (next === "") return circuit;
  if (next === dialect.close)
    throw new CircuitError(
      text,
      cursor.position,
      `nothing is open that this "${next}" could close`,
      "remove it, or open the group",
    );
  if (next === ",")
    throw new CircuitError(
      text,
      cursor.position,
      "a comma stands outside of a parallel group",
      dialect.rules,
    );
  throw notJoined(cursor, dialect, '"-"');
}

function readSeries(cursor: Cursor, dialect: InfixDialect, labels: Map<string, string>): Circuit {
  const members = [readMember(cursor, dialect, labels)];
  while (accept(cursor, "-")) members.push(readMember(cursor, dialect, labels));
  return inSeries(members);
}

function readMember(cursor: Cursor, dialect: InfixDialect, labels: Map<string, string>): Circuit {
  const next = peek(cursor);
  if (next === "" || next === "-" || next === "," || next === dialect.close)
    throw missingMember(cursor, dialect);
  const start = cursor.position;
  const name = take(cursor, /[A-Za-z]+/y);
  const group = dialect.groups.get(name);
  if (group && accept(cursor, dialect.open)) return readGroup(cursor, dialect, labels, start, group);
  if (name === "") {
    throw strayCharacter(cursor, dialect.rules);
  }
  return readElement(cursor, dialect, labels, start, name);
}

function readGroup(
  cursor: Cursor,
  dialect: InfixDialect,
  labels: Map<string, string>,
  start: number,
  kind: "series" | "parallel",
): Circuit {
  descend(cursor, start);
  if (peek(cursor) === dialect.close)
    throw new CircuitError(cursor.text, start, "this group is empty", "put elements into it, or remove it");
  const members: Circuit[] = [];
  do {
    if (peek(cursor) === "") throw neverClosed(cursor, dialect, start);
    members.push(readSeries(cursor, dialect, labels));
  } while (accept(cursor, ","));
  const next = peek(cursor);
  if (next === "") throw neverClosed(cursor, dialect, start);
  if (next !== dialect.close) throw notJoined(cursor, dialect, '"," or "-"');
  cursor.position++;
  cursor.depth--;
  return kind === "parallel" ? inParallel(members) : inSeries(members);
}

function readElement(
  cursor: Cursor,
  dialect: InfixDialect,
  labels: Map<string, string>,
  start: number,
  name: string,
): Element {
  const types = elementTypes();
  const type = Object.hasOwn(dialect.aliases, name) ? dialect.aliases[name] : name;
  // "R 1" is R1, as in impedance.py, which removes all blanks first.
  peek(cursor);
  const tail = take(cursor, labelTail);
  if (!types.includes(type)) throw unknownElement(cursor.text, start, name, tail, types, dialect);
  if (tail === "")
    throw new CircuitError(
      cursor.text,
      start,
      `element "${name}" has no number`,
      `write a number after the name: "${name}1", or "_" and a word: "${name}_ct"`,
    );
  const label = `${type}${tail}`;
  const written = `${name}${tail}`;
  const first = labels.get(label);
  if (first !== undefined)
    throw new CircuitError(
      cursor.text,
      start,
      first === written
        ? `element "${written}" occurs twice`
        : `"${written}" and "${first}" are both called ${label}`,
      `give one of them another number: "${name}${freeNumber(labels, type)}"`,
    );
  labels.set(label, written);
  const braces = readSettings(cursor);
  const settings = braces && interpret(cursor.text, braces, type, written, dialect);
  return { kind: "element", type, label, ...(settings && { settings }) };
}

function interpret(
  text: string,
  { settings, label }: WrittenSettings,
  type: string,
  written: string,
  dialect: InfixDialect,
): Record<string, ParameterSetting> {
  if (label)
    throw new CircuitError(
      text,
      label.at,
      `"${written}" is labelled already by its name`,
      `write "${type}_${label.name}" instead of "${written}", and no label in the braces`,
    );
  const { parameters } = elementKind(type);
  const entries: Record<string, ParameterSetting> = {};
  for (const setting of settings) {
    const symbol = dialect.symbols[type]?.[setting.symbol] ?? setting.symbol;
    const kind = parameters.find((parameter) => parameter.symbol === symbol);
    if (!kind)
      refuseSymbol(
        text,
        setting,
        type,
        parameters.map((parameter) => parameter.symbol),
      );
    if (setting.bare) refuseBare(text, setting);
    if (Object.hasOwn(entries, symbol))
      throw new CircuitError(text, setting.at, `parameter "${symbol}" is set twice`, "keep one of the two");
    entries[symbol] = settled(text, setting, kind);
  }
  return entries;
}

function freeNumber(labels: ReadonlyMap<string, string>, type: string): number {
  let number = 1;
  while (labels.has(`${type}${number}`)) number++;
  return number;
}

/** Names that other syntaxes have for elements of the catalogue. */
const foreignNames: Readonly<Record<string, string>> = { Q: "CPE", P: "CPE" };

function unknownElement(
  text: string,
  start: number,
  name: string,
  tail: string,
  types: readonly string[],
  dialect: InfixDialect,
): CircuitError {
  const aliases = Object.keys(dialect.aliases);
  const foreign = foreignNames[name.toUpperCase()];
  const near = nearestNames(name, [...types, ...aliases]);
  const meant = near.length === 0 && foreign ? [foreign] : near;
  const list = `use one of ${[...types, ...aliases].join(", ")}`;
  if (
    dialect.groups.has(name.toLowerCase()) &&
    tail === "" &&
    text.charAt(start + name.length) === dialect.open
  )
    return new CircuitError(
      text,
      start,
      `"${name}" opens no group`,
      `write "${name.toLowerCase()}${dialect.open}" in small letters`,
    );
  const suggestion = alternatives(meant.map((other) => other + tail));
  const cure =
    meant.length === 0
      ? list
      : sameLetters(name, meant)
        ? `write ${suggestion}: names distinguish small and capital letters`
        : `did you mean ${suggestion}? ${list}`;
  const chain = chainOf(name, types);
  return new CircuitError(
    text,
    start,
    `unknown element "${name}"`,
    chain ? `${cure}; in series: ${chain}` : cure,
  );
}

function sameLetters(name: string, others: readonly string[]): boolean {
  return others.some((other) => other.toLowerCase() === name.toLowerCase());
}

/** "RC" may be two elements without the dash: "R1-C1". Undefined when it is not made of names. */
function chainOf(name: string, types: readonly string[]): string | undefined {
  const parts = name.match(/[A-Z][a-z]*/g) ?? [];
  if (parts.length < 2 || parts.join("") !== name || !parts.every((part) => types.includes(part)))
    return undefined;
  return parts
    .map((part, i) => part + parts.slice(0, i + 1).filter((other) => other === part).length)
    .join("-");
}

function missingMember(cursor: Cursor, dialect: InfixDialect): CircuitError {
  const next = peek(cursor);
  const before = cursor.text.slice(0, cursor.position).trimEnd().at(-1);
  const where = next === "" ? `the end of the text` : `"${next}"`;
  const problem = `an element is missing ${before === undefined ? `before ${where}` : `between "${before}" and ${where}`}`;
  const excess = next === "-" || next === "," ? next : before;
  const cure = `remove the "${excess}", or write an element here`;
  if (before === undefined && next === dialect.close)
    return new CircuitError(
      cursor.text,
      cursor.position,
      `nothing is open that this "${next}" could close`,
      "remove it",
    );
  return new CircuitError(cursor.text, cursor.position, problem, cure);
}

function neverClosed(cursor: Cursor, dialect: InfixDialect, start: number): CircuitError {
  return new CircuitError(
    cursor.text,
    start,
    "this group is never closed",
    `add "${dialect.close}" where it ends`,
  );
}

/** Two members side by side without a sign between them, or a character that is none of the syntax. */
function notJoined(cursor: Cursor, dialect: InfixDialect, expected: string): CircuitError {
  const next = peek(cursor);
  if (!/[A-Za-z0-9]/.test(next) && next !== dialect.open) return strayCharacter(cursor, dialect.rules);
  return new CircuitError(
    cursor.text,
    cursor.position,
    `${expected} is missing before "${next}"`,
    dialect.rules,
  );
}

/**
 * Prints an element as `name` + tail of its label + settings.
 * @param native the types that the tool of the syntax has; @param tool its name.
 */
export function infixElement(
  dialect: InfixDialect,
  native: ReadonlySet<string>,
  tool: string,
  tails: RegExp,
): PrintDialect["element"] {
  const entries = dialect.preferAliases ? Object.entries(dialect.aliases) : [];
  const aliases = new Map(entries.map(([name, type]) => [type, name]));
  return (element, options, index) => {
    const { type, label } = element;
    const tail = options.renumber && dialect.renumbers ? String(index) : label.slice(type.length);
    const settings = settingsOf(element, options)
      .map(({ kind, setting }) => settingText(kind.symbol, setting, kind))
      .filter((text) => text !== "");
    const text = `${aliases.get(type) ?? type}${tail}${settings.length > 0 ? `{${settings.join(",")}}` : ""}`;
    const foreign = !native.has(type)
      ? {
          problem: `${tool} has no element ${type}`,
          cure: `it has ${[...native].join(", ")}; other elements need strict: false`,
        }
      : !tails.test(tail)
        ? {
            problem: `${tool} does not read the label "${label}"`,
            cure: "number the elements, or use strict: false",
          }
        : settings.length > 0
          ? {
              problem: `${tool} reads no values in a circuit text`,
              cure: "use settings: false, or strict: false",
            }
          : undefined;
    return foreign ? { text, foreign } : { text };
  };
}
