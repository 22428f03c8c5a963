/** What can be taken away from the impedance view. Writers of Parquet and HTML are loaded when they are needed. */
import type { FitResult } from "../../fit/result.ts";
import { arcsOf } from "../../impedance/arcs.ts";
import { bandOf } from "../../impedance/band.ts";
import type { Cell } from "../../impedance/cell.ts";
import type { Identification } from "../../impedance/identify.ts";
import type { Spectrum } from "../../impedance/spectrum.ts";
import type { ValidityResult } from "../../impedance/validity.ts";
import type { KernelBuild } from "../../kernel/build.ts";
import { bodePlot } from "../../report/bode.ts";
import { candidateColumns, identificationDocument } from "../../report/candidates.ts";
import { type DrtSeries, drtPlot } from "../../report/drt.ts";
import { drtColumns, drtDocument } from "../../report/drtTable.ts";
import { nyquistPlot } from "../../report/nyquist.ts";
import { residualPlot } from "../../report/residual.ts";
import type { ModelCurve, SpectrumSeries } from "../../report/series.ts";
import { type Trend, trendGrid } from "../../report/trendgrid.ts";
import { byGroup, FIGURE_WIDTH, figureItems, tableItems } from "../takeAwayItems.ts";
import type { TakeAway, Work } from "../view.ts";
import { groupsOf } from "./state.ts";
import type { Abscissa } from "./trends.ts";

/** What is on the page now. */
export interface Findings {
  readonly kernel: KernelBuild;
  readonly spectra: readonly Spectrum[];
  /** The fits, in the order of the spectra; empty before the first. */
  readonly results: readonly FitResult[];
  readonly seconds: number;
  readonly notes: readonly string[];
  readonly circuit: string;
  readonly cell: Cell;
  readonly command: string;
  readonly abscissa: Abscissa;
  /** The selected spectra with their models. */
  shown(): readonly SpectrumSeries[];
  trends(): readonly Trend[];
  readonly validity: readonly { readonly result: ValidityResult; readonly spectrum: Spectrum }[];
  readonly distributions: readonly DrtSeries[];
  readonly identification: Identification | undefined;
  /** The model of a result. */
  curveOf(result: FitResult, spectrum: Spectrum): ModelCurve | undefined;
}

/** From so many spectra on the report has trends. */
const LEAST_TREND = 5;

export function takeAwayOf(findings: Findings): TakeAway[] {
  const { spectra, results, shown, trends } = findings;
  const width = { width: FIGURE_WIDTH };
  const distributions = findings.distributions.filter(({ result }) => result.status !== "failed");
  const items = [
    ...resultItems(findings),
    ...spectraItems(spectra),
    ...analysisItems(findings),
    ...figureItems("Nyquist plot", "nyquist", () => nyquistPlot(shown(), width)),
    ...figureItems("Bode plot", "bode", () => bodePlot(shown(), width)),
    ...figureItems("Residuals", "residuals", () => residualPlot(shown(), width)),
    ...(spectra.length > 1 && results.length > 0
      ? figureItems("Trends", "trends", () => trendGrid(trends(), width))
      : []),
    ...(distributions.length > 0
      ? figureItems("Relaxation times", "drt", () => drtPlot(distributions, width))
      : []),
  ];
  return byGroup(items);
}

/** Tables of what the tabs beside the fits have found so far. */
function analysisItems({ validity, distributions, identification, kernel }: Findings): TakeAway[] {
  const relaxations = distributions.map(({ result }) => result);
  return [
    ...(validity.length > 0
      ? tableItems("Kramers–Kronig verdicts", "validity", async () => {
          const { validityColumns, validityDocument } = await import("../../report/validityDocument.ts");
          const run = {
            results: validity.map(({ result }) => result),
            spectra: validity.map(({ spectrum }) => spectrum),
            failures: [],
            rule: validity[0].result.rule,
            kernel,
            seconds: 0,
          };
          return { columns: () => validityColumns(run), document: () => validityDocument(run) };
        })
      : []),
    ...(relaxations.length > 0
      ? tableItems("Relaxation times", "drt", async () => ({
          columns: () => drtColumns(relaxations),
          document: () => drtDocument(relaxations, [], 0),
        }))
      : []),
    ...(identification
      ? tableItems("Circuits compared", "circuits", async () => ({
          columns: () => candidateColumns([identification]),
          document: () =>
            identificationDocument([identification], {
              criterion: identification.criterion,
              kernel,
              seconds: 0,
            }),
        }))
      : []),
  ];
}

function resultItems(findings: Findings): TakeAway[] {
  const { spectra, results, seconds, circuit, cell } = findings;
  if (results.length === 0) return [];
  const arcs = (result: FitResult) =>
    arcsOf(result, { ...cell, band: bandOf(spectra[results.indexOf(result)]) });
  return [
    ...tableItems("Parameters", "parameters", async () => {
      const [{ fitColumns }, { arcColumns }, { fitDocument, summarize }] = await Promise.all([
        import("../../report/table.ts"),
        import("../../report/arcs.ts"),
        import("../../report/document.ts"),
      ]);
      return {
        columns: () => [...fitColumns(results), ...arcColumns(results, results.map(arcs), 0)],
        document: () => fitDocument(results, summarize(results, seconds), { circuit, arcsOf: arcs }),
      };
    }),
    { group: "Reports", label: "Report", file: "report.html", make: (run) => reportOf(findings, run) },
  ];
}

function spectraItems(spectra: readonly Spectrum[]): TakeAway[] {
  return tableItems("Spectra", "spectra", async () => {
    const { pointColumns, pointDocument } = await import("../../report/points.ts");
    const files = [...new Set(spectra.map(({ file }) => file ?? ""))];
    const datasets = files.map((file) => ({
      file,
      format: "interphase",
      spectra: spectra.filter((spectrum) => (spectrum.file ?? "") === file),
      warnings: [],
    }));
    return { columns: () => pointColumns(datasets), document: () => pointDocument(datasets) };
  });
}

/** The page that `interphase fit --report` writes. */
async function reportOf(findings: Findings, { progress }: Work): Promise<string> {
  const { spectra, results, seconds, notes, circuit, cell, command, abscissa, curveOf } = findings;
  const [{ fitReport, reportSpectra }, { summarize }, { today }] = await Promise.all([
    import("../../report/html.ts"),
    import("../../report/document.ts"),
    import("../../report/today.ts"),
  ]);
  const drawn = new Set(reportSpectra(results));
  const curves = results.map((result, i) => {
    if (!drawn.has(i)) return undefined;
    progress(i, results.length);
    return curveOf(result, spectra[i]);
  });
  return fitReport({
    title: `Impedance fit: ${circuit}`,
    results,
    spectra,
    curves,
    arcs: results.length === 1 ? [arcsOf(results[0], { ...cell, band: bandOf(spectra[0]) })] : undefined,
    summary: summarize(results, seconds),
    notes,
    trends: spectra.length < LEAST_TREND ? undefined : { ...abscissa, group: groupNames(spectra) },
    version: __VERSION__,
    date: today(),
    command,
  });
}

/** The series that each spectrum belongs to. */
function groupNames(spectra: readonly Spectrum[]): string[] {
  const names = new Array<string>(spectra.length).fill("");
  for (const { label, indices } of groupsOf(spectra)) {
    for (const i of indices) names[i] = label;
  }
  return names;
}
