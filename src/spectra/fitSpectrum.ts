/** Fits of a spectrum's lines with the background under them, for one scan or many that share a model. */
import { type Engine, withCurveEngine } from "../workers/engine.ts";
import { regainLost } from "./lostLines.ts";
import type { Scan } from "./measurement.ts";
import type { SpectrumModel } from "./model.ts";
import { prepareSpectra } from "./preparedSpectra.ts";
import { reweigh } from "./reweighing.ts";
import type { SpectraOptions, SpectrumOptions } from "./spectrumOptions.ts";
import type { SpectrumResult } from "./spectrumResult.ts";

export type { SpectraOptions, SpectrumOptions } from "./spectrumOptions.ts";

/** Scans up to which every one is fitted from the model's start with all its tries. */
export const ALONE = 24;
/** Of a larger batch every so manieth is a pilot, whose optimum is the start of the scans around it. */
const PILOT_DISTANCE = 16;
/** χ² over the median of the batch from which a warm start may have ended elsewhere. */
const SUSPICIOUS = 1.3;

/**
 * Fits a model to a scan.
 * @throws ModelError, OptionError, RangeError for a scan that cannot be fitted
 */
export async function fitSpectrum(
  scan: Scan,
  model: SpectrumModel,
  options: SpectrumOptions = {},
): Promise<SpectrumResult> {
  const [result] = await fitSpectra([scan], model, { ...options, workers: 0 });
  if (result.values.length > 0 && result.status === "failed" && result.x.length === 0)
    throw new RangeError(result.message);
  return result;
}

/**
 * Fits one model to many scans: a depth profile, a map, an operando series. Results in the order of the scans, the same for any number
 * of workers. In a batch of more than `ALONE` scans every sixteenth is fitted from the model's start; the others start at the optimum
 * of the nearest of these, and those that end doubtfully are fitted again with all tries.
 * @throws ModelError, OptionError; the signal's reason when it is aborted
 */
export async function fitSpectra(
  scans: readonly Scan[],
  model: SpectrumModel,
  options: SpectraOptions = {},
): Promise<SpectrumResult[]> {
  options.signal?.throwIfAborted();
  return withCurveEngine(options, (engine) => fitWith(engine, scans, model, options));
}

async function fitWith(
  engine: Engine,
  scans: readonly Scan[],
  model: SpectrumModel,
  options: SpectraOptions,
): Promise<SpectrumResult[]> {
  if (scans.length === 0) return [];
  const prepared = prepareSpectra(scans, model, options, engine, scans.length > ALONE);
  const { onProgress, onResult, signal, workers } = options;
  const run = { signal, ...(workers !== undefined && { workers }) };
  const all = scans.map((_, i) => i);
  if (scans.length <= ALONE) {
    const fitted = await engine.run(
      prepared.task(all, () => undefined, true),
      { ...run, onProgress },
    );
    await regainLost(engine, prepared, fitted, run);
    await reweigh(engine, prepared, fitted, scans, run);
    fitted.forEach((result, i) => {
      onResult?.(result, i);
    });
    return fitted;
  }
  const pilots = all.filter((i) => i % PILOT_DISTANCE === 0);
  const results = new Array<SpectrumResult>(scans.length);
  let done = 0;
  const keep = (indices: readonly number[], made: readonly SpectrumResult[]): void => {
    made.forEach((result, k) => {
      results[indices[k]] = result;
    });
    done += indices.length;
    onProgress?.(Math.min(done, scans.length), scans.length);
  };
  keep(
    pilots,
    await engine.run(
      prepared.task(pilots, () => undefined, true),
      run,
    ),
  );
  const usable = pilots.filter((i) => results[i].status !== "failed");
  const nearest = (i: number): number | undefined =>
    usable.reduce<number | undefined>(
      (best, p) => (best === undefined || Math.abs(p - i) < Math.abs(best - i) ? p : best),
      undefined,
    );
  const others = all.filter((i) => i % PILOT_DISTANCE !== 0);
  keep(
    others,
    await engine.run(
      prepared.task(
        others,
        (i) => {
          const from = nearest(i);
          return from === undefined ? undefined : prepared.variablesOf(results[from]);
        },
        usable.length === 0,
      ),
      run,
    ),
  );
  const typical = medianOf(results.flatMap(({ reducedChi2 }) => (reducedChi2 > 0 ? [reducedChi2] : [])));
  const doubtful = others.filter(
    (i) =>
      results[i].x.length > 0 &&
      (results[i].status === "failed" || results[i].reducedChi2 > SUSPICIOUS * typical),
  );
  if (doubtful.length > 0) {
    const again = await engine.run(
      prepared.task(doubtful, () => undefined, true),
      run,
    );
    doubtful.forEach((i, k) => {
      if (results[i].status === "failed" || again[k].chi2 < results[i].chi2) results[i] = again[k];
    });
  }
  await reweigh(engine, prepared, results, scans, run);
  results.forEach((result, i) => {
    onResult?.(result, i);
  });
  return results;
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? Number.NaN : sorted[sorted.length >> 1];
}
