// Peaks nearer to each other than a distance: the highest stays, its neighbours go, then the highest of the others stays, and so on; of
// equal ones the later stays. Without sorting: a candidate that is higher than every undecided one within the distance is what that rule
// would take next among its neighbours, so it stays. Passes over the undecided ones, to the right and to the left in turn, take them all;
// each pass decides whole flights of rising or of falling candidates.

import { D_DISTANCE } from "./criteria";
import { number } from "./job";
import { get, put } from "./memory";
import { moved } from "./peakrecord";
import { decide } from "./pending";

// A candidate: place, height, slot, state
const CANDIDATE: usize = 24;
const PLACE: usize = 0;
const TOP: usize = 8;
const SLOT: usize = 16;
const STATE: usize = 20;
const OPEN = 0;
const DECIDED = 1;
let queue: usize = 0;
let room = 0;
/** Undecided candidates. */
export let queued = 0;
/** Number at which the next settlement is worth its passes: twice what the last one left, so that passes cost O(1) per candidate. */
let due = 1;
let distance = 0.0;

export function openDistance(): void {
  queue = 0;
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
  return queue !== 0;
}

export function enqueue(place: f64, height: f64, slot: i32): void {
  const at = queue + <usize>queued * CANDIDATE;
  store<f64>(at, place, PLACE);
  store<f64>(at, height, TOP);
  store<i32>(at, slot, SLOT);
  store<i32>(at, OPEN, STATE);
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
  for (let at = queue; at < end; at += CANDIDATE) if (prevails(at, end, horizon)) changed = true;
  return changed;
}

function passBack(horizon: f64): bool {
  let changed = false;
  const end = queue + <usize>queued * CANDIDATE;
  for (let at = end; at > queue; ) {
    at -= CANDIDATE;
    if (prevails(at, end, horizon)) changed = true;
  }
  return changed;
}

/**
 * Keeps an undecided candidate, and removes its neighbours, if it is higher than all of them. Looks outward to both sides in turn: over
 * all candidates that costs O(n log n), because few of them are the highest of a wide neighbourhood.
 */
function prevails(at: usize, end: usize, horizon: f64): bool {
  if (load<i32>(at, STATE) !== OPEN) return false;
  const place = load<f64>(at, PLACE);
  if (!(horizon - place >= distance)) return false;
  const height = load<f64>(at, TOP);
  let left = at;
  let right = at + CANDIDATE;
  let more = true;
  while (more) {
    more = false;
    if (left > queue && place - load<f64>(left - CANDIDATE, PLACE) < distance) {
      left -= CANDIDATE;
      if (load<i32>(left, STATE) === OPEN && load<f64>(left, TOP) > height) return false;
      more = true;
    }
    if (right < end && load<f64>(right, PLACE) - place < distance) {
      if (load<i32>(right, STATE) === OPEN && load<f64>(right, TOP) >= height) return false;
      right += CANDIDATE;
      more = true;
    }
  }
  for (let near = left; near < right; near += CANDIDATE) {
    if (near === at || load<i32>(near, STATE) !== OPEN) continue;
    store<i32>(near, DECIDED, STATE);
    decide(load<i32>(near, SLOT), false);
  }
  store<i32>(at, DECIDED, STATE);
  decide(load<i32>(at, SLOT), true);
  return true;
}

/** Drops what is decided. One that stays has no more neighbours to come: it was not decided before. */
function compact(): void {
  let to = queue;
  const end = queue + <usize>queued * CANDIDATE;
  for (let at = queue; at < end; at += CANDIDATE) {
    if (load<i32>(at, STATE) === DECIDED) continue;
    for (let k = 0; k < 3; k++) put(to, k, get(at, k));
    to += CANDIDATE;
  }
  queued = <i32>((to - queue) / CANDIDATE);
}
