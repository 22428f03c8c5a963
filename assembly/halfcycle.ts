// Half-cycles of a record of time, voltage, current and pressure: one pass over blocks of rows, whose memory does not grow with them.
//
// A segment ends where the direction of the current changes (with hysteresis, and only when the new direction lasts), and at every
// mark of the caller: a new step or cycle of the instrument. Of each segment stay its sums and at most BINS bins of equally many
// samples; when they are full, neighbours are joined and the samples per bin double. So a quantile over the bins lies between the
// quantiles of the samples 2/BINS below and above it wherever the voltage is monotonic over a bin.
//
// Charge and energy by the trapezoidal rule inside a segment, never from one to the next; plain sums inside a bin, compensated over
// bins (A. Neumaier, Z. Angew. Math. Mech. 54, 39 (1974)).

import { address, D_OPTION, number, section, W_AT_RESULTS, W_OPTION, word } from "./job";
import { get, put } from "./memory";

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

const BINS = 1024;
// A bin, one plane each: samples, Σ(t − t₀), charge at its end, ΣV, least and most V, ΣI, ΣP, samples with P, first step of V
const FIELDS = 10;
const B_COUNT = 0;
const B_TIME = 1;
const B_CHARGE = 2;
const B_VOLTAGE = 3;
const B_LEAST = 4;
const B_MOST = 5;
const B_CURRENT = 6;
const B_PRESSURE = 7;
const B_PRESSURES = 8;
const B_STEP = 9;

// The state, which the caller carries from block to block: first what it may read, then the bins
const S_CONSUMED = 0;
const S_SEGMENTS = 1;
const S_COUNT = 2;
const S_FIRST_ROW = 3;
const S_DIRECTION = 4;
const S_LARGEST = 5;
const S_SKIPPED = 6;
const S_BACKWARD = 7;
const S_DROPPED = 8;
const S_STRIDE = 9;
const S_FULL = 10;
const S_T0 = 11;
const S_V0 = 12;
const S_I0 = 13;
const S_T = 14;
const S_V = 15;
const S_I = 16;
const S_CHARGE = 17;
const S_CHARGE_REST = 18;
const S_ENERGY = 19;
const S_ENERGY_REST = 20;
const S_SETTLED = 21;
const S_GAP = 22;
const S_LAST_ROW = 23;
const S_PENDING = 24;
const S_PENDING_DIRECTION = 25;
const S_PENDING_RUN = 26;
const S_BIN_CHARGE = 27;
const S_BIN_ENERGY = 28;
const S_MARKED = 29;
/** The bin that is being filled. */
const S_BIN = 31;
/** Doubles of results that are in use. */
const S_USED = 30;
/** Samples per bin of the last charge, rest and discharge. */
const S_STRIDES = 41;
/** Samples that wait for their direction: row, t, V, I, P. */
const S_WAITING = 44;
const MOST_PENDING = 16;
/** Two doubles for the lanes of a vector. */
const S_LANES = S_WAITING + 5 * MOST_PENDING;
const STATE_HEAD = S_LANES + 8;
const STATE = STATE_HEAD + FIELDS * BINS;

/** What is told of a segment before its bins. */
const HEAD = 20;

/** Seconds after which the voltage counts as settled. */
const SETTLED = 1.0;

let state: usize = 0;
let bins: usize = 0;
let out: usize = 0;
let end: usize = 0;
let time: usize = 0;
let voltage: usize = 0;
let current: usize = 0;
let pressure: usize = 0;
let withPressure = false;

// What the inner loops read and write of the state
let count = 0.0;
let direction = 0.0;
let largest = 0.0;
let stride = 1.0;
let full = 0;
let lastT = 0.0;
let lastV = 0.0;
let lastI = 0.0;
let settled = NaN;
let gap = 0.0;
let binCharge = 0.0;
let binEnergy = 0.0;

function plane(field: i32): usize {
  return bins + ((<usize>(field * BINS)) << 3);
}

/** Field of the bin that is being filled. */
function open(field: i32): usize {
  return state + ((<usize>(S_BIN + field)) << 3);
}

function clearBin(): void {
  for (let f = 0; f < FIELDS; f++) put(state, S_BIN + f, 0);
  put(state, S_BIN + B_LEAST, Infinity);
  put(state, S_BIN + B_MOST, -Infinity);
  binCharge = 0;
  binEnergy = 0;
}

