/**
 * The builds of the kernel on the EIS job. On the clock: one call of the kernel with the whole batch, from start values to parameters,
 * covariance, condition number and rank, and reading the results. Off the clock: encoding the job.
 *
 * @import { Contender } from "./contenders.js"
 * @import { EisJob } from "./jobs.js"
 * @import { KernelBuild } from "../dist/index.js"
 */

import { planFit } from "../dist/fit/plan.js";
import { Kernel, parseCircuit } from "../dist/index.js";
import { decodeResult, encodeJob, Mode } from "../dist/kernel/job.js";
import { compileCircuit } from "../dist/program/compile.js";

/** The circuit of the job; its parameters are in the order of the job's. */
export const eisCircuit = "R0-p(R1,CPE1)-p(R2,CPE2)-CPE3";

/** As `bench/handwritten.js` and the native solver: modulus weighting, the same limits, the same first damping, one start each. */
export const eisOptions = {
  mode: Mode.Solve,
  weighting: 1,
  loss: 0,
  lossScale: 0,
  evaluations: 200,
  starts: 0,
  draws: 0,
  patience: 1,
  seed: 1,
  firstSpectrum: 0,
  costTolerance: 1e-8,
  stepTolerance: 1e-8,
  gradientTolerance: 1e-12,
  damping: 1e-3,
};

/**
 * The job as one block for the kernel.
 *
 * @param {EisJob} job
 * @param {number} highest upper bound of the exponents; Infinity frees them
 */
export function encodeEisJob({ spectra, points, frequency, impedance, start, parameters }, highest) {
  const program = compileCircuit(parseCircuit(eisCircuit));
  const exponents = program.parameters.filter(({ scale }) => scale === "linear").map(({ name }) => name);
  const lowest = highest === Infinity ? -Infinity : 0;
  const plan = planFit(program, {
    bounds: Object.fromEntries(exponents.map((name) => [name, /** @type {const} */ ([lowest, highest])])),
  });
  const width = parameters.length;
  const part = (/** @type {number} */ s, /** @type {0 | 1} */ which) =>
    Float64Array.from({ length: points }, (_, i) => impedance[(s * points + i) * 2 + which]);
  const measured = Array.from({ length: spectra }, (_, s) => ({
    frequency,
    real: part(s, 0),
    imaginary: part(s, 1),
  }));
  const starts = measured.map((_, s) => start.subarray(s * width, (s + 1) * width));
  return encodeJob(program, plan.compositions, plan.variables, measured, starts, eisOptions);
}

/**
 * @param {KernelBuild} build
 * @param {{ highest?: number, repeats?: number }} [options] `highest`: upper bound of the exponents
 * @returns {Contender}
 */
export function kernelContender(build, { highest = 1, repeats = 5 } = {}) {
  /** @type {Kernel} */
  let kernel;
  /** @type {ArrayBuffer} */
  let block;
  return {
    name: highest === Infinity ? `kernel ${build}, free exponents` : `kernel ${build}`,
    repeats,
    prepare: async (job) => {
      kernel ??= await Kernel.load(build);
      block = encodeEisJob(job, highest);
    },
    run: (job) => {
      const results = kernel.run(block);
      const width = job.parameters.length;
      const cost = new Float64Array(job.spectra);
      const evaluations = new Float64Array(job.spectra);
      const parameters = new Float64Array(job.spectra * width);
      for (let s = 0; s < job.spectra; s++) {
        const solved = decodeResult(results, s, width);
        cost[s] = solved.cost;
        evaluations[s] = solved.evaluations;
        parameters.set(solved.values, s * width);
      }
      return { cost, evaluations, parameters };
    },
  };
}
