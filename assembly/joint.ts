// Levenberg–Marquardt over a whole series: variables of each spectrum's own, and a few that all spectra share. A linked variable of the
// Program is, in the solver's coordinates (ln for scales), x = offset + Σ c·shared with numbers of its own for each spectrum: c = 1
// shares an exponent, c = (1, Δ(1/kT)) is Arrhenius' law. Own variables may be held smooth from spectrum to spectrum by a penalty on
// their steps. Each iteration needs the products of every spectrum alone; `arrow` solves for all steps at once.
// Damping, acceptance, bounds and stop reasons are those of `levenberg`.

import {
  bindArrow,
  coupledRow,
  couplingOf,
  damp,
  diagonal,
  gradient,
  inverseAt,
  inverseOfBorder,
  inverseWithBorder,
  inverseWithNext,
  invertArrow,
  isFrozen,
  normalOf,
  normalOfBorder,
  setCoupledRow,
  setFrozen,
  solveArrow,
  step,
} from "./arrow";
import { beginFit, enterFit, resultOf, startOf, writeFit } from "./batch";
import { FREE, UNDETERMINED } from "./covariance";
import { log } from "./elementary";
import {
  D_COST_TOLERANCE,
  D_DAMPING,
  D_GRADIENT_TOLERANCE,
  D_STEP_TOLERANCE,
  LOSS_LINEAR,
  number,
  R_AGREEMENT,
  R_COST,
  R_EVALUATIONS,
  R_LOSS_SCALE,
  R_REASON,
  R_STARTS,
  RESULT_HEAD,
  resultStride,
  section,
  W_AT_EXTENSION,
  W_EVALUATIONS,
  W_LOSS,
  word,
} from "./job";
import {
  COST_CONVERGED,
  EVALUATION_LIMIT,
  EXACT_FIT,
  GRADIENT_CONVERGED,
  lower,
  NO_PROGRESS,
  NOT_FINITE,
  products,
  STEP_CONVERGED,
  solve,
  upper,
} from "./levenberg";
import { allocate, doubles, get, put } from "./memory";
import { differentiate, resetEvaluations, setLoss, setLossScale } from "./objective";
import { isLogarithmic, variableCount, variableSlope } from "./parameters";
import { spectrumCount } from "./points";
import { exactCost } from "./ranges";
import { bestPoint, search } from "./search";

// Extension, in doubles: pass, shared variables, linked variables, most iterations, then per variable of the Program the index of its
// link or −1, and its smoothness; per shared variable its start; per spectrum a record.
const X_SHARED = 1;
const X_LINKED = 2;
const X_ITERATIONS = 3;
const X_TABLES = 4;
// Record of a spectrum: 0 left out, 1 from its start, 2 searched first; weight of its cost; 1/distance to the one before; scale of a
// robust loss; then for each link its offset and a coefficient per shared variable
const S_USE = 0;
const S_WEIGHT = 1;
const S_NEARNESS = 2;
const S_LOSS_SCALE = 3;
const S_LINKS = 4;

// Behind the results of the spectra
const T_REASON = 0;
const T_ITERATIONS = 1;
const T_COST = 2;
const T_PENALTY = 3;
const T_FREE = 4;
/** By how much the smoothness lowers the number of parameters that the data determine. */
const T_TRACE = 5;
const TAIL_HEAD = 8;

const ACCEPT = 1e-4;
const MOST_DAMPING = 1e30;
const LEAST_DAMPING = 1e-40;

let n = 0;
let own = 0;
let shared = 0;
let linked = 0;
let coupled = 0;
let members = 0;
let unknowns = 0;
let extension: usize = 0;
/** Spectrum of each member (i32); variable of each own row, and of each link (i32). */
let spectra: usize = 0;
let ownVariables: usize = 0;
let linkedVariables: usize = 0;
/** Per member: the solver's point, the same for a trial, its bounds; the same for the shared variables. */
let x: usize = 0;
let trial: usize = 0;
let lowest: usize = 0;
let highest: usize = 0;
/** Unknowns as `arrow` counts them: own rows member by member, then the shared variables. */
let unknown: usize = 0;
let unknownTrial: usize = 0;
let present: usize = 0;
let next: usize = 0;
let costs: usize = 0;
let trialCosts: usize = 0;
let delta: usize = 0;

/** Penalty and weighted cost of the data at the last evaluated point. */
let penalty = 0.0;
let dataCost = 0.0;
let iterations = 0;

