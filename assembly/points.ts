// The points of one spectrum, cut into blocks and padded to whole vectors. A padded point repeats the last frequency and has weight 0.
// Curves: the two planes of a pair are the two halves of a block of real points; per block the pairs of the predictors, then the data
// and the weights of both halves.
// Spectra, per block: ln ω and ω (shared by all spectra of a grid), then Z′, Z″, the adjoint of register 0 (weight and a plane of zeros)
// and the row scales of Z′ and Z″.

import { hypotenuse } from "./complex";
import { log } from "./elementary";
import {
  address,
  GRID_BYTES,
  ofCurves,
  SPECTRUM_BYTES,
  section,
  W_AT_GRIDS,
  W_AT_SPECTRA,
  W_GRIDS,
  W_PREDICTORS,
  W_SPECTRA,
  W_WEIGHTING,
  WEIGHT_MODULUS,
  WEIGHT_PROPORTIONAL,
  WEIGHT_SIGMA,
  word,
} from "./job";
import { allocate, get, put } from "./memory";
import { digest } from "./random";

/** Most points of a block: fewer, and each pass over them costs more to begin than to run; more, and its columns leave the first-level cache. */
export const BLOCK_POINTS = 160;
let gridPlaneCount: usize = 2;
const DATA_PLANES: usize = 6;
const TWO_PI = 6.283185307179586;

let gridPlanes: usize = 0;
let dataPlanes: usize = 0;
/** The grid that was entered last. */
export let presentGrid = -1;

/** Points of the present spectrum, blocks, and points of a block with its padding. */
export let points = 0;
export let blocks = 0;
export let blockPoints = 0;
/** Whether Z′ and Z″ have weights of their own, so that rows are scaled after the sweeps. */
export let rowsScaled = false;
/** Range of ln ω of the present grid, and of |Z| of the present spectrum where it is not 0; Σ w²|Z|². */
export let lnOmegaLeast = 0.0;
export let lnOmegaMost = 0.0;
export let modulusLeast = 0.0;
export let modulusMost = 0.0;
export let dataNorm = 0.0;

function pointsOf(grid: i32): i32 {
  return load<i32>(section(W_AT_GRIDS) + <usize>grid * GRID_BYTES);
}

function blocksFor(count: i32): i32 {
  return (count + BLOCK_POINTS - 1) / BLOCK_POINTS;
}

/** Points of a plane that `count` points need: a curve lies in both planes of a pair. */
function half(count: i32): i32 {
  return ofCurves ? (count + 1) >> 1 : count;
}

/** Point of the curve at place k of the plane (0 or 1) of a block. */
export function curvePoint(block: i32, plane: i32, k: i32): i32 {
  return (2 * block + plane) * blockPoints + k;
}

/** Whether place k of a plane (0 or 1) of a block holds a measured number, not padding. */
export function isPoint(block: i32, plane: i32, k: i32): boolean {
  return (ofCurves ? curvePoint(block, plane, k) : block * blockPoints + k) < points;
}

/** Lays predictor c, whose values start at `from`, into its pairs of planes; padding repeats the last value. */
function layPredictor(c: i32, from: usize): void {
  for (let b = 0; b < blocks; b++) {
    const pair = lnOmega(b) + <usize>(2 * c) * PLANE;
    for (let plane = 0; plane < 2; plane++) {
      for (let k = 0; k < blockPoints; k++) {
        put(pair + <usize>plane * PLANE, k, get(from, min(curvePoint(b, plane, k), points - 1)));
      }
    }
  }
}

