// The part of a series that the kernel holds: the samples of the present chunk, and before them those that are still needed.

import { FLAG_AXIS, flagged } from "./criteria";
import { get } from "./memory";
import { moved } from "./peakrecord";

export let values: usize = 0;
export let axis: usize = 0;
/** Place in the series of the first sample that is held, and how many are. */
export let first = 0.0;
export let held = 0;
let room = 0;

export function openSamples(): void {
  values = 0;
  axis = 0;
  first = 0;
  held = 0;
  room = 0;
}

/** Room for so many more behind those that are held; false without memory. */
export function reserveSamples(more: i32): bool {
  if (held + more <= room) return true;
  room = 2 * held + more;
  values = moved(values, (<usize>held) << 3, (<usize>room) << 3);
  if (flagged(FLAG_AXIS)) axis = moved(axis, (<usize>held) << 3, (<usize>room) << 3);
  return values !== 0 && (axis !== 0 || !flagged(FLAG_AXIS));
}

/** The caller has written so many. */
export function addSamples(count: i32): void {
  held += count;
}

/** Forgets the samples before one, when they are the most of what is held. */
export function forgetSamples(count: i32): void {
  if (2 * count < held) return;
  const bytes = (<usize>(held - count)) << 3;
  memory.copy(values, values + ((<usize>count) << 3), bytes);
  if (axis !== 0) memory.copy(axis, axis + ((<usize>count) << 3), bytes);
  first += <f64>count;
  held -= count;
}

/** Where a sample that is held lies on the axis; without an axis its place in the series. */
export function positionOf(i: i32): f64 {
  return axis !== 0 ? get(axis, i) : first + <f64>i;
}

/** The first of the held samples that does not lie before a position. */
export function firstFrom(position: f64): i32 {
  if (axis === 0) return <i32>min(max(Math.ceil(position - first), 0.0), <f64>held);
  let low = 0;
  let high = held;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (get(axis, middle) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}
