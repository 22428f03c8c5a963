// Prominences in one pass: a stack of the maxima that nothing higher has followed yet, so their heights fall from bottom to top. A maximum
// closes when a strictly higher one comes, a NaN, or the end. What lies between two open maxima is known by its least value alone, so time
// is O(n) and memory that of the open maxima. A maximum whose left side alone makes its prominence too small is not opened: were it taken
// for a wall by a lower one to its right, that one's left side would be too small as well, with or without the wall. Equal heights see through each other, as in the walk of SciPy's `peak_prominences`
// (P. Virtanen et al., Nat. Methods 17, 261 (2020), scipy.signal): of equal minima the base is the one nearest to the peak.

import { FLAG_WIDTH, flagged, leastOf, meets, PROMINENCE } from "./criteria";
import {
  clearFlanks,
  crossing,
  crossingX,
  crossLeft,
  crossRight,
  endBelow,
  joinLeft,
  joinRight,
  leftEnd,
  rightEnd,
  settleLeft,
  settleRight,
  shortenLeft,
  shortenRight,
  takeCrossing,
} from "./flanks";
import {
  emit,
  INDEX,
  LEFT_BASE,
  moved,
  PEAK_HEIGHT,
  PEAK_PROMINENCE,
  RECORD,
  RIGHT_BASE,
} from "./peakrecord";
import { crossingLevel, takeLeft, takeRight, widthMeets } from "./peakwidth";
import { isRemoved, measured, recordOf } from "./pending";

// An open maximum: its record, least values to the left and, up to the next open maximum, to the right, slot, slices of its flanks
const LEFT_LOW: usize = RECORD;
const RIGHT_LOW: usize = RECORD + 8;
const SLOT: usize = RECORD + 16;
const LEFT_FROM: usize = RECORD + 24;
const LEFT_TO: usize = RECORD + 28;
const RIGHT_FROM: usize = RECORD + 32;
const RIGHT_TO: usize = RECORD + 36;
const OPEN: usize = RECORD + 40;

/** Slots of a maximum that is no candidate, and of a candidate that waits for nothing but its prominence. */
export const NO_CANDIDATE = -2;
export const NO_SLOT = -1;

let bottom: usize = 0;
/** Behind the last entry. */
let end: usize = 0;
let room = 0;
let flanked: bool = false;
/** Prominence that all peaks must have. */
let required = 0.0;
/** Where the newest left slice begins. */
let climb: usize = 0;
/** Height of the last open maximum; ∞ without any. */
let topHeight = 0.0;
/** Least value since the last open maximum, or since the start, and its first and last place. */
let low = 0.0;
let lowFirst = 0.0;
let lowLast = 0.0;

export function openProminence(): void {
  bottom = 0;
  end = 0;
  room = 0;
  climb = 0;
  low = Infinity;
  topHeight = Infinity;
  flanked = flagged(FLAG_WIDTH);
  required = leastOf(PROMINENCE);
}

export function openMaxima(): i32 {
  return <i32>((end - bottom) / OPEN);
}

/** Room for so many more; false without memory. */
export function reserveProminence(more: i32): bool {
  const used = openMaxima();
  if (flanked) closeGaps();
  if (used + more <= room) return true;
  room = 2 * (used + more);
  const to = moved(bottom, <usize>used * OPEN, <usize>room * OPEN);
  if (to === 0) return false;
  end = to + <usize>used * OPEN;
  bottom = to;
  return true;
}

/** A minimum was passed, or the series ends low; `from` and `to` are the first and the last of equal samples. */
export function passLow(value: f64, from: f64, to: f64): void {
  if (value > low) return;
  if (value < low) {
    low = value;
    lowFirst = from;
  }
  lowLast = to;
}

/** Whether a value is as low as any since the last open maximum. */
export function reachesLow(value: f64): bool {
  return value <= low;
}

