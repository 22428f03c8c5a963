// A few Havriliak–Negami arcs beside R∞, inductance and tail, fitted to the present spectrum by Levenberg and Marquardt's method: what
// the distribution of relaxation times is expected to look like before the penalty speaks.

import { backSolve, factor } from "./cholesky";
import { column, free, MOST_FREE, square, tangent, unknowns, weights } from "./design";
import { exp } from "./exponential";
import {
  arcAt,
  arcDistribution,
  byPIm,
  byPRe,
  byQIm,
  byQRe,
  byTauIm,
  byTauRe,
  enterArc,
  slopeOf,
  zarcAt,
  zIm,
  zRe,
} from "./havriliak";
import { allocate, doubles, get, put } from "./memory";
import { accumulate, pairDot } from "./normal";
import { blockPoints, blocks, lnOmega, lnOmegaLeast, lnOmegaMost, points } from "./points";

export const MOST_ARCS = 6;
/** ln R, ln τ, and the shapes of both slopes. */
export const ARC_PARAMETERS = 4;
const MOST = MOST_FREE + MOST_ARCS * ARC_PARAMETERS;
const STRIDE = MOST + 1;
const ITERATIONS = 25;
/** A fit this many times worse than what would be good enough ends when a step gains less than this share. */
const FAR = 3.0;
const SLOW = 0.02;
/** Half a decade in ln τ. */
const MARGIN = 1.151;
/** Standard deviation of the shapes around 0 and of their difference, in units of the rms datum over the rms weight: no noise is as large. */
const SHAPE_PULL = 1e-4;
const SYMMETRY_PULL = 1e-3;

let normal: usize = 0;
/** Normal equations of the trial step. */
let next: usize = 0;
let trial: usize = 0;
/** Columns of the derivatives, and of the residuals behind them. */
let slopeColumns: usize = 0;
let step: usize = 0;
let change: usize = 0;
let moved: usize = 0;
let pull = 0.0;
/** Whether both slopes of an arc are one: ZARCs. */
export let symmetric: bool = false;

export function bindArcs(mostBlocks: i32): bool {
  normal = doubles(STRIDE * STRIDE);
  next = doubles(STRIDE * STRIDE);
  trial = doubles(MOST * STRIDE);
  slopeColumns = allocate(<usize>(mostBlocks * (MOST + 1) * 2) * PLANE);
  change = doubles(MOST);
  step = doubles(MOST);
  moved = doubles(MOST);
  return moved !== 0;
}

export function tieSlopes(tied: bool): void {
  symmetric = tied;
}

/** Parameters that are free to move. */
export function arcFreedom(count: i32): i32 {
  return free + (symmetric ? 3 : 4) * count;
}

/** Doubles of a set of `count` arcs: the unknowns without penalty, then each arc. */
export function arcSize(count: i32): i32 {
  return free + ARC_PARAMETERS * count;
}

function arc(theta: usize, k: i32): usize {
  return theta + ((<usize>(free + ARC_PARAMETERS * k)) << 3);
}

/** γ of arc k at x = ln τ. */
export function oneArcAt(theta: usize, k: i32, x: f64): f64 {
  const a = arc(theta, k);
  return arcDistribution(x, get(a, 0), get(a, 1), get(a, 2), get(a, 3));
}

/** What arc k has beyond x, on its far (long τ) or near side, where its tail is a plain exponential. */
export function arcBeyond(theta: usize, k: i32, x: f64, far: bool): f64 {
  return oneArcAt(theta, k, x) / slopeOf(get(arc(theta, k), far ? 2 : 3));
}

/** Parameters of an arc that are fitted on their own. */
function perArc(): i32 {
  return symmetric ? 3 : 4;
}

/** Place in theta of fitted parameter i. */
function placeOf(i: i32): i32 {
  if (i < free || !symmetric) return i;
  const k = (i - free) / 3;
  return i + k;
}

/** Pair of planes of fitted parameter i; the residuals are behind the last. */
function slope(block: i32, i: i32): usize {
  return slopeColumns + <usize>((block * (MOST + 1) + i) * 2) * PLANE;
}

