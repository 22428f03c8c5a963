// How well linear functions of the solution are known. The penalty taken as a Gaussian prior, the unknowns that are above 0 have the posterior
// covariance σ²(AᵀA + λM)⁻¹ (Wahba, J. R. Stat. Soc. B 45 (1983) 133), σ² = misfit over the degrees of freedom that are left. Where
// the mean of the penalty comes from arcs, their parameters are unknowns beside the basis functions, so that their uncertainty counts.

import { factorWide, reduceRow } from "./cholesky";
import { doubles, get, put } from "./memory";
import { passive, passives } from "./nnls";

/** Standard deviation of the shapes of arcs before the data. */
const SHAPE_DEVIATION = 3.0;

let rowBytes: usize = 0;
let stride = 0;
let factorRows: usize = 0;
let scale: usize = 0;
let vector: usize = 0;
let position: usize = 0;
let size = 0;
let variance = 0.0;

/** @param most unknowns of the model and parameters of arcs together */
export function bindPosterior(most: i32, unknowns: i32): bool {
  stride = (most + 3) & ~1;
  rowBytes = (<usize>stride) << 3;
  factorRows = doubles(most * stride + 2);
  scale = doubles(most);
  vector = doubles(most + 4);
  position = doubles(unknowns);
  return position !== 0;
}

/**
 * Factorises the posterior of the passive unknowns of the last `nnls`. `cross` gives the products of parameter t with unknown i,
 * parameters × unknowns, `inner` those of the parameters with each other.
 * @returns false when it is singular
 */
export function enterPosterior(
  system: usize,
  systemStride: i32,
  unknowns: i32,
  parameters: i32,
  cross: usize,
  inner: usize,
  sigma2: f64,
): bool {
  variance = sigma2;
  size = passives + parameters;
  for (let i = 0; i < unknowns; i++) store<i32>(position + ((<usize>i) << 2), -1);
  for (let a = 0; a < passives; a++) {
    const i = passive(a);
    store<i32>(position + ((<usize>i) << 2), a);
    const row = factorRows + rowBytes * <usize>a;
    for (let b = a; b < passives; b++) put(row, b, get(system, i * systemStride + passive(b)));
    for (let t = 0; t < parameters; t++) put(row, passives + t, get(cross, t * unknowns + i));
  }
  for (let t = 0; t < parameters; t++) {
    const row = factorRows + rowBytes * <usize>(passives + t);
    for (let q = t; q < parameters; q++) put(row, passives + q, get(inner, t * parameters + q));
    if ((t & 3) >= 2) {
      put(row, passives + t, get(row, passives + t) + sigma2 / (SHAPE_DEVIATION * SHAPE_DEVIATION));
    }
  }
  for (let k = 0; k < size; k++) {
    const d = get(factorRows, k * stride + k);
    put(scale, k, d > 0 ? 1.0 / sqrt(d) : 0);
  }
  for (let k = 0; k < size; k++) {
    const row = factorRows + rowBytes * <usize>k;
    for (let m = k; m < size; m++) put(row, m, get(row, m) * get(scale, k) * get(scale, m));
    put(row, k, 1.0 + 1e-12);
    put(row, size, 0);
    put(row, size + 1, 0);
  }
  return factorWide(factorRows, size, size, stride);
}

/** Begins a linear function: all coefficients 0. */
export function clearFunction(): void {
  for (let k = 0; k < size + 2; k++) put(vector, k, 0);
}

/** Adds to the coefficient of unknown i. */
export function addUnknown(i: i32, value: f64): void {
  const k = load<i32>(position + ((<usize>i) << 2));
  if (k >= 0) put(vector, k, get(vector, k) + value);
}

/** Whether the unknown is above 0. */
export function isKnown(i: i32): bool {
  return load<i32>(position + ((<usize>i) << 2)) >= 0;
}

/** Adds to the coefficient of parameter t. */
export function addParameter(t: i32, value: f64): void {
  const k = passives + t;
  put(vector, k, get(vector, k) + value);
}

/** Standard deviation of the function; destroys it. */
export function deviation(): f64 {
  let first = size;
  for (let k = 0; k < size; k++) {
    const value = get(vector, k) * get(scale, k);
    put(vector, k, value);
    if (first === size && value !== 0) first = k;
  }
  let sum = 0.0;
  for (let k = first; k < size; k++) {
    const z = get(vector, k);
    const row = factorRows + rowBytes * <usize>k;
    sum += z * z * get(row, k);
    if (z === 0) continue;
    reduceRow(vector, z, row, (<usize>((k + 1) & ~1)) << 3, (<usize>((size + 1) & ~1)) << 3);
  }
  return sqrt(max(0.0, sum * variance));
}
