// Lines of a text table to columns of numbers. Text stands in the job; rows and what could not be read go to the results.
//
// A number is correctly rounded: its digits make an integer m, which one exact power of ten multiplies or divides. For m < 2⁵³ that is
// one rounding (Clinger, "How to read floating point numbers accurately", 1990); up to 18 digits m is the sum of two doubles and so is
// the quotient, and its rounding is taken when the error bound of the second cannot change it. Everything else is flagged with its place.

import { address, section, W_AT_RESULTS, word } from "./job";

export const MODE_TABLE = 32;
/** The same where runs of blanks and tabs delimit. */
export const MODE_TABLE_BLANK = 33;

const W_TEXT = 3;
const W_AT_TEXT = 4;
const W_DELIMITER = 5;
const W_DECIMAL = 6;
const W_PLANNED = 7;
const W_AT_PLAN = 8;
const W_ROWS = 9;
const W_FLAGS = 10;
const W_SLOTS = 11;

// Plan: per column of the file the kind, the slot of its values, the power of ten of its unit, spare (i32 each)
const PLAN_BYTES: usize = 16;
const KIND_NUMBER = 1;
/** Place and length of the cell in the text, two i32. */
const KIND_RANGE = 2;
/** A row without this cell is flagged. */
const REQUIRED = 4;

// Results: rows, bytes read, lines read, flags, cells of the last row, spare ×3 (i32); slots of W_ROWS doubles, of which the first holds
// place and line of each row (two i32, lines from 0); flags
const HEAD_BYTES: usize = 32;
// Flag: row, column of the file or −1 for a row that is too short, place, length, cells, spare (i32)
const FLAG_BYTES: usize = 24;

const TAB = 9;
const LINE_FEED = 10;
const RETURN = 13;
const BLANK = 32;
const QUOTE = 34;

const TWO_53 = 9007199254740992.0;
/** 2²⁷ + 1: splits a double into halves whose products are exact (Veltkamp). */
const SPLITTER = 134217729.0;

const powers: usize = memory.data<f64>([
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
  1e20, 1e21, 1e22,
]);

let text: usize = 0;
let columns: usize = 0;
let capacity = 0;
let delimiter = 0;
let flagAt: usize = 0;
let flags = 0;
let row = 0;
let lines = 0;
/** Where the cell that was parsed last ends: at a delimiter or at the end of the line. */
let after: usize = 0;

function power(n: i32): f64 {
  return load<f64>(powers + ((<usize>n) << 3));
}

function isLineEnd(c: i32): bool {
  return c === LINE_FEED || c === RETURN;
}

function isDelimiter(c: i32): bool {
  return c === delimiter || (delimiter === BLANK && c === TAB);
}

/** Blanks around a cell, as far as they do not separate cells. */
function isPadding(c: i32): bool {
  return (c === BLANK || c === TAB) && !isDelimiter(c);
}

function flag(column: i32, from: usize, to: usize, cells: i32): void {
  const at = flagAt + <usize>flags * FLAG_BYTES;
  store<i32>(at, row);
  store<i32>(at, column, 4);
  store<i32>(at, <i32>(from - text), 8);
  store<i32>(at, <i32>(to - from), 12);
  store<i32>(at, cells, 16);
  flags++;
}

/** Moves `after` behind the cell that begins at p. A quote closes only in front of a delimiter; a cell ends with its line. */
function skipCell(p: usize): void {
  let c = <i32>load<u8>(p);
  while (isPadding(c)) c = <i32>load<u8>(++p);
  if (c === QUOTE) {
    let q = p + 1;
    for (;;) {
      c = <i32>load<u8>(q);
      if (isLineEnd(c)) break;
      if (c === QUOTE) {
        c = <i32>load<u8>(++q);
        if (c === QUOTE) {
          q++;
          continue;
        }
        while (isPadding(c)) c = <i32>load<u8>(++q);
        if (isDelimiter(c) || isLineEnd(c)) {
          after = q;
          return;
        }
        continue;
      }
      q++;
    }
    // without a closing quote it is a letter like others: Z"/ohm
  }
  c = <i32>load<u8>(p);
  while (!isDelimiter(c) && !isLineEnd(c)) c = <i32>load<u8>(++p);
  after = p;
}

/** Bounds of the cell from p to `after` without padding and quotes, as i32 pair at `to`. */
function storeRange(p: usize, to: usize): void {
  let end = after;
  while (p < end && <i32>load<u8>(p) <= BLANK) p++;
  while (end > p && <i32>load<u8>(end - 1) <= BLANK) end--;
  if (end - p >= 2 && load<u8>(p) === QUOTE && load<u8>(end - 1) === QUOTE) {
    p++;
    end--;
  }
  store<i32>(to, <i32>(p - text));
  store<i32>(to, <i32>(end - p), 4);
}

