// Non-negative least squares on normal equations: least ½xᵀGx − cᵀx over x ≥ 0, G symmetric positive definite. Block principal
// pivoting (Portugal, Júdice and Vicente, Math. Comput. 63 (1994) 625; Kim and Park, SIAM J. Sci. Comput. 33 (2011) 3261): every variable on the
// wrong side changes sides at once. Where that does not shrink their number three times in a row, the active-set method of Lawson and Hanson
// (Solving Least Squares Problems, ch. 23) does it one by one. Rows are scaled to a unit diagonal, so that the tolerances have no unit.

import { factorWide, reduceRow } from "./cholesky";
import { doubles, get, put } from "./memory";

/** Added to the unit diagonal: a column that the others explain to the last digit must not stop the factorisation. */
const RIDGE = 1e-13;
/** A scaled gradient above this, relative to the size of the target, lets a variable enter. */
const TOLERANCE = 1e-11;
const PATIENCE = 3;

let most = 0;
let scale: usize = 0;
let gradient: usize = 0;
/** Indices of the passive variables (those above 0), in rising order. */
let list: usize = 0;
/** 1 for a passive variable, else 0. */
let side: usize = 0;
let solution: usize = 0;
let inverse: usize = 0;
/** The last feasible point of the active-set method, and variables that it cannot let in at present. */
let feasible: usize = 0;
let barred: usize = 0;

/** Factor of the passive rows and columns, scaled: GPP = S⁻¹UᵀDUS⁻¹; see `cholesky.ts`. Rows `factorStride` doubles apart. */
export let factorRows: usize = 0;
export let factorStride = 0;
/** Number of passive variables of the last call. */
export let passives = 0;

/** Lays out room for `largest` variables; false without memory. */
export function bindNnls(largest: i32): bool {
  most = largest;
  factorStride = (most + 3) & ~1;
  scale = doubles(most);
  gradient = doubles(most);
  solution = doubles(most + 2);
  list = doubles(most);
  side = doubles(most);
  factorRows = doubles((most + 1) * factorStride);
  feasible = doubles(most);
  barred = doubles(most);
  inverse = doubles((most + 1) * factorStride);
  return inverse !== 0;
}

/** Variable that is number k of the passive ones. */
export function passive(k: i32): i32 {
  return load<i32>(list + ((<usize>k) << 2));
}

/** What row and column of variable i are multiplied with in the factor. */
export function rowScale(i: i32): f64 {
  return get(scale, i);
}

function isPassive(i: i32): bool {
  return load<i32>(side + ((<usize>i) << 2)) !== 0;
}

function setSide(i: i32, value: i32): void {
  store<i32>(side + ((<usize>i) << 2), value);
}

/** Solves for the passive variables; the others are 0. False when their matrix is not positive definite. */
function solvePassive(gram: usize, target: usize, n: i32, stride: i32, x: usize): bool {
  let count = 0;
  for (let i = 0; i < n; i++) {
    if (isPassive(i)) {
      store<i32>(list + ((<usize>count) << 2), i);
      count++;
    }
    put(x, i, 0);
  }
  passives = count;
  for (let k = 0; k < count; k++) {
    const i = passive(k);
    const from = gram + ((<usize>(i * stride)) << 3);
    const to = factorRows + ((<usize>(k * factorStride)) << 3);
    const s = get(scale, i);
    put(to, k, get(from, i) * s * s + RIDGE);
    for (let m = k + 1; m < count; m++) {
      const j = passive(m);
      put(to, m, get(from, j) * s * get(scale, j));
    }
    put(to, count, get(target, i) * s);
    put(to, count + 1, 0);
  }
  if (!factorWide(factorRows, count, count + 1, factorStride)) return false;
  for (let k = count - 1; k >= 0; k--) {
    const row = factorRows + ((<usize>(k * factorStride)) << 3);
    let s = get(row, count);
    for (let m = k + 1; m < count; m++) s -= get(row, m) * get(solution, m);
    put(solution, k, s);
    put(x, passive(k), s * get(scale, passive(k)));
  }
  return true;
}

/**
 * Replaces x by the solution. Variables above 0 in x are passive at the start: the solution of a neighbouring problem is a good one.
 * A variable whose diagonal is 0 stays 0. Factor, `passive` and `passives` are those of the solution.
 * @param gram n rows of G, `stride` doubles apart, both triangles
 * @param target c
 * @returns factorisations, or −1 when there is no solution (not finite, or not positive definite)
 */
export function nnls(gram: usize, target: usize, n: i32, stride: i32, x: usize): i32 {
  let size = 0.0;
  for (let i = 0; i < n; i++) {
    const d = get(gram, i * stride + i);
    if (!(d >= 0 && d < Infinity)) return -1;
    put(scale, i, d > 0 ? 1.0 / sqrt(d) : 0);
    size = max(size, abs(get(target, i)) * get(scale, i));
    setSide(i, get(x, i) > 0 && d > 0 ? 1 : 0);
  }
  if (!(size < Infinity)) return -1;
  const limit = size * TOLERANCE;
  let fewest = n + 1;
  let patience = PATIENCE;
  let count = 0;
  while (patience >= 0) {
    count++;
    if (!solvePassive(gram, target, n, stride, x)) return -1;
    let wrong = 0;
    slopes(gram, target, n, stride, x);
    for (let i = 0; i < n; i++) if (isWrong(i, x, limit)) wrong++;
    if (wrong === 0) return count;
    if (wrong < fewest) {
      fewest = wrong;
      patience = PATIENCE;
    } else patience--;
    for (let i = 0; i < n; i++) if (isWrong(i, x, limit)) setSide(i, isPassive(i) ? 0 : 1);
  }
  const more = oneByOne(gram, target, n, stride, x, limit);
  return more < 0 ? -1 : count + more;
}

