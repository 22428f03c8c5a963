/** The library of lines for interphases of solid-state lithium batteries, and sets of them that fit one region. */
import { areaRatio, splittingOf } from "../spinOrbit.ts";
import { indiumLines } from "./indium.ts";
import type { ReferenceLine } from "./line.ts";
import { lithiumLines } from "./lithium.ts";
import { organicLines } from "./organic.ts";
import { oxideLines } from "./oxide.ts";
import { sulfideLines } from "./sulfide.ts";

export { type ReferenceLine, typicalWidth } from "./line.ts";

export const referenceLines: readonly ReferenceLine[] = [
  ...lithiumLines,
  ...sulfideLines,
  ...indiumLines,
  ...oxideLines,
  ...organicLines,
];

/** Lines that are fitted together. */
export interface Preset {
  readonly name: string;
  readonly title: string;
  readonly element: string;
  readonly level: string;
  readonly substances: readonly string[];
}

export const presets: readonly Preset[] = [
  preset("li1s-sulfide", "Li 1s of lithium with In on Li₆PS₅Cl", "Li", "1s", ["Li", "Li13In3", "Li2S"]),
  preset("li1s-oxide", "Li 1s of oxidised lithium", "Li", "1s", ["Li", "LiOH", "Li2O"]),
  preset("li1s-nitride", "Li 1s of InN on garnet", "Li", "1s", ["Li", "Li3N", "Li2O"]),
  preset("li1s-antiperovskite", "Li 1s of Li₂OHCl", "Li", "1s", ["Li2OHCl", "LiF"]),
  preset("o1s-interphase", "O 1s of an interphase on lithium", "O", "1s", ["Li2O", "Li2CO3"]),
  preset("c1s-ether", "C 1s with ether", "C", "1s", ["hydrocarbon", "ether", "carboxylate"]),
  preset("c1s-carbonate", "C 1s with carbonates", "C", "1s", [
    "hydrocarbon",
    "ether",
    "carboxylate",
    "carbonate",
  ]),
  preset("c1s-fluorinated", "C 1s with PVDF and LiTFSI", "C", "1s", [
    "hydrocarbon",
    "ether",
    "PVDF",
    "LiTFSI",
  ]),
  preset("f1s-interphase", "F 1s of LiF and fluorinated salts", "F", "1s", ["LiF", "LiPxFy", "LiTFSI"]),
  preset("n1s-interphase", "N 1s of nitride and imide", "N", "1s", ["Li3N", "LiTFSI"]),
  preset("s2p-argyrodite", "S 2p of Li₆PS₅Cl on lithium", "S", "2p", ["Li2S", "Li6PS5Cl"]),
  preset("s2p-cathode", "S 2p of Li₆PS₅Cl that was oxidised", "S", "2p", [
    "Li6PS5Cl",
    "polysulfide, bridging",
    "sulfate",
  ]),
  preset("p2p-argyrodite", "P 2p of Li₆PS₅Cl on lithium", "P", "2p", [
    "Li3P",
    "reduced phosphorus",
    "Li6PS5Cl",
    "Li3PO4",
  ]),
  preset("cl2p-chloride", "Cl 2p of LiCl", "Cl", "2p", ["LiCl"]),
  preset("in3d-alloy", "In 3d of In and Li₁₃In₃ on the scale of the pressiometry paper", "In", "3d", [
    "In (pressiometry)",
    "Li13In3",
    "In2O3",
  ]),
  preset("in3d-nitride", "In 3d of InN", "In", "3d", ["InN"]),
  preset("zr3d-garnet", "Zr 3d of LLZO on lithium", "Zr", "3d", ["LLZO", "LLZO, reduced"]),
  preset("ge3d-lagp", "Ge 3d of LAGP on lithium", "Ge", "3d", ["LAGP", "LAGP, reduced"]),
];

function preset(
  name: string,
  title: string,
  element: string,
  level: string,
  substances: readonly string[],
): Preset {
  return { name, title, element, level, substances };
}

/** One line of a preset with its doublet. */
export interface PresetLine extends ReferenceLine {
  /** Of p, d and f levels: distance to the second line in eV and its area over that of the first. */
  readonly doublet?: { readonly splitting: number; readonly ratio: number };
}

/** The lines of a substance, or those of one element and level of it. */
export function linesOf(substance: string, element?: string, level?: string): ReferenceLine[] {
  return referenceLines.filter(
    (line) =>
      line.substance === substance &&
      (element === undefined || line.element === element) &&
      (level === undefined || line.level === level),
  );
}

/** The lines of a preset from low to high energy. @throws RangeError with the names of the presets when there is none */
export function presetLines(name: string): PresetLine[] {
  const found = presets.find((one) => one.name === name);
  if (!found) {
    throw new RangeError(
      `there is no preset "${name}"; there are ${presets.map((one) => one.name).join(", ")}`,
    );
  }
  const { element, level, substances } = found;
  const splitting = splittingOf(element, level);
  const doublet = splitting && { splitting: splitting.value, ratio: areaRatio(level) };
  return substances
    .map(
      (substance): PresetLine => ({ ...linesOf(substance, element, level)[0], ...(doublet && { doublet }) }),
    )
    .sort((a, b) => a.energy - b.energy);
}

/** What of a preset was not read in its source, as sentences. */
export function presetDoubts(name: string): string[] {
  return presetLines(name)
    .filter(({ confirmed }) => !confirmed)
    .map(doubtOf);
}

/** What of a model's energies from the library was not read in its source: centers that start where the library has them. */
export function presetDoubtsOf(model: {
  readonly lines: readonly {
    readonly substance?: string;
    readonly element?: string;
    readonly level?: string;
    readonly parameters: Readonly<Record<string, unknown>>;
  }[];
}): string[] {
  return model.lines.flatMap(({ substance, element, level, parameters }) => {
    const center = parameters.center as { readonly start?: number } | undefined;
    return referenceLines
      .filter(
        (line) =>
          !line.confirmed &&
          line.substance === substance &&
          line.element === element &&
          line.level === level &&
          line.energy === center?.start,
      )
      .map(doubtOf);
  });
}

function doubtOf({ substance, element, level, energy }: ReferenceLine): string {
  return `the binding energy ${energy} eV of ${element} ${level} in ${substance} was not checked against its source`;
}
