/** What is done to spectra as they were read before they are fitted: points outside a band are left out, the sign of Z″ is turned. */
import type { ImaginaryConvention } from "../../formats/index.ts";
import { withinBand } from "../../impedance/band.ts";
import type { Spectrum } from "../../impedance/spectrum.ts";

/** Points that are used, in Hz; an end that is left out is open. */
export interface Band {
  readonly fmin?: number;
  readonly fmax?: number;
}

export interface Treatment {
  readonly band: Band;
  /** What the user says that imaginary columns hold; undefined: what was found. */
  readonly imaginary?: ImaginaryConvention;
  /** What was found, by file, where the user may say otherwise. */
  readonly columns: Readonly<Record<string, ImaginaryConvention>>;
}

/** Fewer points of a spectrum in a band than this are no spectrum. */
const FEWEST_POINTS = 3;

/**
 * What is fitted and drawn, in the order of the spectra that were read; these themselves where nothing is done to them.
 * @param labelOf what a spectrum is called in a sentence
 * @throws RangeError with a sentence when a band leaves less of a spectrum than can be fitted
 */
export function treated(
  opened: readonly Spectrum[],
  { band: { fmin, fmax }, imaginary, columns }: Treatment,
  labelOf: (spectrum: Spectrum, index: number) => string,
): readonly Spectrum[] {
  const isTurned = ({ file = "" }: Spectrum): boolean =>
    imaginary !== undefined && columns[file] !== undefined && columns[file] !== imaginary;
  const spectra = opened.map((spectrum) =>
    withinBand(isTurned(spectrum) ? conjugate(spectrum) : spectrum, fmin, fmax),
  );
  const lost = spectra.findIndex(
    ({ frequency }, i) => frequency.length < Math.min(FEWEST_POINTS, opened[i].frequency.length),
  );
  if (lost >= 0) {
    const points = spectra[lost].frequency.length;
    throw new RangeError(
      `Between ${fmin ?? "the lowest"} and ${fmax ?? "the highest"} Hz ${labelOf(opened[lost], lost)} has ${points === 0 ? "no points" : points === 1 ? "1 point" : `${points} points`}; widen the band.`,
    );
  }
  return spectra.every((spectrum, i) => spectrum === opened[i]) ? opened : spectra;
}

function conjugate(spectrum: Spectrum): Spectrum {
  return { ...spectrum, imaginary: spectrum.imaginary.map((value) => -value) };
}
