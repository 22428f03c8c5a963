/**
 * Which of several models of the same data they support: information criteria of the objective that was minimised, Σ r² over weighted residuals r.
 *
 * The residuals are taken as independent normal numbers with one unknown standard deviation σ, as least squares does. The likelihood
 * at its maximum over σ ≥ σ₀ is −2 ln L = n·ln(2πs²) + χ²/s² with s² = max(χ²/n, σ₀²): for χ²/n ≥ σ₀² this is the familiar
 * n·ln(χ²/n) + n·(1 + ln 2π). The floor σ₀ says how well data can be known at all: without it a model that follows the last printed
 * digit would win over one that misses it. Burnham and Anderson, Model Selection and Multimodel Inference, 2nd ed. (2002), ch. 2 and 6.
 */

export const criteria = ["bic", "aicc"] as const;
export type Criterion = (typeof criteria)[number];

/** What the criteria need to know of a fit. */
export interface Misfit {
  /** Σ r². */
  readonly chi2: number;
  /** Residuals n; two per point of an impedance spectrum. */
  readonly residuals: number;
  /** Free parameters of the model. */
  readonly free: number;
}

/** How σ enters. */
export type Noise =
  /** Unknown, but not below this: it counts as one parameter more. */
  | { readonly floor: number }
  /** Measured: the residuals are in units of σ. */
  | { readonly known: true };

/** −2 ln L at its maximum, up to a constant that all models of the same data share. */
export function minusTwoLogLikelihood({ chi2, residuals: n }: Misfit, noise: Noise): number {
  if ("known" in noise) return chi2 + n * Math.log(2 * Math.PI);
  const variance = Math.max(chi2 / n, noise.floor * noise.floor);
  return n * Math.log(2 * Math.PI * variance) + chi2 / variance;
}

/** Parameters that the data had to give: those of the model, and σ. */
function estimated(misfit: Misfit, noise: Noise): number {
  return misfit.free + ("known" in noise ? 0 : 1);
}

/** Bayesian (Schwarz) information criterion: −2 ln L + k ln n. */
export function bic(misfit: Misfit, noise: Noise): number {
  return minusTwoLogLikelihood(misfit, noise) + estimated(misfit, noise) * Math.log(misfit.residuals);
}

/** Akaike's criterion with Hurvich and Tsai's correction for few data: −2 ln L + 2k + 2k(k+1)/(n−k−1); Infinity where n ≤ k + 1. */
export function aicc(misfit: Misfit, noise: Noise): number {
  const k = estimated(misfit, noise);
  const left = misfit.residuals - k - 1;
  if (left <= 0) return Infinity;
  return minusTwoLogLikelihood(misfit, noise) + 2 * k + (2 * k * (k + 1)) / left;
}

/** Weights exp(−Δ/2)/Σ exp(−Δ/2) of criteria: how the evidence is shared among the models of the list; evenly when all are Infinity. */
export function weightsOf(values: readonly number[]): number[] {
  const least = Math.min(...values);
  const shares = values.map((value) => (value === least ? 1 : Math.exp((least - value) / 2)));
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => share / sum);
}

/** How many times the best model is better supported: exp(Δ/2). */
export function evidenceRatio(value: number, best: number): number {
  return value === best ? 1 : Math.exp((value - best) / 2);
}
