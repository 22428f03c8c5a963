/** Names and units of abscissas as files write them, and the quantity behind them. */
import type { Axis } from "../../spectra/measurement.ts";

export interface Abscissa {
  readonly axis: Axis;
  readonly xLabel: string;
  readonly xUnit: string;
}

export const BINDING: Abscissa = { axis: "binding", xLabel: "Binding energy", xUnit: "eV" };
export const KINETIC: Abscissa = { axis: "kinetic", xLabel: "Kinetic energy", xUnit: "eV" };
export const TWO_THETA: Abscissa = { axis: "two-theta", xLabel: "2θ", xUnit: "°" };
export const WAVENUMBER: Abscissa = { axis: "wavenumber", xLabel: "Wavenumber", xUnit: "cm⁻¹" };
export const RAMAN_SHIFT: Abscissa = { axis: "raman-shift", xLabel: "Raman shift", xUnit: "cm⁻¹" };
const WAVELENGTH: Abscissa = { axis: "wavelength", xLabel: "Wavelength", xUnit: "nm" };

const BY_AXIS: Readonly<Record<Axis, Abscissa | undefined>> = {
  binding: BINDING,
  kinetic: KINETIC,
  "two-theta": TWO_THETA,
  angle: { axis: "angle", xLabel: "Angle", xUnit: "°" },
  wavenumber: WAVENUMBER,
  "raman-shift": RAMAN_SHIFT,
  wavelength: WAVELENGTH,
  other: undefined,
};

/** The usual label and unit of an axis. */
export function abscissaOf(axis: Axis): Abscissa {
  return BY_AXIS[axis] ?? { axis, xLabel: "x", xUnit: "" };
}

/** The quantity that a label and a unit name: "Binding Energy [eV]", "2Theta", "1/cm". `isRaman` decides between wavenumber and shift. */
export function nameAbscissa(label: string, unit = "", isRaman = false): Abscissa {
  const text = `${label} ${unit}`.toLowerCase();
  if (/binding|\bb\.?\s?e\.?(?=\s|$|\(|\[)/.test(text)) return BINDING;
  if (/kinetic|\bk\.?\s?e\.?(?=\s|$|\(|\[)/.test(text)) return KINETIC;
  if (/\b(2|two)[\s_-]*(theta|θ|th\b)|twotheta|2θ|\btth\b/.test(text)) return TWO_THETA;
  if (/raman|shift/.test(text) && !/chemical/.test(text)) return RAMAN_SHIFT;
  if (/wave\s?number|1\/cm|cm\s?(\^-?1|-1|⁻¹|-¹)|cm-\s*\u00b9/.test(text))
    return isRaman ? RAMAN_SHIFT : WAVENUMBER;
  if (/wavelength|nanomet|^nm$|\bnm\b/.test(text)) return WAVELENGTH;
  return { axis: "other", xLabel: label.trim() === "" ? "x" : label.trim(), xUnit: unit.trim() };
}

/** Unit of intensities in one spelling: "counts", "counts/s", "%", else as it stands. */
export function intensityUnit(text: string): string {
  const plain = text.trim().toLowerCase().replace(/\s+/g, "");
  if (/^(counts?|cnts?|c)$/.test(plain)) return "counts";
  if (/^(cps|c\/s|counts?\/s(ec(ond)?)?|counts?persecond|countspersec|cnts?\/s(ec)?)$/.test(plain))
    return "counts/s";
  if (/^(%|percent|%t)$/.test(plain)) return "%";
  return text.trim();
}
