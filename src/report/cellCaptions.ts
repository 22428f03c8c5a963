/** Captions of the figures of cell quantities: what is measured, what is fitted, what the letters are. */
import type { Quantity } from "../cell/quantity.ts";
import type { TransientAnalysis } from "../cell/transient.ts";
import type { WarburgTail } from "../cell/warburgTail.ts";
import { frequencyLabel, significant, uncertain } from "./number.ts";

/** What was fitted to a transient, in words. */
export function lawsOf({ models, spikes, start }: TransientAnalysis): string[] {
  const named = models
    .filter(({ weight }) => weight >= 0.01)
    .map(({ name, weight }) => `${name} (${(100 * weight).toFixed(0)} %)`);
  return [
    `current by ${named.join(", ")} from ${significant(start, 4, true)} s${spikes > 0 ? `, ${spikes} spikes left out` : ""}`,
  ];
}

/** The caption of `transientPlot`. */
export function transientWords(analysis: TransientAnalysis): string {
  return `Current I against the time since the voltage step. Symbols: measured; line: the law of the most weight. Fitted: ${lawsOf(analysis)[0]}. Below, measured less fit.`;
}

/** The caption of `butlerVolmerPlot`. */
export const butlerVolmerWords =
  "Current density j against the overpotential η of one interface, less the ohmic drop of the resistance that was given. Symbols: measured; line: fit of Butler and Volmer's equation to all points. Below, measured less fit.";

/** The caption of `tafelPlot`. */
export const tafelWords =
  "Logarithm of |j| against the overpotential η of one interface. Lines: fits of Tafel's law to the points of each branch in its window, drawn to η = 0, where they give j₀; grey points are not in a window. Below, measured less fit.";

/** The caption of `warburgPlot`. */
export function warburgWords({ points, band }: WarburgTail): string {
  const [low, high] = band.map((f) => frequencyLabel(f));
  return `Real part Z′ against ω⁻½, ω = 2πf. Line: fit to the tail of ${points} points from ${low} to ${high}, its slope is the Warburg coefficient; grey points are not in the fit. Below, measured less fit.`;
}

/** Onset potentials with the letters that a figure gives them. */
export function onsetMarks(
  quantities: readonly Quantity[],
): { readonly quantity: Quantity; readonly label: string }[] {
  return quantities
    .filter(({ value }) => Number.isFinite(value))
    .toSorted((a, b) => a.value - b.value)
    .map((quantity, k) => ({ quantity, label: String.fromCharCode(65 + k) }));
}

/** The caption of `onsetPlot`: "… A: 4.630 ± 0.004 V, by noise; B: 4.7003 ± 0.0004 V, by threshold." */
export function onsetWords(quantities: readonly Quantity[]): string {
  const found = onsetMarks(quantities).map(({ quantity: { value, stderr, unit, definition }, label }) => {
    const method = /^(by [^:]+):/.exec(definition[0] ?? "")?.[1];
    return `${label}: ${uncertain(value, stderr)} ${unit}${method === undefined ? "" : `, ${method}`}`;
  });
  return `Current density j against the potential E. Symbols: measured; lines: base line and the tangent of the steepest part. Onset potentials ${found.join("; ")}.`;
}

/** The caption of `lawPlot`. @param from where the points come from @param formula of the law */
export function lawWords(name: string, symbol: string, formula: string, from = "measured"): string {
  return `${name[0].toUpperCase()}${name.slice(1)} ${symbol} against 1000/T, above in °C. Symbols: ${from}, bars, where they are longer than a symbol: standard errors; line: fit of ${formula}, its band the standard error.`;
}
