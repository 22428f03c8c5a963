// The flanks of the open maxima: to the left and to the right of each, the samples that are lower than all between them and the maximum.
// A level that is crossed between a maximum and its base is crossed first at one of these steps, so the width of a peak needs no others,
// and what is kept of a series of any length is its steps.
// Each maximum owns a slice of either stack, in the order of the maxima. A slice holds the steps down to the next maximum that stays
// open; when that one closes, what is lower of its slice is joined. The shorter part of two is moved, so gaps may stand between slices.

import { FLAG_AXIS, flagged } from "./criteria";
import { moved } from "./peakrecord";

// A step: place, value, value of the sample next to it on the side of the maximum; with an axis the x of both
const VALUE: usize = 8;
const NEXT: usize = 16;
const X: usize = 24;
const NEXT_X: usize = 32;
let stepBytes: usize = 24;

let left: usize = 0;
let right: usize = 0;
let leftRoom: usize = 0;
let rightRoom: usize = 0;
/** Ends of the stacks, in bytes. */
export let leftEnd: usize = 0;
export let rightEnd: usize = 0;

export function openFlanks(): void {
  stepBytes = flagged(FLAG_AXIS) ? 40 : 24;
  left = 0;
  right = 0;
  leftRoom = 0;
  rightRoom = 0;
  clearFlanks();
}

export function clearFlanks(): void {
  leftEnd = 0;
  rightEnd = 0;
}

/** Room for so many more steps on either side; false without memory. */
export function reserveFlanks(more: i32): bool {
  const bytes = <usize>more * stepBytes;
  if (leftEnd + bytes > leftRoom) {
    leftRoom = 2 * (leftEnd + bytes);
    left = moved(left, leftEnd, leftRoom);
    if (left === 0) return false;
  }
  if (rightEnd + bytes > rightRoom) {
    rightRoom = 2 * (rightEnd + bytes);
    right = moved(right, rightEnd, rightRoom);
    if (right === 0) return false;
  }
  return true;
}

export function pushLeft(place: f64, value: f64, next: f64, x: f64, nextX: f64): void {
  leftEnd = push(left, leftEnd, place, value, next, x, nextX);
}

export function pushRight(place: f64, value: f64, next: f64, x: f64, nextX: f64): void {
  rightEnd = push(right, rightEnd, place, value, next, x, nextX);
}

function push(stack: usize, end: usize, place: f64, value: f64, next: f64, x: f64, nextX: f64): usize {
  const at = stack + end;
  store<f64>(at, place);
  store<f64>(at, value, VALUE);
  store<f64>(at, next, NEXT);
  if (stepBytes > 24) {
    store<f64>(at, x, X);
    store<f64>(at, nextX, NEXT_X);
  }
  return end + stepBytes;
}

/** Values of a left slice rise. The end of its steps below a value. */
export function endBelow(from: usize, to: usize, value: f64): usize {
  let low = from / stepBytes;
  let high = to / stepBytes;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<f64>(left + middle * stepBytes, VALUE) < value) low = middle + 1;
    else high = middle;
  }
  return low * stepBytes;
}

/** Values of a right slice fall. The first of its steps below a value. */
function startBelow(from: usize, to: usize, value: f64): usize {
  let low = from / stepBytes;
  let high = to / stepBytes;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<f64>(right + middle * stepBytes, VALUE) < value) high = middle;
    else low = middle + 1;
  }
  return low * stepBytes;
}

/** Joins what is below `floor` of an older left slice to the newest, which begins at `start`; returns where it begins now. */
export function joinLeft(from: usize, to: usize, floor: f64, start: usize): usize {
  const end = endBelow(from, to, floor);
  if (end === from) {
    // All of it is gone: the newest may take its place when that is cheap
    return leftEnd - start <= stepBytes * 8 ? shiftLeft(from, start) : start;
  }
  if (end === start) return from;
  if (end - from < leftEnd - start) {
    const to = start - (end - from);
    memory.copy(left + to, left + from, end - from);
    return to;
  }
  shiftLeft(end, start);
  return from;
}

function shiftLeft(to: usize, start: usize): usize {
  if (to === start) return to;
  memory.copy(left + to, left + start, leftEnd - start);
  leftEnd -= start - to;
  return to;
}

/** Joins what is below `floor` of the newest right slice to the one before it; returns where that begins now. */
export function joinRight(from: usize, to: usize, floor: f64, start: usize): usize {
  const first = startBelow(start, rightEnd, floor);
  if (to === first) return from;
  const kept = rightEnd - first;
  if (to - from < kept) {
    const joined = first - (to - from);
    memory.copy(right + joined, right + from, to - from);
    return joined;
  }
  memory.copy(right + to, right + first, kept);
  rightEnd = to + kept;
  return from;
}

/** What a crossing is at: its place, and with an axis its x. */
export let crossing = 0.0;
export let crossingX = 0.0;

/** Takes what was found for the crossing of a level at a step. */
function cross(at: usize, level: f64, side: f64): void {
  crossing = load<f64>(at);
  const value = load<f64>(at, VALUE);
  const inside = value < level ? (level - value) / (load<f64>(at, NEXT) - value) : 0;
  crossing += side * inside;
  if (stepBytes > 24) crossingX = load<f64>(at, X) + inside * (load<f64>(at, NEXT_X) - load<f64>(at, X));
}

/** The crossing of a level, first from the maximum, in its left slice; false when all steps are above it: then at the last of them. */
export function crossLeft(from: usize, to: usize, level: f64): bool {
  let low = from / stepBytes;
  let high = to / stepBytes;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<f64>(left + middle * stepBytes, VALUE) <= level) low = middle + 1;
    else high = middle;
  }
  const below = low * stepBytes > from;
  cross(left + (below ? (low - 1) * stepBytes : from), level, 1);
  return below;
}

/** The same in the newest right slice. */
export function crossRight(from: usize, level: f64): void {
  let low = from / stepBytes;
  let high = rightEnd / stepBytes;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<f64>(right + middle * stepBytes, VALUE) <= level) high = middle;
    else low = middle + 1;
  }
  cross(right + min(low * stepBytes, rightEnd - stepBytes), level, -1);
}

export function takeCrossing(place: f64, x: f64): void {
  crossing = place;
  crossingX = x;
}

/** Closes a gap below a left slice. */
export function settleLeft(to: usize, from: usize, end: usize): void {
  if (to !== from) memory.copy(left + to, left + from, end - from);
}

export function settleRight(to: usize, from: usize, end: usize): void {
  if (to !== from) memory.copy(right + to, right + from, end - from);
}

export function shortenLeft(end: usize): void {
  leftEnd = end;
}

export function shortenRight(end: usize): void {
  rightEnd = end;
}
