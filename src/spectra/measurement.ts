/** What a file of XPS, XRD, FTIR or Raman holds: scans, each an abscissa with intensities. */
import type { StoredFit } from "./storedFit.ts";

/** The quantity along x. Binding and kinetic energies are in eV, wavenumber and Raman shift in cm⁻¹, 2θ and other angles in °. */
export type Axis =
  | "binding"
  | "kinetic"
  | "two-theta"
  | "angle"
  | "wavenumber"
  | "raman-shift"
  | "wavelength"
  | "other";

/** A curve that the program which wrote the file drew over the data. */
export interface DrawnCurve {
  readonly kind: "component" | "background" | "envelope";
  readonly name: string;
  /** One value per point of the scan, in the unit of its intensities. */
  readonly y: Float64Array;
}

/** One region of an XPS survey, one diffractogram, one infrared or Raman spectrum. */
export interface Scan {
  readonly name?: string;
  /** File as the user named it. */
  readonly file?: string;
  readonly axis: Axis;
  /** "Binding energy", "2θ", "Wavenumber" … */
  readonly xLabel: string;
  /** "eV", "°", "cm⁻¹" … */
  readonly xUnit: string;
  readonly x: Float64Array;
  readonly yLabel: string;
  /** "counts", "counts/s", "%", "" when the file does not say it. */
  readonly yUnit: string;
  readonly y: Float64Array;
  /** Standard deviation of each intensity, when the file states it. */
  readonly sigma?: Float64Array;
  /** Transmission function of the electron analyser at each point. */
  readonly transmission?: Float64Array;
  /** Energy of the exciting photons, eV. */
  readonly photonEnergy?: number;
  /** Wavelength of the X-rays (Kα1) or of the laser, Å. */
  readonly wavelength?: number;
  /** Time at each point in one sweep, s. */
  readonly dwell?: number;
  /** How often the range was swept; intensities are the sum of the sweeps when they are counts. */
  readonly sweeps?: number;
  readonly curves?: readonly DrawnCurve[];
  /** A fit that is stored in the file. */
  readonly fit?: StoredFit;
  readonly facts?: Readonly<Record<string, number | string>>;
}

/** The scans of one file. */
export interface Measurement {
  /** File as the user named it. */
  readonly file: string;
  /** Name of the format that was detected. */
  readonly format: string;
  readonly scans: readonly Scan[];
  /** Everything that was dropped, assumed or is doubtful, as sentences. */
  readonly warnings: readonly string[];
}

/** Counts that belong to one unit of intensity: 1 for counts, dwell × sweeps for counts/s; undefined when the scan does not tell. */
export function countsPerUnit({ yUnit, dwell, sweeps }: Scan): number | undefined {
  if (yUnit === "counts") return 1;
  if (yUnit !== "counts/s" || dwell === undefined) return undefined;
  return dwell * (sweeps ?? 1);
}

/**
 * Standard deviation of each intensity: the one of the file, else √N of the N counts behind it (Poisson; an empty
 * channel counts as one), in the unit of the intensities. Undefined when counts cannot be had.
 */
export function poissonSigma(scan: Scan): Float64Array | undefined {
  if (scan.sigma !== undefined) return scan.sigma;
  const factor = countsPerUnit(scan);
  if (factor === undefined || !(factor > 0)) return undefined;
  return Float64Array.from(scan.y, (y) => Math.sqrt(Math.max(1, y * factor)) / factor);
}

/**
 * The scan on the axis of binding energy: E_B = hν − E_kin. Files give the kinetic energy relative to the Fermi level (the work
 * function of the analyser is already in it), so nothing else is subtracted. Scans on another axis come back as they are.
 * @throws RangeError for a kinetic axis without photon energy
 */
export function onBindingEnergy(scan: Scan, photonEnergy = scan.photonEnergy): Scan {
  if (scan.axis !== "kinetic") return scan;
  if (photonEnergy === undefined) {
    throw new RangeError(
      `${scan.file ?? "the scan"}${scan.name === undefined ? "" : `, scan ${scan.name}`}: the photon energy is not known, so binding energies cannot be had; give it (1486.6 eV for Al Kα)`,
    );
  }
  return {
    ...scan,
    axis: "binding",
    xLabel: "Binding energy",
    x: Float64Array.from(scan.x, (kinetic) => photonEnergy - kinetic),
    photonEnergy,
  };
}