/** (m + low) / 10ⁿ or (m + low) · 10ⁿ, correctly rounded, or NaN where the bound of the error does not prove it. */
function scaled(m: f64, low: f64, exponent: i32): f64 {
  const p = power(abs(exponent));
  // Halves of the exact power of ten
  let t = SPLITTER * p;
  const pHigh = t - (t - p);
  const pLow = p - pHigh;
  let head: f64;
  let rest: f64;
  if (exponent < 0) {
    head = m / p;
    t = SPLITTER * head;
    const high = t - (t - head);
    const tail = head - high;
    const product = head * p;
    const error = high * pHigh - product + high * pLow + tail * pHigh + tail * pLow;
    rest = (m - product - error + low) / p;
  } else {
    head = m * p;
    t = SPLITTER * m;
    const high = t - (t - m);
    const tail = m - high;
    rest = high * pHigh - head + high * pLow + tail * pHigh + tail * pLow + low * p;
  }
  const sum = head + rest;
  const left = rest - (sum - head);
  // The two parts are right to 2⁻⁹⁶ or better; 2⁻⁸⁰ leaves room
  const doubt = sum * 8.271806125530277e-25;
  return sum + (left + doubt) === sum && sum + (left - doubt) === sum ? sum : NaN;
}

/**
 * The number in the cell at p: moves `after` behind it. NaN and `plain` false where the cell is no plain number.
 */
let plain = false;
function parseCell(begin: usize, decimal: i32, shift: i32): f64 {
  let p = begin;
  let c = <i32>load<u8>(p);
  // What instruments write: up to nine digits, a mark, up to nine digits, and the cell is at its end
  const negated = c === 45;
  if (negated) c = <i32>load<u8>(++p);
  const start = p;
  let whole = 0;
  let part = 0;
  let count = 0;
  let digit = c - 48;
  while (<u32>digit <= 9) {
    whole = whole * 10 + digit;
    c = <i32>load<u8>(++p);
    digit = c - 48;
  }
  const wholeDigits = <i32>(p - start);
  if (c === decimal) {
    const mark = p;
    c = <i32>load<u8>(++p);
    digit = c - 48;
    while (<u32>digit <= 9) {
      part = part * 10 + digit;
      c = <i32>load<u8>(++p);
      digit = c - 48;
    }
    count = <i32>(p - mark) - 1;
  }
  if ((c === delimiter || isLineEnd(c)) && wholeDigits <= 9 && count <= 9 && wholeDigits + count > 0) {
    const sum = <f64>whole * power(count) + <f64>part;
    const e = shift - count;
    if (sum < TWO_53 && e >= -22 && e <= 22) {
      after = p;
      plain = true;
      const value = e < 0 ? sum / power(-e) : sum * power(e);
      return negated ? -value : value;
    }
  }
  p = begin;
  c = <i32>load<u8>(p);
  while (isPadding(c)) c = <i32>load<u8>(++p);
  plain = true;
  if (isDelimiter(c) || isLineEnd(c)) {
    after = p;
    return NaN;
  }
  const quoted = c === QUOTE;
  if (quoted) c = <i32>load<u8>(++p);
  const negative = c === 45;
  if (negative || c === 43) c = <i32>load<u8>(++p);
  let high = 0;
  let low = 0;
  /** Significant digits; their first nine are in `high`, the next nine in `low`. */
  let digits = 0;
  let exponent = shift;
  const first = p;
  let d = c - 48;
  while (<u32>d <= 9) {
    if (digits < 9) high = high * 10 + d;
    else low = low * 10 + d;
    digits += i32((digits | d) !== 0);
    c = <i32>load<u8>(++p);
    d = c - 48;
    if (digits >= 18) break;
  }
  let places = p - first;
  if (c === decimal) {
    c = <i32>load<u8>(++p);
    d = c - 48;
    const begin = p;
    while (<u32>d <= 9) {
      if (digits >= 18) break;
      if (digits < 9) high = high * 10 + d;
      else low = low * 10 + d;
      digits += i32((digits | d) !== 0);
      c = <i32>load<u8>(++p);
      d = c - 48;
    }
    exponent -= <i32>(p - begin);
    places += p - begin;
  }
  if (places === 0 || <u32>d <= 9) {
    plain = false;
    return NaN;
  }
  // e, E and Fortran's d, D
  const letter = c | 32;
  if (letter === 101 || letter === 100) {
    c = <i32>load<u8>(++p);
    const minus = c === 45;
    if (minus || c === 43) c = <i32>load<u8>(++p);
    const begin = p;
    let e = 0;
    d = c - 48;
    while (<u32>d <= 9) {
      if (e < 10000) e = e * 10 + d;
      c = <i32>load<u8>(++p);
      d = c - 48;
    }
    if (p === begin) {
      plain = false;
      return NaN;
    }
    exponent += minus ? -e : e;
  }
  if (quoted) {
    if (c !== QUOTE) {
      plain = false;
      return NaN;
    }
    c = <i32>load<u8>(++p);
  }
  while (isPadding(c)) c = <i32>load<u8>(++p);
  after = p;
  if (!isDelimiter(c) && !isLineEnd(c)) {
    plain = false;
    return NaN;
  }
  let value = <f64>high;
  if (digits > 9) {
    const head = value * power(digits - 9);
    const tail = <f64>low;
    value = head + tail;
    if (!(value < TWO_53)) {
      if (exponent < -22 || exponent > 22) {
        plain = false;
        return NaN;
      }
      value = scaled(value, tail - (value - head), exponent);
      plain = value === value;
      return negative ? -value : value;
    }
  }
  if (exponent !== 0 && digits > 0) {
    if (exponent < 0) {
      if (exponent < -22) {
        plain = false;
        return NaN;
      }
      value /= power(-exponent);
    } else {
      if (exponent > 22) {
        plain = false;
        return NaN;
      }
      value *= power(exponent);
    }
  }
  return negative ? -value : value;
}

