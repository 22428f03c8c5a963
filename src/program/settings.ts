import type { ParameterSetting } from "./circuit.ts";
import { alternatives, CircuitError, nearestNames } from "./circuit-error.ts";
import type { Cursor } from "./cursor.ts";
import { accept, peek, take } from "./cursor.ts";
import type { ParameterKind } from "./element.ts";

/**
 * One `symbol=value f/lower/upper` of the braces after an element, as it was written: pyimpspec's extended CDC syntax
 * (its guide "Equivalent circuits"), which the other two syntaxes borrow here.
 */
export interface WrittenSetting {
  readonly symbol: string;
  readonly at: number;
  /** Only the symbol, without "=": says which form of an element is meant, and nothing about the parameter. */
  readonly bare: boolean;
  readonly value?: WrittenNumber;
  readonly fixed: boolean;
  readonly lower?: WrittenNumber;
  readonly upper?: WrittenNumber;
}

interface WrittenNumber {
  readonly number: number;
  readonly at: number;
}

export interface WrittenSettings {
  readonly settings: readonly WrittenSetting[];
  /** The word after the colon, not yet checked. */
  readonly label?: { readonly name: string; readonly at: number };
}

/** Reads `{…}` when it comes next; undefined when the element has no braces. @throws CircuitError */
export function readSettings(cursor: Cursor): WrittenSettings | undefined {
  if (peek(cursor) !== "{") return undefined;
  const opener = cursor.position++;
  const settings: WrittenSetting[] = [];
  while (peek(cursor) !== "}" && peek(cursor) !== ":") {
    if (settings.length > 0 && !accept(cursor, ",")) throw unfinished(cursor, opener);
    const setting = readSetting(cursor, opener);
    if (settings.some((other) => other.symbol === setting.symbol))
      throw new CircuitError(
        cursor.text,
        setting.at,
        `parameter "${setting.symbol}" is set twice`,
        "keep one of the two",
      );
    settings.push(setting);
  }
  const label = accept(cursor, ":") ? readLabel(cursor, opener) : undefined;
  if (!accept(cursor, "}")) throw unfinished(cursor, opener);
  if (settings.length === 0 && !label)
    throw new CircuitError(
      cursor.text,
      opener,
      "the braces are empty",
      "write {R=100} or leave the braces out",
    );
  return label ? { settings, label } : { settings };
}

function readSetting(cursor: Cursor, opener: number): WrittenSetting {
  peek(cursor);
  const at = cursor.position;
  const symbol = take(cursor, /[A-Za-z][A-Za-z0-9_]*/y);
  if (symbol === "") throw unfinished(cursor, opener);
  if (!accept(cursor, "=")) {
    if (peek(cursor) !== "," && peek(cursor) !== "}" && peek(cursor) !== ":")
      throw unfinished(cursor, opener);
    return { symbol, at, bare: true, fixed: false };
  }
  const value = readValue(cursor);
  peek(cursor);
  const fixedAt = cursor.position;
  const fixed = accept(cursor, "f") || accept(cursor, "F");
  if (fixed && !value)
    throw new CircuitError(
      cursor.text,
      fixedAt,
      `"${symbol}" is fixed, but has no value`,
      `write the value before the f: ${symbol}=1f`,
    );
  const lower = accept(cursor, "/") ? readLimit(cursor, "lower", value) : undefined;
  const upper = accept(cursor, "/") ? readLimit(cursor, "upper", value) : undefined;
  return { symbol, at, bare: false, fixed, ...present({ value, lower, upper }) };
}

function readValue(cursor: Cursor): WrittenNumber | undefined {
  const next = peek(cursor);
  if ("/,:}".includes(next) || /^[fF]\s*[/,:}]/.test(cursor.text.slice(cursor.position, cursor.position + 9)))
    return undefined;
  const at = cursor.position;
  const word = take(cursor, numberWord);
  // The f of "20f" is not part of the number: strip it, unless the word is no number anyway ("inf").
  const digits = word.replace(/[fF]$/, "");
  if (plainNumber.test(digits) && Number.isFinite(Number(digits))) {
    cursor.position = at + digits.length;
    return { number: Number(digits), at };
  }
  throw malformed(cursor, at, word, "a value is a finite number with a decimal point: 100, 6.2e-5");
}

