/** What can be taken away from the impedance view. Writers of Parquet and HTML are loaded when they are needed. */
import type { FitResult } from "../../fit/result.ts";
import { arcsOf } from "../../impedance/arcs.ts";
import { bandOf } from "../../impedance/band.ts";
import type { Spectrum } from "../../impedance/spectrum.ts";
import { bodePlot } from "../../report/bode.ts";
import { candidateColumns, identificationDocument } from "../../report/candidates.ts";
import { drtPlot } from "../../report/drt.ts";
import { drtColumns, drtDocument } from "../../report/drtTable.ts";
import { nyquistPlot } from "../../report/nyquist.ts";
import { residualPlot } from "../../report/residual.ts";
import { trendGrid } from "../../report/trendgrid.ts";
import { byGroup, FIGURE_WIDTH, figureItems, tableItems } from "../takeAwayItems.ts";
import type { TakeAway } from "../view.ts";
import type { Findings } from "./findings.ts";
import { reportItems } from "./reports.ts";

export function takeAwayOf(findings: Findings): TakeAway[] {
  const { spectra, results, shown, trends } = findings;
  const width = { width: FIGURE_WIDTH };
  const distributions = findings.distributions.filter(({ result }) => result.status !== "failed");
  const items = [
    ...resultItems(findings),
    ...spectraItems(spectra),
    ...analysisItems(findings),
    ...reportItems(findings),
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
          columns: () => candidateColumns([identification.result]),
          document: () =>
            identificationDocument([identification.result], {
              criterion: identification.result.criterion,
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
