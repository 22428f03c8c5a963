// Turning points of a series that comes in chunks: maxima and the minima between them, plateaus included. As `find_peaks` of SciPy: a
// maximum is a sample, or a run of equal ones, with lower neighbours on both sides; an end of the series is none, and a NaN beside it neither.

import { blocked, floor, plain, spaced, stacked, takeMaximum, takePlain } from "./candidate";
import { FLAG_WIDTH, flagged, leastOf, PROMINENCE } from "./criteria";
import { BLOCK, enqueueBits } from "./distanceblocks";
import { pushLeft, pushRight } from "./flanks";
import { get } from "./memory";
import { beginClimb, closeAll, isStep, passesUnder, passLow, reachesLow } from "./prominence";
import { axis, first, held, values } from "./samplebuffer";

/** Whether the present sample is no NaN; 1 on a rise or a plateau above it, −1 on a fall, 0 where a stretch of numbers begins. */
let inside: bool = false;
let trend = 0;
/** Places of the last rise and of the first of the lowest equal samples, and the value before the rise. */
let risen = 0.0;
let fallen = 0.0;
let before = 0.0;
let flanked: bool = false;
/** Whether blocks may be passed over whose maxima can be no peaks. */
let passing: bool = false;
/** Samples so far that are NaN. */
export let missing = 0;

export function openExtrema(): void {
  inside = false;
  trend = 0;
  missing = 0;
  flanked = stacked && flagged(FLAG_WIDTH);
  passing = stacked && !flanked && !spaced && leastOf(PROMINENCE) > -Infinity;
}

/** Middle of the plateau that the last held sample stands on, which may become a maximum; else −1. */
export function openPlateau(): f64 {
  return trend > 0 ? Math.floor(0.5 * (risen + first + <f64>(held - 1))) : -1;
}

/** Looks at the held samples from `from` on. */
export function scan(from: i32): void {
  let k = from;
  if (first + <f64>k === 0 && held > 0) {
    begin(0);
    k = 1;
  }
  while (k < held) {
    if (!flanked && inside && k + BLOCK <= held && ((passing && passBlock(k)) || scanBlock(k))) {
      k += BLOCK;
      continue;
    }
    const end = min(k + BLOCK, held);
    for (; k < end; k++) step(k);
  }
}

function begin(k: i32): void {
  const value = get(values, k);
  inside = value === value;
  if (!inside) missing++;
  trend = 0;
  fallen = first + <f64>k;
}

/** One sample after another: plateaus, NaN, and what needs the samples of the flanks. */
function step(k: i32): void {
  const a = get(values, k - 1);
  const b = get(values, k);
  const place = first + <f64>k;
  if (b > a) {
    if (trend <= 0) turnUp(a, fallen, place - 1);
    if (flanked) pushLeft(place - 1, a, b, xAt(k - 1), xAt(k));
    risen = place;
    before = a;
  } else if (b < a) {
    if (trend > 0) takeMaximum(risen, place - 1, a, before, b);
    if (flanked && isStep(b)) pushRight(place, b, a, xAt(k), xAt(k - 1));
    trend = -1;
    fallen = place;
  } else if (a !== b) {
    if (b === b) begin(k);
    else {
      missing++;
      endStretch(k - 1);
    }
  }
}

function xAt(k: i32): f64 {
  return axis !== 0 ? get(axis, k) : 0;
}

/** A minimum between two places is left upwards. */
function turnUp(value: f64, from: f64, to: f64): void {
  trend = 1;
  if (!stacked) return;
  passLow(value, from, to);
  if (flanked) beginClimb(value);
}

/** The numbers end with sample k: the series is over, or a NaN follows. */
function endStretch(k: i32): void {
  if (!inside) return;
  inside = false;
  if (stacked) {
    if (trend <= 0) passLow(get(values, k), fallen, first + <f64>k);
    closeAll();
  }
  trend = 0;
}

export function endSeries(): void {
  if (held > 0) endStretch(held - 1);
}

