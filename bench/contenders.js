/**
 * Who runs the EIS job, and how an outcome is judged.
 *
 * @import { EisJob } from "./jobs.js"
 */
import { handwrittenPlain, handwrittenTiled } from "./handwritten.js";
import { costOf } from "./jobs.js";
import { mlDefaults, mlTuned, mlTunedExact } from "./mllm.js";

/**
 * @typedef {object} Contender
 * @property {string} name as printed
 * @property {number} [sample] spectra per run, for contenders that are slow; default: all
 * @property {(job: EisJob) => void | Promise<void>} [prepare] called once, outside the clock, with the job that `run` gets
 * @property {(job: EisJob) => Outcome | Promise<Outcome>} run fits every spectrum of the job from its start, on the clock
 *
 * @typedef {object} Outcome
 * @property {Float64Array} cost [spectra] Σ |Z_model − Z|²/|Z|² at the end; Infinity where the fit threw
 * @property {Float64Array} [evaluations] [spectra] evaluations of the model, or iterations where that is what is counted
 * @property {Float64Array} [parameters] [spectra][9] SI units; when given, the cost is computed from them and not believed
 *
 * @typedef {object} Verdict
 * @property {number} spectra
 * @property {number} success fraction of the spectra with cost ≤ 1.01 × best
 * @property {number} worst largest cost over best; Infinity where a fit threw
 * @property {number} threw spectra without a finite cost
 * @property {boolean} checked whether the costs were computed from the parameters here
 * @property {number} [evaluations] mean per fit
 */

/**
 * The contenders in the order of the table; the first is the reference of the ratios unless `--reference` names another.
 *
 * The kernel registers here: import its builds from "./kernelContender.js" and put them first.
 *
 * @type {readonly Contender[]}
 */
export const eisContenders = [handwrittenTiled, handwrittenPlain, mlTunedExact, mlTuned, mlDefaults];

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
    success: successes / job.spectra,
    worst,
    threw,
    checked: parameters !== undefined,
    ...(evaluations ? { evaluations: evaluations.reduce((a, b) => a + b, 0) / job.spectra } : {}),
  };
}