/** The climb to the next maximum begins at a minimum. */
export function beginClimb(value: f64): void {
  // What is left of the climb to a maximum that was not opened
  shortenLeft(endBelow(climb, leftEnd, value));
}

/** Whether a fall to a value is a step of the right flank of the last open maximum. */
export function isStep(value: f64): bool {
  return end > bottom && value < low;
}

/** Whether no maximum up to a height can be opened, or close another, when `least` comes before it at the lowest. */
export function passesUnder(height: f64, least: f64): bool {
  return height < topHeight && height - min(low, least) < required;
}

/**
 * Takes a maximum. Closes those that are lower.
 * @param slot of the pending candidate, or NO_SLOT or NO_CANDIDATE
 * @returns where the record of a candidate without a slot is to be written; 0 when it cannot be prominent enough
 */
export function pushMaximum(height: f64, slot: i32): usize {
  if (height < topHeight && height - low < required) {
    if (slot >= 0) measured(slot, false);
    return 0;
  }
  let least = low;
  let place = lowLast;
  let start = climb;
  passToTop();
  while (end > bottom) {
    const top = end - OPEN;
    const h = load<f64>(top, PEAK_HEIGHT);
    if (h > height) break;
    const theirs = load<f64>(top, LEFT_LOW);
    const stays = h === height && load<i32>(top, SLOT) !== NO_CANDIDATE;
    if (!stays) close();
    // The entry is off the stack, but nothing stands in its place yet. Its width needed its flank: only now it may be joined
    if (flanked && !stays) {
      // Its own left may be seen through equal heights below it; what lies between it and the new maximum is its right
      const floor = load<f64>(top, RIGHT_LOW);
      start = joinLeft(load<u32>(top, LEFT_FROM), load<u32>(top, LEFT_TO), floor, start);
    }
    if (theirs < least) {
      least = theirs;
      place = load<f64>(top, LEFT_BASE);
    }
    if (stays) break;
  }
  if (flanked && end > bottom) store<u32>(end - OPEN, <u32>rightEnd, RIGHT_TO);
  const at = end;
  end += OPEN;
  topHeight = height;
  low = Infinity;
  store<f64>(at, height, PEAK_HEIGHT);
  store<f64>(at, least, LEFT_LOW);
  store<f64>(at, place, LEFT_BASE);
  store<f64>(at, height, RIGHT_LOW);
  store<i32>(at, slot, SLOT);
  if (flanked) {
    store<u32>(at, <u32>start, LEFT_FROM);
    store<u32>(at, <u32>leftEnd, LEFT_TO);
    store<u32>(at, <u32>rightEnd, RIGHT_FROM);
    climb = leftEnd;
  }
  return at;
}

/** What was passed since the last open maximum lies to its right. */
function passToTop(): void {
  if (end > bottom) lower(end - OPEN, low, lowFirst);
}

function lower(at: usize, value: f64, place: f64): void {
  if (value < load<f64>(at, RIGHT_LOW)) {
    store<f64>(at, value, RIGHT_LOW);
    store<f64>(at, place, RIGHT_BASE);
  }
}

/** Takes the last entry off the stack. */
function close(): void {
  end -= OPEN;
  const at = end;
  const slot = load<i32>(at, SLOT);
  if (slot !== NO_CANDIDATE) measure(at, slot);
  if (end === bottom) {
    if (flanked) shortenRight(0);
    return;
  }
  const below = end - OPEN;
  if (flanked) {
    const floor = load<f64>(below, RIGHT_LOW);
    const from = load<u32>(at, RIGHT_FROM);
    const joined = joinRight(load<u32>(below, RIGHT_FROM), load<u32>(below, RIGHT_TO), floor, from);
    store<u32>(below, <u32>joined, RIGHT_FROM);
  }
  lower(below, load<f64>(at, RIGHT_LOW), load<f64>(at, RIGHT_BASE));
}

