// The tape: a Program of real numbers. A node is a number per point: a parameter, a predictor, or a function of earlier nodes. The
// forward sweep leaves the value of each node in a pair of planes, the two halves of a block of points; the backward sweep adds up
// the adjoints of the nodes point by point, and those of the parameters become the columns of the Jacobian.
// Nodes that are the same at every point are computed once per evaluation, with their derivatives (`uniform.ts`); nodes that no
// parameter moves have no adjoint. Where a node only hands its adjoint on, times a number, no plane is written.

import {
  addLoss,
  addLossToColumn,
  bindLoss,
  endColumns,
  losing,
  modelWithLoss,
  signalNode,
  slopeOfLines,
  slopeParameter,
  stepOfLines,
  stepParameter,
} from "./electronloss";
import {
  addTo,
  BINARY_ADD,
  BINARY_DIVIDE,
  BINARY_MAX,
  BINARY_MIN,
  BINARY_MULTIPLY,
  BINARY_SUBTRACT,
  choose,
  combine,
  divisorPartial,
  isComparison,
  multiplyTo,
  multiplyWhere,
  partialsOf,
  slopeOfStraight,
  UNARY_EXP,
  unary,
  whereTo,
} from "./functions";
import { lineShape, setLineParameter } from "./lineshape";
import { allocate } from "./memory";
import {
  bindNodes,
  isUniform,
  moves,
  N_A,
  N_B,
  N_C,
  N_CONSTANT,
  N_PARTIAL,
  node,
  nodes,
  OP_LINE_SHAPE,
  OP_NUMBER,
  OP_PARAMETER,
  OP_PREDICTOR,
  OP_UNARY,
  OP_WHERE,
  operand,
  operation,
} from "./node";
import { parameterValue, variableCount } from "./parameters";
import {
  addParameter,
  addSlopes,
  addToColumns,
  beginSlopes,
  bindUniform,
  clearColumns,
  closeColumns,
  columnAt,
  completeColumns,
  endSlopes,
  isFilled,
  isGrowing,
  scatter,
} from "./uniform";

let values: usize = 0;
let adjoints: usize = 0;
/** Derivative of a function of one node, reciprocal of a divisor. */
let slopes: usize = 0;
/** Where the values of each node lie: in its own planes, or in those of the predictor (u32). */
let places: usize = 0;
/** Where the adjoint of each node lies: 0 while nothing was handed to it, then a pair of planes of its own or of a node above (u32) … */
let handed: usize = 0;
/** … and what it is to be multiplied by (f64). */
let factors: usize = 0;
/** Whether the whole planes of a uniform node are read (i32). */
let readAsPlane: usize = 0;
let partials: usize = 0;
/** Partials of a rare function of two nodes. */
let scratch: usize = 0;
/** Whether the model has branches of which one counts at each point. */
let branching = false;
let width: usize = 0;
let ones: usize = 0;

/** Reads the tape of the open job and lays out its planes; the columns of the Jacobian begin at `to`. False without memory. */
export function bindTape(to: usize): bool {
  bindNodes();
  const pair = 2 * PLANE;
  values = allocate(<usize>nodes * pair);
  adjoints = allocate(<usize>nodes * pair);
  slopes = allocate(<usize>nodes * pair);
  places = allocate((<usize>nodes) << 2);
  handed = allocate((<usize>nodes) << 2);
  readAsPlane = allocate((<usize>nodes) << 2);
  factors = allocate((<usize>nodes) << 3);
  scratch = allocate(2 * pair);
  if (scratch === 0) return false;
  memory.fill(readAsPlane, 0, (<usize>nodes) << 2);
  let most = 1;
  branching = false;
  for (let i = 0; i < nodes; i++) {
    const at = node(i);
    const op = operation(i);
    store<u32>(places + ((<usize>i) << 2), <u32>(values + <usize>i * pair));
    if (op === OP_WHERE || op === BINARY_MIN || op === BINARY_MAX) branching = true;
    if (op >= OP_LINE_SHAPE) most = max(most, load<i32>(at, N_PARTIAL) + load<i32>(at, N_B));
    else if (op > OP_PREDICTOR && !isUniform(i)) {
      markRead(load<i32>(at, N_A));
      if (op < OP_UNARY) markRead(load<i32>(at, N_B));
      if (op === OP_WHERE) markRead(load<i32>(at, N_C));
    }
    if (op >= OP_LINE_SHAPE) markRead(load<i32>(at, N_C));
  }
  markRead(nodes - 1);
  partials = allocate(<usize>most * pair);
  return partials !== 0 && bindUniform(to) && bindLoss() && bindOnes();
}

