/** The impedance view: spectra, their circuit, its parameters, and what follows from the fits. */
import { evaluateCircuit } from "../../fit/evaluate.ts";
import { type Loss, losses, type Weighting, weightings } from "../../fit/options.ts";
import type { FitResult } from "../../fit/result.ts";
import type { Dataset, Spectrum } from "../../impedance/spectrum.ts";
import { bodePlot } from "../../report/bode.ts";
import { candidateColumns } from "../../report/candidates.ts";
import { drtPlot } from "../../report/drt.ts";
import { drtColumns } from "../../report/drtTable.ts";
import { modelFrequencies } from "../../report/modelFrequencies.ts";
import { significant } from "../../report/number.ts";
import { nyquistPlot } from "../../report/nyquist.ts";
import { residualPlot } from "../../report/residual.ts";
import type { ModelCurve, SpectrumSeries } from "../../report/series.ts";
import { trendGrid } from "../../report/trendgrid.ts";
import { choice, h } from "../dom.ts";
import type { ReadFile } from "../reading/message.ts";
import { type Tabs, tabs } from "../tabs.ts";
import type { Host, OpenView, TakeAway, View } from "../view.ts";
import { CircuitField } from "./circuitField.ts";
import { CircuitsPanel } from "./circuitsPanel.ts";
import { commandLines } from "./commandLine.ts";
import { type Fits, Fitting } from "./fits.ts";
import { impedanceKind } from "./kind.ts";
import { ParameterTable } from "./parameterTable.ts";
import { RelaxationPanel } from "./relaxationPanel.ts";
import { checkSaved, type SavedImpedance } from "./saved.ts";
import { SpectraList } from "./spectraList.ts";
import { MOST_DRAWN, SpectrumFigures } from "./spectrumFigures.ts";
import {
  emptyState,
  fitsDiffer,
  groupsOf,
  type ImpedanceState,
  type Route,
  SERIES_FROM,
  spectrumLabel,
} from "./state.ts";
import { figureItems, resultItems, spectraItems, tableItems } from "./takeAway.ts";
import { abscissae, Trends } from "./trends.ts";
import { ValidityPanel } from "./validityPanel.ts";

export const impedanceView: View = {
  kind: impedanceKind,
  title: "Impedance",
  open: (host) => new ImpedanceView(host),
};

/** Figures to take away are as wide as a page (mm). */
const FIGURE_WIDTH = 170;

const simulatedNote =
  "The spectra of an example are not files: take them away as spectra.csv first, and name that file instead.";

const routeNames: readonly (readonly [Route, string])[] = [
  ["auto", `automatic (a series from ${SERIES_FROM} spectra on)`],
  ["each", "each on its own"],
  ["series", "as a series, from neighbour to neighbour"],
];

class ImpedanceView implements OpenView {
  readonly element: HTMLElement;
  private readonly host: Host;
  private state: ImpedanceState = emptyState;
  private fits: Fits | undefined;
  private current = 0;
  private selected: readonly number[] = [0];
  private against: string | undefined;

  private readonly fitting: Fitting;
  private readonly list: SpectraList;
  private readonly field: CircuitField;
  private readonly table: ParameterTable;
  private readonly figures = new SpectrumFigures();
  private readonly trends: Trends;
  private readonly validity: ValidityPanel;
  private readonly relaxation = new RelaxationPanel();
  private readonly circuits: CircuitsPanel;
  private readonly tabs: Tabs;
  private readonly summary = h("p", { class: "summary", "data-state": "none" });
  private readonly stopButton = h(
    "button",
    { type: "button", class: "stop", onclick: () => this.stopFits() },
    "Stop",
  );
  private readonly doubts = h("ul", { class: "warnings" });
  private readonly notes = h("details", { class: "notes", hidden: true });
  private readonly command = h("pre", {
    class: "command",
    tabindex: "0",
    role: "region",
    "aria-label": "Command line",
  });
  private readonly commandNote = h("p", { class: "soft note", hidden: true }, simulatedNote);
  private readonly weighting = choice<Weighting>(
    "Weighting",
    weightings.map((one) => [one, one]),
    (weighting) => this.change({ weighting }, `weighting ${weighting}`),
  );
  private readonly loss = choice<Loss>(
    "Loss",
    losses.map((one) => [one, one]),
    (loss) => this.change({ loss }, `loss ${loss}`),
  );
  private readonly route = choice<Route>("Fits", routeNames, (route) =>
    this.change({ route }, "how spectra are fitted"),
  );

