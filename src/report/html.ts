/** The report of a run: one HTML page that opens offline, in light and dark, and prints on A4. */
import type { FitResult, Solution } from "../fit/result.ts";
import type { ArcAnalysis } from "../impedance/arc.ts";
import type { Spectrum } from "../impedance/spectrum.ts";
import { arcTable } from "./arcs.ts";
import { bodePlot } from "./bode.ts";
import { correlationPlot, freeCorrelations } from "./correlation.ts";
import { diagnosticsSection } from "./diagnostics.ts";
import type { FitSummary } from "./document.ts";
import { intervalSection } from "./intervals.ts";
import { commonFolder, shortened } from "./name.ts";
import { foldedNotes } from "./note.ts";
import { percent, significant } from "./number.ts";
import { nyquistPlot } from "./nyquist.ts";
import { htmlPage } from "./page.ts";
import { isDoubtful, parameterTable, resultTable, statusHtml } from "./resulttable.ts";
import { selectSpectra } from "./selection.ts";
import type { ModelCurve, SpectrumSeries } from "./series.ts";
import { escapeXml } from "./svg.ts";
import type { FailedInput } from "./table.ts";
import { sharedParameters } from "./table.ts";
import { resultName } from "./text.ts";
import type { TrendSeries } from "./trend.ts";
import { trendPlot } from "./trend.ts";

/** Against what the parameters are drawn. Arrays have one entry per result. */
export interface ReportTrends {
  /** Name of the abscissa with its unit: "cycle", "t (h)". */
  readonly label: string;
  readonly x: ArrayLike<number>;
  /** The series that each result belongs to: the name of its cell. */
  readonly group?: readonly string[];
  /** Quantities beyond the parameters, such as R2 + R3, in SI. */
  readonly derived?: readonly {
    readonly name: string;
    readonly unit: string;
    readonly values: ArrayLike<number>;
    readonly stderr?: ArrayLike<number>;
  }[];
}

export interface FitReport {
  readonly title: string;
  readonly results: readonly FitResult[];
  /** The spectrum of each result; undefined where it is no longer at hand. */
  readonly spectra: readonly (Spectrum | undefined)[];
  /**
   * The model of each result. It must contain the measured frequencies for the residuals; further ones make the line smooth. Only
   * the spectra of `reportSpectra` are drawn: the others may be undefined.
   */
  readonly curves: readonly (ModelCurve | undefined)[];
  /** The arcs of each result; they are shown for a single one. */
  readonly arcs?: readonly (ArcAnalysis | undefined)[];
  readonly summary: FitSummary;
  /** Sentences about the run: what readers assumed, what was dropped. */
  readonly notes?: readonly string[];
  /** Inputs that gave no result. */
  readonly failures?: readonly FailedInput[];
  readonly trends?: ReportTrends;
  /** Sections of the caller before the parameters: well-formed HTML, its text escaped. */
  readonly sections?: readonly string[];
  /** Version of the program, the date as it shall be printed, the command that was typed. */
  readonly version?: string;
  readonly date?: string;
  readonly command?: string;
}

/** The results whose spectra the report draws: all of up to twelve, else first, last, the three worst by rms, and evenly spaced ones. */
export function reportSpectra(results: readonly FitResult[]): number[] {
  return selectSpectra(results.map((result) => result.rms));
}

/**
 * The report as a string: what was done, counts by status, inputs that failed and fits that need attention with their sentences,
 * parameters with errors and states, trends (given, or for five spectra and more), Nyquist plots with residuals, and for
 * a single spectrum Bode plot and correlations. It contains no script, no address outside itself and no style attribute; text
 * from files is escaped.
 *
 * @throws when the results were fitted with different circuits.
 */
export function fitReport(given: FitReport): string {
  const { title } = given;
  const report = { ...given, results: shortened(given.results) };
  const body = [
    header(given),
    counts(report),
    failedInputs(report.failures ?? []),
    attention(report.results),
    notes(report.notes ?? []),
    ...(report.sections ?? []),
    parameters(report),
    intervalSection(report.results),
    diagnosticsSection(report.results),
    trends(report),
    figures(report),
    footer(),
  ].join("\n");
  return htmlPage(title, body, report.version);
}

