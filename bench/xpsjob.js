/**
 * The XPS job: 500 spectra of 300 points, two doublets of pseudo-Voigt lines on a straight line, with a start for each; the same work
 * for every solver. Read from the shared folder, and encoded for the kernel.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { plainVariable } from "../dist/fit/tapeValues.js";
import { encodeCurveJob } from "../dist/kernel/curvejob.js";
import { Mode } from "../dist/kernel/job.js";
import { linearInLine, lineNumber } from "../dist/program/lineshape.js";
import { linearVariables, TapeBuilder } from "../dist/program/tape.js";
import { readDoubles, sharedFolder } from "./jobs.js";

/**
 * @typedef {object} XpsJob
 * @property {number} spectra
 * @property {number} points
 * @property {Float64Array} x [points] eV
 * @property {Float64Array} y [spectra][points] counts
 * @property {Float64Array} sigma [spectra][points]
 * @property {Float64Array} start [spectra][parameters]
 * @property {Float64Array} bestCost [spectra] lowest cost known: Σ ((model − y)/σ)²
 */

const names = ["c0", "c1", "A1", "E1", "W1", "n1", "A2", "E2", "W2", "n2", "dE1", "r1", "dE2", "r2"];
export const xpsParameters = names.length;
/** Where the straight line has the height c0, eV. */
const middle = 722.5;

/** @type {Readonly<Record<string, readonly [number, number]>>} */
const bounds = Object.fromEntries(
  names.flatMap((name) =>
    /^[Ar]/.test(name)
      ? [[name, [0, Infinity]]]
      : name.startsWith("W")
        ? [[name, [0.05, Infinity]]]
        : name.startsWith("n")
          ? [[name, [0, 1]]]
          : [],
  ),
);

/** @returns {XpsJob | undefined} undefined without the shared folder */
export function xpsJob() {
  const folder = join(sharedFolder(), "jobs");
  if (!existsSync(folder)) return undefined;
  const bestCost = readDoubles(join(folder, "xps_bestcost.f64"));
  const x = readDoubles(join(folder, "xps_x.f64"));
  const [spectra, points] = [bestCost.length, x.length];
  return {
    spectra,
    points,
    x,
    y: readDoubles(join(folder, "xps_y.f64"), spectra * points),
    sigma: readDoubles(join(folder, "xps_sigma.f64"), spectra * points),
    start: readDoubles(join(folder, "xps_start.f64"), spectra * xpsParameters),
    bestCost,
  };
}

/** The tape: the second line of a doublet has the area A·r and the centre E + dE, and shares W and η. */
function xpsTape() {
  const builder = new TapeBuilder(["x"]);
  // In the order of the job's columns
  for (const name of names) builder.parameter(name);
  const x = builder.predictor("x");
  const kind = lineNumber("pseudovoigt", "area");
  const parameter = (/** @type {string} */ name) => builder.parameter(name);
  let model = builder.apply("+", [
    parameter("c0"),
    builder.apply("*", [parameter("c1"), builder.apply("-", [x, builder.number(middle)])]),
  ]);
  for (const i of [1, 2]) {
    const [area, centre, width, share] = ["A", "E", "W", "n"].map((letter) => parameter(`${letter}${i}`));
    const lines = [
      [area, centre],
      [builder.apply("*", [area, parameter(`r${i}`)]), builder.apply("+", [centre, parameter(`dE${i}`)])],
    ];
    for (const [a, e] of lines) {
      model = builder.apply("+", [model, builder.line(kind, [a, e, width, share], x)]);
    }
  }
  return builder.tape(model);
}

/** As the native solver has it: tolerances of 1e-8, at most 300 evaluations, the same first damping. */
const options = {
  mode: Mode.Solve,
  weighting: 3,
  loss: 0,
  lossScale: 1,
  evaluations: 300,
  draws: 1,
  patience: 0,
  seed: 1,
  costTolerance: 1e-8,
  stepTolerance: 1e-8,
  gradientTolerance: 1e-12,
  damping: 1e-3,
};

/**
 * The whole job as one block for the kernel.
 *
 * @param {XpsJob} job
 * @param {number} retries further tries of each fit
 */
export function encodeXpsJob({ spectra, points, x, y, sigma, start }, retries) {
  const tape = xpsTape();
  const compositions = names.map((_, variable) => ({ offset: 0, terms: [{ variable, coefficient: 1 }] }));
  const linear = linearVariables(
    tape,
    names.map((_, v) => [v]),
    linearInLine,
  );
  const variables = names.map((name, v) => ({
    ...plainVariable,
    lower: bounds[name]?.[0] ?? -Infinity,
    upper: bounds[name]?.[1] ?? Infinity,
    element: linear.has(v) ? 1 : 0,
  }));
  const predictors = [x];
  const part = (/** @type {Float64Array} */ all, /** @type {number} */ s, /** @type {number} */ width) =>
    all.subarray(s * width, (s + 1) * width);
  const curves = Array.from({ length: spectra }, (_, s) => ({
    predictors,
    y: part(y, s, points),
    sigma: part(sigma, s, points),
  }));
  const starts = curves.map((_, s) => part(start, s, xpsParameters));
  return encodeCurveJob(tape, compositions, variables, curves, starts, { ...options, starts: retries });
}

/**
 * The cost of one spectrum by the definition of the job, so that no solver's own word is believed.
 *
 * @param {XpsJob} job
 * @param {number} spectrum
 * @param {ArrayLike<number>} p [14]
 */
export function xpsCost({ points, x, y, sigma }, spectrum, p) {
  const gaussian = Math.sqrt((4 * Math.LN2) / Math.PI);
  const line = (
    /** @type {number} */ at,
    /** @type {number} */ area,
    /** @type {number} */ centre,
    /** @type {number} */ width,
    /** @type {number} */ share,
  ) => {
    const t = (at - centre) / width;
    return (
      (area / width) *
      ((1 - share) * gaussian * Math.exp(-4 * Math.LN2 * t * t) + (share * 2) / Math.PI / (1 + 4 * t * t))
    );
  };
  const [c0, c1, A1, E1, W1, n1, A2, E2, W2, n2, dE1, r1, dE2, r2] = Array.from(p);
  let cost = 0;
  for (let i = 0; i < points; i++) {
    const model =
      c0 +
      c1 * (x[i] - middle) +
      line(x[i], A1, E1, W1, n1) +
      line(x[i], A1 * r1, E1 + dE1, W1, n1) +
      line(x[i], A2, E2, W2, n2) +
      line(x[i], A2 * r2, E2 + dE2, W2, n2);
    const at = spectrum * points + i;
    cost += ((model - y[at]) / sigma[at]) ** 2;
  }
  return cost;
}
