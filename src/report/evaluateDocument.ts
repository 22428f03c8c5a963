/** The impedance of a circuit as one JSON document: the output of `evaluate --json`. */
import type { KernelBuild } from "../kernel/build.ts";

/** Arrays over parameters have the order of the circuit's text, arrays over points that of the frequencies. */
export interface EvaluateDocument {
  /** In impedance.py's syntax. */
  readonly circuit: string;
  readonly kernel: KernelBuild;
  readonly parameters: readonly string[];
  readonly units: readonly string[];
  /** SI units. */
  readonly values: readonly (number | undefined)[];
  readonly frequency_hertz: readonly number[];
  readonly real_impedance_ohm: readonly number[];
  readonly imaginary_impedance_ohm: readonly number[];
}
