// Lines of a text table to columns of numbers. Text stands in the job; rows and what could not be read go to the results.
//
// Numbers are correctly rounded (`decimal.ts`); what is none, or would need more digits, is flagged with its place.

import { address, section, W_AT_RESULTS, word } from "./job";
import {
  after,
  BLANK,
  delimitBy,
  isLineEnd,
  LINE_FEED,
  parseCell,
  plain,
  RETURN,
  skipCell,
  storeRange,
  TAB,
} from "./textcell";

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

let text: usize = 0;
let columns: usize = 0;
let capacity = 0;
let flagAt: usize = 0;
let flags = 0;
let row = 0;
let lines = 0;
function flag(column: i32, from: usize, to: usize, cells: i32): void {
  const at = flagAt + <usize>flags * FLAG_BYTES;
  store<i32>(at, row);
  store<i32>(at, column, 4);
  store<i32>(at, <i32>(from - text), 8);
  store<i32>(at, <i32>(to - from), 12);
  store<i32>(at, cells, 16);
  flags++;
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
  delimitBy(word(W_DELIMITER));
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
        if (kind !== 0) storeRange(p, to, text);
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
