// Variable projection: where the model is linear in some variables, their best values for the others follow from the normal equations
// at once (Golub and Pereyra 1973; with the step of the full equations, Kaufman's approximation).

import { backSolve, factor } from "./cholesky";
import { ofCurves } from "./job";
import { allocate, doubles, get, put } from "./memory";
import { V_ELEMENT, variableRecord } from "./parameters";

/** Added to the unit diagonal: variables that are exchangeable share what they explain. */
const RIDGE = 1e-14;

let n = 0;
let linear = 0;
let index: usize = 0;
let matrix: usize = 0;
let scale: usize = 0;
let shift: usize = 0;

export function bindProjection(variables: i32): bool {
  n = variables;
  linear = 0;
  index = allocate((<usize>max(n, 1)) << 2);
  if (index === 0) return false;
  for (let v = 0; v < n; v++) {
    if (!isLinear(v)) continue;
    store<i32>(index + ((<usize>linear) << 2), v);
    linear++;
  }
  matrix = doubles(max(linear * (linear + 1), 1));
  scale = doubles(max(linear, 1));
  shift = doubles(max(linear, 1));
  return shift !== 0;
}

/** Whether variable v is one that the model of a curve is linear in. */
export function isLinear(v: i32): bool {
  return ofCurves && load<i32>(variableRecord(v), V_ELEMENT) === 1;
}

/** Variables that the model is linear in. */
export function linearVariables(): i32 {
  return linear;
}

function at(r: i32): i32 {
  return load<i32>(index + ((<usize>r) << 2));
}

/**
 * Moves the linear variables of x to where the products at x ((n+1)×(n+1): JᵀJ upper triangle, Jᵀr in column n) have their least
 * cost, inside the bounds; false when it cannot be told.
 */
export function project(x: usize, products: usize, lower: usize, upper: usize): bool {
  if (linear === 0) return false;
  const stride = linear + 1;
  for (let r = 0; r < linear; r++) {
    const d = get(products, at(r) * (n + 1) + at(r));
    if (!(d > 0 && d < Infinity)) return false;
    put(scale, r, 1.0 / sqrt(d));
  }
  for (let r = 0; r < linear; r++) {
    const row = at(r) * (n + 1);
    put(matrix, r * stride + r, 1.0 + RIDGE);
    for (let c = r + 1; c < linear; c++)
      put(matrix, r * stride + c, get(products, row + at(c)) * get(scale, r) * get(scale, c));
    put(matrix, r * stride + linear, -get(products, row + n) * get(scale, r));
  }
  if (!factor(matrix, linear, stride, stride)) return false;
  backSolve(matrix, matrix + ((<usize>linear) << 3), (<usize>stride) << 3, shift, linear, stride);
  for (let r = 0; r < linear; r++) {
    const v = at(r);
    const moved = get(x, v) + get(shift, r) * get(scale, r);
    if (!(abs(moved) < Infinity)) return false;
    put(x, v, min(max(moved, get(lower, v)), get(upper, v)));
  }
  return true;
}
