// The cost of the present spectrum at a point x of the solver, with JᵀJ and the gradient when they are asked for.
// Block by block: forward sweep, residuals, backward sweep, products. No Jacobian ever exists as a whole.

import { LOSS_LINEAR, ofCurves } from "./job";
import { soften } from "./loss";
import { allocate, doubles, get, put, release } from "./memory";
import { accumulate } from "./normal";
import { moveTo, variableCount } from "./parameters";
import {
  blockPoints,
  blocks,
  curvePoint,
  isPoint,
  lnOmega,
  measuredIm,
  measuredRe,
  omega,
  points,
  residualCount,
  root,
  rowsScaled,
  scaleIm,
  scaleRe,
} from "./points";
import { backward, column, forward, model, prepareModel, setBlock } from "./program";

let factors: usize = 0;
let loss = 0;
/** Residual at which a robust loss starts to bend. */
let lossScale = 1.0;

/** Evaluations since the last `resetEvaluations`. */
export let evaluations = 0;

export function bindObjective(): bool {
  factors = allocate(2 * PLANE);
  return factors !== 0;
}

export function setLoss(which: i32): void {
  loss = which;
}

export function presentLoss(): i32 {
  return loss;
}

export function presentLossScale(): f64 {
  return lossScale;
}

export function setLossScale(scale: f64): void {
  lossScale = scale;
}

export function resetEvaluations(): void {
  evaluations = 0;
}

/** Residuals of a block, after its forward sweep, into the last column; returns their cost. */
function residuals(b: i32): f64 {
  const width = (<usize>blockPoints) << 3;
  const r = column(variableCount());
  const z = model();
  const re = measuredRe(b);
  const im = measuredIm(b);
  const w = root(b);
  let sum = vsplat(0);
  if (rowsScaled) {
    const wRe = scaleRe(b);
    const wIm = scaleIm(b);
    for (let o: usize = 0; o < width; o += LANE_BYTES) {
      const x = vmul(vsub(vload(z + o), vload(re + o)), vload(wRe + o));
      const y = vmul(vsub(vloadIm(z + o), vload(im + o)), vload(wIm + o));
      vstore(r + o, x);
      vstoreIm(r + o, y);
      sum = vadd(sum, vadd(vmul(x, x), vmul(y, y)));
    }
  } else {
    for (let o: usize = 0; o < width; o += LANE_BYTES) {
      const weight = vload(w + o);
      const x = vmul(vsub(vload(z + o), vload(re + o)), weight);
      const y = vmul(vsub(vloadIm(z + o), vload(im + o)), weight);
      vstore(r + o, x);
      vstoreIm(r + o, y);
      sum = vadd(sum, vadd(vmul(x, x), vmul(y, y)));
    }
  }
  if (loss === LOSS_LINEAR) return vsum(sum);
  return (
    soften(loss, lossScale, r, factors, blockPoints) +
    soften(loss, lossScale, r + PLANE, factors + PLANE, blockPoints)
  );
}

/** Multiplies the rows of all columns by their weights and by √ρ′. */
function scaleRows(b: i32): void {
  const width = (<usize>blockPoints) << 3;
  const wRe = scaleRe(b);
  const robust = loss !== LOSS_LINEAR;
  for (let v = 0; v < variableCount(); v++) {
    const c = column(v);
    // the plane of scaleIm follows that of scaleRe as the imaginary half of a column follows its real half
    if (rowsScaled) scalePair(c, wRe, width);
    if (robust) scalePair(c, factors, width);
  }
}

/** Multiplies the rows of all columns by √ρ′. */
function softenRows(): void {
  const width = (<usize>blockPoints) << 3;
  for (let v = 0; v < variableCount(); v++) scalePair(column(v), factors, width);
}

function scalePair(column: usize, by: usize, width: usize): void {
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    vstore(column + o, vmul(vload(column + o), vload(by + o)));
    vstoreIm(column + o, vmul(vloadIm(column + o), vloadIm(by + o)));
  }
}

/** Weighted columns of the Jacobian of a block, after its forward sweep. */
function sweepBack(b: i32): void {
  if (ofCurves) {
    // The tape begins with the weights of its two halves
    backward(lnOmega(b), scaleRe(b));
    if (loss !== LOSS_LINEAR) softenRows();
    return;
  }
  backward(lnOmega(b), root(b));
  if (rowsScaled || loss !== LOSS_LINEAR) scaleRows(b);
}

