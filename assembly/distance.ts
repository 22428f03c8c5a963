// Peaks nearer to each other than a distance: the highest stays, its neighbours go, then the highest of the others stays, and so on; of
// equal ones the later stays. Without sorting: a candidate that is higher than every undecided one within the distance is what that rule
// would take next among its neighbours, so it stays. Passes over the undecided ones, to the right and to the left in turn, take them all;
// each pass decides whole flights of rising or of falling candidates, and looks at the highest of a group only.

import { D_DISTANCE } from "./criteria";
import { number } from "./job";
import { allocate, get, put } from "./memory";
import { brief, emitBrief, moved } from "./peakrecord";
import { decide } from "./pending";

// Candidates as lists: places, heights (−∞ when decided) and, if they have any, slots
let places: usize = 0;
let heights: usize = 0;
let slots: usize = 0;
/** Of each group of candidates, as the last pass began: `topOf`. */
let tops: usize = 0;
let room = 0;
/** Undecided candidates. */
let queued = 0;
/** Number at which the next settlement is worth its passes: twice what the last one left, so that passes cost O(1) per candidate. */
let due = 1;
let distance = 0.0;

/** Candidates that are looked at together: when they are near to each other only the highest of them can stay. */
const GROUP = 8;

export function openDistance(): void {
  places = 0;
  heights = 0;
  slots = 0;
  tops = 0;
  room = 0;
  queued = 0;
  due = 1;
  distance = number(D_DISTANCE);
}

/** Room for so many more; false without memory. */
export function reserveDistance(more: i32): bool {
  if (queued + more <= room) return true;
  room = 2 * (queued + more);
  places = moved(places, (<usize>queued) << 3, (<usize>room) << 3);
  heights = moved(heights, (<usize>queued) << 3, (<usize>room) << 3);
  if (!brief) slots = moved(slots, (<usize>queued) << 2, (<usize>room) << 2);
  tops = allocate((<usize>(room / GROUP + 1)) << 2);
  return tops !== 0 && places !== 0 && heights !== 0 && (brief || slots !== 0);
}

export function undecided(): i32 {
  return queued;
}

/** @param slot of the candidate; without meaning when peaks come out brief */
export function enqueue(place: f64, height: f64, slot: i32): void {
  put(places, queued, place);
  put(heights, queued, height);
  if (!brief) store<i32>(slots + ((<usize>queued) << 2), slot);
  queued++;
}

/** Settles what can be settled when no candidate can come any more before `horizon`. */
export function settleDistance(horizon: f64, ending: bool): void {
  if (queued < due && !ending) return;
  let forth = true;
  let changed = true;
  while (changed && queued > 0) {
    changed = false;
    const groups = (queued + GROUP - 1) / GROUP;
    for (let g = 0; g < groups; g++) store<i32>(tops + ((<usize>g) << 2), topOf(g));
    for (let g = 0; g < groups; g++) {
      if (settleGroup(forth ? g : groups - 1 - g, groups, horizon)) changed = true;
    }
    compact();
    forth = !forth;
  }
  due = max(1, 2 * queued);
}

/** The last of the highest of a group whose members are all near to each other; −1 for another group. */
function topOf(g: i32): i32 {
  const from = g * GROUP;
  const to = from + GROUP;
  if (to > queued || get(places, to - 1) - get(places, from) >= distance) return -1;
  const at = heights + ((<usize>from) << 3);
  let most = vload(at);
  for (let p = at + LANE_BYTES; p < at + ((<usize>GROUP) << 3); p += LANE_BYTES) most = vmax(most, vload(p));
  const highest = vmost(most);
  let k = to - 1;
  while (get(heights, k) !== highest) k--;
  return k;
}

function top(g: i32): i32 {
  return load<i32>(tops + ((<usize>g) << 2));
}

function settleGroup(g: i32, groups: i32, horizon: f64): bool {
  const from = g * GROUP;
  const to = min(from + GROUP, queued);
  let k = top(g);
  if (k >= 0 && get(heights, k) === -Infinity) k = topOf(g);
  if (k < 0) {
    let changed = false;
    for (let one = from; one < to; one++) if (settle(one, one, one, horizon)) changed = true;
    return changed;
  }
  // Mostly the group beside it has a higher one
  const place = get(places, k);
  const height = get(heights, k);
  if (g + 1 < groups) {
    const next = top(g + 1);
    if (next >= 0 && get(heights, next) >= height && nearer(get(places, next), place)) return false;
  }
  if (g > 0) {
    const last = top(g - 1);
    if (last >= 0 && get(heights, last) > height && nearer(place, get(places, last))) return false;
  }
  return settle(k, from, to - 1, horizon);
}

/** Keeps an undecided candidate, and removes its neighbours, when it is higher than all of them. */
function settle(k: i32, from: i32, to: i32, horizon: f64): bool {
  if (!prevails(k, from, to, horizon)) return false;
  take(k);
  return true;
}

/**
 * Whether an undecided candidate, the highest from `from` to `to`, is higher than all undecided ones within the distance. Looks outward to
 * both sides in turn: over all candidates that costs O(n log n), because few of them are the highest of a wide neighbourhood.
 */
function prevails(k: i32, from: i32, to: i32, horizon: f64): bool {
  const height = get(heights, k);
  if (height === -Infinity) return false;
  const place = get(places, k);
  if (!(horizon - place >= distance)) return false;
  let left = from - 1;
  let right = to + 1;
  let more = true;
  while (more) {
    more = false;
    if (right < queued && nearer(get(places, right), place)) {
      if (get(heights, right) >= height) return false;
      right++;
      more = true;
    }
    if (left >= 0 && nearer(place, get(places, left))) {
      if (get(heights, left) > height) return false;
      left--;
      more = true;
    }
  }
  return true;
}

function nearer(later: f64, earlier: f64): bool {
  return later - earlier < distance;
}

/** A candidate stays, and its neighbours go. */
function take(k: i32): void {
  const place = get(places, k);
  if (brief) emitBrief(place, get(heights, k));
  else decide(slotOf(k), true);
  put(heights, k, -Infinity);
  for (let near = k - 1; near >= 0 && nearer(place, get(places, near)); near--) drop(near);
  for (let near = k + 1; near < queued && nearer(get(places, near), place); near++) drop(near);
}

function drop(k: i32): void {
  if (!brief && get(heights, k) !== -Infinity) decide(slotOf(k), false);
  put(heights, k, -Infinity);
}

function slotOf(k: i32): i32 {
  return load<i32>(slots + ((<usize>k) << 2));
}

/** Closes up what is undecided. One that stays has no more neighbours to come: else it was not decided. */
function compact(): void {
  let to = 0;
  for (let k = 0; k < queued; k++) {
    const height = get(heights, k);
    // Written always, counted if undecided: no branch to be guessed wrong
    put(places, to, get(places, k));
    put(heights, to, height);
    if (!brief) store<i32>(slots + ((<usize>to) << 2), slotOf(k));
    to += height === -Infinity ? 0 : 1;
  }
  queued = to;
}