/** The seed of columns that are weighed later. */
function bindOnes(): bool {
  if (!losing) return true;
  ones = allocate(2 * PLANE);
  if (ones === 0) return false;
  const one = vsplat(1);
  for (let o: usize = 0; o < PLANE; o += LANE_BYTES) {
    vstore(ones + o, one);
    vstoreIm(ones + o, one);
  }
  markRead(signalNode);
  return true;
}

function markRead(i: i32): void {
  store<i32>(readAsPlane + ((<usize>i) << 2), 1);
}

function value(i: i32): usize {
  return <usize>load<u32>(places + ((<usize>i) << 2));
}

function slope(i: i32): usize {
  return slopes + <usize>i * 2 * PLANE;
}

function partial(i: i32): usize {
  return partials + <usize>i * 2 * PLANE;
}

/** Values of the model: those of the last node, with the background of lost electrons. */
export function tapeModel(): usize {
  return losing ? modelWithLoss() : value(nodes - 1);
}

/** Blocks of `points` points per plane follow. */
export function setTapeBlock(points: i32): void {
  width = (<usize>points) << 3;
}

/** Values of node i over the first `bytes` of its planes. */
function evaluate(i: i32, bytes: usize): void {
  const at = node(i);
  const op = load<i32>(at);
  const a = load<i32>(at, N_A);
  const b = load<i32>(at, N_B);
  const c = load<i32>(at, N_C);
  const to = value(i);
  if (op === OP_NUMBER) store<f64>(to, load<f64>(at, N_CONSTANT));
  else if (op === OP_PARAMETER) store<f64>(to, parameterValue(a));
  else if (op === OP_WHERE) choose(to, value(a), value(b), value(c), bytes);
  else if (op < OP_UNARY) combine(op, to, slope(i), value(a), value(b), bytes);
  else if (op < OP_LINE_SHAPE) unary(op, to, slope(i), value(a), load<f64>(at, N_CONSTANT), bytes);
  else {
    for (let k = 0; k < b; k++) setLineParameter(k, load<f64>(value(operand(a + k))));
    lineShape(op - OP_LINE_SHAPE, to, partial(load<i32>(at, N_PARTIAL)), value(c), bytes);
  }
}

/** Derivatives of a uniform node with respect to the variables. */
function differentiate(i: i32): void {
  const at = node(i);
  const op = load<i32>(at);
  const a = load<i32>(at, N_A);
  const b = load<i32>(at, N_B);
  beginSlopes(i);
  if (op === OP_PARAMETER) addParameter(a);
  else if (op === OP_WHERE) addSlopes(load<f64>(value(a)) !== 0 ? b : load<i32>(at, N_C), 1);
  else if (op >= OP_UNARY) {
    const straight = slopeOfStraight(op, load<f64>(at, N_CONSTANT));
    addSlopes(a, straight === straight ? straight : load<f64>(slopeAt(op, i)));
  } else if (!isComparison(op)) {
    let left = 1.0;
    let right = op === BINARY_SUBTRACT ? -1.0 : 1.0;
    if (op === BINARY_MULTIPLY) {
      left = load<f64>(value(b));
      right = load<f64>(value(a));
    } else if (op === BINARY_DIVIDE) {
      left = load<f64>(slope(i));
      right = -load<f64>(value(i)) * left;
    } else if (op !== BINARY_ADD && op !== BINARY_SUBTRACT) {
      partialsOf(op, value(i), value(a), value(b), scratch, scratch + 2 * PLANE, 8);
      left = load<f64>(scratch);
      right = load<f64>(scratch + 2 * PLANE);
    }
    if (moves(a)) addSlopes(a, left);
    if (moves(b)) addSlopes(b, right);
  }
  endSlopes(i);
}

