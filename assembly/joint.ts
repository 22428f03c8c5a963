// Levenberg–Marquardt over a whole series: variables of each spectrum's own, and a few that all spectra share. A linked variable of the
// Program is, in the solver's coordinates (ln for scales), x = offset + Σ c·shared with numbers of its own for each spectrum: c = 1
// shares an exponent, c = (1, Δ(1/kT)) is Arrhenius' law. Own variables may be held smooth from spectrum to spectrum by a penalty on
// their steps. Each iteration needs the products of every spectrum alone; `arrow` solves for all steps at once.
// Damping, acceptance, bounds and stop reasons are those of `levenberg`.

import {
  coupledRow,
  couplingOf,
  damp,
  diagonal,
  gradient,
  isFrozen,
  normalOf,
  normalOfBorder,
  setFrozen,
  solveArrow,
  step,
} from "./arrow";
import { beginFit, resultOf, startOf } from "./batch";
import { log } from "./elementary";
import {
  D_COST_TOLERANCE,
  D_DAMPING,
  D_GRADIENT_TOLERANCE,
  D_STEP_TOLERANCE,
  number,
  W_EVALUATIONS,
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
  STEP_CONVERGED,
  solve,
  upper,
} from "./levenberg";
import {
  bindMembers,
  coupled,
  enterMember,
  int,
  link,
  linked,
  linkedVariables,
  linkIn,
  members,
  mostIterations,
  n,
  own,
  ownVariables,
  pointOf,
  productAt,
  productsOf,
  recordOf,
  S_NEARNESS,
  S_USE,
  S_WEIGHT,
  shared,
  sharedStart,
  spectra,
  stiffness,
  unknowns,
} from "./members";
import { doubles, get, put } from "./memory";
import { differentiate, resetEvaluations } from "./objective";
import { isLogarithmic } from "./parameters";
import { exactCost } from "./ranges";
import { bestPoint, search } from "./search";

const ACCEPT = 1e-4;
const MOST_DAMPING = 1e30;
const LEAST_DAMPING = 1e-40;
/** Per member: the solver's point, the same for a trial, its bounds; the same for the shared variables. */
export let x: usize = 0;
let trial: usize = 0;
let lowest: usize = 0;
let highest: usize = 0;
/** Unknowns as `arrow` counts them: own rows member by member, then the shared variables. */
export let unknown: usize = 0;
let unknownTrial: usize = 0;
export let present: usize = 0;
let next: usize = 0;
export let costs: usize = 0;
let trialCosts: usize = 0;
let delta: usize = 0;
/** Penalty and weighted cost of the data at the last evaluated point. */
export let penalty = 0.0;
export let dataCost = 0.0;
export let iterations = 0;
/** Stop reason of the last solution. */
export let stop = 0;

function bindJoint(): bool {
  if (!bindMembers()) return false;
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
export function heldAt(u: i32): i32 {
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
  const most = mostIterations();
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

/** Solves the series jointly; `joint` writes what came of it. False without memory. */
export function solveJoint(): bool {
  if (!bindJoint()) return false;
  iterations = 0;
  limit();
  for (let k = 0; k < shared; k++) {
    const u = members * own + k;
    put(unknown, u, min(max(sharedStart(k), get(lowest, u)), get(highest, u)));
  }
  resetEvaluations();
  stop = fitOwn() ? minimize() : NOT_FINITE;
  if (stop === NOT_FINITE) return true;
  // Normal equations and costs must be those of the very point that is reported
  evaluate(unknown, x, present, costs);
  assemble();
  return true;
}
