/** A model without a file: lines where the data propose them. */
import { parseLineFormula } from "../program/lineFormula.ts";
import { lineParameters } from "../program/lineshape.ts";
import { backgroundFor, hasTwoWavelengths, lineName } from "../spectra/findLines.ts";
import type { Scan } from "../spectra/measurement.ts";
import type { LineModel, SpectrumModel } from "../spectra/model.ts";
import type { ScanTreatment } from "../spectra/scanRegion.ts";
import { extentOf } from "./scanChoice.ts";

/**
 * Lines whose places the data decide, within the range and no narrower than its steps. Electrons have a Shirley background, Kα1 is followed
 * by Kα2, other spectra stand on a straight line.
 */
export function proposedModel(
  count: number,
  shape: string,
  shapes: readonly string[],
  scan: Scan,
  treatment: ScanTreatment,
): SpectrumModel {
  const isDoublet = hasTwoWavelengths(scan);
  const whole = extentOf(scan, treatment);
  const [low, high] = treatment.region
    ? [Math.max(treatment.region[0], whole[0]), Math.min(treatment.region[1], whole[1])]
    : whole;
  const step = (whole[1] - whole[0]) / Math.max(1, scan.x.length - 1);
  const isOpen = low < high && step > 0 && !shapes.some((own) => parseLineFormula(own).name === shape);
  const symbols = isOpen ? lineParameters(shape).map(({ symbol }) => symbol) : [];
  const within = (symbol: string, bounds: readonly [number, number]) =>
    symbols.includes(symbol) ? { [symbol]: { bounds } } : {};
  return {
    name: linesName(count),
    background: backgroundFor(scan),
    shapes,
    lines: Array.from(
      { length: count },
      (_, k): LineModel => ({
        name: lineName(k),
        shape,
        parameters: {
          ...within("center", [low, high]),
          ...within("fwhm", [Math.min(step, 0.5 * (high - low)), high - low]),
        },
        ...(isDoublet && { doublet: "kalpha" as const }),
      }),
    ),
    ratios: [],
  };
}

/** "1 line", "3 lines". */
export function linesName(count: number): string {
  return `${count} ${count === 1 ? "line" : "lines"}`;
}
