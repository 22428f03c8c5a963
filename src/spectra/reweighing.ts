/** Weights of few counts, taken from the fitted curve. */
import type { Engine, RunOptions } from "../workers/engine.ts";
import { countsPerUnit, type Scan } from "./measurement.ts";
import type { PreparedSpectra } from "./preparedSpectra.ts";
import type { SpectrumResult } from "./spectrumResult.ts";

/** Counts per channel below which √N of the measured counts is no longer good enough, and how often weights are taken anew. */
const FEW_COUNTS = 100;
const REWEIGHINGS = 3;

/**
 * Where counts are few the noise follows from the fitted curve instead of the measured counts, which favour low channels; fits with
 * such weights converge to the maximum of Poisson's likelihood (A. Charnes, E. L. Frome and P. L. Yu, J. Am. Stat. Assoc. 71 (1976) 169).
 */
export async function reweigh(
  engine: Engine,
  prepared: PreparedSpectra,
  results: SpectrumResult[],
  scans: readonly Scan[],
  run: RunOptions<SpectrumResult>,
): Promise<void> {
  const factors = scans.map((scan) => countsPerUnit(scan) ?? 1);
  const few = results.flatMap(({ noise, y, values }, i) =>
    noise === "poisson" && values.every(Number.isFinite) && y.some((value) => value * factors[i] < FEW_COUNTS)
      ? [i]
      : [],
  );
  for (let pass = 0; pass < REWEIGHINGS && few.length > 0; pass++) {
    const again = await engine.run(
      prepared.task(
        few,
        (i) => prepared.variablesOf(results[i]),
        false,
        (i) => results[i].fitted.map((value) => Math.sqrt(Math.max(value * factors[i], 0.5)) / factors[i]),
      ),
      run,
    );
    few.forEach((i, k) => {
      if (again[k].status === "failed") return;
      // What the search found out stays: this was its last step
      const { starts, agreement, evaluations } = results[i];
      results[i] = { ...again[k], starts, agreement, evaluations: evaluations + again[k].evaluations };
    });
  }
}
