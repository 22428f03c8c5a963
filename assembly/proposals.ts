// Where the data relax: a coarse distribution of relaxation times, resistances of RC members over a grid of time constants by
// non-negative least squares, and the angular frequencies of its maxima. Starts are drawn there first (`draws.ts`).

import { exp } from "./exponential";
import { allocate, doubles, get, put } from "./memory";
import { accumulate } from "./normal";
import {
  blockPoints,
  blocks,
  lnOmegaLeast,
  lnOmegaMost,
  measuredRe,
  omega,
  root,
  rowsScaled,
  scaleIm,
  scaleRe,
} from "./points";
import { between, uniform } from "./random";

const LN10 = 2.302585092994046;
/** Time constants per decade: twice as dense as arcs that can be told apart. */
const PER_DECADE = 4;
/** How far the grid goes beyond the measured frequencies, in ln ω. */
const MARGIN = 1.5;
export const MOST_TIMES = 80;
/** Constant, inductance and capacity beside the time constants. */
const OTHERS = 3;
/** Of the unit diagonal: members whose columns are nearly equal share what they explain, which makes the distribution smooth. */
const RIDGE = 3e-3;
const SWEEPS = 60;
const MOST_PEAKS = 12;
/** Share of the largest contribution to the data below which a maximum is noise. */
const LEAST_SHARE = 0.01;
/** A start may lie this far from its maximum, in ln ω. */
const SPREAD = 0.6;

let columns: usize = 0;
let gram: usize = 0;
let scale: usize = 0;
let solution: usize = 0;
let peakLnOmega: usize = 0;
let peakWeight: usize = 0;
let taken: usize = 0;

/** Maxima of the present spectrum, the one that explains most first. */
export let peaks = 0;
/** Time constants of the grid of the present spectrum. */
export let times = 0;

export function bindProposals(): bool {
  const most = OTHERS + MOST_TIMES + 1;
  columns = allocate(<usize>most * 2 * PLANE);
  gram = doubles(most * most);
  scale = doubles(most);
  solution = doubles(most);
  peakLnOmega = doubles(MOST_PEAKS);
  peakWeight = doubles(MOST_PEAKS);
  taken = allocate(MOST_PEAKS << 2);
  return taken !== 0;
}

function column(i: i32): usize {
  return columns + <usize>i * 2 * PLANE;
}

/** Weighted planes of one block: constant, jω, 1/jω (both over the middle of the range), the members, the data. */
function fill(block: i32, middle: f64): void {
  const wRe = rowsScaled ? scaleRe(block) : root(block);
  const wIm = rowsScaled ? scaleIm(block) : root(block);
  const w = omega(block);
  const re = measuredRe(block);
  const inverseMiddle = 1.0 / middle;
  for (let k = 0; k < blockPoints; k++) {
    const a = get(wRe, k);
    const b = get(wIm, k);
    const u = get(w, k) * inverseMiddle;
    put(column(0), k, a);
    put(column(0) + PLANE, k, 0);
    put(column(1), k, 0);
    put(column(1) + PLANE, k, u * b);
    put(column(2), k, 0);
    put(column(2) + PLANE, k, -b / u);
    put(column(OTHERS + times), k, get(re, k) * a);
    put(column(OTHERS + times) + PLANE, k, get(re + PLANE, k) * b);
  }
  for (let t = 0; t < times; t++) writeMember(column(OTHERS + t), t, block);
}

/** Weighted planes of 1/(1 + jωτ) for the t-th time constant of the grid. */
export function writeMember(at: usize, t: i32, block: i32): void {
  const wRe = rowsScaled ? scaleRe(block) : root(block);
  const wIm = rowsScaled ? scaleIm(block) : root(block);
  const w = omega(block);
  const width = (<usize>blockPoints) << 3;
  const one = vsplat(1.0);
  const tau = vsplat(timeConstant(t));
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    const x = vmul(vload(w + o), tau);
    const d = vdiv(one, vadd(one, vmul(x, x)));
    vstore(at + o, vmul(d, vload(wRe + o)));
    vstoreIm(at + o, vsub(vsplat(0), vmul(vmul(x, d), vload(wIm + o))));
  }
}

/** ln 1/τ of the t-th time constant of the grid. */
export function lnOmegaOf(t: i32): f64 {
  return lnOmegaMost + MARGIN - (<f64>t * LN10) / <f64>PER_DECADE;
}

function timeConstant(t: i32): f64 {
  return exp(-lnOmegaOf(t));
}

