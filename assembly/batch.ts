// A batch: every spectrum of the job is fitted, or evaluated, and its result written.

import { bindBranches } from "./branches";
import { bindCovariance, condition, free, invert, rank } from "./covariance";
import { bindDispersion, measureDispersion, variance } from "./dispersion";
import { bindDraws } from "./draws";
import { log } from "./elementary";
import { bindExchange } from "./exchange";
import {
  D_COST_TOLERANCE,
  D_LOSS_SCALE,
  LOSS_LINEAR,
  MODE_DIFFERENTIATE,
  MODE_SOLVE,
  number,
  ofCurves,
  R_AGREEMENT,
  R_CONDITION,
  R_COST,
  R_EVALUATIONS,
  R_FREE,
  R_LOSS_SCALE,
  R_RANK,
  R_REASON,
  R_RMS,
  R_STARTS,
  R_VARIANCE,
  RESULT_HEAD,
  resultStride,
  section,
  W_AT_RESULTS,
  W_AT_STARTS,
  W_EVALUATIONS,
  W_GIVEN_STARTS,
  W_LOSS,
  W_SEED,
  W_STARTS,
  W_WEIGHTING,
  WEIGHT_MODULUS,
  word,
} from "./job";
import { bindLevenberg, products, reason, solve, TOO_FEW_POINTS } from "./levenberg";
import { doubles, get, put } from "./memory";
import {
  bindObjective,
  differentiate,
  evaluations,
  relativeMisfit,
  resetEvaluations,
  residualScale,
  setLoss,
  setLossScale,
} from "./objective";
import { isLogarithmic, moveTo, variableCount, variableSlope, variableValue } from "./parameters";
import {
  blockPoints,
  blocks,
  curvePoint,
  dataDigest,
  enterSpectrum,
  isPoint,
  lnOmega,
  omega,
  points,
  pointsOfSpectrum,
  residualCount,
  root,
  scaleRe,
  spectrumCount,
} from "./points";
import { backward, bindProgram, column, forward, model, prepareModel, register, setBlock } from "./program";
import { bindProposals } from "./proposals";
import { bindPursuit } from "./pursuit";
import { seed } from "./random";
import { enterRanges, exactCost, limitVariables } from "./ranges";
import { agreement, bestPoint, bestReason, bindSearch, productsAreBest, search, starts } from "./search";

/** Lays out everything that a fit of the job's Program needs; false without memory. */
export function bindFit(): bool {
  if (!bindProgram()) return false;
  const n = variableCount();
  return (
    bindObjective() &&
    bindLevenberg(n) &&
    bindBranches() &&
    bindDraws() &&
    bindProposals() &&
    bindPursuit(n) &&
    bindExchange() &&
    bindSearch(n) &&
    bindCovariance(n) &&
    bindDispersion(n)
  );
}

/** Fits or evaluates every spectrum of the job; false without memory. */
export function runBatch(mode: i32): bool {
  if (!bindFit()) return false;
  if (mode === MODE_SOLVE) solveAll();
  else if (ofCurves) evaluateCurves(mode === MODE_DIFFERENTIATE);
  else evaluateAll(mode === MODE_DIFFERENTIATE);
  return true;
}

/** Start values of spectrum s in user units, or 0 where none were given. */
export function startOf(s: i32): usize {
  const given = word(W_GIVEN_STARTS);
  if (given === 0) return 0;
  return section(W_AT_STARTS) + ((<usize>(given === 1 ? 0 : s * variableCount())) << 3);
}

/** Result of spectrum s. */
export function resultOf(s: i32): usize {
  return section(W_AT_RESULTS) + ((<usize>(s * resultStride())) << 3);
}

function solveAll(): void {
  for (let s = 0; s < spectrumCount(); s++) {
    const out = resultOf(s);
    if (!beginFit(s, out)) {
      if (ofCurves) writeFitted(fittedOf(s), false);
      continue;
    }
    const f = search(startOf(s));
    finishFit(out, f, bestPoint(), bestReason, productsAreBest);
    if (ofCurves) writeFitted(fittedOf(s), f < Infinity);
  }
}

/** Fitted values of curve s: they follow the results of all curves. */
function fittedOf(s: i32): usize {
  let before = 0;
  for (let i = 0; i < s; i++) before += pointsOfSpectrum(i);
  return resultOf(spectrumCount()) + ((<usize>before) << 3);
}

function writeFitted(to: usize, found: bool): void {
  if (found) writeModel(to, bestPoint());
  else for (let i = 0; i < points; i++) put(to, i, NaN);
}

/** The values of the model of the present curve at x, one per point. */
function writeModel(to: usize, x: usize): void {
  setBlock(blockPoints);
  moveTo(x);
  prepareModel();
  for (let b = 0; b < blocks; b++) {
    forward(lnOmega(b), omega(b));
    for (let plane = 0; plane < 2; plane++) {
      const at = model() + <usize>plane * PLANE;
      for (let k = 0; k < blockPoints && isPoint(b, plane, k); k++)
        put(to, curvePoint(b, plane, k), get(at, k));
    }
  }
}

/** Whether the scale of a robust loss is to come from the residuals of the plain fit. */
export function estimatesScale(): bool {
  return word(W_LOSS) !== LOSS_LINEAR && !(number(D_LOSS_SCALE) > 0);
}

/** Makes spectrum s the present one, with its bounds and its loss. */
export function enterFit(s: i32): void {
  enterSpectrum(s);
  enterRanges();
  limitVariables();
  setLoss(estimatesScale() ? LOSS_LINEAR : word(W_LOSS));
  if (number(D_LOSS_SCALE) > 0) setLossScale(number(D_LOSS_SCALE));
}

