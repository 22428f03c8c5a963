// Peaks nearer to each other than a distance: the highest stays, its neighbours go, then the highest of the others stays, and so on; of
// equal ones the later stays. Without sorting: a candidate that is higher than every undecided one within the distance is what that rule
// would take next among its neighbours, so it stays. Passes over the undecided ones, to the right and to the left in turn, take them all;
// each pass decides whole flights of rising or of falling candidates.

import { D_DISTANCE } from "./criteria";
import { number } from "./job";
import { brief, emitBrief, moved } from "./peakrecord";
import { decide } from "./pending";

// A candidate: place and height, −∞ when it is decided; its slot, if it has one, stands in a list of its own
const CANDIDATE: usize = 16;
const TOP: usize = 8;

let queue: usize = 0;
let slots: usize = 0;
let room = 0;
/** Undecided candidates. */
let queued = 0;
/** Number at which the next settlement is worth its passes: twice what the last one left, so that passes cost O(1) per candidate. */
let due = 1;
let distance = 0.0;

export function openDistance(): void {
  queue = 0;
  slots = 0;
  room = 0;
  queued = 0;
  due = 1;
  distance = number(D_DISTANCE);
}

/** Room for so many more; false without memory. */
export function reserveDistance(more: i32): bool {
  if (queued + more <= room) return true;
  room = 2 * (queued + more);
  queue = moved(queue, <usize>queued * CANDIDATE, <usize>room * CANDIDATE);
  if (!brief) slots = moved(slots, (<usize>queued) << 2, (<usize>room) << 2);
  return queue !== 0 && (brief || slots !== 0);
}

export function undecided(): i32 {
  return queued;
}

/** @param slot of the candidate; without meaning when peaks come out brief */
export function enqueue(place: f64, height: f64, slot: i32): void {
  const at = queue + <usize>queued * CANDIDATE;
  store<f64>(at, place);
  store<f64>(at, height, TOP);
  if (!brief) store<i32>(slots + ((<usize>queued) << 2), slot);
  queued++;
}

/** Settles what can be settled when no candidate can come any more before `horizon`. */
export function settleDistance(horizon: f64, ending: bool): void {
  if (queued < due && !ending) return;
  while (passForth(horizon) && passBack(horizon)) compact();
  compact();
  due = max(1, 2 * queued);
}

function passForth(horizon: f64): bool {
  let changed = false;
  const end = queue + <usize>queued * CANDIDATE;
  for (let at = queue; at < end; at += CANDIDATE) {
    if (prevails(at, end, horizon)) {
      changed = true;
      take(at, end);
    }
  }
  return changed;
}

function passBack(horizon: f64): bool {
  let changed = false;
  const end = queue + <usize>queued * CANDIDATE;
  for (let at = end; at > queue; ) {
    at -= CANDIDATE;
    if (prevails(at, end, horizon)) {
      changed = true;
      take(at, end);
    }
  }
  return changed;
}

/**
 * Whether an undecided candidate is higher than all undecided ones within the distance. Looks outward to both sides in turn: over all
 * candidates that costs O(n log n), because few of them are the highest of a wide neighbourhood.
 */
function prevails(at: usize, end: usize, horizon: f64): bool {
  const height = load<f64>(at, TOP);
  if (height === -Infinity) return false;
  const place = load<f64>(at);
  if (!(horizon - place >= distance)) return false;
  let left = at;
  let right = at + CANDIDATE;
  let more = true;
  while (more) {
    more = false;
    if (right < end && load<f64>(right) - place < distance) {
      if (load<f64>(right, TOP) >= height) return false;
      right += CANDIDATE;
      more = true;
    }
    if (left > queue && place - load<f64>(left - CANDIDATE) < distance) {
      left -= CANDIDATE;
      if (load<f64>(left, TOP) > height) return false;
      more = true;
    }
  }
  return true;
}

/** A candidate stays, and its neighbours go. */
function take(at: usize, end: usize): void {
  const place = load<f64>(at);
  if (brief) emitBrief(place, load<f64>(at, TOP));
  else decide(slotOf(at), true);
  store<f64>(at, -Infinity, TOP);
  let near = at;
  while (near > queue && place - load<f64>(near - CANDIDATE) < distance) {
    near -= CANDIDATE;
    drop(near);
  }
  for (near = at + CANDIDATE; near < end && load<f64>(near) - place < distance; near += CANDIDATE) drop(near);
}

function drop(at: usize): void {
  if (!brief && load<f64>(at, TOP) !== -Infinity) decide(slotOf(at), false);
  store<f64>(at, -Infinity, TOP);
}

function slotOf(at: usize): i32 {
  return load<i32>(slots + ((at - queue) >> 2));
}

/** Closes up what is undecided. One that stays has no more neighbours to come: else it was not decided. */
function compact(): void {
  let to = 0;
  for (let k = 0; k < queued; k++) {
    const at = queue + <usize>k * CANDIDATE;
    const height = load<f64>(at, TOP);
    if (height === -Infinity) continue;
    const there = queue + <usize>to * CANDIDATE;
    store<f64>(there, load<f64>(at));
    store<f64>(there, height, TOP);
    if (!brief) store<i32>(slots + ((<usize>to) << 2), load<i32>(slots + ((<usize>k) << 2)));
    to++;
  }
  queued = to;
}
