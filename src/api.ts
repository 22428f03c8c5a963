import {
  type Curve,
  type Differentiated,
  differentiateCircuit,
  evaluateCircuit,
  type ParameterValues,
} from "./fit/evaluate.ts";
import { type Fitter, openFitter } from "./fit/fitter.ts";
import type { BatchOptions, FitOptions } from "./fit/options.ts";
import type { FitResult } from "./fit/result.ts";
import type { Spectrum } from "./impedance/spectrum.ts";
import type { KernelBuild } from "./kernel/build.ts";
import { sharedKernel } from "./kernel/shared.ts";
import type { Circuit } from "./program/circuit.ts";
import { circuitOf } from "./program/syntax.ts";

/** A frequency list: Hz, as typed array or plain numbers. */
type Frequencies = Float64Array | readonly number[];

/**
 * Z of a circuit in Ω at the given frequencies in Hz.
 *
 * @param circuit text in any of the three syntaxes, or a parsed circuit
 * @param parameters values in SI units, by name ({ "R0.R": 10, … }) or in the order of the circuit's text
 * @throws CircuitError, OptionError: a sentence about what is wrong
 */
export async function evaluate(
  circuit: string | Circuit,
  parameters: ParameterValues,
  frequencies: Frequencies,
  options: Pick<FitOptions, "kernel" | "elements"> = {},
): Promise<Curve> {
  return evaluateCircuit(
    await sharedKernel(options.kernel),
    circuitOf(circuit, options.elements),
    parameters,
    Float64Array.from(frequencies),
  );
}

/** The same with the exact derivative of Z with respect to every parameter. */
export async function differentiate(
  circuit: string | Circuit,
  parameters: ParameterValues,
  frequencies: Frequencies,
  options: Pick<FitOptions, "kernel" | "elements"> = {},
): Promise<Differentiated> {
  return differentiateCircuit(
    await sharedKernel(options.kernel),
    circuitOf(circuit, options.elements),
    parameters,
    Float64Array.from(frequencies),
  );
}

/**
 * Fits a circuit to one spectrum; no starting values are needed.
 * @throws CircuitError, OptionError: a sentence about what is wrong
 */
export async function fit(
  circuit: string | Circuit,
  spectrum: Spectrum,
  options: FitOptions = {},
): Promise<FitResult> {
  return using(options.kernel, (fitter) => fitter.fit(circuit, spectrum, options));
}

/**
 * Fits a circuit to many spectra in worker threads; results in the order of the spectra, the same for any number of workers.
 * For batch after batch, `openFitter` keeps the workers alive.
 * @throws CircuitError, OptionError; the signal's reason when it is aborted
 */
export async function fitMany(
  circuit: string | Circuit,
  spectra: readonly Spectrum[],
  options: BatchOptions = {},
): Promise<FitResult[]> {
  return using(options.kernel, (fitter) => fitter.fitMany(circuit, spectra, options));
}

/** The same, each result as soon as it is there: `for await (const [index, result] of fitStream(…))`. */
export async function* fitStream(
  circuit: string | Circuit,
  spectra: readonly Spectrum[],
  options: BatchOptions = {},
): AsyncGenerator<[index: number, result: FitResult], void, undefined> {
  const fitter = await openFitter({ kernel: options.kernel });
  try {
    yield* fitter.stream(circuit, spectra, options);
  } finally {
    await fitter.close();
  }
}

async function using<T>(build: KernelBuild | undefined, work: (fitter: Fitter) => Promise<T>): Promise<T> {
  const fitter = await openFitter({ kernel: build });
  try {
    return await work(fitter);
  } finally {
    await fitter.close();
  }
}
