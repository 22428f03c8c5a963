// Least ‖Ax − b‖² + λ(x − m)ᵀM(x − m) over x ≥ 0 for one λ or for a falling sequence of them, each solution being the start of the
// next, and the choice of λ: generalised cross-validation (Golub, Heath and Wahba, Technometrics 21 (1979) 215) with the one-standard-error
// rule, the corner of the L-curve (Hansen and O'Leary, SIAM J. Sci. Comput. 14 (1993) 1487), or cross-validation between real and
// imaginary parts (Saccoccio et al., Electrochim. Acta 147 (2014) 470).

import { fillPenalty, functions, penaltyBand } from "./debye";
import {
  column,
  free,
  gram,
  gramIm,
  gramRe,
  product,
  productOfPlane,
  square,
  squareIm,
  squareRe,
  stride,
  target,
  targetIm,
  targetRe,
  unknowns,
} from "./design";
import { log } from "./elementary";
import { doubles, get, put } from "./memory";
import { nnls, passives, passiveTrace } from "./nnls";
import { blockPoints, blocks, points } from "./points";

export const CHOICE_FIXED = 0;
export const CHOICE_GCV = 1;
export const CHOICE_L_CURVE = 2;
export const CHOICE_RE_IM = 3;

/** λ falls by √10 from step to step, over at most so many. */
export const MOST_STEPS = 24;
const RATIO = 0.31622776601683794;
/** Steps without a better score after which the walk ends. */
const PATIENCE = 4;
/** The score of cross-validation takes degrees of freedom twice to find where it is least: with the plain score one spectrum in ten is fitted to its noise. */
const CAUTION = 2.0;

let penalty: usize = 0;
let system: usize = 0;
let side: usize = 0;
let mean: usize = 0;
let solutions: usize = 0;
let reX: usize = 0;
let imX: usize = 0;
/** Targets and squares with the part of the data that the mean explains handled exactly. */
let shifted: usize = 0;
let shiftedRe: usize = 0;
let shiftedIm: usize = 0;
let shiftedSquare = 0.0;
let shiftedSquareRe = 0.0;
let shiftedSquareIm = 0.0;
/** Degrees of freedom that the mean has taken from the data. */
let meanFreedom = 0.0;

let lambdas: usize = 0;
let scores: usize = 0;
let cautious: usize = 0;
let misfits: usize = 0;
let seminorms: usize = 0;
/** Steps of the last walk, and which of them was chosen. */
export let steps = 0;
export let chosen = 0;
/** Of the last `solveAt`: Σ w²|ΔZ|², (x − m)ᵀM(x − m), and, where asked for, degrees of freedom; factorisations of all calls. */
export let misfit = 0.0;
export let seminorm = 0.0;
export let freedom = 0.0;
export let factorisations = 0;

export function bindTikhonov(most: i32, mostUnknowns: i32): bool {
  penalty = doubles(most * most);
  system = doubles((mostUnknowns + 1) * (mostUnknowns + 1));
  side = doubles(mostUnknowns);
  mean = doubles(mostUnknowns);
  solutions = doubles(mostUnknowns * MOST_STEPS);
  reX = doubles(mostUnknowns);
  imX = doubles(mostUnknowns);
  shifted = doubles(mostUnknowns);
  shiftedRe = doubles(mostUnknowns);
  shiftedIm = doubles(mostUnknowns);
  lambdas = doubles(MOST_STEPS);
  scores = doubles(MOST_STEPS);
  cautious = doubles(MOST_STEPS);
  misfits = doubles(MOST_STEPS);
  seminorms = doubles(MOST_STEPS);
  return seminorms !== 0;
}

export function enterPenalty(order: i32): void {
  fillPenalty(order, penalty, functions);
}

/** The system that was solved last, rows `stride` doubles apart. */
export function presentSystem(): usize {
  return system;
}

export function stepLambda(i: i32): f64 {
  return get(lambdas, i);
}

export function stepScore(i: i32): f64 {
  return get(scores, i);
}

export function stepMisfit(i: i32): f64 {
  return get(misfits, i);
}

export function stepSeminorm(i: i32): f64 {
  return get(seminorms, i);
}

/** m of the penalty; zeros without one. */
export function presentMean(): usize {
  return mean;
}

/** m = 0. Also to be called once per spectrum. */
export function clearMean(): void {
  meanFreedom = 0;
  factorisations = 0;
  for (let i = 0; i < unknowns; i++) {
    put(mean, i, 0);
    put(shifted, i, get(target, i));
    put(shiftedRe, i, get(targetRe, i));
    put(shiftedIm, i, get(targetIm, i));
  }
  shiftedSquare = square;
  shiftedSquareRe = squareRe;
  shiftedSquareIm = squareIm;
}

