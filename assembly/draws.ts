// Starting values from the data. A draw gives every branch of the circuit (a member of its outermost series) a frequency at which it
// acts, and its elements the values that they need there; the sizes of the branches then follow from the data (`branches.ts`), for
// scaling a branch scales its resistances by s and its capacities by 1/s.

import { branchSize, isRigid, sizeBranches } from "./branches";
import { log } from "./elementary";
import { exp } from "./exponential";
import { W_BRANCHES, word } from "./job";
import { clip } from "./levenberg";
import { allocate, doubles, get, put } from "./memory";
import {
  isLogarithmic,
  V_BRANCH,
  V_DRAW_FROM,
  V_DRAW_TO,
  V_ELEMENT,
  V_EXPONENT_VARIABLE,
  V_FIXED_EXPONENT,
  V_FREQUENCY,
  V_FREQUENCY_PER_EXPONENT,
  V_IMPEDANCE,
  V_LOWER,
  V_UPPER,
  variableCount,
  variableRecord,
} from "./parameters";
import { openProposals, propose } from "./proposals";
import { between, uniform } from "./random";
import { lnOmegaLeast, lnOmegaMost, lnSizeMost } from "./ranges";

const LN10 = 2.302585092994046;

let branches = 0;
/** ln ω and ln |Z| of the draw, per branch. */
let branchLnOmega: usize = 0;
let branchLnSize: usize = 0;
/** Per branch, whether it acts at a frequency of its own (i32). */
let relaxing: usize = 0;

export function bindDraws(): bool {
  branches = word(W_BRANCHES);
  branchLnOmega = doubles(max(branches, 1));
  branchLnSize = doubles(max(branches, 1));
  relaxing = allocate((<usize>max(branches, 1)) << 2);
  if (relaxing === 0) return false;
  for (let b = 0; b < branches; b++) store<i32>(relaxing + ((<usize>b) << 2), countScales(b) > 1 ? 1 : 0);
  return true;
}

/** Scales of a branch; only a branch with two, one of which sets a time constant against the other, acts at a frequency of its own. */
function countScales(b: i32): i32 {
  let scales = 0;
  let temporal = false;
  for (let v = 0; v < variableCount(); v++) {
    const record = variableRecord(v);
    if (load<i32>(record, V_BRANCH) !== b || isUniform(record)) continue;
    scales++;
    if (load<f64>(record, V_FREQUENCY) !== 0 || load<f64>(record, V_FREQUENCY_PER_EXPONENT) !== 0)
      temporal = true;
  }
  return temporal ? scales : 0;
}

/** Whether a branch acts at a frequency of its own. */
export function relaxes(b: i32): boolean {
  return load<i32>(relaxing + ((<usize>b) << 2)) !== 0;
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

/** Sign of a scale that may be negative: what its bounds say, else either. */
function signOf(record: usize): f64 {
  if (load<f64>(record, V_UPPER) <= 0) return -1.0;
  if (load<f64>(record, V_LOWER) >= 0) return 1.0;
  return uniform() < 0.5 ? -1.0 : 1.0;
}

/** Whether draws follow the maxima of the data. */
let proposing = false;

/** Draws from now on place the branches where the data relax, or anywhere. */
export function followData(follow: boolean): void {
  proposing = follow;
}

/** ln ω and ln |Z| at which the branch that is drawn has to act; NaN when they are drawn too. */
let placedLnOmega = NaN;
let placedLnSize = NaN;

/** ln ω at which something acts: where the data relax, or anywhere. */
function drawLnOmega(relaxes: boolean): f64 {
  if (proposing && relaxes) {
    const lnW = propose();
    if (lnW === lnW) return lnW;
  }
  return between(lnOmegaLeast, lnOmegaMost);
}

/** Draws the variables of x that are to be renewed. */
function drawShape(x: usize): void {
  if (proposing) openProposals();
  for (let b = 0; b < branches; b++) {
    put(branchLnOmega, b, drawLnOmega(relaxes(b) && (onlyBranch === -2 || onlyBranch === b)));
    put(branchLnSize, b, between(lnSizeMost - 3.0 * LN10, lnSizeMost));
  }
  const placed = placedLnOmega === placedLnOmega;
  if (placed) {
    put(branchLnOmega, onlyBranch, placedLnOmega);
    put(branchLnSize, onlyBranch, placedLnSize);
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
      lnW =
        known && (placed || uniform() < 0.6 || (proposing && relaxes(b)))
          ? get(branchLnOmega, b)
          : between(lnOmegaLeast, lnOmegaMost);
      lnZ = known ? get(branchLnSize, b) : between(lnSizeMost - 3.0 * LN10, lnSizeMost);
      if (!placed && uniform() < (proposing ? 0.1 : 0.4)) lnZ += between(-1.5 * LN10, 1.5 * LN10);
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
    put(x, v, isLogarithmic(v) ? ln : signOf(record) * exp(ln));
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

/** Draws branch b of the point x anew so that it acts at the angular frequency e^lnW with an impedance of e^lnZ. */
export function place(x: usize, b: i32, lnW: f64, lnZ: f64): void {
  onlyBranch = b;
  onlyElement = -2;
  placedLnOmega = lnW;
  placedLnSize = lnZ;
  drawShape(x);
  placedLnOmega = NaN;
  clip(x);
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
    const ln = powerOfImpedance * log(branchSize(b));
    put(x, v, isLogarithmic(v) ? get(x, v) + ln : get(x, v) * exp(ln));
  }
  clip(x);
  return f;
}