const weightings: Readonly<Record<FitResult["weighting"], string>> = {
  modulus: "modulus: residuals over |Z|",
  unit: "unit: all residuals alike",
  proportional: "proportional: real residuals over |Z′|, imaginary ones over |Z″|",
  sigma: "sigma: residuals over their measured standard deviation",
};

function header({ title, results, summary, version, date, command }: FitReport): string {
  const distinct = (of: (result: FitResult) => string) => [...new Set(results.map(of))].join(", ");
  const files = [...new Set(results.map(({ file }) => file ?? ""))];
  const facts: (readonly [string, string])[] = [
    files.length === 1 ? ["file", files[0]!] : ["folder", commonFolder(files)],
    ["circuit", distinct((result) => result.circuit)],
    ["weighting", distinct((result) => weightings[result.weighting])],
    ["loss", distinct((result) => result.loss)],
    ["kernel", distinct((result) => result.kernel)],
    [
      "time",
      Number.isFinite(summary.seconds)
        ? `${significant(summary.seconds, 3, true)} s, ${significant(summary.spectraPerSecond, 3, true)} spectra per second`
        : "",
    ],
    ["program", `Interphase${version ? ` ${version}` : ""}`],
    ["date", date ?? ""],
    ["command", command ?? ""],
  ];
  return pageHeader(title, facts);
}

/** The title and a list of facts; an empty fact is left out. */
export function pageHeader(
  title: string,
  facts: readonly (readonly [name: string, value: string])[],
): string {
  const code = new Set(["circuit", "model", "command"]);
  const rows = facts
    .filter(([, value]) => value !== "")
    .map(
      ([name, value]) =>
        `<dt>${name}</dt><dd>${code.has(name) ? `<code>${escapeXml(value)}</code>` : escapeXml(value)}</dd>`,
    );
  return `<header><h1>${escapeXml(title)}</h1><dl>${rows.join("")}</dl></header>`;
}

export function counts({
  results,
  failures,
}: {
  readonly results: readonly Solution[];
  readonly failures?: readonly FailedInput[];
}): string {
  const of = (status: Solution["status"]) => results.filter((result) => result.status === status).length;
  const tile = (className: string, mark: string, count: number, words: string) =>
    `<li class="${className}"><b>${mark} ${count}</b>${words}</li>`;
  const tiles = [
    tile("good", "✓", of("converged"), "converged"),
    tile("warn", "⚠", of("warning"), "converged, read the warnings"),
    tile("bad", "✗", of("failed"), "failed: the values are no optimum"),
  ];
  if (failures && failures.length > 0) tiles.push(tile("bad", "✗", failures.length, "inputs not fitted"));
  return `<ul class="counts">${tiles.join("")}</ul>`;
}

/** A list whose tail is folded away; beyond `most` items only their number is given. */
export function longList(items: readonly string[], open = 20, most = 1000): string {
  const list = (part: readonly string[]) =>
    `<ul class="list">${part.map((item) => `<li>${item}</li>`).join("")}</ul>`;
  if (items.length <= open) return list(items);
  const omitted =
    items.length > most ? `<p>${items.length - most} more are in the table of results.</p>` : "";
  return `${list(items.slice(0, open))}<details><summary>${items.length - open} more</summary>${list(items.slice(open, most))}${omitted}</details>`;
}

export function failedInputs(failures: readonly FailedInput[], undone = "fitted"): string {
  if (failures.length === 0) return "";
  const items = failures.map(
    ({ file, spectrum, message }) =>
      `<b>${escapeXml(spectrum ? `${file} · ${spectrum}` : file)}</b>: ${escapeXml(message)}`,
  );
  return `<section><h2>Inputs that were not ${undone}</h2>${longList(items)}</section>`;
}

