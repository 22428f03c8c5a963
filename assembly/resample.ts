// Bootstrap: data that could as well have been measured, made from the model at the optimum and its own residuals, are fitted again.
// Residuals are divided by √(1 − h), h being their leverage (Davison and Hinkley 1997, Bootstrap Methods, equation 6.9; for the wild
// bootstrap HC2 of MacKinnon and White 1985), so that they scatter as the errors do. The two parts of a point stay together: a complex
// residual is drawn, or turned, as a whole. Weights stay those of the measured spectrum.

import { invert } from "./covariance";
import { meanSlope, measureDispersion, variance } from "./dispersion";
import { D_COST_TOLERANCE, LOSS_LINEAR, number, resultSection, W_EVALUATIONS, word } from "./job";
import { reason, solve } from "./levenberg";
import { influence } from "./loss";
import { allocate, doubles, get, put } from "./memory";
import { accumulate } from "./normal";
import {
  columnsOf,
  costAt,
  evaluations,
  plainResiduals,
  presentLoss,
  presentLossScale,
  setLoss,
} from "./objective";
import {
  bindOptimum,
  enterOptimum,
  H_COST,
  H_EVALUATIONS,
  H_REASON,
  H_VARIANCE,
  HEAD,
  inverse,
  leastCost,
  optimum,
  optimumReason,
  option,
} from "./optimum";
import { moveTo, variableCount, variableSlope } from "./parameters";
import {
  blockPoints,
  blocks,
  lnOmega,
  measuredIm,
  measuredRe,
  omega,
  points,
  spectrumCount,
  weightIm,
  weightRe,
} from "./points";
import { column, forward, prepareModel, register, setBlock } from "./program";
import { below, uniform } from "./random";
import { exactCost } from "./ranges";

const KIND_WILD = 1;

// Per point, two planes each: the model at the optimum, and the residuals that are drawn from
let model: usize = 0;
let pool: usize = 0;
/** 1/√(1 − leverage), two planes. */
let stretch: usize = 0;
/** Points for which there is room. */
let pooled = 0;
/** Influences of the residuals of the present fit, two planes; a plane of a block. */
let present: usize = 0;
let spare: usize = 0;
/** Points by falling frequency, and the rank of each point (i32). */
let order: usize = 0;
let rankOf: usize = 0;
/** Points in a window. */
let window = 1;
let x: usize = 0;
let states: usize = 0;
/** (JᵀJ)⁻¹ in the solver's coordinates, of the fit that is written. */
let covariance: usize = 0;
let meat: usize = 0;

export function resampleAll(): bool {
  if (!bindOptimum()) return false;
  const n = variableCount();
  const replicates = <i32>option(0);
  const kind = <i32>option(1);
  x = doubles(n);
  states = doubles(n);
  covariance = doubles(n * n);
  meat = doubles((n + 1) * (n + 1));
  pooled = 0;
  spare = allocate(PLANE);
  if (spare === 0) return false;
  const stride = HEAD + (replicates + 1) * (2 * n + 1);
  for (let s = 0; s < spectrumCount(); s++) {
    const out = resultSection(s, stride);
    for (let i = 0; i < stride; i++) put(out, i, NaN);
    const found = enterOptimum(s);
    put(out, H_REASON, <f64>optimumReason);
    put(out, H_COST, leastCost);
    put(out, H_VARIANCE, variance);
    if (!found) continue;
    memory.copy(covariance, inverse, (<usize>(n * n)) << 3);
    if (!prepareResiduals()) return false;
    writeFit(out + ((<usize>HEAD) << 3), optimum, optimumReason);
    for (let b = 0; b < replicates; b++) {
      if (kind === KIND_WILD) turnResiduals();
      else drawResiduals();
      replicate(out + ((<usize>(HEAD + (b + 1) * (2 * n + 1))) << 3));
    }
    put(out, H_EVALUATIONS, <f64>evaluations);
  }
  return true;
}

/** Stop reason, values and standard errors of the fit that `covariance` belongs to, both in the solver's coordinates. */
function writeFit(at: usize, values: usize, why: i32): void {
  const n = variableCount();
  const wild = <i32>option(1) === KIND_WILD;
  if (wild) scatter(values);
  put(at, 0, <f64>why);
  for (let v = 0; v < n; v++) {
    put(at, 1 + v, get(values, v));
    const own = get(covariance, v * n + v);
    put(
      at,
      1 + n + v,
      sqrt(!(own > 0) ? NaN : wild ? sandwich(v) / (meanSlope * meanSlope) : own * variance),
    );
  }
}