function int(list: usize, i: i32): i32 {
  return load<i32>(list + ((<usize>i) << 2));
}

function setInt(list: usize, i: i32, value: i32): void {
  store<i32>(list + ((<usize>i) << 2), value);
}

function linkOf(v: i32): i32 {
  return <i32>get(extension, X_TABLES + v);
}

/** Square of the weight of a variable's steps. */
function stiffness(v: i32): f64 {
  const weight = get(extension, X_TABLES + n + v);
  return weight * weight;
}

function record(s: i32): usize {
  const at = X_TABLES + 2 * n + shared + s * (S_LINKS + linked * (1 + shared));
  return extension + ((<usize>at) << 3);
}

function recordOf(j: i32): usize {
  return record(int(spectra, j));
}

/** Offset of link l in a record, followed by its coefficients. */
function linkIn(entry: usize, l: i32): usize {
  return entry + ((<usize>(S_LINKS + l * (1 + shared))) << 3);
}

function pointOf(all: usize, j: i32): usize {
  return all + ((<usize>(j * n)) << 3);
}

function productsOf(all: usize, j: i32): usize {
  return all + ((<usize>(j * (n + 1) * (n + 1))) << 3);
}

function bindJoint(): bool {
  n = variableCount();
  extension = section(W_AT_EXTENSION);
  shared = <i32>get(extension, X_SHARED);
  linked = <i32>get(extension, X_LINKED);
  const count = spectrumCount();
  spectra = allocate((<usize>count) << 2);
  ownVariables = allocate((<usize>n) << 2);
  linkedVariables = allocate((<usize>linked) << 2);
  if (linkedVariables === 0) return false;
  members = 0;
  for (let s = 0; s < count; s++) {
    if (get(record(s), S_USE) === 0) continue;
    setInt(spectra, members, s);
    members++;
  }
  own = 0;
  coupled = 0;
  for (let v = 0; v < n; v++) {
    const link = linkOf(v);
    if (link >= 0) setInt(linkedVariables, link, v);
    else {
      setInt(ownVariables, own, v);
      if (stiffness(v) > 0) coupled++;
      own++;
    }
  }
  unknowns = members * own + shared;
  if (!bindArrow(members, own, shared, coupled)) return false;
  let c = 0;
  for (let r = 0; r < own; r++) {
    if (!(stiffness(int(ownVariables, r)) > 0)) continue;
    setCoupledRow(c, r);
    c++;
  }
  x = doubles(members * n);
  trial = doubles(members * n);
  unknown = doubles(unknowns);
  unknownTrial = doubles(unknowns);
  lowest = doubles(unknowns);
  highest = doubles(unknowns);
  present = doubles(members * (n + 1) * (n + 1));
  next = doubles(members * (n + 1) * (n + 1));
  costs = doubles(members);
  trialCosts = doubles(members);
  delta = doubles(n);
  return delta !== 0;
}

/** Makes the spectrum of member j the present one, with the loss of its own fit. */
function enterMember(j: i32): void {
  enterFit(int(spectra, j));
  setLoss(word(W_LOSS));
  if (word(W_LOSS) !== LOSS_LINEAR) setLossScale(get(recordOf(j), S_LOSS_SCALE));
}

/** The linked variables of member j that follow from the shared ones. */
function link(j: i32, point: usize, from: usize): void {
  for (let l = 0; l < linked; l++) {
    const at = linkIn(recordOf(j), l);
    let value = get(at, 0);
    for (let k = 0; k < shared; k++) value += get(at, 1 + k) * get(from, members * own + k);
    put(point, int(linkedVariables, l), value);
  }
}

/**
 * Bounds of all unknowns. A shared variable that is a linked one as it stands has the widest of the limits that the spectra give it;
 * others have none.
 */
