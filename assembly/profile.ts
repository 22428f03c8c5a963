// Profile likelihood intervals: each variable in turn is held at trial values while the others are fitted again. With z(t) =
// √((cost(t) − least cost)/λ), signed, the interval ends where z = ±q, q² being the quantile of χ² or F with one degree of freedom
// (Bates and Watts 1988, Nonlinear Regression Analysis, section 6.1: the profile t). z is nearly linear in t.

import { dropScale, variance } from "./dispersion";
import { D_COST_TOLERANCE, number, resultSection, W_EVALUATIONS, word } from "./job";
import { lower, solve, upper } from "./levenberg";
import { doubles, get, put } from "./memory";
import { evaluations } from "./objective";
import {
  bindOptimum,
  enterOptimum,
  H_COST,
  H_EVALUATIONS,
  H_REASON,
  H_VARIANCE,
  HEAD,
  inverse,
  leastCost,
  optimum,
  optimumReason,
  record,
  settle,
  spread,
} from "./optimum";
import { moveTo, variableCount, variableValue } from "./parameters";
import { spectrumCount } from "./points";
import { exactCost } from "./ranges";

/** Head: how often a better optimum was found on the way, and the last cost of such a one. */
const H_MOVED = 4;

// States of an end
const CLOSED = 0;
/** The variable runs to its bound before the cost has risen enough. */
const OPEN = 1;
/** No crossing was found within MOST_TRIALS. */
const LOST = 2;
/** Only inside: a better optimum was found. */
const MOVED = 3;

const MOST_TRIALS = 60;
const MOST_MOVES = 5;
/** Relative distance of z from q at which a crossing is found. */
const PRECISE = 1e-8;
/** Relative fall of the cost that makes another optimum a better one. */
const BETTER = 1e-8;

let y: usize = 0;
/** Solutions at the last trial below the quantile and at the last one above. */
let inner: usize = 0;
let outer: usize = 0;
let end = 0;

export function profileAll(): bool {
  if (!bindOptimum()) return false;
  const n = variableCount();
  y = doubles(n);
  inner = doubles(n);
  outer = doubles(n);
  if (outer === 0) return false;
  const stride = HEAD + 5 * n;
  for (let s = 0; s < spectrumCount(); s++) {
    const out = resultSection(s, stride);
    for (let i = 0; i < stride; i++) put(out, i, NaN);
    const found = enterOptimum(s);
    put(out, H_REASON, <f64>optimumReason);
    if (found) {
      let moves = 0;
      while (!profile(out, record(s, 1), moves < MOST_MOVES) && moves < MOST_MOVES) moves++;
      put(out, H_MOVED, <f64>moves);
    }
    put(out, H_COST, leastCost);
    put(out, H_VARIANCE, variance);
    put(out, H_EVALUATIONS, <f64>evaluations);
  }
  return true;
}

/** Writes values and intervals; false when a better optimum was found, which then is the present one. */
function profile(out: usize, q: f64, mayMove: bool): bool {
  const n = variableCount();
  moveTo(optimum);
  for (let v = 0; v < n; v++) put(out, HEAD + v, variableValue(v));
  for (let v = 0; v < n; v++) {
    for (let side = 0; side < 2; side++) {
      // The whole interval of an exact fit is its value
      const t = leastCost <= exactCost() ? get(optimum, v) : crossing(v, side === 0 ? -1.0 : 1.0, q, mayMove);
      if (leastCost <= exactCost()) end = CLOSED;
      if (end === MOVED) return false;
      // As a value of the user: exp for scales
      memory.copy(y, optimum, (<usize>n) << 3);
      put(y, v, t);
      moveTo(y);
      put(out, HEAD + n + 2 * v + side, variableValue(v));
      put(out, HEAD + 3 * n + 2 * v + side, <f64>end);
    }
  }
  return true;
}