/**
 * Σ JᵢᵀSᵢJᵢ over the points into `meat`: the middle of a covariance that lets the noise change with frequency. Sᵢ (2×2) is the mean of the
 * products of the stretched residuals in the window of point i.
 */
function scatter(at: usize): void {
  const n = variableCount();
  const loss = presentLoss();
  plainResiduals(at, present, points);
  for (let i = 0; i < 2 * points; i++) {
    put(present, i, influence(loss, presentLossScale(), get(present, i)) * get(stretch, i));
  }
  setLoss(LOSS_LINEAR);
  costAt(at);
  for (let b = 0; b < blocks; b++) {
    columnsOf(b);
    // Sᵢ = LLᵀ: the two rows of LᵀJᵢ take the places of those of Jᵢ
    const l = column(n);
    for (let k = 0; k < blockPoints; k++) {
      const i = b * blockPoints + k;
      if (i < points) takeLocal(i);
      const l00 = i < points ? sqrt(localRe) : 0;
      const l10 = l00 > 0 ? localCross / l00 : 0;
      put(l, k, l00);
      put(spare, k, l10);
      put(l + PLANE, k, i < points ? sqrt(max(0, localIm - l10 * l10)) : 0);
    }
    for (let v = 0; v < n; v++) {
      const c = column(v);
      for (let o: usize = 0; o < (<usize>blockPoints) << 3; o += LANE_BYTES) {
        const im = vloadIm(c + o);
        vstore(c + o, vadd(vmul(vload(c + o), vload(l + o)), vmul(im, vload(spare + o))));
        vstoreIm(c + o, vmul(im, vloadIm(l + o)));
      }
    }
    accumulate(column(0), (<usize>blockPoints) << 3, n + 1, meat, b === 0);
  }
  setLoss(loss);
}

let localRe = 0.0;
let localIm = 0.0;
let localCross = 0.0;

/** Mean products of the present residuals in the window of point i. */
function takeLocal(i: i32): void {
  localRe = 0;
  localIm = 0;
  localCross = 0;
  const from = windowOf(i);
  for (let r = from; r < from + window; r++) {
    const j = ranked(r);
    const re = get(present, j);
    const im = get(present, j + points);
    localRe += re * re;
    localIm += im * im;
    localCross += re * im;
  }
  localRe /= <f64>window;
  localIm /= <f64>window;
  localCross /= <f64>window;
}

/** The point of that rank by frequency. */
function ranked(rank: i32): i32 {
  return load<i32>(order + ((<usize>rank) << 2));
}

/** First rank of the window of point i: its neighbours by frequency on both sides, at the ends more on one. */
function windowOf(i: i32): i32 {
  const rank = load<i32>(rankOf + ((<usize>i) << 2));
  return max(0, min(rank - (window >> 1), points - window));
}

function omegaOf(i: i32): f64 {
  const b = i / blockPoints;
  return get(omega(b), i - b * blockPoints);
}

/** Ranks the points by frequency (Shell's sort with the gaps of Knuth; nearly nothing to do for a spectrum in order). */
function rank(): void {
  for (let i = 0; i < points; i++) store<i32>(order + ((<usize>i) << 2), i);
  let gap = 1;
  while (gap < points / 3) gap = 3 * gap + 1;
  for (; gap > 0; gap /= 3) {
    for (let i = gap; i < points; i++) {
      const moving = ranked(i);
      const w = omegaOf(moving);
      let k = i;
      while (k >= gap && omegaOf(ranked(k - gap)) < w) {
        store<i32>(order + ((<usize>k) << 2), ranked(k - gap));
        k -= gap;
      }
      store<i32>(order + ((<usize>k) << 2), moving);
    }
  }
  for (let r = 0; r < points; r++) store<i32>(rankOf + ((<usize>ranked(r)) << 2), r);
}

/** Variance of variable v: diagonal of (JᵀJ)⁻¹·meat·(JᵀJ)⁻¹. */
function sandwich(v: i32): f64 {
  const n = variableCount();
  let sum = 0.0;
  for (let i = 0; i < n; i++) {
    const ci = get(covariance, v * n + i);
    if (ci !== ci) continue;
    for (let j = 0; j < n; j++) {
      const cj = get(covariance, v * n + j);
      if (cj === cj) sum += ci * cj * get(meat, i <= j ? i * (n + 1) + j : j * (n + 1) + i);
    }
  }
  return sum;
}