function limit(): void {
  for (let k = 0; k < shared; k++) {
    put(lowest, members * own + k, Infinity);
    put(highest, members * own + k, -Infinity);
  }
  for (let j = 0; j < members; j++) {
    enterMember(j);
    for (let r = 0; r < own; r++) {
      put(lowest, j * own + r, get(lower, int(ownVariables, r)));
      put(highest, j * own + r, get(upper, int(ownVariables, r)));
    }
    for (let l = 0; l < linked; l++) {
      const at = linkIn(recordOf(j), l);
      const v = int(linkedVariables, l);
      let used = 0;
      let only = -1;
      for (let k = 0; k < shared; k++) {
        if (get(at, 1 + k) === 0) continue;
        used++;
        only = k;
      }
      const plain = used === 1 && get(at, 0) === 0 && get(at, 1 + only) === 1;
      for (let k = 0; k < shared; k++) {
        if (get(at, 1 + k) === 0) continue;
        const u = members * own + k;
        put(lowest, u, plain ? min(get(lowest, u), get(lower, v)) : -Infinity);
        put(highest, u, plain ? max(get(highest, u), get(upper, v)) : Infinity);
      }
    }
  }
  for (let k = 0; k < shared; k++) {
    const u = members * own + k;
    if (get(lowest, u) <= get(highest, u)) continue;
    put(lowest, u, -Infinity);
    put(highest, u, Infinity);
  }
}

/** Fits the own variables of every member while the shared ones stay at their start; false when one of them has no finite cost. */
function fitOwn(): bool {
  let finite = true;
  for (let j = 0; j < members; j++) {
    const s = int(spectra, j);
    const searched = get(recordOf(j), S_USE) === 2;
    const point = pointOf(x, j);
    if (searched) beginFit(s, resultOf(s));
    enterMember(j);
    const start = startOf(s);
    for (let v = 0; v < n; v++) put(point, v, isLogarithmic(v) ? log(get(start, v)) : get(start, v));
    link(j, point, unknown);
    for (let l = 0; l < linked; l++) {
      const v = int(linkedVariables, l);
      put(lower, v, get(point, v));
      put(upper, v, get(point, v));
    }
    let f = solve(point, 0, word(W_EVALUATIONS), exactCost(), number(D_COST_TOLERANCE));
    if (searched) {
      const g = search(0);
      if (g < f) {
        f = g;
        memory.copy(point, bestPoint(), (<usize>n) << 3);
      }
    }
    if (!(f < Infinity)) finite = false;
    for (let r = 0; r < own; r++) put(unknown, j * own + r, get(point, int(ownVariables, r)));
  }
  return finite;
}

/** Cost at a point of the unknowns; writes the points and products of all members. */
function evaluate(from: usize, points: usize, into: usize, list: usize): f64 {
  dataCost = 0;
  penalty = 0;
  for (let j = 0; j < members; j++) {
    const point = pointOf(points, j);
    for (let r = 0; r < own; r++) put(point, int(ownVariables, r), get(from, j * own + r));
    link(j, point, from);
    enterMember(j);
    const f = get(recordOf(j), S_WEIGHT) * differentiate(point, productsOf(into, j), Infinity);
    put(list, j, f);
    dataCost += f;
    if (j === 0) continue;
    const nearness = get(recordOf(j), S_NEARNESS);
    for (let c = 0; c < coupled; c++) {
      const r = coupledRow(c);
      const change = get(from, j * own + r) - get(from, (j - 1) * own + r);
      penalty += stiffness(int(ownVariables, r)) * nearness * change * change;
    }
  }
  return dataCost + penalty;
}

function productAt(from: usize, i: i32, j: i32): f64 {
  return i <= j ? get(from, i * (n + 1) + j) : get(from, j * (n + 1) + i);
}

/** Writes the normal equations at the present point. */
function assemble(): void {
  const width = own + shared + 1;
  const corner = normalOfBorder();
  for (let i = 0; i < shared * (shared + 1); i++) put(corner, i, 0);
  for (let j = 0; j < members; j++) {
    const from = productsOf(present, j);
    const to = normalOf(j);
    const at = recordOf(j);
    const weight = get(at, S_WEIGHT);
    for (let r = 0; r < own; r++) {
      const v = int(ownVariables, r);
      const row = to + ((<usize>(r * width)) << 3);
      for (let c = r; c < own; c++) put(row, c, weight * productAt(from, v, int(ownVariables, c)));
      for (let k = 0; k < shared; k++) {
        let sum = 0.0;
        for (let l = 0; l < linked; l++)
          sum += get(linkIn(at, l), 1 + k) * productAt(from, v, int(linkedVariables, l));
        put(row, own + k, weight * sum);
      }
      put(row, own + shared, weight * get(from, v * (n + 1) + n));
    }
    for (let l = 0; l < linked; l++) {
      const v = int(linkedVariables, l);
      const mine = linkIn(at, l);
      for (let k = 0; k < shared; k++) {
        const c = get(mine, 1 + k) * weight;
        if (c === 0) continue;
        const row = corner + ((<usize>(k * (shared + 1))) << 3);
        put(row, shared, get(row, shared) + c * get(from, v * (n + 1) + n));
        for (let other = 0; other < linked; other++) {
          const theirs = linkIn(at, other);
          const value = c * productAt(from, v, int(linkedVariables, other));
          for (let q = 0; q < shared; q++) put(row, q, get(row, q) + value * get(theirs, 1 + q));
        }
      }
    }
  }
  for (let c = 0; c < coupled; c++) {
    const r = coupledRow(c);
    const stiff = stiffness(int(ownVariables, r));
    for (let j = 1; j < members; j++) {
      const q = stiff * get(recordOf(j), S_NEARNESS);
      const change = get(unknown, j * own + r) - get(unknown, (j - 1) * own + r);
      put(couplingOf(j - 1), c, -q);
      addTo(normalOf(j), r * width + r, q);
      addTo(normalOf(j - 1), r * width + r, q);
      addTo(normalOf(j), r * width + own + shared, q * change);
      addTo(normalOf(j - 1), r * width + own + shared, -q * change);
    }
  }
}

