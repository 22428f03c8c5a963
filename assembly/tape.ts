// The tape: a Program of real numbers. A node is a number per point: a parameter, a predictor, or a function of earlier nodes. The
// forward sweep leaves the value of each node in a pair of planes, the two halves of a block of points; the backward sweep adds up
// the adjoints of the nodes point by point, and those of the parameters become the columns of the Jacobian.
// Nodes that are the same at every point are computed once per evaluation; nodes that no parameter moves have no adjoint.

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
  divisorBackward,
  divisorPartial,
  isComparison,
  multiplyTo,
  multiplyWhere,
  partialsOf,
  unary,
  whereTo,
} from "./functions";
import { section, W_AT_EXTENSION, W_AT_INSTRUCTIONS, W_INSTRUCTIONS, word } from "./job";
import { lineShape, setLineParameter } from "./lineshape";
import { allocate, get } from "./memory";
import {
  parameterFirstTerm,
  parameterTerms,
  parameterValue,
  termSlope,
  termVariable,
  variableCount,
} from "./parameters";

// Node record: op, a, b, c, flags, first partial (i32 each), constant (f64)
export const NODE_BYTES: usize = 32;
const N_A: usize = 4;
const N_B: usize = 8;
const N_C: usize = 12;
const N_FLAGS: usize = 16;
const N_PARTIAL: usize = 20;
const N_CONSTANT: usize = 24;

const UNIFORM = 1;
const MOVES = 2;

const OP_NUMBER = 0;
const OP_PARAMETER = 1;
const OP_PREDICTOR = 2;
/** b where a is not 0, else c. */
const OP_WHERE = 3;
// From 8 on two operands, from 32 on one: `functions.ts`. From 96 on line shapes: `lineshape.ts`; their parameters are b nodes of the
// list of operands from a on, c is the node of the abscissa.
const OP_UNARY = 32;
const OP_LINE_SHAPE = 96;

let nodes = 0;
let atNodes: usize = 0;
let atOperands: usize = 0;
let values: usize = 0;
let adjoints: usize = 0;
/** Derivative of a function of one node, reciprocal of a divisor. */
let slopes: usize = 0;
/** Whether something was added to an adjoint in this sweep (i32 per node). */
let touched: usize = 0;
let partials: usize = 0;
/** Partials of a rare function of two nodes. */
let scratch: usize = 0;
/** Whether the model has branches of which one counts at each point. */
let branching = false;
let columns: usize = 0;
let columnTouched: usize = 0;
let width: usize = 0;

/** Reads the tape of the open job and lays out its planes; the columns of the Jacobian begin at `to`. False without memory. */
export function bindTape(to: usize): bool {
  columns = to;
  nodes = word(W_INSTRUCTIONS);
  atNodes = section(W_AT_INSTRUCTIONS);
  atOperands = section(W_AT_EXTENSION);
  const pair = 2 * PLANE;
  values = allocate(<usize>nodes * pair);
  adjoints = allocate(<usize>nodes * pair);
  slopes = allocate(<usize>nodes * pair);
  touched = allocate((<usize>nodes) << 2);
  columnTouched = allocate((<usize>max(variableCount(), 1)) << 2);
  scratch = allocate(2 * pair);
  let most = 1;
  branching = false;
  for (let i = 0; i < nodes; i++) {
    const at = node(i);
    const op = load<i32>(at);
    if (op === OP_WHERE || op === BINARY_MIN || op === BINARY_MAX) branching = true;
    if (op >= OP_LINE_SHAPE) most = max(most, load<i32>(at, N_PARTIAL) + load<i32>(at, N_B));
  }
  partials = allocate(<usize>most * pair);
  return partials !== 0 && bindLoss();
}

function node(i: i32): usize {
  return atNodes + <usize>i * NODE_BYTES;
}

function value(i: i32): usize {
  return values + <usize>i * 2 * PLANE;
}

function slope(i: i32): usize {
  return slopes + <usize>i * 2 * PLANE;
}

function partial(i: i32): usize {
  return partials + <usize>i * 2 * PLANE;
}

function has(i: i32, flag: i32): boolean {
  return (load<i32>(node(i), N_FLAGS) & flag) !== 0;
}