/** End of the last line that is complete: trailing returns may be the beginning of a line end. */
function completeEnd(end: usize): usize {
  while (end > text && load<u8>(end - 1) === RETURN) end--;
  while (end > text && !isLineEnd(<i32>load<u8>(end - 1))) end--;
  return end;
}

/** Behind the line end at p: LF, CR, CR LF, or CR CR LF. */
function behindLineEnd(p: usize): usize {
  if (load<u8>(p) === LINE_FEED) return p + 1;
  if (load<u8>(p, 1) === LINE_FEED) return p + 2;
  if (load<u8>(p, 1) === RETURN && load<u8>(p, 2) === LINE_FEED) return p + 3;
  return p + 1;
}

/**
 * Reads complete lines until the text, the rows or the flags are at their end. Blank lines make no row. Empty cells are NaN. Two bytes
 * behind the text must be readable.
 * @param blank the delimiter is a run of blanks. Two calls, one for each, keep this a function of its own: as a part of `run` it would be
 *   too large for the optimisers of JavaScript
 */
export function tokenize(blank: bool): void {
  text = address(word(W_AT_TEXT));
  delimiter = word(W_DELIMITER);
  capacity = word(W_ROWS);
  const decimal = word(W_DECIMAL);
  const planned = word(W_PLANNED);
  const plan = address(word(W_AT_PLAN));
  const results = section(W_AT_RESULTS);
  columns = results + HEAD_BYTES;
  flagAt = columns + ((<usize>(word(W_SLOTS) * capacity)) << 3);
  const mostFlags = word(W_FLAGS) - planned - 1;
  const end = completeEnd(text + <usize>word(W_TEXT));
  row = 0;
  lines = 0;
  flags = 0;
  let cells = 0;
  let p = text;
  while (p < end && row < capacity && flags < mostFlags) {
    const begin = p;
    let c = <i32>load<u8>(p);
    while (c === BLANK || c === TAB) c = <i32>load<u8>(++p);
    if (isLineEnd(c)) {
      p = behindLineEnd(p);
      lines++;
      continue;
    }
    if (!blank) p = begin;
    store<i32>(columns + ((<usize>row) << 3), <i32>(begin - text));
    store<i32>(columns + ((<usize>row) << 3), lines, 4);
    let column = 0;
    for (; column < planned; column++) {
      const entry = plan + <usize>column * PLAN_BYTES;
      const kind = load<i32>(entry);
      const to = columns + ((<usize>(load<i32>(entry, 4) * capacity + row)) << 3);
      if ((kind & KIND_NUMBER) !== 0) {
        const value = parseCell(p, decimal, load<i32>(entry, 8));
        if (!plain) {
          skipCell(p);
          flag(column, p, after, 0);
        } else if (value !== value && (kind & REQUIRED) !== 0) flag(column, p, after, 0);
        store<f64>(to, value);
      } else {
        skipCell(p);
        if (kind !== 0) storeRange(p, to);
      }
      p = after;
      if (isLineEnd(<i32>load<u8>(p))) {
        column++;
        break;
      }
      p++;
      if (blank) {
        c = <i32>load<u8>(p);
        while (c === BLANK || c === TAB) c = <i32>load<u8>(++p);
        if (isLineEnd(c)) {
          column++;
          break;
        }
      }
    }
    cells = column;
    c = <i32>load<u8>(p);
    while (!isLineEnd(c)) c = <i32>load<u8>(++p);
    if (column < planned) {
      let lacks = false;
      for (; column < planned; column++) {
        const entry = plan + <usize>column * PLAN_BYTES;
        const kind = load<i32>(entry);
        const to = columns + ((<usize>(load<i32>(entry, 4) * capacity + row)) << 3);
        if ((kind & KIND_NUMBER) !== 0) store<f64>(to, NaN);
        else if ((kind & KIND_RANGE) !== 0) store<f64>(to, 0);
        if ((kind & REQUIRED) !== 0) lacks = true;
      }
      if (lacks) flag(-1, begin, p, cells);
    }
    p = behindLineEnd(p);
    row++;
    lines++;
  }
  store<i32>(results, row);
  store<i32>(results, <i32>(p - text), 4);
  store<i32>(results, lines, 8);
  store<i32>(results, flags, 12);
  store<i32>(results, cells, 16);
}
