/**
 * The distribution of relaxation times (DRT) of impedance spectra: Z = R∞ + jωL + tail + ∫ γ(ln τ)/(1 + jωτ) d ln τ with γ ≥ 0.
 * Regularised least squares with non-negativity; `assembly/relaxation.ts` does the work and names its sources.
 */

import { gridSharer } from "../fit/batch.ts";
import { faultOf } from "../fit/fault.ts";
import { weightings } from "../fit/options.ts";
import { OptionError } from "../fit/plan.ts";
import type { KernelBuild } from "../kernel/build.ts";
import {
  decodeRelaxation,
  encodeRelaxation,
  type RelaxationPlan,
  RelaxationStatus,
} from "../kernel/relaxation.ts";
import { type Task, withEngine } from "../workers/engine.ts";
import { needsTail } from "./relaxationDoubts.ts";
import {
  type DrtBatchOptions,
  type DrtOptions,
  type DrtSettings,
  drtBases,
  drtChoices,
  drtTails,
  settingsOf,
} from "./relaxationOptions.ts";
import { assemble, type DrtResult, failure } from "./relaxationResult.ts";
import type { Spectrum } from "./spectrum.ts";

/** Spectra in one job, and below how many a worker takes longer to start than to save. */
const MOST_PER_JOB = 16;
const SPECTRA_PER_WORKER = 20;

/**
 * The distribution of relaxation times of one spectrum, in the calling thread.
 * @throws OptionError for options that make no sense, and for data that cannot be worked on
 */
export async function drt(spectrum: Spectrum, options: DrtOptions = {}): Promise<DrtResult> {
  const [result] = await drtMany([spectrum], { ...options, workers: 0 });
  if (result.status === "failed") throw new OptionError(result.message);
  return result;
}

/**
 * The distributions of many spectra, in worker threads if they are many; results in the order of the spectra. A spectrum that cannot
 * be worked on has a failed result that says why.
 * @throws OptionError for options that make no sense; the signal's reason when it is aborted
 */
export async function drtMany(
  spectra: readonly Spectrum[],
  options: DrtBatchOptions = {},
): Promise<DrtResult[]> {
  const settings = settingsOf(options);
  for (const [i, spectrum] of spectra.entries()) {
    const given: unknown = spectrum;
    if (typeof given !== "object" || given === null) {
      throw new OptionError(
        `spectrum ${i + 1} is ${String(given)}; expected an object with the arrays frequency (Hz), real and imaginary (Ω)`,
      );
    }
  }
  return withEngine(options, async (engine) => {
    const { workers, signal, onProgress, onResult } = options;
    if (settings.tail !== "auto") {
      const task = taskFor(spectra, settings, settings.tail, engine.build);
      return engine.run(task, { workers, signal, onProgress, onResult });
    }
    const plain = await engine.run(taskFor(spectra, settings, "none", engine.build), {
      workers,
      signal,
      onProgress,
    });
    const rising = plain.flatMap((result, i) => (needsTail(result, spectra[i]) ? [i] : []));
    const withTail = async (tail: "capacitor" | "warburg"): Promise<DrtResult[]> =>
      engine.run(
        taskFor(
          rising.map((i) => spectra[i]),
          settings,
          tail,
          engine.build,
        ),
        { workers, signal },
      );
    const capacitors = rising.length === 0 ? [] : await withTail("capacitor");
    const warburgs = rising.length === 0 ? [] : await withTail("warburg");
    const results = [...plain];
    rising.forEach((i, k) => {
      results[i] = bestTail([plain[i], capacitors[k], warburgs[k]], spectra[i]);
    });
    results.forEach((result, i) => {
      onResult?.(result, i);
    });
    return results;
  });
}

