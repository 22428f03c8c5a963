import type { Spectrum } from "../impedance/spectrum.ts";
import type { Weighting } from "./options.ts";
import { OptionError } from "./plan.ts";

const whatItIs =
  "a spectrum is { frequency, real, imaginary }, three arrays of numbers of the same length in Hz and Ω";

/** @throws OptionError for spectra that are no list */
export function checkList(spectra: readonly Spectrum[]): void {
  if (Array.isArray(spectra)) return;
  throw new OptionError(
    `spectra: a list was expected, not ${kindOf(spectra)}; write [spectrum] for a single one`,
  );
}

/** What makes a spectrum unfit to be fitted, as a sentence with its place and the cure; undefined when nothing does. */
export function faultOf(spectrum: Spectrum, index: number, weighting: Weighting): string | undefined {
  if (typeof spectrum !== "object" || spectrum === null) {
    return `spectrum ${index + 1}: it is ${kindOf(spectrum)}; ${whatItIs}`;
  }
  const name =
    [spectrum.file, spectrum.name].filter((part) => part !== undefined).join(", ") || `spectrum ${index + 1}`;
  const { frequency, real, imaginary, sigma } = spectrum;
  const missing = (["frequency", "real", "imaginary"] as const).filter((part) => !isList(spectrum[part]));
  if (missing.length > 0) {
    return `${name}: it has no ${missing.join(", no ")}; ${whatItIs}`;
  }
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

/** An array of numbers, typed or plain. */
function isList(value: unknown): boolean {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** "null", "an object", "a string". */
function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  const name = typeof value;
  return `${name === "object" ? "an" : "a"} ${name}`;
}
