// The distribution of relaxation times γ of every spectrum of a job: Z = R∞ + jωL + tail + ∫ γ/(1 + jωτ) d ln τ, γ ≥ 0, from
// least Σ w²|ΔZ|² + λ∫((γ − γ₀)⁽ᵏ⁾)² d ln τ. γ₀ is 0, or the distribution of a few Havriliak–Negami arcs: of those at the maxima of the
// solution with γ₀ = 0, the ones that explain the spectrum best by the Bayesian information criterion.

import {
  ARC_PARAMETERS,
  arcBeyond,
  arcFreedom,
  arcResistance,
  arcSize,
  bindArcs,
  fillArcs,
  fillTangents,
  fitArcs,
  MOST_ARCS,
  oneArcAt,
  slopesAt,
  symmetric,
  tieSlopes,
} from "./arcs";
import { factorWide } from "./cholesky";
import {
  basisValue,
  bindDebye,
  center,
  functionArea,
  functions,
  layGrid,
  lnTauFirst,
  reach,
  spacing,
  sumAt,
} from "./debye";
import {
  bindDesign,
  enterData,
  free,
  kernelColumn,
  layDesign,
  MOST_FREE,
  MOST_TANGENTS,
  physicalInductance,
  physicalTail,
  product,
  stride,
  tailUnit,
  tangent,
  unknowns,
} from "./design";
import { log } from "./elementary";
import { exp } from "./exponential";
import { arcAt, shapeOf, slopeOf, zIm, zRe } from "./havriliak";
import { D_OPTION, number, section, W_AT_RESULTS, W_GRIDS, W_OPTION, word } from "./job";
import {
  addLobe,
  bindLobes,
  completeShares,
  findLobes,
  keepLobes,
  lobeArea,
  lobeExponent,
  lobePlace,
  lobeProminence,
  lobeShare,
  lobes,
  lobeWidth,
  MOST_LOBES,
  shareLobes,
} from "./lobes";
import { doubles, get, put } from "./memory";
import { bindNnls } from "./nnls";
import {
  blockPoints,
  blocks,
  enterGrid,
  enterSpectrum,
  lnOmega,
  lnOmegaMost,
  points,
  presentGrid,
  spectrumCount,
} from "./points";
import {
  addParameter,
  addUnknown,
  bindPosterior,
  clearFunction,
  deviation,
  enterPosterior,
  isKnown,
} from "./posterior";
import {
  bindTikhonov,
  CHOICE_FIXED,
  CHOICE_GCV,
  CHOICE_RE_IM,
  chosen,
  clearMean,
  enterPenalty,
  factorisations,
  freedom,
  MOST_STEPS,
  misfit,
  presentMean,
  presentSystem,
  seminorm,
  solveAt,
  stepLambda,
  stepMisfit,
  stepScore,
  stepSeminorm,
  steps,
  useMean,
  walk,
} from "./tikhonov";

// Words of the job
const O_BASIS = W_OPTION;
const O_ORDER = W_OPTION + 1;
const O_INDUCTANCE = W_OPTION + 2;
const O_TAIL = W_OPTION + 3;
const O_CHOICE = W_OPTION + 4;
const O_ARCS = W_OPTION + 5;
/** Room in a result for so many functions and points. */
const O_FUNCTIONS = W_OPTION + 6;
const O_POINTS = W_OPTION + 7;
// Doubles of the job: λ where it is given, functions per decade, decades beyond the frequencies, width of a Gaussian, standard deviations
// of half the band
const O_LAMBDA = D_OPTION;
const O_DENSITY = D_OPTION + 1;
const O_EXTENSION = D_OPTION + 2;
const O_COEFFICIENT = D_OPTION + 3;
const O_BAND = D_OPTION + 4;

const STATUS_DONE = 0;
const STATUS_TOO_FEW_POINTS = 1;
const STATUS_NO_SOLUTION = 2;
const STATUS_GRID_TOO_LARGE = 3;

