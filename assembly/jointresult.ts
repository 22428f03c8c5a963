// What a joint solution says: values, states and covariances of every spectrum, and the shared variables.

import {
  coupledRow,
  gradient,
  inverseAt,
  inverseOfBorder,
  inverseWithBorder,
  inverseWithNext,
  invertArrow,
  isFrozen,
  normalOf,
  setFrozen,
} from "./arrow";
import { resultOf, writeFit } from "./batch";
import { FREE, UNDETERMINED } from "./covariance";
import {
  R_AGREEMENT,
  R_COST,
  R_EVALUATIONS,
  R_LOSS_SCALE,
  R_REASON,
  R_STARTS,
  RESULT_HEAD,
  resultStride,
} from "./job";
import { costs, dataCost, heldAt, iterations, penalty, present, solveJoint, stop, unknown, x } from "./joint";
import { lower, NOT_FINITE, products, upper } from "./levenberg";
import {
  coupled,
  enterMember,
  int,
  linked,
  linkedVariables,
  linkIn,
  linkOf,
  members,
  n,
  own,
  ownVariables,
  pointOf,
  productsOf,
  recordOf,
  S_LOSS_SCALE,
  S_NEARNESS,
  S_WEIGHT,
  shared,
  spectra,
  stiffness,
  unknowns,
} from "./members";
import { get, put } from "./memory";
import { differentiate } from "./objective";
import { variableSlope } from "./parameters";
import { spectrumCount } from "./points";

// Behind the results of the spectra
const T_REASON = 0;
const T_ITERATIONS = 1;
const T_COST = 2;
const T_PENALTY = 3;
const T_FREE = 4;
/** By how much the smoothness lowers the number of parameters that the data determine. */
const T_TRACE = 5;
const TAIL_HEAD = 8;

/** Solves a series jointly and writes its results; false without memory. */
export function runJoint(): bool {
  if (!solveJoint()) return false;
  const out = resultOf(0);
  const stride = resultStride();
  const tail = out + ((<usize>(spectrumCount() * stride)) << 3);
  for (let i = 0; i < spectrumCount() * stride + TAIL_HEAD + shared * (shared + 2); i++) put(out, i, NaN);
  put(tail, T_REASON, <f64>stop);
  put(tail, T_ITERATIONS, <f64>iterations);
  if (stop === NOT_FINITE) return true;
  put(tail, T_COST, dataCost);
  put(tail, T_PENALTY, penalty);
  const states = tail + ((<usize>(TAIL_HEAD + shared)) << 3);
  for (let k = 0; k < shared; k++) {
    const u = members * own + k;
    put(tail, TAIL_HEAD + k, get(unknown, u));
    put(states, k, <f64>heldAt(u));
    setFrozen(u, heldAt(u) !== 0);
  }
  writeSpectra();
  const determined = invertWhatCan(states);
  let free = 0;
  for (let u = 0; u < unknowns; u++) if (!isFrozen(u)) free++;
  put(tail, T_FREE, <f64>free);
  if (!determined) return true;
  put(tail, T_TRACE, trace());
  const covariance = states + ((<usize>shared) << 3);
  for (let k = 0; k < shared; k++) {
    for (let c = 0; c < shared; c++) {
      const known = get(states, k) === FREE && get(states, c) === FREE;
      put(covariance, k * shared + c, known ? inverseOfBorder(k, c) : NaN);
    }
  }
  for (let j = 0; j < members; j++) writeCovariance(j, states);
  return true;
}

/**
 * Values, misfit and states of each spectrum. Which own variables are not identifiable is found with the shared ones held, and
 * with the neighbours of smooth ones held; those are frozen.
 */
