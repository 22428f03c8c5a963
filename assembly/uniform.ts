// The nodes of a tape that are the same at every point and that a parameter moves: their derivatives are numbers, one for each variable
// behind them, and not planes. What the points hand down to such a node goes to the columns of these variables at once.

import { addTo, multiplyTo, multiplyWhere } from "./functions";
import { allocate, doubles, get, put, release } from "./memory";
import {
  isUniform,
  moves,
  N_A,
  N_B,
  N_C,
  node,
  nodes,
  OP_PARAMETER,
  OP_UNARY,
  OP_WHERE,
  operation,
} from "./node";
import { parameterFirstTerm, parameterTerms, termSlope, termVariable, variableCount } from "./parameters";

/** Slope (f64), variable (i32). */
const ENTRY_BYTES: usize = 16;
const E_VARIABLE: usize = 8;

let entries: usize = 0;
/** First entry of each node; those of node i end where those of i + 1 begin (i32). */
let firsts: usize = 0;
/** Per variable: the derivative of the node in work; the node that last had it (i32). */
let sums: usize = 0;
let owners: usize = 0;
let columns: usize = 0;
/** Whether something stands in a column already (i32 per variable). */
let filled: usize = 0;
/** A product that goes to several columns. */
let product: usize = 0;

function entry(k: i32): usize {
  return entries + <usize>k * ENTRY_BYTES;
}

function first(i: i32): i32 {
  return load<i32>(firsts + ((<usize>i) << 2));
}

/** Finds the variables behind every node; the columns of the Jacobian begin at `to`. False without memory. */
export function bindUniform(to: usize): bool {
  const n = variableCount();
  columns = to;
  firsts = allocate((<usize>nodes + 1) << 2);
  sums = doubles(max(n, 1));
  owners = allocate((<usize>max(n, 1)) << 2);
  filled = allocate((<usize>max(n, 1)) << 2);
  product = allocate(2 * PLANE);
  let most = 0;
  for (let i = 0; i < nodes; i++) if (isUniform(i) && moves(i)) most += n;
  entries = allocate(<usize>(most + 1) * ENTRY_BYTES);
  if (entries === 0) return false;
  memory.fill(owners, 0xff, (<usize>n) << 2);
  let count = 0;
  for (let i = 0; i < nodes; i++) {
    store<i32>(firsts + ((<usize>i) << 2), count);
    if (!isUniform(i) || !moves(i)) continue;
    const at = node(i);
    const op = operation(i);
    const a = load<i32>(at, N_A);
    if (op === OP_PARAMETER) {
      const from = parameterFirstTerm(a);
      for (let t = from; t < from + parameterTerms(a); t++) count = claim(count, i, termVariable(t));
      continue;
    }
    if (op !== OP_WHERE) count = claimAll(count, i, a);
    if (op < OP_UNARY) count = claimAll(count, i, load<i32>(at, N_B));
    if (op === OP_WHERE) count = claimAll(count, i, load<i32>(at, N_C));
  }
  store<i32>(firsts + ((<usize>nodes) << 2), count);
  release(entry(count + 1));
  return true;
}

/** Makes v one of the variables behind node i; returns the number of entries. */
function claim(count: i32, i: i32, v: i32): i32 {
  const owner = owners + ((<usize>v) << 2);
  if (load<i32>(owner) === i) return count;
  store<i32>(owner, i);
  store<i32>(entry(count), v, E_VARIABLE);
  return count + 1;
}

function claimAll(count: i32, i: i32, below: i32): i32 {
  let after = count;
  for (let k = first(below); k < first(below + 1) && below < i; k++)
    after = claim(after, i, load<i32>(entry(k), E_VARIABLE));
  return after;
}

/** Begins the derivatives of node i. */
export function beginSlopes(i: i32): void {
  for (let k = first(i); k < first(i + 1); k++) put(sums, load<i32>(entry(k), E_VARIABLE), 0);
}

/** Adds partial times the derivatives of the node below; nothing where the partial is 0, whatever they are. */
export function addSlopes(below: i32, partial: f64): void {
  if (partial === 0) return;
  for (let k = first(below); k < first(below + 1); k++) {
    const v = load<i32>(entry(k), E_VARIABLE);
    put(sums, v, get(sums, v) + partial * load<f64>(entry(k)));
  }
}

/** Adds those of parameter p. */
export function addParameter(p: i32): void {
  const from = parameterFirstTerm(p);
  for (let t = from; t < from + parameterTerms(p); t++)
    put(sums, termVariable(t), get(sums, termVariable(t)) + termSlope(t));
}

/** Keeps the derivatives of node i. */
export function endSlopes(i: i32): void {
  for (let k = first(i); k < first(i + 1); k++)
    store<f64>(entry(k), get(sums, load<i32>(entry(k), E_VARIABLE)));
}

/** Nothing stands in the columns. */
export function clearColumns(): void {
  memory.fill(filled, 0, (<usize>variableCount()) << 2);
}

/** Columns to which nothing was added are 0. */
export function closeColumns(): void {
  for (let v = 0; v < variableCount(); v++) {
    if (load<i32>(filled + ((<usize>v) << 2)) === 0)
      memory.fill(columns + <usize>v * 2 * PLANE, 0, 2 * PLANE);
  }
}

export function columnAt(v: i32): usize {
  return columns + <usize>v * 2 * PLANE;
}

export function isFilled(v: i32): bool {
  return load<i32>(filled + ((<usize>v) << 2)) !== 0;
}

/** Whether something was added to a column since `completeColumns`. */
export function isGrowing(v: i32): bool {
  return load<i32>(filled + ((<usize>v) << 2)) === 1;
}

/** Tells the columns that are filled now from those that will be. */
export function completeColumns(): void {
  for (let v = 0; v < variableCount(); v++) if (isFilled(v)) store<i32>(filled + ((<usize>v) << 2), 2);
}

/** Adds a pair of planes to the columns of the variables behind parameter p. */
export function addToColumns(p: i32, planes: usize, width: usize): void {
  const from = parameterFirstTerm(p);
  for (let t = from; t < from + parameterTerms(p); t++) {
    const v = termVariable(t);
    addTo(columnAt(v), !isFilled(v), planes, termSlope(t), width);
    store<i32>(filled + ((<usize>v) << 2), 1);
  }
}

/** Adds factor·adjoint·by (by = 0: factor·adjoint), all that comes down to node i from one node above, to the columns behind it. */
export function scatter(
  i: i32,
  adjoint: usize,
  by: usize,
  factor: f64,
  branching: boolean,
  width: usize,
): void {
  let from = adjoint;
  let times = by;
  let scale = factor;
  const end = first(i + 1);
  if (by !== 0 && !branching && end - first(i) > 1) {
    multiplyTo(product, true, adjoint, by, factor, width);
    from = product;
    times = 0;
    scale = 1;
  }
  for (let k = first(i); k < end; k++) {
    const at = entry(k);
    const v = load<i32>(at, E_VARIABLE);
    const f = scale * load<f64>(at);
    const to = columns + <usize>v * 2 * PLANE;
    const flag = filled + ((<usize>v) << 2);
    const fresh = load<i32>(flag) === 0;
    store<i32>(flag, 1);
    if (branching) multiplyWhere(to, fresh, from, times, f, width);
    else if (times === 0) addTo(to, fresh, from, f, width);
    else multiplyTo(to, fresh, from, times, f, width);
  }
}