/** Data and weights of a curve. */
function enterCurve(y: usize, sigma: usize): void {
  rowsScaled = true;
  const weighting = word(W_WEIGHTING);
  dataNorm = 0;
  for (let b = 0; b < blocks; b++) {
    for (let plane = 0; plane < 2; plane++) {
      const data = plane === 0 ? measuredRe(b) : measuredIm(b);
      const weights = plane === 0 ? scaleRe(b) : scaleIm(b);
      for (let k = 0; k < blockPoints; k++) {
        const i = curvePoint(b, plane, k);
        const value = i < points ? get(y, i) : 0;
        let w = i < points ? 1.0 : 0.0;
        if (i < points && weighting === WEIGHT_SIGMA) w = inverse(get(sigma, i));
        put(data, k, value);
        put(weights, k, w);
        dataNorm += value * w * (value * w);
      }
    }
  }
}

function blockPointsFor(count: i32): i32 {
  const n = blocksFor(count);
  return ((count + n - 1) / n + 1) & ~1;
}

/** Lays out room for the largest grid of the job; false without memory. */
export function bindPoints(): bool {
  let most = 1;
  gridPlaneCount = ofCurves ? 2 * <usize>max(word(W_PREDICTORS), 1) : 2;
  for (let g = 0; g < word(W_GRIDS); g++) most = max(most, blocksFor(half(pointsOf(g))));
  gridPlanes = allocate(<usize>most * gridPlaneCount * PLANE);
  dataPlanes = allocate(<usize>most * DATA_PLANES * PLANE);
  presentGrid = -1;
  return dataPlanes !== 0;
}

function spectrumRecord(s: i32): usize {
  return section(W_AT_SPECTRA) + <usize>s * SPECTRUM_BYTES;
}

export function pointsOfSpectrum(s: i32): i32 {
  return pointsOf(load<i32>(spectrumRecord(s)));
}

export function lnOmega(block: i32): usize {
  return gridPlanes + <usize>block * gridPlaneCount * PLANE;
}

/** Whether planes that `lnOmega` gave are those of the first block. */
export function isFirstBlock(planes: usize): bool {
  return planes === gridPlanes;
}

export function omega(block: i32): usize {
  return lnOmega(block) + PLANE;
}

export function measuredRe(block: i32): usize {
  return dataPlanes + <usize>block * DATA_PLANES * PLANE;
}

export function measuredIm(block: i32): usize {
  return measuredRe(block) + PLANE;
}

/** Weight plane followed by a plane of zeros. */
export function root(block: i32): usize {
  return measuredRe(block) + 2 * PLANE;
}

export function scaleRe(block: i32): usize {
  return measuredRe(block) + 4 * PLANE;
}

export function scaleIm(block: i32): usize {
  return measuredRe(block) + 5 * PLANE;
}

/** Makes grid g the present one. */
export function enterGrid(g: i32): void {
  if (g === presentGrid) return;
  presentGrid = g;
  lnOmegaLeast = Infinity;
  lnOmegaMost = -Infinity;
  points = pointsOf(g);
  const pairs = half(points);
  blocks = points < 1 ? 0 : blocksFor(pairs);
  blockPoints = points < 1 ? 2 : blockPointsFor(pairs);
  const frequencies = address(load<i32>(section(W_AT_GRIDS) + <usize>g * GRID_BYTES, 4));
  if (ofCurves) {
    for (let c = 0; c < word(W_PREDICTORS); c++) layPredictor(c, frequencies + ((<usize>(c * points)) << 3));
    return;
  }
  for (let b = 0; b < blocks; b++) {
    for (let k = 0; k < blockPoints; k++) {
      const i = min(b * blockPoints + k, points - 1);
      const w = TWO_PI * get(frequencies, i);
      const ln = log(w);
      lnOmegaLeast = min(lnOmegaLeast, ln);
      lnOmegaMost = max(lnOmegaMost, ln);
      put(lnOmega(b), k, ln);
      put(omega(b), k, w);
    }
  }
}

