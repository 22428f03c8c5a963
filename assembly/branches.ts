// The sizes of the branches of a circuit by non-negative least squares: Z = Σ s_b·Z_b is linear in them.

import { backSolve, factor } from "./cholesky";
import { W_BRANCHES, word } from "./job";
import { allocate, doubles, get, put } from "./memory";
import { pairDot } from "./normal";
import { moveTo, V_BRANCH, V_IMPEDANCE, variableCount, variableRecord } from "./parameters";
import {
  blockPoints,
  blocks,
  dataNorm,
  lnOmega,
  measuredRe,
  omega,
  root,
  rowsScaled,
  scaleIm,
  scaleRe,
} from "./points";
import { basisRegister, forwardBasis, prepareBasis, setBlock } from "./program";

/** A branch that the least squares leave out starts at this fraction of the data. */
const ABSENT = 0.02;

let branches = 0;
/** Per branch, 1 when its size cannot be scaled (i32). */
let rigid: usize = 0;
let gram: usize = 0;
let gramFree: usize = 0;
let target: usize = 0;
let size: usize = 0;
let solution: usize = 0;
let inside: usize = 0;
let weighted: usize = 0;

export function bindBranches(): bool {
  branches = word(W_BRANCHES);
  const k = max(branches, 1);
  rigid = allocate((<usize>k) << 2);
  gram = doubles(k * k);
  gramFree = doubles(k * (k + 1));
  target = doubles(k);
  size = doubles(k);
  solution = doubles(k);
  inside = allocate((<usize>k) << 2);
  // one weighted complex plane pair per branch, and one for the data
  weighted = allocate(<usize>(k + 1) * 2 * PLANE);
  if (weighted === 0) return false;
  for (let b = 0; b < branches; b++) store<i32>(rigid + ((<usize>b) << 2), 1);
  for (let v = 0; v < variableCount(); v++) {
    const record = variableRecord(v);
    const b = load<i32>(record, V_BRANCH);
    if (b >= 0 && load<f64>(record, V_IMPEDANCE) !== 0) store<i32>(rigid + ((<usize>b) << 2), 0);
  }
  return true;
}

/** A branch is rigid when no variable of its own sets its size: its parameters are fixed, or tied to another branch. */
export function isRigid(b: i32): bool {
  return load<i32>(rigid + ((<usize>b) << 2)) !== 0;
}

/** Size of a branch from the last `sizeBranches`. */
export function branchSize(b: i32): f64 {
  return get(size, b);
}

/** out = weighted complex planes of the block. */
export function weighPair(out: usize, from: usize, block: i32): void {
  const width = (<usize>blockPoints) << 3;
  const wRe = rowsScaled ? scaleRe(block) : root(block);
  const wIm = rowsScaled ? scaleIm(block) : root(block);
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    vstore(out + o, vmul(vload(from + o), vload(wRe + o)));
    vstoreIm(out + o, vmul(vloadIm(from + o), vload(wIm + o)));
  }
}

/** Sizes of the branches at x by non-negative least squares; returns the cost that they leave. */
export function sizeBranches(x: usize): f64 {
  const k = branches;
  setBlock(blockPoints);
  moveTo(x);
  prepareBasis();
  for (let i = 0; i < k * k; i++) put(gram, i, 0);
  for (let i = 0; i < k; i++) put(target, i, 0);
  let norm = 0.0;
  const bytes = (<usize>blockPoints) << 3;
  const data = weighted + <usize>k * 2 * PLANE;
  for (let block = 0; block < blocks; block++) {
    forwardBasis(lnOmega(block), omega(block));
    weighPair(data, measuredRe(block), block);
    for (let b = 0; b < k; b++) weighPair(weighted + <usize>b * 2 * PLANE, basisRegister(b), block);
    for (let b = 0; b < k; b++) {
      if (isRigid(b)) subtract(data, weighted + <usize>b * 2 * PLANE, bytes);
    }
    norm += pairDot(data, data, bytes);
    for (let b = 0; b < k; b++) {
      const column = weighted + <usize>b * 2 * PLANE;
      put(target, b, get(target, b) + pairDot(column, data, bytes));
      for (let c = 0; c <= b; c++) {
        put(gram, b * k + c, get(gram, b * k + c) + pairDot(column, weighted + <usize>c * 2 * PLANE, bytes));
      }
    }
  }
  return leastSquares(norm);
}

function subtract(from: usize, what: usize, bytes: usize): void {
  for (let o: usize = 0; o < bytes; o += LANE_BYTES) {
    vstore(from + o, vsub(vload(from + o), vload(what + o)));
    vstoreIm(from + o, vsub(vloadIm(from + o), vloadIm(what + o)));
  }
}

/**
 * Minimises sᵀGs − 2tᵀs over s ≥ 0 by leaving out the most negative size until none is: not always the exact optimum of the
 * constrained problem, but a start needs no more. Adds `norm`, the square of the data, to return a cost.
 */
function leastSquares(norm: f64): f64 {
  const k = branches;
  for (let b = 0; b < k; b++) {
    const d = get(gram, b * k + b);
    if (!(d < Infinity)) return Infinity;
    setInside(b, !isRigid(b) && d > 0);
  }
  const stride = k + 1;
  for (let rounds = 0; rounds <= k; rounds++) {
    let m = 0;
    for (let b = 0; b < k; b++) if (isInside(b)) m++;
    if (m === 0) break;
    let r = 0;
    for (let b = 0; b < k; b++) {
      if (!isInside(b)) continue;
      const sb = 1.0 / sqrt(get(gram, b * k + b));
      const row = gramFree + ((<usize>(r * stride)) << 3);
      // a touch of ridge: two branches of the same shape share what they explain
      put(row, r, 1.0 + 1e-9);
      let column = r + 1;
      for (let c = b + 1; c < k; c++) {
        if (!isInside(c)) continue;
        put(row, column, (get(gram, c * k + b) * sb) / sqrt(get(gram, c * k + c)));
        column++;
      }
      put(row, m, get(target, b) * sb);
      r++;
    }
    if (!factor(gramFree, m, m + 1, stride)) return Infinity;
    backSolve(gramFree, gramFree + ((<usize>m) << 3), (<usize>stride) << 3, solution, m, stride);
    let worst = -1;
    let least = 0.0;
    let i = 0;
    for (let b = 0; b < k; b++) {
      if (!isInside(b)) continue;
      if (get(solution, i) <= least) {
        least = get(solution, i);
        worst = b;
      }
      i++;
    }
    if (worst < 0) break;
    setInside(worst, false);
  }
  let f = norm;
  let i = 0;
  for (let b = 0; b < k; b++) {
    const d = get(gram, b * k + b);
    if (isInside(b)) {
      const s = get(solution, i);
      f -= s * (get(target, b) / sqrt(d));
      put(size, b, s / sqrt(d));
      i++;
    } else {
      put(size, b, d > 0 ? ABSENT * sqrt(dataNorm / d) : 1.0);
    }
  }
  return f;
}

function isInside(b: i32): bool {
  return load<i32>(inside + ((<usize>b) << 2)) !== 0;
}

function setInside(b: i32, value: bool): void {
  store<i32>(inside + ((<usize>b) << 2), value ? 1 : 0);
}
