/** Kramers–Kronig: the verdict on every spectrum, and the test of the selected one. */

import { LinkedFigure } from "../../dom/linkedFigure.ts";
import { h } from "../../dom/make.ts";
import type { Spectrum } from "../../impedance/spectrum.ts";
import { type ValidityResult, validateMany } from "../../impedance/validity.ts";
import type { Verdict } from "../../impedance/verdict.ts";
import { percent } from "../../report/number.ts";
import { residualPlot } from "../../report/residual.ts";
import type { Engine } from "../../workers/engine.ts";

/** Spectra that are judged at a time, so that fits come in between. */
const AT_A_TIME = 32;

export class ValidityPanel {
  readonly element: HTMLElement;
  private readonly verdict = h("p", { class: "verdict-line" });
  private readonly rule = h("p", { class: "soft" });
  private readonly warnings = h("ul", { class: "warnings" });
  private readonly counts = h("p", { class: "soft" });
  private readonly figure = new LinkedFigure("Residuals of the linear Kramers–Kronig test", {
    point: (i) => this.figure.mark(i),
  });
  private readonly results = new Map<Spectrum, ValidityResult>();
  private readonly onVerdicts: () => void;
  private running = new AbortController();

  constructor(onVerdicts: () => void) {
    this.onVerdicts = onVerdicts;
    this.element = h(
      "div",
      { class: "split" },
      this.figure.element,
      h("div", {}, this.verdict, this.rule, this.warnings, this.counts),
    );
  }

  resultOf(spectrum: Spectrum): ValidityResult | undefined {
    return this.results.get(spectrum);
  }

  /** Judges all spectra that have no verdict yet, the first ones first; `free` resolves when nothing more urgent is under way. */
  async judge(engine: Engine, spectra: readonly Spectrum[], free: () => Promise<void>): Promise<void> {
    this.running.abort();
    this.running = new AbortController();
    const { signal } = this.running;
    const open = spectra.filter((spectrum) => !this.results.has(spectrum));
    for (let from = 0; from < open.length && !signal.aborted; from += AT_A_TIME) {
      await free();
      if (signal.aborted) return;
      const some = open.slice(from, from + AT_A_TIME);
      const judged = await validateMany(some, { engine, workers: 1 });
      judged.forEach((result, i) => {
        this.results.set(some[i], result);
      });
      this.onVerdicts();
    }
  }

  verdictOf(spectrum: Spectrum): Verdict | undefined {
    return this.results.get(spectrum)?.verdict;
  }

  show(spectrum: Spectrum | undefined, all: readonly Spectrum[]): void {
    const result = spectrum && this.results.get(spectrum);
    this.counts.textContent = countText(all.map((one) => this.verdictOf(one)));
    if (!spectrum || !result) {
      this.verdict.textContent = spectrum ? "being judged …" : "";
      delete this.verdict.dataset.verdict;
      this.rule.textContent = "";
      this.warnings.replaceChildren();
      this.figure.element.hidden = true;
      return;
    }
    this.verdict.dataset.verdict = result.verdict;
    this.verdict.textContent = result.message;
    this.rule.textContent = `${result.rule}.${result.zhit === undefined ? "" : ` Z-HIT: |Z| from the phase differs by ${percent(result.zhit.rms)} (root mean square).`}`;
    this.warnings.replaceChildren(...result.warnings.map((warning) => h("li", {}, warning)));
    const { linKK } = result;
    const curve = linKK && { frequency: spectrum.frequency, ...linKK.fit };
    this.figure.element.hidden = false;
    this.figure.show({
      draw: (width) => residualPlot([{ spectrum, curve }], { width, background: "none" }),
      count: linKK ? spectrum.frequency.length : 0,
      nearest: "abscissa",
      places: (i) => [
        [
          [spectrum.frequency[i], 100 * (linKK?.residualReal[i] ?? Number.NaN)],
          [spectrum.frequency[i], 100 * (linKK?.residualImaginary[i] ?? Number.NaN)],
        ],
      ],
    });
  }
}

function countText(verdicts: readonly (Verdict | undefined)[]): string {
  const words = (["valid", "invalid", "undecided", "failed"] as const).flatMap((verdict) => {
    const count = verdicts.filter((one) => one === verdict).length;
    return count > 0 ? `${count} ${verdict}` : [];
  });
  const open = verdicts.filter((one) => one === undefined).length;
  if (open > 0) words.push(`${open} not judged yet`);
  return `All spectra: ${words.join(", ")}.`;
}
