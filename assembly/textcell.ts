// One cell of a text: where it ends, and the number in it.

import { power, scaled } from "./decimal";

export const TAB = 9;
export const LINE_FEED = 10;
export const RETURN = 13;
export const BLANK = 32;
const QUOTE = 34;

const TWO_53 = 9007199254740992.0;
let delimiter = 0;
/** Where the cell that was parsed last ends: at a delimiter or at the end of the line. */
export let after: usize = 0;

/** @param character between cells; a blank stands for runs of blanks and tabs */
export function delimitBy(character: i32): void {
  delimiter = character;
}

export function isLineEnd(c: i32): bool {
  return c === LINE_FEED || c === RETURN;
}

function isDelimiter(c: i32): bool {
  return c === delimiter || (delimiter === BLANK && c === TAB);
}

/** Blanks around a cell, as far as they do not separate cells. */
function isPadding(c: i32): bool {
  return (c === BLANK || c === TAB) && !isDelimiter(c);
}

/** Moves `after` behind the cell that begins at p. A quote closes only in front of a delimiter; a cell ends with its line. */
export function skipCell(p: usize): void {
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

/** Bounds of the cell from p to `after` without padding and quotes, as i32 pair at `to`; places count from `text`. */
export function storeRange(p: usize, to: usize, text: usize): void {
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

/**
 * The number in the cell at p: moves `after` behind it. NaN and `plain` false where the cell is no plain number.
 */
export let plain = false;
export function parseCell(begin: usize, decimal: i32, shift: i32): f64 {
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
