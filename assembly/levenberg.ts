// Levenberg–Marquardt with box constraints.
// Damping by Nielsen (1999), scaled by the running maximum of diag(JᵀJ) as Moré (1978) does; the normal equations are solved after
// scaling to a unit diagonal. A variable on its bound whose gradient points outward is frozen; a step that leaves through a bound
// on which a variable already sits freezes it and is solved again; what is left is clipped and judged by the true reduction.

import { backSolve, factor } from "./cholesky";
import { D_DAMPING, D_GRADIENT_TOLERANCE, D_STEP_TOLERANCE, number } from "./job";
import { allocate, doubles, get, put } from "./memory";
import { differentiate } from "./objective";
import { isLogarithmic } from "./parameters";
import { bindProjection, project } from "./projection";

// Stop reasons: `src/fit/result.ts` says each in a sentence.
export const COST_CONVERGED = 1;
export const STEP_CONVERGED = 2;
export const GRADIENT_CONVERGED = 3;
export const EXACT_FIT = 4;
export const EVALUATION_LIMIT = 5;
export const NO_PROGRESS = 6;
export const NOT_FINITE = 7;
export const TOO_FEW_POINTS = 8;

// What the damping is proportional to: no single choice solves every problem, so a failed fit tries the next.
// 0: the running maximum of diag(JᵀJ)
export const DAMP_IDENTITY = 1;
export const DAMP_DIAGONAL = 2;
export const DAMPINGS = 3;
/** As 0, and the variables that the model is linear in are eliminated at every point. */
export const PROJECTED = 3;

const ACCEPT = 1e-4;
const MOST_DAMPING = 1e30;
/** Damping must be able to grow again. */
const LEAST_DAMPING = 1e-40;

let n = 0;
let trial: usize = 0;
let step: usize = 0;
let damp: usize = 0;
let inverseScale: usize = 0;
let matrix: usize = 0;
let side: usize = 0;
let freeIndex: usize = 0;
let frozen: usize = 0;
let present: usize = 0;
let next: usize = 0;

/** Bounds in the solver's coordinates. */
export let lower: usize = 0;
export let upper: usize = 0;

/** Stop reason of the last `solve`. */
export let reason = 0;

export function bindLevenberg(variables: i32): bool {
  n = variables;
  trial = doubles(n);
  step = doubles(n);
  damp = doubles(n);
  inverseScale = doubles(n);
  side = doubles(n);
  lower = doubles(n);
  upper = doubles(n);
  matrix = doubles(n * (n + 1));
  freeIndex = allocate((<usize>n) << 2);
  frozen = allocate((<usize>n) << 2);
  present = doubles((n + 1) * (n + 1));
  next = doubles((n + 1) * (n + 1));
  return next !== 0 && bindProjection(n);
}

/** JᵀJ (upper triangle) and, in column n, Jᵀr at the point where `solve` stopped; (n+1)×(n+1). */
export function products(): usize {
  return present;
}

export function hessian(i: i32, j: i32): f64 {
  return i <= j ? get(present, i * (n + 1) + j) : get(present, j * (n + 1) + i);
}

export function gradient(i: i32): f64 {
  return get(present, i * (n + 1) + n);
}

function isFrozen(i: i32): bool {
  return load<i32>(frozen + ((<usize>i) << 2)) !== 0;
}

function setFrozen(i: i32, value: bool): void {
  store<i32>(frozen + ((<usize>i) << 2), value ? 1 : 0);
}

/** Whether x_i sits on a bound and the cost falls outward. */
export function heldAtBound(x: usize, i: i32): i32 {
  const xi = get(x, i);
  if (xi <= get(lower, i) && gradient(i) >= 0) return 1;
  if (xi >= get(upper, i) && gradient(i) <= 0) return 2;
  return 0;
}

/** Moves x inside its bounds. */
export function clip(x: usize): void {
  for (let i = 0; i < n; i++) put(x, i, min(max(get(x, i), get(lower, i)), get(upper, i)));
}

/** Solves (A + μD)·step = −g over the variables that are not frozen. */
function solveDamped(mu: f64): bool {
  let m = 0;
  for (let i = 0; i < n; i++) {
    if (isFrozen(i)) {
      put(step, i, 0);
      continue;
    }
    store<i32>(freeIndex + ((<usize>m) << 2), i);
    const a = hessian(i, i);
    put(inverseScale, m, a > 0 ? 1.0 / sqrt(a) : 1.0);
    m++;
  }
  // Upper triangle, the right-hand side as the last column
  const stride = m + 1;
  for (let r = 0; r < m; r++) {
    const i = load<i32>(freeIndex + ((<usize>r) << 2));
    const si = get(inverseScale, r);
    const row = matrix + ((<usize>(r * stride)) << 3);
    const from = present + ((<usize>(i * (n + 1))) << 3);
    put(row, r, 1.0 + mu * get(damp, i) * si * si);
    for (let c = r + 1; c < m; c++) {
      put(row, c, get(from, load<i32>(freeIndex + ((<usize>c) << 2))) * si * get(inverseScale, c));
    }
    put(row, m, -get(from, n) * si);
  }
  if (!factor(matrix, m, stride, stride)) return false;
  backSolve(matrix, matrix + ((<usize>m) << 3), (<usize>stride) << 3, side, m, stride);
  for (let r = 0; r < m; r++)
    put(step, load<i32>(freeIndex + ((<usize>r) << 2)), get(side, r) * get(inverseScale, r));
  return true;
}

