// A peak as a record of doubles: what is known of it grows on its way from the maximum to the caller.

import { allocate, get, put } from "./memory";

export const RECORD: usize = 128;
// Bytes from the start of a record. Places count samples from the first of the series
export const INDEX: usize = 0;
export const LEFT_EDGE: usize = 8;
export const RIGHT_EDGE: usize = 16;
export const PEAK_HEIGHT: usize = 24;
export const LEFT_THRESHOLD: usize = 32;
export const RIGHT_THRESHOLD: usize = 40;
export const PEAK_PROMINENCE: usize = 48;
export const LEFT_BASE: usize = 56;
export const RIGHT_BASE: usize = 64;
export const PEAK_WIDTH: usize = 72;
export const WIDTH_HEIGHT: usize = 80;
export const LEFT_CROSSING: usize = 88;
export const RIGHT_CROSSING: usize = 96;
/** On the axis. */
export const PEAK_X: usize = 104;
export const LEFT_X: usize = 112;
export const RIGHT_X: usize = 120;

let output: usize = 0;
let room = 0;
/** Whether peaks come out as index and height alone. */
export let brief: bool = false;
/** Bytes of one of them; those of a record otherwise. */
const BRIEF: usize = 16;
let stride: usize = RECORD;
/** Peaks that the present call has found. */
export let found = 0;

export function openOutput(short: bool): void {
  brief = short;
  stride = short ? BRIEF : RECORD;
  output = 0;
  room = 0;
  found = 0;
}

/** Forgets what the caller has taken and makes room; the address of the records, 0 without memory. */
export function reserveOutput(count: i32): usize {
  found = 0;
  if (count <= room && output !== 0) return output;
  room = count + (count >> 1);
  output = allocate(<usize>room * stride);
  return output;
}

/** Where the record of the next peak stands that is found. */
export function nextRecord(): usize {
  const at = output + <usize>found * stride;
  found++;
  return at;
}

export function emitBrief(index: f64, height: f64): void {
  const at = nextRecord();
  store<f64>(at, index);
  store<f64>(at, height, 8);
}

export function emit(record: usize): void {
  const to = nextRecord();
  // A call to copy memory costs more than these
  for (let k = 0; k < 16; k++) put(to, k, get(record, k));
}

/** A block of `bytes` with what an older one held; 0 without memory. */
export function moved(from: usize, used: usize, bytes: usize): usize {
  const to = allocate(bytes);
  if (to !== 0 && used !== 0) memory.copy(to, from, used);
  return to;
}
