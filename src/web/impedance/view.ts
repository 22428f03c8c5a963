/** The impedance view: spectra, their circuit, its parameters, and what follows from the fits. */

import { h } from "../../dom/make.ts";
import { evaluateCircuit } from "../../fit/evaluate.ts";
import { parseCircuit } from "../../program/syntax.ts";
import { modelFrequencies } from "../../report/modelFrequencies.ts";
import type { SpectrumSeries } from "../../report/series.ts";
import { CommandPanel } from "../commandPanel.ts";
import { DataList } from "../dataList.ts";
import type { ReadFile } from "../reading/message.ts";
import type { Host, OpenView, TakeAway, View } from "../view.ts";
import { Analyses } from "./analyses.ts";
import { CircuitField } from "./circuitField.ts";
import { commandLines } from "./commandLine.ts";
import { type Fits, Fitting } from "./fits.ts";
import { impedanceKind } from "./kind.ts";
import { curveOf, seriesShown } from "./modelCurves.ts";
import { ModelPanel, summaryText } from "./modelPanel.ts";
import { columnsOf, type PageDataset } from "./pageDataset.ts";
import { ParameterTable } from "./parameterTable.ts";
import { checkSaved, type SavedImpedance, savedState } from "./saved.ts";
import { SpectrumFigures } from "./spectrumFigures.ts";
import { spectrumRows } from "./spectrumRows.ts";
import { emptyState, fitsDiffer, type ImpedanceState, measuredIn } from "./state.ts";
import { takeAwayOf } from "./takeAway.ts";
import { trendsOf } from "./trends.ts";

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
  private readonly analyses: Analyses;
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
      treat: (changes, label) => this.treat(changes, label),
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
    this.analyses = new Analyses(host, {
      pick: (index) => this.select(index, [index]),
      against: (fact) => {
        this.against = fact;
        this.showAnalyses();
      },
      use: (circuit) => this.change({ circuit }, `circuit ${circuit}`),
      judged: () => this.showList(),
      found: () => this.showCommands(),
      change: (changes, label) => this.change(changes, label),
    });
    this.fitting = new Fitting(host.engine, {
      started: (_circuit, parameters) => {
        this.table.fail(undefined);
        this.model.tell("fitting", this.fits ? undefined : "Fitting …");
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
      this.analyses.element,
      this.command.element,
    );
  }

  take(files: readonly ReadFile[]): void {
    const datasets = files.map(({ content }) => content as PageDataset);
    const spectra = datasets.flatMap((dataset) =>
      dataset.spectra.map((spectrum) => ({ ...spectrum, file: spectrum.file ?? dataset.file })),
    );
    const first = this.state.spectra.length === 0;
    const simulated = datasets.some(({ format }) => format === "simulated");
    const at = this.state.spectra.length;
    this.change(
      {
        ...this.withOpened({
          opened: [...this.state.opened, ...spectra],
          columns: { ...this.state.columns, ...columnsOf(datasets) },
        }),
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
    return { state: savedState(state), current, selected, tab: this.analyses.shown, against };
  }

  restore(saved: unknown): void {
    const { state, current, selected, tab, against } = checkSaved(saved);
    this.against = against;
    this.analyses.open(tab);
    this.change(state, "open a session");
    this.select(current, selected);
    this.host.say(`The session is open: ${state.spectra.length} spectra.`);
  }

  takeAway(): readonly TakeAway[] {
    const { fits, state } = this;
    const { trends, certainty, validity, relaxation, circuits } = this.analyses;
    const { spectra, notes, cell } = state;
    if (spectra.length === 0) return [];
    const results = certainty.certified(fits?.results ?? []);
    const abscissa = trends.abscissaOf(spectra, this.against);
    return takeAwayOf({
      kernel: this.host.engine.build,
      spectra,
      results,
      seconds: fits?.seconds ?? Number.NaN,
      notes,
      circuit: (fits?.state ?? state).circuit,
      cell,
      commands: this.commands(),
      abscissa,
      shown: () => this.seriesShown(),
      trends: () => trendsOf(spectra, results, abscissa),
      validity: spectra.flatMap((spectrum) => {
        const result = validity.resultOf(spectrum);
        return result ? [{ result, spectrum }] : [];
      }),
      distributions: relaxation.shown,
      identification: circuits.identification,
      curveOfCircuit: (text, values, { frequency }) =>
        evaluateCircuit(this.host.engine.kernel, parseCircuit(text), values, modelFrequencies(frequency)),
      curveOf: (result, spectrum) => fits && curveOf(this.host.engine.kernel, fits, result, spectrum),
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

  /** Another treatment of the spectra; refused in place where it leaves too little of them. */
  private treat(changes: Partial<Pick<ImpedanceState, "band" | "imaginary">>, label: string): void {
    try {
      this.change(measuredIn(this.state, changes), label);
    } catch (error) {
      this.model.refuse((error as Error).message);
    }
  }

  /** Other spectra, treated as these; all of their points where the band leaves too few of one. */
  private withOpened(changes: Partial<Pick<ImpedanceState, "opened" | "columns">>): ImpedanceState {
    try {
      return measuredIn(this.state, changes);
    } catch (error) {
      this.host.say(`${(error as Error).message} All points are used.`);
      return measuredIn(this.state, { ...changes, band: {} });
    }
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
      void this.analyses.validity.judge(this.host.engine, state.spectra, () => this.fitting.idle());
      this.showSelection();
    } else if (state.cell !== before.cell || state.certainty !== before.certainty) this.showAnalyses();
    if (fitsDiffer(before, state) && CircuitField.parse(state.circuit)) this.fitting.request(state);
  }

  private remove(gone: readonly number[]): void {
    const dropped = new Set(gone);
    const opened = this.state.opened.filter((_, i) => !dropped.has(i));
    if (opened.length === this.state.opened.length) return;
    this.change(
      { ...this.withOpened({ opened }), removed: this.state.removed + dropped.size },
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
    this.model.tell("done", summaryText(fits));
    // A task behind the next frame: what was drawn is on the screen
    requestAnimationFrame(() =>
      setTimeout(() => {
        performance.measure("interphase: change to redrawn", { start: asked, end: performance.now() });
      }),
    );
  }

  private showSelection(): void {
    const { fits } = this;
    this.showList();
    this.figures.show(this.seriesShown(), this.state.spectra);
    const result = fits?.results[this.current];
    if (fits) this.table.show(fits.parameters, this.state.wishes, result);
    this.model.doubt(result);
    this.showAnalyses();
  }

  private showAnalyses(): void {
    const { state, fits, current, selected, against } = this;
    this.analyses.show({ state, fits, current, selected, against });
    this.showCommands();
  }

  private showCommands(): void {
    const { spectra, removed } = this.state;
    this.command.show(this.commands(), {
      simulated: spectra.some(({ file }) => file !== undefined && !file.includes(".")),
      removed,
    });
  }

  private showList(): void {
    this.list.show(
      spectrumRows(this.state.spectra, this.fits?.results ?? [], (spectrum) =>
        this.analyses.validity.verdictOf(spectrum),
      ),
      this.current,
      this.selected,
    );
  }

  private seriesShown(): readonly SpectrumSeries[] {
    const { fits, current, selected } = this;
    return seriesShown(this.host.engine.kernel, this.state.spectra, fits, current, selected);
  }

  /** Of the fits that are shown: the text of the circuit may be unfinished. */
  private commands(): readonly string[] {
    const { fits, analyses, state } = this;
    if (!fits) return [];
    return commandLines(
      { ...fits.state, cell: state.cell, certainty: state.certainty },
      fits.parameters,
      analyses.done(fits),
    );
  }
}
