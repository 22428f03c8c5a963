import type { Spectrum } from "../../src/impedance/spectrum.ts";

/** Frequencies in Hz from high to low, equally spaced in the logarithm. */
export function sweep(high: number, low: number, perDecade: number): Float64Array {
  const count = Math.round(Math.log10(high / low) * perDecade) + 1;
  return Float64Array.from({ length: count }, (_, k) => high * (low / high) ** (k / (count - 1)));
}

/** @param impedance Z′ and Z″ in Ω at ω */
export function spectrumOf(
  frequency: Float64Array,
  impedance: (omega: number, index: number) => readonly [number, number],
): Spectrum {
  const points = Array.from(frequency, (f, i) => impedance(2 * Math.PI * f, i));
  return {
    frequency,
    real: Float64Array.from(points, ([re]) => re),
    imaginary: Float64Array.from(points, ([, im]) => im),
  };
}
