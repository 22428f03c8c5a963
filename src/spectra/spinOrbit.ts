/** Doublets of p, d and f levels: their splittings, area ratios, and the ties that hold them in a fit. */

import type { Direction } from "./region.ts";
import type { SourceName } from "./sources.ts";

/** The splitting of a level in eV. */
export interface Splitting {
  readonly element: string;
  /** "2p", "3d", "4f". */
  readonly level: string;
  readonly value: number;
  /** What compounds and sources span. */
  readonly range: readonly [number, number];
  readonly source: SourceName;
  /** The number was read in its source; false: from the literature as remembered, to be checked before it is printed. */
  readonly confirmed: boolean;
  readonly note?: string;
}

export const splittings: readonly Splitting[] = [
  {
    element: "S",
    level: "2p",
    value: 1.18,
    range: [1.16, 1.2],
    source: "biesingerSulfur",
    confirmed: true,
    note: "1.16 eV in the HarwellXPS knowledge base; the 1.0 eV that the pressiometry paper prints is the distance of rounded energies",
  },
  { element: "P", level: "2p", value: 0.87, range: [0.83, 0.89], source: "thermo", confirmed: true },
  { element: "Cl", level: "2p", value: 1.6, range: [1.58, 1.63], source: "nist20", confirmed: true },
  { element: "Si", level: "2p", value: 0.63, range: [0.6, 0.65], source: "moulder", confirmed: false },
  { element: "Al", level: "2p", value: 0.41, range: [0.39, 0.45], source: "moulder", confirmed: false },
  {
    element: "In",
    level: "3d",
    value: 7.54,
    range: [7.5, 7.6],
    source: "xpsDatabase",
    confirmed: true,
    note: "7.55 eV between the lines of the metal there; the 8.0 and 9.0 eV that the pressiometry paper prints are not physical",
  },
  {
    element: "Zr",
    level: "3d",
    value: 2.4,
    range: [2.35, 2.45],
    source: "thermo",
    confirmed: true,
    note: "of the metal; it changes little with the compound (2.43 eV in Moulder's handbook)",
  },
  { element: "Ge", level: "3d", value: 0.58, range: [0.55, 0.62], source: "moulder", confirmed: false },
  {
    element: "La",
    level: "3d",
    value: 16.8,
    range: [16.6, 17.0],
    source: "moulder",
    confirmed: false,
    note: "each of the two lines is split again by final states: four components from one compound",
  },
  { element: "Nb", level: "3d", value: 2.75, range: [2.7, 2.8], source: "nist20", confirmed: true },
  { element: "Ta", level: "4f", value: 1.91, range: [1.85, 1.95], source: "moulder", confirmed: false },
];

/** The splitting of a level such as "S", "2p"; undefined for s levels and those that are not listed. */
export function splittingOf(element: string, level: string): Splitting | undefined {
  return splittings.find((one) => one.element === element && one.level === level);
}

/**
 * Area of the line with j = l − ½ over that with j = l + ½: l/(l + 1), the ratio of 2j + 1. 1:2 for p, 2:3 for d, 3:4 for f.
 * @param level "2p", "3d" …
 * @throws RangeError for s levels, which are not split, and for other text
 */
export function areaRatio(level: string): number {
  const l = "spdf".indexOf(level.match(/^[1-7]([spdf])$/)?.[1] ?? "?");
  if (l < 1) {
    throw new RangeError(`level "${level}" has no doublet: give a p, d or f level such as 2p, 3d or 4f`);
  }
  return l / (l + 1);
}

/** Names of the two lines of a level: "2p3/2" at low binding energy, "2p1/2" at high. */
export function doubletLabels(level: string): readonly [string, string] {
  const l = areaRatio(level) === 1 / 2 ? 1 : areaRatio(level) === 2 / 3 ? 2 : 3;
  return [`${level}${2 * l + 1}/2`, `${level}${2 * l - 1}/2`];
}

/** How a quantity of the second line follows from the first. */
export type Hold =
  | { readonly mode: "fixed"; readonly value: number }
  | { readonly mode: "bounded"; readonly value: number; readonly lower: number; readonly upper: number }
  | { readonly mode: "free" };