function writeSpectra(): void {
  for (let j = 0; j < members; j++) {
    const s = int(spectra, j);
    const out = resultOf(s);
    const at = recordOf(j);
    const point = pointOf(x, j);
    enterMember(j);
    for (let l = 0; l < linked; l++) {
      const v = int(linkedVariables, l);
      put(lower, v, get(point, v));
      put(upper, v, get(point, v));
    }
    memory.copy(products(), productsOf(present, j), (<usize>((n + 1) * (n + 1))) << 3);
    const weight = get(at, S_WEIGHT);
    for (let c = 0; c < coupled; c++) {
      const r = coupledRow(c);
      const v = int(ownVariables, r);
      const width = own + shared + 1;
      put(products(), v * (n + 1) + v, get(normalOf(j), r * width + r) / weight);
      put(products(), v * (n + 1) + n, gradient(j * own + r) / weight);
    }
    const f = get(costs, j) / weight;
    put(out, R_REASON, <f64>stop);
    put(out, R_COST, f);
    put(out, R_STARTS, 1);
    put(out, R_AGREEMENT, 1);
    put(out, R_EVALUATIONS, <f64>iterations);
    put(out, R_LOSS_SCALE, get(at, S_LOSS_SCALE));
    writeFit(out, point, f);
    const states = out + ((<usize>(RESULT_HEAD + n)) << 3);
    for (let r = 0; r < own; r++) setFrozen(j * own + r, get(states, int(ownVariables, r)) !== FREE);
  }
}

/** Inverts; where the shared variables are not all determined, without those that are not. */
function invertWhatCan(states: usize): bool {
  while (true) {
    if (invertArrow()) return true;
    // The shared variable with the least information left goes first
    let lost = -1;
    for (let k = shared - 1; k >= 0; k--) {
      if (get(states, k) !== FREE) continue;
      setFrozen(members * own + k, true);
      if (lost < 0 || invertArrow()) lost = k;
      setFrozen(members * own + k, false);
    }
    if (lost < 0) return false;
    put(states, lost, <f64>UNDETERMINED);
    setFrozen(members * own + lost, true);
  }
}

/** Trace of the inverse times the penalty's part of the matrix. */
function trace(): f64 {
  let sum = 0.0;
  for (let c = 0; c < coupled; c++) {
    const r = coupledRow(c);
    const stiff = stiffness(int(ownVariables, r));
    for (let j = 1; j < members; j++) {
      const variance = inverseAt(j, r, r) + inverseAt(j - 1, r, r) - 2.0 * inverseWithNext(j - 1, c);
      sum += stiff * get(recordOf(j), S_NEARNESS) * variance;
    }
  }
  return sum;
}

/** Covariance of all variables of member j, in user units. */
function writeCovariance(j: i32, sharedStates: usize): void {
  const out = resultOf(int(spectra, j));
  const at = recordOf(j);
  const states = out + ((<usize>(RESULT_HEAD + n)) << 3);
  const inverse = states + ((<usize>n) << 3);
  for (let l = 0; l < linked; l++) {
    let state = <f64>FREE;
    for (let k = 0; k < shared; k++)
      if (get(linkIn(at, l), 1 + k) !== 0) state = max(state, get(sharedStates, k));
    put(states, int(linkedVariables, l), state);
  }
  // `writeFit` left the slopes of the last member
  enterMember(j);
  differentiate(pointOf(x, j), products(), Infinity);
  for (let v = 0; v < n; v++) {
    for (let w = v; w < n; w++) {
      let value: f64 = NaN;
      if (get(states, v) === FREE && get(states, w) === FREE)
        value = covariance(j, at, v, w) * variableSlope(v) * variableSlope(w);
      put(inverse, v * n + w, value);
      put(inverse, w * n + v, value);
    }
  }
}

/** Row of an own variable. */
function rowOf(v: i32): i32 {
  let row = 0;
  while (int(ownVariables, row) !== v) row++;
  return row;
}

function covariance(j: i32, at: usize, v: i32, w: i32): f64 {
  const a = linkOf(v);
  const b = linkOf(w);
  if (a < 0 && b < 0) return inverseAt(j, rowOf(v), rowOf(w));
  let sum = 0.0;
  if (a >= 0 && b >= 0) {
    for (let k = 0; k < shared; k++) {
      for (let c = 0; c < shared; c++)
        sum += get(linkIn(at, a), 1 + k) * get(linkIn(at, b), 1 + c) * inverseOfBorder(k, c);
    }
    return sum;
  }
  const row = rowOf(a < 0 ? v : w);
  const joined = linkIn(at, a < 0 ? b : a);
  for (let k = 0; k < shared; k++) sum += get(joined, 1 + k) * inverseWithBorder(j, row, k);
  return sum;
}