/** Enters spectrum s, clears its result and seeds its draws; false, with the reason in the result, when it has too few points. */
export function beginFit(s: i32, out: usize): bool {
  for (let i = 0; i < resultStride(); i++) put(out, i, NaN);
  enterFit(s);
  if (word(W_STARTS) > 0) seed(<u32>word(W_SEED), dataDigest(s));
  resetEvaluations();
  put(out, R_LOSS_SCALE, number(D_LOSS_SCALE));
  if (residualCount() >= variableCount()) return true;
  put(out, R_REASON, <f64>TOO_FEW_POINTS);
  return false;
}

/**
 * Goes on from the optimum x of the search, of cost f and reached for the reason `why`, to the result: the robust fit whose scale
 * comes from the data, values and covariance. `settled`: the solver's products are those of x.
 */
export function finishFit(out: usize, found: f64, x: usize, reached: i32, settledAtX: bool): void {
  const loss = word(W_LOSS);
  let f = found;
  let why = reached;
  let settled = settledAtX;
  if (estimatesScale() && f < Infinity) {
    setLoss(loss);
    for (let round = 0; round < 3; round++) {
      const scale = residualScale(x);
      if (!(scale > 0)) break;
      setLossScale(scale);
      put(out, R_LOSS_SCALE, scale);
      f = solve(x, 0, word(W_EVALUATIONS), exactCost(), number(D_COST_TOLERANCE));
      settled = true;
      why = reason;
    }
  }
  put(out, R_REASON, <f64>why);
  put(out, R_COST, f);
  put(out, R_STARTS, <f64>starts);
  put(out, R_AGREEMENT, <f64>agreement);
  put(out, R_EVALUATIONS, <f64>evaluations);
  if (!(f < Infinity)) return;
  // Products, values and misfit must belong to the very point that is reported
  if (!settled) {
    f = differentiate(x, products(), Infinity);
    put(out, R_COST, f);
  }
  writeFit(out, x, f);
}

/** Values, covariance and misfit at x, whose products the solver holds and whose cost is f. */
export function writeFit(out: usize, x: usize, f: f64): void {
  const n = variableCount();
  measureDispersion(x, f);
  put(out, R_VARIANCE, variance);
  moveTo(x);
  for (let v = 0; v < n; v++) put(out, RESULT_HEAD + v, variableValue(v));
  invert(x, out + ((<usize>(RESULT_HEAD + n)) << 3), out + ((<usize>(RESULT_HEAD + 2 * n)) << 3));
  put(out, R_CONDITION, condition);
  put(out, R_RANK, <f64>rank);
  put(out, R_FREE, <f64>free);
  if (ofCurves) {
    put(out, R_RMS, sqrt(f / <f64>points));
    return;
  }
  const misfit = word(W_WEIGHTING) === WEIGHT_MODULUS && word(W_LOSS) === LOSS_LINEAR ? f : relativeMisfit(x);
  put(out, R_RMS, sqrt(misfit / <f64>points));
}

/**
 * Z of each spectrum's grid at its start: two planes of `points` doubles; with derivatives, two more per variable (in user units).
 * Results follow each other spectrum by spectrum.
 */
function evaluateAll(derivatives: bool): void {
  const n = variableCount();
  const x = doubles(n);
  let out = section(W_AT_RESULTS);
  for (let s = 0; s < spectrumCount(); s++) {
    enterSpectrum(s);
    const start = startOf(s);
    for (let v = 0; v < n; v++) put(x, v, isLogarithmic(v) ? log(get(start, v)) : get(start, v));
    setBlock(blockPoints);
    moveTo(x);
    prepareModel();
    for (let b = 0; b < blocks; b++) {
      forward(lnOmega(b), omega(b));
      if (derivatives) backward(lnOmega(b), root(b));
      for (let k = 0; k < blockPoints; k++) {
        const i = b * blockPoints + k;
        if (i >= points) break;
        put(out, i, get(register(0), k));
        put(out, points + i, get(register(0) + PLANE, k));
        if (!derivatives) continue;
        for (let v = 0; v < n; v++) {
          put(out, 2 * (v + 1) * points + i, get(column(v), k) / variableSlope(v));
          put(out, (2 * (v + 1) + 1) * points + i, get(column(v) + PLANE, k) / variableSlope(v));
        }
      }
    }
    out += (<usize>((derivatives ? 2 * (n + 1) : 2) * points)) << 3;
  }
}

/** Values of each curve at its start: `points` doubles; with derivatives, `points` more per variable (in user units). */
function evaluateCurves(derivatives: bool): void {
  const n = variableCount();
  const x = doubles(n);
  let out = section(W_AT_RESULTS);
  for (let s = 0; s < spectrumCount(); s++) {
    enterSpectrum(s);
    const start = startOf(s);
    for (let v = 0; v < n; v++) put(x, v, isLogarithmic(v) ? log(get(start, v)) : get(start, v));
    writeModel(out, x);
    if (derivatives) writeColumns(out);
    out += (<usize>((derivatives ? n + 1 : 1) * points)) << 3;
  }
}

/** The derivatives of the present curve behind its values, in user units, at the point that was moved to. */
function writeColumns(out: usize): void {
  for (let b = 0; b < blocks; b++) {
    forward(lnOmega(b), omega(b));
    backward(lnOmega(b), scaleRe(b));
    for (let plane = 0; plane < 2; plane++) {
      const at = <usize>plane * PLANE;
      for (let k = 0; k < blockPoints && isPoint(b, plane, k); k++) {
        const i = curvePoint(b, plane, k);
        for (let v = 0; v < variableCount(); v++)
          put(out, (v + 1) * points + i, get(column(v) + at, k) / variableSlope(v));
      }
    }
  }
}