function readLimit(
  cursor: Cursor,
  side: "lower" | "upper",
  value: WrittenNumber | undefined,
): WrittenNumber | undefined {
  const next = peek(cursor);
  if ("/,:}".includes(next)) return undefined;
  const at = cursor.position;
  const word = take(cursor, numberWord);
  if (plainNumber.test(word) && Number.isFinite(Number(word))) {
    if (!accept(cursor, "%")) return { number: Number(word), at };
    if (value) return { number: value.number * (Number(word) / 100), at };
    throw new CircuitError(
      cursor.text,
      at,
      "a limit in percent needs a value to be a percentage of",
      "write the value before the limits, or the limit as a number",
    );
  }
  // pyimpspec writes a missing limit as a bare "inf" on both sides.
  if (/^inf$/i.test(word)) return { number: side === "lower" ? -Infinity : Infinity, at };
  if (side === "lower" && /^-inf$/i.test(word)) return { number: -Infinity, at };
  if (side === "upper" && /^\+inf$/i.test(word)) return { number: Infinity, at };
  throw malformed(cursor, at, word, `a limit is a number, a percentage of the value (150%), or inf for none`);
}

/** Whatever stands where a number should: up to the next sign of the braces. */
const numberWord = /[^\s/,:{}%]*/y;
const plainNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function malformed(cursor: Cursor, at: number, word: string, cure: string): CircuitError {
  const problem = word === "" ? "a number is missing" : `"${word}" is not a number that is allowed here`;
  return new CircuitError(cursor.text, at, problem, cure);
}

function readLabel(cursor: Cursor, opener: number): { name: string; at: number } {
  peek(cursor);
  const at = cursor.position;
  const name = take(cursor, /[^{}]*/y).trimEnd();
  if (cursor.text.charAt(cursor.position) !== "}") throw unfinished(cursor, opener);
  if (/^[A-Za-z0-9_]+$/.test(name)) return { name, at };
  if (name === "")
    throw new CircuitError(
      cursor.text,
      at,
      "the label is empty",
      "write a word after the colon, or leave the colon out",
    );
  const wrong = at + name.search(/[^A-Za-z0-9_]/);
  const mended = name.replace(/[^A-Za-z0-9_]+/g, "_").replace(/^_|_$/g, "") || "a word";
  throw new CircuitError(
    cursor.text,
    wrong,
    `label "${name}" has a character that is no letter, digit or underscore`,
    `write ${mended === "a word" ? mended : `:${mended}`}`,
  );
}

function unfinished(cursor: Cursor, opener: number): CircuitError {
  const next = peek(cursor);
  const form = "the form is {R=20f/10/30:label} with parameters separated by commas";
  if (next === "")
    return new CircuitError(cursor.text, opener, "this brace is never closed", `add "}"; ${form}`);
  return new CircuitError(cursor.text, cursor.position, `unexpected character "${next}" in the braces`, form);
}

/**
 * What a written setting says about a parameter of the catalogue.
 *
 * - A limit that is not mentioned is the catalogue's (as in pyimpspec, which fills in its own default), `inf` is none at all.
 * - A negative value of a positive quantity, without a lower limit, means that there is none: the negative resistances of
 *   passivating electrodes are written so (`R=-250`). Any other value outside its limits is a mistake.
 * - A parameter that the catalogue holds (the exponent of a Warburg element, the length of a pore) is free once it is mentioned
 *   without f; this is the only case in which `fixed: false` is said.
 * - A free positive quantity cannot start at 0, where its logarithm ends.
 * @throws CircuitError for limits in the wrong order and values outside them.
 */