/** Passes over a block when even its highest sample after its lowest would be no peak; false when it is not so, or a sample is NaN. */
function passBlock(k: i32): bool {
  const p = values + ((<usize>k) << 3);
  // The sample before the block may turn out to be a maximum
  let most = vsplat(get(values, k - 1));
  let least = most;
  let sum = most;
  for (let at = p; at < p + ((<usize>BLOCK) << 3); at += LANE_BYTES) {
    const value = vload(at);
    most = vmax(value, most);
    least = vmin(value, least);
    sum = vadd(sum, value);
  }
  const total = vsum(sum);
  const lowest = vleast(least);
  // The sum of a NaN, or of infinities of both signs, is none
  if (total !== total || !passesUnder(vmost(most), lowest)) return false;
  if (reachesLow(lowest)) {
    let from = -1.0;
    let to = -1.0;
    for (let i = k - 1; i < k + BLOCK; i++) {
      if (get(values, i) !== lowest) continue;
      to = first + <f64>i;
      if (from < 0) from = i < k ? fallen : to;
    }
    passLow(lowest, from, to);
  }
  let i = k + BLOCK - 1;
  const value = get(values, i);
  while (i >= k && get(values, i - 1) === value) i--;
  if (i < k) return true;
  if (get(values, i - 1) < value) {
    trend = 1;
    risen = first + <f64>i;
    before = get(values, i - 1);
  } else {
    trend = -1;
    fallen = first + <f64>i;
  }
  return true;
}

/** A block without equal neighbours and without NaN: its turning points are the changes of one bit. False for other blocks. */
function scanBlock(k: i32): bool {
  const p = values + ((<usize>k) << 3);
  let rise = 0;
  let fall = 0;
  for (let j = 0; j < BLOCK; j += <i32>(LANE_BYTES >> 3)) {
    const at = p + ((<usize>j) << 3);
    const a = vload(at - 8);
    const b = vload(at);
    rise |= vgreater(b, a) << j;
    fall |= vgreater(a, b) << j;
  }
  if ((rise | fall) !== -1) return false;
  const rising = (rise << 1) | (trend > 0 ? 1 : 0);
  if (stacked) scanTurns(k, rise, rise ^ rising);
  else scanMaxima(k, ~rise & rising);
  const last = first + <f64>(k + BLOCK - 1);
  if (rise < 0) {
    trend = 1;
    risen = last;
    before = get(values, k + BLOCK - 2);
  } else {
    trend = -1;
    fallen = last;
  }
  return true;
}

/** Bit j of `maxima`: the sample before the j-th of the block is the right edge of a maximum. */
function scanMaxima(k: i32, maxima: i32): void {
  if (blocked) {
    // The sample before the block may be the end of a plateau
    if ((maxima & 1) !== 0) maximumAt(k, k - 1, get(values, k - 1));
    enqueueBits(first + <f64>(k - 1), maxima & ~1);
    return;
  }
  for (let bits = maxima; bits !== 0; bits &= bits - 1) {
    const i = k + ctz(bits) - 1;
    const height = get(values, i);
    if (height < floor) continue;
    if (plain && i >= k) takePlain(first + <f64>i, height);
    else maximumAt(k, i, height);
  }
}

/** Bit j of `turns`: the trend changes at the sample before the j-th of the block. */
function scanTurns(k: i32, rise: i32, turns: i32): void {
  for (let bits = turns; bits !== 0; bits &= bits - 1) {
    const j = ctz(bits);
    const i = k + j - 1;
    const value = get(values, i);
    if (((rise >>> j) & 1) === 0) maximumAt(k, i, value);
    else turnUp(value, j === 0 ? fallen : first + <f64>i, first + <f64>i);
  }
}

/** The maximum whose right edge is sample i; only one that the block before has begun can be a plateau. */
function maximumAt(k: i32, i: i32, height: f64): void {
  const place = first + <f64>i;
  const begun = i < k;
  takeMaximum(begun ? risen : place, place, height, begun ? before : get(values, i - 1), get(values, i + 1));
}
