// The parameters of the Program: what the solver moves (variables, scales as logarithms) and the parameters that follow from them,
// parameter = offset + Σ coefficient·variable.

import { log } from "./elementary";
import { exp } from "./exponential";
import {
  PARAMETER_BYTES,
  REFERENCE_BYTES,
  ROLE_GAIN,
  ROLE_INNER,
  section,
  TERM_BYTES,
  VARIABLE_BYTES,
  W_AT_PARAMETERS,
  W_AT_REFERENCES,
  W_AT_TERMS,
  W_AT_VARIABLES,
  W_PARAMETERS,
  W_REFERENCES,
  W_VARIABLES,
  word,
} from "./job";
import { allocate, doubles, get, put } from "./memory";

// Fields of a variable record, in bytes
export const V_BRANCH: usize = 4;
export const V_EXPONENT_VARIABLE: usize = 8;
export const V_ELEMENT: usize = 12;
export const V_LOWER: usize = 16;
export const V_UPPER: usize = 24;
export const V_IMPEDANCE: usize = 32;
export const V_FREQUENCY: usize = 40;
export const V_FREQUENCY_PER_EXPONENT: usize = 48;
export const V_FIXED_EXPONENT: usize = 56;
export const V_DRAW_FROM: usize = 64;
export const V_DRAW_TO: usize = 72;

let parameters = 0;
let variables = 0;
let atParameters: usize = 0;
let atTerms: usize = 0;
let atVariables: usize = 0;

/** Values of the variables in user units, and d value/d x, x being what the solver moves (ln value for scales). */
let variableValues: usize = 0;
let variableSlopes: usize = 0;
let parameterValues: usize = 0;
let parameterLogs: usize = 0;
/** Whether a reference multiplies by the parameter: exponents need no logarithm (i32 each). */
let needsLog: usize = 0;

export function bindParameters(): bool {
  parameters = word(W_PARAMETERS);
  variables = word(W_VARIABLES);
  atParameters = section(W_AT_PARAMETERS);
  atTerms = section(W_AT_TERMS);
  atVariables = section(W_AT_VARIABLES);
  variableValues = doubles(variables);
  variableSlopes = doubles(variables);
  parameterValues = doubles(parameters);
  parameterLogs = doubles(parameters);
  needsLog = allocate((<usize>parameters) << 2);
  if (needsLog === 0) return false;
  for (let p = 0; p < parameters; p++) store<i32>(needsLog + ((<usize>p) << 2), 0);
  for (let r = 0; r < word(W_REFERENCES); r++) {
    const reference = section(W_AT_REFERENCES) + <usize>r * REFERENCE_BYTES;
    const role = load<i32>(reference, 4);
    if (role === ROLE_GAIN || role === ROLE_INNER)
      store<i32>(needsLog + ((<usize>load<i32>(reference)) << 2), 1);
  }
  return true;
}

export function variableCount(): i32 {
  return variables;
}

/** Address of a variable's record in the job. */
export function variableRecord(v: i32): usize {
  return atVariables + <usize>v * VARIABLE_BYTES;
}

export function isLogarithmic(v: i32): bool {
  return load<i32>(variableRecord(v)) === 1;
}

/** d value/d x of a variable at the last evaluated point. */
export function variableSlope(v: i32): f64 {
  return get(variableSlopes, v);
}

export function variableValue(v: i32): f64 {
  return get(variableValues, v);
}

export function parameterValue(p: i32): f64 {
  return get(parameterValues, p);
}

/** ln |parameter|; only where a reference multiplies by it. */
export function parameterLog(p: i32): f64 {
  return get(parameterLogs, p);
}

/**
 * Stands for a parameter of exactly 0: its products and quotients stay finite, so that derivatives, which are computed relative to
 * the value, are those at 0, and a short beside a capacitor is a short.
 */
const NOTHING = 1e-150;

/** Moves every parameter to the solver's point x. */
export function moveTo(x: usize): void {
  for (let v = 0; v < variables; v++) {
    const xv = get(x, v);
    if (isLogarithmic(v)) {
      const value = exp(xv);
      put(variableValues, v, value);
      put(variableSlopes, v, value);
    } else {
      put(variableValues, v, xv);
      put(variableSlopes, v, 1);
    }
  }
  for (let p = 0; p < parameters; p++) {
    const at = atParameters + <usize>p * PARAMETER_BYTES;
    const first = load<i32>(at);
    const terms = load<i32>(at, 4);
    let value = load<f64>(at, 8);
    if (terms === 1 && value === 0) {
      const term = atTerms + <usize>first * TERM_BYTES;
      const v = load<i32>(term);
      const coefficient = load<f64>(term, 8);
      value = coefficient * get(variableValues, v);
      if (value === 0) value = NOTHING;
      put(parameterValues, p, value);
      if (coefficient === 1 && isLogarithmic(v)) put(parameterLogs, p, get(x, v));
      else if (load<i32>(needsLog + ((<usize>p) << 2)) !== 0) put(parameterLogs, p, log(abs(value)));
      continue;
    }
    for (let t = first; t < first + terms; t++) {
      const term = atTerms + <usize>t * TERM_BYTES;
      value += load<f64>(term, 8) * get(variableValues, load<i32>(term));
    }
    if (value === 0) value = NOTHING;
    put(parameterValues, p, value);
    if (load<i32>(needsLog + ((<usize>p) << 2)) !== 0) put(parameterLogs, p, log(abs(value)));
  }
}

/** d parameter/d x of the single variable behind a reference that writes its column directly. */
export function parameterSlope(p: i32): f64 {
  const at = atParameters + <usize>p * PARAMETER_BYTES;
  const term = atTerms + <usize>load<i32>(at) * TERM_BYTES;
  return load<f64>(term, 8) * get(variableSlopes, load<i32>(term));
}

/** Variable of a term of the job's table. */
export function termVariable(t: i32): i32 {
  return load<i32>(atTerms + <usize>t * TERM_BYTES);
}

/** ∂ parameter/∂ x of that term. */
export function termSlope(t: i32): f64 {
  return load<f64>(atTerms + <usize>t * TERM_BYTES, 8) * get(variableSlopes, termVariable(t));
}

/** First of the terms of a parameter in the job's table, and their number. */
export function parameterFirstTerm(p: i32): i32 {
  return load<i32>(atParameters + <usize>p * PARAMETER_BYTES);
}

export function parameterTerms(p: i32): i32 {
  return load<i32>(atParameters + <usize>p * PARAMETER_BYTES, 4);
}
