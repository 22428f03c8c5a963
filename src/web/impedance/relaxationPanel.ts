/** Distributions of relaxation times of the selected spectra, with their credible bands. */

import { LinkedFigure } from "../../dom/linkedFigure.ts";
import { h } from "../../dom/make.ts";
import { drtMany } from "../../impedance/relaxation.ts";
import type { DrtResult } from "../../impedance/relaxationResult.ts";
import type { Spectrum } from "../../impedance/spectrum.ts";
import { drtPlot } from "../../report/drt.ts";
import { drtValues, peakRows } from "../../report/drtTable.ts";
import { textTableElement } from "../table.ts";
import type { Host } from "../view.ts";
import { spectrumLabel } from "./state.ts";

/** Distributions over each other. */
const MOST = 60;

export class RelaxationPanel {
  readonly element: HTMLElement;
  private readonly words = h("p", {});
  private readonly warnings = h("ul", { class: "warnings" });
  private readonly peaks = h("div");
  private readonly figure = new LinkedFigure("Distribution of relaxation times", {
    point: (i) => this.figure.mark(i),
  });
  private readonly results = new Map<Spectrum, DrtResult>();
  private wanted: readonly Spectrum[] = [];

  constructor() {
    this.element = h(
      "div",
      { class: "split" },
      this.figure.element,
      h("div", {}, this.words, this.peaks, this.warnings),
    );
  }

  get shown(): readonly {
    readonly result: DrtResult;
    readonly spectrum: Spectrum;
    readonly label: string;
  }[] {
    return this.wanted.flatMap((spectrum, i) => {
      const result = this.results.get(spectrum);
      return result ? [{ result, spectrum, label: spectrumLabel(spectrum, i) }] : [];
    });
  }

  /** Computes what is missing, then draws; a later call wins. */
  async show({ engine, work, say }: Host, spectra: readonly Spectrum[]): Promise<void> {
    const wanted = spectra.slice(0, MOST);
    this.wanted = wanted;
    const missing = wanted.filter((spectrum) => !this.results.has(spectrum));
    if (missing.length > 0) {
      const made = await work("Relaxation times", ({ signal, progress }) =>
        drtMany(missing, { engine, signal, onProgress: progress }),
      );
      made?.forEach((result, i) => {
        this.results.set(missing[i], result);
      });
    }
    if (this.wanted !== wanted) return;
    if (spectra.length > MOST)
      say(`Relaxation times of the first ${MOST} of ${spectra.length} selected spectra are drawn.`);
    this.render();
  }

  private render(): void {
    const { shown } = this;
    const only = shown.length === 1 ? shown[0].result : undefined;
    this.words.textContent = only
      ? only.status === "failed"
        ? only.message
        : drtValues(only).join(", ")
      : `${shown.length} spectra; select one to see its peaks and its credible band.`;
    this.warnings.replaceChildren(...(only?.warnings ?? []).map((warning) => h("li", {}, warning)));
    const drawable = shown.filter(({ result }) => result.status !== "failed");
    this.peaks.replaceChildren(
      ...(only && only.peaks.length > 0
        ? [textTableElement("Peaks of the distribution", peakRows(only.peaks))]
        : []),
    );
    this.figure.show({
      draw: (width) => drtPlot(drawable, { width, background: "none" }),
      count: only?.tau.length ?? 0,
      nearest: "abscissa",
      places: (i) => [[[only?.tau[i] ?? Number.NaN, only?.gamma[i] ?? Number.NaN]]],
    });
  }
}