function addTo(at: usize, i: i32, value: f64): void {
  put(at, i, get(at, i) + value);
}

/** Whether an unknown sits on a bound and the cost falls outward: 1 lower, 2 upper. */
function heldAt(u: i32): i32 {
  const value = get(unknown, u);
  if (value <= get(lowest, u) && gradient(u) >= 0) return 1;
  if (value >= get(highest, u) && gradient(u) <= 0) return 2;
  return 0;
}

/** Solves for the step over a box: unknowns that push against their bound stay on it. */
function solveInBox(mu: f64): bool {
  for (let u = 0; u < unknowns; u++) setFrozen(u, heldAt(u) !== 0);
  let settled = false;
  while (!settled) {
    if (!solveArrow(mu)) return false;
    settled = true;
    for (let u = 0; u < unknowns; u++) {
      if (isFrozen(u)) continue;
      const h = get(step, u);
      const value = get(unknown, u);
      if ((value <= get(lowest, u) && h < 0) || (value >= get(highest, u) && h > 0)) {
        setFrozen(u, true);
        settled = false;
      }
    }
  }
  return true;
}

/** By how much the linear model says that the cost falls with the step to `unknownTrial`. */
function predict(): f64 {
  let sum = 0.0;
  for (let j = 0; j < members; j++) {
    const from = productsOf(present, j);
    const at = recordOf(j);
    for (let r = 0; r < own; r++) put(delta, int(ownVariables, r), get(step, j * own + r));
    for (let l = 0; l < linked; l++) {
      let change = 0.0;
      for (let k = 0; k < shared; k++) change += get(linkIn(at, l), 1 + k) * get(step, members * own + k);
      put(delta, int(linkedVariables, l), change);
    }
    let part = 0.0;
    for (let v = 0; v < n; v++) {
      let s = 2.0 * get(from, v * (n + 1) + n);
      for (let w = 0; w < n; w++) s += productAt(from, v, w) * get(delta, w);
      part += get(delta, v) * s;
    }
    sum -= get(at, S_WEIGHT) * part;
    if (j === 0) continue;
    const nearness = get(at, S_NEARNESS);
    for (let c = 0; c < coupled; c++) {
      const r = coupledRow(c);
      const q = stiffness(int(ownVariables, r)) * nearness;
      const before = get(unknown, j * own + r) - get(unknown, (j - 1) * own + r);
      const change = get(step, j * own + r) - get(step, (j - 1) * own + r);
      sum -= q * change * (2.0 * before + change);
    }
  }
  return sum;
}

function isStationary(f: f64): bool {
  const tolerance = number(D_GRADIENT_TOLERANCE);
  const least = tolerance * tolerance * f;
  for (let u = 0; u < unknowns; u++) {
    const g = gradient(u);
    if (g * g > least * diagonal(u) && heldAt(u) === 0) return false;
  }
  return true;
}

function isScale(u: i32): bool {
  return u >= members * own || isLogarithmic(int(ownVariables, u % own));
}

