/** Files to spectra: what cannot be read is named and left out, the rest goes on. */
import { readFileSync } from "node:fs";
import type { ImaginaryConvention } from "../formats/index.ts";
import { FormatError, readImpedance } from "../formats/index.ts";
import { withinBand } from "../impedance/band.ts";
import type { Spectrum } from "../impedance/spectrum.ts";
import type { FailedInput } from "../report/table.ts";
import { UsageError } from "./mistake.ts";

export interface Reading {
  readonly spectra: readonly Spectrum[];
  /** Per spectrum, the reader's sentences about it. */
  readonly remarks: readonly (readonly string[])[];
  /** All sentences of the readers, each once. */
  readonly warnings: readonly string[];
  readonly failures: readonly FailedInput[];
  /** Points outside fmin … fmax, of all points. */
  readonly omitted: number;
  readonly points: number;
}

export interface ReadingOptions {
  readonly imaginary?: ImaginaryConvention;
  /** Hz; points below and above are left out. */
  readonly fmin?: number;
  readonly fmax?: number;
  /** Spectra without a standard deviation cannot be fitted: weighting "sigma". */
  readonly sigma: boolean;
  readonly onProgress?: (done: number, total: number) => void;
}

export function readSpectra(files: readonly string[], options: ReadingOptions): Reading {
  const spectra: Spectrum[] = [];
  const remarks: string[][] = [];
  const warnings: string[] = [];
  const failures: FailedInput[] = [];
  let omitted = 0;
  let points = 0;
  files.forEach((file, i) => {
    options.onProgress?.(i, files.length);
    try {
      const dataset = readImpedance(readBytes(file), file, { imaginary: options.imaginary });
      warnings.push(...dataset.warnings);
      for (const whole of dataset.spectra) {
        const spectrum = withinBand({ ...whole, file }, options.fmin, options.fmax);
        points += whole.frequency.length;
        omitted += whole.frequency.length - spectrum.frequency.length;
        const problem = unfit(spectrum, options);
        if (problem === undefined) {
          spectra.push(spectrum);
          remarks.push(remarksOn(whole.name, file, dataset.warnings));
        } else {
          const where = whole.name === undefined ? file : `${file}, spectrum ${whole.name}`;
          failures.push({ file, spectrum: whole.name, message: `${where}: ${problem}` });
        }
      }
    } catch (error) {
      failures.push({ file, message: sentenceFor(error, file) });
    }
  });
  return { spectra, remarks, warnings, failures, omitted, points };
}

/** The bytes of a file, or an Error whose message is a sentence. */
export function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    const words: Readonly<Record<string, string>> = {
      ENOENT: "there is no such file; check the path",
      EISDIR: "this is a folder, a file was expected; name the file",
      EACCES: "the file may not be read; change its permissions",
      EPERM: "the file may not be read; change its permissions",
      ERR_FS_FILE_TOO_LARGE: "the file is larger than 2 GiB; split it",
    };
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(`${file}: ${words[code ?? ""] ?? `the file cannot be read (${message})`}`);
  }
}

/** The text of a file that an option names. @throws UsageError when it cannot be read */
export function readOptionText(option: string, file: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readBytes(file);
  } catch (error) {
    throw new UsageError(`${option} ${(error as Error).message}`);
  }
  return new TextDecoder().decode(bytes).replace(/^\ufeff/, "");
}

/** The sentence for the user about a file that could not be read. */
export function sentenceFor(error: unknown, file: string): string {
  if (error instanceof FormatError) return error.message;
  const { message } = error as Error;
  if (message.startsWith(`${file}:`)) return message;
  return `${file}: the reader failed on this file (${message}); this is a fault of Interphase, please report it with the file`;
}

function unfit(spectrum: Spectrum, { sigma }: ReadingOptions): string | undefined {
  if (spectrum.frequency.length === 0) {
    return "no point lies between --fmin and --fmax; widen the band";
  }
  if (sigma && spectrum.sigma === undefined) {
    return 'it has no standard deviations, which --weighting sigma needs; add a column "sigma" or use another weighting';
  }
  return undefined;
}

/**
 * Sentences about one spectrum of a file begin with its name; the others hold for all of them. The name is left out: a result says
 * to which file and spectrum it belongs.
 */
function remarksOn(name: string | undefined, file: string, warnings: readonly string[]): string[] {
  const own = `${file}, spectrum ${name}: `;
  const others = `${file}, spectrum `;
  return warnings
    .filter((warning) => warning.startsWith(own) || !warning.startsWith(others))
    .map((warning) => {
      const start = [own, `${file}: `, `${file}, `].find((one) => warning.startsWith(one)) ?? "";
      return warning.slice(start.length);
    });
}
