/** The impedance view: spectra, their circuit, its parameters, and what follows from the fits. */

import { h } from "../../dom/make.ts";
import { evaluateCircuit } from "../../fit/evaluate.ts";
import type { FitResult } from "../../fit/result.ts";
import type { Dataset, Spectrum } from "../../impedance/spectrum.ts";
import { modelFrequencies } from "../../report/modelFrequencies.ts";
import type { ModelCurve, SpectrumSeries } from "../../report/series.ts";
import { CommandPanel } from "../commandPanel.ts";
import { DataList } from "../dataList.ts";
import type { ReadFile } from "../reading/message.ts";
import { type Tabs, tabs } from "../tabs.ts";
import type { Host, OpenView, TakeAway, View } from "../view.ts";
import { CircuitField } from "./circuitField.ts";
import { CircuitsPanel } from "./circuitsPanel.ts";
import { commandLines } from "./commandLine.ts";
import { type Fits, Fitting } from "./fits.ts";
import { impedanceKind } from "./kind.ts";
import { ModelPanel, summaryText } from "./modelPanel.ts";
import { ParameterTable } from "./parameterTable.ts";
import { RelaxationPanel } from "./relaxationPanel.ts";
import { checkSaved, type SavedImpedance } from "./saved.ts";
import { MOST_DRAWN, SpectrumFigures } from "./spectrumFigures.ts";
import { spectrumRows } from "./spectrumRows.ts";
import { emptyState, fitsDiffer, type ImpedanceState, spectrumLabel } from "./state.ts";
import { takeAwayOf } from "./takeAway.ts";
import { Trends, trendsOf } from "./trends.ts";
import { ValidityPanel } from "./validityPanel.ts";

export const impedanceView: View = {
  kind: impedanceKind,
  title: "Impedance",
  open: (host) => new ImpedanceView(host),
};

class ImpedanceView implements OpenView {
  readonly element: HTMLElement;
  private readonly host: Host;
  private state: ImpedanceState = emptyState;
  private fits: Fits | undefined;
  private current = 0;
  private selected: readonly number[] = [0];
  private against: string | undefined;

  private readonly fitting: Fitting;
  private readonly list: DataList;
  private readonly model: ModelPanel;
  private readonly table: ParameterTable;
  private readonly figures = new SpectrumFigures();
  private readonly trends: Trends;
  private readonly validity: ValidityPanel;
  private readonly relaxation = new RelaxationPanel();
  private readonly circuits: CircuitsPanel;
  private readonly tabs: Tabs;
  private readonly command: CommandPanel;

  constructor(host: Host) {
    this.host = host;
    this.list = new DataList("Spectra", {
      select: (current, selected) => this.select(current, selected),
      remove: (gone) => this.remove(gone),
    });
    this.model = new ModelPanel({
      type: (circuit) => this.change({ circuit }, "circuit", "circuit"),
      choose: (changes, label) => this.change(changes, label),
      stop: () => this.stopFits(),
    });
    this.command = new CommandPanel(
      host.say,
      "The spectra of an example are not files: take them away as spectra.csv first, and name that file instead.",
    );
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
    this.circuits = new CircuitsPanel(host, (circuit) => this.change({ circuit }, `circuit ${circuit}`));
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
        this.model.tell("fitting");
        const known =
          this.fits?.parameters.map(({ name }) => name).join() === parameters.map(({ name }) => name).join();
        if (!known) this.table.show(parameters, this.state.wishes, undefined);
      },
      progress: (done, total) =>
        this.model.tell(
          "fitting",
          `Fitting: ${done.toLocaleString("en")} of ${total.toLocaleString("en")} spectra …`,
        ),
      done: (fits, asked) => this.takeFits(fits, asked),
      refused: (sentence) => {
        this.model.tell("refused");
        this.table.fail(sentence);
      },
      failed: (sentence) => this.model.tell("failed", sentence),
    });
    this.element = h(
      "div",
      { class: "analysis" },
      this.list.element,
      this.model.element,
      this.figures.element,
      this.table.element,
      this.tabs.element,
      this.command.element,
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
    const { fits, validity, trends } = this;
    const { spectra, notes } = this.state;
    if (spectra.length === 0) return [];
    return takeAwayOf({
      spectra,
      results: fits?.results ?? [],
      seconds: fits?.seconds ?? Number.NaN,
      notes,
      circuit: (fits?.state ?? this.state).circuit,
      command: this.commands().join("; "),
      abscissa: trends.abscissaOf(spectra, this.against),
      shown: () => this.seriesShown(),
      trends: () => trendsOf(spectra, fits?.results ?? [], trends.abscissaOf(spectra, this.against)),
      validity: spectra.flatMap((spectrum) => validity.resultOf(spectrum) ?? []),
      distributions: this.relaxation.shown,
      identification: this.circuits.identification,
      curveOf: (result, spectrum) => this.curveOf(result, spectrum),
    });
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
    this.model.show(state);
    if (state.spectra !== before.spectra) {
      // Nothing of the earlier spectra may stay beside the new ones
      if (this.fits) this.table.show(this.fits.parameters, state.wishes, undefined);
      this.fits = undefined;
      this.model.tell("none", "");
      void this.validity.judge(this.host.engine, state.spectra, () => this.fitting.idle());
      this.showSelection();
      this.showTrends();
    }
    if (fitsDiffer(before, state) && CircuitField.parse(state.circuit)) this.fitting.request(state);
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
    this.model.tell(
      "stopped",
      this.fits
        ? `Stopped; what is shown was fitted before. ${summaryText(this.fits)}`
        : "Stopped before the first fit; any change of the circuit starts again.",
    );
  }

  private takeFits(fits: Fits, asked: number): void {
    this.fits = fits;
    this.showSelection();
    this.showTrends();
    this.model.tell("done", summaryText(fits));
    // A task behind the next frame: what was drawn is on the screen
    requestAnimationFrame(() =>
      setTimeout(() => {
        performance.measure("interphase: change to redrawn", { start: asked, end: performance.now() });
      }),
    );
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
    this.model.doubt(result);
    const simulated = this.state.spectra.some(({ file }) => file !== undefined && !file.includes("."));
    this.command.show(this.commands(), simulated);
    if (this.tabs.shown !== "trends") this.showTab();
    else this.circuits.show(spectrum);
  }

  private showList(): void {
    this.list.show(
      spectrumRows(this.state.spectra, this.fits?.results ?? [], (spectrum) =>
        this.validity.verdictOf(spectrum),
      ),
      this.current,
      this.selected,
    );
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

  /** Of the fits that are shown: the text of the circuit may be unfinished. */
  private commands(): readonly string[] {
    return this.fits ? commandLines(this.fits.state, this.fits.parameters) : [];
  }
}
