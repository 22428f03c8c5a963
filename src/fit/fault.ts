import type { Spectrum } from "../impedance/spectrum.ts";
import type { Weighting } from "./options.ts";

/** What makes a spectrum unfit to be fitted, as a sentence with its place and the cure; undefined when nothing does. */
export function faultOf(spectrum: Spectrum, index: number, weighting: Weighting): string | undefined {
  // Programs without types pass what they have
  for (const key of ["frequency", "real", "imaginary"] as const) {
    const values: unknown = spectrum[key];
    if (!Array.isArray(values) && !ArrayBuffer.isView(values)) {
      return `spectrum ${index + 1}: ${key} is ${values === undefined ? "missing" : `a ${typeof values}`}; a spectrum has the arrays frequency (Hz), real and imaginary (Ω)`;
    }
  }
  const name =
    [spectrum.file, spectrum.name].filter((part) => part !== undefined).join(", ") || `spectrum ${index + 1}`;
  const { frequency, real, imaginary, sigma } = spectrum;
  const n = frequency.length;
  if (real.length !== n || imaginary.length !== n) {
    return `${name}: ${n} frequencies, ${real.length} real and ${imaginary.length} imaginary parts; the three arrays must have the same length`;
  }
  if (n === 0) return `${name}: it has no points; leave it out`;
  for (let i = 0; i < n; i++) {
    if (!(frequency[i] > 0 && frequency[i] < Infinity)) {
      return `${name}, point ${i + 1}: frequency ${frequency[i]} Hz; frequencies must be above 0 and finite`;
    }
    if (!Number.isFinite(real[i]) || !Number.isFinite(imaginary[i])) {
      return `${name}, point ${i + 1}: impedance ${real[i]} + j(${imaginary[i]}) Ω is not finite; leave the point out`;
    }
  }
  if (weighting === "sigma") {
    if (!sigma || sigma.length !== n || sigma.some((s) => !(s > 0 && s < Infinity))) {
      return `${name}: weighting "sigma" needs a standard deviation above 0 for each of its ${n} points`;
    }
  }
  return undefined;
}