/** Finds the maxima of the present spectrum. */
export function enterProposals(): void {
  peaks = 0;
  times = 0;
  const span = lnOmegaMost - lnOmegaLeast + 2.0 * MARGIN;
  if (!(span > 2.0 * MARGIN)) return;
  times = min(<i32>((span * <f64>PER_DECADE) / LN10) + 1, MOST_TIMES);
  const n = OTHERS + times;
  const middle = exp(0.5 * (lnOmegaLeast + lnOmegaMost));
  for (let b = 0; b < blocks; b++) {
    fill(b, middle);
    accumulate(columns, (<usize>blockPoints) << 3, n + 1, gram, b === 0);
  }
  if (!descend(n)) return;
  findMaxima();
}

/** Non-negative least squares by cyclic descent along the coordinates, of columns scaled to unit length. */
function descend(n: i32): bool {
  const stride = n + 1;
  for (let i = 0; i < n; i++) {
    const d = get(gram, i * stride + i);
    if (!(d < Infinity)) return false;
    put(scale, i, d > 0 ? 1.0 / sqrt(d) : 0);
    put(solution, i, 0);
  }
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j <= n; j++) {
      const value = get(gram, i * stride + j) * get(scale, i) * (j < n ? get(scale, j) : 1.0);
      put(gram, i * stride + j, value);
      if (j < n) put(gram, j * stride + i, value);
    }
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let i = 0; i < n; i++) {
      const row = gram + ((<usize>(i * stride)) << 3);
      let s = get(row, n);
      for (let j = 0; j < i; j++) s -= get(row, j) * get(solution, j);
      for (let j = i + 1; j < n; j++) s -= get(row, j) * get(solution, j);
      put(solution, i, max(0, s / (i < OTHERS ? 1.0 : 1.0 + RIDGE)));
    }
  }
  return true;
}

/** Contribution of a member to the data, smoothed over its neighbours. */
function contribution(t: i32): f64 {
  const before = t > 0 ? get(solution, OTHERS + t - 1) : 0;
  const after = t < times - 1 ? get(solution, OTHERS + t + 1) : 0;
  return 0.5 * get(solution, OTHERS + t) + 0.25 * (before + after);
}

function findMaxima(): void {
  let most = 0.0;
  for (let t = 0; t < times; t++) most = max(most, contribution(t));
  for (let t = 0; t < times; t++) {
    const here = contribution(t);
    const before = t > 0 ? contribution(t - 1) : 0;
    const after = t < times - 1 ? contribution(t + 1) : 0;
    if (!(here > LEAST_SHARE * most && here >= before && here > after)) continue;
    const sum = here + before + after;
    insert(lnOmegaOf(t) + ((before - after) * LN10) / (<f64>PER_DECADE * sum), here);
  }
}

/** Keeps the maxima in descending order of their weight. */
function insert(lnW: f64, weight: f64): void {
  let at = peaks < MOST_PEAKS ? peaks++ : MOST_PEAKS - 1;
  if (
    at === MOST_PEAKS - 1 &&
    peaks === MOST_PEAKS &&
    weight <= get(peakWeight, at) &&
    get(peakWeight, at) > 0
  )
    return;
  while (at > 0 && get(peakWeight, at - 1) < weight) {
    put(peakWeight, at, get(peakWeight, at - 1));
    put(peakLnOmega, at, get(peakLnOmega, at - 1));
    at--;
  }
  put(peakWeight, at, weight);
  put(peakLnOmega, at, lnW);
}

/** Forgets which maxima were taken by this draw. */
export function openProposals(): void {
  for (let i = 0; i < peaks; i++) store<i32>(taken + ((<usize>i) << 2), 0);
}

/** ln ω of a maximum that this draw has not taken, near enough; NaN when there is none left. */
export function propose(): f64 {
  let sum = 0.0;
  for (let i = 0; i < peaks; i++) if (!isTaken(i)) sum += sqrt(get(peakWeight, i));
  if (!(sum > 0)) return NaN;
  let left = uniform() * sum;
  for (let i = 0; i < peaks; i++) {
    if (isTaken(i)) continue;
    left -= sqrt(get(peakWeight, i));
    if (left > 0) continue;
    store<i32>(taken + ((<usize>i) << 2), 1);
    return get(peakLnOmega, i) + between(-SPREAD, SPREAD);
  }
  return NaN;
}

function isTaken(i: i32): bool {
  return load<i32>(taken + ((<usize>i) << 2)) !== 0;
}
