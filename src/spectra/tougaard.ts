/**
 * The background of electrons that lost energy on their way out (S. Tougaard, Surf. Interface Anal. 11, 453 (1988)):
 *
 *     B(E) = ∫ K(E − E′)·(I(E′) − I₀) dE′ over binding energies E′ < E,   K(T) = B·T / ((C + s·T²)² + D·T²),
 *
 * with I₀ the intensity before the peaks. s = 1, D = 0 is the universal cross section of two parameters (B ≈ 2866 eV², C = 1643 eV²);
 * s = −1 the one of three parameters (S. Tougaard, Surf. Interface Anal. 25, 137 (1997)). The denominator is squared: a form
 * T/(C + T²) that some programs have is another function.
 */

import { alongLoss, endMeans, type LossOrder, type Region } from "./region.ts";
import type { Background } from "./shirley.ts";

/** Shape of the cross section; energies in eV. */
export interface CrossSection {
  /** eV². */
  readonly C: number;
  /** eV². Default 0. */
  readonly D?: number;
  /** Sign s of T². Default 1 without D, −1 with D. */
  readonly sign?: 1 | -1;
}

/** The universal cross section, and that of polymers (three parameters). */
export const crossSections = {
  universal: { C: 1643 },
  polymer: { C: 551, D: 436 },
} as const satisfies Record<string, CrossSection>;

/** B of the universal cross section, eV². */
export const UNIVERSAL_B = 2866;

export interface TougaardOptions {
  readonly crossSection?: CrossSection;
  /** eV². Default: the value at which the background meets the data at the end of high binding energy. */
  readonly B?: number;
  /** Points averaged at each end. Default 1. */
  readonly points?: number;
}

/** K(T)/B of a loss T in eV; 0 for T ≤ 0. */
export function lossFunction({ C, D = 0, sign = D === 0 ? 1 : -1 }: CrossSection, T: number): number {
  if (!(T > 0)) return 0;
  const square = T * T;
  const first = C + sign * square;
  return T / (first * first + D * square);
}

/** ∫ K(E − E′)/B·signal(E′) dE′ in the order of rising loss; trapezoidal rule, n² operations. */
export function lossIntegral(
  loss: Float64Array,
  signal: ArrayLike<number>,
  crossSection: CrossSection,
): Float64Array {
  const n = loss.length;
  const weights = loss.map(
    (_, j) => 0.5 * (loss[Math.min(j + 1, n - 1)] - loss[Math.max(j - 1, 0)]) * signal[j],
  );
  const integral = new Float64Array(n);
  for (let i = 1; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < i; j++) sum += lossFunction(crossSection, loss[i] - loss[j]) * weights[j];
    integral[i] = sum;
  }
  return integral;
}

/**
 * The Tougaard background of a region, with the B that was used.
 * @throws RangeError for a region that is not monotonic or too short, or C that is not positive
 */
export function tougaardBackground(
  region: Region,
  { crossSection = crossSections.universal, B, points = 1 }: TougaardOptions = {},
): Background & { readonly B: number } {
  checkCrossSection(crossSection);
  const order = alongLoss(region);
  const [low, high] = endMeans(order.y, points);
  const integral = tougaardIntegral(order, low, crossSection);
  const [, reach] = endMeans(integral, points);
  const found = B ?? (reach > 0 ? (high - low) / reach : 0);
  return {
    values: order.restore(integral.map((value) => low + found * value)),
    B: found,
    converged: true,
    iterations: 1,
    doubt: doubtOf(found, B, reach),
  };
}

/** ∫ K/B·(I − I₀), in the order of rising loss. */
export function tougaardIntegral(
  { loss, y }: LossOrder,
  low: number,
  crossSection: CrossSection,
): Float64Array {
  return lossIntegral(
    loss,
    y.map((value) => value - low),
    crossSection,
  );
}

export function checkCrossSection({ C, D = 0 }: CrossSection): void {
  if (!(C > 0 && D >= 0)) {
    throw new RangeError(
      `cross section with C = ${C}, D = ${D}: C must be above 0 and D must not be negative (both in eV²)`,
    );
  }
}

function doubtOf(B: number, given: number | undefined, reach: number): string | undefined {
  if (given !== undefined) return undefined;
  if (!(reach > 0)) {
    return "no area lies above the intensity before the peaks, so the Tougaard background is that constant; check the direction of the energy axis";
  }
  if (B < 0) {
    return "the data end lower at high binding energy than at low: a background of energy losses cannot fall; check the direction of the energy axis or the ends of the region";
  }
  return undefined;
}