/** Where z of variable v reaches q in this direction, in the solver's coordinates; `end` says what stands there. */
function crossing(v: i32, direction: f64, q: f64, mayMove: bool): f64 {
  const n = variableCount();
  const bytes = (<usize>n) << 3;
  const low = get(lower, v);
  const high = get(upper, v);
  const bound = direction < 0 ? low : high;
  const from = get(optimum, v);
  end = OPEN;
  if (!((bound - from) * direction > 0)) return bound;
  const own = get(inverse, v * n + v);
  memory.copy(inner, optimum, bytes);
  // The last three trials: (t, z), newest first; the optimum is one
  let t0 = from;
  let z0 = 0.0;
  let t1 = NaN;
  let z1 = NaN;
  let t2 = NaN;
  let z2 = NaN;
  let below = from;
  let zBelow = 0.0;
  let above = NaN;
  let t = from + direction * q * spread(v);
  for (let trial = 0; trial < MOST_TRIALS; trial++) {
    if (!((bound - t) * direction > 0)) t = bound;
    // The others begin where a straight line leads
    for (let j = 0; j < n; j++) {
      const x = get(inner, j);
      const slope =
        above === above
          ? (get(outer, j) - x) / (above - below)
          : below !== from
            ? (x - get(optimum, j)) / (below - from)
            : get(inverse, j * n + v) / own;
      const step = slope * (t - below);
      put(y, j, step === step && abs(step) < Infinity ? x + step : x);
    }
    put(lower, v, t);
    put(upper, v, t);
    put(y, v, t);
    let f = solve(y, 0, word(W_EVALUATIONS), exactCost(), number(D_COST_TOLERANCE));
    if (!(f < Infinity)) {
      // a straight line may lead astray
      memory.copy(y, inner, bytes);
      put(y, v, t);
      f = solve(y, 0, word(W_EVALUATIONS), exactCost(), number(D_COST_TOLERANCE));
    }
    put(lower, v, low);
    put(upper, v, high);
    if (f < leastCost * (1.0 - BETTER) && f > exactCost() && mayMove) {
      f = solve(y, 0, word(W_EVALUATIONS), exactCost(), number(D_COST_TOLERANCE));
      settle(y, f);
      end = MOVED;
      return t;
    }
    const z = sqrt(max(0, f - leastCost) / dropScale);
    t2 = t1;
    z2 = z1;
    t1 = t0;
    z1 = z0;
    t0 = t;
    z0 = z;
    if (abs(z - q) <= PRECISE * q) {
      end = CLOSED;
      return t;
    }
    if (z < q) {
      if (t === bound) return bound;
      below = t;
      zBelow = z;
      memory.copy(inner, y, bytes);
    } else {
      above = t;
      memory.copy(outer, y, bytes);
      if (!(z < Infinity)) memory.copy(outer, inner, bytes);
    }
    // Inverse interpolation through what is known, kept inside the bracket
    let next = interpolate(q, t0, z0, t1, z1, t2, z2);
    if (above === above) {
      const width = above - below;
      if (abs(width) <= 1e-13 * max(abs(above), abs(below))) {
        end = CLOSED;
        return t;
      }
      const inside = (next - below) / width;
      // Every fourth trial halves, in case the others creep
      if (!(inside > 1e-3 && inside < 0.999) || trial % 4 === 3) next = below + 0.5 * width;
    } else {
      const reached = (t - from) * direction;
      const wanted = (next - from) * direction;
      next = from + direction * min(max(wanted === wanted ? wanted : 0, 1.1 * reached), 4.0 * reached);
    }
    t = next;
  }
  end = LOST;
  return zBelow > 0 ? below : from;
}

/** t at z = q of the parabola t(z) through three points, of the line through two, or NaN. */
function interpolate(q: f64, t0: f64, z0: f64, t1: f64, z1: f64, t2: f64, z2: f64): f64 {
  const line = t0 + ((q - z0) * (t1 - t0)) / (z1 - z0);
  if (!(z2 === z2) || z0 === z1 || z1 === z2 || z0 === z2) return line;
  const parabola =
    (t0 * (q - z1) * (q - z2)) / ((z0 - z1) * (z0 - z2)) +
    (t1 * (q - z0) * (q - z2)) / ((z1 - z0) * (z1 - z2)) +
    (t2 * (q - z0) * (q - z1)) / ((z2 - z0) * (z2 - z1));
  return parabola === parabola ? parabola : line;
}
