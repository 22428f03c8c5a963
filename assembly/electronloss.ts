// The background that the electrons of the lines leave behind them, as a part of the model: with S(E) the integral of the lines over
// all lower losses, B(E) = k·S(E) (Shirley) + m·∫S dE (its change of slope). It follows the lines: a column of the Jacobian is
// ∂L/∂v + k·∫∂L/∂v + m·∬∂L/∂v. Points must run along rising loss; integrals by the trapezoidal rule, from the first point.
// J. Végh, J. Electron Spectrosc. Relat. Phenom. 151 (2006) 159; A. Herrera-Gomez et al., Surf. Interface Anal. 46 (2014) 897.

import { W_LOSS_SLOPE, W_LOSS_STEP, W_SIGNAL_NODE, word } from "./job";
import { allocate, get, put } from "./memory";
import { parameterValue, variableCount } from "./parameters";

/** Whether the model has such a background. */
export let losing = false;
/** Node of the sum of the lines. */
export let signalNode = 0;

/** Parameters k and m, −1 without one. */
export let stepParameter = -1;
export let slopeParameter = -1;

/** Model with its background, ∫ and ∬ of the lines: pairs of planes. */
let model: usize = 0;
/** Per column, and behind them for the lines: last value, ∫, ∬ at the end of the block before. */
let carries: usize = 0;
/** Energies at the end of the block before, of the values and of the columns. */
let lastOfValues = 0.0;
let lastOfColumns = 0.0;

export function bindLoss(): bool {
  losing = word(W_SIGNAL_NODE) > 0;
  if (!losing) return true;
  signalNode = word(W_SIGNAL_NODE) - 1;
  stepParameter = word(W_LOSS_STEP) - 1;
  slopeParameter = word(W_LOSS_SLOPE) - 1;
  model = allocate(6 * PLANE);
  carries = allocate((<usize>(variableCount() + 1) * 3) << 3);
  return carries !== 0;
}

export function modelWithLoss(): usize {
  return model;
}

/** ∫ of the lines over the block, and ∬. */
export function stepOfLines(): usize {
  return model + 2 * PLANE;
}

export function slopeOfLines(): usize {
  return model + 4 * PLANE;
}

function step(): f64 {
  return stepParameter < 0 ? 0.0 : parameterValue(stepParameter);
}

function slope(): f64 {
  return slopeParameter < 0 ? 0.0 : parameterValue(slopeParameter);
}

/** Leaves the model of a block: `sum` the lines with all that no line moves, `lines` their sum, `x` the energies. */
export function addLoss(sum: usize, lines: usize, x: usize, points: i32, first: bool): void {
  const k = step();
  const m = slope();
  const carry = carries + ((<usize>variableCount() * 3) << 3);
  let before = first ? get(lines, 0) : get(carry, 0);
  let single = first ? 0.0 : get(carry, 1);
  let double = first ? 0.0 : get(carry, 2);
  let last = first ? get(x, 0) : lastOfValues;
  for (let plane: usize = 0; plane < 2 * PLANE; plane += PLANE) {
    for (let i = 0; i < points; i++) {
      const energy = get(x + plane, i);
      const half = 0.5 * abs(energy - last);
      const value = get(lines + plane, i);
      const next = single + half * (value + before);
      double += half * (single + next);
      single = next;
      before = value;
      last = energy;
      put(stepOfLines() + plane, i, single);
      put(slopeOfLines() + plane, i, double);
      put(model + plane, i, get(sum + plane, i) + k * single + m * double);
    }
  }
  put(carry, 0, before);
  put(carry, 1, single);
  put(carry, 2, double);
  lastOfValues = last;
}

/** Adds to column v what the background makes of it. */
export function addLossToColumn(v: i32, column: usize, x: usize, points: i32, first: bool): void {
  const k = step();
  const m = slope();
  const carry = carries + ((<usize>v * 3) << 3);
  let before = first ? get(column, 0) : get(carry, 0);
  let single = first ? 0.0 : get(carry, 1);
  let double = first ? 0.0 : get(carry, 2);
  let last = first ? get(x, 0) : lastOfColumns;
  for (let plane: usize = 0; plane < 2 * PLANE; plane += PLANE) {
    for (let i = 0; i < points; i++) {
      const energy = get(x + plane, i);
      const half = 0.5 * abs(energy - last);
      const value = get(column + plane, i);
      const next = single + half * (value + before);
      double += half * (single + next);
      single = next;
      before = value;
      last = energy;
      put(column + plane, i, value + k * single + m * double);
    }
  }
  put(carry, 0, before);
  put(carry, 1, single);
  put(carry, 2, double);
}

/** The columns of a block are complete: the next begins where it ends. */
export function endColumns(x: usize, points: i32): void {
  lastOfColumns = get(x + PLANE, points - 1);
}
