/** `--intervals`: confidence intervals and residual diagnostics of the fits of a run. */
import { type IntervalWish, intervalsBy } from "../fit/certify.ts";
import { diagnose } from "../fit/diagnostics.ts";
import { defaultConfidence, intervalMethods } from "../fit/intervals.ts";
import type { FitResult } from "../fit/result.ts";
import type { Spectrum } from "../impedance/spectrum.ts";
import type { Arguments, OptionKind } from "./command.ts";
import { UsageError } from "./mistake.ts";
import { choice, toNumber, whole } from "./options.ts";
import { showProgress } from "./progress.ts";
import type { Request } from "./request.ts";
import type { Settings } from "./resumeRecord.ts";

export const intervalOptionKinds: readonly OptionKind[] = [
  {
    name: "intervals",
    value: "METHOD",
    text: "covariance, profile, residual-bootstrap, wild-bootstrap or sample: interval of each parameter",
  },
  { name: "confidence", value: "P", text: "probability of the intervals, default 0.95" },
  { name: "replicates", value: "N", text: "refits per spectrum of a bootstrap, default 1000" },
];

export interface IntervalRequest extends IntervalWish {
  /** What changes the intervals, for the record of `--resume`. */
  readonly settings: Settings;
}

/** @throws UsageError */
export function readIntervals(given: Arguments): IntervalRequest | undefined {
  const method = choice(given, "intervals", intervalMethods);
  const confidenceText = given.text("confidence");
  const replicates = whole(given, "replicates", 100);
  if (method === undefined) {
    const alone =
      confidenceText !== undefined ? "confidence" : replicates !== undefined ? "replicates" : undefined;
    if (alone !== undefined) {
      throw new UsageError(`--${alone} belongs to intervals: add --intervals ${intervalMethods.join("|")}`);
    }
    return undefined;
  }
  if (replicates !== undefined && !method.endsWith("bootstrap")) {
    throw new UsageError(
      `--replicates belongs to a bootstrap: use --intervals residual-bootstrap or wild-bootstrap, or leave it out`,
    );
  }
  const confidence =
    confidenceText === undefined ? defaultConfidence : toNumber(confidenceText, "--confidence");
  if (!(confidence > 0 && confidence < 1)) {
    throw new UsageError(
      `--confidence ${confidenceText} must lie between 0 and 1${confidence >= 50 && confidence < 100 ? `; write ${confidence / 100} for ${confidence} %` : ""}`,
    );
  }
  return {
    method,
    confidence,
    ...(replicates !== undefined && { replicates }),
    settings: { intervals: method, confidence, replicates },
  };
}

/** Spectra between two writings of the record: what an interruption may cost. */
const ROUND = 64;

/**
 * Adds intervals (if any are wanted) and diagnostics to the results, in place. Results that have intervals keep them; an
 * interruption leaves the rest without.
 */
export async function certify(
  { circuit, fitter, options, workers }: Request,
  wanted: IntervalRequest | undefined,
  spectra: readonly Spectrum[],
  results: (FitResult | undefined)[],
  run: {
    readonly signal: AbortSignal;
    readonly quiet: boolean;
    readonly keep: (index: number, result: FitResult) => void;
  },
): Promise<void> {
  const todo = results.flatMap((result, i) =>
    wanted && result && !result.intervals && result.evaluations > 0 ? [i] : [],
  );
  const progress = showProgress("intervals", process.stderr, run.quiet);
  try {
    for (let from = 0; wanted && from < todo.length; from += ROUND) {
      const chosen = todo.slice(from, from + ROUND);
      const found = await intervalsBy(wanted, {
        circuit,
        spectra: chosen.map((i) => spectra[i]),
        results: chosen.map((i) => results[i]!),
        options: {
          fit: options,
          engine: fitter.engine,
          workers,
          signal: run.signal,
          onProgress: (done) => progress.update(from + done, todo.length),
        },
      });
      found.forEach(({ method, confidence, lower, upper, warnings }, k) => {
        const i = chosen[k];
        const result = { ...results[i]!, intervals: { method, confidence, lower, upper, warnings } };
        results[i] = result;
        run.keep(i, result);
      });
    }
  } catch (error) {
    if (!run.signal.aborted) throw error;
  } finally {
    progress.end();
  }
  for (const [i, result] of results.entries()) {
    if (result && result.status !== "failed") {
      results[i] = { ...result, diagnostics: await diagnose(result, spectra[i], { engine: fitter.engine }) };
    }
  }
}
