/** The selected spectra with the curves of their fits, as figures take them. */
import { evaluateCircuit } from "../../fit/evaluate.ts";
import type { FitResult } from "../../fit/result.ts";
import type { Spectrum } from "../../impedance/spectrum.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import { modelFrequencies } from "../../report/modelFrequencies.ts";
import type { ModelCurve, SpectrumSeries } from "../../report/series.ts";
import type { Fits } from "./fits.ts";
import { MOST_DRAWN } from "./spectrumFigures.ts";
import { spectrumLabel } from "./state.ts";

export function curveOf(
  kernel: Kernel,
  { circuit }: Fits,
  { values }: FitResult,
  { frequency }: Spectrum,
): ModelCurve | undefined {
  if (!values.every(Number.isFinite)) return undefined;
  return evaluateCircuit(kernel, circuit, values, modelFrequencies(frequency));
}

/** The current spectrum first, then the other selected ones, as many as are drawn. */
export function seriesShown(
  kernel: Kernel,
  spectra: readonly Spectrum[],
  fits: Fits | undefined,
  current: number,
  selected: readonly number[],
): readonly SpectrumSeries[] {
  const others = selected.filter((i) => i !== current).slice(0, MOST_DRAWN - 1);
  return [current, ...others].flatMap((i) => {
    const spectrum = spectra[i];
    if (!spectrum) return [];
    const result = fits?.results[i];
    const curve = fits && result && curveOf(kernel, fits, result, spectrum);
    return [{ spectrum, label: spectrumLabel(spectrum, i), ...(curve && { curve }) }];
  });
}
