/** Atomic % of a surface from the fits of its scans: areas of different elements on one scale, with their covariances. */
import type { Estimate } from "../fit/propagation.ts";
import type { Scan } from "./measurement.ts";
import type { SpectrumModel } from "./model.ts";
import {
  jointCovariance,
  type MeasuredArea,
  type QuantificationOptions,
  quantify,
  type Share,
} from "./quantification.ts";
import type { SpectrumResult } from "./spectrumResult.ts";

/** A fit with the scan and the model that it belongs to. */
export interface FittedScan {
  readonly scan: Scan;
  readonly model: SpectrumModel;
  readonly result: SpectrumResult;
}

export interface CompositionOptions extends Omit<QuantificationOptions, "transmission"> {
  /** How the table is called; default "scofield". */
  readonly tableName?: string;
  /** Whether the factors were measured and so hold the transmission of their analyser: that of the scans is left alone. */
  readonly isMeasured?: boolean;
  /** eV; for scans that do not tell it and an `exponent`. */
  readonly photonEnergy?: number;
}

export interface CompositionShare extends Share {
  readonly level: string;
}

export interface ElementRatio extends Estimate {
  readonly numerator: string;
  readonly denominator: string;
}

export interface Composition {
  readonly components: readonly CompositionShare[];
  readonly elements: readonly Share[];
  /** Every element over every later one. */
  readonly ratios: readonly ElementRatio[];
  /** Whether areas were divided by the transmission that the scans state. */
  readonly isTransmissionCorrected: boolean;
  /** Table of the sensitivity factors, the exponent of the escape depth, relative uncertainty of the factors. */
  readonly table: string;
  readonly exponent: number;
  readonly factorUncertainty: number;
  readonly doubts: readonly string[];
}

const boundStates: ReadonlySet<string | undefined> = new Set(["at lower bound", "at upper bound"]);

/**
 * The composition behind the fits of one place and time; undefined when they hold less than two elements. Areas in counts are divided by
 * the time of counting where the scans state it, and by the transmission of the analyser where all of them state it.
 * @throws RangeError with what is missing: a sensitivity factor, a common unit
 */