  constructor(host: Host) {
    this.host = host;
    this.list = new SpectraList({
      select: (current, selected) => this.select(current, selected),
      remove: (gone) => this.remove(gone),
    });
    this.field = new CircuitField((text) => this.typeCircuit(text));
    this.table = new ParameterTable((name, wish, label) => {
      const { [name]: _old, ...others } = this.state.wishes;
      this.change({ wishes: wish ? { ...others, [name]: wish } : others }, label);
    });
    this.trends = new Trends(
      (index) => this.select(index, [index]),
      (fact) => {
        this.against = fact;
        this.showTrends();
      },
    );
    this.validity = new ValidityPanel(() => this.showVerdicts());
    this.circuits = new CircuitsPanel(host, (circuit) => {
      this.change({ circuit }, `circuit ${circuit}`);
      this.field.set(circuit);
    });
    this.tabs = tabs(
      "Analyses",
      [
        { name: "trends", title: "Trends", element: this.trends.element },
        { name: "validity", title: "Kramers–Kronig", element: this.validity.element },
        { name: "relaxation", title: "Relaxation times", element: this.relaxation.element },
        { name: "circuits", title: "Circuits compared", element: this.circuits.element },
      ],
      () => this.showTab(),
    );
    this.fitting = new Fitting(host.engine, {
      started: (_circuit, parameters) => {
        this.table.fail(undefined);
        if (this.summary.dataset.state !== "fitting") this.summary.dataset.state = "fitting";
        const known =
          this.fits?.parameters.map(({ name }) => name).join() === parameters.map(({ name }) => name).join();
        if (!known) this.table.show(parameters, this.state.wishes, undefined);
      },
      progress: (done, total) => {
        this.summary.textContent = `Fitting: ${done.toLocaleString("en")} of ${total.toLocaleString("en")} spectra …`;
      },
      done: (fits, asked) => this.takeFits(fits, asked),
      refused: (sentence) => {
        this.summary.dataset.state = "refused";
        this.table.fail(sentence);
      },
      failed: (sentence) => {
        this.summary.dataset.state = "failed";
        this.summary.textContent = sentence;
      },
    });
    this.element = h(
      "div",
      { class: "impedance" },
      this.list.element,
      h(
        "section",
        { class: "panel model", "aria-label": "Circuit" },
        this.field.element,
        h("div", { class: "choices" }, this.weighting.element, this.loss.element, this.route.element),
        h("div", { class: "summary-line" }, this.summary, this.stopButton),
        this.doubts,
        this.notes,
      ),
      this.figures.element,
      this.table.element,
      this.tabs.element,
      h(
        "section",
        { class: "panel", "aria-label": "Equivalent command line" },
        h("h2", {}, "The same on the command line"),
        this.command,
        this.commandNote,
        h("p", {}, h("button", { type: "button", onclick: () => void this.copyCommand() }, "Copy")),
      ),
    );
  }

  take(files: readonly ReadFile[]): void {
    const datasets = files.map(({ content }) => content as Dataset);
    const spectra = datasets.flatMap((dataset) =>
      dataset.spectra.map((spectrum) => ({ ...spectrum, file: spectrum.file ?? dataset.file })),
    );
    const first = this.state.spectra.length === 0;
    const simulated = datasets.some(({ format }) => format === "simulated");
    const at = this.state.spectra.length;
    this.change(
      {
        spectra: [...this.state.spectra, ...spectra],
        notes: [...this.state.notes, ...datasets.flatMap(({ warnings }) => warnings)],
        // The examples are made with this circuit
        ...(first && simulated && { circuit: "L0-R1-p(R2,CPE2)-p(R3,CPE3)" }),
      },
      spectra.length === 1 ? "open a spectrum" : `open ${spectra.length} spectra`,
    );
    this.select(at, [at]);
    this.host.say(
      `${spectra.length.toLocaleString("en")} ${spectra.length === 1 ? "spectrum" : "spectra"} opened.`,
    );
  }

  save(): SavedImpedance {
    const { state, current, selected, against } = this;
    return { state, current, selected, tab: this.tabs.shown, against };
  }

  restore(saved: unknown): void {
    const { state, current, selected, tab, against } = checkSaved(saved);
    this.against = against;
    this.change(state, "open a session");
    this.tabs.set(tab);
    this.select(current, selected);
    this.host.say(`The session is open: ${state.spectra.length} spectra.`);
  }