export interface DoubletOptions {
  readonly splitting: Hold;
  readonly ratio: Hold;
  /** FWHM of the second line over the first; 2p₁/₂ lines of metals are broader (Coster–Kronig decay). Default fixed to 1. */
  readonly width?: Hold;
  /** Further parameters that both lines share, such as the mixing of a pseudo-Voigt. */
  readonly shared?: readonly string[];
  /** On an axis of kinetic energy the second line lies lower. Default "binding". */
  readonly direction?: Direction;
  /** Names of the parameters of a line. */
  readonly symbols?: { readonly center: string; readonly fwhm: string; readonly area: string };
}

/** A parameter that a bounded quantity adds to the model. */
export interface HeldParameter {
  readonly name: string;
  readonly start: number;
  readonly lower: number;
  readonly upper: number;
}

export interface DoubletTies {
  /** Expression for each tied parameter of the second line, such as "S2p.center + 1.18" or "S2p.area*S2p.ratio". */
  readonly ties: Readonly<Record<string, string>>;
  readonly parameters: readonly HeldParameter[];
  /** All expressions are linear in the parameters; a bounded ratio multiplies two of them. */
  readonly linear: boolean;
}

/**
 * Ties of the second line (higher binding energy) of a doublet to the first.
 * @param first label of the first line, @param second of the second; parameters are `label.symbol`
 * @throws RangeError when a bounded value lies outside its bounds
 */
export function doubletTies(first: string, second: string, options: DoubletOptions): DoubletTies {
  const {
    splitting,
    ratio,
    width = { mode: "fixed", value: 1 },
    shared = [],
    direction = "binding",
  } = options;
  const symbols = options.symbols ?? { center: "center", fwhm: "fwhm", area: "area" };
  const ties: Record<string, string> = {};
  const parameters: HeldParameter[] = [];
  const held = (hold: Hold, what: string): string | undefined => {
    if (hold.mode === "free") return undefined;
    if (hold.mode === "fixed") return String(hold.value);
    const { value, lower, upper } = hold;
    if (!(lower <= value && value <= upper)) {
      throw new RangeError(`${what} ${value} of ${second} lies outside its bounds ${lower} … ${upper}`);
    }
    const name = `${first}.${what}`;
    parameters.push({ name, start: value, lower, upper });
    return name;
  };
  const distance = held(splitting, "splitting");
  if (distance !== undefined) {
    ties[`${second}.${symbols.center}`] =
      `${first}.${symbols.center} ${direction === "binding" ? "+" : "-"} ${distance}`;
  }
  const part = held(ratio, "ratio");
  if (part !== undefined) ties[`${second}.${symbols.area}`] = `${part}*${first}.${symbols.area}`;
  const broader = held(width, "widening");
  if (broader !== undefined) {
    ties[`${second}.${symbols.fwhm}`] =
      broader === "1" ? `${first}.${symbols.fwhm}` : `${broader}*${first}.${symbols.fwhm}`;
  }
  for (const symbol of shared) ties[`${second}.${symbol}`] = `${first}.${symbol}`;
  return { ties, parameters, linear: ratio.mode !== "bounded" && width.mode !== "bounded" };
}

/** The options of a doublet that are physical: its sourced splitting and statistical ratio, fixed. @throws RangeError when it is not listed */
export function physicalDoublet(element: string, level: string): Pick<DoubletOptions, "splitting" | "ratio"> {
  const splitting = splittingOf(element, level);
  if (!splitting) {
    throw new RangeError(
      `the splitting of ${element} ${level} is not in the table (${splittings.map((one) => `${one.element} ${one.level}`).join(", ")}); give it`,
    );
  }
  return {
    splitting: { mode: "fixed", value: splitting.value },
    ratio: { mode: "fixed", value: areaRatio(level) },
  };
}

/** What is wrong with a splitting in eV that someone chose, as a sentence; undefined when it is within the range of the table or not listed. */
export function splittingDoubt(element: string, level: string, value: number): string | undefined {
  const known = splittingOf(element, level);
  if (!known || (value >= known.range[0] - 0.02 && value <= known.range[1] + 0.02)) return undefined;
  return `the splitting ${value} eV of ${element} ${level} is not physical: ${known.value} eV (${known.range[0]} … ${known.range[1]} eV) is known`;
}