/** Fits the present data, starting at the optimum: exchangeable arcs stay where they are. */
function replicate(at: usize): void {
  const n = variableCount();
  memory.copy(x, optimum, (<usize>n) << 3);
  const f = solve(x, 0, word(W_EVALUATIONS), exactCost(), number(D_COST_TOLERANCE));
  const why = reason;
  put(at, 0, <f64>why);
  if (!(f < Infinity)) return;
  measureDispersion(x, f);
  moveTo(x);
  invert(x, states, covariance);
  for (let v = 0; v < n; v++) {
    for (let w = 0; w < n; w++) {
      put(covariance, v * n + w, get(covariance, v * n + w) / (variableSlope(v) * variableSlope(w)));
    }
  }
  writeFit(at, x, why);
}

/** Keeps the model at the optimum and its residuals over √(1 − leverage), centred; false without memory. */
function prepareResiduals(): bool {
  if (pooled < points) {
    model = doubles(2 * points);
    pool = doubles(2 * points);
    stretch = doubles(2 * points);
    present = doubles(2 * points);
    order = allocate((<usize>points) << 2);
    rankOf = allocate((<usize>points) << 2);
    if (rankOf === 0) return false;
    pooled = points;
  }
  window = min(points, 2 * <i32>option(2) + 1);
  rank();
  plainResiduals(optimum, pool, points);
  setBlock(blockPoints);
  moveTo(optimum);
  prepareModel();
  for (let b = 0; b < blocks; b++) {
    forward(lnOmega(b), omega(b));
    for (let k = 0; k < min(blockPoints, points - b * blockPoints); k++) {
      put(model, b * blockPoints + k, get(register(0), k));
      put(model, b * blockPoints + k + points, get(register(0) + PLANE, k));
    }
  }
  // Leverage belongs to the plain residuals, whatever the loss
  const loss = presentLoss();
  setLoss(LOSS_LINEAR);
  costAt(optimum);
  for (let b = 0; b < blocks; b++) {
    columnsOf(b);
    for (let k = 0; k < min(blockPoints, points - b * blockPoints); k++) {
      const i = b * blockPoints + k;
      put(stretch, i, 1.0 / sqrt(1.0 - leverage(k, 0)));
      put(stretch, i + points, 1.0 / sqrt(1.0 - leverage(k, PLANE)));
    }
  }
  setLoss(loss);
  for (let i = 0; i < 2 * points; i++) put(pool, i, get(pool, i) * get(stretch, i));
  if (<i32>option(1) === KIND_WILD) return true;
  centre(pool, true);
  centre(pool + ((<usize>points) << 3), false);
  return true;
}

/** Leverage of a part of point k of the present block: diagonal of J(JᵀJ)⁻¹Jᵀ, at most 0.99. */
function leverage(k: i32, plane: usize): f64 {
  const n = variableCount();
  let h = 0.0;
  for (let i = 0; i < n; i++) {
    const ji = get(column(i) + plane, k);
    for (let j = 0; j < n; j++) {
      const c = get(inverse, i * n + j);
      if (c === c) h += ji * c * get(column(j) + plane, k);
    }
  }
  return min(max(h, 0), 0.99);
}

function centre(list: usize, real: bool): void {
  let sum = 0.0;
  let count = 0;
  for (let i = 0; i < points; i++) {
    if (!((real ? weightRe(i) : weightIm(i)) > 0)) continue;
    sum += get(list, i);
    count++;
  }
  if (count === 0) return;
  const mean = sum / <f64>count;
  for (let i = 0; i < points; i++) put(list, i, get(list, i) - mean);
}

/** Replaces the data of point i by the model less weighted residuals; a part without weight stays as it is. */
function replace(i: i32, re: f64, im: f64): void {
  const b = i / blockPoints;
  const k = i - b * blockPoints;
  const wRe = weightRe(i);
  const wIm = weightIm(i);
  if (wRe > 0) put(measuredRe(b), k, get(model, i) - re / wRe);
  if (wIm > 0) put(measuredIm(b), k, get(model, i + points) - im / wIm);
}

/** Residual bootstrap: each point is given the complex residual of one drawn at random. */
function drawResiduals(): void {
  for (let i = 0; i < points; i++) {
    const j = below(points);
    replace(i, get(pool, j), get(pool, j + points));
  }
}

/**
 * Wild bootstrap with Rademacher's weights (Davidson and Flachaire 2008): each point is given a residual of its window, its own where
 * the window is one point, as it is or turned round.
 */
function turnResiduals(): void {
  for (let i = 0; i < points; i++) {
    const j = ranked(windowOf(i) + (window > 1 ? below(window) : 0));
    const sign = uniform() < 0.5 ? -1.0 : 1.0;
    replace(i, sign * get(pool, j), sign * get(pool, j + points));
  }
}
