/** The report of a run of `interphase curve`: one HTML page that opens offline. */
import type { CurveResult } from "../fit/curveResult.ts";
import { correlationPlot, freeCorrelations } from "./correlation.ts";
import { curveQuality } from "./curveDocument.ts";
import { type CurveSeries, curvePlot } from "./curvePlot.ts";
import { attention, counts, failedInputs, figureHtml, notes, pageHeader } from "./html.ts";
import { shortened } from "./name.ts";
import { significant } from "./number.ts";
import { htmlPage } from "./page.ts";
import { parameterTable, solutionTable, statusHtml } from "./resulttable.ts";
import { selectSpectra } from "./selection.ts";
import { escapeXml } from "./svg.ts";
import type { FailedInput } from "./table.ts";
import { resultName } from "./text.ts";

export interface CurveReport {
  readonly model: string;
  readonly results: readonly CurveResult[];
  /** What is drawn of each result; those that `reportCurves` does not name may be undefined. */
  readonly series: readonly (CurveSeries | undefined)[];
  readonly failures: readonly FailedInput[];
  readonly notes: readonly string[];
  readonly version?: string;
  readonly date?: string;
  readonly command?: string;
}

/** The results that the report draws: all of up to twelve, else the first, the last, the worst, and evenly spaced ones. */
export function reportCurves(results: readonly CurveResult[]): number[] {
  return selectSpectra(results.map(({ residualSd }) => residualSd));
}

/** The report as a string: what was fitted, what needs attention, parameters with errors, curves with their model and residuals. */
export function curveReport(report: CurveReport): string {
  const results = shortened(report.results);
  const title = `Fit of ${report.model}`;
  const first = results[0];
  const body = [
    pageHeader(title, [
      ["model", report.model],
      ["weighting", first?.weighting ?? ""],
      ["loss", first?.loss ?? ""],
      ["kernel", first?.kernel ?? ""],
      ["program", `Interphase${report.version ? ` ${report.version}` : ""}`],
      ["date", report.date ?? ""],
      ["command", report.command ?? ""],
    ]),
    counts({ results, failures: report.failures }),
    failedInputs(report.failures),
    attention(results),
    notes(report.notes),
    parameters(results),
    figures(results, report.series),
    `<footer><p>Errors are standard errors (one standard deviation) from the covariance matrix at the optimum. The residual standard deviation is √(χ²/ν), in the unit of the measured quantity where all points weigh the same. Δ is measured minus model.</p></footer>`,
  ].join("\n");
  return htmlPage(title, body, report.version);
}

function parameters(results: readonly CurveResult[]): string {
  const only = results[0];
  if (!only) return `<section><h2>Parameters</h2><p>No curve was fitted.</p></section>`;
  if (results.length > 1) {
    return `<section><h2>Parameters</h2>${solutionTable(results, curveQuality)}</section>`;
  }
  const quality = [
    `residual standard deviation ${significant(only.residualSd, 4)} with ${only.degreesOfFreedom} degrees of freedom`,
    `residual sum of squares ${significant(only.rss, 6)}`,
    `R² ${significant(only.r2, 6)}`,
    `condition number ${significant(only.conditionNumber, 2)}`,
    `${only.agreement} of ${only.starts} tries ended in this optimum`,
  ];
  return `<section><h2>Parameters</h2><p>${statusHtml(only.status)} ${escapeXml(resultName(only, 0))}: ${escapeXml(only.message)}</p>${parameterTable(only)}<p class="soft">${escapeXml(quality.join("; "))}.</p></section>`;
}

function figures(results: readonly CurveResult[], series: CurveReport["series"]): string {
  const chosen = reportCurves(results).filter((i) => series[i] !== undefined);
  if (chosen.length === 0) return "";
  const pictures = chosen.map((i) =>
    figureHtml(
      curvePlot(series[i]!, { title: results.length > 1 ? resultName(results[i]!, i) : "", id: `curve${i}` }),
      `${resultName(results[i]!, i)}: residual standard deviation ${significant(results[i]!.residualSd, 3)}`,
    ),
  );
  if (results.length === 1 && results[0]!.parameters.length > 1) {
    const { names, matrix } = freeCorrelations(results[0]!);
    pictures.push(
      figureHtml(
        correlationPlot(names, matrix, { id: "correlation" }),
        "Correlation of the free parameters; – is not determined.",
      ),
    );
  }
  const said =
    results.length > chosen.length ? `<p>${chosen.length} of ${results.length} curves are drawn.</p>` : "";
  return `<section><h2>Curves</h2>${said}<div class="figures">${pictures.join("")}</div></section>`;
}
