/** The plotted columns by the names and units of people. */
import { columnUnit, type DisplayUnit, heading, significant } from "../../report/number.ts";
import type { PlottedColumn } from "../../series/survey.ts";

export interface Plotted {
  readonly name: string;
  readonly symbol: string;
  /** Unit for values up to this size. */
  unit(most: number): DisplayUnit;
}

export const plotted: Readonly<Record<PlottedColumn, Plotted>> = {
  voltage_volt: { name: "Voltage", symbol: "V", unit: (most) => columnUnit([most], "V") },
  current_ampere: { name: "Current", symbol: "I", unit: (most) => columnUnit([most], "A") },
  surface_pressure_pa: { name: "Pressure", symbol: "P", unit: () => ({ factor: 1e6, unit: "MPa" }) },
};

/** "Voltage (mV)" */
export function plottedHeading(column: PlottedColumn, unit: string): string {
  return heading(plotted[column].name, unit);
}

/** "3.71 V", or "3.65 … 3.71 V" where several samples lie together. */
export function valueText(column: PlottedColumn, least: number, greatest: number): string {
  if (!Number.isFinite(least)) return "–";
  const { factor, unit } = plotted[column].unit(Math.max(Math.abs(least), Math.abs(greatest)));
  const [low, high] = [least, greatest].map((value) => significant(value / factor, 5));
  return low === high ? `${high}\u00a0${unit}` : `${low} … ${high}\u00a0${unit}`;
}