function addCompensated(sum: i32, value: f64): void {
  const a = get(state, sum);
  const s = a + value;
  put(state, sum + 1, get(state, sum + 1) + (abs(a) >= abs(value) ? a - s + value : value - s + a));
  put(state, sum, s);
}

/** Stores the open bin, joining neighbours when there is no place. */
function closeBin(): void {
  addCompensated(S_CHARGE, binCharge);
  addCompensated(S_ENERGY, binEnergy);
  if (full === BINS) joinBins();
  store<f64>(open(B_CHARGE), get(state, S_CHARGE) + get(state, S_CHARGE_REST));
  for (let f = 0; f < FIELDS; f++) put(plane(f), full, load<f64>(open(f)));
  full++;
  clearBin();
}

function joinBins(): void {
  const half = BINS >> 1;
  for (let f = 0; f < FIELDS; f++) {
    const at = plane(f);
    for (let k = 0; k < half; k++) {
      const a = get(at, 2 * k);
      const b = get(at, 2 * k + 1);
      if (f === B_CHARGE) put(at, k, b);
      else if (f === B_STEP) put(at, k, a);
      else if (f === B_LEAST) put(at, k, min(a, b));
      else if (f === B_MOST) put(at, k, max(a, b));
      else put(at, k, a + b);
    }
  }
  full = half;
  stride *= 2;
}

function begin(row: f64, t: f64, v: f64, i: f64, way: f64): void {
  count = 0;
  direction = way;
  // A half-cycle is about as long as the last of its kind
  stride = max(0.25 * get(state, S_STRIDES + 1 - <i32>way), 1);
  full = 0;
  settled = NaN;
  gap = 0;
  put(state, S_FIRST_ROW, row);
  put(state, S_T0, t);
  put(state, S_V0, v);
  put(state, S_I0, i);
  put(state, S_MARKED, 0);
  for (let k = S_CHARGE; k <= S_ENERGY_REST; k++) put(state, k, 0);
  clearBin();
}

/** Adds one sample to the segment. */
function append(row: f64, t: f64, v: f64, i: f64, p: f64): void {
  let step = NaN;
  if (count > 0) {
    const dt = t - lastT;
    if (dt >= 0) {
      binCharge += 0.5 * (i + lastI) * dt;
      binEnergy += 0.5 * (v * i + lastV * lastI) * dt;
      gap = max(gap, dt);
      step = v - lastV;
    } else put(state, S_BACKWARD, get(state, S_BACKWARD) + 1);
  }
  const t0 = get(state, S_T0);
  if (isNaN(settled) && t - t0 >= SETTLED) settled = v;
  const filled = load<f64>(open(B_COUNT));
  if (filled === 0) store<f64>(open(B_STEP), step);
  store<f64>(open(B_COUNT), filled + 1);
  store<f64>(open(B_TIME), load<f64>(open(B_TIME)) + (t - t0));
  store<f64>(open(B_VOLTAGE), load<f64>(open(B_VOLTAGE)) + v);
  store<f64>(open(B_LEAST), min(load<f64>(open(B_LEAST)), v));
  store<f64>(open(B_MOST), max(load<f64>(open(B_MOST)), v));
  store<f64>(open(B_CURRENT), load<f64>(open(B_CURRENT)) + i);
  if (!isNaN(p)) {
    store<f64>(open(B_PRESSURE), load<f64>(open(B_PRESSURE)) + p);
    store<f64>(open(B_PRESSURES), load<f64>(open(B_PRESSURES)) + 1);
  }
  count++;
  lastT = t;
  lastV = v;
  lastI = i;
  put(state, S_LAST_ROW, row);
  if (filled + 1 >= stride) closeBin();
}