/** Moves the unknowns to a minimum; returns the stop reason. */
function minimize(): i32 {
  const costTolerance = number(D_COST_TOLERANCE);
  const stepTolerance = number(D_STEP_TOLERANCE);
  const most = <i32>get(extension, X_ITERATIONS);
  let f = evaluate(unknown, x, present, costs);
  if (!(f < Infinity)) return NOT_FINITE;
  let mu = number(D_DAMPING);
  let nu = 2.0;
  let first = true;
  let floor = 0.0;
  for (let j = 0; j < members; j++) {
    enterMember(j);
    floor += get(recordOf(j), S_WEIGHT) * exactCost();
  }
  while (true) {
    assemble();
    if (f <= floor) return EXACT_FIT;
    if (isStationary(f)) return GRADIENT_CONVERGED;
    if (first) {
      for (let u = 0; u < unknowns; u++) put(damp, u, diagonal(u) > 0 ? diagonal(u) : 1.0);
      first = false;
    } else {
      for (let u = 0; u < unknowns; u++) put(damp, u, max(get(damp, u), diagonal(u)));
    }
    let accepted = false;
    while (!accepted) {
      if (iterations >= most) return EVALUATION_LIMIT;
      if (!solveInBox(mu)) {
        mu *= nu;
        nu *= 2.0;
        if (mu > MOST_DAMPING) return NO_PROGRESS;
        continue;
      }
      let moved = 0.0;
      let size = 0.0;
      for (let u = 0; u < unknowns; u++) {
        const value = get(unknown, u);
        const q = min(max(value + get(step, u), get(lowest, u)), get(highest, u));
        const h = q - value;
        put(step, u, h);
        put(unknownTrial, u, q);
        const d = get(damp, u);
        moved += d * h * h;
        size += isScale(u) ? d : d * value * value;
      }
      const predicted = predict();
      const before = penalty;
      iterations++;
      const g = evaluate(unknownTrial, trial, next, trialCosts);
      let reduction = before - penalty;
      for (let j = 0; j < members; j++) reduction += get(costs, j) - get(trialCosts, j);
      const smallStep = moved <= stepTolerance * stepTolerance * size;
      const smallReduction = abs(reduction) <= costTolerance * f && abs(predicted) <= costTolerance * f;
      const ratio = predicted > 0 ? reduction / predicted : -1.0;
      accepted = ratio > ACCEPT && g < Infinity;
      if (accepted) {
        swap();
        f = g;
        const u = 2.0 * ratio - 1.0;
        mu = max(LEAST_DAMPING, mu * max(1.0 / 3.0, 1.0 - u * u * u));
        nu = 2.0;
      } else {
        penalty = before;
        mu *= nu;
        nu *= 2.0;
      }
      if (smallReduction || smallStep) return smallReduction ? COST_CONVERGED : STEP_CONVERGED;
      if (mu > MOST_DAMPING) return NO_PROGRESS;
    }
  }
}

function swap(): void {
  let t = x;
  x = trial;
  trial = t;
  t = unknown;
  unknown = unknownTrial;
  unknownTrial = t;
  t = present;
  present = next;
  next = t;
  t = costs;
  costs = trialCosts;
  trialCosts = t;
}

/** Solves the series jointly and writes its results; false without memory. */
export function runJoint(): bool {
  if (!bindJoint()) return false;
  const out = resultOf(0);
  const stride = resultStride();
  const tail = out + ((<usize>(spectrumCount() * stride)) << 3);
  for (let i = 0; i < spectrumCount() * stride + TAIL_HEAD + shared * (shared + 2); i++) put(out, i, NaN);
  iterations = 0;
  limit();
  for (let k = 0; k < shared; k++) {
    const u = members * own + k;
    const start = get(extension, X_TABLES + 2 * n + k);
    put(unknown, u, min(max(start, get(lowest, u)), get(highest, u)));
  }
  resetEvaluations();
  const reason = fitOwn() ? minimize() : NOT_FINITE;
  put(tail, T_REASON, <f64>reason);
  put(tail, T_ITERATIONS, <f64>iterations);
  if (reason === NOT_FINITE) return true;
  evaluate(unknown, x, present, costs);
  put(tail, T_COST, dataCost);
  put(tail, T_PENALTY, penalty);
  assemble();
  const states = tail + ((<usize>(TAIL_HEAD + shared)) << 3);
  for (let k = 0; k < shared; k++) {
    const u = members * own + k;
    put(tail, TAIL_HEAD + k, get(unknown, u));
    put(states, k, <f64>heldAt(u));
    setFrozen(u, heldAt(u) !== 0);
  }
  writeSpectra(reason);
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
function writeSpectra(reason: i32): void {
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
    put(out, R_REASON, <f64>reason);
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
