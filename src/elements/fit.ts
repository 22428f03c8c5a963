/** `<interphase-fit circuit="…">`: fits its spectra and shows values with their errors; figures inside it show spectra and fits. */
import { h, markup } from "../dom/make.ts";
import { evaluateCircuit } from "../fit/evaluate.ts";
import type { Fitter } from "../fit/fitter.ts";
import { type BatchOptions, type Loss, losses, type Weighting, weightings } from "../fit/options.ts";
import { OptionError } from "../fit/plan.ts";
import type { FitResult } from "../fit/result.ts";
import type { Spectrum } from "../impedance/spectrum.ts";
import type { Circuit } from "../program/circuit.ts";
import { circuitOf } from "../program/syntax.ts";
import { modelFrequencies } from "../report/modelFrequencies.ts";
import { percent } from "../report/number.ts";
import { distinctLooks } from "../report/palette.ts";
import { parameterTable, statusHtml } from "../report/resulttable.ts";
import type { ModelCurve } from "../report/series.ts";
import { statusCounts } from "../report/statusCounts.ts";
import { resultName } from "../report/text.ts";
import type { FitDetail, FitElementEventMap, ProgressDetail } from "./contract.ts";
import { FigureElement } from "./figureElement.ts";
import { borrow, giveBack } from "./sharedFitter.ts";
import { SpectraElement } from "./spectraElement.ts";
import { fitStyle } from "./style.ts";

/** What a page can ask of the fit beside what attributes say. */
export type FitElementOptions = Omit<BatchOptions, "signal" | "onProgress" | "onResult" | "kernel">;

/** What was fitted with which words: not to be fitted again when the element is moved. */
interface Done {
  readonly key: string;
  readonly options: FitElementOptions;
  readonly spectra: readonly Spectrum[];
  readonly circuit: Circuit;
  readonly results: readonly FitResult[];
}

export class FitElement extends SpectraElement<FitElementEventMap> {
  static override readonly observedAttributes = [
    ...SpectraElement.observedAttributes,
    "circuit",
    "weighting",
    "loss",
    "workers",
    "selected",
  ];

  private readonly summary = h("p", { class: "summary", part: "summary", role: "status" });
  private readonly picker = h("select", {
    part: "picker",
    onchange: () => {
      this.selected = Number(this.picker.value);
    },
  });
  private readonly picking = h("label", { hidden: true }, "Spectrum", this.picker);
  private readonly verdict = h("p", { class: "summary", part: "verdict" });
  private readonly table = h("div", { part: "table" });
  private readonly warnings = h("ul", { part: "warnings", hidden: true });
  private readonly figures = h("slot", { onslotchange: () => this.invalidate() });
  private wishes: FitElementOptions = {};
  private done: Done | undefined;

  constructor() {
    super(fitStyle);
    this.root.prepend(this.summary, this.picking, this.figures, this.verdict, this.table, this.warnings);
  }

  /** The circuit in any of the three syntaxes. */
  get circuit(): string {
    return this.getAttribute("circuit") ?? "";
  }

  set circuit(text: string) {
    this.setAttribute("circuit", text);
  }

  /** Options of the fit: bounds, ties, fixed values, starts …; attributes of the same name come first. */
  get options(): FitElementOptions {
    return this.wishes;
  }

  set options(options: FitElementOptions | undefined) {
    this.wishes = options ?? {};
    this.invalidate();
  }

  /** The spectrum whose parameters are shown, counted from 0; attribute `selected`. */
  get selected(): number {
    const wanted = Number(this.getAttribute("selected") ?? 0);
    return Number.isInteger(wanted) ? Math.min(Math.max(wanted, 0), Math.max(this.spectra.length - 1, 0)) : 0;
  }

  set selected(index: number) {
    this.setAttribute("selected", String(index));
  }

  /** Results in the order of the spectra; none until they are fitted. */
  get results(): readonly FitResult[] {
    return this.done?.results ?? [];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    giveBack(this);
  }

  protected override settable(): readonly string[] {
    return [...super.settable(), "circuit", "options", "selected"];
  }