/** Where the walk of λ starts: without arcs, and with them, when the solution may be theirs alone. */
const LAMBDA_MOST = 10.0;
const LAMBDA_MOST_ARCS = 100.0;
/** The maxima of the pilot need no λ below 10⁻⁶. */
const PILOT_STEPS = 15;
/** Share of a standard error of the score: a whole one where only the maxima are wanted, half a one for the result. */
const WITHIN_PILOT = 1.0;
const WITHIN = 0.5;
/** Maxima of the pilot, and of γ, below this share of the highest are no candidates and no peaks. */
const LEAST_CANDIDATE = 0.03;
const LEAST_PEAK = 0.01;
/** Arcs that leave more than this times the misfit of the solution without them are too few; they are no model of this spectrum at all. */
const ENOUGH_MISFIT = 1.1;
const MOST_MISFIT = 2.0;
/** Criterion above the best at which fewer arcs are no longer tried. */
const HOPELESS = 30.0;
/** What skewed arcs must gain beyond their parameters: twenty to one that an arc is a ZARC. */
const SKEWED = 6.0;
/** What each arc must gain beyond its parameters, its place having been looked for among about twenty. */
const PLACED = 6.0;
const LN2 = 0.6931471805599453;
/** An arc without a maximum of its own is a shoulder when it has this share of all resistance. */
const LEAST_SHOULDER = 0.03;

// Doubles of a result
const HEAD = 24;
const PEAK = 7;
const ARC = 4;
const STEP = 4;

let samples = 0;
let x: usize = 0;
let gamma: usize = 0;
let band: usize = 0;
let margin: usize = 0;
/** Coefficients of γ beside the arcs. */
let beside: usize = 0;
/** γ of each arc at the samples, and the sample at which it is highest. */
let arcSamples: usize = 0;
let arcTops: usize = 0;
let theta: usize = 0;
let tried: usize = 0;
let cross: usize = 0;
let inner: usize = 0;
let slopes: usize = 0;
let cardinal: usize = 0;
let cardinalStride = 0;
let candidatePlace: usize = 0;
let candidateRise: usize = 0;
let arcOfLobe: usize = 0;
let origin: usize = 0;
let arcs = 0;
let best = 0.0;
let bestMisfit = 0.0;
let lastCriterion = 0.0;
let bestSymmetric: bool = false;
let pilotLambda = 0.0;

function bind(): bool {
  const most = word(O_FUNCTIONS);
  const unknownsMost = most + MOST_FREE;
  let mostBlocks = 1;
  for (let g = 0; g < word(W_GRIDS); g++) {
    enterGrid(g);
    mostBlocks = max(mostBlocks, blocks);
  }
  x = doubles(unknownsMost);
  gamma = doubles(2 * most);
  band = doubles(2 * most);
  margin = doubles(2 * most);
  beside = doubles(most);
  arcSamples = doubles(2 * most * MOST_ARCS);
  arcTops = doubles(MOST_ARCS);
  theta = doubles(MOST_FREE + ARC_PARAMETERS * MOST_ARCS);
  tried = doubles(MOST_FREE + ARC_PARAMETERS * MOST_ARCS);
  origin = doubles(MOST_FREE + ARC_PARAMETERS * MOST_ARCS);
  cross = doubles(MOST_TANGENTS * unknownsMost);
  inner = doubles(MOST_TANGENTS * MOST_TANGENTS);
  slopes = doubles(2 * most * MOST_TANGENTS);
  cardinalStride = (most + 3) & ~1;
  cardinal = doubles(most * cardinalStride + 2);
  candidatePlace = doubles(MOST_LOBES);
  candidateRise = doubles(MOST_LOBES);
  arcOfLobe = doubles(MOST_LOBES);
  return (
    bindDebye(most) &&
    bindDesign(most, mostBlocks) &&
    bindTikhonov(most, unknownsMost) &&
    bindNnls(unknownsMost) &&
    bindPosterior(unknownsMost + MOST_TANGENTS, unknownsMost) &&
    bindArcs() &&
    bindLobes(2 * most) &&
    arcOfLobe !== 0
  );
}

/** Doubles of one result. */
function resultDoubles(): i32 {
  return (
    HEAD +
    3 * (2 * word(O_FUNCTIONS)) +
    PEAK * MOST_LOBES +
    ARC * MOST_ARCS +
    STEP * MOST_STEPS +
    2 * word(O_POINTS)
  );
}

