// Own fits of a series: anchors, evenly spaced, are searched from the data; every other spectrum starts from its neighbour's optimum,
// forwards, then backwards, and the better fit is kept. A spectrum that fits worse than its neighbours do is searched as well, and what
// that brings is carried on to its neighbours.

import { beginFit, enterFit, finishFit, resultOf, startOf } from "./batch";
import { log } from "./elementary";
import {
  D_COST_TOLERANCE,
  number,
  R_AGREEMENT,
  R_EVALUATIONS,
  R_STARTS,
  resultStride,
  section,
  W_AT_EXTENSION,
  W_EVALUATIONS,
  word,
} from "./job";
import { EXACT_FIT, reason, solve } from "./levenberg";
import { allocate, doubles, get, put } from "./memory";
import { evaluations, resetEvaluations } from "./objective";
import { variableCount } from "./parameters";
import { points, spectrumCount } from "./points";
import { exactCost } from "./ranges";
import { agreement, bestPoint, bestReason, search, starts } from "./search";

/** Extension: every how many spectra there is an anchor. */
const X_EVERY = 1;

// How a spectrum came to its optimum; behind the results, one double per spectrum
const ROUTE_NONE = 0;
const ROUTE_ANCHOR = 1;
const ROUTE_FORWARD = 2;
const ROUTE_BACKWARD = 3;
const ROUTE_RESTART = 4;

/** Two fits have found the same optimum when their costs differ by less than this. */
const SAME_OPTIMUM = 1e-4;
/** Most passes forwards and backwards: news of a better optimum travels from neighbour to neighbour within one pass. */
const MOST_PASSES = 4;
/** Neighbours on each side with which the misfit of a spectrum is compared. */
const NEIGHBOURS = 4;
/** ln of the factor by which the mean square misfit must exceed the neighbours' median, at least, and in standard deviations. */
const JUMP = 0.5;
const JUMP_DEVIATIONS = 5.0;

let n = 0;
let count = 0;
let optima: usize = 0;
let costs: usize = 0;
/** ln of the mean square misfit; NaN where there is none. */
let misfits: usize = 0;
let near: usize = 0;
let x: usize = 0;
/** Per spectrum: one record of words. */
let records: usize = 0;
const RECORD_WORDS = 9;
const C_ROUTE = 0;
const C_REASON = 1;
const C_STARTS = 2;
const C_AGREEMENT = 3;
const C_EVALUATIONS = 4;
const C_SEARCHED = 5;
/** Clock at the last change of the optimum, and when it was last tried from the one before and the one after. */
const C_CHANGED = 6;
const C_TRIED_FORWARD = 7;
const C_TRIED_BACKWARD = 8;
let clock = 0;

function field(s: i32, which: i32): i32 {
  return load<i32>(records + ((<usize>(s * RECORD_WORDS + which)) << 2));
}

function setField(s: i32, which: i32, value: i32): void {
  store<i32>(records + ((<usize>(s * RECORD_WORDS + which)) << 2), value);
}

function optimum(s: i32): usize {
  return optima + ((<usize>(s * n)) << 3);
}

function copy(from: usize, to: usize): void {
  memory.copy(to, from, (<usize>n) << 3);
}

export function runChain(): bool {
  n = variableCount();
  count = spectrumCount();
  optima = doubles(count * n);
  costs = doubles(count);
  misfits = doubles(count);
  near = doubles(2 * NEIGHBOURS);
  x = doubles(n);
  records = allocate((<usize>(count * RECORD_WORDS)) << 2);
  if (records === 0) return false;
  for (let i = 0; i < count * RECORD_WORDS; i++) store<i32>(records + ((<usize>i) << 2), 0);
  clock = 0;
  const every = <i32>get(section(W_AT_EXTENSION), X_EVERY);
  for (let s = 0; s < count; s++) {
    put(costs, s, Infinity);
    put(misfits, s, NaN);
    setField(s, C_ROUTE, beginFit(s, resultOf(s)) ? ROUTE_NONE : -1);
    if (field(s, C_ROUTE) === ROUTE_NONE && (s % every === 0 || s === count - 1)) searchFor(s, ROUTE_ANCHOR);
  }
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    let changed = 0;
    for (let s = 1; s < count; s++) changed += fitFrom(s, s - 1, ROUTE_FORWARD);
    for (let s = count - 2; s >= 0; s--) changed += fitFrom(s, s + 1, ROUTE_BACKWARD);
    for (let s = 0; s < count; s++) if (jumps(s)) changed += searchFor(s, ROUTE_RESTART);
    if (changed === 0) break;
  }
  const routes = resultOf(0) + ((<usize>(count * resultStride())) << 3);
  for (let s = 0; s < count; s++) {
    const route = field(s, C_ROUTE);
    put(routes, s, <f64>max(route, ROUTE_NONE));
    if (route < 0) continue;
    const out = resultOf(s);
    enterFit(s);
    resetEvaluations();
    copy(optimum(s), x);
    finishFit(out, get(costs, s), x, field(s, C_REASON), false);
    put(out, R_STARTS, <f64>field(s, C_STARTS));
    put(out, R_AGREEMENT, <f64>field(s, C_AGREEMENT));
    put(out, R_EVALUATIONS, <f64>(field(s, C_EVALUATIONS) + evaluations));
  }
  return true;
}

