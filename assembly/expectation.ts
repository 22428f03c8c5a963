// What a spectrum is expected to consist of: a few arcs at the maxima of the distribution of relaxation times that is found without
// expecting anything, as many as the Bayesian information criterion wants. They become the mean of the penalty.

import {
  ARC_PARAMETERS,
  arcFreedom,
  arcSize,
  fillArcs,
  fitArcs,
  MOST_ARCS,
  symmetric,
  tieSlopes,
} from "./arcs";
import { factorWide } from "./cholesky";
import { basisValue, center, functions, reach, spacing } from "./debye";
import { free, MOST_FREE, tangent, unknowns } from "./design";
import { arcsSample, gamma, sampleAt, sampleGamma, samples, takeArcs, theta } from "./distribution";
import { log } from "./elementary";
import { shapeOf, slopeOf } from "./havriliak";
import { findLobes, keepLobes, lobeArea, lobeExponent, lobePlace, lobes, shareLobes } from "./lobes";
import { doubles, get, put } from "./memory";
import { points } from "./points";
import { misfit, presentMean, useMean } from "./tikhonov";

/** Maxima below this share of the highest are no candidates. */
const LEAST_CANDIDATE = 0.03;
/** Arcs that leave more than this times the misfit of the solution without them are too few; they are no model of this spectrum at all. */
const ENOUGH_MISFIT = 1.1;
const MOST_MISFIT = 2.0;
/** Share of that above which they leave more unexplained than the freedom of the solution without them can explain. */
const DOUBTFUL = 0.7;
/** Criterion above the best at which fewer arcs are no longer tried. */
const HOPELESS = 30.0;
/** What skewed arcs must gain beyond their parameters: twenty to one that an arc is a ZARC. */
const SKEWED = 6.0;
/** What each arc must gain beyond its parameters, its place having been looked for among about twenty. */
const PLACED = 6.0;
const LN2 = 0.6931471805599453;

/** Arcs of a trial, of the point that a split starts from; how many the best are. */
let tried: usize = 0;
let origin: usize = 0;
let count = 0;
let best = 0.0;
let bestMisfit = 0.0;
/** Least criterion for each number of arcs. */
let criteria: usize = 0;
let lastCriterion = 0.0;
/** Misfit above which arcs are no model of the spectrum. */
let enough = 0.0;
let bestSymmetric: bool = false;
/** Factor of the matrix of the functions' values at their centres. */
let cardinal: usize = 0;
let cardinalStride = 0;

export function bindExpectation(most: i32): bool {
  tried = doubles(MOST_FREE + ARC_PARAMETERS * MOST_ARCS);
  origin = doubles(MOST_FREE + ARC_PARAMETERS * MOST_ARCS);
  criteria = doubles(MOST_ARCS + 1);
  cardinalStride = (most + 3) & ~1;
  cardinal = doubles(most * cardinalStride + 2);
  return cardinal !== 0;
}

/**
 * Finds the arcs that the solution x suggests and makes them the mean of the penalty; false when there are none.
 * @param separate whether real and imaginary parts will be needed apart
 */
export function expectArcs(x: usize, separate: bool): bool {
  const pilotMisfit = misfit;
  enough = MOST_MISFIT * pilotMisfit;
  const highest = sampleGamma(x);
  if (!(highest > 0)) return false;
  findLobes(gamma, samples, LEAST_CANDIDATE * highest, 0, MOST_ARCS);
  count = 0;
  best = Infinity;
  bestMisfit = Infinity;
  for (let k = 0; k <= MOST_ARCS; k++) put(criteria, k, Infinity);
  // The least prominent goes first
  for (let kept = lobes; kept > 0; kept--) {
    keepLobes(kept);
    shareLobes(gamma, samples, 0.5 * spacing);
    for (let i = 0; i < free; i++) put(tried, i, get(x, i));
    for (let k = 0; k < kept; k++) {
      putArc(k, log(max(lobeArea(k), 1e-300)), sampleAt(lobePlace(k)), shapeOf(lobeExponent(k)));
    }
    // Without one of them it is much worse: without two it will be no better
    if (!tryArcs(kept, true) && lastCriterion > best + HOPELESS) break;
    // As many as there can be are no model: fewer are none either
    if (kept === MOST_ARCS && bestMisfit > enough) return false;
  }
  for (let round = 0; round < 2 && count > 0 && bestMisfit > ENOUGH_MISFIT * pilotMisfit; round++) {
    if (!splitArcs()) break;
  }
  if (count === 0 || bestMisfit > enough) return false;
  tieSlopes(bestSymmetric);
  takeArcs(count);
  const mean = presentMean();
  for (let i = 0; i < functions; i++) put(mean, free + i, arcsSample(2 * i));
  solveCardinal(mean + ((<usize>free) << 3));
  for (let i = free; i < unknowns; i++) put(mean, i, max(0.0, get(mean, i)));
  fillArcs(theta, count, tangent(0));
  useMean(tangent(0), <f64>arcFreedom(count), separate);
  return true;
}