/** Writes the segment behind the others: a head, then the bins, field by field. */
function emit(): void {
  if (load<f64>(open(B_COUNT)) > 0) closeBin();
  put(out, 0, direction);
  put(out, 1, count);
  put(out, 2, <f64>full);
  put(out, 3, stride);
  put(out, 4, get(state, S_T0));
  put(out, 5, get(state, S_V0));
  put(out, 6, get(state, S_I0));
  put(out, 7, lastT);
  put(out, 8, lastV);
  put(out, 9, lastI);
  put(out, 10, get(state, S_CHARGE) + get(state, S_CHARGE_REST));
  put(out, 11, get(state, S_ENERGY) + get(state, S_ENERGY_REST));
  put(out, 12, settled);
  put(out, 13, gap);
  put(out, 14, get(state, S_FIRST_ROW));
  put(out, 15, get(state, S_LAST_ROW));
  put(out, 16, get(state, S_MARKED));
  put(out, 17, threshold());
  for (let k = 18; k < HEAD; k++) put(out, k, 0);
  out += HEAD << 3;
  for (let f = 0; f < FIELDS; f++) {
    const bytes = (<usize>full) << 3;
    memory.copy(out, plane(f), bytes);
    out += bytes;
  }
  put(state, S_SEGMENTS, get(state, S_SEGMENTS) + 1);
  put(state, S_STRIDES + 1 - <i32>direction, stride);
  count = 0;
  full = 0;
  clearBin();
}

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
  emit();
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

/** Adds such samples to the segment, bin by bin. */
function appendSpan(row: i32, span: i32): void {
  const t0 = get(state, S_T0);
  const stop = row + span;
  const last = stop - 1;
  if (isNaN(settled) && get(time, last) - t0 >= SETTLED) {
    for (let k = row; isNaN(settled); k++) if (get(time, k) - t0 >= SETTLED) settled = get(voltage, k);
  }
  for (let k = row; k < stop; ) {
    const filled = load<f64>(open(B_COUNT));
    const n = min(<i32>(stride - filled), stop - k);
    if (filled === 0) store<f64>(open(B_STEP), get(voltage, k) - get(voltage, k - 1));
    appendRun(k, n, t0);
    store<f64>(open(B_COUNT), filled + <f64>n);
    k += n;
    if (filled + <f64>n >= stride) closeBin();
  }
  count += <f64>span;
  lastT = get(time, last);
  lastV = get(voltage, last);
  lastI = get(current, last);
  put(state, S_LAST_ROW, number(D_FIRST) + <f64>last);
}

/** Sums over n samples of one bin. */
function appendRun(row: i32, n: i32, t0: f64): void {
  let charge = 0.0;
  let energy = 0.0;
  let times = 0.0;
  let voltages = 0.0;
  let currents = 0.0;
  let pressures = 0.0;
  let least = Infinity;
  let most = -Infinity;
  let longest = 0.0;
  let p = (<usize>row) << 3;
  const stop = p + ((<usize>n) << 3);
  if (n >= WIDE_RUN) {
    const whole = p + ((<usize>(n & ~1)) << 3);
    let q = vsplat(0);
    let e = vsplat(0);
    let ts = vsplat(0);
    let vs = vsplat(0);
    let is = vsplat(0);
    let ps = vsplat(0);
    let low = vsplat(Infinity);
    let high = vsplat(-Infinity);
    let far = vsplat(0);
    const origin = vsplat(t0);
    for (; p < whole; p += LANE_BYTES) {
      const t = vload(time + p);
      const v = vload(voltage + p);
      const i = vload(current + p);
      const i0 = vload(current + p - 8);
      const dt = vsub(t, vload(time + p - 8));
      q = vadd(q, vmul(vadd(i, i0), dt));
      e = vadd(e, vmul(vadd(vmul(v, i), vmul(vload(voltage + p - 8), i0)), dt));
      ts = vadd(ts, vsub(t, origin));
      vs = vadd(vs, v);
      is = vadd(is, i);
      low = vmin(low, v);
      high = vmax(high, v);
      far = vmax(far, dt);
      if (withPressure) ps = vadd(ps, vload(pressure + p));
    }
    charge = vsum(q);
    energy = vsum(e);
    times = vsum(ts);
    voltages = vsum(vs);
    currents = vsum(is);
    pressures = vsum(ps);
    least = leastOf(low);
    most = -leastOf(vneg(high));
    longest = -leastOf(vneg(far));
  }
  for (; p < stop; p += 8) {
    const t = load<f64>(time + p);
    const v = load<f64>(voltage + p);
    const i = load<f64>(current + p);
    const i0 = load<f64>(current + p - 8);
    const dt = t - load<f64>(time + p - 8);
    charge += (i + i0) * dt;
    energy += (v * i + load<f64>(voltage + p - 8) * i0) * dt;
    times += t - t0;
    voltages += v;
    currents += i;
    least = min(least, v);
    most = max(most, v);
    longest = max(longest, dt);
    if (withPressure) pressures += load<f64>(pressure + p);
  }
  binCharge += 0.5 * charge;
  binEnergy += 0.5 * energy;
  gap = max(gap, longest);
  store<f64>(open(B_TIME), load<f64>(open(B_TIME)) + times);
  store<f64>(open(B_VOLTAGE), load<f64>(open(B_VOLTAGE)) + voltages);
  store<f64>(open(B_LEAST), min(load<f64>(open(B_LEAST)), least));
  store<f64>(open(B_MOST), max(load<f64>(open(B_MOST)), most));
  store<f64>(open(B_CURRENT), load<f64>(open(B_CURRENT)) + currents);
  if (withPressure) {
    store<f64>(open(B_PRESSURE), load<f64>(open(B_PRESSURE)) + pressures);
    store<f64>(open(B_PRESSURES), load<f64>(open(B_PRESSURES)) + <f64>n);
  }
}

