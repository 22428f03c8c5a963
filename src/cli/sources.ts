/** The measurements that a command works on: its operands and the options that say how they are read. */
import { resolve } from "node:path";
import type { ImaginaryConvention } from "../formats/index.ts";
import { foldedNotes } from "../report/note.ts";
import type { FailedInput } from "../report/table.ts";
import type { Arguments, OptionKind } from "./command.ts";
import { findInputs } from "./inputs.ts";
import { UsageError } from "./mistake.ts";
import { choice, positive } from "./options.ts";
import { showProgress } from "./progress.ts";
import { counted, say, sayAll } from "./say.ts";
import { type Reading, readSpectra } from "./spectra.ts";
import type { Targets } from "./targets.ts";

const conventions: readonly ImaginaryConvention[] = ["Z''", "-Z''"];

/** The options that every command that reads spectra has. */
export const sourceOptionKinds: readonly OptionKind[] = [
  { name: "fmin", value: "HZ", text: "leave out the points below this frequency" },
  { name: "fmax", value: "HZ", text: "leave out the points above this frequency" },
  {
    name: "imaginary",
    value: "SIGN",
    text: "what the imaginary columns hold: \"Z''\" or \"-Z''\"; default: from the file",
  },
];

/** How the measurements are to be read. */
export interface SourceOptions {
  /** Hz. */
  readonly fmin?: number;
  readonly fmax?: number;
  readonly imaginary?: ImaginaryConvention;
}

/** @throws UsageError for numbers and words that make no sense, and without an operand */
export function readSourceOptions(given: Arguments, command: string): SourceOptions {
  if (given.operands.length === 0) {
    throw new UsageError(`interphase ${command} needs files: name files, a folder, or a pattern in quotes`);
  }
  const fmin = positive(given, "fmin", "Hz");
  const fmax = positive(given, "fmax", "Hz");
  if (fmin !== undefined && fmax !== undefined && fmin >= fmax) {
    throw new UsageError(`--fmin ${fmin} must be below --fmax ${fmax}`);
  }
  return { fmin, fmax, imaginary: choice(given, "imaginary", conventions) };
}

/** What was read, and all inputs that were not. */
export interface Sources {
  readonly reading: Reading;
  readonly failures: readonly FailedInput[];
}

/** The files that the operands name. @throws UsageError when one of them would be overwritten */
export function findSources(given: Arguments, targets: Targets): ReturnType<typeof findInputs> {
  const inputs = findInputs(given.operands, targets.own);
  for (const path of targets.own) {
    if (inputs.files.some((file) => resolve(file) === resolve(path))) {
      throw new UsageError(`${path} is named as an input and as an output; write to another file`);
    }
  }
  return inputs;
}

/**
 * Reads them; says on stderr what failed and, unless quiet, what was noticed.
 * @param undone how a sentence about an input without result begins: "Not fitted"
 * @param sigma whether spectra without standard deviations are of no use
 */
export function readSources(
  inputs: ReturnType<typeof findInputs>,
  options: SourceOptions,
  { undone, sigma = false, quiet }: { undone: string; sigma?: boolean; quiet: boolean },
): Sources {
  const progress = showProgress("reading", process.stderr, quiet);
  const reading = readSpectra(inputs.files, { ...options, sigma, onProgress: progress.update });
  progress.end();
  const failures = [...inputs.failures, ...reading.failures];
  sayAll(
    failures.map(({ message }) => `${undone}: ${message}`),
    Infinity,
    "",
  );
  if (!quiet) {
    inputs.notes.forEach(say);
    if (reading.omitted > 0) {
      say(`--fmin/--fmax leave out ${reading.omitted} of ${counted(reading.points, "point")}`);
    }
    sayAll(
      foldedNotes(reading.warnings).map((warning) => `Warning: ${warning}`),
      20,
      "--json, --out and --report have all of them",
    );
  }
  return { reading, failures };
}
