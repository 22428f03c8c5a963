// Half-cycles of a record of time, voltage, current and pressure: one pass over blocks of rows, whose memory does not grow with them.
//
// A segment ends where the direction of the current changes (with hysteresis, and only when the new direction lasts), and at every
// mark of the caller: a new step or cycle of the instrument. Of each segment stay its sums and its bins (`segmentbins.ts`). Charge and
// energy by the trapezoidal rule inside a segment, never from one to the next.

import {
  bindState,
  MOST_PENDING,
  S_CONSUMED,
  S_DROPPED,
  S_LARGEST,
  S_LAST_ROW,
  S_MARKED,
  S_PENDING,
  S_PENDING_DIRECTION,
  S_PENDING_RUN,
  S_SEGMENTS,
  S_SKIPPED,
  S_WAITING,
  state,
} from "./halfcyclestate";
import { address, D_OPTION, number, section, W_AT_RESULTS, W_OPTION, word } from "./job";
import { get, put } from "./memory";
import {
  append,
  appendSpan,
  begin,
  bindSegment,
  count,
  current,
  direction,
  emit,
  keepSegment,
  lacksRoom,
  lastI,
  leastOf,
  pressure,
  restoreSegment,
  time,
  voltage,
  withPressure,
} from "./segment";

// Words: rows from … to; whether pressure is there; samples that make a direction last; columns, each of `capacity` doubles;
// marks (i32, rising row numbers); doubles of room behind the state
const W_FROM = W_OPTION;
const W_ROWS = W_OPTION + 1;
const W_PRESSURE = W_OPTION + 2;
const W_SHORTEST = W_OPTION + 3;
const W_AT_COLUMNS = W_OPTION + 4;
const W_CAPACITY = W_OPTION + 5;
const W_AT_MARKS = W_OPTION + 6;
const W_MARKS = W_OPTION + 7;
const W_ROOM = W_OPTION + 8;
/** Largest current of rest, in A, and the share of the largest current so far that is rest too. */
const D_THRESHOLD = D_OPTION;
const D_SHARE = D_OPTION + 1;
/** Row number of row 0 of the block. */
const D_FIRST = D_OPTION + 2;
/** 1 when no rows follow: the last segment ends. */
const D_LAST = D_OPTION + 3;

/** Largest |I| so far. */
let largest = 0.0;

/** The current that counts as one. */
function threshold(): f64 {
  return max(number(D_THRESHOLD), number(D_SHARE) * largest);
}

/** Direction of a current seen from the present one: it begins at three times the threshold and ends at twice it (six standard deviations). */
function directionOf(i: f64): f64 {
  const least = threshold();
  if (i > 3 * least) return 1;
  if (i < -3 * least) return -1;
  if (direction > 0 && i >= 2 * least) return 1;
  if (direction < 0 && i <= -2 * least) return -1;
  return 0;
}

function waiting(k: i32): usize {
  return state + ((<usize>(S_WAITING + 5 * k)) << 3);
}

/** The waiting samples from `from` on become part of the segment. */
function appendWaiting(from: i32): void {
  const pending = <i32>get(state, S_PENDING);
  for (let k = from; k < pending; k++) {
    const at = waiting(k);
    append(get(at, 0), get(at, 1), get(at, 2), get(at, 3), get(at, 4));
  }
  put(state, S_PENDING, 0);
  put(state, S_PENDING_RUN, 0);
}

/**
 * Samples from the first of another direction on wait until `shortest` of one direction follow one another: then the segment ends, or
 * goes on if it is its own. So neither a spike of the current nor one of the noise at rest counts.
 */
function wait(row: f64, t: f64, v: f64, i: f64, p: f64, way: f64): void {
  let pending = <i32>get(state, S_PENDING);
  if (pending === MOST_PENDING) {
    memory.copy(waiting(0), waiting(1), 40 * (MOST_PENDING - 1));
    pending--;
    put(state, S_DROPPED, get(state, S_DROPPED) + 1);
  }
  const at = waiting(pending);
  put(at, 0, row);
  put(at, 1, t);
  put(at, 2, v);
  put(at, 3, i);
  put(at, 4, p);
  const run = way === get(state, S_PENDING_DIRECTION) ? get(state, S_PENDING_RUN) + 1 : 1;
  put(state, S_PENDING, <f64>(pending + 1));
  put(state, S_PENDING_DIRECTION, way);
  put(state, S_PENDING_RUN, run);
  if (<i32>run < word(W_SHORTEST)) return;
  if (way === direction) {
    appendWaiting(0);
    return;
  }
  const from = pending + 1 - <i32>run;
  put(state, S_DROPPED, get(state, S_DROPPED) + <f64>from);
  emit(threshold());
  const first = waiting(from);
  begin(get(first, 0), get(first, 1), get(first, 2), get(first, 3), way);
  appendWaiting(from);
}

