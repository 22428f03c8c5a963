// From a spectrum to its optimum: the given start first, then starts drawn from the data, until enough of them agree.

import { draw, enterData, exactCost } from "./draws";
import { log } from "./elementary";
import {
  D_LOSS_SCALE, number, W_AGREEMENT, W_DRAWS, W_EVALUATIONS, W_STARTS, word,
} from "./job";
import { clip, converged, DAMPINGS, NOT_FINITE, reason, solve } from "./levenberg";
import { doubles, get, put } from "./memory";
import { isLogarithmic, variableCount } from "./program";

/** Evaluations that a drawn start may spend; the best one is then taken to convergence. */
const TRIAL_EVALUATIONS = 60;
/** Two local fits have found the same optimum when their costs differ by less than this. */
const SAME_OPTIMUM = 1e-4;

let best: usize = 0;
let x: usize = 0;
let candidate: usize = 0;
let given: usize = 0;
let nothing: usize = 0;

export let bestReason = 0;
export let starts = 0;
export let agreement = 0;

export function bindSearch(n: i32): bool {
  best = doubles(n);
  x = doubles(n);
  candidate = doubles(n);
  given = doubles(n);
  nothing = doubles(n);
  if (nothing === 0) return false;
  for (let v = 0; v < n; v++) put(nothing, v, NaN);
  return true;
}

export function bestPoint(): usize {
  return best;
}

function copy(from: usize, to: usize): void {
  memory.copy(to, from, <usize>variableCount() << 3);
}

/** Solver's coordinates of the user's start; returns how many variables it gives. */
function readGiven(from: usize): i32 {
  let count = 0;
  for (let v = 0; v < variableCount(); v++) {
    const value = from === 0 ? NaN : get(from, v);
    put(given, v, isLogarithmic(v) ? log(value) : value);
    if (value === value) count++;
  }
  return count;
}

/** One local fit from x; keeps it when it is the best so far. */
function attempt(f0: f64, limit: i32): f64 {
  const f = solve(x, 0, limit, exactCost());
  starts++;
  if (!(f < Infinity)) return f0;
  if (abs(f - f0) <= SAME_OPTIMUM * max(f, f0) || (f <= exactCost() && f0 <= exactCost())) {
    agreement++;
  } else if (f < f0) {
    agreement = 1;
  }
  if (f < f0) {
    copy(x, best);
    bestReason = reason;
    return f;
  }
  return f0;
}

/** The best cost found for the present spectrum; `bestPoint`, `bestReason`, `starts`, `agreement` tell the rest. */
export function search(from: usize): f64 {
  const n = variableCount();
  const limit = word(W_EVALUATIONS);
  const most = word(W_STARTS);
  const draws = word(W_DRAWS);
  const enough = word(W_AGREEMENT);
  starts = 0;
  agreement = 0;
  bestReason = NOT_FINITE;
  let f = Infinity;
  const count = readGiven(from);
  enterData();
  if (count === n) {
    copy(given, x);
    clip(x);
    f = attempt(f, limit);
  }
  for (let s = 0; s < most; s++) {
    if (agreement >= enough) break;
    const fixedPart = s === 0 && count > 0 && count < n ? given : nothing;
    let least = Infinity;
    for (let d = 0; d < draws; d++) {
      const cost = draw(candidate, fixedPart);
      if (d === 0 || cost < least) {
        least = cost;
        copy(candidate, x);
      }
    }
    f = attempt(f, TRIAL_EVALUATIONS);
  }
  if (!(f < Infinity)) return f;
  // The best is taken to convergence; where one kind of damping stalls, the next begins from what was reached.
  for (let mode = 0; mode < DAMPINGS; mode++) {
    if (bestReason <= 4) break;
    copy(best, x);
    const g = solve(x, mode, limit, exactCost());
    if (g <= f) {
      f = g;
      copy(x, best);
      bestReason = reason;
    }
  }
  return f;
}
