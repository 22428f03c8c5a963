// Where a branch would serve the data better: an orthogonal matching pursuit about the best point. The branch is taken away, a member
// 1/(1 + jωτ) is tried at every time constant of the grid, and all other variables follow to first order (their columns are projected
// out); the places that leave the least cost are those from which a fit should start.

import { weighPair } from "./branches";
import { factor } from "./cholesky";
import { relaxes } from "./draws";
import { log } from "./elementary";
import { W_BRANCHES, word } from "./job";
import { allocate, doubles, get, put } from "./memory";
import { accumulate } from "./normal";
import { linearize } from "./objective";
import { moveTo, V_BRANCH, variableCount, variableRecord } from "./parameters";
import { blockPoints, blocks, lnOmega, omega } from "./points";
import { basisRegister, column, forwardBasis, prepareBasis, prepareModel, setBlock } from "./program";
import { lnOmegaOf, MOST_TIMES, times, writeMember } from "./proposals";

/** Added to the unit diagonal: variables that are nearly exchangeable share what they explain. */
const RIDGE = 1e-6;
const MOST_PLACES = 8;

let branches = 0;
/** Columns: the variables, the branches, the members, the residuals. */
let columns: usize = 0;
let gram: usize = 0;
let system: usize = 0;
let follow: usize = 0;
let index: usize = 0;
let leftover: usize = 0;
let amplitude: usize = 0;

let placeBranch: usize = 0;
let placeLnOmega: usize = 0;
let placeLnSize: usize = 0;
let placeCost: usize = 0;

/** Places found by the last `pursue`, the one that leaves the least cost first. */
export let places = 0;

export function bindPursuit(n: i32): bool {
  branches = word(W_BRANCHES);
  const most = n + branches + MOST_TIMES + 1;
  columns = allocate(<usize>most * 2 * PLANE);
  gram = doubles(most * most);
  system = doubles(n * (n + MOST_TIMES + 1));
  follow = doubles(n);
  index = allocate((<usize>max(n, 1)) << 2);
  leftover = doubles(MOST_TIMES);
  amplitude = doubles(MOST_TIMES);
  placeBranch = allocate(MOST_PLACES << 2);
  placeLnOmega = doubles(MOST_PLACES);
  placeLnSize = doubles(MOST_PLACES);
  placeCost = doubles(MOST_PLACES);
  return placeCost !== 0;
}

export function branchOfPlace(i: i32): i32 {
  return load<i32>(placeBranch + ((<usize>i) << 2));
}

export function lnOmegaOfPlace(i: i32): f64 {
  return get(placeLnOmega, i);
}

export function lnSizeOfPlace(i: i32): f64 {
  return get(placeLnSize, i);
}

/** Finds the places about the point x. */
export function pursue(x: usize): void {
  places = 0;
  if (times === 0) return;
  const n = variableCount();
  const k = branches;
  const width = n + k + times + 1;
  const pair = 2 * PLANE;
  setBlock(blockPoints);
  moveTo(x);
  prepareModel();
  prepareBasis();
  for (let b = 0; b < blocks; b++) {
    linearize(b);
    memory.copy(columns, column(0), <usize>n * pair);
    memory.copy(columns + <usize>(width - 1) * pair, column(n), pair);
    forwardBasis(lnOmega(b), omega(b));
    for (let i = 0; i < k; i++) weighPair(columns + <usize>(n + i) * pair, basisRegister(i), b);
    for (let t = 0; t < times; t++) writeMember(columns + <usize>(n + k + t) * pair, t, b);
    accumulate(columns, (<usize>blockPoints) << 3, width, gram, b === 0);
  }
  for (let b = 0; b < k; b++) if (relaxes(b)) tryPlaces(b, width);
}

function product(i: i32, j: i32, width: i32): f64 {
  return i <= j ? get(gram, i * width + j) : get(gram, j * width + i);
}

/** Costs that a member at each time constant leaves in the place of branch b, and its minima. */
function tryPlaces(b: i32, width: i32): void {
  const n = variableCount();
  const last = width - 1;
  const own = n + b;
  let m = 0;
  for (let v = 0; v < n; v++) {
    if (load<i32>(variableRecord(v), V_BRANCH) === b || !(product(v, v, width) > 0)) continue;
    store<i32>(index + ((<usize>m) << 2), v);
    m++;
  }
  // The columns that follow, scaled to unit length, and as right-hand sides the members and what is left of the data without b
  const stride = m + times + 1;
  for (let r = 0; r < m; r++) {
    const i = load<i32>(index + ((<usize>r) << 2));
    put(follow, r, 1.0 / sqrt(product(i, i, width)));
    const row = system + ((<usize>(r * stride)) << 3);
    put(row, r, 1.0 + RIDGE);
    for (let t = 0; t < times; t++) put(row, m + t, product(i, n + branches + t, width) * get(follow, r));
    put(row, m + times, (product(i, own, width) - product(i, last, width)) * get(follow, r));
  }
  for (let r = 0; r < m; r++) {
    for (let c = r + 1; c < m; c++) {
      const i = load<i32>(index + ((<usize>r) << 2));
      const j = load<i32>(index + ((<usize>c) << 2));
      put(system, r * stride + c, product(i, j, width) * get(follow, r) * get(follow, c));
    }
  }
  if (m > 0 && !factor(system, m, stride, stride)) return;
  // `factor` leaves D⁻¹U⁻ᵀ of the right-hand sides and 1/D: their products are those of the projections
  const residual = product(last, last, width);
  let rest = product(own, own, width) - 2.0 * product(own, last, width) + residual;
  for (let r = 0; r < m; r++) {
    const u = get(system, r * stride + m + times);
    rest -= (u * u) / get(system, r * stride + r);
  }
  for (let t = 0; t < times; t++) {
    const member = n + branches + t;
    let norm = product(member, member, width);
    const whole = norm;
    let dot = product(member, own, width) - product(member, last, width);
    for (let r = 0; r < m; r++) {
      const u = get(system, r * stride + m + t) / get(system, r * stride + r);
      norm -= u * get(system, r * stride + m + t);
      dot -= u * get(system, r * stride + m + times);
    }
    const sound = norm > 1e-6 * whole && dot > 0;
    put(leftover, t, sound ? rest - (dot * dot) / norm : rest);
    put(amplitude, t, sound ? dot / norm : 0);
  }
  for (let t = 0; t < times; t++) {
    const here = get(leftover, t);
    if (!(get(amplitude, t) > 0)) continue;
    if (t > 0 && get(leftover, t - 1) < here) continue;
    if (t < times - 1 && get(leftover, t + 1) <= here) continue;
    insert(here, b, lnOmegaOf(t), log(get(amplitude, t)));
  }
}

/** Keeps the places in ascending order of the cost that they leave. */
function insert(cost: f64, b: i32, lnW: f64, lnZ: f64): void {
  let at = places;
  if (places < MOST_PLACES) places++;
  else if (cost < get(placeCost, MOST_PLACES - 1)) at = MOST_PLACES - 1;
  else return;
  while (at > 0 && get(placeCost, at - 1) > cost) {
    write(
      at,
      branchOfPlace(at - 1),
      get(placeLnOmega, at - 1),
      get(placeLnSize, at - 1),
      get(placeCost, at - 1),
    );
    at--;
  }
  write(at, b, lnW, lnZ, cost);
}

function write(at: i32, b: i32, lnW: f64, lnZ: f64, cost: f64): void {
  store<i32>(placeBranch + ((<usize>at) << 2), b);
  put(placeLnOmega, at, lnW);
  put(placeLnSize, at, lnZ);
  put(placeCost, at, cost);
}
