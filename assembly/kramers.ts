// Kramers–Kronig tests that are linear: a spectrum is Kramers–Kronig compliant if a series of R₀, L, C and many RC elements with
// fixed time constants describes it (Boukamp, J. Electrochem. Soc. 142, 1885 (1995)). Resistances by least squares, relative to |Z|.
//
// Z′ sees R₀ and the resistances, Z″ sees L, 1/C and the resistances: each has a triangle of its own, and the fit to both is the
// triangle of the two. What the common resistances cannot reconcile is the violation; what either part alone leaves is the scatter.

import { log } from "./elementary";
import { exp } from "./exponential";
import { D_OPTION, number, section, W_AT_RESULTS, W_OPTION, word } from "./job";
import { allocate, doubles, get, put, release } from "./memory";
import {
  blockPoints,
  enterSpectrum,
  lnOmegaLeast,
  lnOmegaMost,
  measuredIm,
  measuredRe,
  omega,
  points,
  spectrumCount,
} from "./points";
import { reflect, remainder, solveTriangle, triangulate } from "./qr";

const LN10 = 2.302585092994046;

// Options of the job
const W_REPRESENTATION = W_OPTION;
const W_FIT = W_OPTION + 1;
const W_INDUCTANCE = W_OPTION + 2;
const W_CAPACITANCE = W_OPTION + 3;
/** Elements of the fit: their number, 0 for those of the test, −n for at most n by μ. */
const W_ELEMENTS = W_OPTION + 4;
/** Room for elements, in a result and here. */
const W_MOST = W_OPTION + 5;
const W_SEARCH_EXTENSION = W_OPTION + 6;
const D_MU = D_OPTION;
const D_EXTENSION = D_OPTION + 1;
const D_LIMIT = D_OPTION + 2;
const D_LEAST_MULTIPLE = D_OPTION + 3;
const D_MOST_MULTIPLE = D_OPTION + 4;
const D_FLOOR = D_OPTION + 5;

// 0: impedance
const ADMITTANCE = 1;
const EITHER = 2;
const FIT_REAL = 0;
const FIT_IMAGINARY = 1;
const ELEMENTS_OF_TEST = 0;

// Results of a spectrum: this head, then resistances and time constants (W_MOST of each), then Z′ and Z″ of the fit
const HEAD = 20;
const R_REPRESENTATION = 0;
const R_VIOLATION = 1;
const R_SCATTER = 2;
const R_TOLERANCE = 3;
const R_SCORE = 4;
const R_TEST_ELEMENTS = 5;
const R_FREEDOM = 6;
const R_ELEMENTS = 7;
const R_MU = 8;
const R_EXTENSION = 9;
const R_SERIES = 10;
const R_RISING = 11;
const R_FALLING = 12;
const R_SQUARE_REAL = 13;
const R_SQUARE_IMAGINARY = 14;
const R_SCORES = 15; // of impedance, of admittance

/** The test: elements per decade, how far the time constants reach beyond 1/ω, and what leaves enough points for the scatter. */
const TEST_DENSITY = 6.0;
const TEST_EXTENSION = 3.0;
const TEST_SHARE = 0.7;
const TEST_SPARE = 6;

/** The search for the extension: 10⁻¹ … 10¹ in steps, then golden section around the best. */
const SEARCH_REACH = 1.0;
const SEARCH_STEP = 0.25;
const SEARCH_END = 0.01;
const GOLDEN = 0.6180339887498949;

let rows = 0;
let stride: usize = 0;
let admittance: bool = false;
/** Per point: ω, weight 1/|·|, and the weighted data. */
let frequency: usize = 0;
let weight: usize = 0;
let dataRe: usize = 0;
let dataIm: usize = 0;
/** Columns [R₀, R₁ … R_M, data] and [L, 1/C, R₁ … R_M, data]; the copies of their triangles that are joined. */
let blockRe: usize = 0;
let blockIm: usize = 0;
let jointRe: usize = 0;
let jointIm: usize = 0;
/** Time constants, and the solution: R₀, L, 1/C apart from the resistances. */
let tau: usize = 0;
let resistance: usize = 0;
let unknown: usize = 0;
let right: usize = 0;
let series = 0.0;
let rising = 0.0;
let falling = 0.0;
let fitRe: usize = 0;
let fitIm: usize = 0;
let violation = 0.0;
let scatter = 0.0;
let tolerance = 0.0;
let freedom = 0;