function putArc(k: i32, lnR: f64, lnTau: f64, shape: f64): void {
  const a = tried + ((<usize>(free + ARC_PARAMETERS * k)) << 3);
  put(a, 0, lnR);
  put(a, 1, lnTau);
  put(a, 2, shape);
  put(a, 3, shape);
}

/** Fits the arcs of `tried`, first with one slope each, then, if `apart`, with two; keeps them if they are the best so far. True if they are. */
function tryArcs(tries: i32, apart: bool): bool {
  const m = 2.0 * <f64>points;
  let better: bool = false;
  lastCriterion = Infinity;
  for (let tied = 1; tied >= (apart ? 0 : 1); tied--) {
    tieSlopes(tied === 1);
    if (arcFreedom(tries) >= 2 * points) continue;
    const left = fitArcs(tried, tries, enough);
    if (!(left < Infinity)) break;
    const criterion =
      m * log(max(left, 1e-300)) +
      <f64>arcFreedom(tries) * log(m) +
      <f64>tries * PLACED +
      (tied === 1 ? 0 : SKEWED);
    lastCriterion = min(lastCriterion, criterion);
    put(criteria, tries, min(get(criteria, tries), criterion));
    if (!(criterion < best)) continue;
    best = criterion;
    bestMisfit = left;
    bestSymmetric = symmetric;
    count = tries;
    better = true;
    memory.copy(theta, tried, (<usize>arcSize(tries)) << 3);
  }
  return better;
}

/**
 * By how much another number of arcs is worse, of those that were tried: a difference of 2 is a factor e in the evidence. 0 where more arcs might be
 * better and were not tried: these leave some of the spectrum unexplained, or are as many as there can be.
 */
export function rivalDistance(): f64 {
  if (count === MOST_ARCS || bestMisfit > DOUBTFUL * enough) return 0;
  let least = Infinity;
  for (let k = 1; k <= MOST_ARCS; k++) if (k !== count) least = min(least, get(criteria, k));
  return least - best;
}

/** Tries two arcs in the place of one, each in turn; false when none gains by it. */
function splitArcs(): bool {
  const from = count;
  if (from === MOST_ARCS) return false;
  let better: bool = false;
  memory.copy(origin, theta, (<usize>arcSize(from)) << 3);
  for (let k = 0; k < from; k++) {
    memory.copy(tried, origin, (<usize>arcSize(from)) << 3);
    const a = origin + ((<usize>(free + ARC_PARAMETERS * k)) << 3);
    const n = 0.5 * (slopeOf(get(a, 2)) + slopeOf(get(a, 3)));
    const shape = shapeOf(min(0.85, n + 0.15));
    // Half of the width of the arc apart from its middle
    const apart = 0.4 + 2.0 * (1.0 - n);
    putArc(k, get(a, 0) - LN2, get(a, 1) - apart, shape);
    putArc(from, get(a, 0) - LN2, get(a, 1) + apart, shape);
    if (tryArcs(from + 1, false)) better = true;
  }
  if (better) {
    memory.copy(tried, theta, (<usize>arcSize(count)) << 3);
    tryArcs(count, true);
  }
  return better;
}

/** Factor of the matrix of the functions' values at their centres. */
export function factorCardinal(): void {
  for (let i = 0; i < functions; i++) {
    for (let j = i; j < functions; j++) {
      put(cardinal, i * cardinalStride + j, j - i > reach ? 0 : basisValue(i, center(j)));
    }
    put(cardinal, i * cardinalStride + functions, 0);
    put(cardinal, i * cardinalStride + functions + 1, 0);
  }
  factorWide(cardinal, functions, functions, cardinalStride);
}

/** Turns values at the centres into coefficients. */
function solveCardinal(values: usize): void {
  for (let k = 0; k < functions; k++) {
    const z = get(values, k);
    const row = cardinal + ((<usize>(k * cardinalStride)) << 3);
    for (let j = k + 1; j < min(functions, k + reach + 1); j++)
      put(values, j, get(values, j) - z * get(row, j));
    put(values, k, z * get(row, k));
  }
  for (let k = functions - 1; k >= 0; k--) {
    const row = cardinal + ((<usize>(k * cardinalStride)) << 3);
    let s = get(values, k);
    for (let j = k + 1; j < min(functions, k + reach + 1); j++) s -= get(row, j) * get(values, j);
    put(values, k, s);
  }
}