export function attention(results: readonly Solution[]): string {
  const items = results.flatMap((result, row) => {
    if (result.status === "converged" && result.warnings.length === 0) return [];
    const sentences = [
      result.message,
      ...result.warnings.filter((warning) => !result.message.includes(warning)),
    ];
    return [
      `${statusHtml(result.status)} <b>${escapeXml(resultName(result, row))}</b>: ${escapeXml(sentences.join(" · "))}`,
    ];
  });
  if (items.length === 0) return "";
  // Failed fits first: they must not hide behind twenty warnings.
  const rank = (item: string) => (item.includes('class="bad"') ? 0 : 1);
  items.sort((a, b) => rank(a) - rank(b));
  return `<section><h2>Fits that need attention</h2>${longList(items)}</section>`;
}

/** The section of sentences about a run, alike ones folded; empty if there are none. */
export function notes(sentences: readonly string[]): string {
  if (sentences.length === 0) return "";
  return `<section><h2>Notes</h2>${longList(foldedNotes(sentences).map(escapeXml))}</section>`;
}

function parameters({ results, arcs }: FitReport): string {
  const only = results[0];
  if (!only) return `<section><h2>Parameters</h2><p>No spectrum was fitted.</p></section>`;
  if (results.length > 1) return `<section><h2>Parameters</h2>${resultTable(results)}</section>`;
  const quality = [
    `rms ${percent(only.rms)}`,
    `χ² ${significant(only.chi2, 4)} with ${only.degreesOfFreedom} degrees of freedom`,
    `condition number ${significant(only.conditionNumber, 2)}`,
    `${only.agreement} of ${only.starts} starts ended in this optimum`,
  ];
  const soft = only.starts > 0 ? `<p class="soft">${escapeXml(quality.join("; "))}.</p>` : "";
  return `<section><h2>Parameters</h2><p>${statusHtml(only.status)} ${escapeXml(resultName(only, 0))}: ${escapeXml(only.message)}</p>${parameterTable(only)}${soft}</section>${arcSection(only, arcs?.[0])}`;
}

function arcSection({ status }: FitResult, analysis: ArcAnalysis | undefined): string {
  const table = analysis && status !== "failed" ? arcTable(analysis) : "";
  return table === "" ? "" : `<section><h2>Arcs</h2>${table}</section>`;
}

/** Width in mm of a figure that has a row of its own: with it, its letters are as large as those of figures side by side. */
export const wideFigure = 200;

/** A picture with its caption. @param wide it has a row of its own, and is drawn `wideFigure` wide */
export function figureHtml(svg: string, caption = "", wide = false): string {
  return `<figure${wide ? ' class="wide"' : ""}>${svg}${caption === "" ? "" : `<figcaption>${escapeXml(caption)}</figcaption>`}</figure>`;
}

function trends({ results, spectra, trends: given }: FitReport): string {
  if (!given && results.length < 5) return "";
  if (results.length === 0) return "";
  const { parameters: names, units } = sharedParameters(results);
  const { label, x, group, derived = [] } = given ?? defaultAbscissa(results, spectra);
  const groups = [...new Set(group ?? [""])];
  const split = (
    y: ArrayLike<number>,
    stderr: ArrayLike<number> | undefined,
    doubtful: readonly boolean[],
  ): TrendSeries[] =>
    groups.map((name) => {
      const rows = results.map((_, i) => i).filter((i) => !group || group[i] === name);
      return {
        label: name,
        x: rows.map((i) => x[i]!),
        y: rows.map((i) => y[i]!),
        stderr: stderr && rows.map((i) => stderr[i]!),
        doubtful: rows.map((i) => doubtful[i]!),
      };
    });
  const draw = (name: string, series: TrendSeries[], unit: string, id: string): string =>
    figureHtml(
      trendPlot(series, { xLabel: label, yLabel: name, unit, id }),
      `${name} of the fits against ${label}; bars, where they are longer than a symbol: standard errors.`,
    );
  const pictures = derived.map(({ name, unit, values, stderr }, k) => {
    const doubtful = results.map((result) => result.status === "failed");
    return draw(name, split(values, stderr, doubtful), unit, `derived${k}`);
  });
  const undetermined: string[] = [];
  names.forEach((name, k) => {
    // A parameter that was held in every fit has no trend.
    if (results.every((result) => result.states[k] === "fixed")) return;
    if (results.every((result) => isDoubtful(result, k))) {
      undetermined.push(name);
      return;
    }
    const values = results.map((result) => result.values[k]!);
    const errors = results.map((result) => result.stderr[k]!);
    const doubtful = results.map((result) => isDoubtful(result, k));
    pictures.push(draw(name, split(values, errors, doubtful), units[k]!, `trend${k}`));
  });
  const undrawn =
    undetermined.length > 0
      ? ` Not drawn, because that is so for every spectrum: ${undetermined.join(", ")}.`
      : "";
  return `<section><h2>Trends</h2><p class="soft">Values ± standard errors against ${escapeXml(label)}. Open markers: the fit failed, or the parameter is at a bound or not identifiable.${escapeXml(undrawn)}</p><div class="figures">${pictures.join("")}</div></section>`;
}

