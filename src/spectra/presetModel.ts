/** Models made from the library of lines. */
import type { LineModel, SpectrumModel } from "./model.ts";
import { labelOf } from "./model.ts";
import { type PresetLine, presetLines, presets, typicalWidth } from "./presets/index.ts";

/** Beyond the lines, so that the background shows; a doublet's second line is inside. eV. */
const MARGIN = 3;

/**
 * The model of a preset: a pseudo-Voigt line or doublet for each substance within the range of its sources, one mixing for all, an
 * active Shirley background, and the ratios of each component to the last.
 * @throws RangeError with the names of the presets when there is none
 */
export function presetModel(name: string): SpectrumModel {
  const lines = presetLines(name);
  const first = labelOf(lines[0].substance);
  const reach = (line: PresetLine): number => line.range[1] + (line.doublet?.splitting ?? 0);
  return {
    name: presets.find((one) => one.name === name)!.title,
    region: [
      Math.min(...lines.map(({ range }) => range[0])) - MARGIN,
      Math.max(...lines.map(reach)) + MARGIN,
    ],
    background: { mode: "active", terms: ["shirley"], degree: 2 },
    shapes: [],
    lines: lines.map(
      ({ substance, element, level, energy, range, doublet, source }, i): LineModel => ({
        name: substance,
        substance,
        element,
        level,
        shape: "pseudovoigt",
        parameters: {
          center: { start: energy, bounds: range },
          fwhm: { start: typicalWidth.start, bounds: [typicalWidth.lower, typicalWidth.upper] },
          fraction: i === 0 ? { start: 0.3, bounds: [0, 1] } : `${first}.fraction`,
        },
        ...(doublet && { doublet: { splitting: doublet.splitting, ratio: doublet.ratio } }),
        source,
      }),
    ),
    ratios: lines
      .slice(0, -1)
      .map(({ substance }): [string, string] => [substance, lines[lines.length - 1].substance]),
  };
}