  protected async show(signal: AbortSignal): Promise<void> {
    const { spectra } = this;
    this.drawFigures(
      spectra.length <= distinctLooks ? spectra : spectra.slice(this.selected, this.selected + 1),
      [],
    );
    const options = this.askedFor();
    const key = JSON.stringify([this.circuit, options.weighting, options.loss, options.workers]);
    const isDone =
      this.done?.key === key && this.done.options === this.wishes && this.done.spectra === spectra;
    if (!isDone) {
      this.done = undefined;
      this.clear();
      if (spectra.length === 0) return;
      if (this.circuit === "") {
        throw new OptionError('no circuit is given; write it as the attribute circuit="R0-p(R1,CPE1)"');
      }
      const circuit = circuitOf(this.circuit, options.elements);
      const fitter = await borrow(this);
      if (signal.aborted) return;
      const results = await this.fitAll(fitter, circuit, options, signal);
      if (signal.aborted) return;
      this.done = { key, options: this.wishes, spectra, circuit, results };
    }
    const fitter = await borrow(this);
    if (signal.aborted) return;
    this.showResults(fitter);
    if (!isDone) this.emit<FitDetail>("fit", { results: this.results, spectra }, true);
  }

  private async fitAll(
    fitter: Fitter,
    circuit: Circuit,
    options: FitElementOptions,
    signal: AbortSignal,
  ): Promise<FitResult[]> {
    this.summary.textContent = "fitting …";
    return fitter.fitMany(circuit, this.spectra, {
      ...options,
      signal,
      onProgress: (done, total) => {
        if (total > 1) this.emit<ProgressDetail>("progress", { done, total }, true);
      },
    });
  }

  /** Options with what attributes say. @throws OptionError */
  private askedFor(): FitElementOptions {
    const workers = this.getAttribute("workers");
    if (workers !== null && !/^\d+$/.test(workers)) {
      throw new OptionError(
        `workers="${workers}" is not a whole number from 0; leave it out for the number of cores`,
      );
    }
    const weighting = oneOf(this.getAttribute("weighting"), weightings, "weighting");
    const loss = oneOf(this.getAttribute("loss"), losses, "loss");
    return {
      ...this.wishes,
      ...(weighting && { weighting }),
      ...(loss && { loss }),
      ...(workers !== null && { workers: Number(workers) }),
    };
  }

  protected override blank(): void {
    this.done = undefined;
    this.clear();
    this.drawFigures([], []);
  }

  private clear(): void {
    for (const place of [this.summary, this.verdict, this.table]) place.replaceChildren();
    this.picking.hidden = true;
    this.warnings.hidden = true;
  }

  private showResults(fitter: Fitter): void {
    const { done } = this;
    if (!done) return;
    const { results, spectra, circuit } = done;
    const { selected } = this;
    const result = results[selected];
    this.summary.textContent =
      results.length === 1
        ? ""
        : `${results.length.toLocaleString("en")} spectra fitted: ${statusCounts(results)}.`;
    this.picking.hidden = results.length === 1;
    if (this.picker.length !== results.length || results.length > 1) {
      this.picker.replaceChildren(
        ...results.map((one, i) => h("option", { value: i, selected: i === selected }, resultName(one, i))),
      );
    }
    const agreeing = result.starts > 0 ? `, ${result.agreement} of ${result.starts} starts agree` : "";
    this.verdict.replaceChildren(
      markup(statusHtml(result.status)),
      result.status === "failed" ? `: ${result.message}` : `: rms ${percent(result.rms)}${agreeing}`,
    );
    this.table.replaceChildren(result.parameters.length > 0 ? markup(parameterTable(result)) : "");
    this.warnings.replaceChildren(...result.warnings.map((sentence) => h("li", {}, sentence)));
    this.warnings.hidden = result.warnings.length === 0;
    const chosen = spectra.length <= distinctLooks ? spectra.map((_, i) => i) : [selected];
    this.drawFigures(
      chosen.map((i) => spectra[i]),
      chosen.map((i) => curveOf(fitter, circuit, results[i], spectra[i])),
    );
  }

  private drawFigures(spectra: readonly Spectrum[], curves: readonly (ModelCurve | undefined)[]): void {
    for (const element of this.querySelectorAll("interphase-nyquist, interphase-bode")) {
      if (!(element instanceof FigureElement)) continue; // not defined yet
      element.spectra = spectra;
      element.curves = curves;
    }
  }
}

function curveOf(
  { engine }: Fitter,
  circuit: Circuit,
  { status, values }: FitResult,
  { frequency }: Spectrum,
): ModelCurve | undefined {
  return status === "failed"
    ? undefined
    : evaluateCircuit(engine.kernel, circuit, values, modelFrequencies(frequency));
}

/** @throws OptionError for an attribute that is none of the words */
function oneOf<T extends Weighting | Loss>(
  text: string | null,
  words: readonly T[],
  name: string,
): T | undefined {
  if (text === null) return undefined;
  const word = words.find((one) => one === text);
  if (word === undefined) throw new OptionError(`${name}="${text}" is not one of ${words.join(", ")}`);
  return word;
}
