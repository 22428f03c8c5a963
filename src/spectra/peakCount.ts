/** How many peaks the data support. */
import { bic, type Misfit, type Noise, weightsOf } from "../fit/ranking.ts";

/** A fit with this number of peaks. */
export interface PeakCount extends Misfit {
  readonly peaks: number;
}

export interface RankedPeakCount extends PeakCount {
  readonly bic: number;
  /** Above the least BIC. */
  readonly delta: number;
  /** Share of the evidence among the fits of the list. */
  readonly weight: number;
}

/** ΔBIC up to which the evidence against the simpler model is not worth mentioning (A. E. Raftery, Sociol. Methodol. 25, 111 (1995)). */
export const WEAK_EVIDENCE = 2;

/**
 * The fits with their Bayesian information criterion, least first, and the fewest peaks within `WEAK_EVIDENCE` of the best.
 * @param noise default: a standard deviation that is not known; `{known: true}` for residuals in units of theirs
 * @throws RangeError without fits, or when they do not share their data
 */
export function rankPeakCounts(
  fits: readonly PeakCount[],
  noise: Noise = { floor: 0 },
): { readonly ranked: readonly RankedPeakCount[]; readonly chosen: RankedPeakCount } {
  if (fits.length === 0) throw new RangeError("there is no fit to choose from");
  if (fits.some(({ residuals }) => residuals !== fits[0].residuals)) {
    throw new RangeError(
      "the fits have different numbers of residuals: criteria compare models of the same data only",
    );
  }
  const values = fits.map((fit) => bic(fit, noise));
  const least = Math.min(...values);
  const weights = weightsOf(values);
  const ranked = fits
    .map((fit, i) => ({
      ...fit,
      bic: values[i],
      delta: values[i] === least ? 0 : values[i] - least,
      weight: weights[i],
    }))
    .sort((a, b) => a.bic - b.bic);
  const chosen = ranked
    .filter(({ delta }) => delta <= WEAK_EVIDENCE)
    .reduce((fewest, fit) => (fit.peaks < fewest.peaks ? fit : fewest));
  return { ranked, chosen };
}