/** Sum of squares of the weighted residuals of the data; their normal equations, rows of one more than the parameters, go to `normal`. */
function assess(theta: usize, count: i32, normal: usize): f64 {
  const n = arcFreedom(count);
  const bytes = (<usize>blockPoints) << 3;
  let sum = 0.0;
  for (let b = 0; b < blocks; b++) {
    const residual = slope(b, n);
    copyPair(residual, column(b, unknowns), bytes);
    for (let i = 0; i < free; i++) {
      copyPair(slope(b, i), column(b, i), bytes);
      takeOff(residual, get(theta, i), column(b, i), bytes);
    }
    fillSlopes(theta, count, b, slope(b, free), perArc());
    for (let k = 0; k < count; k++) takeOff(residual, 1.0, slope(b, free + perArc() * k), bytes);
    sum += pairDot(residual, residual, bytes);
    accumulate(slope(b, 0), bytes, n + 1, normal, b === 0);
  }
  return sum;
}

function copyPair(to: usize, from: usize, bytes: usize): void {
  memory.copy(to, from, bytes);
  memory.copy(to + PLANE, from + PLANE, bytes);
}

/** to −= factor·from over a pair of planes. */
function takeOff(to: usize, factor: f64, from: usize, bytes: usize): void {
  const f = vsplat(factor);
  for (let o: usize = 0; o < bytes; o += LANE_BYTES) {
    vstore(to + o, vsub(vload(to + o), vmul(f, vload(from + o))));
    vstoreIm(to + o, vsub(vloadIm(to + o), vmul(f, vloadIm(from + o))));
  }
}

/** Weighted derivatives of the arcs' impedance in one block, `per` pairs of planes for each arc from `to` on; of slopes that are one, the third is that of both. */
function fillSlopes(theta: usize, count: i32, block: i32, to: usize, per: i32): void {
  const w = weights(block);
  const lnOmegas = lnOmega(block);
  for (let k = 0; k < count; k++) {
    const a = arc(theta, k);
    const pair = to + <usize>(per * k * 2) * PLANE;
    enterArc(get(a, 0), get(a, 1), get(a, 2), get(a, 3));
    const size = exp(get(a, 0));
    for (let p = 0; p < blockPoints; p++) {
      const wRe = get(w, p);
      const wIm = get(w + PLANE, p);
      if (symmetric) zarcAt(get(lnOmegas, p), size);
      else arcAt(get(lnOmegas, p));
      putPair(pair, p, wRe * zRe, wIm * zIm);
      putPair(pair + 2 * PLANE, p, wRe * byTauRe, wIm * byTauIm);
      putPair(pair + 4 * PLANE, p, wRe * byPRe, wIm * byPIm);
      if (per < 4) continue;
      putPair(pair + 6 * PLANE, p, symmetric ? 0 : wRe * byQRe, symmetric ? 0 : wIm * byQIm);
    }
  }
}

function putPair(pair: usize, p: i32, re: f64, im: f64): void {
  put(pair, p, re);
  put(pair + PLANE, p, im);
}

/** The weak pull of the shapes: it matters only where the data say nothing. */
function pulls(theta: usize, count: i32, normal: usize): f64 {
  const shape = pull * SHAPE_PULL * SHAPE_PULL;
  const symmetry = pull * SYMMETRY_PULL * SYMMETRY_PULL;
  const n = arcFreedom(count);
  let sum = 0.0;
  for (let k = 0; k < count; k++) {
    const a = arc(theta, k);
    const u = get(a, 2);
    const v = get(a, 3);
    sum += symmetry * (u - v) * (u - v) + shape * (u * u + v * v);
    const i = free + perArc() * k + 2;
    const row = normal + ((<usize>(i * (n + 1))) << 3);
    if (symmetric) {
      put(row, i, get(row, i) + 2.0 * shape);
      put(row, n, get(row, n) - 2.0 * shape * u);
      continue;
    }
    const next = row + ((<usize>(n + 1)) << 3);
    put(row, i, get(row, i) + symmetry + shape);
    put(next, i + 1, get(next, i + 1) + symmetry + shape);
    put(row, i + 1, get(row, i + 1) - symmetry);
    put(row, n, get(row, n) - symmetry * (u - v) - shape * u);
    put(next, n, get(next, n) + symmetry * (u - v) - shape * v);
  }
  return sum;
}

/**
 * Improves theta; returns the sum of squares of the weighted residuals, Infinity when there is none.
 * @param hopeless a sum far above this that hardly falls any more is not followed to its end
 */
