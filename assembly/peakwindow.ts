// Prominence and width within a window around each peak (`wlen`), or of any sample that the caller names: walks outward from the sample as
// `peak_prominences` and `peak_widths` of SciPy do. A peak waits until its window is complete; memory is that of two windows.

import { D_REACH, FLAG_WIDTH, flagged, meets, PROMINENCE } from "./criteria";
import { number } from "./job";
import { get } from "./memory";
import { emit, INDEX, LEFT_BASE, moved, PEAK_PROMINENCE, PEAK_X, RECORD, RIGHT_BASE } from "./peakrecord";
import { crossingLevel, takeLeft, takeRight, widthMeets } from "./peakwidth";
import { isRemoved, measured, recordOf } from "./pending";
import { axis, first, firstFrom, held, positionOf, values } from "./samplebuffer";

// A peak that waits: its record, then its slot or −1
const SLOT: usize = RECORD;
const WAITING: usize = RECORD + 8;

let queue: usize = 0;
let room = 0;
let head = 0;
let tail = 0;
let reach = 0.0;

export function openWindow(): void {
  queue = 0;
  room = 0;
  head = 0;
  tail = 0;
  reach = number(D_REACH);
}

export function inWindows(): i32 {
  return tail - head;
}

/** Room for so many more; false without memory. */
export function reserveWindow(more: i32): bool {
  if (2 * head > tail) {
    memory.copy(queue, queue + <usize>head * WAITING, <usize>(tail - head) * WAITING);
    tail -= head;
    head = 0;
  }
  if (tail + more <= room) return true;
  room = 2 * (tail + more);
  queue = moved(queue, <usize>tail * WAITING, <usize>room * WAITING);
  return queue !== 0;
}

/** Where the record of a peak that has no slot is to be written. */
export function awaitWindow(slot: i32): usize {
  const at = queue + <usize>tail * WAITING;
  tail++;
  store<i32>(at, slot, SLOT);
  return at;
}

function recordAt(at: usize): usize {
  const slot = load<i32>(at, SLOT);
  return slot < 0 ? at : recordOf(slot);
}

/** Where a record lies: on the axis, or its place in the series. */
function positionOfPeak(record: usize): f64 {
  return axis !== 0 ? load<f64>(record, PEAK_X) : load<f64>(record, INDEX);
}

/** Measures the peaks whose window is complete; all when the series has ended. */
export function settleWindows(ended: bool): void {
  const last = positionOf(held - 1);
  while (head < tail) {
    const at = queue + <usize>head * WAITING;
    const record = recordAt(at);
    const position = positionOfPeak(record);
    if (!ended && !(last >= position + reach)) return;
    head++;
    const slot = load<i32>(at, SLOT);
    if (slot >= 0 && isRemoved(slot)) {
      measured(slot, false);
      continue;
    }
    const passed = walkWindow(record);
    if (slot >= 0) measured(slot, passed);
    else if (passed) emit(record);
  }
}

/** The first held sample that a waiting peak, or one at `position` or later, needs. */
export function neededFrom(position: f64): i32 {
  const oldest = head < tail ? positionOfPeak(recordAt(queue + <usize>head * WAITING)) : position;
  return firstFrom(min(oldest, position) - reach);
}

/** Prominence and width of a record whose window is held; whether they lie between their limits. */
export function walkWindow(record: usize): bool {
  const position = positionOfPeak(record);
  const from = firstFrom(position - reach);
  let to = firstFrom(position + reach);
  if (to === held || positionOf(to) > position + reach) to--;
  return walk(record, <i32>(load<f64>(record, INDEX) - first), from, to);
}

/** Prominence and width of sample p between two samples; whether they lie between their limits. */
function walk(record: usize, p: i32, from: i32, to: i32): bool {
  const height = get(values, p);
  let leftLow = height;
  let leftBase = p;
  for (let i = p; i >= from; i--) {
    const value = get(values, i);
    if (!(value <= height)) break;
    if (value < leftLow) {
      leftLow = value;
      leftBase = i;
    }
  }
  let rightLow = height;
  let rightBase = p;
  for (let i = p; i <= to; i++) {
    const value = get(values, i);
    if (!(value <= height)) break;
    if (value < rightLow) {
      rightLow = value;
      rightBase = i;
    }
  }
  const prominence = height - max(leftLow, rightLow);
  store<f64>(record, prominence, PEAK_PROMINENCE);
  store<f64>(record, first + <f64>leftBase, LEFT_BASE);
  store<f64>(record, first + <f64>rightBase, RIGHT_BASE);
  if (!meets(PROMINENCE, prominence, prominence, load<f64>(record, INDEX))) return false;
  return !flagged(FLAG_WIDTH) || walkWidth(record, p, leftBase, rightBase);
}

/** Width of sample p, whose prominence is known, between its bases; whether it lies between its limits. */
export function walkWidth(record: usize, p: i32, leftBase: i32, rightBase: i32): bool {
  const level = crossingLevel(record);
  let i = p;
  while (leftBase < i && level < get(values, i)) i--;
  let inside = 0.0;
  if (get(values, i) < level) inside = (level - get(values, i)) / (get(values, i + 1) - get(values, i));
  takeLeft(record, first + <f64>i + inside, between(i, i + 1, inside));
  i = p;
  while (i < rightBase && level < get(values, i)) i++;
  inside = 0;
  if (get(values, i) < level) inside = (level - get(values, i)) / (get(values, i - 1) - get(values, i));
  takeRight(record, first + <f64>i - inside, between(i, i - 1, inside));
  return widthMeets(record);
}

/** Position of what is inside between two samples. */
function between(i: i32, next: i32, inside: f64): f64 {
  if (axis === 0) return 0;
  const x = get(axis, i);
  return inside === 0 ? x : x + inside * (get(axis, next) - x);
}
