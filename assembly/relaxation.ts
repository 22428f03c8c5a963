// The distribution of relaxation times γ of every spectrum of a job: Z = R∞ + jωL + tail + ∫ γ/(1 + jωτ) d ln τ, γ ≥ 0, from
// least Σ w²|ΔZ|² + λ∫((γ − γ₀)⁽ᵏ⁾)² d ln τ. γ₀ is 0, or the distribution of the few Havriliak–Negami arcs that the solution with γ₀ = 0
// suggests (`expectation.ts`).

import { ARC_PARAMETERS, arcResistance, bindArcs, MOST_ARCS } from "./arcs";
import { bindDebye, functionArea, functions, layGrid, lnTauFirst, spacing } from "./debye";
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
  tailUnit,
  unknowns,
} from "./design";
import {
  arcs,
  band,
  beginDistribution,
  bindDistribution,
  freeDeviation,
  gamma,
  preparePosterior,
  sampleBand,
  sampleGamma,
  samples,
  theta,
} from "./distribution";
import { bindExpectation, expectArcs, factorCardinal, rivalDistance } from "./expectation";
import { exp } from "./exponential";
import { arcAt, enterArc, slopeOf, zIm, zRe } from "./havriliak";
import { D_OPTION, number, section, W_AT_RESULTS, W_GRIDS, W_OPTION, word } from "./job";
import { bindLobes, lobes, MOST_LOBES } from "./lobes";
import { doubles, get, put } from "./memory";
import { bindNnls } from "./nnls";
import { bindPeaks, PEAK, reportPeaks } from "./peaks";
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
import { addParameter, addUnknown, bindPosterior, clearFunction, deviation } from "./posterior";
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
  seminorm,
  solveAt,
  stepLambda,
  stepMisfit,
  stepScore,
  stepSeminorm,
  steps,
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
// Doubles of a result
const HEAD = 24;
const ARC = 4;
const STEP = 4;

let x: usize = 0;
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
  return (
    bindDebye(most) &&
    bindDesign(most, mostBlocks) &&
    bindTikhonov(most, unknownsMost) &&
    bindNnls(unknownsMost) &&
    bindPosterior(unknownsMost + MOST_TANGENTS, unknownsMost) &&
    bindArcs(mostBlocks) &&
    bindLobes(2 * most) &&
    bindDistribution(most) &&
    bindExpectation(most) &&
    bindPeaks(most) &&
    x !== 0
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
    put(out, 0, <f64>(solve() ? STATUS_DONE : STATUS_NO_SOLUTION));
    if (get(out, 0) === <f64>STATUS_DONE) report(out);
  }
  return true;
}

function solve(): bool {
  const choice = word(O_CHOICE);
  enterData(choice === CHOICE_RE_IM);
  clearMean();
  beginDistribution();
  pilotLambda = NaN;
  if (word(O_ARCS) === 0) return settle(choice, LAMBDA_MOST, WITHIN, MOST_STEPS);
  // Without arcs first. Right arcs leave nothing that an L-curve could have a corner of: its λ is that of the solution without them.
  const pilot = choice === CHOICE_RE_IM ? CHOICE_GCV : choice;
  if (!settle(pilot, LAMBDA_MOST, WITHIN_PILOT, pilot === CHOICE_GCV ? PILOT_STEPS : MOST_STEPS))
    return false;
  pilotLambda = presentLambda();
  const isFound = expectArcs(x, choice === CHOICE_RE_IM);
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

function report(out: usize): void {
  const highest = sampleGamma(x);
  const sigma2 = preparePosterior();
  const certain = sigma2 === sigma2;
  const most = 2 * word(O_FUNCTIONS);
  const atGamma = out + ((<usize>HEAD) << 3);
  sampleBand(number(O_BAND), certain);
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
  put(out, 23, arcs > 0 ? rivalDistance() : NaN);
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
      enterArc(get(at, 0), get(at, 1), get(at, 2), get(at, 3));
      arcAt(get(lnOmega(b), k));
      re += zRe;
      im += zIm;
    }
    put(out, p, re);
    put(out, most + p, im);
  }
}
