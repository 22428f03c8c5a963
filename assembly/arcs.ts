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
  slopeOf,
  zIm,
  zRe,
} from "./havriliak";
import { doubles, get, put } from "./memory";
import { blockPoints, blocks, lnOmega, lnOmegaLeast, lnOmegaMost, points } from "./points";

export const MOST_ARCS = 6;
/** ln R, ln τ, and the shapes of both slopes. */
export const ARC_PARAMETERS = 4;
const MOST = MOST_FREE + MOST_ARCS * ARC_PARAMETERS;
const STRIDE = MOST + 1;
const ITERATIONS = 25;
/** Half a decade in ln τ. */
const MARGIN = 1.151;
/** Standard deviation of the shapes around 0 and of their difference, in units of the rms datum over the rms weight: no noise is as large. */
const SHAPE_PULL = 1e-4;
const SYMMETRY_PULL = 1e-3;

let normal: usize = 0;
/** Normal equations of the trial step. */
let next: usize = 0;
let trial: usize = 0;
let rowRe: usize = 0;
let rowIm: usize = 0;
let step: usize = 0;
let moved: usize = 0;
let pull = 0.0;
/** Whether both slopes of an arc are one: ZARCs. */
export let symmetric: bool = false;

export function bindArcs(): bool {
  normal = doubles(MOST * STRIDE);
  next = doubles(MOST * STRIDE);
  trial = doubles(MOST * STRIDE);
  rowRe = doubles(MOST);
  rowIm = doubles(MOST);
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

/** Sum of squares of the weighted residuals of the data; their normal equations go to `normal`. */
function assess(theta: usize, count: i32, normal: usize): f64 {
  const n = arcSize(count);
  let sum = 0.0;
  for (let i = 0; i < n * STRIDE; i++) put(normal, i, 0);
  for (let b = 0; b < blocks; b++) {
    const w = weights(b);
    const data = column(b, unknowns);
    for (let p = 0; p < blockPoints; p++) {
      const wRe = get(w, p);
      const wIm = get(w + PLANE, p);
      if (wRe === 0 && wIm === 0) continue;
      let re = get(data, p);
      let im = get(data + PLANE, p);
      for (let i = 0; i < free; i++) {
        const c = column(b, i);
        put(rowRe, i, get(c, p));
        put(rowIm, i, get(c + PLANE, p));
        re -= get(theta, i) * get(c, p);
        im -= get(theta, i) * get(c + PLANE, p);
      }
      const ln = get(lnOmega(b), p);
      for (let k = 0; k < count; k++) {
        const a = arc(theta, k);
        arcAt(ln, get(a, 0), get(a, 1), get(a, 2), get(a, 3));
        const at = free + ARC_PARAMETERS * k;
        re -= wRe * zRe;
        im -= wIm * zIm;
        putRow(at, wRe * zRe, wIm * zIm);
        putRow(at + 1, wRe * byTauRe, wIm * byTauIm);
        if (symmetric) {
          putRow(at + 2, wRe * (byPRe + byQRe), wIm * (byPIm + byQIm));
          putRow(at + 3, 0, 0);
        } else {
          putRow(at + 2, wRe * byPRe, wIm * byPIm);
          putRow(at + 3, wRe * byQRe, wIm * byQIm);
        }
      }
      sum += re * re + im * im;
      for (let i = 0; i < n; i++) {
        const x = get(rowRe, i);
        const y = get(rowIm, i);
        const row = normal + ((<usize>(i * STRIDE)) << 3);
        for (let j = i; j < n; j++) put(row, j, get(row, j) + x * get(rowRe, j) + y * get(rowIm, j));
        put(row, n, get(row, n) + x * re + y * im);
      }
    }
  }
  return sum;
}

function putRow(i: i32, re: f64, im: f64): void {
  put(rowRe, i, re);
  put(rowIm, i, im);
}

/** The weak pull of the shapes: it matters only where the data say nothing. */
function pulls(theta: usize, count: i32, normal: usize): f64 {
  const shape = pull * SHAPE_PULL * SHAPE_PULL;
  const symmetry = pull * SYMMETRY_PULL * SYMMETRY_PULL;
  const n = arcSize(count);
  let sum = 0.0;
  for (let k = 0; k < count; k++) {
    const a = arc(theta, k);
    const u = get(a, 2);
    const v = get(a, 3);
    sum += symmetry * (u - v) * (u - v) + shape * (u * u + v * v);
    const i = free + ARC_PARAMETERS * k + 2;
    const row = normal + ((<usize>(i * STRIDE)) << 3);
    if (symmetric) {
      put(row, i, get(row, i) + 2.0 * shape);
      put(row, n, get(row, n) - 2.0 * shape * u);
      continue;
    }
    const next = row + ((<usize>STRIDE) << 3);
    put(row, i, get(row, i) + symmetry + shape);
    put(next, i + 1, get(next, i + 1) + symmetry + shape);
    put(row, i + 1, get(row, i + 1) - symmetry);
    put(row, n, get(row, n) - symmetry * (u - v) - shape * u);
    put(next, n, get(next, n) + symmetry * (u - v) - shape * v);
  }
  return sum;
}

/** Improves theta; returns the sum of squares of the weighted residuals, Infinity when there is none. */
export function fitArcs(theta: usize, count: i32): f64 {
  const n = arcSize(count);
  pull = square / (2.0 * <f64>points);
  let damping = 1e-3;
  let left = assess(theta, count, normal);
  let cost = left + pulls(theta, count, normal);
  if (!(cost < Infinity)) return Infinity;
  for (let round = 0; round < ITERATIONS; round++) {
    for (let i = 0; i < n; i++) {
      const d = get(normal, i * STRIDE + i);
      // Scaled to a unit diagonal; the scale waits in the step
      put(step, i, d > 0 ? 1.0 / sqrt(d) : 0);
    }
    for (let i = 0; i < n; i++) {
      const s = get(step, i);
      for (let j = i; j < n; j++) {
        put(trial, i * STRIDE + j, get(normal, i * STRIDE + j) * s * get(step, j));
      }
      put(trial, i * STRIDE + i, 1.0 + damping);
      put(trial, i * STRIDE + n, get(normal, i * STRIDE + n) * s);
    }
    if (!factor(trial, n, n + 1, STRIDE)) return left;
    backSolve(trial, trial + ((<usize>n) << 3), (<usize>STRIDE) << 3, moved, n, STRIDE);
    for (let i = 0; i < n; i++) {
      let change = get(moved, i) * get(step, i);
      if (i < free) {
        put(moved, i, max(0.0, get(theta, i) + change));
        continue;
      }
      change = min(max(change, -1.5), 1.5);
      const kind = (i - free) & 3;
      let value = get(theta, i) + change;
      // An arc further beyond the frequencies than this is no arc to them, but R∞ or a tail
      if (kind === 1) value = min(max(value, -lnOmegaMost - MARGIN), MARGIN - lnOmegaLeast);
      if (kind >= 2) value = min(max(value, -2.5), 9.0);
      put(moved, i, kind === 3 && symmetric ? get(moved, i - 1) : value);
    }
    // Nine steps of ten are taken: the normal equations come with the trial
    const leftThere = assess(moved, count, next);
    const there = leftThere + pulls(moved, count, next);
    if (there < cost) {
      const gain = cost - there;
      for (let i = 0; i < n; i++) put(theta, i, get(moved, i));
      const spare = normal;
      normal = next;
      next = spare;
      left = leftThere;
      cost = there;
      // A ten-thousandth of the cost moves no parameter by more than a hundredth of its error
      if (gain < 1e-4 * (cost + gain)) break;
      damping = max(damping * 0.15, 1e-9);
    } else {
      damping *= 6.0;
      if (damping > 1e6) break;
    }
  }
  return left;
}

/** Writes the weighted derivatives of the arcs' impedance behind the data column. */
export function fillTangents(theta: usize, count: i32): void {
  for (let b = 0; b < blocks; b++) {
    const w = weights(b);
    for (let p = 0; p < blockPoints; p++) {
      const wRe = get(w, p);
      const wIm = get(w + PLANE, p);
      for (let k = 0; k < count; k++) {
        const a = arc(theta, k);
        arcAt(get(lnOmega(b), p), get(a, 0), get(a, 1), get(a, 2), get(a, 3));
        const at = ARC_PARAMETERS * k;
        putTangent(b, at, p, wRe * zRe, wIm * zIm);
        putTangent(b, at + 1, p, wRe * byTauRe, wIm * byTauIm);
        const tied = symmetric ? 1.0 : 0;
        putTangent(b, at + 2, p, wRe * (byPRe + tied * byQRe), wIm * (byPIm + tied * byQIm));
        putTangent(b, at + 3, p, wRe * (1.0 - tied) * byQRe, wIm * (1.0 - tied) * byQIm);
      }
    }
  }
}

function putTangent(block: i32, t: i32, p: i32, re: f64, im: f64): void {
  const pair = column(block, tangent(t));
  put(pair, p, re);
  put(pair + PLANE, p, im);
}

/** Writes the weighted impedance of the arcs alone into a column pair per block. */
export function fillArcs(theta: usize, count: i32, to: i32): void {
  for (let b = 0; b < blocks; b++) {
    const w = weights(b);
    const pair = column(b, to);
    for (let p = 0; p < blockPoints; p++) {
      let re = 0.0;
      let im = 0.0;
      for (let k = 0; k < count; k++) {
        const a = arc(theta, k);
        arcAt(get(lnOmega(b), p), get(a, 0), get(a, 1), get(a, 2), get(a, 3));
        re += zRe;
        im += zIm;
      }
      put(pair, p, re * get(w, p));
      put(pair + PLANE, p, im * get(w + PLANE, p));
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