/** Makes spectrum s the present one: its grid, its data and its weights. */
export function enterSpectrum(s: i32): void {
  const record = spectrumRecord(s);
  enterGrid(load<i32>(record));
  const re = address(load<i32>(record, 4));
  const im = address(load<i32>(record, 8));
  const sigmaRe = address(load<i32>(record, 12));
  const sigmaIm = address(load<i32>(record, 16));
  if (ofCurves) {
    enterCurve(re, sigmaRe);
    return;
  }
  const weighting = word(W_WEIGHTING);
  rowsScaled = weighting === WEIGHT_PROPORTIONAL || weighting === WEIGHT_SIGMA;
  modulusLeast = Infinity;
  modulusMost = 0;
  dataNorm = 0;
  for (let b = 0; b < blocks; b++) {
    for (let k = 0; k < blockPoints; k++) {
      const i = b * blockPoints + k;
      const inside = i < points;
      const x = inside ? get(re, i) : 0;
      const y = inside ? get(im, i) : 0;
      let w = inside ? 1.0 : 0.0;
      let wRe = w;
      let wIm = w;
      if (inside) {
        const size = modulus(x, y);
        if (size > 0) modulusLeast = min(modulusLeast, size);
        modulusMost = max(modulusMost, size);
        if (weighting === WEIGHT_MODULUS) w = inverse(size);
        else if (weighting === WEIGHT_PROPORTIONAL) {
          wRe = inverse(abs(x));
          wIm = inverse(abs(y));
        } else if (weighting === WEIGHT_SIGMA) {
          wRe = inverse(get(sigmaRe, i));
          wIm = inverse(get(sigmaIm, i));
        }
        const u = x * (rowsScaled ? wRe : w);
        const v = y * (rowsScaled ? wIm : w);
        dataNorm += u * u + v * v;
      }
      put(measuredRe(b), k, x);
      put(measuredIm(b), k, y);
      put(root(b), k, w);
      put(root(b) + PLANE, k, 0);
      put(scaleRe(b), k, wRe);
      put(scaleIm(b), k, wIm);
    }
  }
}

function modulus(x: f64, y: f64): f64 {
  const square = x * x + y * y;
  return square > 1e-280 && square < 1e280 ? sqrt(square) : hypotenuse(x, y);
}

/** 1/x; a datum of exactly 0 has no relative error and weighs nothing. */
function inverse(x: f64): f64 {
  return x > 0 ? 1.0 / x : 0;
}

/** Weight of Z′ and of Z″ of a point. */
export function weightRe(i: i32): f64 {
  const b = i / blockPoints;
  return get(rowsScaled ? scaleRe(b) : root(b), i - b * blockPoints);
}

export function weightIm(i: i32): f64 {
  const b = i / blockPoints;
  return get(rowsScaled ? scaleIm(b) : root(b), i - b * blockPoints);
}

/** Residuals of the present spectrum: those of Z′, then those of Z″; of a curve, one per point. */
export function residualCount(): i32 {
  return ofCurves ? points : 2 * points;
}

/** Weight of residual i. */
export function residualWeight(i: i32): f64 {
  if (!ofCurves) return i < points ? weightRe(i) : weightIm(i - points);
  const plane = i / blockPoints;
  return get((plane & 1) === 0 ? scaleRe(plane >> 1) : scaleIm(plane >> 1), i - plane * blockPoints);
}

/** Residuals that weigh something: a part that is exactly 0 has no relative error, and no weight. */
export function weightedResiduals(): i32 {
  let count = 0;
  for (let i = 0; i < residualCount(); i++) count += residualWeight(i) > 0 ? 1 : 0;
  return count;
}

/** Hash of the frequencies and impedances of spectrum s. */
export function dataDigest(s: i32): u32 {
  const record = spectrumRecord(s);
  const bytes = (<usize>points) << 3;
  const grid = section(W_AT_GRIDS) + <usize>load<i32>(record) * GRID_BYTES;
  let hash = digest(0, address(load<i32>(grid, 4)), bytes);
  hash = digest(hash, address(load<i32>(record, 4)), bytes);
  if (ofCurves) return hash;
  return digest(hash, address(load<i32>(record, 8)), bytes);
}

export function spectrumCount(): i32 {
  return word(W_SPECTRA);
}
