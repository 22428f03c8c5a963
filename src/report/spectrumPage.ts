/** The report of a run of `interphase spectrum`: one HTML page that opens offline. */
import { countsPerUnit } from "../spectra/measurement.ts";
import { attention, counts, failedInputs, figureHtml, longList, notes, pageHeader } from "./html.ts";
import { commonFolder } from "./name.ts";
import { significant } from "./number.ts";
import { htmlPage } from "./page.ts";
import { statusHtml } from "./resulttable.ts";
import { selectSpectra } from "./selection.ts";
import { backgroundName, type FileComposition, type FittedSpectrum } from "./spectrumDocument.ts";
import { type StoredLine, spectrumPlot } from "./spectrumPlot.ts";
import {
  componentTable,
  compositionTable,
  fitName,
  parameterDetails,
  qualityText,
  rankingText,
  ratioTable,
} from "./spectrumTable.ts";
import { componentTrends, compositionTrend, type SpectrumAbscissa } from "./spectrumTrends.ts";
import { storedTable } from "./storedTable.ts";
import { escapeXml } from "./svg.ts";
import type { FailedInput } from "./table.ts";
import { trendPlot } from "./trend.ts";

export interface SpectrumReport {
  readonly title: string;
  readonly fits: readonly FittedSpectrum[];
  readonly failures: readonly FailedInput[];
  readonly compositions: readonly FileComposition[];
  /** Sentences about energies that were not checked against their source. */
  readonly doubts: readonly string[];
  readonly notes: readonly string[];
  readonly abscissa: SpectrumAbscissa;
  readonly version?: string;
  readonly date?: string;
  readonly command?: string;
}

/** Up to so many fits each have a section of their own; more share tables and a grid of figures. */
const OWN_SECTIONS = 4;
/** From so many fits of one model on there are trends. */
const TREND = 3;
/** Most fits in one table that stands open. */
const OPEN_FITS = 20;

/** The report as a string: figures with components and residuals, tables, ratios, composition, trends, what is doubtful. */
export function spectrumReport(report: SpectrumReport): string {
  const fits = shortenedFits(report.fits);
  const results = fits.map(({ result, file, scan }) => ({ ...result, file, spectrum: scan.name }));
  const distinct = (of: (fit: FittedSpectrum) => string) =>
    [...new Set(fits.map(of))].filter(Boolean).join(", ");
  const files = [...new Set(report.fits.map(({ file }) => file))];
  const body = [
    pageHeader(report.title, [
      files.length === 1 ? ["file", files[0]!] : ["folder", commonFolder(files)],
      ["model", distinct(({ model }) => model)],
      ["background", distinct(({ result }) => backgroundName(result))],
      ["noise", distinct(({ result }) => noises[result.noise] ?? result.noise)],
      ["loss", distinct(({ result }) => result.loss)],
      ["kernel", distinct(({ result }) => result.kernel)],
      ["program", `Interphase${report.version ? ` ${report.version}` : ""}`],
      ["date", report.date ?? ""],
      ["command", report.command ?? ""],
    ]),
    counts({ results, failures: report.failures }),
    failedInputs(report.failures),
    fits.length <= OWN_SECTIONS ? "" : attention(results),
    fits.length <= OWN_SECTIONS
      ? fits.map((fit, k) => spectrumSection(fit, { name: String(k), count: fits.length })).join("\n")
      : gridSection(fits),
    compositionSection(shortenedCompositions(report)),
    trendSection(fits, report),
    fits.length <= OWN_SECTIONS ? "" : tableSection(fits),
    doubtSection(report.doubts),
    notes(report.notes),
    footer(),
  ].join("\n");
  return htmlPage(report.title, body, report.version);
}

const noises: Readonly<Record<string, string>> = {
  sigma: "the standard deviations of the file",
  poisson: "√N of the counts",
  relative: "as √intensity, its size from the residuals",
  unit: "the same at all points, its size from the residuals",
};

/** The same fits with their files without the folder that they share. */
function shortenedFits(fits: readonly FittedSpectrum[]): FittedSpectrum[] {
  const folder = commonFolder(fits.map(({ file }) => file));
  return fits.map((fit) => ({ ...fit, file: fit.file.slice(folder.length) }));
}

function shortenedCompositions({ fits, compositions }: SpectrumReport): FileComposition[] {
  const folder = commonFolder(fits.map(({ file }) => file));
  return compositions.map((one) => ({ ...one, file: one.file.slice(folder.length) }));
}