/** The cycle if every spectrum knows it and it is not the same for all, else the order of the spectra. */
function defaultAbscissa(results: readonly FitResult[], spectra: FitReport["spectra"]): ReportTrends {
  const cycles = results.map((_, i) => spectra[i]?.facts?.cycle);
  const steps = new Set(cycles).size > 1;
  if (steps && cycles.every((cycle) => typeof cycle === "number")) return { label: "cycle", x: cycles };
  return { label: "spectrum", x: results.map((_, i) => i + 1) };
}

function figures({ results, spectra, curves }: FitReport): string {
  const chosen = reportSpectra(results).filter((i) => spectra[i] !== undefined);
  if (chosen.length === 0) return "";
  const series = chosen.map(
    (i): SpectrumSeries => ({
      spectrum: spectra[i]!,
      curve: curves[i],
      label: resultName(results[i]!, i),
    }),
  );
  const pictures: string[] = [];
  if (series.length > 1) {
    pictures.push(
      figureHtml(
        nyquistPlot(series, { coloring: "sequential", residuals: false, id: "overlay" }),
        `${chosen.length === results.length ? "All spectra" : "The selected spectra"}, coloured in their order: measured (symbols) and fits (lines).`,
      ),
    );
  }
  chosen.forEach((i, k) => {
    const result = results[i]!;
    const caption = `${resultName(result, i)}: measured (symbols) and fit (line); rms ${percent(result.rms)}${result.status === "converged" ? "" : `, ${result.status}`}.`;
    const label = series[k]!.label!;
    pictures.push(
      figureHtml(
        nyquistPlot([series[k]!], { title: results.length > 1 ? label : "", id: `nyquist${i}` }),
        caption,
      ),
    );
  });
  if (results.length === 1) {
    pictures.push(
      figureHtml(
        bodePlot(series, { id: "bode" }),
        "Bode plot: |Z| and phase against the frequency, measured (symbols) and fit (line).",
      ),
    );
    const { names, matrix } = freeCorrelations(results[0]!);
    pictures.push(
      figureHtml(
        correlationPlot(names, matrix, { id: "correlation" }),
        "Correlation of the free parameters; – is not determined.",
      ),
    );
  }
  const said =
    results.length > chosen.length
      ? `<p>${chosen.length} of ${results.length} spectra are drawn: the first, the last, the three with the largest rms, and evenly spaced ones.</p>`
      : "";
  return `<section><h2>Spectra</h2>${said}<p class="soft">Nyquist plots with equal axes; filled markers are labelled with their frequency. Residuals: measured minus model over |Z|.</p><div class="figures">${pictures.join("")}</div></section>`;
}

function footer(): string {
  return `<footer><p>Z = Z′ + jZ″; capacitive arcs have Z″ &lt; 0. rms is √(mean |ΔZ|²/|Z|²) over the points. Errors are standard errors (one standard deviation) from the covariance matrix at the optimum; they are printed with two digits if the first is 1 or 2, else with one, and values with the same last place. "at lower bound" and "at upper bound": the data pull the parameter past its limit, and its value is that limit. "not identifiable": the data do not determine the parameter. "± –": the error is not determined. Values in parentheses belong to failed fits.</p></footer>`;
}