/** Works on every spectrum of the job; false without memory. */
export function runRelaxation(): bool {
  if (!bind()) return false;
  let grid = -1;
  let fits: bool = false;
  const size = resultDoubles();
  for (let s = 0; s < spectrumCount(); s++) {
    const out = section(W_AT_RESULTS) + ((<usize>(s * size)) << 3);
    for (let i = 0; i < size; i++) put(out, i, NaN);
    enterSpectrum(s);
    if (points < 3) {
      put(out, 0, <f64>STATUS_TOO_FEW_POINTS);
      continue;
    }
    if (presentGrid !== grid) {
      grid = presentGrid;
      fits = layGrid(word(O_BASIS), number(O_DENSITY), number(O_EXTENSION), number(O_COEFFICIENT));
      if (fits) {
        layDesign(word(O_INDUCTANCE) !== 0, word(O_TAIL));
        enterPenalty(word(O_ORDER));
        if (word(O_ARCS) !== 0) factorCardinal();
      }
    }
    if (!fits) {
      put(out, 0, <f64>STATUS_GRID_TOO_LARGE);
      continue;
    }
    samples = 2 * functions - 1;
    put(out, 0, <f64>(solve() ? STATUS_DONE : STATUS_NO_SOLUTION));
    if (get(out, 0) === <f64>STATUS_DONE) report(out);
  }
  return true;
}

/** ln τ of sample i: on the functions' centres and half way between them. */
function sampleAt(i: i32): f64 {
  return lnTauFirst + 0.5 * <f64>i * spacing;
}

function solve(): bool {
  const choice = word(O_CHOICE);
  enterData(choice === CHOICE_RE_IM);
  clearMean();
  arcs = 0;
  pilotLambda = NaN;
  if (word(O_ARCS) === 0) return settle(choice, LAMBDA_MOST, WITHIN, MOST_STEPS);
  // Without arcs first. Right arcs leave nothing that an L-curve could have a corner of: its λ is that of the solution without them.
  const pilot = choice === CHOICE_RE_IM ? CHOICE_GCV : choice;
  if (!settle(pilot, LAMBDA_MOST, WITHIN_PILOT, pilot === CHOICE_GCV ? PILOT_STEPS : MOST_STEPS))
    return false;
  pilotLambda = presentLambda();
  const isFound = expectArcs();
  if (pilot !== CHOICE_GCV) return !isFound || solveAt(pilotLambda, x, true);
  return isFound
    ? settle(choice, LAMBDA_MOST_ARCS, WITHIN, MOST_STEPS)
    : settle(choice, LAMBDA_MOST, WITHIN, MOST_STEPS);
}

function presentLambda(): f64 {
  return word(O_CHOICE) === CHOICE_FIXED ? number(O_LAMBDA) : stepLambda(chosen);
}

/** Solves for the λ that is given, or that the criterion chooses. */
function settle(choice: i32, most: f64, within: f64, stepsMost: i32): bool {
  if (choice !== CHOICE_FIXED) return walk(choice, most, within, stepsMost, x);
  for (let i = 0; i < unknowns; i++) put(x, i, 1.0);
  return solveAt(number(O_LAMBDA), x, true);
}

function sampleGamma(): f64 {
  let highest = 0.0;
  const mean = presentMean();
  for (let i = 0; i < functions; i++) put(beside, i, get(x, free + i) - get(mean, free + i));
  for (let i = 0; i < samples; i++) {
    const at = sampleAt(i);
    const g = max(0.0, arcsSample(i) + sumAt(beside, at));
    put(gamma, i, g);
    highest = max(highest, g);
  }
  return highest;
}

