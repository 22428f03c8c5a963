/**
 * The peer that a good engineer would write today without a kernel: one circuit, `Rs-p(R1,CPE1)-p(R2,CPE2)-CPE3`, in plain
 * JavaScript over typed arrays. It is what the kernels are measured against, so it has to be as fast as JavaScript allows
 * without giving up being readable: no allocation inside a fit, every array one shape, constants out of the loops.
 *
 * The algorithm is that of the shared native anchor: Levenberg–Marquardt on the normal equations with Cholesky, D = running
 * maximum of diag(JᵀJ), damping after Nielsen (1999), R and Q in their logarithm, residual and exact Jacobian in one pass.
 *
 * Two ways to form JᵀJ are kept, because they differ by up to 1.6× in time: `plainNormalEquations` is what most would write,
 * `tiledNormalEquations` is what a profiler leads to. Both are shown; the plain one is the idiomatic peer of the requirement.
 *
 * @import { EisJob } from "./jobs.js"
 * @import { Contender, Outcome } from "./contenders.js"
 * @typedef {(jacobian: Float64Array, residual: Float64Array, A: Float64Array, gradient: Float64Array) => void} NormalEquations
 *   writes the lower triangle of A = JᵀJ (row-major, 9 × 9) and gradient = Jᵀr
 * @typedef {object} Limits
 * @property {number} ftol relative change of the cost at which a fit has converged
 * @property {number} xtol relative length of the step at which a fit has converged
 * @property {number} evaluations most evaluations of one fit
 */

const N = 9; // Rs R1 Q1 a1 R2 Q2 a2 Q3 a3
const P = 70; // frequencies
const M = 2 * P; // residuals: real block, then imaginary block
const HALF_PI = Math.PI / 2;

/** The limits of the shared anchor. */
const anchorLimits = { ftol: 1e-8, xtol: 1e-8, evaluations: 200 };

/** Parameters that are solved in their logarithm: the exponents a are not. */
export const isLogarithmic = [true, true, true, false, true, true, false, true, false];

// The spectrum in work: ln ω, Z and the weight 1/|Z|.
const lnOmega = new Float64Array(P);
const zReal = new Float64Array(P);
const zImaginary = new Float64Array(P);
const weight = new Float64Array(P);

// The state of a fit. Residual and Jacobian exist twice: at the current point and at the trial point.
const A = new Float64Array(N * N);
const factor = new Float64Array(N * N);
const diagonal = new Float64Array(N);
const gradient = new Float64Array(N);
const step = new Float64Array(N);
const current = new Float64Array(N);
const trial = new Float64Array(N);
let residual = new Float64Array(M);
let jacobian = new Float64Array(N * M);
let trialResidual = new Float64Array(M);
let trialJacobian = new Float64Array(N * M);

/**
 * Weighted residuals (Z_model − Z)/|Z| and their derivatives at x, in one pass: (jω)ᵃ costs one exponential per element and
 * point, and ∂Z/∂lnR = R/(1+u)², ∂Z/∂lnQ = −Ru/(1+u)², ∂Z/∂a = (ln ω + jπ/2) ∂Z/∂lnQ, with u = RQ(jω)ᵃ.
 *
 * @param {Float64Array} x [9] logarithms of R and Q, exponents as they are
 * @param {Float64Array} r [140] written: residuals, real block then imaginary block
 * @param {Float64Array} J [9][140] written: one column after the other
 * @returns {number} the cost, Σ r²
 */
