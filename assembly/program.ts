// The interpreter. A Program is a list of instructions; each adds an immittance to a register: a pair of planes (real, imaginary)
// over a block of points. The forward sweep leaves the model in register 0; the backward sweep carries the adjoint of register 0
// back to the parameters and leaves one column of the Jacobian per variable.
// Every register is read by exactly one instruction, so an adjoint is written once and never added to.

import { arc, arcBackward } from "./arc";
import {
  apply,
  constantBackward,
  FUNCTION_COTH_OVER,
  FUNCTION_CSCH_OVER,
  FUNCTION_RAISE,
  FUNCTION_SCALE,
  FUNCTION_TANH_OVER,
  invert,
  invertBackward,
  invertBackwardReal,
  multiply,
  scaleBackward,
} from "./arithmetic";
import { cosine, log, sincosQuarterTurns, sine } from "./elementary";
import { exp, power, powerAnywhere } from "./exponential";
import {
  GATHER_BYTES,
  INSTRUCTION_BYTES,
  PARAMETER_BYTES,
  REFERENCE_BYTES,
  ROLE_CONDUCTANCE,
  ROLE_EXPONENT,
  ROLE_GAIN,
  ROLE_INNER,
  section,
  TERM_BYTES,
  VARIABLE_BYTES,
  W_AT_GATHERS,
  W_AT_INSTRUCTIONS,
  W_AT_PARAMETERS,
  W_AT_REFERENCES,
  W_AT_TERMS,
  W_AT_VARIABLES,
  W_BASIS_INSTRUCTIONS,
  W_BRANCHES,
  W_GATHERS,
  W_INSTRUCTIONS,
  W_PARAMETERS,
  W_REFERENCES,
  W_REGISTERS,
  W_VARIABLES,
  word,
} from "./job";
import { allocate, doubles, get, put } from "./memory";
import { fill, linear, linearBackward, powerBackward, powerBackwardPair } from "./monomial";
import { lnOmegaMost } from "./points";

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

// Fields of an instruction record, in bytes
const I_DESTINATION: usize = 4;
const I_SOURCE: usize = 8;
const I_SECOND: usize = 12;
const I_FIRST_REFERENCE: usize = 16;
const I_REFERENCES: usize = 20;
const I_FRESH: usize = 24;
const I_GAIN: usize = 32;
const I_EXPONENT: usize = 40;

// Scalars of an instruction, computed once per evaluation
const SCALARS = 6;
const S_GAIN = 0;
const S_LN_GAIN = 1;
const S_EXPONENT = 2;
const S_PHASE_RE = 3;
const S_PHASE_IM = 4;
const S_CONDUCTANCE = 5;

const SLOT_PLANES: usize = 6;

let instructions = 0;
let basisInstructions = 0;
let references = 0;
let parameters = 0;
let variables = 0;
let gathers = 0;
let registers = 0;

let atInstructions: usize = 0;
let atReferences: usize = 0;
let atParameters: usize = 0;
let atTerms: usize = 0;
let atGathers: usize = 0;
let atVariables: usize = 0;

/** Values of the variables in user units, and d value/d x, x being what the solver moves (ln value for scales). */
let variableValues: usize = 0;
let variableSlopes: usize = 0;
let parameterValues: usize = 0;
let parameterLogs: usize = 0;
/** Whether a reference multiplies by the parameter: exponents need no logarithm (i32 each). */
let needsLog: usize = 0;
let scalars: usize = 0;
let constants: usize = 0;
/** d ln K/dx and d a/dx of each reference, and the column that it writes. */
let alphas: usize = 0;
let betas: usize = 0;
let columnOf: usize = 0;

let planes: usize = 0;
let adjoints: usize = 0;
let slots: usize = 0;
let columns: usize = 0;
let spare: usize = 0;
/** Bytes of one plane of the present block. */
let width: usize = 0;