/** Takes an optimum of spectrum s, the present one, when it is better than what is known; returns whether it is. */
function take(s: i32, at: usize, f: f64, why: i32, route: i32): i32 {
  const known = get(costs, s);
  const exact = exactCost();
  if (!(f < Infinity)) return 0;
  const same = known < Infinity && (abs(f - known) <= SAME_OPTIMUM * max(f, known) || max(f, known) <= exact);
  const settles = same && why <= EXACT_FIT && (f < known || field(s, C_REASON) > EXACT_FIT);
  if (settles || (!same && f < known)) {
    copy(at, optimum(s));
    put(costs, s, f);
    put(misfits, s, log(max(f, exact) / <f64>points));
    setField(s, C_REASON, why);
  }
  if (same || f > known) return 0;
  setField(s, C_ROUTE, route);
  setField(s, C_CHANGED, ++clock);
  return 1;
}

/** Fits spectrum s without its neighbours, once. */
function searchFor(s: i32, route: i32): i32 {
  if (field(s, C_SEARCHED) !== 0) return 0;
  setField(s, C_SEARCHED, 1);
  beginFit(s, resultOf(s));
  const f = search(startOf(s));
  setField(s, C_EVALUATIONS, field(s, C_EVALUATIONS) + evaluations);
  const better = take(s, bestPoint(), f, bestReason, route);
  setField(s, C_STARTS, field(s, C_STARTS) + starts);
  if (better !== 0) setField(s, C_AGREEMENT, agreement);
  else if (f <= get(costs, s) * (1.0 + SAME_OPTIMUM))
    setField(s, C_AGREEMENT, field(s, C_AGREEMENT) + agreement);
  return better;
}

/** Fits spectrum s from the optimum of a neighbour, if that is new. */
function fitFrom(s: i32, neighbour: i32, route: i32): i32 {
  const tried = route === ROUTE_FORWARD ? C_TRIED_FORWARD : C_TRIED_BACKWARD;
  if (field(s, C_ROUTE) < 0 || !(get(costs, neighbour) < Infinity)) return 0;
  if (field(s, tried) >= field(neighbour, C_CHANGED)) return 0;
  setField(s, tried, clock);
  enterFit(s);
  resetEvaluations();
  copy(optimum(neighbour), x);
  const f = solve(x, 0, word(W_EVALUATIONS), exactCost(), number(D_COST_TOLERANCE));
  setField(s, C_EVALUATIONS, field(s, C_EVALUATIONS) + evaluations);
  setField(s, C_STARTS, field(s, C_STARTS) + 1);
  const better = take(s, x, f, reason, route);
  if (better !== 0) setField(s, C_AGREEMENT, 1);
  else if (f <= get(costs, s) * (1.0 + SAME_OPTIMUM)) setField(s, C_AGREEMENT, field(s, C_AGREEMENT) + 1);
  return better;
}

/** Whether spectrum s failed, or its misfit stands out from those of its neighbours. */
function jumps(s: i32): bool {
  if (field(s, C_ROUTE) < 0 || field(s, C_SEARCHED) !== 0) return false;
  if (!(get(costs, s) < Infinity) || field(s, C_REASON) > EXACT_FIT) return true;
  let m = 0;
  for (let k = max(0, s - NEIGHBOURS); k <= min(count - 1, s + NEIGHBOURS); k++) {
    const value = get(misfits, k);
    if (k === s || !(value === value)) continue;
    put(near, m, value);
    m++;
  }
  if (m < 2) return true;
  const middle = median(m);
  for (let k = 0; k < m; k++) put(near, k, abs(get(near, k) - middle));
  return get(misfits, s) > middle + max(JUMP, JUMP_DEVIATIONS * 1.4826 * median(m));
}

/** Median of the first m of `near`, which are put in order (insertion). */
function median(m: i32): f64 {
  for (let i = 1; i < m; i++) {
    const value = get(near, i);
    let k = i - 1;
    while (k >= 0 && get(near, k) > value) {
      put(near, k + 1, get(near, k));
      k--;
    }
    put(near, k + 1, value);
  }
  return 0.5 * (get(near, (m - 1) >> 1) + get(near, m >> 1));
}
