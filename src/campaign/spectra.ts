/** Spectra of an entry: read, cut to a band, fitted as one batch. */
import { openInputs, type Quantity } from "../cell/quantity.ts";
import { resistanceInput } from "../cell/resistance.ts";
import type { FitResult } from "../fit/result.ts";
import { FormatError, readImpedance } from "../formats/index.ts";
import { resistanceSums } from "../impedance/resistanceSums.ts";
import type { Spectrum } from "../impedance/spectrum.ts";
import { parseCircuit } from "../program/syntax.ts";
import type { FailedInput } from "../report/table.ts";
import type { Entry } from "./entry.ts";
import type { Bench } from "./role.ts";
import type { Store } from "./store.ts";

export type Fitting = Pick<
  Entry<"impedance">,
  "circuit" | "weighting" | "fixed" | "bounds" | "ties" | "fmin" | "fmax"
>;

export interface ReadSpectra {
  readonly spectra: readonly Spectrum[];
  readonly notes: readonly string[];
  readonly failures: readonly FailedInput[];
}

/** Errors that no file should cause. */
const unforeseen = [TypeError, ReferenceError, WebAssembly.RuntimeError];

/** The sentence about a file that could not be worked on. */
export function problemOf(error: unknown, file: string): string {
  const { message } = error as Error;
  if (error instanceof FormatError || message.startsWith(`${file}:`) || message.startsWith(`${file},`))
    return message;
  if (unforeseen.some((kind) => error instanceof kind)) {
    return `${file}: the work failed on this file (${message}); this is a fault of Interphase, please report it with the file`;
  }
  return `${file}: ${message}`;
}

/** One bad file costs that file. */
export function readSpectra(
  store: Store,
  files: readonly string[],
  { fmin = 0, fmax = Infinity }: { readonly fmin?: number; readonly fmax?: number } = {},
): ReadSpectra {
  const spectra: Spectrum[] = [];
  const notes: string[] = [];
  const failures: FailedInput[] = [];
  for (const file of files) {
    try {
      const read = readImpedance(store.bytes(file), file);
      notes.push(...read.warnings);
      for (const one of read.spectra) spectra.push({ ...cut(one, fmin, fmax), file });
    } catch (error) {
      failures.push({ file, message: problemOf(error, file) });
    }
  }
  return { spectra, notes, failures };
}

function cut(spectrum: Spectrum, fmin: number, fmax: number): Spectrum {
  const { frequency, real, imaginary, sigma } = spectrum;
  const inside = (values: Float64Array): Float64Array =>
    values.filter((_, i) => frequency[i] >= fmin && frequency[i] <= fmax);
  return {
    ...spectrum,
    frequency: inside(frequency),
    real: inside(real),
    imaginary: inside(imaginary),
    ...(sigma && { sigma: inside(sigma) }),
  };
}

export function fitSpectra(
  bench: Bench,
  spectra: readonly Spectrum[],
  { circuit, weighting, fixed, bounds, ties }: Fitting,
): Promise<FitResult[]> {
  return bench.fitter.fitMany(circuit, spectra, {
    ...(weighting && { weighting }),
    ...(fixed && { fixed }),
    ...(bounds && { bounds }),
    ...(ties && { ties }),
    seed: bench.seed,
    ...(bench.signal && { signal: bench.signal }),
  });
}

/** Names of parameters in "R2.R+R3.R". */
export function partsOf(sum: string): string[] {
  return sum.split("+").map((part) => part.trim());
}

/** A sum of resistances of a fit, with the interval that its covariance gives. @throws OptionError for a failed fit */
export function resistanceOf(result: FitResult, name: string, sum: string, confidence: number): Quantity {
  const inputs = openInputs({ confidence });
  const { of, warnings } = resistanceInput(inputs, name, "resistance of the fit", {
    result,
    parameters: partsOf(sum),
  });
  return inputs.quantity(
    {
      quantity: name,
      symbol: name,
      unit: "Ω",
      formula: sum,
      source: `fit of ${result.circuit}, weighting ${result.weighting}`,
      positive: true,
    },
    of,
    [],
    [...warnings, ...result.warnings],
  );
}

/** The resistances that an entry names, else those in series and those of the arcs. */
export function resistancesOf(
  circuit: string,
  named: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> {
  if (named) return named;
  return Object.fromEntries(
    resistanceSums(parseCircuit(circuit)).map(({ label, parameters }) => [label, parameters.join("+")]),
  );
}
