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
import { power, powerAnywhere } from "./exponential";
import {
  alpha,
  beta,
  bindInstructions,
  constantOf,
  I_DESTINATION,
  I_FIRST_REFERENCE,
  I_FRESH,
  I_REFERENCES,
  I_SECOND,
  I_SOURCE,
  instruction,
  OP_ARC,
  OP_CAPACITIVE,
  OP_CONSTANT,
  OP_COTH_OVER,
  OP_FILL,
  OP_FUNCTION,
  OP_INDUCTIVE,
  OP_INVERT,
  OP_MULTIPLY,
  OP_POWER,
  OP_RAISE,
  OP_SCALE,
  OP_TANH_OVER,
  prepare,
  reference,
  S_CONDUCTANCE,
  S_EXPONENT,
  S_GAIN,
  S_LN_GAIN,
  S_PHASE_IM,
  S_PHASE_RE,
  scalar,
} from "./instruction";
import {
  GATHER_BYTES,
  ofCurves,
  ROLE_EXPONENT,
  section,
  W_AT_GATHERS,
  W_BASIS_INSTRUCTIONS,
  W_BRANCHES,
  W_GATHERS,
  W_INSTRUCTIONS,
  W_REFERENCES,
  W_REGISTERS,
  word,
} from "./job";
import { bindLineShapes } from "./lineshape";
import { allocate } from "./memory";
import { fill, linear, linearBackward, powerBackward, powerBackwardPair } from "./monomial";
import { bindParameters, termSlope, termVariable, variableCount } from "./parameters";
import { isFirstBlock, lnOmegaLeast, lnOmegaMost } from "./points";
import { bindTape, prepareTape, setTapeBlock, tapeBackward, tapeForward, tapeModel } from "./tape";

const SLOT_PLANES: usize = 6;

let instructions = 0;
let basisInstructions = 0;
let references = 0;

let planes: usize = 0;
let adjoints: usize = 0;
let slots: usize = 0;
let columns: usize = 0;
/** The column that each reference writes. */
let columnOf: usize = 0;
/** Bytes in use of each plane: the points of the present block. */
let width: usize = 0;

/** Reads the Program of the open job and lays out its workspace for one block. */
export function bindProgram(): bool {
  if (!bindParameters()) return false;
  if (ofCurves) {
    columns = allocate(<usize>(variableCount() + 1) * 2 * PLANE);
    return columns !== 0 && bindLineShapes() && bindTape(columns);
  }
  if (!bindInstructions()) return false;
  instructions = word(W_INSTRUCTIONS);
  basisInstructions = word(W_BASIS_INSTRUCTIONS);
  references = word(W_REFERENCES);
  const registers = word(W_REGISTERS) + word(W_BRANCHES);
  columnOf = allocate((<usize>references) << 2);
  planes = allocate(<usize>registers * 2 * PLANE);
  adjoints = allocate(<usize>registers * 2 * PLANE);
  slots = allocate(<usize>(instructions + basisInstructions) * SLOT_PLANES * PLANE);
  // One column per variable, one for the residuals, a scratch column per reference
  columns = allocate(<usize>(variableCount() + 1 + references) * 2 * PLANE);
  const spare = allocate(2 * PLANE);
  if (spare === 0) return false;
  for (let r = 0; r < references; r++) {
    const target = load<i32>(reference(r) + 8);
    const at = target >= 0 ? column(target) : target === -1 ? column(variableCount() + 1 + r) : spare;
    store<u32>(columnOf + ((<usize>r) << 2), <u32>at);
  }
  return true;
}

/** Column of variable v; v = variables is that of the residuals. */
export function column(v: i32): usize {
  return columns + <usize>v * 2 * PLANE;
}

/** Planes of the model after a forward sweep. */
export function model(): usize {
  return ofCurves ? tapeModel() : register(0);
}

/** Planes of a register. */
export function register(r: i32): usize {
  return planes + <usize>r * 2 * PLANE;
}

/** Blocks of `points` points each follow. */
export function setBlock(points: i32): void {
  setTapeBlock(points);
  width = (<usize>points) << 3;
}

function sweep(from: i32, to: i32, lnOmega: usize, omega: usize): void {
  for (let i = from; i < to; i++) {
    const at = instruction(i);
    const op = load<i32>(at);
    const d = load<i32>(at, I_DESTINATION);
    const dst = register(d);
    const src = register(load<i32>(at, I_SOURCE));
    const fresh = load<i32>(at, I_FRESH) !== 0;
    const constant = constantOf(d);
    const slot = slots + <usize>i * SLOT_PLANES * PLANE;
    const gain = scalar(i, S_GAIN);
    const exponent = scalar(i, S_EXPONENT);
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
        const lnGain = scalar(i, S_LN_GAIN);
        const cr = scalar(i, S_PHASE_RE);
        const ci = scalar(i, S_PHASE_IM);
        if (abs(lnGain) + abs(exponent) * max(abs(lnOmegaLeast), abs(lnOmegaMost)) < 700.0) {
          power(to, slot, lnOmega, width, fresh, constant, lnGain, exponent, cr, ci);
        } else {
          powerAnywhere(to, slot, lnOmega, width, fresh, constant, lnGain, exponent, cr, ci);
        }
        if (op === OP_ARC) arc(dst, slot, width, fresh, constant, scalar(i, S_CONDUCTANCE));
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
      case OP_FUNCTION:
        apply(load<i32>(at, I_SECOND), dst, src, slot, width, fresh, constant, gain, exponent);
        break;
      default:
        apply(FUNCTION_CSCH_OVER, dst, src, slot, width, fresh, constant, gain, 1);
    }
  }
}

