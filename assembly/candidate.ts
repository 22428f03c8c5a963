// A maximum on its way: what it must meet by itself, then to the rule of distance, and to prominence.

import {
  D_DISTANCE,
  FLAG_AXIS,
  FLAG_DETAIL,
  FLAG_DISTANCE,
  FLAG_PROMINENCE,
  FLAG_WIDTH,
  FLAG_WINDOW,
  flagged,
  HEIGHT,
  leastOf,
  limited,
  meets,
  PLATEAU,
  reachesAlone,
  THRESHOLD,
} from "./criteria";
import { enqueue } from "./distance";
import { BLOCK, enqueueOne } from "./distanceblocks";
import { number } from "./job";
import {
  brief,
  emitBrief,
  INDEX,
  LEFT_EDGE,
  LEFT_THRESHOLD,
  nextRecord,
  openOutput,
  PEAK_HEIGHT,
  PEAK_X,
  RIGHT_EDGE,
  RIGHT_THRESHOLD,
} from "./peakrecord";
import { awaitWindow } from "./peakwindow";
import { measured, recordOf, takeSlot } from "./pending";
import { NO_CANDIDATE, NO_SLOT, pushMaximum } from "./prominence";
import { first, positionOf } from "./samplebuffer";

/** Whether prominences come from the stack of open maxima, or from windows. */
export let stacked: bool = false;
export let windowed: bool = false;
/** Whether peaks have a least distance. */
export let spaced: bool = false;
/** Maxima below it need not be looked at, unless they are stacked. */
export let floor = 0.0;
/** Whether reaching it is all that a maximum must, and index and height are all that is told of it. */
export let plain: bool = false;
/** Whether the rule of distance looks at whole blocks of such maxima. */
export let blocked: bool = false;
let tested: bool = false;
let onAxis: bool = false;

export function openCandidates(): void {
  const prominent = flagged(FLAG_PROMINENCE) || flagged(FLAG_WIDTH);
  windowed = prominent && flagged(FLAG_WINDOW);
  stacked = prominent && !windowed;
  spaced = flagged(FLAG_DISTANCE);
  onAxis = flagged(FLAG_AXIS);
  tested = limited(PLATEAU) || limited(HEIGHT) || limited(THRESHOLD);
  floor = stacked ? -Infinity : leastOf(HEIGHT);
  openOutput(!prominent && !onAxis && !flagged(FLAG_DETAIL));
  plain = brief && !limited(PLATEAU) && !limited(THRESHOLD) && (!limited(HEIGHT) || reachesAlone(HEIGHT));
  blocked = plain && spaced && floor === -Infinity && number(D_DISTANCE) >= <f64>BLOCK;
}

/** Takes a maximum of one sample when it is plain. */
export function takePlain(index: f64, height: f64): void {
  if (blocked) enqueueOne(index, height);
  else if (spaced) enqueue(index, height, NO_SLOT);
  else emitBrief(index, height);
}

/** Takes the maximum between two edges, places in the series, with the samples before and behind it. */
export function takeMaximum(left: f64, right: f64, height: f64, before: f64, after: f64): void {
  const index = left === right ? left : Math.floor(0.5 * (left + right));
  const leftThreshold = height - (index === left ? before : height);
  const rightThreshold = height - (index === right ? after : height);
  if (tested) {
    const size = right - left + 1;
    if (
      !meets(HEIGHT, height, height, index) ||
      !meets(PLATEAU, size, size, index) ||
      !meets(THRESHOLD, min(leftThreshold, rightThreshold), max(leftThreshold, rightThreshold), index)
    ) {
      if (stacked) pushMaximum(height, NO_CANDIDATE);
      return;
    }
  }
  if (brief) {
    takePlain(index, height);
    return;
  }
  const slot = spaced ? takeSlot() : NO_SLOT;
  let record: usize;
  if (spaced) record = recordOf(slot);
  else if (stacked) record = pushMaximum(height, NO_SLOT);
  else record = windowed ? awaitWindow(NO_SLOT) : nextRecord();
  // It cannot be prominent enough
  if (record === 0) return;
  store<f64>(record, index, INDEX);
  store<f64>(record, left, LEFT_EDGE);
  store<f64>(record, right, RIGHT_EDGE);
  store<f64>(record, height, PEAK_HEIGHT);
  store<f64>(record, leftThreshold, LEFT_THRESHOLD);
  store<f64>(record, rightThreshold, RIGHT_THRESHOLD);
  if (onAxis) store<f64>(record, positionOf(<i32>(index - first)), PEAK_X);
  if (!spaced) return;
  enqueue(onAxis ? load<f64>(record, PEAK_X) : index, height, slot);
  if (stacked) pushMaximum(height, slot);
  else if (windowed) awaitWindow(slot);
  else measured(slot, true);
}
