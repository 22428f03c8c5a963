/** A fit that CasaXPS stored in a file as a model to fit again. */

import { areaFraction } from "../fit/linemeasures.ts";
import type { Scan } from "./measurement.ts";
import type { BackgroundChoice, LineModel, ParameterModel, SpectrumModel } from "./model.ts";
import { labelOf } from "./model.ts";
import type { StoredComponent, StoredFit, StoredParameter, StoredRegion } from "./storedFit.ts";

export interface StoredModel {
  readonly model: SpectrumModel;
  /** What the stored fit has that the model has not, or has otherwise, as sentences. */
  readonly notes: readonly string[];
}

/** A line shape in CasaXPS's words as one of the catalogue. */
interface Shape {
  readonly shape: string;
  readonly amplitude: "area" | "height";
  readonly parameters: Readonly<Record<string, ParameterModel>>;
  readonly note?: string;
}

/**
 * The model of a stored fit.
 * @param scan whose axis the stored energies are on (those of binding energy where the photon energy is known)
 * @throws RangeError when no component is stored
 */
export function storedModel(
  { components, regions }: StoredFit,
  scan: Pick<Scan, "name" | "file">,
): StoredModel {
  if (components.length === 0) {
    throw new RangeError(
      `${[scan.file, scan.name].filter(Boolean).join(", ") || "the scan"}: no components are stored in it; give a model or a preset`,
    );
  }
  const notes: string[] = [];
  const names = uniqueNames(components);
  const shapes = components.map((component) => shapeOf(component.shape, component, notes));
  const lines = components.map((component, i): LineModel => {
    const { shape, amplitude, parameters } = shapes[i];
    const label = (k: number): string => labelOf(names[k]);
    const area = component.area.tie;
    const width = component.fwhm.tie;
    const place = component.position.tie;
    const given: Record<string, ParameterModel> = { ...parameters };
    given.center = place
      ? `${label(place.component)}.center + ${place.factor}`
      : bounded(component.position, around(component.position.value, 0.5 * component.fwhm.value));
    given.fwhm = width
      ? `${width.factor}*${label(width.component)}.fwhm`
      : bounded(component.fwhm, [component.fwhm.value / WIDER, component.fwhm.value * WIDER]);
    if (!place && component.position.lower === undefined) {
      notes.push(
        `no limits are stored: positions stay within half a FWHM of the stored ones, widths within a factor of ${WIDER}`,
      );
    }
    if (area) {
      const of = label(area.component);
      const alike = shapes[area.component];
      if (amplitude === "area" && alike.amplitude === "area") given.area = `${area.factor}*${of}.area`;
      // Lines of one shape have areas as height times width
      else if (alike.shape === shape)
        given.height = `${area.factor}*${of}.height*${of}.fwhm/${label(i)}.fwhm`;
      else
        notes.push(
          `${names[i]}: its area is tied to a line of another shape that has no area; it is free here`,
        );
    }
    const known = /^([A-Z][a-z]?)\s*([1-7][spdf])/.exec(component.name);
    return {
      name: names[i],
      shape,
      amplitude,
      parameters: given,
      ...(component.rsf !== undefined && component.rsf > 0 ? { sensitivity: component.rsf } : {}),
      ...(known ? { element: known[1], level: known[2] } : {}),
      doublet: false,
    };
  });
  const region = regionFor(components, regions);
  return {
    model: {
      name: `stored in the file${scan.name === undefined ? "" : `: ${scan.name}`}`,
      ...(region && { region: [region.start, region.end] as const }),
      background: region ? backgroundOf(region, notes) : { mode: "active", terms: ["shirley"], degree: 2 },
      shapes: [],
      lines,
      ratios: [],
    },
    notes: [...new Set(notes)],
  };
}

/** Components of one name are numbered. */
function uniqueNames(components: readonly StoredComponent[]): string[] {
  const taken = new Map<string, number>();
  return components.map(({ name }) => {
    const base = name.trim() || "line";
    const count = (taken.get(labelOf(base)) ?? 0) + 1;
    taken.set(labelOf(base), count);
    return count === 1 ? base : `${base} (${count})`;
  });
}

