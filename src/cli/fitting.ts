/** Fits of all spectra of a run, with progress on stderr. */
import type { FitResult } from "../fit/result.ts";
import type { Spectrum } from "../impedance/spectrum.ts";
import { showProgress } from "./progress.ts";
import type { Request } from "./request.ts";

export interface Timed {
  readonly results: readonly FitResult[];
  readonly seconds: number;
}

/** @throws what `signal` was aborted with */
export async function fitAll(
  request: Request,
  spectra: readonly Spectrum[],
  signal: AbortSignal,
  quiet = false,
): Promise<Timed> {
  const progress = showProgress("fitting", process.stderr, quiet);
  const began = performance.now();
  try {
    const results = await request.fitter.fitMany(request.circuit, spectra, {
      ...request.options,
      workers: request.workers,
      signal,
      onProgress: progress.update,
    });
    return { results, seconds: (performance.now() - began) / 1000 };
  } finally {
    progress.end();
  }
}