/** Scalars of the model; call after `moveTo`. */
export function prepareModel(): void {
  if (ofCurves) prepareTape();
  else prepare(0, instructions);
}

/** Scalars of the basis: the branches of the model, each into a register of its own. */
export function prepareBasis(): void {
  prepare(instructions, instructions + basisInstructions);
}

/** Leaves the model over one block in `model()`. Of a curve, the predictors lie at `lnOmega`. */
export function forward(lnOmega: usize, omega: usize): void {
  if (ofCurves) tapeForward(lnOmega, isFirstBlock(lnOmega));
  else sweep(0, instructions, lnOmega, omega);
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
 * (`root` is that plane followed by a plane of zeros; of a curve, the weights of both halves).
 */
export function backward(lnOmega: usize, root: usize): void {
  if (ofCurves) {
    tapeBackward(root, lnOmega, isFirstBlock(lnOmega));
    return;
  }
  for (let i = instructions - 1; i >= 0; i--) {
    const at = instruction(i);
    const op = load<i32>(at);
    const d = load<i32>(at, I_DESTINATION);
    const adjoint = d === 0 ? root : adjoints + <usize>d * 2 * PLANE;
    const source = load<i32>(at, I_SOURCE);
    const below = adjoints + <usize>source * 2 * PLANE;
    const first = load<i32>(at, I_FIRST_REFERENCE);
    const count = load<i32>(at, I_REFERENCES);
    const slot = slots + <usize>i * SLOT_PLANES * PLANE;
    switch (op) {
      case OP_FILL:
        break;
      case OP_CONSTANT:
        for (let r = first; r < first + count; r++) {
          constantBackward(referenceColumn(r), adjoint, width, alpha(r) * scalar(i, S_GAIN));
        }
        break;
      case OP_CAPACITIVE:
      case OP_INDUCTIVE:
        for (let r = first; r < first + count; r++) {
          linearBackward(adjoint, slot, width, referenceColumn(r), alpha(r));
        }
        break;
      case OP_POWER:
        if (count === 2 && beta(first) === 0) {
          powerBackwardPair(
            adjoint,
            slot,
            lnOmega,
            width,
            referenceColumn(first),
            alpha(first),
            referenceColumn(first + 1),
            alpha(first + 1),
            beta(first + 1),
          );
        } else {
          for (let r = first; r < first + count; r++) {
            powerBackward(adjoint, slot, lnOmega, width, referenceColumn(r), alpha(r), beta(r));
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
          alpha(first),
          referenceColumn(first + 1),
          alpha(first + 1),
          referenceColumn(first + 2),
          alpha(first + 2),
          beta(first + 2),
        );
        break;
      case OP_INVERT:
        if (d === 0) invertBackwardReal(below, root, slot, width);
        else invertBackward(below, adjoint, slot, width);
        break;
      case OP_MULTIPLY: {
        const second = load<i32>(at, I_SECOND);
        scaleBackward(below, adjoint, register(second), width, scalar(i, S_GAIN));
        scaleBackward(
          adjoints + <usize>second * 2 * PLANE,
          adjoint,
          register(source),
          width,
          scalar(i, S_GAIN),
        );
        for (let r = first; r < first + count; r++) {
          scaleBackward(referenceColumn(r), adjoint, slot, width, alpha(r));
        }
        break;
      }
      default:
        scaleBackward(below, adjoint, slot + 2 * PLANE, width, 1);
        for (let r = first; r < first + count; r++) {
          const exponent = load<i32>(reference(r), 4) === ROLE_EXPONENT;
          const plane = exponent ? slot + 4 * PLANE : slot;
          scaleBackward(referenceColumn(r), adjoint, plane, width, exponent ? beta(r) : alpha(r));
        }
    }
  }
  gather();
}

/** Adds the scratch columns of parameters that several references or variables share into the columns of their variables. */
function gather(): void {
  const atGathers = section(W_AT_GATHERS);
  for (let g = 0; g < word(W_GATHERS); g++) {
    const at = atGathers + <usize>g * GATHER_BYTES;
    const term = load<i32>(at, 4);
    const factor = vsplat(termSlope(term));
    const from = referenceColumn(load<i32>(at));
    const to = column(termVariable(term));
    const fresh = load<i32>(at, 8) !== 0;
    for (let o: usize = 0; o < width; o += LANE_BYTES) {
      const re = vmul(factor, vload(from + o));
      const im = vmul(factor, vloadIm(from + o));
      vstore(to + o, fresh ? re : vadd(vload(to + o), re));
      vstoreIm(to + o, fresh ? im : vadd(vloadIm(to + o), im));
    }
  }
}
