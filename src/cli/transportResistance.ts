/** Where a part of `transport` takes its resistances from: a number, or the fit of a circuit to impedance files. */
import type { Resistance } from "../cell/resistance.ts";
import { readMeasured } from "../cell/unit.ts";
import { openFitter } from "../fit/fitter.ts";
import { parseCircuit } from "../program/syntax.ts";
import type { FailedInput } from "../report/table.ts";
import { resultName } from "../report/text.ts";
import type { Arguments, OptionKind } from "./command.ts";
import { UsageError } from "./mistake.ts";
import { kernelOption, readKernel } from "./options.ts";
import { findSources, readSourceOptions, sourceOptionKinds } from "./sources.ts";
import { readSpectra } from "./spectra.ts";
import type { Targets } from "./targets.ts";

export const circuitOptionKinds: readonly OptionKind[] = [
  { name: "circuit", value: "TEXT", text: 'circuit to fit to the impedance files: "p(R1,CPE1)-CPE2"' },
  ...sourceOptionKinds,
  kernelOption,
];

/** One resistance and the input that it is of. */
export interface NamedResistance {
  readonly file?: string;
  readonly resistance: Resistance;
}

const isNumber = (text: string): boolean => /^\s*[+-]?[\d.]/.test(text);

/**
 * `--resistance 120ohm`, or with files and `--circuit` `--resistance R1.R+R2.R`: one resistance per spectrum.
 * @throws UsageError
 */
export async function readResistances(
  given: Arguments,
  command: string,
  targets: Targets,
): Promise<{
  readonly resistances: readonly NamedResistance[];
  readonly failures: readonly FailedInput[];
  readonly notes: readonly string[];
}> {
  const text = given.text("resistance");
  if (text === undefined) {
    throw new UsageError(
      `interphase ${command} needs --resistance 120ohm, or impedance files with --circuit "p(R1,CPE1)-CPE2" --resistance R1.R`,
    );
  }
  if (isNumber(text)) {
    if (given.operands.length > 0) {
      throw new UsageError(
        `--resistance ${text} is a number, so that the file ${given.operands[0]} is of no use; name a parameter of --circuit, or leave out the files`,
      );
    }
    return {
      resistances: [{ resistance: readMeasured(text, "Ω", "--resistance", "120ohm") }],
      failures: [],
      notes: [],
    };
  }
  const circuit = circuitFor(given, command, `--resistance ${text}`);
  const inputs = findSources(given, targets);
  const reading = readSpectra(inputs.files, { ...readSourceOptions(given, command), sigma: false });
  const failures = [...inputs.failures, ...reading.failures];
  const fitter = await openFitter({ kernel: readKernel(given) });
  try {
    const results = await fitter.fitMany(circuit, reading.spectra, {});
    const good = results.filter(({ status }) => status !== "failed");
    const bad = results.flatMap((result, row) =>
      result.status === "failed"
        ? [
            {
              file: result.file ?? "",
              spectrum: result.spectrum,
              message: `${resultName(result, row)}: ${result.message}`,
            },
          ]
        : [],
    );
    return {
      resistances: good.map((result) => ({
        file: resultName(result, 0),
        resistance: { result, parameters: parametersOf(text) },
      })),
      failures: [...failures, ...bad],
      notes: reading.warnings,
    };
  } finally {
    await fitter.close();
  }
}

/** A resistance that an option gives, or that the fit of `--circuit` to the file that another option names gives. */
export async function readOneResistance(
  given: Arguments,
  command: string,
  numberOption: string,
  fileOption: string,
): Promise<{ readonly resistance: Resistance; readonly notes: readonly string[] }> {
  const number = given.text(numberOption);
  const file = given.text(fileOption);
  if (number !== undefined && file !== undefined) {
    throw new UsageError(`--${numberOption} and --${fileOption} say the same; leave out one of them`);
  }
  if (number !== undefined) {
    return { resistance: readMeasured(number, "Ω", `--${numberOption}`, "120ohm"), notes: [] };
  }
  if (file === undefined) {
    throw new UsageError(
      `interphase ${command} needs --${numberOption} 120ohm, or --${fileOption} FILE with --circuit and --resistance`,
    );
  }
  const parameters = given.text("resistance");
  if (parameters === undefined) {
    throw new UsageError(
      `--${fileOption} needs --resistance, the resistance of the circuit: R2.R or R2.R+R3.R`,
    );
  }
  const circuit = circuitFor(given, command, `--${fileOption}`);
  const { spectra, failures, warnings } = readSpectra([file], { sigma: false });
  if (failures.length > 0) throw new Error(failures[0].message);
  if (spectra.length !== 1) {
    throw new Error(
      `${file}: it holds ${spectra.length} spectra, one was expected; write it to a file of its own`,
    );
  }
  const fitter = await openFitter({ kernel: readKernel(given) });
  try {
    const result = await fitter.fit(circuit, spectra[0], {});
    return { resistance: { result, parameters: parametersOf(parameters) }, notes: warnings };
  } finally {
    await fitter.close();
  }
}

function circuitFor(given: Arguments, command: string, wish: string): ReturnType<typeof parseCircuit> {
  const text = given.text("circuit");
  if (text !== undefined) return parseCircuit(text);
  throw new UsageError(`${wish}: interphase ${command} needs the circuit too: --circuit "p(R1,CPE1)-CPE2"`);
}

function parametersOf(text: string): string[] {
  return text.split("+").map((name) => {
    const trimmed = name.trim();
    return trimmed.includes(".") ? trimmed : `${trimmed}.R`;
  });
}
