// From a spectrum to its optimum: the given start first, then starts drawn from the data, until enough of them agree.

import { draw, followData, place, redraw } from "./draws";
import { log } from "./elementary";
import { canExchange, characterize, exchange } from "./exchange";
import { exp } from "./exponential";
import {
  D_COST_TOLERANCE,
  number,
  ofCurves,
  W_DRAWS,
  W_EVALUATIONS,
  W_PATIENCE,
  W_PROPOSALS,
  W_STARTS,
  word,
} from "./job";
import { clip, DAMPINGS, EXACT_FIT, NOT_FINITE, PROJECTED, reason, solve } from "./levenberg";
import { doubles, get, put } from "./memory";
import { isLogarithmic, variableCount } from "./parameters";
import { isLinear, linearVariables } from "./projection";
import { enterProposals } from "./proposals";
import { branchOfPlace, lnOmegaOfPlace, lnSizeOfPlace, places, pursue } from "./pursuit";
import { uniform } from "./random";
import { exactCost } from "./ranges";

/** Evaluations that a drawn start may spend; the best one is then taken to convergence. */
const TRIAL_EVALUATIONS = 60;
/** Relative change of the cost at which the fit of a drawn start counts as converged: enough to tell optima apart. */
const TRIAL_TOLERANCE = 1e-7;
/** Two local fits have found the same optimum when their costs differ by less than this. */
const SAME_OPTIMUM = 1e-4;

/** Starts are drawn in heats; after a few evaluations the best of a heat go on. */
const RUNNERS = 12;
const HEAT_EVALUATIONS = 8;
const FINALISTS = 4;
/** How much longer the search goes on where branches of different kinds act at frequencies of their own. */
const MIXED_PATIENCE = 3;
/** Draws per start of the first heat, which follows the data: where the arcs are is known there, how wide they are is not. */
const FOLLOWING_DRAWS = 8;

let runners: usize = 0;
let runnerCosts: usize = 0;
let best: usize = 0;
let x: usize = 0;
let candidate: usize = 0;
let given: usize = 0;
let nothing: usize = 0;

export let bestReason = 0;
export let starts = 0;
export let agreement = 0;
/** Whether the solver's products are those of the best point: nothing was tried after it. */
export let productsAreBest = false;
/** Local fits taken to their end, from independent starts and from hops, and their number when the best cost last fell. */
let tried = 0;
let improvedAt = 0;
/** `improvedAt` of the best point that was last pursued: from there the pursuit would find the same again. */
let pursuedAt = -1;

export function bindSearch(n: i32): bool {
  best = doubles(n);
  x = doubles(n);
  candidate = doubles(n);
  given = doubles(n);
  nothing = doubles(n);
  runners = doubles(RUNNERS * n);
  runnerCosts = doubles(RUNNERS);
  if (nothing === 0) return false;
  for (let v = 0; v < n; v++) put(nothing, v, NaN);
  return true;
}

export function bestPoint(): usize {
  return best;
}

function copy(from: usize, to: usize): void {
  memory.copy(to, from, (<usize>variableCount()) << 3);
}

/** How the given start is fitted: of a curve, linear variables without a start are eliminated. */
let givenMode = 0;

/** Solver's coordinates of the user's start; returns how many variables it gives. */
function readGiven(from: usize): i32 {
  let count = 0;
  givenMode = 0;
  for (let v = 0; v < variableCount(); v++) {
    let value = from === 0 ? NaN : get(from, v);
    if (value !== value && isLinear(v)) {
      value = 1;
      givenMode = PROJECTED;
    }
    put(given, v, isLogarithmic(v) ? log(value) : value);
    if (value === value) count++;
  }
  return count;
}

/** One local fit from x; keeps it when it is the best so far. Only independent starts count for the agreement. */
function attempt(f0: f64, mode: i32, limit: i32, tolerance: f64, independent: bool): f64 {
  const f = solve(x, mode, limit, exactCost(), tolerance);
  productsAreBest = false;
  tried++;
  if (independent) starts++;
  if (!(f < Infinity)) return f0;
  if (abs(f - f0) <= SAME_OPTIMUM * max(f, f0) || (f <= exactCost() && f0 <= exactCost())) {
    if (independent) agreement++;
  } else if (f < f0) {
    agreement = independent ? 1 : 0;
    improvedAt = tried;
  }
  if (f < f0) {
    copy(x, best);
    bestReason = reason;
    productsAreBest = true;
    return f;
  }
  return f0;
}

/** Draws a start: the best of a few draws, each the last one with one branch or element renewed. */
function drawRunner(at: usize, fixedPart: usize, draws: i32): f64 {
  let least = draw(at, fixedPart);
  for (let d = 1; d < draws; d++) {
    copy(at, candidate);
    const cost = least < Infinity ? redraw(candidate, fixedPart) : draw(candidate, fixedPart);
    if (cost < least) {
      least = cost;
      copy(candidate, at);
    }
  }
  return least;
}

/** A start near the best point: one of its branches or elements is drawn anew, the best of a few draws. */
function hopFromBest(at: usize, draws: i32): f64 {
  let least = Infinity;
  for (let d = 0; d < draws; d++) {
    copy(best, candidate);
    const cost = redraw(candidate, nothing);
    if (cost < least || d === 0) {
      least = cost;
      copy(candidate, at);
    }
  }
  return least;
}

/** The best point with one branch where the pursuit found a place for it. */
function placeFromBest(at: usize, i: i32): f64 {
  copy(best, at);
  place(at, branchOfPlace(i), lnOmegaOfPlace(i), lnSizeOfPlace(i));
  return 0;
}

