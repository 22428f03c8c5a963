// Candidates that wait for two answers, in any order: whether the rule of distance keeps them, and their prominence and width. A
// candidate is emitted when it has both.

import { emit, moved, RECORD } from "./peakrecord";

const STATE: usize = RECORD;
const SLOT: usize = RECORD + 8;
const KEPT = 1;
const REMOVED = 2;
const MEASURED = 4;
const FAILED = 8;

let slots: usize = 0;
let room = 0;
/** Slots ever used; freed ones form a chain, −1 ends it. */
let used = 0;
let free = -1;
/** Candidates that wait. */
export let waiting = 0;

export function openPending(): void {
  slots = 0;
  room = 0;
  used = 0;
  free = -1;
  waiting = 0;
}

/** Room for so many more; false without memory. */
export function reservePending(more: i32): bool {
  if (used + more <= room) return true;
  room = 2 * (used + more);
  slots = moved(slots, <usize>used * SLOT, <usize>room * SLOT);
  return slots !== 0;
}

function at(slot: i32): usize {
  return slots + <usize>slot * SLOT;
}

export function recordOf(slot: i32): usize {
  return at(slot);
}

export function takeSlot(): i32 {
  let slot = free;
  if (slot >= 0) free = load<i32>(at(slot));
  else slot = used++;
  store<i32>(at(slot), 0, STATE);
  waiting++;
  return slot;
}

function settle(slot: i32, state: i32): void {
  store<i32>(at(slot), state, STATE);
  if ((state & (KEPT | REMOVED)) === 0 || (state & MEASURED) === 0) return;
  if ((state & KEPT) !== 0 && (state & FAILED) === 0) emit(at(slot));
  store<i32>(at(slot), free);
  free = slot;
  waiting--;
}

/** The answer of the rule of distance. */
export function decide(slot: i32, kept: bool): void {
  settle(slot, load<i32>(at(slot), STATE) | (kept ? KEPT : REMOVED));
}

/** The answer of prominence and width; the record holds them. */
export function measured(slot: i32, passed: bool): void {
  settle(slot, load<i32>(at(slot), STATE) | (passed ? MEASURED : MEASURED | FAILED));
}

export function isRemoved(slot: i32): bool {
  return (load<i32>(at(slot), STATE) & REMOVED) !== 0;
}
