/** The HTML page of `fit` and of `demo` with the user's files. */
import { evaluate } from "../api.ts";
import type { FitResult } from "../fit/result.ts";
import type { ArcAnalysis } from "../impedance/arc.ts";
import type { Spectrum } from "../impedance/spectrum.ts";
import type { FitSummary } from "../report/document.ts";
import { fitReport, type ReportTrends, reportSpectra } from "../report/html.ts";
import type { ModelCurve } from "../report/series.ts";
import type { FailedInput } from "../report/table.ts";
import { writeWhole } from "./outputs.ts";
import type { Request } from "./request.ts";
import { version } from "./version.ts";

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
  let [low, high] = [Infinity, 0];
  for (const f of frequency) [low, high] = [Math.min(low, f), Math.max(high, f)];
  const between = Array.from({ length: 199 }, (_, k) => low * (high / low) ** ((k + 1) / 200));
  return evaluate(circuit, values, [...frequency, ...(high > low ? between : [])], { kernel: fitter.kernel });
}

/** Local date and time to the minute. */
export function today(): string {
  const now = new Date();
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())} ${two(now.getHours())}:${two(now.getMinutes())}`;
}

/** The command as the user could type it again. */
export function typedCommand(): string {
  const quoted = process.argv
    .slice(2)
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `"${word.replace(/(["\\$`])/g, "\\$1")}"`));
  return ["interphase", ...quoted].join(" ");
}
