// Starting values from the data. A draw gives every branch of the circuit (a member of its outermost series) a frequency at which it
// acts, and its elements the values that they need there; the sizes of the branches then follow from the data by non-negative least
// squares, for an impedance is linear in them: Z = Σ s_b·Z_b, and scaling a branch scales its resistances by s and its capacities by 1/s.

import { backSolve, factor } from "./cholesky";
import { hypotenuse } from "./complex";
import { log } from "./elementary";
import { exp } from "./exponential";
import { W_BRANCHES, word } from "./job";
import { clip, lower, upper } from "./levenberg";
import { allocate, doubles, get, put } from "./memory";
import { dot } from "./normal";
import {
  blockPoints,
  blocks,
  lnOmega,
  measuredIm,
  measuredRe,
  omega,
  points,
  root,
  rowsScaled,
  scaleIm,
  scaleRe,
} from "./points";
import {
  basisRegister,
  forwardBasis,
  isLogarithmic,
  moveTo,
  prepareBasis,
  setBlock,
  variableCount,
  variableRecord,
} from "./program";
import { between, uniform } from "./random";

// Fields of a variable record, in bytes
const V_BRANCH: usize = 4;
const V_EXPONENT_VARIABLE: usize = 8;
const V_ELEMENT: usize = 12;
const V_LOWER: usize = 16;
const V_UPPER: usize = 24;
const V_IMPEDANCE: usize = 32;
const V_FREQUENCY: usize = 40;
const V_FREQUENCY_PER_EXPONENT: usize = 48;
const V_FIXED_EXPONENT: usize = 56;
const V_DRAW_FROM: usize = 64;
const V_DRAW_TO: usize = 72;

/** How far beyond the measured frequencies (in ln ω) an arc may peak, and a series member still show. */
const MARGIN = 2.0;
const LN10 = 2.302585092994046;
/** A branch that the least squares leave out starts at this fraction of the data. */
const ABSENT = 0.02;

let branches = 0;
/** Per branch: whether its size can be scaled, ln ω, ln |Z| of the draw. */
let rigid: usize = 0;
let branchLnOmega: usize = 0;
let branchLnSize: usize = 0;
let gram: usize = 0;
let gramFree: usize = 0;
let target: usize = 0;
let size: usize = 0;
let solution: usize = 0;
let inside: usize = 0;
let weighted: usize = 0;

let lnOmegaLeast = 0.0;
let lnOmegaMost = 0.0;
let lnSizeLeast = 0.0;
let lnSizeMost = 0.0;
let dataNorm = 0.0;

