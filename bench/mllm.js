/**
 * ml-levenberg-marquardt 5.1.0 on the EIS job, as its user would have to write it. Its `weights` option is not used: the step
 * reads it as 1/w² and the error as w², so 1/|Z| is folded into model and data instead. Residuals are numbered 0 … 139 (real
 * block, then imaginary block) because it fits y(x) with one real x.
 *
 * It has no relative stop: on noisy data it always runs to `maxIterations`. The tuned settings were searched on this job with
 * the optimum known (damping 0.01 … 3, 6 … 100 iterations, difference 1e-6 … 1e-3) and are the fastest round figures that found all
 * 1,000 optima, with three iterations to spare: kinder to it than a user who does not know the optimum could be.
 *
 * @import { JacobianFunction, LevenbergMarquardtOptions } from "ml-levenberg-marquardt"
 * @import { Contender, Outcome } from "./contenders.js"
 * @import { EisJob } from "./jobs.js"
 */
import { levenbergMarquardt } from "ml-levenberg-marquardt";
import { isLogarithmic } from "./handwritten.js";

const N = 9;

/** @param {ArrayLike<number>} p @returns {number[]} R and Q in their logarithm */
const toLogarithms = (p) => Array.from(p, (value, k) => (isLogarithmic[k] ? Math.log(value) : value));

/** @param {ArrayLike<number>} x @returns {number[]} */
const fromLogarithms = (x) => Array.from(x, (value, k) => (isLogarithmic[k] ? Math.exp(value) : value));

/**
 * Z/|Z_measured| of the circuit at all points, real block then imaginary block.
 *
 * @param {readonly number[]} p Rs R1 Q1 a1 R2 Q2 a2 Q3 a3
 * @param {Float64Array} lnOmega
 * @param {Float64Array} weight
 */
function weightedModel(p, lnOmega, weight) {
  const [Rs, R1, Q1, a1, R2, Q2, a2, Q3, a3] = p;
  const points = lnOmega.length;
  const cos1 = Math.cos((a1 * Math.PI) / 2);
  const sin1 = Math.sin((a1 * Math.PI) / 2);
  const cos2 = Math.cos((a2 * Math.PI) / 2);
  const sin2 = Math.sin((a2 * Math.PI) / 2);
  const cos3 = Math.cos((a3 * Math.PI) / 2);
  const sin3 = Math.sin((a3 * Math.PI) / 2);
  const values = new Float64Array(2 * points);
  for (let i = 0; i < points; i++) {
    const m1 = R1 * Q1 * Math.exp(a1 * lnOmega[i]);
    const m2 = R2 * Q2 * Math.exp(a2 * lnOmega[i]);
    const m3 = Math.exp(-a3 * lnOmega[i]) / Q3;
    const ur = 1 + m1 * cos1;
    const ui = m1 * sin1;
    const vr = 1 + m2 * cos2;
    const vi = m2 * sin2;
    const f = R1 / (ur * ur + ui * ui);
    const g = R2 / (vr * vr + vi * vi);
    values[i] = weight[i] * (Rs + ur * f + vr * g + m3 * cos3);
    values[points + i] = -weight[i] * (ui * f + vi * g + m3 * sin3);
  }
  return values;
}

/**
 * Derivatives of `weightedModel` with respect to the logarithms of R and Q and to the exponents, one row per residual.
 *
 * @param {readonly number[]} p
 * @param {Float64Array} lnOmega
 * @param {Float64Array} weight
 */
