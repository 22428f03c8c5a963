/** The HTML page of `fit` and of `demo` with the user's files. */
import { evaluate } from "../api.ts";
import type { FitResult } from "../fit/result.ts";
import type { ArcAnalysis } from "../impedance/arc.ts";
import type { Spectrum } from "../impedance/spectrum.ts";
import type { FitSummary } from "../report/document.ts";
import { fitReport, type ReportTrends, reportSpectra } from "../report/html.ts";
import { modelFrequencies } from "../report/modelFrequencies.ts";
import type { ModelCurve } from "../report/series.ts";
import type { FailedInput } from "../report/table.ts";
import { today } from "../report/today.ts";
import { writeWhole } from "./outputs.ts";
import type { Request } from "./request.ts";
import { version } from "./version.ts";

export { today };

export interface Findings {
  readonly request: Request;
  readonly results: readonly FitResult[];
  /** The spectrum of each result. */
  readonly spectra: readonly Spectrum[];
  readonly failures: readonly FailedInput[];
  readonly notes: readonly string[];
  readonly summary: FitSummary;
  readonly trends?: ReportTrends;
  readonly sections?: readonly string[];
  readonly arcsOf?: (result: FitResult) => ArcAnalysis;
}

export async function writeReport(file: string, findings: Findings): Promise<void> {
  const { request, results, spectra, failures, notes, summary, trends, sections, arcsOf } = findings;
  const drawn = new Set(reportSpectra(results));
  const curves: (ModelCurve | undefined)[] = [];
  for (let i = 0; i < results.length; i++) {
    curves.push(drawn.has(i) ? await curveOf(request, results[i], spectra[i]) : undefined);
  }
  const page = fitReport({
    title: `Impedance fit: ${request.circuitText}`,
    results,
    spectra,
    curves,
    arcs: results.length === 1 ? results.map((result) => arcsOf?.(result)) : undefined,
    summary,
    notes,
    failures,
    trends,
    sections,
    version,
    date: today(),
    command: typedCommand(),
  });
  writeWhole(file, page);
}

/** The model at the measured frequencies, for residuals, and at more between them, for a smooth line. */
export async function curveOf(
  { circuit, fitter }: Pick<Request, "circuit" | "fitter">,
  { values }: FitResult,
  { frequency }: Spectrum,
): Promise<ModelCurve | undefined> {
  if (!values.every(Number.isFinite)) return undefined;
  return evaluate(circuit, values, modelFrequencies(frequency), { kernel: fitter.kernel });
}

/** The command as the user could type it again. */
export function typedCommand(): string {
  const quoted = process.argv
    .slice(2)
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `"${word.replace(/(["\\$`])/g, "\\$1")}"`));
  return ["interphase", ...quoted].join(" ");
}