/** Node of the i-th entry in the list of operands. */
function operand(i: i32): i32 {
  return <i32>get(atOperands, i);
}

/** Values of the model: those of the last node, with the background of lost electrons. */
export function tapeModel(): usize {
  return losing ? modelWithLoss() : value(nodes - 1);
}

/** Blocks of `points` points per plane follow. */
export function setTapeBlock(points: i32): void {
  width = (<usize>points) << 3;
}

function spread(at: usize): void {
  splat(at, load<f64>(at));
}

function splat(at: usize, value: f64): void {
  const x = vsplat(value);
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    vstore(at + o, x);
    vstoreIm(at + o, x);
  }
}

/** Values of node i over the first `bytes` of its planes. */
function evaluate(i: i32, x: usize, bytes: usize): void {
  const at = node(i);
  const op = load<i32>(at);
  const a = load<i32>(at, N_A);
  const b = load<i32>(at, N_B);
  const c = load<i32>(at, N_C);
  const to = value(i);
  if (op === OP_NUMBER) store<f64>(to, load<f64>(at, N_CONSTANT));
  else if (op === OP_PARAMETER) store<f64>(to, parameterValue(a));
  else if (op === OP_PREDICTOR) memory.copy(to, x + <usize>a * 2 * PLANE, 2 * PLANE);
  else if (op === OP_WHERE) choose(to, value(a), value(b), value(c), bytes);
  else if (op < OP_UNARY) combine(op, to, slope(i), value(a), value(b), bytes);
  else if (op < OP_LINE_SHAPE) unary(op, to, slope(i), value(a), load<f64>(at, N_CONSTANT), bytes);
  else {
    for (let k = 0; k < b; k++) setLineParameter(k, load<f64>(value(operand(a + k))));
    lineShape(op - OP_LINE_SHAPE, to, partial(load<i32>(at, N_PARTIAL)), value(c), bytes);
  }
}

/** The nodes that are the same at every point; call after `moveTo`. */
export function prepareTape(): void {
  for (let i = 0; i < nodes; i++) {
    if (!has(i, UNIFORM)) continue;
    evaluate(i, 0, LANE_BYTES);
    spread(value(i));
    spread(slope(i));
  }
}

/** Leaves the values of all nodes over the block whose predictors lie at x, a pair of planes each; blocks follow one another. */
export function tapeForward(x: usize, isFirst: bool): void {
  for (let i = 0; i < nodes; i++) if (!has(i, UNIFORM)) evaluate(i, x, width);
  if (losing) addLoss(value(nodes - 1), value(signalNode), x, <i32>(width >> 3), isFirst);
}

/** Adjoint of node i, and whether this is the first that is added to it: `fresh`. */
function receive(i: i32): usize {
  const at = touched + ((<usize>i) << 2);
  fresh = load<i32>(at) === 0;
  store<i32>(at, 1);
  return adjoints + <usize>i * 2 * PLANE;
}

let fresh: boolean = false;

/** Leaves ∂(seed·model)/∂x in the columns, `seed` being a pair of planes; call after `tapeForward` of the same block. */
export function tapeBackward(seed: usize, x: usize, isFirst: bool): void {
  memory.fill(touched, 0, (<usize>nodes) << 2);
  memory.fill(columnTouched, 0, (<usize>variableCount()) << 2);
  const root = nodes - 1;
  if (has(root, MOVES)) {
    const adjoint = receive(root);
    if (losing) splat(adjoint, 1);
    else memory.copy(adjoint, seed, 2 * PLANE);
    const lines = losing ? signalNode : -1;
    for (let i = root; i > lines; i--) if (isTouched(touched, i)) descend(i);
    if (losing) descendLines(seed, x, isFirst);
  }
  for (let v = 0; v < variableCount(); v++) {
    if (!isTouched(columnTouched, v)) memory.fill(columns + <usize>v * 2 * PLANE, 0, 2 * PLANE);
  }
}

function isTouched(list: usize, i: i32): bool {
  return load<i32>(list + ((<usize>i) << 2)) !== 0;
}

