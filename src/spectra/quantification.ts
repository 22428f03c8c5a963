/**
 * Composition from areas: the number of atoms behind a component is n = A/(S·T(E)·E^m), with its area A, the relative sensitivity
 * factor S, the transmission T of the analyser and E the kinetic energy. Shares and ratios carry the full covariance of the areas
 * (JCGM 100:2008, eq. 13): areas of overlapping lines are strongly correlated, and the correlation decides the error of a ratio.
 */
import { type Derived, type Estimate, estimate, quotient, scaled, sum } from "../fit/propagation.ts";
import { type SensitivityFactor, scofield, sensitivityOf } from "./sensitivity.ts";

/** A component whose area was fitted. For a doublet the area of both lines together. */
export interface MeasuredArea {
  /** "Li2S", "LPSCl". */
  readonly name: string;
  readonly element: string;
  /** "2p"; "2p3/2" when the area is that of one line. */
  readonly level: string;
  /** In counts·eV or counts/s·eV; all alike. */
  readonly area: number;
  /** Own sensitivity factor; default from the table. */
  readonly factor?: number;
  /** eV; needed when an exponent or a transmission is given. */
  readonly kineticEnergy?: number;
}

export interface QuantificationOptions {
  /** Default Scofield's cross sections for Al Kα. */
  readonly table?: readonly SensitivityFactor[];
  /** m of E^m: 0.6 … 0.75 for the escape depth, −1 for an analyser whose transmission falls as 1/E. Default 0. */
  readonly exponent?: number;
  /** Transmission at a kinetic energy in eV. Default 1. */
  readonly transmission?: (kineticEnergy: number) => number;
  /** Relative standard uncertainty of the sensitivity factors, such as 0.1; common to the components of one line. Default 0. */
  readonly factorUncertainty?: number;
}

/** What one component or one element contributes. */
export interface Share {
  readonly name: string;
  readonly element: string;
  /** A/(S·T·E^m) */
  readonly amount: Estimate;
  /** Atomic %. */
  readonly percent: Estimate;
}

export interface Quantification {
  readonly components: readonly Share[];
  /** Components summed by element. */
  readonly elements: readonly Share[];
  /** Amount of one component or element over another. @throws RangeError for a name that is not there */
  ratio(numerator: string, denominator: string): Estimate;
  /** What is doubtful, as sentences. */
  readonly doubts: readonly string[];
}

/**
 * Atomic % and ratios.
 * @param covariance of the areas, row by row in their order; `jointCovariance` joins those of several fits
 * @throws RangeError for arrays that do not fit, factors that are not positive, energies that are missing
 */
export function quantify(
  areas: readonly MeasuredArea[],
  covariance: ArrayLike<number>,
  options: QuantificationOptions = {},
): Quantification {
  const { table = scofield, exponent = 0, transmission, factorUncertainty = 0 } = options;
  const n = areas.length;
  if (n === 0 || covariance.length !== n * n) {
    throw new RangeError(`${covariance.length} covariances for ${n} areas: ${n * n} are needed`);
  }
  const doubts: string[] = [];
  const lines = [...new Set(areas.map(({ element, level }) => `${element} ${level}`))];
  const size = n + lines.length;
  const joint = new Float64Array(size * size);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) joint[i * size + j] = covariance[i * n + j];
  for (let k = n; k < size; k++) joint[k * size + k] = factorUncertainty * factorUncertainty;
  const of = { covariance: joint, parameters: Array.from({ length: size }, (_, i) => String(i)) };
  const amounts = areas.map((area, i): Derived => {
    const divisor = factorOf(area, table, doubts) * response(area, exponent, transmission);
    const measured: Derived = { value: area.area, slopes: new Map([[i, 1]]) };
    const line = n + lines.indexOf(`${area.element} ${area.level}`);
    // The relative error of the factor, as a quantity of mean 1
    const factor: Derived = { value: 1, slopes: new Map([[line, 1]]) };
    if (area.area < 0) doubts.push(`the area of ${area.name} is negative`);
    return quotient(scaled(measured, 1 / divisor), factor);
  });
  const total = sum(...amounts);
  const share = (name: string, element: string, amount: Derived): Share => ({
    name,
    element,
    amount: estimate(of, amount),
    percent: estimate(of, scaled(quotient(amount, total), 100)),
  });
  const components = areas.map(({ name, element }, i) => share(name, element, amounts[i]));
  const names = [...new Set(areas.map(({ element }) => element))];
  const byElement = new Map(
    names.map((element) => [element, sum(...amounts.filter((_, i) => areas[i].element === element))]),
  );
  const elements = names.map((element) => share(element, element, byElement.get(element)!));
  const named = (name: string): Derived => {
    const matches = areas.flatMap((area, i) => (area.name === name ? [amounts[i]] : []));
    const found = matches.length > 0 ? sum(...matches) : byElement.get(name);
    if (!found) {
      throw new RangeError(
        `there is no component or element ${name}; there are ${[...new Set([...areas.map((area) => area.name), ...names])].join(", ")}`,
      );
    }
    return found;
  };
  return {
    components,
    elements,
    ratio: (numerator, denominator) => estimate(of, quotient(named(numerator), named(denominator))),
    doubts: [...new Set(doubts)],
  };
}

