/** The band of frequencies of a spectrum. */
import type { Spectrum } from "./spectrum.ts";

/** Lowest and highest frequency in Hz. */
export function bandOf({ frequency }: Pick<Spectrum, "frequency">): readonly [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const f of frequency) [low, high] = [Math.min(low, f), Math.max(high, f)];
  return [low, high];
}

/** The points from `fmin` to `fmax` in Hz, ends included; the spectrum itself when these are all. */
export function withinBand(spectrum: Spectrum, fmin = 0, fmax = Infinity): Spectrum {
  const { frequency } = spectrum;
  const kept = Array.from(frequency.keys()).filter((i) => frequency[i] >= fmin && frequency[i] <= fmax);
  if (kept.length === frequency.length) return spectrum;
  const pick = (values: Float64Array): Float64Array => Float64Array.from(kept, (i) => values[i]);
  return {
    ...spectrum,
    frequency: pick(frequency),
    real: pick(spectrum.real),
    imaginary: pick(spectrum.imaginary),
    ...(spectrum.sigma === undefined ? {} : { sigma: pick(spectrum.sigma) }),
  };
}