function isWrong(i: i32, x: usize, limit: f64): bool {
  return isPassive(i) ? get(x, i) < 0 : get(gradient, i) > limit;
}

/** Scaled gradient c − Gx of the variables that are not passive; 0 for those that are. */
function slopes(gram: usize, target: usize, n: i32, stride: i32, x: usize): void {
  for (let i = 0; i < n; i++) {
    if (isPassive(i)) {
      put(gradient, i, 0);
      continue;
    }
    let w = get(target, i);
    const row = gram + ((<usize>(i * stride)) << 3);
    for (let k = 0; k < passives; k++) w -= get(row, passive(k)) * get(x, passive(k));
    put(gradient, i, w * get(scale, i));
  }
}

/** Lawson and Hanson's method from x = 0. */
function oneByOne(gram: usize, target: usize, n: i32, stride: i32, x: usize, limit: f64): i32 {
  let count = 0;
  for (let i = 0; i < n; i++) {
    setSide(i, 0);
    put(x, i, 0);
    put(feasible, i, 0);
    put(barred, i, 0);
  }
  passives = 0;
  while (count < 10 * n + 10) {
    slopes(gram, target, n, stride, x);
    let best = -1;
    for (let i = 0; i < n; i++) {
      if (!(get(gradient, i) > limit) || get(barred, i) !== 0) continue;
      if (best < 0 || get(gradient, i) > get(gradient, best)) best = i;
    }
    // A variable that rounding threw out at once has no way in: the point is as good as it gets
    if (best < 0) {
      count++;
      return solvePassive(gram, target, n, stride, x) ? count : -1;
    }
    setSide(best, 1);
    count++;
    if (!solvePassive(gram, target, n, stride, x)) return -1;
    if (!(get(x, best) > 0)) {
      setSide(best, 0);
      put(barred, best, 1.0);
      count++;
      if (!solvePassive(gram, target, n, stride, x)) return -1;
      continue;
    }
    while (true) {
      // As far as the first variable that reaches 0
      let share = 1.0;
      let blocking = -1;
      for (let k = 0; k < passives; k++) {
        const i = passive(k);
        if (get(x, i) > 0) continue;
        const from = get(feasible, i);
        const reach = from > 0 ? from / (from - get(x, i)) : 0;
        if (blocking >= 0 && reach >= share) continue;
        share = reach;
        blocking = i;
      }
      for (let i = 0; i < n; i++) {
        const from = get(feasible, i);
        const to = from + share * (get(x, i) - from);
        const out = i === blocking || (isPassive(i) && get(x, i) <= 0 && to <= 1e-15 * from);
        put(feasible, i, out ? 0 : max(0.0, to));
        if (out) setSide(i, 0);
      }
      if (blocking < 0) break;
      count++;
      if (count > 10 * n + 10 || !solvePassive(gram, target, n, stride, x)) return -1;
    }
    for (let i = 0; i < n; i++) put(barred, i, 0);
  }
  return -1;
}

/**
 * Trace of GPP⁻¹MPP for a symmetric matrix M that is 0 beyond `band` entries beside its diagonal; after `nnls`.
 * @param first variables before this one have no entry in M, whose rows, `stride` doubles apart, begin with it
 */
export function passiveTrace(matrix: usize, stride: i32, first: i32, band: i32): f64 {
  invertFactor();
  let trace = 0.0;
  // G⁻¹ = Σ wₖwₖᵀ/dₖ with the columns wₖ of U⁻¹, which stand as rows here
  for (let k = 0; k < passives; k++) {
    const w = inverse + ((<usize>(k * factorStride)) << 3);
    let sum = 0.0;
    for (let a = 0; a <= k; a++) {
      const i = passive(a) - first;
      if (i < 0) continue;
      const wa = get(w, a) * get(scale, i + first);
      const row = matrix + ((<usize>(i * stride)) << 3);
      let part = 0.5 * get(row, i) * wa;
      for (let b = a + 1; b <= k; b++) {
        const j = passive(b) - first;
        if (j - i > band) break;
        part += get(row, j) * get(w, b) * get(scale, j + first);
      }
      sum += wa * part;
    }
    trace += 2.0 * sum * get(factorRows, k * factorStride + k);
  }
  return trace;
}

/** Row k becomes column k of U⁻¹: w = eₖ − Σ over earlier columns, built from the rows before it. */
function invertFactor(): void {
  const row = (<usize>factorStride) << 3;
  for (let k = 0; k < passives; k++) {
    const w = inverse + row * <usize>k;
    for (let o: usize = 0; o < row; o += 8) store<f64>(w + o, 0);
    put(w, k, 1.0);
    // U⁻¹ column k = eₖ − Σᵢ<ₖ Uᵢₖ · (column i of U⁻¹)
    for (let i = 0; i < k; i++) {
      const u = get(factorRows, i * factorStride + k);
      if (u === 0) continue;
      reduceRow(w, u, inverse + row * <usize>i, 0, (<usize>((i + 2) & ~1)) << 3);
    }
  }
}