/** The same over a box: variables that push against their bound stay on it. */
function solveInBox(x: usize, mu: f64): bool {
  for (let i = 0; i < n; i++) setFrozen(i, heldAtBound(x, i) !== 0);
  let settled = false;
  while (!settled) {
    if (!solveDamped(mu)) return false;
    settled = true;
    for (let i = 0; i < n; i++) {
      if (isFrozen(i)) continue;
      const h = get(step, i);
      if ((get(x, i) <= get(lower, i) && h < 0) || (get(x, i) >= get(upper, i) && h > 0)) {
        setFrozen(i, true);
        settled = false;
      }
    }
  }
  return true;
}

function setDamping(mode: i32, first: bool): void {
  if (mode === DAMP_IDENTITY) {
    if (!first) return;
    let most = 0.0;
    for (let i = 0; i < n; i++) most = max(most, hessian(i, i));
    for (let i = 0; i < n; i++) put(damp, i, most > 0 ? most : 1.0);
    return;
  }
  for (let i = 0; i < n; i++) {
    const a = hessian(i, i);
    const d = mode === DAMP_DIAGONAL || first ? a : max(get(damp, i), a);
    put(damp, i, d > 0 ? d : first || mode === DAMP_DIAGONAL ? 1.0 : get(damp, i));
  }
}

/** Whether the residuals are orthogonal, to a cosine of `tolerance`, to every column that may still move. */
function isStationary(x: usize, f: f64, tolerance: f64): bool {
  const least = tolerance * tolerance * f;
  for (let i = 0; i < n; i++) {
    const g = gradient(i);
    if (g * g > least * hessian(i, i) && heldAtBound(x, i) === 0) return false;
  }
  return true;
}

/**
 * Moves x to a minimum of the cost and returns that cost; `reason` says why it stopped.
 * `floor` is the cost below which the fit is exact; `costTolerance` the relative change that counts as converged.
 * At most `limit` evaluations.
 */
export function solve(x: usize, mode: i32, limit: i32, floor: f64, costTolerance: f64): f64 {
  const stepTolerance = number(D_STEP_TOLERANCE);
  const gradientTolerance = number(D_GRADIENT_TOLERANCE);
  clip(x);
  let f = differentiate(x, present, Infinity);
  if (!(f < Infinity)) {
    reason = NOT_FINITE;
    return Infinity;
  }
  if (mode === PROJECTED && project(x, present, lower, upper)) f = differentiate(x, present, Infinity);
  let mu = number(D_DAMPING);
  let nu = 2.0;
  let count = 1;
  setDamping(mode, true);
  reason = EVALUATION_LIMIT;
  while (true) {
    if (f <= floor) {
      reason = EXACT_FIT;
      return f;
    }
    if (isStationary(x, f, gradientTolerance)) {
      reason = GRADIENT_CONVERGED;
      return f;
    }
    let accepted = false;
    while (!accepted) {
      if (count >= limit) return f;
      if (!solveInBox(x, mu)) {
        mu *= nu;
        nu *= 2.0;
        if (mu > MOST_DAMPING) {
          reason = NO_PROGRESS;
          return f;
        }
        continue;
      }
      let clipped = false;
      let moved = 0.0;
      let size = 0.0;
      let predicted = 0.0;
      for (let i = 0; i < n; i++) {
        const xi = get(x, i);
        const wanted = xi + get(step, i);
        const q = min(max(wanted, get(lower, i)), get(upper, i));
        if (q !== wanted) {
          clipped = true;
          put(step, i, q - xi);
        }
        put(trial, i, q);
        const h = get(step, i);
        const d = get(damp, i);
        moved += d * h * h;
        size += isLogarithmic(i) ? d : d * xi * xi;
        predicted += h * (mu * d * h - gradient(i));
      }
      if (clipped) {
        predicted = 0;
        for (let i = 0; i < n; i++) {
          let s = 2.0 * gradient(i);
          for (let j = 0; j < n; j++) s += hessian(i, j) * get(step, j);
          predicted -= get(step, i) * s;
        }
      }
      count++;
      let g = differentiate(trial, next, mode === PROJECTED ? Infinity : f);
      if (mode === PROJECTED && g < Infinity && project(trial, next, lower, upper)) {
        count++;
        g = differentiate(trial, next, f);
      }
      const reduction = f - g;
      const smallStep = moved <= stepTolerance * stepTolerance * size;
      const smallReduction = abs(reduction) <= costTolerance * f && abs(predicted) <= costTolerance * f;
      const ratio = predicted > 0 ? reduction / predicted : -1.0;
      if (ratio > ACCEPT && g < Infinity) {
        accepted = true;
        for (let i = 0; i < n; i++) put(x, i, get(trial, i));
        const t = present;
        present = next;
        next = t;
        f = g;
        if (!smallReduction && !smallStep) {
          setDamping(mode, false);
          const u = 2.0 * ratio - 1.0;
          mu = max(LEAST_DAMPING, mu * max(1.0 / 3.0, 1.0 - u * u * u));
          nu = 2.0;
        }
      } else {
        mu *= nu;
        nu *= 2.0;
      }
      if (smallReduction || smallStep) {
        reason = smallReduction ? COST_CONVERGED : STEP_CONVERGED;
        return f;
      }
      if (mu > MOST_DAMPING) {
        reason = NO_PROGRESS;
        return f;
      }
    }
  }
}
