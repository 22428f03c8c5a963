/** What was read and converted, as one JSON document: the output of `convert --json`. */
import type { Dataset } from "../impedance/spectrum.ts";
import { namedFacts } from "./points.ts";
import type { FailedInput } from "./table.ts";

export interface ConvertDocumentFile {
  readonly file: string;
  readonly format: string;
  /** Beside these two, each fact under the name that its column has. */
  readonly spectra: readonly {
    readonly spectrum: string | null;
    readonly points: number;
    readonly [fact: string]: string | number | null;
  }[];
  readonly warnings: readonly string[];
  /** The table that holds its points; null for none. */
  readonly written: string | null;
}

export interface ConvertDocument {
  readonly files: readonly ConvertDocumentFile[];
  readonly failures: readonly FailedInput[];
}

/** A file that was read, and where its points went. */
export interface Converted {
  readonly dataset: Dataset;
  /** Null for stdout or nowhere. */
  readonly written: string | null;
}

export function convertDocument(
  converted: readonly Converted[],
  failures: readonly FailedInput[],
): ConvertDocument {
  const files = converted.map(({ dataset: { file, format, spectra, warnings }, written }) => ({
    file,
    format,
    spectra: spectra.map((spectrum) => ({
      spectrum: spectrum.name ?? null,
      points: spectrum.frequency.length,
      ...namedFacts(spectrum),
    })),
    warnings,
    written,
  }));
  return { files, failures };
}