export function fitArcs(theta: usize, count: i32, hopeless: f64): f64 {
  const n = arcFreedom(count);
  const stride = n + 1;
  pull = square / (2.0 * <f64>points);
  let damping = 1e-3;
  let left = assess(theta, count, normal);
  let cost = left + pulls(theta, count, normal);
  if (!(cost < Infinity)) return Infinity;
  for (let round = 0; round < ITERATIONS; round++) {
    for (let i = 0; i < n; i++) {
      const d = get(normal, i * stride + i);
      // Scaled to a unit diagonal; the scale waits in the step
      put(step, i, d > 0 ? 1.0 / sqrt(d) : 0);
    }
    for (let i = 0; i < n; i++) {
      const s = get(step, i);
      for (let j = i; j < n; j++) {
        put(trial, i * STRIDE + j, get(normal, i * stride + j) * s * get(step, j));
      }
      put(trial, i * STRIDE + i, 1.0 + damping);
      put(trial, i * STRIDE + n, get(normal, i * stride + n) * s);
    }
    if (!factor(trial, n, n + 1, STRIDE)) return left;
    backSolve(trial, trial + ((<usize>n) << 3), (<usize>STRIDE) << 3, change, n, STRIDE);
    for (let i = 0; i < n; i++) {
      const by = get(change, i) * get(step, i);
      const at = placeOf(i);
      if (i < free) {
        put(moved, i, max(0.0, get(theta, i) + by));
        continue;
      }
      const kind = (at - free) & 3;
      let value = get(theta, at) + min(max(by, -1.5), 1.5);
      // An arc further beyond the frequencies than this is no arc to them, but R∞ or a tail
      if (kind === 1) value = min(max(value, -lnOmegaMost - MARGIN), MARGIN - lnOmegaLeast);
      if (kind >= 2) value = min(max(value, -2.5), 9.0);
      put(moved, at, value);
      if (kind === 2 && symmetric) put(moved, at + 1, value);
    }
    // Nine steps of ten are taken: the normal equations come with the trial
    const leftThere = assess(moved, count, next);
    const there = leftThere + pulls(moved, count, next);
    if (there < cost) {
      const gain = cost - there;
      for (let i = 0; i < arcSize(count); i++) put(theta, i, get(moved, i));
      const spare = normal;
      normal = next;
      next = spare;
      left = leftThere;
      cost = there;
      // A ten-thousandth of the cost moves no parameter by more than a hundredth of its error
      if (gain < 1e-4 * (cost + gain)) break;
      if (left > FAR * hopeless && gain < SLOW * (cost + gain)) break;
      damping = max(damping * 0.15, 1e-9);
    } else {
      damping *= 6.0;
      if (damping > 1e6) break;
    }
  }
  return left;
}

/** Writes the weighted derivatives of the arcs' impedance behind the data column, four for each arc. */
export function fillTangents(theta: usize, count: i32): void {
  for (let b = 0; b < blocks; b++) fillSlopes(theta, count, b, column(b, tangent(0)), ARC_PARAMETERS);
}

/** Writes the weighted impedance of the arcs alone into a column pair per block. */
export function fillArcs(theta: usize, count: i32, to: i32): void {
  const bytes = (<usize>blockPoints) << 3;
  for (let b = 0; b < blocks; b++) {
    const w = weights(b);
    const pair = column(b, to);
    memory.fill(pair, 0, bytes);
    memory.fill(pair + PLANE, 0, bytes);
    for (let k = 0; k < count; k++) {
      const a = arc(theta, k);
      enterArc(get(a, 0), get(a, 1), get(a, 2), get(a, 3));
      for (let p = 0; p < blockPoints; p++) {
        arcAt(get(lnOmega(b), p));
        putPair(pair, p, get(pair, p) + zRe * get(w, p), get(pair + PLANE, p) + zIm * get(w + PLANE, p));
      }
    }
  }
}

/** Derivatives of γ at x with respect to the parameters of all arcs, by central differences. */
export function slopesAt(theta: usize, count: i32, x: f64, to: usize): void {
  const h = 1e-4;
  for (let k = 0; k < count; k++) {
    const a = arc(theta, k);
    for (let i = 0; i < ARC_PARAMETERS; i++) {
      const value = get(a, i);
      put(a, i, value + h);
      const above = oneArcAt(theta, k, x);
      put(a, i, value - h);
      const below = oneArcAt(theta, k, x);
      put(a, i, value);
      put(to, ARC_PARAMETERS * k + i, (above - below) / (2.0 * h));
    }
    if (!symmetric) continue;
    const last = ARC_PARAMETERS * k + 3;
    put(to, last - 1, get(to, last - 1) + get(to, last));
    put(to, last, 0);
  }
}

/** Resistance of arc k in Ω. */
export function arcResistance(theta: usize, k: i32): f64 {
  return exp(get(arc(theta, k), 0));
}