/** The nodes that are the same at every point; call after `moveTo`. */
export function prepareTape(): void {
  for (let i = 0; i < nodes; i++) {
    if (!isUniform(i)) continue;
    evaluate(i, LANE_BYTES);
    const to = value(i);
    const x = vsplat(load<f64>(to));
    const end = load<i32>(readAsPlane + ((<usize>i) << 2)) !== 0 ? width : LANE_BYTES;
    for (let o: usize = 0; o < end; o += LANE_BYTES) {
      vstore(to + o, x);
      vstoreIm(to + o, x);
    }
    if (moves(i)) differentiate(i);
  }
}

/** Leaves the values of all nodes over the block whose predictors lie at x, a pair of planes each; blocks follow one another. */
export function tapeForward(x: usize, isFirst: bool): void {
  for (let i = 0; i < nodes; i++) {
    if (isUniform(i)) continue;
    if (operation(i) === OP_PREDICTOR)
      store<u32>(places + ((<usize>i) << 2), <u32>(x + <usize>load<i32>(node(i), N_A) * 2 * PLANE));
    else evaluate(i, width);
  }
  if (losing) addLoss(value(nodes - 1), value(signalNode), x, <i32>(width >> 3), isFirst);
}

/** Leaves ∂(seed·model)/∂x in the columns, `seed` being a pair of planes; call after `tapeForward` of the same block. */
export function tapeBackward(seed: usize, x: usize, isFirst: bool): void {
  memory.fill(handed, 0, (<usize>nodes) << 2);
  clearColumns();
  const root = nodes - 1;
  if (moves(root)) {
    hand(root, losing ? ones : seed, 1);
    if (losing) sweepLosing(seed, x, isFirst);
    else sweep(root, 0);
  }
  closeColumns();
}

/** Hands the adjoints of the nodes from `from` down to `to` to their operands. */
function sweep(from: i32, to: i32): void {
  for (let i = from; i >= to; i--) {
    const adjoint = <usize>load<u32>(handed + ((<usize>i) << 2));
    if (adjoint !== 0) descend(i, adjoint, load<f64>(factors + ((<usize>i) << 3)));
  }
}

/** Columns of the lines go through the integrals of their background; those of nodes behind the lines must not be theirs too. */
function sweepLosing(seed: usize, x: usize, isFirst: bool): void {
  const points = <i32>(width >> 3);
  sweep(nodes - 1, signalNode + 1);
  completeColumns();
  sweep(signalNode, 0);
  for (let v = 0; v < variableCount(); v++) {
    if (isGrowing(v)) addLossToColumn(v, columnAt(v), x, points, isFirst);
  }
  endColumns(x, points);
  if (stepParameter >= 0) addToColumns(stepParameter, stepOfLines(), width);
  if (slopeParameter >= 0) addToColumns(slopeParameter, slopeOfLines(), width);
  for (let v = 0; v < variableCount(); v++) {
    if (isFilled(v)) multiplyTo(columnAt(v), true, columnAt(v), seed, 1, width);
  }
}

function planesOf(i: i32): usize {
  return adjoints + <usize>i * 2 * PLANE;
}

/** Readies the planes of node i for a sum, and says whether nothing is in them: what only was handed to it is written there first. */
function isFresh(i: i32): boolean {
  const at = handed + ((<usize>i) << 2);
  const from = <usize>load<u32>(at);
  const own = planesOf(i);
  const factor = factors + ((<usize>i) << 3);
  store<u32>(at, <u32>own);
  if (from !== 0 && from !== own) addTo(own, true, from, load<f64>(factor), width);
  store<f64>(factor, 1);
  return from === 0;
}

