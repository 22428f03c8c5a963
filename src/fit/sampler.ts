import type { Spectrum } from "../impedance/spectrum.ts";
import { Mode } from "../kernel/job.ts";
import type { Circuit } from "../program/circuit.ts";
import { autocorrelationTime } from "./autocorrelation.ts";
import { type Analysis, analyse, type CertaintyOptions, Head, noEnds, wholeOption } from "./certainty.ts";
import { checkConfidence, type Intervals, parameterValues } from "./intervals.ts";
import { OptionError, type Plan } from "./plan.ts";
import { quantileOf } from "./quantile.ts";
import type { FitResult } from "./result.ts";

export interface SampleOptions extends CertaintyOptions {
  /** Walkers of the ensemble, an even number; default 32, or twice as many as free parameters and two more. */
  readonly walkers?: number;
  /** Moves of each walker after burn-in, default 8000. */
  readonly steps?: number;
  /** Moves of each walker before, default a fifth of `steps`. */
  readonly burn?: number;
  /** Every how many moves the ensemble is kept, default 10. */
  readonly thin?: number;
  /** Whether the samples are returned, default true for one spectrum. */
  readonly samples?: boolean;
}

/** The posterior of one spectrum; arrays over parameters in the order of the circuit's text. */
export interface SampleIntervals extends Intervals {
  readonly method: "sample";
  readonly mean: Float64Array;
  /** Standard deviation of the posterior. */
  readonly stderr: Float64Array;
  /** Kept ensembles × walkers × parameters, row-major, in SI units; empty unless asked for. */
  readonly samples: Float64Array;
  readonly kept: number;
  readonly walkers: number;
  /** Share of the moves that were accepted; 0.2 … 0.5 is usual. */
  readonly acceptance: number;
  /** Integrated autocorrelation time in moves, per parameter; NaN for fixed ones. */
  readonly autocorrelation: Float64Array;
  /** Independent samples that the kept ones are worth, per parameter. */
  readonly effective: Float64Array;
  readonly evaluations: number;
}

/** Largest stretch of a move, a in Goodman and Weare. */
const STRETCH = 2;
const ACCEPTED = 4;
const TRIED = 5;
/** Autocorrelation times that a chain must be long before its own estimate of them can be trusted (emcee's rule). */
const LONG_ENOUGH = 50;

/**
 * Samples the posterior with the affine-invariant ensemble sampler (Goodman and Weare 2010; emcee: Foreman-Mackey et al. 2013). Intervals
 * are equal-tailed quantiles. The prior is flat between the bounds: in the logarithm of scales (R, Q, C, L, τ), in the value of
 * exponents. The standard deviation of the noise is integrated out under Jeffreys' prior 1/σ, which leaves χ²^(−N/2) over N residuals;
 * with weighting "sigma" the posterior is exp(−χ²/2). Walkers start about the optimum: other modes, such as exchanged arcs, are not
 * looked for. A robust loss has no likelihood; exp(−cost/2λ) stands for it.
 *
 * @throws OptionError or CircuitError with a sentence about what is wrong
 */