function evaluate(x, r, J) {
  const Rs = Math.exp(x[0]);
  const R1 = Math.exp(x[1]);
  const a1 = x[3];
  const R2 = Math.exp(x[4]);
  const a2 = x[6];
  const a3 = x[8];
  const RQ1 = Math.exp(x[1] + x[2]);
  const RQ2 = Math.exp(x[4] + x[5]);
  const inverseQ3 = Math.exp(-x[7]);
  const cos1 = Math.cos(a1 * HALF_PI);
  const sin1 = Math.sin(a1 * HALF_PI);
  const cos2 = Math.cos(a2 * HALF_PI);
  const sin2 = Math.sin(a2 * HALF_PI);
  const cos3 = Math.cos(a3 * HALF_PI);
  const sin3 = Math.sin(a3 * HALF_PI);
  let cost = 0;
  for (let i = 0; i < P; i++) {
    const w = weight[i];
    const ln = lnOmega[i];

    // first arc: u, 1/(1+u) and its derivatives
    const m1 = RQ1 * Math.exp(a1 * ln);
    const ur = m1 * cos1;
    const ui = m1 * sin1;
    const dr = 1 + ur;
    const d = 1 / (dr * dr + ui * ui);
    const fr = dr * d;
    const fi = -ui * d;
    const w1 = R1 * w;
    const R1r = (fr * fr - fi * fi) * w1;
    const R1i = 2 * fr * fi * w1;
    const Q1r = ui * R1i - ur * R1r;
    const Q1i = -(ur * R1i + ui * R1r);

    // second arc
    const m2 = RQ2 * Math.exp(a2 * ln);
    const vr = m2 * cos2;
    const vi = m2 * sin2;
    const er = 1 + vr;
    const e = 1 / (er * er + vi * vi);
    const gr = er * e;
    const gi = -vi * e;
    const w2 = R2 * w;
    const R2r = (gr * gr - gi * gi) * w2;
    const R2i = 2 * gr * gi * w2;
    const Q2r = vi * R2i - vr * R2r;
    const Q2i = -(vr * R2i + vi * R2r);

    // tail
    const m3 = inverseQ3 * Math.exp(-a3 * ln) * w;
    const tr = m3 * cos3;
    const ti = -m3 * sin3;

    const real = (Rs - zReal[i]) * w + w1 * fr + w2 * gr + tr;
    const imaginary = w1 * fi + w2 * gi + ti - zImaginary[i] * w;
    r[i] = real;
    r[P + i] = imaginary;
    cost += real * real + imaginary * imaginary;

    J[i] = Rs * w;
    J[P + i] = 0;
    J[M + i] = R1r;
    J[M + P + i] = R1i;
    J[2 * M + i] = Q1r;
    J[2 * M + P + i] = Q1i;
    J[3 * M + i] = Q1r * ln - Q1i * HALF_PI;
    J[3 * M + P + i] = Q1r * HALF_PI + Q1i * ln;
    J[4 * M + i] = R2r;
    J[4 * M + P + i] = R2i;
    J[5 * M + i] = Q2r;
    J[5 * M + P + i] = Q2i;
    J[6 * M + i] = Q2r * ln - Q2i * HALF_PI;
    J[6 * M + P + i] = Q2r * HALF_PI + Q2i * ln;
    J[7 * M + i] = -tr;
    J[7 * M + P + i] = -ti;
    J[8 * M + i] = ti * HALF_PI - tr * ln;
    J[8 * M + P + i] = -(tr * HALF_PI + ti * ln);
  }
  return cost;
}

/** @type {NormalEquations} */
function plainNormalEquations(J, r, A, gradient) {
  for (let a = 0; a < N; a++) {
    let g = 0;
    for (let i = 0; i < M; i++) g += J[a * M + i] * r[i];
    gradient[a] = g;
    for (let b = 0; b <= a; b++) {
      let s = 0;
      for (let i = 0; i < M; i++) s += J[a * M + i] * J[b * M + i];
      A[a * N + b] = s;
    }
  }
}

/**
 * Three columns against three columns: nine sums for six loads instead of one sum for two.
 *
 * @type {NormalEquations}
 */