/** Tests and fits every spectrum; false without memory. */
export function runKramers(): bool {
  let out = section(W_AT_RESULTS);
  const most = word(W_MOST);
  for (let s = 0; s < spectrumCount(); s++) {
    const free = allocate(0);
    enterSpectrum(s);
    if (!layOut(most)) return false;
    for (let i = 0; i < HEAD; i++) put(out, i, NaN);
    examine(out);
    release(free);
    out += (<usize>(HEAD + 2 * most + 2 * points)) << 3;
  }
  return true;
}

function layOut(most: i32): bool {
  rows = points;
  // two spare rows of zeros behind the last: a tail may begin at any row and end in a whole vector
  const high = max(rows, most);
  stride = (<usize>((high + 3) & ~1)) << 3;
  const columns = <usize>(most + 4);
  frequency = allocate(stride);
  weight = allocate(stride);
  dataRe = allocate(stride);
  dataIm = allocate(stride);
  fitRe = allocate(stride);
  fitIm = allocate(stride);
  tau = doubles(most + 1);
  resistance = doubles(most + 1);
  unknown = doubles(most + 4);
  right = doubles(most + 4);
  blockRe = allocate(columns * stride);
  blockIm = allocate(columns * stride);
  jointRe = allocate(columns * stride);
  jointIm = allocate(columns * stride);
  return jointIm !== 0;
}

function examine(out: usize): void {
  const wanted = word(W_REPRESENTATION);
  represent(wanted === ADMITTANCE);
  let score = test();
  put(out, R_SCORES + (admittance ? 1 : 0), score);
  // A system that is unstable at controlled current can still be compliant as an admittance
  if (wanted === EITHER && !(score <= 1.0)) {
    represent(true);
    const other = test();
    put(out, R_SCORES + 1, other);
    if (other < score) score = other;
    else {
      represent(false);
      test();
    }
  }
  put(out, R_REPRESENTATION, admittance ? 1 : 0);
  put(out, R_VIOLATION, violation);
  put(out, R_SCATTER, scatter);
  put(out, R_TOLERANCE, tolerance);
  put(out, R_SCORE, score);
  put(out, R_TEST_ELEMENTS, <f64>testElements());
  put(out, R_FREEDOM, <f64>freedom);
  report(out);
}

/** The fit that was asked for, and its words in the result. */
function report(out: usize): void {
  const wanted = word(W_ELEMENTS);
  let extension = number(D_EXTENSION);
  let elements = wanted === ELEMENTS_OF_TEST ? testElements() : wanted;
  if (wanted < 0) elements = elementsByMu(-wanted, extension);
  if (word(W_SEARCH_EXTENSION) !== 0) extension = searchExtension(elements);
  const square = fit(elements, extension);
  put(out, R_ELEMENTS, <f64>elements);
  put(out, R_EXTENSION, extension);
  put(out, R_MU, mu(elements));
  put(out, R_SERIES, series);
  put(out, R_RISING, rising);
  put(out, R_FALLING, falling);
  put(out, R_SQUARE_REAL, squareRe);
  put(out, R_SQUARE_IMAGINARY, square - squareRe);
  const most = word(W_MOST);
  const resistances = out + ((<usize>HEAD) << 3);
  const constants = resistances + ((<usize>most) << 3);
  const re = constants + ((<usize>most) << 3);
  const im = re + ((<usize>points) << 3);
  for (let k = 0; k < most; k++) {
    put(resistances, k, k < elements ? get(resistance, k) : NaN);
    put(constants, k, k < elements ? get(tau, k) : NaN);
  }
  for (let i = 0; i < points; i++) {
    put(re, i, get(fitRe, i));
    put(im, i, get(fitIm, i));
  }
}

function dataAt(i: i32, imaginary: bool): f64 {
  const b = i / blockPoints;
  return get(imaginary ? measuredIm(b) : measuredRe(b), i - b * blockPoints);
}

/** Takes the present spectrum as Z or as Y = 1/Z. */
function represent(asAdmittance: bool): void {
  admittance = asAdmittance;
  for (let i = 0; i < points; i++) {
    const x = dataAt(i, false);
    const y = dataAt(i, true);
    // relative data: neither representation ever squares a number that may leave the range
    const size = max(abs(x), abs(y));
    const u = x / size;
    const v = y / size;
    const length = sqrt(u * u + v * v);
    const b = i / blockPoints;
    put(frequency, i, get(omega(b), i - b * blockPoints));
    put(weight, i, asAdmittance ? length * size : 1.0 / (length * size));
    put(dataRe, i, u / length);
    put(dataIm, i, asAdmittance ? -v / length : v / length);
  }
}

