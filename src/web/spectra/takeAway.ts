/** What can be taken away from the view of spectra. Writers are loaded when they are needed. */
import type { KernelBuild } from "../../kernel/build.ts";
import type { FileComposition, FittedSpectrum } from "../../report/spectrumDocument.ts";
import { spectrumPlot } from "../../report/spectrumPlot.ts";
import type { NamedTrend, SpectrumAbscissa } from "../../report/spectrumTrends.ts";
import { trendGrid } from "../../report/trendgrid.ts";
import type { SpectrumModel } from "../../spectra/model.ts";
import { spectrumModelJson } from "../../spectra/modelFile.ts";
import { startedModel } from "../../spectra/startedModel.ts";
import { byGroup, FIGURE_WIDTH, figureItems, tableItems } from "../takeAwayItems.ts";
import type { TakeAway } from "../view.ts";

/** What is on the page now. */
export interface Findings {
  readonly kernel: KernelBuild;
  /** All fits, model by model. */
  readonly fits: readonly FittedSpectrum[];
  readonly compositions: readonly FileComposition[];
  readonly doubts: readonly string[];
  readonly notes: readonly string[];
  readonly seconds: number;
  readonly abscissa: SpectrumAbscissa;
  readonly command: string;
  /** The scan that is looked at. */
  readonly shown: FittedSpectrum | undefined;
  readonly trends: readonly NamedTrend[];
  /** Each with the first of its fits. */
  readonly models: readonly {
    readonly name: string;
    readonly model: SpectrumModel;
    readonly fit: FittedSpectrum | undefined;
  }[];
}

export function takeAwayOf(findings: Findings): TakeAway[] {
  const { fits, compositions, doubts, notes, kernel, seconds, abscissa, command, shown, trends, models } =
    findings;
  const width = { width: FIGURE_WIDTH };
  const modelItems = models.map(
    ({ name, model, fit }): TakeAway => ({
      group: "Tables",
      label: `Model ${name}, JSON`,
      file: `${name}.json`,
      make: async () =>
        `${JSON.stringify(spectrumModelJson(fit && fit.result.status !== "failed" ? startedModel(model, fit.result) : model), null, 2)}\n`,
    }),
  );
  if (fits.length === 0) return modelItems;
  const items: TakeAway[] = [
    ...tableItems("Components", "components", async () => {
      const [{ spectrumColumns }, { spectrumDocument }] = await Promise.all([
        import("../../report/spectrumColumns.ts"),
        import("../../report/spectrumDocument.ts"),
      ]);
      return {
        columns: () => spectrumColumns(fits, []),
        document: () => spectrumDocument(fits, { kernel, failures: [], compositions, doubts, seconds }),
      };
    }),
    ...modelItems,
    ...(shown && shown.result.x.length > 0
      ? figureItems("Spectrum", "spectrum", () =>
          spectrumPlot(shown.result, { ...width, finer: shown.finer?.() }),
        )
      : []),
    ...(trends.length > 0 ? figureItems("Trends", "trends", () => trendGrid(trends, width)) : []),
    {
      group: "Reports",
      label: "Report",
      file: "report.html",
      make: async () => {
        const [{ spectrumReport }, { today }] = await Promise.all([
          import("../../report/spectrumPage.ts"),
          import("../../report/today.ts"),
        ]);
        return spectrumReport({
          title: "Spectra",
          fits,
          failures: [],
          compositions,
          doubts,
          notes,
          abscissa,
          version: __VERSION__,
          date: today(),
          command,
        });
      },
    },
  ];
  return byGroup(items);
}
