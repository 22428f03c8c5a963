// The rule of distance.ts for all maxima of a series of which nothing but place and height is asked, when the distance is longer than a block of samples:
// then of the maxima of a block one stays at most. A block is known by the bits of its undecided maxima and by the highest of them; the
// others are looked at only when a neighbour has removed that one. Heights are read from the samples, which are held for as long.

import { D_DISTANCE } from "./criteria";
import { number } from "./job";
import { get } from "./memory";
import { emitBrief, moved } from "./peakrecord";
import { first, values } from "./samplebuffer";

/** Samples of a block, so bits of its maxima. */
export const BLOCK = 32;

// A block: place of bit 0 and height of the highest undecided maximum (−∞ without any), bits of the undecided ones, bit of the highest,
// or of the one that stays
const PLACE: usize = 0;
const HEIGHT: usize = 8;
const BITS: usize = 16;
const TOP: usize = 20;
const STAYS: usize = 24;
const ENTRY: usize = 32;

let blocks: usize = 0;
/** Behind the last block. */
let end: usize = 0;
let room = 0;
/** Number at which the next settlement is worth its passes: twice what the last one left. */
let due = 1;
/** Place at which it is, whatever waits: the samples that are held have doubled by then. */
let dueAt = 0.0;
let distance = 0.0;

export function openBlocks(): void {
  blocks = 0;
  end = 0;
  room = 0;
  due = 1;
  dueAt = 0;
  distance = number(D_DISTANCE);
}

/** Blocks that wait; each has one peak at most. */
export function waitingBlocks(): i32 {
  return <i32>((end - blocks) / ENTRY);
}

/** Room for so many more; false without memory. */
export function reserveBlocks(more: i32): bool {
  const used = waitingBlocks();
  if (used + more <= room) return true;
  room = 2 * (used + more);
  const to = moved(blocks, <usize>used * ENTRY, <usize>room * ENTRY);
  if (to === 0) return false;
  blocks = to;
  end = to + <usize>used * ENTRY;
  return true;
}

/** Takes one maximum; a plateau is a block of its own. */
export function enqueueOne(place: f64, height: f64): void {
  append(place, 1, height, 0);
}

/** Takes maxima of a block without NaN: bit j is the j-th sample behind a place. */
export function enqueueBits(place: f64, bits: i32): void {
  if (bits === 0) return;
  if (LANE_BYTES === 8) {
    append(place, bits, 0, 0);
    findTop(end - ENTRY);
    return;
  }
  const samples = values + ((<usize>(place - first)) << 3);
  // Mostly the highest sample of all is one of them
  let even = vload(samples);
  let odd = even;
  for (let at = samples; at < samples + ((<usize>BLOCK) << 3); at += 2 * LANE_BYTES) {
    even = vmax(even, vload(at));
    odd = vmax(odd, vload(at + LANE_BYTES));
  }
  const highest = vmost(vmax(even, odd));
  const limit = vsplat(highest);
  let below = 0;
  for (let j = 0; j < BLOCK; j += <i32>(LANE_BYTES >> 3)) {
    below |= vgreater(limit, vload(samples + ((<usize>j) << 3))) << j;
  }
  const tops = bits & ~below;
  append(place, bits, highest, 31 - clz(tops));
  if (tops === 0) findTop(end - ENTRY);
}

function append(place: f64, bits: i32, height: f64, top: i32): void {
  store<f64>(end, place, PLACE);
  store<f64>(end, height, HEIGHT);
  store<i32>(end, bits, BITS);
  store<i32>(end, top, TOP);
  store<i32>(end, 0, STAYS);
  end += ENTRY;
}

/** Place from which samples must be held: of the first block that waits, or of what comes next. */
export function heldFrom(next: f64): f64 {
  return end > blocks ? min(next, load<f64>(blocks, PLACE)) : next;
}

function samplesOf(block: usize): usize {
  return values + ((<usize>(load<f64>(block, PLACE) - first)) << 3);
}

/** The highest undecided maximum of a block; of equal ones the last. */
function findTop(block: usize): void {
  const samples = samplesOf(block);
  let most = -Infinity;
  let top = 0;
  for (let bits = load<i32>(block, BITS); bits !== 0; bits &= bits - 1) {
    const j = ctz(bits);
    const value = get(samples, j);
    const higher = value >= most;
    most = higher ? value : most;
    top = higher ? j : top;
  }
  store<f64>(block, most, HEIGHT);
  store<i32>(block, top, TOP);
}

function topPlace(block: usize): f64 {
  return load<f64>(block, PLACE) + <f64>load<i32>(block, TOP);
}