/** Time constants of M elements from 1/(F·ω_max) to F/ω_min, equally spaced in the logarithm; a single one stands at F/ω_min. */
function spread(elements: i32, extension: f64): void {
  const low = 1.0 / (extension * exp(lnOmegaMost));
  const decades = lnOmegaMost - lnOmegaLeast;
  const ratio = exp(decades) * extension * extension;
  const step = elements > 1 ? (decades + 2.0 * log(extension)) / <f64>(elements - 1) : 0;
  for (let k = 0; k < elements; k++) {
    put(tau, k, k === elements - 1 ? low * ratio : low * exp(<f64>k * step));
  }
}

/** Real and imaginary part of element k at ω; as an admittance a conductance in series with a capacity. */
let elementRe = 0.0;
let elementIm = 0.0;
function element(x: f64): void {
  const inverse = 1.0 / (1.0 + x * x);
  elementRe = admittance ? x * x * inverse : inverse;
  elementIm = admittance ? x * inverse : -x * inverse;
}

/** Columns before the resistances in the imaginary block. */
function leading(): i32 {
  return (withRising ? 1 : 0) + (withFalling ? 1 : 0);
}
let withRising: bool = true;
let withFalling: bool = true;

/** Fills the blocks that are asked for and makes them triangles. */
function prepare(elements: i32, extension: f64, real: bool, imaginary: bool): void {
  spread(elements, extension);
  const lead = leading();
  const all = <i32>(stride >>> 3);
  for (let k = 0; k < elements; k++) {
    const t = get(tau, k);
    const re = blockRe + <usize>(k + 1) * stride;
    const im = blockIm + <usize>(k + lead) * stride;
    for (let i = 0; i < rows; i++) {
      element(get(frequency, i) * t);
      const w = get(weight, i);
      if (real) put(re, i, w * elementRe);
      if (imaginary) put(im, i, w * elementIm);
    }
    for (let i = rows; i < all; i++) {
      put(re, i, 0);
      put(im, i, 0);
    }
  }
  if (real) {
    const last = blockRe + <usize>(elements + 1) * stride;
    copyColumn(blockRe, weight);
    copyColumn(last, dataRe);
    triangulate(blockRe, rows, elements + 1, elements + 2, stride);
  }
  if (imaginary) {
    leadColumns(blockIm);
    copyColumn(blockIm + <usize>(elements + lead) * stride, dataIm);
    triangulate(blockIm, rows, elements + lead, elements + lead + 1, stride);
  }
}

function copyColumn(to: usize, from: usize): void {
  const all = <i32>(stride >>> 3);
  for (let i = 0; i < all; i++) put(to, i, i < rows ? get(from, i) : 0);
}

/** Columns of jωL and 1/(jωC), imaginary parts; as an admittance of jωC and 1/(jωL). */
function leadColumns(at: usize): void {
  const all = <i32>(stride >>> 3);
  const second = withRising ? at + stride : at;
  for (let i = 0; i < all; i++) {
    const w = i < rows ? get(weight, i) : 0;
    const x = i < rows ? get(frequency, i) : 1.0;
    if (withRising) put(at, i, w * x);
    if (withFalling) put(second, i, -w / x);
  }
}

/** Joins the triangles of the resistances; returns what they cannot reconcile: the rise of Σ of the squares over separate fits. */
function join(elements: i32): f64 {
  const lead = leading();
  const all = <i32>(stride >>> 3);
  for (let k = 0; k <= elements; k++) {
    const re = blockRe + <usize>(k + 1) * stride + 8;
    const im = blockIm + <usize>(k + lead) * stride + ((<usize>lead) << 3);
    const toRe = jointRe + <usize>k * stride;
    const toIm = jointIm + <usize>k * stride;
    const height = min(k + 1, elements);
    for (let i = 0; i < all; i++) {
      put(toRe, i, i < height ? get(re, i) : 0);
      put(toIm, i, i < height ? get(im, i) : 0);
    }
  }
  for (let k = 0; k < elements; k++) {
    const column = <usize>k * stride;
    reflect(jointRe + column + ((<usize>k) << 3), jointIm + column, k + 1, stride, elements + 1 - k);
  }
  return remainder(jointIm + <usize>elements * stride, 0, elements);
}

