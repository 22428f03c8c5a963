// The open segment: samples of one direction of the current, added one by one or in even spans, and written behind the others when it ends.

import {
  B_COUNT,
  B_CURRENT,
  B_LEAST,
  B_MOST,
  B_PRESSURE,
  B_PRESSURES,
  B_STEP,
  B_TIME,
  B_VOLTAGE,
  FIELDS,
  MOST_PENDING,
  S_BACKWARD,
  S_CHARGE,
  S_CHARGE_REST,
  S_COUNT,
  S_DIRECTION,
  S_ENERGY,
  S_ENERGY_REST,
  S_FIRST_ROW,
  S_GAP,
  S_I,
  S_I0,
  S_LANES,
  S_LAST_ROW,
  S_MARKED,
  S_SEGMENTS,
  S_SETTLED,
  S_STRIDES,
  S_T,
  S_T0,
  S_USED,
  S_V,
  S_V0,
  STATE,
  state,
} from "./halfcyclestate";
import { get, put } from "./memory";
import {
  addToBin,
  beginBins,
  closeBin,
  full,
  keepBins,
  open,
  plane,
  restoreBins,
  stride,
} from "./segmentbins";

/** What is told of a segment before its bins. */
const HEAD = 20;

/** Seconds after which the voltage counts as settled. */
const SETTLED = 1.0;

let out: usize = 0;
let end: usize = 0;
export let time: usize = 0;
export let voltage: usize = 0;
export let current: usize = 0;
export let pressure: usize = 0;
export let withPressure: bool = false;

// What the inner loops read and write of the state
export let count = 0.0;
export let direction = 0.0;
let lastT = 0.0;
let lastV = 0.0;
export let lastI = 0.0;
let settled = NaN;
let gap = 0.0;

/** Number of row 0 of the block in the record. */
let firstRow = 0.0;

/** The columns of a block, each of `capacity` bytes, and where ended segments go. */
export function bindSegment(columns: usize, capacity: usize, pressed: bool, row: f64, bytes: usize): void {
  out = state + (STATE << 3);
  end = out + bytes;
  time = columns;
  voltage = time + capacity;
  current = voltage + capacity;
  pressure = current + capacity;
  withPressure = pressed;
  firstRow = row;
}

/** Opens a segment at a sample that is still to be added. */
export function begin(row: f64, t: f64, v: f64, i: f64, way: f64): void {
  count = 0;
  direction = way;
  settled = NaN;
  gap = 0;
  put(state, S_FIRST_ROW, row);
  put(state, S_T0, t);
  put(state, S_V0, v);
  put(state, S_I0, i);
  put(state, S_MARKED, 0);
  // A half-cycle is about as long as the last of its kind
  beginBins(max(0.25 * get(state, S_STRIDES + 1 - <i32>way), 1));
}

/** Adds one sample to the segment. */
export function append(row: f64, t: f64, v: f64, i: f64, p: f64): void {
  let step = NaN;
  if (count > 0) {
    const dt = t - lastT;
    if (dt >= 0) {
      addToBin(0.5 * (i + lastI) * dt, 0.5 * (v * i + lastV * lastI) * dt);
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
export function emit(threshold: f64): void {
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
  put(out, 17, threshold);
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
  beginBins(stride);
}

/** Samples of a bin that are worth vectors. */
const WIDE_RUN = 8;
/** Adds such samples to the segment, bin by bin. */
export function appendSpan(row: i32, span: i32): void {
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
  put(state, S_LAST_ROW, firstRow + <f64>last);
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
  addToBin(0.5 * charge, 0.5 * energy);
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
export function leastOf(a: Vec): f64 {
  const at = state + (S_LANES << 3);
  vstore(at, a);
  return LANE_BYTES === 16 ? min(load<f64>(at), load<f64>(at, 8)) : load<f64>(at);
}

export function restoreSegment(): void {
  count = get(state, S_COUNT);
  direction = get(state, S_DIRECTION);
  lastT = get(state, S_T);
  lastV = get(state, S_V);
  lastI = get(state, S_I);
  settled = get(state, S_SETTLED);
  gap = get(state, S_GAP);
  restoreBins();
}

export function keepSegment(): void {
  put(state, S_USED, <f64>((out - state) >>> 3));
  put(state, S_COUNT, count);
  put(state, S_DIRECTION, direction);
  put(state, S_T, lastT);
  put(state, S_V, lastV);
  put(state, S_I, lastI);
  put(state, S_SETTLED, settled);
  put(state, S_GAP, gap);
  keepBins();
}

/** Whether the segment might not find room when so many samples have come. */
export function lacksRoom(samples: i32): boolean {
  return out + ((<usize>(2 * HEAD + FIELDS * (full + 2 + MOST_PENDING + samples))) << 3) > end;
}