/** Of the results for one spectrum, that with the least score of generalised cross-validation, a rising γ being worse than any. */
function bestTail(results: readonly DrtResult[], spectrum: Spectrum): DrtResult {
  const score = ({ rms, freedom }: DrtResult): number => {
    const left = 1 - freedom / (2 * spectrum.frequency.length);
    return left > 0 ? (rms / left) ** 2 : Infinity;
  };
  const [first, ...others] = results.filter(({ status }) => status !== "failed");
  let best = first ?? results[0];
  for (const one of others) {
    const [now, then] = [needsTail(one, spectrum), needsTail(best, spectrum)];
    if (now !== then ? then : score(one) < score(best)) best = one;
  }
  if (best.tail === "none") return best;
  const name = best.tail === "capacitor" ? "a capacitor" : "a Warburg term";
  return {
    ...best,
    message: `${best.message}; γ would rise towards the lowest frequency: ${name} was taken for the tail`,
  };
}

function taskFor(
  spectra: readonly Spectrum[],
  settings: DrtSettings,
  tail: DrtResult["tail"],
  kernel: KernelBuild,
): Task<DrtResult> {
  const plan: RelaxationPlan = {
    weighting: weightings.indexOf(settings.weighting),
    basis: drtBases.indexOf(settings.basis),
    order: settings.penalty,
    inductance: settings.inductance,
    tail: drtTails.indexOf(tail),
    choice: settings.lambda === undefined ? 1 + drtChoices.indexOf(settings.choice) : 0,
    arcs: settings.prior === "arcs",
    lambda: settings.lambda ?? Number.NaN,
    density: settings.density,
    extension: settings.extension,
    coefficient: settings.coefficient,
    deviations: normalQuantile(0.5 + settings.credibility / 2),
  };
  const faults = spectra.map(
    (spectrum, i) => faultOf(spectrum, i, settings.weighting) ?? tooFew(spectrum, i),
  );
  const places = spectra.flatMap((_, i) => (faults[i] === undefined ? [i] : []));
  const share = gridSharer();
  const sound = places.map((i) => share(spectra[i]));
  const failed = (spectrum: Spectrum, message: string): DrtResult =>
    failure(spectrum, message, settings, tail, kernel);
  return {
    total: spectra.length,
    mostPerJob: MOST_PER_JOB,
    perWorker: SPECTRA_PER_WORKER,
    places,
    faulty: faults.flatMap((fault, i) =>
      fault === undefined ? [] : [[i, failed(spectra[i], fault)] as const],
    ),
    encode: (from, to) => encodeRelaxation(sound.slice(from, to), plan),
    decode: (results, from, to) => {
      const part = sound.slice(from, to);
      return decodeRelaxation(results, part, plan).map((relaxation, k) =>
        relaxation.status === RelaxationStatus.Done
          ? assemble(relaxation, part[k], settings, tail, kernel)
          : failed(part[k], statusSentences[relaxation.status] ?? `kernel status ${relaxation.status}`),
      );
    },
    lost: (from, to, error) =>
      sound.slice(from, to).map((spectrum) => failed(spectrum, `the job was lost: ${error.message}`)),
  };
}

const statusSentences: Readonly<Record<number, string>> = {
  [RelaxationStatus.TooFewPoints]: "it has fewer than 3 points",
  [RelaxationStatus.NoSolution]:
    "the linear system has no solution: are there points whose impedance is 0 or overflows?",
  [RelaxationStatus.GridTooLarge]: "the grid of τ does not fit into the result",
};

/** Frequencies are few or equal: no τ can be told from another. */
function tooFew({ frequency, file, name }: Spectrum, index: number): string | undefined {
  const distinct = new Set(frequency).size;
  if (distinct >= 3) return undefined;
  const where = [file, name].filter((part) => part !== undefined).join(", ") || `spectrum ${index + 1}`;
  return `${where}: ${distinct} different ${distinct === 1 ? "frequency" : "frequencies"}; a distribution of relaxation times needs at least 3, better 30`;
}

/** Quantile p ≥ ½ of the normal distribution, by bisection. */
function normalQuantile(p: number): number {
  let [low, high] = [0, 8];
  for (let k = 0; k < 60; k++) {
    const middle = (low + high) / 2;
    if (normalDistribution(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Φ(x) for x ≥ 0 by its series, which has no rounding below 8: Marsaglia, J. Stat. Softw. 11 (2004) no. 4. */
function normalDistribution(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 3; term > 1e-18 * sum; k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + sum * Math.exp(-0.5 * x * x) * 0.3989422804014327;
}
