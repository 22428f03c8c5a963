// The linear model of a distribution of relaxation times: one column per unknown, weighted, for all points of the present spectrum,
// and the products of the columns. Unknowns are, in this order: R∞, the inductance, the tail (those that are not penalised, scaled so
// that each column is of the size of a resistance), then the basis functions. The data are the last column.

import { fillKernel, functions } from "./debye";
import { exp } from "./exponential";
import { allocate, doubles, get, put } from "./memory";
import { accumulate, pairDot } from "./normal";
import {
  blockPoints,
  blocks,
  lnOmegaLeast,
  lnOmegaMost,
  measuredIm,
  measuredRe,
  omega,
  points,
  root,
  scaleIm,
  scaleRe,
} from "./points";

export const TAIL_NONE = 0;
export const TAIL_CAPACITOR = 1;
export const TAIL_WARBURG = 2;
/** Unknowns without penalty at most, and columns behind the data for tangents of arcs. */
export const MOST_FREE = 3;
export const MOST_TANGENTS = 24;
const ROOT_HALF = 0.7071067811865476;

let capacity = 0;
let kernelColumns: usize = 0;
let weightedColumns: usize = 0;
let weightPlanes: usize = 0;
let withInductance: bool = false;
let tailKind = TAIL_NONE;

/** Unknowns without penalty; all unknowns; the doubles from one row of the products to the next. */
export let free = 0;
export let unknowns = 0;
export let stride = 0;
/** Products of all columns; of their real parts; of their imaginary parts. The last column is that of the data. */
export let gram: usize = 0;
export let gramRe: usize = 0;
export let gramIm: usize = 0;
/** Column of the data products, contiguous. */
export let target: usize = 0;
export let targetRe: usize = 0;
export let targetIm: usize = 0;
/** Σ w²|Z|², of both parts, and of each. */
export let square = 0.0;
export let squareRe = 0.0;
export let squareIm = 0.0;
/** What the weights are multiplied with, so that their mean square is 1: residuals are in Ω then. */
export let weightScale = 1.0;

/** Lays out room for grids of `most` functions and `mostBlocks` blocks; false without memory. */
export function bindDesign(most: i32, mostBlocks: i32): bool {
  capacity = most + MOST_FREE + 1 + MOST_TANGENTS + 2;
  const bytes = <usize>(mostBlocks * capacity * 2) * PLANE;
  kernelColumns = allocate(bytes);
  weightedColumns = allocate(bytes);
  weightPlanes = allocate(<usize>(mostBlocks * 2) * PLANE);
  const side = most + MOST_FREE + 1;
  gram = doubles(side * side);
  gramRe = doubles(side * side);
  gramIm = doubles(side * side);
  target = doubles(side);
  targetRe = doubles(side);
  targetIm = doubles(side);
  return targetIm !== 0;
}

/** Pair of planes of column i before weighting. */
export function kernelColumn(block: i32, i: i32): usize {
  return kernelColumns + <usize>((block * capacity + i) * 2) * PLANE;
}

/** Pair of planes of weighted column i. */
export function column(block: i32, i: i32): usize {
  return weightedColumns + <usize>((block * capacity + i) * 2) * PLANE;
}

/** Weights of Z′ in one plane, of Z″ in the next. */
export function weights(block: i32): usize {
  return weightPlanes + <usize>(block * 2) * PLANE;
}

/** Column of tangent t of the arcs. */
export function tangent(t: i32): i32 {
  return unknowns + 1 + t;
}

/** Fills the columns of the present grid before weighting. */
export function layDesign(inductance: bool, tail: i32): void {
  withInductance = inductance;
  tailKind = tail;
  free = 1 + (inductance ? 1 : 0) + (tail === TAIL_NONE ? 0 : 1);
  unknowns = free + functions;
  stride = unknowns + 1;
  const most = exp(-lnOmegaMost);
  const least = exp(lnOmegaLeast);
  for (let b = 0; b < blocks; b++) {
    for (let k = 0; k < blockPoints; k++) {
      const w = get(omega(b), k);
      putPair(kernelColumn(b, 0), k, 1.0, 0);
      let next = 1;
      if (inductance) putPair(kernelColumn(b, next++), k, 0, w * most);
      if (tail === TAIL_CAPACITOR) putPair(kernelColumn(b, next), k, 0, -least / w);
      if (tail === TAIL_WARBURG) {
        const size = ROOT_HALF * sqrt(least / w);
        putPair(kernelColumn(b, next), k, size, -size);
      }
    }
    for (let i = 0; i < functions; i++) fillKernel(i, b, kernelColumn(b, free + i));
  }
}

