/** Tables without time or without voltage: polarisation curves, sweeps, steps of voltage. */
import {
  currentDensityRole,
  currentRole,
  potentialRole,
  readMeasurement,
  timeRole,
} from "../../cell/measurement.ts";
import { type Guess, type Looking, toFill } from "./guess.ts";

const naming = {
  named: () => undefined,
  cure: (role: string, text: string) => `"columns": {"${role}": "${text}"}`,
};

/** V about zero within which a polarisation curve of an electrode lies. */
const TAFEL = 1;

/** @throws FormatError for what has no such columns */
export function tableGuess(file: string, { store }: Looking): Guess {
  const bytes = store.bytes(file);
  const optional = { ...potentialRole, optional: true };
  // An area of 1 cm²: the currents are looked at, not used
  const density = currentDensityRole(1e-4);
  const { columns } = readMeasurement(
    bytes,
    file,
    [{ ...timeRole, optional: true }, optional, density],
    naming,
  );
  const [time, potential, current] = columns;
  const rows = current!.length;
  if (potential === undefined) {
    // Says which column is missing where there is no time either
    readMeasurement(bytes, file, [timeRole, currentRole], naming);
    return {
      role: "dc-polarisation",
      options: { voltage: toFill("10mV") },
      why: `${rows} rows of a current over time; the voltage of the step stands in the protocol; with impedances before and after it would be a polarisation`,
    };
  }
  if (time !== undefined) throw new Error(`${file}: columns of time, voltage and current, but no record`);
  const [least, most] = [Math.min(...potential), Math.max(...potential)];
  const held = `${rows} rows of a current over a potential from ${least.toPrecision(3)} to ${most.toPrecision(3)} V`;
  const both = least < 0 && most > 0 && most - least < 2 * TAFEL;
  return both
    ? {
        role: "tafel",
        options: {},
        why: `${held}, on both sides of 0: a polarisation curve; give the ohmic drop as "ohmic"`,
      }
    : { role: "lsv", options: {}, why: `${held}: a sweep` };
}