/** One fit with its figure and tables. @param name tells its figure from others of the page */
export function spectrumSection(
  fit: FittedSpectrum,
  { name, count }: { readonly name: string; readonly count: number },
): string {
  const { result } = fit;
  const title = count === 1 ? "Spectrum" : fitName(fit) || `Spectrum ${Number(name) + 1}`;
  const quality = [
    qualityText(result),
    `${result.x.length} points, ${result.degreesOfFreedom} degrees of freedom`,
    result.starts > 0 ? `${result.agreement} of ${result.starts} tries ended in this optimum` : "",
  ].filter(Boolean);
  const figureOf =
    result.x.length === 0
      ? ""
      : `<div class="figures wide">${figureHtml(spectrumPlot(result, { id: `spectrum${name}`, width: 110, stored: storedLines(fit), finer: fit.finer?.() }), figureWords(fit))}</div>`;
  return [
    `<section><h2>${escapeXml(title)}</h2>`,
    `<p>${statusHtml(result.status)} ${escapeXml(result.message.replace(`${result.status}: `, ""))}</p>`,
    figureOf,
    componentTable([fit]),
    ratioTable([fit]),
    rankingHtml(fit),
    result.x.length === 0
      ? ""
      : `<p class="soft">${escapeXml(quality.join("; "))}.</p>${parameterDetails(fit)}`,
    storedSection(fit),
    "</section>",
  ].join("");
}

function figureWords(fit: FittedSpectrum): string {
  const { result } = fit;
  const { background, noise } = result;
  const drawn =
    background.mode === "static" && background.model.kind === "none" ? "" : "; dashed: background";
  const over =
    noise === "sigma" || noise === "poisson"
      ? `the standard deviation σ (${noises[noise]})`
      : "their root mean square";
  return `${fitName(fit)}. Symbols: measured; line: fit; filled: components above the background${drawn}. Below, residuals Δ: measured less fit, over ${over}. ${qualityText(result)}.`;
}

function rankingHtml(fit: FittedSpectrum, name = ""): string {
  const text = rankingText(fit);
  return text === ""
    ? ""
    : `<p class="soft">${escapeXml(name === "" ? `${text[0]!.toUpperCase()}${text.slice(1)}` : `${name}: ${text}`)}.</p>`;
}

function gridSection(fits: readonly FittedSpectrum[]): string {
  const badness = fits.map(({ result }) => (result.x.length === 0 ? 0 : result.reducedChi2));
  const chosen = selectSpectra(badness).filter((i) => fits[i]!.result.x.length > 0);
  const pictures = chosen.map((i) =>
    figureHtml(
      spectrumPlot(fits[i]!.result, {
        id: `spectrum${i}`,
        title: fitName(fits[i]!),
        stored: storedLines(fits[i]!),
      }),
      `${fitName(fits[i]!)}: ${qualityText(fits[i]!.result)}${fits[i]!.result.status === "converged" ? "" : `, ${fits[i]!.result.status}`}`,
    ),
  );
  const said =
    chosen.length < fits.length
      ? `<p>${chosen.length} of ${fits.length} are drawn: the first, the last, the three with the largest χ²/ν, and evenly spaced ones.</p>`
      : "";
  return `<section><h2>Spectra</h2>${said}<div class="figures">${pictures.join("")}</div></section>`;
}

function tableSection(fits: readonly FittedSpectrum[]): string {
  const tables = [...byModel(fits).values()].map((group) => {
    const table = componentTable(group) + ratioTable(group);
    if (table === "") return "";
    return group.length <= OPEN_FITS
      ? table
      : `<details><summary>${group.length} fits: open the table</summary>${table}</details>`;
  });
  const stored = fits.map(storedSection).join("");
  const rankings = fits.map((fit) => rankingHtml(fit, fitName(fit))).join("");
  return `<section><h2>Components</h2>${tables.join("")}${rankings}</section>${stored === "" ? "" : `<section>${stored}</section>`}`;
}

function byModel(fits: readonly FittedSpectrum[]): Map<string, FittedSpectrum[]> {
  const groups = new Map<string, FittedSpectrum[]>();
  for (const fit of fits) {
    const key = [fit.model, fit.result.xUnit, fit.result.yUnit, fit.result.parameters.join()].join("\n");
    groups.set(key, [...(groups.get(key) ?? []), fit]);
  }
  return groups;
}

/** Curves that the file holds, on the points of the fit; only those that the fit can be compared with. */
function storedLines({ result, scan }: FittedSpectrum): StoredLine[] {
  const envelope = scan.curves?.find(({ kind }) => kind === "envelope");
  if (!envelope || result.x.length === 0) return [];
  // Points of the fit run along rising binding energy and are a stretch of the scan
  const places = new Map(Array.from(scan.y, (value, i) => [value, i] as const));
  const y = Array.from(result.y, (value, i) => {
    const at = nearestAt(scan.x, result.x[i]!, places.get(value));
    return at === undefined ? Number.NaN : envelope.y[at]!;
  });
  return [{ label: "stored envelope", y }];
}

/** The point of a scan at an abscissa; undefined when the scan has another axis or was shifted by more than half a step. */
function nearestAt(x: Float64Array, at: number, guess: number | undefined): number | undefined {
  const step = Math.abs(x[x.length - 1]! - x[0]!) / Math.max(1, x.length - 1);
  if (guess !== undefined && Math.abs(x[guess]! - at) < 0.5 * step) return guess;
  let next = 0;
  for (let i = 1; i < x.length; i++) if (Math.abs(x[i]! - at) < Math.abs(x[next]! - at)) next = i;
  return Math.abs(x[next]! - at) < 0.5 * step ? next : undefined;
}