/** The least of the lanes. */
function leastOf(a: Vec): f64 {
  const at = state + (S_LANES << 3);
  vstore(at, a);
  return LANE_BYTES === 16 ? min(load<f64>(at), load<f64>(at, 8)) : load<f64>(at);
}

function restore(): void {
  count = get(state, S_COUNT);
  direction = get(state, S_DIRECTION);
  largest = get(state, S_LARGEST);
  stride = max(get(state, S_STRIDE), 1);
  full = <i32>get(state, S_FULL);
  lastT = get(state, S_T);
  lastV = get(state, S_V);
  lastI = get(state, S_I);
  settled = get(state, S_SETTLED);
  gap = get(state, S_GAP);
  binCharge = get(state, S_BIN_CHARGE);
  binEnergy = get(state, S_BIN_ENERGY);
}

function keep(row: i32): void {
  put(state, S_CONSUMED, <f64>row);
  put(state, S_USED, <f64>((out - state) >>> 3));
  put(state, S_COUNT, count);
  put(state, S_DIRECTION, direction);
  put(state, S_LARGEST, largest);
  put(state, S_STRIDE, stride);
  put(state, S_FULL, <f64>full);
  put(state, S_T, lastT);
  put(state, S_V, lastV);
  put(state, S_I, lastI);
  put(state, S_SETTLED, settled);
  put(state, S_GAP, gap);
  put(state, S_BIN_CHARGE, binCharge);
  put(state, S_BIN_ENERGY, binEnergy);
}

/** Samples that are looked at together; fewer than the least are not worth it. */
const SPAN = 512;
const LEAST_SPAN = 4;
/** Samples of a bin that are worth vectors. */
const WIDE_RUN = 8;
/** Samples taken one by one before the next span is tried. */
const SLOW = 16;

/** Whether the segment might not find room when so many samples have come. */
function lacksRoom(samples: i32): boolean {
  return out + ((<usize>(2 * HEAD + FIELDS * (full + 2 + MOST_PENDING + samples))) << 3) > end;
}

export function hasPressure(): boolean {
  return word(W_PRESSURE) !== 0;
}

/**
 * Works through the rows from W_FROM on, until they end or the room for segments does; the state says how far it came. The waiting
 * samples and an ended segment need room for one more.
 */
export function runHalfCycles(pressed: boolean): boolean {
  state = section(W_AT_RESULTS);
  bins = state + (STATE_HEAD << 3);
  out = state + (STATE << 3);
  end = out + ((<usize>word(W_ROOM)) << 3);
  const capacity = (<usize>word(W_CAPACITY)) << 3;
  time = address(word(W_AT_COLUMNS));
  voltage = time + capacity;
  current = voltage + capacity;
  pressure = current + capacity;
  withPressure = pressed;
  const marks = address(word(W_AT_MARKS));
  const markCount = word(W_MARKS);
  const rows = word(W_ROWS);
  let row = word(W_FROM);
  put(state, S_SEGMENTS, 0);
  restore();
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
  keep(row);
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
  emit();
}
