/** Relative sensitivity factors of photoelectron lines. */
import type { SourceName } from "./sources.ts";

export interface SensitivityFactor {
  readonly element: string;
  /** Whole level ("2p") or one line of its doublet ("2p3/2"). */
  readonly level: string;
  readonly factor: number;
  /** The number was read in its source or in a copy of its table; false: as remembered, to be checked before it is printed. */
  readonly confirmed: boolean;
}

export interface Sensitivity extends SensitivityFactor {
  readonly source: SourceName;
}

/**
 * Photoionisation cross sections for Al Kα (1486.6 eV) relative to C 1s = 1 (Scofield 1976): theory, without transmission of the
 * analyser and without escape depth.
 */
export const scofield: readonly Sensitivity[] = (
  [
    ["Li", "1s", 0.0568, false],
    ["B", "1s", 0.486, false],
    ["C", "1s", 1, true],
    ["N", "1s", 1.8, false],
    ["O", "1s", 2.93, true],
    ["F", "1s", 4.43, false],
    ["Na", "1s", 8.52, false],
    ["Al", "2p", 0.537, false],
    ["Si", "2p", 0.817, true],
    ["P", "2p", 1.192, false],
    ["S", "2p", 1.677, false],
    ["Cl", "2p", 2.285, false],
    ["Fe", "2p", 16.42, true],
    ["Ge", "3d", 1.42, false],
    ["Zr", "3d", 7.04, false],
    ["In", "3d", 22.54, true],
    ["In", "3d5/2", 13.32, true],
    ["In", "3d3/2", 9.22, true],
    ["La", "3d", 47.62, false],
    ["La", "3d5/2", 28.12, false],
    ["La", "3d3/2", 19.5, false],
    ["Au", "4f", 17.12, true],
  ] as const
).map(([element, level, factor, confirmed]) => ({ element, level, factor, confirmed, source: "scofield" }));

/**
 * Empirical factors for areas relative to F 1s = 1 (Wagner et al. 1981): for analysers whose transmission falls as 1/E_kin, which they
 * include; use them without transmission and exponent.
 */
export const wagner: readonly Sensitivity[] = (
  [
    ["Li", "1s", 0.02],
    ["B", "1s", 0.13],
    ["C", "1s", 0.25],
    ["N", "1s", 0.42],
    ["O", "1s", 0.66],
    ["F", "1s", 1],
    ["Na", "1s", 2.3],
    ["Al", "2p", 0.185],
    ["Si", "2p", 0.27],
    ["P", "2p", 0.39],
    ["S", "2p", 0.54],
    ["Cl", "2p", 0.73],
  ] as const
).map(([element, level, factor]) => ({ element, level, factor, confirmed: true, source: "wagner" }));

/** The factor of a line. @throws RangeError with the lines of the table when it has none */
export function sensitivityOf(
  element: string,
  level: string,
  table: readonly SensitivityFactor[] = scofield,
): SensitivityFactor {
  const found = table.find((one) => one.element === element && one.level === level);
  if (!found) {
    throw new RangeError(
      `no sensitivity factor for ${element} ${level}; the table has ${table.map((one) => `${one.element} ${one.level}`).join(", ")}. Give your own factor`,
    );
  }
  return found;
}