/** Settles what can be settled when no maximum can come any more before `horizon`. */
export function settleBlocks(horizon: f64, ending: bool): void {
  if (waitingBlocks() < due && horizon < dueAt && !ending) return;
  let changed = true;
  while (changed) {
    changed = false;
    for (let block = blocks; block < end; block += ENTRY) if (settle(block, horizon)) changed = true;
    if (!changed) break;
    changed = false;
    for (let block = end; block > blocks; block -= ENTRY) if (settle(block - ENTRY, horizon)) changed = true;
  }
  handOut();
  due = max(1, 2 * waitingBlocks());
  dueAt = horizon + max(distance + <f64>BLOCK, horizon - heldFrom(horizon));
}

/** Keeps the highest maximum of a block, and removes its neighbours, when it is higher than all of them. */
function settle(block: usize, horizon: f64): bool {
  if (load<i32>(block, BITS) === 0) return false;
  const place = topPlace(block);
  if (!(horizon - place >= distance) || !prevails(block, place, load<f64>(block, HEIGHT))) return false;
  take(block, place);
  return true;
}

/** Looks outward to both sides in turn: over all blocks that costs O(n log n), because few are the highest of a wide neighbourhood. */
function prevails(block: usize, place: f64, height: f64): bool {
  let left = block - ENTRY;
  let right = block + ENTRY;
  let more = true;
  while (more) {
    more = false;
    if (right < end && load<f64>(right, PLACE) - place < distance) {
      if (load<f64>(right, HEIGHT) >= height && reaches(right, nearAfter(right, place), height)) return false;
      right += ENTRY;
      more = true;
    }
    if (left >= blocks && place - load<f64>(left, PLACE) - <f64>(BLOCK - 1) < distance) {
      // Of equal ones the later stays: here a higher one is needed
      if (load<f64>(left, HEIGHT) > height && exceeds(left, nearBefore(left, place), height)) return false;
      left -= ENTRY;
      more = true;
    }
  }
  return true;
}

/** Bits of a later block that are nearer to a place than the distance. */
function nearAfter(block: usize, place: f64): i32 {
  const count = Math.ceil(distance - (load<f64>(block, PLACE) - place));
  return count >= <f64>BLOCK ? -1 : (1 << (<i32>count)) - 1;
}

/** The same of an earlier block. */
function nearBefore(block: usize, place: f64): i32 {
  const from = Math.floor(place - distance - load<f64>(block, PLACE)) + 1;
  return from <= 0 ? -1 : from >= <f64>BLOCK ? 0 : -1 << (<i32>from);
}

/** Whether one of the undecided maxima that `near` names reaches a height. */
function reaches(block: usize, near: i32, height: f64): bool {
  if (((near >>> load<i32>(block, TOP)) & 1) !== 0) return true;
  const samples = samplesOf(block);
  for (let bits = load<i32>(block, BITS) & near; bits !== 0; bits &= bits - 1) {
    if (get(samples, ctz(bits)) >= height) return true;
  }
  return false;
}

/** Whether one of them exceeds it. */
function exceeds(block: usize, near: i32, height: f64): bool {
  if (((near >>> load<i32>(block, TOP)) & 1) !== 0) return true;
  const samples = samplesOf(block);
  for (let bits = load<i32>(block, BITS) & near; bits !== 0; bits &= bits - 1) {
    if (get(samples, ctz(bits)) > height) return true;
  }
  return false;
}

/** The highest of a block stays; the others, and its neighbours, go. */
function take(block: usize, place: f64): void {
  store<i32>(block, 0, BITS);
  store<f64>(block, -Infinity, HEIGHT);
  store<i32>(block, 1, STAYS);
  for (let right = block + ENTRY; right < end; right += ENTRY) {
    if (load<f64>(right, PLACE) - place >= distance) break;
    remove(right, nearAfter(right, place));
  }
  for (let left = block - ENTRY; left >= blocks; left -= ENTRY) {
    if (place - load<f64>(left, PLACE) - <f64>(BLOCK - 1) >= distance) break;
    remove(left, nearBefore(left, place));
  }
}

function remove(block: usize, near: i32): void {
  const bits = load<i32>(block, BITS);
  const rest = bits & ~near;
  if (rest === bits) return;
  store<i32>(block, rest, BITS);
  if (rest === 0) store<f64>(block, -Infinity, HEIGHT);
  else if (((near >>> load<i32>(block, TOP)) & 1) !== 0) findTop(block);
}

/** Hands out the peaks before the first undecided maximum, so they come in the order of the series, and closes up the rest. */
function handOut(): void {
  let to = blocks;
  for (let block = blocks; block < end; block += ENTRY) {
    const stays = load<i32>(block, STAYS) !== 0;
    if (stays && to === blocks) emitBrief(topPlace(block), get(samplesOf(block), load<i32>(block, TOP)));
    else if (stays || load<i32>(block, BITS) !== 0) {
      if (to !== block)
        for (let at: usize = 0; at < ENTRY; at += 8) store<f64>(to + at, load<f64>(block + at));
      to += ENTRY;
    }
  }
  end = to;
}
