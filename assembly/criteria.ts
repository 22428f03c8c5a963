// What a peak must meet: limits of five of its properties, from the job or, sample by sample, from planes beside the series.

import { number, W_OPTION, word } from "./job";
import { allocate, get } from "./memory";

export const PLATEAU = 0;
export const HEIGHT = 1;
export const THRESHOLD = 2;
export const PROMINENCE = 3;
export const WIDTH = 4;

export const W_FLAGS = W_OPTION + 2;
// Flags: bits 0 … 9 which limits there are, lower and upper in turn; 10 … 19 which of them are planes
const FIRST_PLANE = 10;
export const FLAG_PROMINENCE = 1 << 20;
export const FLAG_WIDTH = 1 << 21;
export const FLAG_WINDOW = 1 << 22;
export const FLAG_DISTANCE = 1 << 23;
/** The series has an axis. */
export const FLAG_AXIS = 1 << 24;
/** Edges or thresholds of the peaks are wanted. */
export const FLAG_DETAIL = 1 << 25;
/** Doubles of the job: lower and upper limit of each criterion, then these. */
const D_LIMIT = 16;
export const D_DISTANCE = 26;
/** Half the length of the window. */
export const D_REACH = 27;
export const D_REL_HEIGHT = 28;

let flags = 0;
let planes: usize = 0;
let samples = 0;

export function openCriteria(): void {
  flags = word(W_FLAGS);
  planes = 0;
  samples = 0;
}

/** Room for the planes of limits of a series of so many samples, one after the other; 0 without memory. */
export function reservePlanes(count: i32): usize {
  samples = count;
  planes = allocate((<usize>popcnt((flags >>> FIRST_PLANE) & 0x3ff) * <usize>count) << 3);
  return planes;
}

export function flagged(flag: i32): bool {
  return (flags & flag) !== 0;
}

export function limited(criterion: i32): bool {
  return ((flags >>> (2 * criterion)) & 3) !== 0;
}

/** The limit at a sample; `which` counts lower and upper ones in turn. */
function limit(which: i32, index: f64): f64 {
  const bit = 1 << (FIRST_PLANE + which);
  if ((flags & bit) === 0) return number(D_LIMIT + which);
  const before = popcnt((flags & (bit - 1)) >>> FIRST_PLANE);
  return get(planes, before * samples + <i32>index);
}

/** Whether the least and the greatest of a property lie between its limits; what is NaN lies nowhere. */
export function meets(criterion: i32, least: f64, most: f64, index: f64): bool {
  const which = 2 * criterion;
  if (((flags >>> which) & 1) !== 0 && !(limit(which, index) <= least)) return false;
  return ((flags >>> which) & 2) === 0 || most <= limit(which + 1, index);
}

/** What a height must reach at least, if that is one number for all samples; else −∞. */
export function leastOf(criterion: i32): f64 {
  const which = 2 * criterion;
  if (((flags >>> which) & 1) === 0 || ((flags >>> (FIRST_PLANE + which)) & 1) !== 0) return -Infinity;
  return number(D_LIMIT + which);
}