/** Weighted columns of the Jacobian and, last, of the residuals of a block at the point that was moved to and prepared. */
export function linearize(b: i32): void {
  forward(lnOmega(b), omega(b));
  residuals(b);
  sweepBack(b);
}

/**
 * Cost at x, and the products of the columns and residuals ((v+1)×(v+1), upper triangle) in `products`.
 * Where a single block shows that the cost is not below `limit`, the derivatives are left out: the step will be rejected.
 */
export function differentiate(x: usize, products: usize, limit: f64): f64 {
  evaluations++;
  setBlock(blockPoints);
  moveTo(x);
  prepareModel();
  const n = variableCount();
  let sum = 0.0;
  for (let b = 0; b < blocks; b++) {
    forward(lnOmega(b), omega(b));
    sum += residuals(b);
    if (blocks === 1 && !(sum < limit)) return sum;
    sweepBack(b);
    accumulate(column(0), (<usize>blockPoints) << 3, n + 1, products, b === 0);
  }
  return sum;
}

/** Cost at x, without derivatives. */
export function costAt(x: usize): f64 {
  evaluations++;
  setBlock(blockPoints);
  moveTo(x);
  prepareModel();
  let sum = 0.0;
  for (let b = 0; b < blocks; b++) {
    forward(lnOmega(b), omega(b));
    sum += residuals(b);
  }
  return sum;
}

/** Leaves the weighted columns of block b, those of `differentiate`; call after `costAt` of the same point. */
export function columnsOf(b: i32): void {
  linearize(b);
}

/** Weighted residuals at x, before any loss: those of Z′ at `list`, those of Z″ `stride` doubles behind; of a curve, one per point. */
export function plainResiduals(x: usize, list: usize, stride: i32): void {
  const wanted = loss;
  loss = LOSS_LINEAR;
  setBlock(blockPoints);
  moveTo(x);
  prepareModel();
  for (let b = 0; b < blocks; b++) {
    forward(lnOmega(b), omega(b));
    residuals(b);
    const r = column(variableCount());
    if (ofCurves) {
      for (let k = 0; k < blockPoints; k++) {
        if (isPoint(b, 0, k)) put(list, curvePoint(b, 0, k), get(r, k));
        if (isPoint(b, 1, k)) put(list, curvePoint(b, 1, k), get(r + PLANE, k));
      }
      continue;
    }
    for (let k = 0; k < min(blockPoints, points - b * blockPoints); k++) {
      put(list, b * blockPoints + k, get(r, k));
      put(list, b * blockPoints + k + stride, get(r + PLANE, k));
    }
  }
  loss = wanted;
}

/** Σ |ΔZ|²/|Z|² over the points at x: the relative misfit, whatever the weighting and the loss. */
export function relativeMisfit(x: usize): f64 {
  setBlock(blockPoints);
  moveTo(x);
  prepareModel();
  let sum = 0.0;
  for (let b = 0; b < blocks; b++) {
    forward(lnOmega(b), omega(b));
    const z = model();
    for (let k = 0; k < blockPoints; k++) {
      const o = (<usize>k) << 3;
      if (load<f64>(scaleRe(b) + o) === 0 && load<f64>(scaleIm(b) + o) === 0) continue;
      const x0 = load<f64>(measuredRe(b) + o);
      const y0 = load<f64>(measuredIm(b) + o);
      const dx = load<f64>(z + o) - x0;
      const dy = load<f64>(z + PLANE + o) - y0;
      const d = x0 * x0 + y0 * y0;
      if (d > 0) sum += (dx * dx + dy * dy) / d;
    }
  }
  return sum;
}

/** 1.4826 times the median of |weighted residual| at x: the standard deviation of their bulk, whatever the outliers. */
export function residualScale(x: usize): f64 {
  const list = doubles(2 * points);
  if (list === 0) return 0;
  const count = residualCount();
  plainResiduals(x, list, points);
  for (let i = 0; i < count; i++) put(list, i, abs(get(list, i)));
  const median = count === 0 ? 0 : select(list, count, count >> 1);
  release(list);
  return 1.4826 * median;
}

/** The k-th smallest of `count` doubles (Hoare's selection; the list is reordered). */
function select(list: usize, count: i32, k: i32): f64 {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const pivot = get(list, (low + high) >> 1);
    let i = low;
    let j = high;
    while (i <= j) {
      while (get(list, i) < pivot) i++;
      while (get(list, j) > pivot) j--;
      if (i <= j) {
        const t = get(list, i);
        put(list, i, get(list, j));
        put(list, j, t);
        i++;
        j--;
      }
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else break;
  }
  return get(list, k);
}