  takeAway(): readonly TakeAway[] {
    const { spectra } = this.state;
    if (spectra.length === 0) return [];
    const { fits } = this;
    const results = fits?.results ?? [];
    const plain = { width: FIGURE_WIDTH };
    const series = (): readonly SpectrumSeries[] => this.seriesShown();
    const options = abscissae(spectra);
    const abscissa = options.find(({ fact }) => fact === this.against) ?? options[0];
    const groups = groupsOf(spectra);
    const group = spectra.map((_, i) => groups.find(({ indices }) => indices.includes(i))?.label ?? "");
    const shown = this.relaxation.shown.filter(({ result }) => result.status !== "failed");
    const items = [
      ...resultItems({
        spectra,
        results,
        fitted: spectra,
        seconds: fits?.seconds ?? Number.NaN,
        notes: this.state.notes,
        circuit: this.state.circuit,
        command: this.commands().join("; "),
        abscissa:
          spectra.length > 4
            ? {
                label: abscissa.label,
                x: abscissa.x,
                ...(groups.length > 1 ? { group } : { group: spectra.map(() => "") }),
              }
            : undefined,
        curveOf: (result, spectrum) => this.curveOf(result, spectrum),
      }),
      ...spectraItems(spectra),
      ...this.analysisItems(),
      ...figureItems("Nyquist plot", "nyquist", () => nyquistPlot(series(), plain)),
      ...figureItems("Bode plot", "bode", () => bodePlot(series(), plain)),
      ...figureItems("Residuals", "residuals", () => residualPlot(series(), plain)),
      ...(spectra.length > 1 && results.length > 0
        ? figureItems("Trends", "trends", () => trendGrid(this.trends.trends, plain))
        : []),
      ...(shown.length > 0 ? figureItems("Relaxation times", "drt", () => drtPlot(shown, plain)) : []),
    ];
    const order = ["Tables", "Figures", "Reports"];
    return items.sort((a, b) => order.indexOf(a.group) - order.indexOf(b.group));
  }

  /** Tables of what the other tabs have found so far. */
  private analysisItems(): readonly TakeAway[] {
    const { spectra } = this.state;
    const validity = spectra.flatMap((spectrum) => this.validity.resultOf(spectrum) ?? []);
    const distributions = this.relaxation.shown.map(({ result }) => result);
    const { identification } = this.circuits;
    return [
      ...(validity.length > 0
        ? tableItems("Kramers–Kronig verdicts", "validity", async () =>
            (await import("../../report/validityDocument.ts")).validityColumns({
              results: validity,
              spectra,
              failures: [],
              rule: validity[0].rule,
              seconds: Number.NaN,
            }),
          )
        : []),
      ...(distributions.length > 0
        ? tableItems("Relaxation times", "drt", async () => drtColumns(distributions))
        : []),
      ...(identification
        ? tableItems("Circuits compared", "circuits", async () => candidateColumns([identification]))
        : []),
    ];
  }

  /** A new state that can be undone. */
  private change(changes: Partial<ImpedanceState>, label: string, merge?: string): void {
    const before = { state: this.state, current: this.current, selected: this.selected };
    const state = { ...this.state, ...changes };
    this.enter(state);
    const after = { state, current: this.current, selected: this.selected };
    this.host.history.did(
      { label, undo: () => this.enter(before.state, before), redo: () => this.enter(after.state, after) },
      merge,
    );
  }

  private enter(
    state: ImpedanceState,
    place: { readonly current: number; readonly selected: readonly number[] } = {
      current: this.current,
      selected: this.selected,
    },
  ): void {
    const before = this.state;
    this.state = state;
    const last = Math.max(0, state.spectra.length - 1);
    this.current = Math.min(place.current, last);
    this.selected = place.selected.filter((i) => i <= last);
    if (this.selected.length === 0) this.selected = [this.current];
    this.field.set(state.circuit);
    this.weighting.set(state.weighting);
    this.loss.set(state.loss);
    this.route.set(state.route);
    this.showNotes();
    if (state.spectra !== before.spectra) {
      this.fits = undefined;
      void this.validity.judge(this.host.engine, state.spectra, () => this.fitting.idle());
      this.showSelection();
    }
    if (fitsDiffer(before, state) && CircuitField.parse(state.circuit)) this.fitting.request(state);
  }

  private typeCircuit(circuit: string): void {
    this.change({ circuit }, "circuit", "circuit");
  }

  private remove(gone: readonly number[]): void {
    const dropped = new Set(gone);
    const spectra = this.state.spectra.filter((_, i) => !dropped.has(i));
    if (spectra.length === this.state.spectra.length) return;
    this.change(
      { spectra },
      gone.length === 1 ? "take a spectrum off the list" : `take ${gone.length} spectra off the list`,
    );
    this.host.say(
      `${gone.length} ${gone.length === 1 ? "spectrum" : "spectra"} taken off the list; Undo brings them back.`,
    );
  }

  private select(current: number, selected: readonly number[]): void {
    this.current = current;
    this.selected = selected;
    this.showSelection();
    this.trends.choose(current);
  }

  private stopFits(): void {
    this.fitting.stop();
    this.summary.dataset.state = "stopped";
    this.summary.textContent = this.fits
      ? `Stopped; what is shown was fitted before. ${summaryText(this.fits)}`
      : "Stopped before the first fit; any change of the circuit starts again.";
  }