function weightedDerivatives(p, lnOmega, weight) {
  const [Rs, R1, Q1, a1, R2, Q2, a2, Q3, a3] = p;
  const points = lnOmega.length;
  const quarter = Math.PI / 2;
  const phase = [a1, a2, a3].map((a) => [Math.cos(a * quarter), Math.sin(a * quarter)]);
  /** @type {number[][]} */
  const rows = new Array(2 * points);
  for (let i = 0; i < points; i++) {
    const w = weight[i];
    const ln = lnOmega[i];
    const m1 = R1 * Q1 * Math.exp(a1 * ln);
    const ur = m1 * phase[0][0];
    const ui = m1 * phase[0][1];
    const d = 1 / ((1 + ur) ** 2 + ui ** 2);
    const fr = (1 + ur) * d;
    const fi = -ui * d;
    const R1r = (fr * fr - fi * fi) * R1 * w;
    const R1i = 2 * fr * fi * R1 * w;
    const Q1r = ui * R1i - ur * R1r;
    const Q1i = -(ur * R1i + ui * R1r);
    const m2 = R2 * Q2 * Math.exp(a2 * ln);
    const vr = m2 * phase[1][0];
    const vi = m2 * phase[1][1];
    const e = 1 / ((1 + vr) ** 2 + vi ** 2);
    const gr = (1 + vr) * e;
    const gi = -vi * e;
    const R2r = (gr * gr - gi * gi) * R2 * w;
    const R2i = 2 * gr * gi * R2 * w;
    const Q2r = vi * R2i - vr * R2r;
    const Q2i = -(vr * R2i + vi * R2r);
    const m3 = (Math.exp(-a3 * ln) / Q3) * w;
    const tr = m3 * phase[2][0];
    const ti = -m3 * phase[2][1];
    rows[i] = [
      Rs * w,
      R1r,
      Q1r,
      Q1r * ln - Q1i * quarter,
      R2r,
      Q2r,
      Q2r * ln - Q2i * quarter,
      -tr,
      ti * quarter - tr * ln,
    ];
    rows[points + i] = [
      0,
      R1i,
      Q1i,
      Q1r * quarter + Q1i * ln,
      R2i,
      Q2i,
      Q2r * quarter + Q2i * ln,
      -ti,
      -(tr * quarter + ti * ln),
    ];
  }
  return rows;
}

/**
 * @param {EisJob} job
 * @param {{ logarithms: boolean, exact?: boolean, options?: Partial<LevenbergMarquardtOptions> }} settings
 * @returns {Outcome}
 */
function fitJob(job, { logarithms, exact = false, options = {} }) {
  const { points, spectra } = job;
  const lnOmega = job.frequency.map((f) => Math.log(2 * Math.PI * f));
  const x = Float64Array.from({ length: 2 * points }, (_, i) => i);
  const weight = new Float64Array(points);
  const y = new Float64Array(2 * points);
  const cost = new Float64Array(spectra).fill(Infinity);
  const evaluations = new Float64Array(spectra);
  const parameters = new Float64Array(spectra * N).fill(Number.NaN);
  const inside = logarithms ? toLogarithms : (/** @type {ArrayLike<number>} */ p) => Array.from(p);
  const outside = logarithms ? fromLogarithms : (/** @type {number[]} */ p) => p;

  // all points at once when the parameters are set, then one look-up per point: the fastest that its interface allows
  const model = (/** @type {number[]} */ p) => {
    const values = weightedModel(outside(p), lnOmega, weight);
    return (/** @type {number} */ i) => values[i];
  };
  /** @type {JacobianFunction} */
  const jacobianFunction = (p) => {
    const rows = weightedDerivatives(outside(p), lnOmega, weight);
    return (i) => rows[i];
  };

  for (let s = 0; s < spectra; s++) {
    for (let i = 0; i < points; i++) {
      const at = (s * points + i) * 2;
      weight[i] = 1 / Math.hypot(job.impedance[at], job.impedance[at + 1]);
      y[i] = job.impedance[at] * weight[i];
      y[points + i] = job.impedance[at + 1] * weight[i];
    }
    try {
      const fit = levenbergMarquardt({ x, y }, model, {
        ...options,
        ...(exact ? { jacobianFunction } : {}),
        initialValues: inside(job.start.subarray(s * N, (s + 1) * N)),
      });
      cost[s] = fit.parameterError;
      evaluations[s] = fit.iterations;
      parameters.set(outside(fit.parameterValues), s * N);
    } catch {
      // it throws when its matrix becomes singular: the cost stays Infinity, which counts as a fit that failed
    }
  }
  return { cost, evaluations, parameters };
}

/** Below any change that matters: the option is an absolute sum of squares, and also what counts as "better". */
const tuned = { damping: 1, maxIterations: 10, errorTolerance: 1e-12 };

/** @type {Contender} */
export const mlTunedExact = {
  name: "ml-lm, tuned, exact derivatives",
  sample: 100,
  run: (job) => fitJob(job, { logarithms: true, exact: true, options: tuned }),
};

/** @type {Contender} */
export const mlTuned = {
  name: "ml-lm, tuned, central differences",
  sample: 50,
  run: (job) =>
    fitJob(job, {
      logarithms: true,
      options: { ...tuned, centralDifference: true, gradientDifference: 1e-4 },
    }),
};

/** @type {Contender} */
export const mlDefaults = {
  name: "ml-lm, its defaults",
  sample: 50,
  run: (job) => fitJob(job, { logarithms: false }),
};
