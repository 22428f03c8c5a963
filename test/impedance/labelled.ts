/** The labelled spectra of the shared folder: `data/impedance/labelled`, nine families, simulated without noise and rounded to 7 digits. */
import { readFileSync } from "node:fs";
import { evaluateCircuit } from "../../src/fit/evaluate.ts";
import type { Identification } from "../../src/impedance/identify.ts";
import type { Spectrum } from "../../src/impedance/spectrum.ts";
import type { Kernel } from "../../src/kernel/kernel.ts";
import { parseCircuit } from "../../src/program/syntax.ts";

export interface Labelled {
  readonly id: number;
  readonly family: string;
  /** The circuit of its family. */
  readonly circuit: string;
  /** Parameters of the labelled circuit. */
  readonly parameters: number;
  readonly spectrum: Spectrum;
}

/** `Rs_Ws` has a finite-length Warburg with an exponent of its own, printed as 2π times the exponent of jω. */
const circuits: Readonly<Record<string, string>> = {
  "RC-RC-RCPE-RCPE": "p(R1,C1)-p(R2,C2)-p(R3,CPE3)-p(R4,CPE4)",
  "RCPE-RCPE": "p(R1,CPE1)-p(R2,CPE2)",
  "RCPE-RCPE-RCPE": "p(R1,CPE1)-p(R2,CPE2)-p(R3,CPE3)",
  "RCPE-RCPE-RCPE-RCPE": "p(R1,CPE1)-p(R2,CPE2)-p(R3,CPE3)-p(R4,CPE4)",
  "L-R-RCPE": "L0-R0-p(R1,CPE1)",
  "L-R-RCPE-RCPE": "L0-R0-p(R1,CPE1)-p(R2,CPE2)",
  "L-R-RCPE-RCPE-RCPE": "L0-R0-p(R1,CPE1)-p(R2,CPE2)-p(R3,CPE3)",
  "RC-G-G": "p(R1,C1)-G2-G3",
  Rs_Ws: "R0-Wsn1{n=0.5/0.2/0.6}",
};

export function readLabelled(file: string): Labelled[] {
  const lines = readFileSync(file, "utf8").trim().split("\n");
  return lines.map((line) => {
    const { id, circuit, parameters, frequency_hz, z_real_ohm, z_imag_ohm } = JSON.parse(line);
    return {
      id,
      family: circuit,
      circuit: circuits[circuit],
      parameters: Object.keys(parameters).length,
      spectrum: {
        frequency: Float64Array.from(frequency_hz),
        real: Float64Array.from(z_real_ohm),
        imaginary: Float64Array.from(z_imag_ohm),
      },
    };
  });
}

/** Largest |ΔZ|/|Z| at which a circuit reproduces a spectrum. */
const REPRODUCED = 1e-3;

/**
 * Place of the first right candidate, from 0; Infinity without one. Right is the labelled circuit, or one with no more parameters
 * whose fit is nowhere more than 0.1 % of |Z| off.
 */
export function placeOf(kernel: Kernel, label: Labelled, { candidates }: Identification): number {
  const { frequency, real, imaginary } = label.spectrum;
  const place = candidates.findIndex(({ circuit, values, free }) => {
    if (circuit === label.circuit) return true;
    if (free > label.parameters) return false;
    const model = evaluateCircuit(kernel, parseCircuit(circuit), values, frequency);
    return frequency.every(
      (_, i) =>
        Math.hypot(model.real[i] - real[i], model.imaginary[i] - imaginary[i]) <=
        REPRODUCED * Math.hypot(real[i], imaginary[i]),
    );
  });
  return place < 0 ? Infinity : place;
}
