/** The arcs of the results of a run, each with the band of frequencies in which its spectrum was measured. */
import type { FitResult } from "../fit/result.ts";
import type { ArcAnalysis } from "../impedance/arc.ts";
import { arcsOf } from "../impedance/arcs.ts";
import { bandOf } from "../impedance/band.ts";
import type { Cell } from "../impedance/cell.ts";
import type { Spectrum } from "../impedance/spectrum.ts";

/** @param spectra those that were read; results of earlier runs may have others, whose band is not known */
export function arcAnalyst(cell: Cell, spectra: readonly Spectrum[]): (result: FitResult) => ArcAnalysis {
  const nameOf = (file: string | undefined, name: string | undefined): string =>
    JSON.stringify([file ?? "", name ?? ""]);
  const bands = new Map(
    spectra.map((spectrum) => [nameOf(spectrum.file, spectrum.name), bandOf(spectrum)] as const),
  );
  return (result) => arcsOf(result, { ...cell, band: bands.get(nameOf(result.file, result.spectrum)) });
}