function measure(at: usize, slot: i32): void {
  let record = at;
  if (slot !== NO_SLOT) {
    if (isRemoved(slot)) {
      measured(slot, false);
      return;
    }
    record = recordOf(slot);
    store<f64>(record, load<f64>(at, LEFT_BASE), LEFT_BASE);
    store<f64>(record, load<f64>(at, RIGHT_BASE), RIGHT_BASE);
  }
  const prominence = load<f64>(at, PEAK_HEIGHT) - max(load<f64>(at, LEFT_LOW), load<f64>(at, RIGHT_LOW));
  store<f64>(record, prominence, PEAK_PROMINENCE);
  let passed = meets(PROMINENCE, prominence, prominence, load<f64>(record, INDEX));
  if (passed && flanked) {
    const level = crossingLevel(record);
    if (level < load<f64>(record, PEAK_HEIGHT)) {
      crossLeftOf(at, level);
      takeLeft(record, crossing, crossingX);
      crossRight(load<u32>(at, RIGHT_FROM), level);
      takeRight(record, crossing, crossingX);
    }
    passed = widthMeets(record);
  }
  if (slot !== NO_SLOT) measured(slot, passed);
  else if (passed) emit(record);
}

/** Where a level is crossed to the left of an open maximum: in its own slice or in those of equal ones before it. */
function crossLeftOf(at: usize, level: f64): void {
  let entry = at;
  if (crossLeft(load<u32>(entry, LEFT_FROM), load<u32>(entry, LEFT_TO), level)) return;
  const height = load<f64>(at, PEAK_HEIGHT);
  const base = load<f64>(at, LEFT_BASE);
  let deepest = crossing;
  let deepestX = crossingX;
  while (entry > bottom && load<f64>(entry - OPEN, PEAK_HEIGHT) === height) {
    entry -= OPEN;
    if (crossLeft(load<u32>(entry, LEFT_FROM), load<u32>(entry, LEFT_TO), level)) return;
    if (crossing === base) {
      deepest = crossing;
      deepestX = crossingX;
    }
  }
  takeCrossing(deepest, deepestX);
}

/** Closes all: the series ends here, or a NaN stands behind it. */
export function closeAll(): void {
  passToTop();
  while (end > bottom) close();
  clearFlanks();
  climb = 0;
  low = Infinity;
  topHeight = Infinity;
}

/** Moves the slices together when more gaps than steps stand between them. */
function closeGaps(): void {
  let leftKept: usize = leftEnd - climb;
  let rightKept: usize = 0;
  for (let at = bottom; at < end; at += OPEN) {
    leftKept += load<u32>(at, LEFT_TO) - load<u32>(at, LEFT_FROM);
    rightKept += (at + OPEN === end ? rightEnd : load<u32>(at, RIGHT_TO)) - load<u32>(at, RIGHT_FROM);
  }
  if (leftEnd > 2 * leftKept + 0x10000) {
    let to: usize = 0;
    for (let at = bottom; at < end; at += OPEN) {
      const from = load<u32>(at, LEFT_FROM);
      const until = load<u32>(at, LEFT_TO);
      settleLeft(to, from, until);
      store<u32>(at, <u32>to, LEFT_FROM);
      to += until - from;
      store<u32>(at, <u32>to, LEFT_TO);
    }
    settleLeft(to, climb, leftEnd);
    shortenLeft(to + leftEnd - climb);
    climb = to;
  }
  if (rightEnd > 2 * rightKept + 0x10000) {
    let to: usize = 0;
    for (let at = bottom; at < end; at += OPEN) {
      const from = load<u32>(at, RIGHT_FROM);
      const until = at + OPEN === end ? <u32>rightEnd : load<u32>(at, RIGHT_TO);
      settleRight(to, from, until);
      store<u32>(at, <u32>to, RIGHT_FROM);
      to += until - from;
      store<u32>(at, <u32>to, RIGHT_TO);
    }
    shortenRight(to);
  }
}