export function sample(
  circuit: string | Circuit,
  spectrum: Spectrum,
  options?: SampleOptions,
): Promise<SampleIntervals>;
export function sample(
  circuit: string | Circuit,
  spectra: readonly Spectrum[],
  options?: SampleOptions,
): Promise<SampleIntervals[]>;
export async function sample(
  circuit: string | Circuit,
  spectra: Spectrum | readonly Spectrum[],
  options: SampleOptions = {},
): Promise<SampleIntervals | SampleIntervals[]> {
  const confidence = checkConfidence(options.confidence);
  const steps = wholeOption(options.steps ?? 8000, "steps", 1);
  const burn = wholeOption(options.burn ?? Math.ceil(steps / 5), "burn", 0);
  const thin = wholeOption(options.thin ?? Math.min(10, steps), "thin", 1, steps);
  const keep = options.samples ?? !Array.isArray(spectra);
  const kept = Math.floor(steps / thin);
  const ensemble = (plan: Plan): number => {
    const least = 2 * plan.variables.length + 2;
    const walkers = options.walkers ?? Math.max(32, least);
    if (!Number.isInteger(walkers) || walkers % 2 !== 0 || walkers < least) {
      throw new OptionError(
        `walkers must be an even number from ${least} (twice as many as free parameters, and two), it is ${walkers}`,
      );
    }
    return walkers;
  };
  const analysis: Analysis<SampleIntervals> = {
    mode: Mode.Sample,
    options: (plan) => [ensemble(plan), steps, burn, thin, STRETCH],
    stride: (plan) => plan.variables.length * (1 + kept * ensemble(plan)),
    perJob: 1,
    perWorker: 1,
    costTolerance: 1e-12,
    read: (head, values, plan, result) => ({
      method: "sample",
      confidence,
      ...read(values, plan, result, { kept, walkers: ensemble(plan), thin, steps, confidence, keep }),
      acceptance: head[ACCEPTED] / head[TRIED],
      evaluations: head[Head.Evaluations],
    }),
    failed: (result, sentence) => ({
      method: "sample",
      confidence,
      ...noEnds(result),
      mean: noEnds(result).lower,
      stderr: noEnds(result).lower,
      samples: new Float64Array(0),
      kept: 0,
      walkers: 0,
      acceptance: Number.NaN,
      autocorrelation: noEnds(result).lower,
      effective: noEnds(result).lower,
      evaluations: 0,
      warnings: [sentence],
    }),
  };
  return analyse(circuit, spectra, options, ["walkers", "steps", "burn", "thin", "samples"], analysis);
}

interface Chain {
  readonly kept: number;
  readonly walkers: number;
  readonly thin: number;
  readonly steps: number;
  readonly confidence: number;
  readonly keep: boolean;
}

function read(
  numbers: Float64Array,
  plan: Plan,
  result: FitResult,
  { kept, walkers, thin, steps, confidence, keep }: Chain,
): Omit<SampleIntervals, "method" | "confidence" | "acceptance" | "evaluations"> {
  const n = plan.variables.length;
  const count = plan.compositions.length;
  const total = kept * walkers;
  const samples = new Float64Array(total * count);
  for (let k = 0; k < total; k++) {
    const from = n + k * n;
    parameterValues(plan, numbers.subarray(from, from + n), samples.subarray(k * count, (k + 1) * count));
  }
  const { lower, upper } = noEnds(result);
  const mean = new Float64Array(count);
  const stderr = new Float64Array(count);
  const autocorrelation = new Float64Array(count).fill(Number.NaN);
  const effective = autocorrelation.slice();
  const tail = 0.5 - 0.5 * confidence;
  const column = new Float64Array(total);
  plan.compositions.forEach(({ offset, terms }, i) => {
    if (terms.length === 0) {
      lower[i] = upper[i] = mean[i] = offset;
      return;
    }
    let sum = 0;
    for (let k = 0; k < total; k++) {
      column[k] = samples[k * count + i];
      sum += column[k];
    }
    mean[i] = sum / total;
    let squares = 0;
    for (const x of column) squares += (x - mean[i]) ** 2;
    stderr[i] = Math.sqrt(squares / (total - 1));
    autocorrelation[i] = thin * autocorrelationTime(column, kept, walkers);
    effective[i] = (kept * thin * walkers) / autocorrelation[i];
    column.sort();
    lower[i] = quantileOf(column, tail);
    upper[i] = quantileOf(column, 1 - tail);
  });
  const longest = autocorrelation.reduce((most, tau) => (tau > most ? tau : most), 0);
  const warnings =
    steps < LONG_ENOUGH * longest
      ? [
          `the chains are ${Math.round(steps / longest)} autocorrelation times long, ${LONG_ENOUGH} are needed to trust them: use ${Math.ceil((LONG_ENOUGH * longest) / 1000) * 1000} steps or more`,
        ]
      : [];
  return {
    lower,
    upper,
    mean,
    stderr,
    samples: keep ? samples : new Float64Array(0),
    kept,
    walkers,
    autocorrelation,
    effective,
    warnings,
  };
}