/** Reads the Program of the open job and lays out its workspace for blocks of at most `points` points. */
export function bindProgram(points: i32): bool {
  instructions = word(W_INSTRUCTIONS);
  basisInstructions = word(W_BASIS_INSTRUCTIONS);
  references = word(W_REFERENCES);
  parameters = word(W_PARAMETERS);
  variables = word(W_VARIABLES);
  gathers = word(W_GATHERS);
  registers = word(W_REGISTERS) + word(W_BRANCHES);
  atInstructions = section(W_AT_INSTRUCTIONS);
  atReferences = section(W_AT_REFERENCES);
  atParameters = section(W_AT_PARAMETERS);
  atTerms = section(W_AT_TERMS);
  atGathers = section(W_AT_GATHERS);
  atVariables = section(W_AT_VARIABLES);
  variableValues = doubles(variables);
  variableSlopes = doubles(variables);
  parameterValues = doubles(parameters);
  parameterLogs = doubles(parameters);
  needsLog = allocate((<usize>parameters) << 2);
  for (let p = 0; p < parameters; p++) store<i32>(needsLog + ((<usize>p) << 2), 0);
  for (let r = 0; r < references; r++) {
    const reference = atReferences + <usize>r * REFERENCE_BYTES;
    if (load<i32>(reference, 4) === ROLE_GAIN || load<i32>(reference, 4) === ROLE_INNER)
      store<i32>(needsLog + ((<usize>load<i32>(reference)) << 2), 1);
  }
  const all = instructions + basisInstructions;
  scalars = doubles(all * SCALARS);
  constants = doubles(registers);
  alphas = doubles(references);
  betas = doubles(references);
  columnOf = allocate((<usize>references) << 2);
  const plane = (<usize>points) << 3;
  planes = allocate(<usize>registers * 2 * plane);
  adjoints = allocate(<usize>registers * 2 * plane);
  slots = allocate(<usize>all * SLOT_PLANES * plane);
  // One column per variable, one for the residuals, a scratch column per reference
  columns = allocate(<usize>(variables + 1 + references) * 2 * plane);
  spare = allocate(2 * plane);
  return spare !== 0;
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

/** Column of variable v; v = variables is that of the residuals. */
export function column(v: i32): usize {
  return columns + <usize>v * 2 * width;
}

/** Planes of a register. */
export function register(r: i32): usize {
  return planes + <usize>r * 2 * width;
}

/** Blocks of `points` points each follow: columns and planes are packed to that width. */
export function setBlock(points: i32): void {
  width = (<usize>points) << 3;
  const scratch = columns + <usize>(variables + 1) * 2 * width;
  for (let r = 0; r < references; r++) {
    const target = load<i32>(atReferences + <usize>r * REFERENCE_BYTES + 8);
    const at =
      target >= 0
        ? columns + <usize>target * 2 * width
        : target === -1
          ? scratch + <usize>r * 2 * width
          : spare;
    store<u32>(columnOf + ((<usize>r) << 2), <u32>at);
  }
}

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
      put(parameterValues, p, value);
      if (coefficient === 1 && isLogarithmic(v)) put(parameterLogs, p, get(x, v));
      else if (load<i32>(needsLog + ((<usize>p) << 2)) !== 0) put(parameterLogs, p, log(abs(value)));
      continue;
    }
    for (let t = first; t < first + terms; t++) {
      const term = atTerms + <usize>t * TERM_BYTES;
      value += load<f64>(term, 8) * get(variableValues, load<i32>(term));
    }
    put(parameterValues, p, value);
    if (load<i32>(needsLog + ((<usize>p) << 2)) !== 0) put(parameterLogs, p, log(abs(value)));
  }
}

/** d parameter/d x of the single variable behind a reference that writes its column directly. */
function chain(p: i32): f64 {
  const at = atParameters + <usize>p * PARAMETER_BYTES;
  const term = atTerms + <usize>load<i32>(at) * TERM_BYTES;
  return load<f64>(term, 8) * get(variableSlopes, load<i32>(term));
}