function take(row: i32): void {
  const t = get(time, row);
  const v = get(voltage, row);
  const i = get(current, row);
  if (!isFinite(t + v + i)) {
    put(state, S_SKIPPED, get(state, S_SKIPPED) + 1);
    return;
  }
  const p = withPressure ? get(pressure, row) : NaN;
  const at = number(D_FIRST) + <f64>row;
  largest = max(largest, abs(i));
  if (count === 0) begin(at, t, v, i, directionOf(i));
  const way = directionOf(i);
  if (way === direction && get(state, S_PENDING) === 0) append(at, t, v, i, p);
  else wait(at, t, v, i, p, way);
}

/**
 * Whether nothing of note happens among `span` samples (even) from `row` on: all finite, time not backwards, current of the present
 * direction and not larger than before. The row before is the last sample of the segment.
 */
function isEven(row: i32, span: i32): boolean {
  const from = (<usize>row) << 3;
  const stop = from + ((<usize>span) << 3);
  let sums = vsplat(0);
  let least = vsplat(Infinity);
  let most = vsplat(-Infinity);
  let steps = vsplat(Infinity);
  for (let p = from; p < stop; p += LANE_BYTES) {
    const t = vload(time + p);
    const i = vload(current + p);
    sums = vadd(sums, vadd(vadd(t, i), vload(voltage + p)));
    least = vmin(least, i);
    most = vmax(most, i);
    steps = vmin(steps, vsub(t, vload(time + p - 8)));
  }
  if (withPressure) {
    for (let p = from; p < stop; p += LANE_BYTES) sums = vadd(sums, vload(pressure + p));
  }
  const low = leastOf(least);
  const high = -leastOf(vneg(most));
  if (!isFinite(vsum(sums)) || !(leastOf(steps) >= 0) || max(-low, high) > largest) return false;
  const limit = threshold();
  if (direction > 0) return low >= 2 * limit;
  if (direction < 0) return high <= -2 * limit;
  return max(-low, high) <= 3 * limit;
}

/** Samples that are looked at together; fewer than the least are not worth it. */
const SPAN = 512;
const LEAST_SPAN = 4;
/** Samples taken one by one before the next span is tried. */
const SLOW = 16;

export function hasPressure(): boolean {
  return word(W_PRESSURE) !== 0;
}

/**
 * Works through the rows from W_FROM on, until they end or the room for segments does; the state says how far it came. The waiting
 * samples and an ended segment need room for one more.
 */
export function runHalfCycles(pressed: boolean): boolean {
  bindState(section(W_AT_RESULTS));
  bindSegment(
    address(word(W_AT_COLUMNS)),
    (<usize>word(W_CAPACITY)) << 3,
    pressed,
    number(D_FIRST),
    (<usize>word(W_ROOM)) << 3,
  );
  const marks = address(word(W_AT_MARKS));
  const markCount = word(W_MARKS);
  const rows = word(W_ROWS);
  let row = word(W_FROM);
  put(state, S_SEGMENTS, 0);
  restoreSegment();
  largest = get(state, S_LARGEST);
  let mark = 0;
  while (mark < markCount && load<i32>(marks + ((<usize>mark) << 2)) < row) mark++;
  while (row < rows) {
    if (lacksRoom(0)) break;
    const next = mark < markCount ? load<i32>(marks + ((<usize>mark) << 2)) : rows;
    if (next === row) {
      endSegment();
      mark++;
      continue;
    }
    const left = min(next, rows) - row;
    if (
      count > 0 &&
      get(state, S_PENDING) === 0 &&
      get(state, S_LAST_ROW) === number(D_FIRST) + <f64>(row - 1)
    ) {
      const span = min(left, SPAN) & ~1;
      // Row 0 has no row before it
      if (span >= LEAST_SPAN && row > 0 && !lacksRoom(span) && isEven(row, span)) {
        appendSpan(row, span);
        row += span;
        continue;
      }
    }
    // One by one, until a segment ends
    const slow = min(left, SLOW);
    const stop = row + (lacksRoom(slow) ? 1 : slow);
    const segments = get(state, S_SEGMENTS);
    while (row < stop && get(state, S_SEGMENTS) === segments) take(row++);
  }
  if (row === rows && number(D_LAST) !== 0) {
    if (!lacksRoom(0)) {
      endSegment();
      row++;
    }
  }
  put(state, S_CONSUMED, <f64>row);
  put(state, S_LARGEST, largest);
  keepSegment();
  return true;
}

/** Whether a waiting sample goes on with the segment: alone it must have more than half of its last current, not just a direction. */
function goesOn(i: f64): boolean {
  if (direction === 0) return directionOf(i) === 0;
  return direction * i > 0.5 * abs(lastI);
}

/** The segment ends here: what still waits belongs to it as far as its current reaches. */
function endSegment(): void {
  if (count === 0) return;
  let pending = <i32>get(state, S_PENDING);
  while (pending > 0 && !goesOn(get(waiting(pending - 1), 3))) {
    pending--;
    put(state, S_DROPPED, get(state, S_DROPPED) + 1);
  }
  put(state, S_PENDING, <f64>pending);
  appendWaiting(0);
  put(state, S_MARKED, 1);
  emit(threshold());
}
