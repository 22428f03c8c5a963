/**
 * Lines that a fit lost: their area went to 0 where they started, while the residuals show a line elsewhere within the bounds of their
 * position. Such fits start again with the line where it is missed.
 */
import type { Engine, RunOptions } from "../workers/engine.ts";
import type { PreparedSpectra } from "./preparedSpectra.ts";
import type { SpectrumResult } from "./spectrumResult.ts";

/** Fits each doubtful scan again, at most once for each of its lines, and keeps what lowers χ². */
export async function regainLost(
  engine: Engine,
  prepared: PreparedSpectra,
  results: SpectrumResult[],
  run: RunOptions<SpectrumResult>,
): Promise<void> {
  let open = results.map((_, i) => i);
  for (let pass = 0; pass < prepared.lines; pass++) {
    const starts = new Map(
      open.flatMap((i) => {
        const start = prepared.regainedStart(results[i]);
        return start === undefined ? [] : [[i, start] as const];
      }),
    );
    open = [...starts.keys()];
    if (open.length === 0) return;
    const again = await engine.run(
      prepared.task(open, (i) => starts.get(i), true),
      run,
    );
    open = open.filter((i, k) => {
      const isBetter =
        again[k].status !== "failed" && (results[i].status === "failed" || again[k].chi2 < results[i].chi2);
      if (isBetter) {
        results[i] = { ...again[k], evaluations: results[i].evaluations + again[k].evaluations };
      }
      return isBetter;
    });
  }
}
