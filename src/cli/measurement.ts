/** Columns of a measurement on the command line: which column is which, and its unit. */
import { type Measurement, type Role, readMeasurement as readColumnsOf } from "../cell/measurement.ts";
import type { Arguments, OptionKind } from "./command.ts";
import { readBytes } from "./spectra.ts";

export {
  currentDensityRole,
  currentRole,
  type Measurement,
  potentialRole,
  type Role,
  timeRole,
} from "../cell/measurement.ts";

export function columnOptions(roles: readonly Role[]): OptionKind[] {
  return roles.map(({ name, unit }) => ({
    name: `${name}-column`,
    value: "COL",
    text: `column of the ${name} by name or number, with its unit where the header has none: "I [${unit === "A" ? "mA" : unit}]"`,
  }));
}

/** @throws FormatError when a column or its unit is missing */
export function readMeasurement(given: Arguments, file: string, roles: readonly Role[]): Measurement {
  return readColumnsOf(readBytes(file), file, roles, {
    named: (role) => given.text(`${role}-column`),
    cure: (role, text) => `--${role}-column "${text}"`,
  });
}
