// The nodes of a tape as the job holds them: op, a, b, c, flags, first partial (i32 each), constant (f64).

import { section, W_AT_EXTENSION, W_AT_INSTRUCTIONS, W_INSTRUCTIONS, word } from "./job";
import { get } from "./memory";

const NODE_BYTES: usize = 32;
export const N_A: usize = 4;
export const N_B: usize = 8;
export const N_C: usize = 12;
const N_FLAGS: usize = 16;
export const N_PARTIAL: usize = 20;
export const N_CONSTANT: usize = 24;

/** The same at every point. */
const UNIFORM = 1;
/** A parameter moves it. */
const MOVES = 2;

export const OP_NUMBER = 0;
export const OP_PARAMETER = 1;
export const OP_PREDICTOR = 2;
/** b where a is not 0, else c. */
export const OP_WHERE = 3;
// From 8 on two operands, from 32 on one: `functions.ts`. From 96 on line shapes: `lineshape.ts`; their parameters are b nodes of the
// list of operands from a on, c is the node of the abscissa.
export const OP_UNARY = 32;
export const OP_LINE_SHAPE = 96;

export let nodes = 0;
let atNodes: usize = 0;
let atOperands: usize = 0;

export function bindNodes(): void {
  nodes = word(W_INSTRUCTIONS);
  atNodes = section(W_AT_INSTRUCTIONS);
  atOperands = section(W_AT_EXTENSION);
}

/** Record of node i. */
export function node(i: i32): usize {
  return atNodes + <usize>i * NODE_BYTES;
}

export function operation(i: i32): i32 {
  return load<i32>(node(i));
}

export function isUniform(i: i32): boolean {
  return (load<i32>(node(i), N_FLAGS) & UNIFORM) !== 0;
}

export function moves(i: i32): boolean {
  return (load<i32>(node(i), N_FLAGS) & MOVES) !== 0;
}

/** Node of the i-th entry in the list of operands. */
export function operand(i: i32): i32 {
  return <i32>get(atOperands, i);
}