  private takeFits(fits: Fits, asked: number): void {
    this.fits = fits;
    this.summary.textContent = summaryText(fits);
    this.showSelection();
    this.showTrends();
    this.summary.dataset.state = "done";
    performance.measure("interphase: change to redrawn", { start: asked, end: performance.now() });
  }

  private get spectrum(): Spectrum | undefined {
    return this.state.spectra[this.current];
  }

  private showSelection(): void {
    const { spectrum, fits } = this;
    this.showList();
    this.figures.show(this.seriesShown(), this.state.spectra);
    const result = fits?.results[this.current];
    if (fits) this.table.show(fits.parameters, this.state.wishes, result);
    this.doubts.replaceChildren(...(result ? doubtsOf(result) : []).map((sentence) => h("li", {}, sentence)));
    this.command.textContent = this.commands().join("\n");
    this.commandNote.hidden = !this.state.spectra.some(
      ({ file }) => file !== undefined && !file.includes("."),
    );
    if (this.tabs.shown !== "trends") this.showTab();
    else this.circuits.show(spectrum);
  }

  private showList(): void {
    const { spectra } = this.state;
    this.list.show(spectra, {
      results: this.fits?.results ?? [],
      verdicts: spectra.map((spectrum) => this.validity.verdictOf(spectrum)),
      current: this.current,
      selected: this.selected,
    });
  }

  private showVerdicts(): void {
    this.showList();
    if (this.tabs.shown === "validity") this.validity.show(this.spectrum, this.state.spectra);
  }

  private showTrends(): void {
    if (this.tabs.shown === "trends")
      this.trends.show(this.state.spectra, this.fits?.results ?? [], this.against, this.current);
  }

  private showTab(): void {
    const { spectrum } = this;
    const { spectra } = this.state;
    if (this.tabs.shown === "trends") this.showTrends();
    else if (this.tabs.shown === "validity") this.validity.show(spectrum, spectra);
    else if (this.tabs.shown === "circuits") this.circuits.show(spectrum);
    else if (spectrum) {
      const selected = this.selected.map((i) => spectra[i]);
      this.relaxation.show(this.host, selected).catch((error: Error) => this.host.say(error.message));
    }
  }

  private showNotes(): void {
    const { notes } = this.state;
    this.notes.hidden = notes.length === 0;
    this.notes.replaceChildren(
      h(
        "summary",
        {},
        notes.length === 1 ? "1 remark of the reader" : `${notes.length} remarks of the readers`,
      ),
      h("ul", {}, ...notes.slice(0, 500).map((note) => h("li", {}, note))),
    );
  }

  /** The selected spectra with their models, the current one first. */
  private seriesShown(): readonly SpectrumSeries[] {
    const { spectra } = this.state;
    const results = this.fits?.results ?? [];
    const others = this.selected.filter((i) => i !== this.current).slice(0, MOST_DRAWN - 1);
    return [this.current, ...others].flatMap((i) => {
      const spectrum = spectra[i];
      if (!spectrum) return [];
      const curve = results[i] && this.curveOf(results[i], spectrum);
      return [{ spectrum, label: spectrumLabel(spectrum, i), ...(curve && { curve }) }];
    });
  }

  private curveOf({ values }: FitResult, { frequency }: Spectrum): ModelCurve | undefined {
    if (!this.fits || !values.every(Number.isFinite)) return undefined;
    return evaluateCircuit(this.host.engine.kernel, this.fits.circuit, values, modelFrequencies(frequency));
  }

  private commands(): readonly string[] {
    return this.state.spectra.length === 0 ? [] : commandLines(this.state, this.fits?.parameters ?? []);
  }

  private async copyCommand(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.commands().join("\n"));
      this.host.say("The command is in the clipboard.");
    } catch {
      getSelection()?.selectAllChildren(this.command);
      this.host.say("This browser does not let the page copy; the command is selected, press Ctrl+C.");
    }
  }
}

function summaryText({ results, series, seconds }: Fits): string {
  const of = (status: FitResult["status"]): number =>
    results.filter((result) => result.status === status).length;
  const counts = [
    `${of("converged").toLocaleString("en")} converged`,
    of("warning") > 0 ? `${of("warning").toLocaleString("en")} with warnings` : "",
    of("failed") > 0 ? `${of("failed").toLocaleString("en")} failed` : "",
  ].filter((text) => text !== "");
  const fitted = results.length === 1 ? "1 spectrum" : `${results.length.toLocaleString("en")} spectra`;
  return `${fitted} fitted in ${significant(seconds, 2)} s${series ? ", from neighbour to neighbour" : ""}: ${counts.join(", ")}.`;
}

/** What one must know about a fit: its message unless all is well, and its warnings. */
function doubtsOf({ status, message, warnings }: FitResult): string[] {
  if (status === "converged") return [];
  return status === "failed" ? [message, ...warnings] : [...warnings];
}