function tiledNormalEquations(J, r, A, gradient) {
  for (let a = 0; a < N; a += 3) {
    const a0 = a * M;
    const a1 = a0 + M;
    const a2 = a1 + M;

    // the triangle on the diagonal, together with the gradient
    let g0 = 0;
    let g1 = 0;
    let g2 = 0;
    let t00 = 0;
    let t10 = 0;
    let t11 = 0;
    let t20 = 0;
    let t21 = 0;
    let t22 = 0;
    for (let i = 0; i < M; i++) {
      const x = J[a0 + i];
      const y = J[a1 + i];
      const z = J[a2 + i];
      const e = r[i];
      g0 += x * e;
      g1 += y * e;
      g2 += z * e;
      t00 += x * x;
      t10 += y * x;
      t11 += y * y;
      t20 += z * x;
      t21 += z * y;
      t22 += z * z;
    }
    gradient[a] = g0;
    gradient[a + 1] = g1;
    gradient[a + 2] = g2;
    const corner = a * N + a;
    A[corner] = t00;
    A[corner + N] = t10;
    A[corner + N + 1] = t11;
    A[corner + 2 * N] = t20;
    A[corner + 2 * N + 1] = t21;
    A[corner + 2 * N + 2] = t22;

    // the squares to the left of it
    for (let b = 0; b < a; b += 3) {
      const b0 = b * M;
      const b1 = b0 + M;
      const b2 = b1 + M;
      let s00 = 0;
      let s01 = 0;
      let s02 = 0;
      let s10 = 0;
      let s11 = 0;
      let s12 = 0;
      let s20 = 0;
      let s21 = 0;
      let s22 = 0;
      for (let i = 0; i < M; i++) {
        const x = J[a0 + i];
        const y = J[a1 + i];
        const z = J[a2 + i];
        const u = J[b0 + i];
        const v = J[b1 + i];
        const w = J[b2 + i];
        s00 += x * u;
        s01 += x * v;
        s02 += x * w;
        s10 += y * u;
        s11 += y * v;
        s12 += y * w;
        s20 += z * u;
        s21 += z * v;
        s22 += z * w;
      }
      const k = a * N + b;
      A[k] = s00;
      A[k + 1] = s01;
      A[k + 2] = s02;
      A[k + N] = s10;
      A[k + N + 1] = s11;
      A[k + N + 2] = s12;
      A[k + 2 * N] = s20;
      A[k + 2 * N + 1] = s21;
      A[k + 2 * N + 2] = s22;
    }
  }
}

/**
 * Solves (A + μ diag(D)) h = −g into `step` by Cholesky; the factor keeps the reciprocals of its pivots.
 *
 * @param {number} mu
 * @returns {boolean} false when the matrix is not positive definite to working precision
 */
function solveStep(mu) {
  for (let i = 0; i < N; i++) {
    for (let j = 0; j < i; j++) {
      let s = A[i * N + j];
      for (let k = 0; k < j; k++) s -= factor[i * N + k] * factor[j * N + k];
      factor[i * N + j] = s * factor[j * N + j];
    }
    let pivot = A[i * N + i] + mu * diagonal[i];
    for (let k = 0; k < i; k++) pivot -= factor[i * N + k] * factor[i * N + k];
    if (!(pivot > 0)) return false;
    factor[i * N + i] = 1 / Math.sqrt(pivot);
  }
  for (let i = 0; i < N; i++) {
    let s = -gradient[i];
    for (let k = 0; k < i; k++) s -= factor[i * N + k] * step[k];
    step[i] = s * factor[i * N + i];
  }
  for (let i = N - 1; i >= 0; i--) {
    let s = step[i];
    for (let k = i + 1; k < N; k++) s -= factor[k * N + i] * step[k];
    step[i] = s * factor[i * N + i];
  }
  return true;
}

/** Evaluations of the latest fit. */
let evaluations = 0;

/**
 * Minimises the cost from `current`, which then holds the optimum.
 *
 * @param {NormalEquations} normalEquations
 * @param {Limits} limits
 * @returns {number} the cost there
 */