/** Covariances of fits that know nothing of each other, as blocks of one matrix, row by row. */
export function jointCovariance(blocks: readonly ArrayLike<number>[]): Float64Array {
  const sizes = blocks.map((block) => Math.round(Math.sqrt(block.length)));
  const size = sizes.reduce((total, one) => total + one, 0);
  const joint = new Float64Array(size * size);
  let at = 0;
  blocks.forEach((block, b) => {
    if (sizes[b] * sizes[b] !== block.length) {
      throw new RangeError(`block ${b + 1} of the covariance has ${block.length} numbers: it is not square`);
    }
    for (let i = 0; i < sizes[b]; i++) {
      for (let j = 0; j < sizes[b]; j++) joint[(at + i) * size + at + j] = block[i * sizes[b] + j];
    }
    at += sizes[b];
  });
  return joint;
}

/** The covariance of a selection of parameters, each times a factor (1 + ratio for the whole area of a tied doublet), row by row. */
export function covarianceOf(
  covariance: ArrayLike<number>,
  size: number,
  picked: readonly { readonly index: number; readonly times?: number }[],
): Float64Array {
  const n = picked.length;
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const factor = (picked[i].times ?? 1) * (picked[j].times ?? 1);
      result[i * n + j] = factor * covariance[picked[i].index * size + picked[j].index];
    }
  }
  return result;
}

function factorOf(area: MeasuredArea, table: readonly SensitivityFactor[], doubts: string[]): number {
  if (area.factor !== undefined) {
    if (!(area.factor > 0)) {
      throw new RangeError(`the sensitivity factor ${area.factor} of ${area.name} must be above 0`);
    }
    return area.factor;
  }
  const { factor, confirmed } = sensitivityOf(area.element, area.level, table);
  if (!confirmed) {
    doubts.push(
      `the sensitivity factor ${factor} of ${area.element} ${area.level} was not checked against its source`,
    );
  }
  return factor;
}

function response(
  { name, kineticEnergy }: MeasuredArea,
  exponent: number,
  transmission: QuantificationOptions["transmission"],
): number {
  if (exponent === 0 && !transmission) return 1;
  if (!(kineticEnergy !== undefined && kineticEnergy > 0)) {
    throw new RangeError(
      `the kinetic energy of ${name} is needed for the transmission: photon energy − binding energy, in eV`,
    );
  }
  const value = kineticEnergy ** exponent * (transmission?.(kineticEnergy) ?? 1);
  if (!(value > 0))
    throw new RangeError(`the transmission at ${kineticEnergy} eV (${name}) is ${value}; it must be above 0`);
  return value;
}