export function settled(text: string, written: WrittenSetting, kind: ParameterKind): ParameterSetting {
  const { symbol } = written;
  const value = written.value?.number;
  const unbounded = value !== undefined && value < 0 && kind.scale === "log" && !written.lower;
  const lower = unbounded ? -Infinity : written.lower?.number;
  const upper = written.upper?.number;
  const least = lower ?? kind.lower;
  const most = upper ?? kind.upper;
  if (least >= most) {
    const below = `${numberText(most)} of "${symbol}" is not above its lower limit ${numberText(least)}`;
    throw new CircuitError(
      text,
      (written.upper ?? written.lower ?? written).at,
      written.upper ? `the upper limit ${below}` : `the upper limit (by default) ${below}`,
      least === most
        ? `write ${symbol}=${numberText(least)}f to hold it`
        : `limits are written lower/upper: ${symbol}=value/lower/upper`,
    );
  }
  if (value !== undefined && (value < least || value > most)) {
    const side = value < least ? "below its lower limit" : "above its upper limit";
    const limit = numberText(value < least ? least : most);
    const limits = value < least ? `/${numberText(value)}` : `//${numberText(value)}`;
    const wider = `${symbol}=${numberText(value)}${written.fixed ? "f" : ""}${limits}`;
    throw new CircuitError(
      text,
      written.value!.at,
      `${symbol} = ${numberText(value)} lies ${side} ${limit}`,
      `change the value, or set limits that admit it: ${wider}`,
    );
  }
  if (value === 0 && kind.scale === "log" && least >= 0 && !written.fixed)
    throw new CircuitError(
      text,
      written.value!.at,
      `${symbol} = 0 cannot be the start of a quantity that is positive`,
      `write a positive value, hold it with ${symbol}=0f, or admit negative values: ${symbol}=0/inf`,
    );
  const fixed = written.fixed ? true : kind.fixed === undefined ? undefined : false;
  const silent = value === undefined && !written.lower && !written.upper && fixed === undefined;
  if (silent) refuseBare(text, written);
  return present({ value, fixed, lower, upper });
}

/** @throws CircuitError: the element has no parameter of that name; says which it has. */
export function refuseSymbol(
  text: string,
  written: WrittenSetting,
  element: string,
  symbols: readonly string[],
): never {
  const near = nearestNames(written.symbol, symbols);
  throw new CircuitError(
    text,
    written.at,
    `element ${element} has no parameter "${written.symbol}"`,
    `${near.length > 0 ? `write ${alternatives(near)}; ` : ""}${element} has ${symbols.join(", ")}`,
  );
}

/** @throws CircuitError: neither `{R}` nor `{R=}` says anything. */
export function refuseBare(text: string, written: WrittenSetting): never {
  const at = written.at + written.symbol.length;
  throw new CircuitError(
    text,
    at,
    `the value of "${written.symbol}" is missing`,
    `write ${written.symbol}=1`,
  );
}

/** Why a setting of a hand-built tree cannot be written down (and means nothing); undefined when it can. */
export function settingMistake(setting: ParameterSetting, kind: ParameterKind): string | undefined {
  const { value, lower, upper, fixed } = setting;
  if (value !== undefined && !Number.isFinite(value))
    return `the value of "${kind.symbol}" is not a finite number`;
  if (Number.isNaN(lower) || Number.isNaN(upper) || lower === Infinity || upper === -Infinity)
    return `a limit of "${kind.symbol}" is not a limit`;
  if (fixed && value === undefined && kind.fixed === undefined)
    return `"${kind.symbol}" is fixed, but has no value`;
  return undefined;
}

/** `symbol=value f/lower/upper`; "" when the setting says nothing. Numbers read back to the last bit. */
export function settingText(symbol: string, setting: ParameterSetting, kind: ParameterKind): string {
  const { lower, upper, fixed } = setting;
  // "fixed" alone can only mean the value at which the catalogue holds the parameter.
  const value = setting.value ?? (fixed ? kind.fixed : undefined);
  const silent = value === undefined && lower === undefined && upper === undefined;
  if (silent && (fixed !== false || kind.fixed === undefined)) return "";
  const limits = [lower, upper].map((limit) =>
    limit === undefined ? "" : numberText(limit).replace("-inf", "inf"),
  );
  const tail =
    upper !== undefined ? `/${limits[0]}/${limits[1]}` : lower !== undefined ? `/${limits[0]}` : "";
  return `${symbol}=${value === undefined ? "" : numberText(value)}${fixed ? "f" : ""}${tail}`;
}

/** Shortest decimal text of a number that reads back to the same bits; "inf" for infinity. */
export function numberText(number: number): string {
  if (!Number.isFinite(number)) return number < 0 ? "-inf" : "inf";
  const size = Math.abs(number);
  return size !== 0 && (size < 1e-3 || size >= 1e6) ? number.toExponential() : String(number);
}

function present<T extends object>(entries: T): T {
  return Object.fromEntries(Object.entries(entries).filter(([, entry]) => entry !== undefined)) as T;
}