/**
 * Takes `presentMean()`, which the caller has filled, for m. The column pair `exact` holds the weighted impedance that m stands for:
 * what m misses of it, beyond the ends of its grid and between its points, is taken off the data.
 */
export function useMean(exact: i32, freedomTaken: f64, separate: bool): void {
  meanFreedom = freedomTaken;
  subtractFromData(exact);
  shiftedSquare = shift(gram, 0, exact, shifted);
  if (!separate) return;
  shiftedSquareRe = shift(gramRe, 1, exact, shiftedRe);
  shiftedSquareIm = shift(gramIm, 2, exact, shiftedIm);
}

/** Turns the column pair into data minus itself. */
function subtractFromData(exact: i32): void {
  for (let b = 0; b < blocks; b++) {
    const data = column(b, unknowns);
    const pair = column(b, exact);
    for (let p = 0; p < blockPoints; p++) {
      put(pair, p, get(data, p) - get(pair, p));
      put(pair + PLANE, p, get(data + PLANE, p) - get(pair + PLANE, p));
    }
  }
}

/** Target and square of the data b − z + Am, given the pair r = b − z; `part`: 0 both planes, 1 real, 2 imaginary. */
function shift(products: usize, part: i32, r: i32, to: usize): f64 {
  let sum = dot(part, r, r);
  for (let i = 0; i < unknowns; i++) {
    let am = 0.0;
    for (let j = free; j < unknowns; j++) am += get(products, i * stride + j) * get(mean, j);
    const ar = dot(part, i, r);
    put(to, i, ar + am);
    sum += get(mean, i) * (2.0 * ar + am);
  }
  return sum;
}

function dot(part: i32, i: i32, j: i32): f64 {
  return part === 0 ? product(i, j) : productOfPlane(i, j, part === 2);
}

/** system = products + λM, side = target + λMm. */
function assemble(products: usize, data: usize, lambda: f64): void {
  const bytes = (<usize>(stride * unknowns)) << 3;
  memory.copy(system, products, bytes);
  for (let i = 0; i < unknowns; i++) put(side, i, get(data, i));
  for (let i = 0; i < functions; i++) {
    const row = system + ((<usize>((free + i) * stride + free)) << 3);
    const from = penalty + ((<usize>(i * functions)) << 3);
    const first = max(0, i - penaltyBand);
    const last = min(functions - 1, i + penaltyBand);
    let pulled = 0.0;
    for (let j = first; j <= last; j++) {
      const m = lambda * get(from, j);
      put(row, j, get(row, j) + m);
      pulled += m * get(mean, free + j);
    }
    put(side, free + i, get(side, free + i) + pulled);
  }
}

/** ‖Ax − b‖² from the products. */
function misfitOf(products: usize, data: usize, total: f64, x: usize): f64 {
  let sum = total;
  for (let i = 0; i < unknowns; i++) {
    const xi = get(x, i);
    if (xi === 0) continue;
    let row = 0.0;
    for (let j = 0; j < unknowns; j++) row += get(products, i * stride + j) * get(x, j);
    sum += xi * (row - 2.0 * get(data, i));
  }
  return max(sum, total * 1e-15);
}

function seminormOf(x: usize): f64 {
  let sum = 0.0;
  for (let i = 0; i < functions; i++) {
    const di = get(x, free + i) - get(mean, free + i);
    if (di === 0) continue;
    const from = penalty + ((<usize>(i * functions)) << 3);
    let row = 0.0;
    for (let j = max(0, i - penaltyBand); j <= min(functions - 1, i + penaltyBand); j++) {
      row += get(from, j) * (get(x, free + j) - get(mean, free + j));
    }
    sum += di * row;
  }
  return sum;
}

/** Solves for one λ from the start x; false when there is no solution. */
export function solveAt(lambda: f64, x: usize, withFreedom: bool): bool {
  assemble(gram, shifted, lambda);
  const count = nnls(system, side, unknowns, stride, x);
  if (count < 0) return false;
  factorisations += count;
  misfit = misfitOf(gram, shifted, shiftedSquare, x);
  seminorm = seminormOf(x);
  if (withFreedom) {
    const taken = <f64>passives - lambda * passiveTrace(penalty, functions, free, penaltyBand);
    // With the mean go its parameters, whatever λ is
    freedom = max(taken, meanFreedom);
  }
  return true;
}

function gcv(caution: f64): f64 {
  const m = 2.0 * <f64>points;
  const left = max(0.01, 1.0 - (caution * freedom) / m);
  return misfit / m / (left * left);
}