/** Columns of the lines go through the integrals of their background; the others, which are complete, must not be theirs too. */
function descendLines(seed: usize, x: usize, isFirst: bool): void {
  const points = <i32>(width >> 3);
  const complete = 2;
  for (let v = 0; v < variableCount(); v++) {
    if (isTouched(columnTouched, v)) store<i32>(columnTouched + ((<usize>v) << 2), complete);
  }
  for (let i = signalNode; i >= 0; i--) if (isTouched(touched, i)) descend(i);
  for (let v = 0; v < variableCount(); v++) {
    if (load<i32>(columnTouched + ((<usize>v) << 2)) === 1)
      addLossToColumn(v, columns + <usize>v * 2 * PLANE, x, points, isFirst);
  }
  endColumns(x, points);
  if (stepParameter >= 0) scatter(stepParameter, stepOfLines());
  if (slopeParameter >= 0) scatter(slopeParameter, slopeOfLines());
  for (let v = 0; v < variableCount(); v++) {
    const at = columns + <usize>v * 2 * PLANE;
    if (isTouched(columnTouched, v)) multiplyTo(at, true, at, seed, width);
  }
}

/** to (+)= adjoint·partial. */
function passOn(to: usize, first: boolean, adjoint: usize, by: usize): void {
  if (branching) multiplyWhere(to, first, adjoint, by, width);
  else multiplyTo(to, first, adjoint, by, width);
}

/** Hands the adjoint of node i down to its operands. */
function descend(i: i32): void {
  const at = node(i);
  const op = load<i32>(at);
  const a = load<i32>(at, N_A);
  const b = load<i32>(at, N_B);
  const adjoint = adjoints + <usize>i * 2 * PLANE;
  if (op === OP_PARAMETER) {
    scatter(a, adjoint);
  } else if (op === OP_WHERE) {
    const c = load<i32>(at, N_C);
    if (has(b, MOVES)) whereTo(receive(b), fresh, adjoint, value(a), true, width);
    if (has(c, MOVES)) whereTo(receive(c), fresh, adjoint, value(a), false, width);
  } else if (op >= OP_LINE_SHAPE) {
    const first = load<i32>(at, N_PARTIAL);
    for (let k = 0; k < b; k++) {
      const below = operand(a + k);
      if (has(below, MOVES)) passOn(receive(below), fresh, adjoint, partial(first + k));
    }
  } else if (op >= OP_UNARY) {
    passOn(receive(a), fresh, adjoint, slope(i));
  } else if (!isComparison(op)) {
    descendPair(op, i, a, b, adjoint);
  }
}

function descendPair(op: i32, i: i32, a: i32, b: i32, adjoint: usize): void {
  const left = has(a, MOVES);
  const right = has(b, MOVES);
  switch (op) {
    case BINARY_ADD:
      if (left) addTo(receive(a), fresh, adjoint, 1, width);
      if (right) addTo(receive(b), fresh, adjoint, 1, width);
      break;
    case BINARY_SUBTRACT:
      if (left) addTo(receive(a), fresh, adjoint, 1, width);
      if (right) addTo(receive(b), fresh, adjoint, -1, width);
      break;
    case BINARY_MULTIPLY:
      if (left) passOn(receive(a), fresh, adjoint, value(b));
      if (right) passOn(receive(b), fresh, adjoint, value(a));
      break;
    case BINARY_DIVIDE:
      if (left) passOn(receive(a), fresh, adjoint, slope(i));
      if (right && branching) {
        divisorPartial(scratch, value(i), slope(i), width);
        passOn(receive(b), fresh, adjoint, scratch);
      } else if (right) divisorBackward(receive(b), fresh, adjoint, value(i), slope(i), width);
      break;
    default:
      partialsOf(op, value(i), value(a), value(b), scratch, scratch + 2 * PLANE, width);
      if (left) passOn(receive(a), fresh, adjoint, scratch);
      if (right) passOn(receive(b), fresh, adjoint, scratch + 2 * PLANE);
  }
}

/** Adds the adjoint of a parameter into the columns of the variables that it follows. */
function scatter(p: i32, adjoint: usize): void {
  const first = parameterFirstTerm(p);
  for (let t = first; t < first + parameterTerms(p); t++) {
    const v = termVariable(t);
    const at = columnTouched + ((<usize>v) << 2);
    addTo(columns + <usize>v * 2 * PLANE, load<i32>(at) === 0, adjoint, termSlope(t), width);
    store<i32>(at, 1);
  }
}
