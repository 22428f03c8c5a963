/** How a text table writes cells and numbers: delimiter, decimal mark, quotes. */
import type { ReadOptions } from "./reader.ts";

export interface Dialect {
  /** One character; " " stands for any run of blanks. */
  readonly delimiter: string;
  readonly decimal: "." | ",";
}

const DELIMITERS = ["\t", ";", "|", ",", " "];
const SAMPLE = 1000;

/**
 * Number in a cell, or NaN. Text, an empty cell, hexadecimal and anything that could be a thousands separator are NaN:
 * with a decimal comma "1.500" may mean 1500, so it is no number at all.
 */
export function parseNumber(cell: string, decimal: "." | ","): number {
  const first = cell.charCodeAt(0);
  if (first === 0x2212) return parseNumber(`-${cell.slice(1)}`, decimal);
  // digits, sign, point, comma: everything else ("abc", "Infinity", "", "0x" is caught below) is not a number
  if (!((first >= 48 && first <= 57) || (first >= 43 && first <= 46))) return Number.NaN;
  let text = cell;
  if (decimal === ",") {
    if (cell.includes(".")) return Number.NaN;
    text = cell.replace(",", ".");
  }
  const value = Number(text);
  if (!Number.isNaN(value)) {
    const second = cell.charCodeAt(1) | 32;
    return second === 120 || second === 98 || second === 111 ? Number.NaN : value;
  }
  // Fortran writes 1.0D-03
  return /^[+-]?[\d.]+[dD][+-]?\d+$/.test(text) ? Number(text.replace(/[dD]/, "e")) : Number.NaN;
}

const POWERS = Array.from({ length: 23 }, (_, n) => Number(`1e${n}`));

/**
 * Number between two positions of a line, without a string of its own; undefined when this is not plain enough to tell, and
 * `parseNumber` must look. Correctly rounded: the digits make an integer below 2⁵³, which one exact power of ten
 * (up to 10²²) multiplies or divides (Clinger, "How to read floating point numbers accurately", 1990, fast path).
 */
export function scanNumber(line: string, from: number, to: number, decimal: "." | ","): number | undefined {
  const mark = decimal === "." ? 46 : 44;
  let at = from;
  let code = line.charCodeAt(at);
  const negative = code === 45;
  if (negative || code === 43) at++;
  let mantissa = 0;
  let digits = 0;
  let exponent = 0;
  let afterMark = false;
  for (; at < to; at++) {
    code = line.charCodeAt(at);
    if (code >= 48 && code <= 57) {
      mantissa = 10 * mantissa + (code - 48);
      digits++;
      if (afterMark) exponent--;
    } else if (code === mark && !afterMark) afterMark = true;
    else break;
  }
  if (digits === 0 || mantissa > Number.MAX_SAFE_INTEGER) return undefined;
  if (at < to) {
    if (code !== 69 && code !== 101) return undefined;
    at++;
    const sign = line.charCodeAt(at);
    if (sign === 43 || sign === 45) at++;
    const start = at;
    let power = 0;
    for (; at < to && at - start < 4; at++) {
      code = line.charCodeAt(at);
      if (code < 48 || code > 57) return undefined;
      power = 10 * power + (code - 48);
    }
    if (at === start || at < to) return undefined;
    exponent += sign === 45 ? -power : power;
  }
  if (exponent < -22 || exponent > 22) return undefined;
  const value = exponent < 0 ? mantissa / POWERS[-exponent] : mantissa * POWERS[exponent];
  return negative ? -value : value;
}

/** "NaN", "inf", "1.#QNAN", "overload" written by a program in place of a number. */
export function isMissingNumber(cell: string): boolean {
  return /^[+-]?(nan|inf(inity)?|1?[.,]?#\S*|n\/?a|null|none|ovl|over(load)?|-+|\?+)$/i.test(cell);
}

/** Cells of a line, without blanks around them and without the quotes that enclose a whole cell. */
export function splitCells(line: string, delimiter: string): string[] {
  if (line.includes('"')) return splitQuoted(line, delimiter);
  if (delimiter === " ") {
    const text = line.trim();
    return text === "" ? [] : text.split(/\s+/);
  }
  const cells = line.split(delimiter);
  for (let i = 0; i < cells.length; i++) cells[i] = cells[i].trim();
  return cells;
}

function splitQuoted(line: string, delimiter: string): string[] {
  const isDelimiter = (at: number): boolean =>
    delimiter === " " ? /\s/.test(line[at]) : line[at] === delimiter;
  const cells: string[] = [];
  let at = 0;
  while (at <= line.length) {
    while (at < line.length && /\s/.test(line[at]) && !(delimiter !== " " && isDelimiter(at))) at++;
    if (delimiter === " " && at === line.length) break;
    if (line[at] === '"') {
      // A quote closes the cell only in front of a delimiter: CHI writes Z"/ohm, which is no quote at all.
      let cell = "";
      let end = at + 1;
      while (end < line.length && !(line[end] === '"' && line[end + 1] !== '"')) {
        if (line[end] === '"') end++;
        cell += line[end++];
      }
      let next = end + 1;
      while (next < line.length && /\s/.test(line[next]) && !isDelimiter(next)) next++;
      if (end < line.length && (next >= line.length || isDelimiter(next))) {
        cells.push(cell.trim());
        if (next >= line.length) return cells;
        at = next + 1;
        continue;
      }
    }
    let end = at;
    while (end < line.length && !isDelimiter(end)) end++;
    cells.push(line.slice(at, end).trim());
    if (end >= line.length) return cells;
    at = end + 1;
  }
  return cells;
}

/** Cells that hold a finite number. */
export function countNumbers(cells: readonly string[], decimal: "." | ","): number {
  let count = 0;
  for (const cell of cells) if (Number.isFinite(parseNumber(cell, decimal))) count++;
  return count;
}

/**
 * The delimiter and decimal mark under which the most cells of the first lines are numbers, in lines
 * of which at least half of the cells are numbers; undefined when no line holds two numbers.
 * A tie goes to the point and to the delimiter that comes first in tab ; | , blank.
 */
export function detectDialect(lines: readonly string[], options: ReadOptions = {}): Dialect | undefined {
  const delimiters = options.delimiter === undefined ? DELIMITERS : [options.delimiter];
  const decimals = options.decimal === undefined ? ([".", ","] as const) : [options.decimal];
  let best: Dialect | undefined;
  let most = 0;
  const sample = Math.min(lines.length, SAMPLE);
  for (const decimal of decimals) {
    for (const delimiter of delimiters) {
      let numbers = 0;
      for (let i = 0; i < sample; i++) {
        const cells = splitCells(lines[i], delimiter);
        if (cells.length < 2) continue;
        const count = countNumbers(cells, decimal);
        const filled = cells.reduce((sum, cell) => sum + (cell === "" ? 0 : 1), 0);
        if (count >= 2 && 2 * count >= filled) numbers += count;
      }
      if (numbers > most) {
        most = numbers;
        best = { delimiter, decimal };
      }
    }
  }
  return best;
}