/** Finds the arcs that the present solution suggests and makes them the mean of the penalty; false when there are none. */
function expectArcs(): bool {
  const pilotMisfit = misfit;
  const highest = sampleGamma();
  if (!(highest > 0)) return false;
  findLobes(gamma, samples, LEAST_CANDIDATE * highest, 0, MOST_ARCS);
  arcs = 0;
  best = Infinity;
  bestMisfit = Infinity;
  // The least prominent goes first
  for (let count = lobes; count > 0; count--) {
    keepLobes(count);
    shareLobes(gamma, samples, 0.5 * spacing);
    for (let i = 0; i < free; i++) put(tried, i, get(x, i));
    for (let k = 0; k < count; k++) {
      putArc(k, log(max(lobeArea(k), 1e-300)), sampleAt(lobePlace(k)), shapeOf(lobeExponent(k)));
    }
    // Without one of them it is much worse: without two it will be no better
    if (!tryArcs(count, true) && lastCriterion > best + HOPELESS) break;
  }
  for (let round = 0; round < 2 && arcs > 0 && bestMisfit > ENOUGH_MISFIT * pilotMisfit; round++) {
    if (!splitArcs()) break;
  }
  if (arcs === 0 || bestMisfit > MOST_MISFIT * pilotMisfit) {
    arcs = 0;
    return false;
  }
  tieSlopes(bestSymmetric);
  sampleArcs();
  const mean = presentMean();
  for (let i = 0; i < functions; i++) put(mean, free + i, arcsSample(2 * i));
  solveCardinal(mean + ((<usize>free) << 3));
  for (let i = free; i < unknowns; i++) put(mean, i, max(0.0, get(mean, i)));
  fillArcs(theta, arcs, tangent(0));
  useMean(tangent(0), <f64>arcFreedom(arcs), word(O_CHOICE) === CHOICE_RE_IM);
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
function tryArcs(count: i32, apart: bool): bool {
  const m = 2.0 * <f64>points;
  let better: bool = false;
  lastCriterion = Infinity;
  for (let tied = 1; tied >= (apart ? 0 : 1); tied--) {
    tieSlopes(tied === 1);
    if (arcFreedom(count) >= 2 * points) continue;
    const left = fitArcs(tried, count);
    if (!(left < Infinity)) break;
    const criterion =
      m * log(max(left, 1e-300)) +
      <f64>arcFreedom(count) * log(m) +
      <f64>count * PLACED +
      (tied === 1 ? 0 : SKEWED);
    lastCriterion = min(lastCriterion, criterion);
    if (!(criterion < best)) continue;
    best = criterion;
    bestMisfit = left;
    bestSymmetric = symmetric;
    arcs = count;
    better = true;
    memory.copy(theta, tried, (<usize>arcSize(count)) << 3);
  }
  return better;
}

/** Tries two arcs in the place of one, each in turn; false when none gains by it. */
function splitArcs(): bool {
  const count = arcs;
  if (count === MOST_ARCS) return false;
  let better: bool = false;
  memory.copy(origin, theta, (<usize>arcSize(count)) << 3);
  for (let k = 0; k < count; k++) {
    memory.copy(tried, origin, (<usize>arcSize(count)) << 3);
    const a = origin + ((<usize>(free + ARC_PARAMETERS * k)) << 3);
    const n = 0.5 * (slopeOf(get(a, 2)) + slopeOf(get(a, 3)));
    const shape = shapeOf(min(0.85, n + 0.15));
    // Half of the width of the arc apart from its middle
    const apart = 0.4 + 2.0 * (1.0 - n);
    putArc(k, get(a, 0) - LN2, get(a, 1) - apart, shape);
    putArc(count, get(a, 0) - LN2, get(a, 1) + apart, shape);
    if (tryArcs(count + 1, false)) better = true;
  }
  if (better) {
    memory.copy(tried, theta, (<usize>arcSize(arcs)) << 3);
    tryArcs(arcs, true);
  }
  return better;
}

/** Factor of the matrix of the functions' values at their centres. */
function factorCardinal(): void {
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

/** Prepares the posterior; returns σ², or NaN when it cannot be had. */
function preparePosterior(): f64 {
  const left = 2.0 * <f64>points - freedom;
  const sigma2 = left > 0.5 ? misfit / left : NaN;
  if (!(sigma2 === sigma2)) return NaN;
  const parameters = ARC_PARAMETERS * arcs;
  if (arcs > 0) {
    fillTangents(theta, arcs);
    for (let t = 0; t < parameters; t++) {
      for (let i = 0; i < unknowns; i++) put(cross, t * unknowns + i, product(tangent(t), i));
      for (let q = t; q < parameters; q++) put(inner, t * parameters + q, product(tangent(t), tangent(q)));
    }
    // At the functions' centres; half way between them the mean of both does
    for (let i = 0; i < samples; i += 2) {
      const at = i * MOST_TANGENTS;
      slopesAt(theta, arcs, sampleAt(i), slopes + ((<usize>at) << 3));
      if (i === 0) continue;
      for (let t = 0; t < parameters; t++) {
        put(
          slopes,
          at - MOST_TANGENTS + t,
          0.5 * (get(slopes, at - 2 * MOST_TANGENTS + t) + get(slopes, at + t)),
        );
      }
    }
  }
  return enterPosterior(presentSystem(), stride, unknowns, parameters, cross, inner, sigma2) ? sigma2 : NaN;
}

/** Adds γ at sample i, times `factor`, to the linear function of the posterior. */
function addSample(i: i32, factor: f64): void {
  addFunctions(i, factor);
  for (let t = 0; t < ARC_PARAMETERS * arcs; t++) {
    addParameter(t, factor * get(slopes, i * MOST_TANGENTS + t));
  }
}

/** The same for what γ has beside the arcs. */
function addFunctions(i: i32, factor: f64): void {
  const at = sampleAt(i);
  const near = i >> 1;
  for (let k = max(0, near - reach); k <= min(functions - 1, near + reach + 1); k++) {
    addUnknown(free + k, factor * basisValue(k, at));
  }
}

/** Standard deviation of a free unknown; NaN where it is held at 0. */
function freeDeviation(i: i32): f64 {
  if (!isKnown(i)) return NaN;
  clearFunction();
  addUnknown(i, 1.0);
  return deviation();
}

function report(out: usize): void {
  const highest = sampleGamma();
  const sigma2 = preparePosterior();
  const certain = sigma2 === sigma2;
  const width = number(O_BAND);
  const most = 2 * word(O_FUNCTIONS);
  const atGamma = out + ((<usize>HEAD) << 3);
  // At the functions' centres; half way between them the mean of both does
  for (let i = 0; i < samples; i += 2) {
    let half = NaN;
    if (certain) {
      clearFunction();
      addSample(i, 1.0);
      half = width * deviation();
    }
    put(band, i, half);
    if (i > 0) put(band, i - 1, 0.5 * (get(band, i - 2) + half));
  }
  for (let i = 0; i < samples; i++) {
    const g = get(gamma, i);
    const half = get(band, i);
    put(atGamma, i, g);
    put(atGamma, most + i, max(0.0, g - half));
    put(atGamma, 2 * most + i, g + half);
  }
  // What the arcs have beyond the grid counts as resistance although no sample shows it
  let total = 0.0;
  for (let i = 0; i < functions; i++)
    total += (get(x, free + i) - get(presentMean(), free + i)) * functionArea;
  for (let k = 0; k < arcs; k++) total += arcResistance(theta, k);
  if (arcs === 0) total = max(0.0, total);
  let totalDeviation = NaN;
  if (certain) {
    clearFunction();
    for (let i = 0; i < functions; i++) addUnknown(free + i, functionArea);
    for (let k = 0; k < arcs; k++) addParameter(ARC_PARAMETERS * k, arcResistance(theta, k));
    totalDeviation = deviation();
  }
  put(out, 1, <f64>functions);
  put(out, 2, lnTauFirst);
  put(out, 3, spacing);
  const choice = word(O_CHOICE);
  put(out, 4, presentLambda());
  put(out, 5, choice === CHOICE_FIXED ? NaN : stepScore(chosen));
  put(out, 6, misfit);
  put(out, 7, freedom);
  put(out, 8, sqrt(sigma2));
  put(out, 9, seminorm);
  put(out, 10, get(x, 0));
  put(out, 11, certain ? freeDeviation(0) : NaN);
  const inductance = word(O_INDUCTANCE) !== 0;
  put(out, 12, physicalInductance(x));
  put(out, 13, certain && inductance ? freeDeviation(1) * exp(-lnOmegaMost) : NaN);
  put(out, 14, physicalTail(x));
  put(out, 15, certain && word(O_TAIL) !== 0 ? freeDeviation(free - 1) * tailUnit() : NaN);
  put(out, 16, total);
  put(out, 17, totalDeviation);
  put(out, 19, <f64>arcs);
  put(out, 20, pilotLambda);
  put(out, 21, choice === CHOICE_FIXED ? 0 : <f64>steps);
  put(out, 22, <f64>factorisations);
  const atPeaks = atGamma + ((<usize>(3 * most)) << 3);
  const atArcs = atPeaks + ((<usize>(PEAK * MOST_LOBES)) << 3);
  reportPeaks(atPeaks, highest, total, certain);
  put(out, 18, <f64>lobes);
  for (let k = 0; k < arcs; k++) {
    const a = theta + ((<usize>(free + ARC_PARAMETERS * k)) << 3);
    put(atArcs, ARC * k, exp(get(a, 0)));
    put(atArcs, ARC * k + 1, exp(get(a, 1)));
    put(atArcs, ARC * k + 2, slopeOf(get(a, 2)));
    put(atArcs, ARC * k + 3, slopeOf(get(a, 3)));
  }
  const atSteps = atArcs + ((<usize>(ARC * MOST_ARCS)) << 3);
  if (choice !== CHOICE_FIXED) {
    for (let i = 0; i < steps; i++) {
      put(atSteps, STEP * i, stepLambda(i));
      put(atSteps, STEP * i + 1, stepScore(i));
      put(atSteps, STEP * i + 2, stepMisfit(i));
      put(atSteps, STEP * i + 3, stepSeminorm(i));
    }
  }
  reportImpedance(atSteps + ((<usize>(STEP * MOST_STEPS)) << 3));
}

/** Sample at which a walk uphill from sample i ends. */
function uphill(i: i32): i32 {
  while (true) {
    if (i > 0 && get(gamma, i - 1) > get(gamma, i)) i--;
    else if (i < samples - 1 && get(gamma, i + 1) > get(gamma, i)) i++;
    else return i;
  }
}

/** Adds the arcs that have no maximum of their own: each maximum keeps the arc that is nearest. */
function addShoulders(total: f64): i32 {
  const maxima = lobes;
  for (let k = 0; k < maxima; k++) {
    put(candidatePlace, k, <f64>lobePlace(k));
    put(candidateRise, k, -1.0);
  }
  let added = 0;
  for (let a = 0; a < arcs; a++) {
    const top = arcTop(a);
    const home = uphill(top);
    let nearest = true;
    for (let other = 0; other < arcs; other++) {
      if (other === a || uphill(arcTop(other)) !== home) continue;
      const distance = abs(arcTop(other) - home) - abs(top - home);
      if (distance < 0 || (distance === 0 && other < a)) nearest = false;
    }
    if (nearest || arcResistance(theta, a) < LEAST_SHOULDER * total) continue;
    addLobe(top, -1.0, MOST_LOBES);
    added++;
  }
  return added;
}

/** Shares γ between the lobes as the arcs share it, arc by arc in the order of their maxima. */
function shareByArcs(h: f64): void {
  for (let k = 0; k < arcs; k++) {
    let rank = 0;
    for (let other = 0; other < arcs; other++) {
      const apart = arcTop(other) - arcTop(k);
      if (apart < 0 || (apart === 0 && other < k)) rank++;
    }
    put(arcOfLobe, rank, <f64>k);
    const share = lobeShare(rank);
    for (let i = 0; i < samples; i++) put(share, i, arcSample(k, i));
  }
  completeShares(gamma, samples, h);
}

/** Sample at which arc k alone is highest. */
function arcTop(k: i32): i32 {
  return <i32>get(arcTops, k);
}

/** γ of arc k at sample i. */
function arcSample(k: i32, i: i32): f64 {
  return get(arcSamples, k * samples + i);
}

/** γ of all arcs at sample i. */
function arcsSample(i: i32): f64 {
  let sum = 0.0;
  for (let k = 0; k < arcs; k++) sum += arcSample(k, i);
  return sum;
}

function sampleArcs(): void {
  for (let k = 0; k < arcs; k++) {
    let highest = -1.0;
    for (let i = 0; i < samples; i++) {
      const g = oneArcAt(theta, k, sampleAt(i));
      put(arcSamples, k * samples + i, g);
      if (!(g > highest)) continue;
      highest = g;
      put(arcTops, k, <f64>i);
    }
  }
}

function reportPeaks(out: usize, highest: f64, total: f64, certain: bool): void {
  const h = 0.5 * spacing;
  // What rises above its neighbourhood by less than the band is no peak, unless an arc stands there
  for (let i = 0; i < samples; i++) put(margin, i, certain ? get(band, i) : 0);
  for (let k = 0; k < arcs; k++) put(margin, uphill(arcTop(k)), 0);
  findLobes(gamma, samples, LEAST_PEAK * highest, margin, MOST_LOBES);
  if (arcs > 1) addShoulders(total);
  if (lobes === 0) return;
  const byArcs = lobes === arcs;
  if (byArcs) shareByArcs(h);
  else shareLobes(gamma, samples, h);
  let near = 0.0;
  let far = 0.0;
  for (let k = 0; k < arcs; k++) {
    near += arcBeyond(theta, k, sampleAt(0), false);
    far += arcBeyond(theta, k, sampleAt(samples - 1), true);
  }
  for (let k = 0; k < lobes; k++) {
    const i = lobePlace(k);
    const before = get(gamma, i - 1);
    const here = get(gamma, i);
    const after = get(gamma, i + 1);
    const curvature = before - 2.0 * here + after;
    const shoulder = lobeProminence(k) < 0;
    let place = sampleAt(i);
    if (!shoulder && curvature < 0) place += (0.5 * h * (before - after)) / curvature;
    const share = lobeShare(k);
    const arc = <i32>get(arcOfLobe, k);
    let resistance = lobeArea(k);
    if (byArcs) {
      // The arc itself, grid or no grid, and its part of what γ has beside the arcs
      resistance = arcResistance(theta, arc);
      for (let j = 0; j < samples; j++) {
        const g = get(gamma, j);
        if (g > 0) resistance += ((h * get(share, j)) / g) * (g - arcsSample(j));
      }
    } else {
      if (k === 0) resistance += near;
      if (k === lobes - 1) resistance += far;
    }
    put(out, PEAK * k, place);
    put(out, PEAK * k + 1, resistance);
    put(out, PEAK * k + 2, lobeWidth(k, samples) * h);
    put(out, PEAK * k + 3, here);
    put(out, PEAK * k + 4, shoulder ? 1.0 : 0);
    if (!certain) continue;
    clearFunction();
    for (let j = 0; j < samples; j++) {
      const g = get(gamma, j);
      if (!(g > 0)) continue;
      const part = (h * get(share, j)) / g;
      if (byArcs) addFunctions(j, part);
      else addSample(j, part);
    }
    if (byArcs) addParameter(ARC_PARAMETERS * arc, arcResistance(theta, arc));
    put(out, PEAK * k + 5, deviation());
    clearFunction();
    if (shoulder && byArcs) {
      addParameter(ARC_PARAMETERS * arc + 1, 1.0);
      put(out, PEAK * k + 6, deviation());
      continue;
    }
    if (shoulder || !(curvature < 0)) continue;
    addSample(i + 1, 1.0);
    addSample(i - 1, -1.0);
    put(out, PEAK * k + 6, (0.5 * h * deviation()) / -curvature);
  }
}

/** Z of the model at the points of the spectrum: first all real parts. */
function reportImpedance(out: usize): void {
  const most = word(O_POINTS);
  const mean = presentMean();
  for (let p = 0; p < points; p++) {
    const b = p / blockPoints;
    const k = p - b * blockPoints;
    let re = 0.0;
    let im = 0.0;
    for (let i = 0; i < unknowns; i++) {
      const c = get(x, i) - get(mean, i);
      if (c === 0) continue;
      const column = kernelColumn(b, i);
      re += c * get(column, k);
      im += c * get(column + PLANE, k);
    }
    for (let a = 0; a < arcs; a++) {
      const at = theta + ((<usize>(free + ARC_PARAMETERS * a)) << 3);
      arcAt(get(lnOmega(b), k), get(at, 0), get(at, 1), get(at, 2), get(at, 3));
      re += zRe;
      im += zIm;
    }
    put(out, p, re);
    put(out, most + p, im);
  }
}