/** Hands factor·adjoint down to node i. */
function hand(i: i32, adjoint: usize, factor: f64): void {
  if (isUniform(i)) {
    scatter(i, adjoint, 0, factor, branching, width);
    return;
  }
  const at = handed + ((<usize>i) << 2);
  if (load<u32>(at) === 0) {
    store<u32>(at, <u32>adjoint);
    store<f64>(factors + ((<usize>i) << 3), factor);
  } else {
    isFresh(i);
    addTo(planesOf(i), false, adjoint, factor, width);
  }
}

/** Hands factor·adjoint·partial down to node i. */
function handProduct(i: i32, adjoint: usize, partial: usize, factor: f64): void {
  if (isUniform(i)) {
    scatter(i, adjoint, partial, factor, branching, width);
    return;
  }
  const fresh = isFresh(i);
  if (branching) multiplyWhere(planesOf(i), fresh, adjoint, partial, factor, width);
  else multiplyTo(planesOf(i), fresh, adjoint, partial, factor, width);
}

/** Where the derivative of a function of one node lies: an exponential is its own. */
function slopeAt(op: i32, i: i32): usize {
  return op === UNARY_EXP ? value(i) : slope(i);
}

/** Hands the adjoint of node i, factor times a pair of planes, down to its operands. */
function descend(i: i32, adjoint: usize, factor: f64): void {
  const at = node(i);
  const op = load<i32>(at);
  const a = load<i32>(at, N_A);
  const b = load<i32>(at, N_B);
  if (op === OP_WHERE) {
    const c = load<i32>(at, N_C);
    if (moves(b)) handWhere(b, adjoint, value(a), true, factor);
    if (moves(c)) handWhere(c, adjoint, value(a), false, factor);
  } else if (op >= OP_LINE_SHAPE) {
    const first = load<i32>(at, N_PARTIAL);
    for (let k = 0; k < b; k++) {
      const below = operand(a + k);
      if (moves(below)) handProduct(below, adjoint, partial(first + k), factor);
    }
  } else if (op >= OP_UNARY) {
    const straight = slopeOfStraight(op, load<f64>(at, N_CONSTANT));
    if (straight === straight) hand(a, adjoint, straight * factor);
    else handProduct(a, adjoint, slopeAt(op, i), factor);
  } else if (!isComparison(op)) {
    descendPair(op, i, a, b, adjoint, factor);
  }
}

/** Hands the adjoint down where the test is (not) 0. */
function handWhere(i: i32, adjoint: usize, test: usize, holds: boolean, factor: f64): void {
  if (isUniform(i)) {
    whereTo(scratch, true, adjoint, test, holds, width);
    scatter(i, scratch, 0, factor, true, width);
    return;
  }
  const fresh = isFresh(i);
  if (factor === 1) {
    whereTo(planesOf(i), fresh, adjoint, test, holds, width);
    return;
  }
  whereTo(scratch, true, adjoint, test, holds, width);
  addTo(planesOf(i), fresh, scratch, factor, width);
}

function descendPair(op: i32, i: i32, a: i32, b: i32, adjoint: usize, factor: f64): void {
  const left = moves(a);
  const right = moves(b);
  switch (op) {
    case BINARY_ADD:
    case BINARY_SUBTRACT:
      if (left) hand(a, adjoint, factor);
      if (right) hand(b, adjoint, op === BINARY_ADD ? factor : -factor);
      break;
    case BINARY_MULTIPLY:
      if (left) handProduct(a, adjoint, value(b), factor);
      if (right) handProduct(b, adjoint, value(a), factor);
      break;
    case BINARY_DIVIDE:
      if (left) handProduct(a, adjoint, slope(i), factor);
      if (right) {
        divisorPartial(scratch, value(i), slope(i), width);
        handProduct(b, adjoint, scratch, factor);
      }
      break;
    default:
      partialsOf(op, value(i), value(a), value(b), scratch, scratch + 2 * PLANE, width);
      if (left) handProduct(a, adjoint, scratch, factor);
      if (right) handProduct(b, adjoint, scratch + 2 * PLANE, factor);
  }
}