export function bindDraws(blockWidth: i32): bool {
  branches = word(W_BRANCHES);
  const k = max(branches, 1);
  rigid = allocate((<usize>k) << 2);
  branchLnOmega = doubles(k);
  branchLnSize = doubles(k);
  gram = doubles(k * k);
  gramFree = doubles(k * (k + 1));
  target = doubles(k);
  size = doubles(k);
  solution = doubles(k);
  inside = allocate((<usize>k) << 2);
  // one weighted complex plane pair per branch, and one for the data
  weighted = doubles((k + 1) * 2 * blockWidth);
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
function isRigid(b: i32): bool {
  return load<i32>(rigid + ((<usize>b) << 2)) !== 0;
}

/** Ranges of the present spectrum that the draws come from, and Σ w²|Z|². */
export function enterData(): void {
  let least = Infinity;
  let most = -Infinity;
  let largest = 0.0;
  let smallest = Infinity;
  dataNorm = 0;
  for (let b = 0; b < blocks; b++) {
    for (let k = 0; k < blockPoints; k++) {
      if (b * blockPoints + k >= points) break;
      const ln = get(lnOmega(b), k);
      least = min(least, ln);
      most = max(most, ln);
      const x = get(measuredRe(b), k);
      const y = get(measuredIm(b), k);
      const modulus = hypotenuse(x, y);
      largest = max(largest, modulus);
      if (modulus > 0) smallest = min(smallest, modulus);
      const wx = rowsScaled ? get(scaleRe(b), k) : get(root(b), k);
      const wy = rowsScaled ? get(scaleIm(b), k) : get(root(b), k);
      dataNorm += wx * x * (wx * x) + wy * y * (wy * y);
    }
  }
  lnOmegaLeast = least - MARGIN;
  lnOmegaMost = most + MARGIN;
  lnSizeMost = largest > 0 ? log(largest) : 0;
  lnSizeLeast = smallest < Infinity ? log(smallest) : lnSizeMost;
}

/** How far (in ln) a scale may go beyond what could show in the data: 6.6e7 times. */
const BEYOND = 18.0;

/**
 * Bounds in the solver's coordinates for the present spectrum. A scale without a bound of its own stops where its element is
 * BEYOND anything that the data could show: further out the cost is flat, and a fit would drift until it is out of evaluations.
 */
export function limitVariables(): void {
  for (let v = 0; v < variableCount(); v++) {
    const record = variableRecord(v);
    const least = load<f64>(record, V_LOWER);
    const most = load<f64>(record, V_UPPER);
    if (!isLogarithmic(v)) {
      put(lower, v, least);
      put(upper, v, most);
      continue;
    }
    const d = load<f64>(record, V_IMPEDANCE);
    const e = load<f64>(record, V_FREQUENCY);
    const perExponent = load<f64>(record, V_FREQUENCY_PER_EXPONENT);
    let low = Infinity;
    let high = -Infinity;
    for (let corner = 0; corner < 8; corner++) {
      const exponent =
        load<i32>(record, V_EXPONENT_VARIABLE) < 0 ? load<f64>(record, V_FIXED_EXPONENT) : <f64>(corner & 1);
      const lnW = (corner & 2) === 0 ? lnOmegaLeast : lnOmegaMost;
      const lnZ = (corner & 4) === 0 ? lnSizeLeast : lnSizeMost;
      const ln = d * lnZ + (e + perExponent * exponent) * lnW;
      low = min(low, ln);
      high = max(high, ln);
    }
    put(lower, v, least > 0 ? log(least) : low - BEYOND);
    put(upper, v, most < Infinity ? log(most) : high + BEYOND);
  }
}

/** Cost below which a fit reproduces the data to the last digits. */
export function exactCost(): f64 {
  return 1e-28 * dataNorm;
}

/** Whether a variable is drawn uniformly between two values (exponents), rather than from the impedance and frequency it should act at. */
function isUniform(record: usize): bool {
  const from = load<f64>(record, V_DRAW_FROM);
  return from === from;
}

/** Which variables a draw renews: all, those of one branch, or those of one element. */
let onlyBranch = -2;
let onlyElement = -2;

function isRenewed(record: usize): bool {
  if (onlyBranch !== -2) return load<i32>(record, V_BRANCH) === onlyBranch;
  return onlyElement === -2 || load<i32>(record, V_ELEMENT) === onlyElement;
}

/** Draws the variables of x that are to be renewed. */
function drawShape(x: usize): void {
  for (let b = 0; b < branches; b++) {
    put(branchLnOmega, b, between(lnOmegaLeast, lnOmegaMost));
    put(branchLnSize, b, between(lnSizeMost - 3.0 * LN10, lnSizeMost));
  }
  const n = variableCount();
  // Exponents first: the admittance that gives an impedance at a frequency depends on them
  for (let v = 0; v < n; v++) {
    const record = variableRecord(v);
    if (isRenewed(record) && isUniform(record)) {
      put(x, v, between(load<f64>(record, V_DRAW_FROM), load<f64>(record, V_DRAW_TO)));
    }
  }
  let element = -1;
  let lnW = 0.0;
  let lnZ = 0.0;
  for (let v = 0; v < n; v++) {
    const record = variableRecord(v);
    if (!isRenewed(record)) continue;
    const own = load<i32>(record, V_ELEMENT);
    if (own !== element) {
      element = own;
      const b = load<i32>(record, V_BRANCH);
      const known = b >= 0 && b < branches;
      lnW = known && uniform() < 0.6 ? get(branchLnOmega, b) : between(lnOmegaLeast, lnOmegaMost);
      lnZ = known ? get(branchLnSize, b) : between(lnSizeMost - 3.0 * LN10, lnSizeMost);
      if (uniform() < 0.4) lnZ += between(-1.5 * LN10, 1.5 * LN10);
    }
    if (isUniform(record)) continue;
    const powerOfImpedance = load<f64>(record, V_IMPEDANCE);
    let exponent = load<f64>(record, V_FIXED_EXPONENT);
    const ev = load<i32>(record, V_EXPONENT_VARIABLE);
    if (ev >= 0) exponent = get(x, ev);
    const powerOfFrequency =
      load<f64>(record, V_FREQUENCY) + load<f64>(record, V_FREQUENCY_PER_EXPONENT) * exponent;
    // A pure number (a ratio of lengths, of resistances) is drawn within a decade of 1
    const ln =
      powerOfImpedance === 0 && powerOfFrequency === 0
        ? between(-LN10, LN10)
        : powerOfImpedance * lnZ + powerOfFrequency * lnW;
    put(x, v, isLogarithmic(v) ? ln : exp(ln));
  }
}

/**
 * Draws a point x and sizes its branches to the data; returns the cost under a linear loss (Infinity where the model is not finite).
 * Variables for which `given` is not NaN take that value.
 */
export function draw(x: usize, given: usize): f64 {
  onlyBranch = -2;
  onlyElement = -2;
  drawShape(x);
  return settle(x, given);
}

/** The same from the point x, of which only one branch or one element is drawn anew. */
export function redraw(x: usize, given: usize): f64 {
  const n = variableCount();
  const record = variableRecord(min(<i32>(uniform() * <f64>n), n - 1));
  onlyBranch = -2;
  onlyElement = -2;
  if (uniform() < 0.5) onlyBranch = load<i32>(record, V_BRANCH);
  else onlyElement = load<i32>(record, V_ELEMENT);
  drawShape(x);
  return settle(x, given);
}

function settle(x: usize, given: usize): f64 {
  for (let v = 0; v < variableCount(); v++) {
    const value = get(given, v);
    if (value === value) put(x, v, value);
  }
  clip(x);
  const f = sizeBranches(x);
  if (!(f < Infinity)) return Infinity;
  for (let v = 0; v < variableCount(); v++) {
    const record = variableRecord(v);
    const b = load<i32>(record, V_BRANCH);
    const powerOfImpedance = load<f64>(record, V_IMPEDANCE);
    if (b < 0 || powerOfImpedance === 0 || isRigid(b) || get(given, v) === get(given, v)) continue;
    const ln = powerOfImpedance * log(get(size, b));
    put(x, v, isLogarithmic(v) ? get(x, v) + ln : get(x, v) * exp(ln));
  }
  clip(x);
  return f;
}

/** out = weighted complex planes of the block, less nothing. */
function weigh(out: usize, from: usize, block: i32): void {
  const width = (<usize>blockPoints) << 3;
  const wRe = rowsScaled ? scaleRe(block) : root(block);
  const wIm = rowsScaled ? scaleIm(block) : root(block);
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    vstore(out + o, vmul(vload(from + o), vload(wRe + o)));
    vstore(out + width + o, vmul(vload(from + width + o), vload(wIm + o)));
  }
}

