/** Fits of all spectra, as they are asked for; a later request abandons the one under way. */
import { prepareBatch } from "../../fit/batch.ts";
import type { FitOptions } from "../../fit/options.ts";
import type { FitResult } from "../../fit/result.ts";
import { fitSeries } from "../../fit/series.ts";
import type { Spectrum } from "../../impedance/spectrum.ts";
import type { Circuit } from "../../program/circuit.ts";
import type { Engine } from "../../workers/engine.ts";

export interface Refit {
  readonly circuit: Circuit;
  readonly spectra: readonly Spectrum[];
  readonly options: FitOptions;
  /** The series, as indices; undefined searches every spectrum on its own. */
  readonly series: readonly (readonly number[])[] | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number) => void;
}

/**
 * Results in the order of the spectra.
 * @throws CircuitError, OptionError: a sentence about what is wrong; the signal's reason when it is aborted
 */
export async function refit(
  engine: Engine,
  { circuit, spectra, options, series, signal, onProgress }: Refit,
): Promise<FitResult[]> {
  if (!series) {
    const batch = prepareBatch(circuit, spectra, options, engine.build);
    return engine.run(batch, { signal, onProgress });
  }
  const results = new Array<FitResult>(spectra.length);
  let done = 0;
  const fitOne = async (indices: readonly number[]): Promise<void> => {
    const fitted = await fitSeries(
      circuit,
      indices.map((i) => spectra[i]),
      { ...options, engine, workers: 1, signal },
    );
    for (const result of fitted.spectra) results[indices[result.index]] = result;
    done += indices.length;
    onProgress(done);
  };
  await Promise.all(series.filter((indices) => indices.length > 0).map(fitOne));
  return results;
}
