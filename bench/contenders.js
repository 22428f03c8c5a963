/**
 * Who runs the EIS job, and how an outcome is judged.
 *
 * @import { EisJob } from "./jobs.js"
 */
import { handwrittenPlain, handwrittenTiled } from "./handwritten.js";
import { costOf } from "./jobs.js";
import { kernelContender } from "./kernelcontender.js";
import { mlDefaults, mlTuned, mlTunedExact } from "./mllm.js";

/**
 * @typedef {object} Contender
 * @property {string} name as printed
 * @property {number} [sample] spectra per run, for contenders that are slow; default: all
 * @property {(job: EisJob) => void | Promise<void>} [prepare] called once, outside the clock, with the job that `run` gets
 * @property {number} [repeats] runs that make up one turn, for contenders that are fast; default: 1
 * @property {(outcome: Outcome) => number} [secondsOf] for a program that times itself
 * @property {(job: EisJob) => Outcome | Promise<Outcome>} run fits every spectrum of the job from its start, on the clock
 *
 * @typedef {object} Outcome
 * @property {Float64Array} cost [spectra] Σ |Z_model − Z|²/|Z|² at the end; Infinity where the fit threw
 * @property {Float64Array} [evaluations] [spectra] evaluations of the model, or iterations where that is what is counted
 * @property {Float64Array} [parameters] [spectra][9] SI units; when given, the cost is computed from them and not believed
 * @property {number} [seconds] its own time, for a program that times itself
 *
 * @typedef {object} Verdict
 * @property {number} spectra
 * @property {number} successes spectra with cost ≤ 1.01 × best
 * @property {number} success the same as a fraction
 * @property {number} worst largest cost over best; Infinity where a fit threw
 * @property {number} threw spectra without a finite cost
 * @property {boolean} checked whether the costs were computed from the parameters here
 * @property {number} [evaluations] mean per fit
 */

/** The names that the requirements are read from. */
export const names = {
  simd: "kernel simd",
  simdFree: "kernel simd, free exponents",
  js: "kernel js",
  plain: handwrittenPlain.name,
  tiled: handwrittenTiled.name,
};

/**
 * The contenders in the order of the table; the first is the reference of the ratios unless `--reference` names another. The
 * kernels hold the exponents at or below 1 as the package does by default; with free exponents they do what the others do.
 *
 * @type {readonly Contender[]}
 */
export const eisContenders = [
  kernelContender("simd"),
  kernelContender("simd", { highest: Infinity }),
  kernelContender("scalar"),
  kernelContender("js", { repeats: 3 }),
  handwrittenTiled,
  handwrittenPlain,
  mlTunedExact,
  mlTuned,
  mlDefaults,
];

/** A claimed cost may differ from the computed one by rounding only. */
const costTolerance = 1e-9;

/**
 * @param {EisJob} job the job that the contender ran
 * @param {string} name of the contender
 * @param {Outcome} outcome
 * @returns {Verdict}
 * @throws {Error} when the outcome has the wrong length, or a claimed cost is not the cost of the returned parameters
 */
export function judge(job, name, { cost, evaluations, parameters }) {
  if (cost.length !== job.spectra)
    throw new Error(`contender "${name}" returned ${cost.length} costs for ${job.spectra} spectra`);
  const width = job.parameters.length;
  if (parameters && parameters.length !== job.spectra * width)
    throw new Error(
      `contender "${name}" returned ${parameters.length} parameters, expected ${job.spectra} × ${width}`,
    );
  let successes = 0;
  let threw = 0;
  let worst = 0;
  for (let s = 0; s < job.spectra; s++) {
    if (!Number.isFinite(cost[s])) {
      threw++;
      worst = Infinity;
      continue;
    }
    const computed = parameters ? costOf(job, s, parameters.subarray(s * width, (s + 1) * width)) : cost[s];
    if (!(Math.abs(computed - cost[s]) <= costTolerance * computed))
      throw new Error(
        `contender "${name}", spectrum ${s}: claims the cost ${cost[s]}, but its parameters cost ${computed}`,
      );
    if (computed <= 1.01 * job.bestCost[s]) successes++;
    worst = Math.max(worst, computed / job.bestCost[s]);
  }
  return {
    spectra: job.spectra,
    successes,
    success: successes / job.spectra,
    worst,
    threw,
    checked: parameters !== undefined,
    ...(evaluations ? { evaluations: evaluations.reduce((a, b) => a + b, 0) / job.spectra } : {}),
  };
}
