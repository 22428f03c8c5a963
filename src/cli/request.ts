/** What `fit` and `demo` are asked to do, checked before a file is read. */
import { prepareBatch } from "../fit/batch.ts";
import { type Fitter, openFitter } from "../fit/fitter.ts";
import type { FitOptions } from "../fit/options.ts";
import type { Circuit } from "../program/circuit.ts";
import { compileCircuit } from "../program/compile.ts";
import { defineElements } from "../program/elementFormula.ts";
import { parseCircuit, printCircuit } from "../program/syntax.ts";
import type { Arguments } from "./command.ts";
import { readFitOptions, readKernel, whole } from "./options.ts";

export interface Request {
  readonly circuit: Circuit;
  /** In impedance.py's syntax, as results name it. */
  readonly circuitText: string;
  readonly options: FitOptions;
  readonly workers: number | undefined;
  /** Opened, so that the kernel is known to work. The caller closes it. */
  readonly fitter: Fitter;
  readonly parameters: readonly string[];
  readonly units: readonly string[];
}

/** @throws UsageError, CircuitError or OptionError: a sentence about what is wrong */
export async function readRequest(given: Arguments, circuitText: string): Promise<Request> {
  defineElements(given.texts("element"));
  const circuit = parseCircuit(circuitText);
  const program = compileCircuit(circuit);
  const options = readFitOptions(given, program);
  const workers = whole(given, "workers", 0);
  const kernel = readKernel(given);
  // An empty batch checks names, bounds, ties and starts against the circuit
  prepareBatch(circuit, [], options, kernel ?? "simd");
  return {
    circuit,
    circuitText: printCircuit(circuit),
    options,
    workers,
    fitter: await openFitter({ kernel }),
    parameters: program.parameters.map(({ name }) => name),
    units: program.parameters.map(({ unit }) => unit),
  };
}
