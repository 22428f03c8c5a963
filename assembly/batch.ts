// A batch: every spectrum of the job is fitted, or evaluated, and its result written.

import { bindBranches } from "./branches";
import { bindCovariance, condition, free, invert, rank } from "./covariance";
import { bindDispersion, measureDispersion, variance } from "./dispersion";
import { bindDraws } from "./draws";
import { log } from "./elementary";
import {
  D_COST_TOLERANCE,
  D_LOSS_SCALE,
  LOSS_LINEAR,
  MODE_DIFFERENTIATE,
  MODE_SOLVE,
  number,
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
  dataDigest,
  enterSpectrum,
  lnOmega,
  omega,
  points,
  root,
  spectrumCount,
} from "./points";
import { backward, bindProgram, column, forward, prepareModel, register, setBlock } from "./program";
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
    bindSearch(n) &&
    bindCovariance(n) &&
    bindDispersion(n)
  );
}

/** Fits or evaluates every spectrum of the job; false without memory. */
export function runBatch(mode: i32): bool {
  if (!bindFit()) return false;
  if (mode === MODE_SOLVE) solveAll();
  else evaluateAll(mode === MODE_DIFFERENTIATE);
  return true;
}

/** The start of spectrum s in user units, 0 without any. */
export function startOf(s: i32): usize {
  const given = word(W_GIVEN_STARTS);
  if (given === 0) return 0;
  return section(W_AT_STARTS) + ((<usize>(given === 1 ? 0 : s * variableCount())) << 3);
}

function solveAll(): void {
  const n = variableCount();
  const stride = resultStride();
  const loss = word(W_LOSS);
  const wantedScale = number(D_LOSS_SCALE);
  for (let s = 0; s < spectrumCount(); s++) {
    const out = section(W_AT_RESULTS) + ((<usize>(s * stride)) << 3);
    for (let i = 0; i < stride; i++) put(out, i, NaN);
    enterSpectrum(s);
    enterRanges();
    limitVariables();
    if (word(W_STARTS) > 0) seed(<u32>word(W_SEED), dataDigest(s));
    resetEvaluations();
    put(out, R_LOSS_SCALE, wantedScale);
    if (2 * points < n) {
      put(out, R_REASON, <f64>TOO_FEW_POINTS);
      continue;
    }
    // A scale that is to come from the data comes from the residuals of the plain fit
    const estimate = loss !== LOSS_LINEAR && !(wantedScale > 0);
    setLoss(estimate ? LOSS_LINEAR : loss);
    if (wantedScale > 0) setLossScale(wantedScale);
    let f = search(startOf(s));
    let settled = productsAreBest;
    let why = bestReason;
    const x = bestPoint();
    if (estimate && f < Infinity) {
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
    if (!(f < Infinity)) continue;
    // Products, values and misfit must belong to the very point that is reported
    if (!settled) put(out, R_COST, differentiate(x, products(), Infinity));
    measureDispersion(x, f);
    put(out, R_VARIANCE, variance);
    moveTo(x);
    for (let v = 0; v < n; v++) put(out, RESULT_HEAD + v, variableValue(v));
    invert(x, out + ((<usize>(RESULT_HEAD + n)) << 3), out + ((<usize>(RESULT_HEAD + 2 * n)) << 3));
    put(out, R_CONDITION, condition);
    put(out, R_RANK, <f64>rank);
    put(out, R_FREE, <f64>free);
    const misfit = word(W_WEIGHTING) === WEIGHT_MODULUS && loss === LOSS_LINEAR ? f : relativeMisfit(x);
    put(out, R_RMS, sqrt(misfit / <f64>points));
  }
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