/** How much wider and narrower a line may become whose limits are not stored. */
const WIDER = 2;

function around(value: number, reach: number): readonly [number, number] {
  return [value - reach, value + reach];
}

/** @param otherwise bounds where none are stored */
function bounded(
  { value, lower, upper }: StoredParameter,
  otherwise: readonly [number, number],
): ParameterModel {
  if (lower === undefined || upper === undefined || !(lower < upper)) {
    return otherwise[0] < otherwise[1] ? { start: value, bounds: otherwise } : { start: value };
  }
  return { start: Math.min(upper, Math.max(lower, value)), bounds: [lower, upper] };
}

/** The region that holds most components. */
function regionFor(
  components: readonly StoredComponent[],
  regions: readonly StoredRegion[],
): StoredRegion | undefined {
  const inside = ({ start, end }: StoredRegion): number =>
    components.filter(({ position }) => position.value >= start && position.value <= end).length;
  return [...regions].sort((a, b) => inside(b) - inside(a))[0];
}

function backgroundOf(
  { background, averaging, crossSection }: StoredRegion,
  notes: string[],
): BackgroundChoice {
  const points = averaging !== undefined && averaging >= 1 ? Math.round(averaging) : 1;
  const word = background.toLowerCase();
  if (word.includes("shirley")) return { mode: "static", model: { kind: "shirley", points } };
  if (word.includes("linear")) return { mode: "static", model: { kind: "linear", points } };
  if (word.includes("tougaard")) {
    const [, C, D] = crossSection ?? [];
    const isThree = /u 3|u 4/.test(word) && C > 0 && D > 0;
    return {
      mode: "static",
      model: { kind: "tougaard", points, ...(isThree && { crossSection: { C, D } }) },
    };
  }
  notes.push(
    `the stored background "${background}" is not known here; a static Shirley background stands in its place`,
  );
  return { mode: "static", model: { kind: "shirley", points } };
}

function shapeOf(text: string, { fwhm }: StoredComponent, notes: string[]): Shape {
  const match = /^\s*([A-Za-z]+)\s*\(([^)]*)\)\s*(.*)$/.exec(text);
  const kind = match?.[1].toUpperCase() ?? "";
  const numbers = (match?.[2] ?? "").split(",").map(Number);
  const rest = match?.[3] ?? "";
  // CasaXPS counts the Gaussian in channels of its own; here it has a width that the data find
  const gaussian: ParameterModel = { start: Math.max(0.3 * fwhm.value, 1e-3) };
  if ((kind === "GL" || kind === "SGL") && rest === "") {
    const share = numbers[0] / 100;
    // The shares of CasaXPS are those of heights
    const fraction = kind === "GL" ? share : areaFraction(share);
    return {
      shape: kind === "GL" ? "product" : "pseudovoigt",
      amplitude: "area",
      parameters: { fraction: { fixed: fraction } },
    };
  }
  if (kind === "LA") {
    const [alpha, second, third] = numbers;
    const beta = third === undefined ? alpha : second;
    notes.push("the Gaussian of LA and LF has a fitted width here, CasaXPS gives it in channels");
    return {
      shape: "la",
      amplitude: "area",
      parameters: { alpha: { fixed: alpha }, beta: { fixed: beta }, gaussian },
    };
  }
  if (kind === "LF") {
    const [alpha, beta] = numbers;
    notes.push(
      "the Gaussian of LA and LF has a fitted width here, CasaXPS gives it in channels",
      "CasaXPS gives no formula for the damping of LF: that of this program stands in its place, and its reach is fitted",
    );
    return {
      shape: "lf",
      amplitude: "height",
      parameters: {
        alpha: { fixed: alpha },
        beta: { fixed: beta },
        damping: { start: 10, bounds: [0.5, 500] },
        gaussian,
      },
    };
  }
  notes.push(`the line shape ${text} is not known here; a pseudo-Voigt line stands in its place`);
  return { shape: "pseudovoigt", amplitude: "area", parameters: {} };
}
