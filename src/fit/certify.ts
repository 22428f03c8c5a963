/** Confidence intervals by the name of their method. */
import type { Spectrum } from "../impedance/spectrum.ts";
import type { Circuit } from "../program/circuit.ts";
import { bootstrap } from "./bootstrap.ts";
import type { CertaintyOptions } from "./certainty.ts";
import { covarianceIntervals, type IntervalMethod, type Intervals } from "./intervals.ts";
import { profileIntervals } from "./profile.ts";
import type { FitResult } from "./result.ts";
import { sample } from "./sampler.ts";

export interface IntervalWish {
  readonly method: IntervalMethod;
  /** Probability, 0.95 for example. */
  readonly confidence: number;
  /** Refits of a bootstrap. */
  readonly replicates?: number;
}

/**
 * The intervals of results, in their order.
 * @throws OptionError for a confidence outside 0…1; the signal's reason when it is aborted
 */
export async function intervalsBy(
  { method, confidence, replicates }: IntervalWish,
  given: {
    readonly circuit: Circuit | string;
    readonly spectra: readonly Spectrum[];
    readonly results: readonly FitResult[];
    readonly options: CertaintyOptions;
  },
): Promise<readonly Intervals[]> {
  const { circuit, spectra, results } = given;
  const options = { ...given.options, results, confidence };
  switch (method) {
    case "covariance":
      return results.map((result) => covarianceIntervals(result, confidence));
    case "profile":
      return profileIntervals(circuit, spectra, options);
    case "sample":
      return sample(circuit, spectra, options);
    default:
      return bootstrap(circuit, spectra, {
        ...options,
        kind: method === "wild-bootstrap" ? "wild" : "residual",
        ...(replicates === undefined ? {} : { replicates }),
      });
  }
}