/** Scalars of the instructions from `from` to `to`: gains, exponents, phases, and what the references multiply. */
function prepare(from: i32, to: i32): void {
  for (let r = 0; r < registers; r++) put(constants, r, 0);
  for (let i = from; i < to; i++) {
    const at = atInstructions + <usize>i * INSTRUCTION_BYTES;
    const op = load<i32>(at);
    const first = load<i32>(at, I_FIRST_REFERENCE);
    const last = first + load<i32>(at, I_REFERENCES);
    let gain = load<f64>(at, I_GAIN);
    let exponent = load<f64>(at, I_EXPONENT);
    let lnGain = 0.0;
    let lnInner = 0.0;
    let conductance = 1.0;
    for (let r = first; r < last; r++) {
      const reference = atReferences + <usize>r * REFERENCE_BYTES;
      const p = load<i32>(reference);
      const role = load<i32>(reference, 4);
      const degree = load<f64>(reference, 16);
      if (role === ROLE_EXPONENT) {
        exponent += degree * get(parameterValues, p);
        continue;
      }
      if (role === ROLE_CONDUCTANCE) {
        conductance /= get(parameterValues, p);
        continue;
      }
      const ln = degree * get(parameterLogs, p);
      if (role === ROLE_INNER) lnInner += ln;
      else lnGain += ln;
      if (role === ROLE_GAIN) {
        const value = get(parameterValues, p);
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
      const reference = atReferences + <usize>r * REFERENCE_BYTES;
      const p = load<i32>(reference);
      const role = load<i32>(reference, 4);
      const target = load<i32>(reference, 8);
      const degree = load<f64>(reference, 16);
      const slope = target >= 0 ? chain(p) : 1.0;
      if (role === ROLE_EXPONENT) {
        put(betas, r, degree * slope);
        put(alphas, r, degree * slope * lnInner);
      } else if (role === ROLE_CONDUCTANCE) {
        put(betas, r, 0);
        put(alphas, r, (-slope / get(parameterValues, p)) * conductance);
      } else {
        put(betas, r, 0);
        put(alphas, r, (role === ROLE_INNER ? exponent : 1.0) * degree * (slope / get(parameterValues, p)));
      }
    }
  }
}

function sweep(from: i32, to: i32, lnOmega: usize, omega: usize): void {
  for (let i = from; i < to; i++) {
    const at = atInstructions + <usize>i * INSTRUCTION_BYTES;
    const op = load<i32>(at);
    const d = load<i32>(at, I_DESTINATION);
    const dst = register(d);
    const src = register(load<i32>(at, I_SOURCE));
    const fresh = load<i32>(at, I_FRESH) !== 0;
    const constant = get(constants, d);
    const s = scalars + <usize>(i * SCALARS) * 8;
    const slot = slots + <usize>i * SLOT_PLANES * width;
    const gain = get(s, S_GAIN);
    const exponent = get(s, S_EXPONENT);
    switch (op) {
      case OP_CONSTANT:
        break;
      case OP_FILL:
        fill(dst, width, constant);
        break;
      case OP_CAPACITIVE:
        linear(dst, slot, omega, width, fresh, constant, gain, true);
        break;
      case OP_INDUCTIVE:
        linear(dst, slot, omega, width, fresh, constant, gain, false);
        break;
      case OP_POWER:
      case OP_ARC: {
        const to: usize = op === OP_ARC ? 0 : dst;
        const lnGain = get(s, S_LN_GAIN);
        const cr = get(s, S_PHASE_RE);
        const ci = get(s, S_PHASE_IM);
        if (abs(lnGain) + abs(exponent) * lnOmegaMost < 700.0) {
          power(to, slot, lnOmega, width, fresh, constant, lnGain, exponent, cr, ci);
        } else {
          powerAnywhere(to, slot, lnOmega, width, fresh, constant, lnGain, exponent, cr, ci);
        }
        if (op === OP_ARC) arc(dst, slot, width, fresh, constant, get(s, S_CONDUCTANCE));
        break;
      }
      case OP_INVERT:
        invert(dst, src, slot, width, fresh, constant);
        break;
      case OP_MULTIPLY:
        multiply(dst, src, register(load<i32>(at, I_SECOND)), slot, width, fresh, constant, gain);
        break;
      case OP_SCALE:
        apply(FUNCTION_SCALE, dst, src, slot, width, fresh, constant, gain, 1);
        break;
      case OP_RAISE:
        apply(FUNCTION_RAISE, dst, src, slot, width, fresh, constant, gain, exponent);
        break;
      case OP_COTH_OVER:
        apply(FUNCTION_COTH_OVER, dst, src, slot, width, fresh, constant, gain, 1);
        break;
      case OP_TANH_OVER:
        apply(FUNCTION_TANH_OVER, dst, src, slot, width, fresh, constant, gain, 1);
        break;
      default:
        apply(FUNCTION_CSCH_OVER, dst, src, slot, width, fresh, constant, gain, 1);
    }
  }
}

/** Scalars of the model; call after `moveTo`. */
export function prepareModel(): void {
  prepare(0, instructions);
}

/** Scalars of the basis: the branches of the model, each into a register of its own. */
export function prepareBasis(): void {
  prepare(instructions, instructions + basisInstructions);
}

/** Leaves the model over one block in register 0. */
export function forward(lnOmega: usize, omega: usize): void {
  sweep(0, instructions, lnOmega, omega);
}

/** Leaves branch b of the model in register `basisRegister(b)`. */
export function forwardBasis(lnOmega: usize, omega: usize): void {
  sweep(instructions, instructions + basisInstructions, lnOmega, omega);
}

export function basisRegister(branch: i32): usize {
  return register(word(W_REGISTERS) + branch);
}

function referenceColumn(r: i32): usize {
  return <usize>load<u32>(columnOf + ((<usize>r) << 2));
}

/**
 * Leaves ∂(w·model)/∂x in the columns, w being the real weight plane that is the adjoint of register 0
 * (`root` is that plane followed by a plane of zeros).
 */
export function backward(lnOmega: usize, root: usize): void {
  for (let i = instructions - 1; i >= 0; i--) {
    const at = atInstructions + <usize>i * INSTRUCTION_BYTES;
    const op = load<i32>(at);
    const d = load<i32>(at, I_DESTINATION);
    const adjoint = d === 0 ? root : adjoints + <usize>d * 2 * width;
    const source = load<i32>(at, I_SOURCE);
    const below = adjoints + <usize>source * 2 * width;
    const first = load<i32>(at, I_FIRST_REFERENCE);
    const count = load<i32>(at, I_REFERENCES);
    const s = scalars + <usize>(i * SCALARS) * 8;
    const slot = slots + <usize>i * SLOT_PLANES * width;
    switch (op) {
      case OP_FILL:
        break;
      case OP_CONSTANT:
        for (let r = first; r < first + count; r++) {
          constantBackward(referenceColumn(r), adjoint, width, get(alphas, r) * get(s, S_GAIN));
        }
        break;
      case OP_CAPACITIVE:
      case OP_INDUCTIVE:
        for (let r = first; r < first + count; r++) {
          linearBackward(adjoint, slot, width, referenceColumn(r), get(alphas, r));
        }
        break;
      case OP_POWER:
        if (count === 2 && get(betas, first) === 0) {
          powerBackwardPair(
            adjoint,
            slot,
            lnOmega,
            width,
            referenceColumn(first),
            get(alphas, first),
            referenceColumn(first + 1),
            get(alphas, first + 1),
            get(betas, first + 1),
          );
        } else {
          for (let r = first; r < first + count; r++) {
            powerBackward(adjoint, slot, lnOmega, width, referenceColumn(r), get(alphas, r), get(betas, r));
          }
        }
        break;
      case OP_ARC:
        arcBackward(
          adjoint,
          slot,
          lnOmega,
          width,
          d === 0,
          referenceColumn(first),
          get(alphas, first),
          referenceColumn(first + 1),
          get(alphas, first + 1),
          referenceColumn(first + 2),
          get(alphas, first + 2),
          get(betas, first + 2),
        );
        break;
      case OP_INVERT:
        if (d === 0) invertBackwardReal(below, root, slot, width);
        else invertBackward(below, adjoint, slot, width);
        break;
      case OP_MULTIPLY: {
        const second = load<i32>(at, I_SECOND);
        scaleBackward(below, adjoint, register(second), width, get(s, S_GAIN));
        scaleBackward(adjoints + <usize>second * 2 * width, adjoint, register(source), width, get(s, S_GAIN));
        for (let r = first; r < first + count; r++) {
          scaleBackward(referenceColumn(r), adjoint, slot, width, get(alphas, r));
        }
        break;
      }
      default:
        scaleBackward(below, adjoint, slot + 2 * width, width, 1);
        for (let r = first; r < first + count; r++) {
          const exponent = load<i32>(atReferences + <usize>r * REFERENCE_BYTES, 4) === ROLE_EXPONENT;
          const plane = exponent ? slot + 4 * width : slot;
          scaleBackward(referenceColumn(r), adjoint, plane, width, exponent ? get(betas, r) : get(alphas, r));
        }
    }
  }
  gather();
}

/** Adds the scratch columns of parameters that several references or variables share into the columns of their variables. */
function gather(): void {
  for (let g = 0; g < gathers; g++) {
    const at = atGathers + <usize>g * GATHER_BYTES;
    const term = atTerms + <usize>load<i32>(at, 4) * TERM_BYTES;
    const v = load<i32>(term);
    const factor = vsplat(load<f64>(term, 8) * get(variableSlopes, v));
    const from = referenceColumn(load<i32>(at));
    const to = column(v);
    const fresh = load<i32>(at, 8) !== 0;
    for (let o: usize = 0; o < 2 * width; o += LANE_BYTES) {
      const part = vmul(factor, vload(from + o));
      vstore(to + o, fresh ? part : vadd(vload(to + o), part));
    }
  }
}