/** Elements of the test for the present grid. */
function testElements(): i32 {
  const decades = (lnOmegaMost - lnOmegaLeast + 2.0 * log(TEST_EXTENSION)) / LN10;
  const enough = <i32>nearest(TEST_DENSITY * decades) + 1;
  return max(1, min(min(enough, word(W_MOST)), min(<i32>(TEST_SHARE * <f64>points), points - TEST_SPARE)));
}

/**
 * Whether Z′ and Z″ have the resistances in common. Violation and scatter are variances of relative residuals, so that for points
 * with normal noise violation²/scatter² has the F distribution of M and 2N − 2M − 3 degrees of freedom. Returns their score.
 */
function test(): f64 {
  const elements = testElements();
  withRising = true;
  withFalling = true;
  freedom = 2 * rows - 2 * elements - 3;
  violation = NaN;
  scatter = NaN;
  tolerance = NaN;
  if (freedom < 1 || rows < elements + 2) return NaN;
  prepare(elements, TEST_EXTENSION, true, true);
  const left =
    remainder(blockRe + <usize>(elements + 1) * stride, elements + 1, rows) +
    remainder(blockIm + <usize>(elements + 2) * stride, elements + 2, rows);
  violation = sqrt(join(elements) / <f64>elements);
  scatter = sqrt(left / <f64>freedom);
  const upper = min(number(D_LIMIT), number(D_MOST_MULTIPLE) * scatter);
  tolerance = max(max(upper, number(D_LEAST_MULTIPLE) * scatter), number(D_FLOOR));
  return violation / tolerance;
}

/** Resistances by the kind of fit that the job asks for; returns Σ |Z − Z_fit|²/|Z|². */
function fit(elements: i32, extension: f64): f64 {
  solve(elements, extension);
  return evaluate(elements);
}

function solve(elements: i32, extension: f64): void {
  withRising = word(W_INDUCTANCE) !== 0;
  withFalling = word(W_CAPACITANCE) !== 0;
  const kind = word(W_FIT);
  prepare(elements, extension, kind !== FIT_IMAGINARY, kind !== FIT_REAL);
  series = 0;
  rising = 0;
  falling = 0;
  if (kind === FIT_REAL) solveReal(elements);
  else if (kind === FIT_IMAGINARY) solveImaginary(elements);
  else solveBoth(elements);
}

function solveReal(elements: i32): void {
  const y = blockRe + <usize>(elements + 1) * stride;
  solveTriangle(blockRe, elements + 1, stride, y, unknown);
  series = get(unknown, 0);
  for (let k = 0; k < elements; k++) put(resistance, k, get(unknown, k + 1));
}

function solveImaginary(elements: i32): void {
  const lead = leading();
  const y = blockIm + <usize>(elements + lead) * stride;
  solveTriangle(blockIm, elements + lead, stride, y, unknown);
  takeLeading();
  for (let k = 0; k < elements; k++) put(resistance, k, get(unknown, k + lead));
}

function takeLeading(): void {
  if (withRising) rising = get(unknown, 0);
  if (withFalling) falling = get(unknown, withRising ? 1 : 0);
}

function solveBoth(elements: i32): void {
  join(elements);
  solveTriangle(jointRe, elements, stride, jointRe + <usize>elements * stride, resistance);
  const lead = leading();
  // the rows above the joined ones give R₀, L and 1/C
  series =
    (get(blockRe + <usize>(elements + 1) * stride, 0) - above(blockRe, 1, 0, elements)) / get(blockRe, 0);
  const y = blockIm + <usize>(elements + lead) * stride;
  for (let i = 0; i < lead; i++) put(right, i, get(y, i) - above(blockIm, lead, i, elements));
  solveTriangle(blockIm, lead, stride, right, unknown);
  takeLeading();
}

function above(block: usize, lead: i32, row: i32, elements: i32): f64 {
  let s = 0.0;
  for (let k = 0; k < elements; k++) {
    s += get(block + <usize>(k + lead) * stride, row) * get(resistance, k);
  }
  return s;
}

