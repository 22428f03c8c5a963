/** Against what the fits of a series of scans are drawn: a fact that says how the scans differ, else their order. */
import { nearestNames } from "../program/circuit-error.ts";
import { factAbscissa, numericFacts, tellingFact } from "../report/scanAbscissa.ts";
import type { SpectrumAbscissa } from "../report/spectrumTrends.ts";
import { UsageError } from "./mistake.ts";
import type { SpectrumJob } from "./spectrumJobs.ts";

/** @throws UsageError for a fact that is not a number of every scan */
export function abscissaFor(
  fits: readonly Pick<SpectrumJob, "scan" | "name">[],
  wanted?: string,
): SpectrumAbscissa {
  const scans = fits.map(({ scan }) => scan);
  if (wanted !== undefined) {
    const names = numericFacts(scans);
    const name = names.find((one) => one.toLowerCase() === wanted.toLowerCase());
    if (name !== undefined) return factAbscissa(scans, name);
    const near = nearestNames(wanted, names)[0];
    throw new UsageError(
      `--over ${wanted}: the scans have no number of that name${near === undefined ? "" : `; did you mean ${near}?`} ${names.length === 0 ? "They have none at all" : `They have ${names.join(", ")}`}`,
    );
  }
  const best = tellingFact(scans);
  if (best !== undefined) return factAbscissa(scans, best);
  const seen = new Map<string, number>();
  return {
    label: "scan",
    // Each model counts its own scans
    values: fits.map(({ name }) => {
      const next = (seen.get(name) ?? 0) + 1;
      seen.set(name, next);
      return next;
    }),
  };
}
