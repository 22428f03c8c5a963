/** What a spectrum is fitted with: lines, the background under them, and what ties them. The form of the small JSON files. */
import type { Amplitude } from "../program/lineshape.ts";
import type { BackgroundModel } from "./background.ts";
import type { Hold } from "./spinOrbit.ts";

/**
 * A parameter of a line: a start value, an expression that it follows ("Li2S.center + 1.2", any formula of other parameters), or a
 * record. Lengths are in units of x.
 */
export type ParameterModel =
  | number
  | string
  | {
      readonly start?: number;
      readonly bounds?: readonly [lower: number, upper: number];
      /** Held at this value. */
      readonly fixed?: number;
    };

/** How a quantity of the second line of a doublet follows from the first: held at a number, between bounds, or "free". */
export type HoldModel =
  | number
  | "free"
  | { readonly start: number; readonly bounds: readonly [lower: number, upper: number] };

/** Two lines of one component: spin–orbit partners, or the two wavelengths of an X-ray tube. */
export interface DoubletModel {
  /** Distance in units of x; default: that of the element and level. */
  readonly splitting?: HoldModel;
  /** Area of the second line over that of the first; default: that of the level (p 1:2, d 2:3, f 3:4). */
  readonly ratio?: HoldModel;
  /** Widths of the second line over those of the first. Default 1. */
  readonly width?: HoldModel;
}

/** A component of the spectrum: one line, or a doublet. */
export interface LineModel {
  /** Letters, digits and underscores make its label; parameters are `label.symbol`. */
  readonly name: string;
  readonly substance?: string;
  /** With `level` the source of splitting, area ratio and sensitivity factor: "S", "2p". */
  readonly element?: string;
  readonly level?: string;
  /** Sensitivity factor instead of that of the table. */
  readonly sensitivity?: number;
  /** Type in the catalogue, or the name of one of the model's own `shapes`. Default "pseudovoigt". */
  readonly shape?: string;
  /** Default: the shape's own, which is the area wherever it is finite. */
  readonly amplitude?: Amplitude;
  /** By the symbols of the shape: center, fwhm, area, fraction … */
  readonly parameters: Readonly<Record<string, ParameterModel>>;
  /** "kalpha": Cu Kα1 and Kα2 of a diffractogram; false: one line although the level has a doublet. */
  readonly doublet?: DoubletModel | "kalpha" | false;
  /** Where its energy comes from. */
  readonly source?: string;
}

/** Terms of a background that is fitted together with the lines. */
export const activeTerms = ["constant", "linear", "polynomial", "shirley", "slope", "tougaard"] as const;
export type ActiveTerm = (typeof activeTerms)[number];

/** "active": fitted with the lines; "static": computed from the data before the fit. */
export type BackgroundChoice =
  | { readonly mode: "static"; readonly model: BackgroundModel }
  | { readonly mode: "active"; readonly terms: readonly ActiveTerm[]; readonly degree: number };

export interface SpectrumModel {
  readonly name?: string;
  /** The range of x that is fitted; default all of it. */
  readonly region?: readonly [low: number, high: number];
  readonly background: BackgroundChoice;
  readonly lines: readonly LineModel[];
  /** Line shapes of the model's own: "mine(area,center,width)=…". */
  readonly shapes: readonly string[];
  /** Ratios of areas that are wanted: names of two components. */
  readonly ratios: readonly (readonly [numerator: string, denominator: string])[];
}

/** A mistake in a model; the message says where, what, and the cure. */
export class ModelError extends Error {
  override name = "ModelError";
}

/** The label of a component in the names of its parameters: "polysulfide, bridging" is polysulfide_bridging. */
export function labelOf(name: string): string {
  const label = name
    .normalize("NFKD")
    .replace(/[^\p{L}\p{N}_]+/gu, "_")
    .replace(/^_+|_+$/g, "");
  return /^[\p{L}_]/u.test(label) ? label : `L${label}`;
}

/** How a quantity is held, for `spinOrbit.ts`. */
export function holdOf(hold: HoldModel): Hold {
  if (hold === "free") return { mode: "free" };
  if (typeof hold === "number") return { mode: "fixed", value: hold };
  return { mode: "bounded", value: hold.start, lower: hold.bounds[0], upper: hold.bounds[1] };
}