/** How far a retry moves the logarithm of a variable; every one goes further than the one before. */
const RETRY_SPREAD = 0.7;

/**
 * A curve has no draws: its given start is tried again with the linear variables eliminated, with other dampings, then moved at
 * random. `most` further tries, fewer where `patience` of all tries agree; the best counts.
 */
function retry(f0: f64, most: i32, patience: i32, limit: i32, tolerance: f64): f64 {
  let f = f0;
  for (let k = 0; k < most; k++) {
    copy(given, x);
    const moved = k >= DAMPINGS;
    for (let v = 0; moved && v < variableCount(); v++) {
      const spread = RETRY_SPREAD * <f64>(k - DAMPINGS + 1) * (2.0 * uniform() - 1.0);
      const value = get(x, v);
      put(x, v, isLogarithmic(v) ? value + spread : value !== 0 ? value * exp(spread) : spread);
    }
    clip(x);
    const mode = k === 0 || moved ? (linearVariables() > 0 ? PROJECTED : 0) : k;
    const g = solve(x, mode, limit, exactCost(), tolerance);
    productsAreBest = false;
    starts++;
    // The same optimum again, perhaps with lines exchanged: the one that the given start led to stays
    if (g < Infinity && abs(g - f) <= SAME_OPTIMUM * max(g, f)) agreement++;
    else if (g < f) {
      agreement = 1;
      f = g;
      copy(x, best);
      bestReason = reason;
      productsAreBest = true;
    }
    if (patience > 0 && k + 1 >= DAMPINGS && agreement >= patience) break;
  }
  return f;
}

/** The best point with the places of two branches of different kinds exchanged. */
function exchangeFromBest(at: usize): f64 {
  copy(best, at);
  exchange(at);
  return 0;
}

/** The best cost found for the present spectrum; `bestPoint`, `bestReason`, `starts`, `agreement` tell the rest. */
export function search(from: usize): f64 {
  const n = variableCount();
  const limit = word(W_EVALUATIONS);
  const most = word(W_STARTS);
  const draws = word(W_DRAWS);
  // Branches of different kinds can serve for each other in many ways: more must be tried
  const patience = word(W_PATIENCE) * (canExchange() ? MIXED_PATIENCE : 1);
  const tolerance = number(D_COST_TOLERANCE);
  const following = word(W_PROPOSALS) !== 0;
  // Whether the best point may come from a drawn start, which was not fitted to the wanted tolerance
  let rough = false;
  starts = 0;
  agreement = 0;
  tried = 0;
  improvedAt = 0;
  pursuedAt = -1;
  bestReason = NOT_FINITE;
  let f = Infinity;
  if (following && most > 0 && !ofCurves) enterProposals();
  const count = readGiven(from);
  if (count === n) {
    copy(given, x);
    clip(x);
    f = attempt(f, givenMode, limit, tolerance, true);
  }
  if (ofCurves) return retry(f, most, patience, limit, tolerance);
  for (let heat = 0; tried < most; heat++) {
    // Where most starts agree there is less to be found
    const enough = 3 * agreement > 2 * starts && starts > 3 ? patience >> 1 : patience;
    if (tried - improvedAt >= enough) break;
    // Where the data relax first; then where the residuals of a new best point say; what neither shows must be found by chance
    const follow = following && heat === 0;
    const pursuing = following && heat > 0 && f < Infinity && improvedAt !== pursuedAt;
    const hopping = pursuing || (heat % 2 === 1 && f < Infinity);
    followData(follow);
    let found = 0;
    if (pursuing) {
      pursue(best);
      pursuedAt = improvedAt;
      found = places;
    }
    const exchanging = hopping && found === 0 && following && canExchange();
    if (exchanging) characterize(best);
    for (let r = 0; r < RUNNERS; r++) {
      const at = runners + ((<usize>(r * n)) << 3);
      const cost =
        found > 0
          ? placeFromBest(at, r % found)
          : hopping && exchanging && r % 2 === 0
            ? exchangeFromBest(at)
            : hopping
              ? hopFromBest(at, draws)
              : drawRunner(
                  at,
                  heat === 0 && r === 0 && count > 0 && count < n ? given : nothing,
                  follow ? max(draws, FOLLOWING_DRAWS) : draws,
                );
      put(
        runnerCosts,
        r,
        cost < Infinity ? solve(at, 0, HEAT_EVALUATIONS, exactCost(), TRIAL_TOLERANCE) : Infinity,
      );
      productsAreBest = false;
    }
    for (let finalist = 0; finalist < FINALISTS; finalist++) {
      let first = 0;
      for (let r = 1; r < RUNNERS; r++) if (get(runnerCosts, r) < get(runnerCosts, first)) first = r;
      if (!(get(runnerCosts, first) < Infinity)) {
        // a heat in which the model was finite nowhere must not be run for ever
        if (finalist === 0) tried++;
        break;
      }
      put(runnerCosts, first, Infinity);
      copy(runners + ((<usize>(first * n)) << 3), x);
      f = attempt(f, 0, min(limit, TRIAL_EVALUATIONS), TRIAL_TOLERANCE, !hopping);
      rough = true;
    }
  }
  if (!(f < Infinity)) return f;
  // The best is taken to convergence; where one kind of damping stalls, the next begins from what was reached.
  for (let mode = 0; mode < DAMPINGS; mode++) {
    if (bestReason <= EXACT_FIT && !(rough && mode === 0)) break;
    copy(best, x);
    const g = solve(x, mode, limit, exactCost(), tolerance);
    productsAreBest = g <= f;
    if (g <= f) {
      f = g;
      copy(x, best);
      bestReason = reason;
    }
  }
  return f;
}