function putPair(pair: usize, k: i32, re: f64, im: f64): void {
  put(pair, k, re);
  put(pair + PLANE, k, im);
}

/** R∞ in Ω, L in H, and 1/C in 1/F or the Warburg coefficient in Ω·s⁻½ from their unknowns x; 0 without one. */
export function physicalInductance(x: usize): f64 {
  return withInductance ? get(x, 1) * exp(-lnOmegaMost) : 0;
}

export function physicalTail(x: usize): f64 {
  if (tailKind === TAIL_NONE) return 0;
  return get(x, free - 1) * tailUnit();
}

/** What the unknown of the tail is multiplied with. */
export function tailUnit(): f64 {
  const least = exp(lnOmegaLeast);
  return tailKind === TAIL_WARBURG ? ROOT_HALF * sqrt(least) : least;
}

/** Takes over the data of the present spectrum: weights, weighted columns and their products. */
export function enterData(separate: bool): void {
  let sum = 0.0;
  for (let b = 0; b < blocks; b++) {
    for (let k = 0; k < blockPoints; k++) {
      const w = get(root(b), k);
      const u = w * get(scaleRe(b), k);
      const v = w * get(scaleIm(b), k);
      putPair(weights(b), k, u, v);
      sum += u * u + v * v;
    }
  }
  weightScale = sum > 0 ? sqrt((2.0 * <f64>points) / sum) : 1.0;
  squareRe = 0;
  squareIm = 0;
  for (let b = 0; b < blocks; b++) {
    for (let k = 0; k < blockPoints; k++) {
      const u = get(weights(b), k) * weightScale;
      const v = get(weights(b) + PLANE, k) * weightScale;
      putPair(weights(b), k, u, v);
      const re = u * get(measuredRe(b), k);
      const im = v * get(measuredIm(b), k);
      putPair(column(b, unknowns), k, re, im);
      squareRe += re * re;
      squareIm += im * im;
    }
  }
  square = squareRe + squareIm;
  if (separate) {
    // The products of the real parts: with the imaginary planes left empty
    weigh(true);
    collect(gramRe, targetRe);
    weigh(false);
    collect(gram, target);
    for (let i = 0; i < unknowns; i++) {
      for (let j = 0; j < unknowns; j++) {
        put(gramIm, i * stride + j, get(gram, i * stride + j) - get(gramRe, i * stride + j));
      }
      put(targetIm, i, get(target, i) - get(targetRe, i));
    }
  } else {
    weigh(false);
    collect(gram, target);
  }
}

function weigh(realOnly: bool): void {
  const bytes = (<usize>blockPoints) << 3;
  for (let b = 0; b < blocks; b++) {
    const w = weights(b);
    for (let i = 0; i < unknowns; i++) {
      const from = kernelColumn(b, i);
      const to = column(b, i);
      for (let o: usize = 0; o < bytes; o += LANE_BYTES) {
        vstore(to + o, vmul(vload(w + o), vload(from + o)));
        vstoreIm(to + o, realOnly ? vsplat(0) : vmul(vloadIm(w + o), vloadIm(from + o)));
      }
    }
  }
}

function collect(products: usize, side: usize): void {
  const bytes = (<usize>blockPoints) << 3;
  for (let b = 0; b < blocks; b++) accumulate(column(b, 0), bytes, stride, products, b === 0);
  for (let i = 0; i < unknowns; i++) {
    for (let j = 0; j < i; j++) put(products, i * stride + j, get(products, j * stride + i));
    put(side, i, get(products, i * stride + unknowns));
  }
}

/** Products of two columns over all points. */
export function product(i: i32, j: i32): f64 {
  const bytes = (<usize>blockPoints) << 3;
  let sum = 0.0;
  for (let b = 0; b < blocks; b++) sum += pairDot(column(b, i), column(b, j), bytes);
  return sum;
}

/** The same over one part only. */
export function productOfPlane(i: i32, j: i32, imaginary: bool): f64 {
  const plane: usize = imaginary ? PLANE : 0;
  let sum = 0.0;
  for (let b = 0; b < blocks; b++) {
    const x = column(b, i) + plane;
    const y = column(b, j) + plane;
    for (let p = 0; p < blockPoints; p++) sum += get(x, p) * get(y, p);
  }
  return sum;
}