function minimise(normalEquations, { ftol, xtol, evaluations: most }) {
  let mu = 1e-3;
  let nu = 2;
  let cost = evaluate(current, residual, jacobian);
  evaluations = 1;
  normalEquations(jacobian, residual, A, gradient);
  for (let i = 0; i < N; i++) diagonal[i] = A[i * N + i] > 0 ? A[i * N + i] : 1;
  while (evaluations < most && mu < 1e30) {
    if (!solveStep(mu)) {
      mu *= nu;
      nu *= 2;
      continue;
    }
    let predicted = 0;
    let stepLength = 0;
    let length = 0;
    for (let i = 0; i < N; i++) {
      const h = step[i];
      const x = current[i];
      const D = diagonal[i];
      trial[i] = x + h;
      predicted += h * (mu * D * h - gradient[i]);
      stepLength += D * h * h;
      length += D * x * x;
    }
    const trialCost = evaluate(trial, trialResidual, trialJacobian);
    evaluations++;
    const actual = cost - trialCost;
    const gain = actual / predicted;
    const isConverged =
      stepLength <= xtol * xtol * length ||
      (Math.abs(actual) <= ftol * cost && predicted <= ftol * cost && gain <= 2);
    // a trial cost that is not finite makes the gain −Infinity or NaN: rejected
    if (gain > 1e-4) {
      current.set(trial);
      cost = trialCost;
      if (isConverged) break;
      const formerResidual = residual;
      residual = trialResidual;
      trialResidual = formerResidual;
      const formerJacobian = jacobian;
      jacobian = trialJacobian;
      trialJacobian = formerJacobian;
      normalEquations(jacobian, residual, A, gradient);
      for (let i = 0; i < N; i++) diagonal[i] = Math.max(diagonal[i], A[i * N + i]);
      const t = 2 * gain - 1;
      mu *= Math.max(1 / 3, 1 - t * t * t);
      nu = 2;
    } else {
      if (isConverged) break;
      mu *= nu;
      nu *= 2;
    }
  }
  return cost;
}

/**
 * Fits every spectrum of the job from its start.
 *
 * @param {EisJob} job with 70 frequencies
 * @param {NormalEquations} [normalEquations]
 * @param {Limits} [limits]
 * @returns {Outcome & { evaluations: Float64Array, parameters: Float64Array }}
 */
export function fitJob(job, normalEquations = tiledNormalEquations, limits = anchorLimits) {
  if (job.points !== P)
    throw new Error(`the hand-written solver fits spectra of ${P} points, this job has ${job.points}`);
  for (let i = 0; i < P; i++) lnOmega[i] = Math.log(2 * Math.PI * job.frequency[i]);
  const cost = new Float64Array(job.spectra);
  const counts = new Float64Array(job.spectra);
  const parameters = new Float64Array(job.spectra * N);
  for (let s = 0; s < job.spectra; s++) {
    for (let i = 0; i < P; i++) {
      const real = job.impedance[s * M + 2 * i];
      const imaginary = job.impedance[s * M + 2 * i + 1];
      zReal[i] = real;
      zImaginary[i] = imaginary;
      weight[i] = 1 / Math.hypot(real, imaginary);
    }
    for (let k = 0; k < N; k++) {
      const value = job.start[s * N + k];
      current[k] = isLogarithmic[k] ? Math.log(value) : value;
    }
    cost[s] = minimise(normalEquations, limits);
    counts[s] = evaluations;
    for (let k = 0; k < N; k++) parameters[s * N + k] = isLogarithmic[k] ? Math.exp(current[k]) : current[k];
  }
  return { cost, evaluations: counts, parameters };
}

/** @type {Contender} */
export const handwrittenTiled = {
  name: "handwritten, tiled",
  repeats: 3,
  run: (job) => fitJob(job, tiledNormalEquations),
};

/** @type {Contender} */
export const handwrittenPlain = {
  name: "handwritten, plain",
  repeats: 3,
  run: (job) => fitJob(job, plainNormalEquations),
};