function storedSection(fit: FittedSpectrum): string {
  const { scan, result } = fit;
  const stored = scan.fit;
  if (!stored || stored.components.length === 0 || result.components.length === 0) return "";
  const factor = countsPerUnit(scan);
  const perSecond =
    scan.yUnit === "counts/s" ? 1 : scan.dwell && factor ? 1 / (scan.dwell * (scan.sweeps ?? 1)) : undefined;
  const regions = stored.regions
    .map(({ background, start, end }) =>
      [background, `${significant(Math.min(start, end), 5)} … ${significant(Math.max(start, end), 5)} eV`]
        .filter(Boolean)
        .join(" "),
    )
    .join(", ");
  const calibrated =
    stored.calibrations.length > 0
      ? " A correction of charging is stored, too; positions are as they were before it."
      : "";
  return `<h3>The fit that ${escapeXml(fitName(fit))} holds</h3>${storedTable(stored, fit, perSecond)}<p class="soft">Stored lines stand beside the lines of this fit that lie next to them${regions === "" ? "" : `; stored region: ${escapeXml(regions)}`}. Position and FWHM of asymmetric shapes (LA, LF) are here those of the formula, not of the maximum and width of the curve.${calibrated}</p>`;
}

function compositionSection(compositions: readonly FileComposition[]): string {
  if (compositions.length === 0) return "";
  const doubts = [...new Set(compositions.flatMap(({ composition }) => composition.doubts))];
  const corrected = compositions.every(({ composition }) => composition.isTransmissionCorrected);
  return `<section><h2>Composition</h2>${compositionTable(compositions)}<p class="soft">${escapeXml(divisors(compositions[0]!, corrected))}</p>${doubts.length > 0 ? longList(doubts.map(escapeXml)) : ""}</section>`;
}

/** What areas were divided by, and what the errors hold. */
function divisors(
  { composition: { table, exponent, factorUncertainty } }: FileComposition,
  corrected: boolean,
): string {
  const tables: Readonly<Record<string, string>> = {
    scofield: "Scofield's cross sections for Al Kα",
    wagner: "Wagner's empirical factors, which hold the transmission and the escape depth",
  };
  const transmission = corrected ? " and the transmission that the files state" : "";
  const depth =
    exponent !== 0
      ? `, with escape depths as E^${exponent}`
      : table === "wagner"
        ? ""
        : ", without escape depths";
  const errors =
    factorUncertainty > 0
      ? `and ${String(Number((100 * factorUncertainty).toPrecision(3)))} % of each sensitivity factor`
      : "not those of the sensitivity factors";
  return `Areas over ${tables[table] ?? `the factors of ${table}`}${transmission}${depth}; errors are those of the areas with their correlations, ${errors}.`;
}

function trendSection(
  fits: readonly FittedSpectrum[],
  { compositions, abscissa }: Pick<SpectrumReport, "compositions" | "abscissa">,
): string {
  const { label, values } = abscissa;
  const index = new Map(fits.map((fit, i) => [fit, i]));
  const groups = [...byModel(fits).values()].filter((group) => group.length >= TREND);
  const ofModels = groups.flatMap((group, g) => {
    const x = group.map((fit) => values[index.get(fit)!]!);
    return componentTrends(group, { label, values: x }).map(({ series, key, ...options }) =>
      figureHtml(
        trendPlot(series, { ...options, id: `trend${g}-${key}` }),
        `${options.yLabel ?? key} of the components${groups.length > 1 ? ` of ${group[0]!.model}` : ""} against ${label}; bars, where they are longer than a symbol: standard errors.`,
      ),
    );
  });
  const composition = compositions.length < TREND ? undefined : compositionTrend(compositions, abscissa);
  const pictures = [
    ...(composition
      ? [
          figureHtml(
            trendPlot(composition.series, { ...composition, id: "trend-composition" }),
            `Composition against ${label}; bars, where they are longer than a symbol: standard errors.`,
          ),
        ]
      : []),
    ...ofModels,
  ];
  if (pictures.length === 0) return "";
  return `<section><h2>Trends</h2><p class="soft">Values ± standard errors against ${escapeXml(label)}. Open markers: the fit failed, or the parameter is at a bound or not identifiable.</p><div class="figures">${pictures.join("")}</div></section>`;
}

function doubtSection(doubts: readonly string[]): string {
  return doubts.length === 0
    ? ""
    : `<section><h2>To be checked before numbers are printed</h2>${longList(doubts.map(escapeXml))}</section>`;
}

function footer(): string {
  return `<footer><p>Errors are standard errors (one standard deviation) from the covariance matrix at the optimum: with known noise (counts, stated σ) from it, else from the scatter of the residuals. Position, FWHM and height of a doublet are those of its first line, its area is that of both. "at lower bound" and "at upper bound": the data pull the parameter past its limit, and its value is that limit. "± –": the error is not determined. Values in parentheses belong to failed fits. Residuals: measured minus fit, over the standard deviation of the point where it is known (Δ/σ), else over the root mean square of all (Δ/rms).</p></footer>`;
}