/** μ = 1 − Σ|R_k < 0| / Σ|R_k ≥ 0| (Schönleber, Klotz and Ivers-Tiffée, Electrochim. Acta 131, 20 (2014)). */
function mu(elements: i32): f64 {
  let below = 0.0;
  let over = 0.0;
  for (let k = 0; k < elements; k++) {
    const r = get(resistance, k);
    if (r < 0) below -= r;
    else over += r;
  }
  return 1.0 - below / over;
}

function elementsByMu(most: i32, extension: f64): i32 {
  for (let elements = 1; elements <= most; elements++) {
    solve(elements, extension);
    if (mu(elements) <= number(D_MU)) return elements;
  }
  return most;
}

/** The extension with the least squares at this number of elements. */
function searchExtension(elements: i32): f64 {
  let best = -SEARCH_REACH;
  let least = Infinity;
  for (let x = -SEARCH_REACH; x <= SEARCH_REACH; x += SEARCH_STEP) {
    const f = fit(elements, exp(LN10 * x));
    if (f < least) {
      least = f;
      best = x;
    }
  }
  let a = max(best - SEARCH_STEP, -SEARCH_REACH);
  let b = min(best + SEARCH_STEP, SEARCH_REACH);
  let c = b - GOLDEN * (b - a);
  let d = a + GOLDEN * (b - a);
  let fc = fit(elements, exp(LN10 * c));
  let fd = fit(elements, exp(LN10 * d));
  while (b - a > SEARCH_END) {
    if (fc < fd) {
      b = d;
      d = c;
      fd = fc;
      c = b - GOLDEN * (b - a);
      fc = fit(elements, exp(LN10 * c));
    } else {
      a = c;
      c = d;
      fc = fd;
      d = a + GOLDEN * (b - a);
      fd = fit(elements, exp(LN10 * d));
    }
  }
  // the grid may hold a better point than the dip that golden section went into
  const inside = min(fc, fd);
  return exp(LN10 * (inside < least ? (fc < fd ? c : d) : best));
}

let squareRe = 0.0;

/** The fitted curve, completed by what its kind of fit leaves open; Σ |Z − Z_fit|²/|Z|². */
function evaluate(elements: i32): f64 {
  for (let i = 0; i < rows; i++) {
    put(fitRe, i, 0);
    put(fitIm, i, 0);
  }
  for (let k = 0; k < elements; k++) {
    const t = get(tau, k);
    const r = get(resistance, k);
    for (let i = 0; i < rows; i++) {
      element(get(frequency, i) * t);
      put(fitRe, i, get(fitRe, i) + r * elementRe);
      put(fitIm, i, get(fitIm, i) + r * elementIm);
    }
  }
  const kind = word(W_FIT);
  if (kind === FIT_REAL) completeImaginary();
  else if (kind === FIT_IMAGINARY) completeReal();
  squareRe = 0;
  let squareIm = 0.0;
  for (let i = 0; i < rows; i++) {
    const w = get(frequency, i);
    let x = get(fitRe, i) + series;
    let y = get(fitIm, i) + rising * w - falling / w;
    // the residual is that of Z in either representation
    let size = 1.0 / get(weight, i);
    const re = get(dataRe, i);
    let im = get(dataIm, i);
    if (admittance) {
      const square = x * x + y * y;
      x = x / square;
      y = -y / square;
      size = 1.0 / size;
      im = -im;
    }
    put(fitRe, i, x);
    put(fitIm, i, y);
    const u = re - x / size;
    const v = im - y / size;
    squareRe += u * u;
    squareIm += v * v;
  }
  return squareRe + squareIm;
}

/** L and 1/C from what the real fit leaves of the imaginary part. */
function completeImaginary(): void {
  const lead = leading();
  if (lead === 0) return;
  leadColumns(blockIm);
  const y = blockIm + <usize>lead * stride;
  const all = <i32>(stride >>> 3);
  for (let i = 0; i < all; i++) {
    put(y, i, i < rows ? get(dataIm, i) - get(weight, i) * get(fitIm, i) : 0);
  }
  triangulate(blockIm, rows, lead, lead + 1, stride);
  solveTriangle(blockIm, lead, stride, y, unknown);
  takeLeading();
}

/** R₀ from what the imaginary fit leaves of the real part: its mean with the weights 1/|Z|². */
function completeReal(): void {
  let sum = 0.0;
  let weights = 0.0;
  for (let i = 0; i < rows; i++) {
    const w = get(weight, i);
    sum += w * (get(dataRe, i) - w * get(fitRe, i));
    weights += w * w;
  }
  series = sum / weights;
}