/** Misfit of one part that the solution x of the other predicts; unknowns that the other part cannot see take their best value. */
function predicted(products: usize, data: usize, total: f64, seen: usize, x: usize): f64 {
  for (let round = 0; round < 30; round++) {
    for (let i = 0; i < free; i++) {
      const d = get(products, i * stride + i);
      if (get(seen, i * stride + i) > 1e-12 * d || !(d > 0)) continue;
      let value = get(data, i);
      for (let j = 0; j < unknowns; j++) if (j !== i) value -= get(products, i * stride + j) * get(x, j);
      put(x, i, max(0.0, value / d));
    }
  }
  return misfitOf(products, data, total, x);
}

function crossValidate(lambda: f64): f64 {
  assemble(gramRe, shiftedRe, lambda);
  const re = nnls(system, side, unknowns, stride, reX);
  assemble(gramIm, shiftedIm, lambda);
  const im = nnls(system, side, unknowns, stride, imX);
  if (re < 0 || im < 0) return NaN;
  factorisations += re + im;
  return (
    predicted(gramIm, shiftedIm, shiftedSquareIm, gramRe, reX) +
    predicted(gramRe, shiftedRe, shiftedSquareRe, gramIm, imX)
  );
}

/**
 * Walks λ down from `most`, chooses, and solves for the chosen λ, into x. False when there is no solution.
 * @param stepsMost steps at most; λ falls by √10 from one to the next
 * @param within share of a standard error of the score within which the largest λ is taken; only for cross-validation
 */
export function walk(choice: i32, most: f64, within: f64, stepsMost: i32, x: usize): bool {
  steps = 0;
  let best = 0;
  let lambda = most;
  for (let i = 0; i < unknowns; i++) {
    put(x, i, 1.0);
    put(reX, i, 1.0);
    put(imX, i, 1.0);
  }
  while (steps < stepsMost) {
    const i = steps;
    if (!solveAt(lambda, x, choice === CHOICE_GCV)) break;
    memory.copy(solution(i), x, (<usize>unknowns) << 3);
    put(lambdas, i, lambda);
    put(misfits, i, misfit);
    put(seminorms, i, seminorm);
    put(scores, i, choice === CHOICE_GCV ? gcv(1.0) : choice === CHOICE_RE_IM ? crossValidate(lambda) : NaN);
    put(cautious, i, choice === CHOICE_GCV ? gcv(CAUTION) : get(scores, i));
    steps++;
    lambda *= RATIO;
    if (choice === CHOICE_L_CURVE) continue;
    if (get(cautious, i) < get(cautious, best)) best = i;
    if (i - best >= PATIENCE) break;
  }
  if (steps === 0) return false;
  chosen = best;
  if (choice === CHOICE_L_CURVE) chosen = corner();
  else if (choice === CHOICE_GCV) {
    const limit = get(scores, best) * (1.0 + within * sqrt(1.0 / <f64>points));
    for (let i = 0; i < best; i++) {
      if (get(scores, i) <= limit) {
        chosen = i;
        break;
      }
    }
  }
  memory.copy(x, solution(chosen), (<usize>unknowns) << 3);
  return solveAt(get(lambdas, chosen), x, true);
}

function solution(i: i32): usize {
  return solutions + ((<usize>(i * unknowns)) << 3);
}

/** The step of the largest curvature of ln seminorm over ln misfit; the scores become the curvatures. */
function corner(): i32 {
  let best = min(2, steps - 1);
  for (let i = 0; i < steps; i++) put(scores, i, NaN);
  for (let i = 2; i < steps - 2; i++) {
    const x1 = 0.5 * (lnMisfit(i - 1) - lnMisfit(i + 1));
    const y1 = 0.5 * (lnSeminorm(i - 1) - lnSeminorm(i + 1));
    const x2 = 0.25 * (lnMisfit(i + 2) - 2.0 * lnMisfit(i) + lnMisfit(i - 2));
    const y2 = 0.25 * (lnSeminorm(i + 2) - 2.0 * lnSeminorm(i) + lnSeminorm(i - 2));
    const speed = x1 * x1 + y1 * y1;
    put(scores, i, (x1 * y2 - x2 * y1) / (speed * sqrt(speed)));
    if (get(scores, i) > get(scores, best) || !(get(scores, best) === get(scores, best))) best = i;
  }
  return best;
}

function lnMisfit(i: i32): f64 {
  return log(get(misfits, i));
}

function lnSeminorm(i: i32): f64 {
  return log(get(seminorms, i) + 1e-300);
}
