import { OptionError } from "../fit/plan.ts";

/** What makes a resistance and a capacitance a property of a material: area, thickness and permittivities of a cell, all in SI units. */
export interface Cell {
  /** Area of the electrodes in m². */
  readonly area?: number;
  /** Thickness of the electrolyte in m. */
  readonly thickness?: number;
  /** Relative permittivity of the electrolyte: the capacitance of its bulk is then known. */
  readonly relativePermittivity?: number;
  /** Relative permittivity of an interphase: its capacitance then gives its thickness. */
  readonly filmPermittivity?: number;
  /** Temperature in K: a charge-transfer resistance then gives an exchange current density. */
  readonly temperature?: number;
}

/** ε0 in F·m⁻¹ (CODATA 2022). */
export const vacuumPermittivity = 8.8541878188e-12;
/** Faraday's constant in C·mol⁻¹ (CODATA 2022, exact). */
export const FARADAY = 96485.33212;
/** R/F in V·K⁻¹ from the gas and the Faraday constant (CODATA 2022, both exact). */
export const voltPerKelvin = 8.314462618 / FARADAY;

const units = {
  area: "m²",
  thickness: "m",
  relativePermittivity: "",
  filmPermittivity: "",
  temperature: "K",
} as const;

/** @throws OptionError for a quantity that is not a number above 0. */
export function checkCell(cell: Cell): void {
  for (const [name, unit] of Object.entries(units) as [keyof typeof units, string][]) {
    const value = cell[name];
    if (value === undefined || (Number.isFinite(value) && value > 0)) continue;
    throw new OptionError(
      `${name} of the cell is ${value}; expected a number above 0${unit && ` in ${unit}`}`,
    );
  }
}

/** One sentence for each size that no cell in a laboratory has: usually cm² were given as m², or mm as m. */
export function doubtfulSizes({ area, thickness, temperature }: Cell): string[] {
  const doubt = (name: string, value: number | undefined, low: number, high: number, unit: string) =>
    value === undefined || (value >= low && value <= high)
      ? []
      : [`the ${name} of ${value} ${unit} is unusual: is it given in ${unit}?`];
  return [
    ...doubt("area", area, 1e-9, 0.1, "m²"),
    ...doubt("thickness", thickness, 1e-8, 0.05, "m"),
    ...doubt("temperature", temperature, 150, 1500, "K"),
  ];
}