export function compositionOf(
  all: readonly FittedScan[],
  options: CompositionOptions = {},
): Composition | undefined {
  const { tableName = "scofield", isMeasured = false, photonEnergy, ...quantifying } = options;
  const fits = all.filter(({ result }) => result.status !== "failed");
  const known = fits.map((fit) => ({
    ...fit,
    picked: fit.result.components.flatMap(({ element, level }, k) =>
      element !== undefined && level !== undefined ? [{ k, element, level }] : [],
    ),
  }));
  const doubts: string[] = [];
  const levels = new Map<string, string>();
  for (const { picked } of known) {
    for (const { element, level } of picked) {
      const first = levels.get(element);
      if (first === undefined) levels.set(element, level);
      else if (first !== level) {
        doubts.push(`${element} was measured by ${first} and ${level}; only ${first} counts`);
      }
    }
  }
  if (levels.size < 2) return undefined;
  const units = new Set(known.map(({ scan }) => rateUnit(scan)));
  if (units.size > 1) {
    throw new RangeError(
      `the areas have different units (${[...units].map((unit) => unit || "unknown").join(", ")}), so no composition can be had; measure or export all scans in one unit`,
    );
  }
  const isTransmissionCorrected = !isMeasured && known.every(({ scan }) => scan.transmission !== undefined);
  const areas: MeasuredArea[] = [];
  const named: { readonly name: string; readonly level: string }[] = [];
  const blocks: Float64Array[] = [];
  const isOpen: boolean[] = [];
  for (const { scan, model, result, picked } of known) {
    const counting = picked.filter(({ element, level }) => levels.get(element) === level);
    const size = result.components.length;
    const time = scan.yUnit === "counts" ? (countingTime(scan) ?? 1) : 1;
    const factors = counting.map(({ k }) => {
      const center = result.components[k].center.value;
      return 1 / (time * (isTransmissionCorrected ? transmissionAt(scan, center) : 1));
    });
    counting.forEach(({ k, element, level }, i) => {
      const { name, label, area, isAreaOfRegion } = result.components[k];
      const factor = model.lines.find((line) => line.name === name)?.sensitivity;
      const state = result.states[result.parameters.indexOf(`${label}.area`)];
      if (boundStates.has(state) || state === "not identifiable") {
        const where = scan.name === undefined ? "" : ` in scan ${scan.name}`;
        doubts.push(`the area of ${name}${where} is ${state}: its share is not determined`);
      }
      if (isAreaOfRegion) doubts.push(`the area of ${name} is that within the region`);
      // "Li" may be a component and is an element; ratios are those of elements
      areas.push({
        name: `${name} (${element} ${level})`,
        element,
        level,
        area: area.value * factors[i],
        ...kineticEnergyOf(scan.photonEnergy ?? photonEnergy, result.components[k].center.value),
        ...(factor === undefined ? {} : { factor }),
      });
      named.push({ name, level });
    });
    // As in `components.ts`: an area at a bound is held there for the errors of the others; one that could be anything leaves all of them open
    const isHeld = counting.map(({ k }) => {
      const { label } = result.components[k];
      return boundStates.has(result.states[result.parameters.indexOf(`${label}.area`)]);
    });
    isOpen.push(...isHeld);
    blocks.push(
      Float64Array.from({ length: counting.length ** 2 }, (_, at) => {
        const [i, j] = [Math.floor(at / counting.length), at % counting.length];
        if (isHeld[i] || isHeld[j]) return 0;
        return result.areaCovariance[counting[i].k * size + counting[j].k] * factors[i] * factors[j];
      }),
    );
  }
  const { components, elements, ratio, doubts: more } = quantify(areas, jointCovariance(blocks), quantifying);
  const names = elements.map(({ element }) => element);
  const lost = new Set(
    names.filter((name) => components.every(({ element }, i) => element !== name || isOpen[i])),
  );
  return {
    components: components.map((share, i) => ({
      ...(isOpen[i] ? undetermined(share) : share),
      ...named[i],
    })),
    elements: elements.map((share) => (lost.has(share.element) ? undetermined(share) : share)),
    ratios: names.flatMap((numerator, i) =>
      names.slice(i + 1).map((denominator) => ({
        numerator,
        denominator,
        ...(lost.has(numerator) || lost.has(denominator)
          ? { value: ratio(numerator, denominator).value, stderr: Number.NaN }
          : ratio(numerator, denominator)),
      })),
    ),
    isTransmissionCorrected,
    table: tableName,
    exponent: options.exponent ?? 0,
    factorUncertainty: options.factorUncertainty ?? 0,
    doubts: [...new Set([...doubts, ...more])],
  };
}

function kineticEnergyOf(
  photonEnergy: number | undefined,
  binding: number,
): Pick<MeasuredArea, "kineticEnergy"> {
  return photonEnergy === undefined ? {} : { kineticEnergy: photonEnergy - binding };
}

function undetermined(share: Share): Share {
  const open = ({ value }: Estimate): Estimate => ({ value, stderr: Number.NaN });
  return { ...share, amount: open(share.amount), percent: open(share.percent) };
}

function countingTime({ dwell, sweeps }: Scan): number | undefined {
  return dwell === undefined ? undefined : dwell * (sweeps ?? 1);
}

/** Counts with a known time are a rate. */
function rateUnit(scan: Scan): string {
  return scan.yUnit === "counts" && countingTime(scan) !== undefined ? "counts/s" : scan.yUnit;
}

/** The transmission at a binding energy, from the next point of the scan. */
function transmissionAt({ x, axis, photonEnergy = 0, transmission }: Scan, center: number): number {
  const at = axis === "kinetic" ? photonEnergy - center : center;
  let next = 0;
  for (let i = 1; i < x.length; i++) if (Math.abs(x[i] - at) < Math.abs(x[next] - at)) next = i;
  return transmission![next];
}