/** Sizes of the branches at x by non-negative least squares; returns the cost that they leave. */
function sizeBranches(x: usize): f64 {
  const k = branches;
  setBlock(blockPoints);
  moveTo(x);
  prepareBasis();
  for (let i = 0; i < k * k; i++) put(gram, i, 0);
  for (let i = 0; i < k; i++) put(target, i, 0);
  let norm = 0.0;
  const bytes = (<usize>blockPoints) << 4;
  const data = weighted + <usize>k * bytes;
  for (let block = 0; block < blocks; block++) {
    forwardBasis(lnOmega(block), omega(block));
    weigh(data, measuredRe(block), block);
    for (let b = 0; b < k; b++) weigh(weighted + <usize>b * bytes, basisRegister(b), block);
    for (let b = 0; b < k; b++) {
      if (isRigid(b)) subtract(data, weighted + <usize>b * bytes, bytes);
    }
    norm += dot(data, data, bytes);
    for (let b = 0; b < k; b++) {
      const column = weighted + <usize>b * bytes;
      put(target, b, get(target, b) + dot(column, data, bytes));
      for (let c = 0; c <= b; c++) {
        put(gram, b * k + c, get(gram, b * k + c) + dot(column, weighted + <usize>c * bytes, bytes));
      }
    }
  }
  return leastSquares(norm);
}

function subtract(from: usize, what: usize, bytes: usize): void {
  for (let o: usize = 0; o < bytes; o += LANE_BYTES) vstore(from + o, vsub(vload(from + o), vload(what + o)));
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
