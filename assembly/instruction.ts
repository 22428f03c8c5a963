// The instructions of the Program as the job has them, and their scalars: gains, exponents, phases, and the factors by which the
// backward sweep multiplies its columns. Scalars are computed once per evaluation, planes per block.

import { cosine, log, sincosQuarterTurns, sine } from "./elementary";
import { exp } from "./exponential";
import {
  INSTRUCTION_BYTES,
  REFERENCE_BYTES,
  ROLE_CONDUCTANCE,
  ROLE_EXPONENT,
  ROLE_GAIN,
  ROLE_INNER,
  section,
  W_AT_INSTRUCTIONS,
  W_AT_REFERENCES,
  W_BASIS_INSTRUCTIONS,
  W_BRANCHES,
  W_INSTRUCTIONS,
  W_REFERENCES,
  W_REGISTERS,
  word,
} from "./job";
import { doubles, get, put } from "./memory";
import { parameterLog, parameterSlope, parameterValue } from "./parameters";

export const OP_CONSTANT = 0;
export const OP_FILL = 1;
export const OP_CAPACITIVE = 2;
export const OP_INDUCTIVE = 3;
export const OP_POWER = 4;
export const OP_INVERT = 5;
export const OP_MULTIPLY = 6;
export const OP_SCALE = 7;
export const OP_RAISE = 8;
export const OP_COTH_OVER = 9;
export const OP_TANH_OVER = 10;
export const OP_CSCH_OVER = 11;
/** 1/(c + K(jω)ᵃ): references conductance, gain, exponent. */
export const OP_ARC = 12;
/** A function of one register, its number (FUNCTION_…) in the field of the second source. */
export const OP_FUNCTION = 13;

// Fields of an instruction record, in bytes
export const I_DESTINATION: usize = 4;
export const I_SOURCE: usize = 8;
export const I_SECOND: usize = 12;
export const I_FIRST_REFERENCE: usize = 16;
export const I_REFERENCES: usize = 20;
export const I_FRESH: usize = 24;
const I_GAIN: usize = 32;
const I_EXPONENT: usize = 40;

// Scalars of an instruction
const SCALARS = 6;
export const S_GAIN = 0;
export const S_LN_GAIN = 1;
export const S_EXPONENT = 2;
export const S_PHASE_RE = 3;
export const S_PHASE_IM = 4;
export const S_CONDUCTANCE = 5;

let atInstructions: usize = 0;
let atReferences: usize = 0;
let registers = 0;
let scalars: usize = 0;
let constants: usize = 0;
/** d ln K/dx and d a/dx of each reference. */
let alphas: usize = 0;
let betas: usize = 0;

export function bindInstructions(): bool {
  atInstructions = section(W_AT_INSTRUCTIONS);
  atReferences = section(W_AT_REFERENCES);
  registers = word(W_REGISTERS) + word(W_BRANCHES);
  scalars = doubles((word(W_INSTRUCTIONS) + word(W_BASIS_INSTRUCTIONS)) * SCALARS);
  constants = doubles(registers);
  alphas = doubles(word(W_REFERENCES));
  betas = doubles(word(W_REFERENCES));
  return betas !== 0;
}

/** Record of instruction i. */
export function instruction(i: i32): usize {
  return atInstructions + <usize>i * INSTRUCTION_BYTES;
}

/** Scalar S_… of instruction i. */
export function scalar(i: i32, which: i32): f64 {
  return get(scalars, i * SCALARS + which);
}

/** Sum of the real constants in a register. */
export function constantOf(register: i32): f64 {
  return get(constants, register);
}

/** Record of reference r. */
export function reference(r: i32): usize {
  return atReferences + <usize>r * REFERENCE_BYTES;
}

export function alpha(r: i32): f64 {
  return get(alphas, r);
}

export function beta(r: i32): f64 {
  return get(betas, r);
}

/** Scalars of the instructions from `from` to `to`: gains, exponents, phases, and what the references multiply. */
export function prepare(from: i32, to: i32): void {
  for (let r = 0; r < registers; r++) put(constants, r, 0);
  for (let i = from; i < to; i++) {
    const at = instruction(i);
    const op = load<i32>(at);
    const first = load<i32>(at, I_FIRST_REFERENCE);
    const last = first + load<i32>(at, I_REFERENCES);
    let gain = load<f64>(at, I_GAIN);
    let exponent = load<f64>(at, I_EXPONENT);
    let lnGain = 0.0;
    let lnInner = 0.0;
    let conductance = 1.0;
    for (let r = first; r < last; r++) {
      const use = reference(r);
      const p = load<i32>(use);
      const role = load<i32>(use, 4);
      const degree = load<f64>(use, 16);
      if (role === ROLE_EXPONENT) {
        exponent += degree * parameterValue(p);
        continue;
      }
      if (role === ROLE_CONDUCTANCE) {
        conductance /= parameterValue(p);
        continue;
      }
      const ln = degree * parameterLog(p);
      if (role === ROLE_INNER) lnInner += ln;
      else lnGain += ln;
      if (role === ROLE_GAIN) {
        const value = parameterValue(p);
        if (degree === 1) gain *= value;
        else if (degree === -1) gain /= value;
        else gain *= (value < 0 ? -1.0 : 1.0) * exp(ln);
      }
    }
    const s = scalars + <usize>(i * SCALARS) * 8;
    put(s, S_GAIN, gain);
    put(s, S_EXPONENT, exponent);
    put(s, S_CONDUCTANCE, conductance);
    if (op === OP_POWER || op === OP_ARC) {
      const constant = load<f64>(at, I_GAIN);
      put(s, S_LN_GAIN, lnGain + exponent * lnInner + (constant === 1 ? 0 : log(abs(constant))));
      sincosQuarterTurns(exponent);
      const sign = gain < 0 ? -1.0 : 1.0;
      put(s, S_PHASE_RE, sign * cosine);
      put(s, S_PHASE_IM, sign * sine);
    } else if (op === OP_CONSTANT) {
      const d = load<i32>(at, I_DESTINATION);
      put(constants, d, get(constants, d) + gain);
    }
    for (let r = first; r < last; r++) {
      const use = reference(r);
      const p = load<i32>(use);
      const role = load<i32>(use, 4);
      const target = load<i32>(use, 8);
      const degree = load<f64>(use, 16);
      const slope = target >= 0 ? parameterSlope(p) : 1.0;
      if (role === ROLE_EXPONENT) {
        put(betas, r, degree * slope);
        put(alphas, r, degree * slope * lnInner);
      } else if (role === ROLE_CONDUCTANCE) {
        put(betas, r, 0);
        put(alphas, r, (-slope / parameterValue(p)) * conductance);
      } else {
        put(betas, r, 0);
        put(alphas, r, (role === ROLE_INNER ? exponent : 1.0) * degree * (slope / parameterValue(p)));
      }
    }
  }
}
