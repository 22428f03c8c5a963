/** The view of spectra: scans, the model of their lines and background, its fits, and what follows from them. */

import { h, markup } from "../../dom/make.ts";
import { significant } from "../../report/number.ts";
import {
  componentTable,
  compositionTable,
  parameterDetails,
  qualityText,
  rankingText,
  ratioTable,
} from "../../report/spectrumTable.ts";
import { statusCounts } from "../../report/statusCounts.ts";
import { findLines } from "../../spectra/findLines.ts";
import type { Measurement, Scan } from "../../spectra/measurement.ts";
import type { SpectrumModel } from "../../spectra/model.ts";
import { parseSpectrumModel } from "../../spectra/modelFile.ts";
import { presetModel } from "../../spectra/presetModel.ts";
import { storedModel } from "../../spectra/storedModel.ts";
import { CommandPanel } from "../commandPanel.ts";
import { DataList, type DataRow } from "../dataList.ts";
import type { ReadFile } from "../reading/message.ts";
import type { Host, OpenView, TakeAway } from "../view.ts";
import { commandLines } from "./commandLine.ts";
import { examplePresets } from "./example.ts";
import { type AllFindings, findingsOf, trendsOf } from "./findings.ts";
import { SpectraFitting } from "./fits.ts";
import { LinesPanel } from "./linesPanel.ts";
import { emptyModel, type LineLevel, levelOf, lineAt, withLine } from "./modelEdits.ts";
import { ModelPanel } from "./modelPanel.ts";
import { checkSaved, type SavedSpectra, savedOf } from "./saved.ts";
import { SpectrumFigure } from "./spectrumFigure.ts";
import {
  emptyState,
  modelNames,
  type Place,
  placesOf,
  presetsFor,
  type ScanGroup,
  type SpectraState,
  scanLabels,
  withScans,
} from "./state.ts";
import { takeAwayOf } from "./takeAway.ts";
import { TrendsPanel } from "./trendsPanel.ts";

export class OpenSpectra implements OpenView {
  readonly element: HTMLElement;
  private readonly host: Host;
  private state: SpectraState = emptyState;
  private current = 0;
  private selected: readonly number[] = [0];
  private known: AllFindings | undefined;
  /** The scan whose figure, components and trends are drawn. */
  private drawn: Scan | undefined;

  private readonly fitting: SpectraFitting;
  private readonly list: DataList;
  private readonly model: ModelPanel;
  private readonly figure: SpectrumFigure;
  private readonly lines: LinesPanel;
  private readonly components = h("section", {
    class: "panel components",
    "aria-label": "Components of the fit",
  });
  private readonly trends: TrendsPanel;
  private readonly command: CommandPanel;

  constructor(host: Host) {
    this.host = host;
    this.list = new DataList("Scans", {
      select: (current, selected) => this.select(current, selected),
      remove: (gone) => this.remove(gone),
    });
    this.model = new ModelPanel({
      preset: (name) => this.changeGroup({ model: presetModel(name), preset: name }, `preset ${name}`),
      find: () => void this.find(),
      stored: () => this.takeStored(),
      file: (file) => void this.readModel(file),
      region: (region) => {
        const { region: _old, ...rest } = this.group?.model ?? emptyModel;
        this.changeModel(region ? { ...rest, region } : rest, "region");
      },
      background: (background) =>
        this.changeModel({ ...(this.group?.model ?? emptyModel), background }, "background"),
    });
    this.figure = new SpectrumFigure((x, level) => this.addLine(x, level));
    this.lines = new LinesPanel({
      change: (model, label) => this.changeModel(model, label),
      refuse: (sentence) => this.model.refuse(sentence),
    });
    this.trends = new TrendsPanel((scan) => {
      const { group } = this.place;
      const index = placesOf(this.state).findIndex((one) => one.group === group && one.scan === scan);
      if (index >= 0) this.select(index, [index]);
    });
    this.command = new CommandPanel(
      host.say,
      "The scans of an example are not files: name the files of an instrument instead.",
    );
    this.fitting = new SpectraFitting(host.engine, {
      started: () => this.model.tell("fitting"),
      progress: (done, total) =>
        this.model.tell(
          "fitting",
          `Fitting: ${done.toLocaleString("en")} of ${total.toLocaleString("en")} scans …`,
        ),
      fitted: () => {
        this.known = undefined;
        this.show();
      },
      done: () => this.tellFits(),
    });
    this.element = h(
      "div",
      { class: "analysis spectra-fit" },
      this.list.element,
      this.model.element,
      this.figure.element,
      this.lines.element,
      this.components,
      this.trends.element,
      this.command.element,
    );
  }

  take(files: readonly ReadFile[]): void {
    const measurements = files.map(({ content }) => content as Measurement);
    const scans = measurements.flatMap(({ file, scans: all }) =>
      all.map((scan) => ({ ...scan, file: scan.file ?? file })),
    );
    const at = placesOf(this.state).length;
    const simulated = measurements.some(({ format }) => format === "simulated");
    const groups = withScans(this.state.groups, scans);
    this.change(
      {
        groups: simulated ? groups.map(withExampleModel) : groups,
        notes: [...this.state.notes, ...measurements.flatMap(({ warnings }) => warnings)],
      },
      scans.length === 1 ? "open a scan" : `open ${scans.length} scans`,
    );
    // Scans that joined a group before the last stand further up in the list
    const all = this.state.groups.flatMap((group) => group.scans);
    const first =
      at === 0
        ? 0
        : Math.max(
            0,
            all.findIndex(({ y }) => y === scans[0]?.y),
          );
    this.select(first, [first]);
    this.host.say(`${scans.length.toLocaleString("en")} ${scans.length === 1 ? "scan" : "scans"} opened.`);
  }

  save(): SavedSpectra {
    return savedOf(this.state, this.current);
  }

  restore(saved: unknown): void {
    const { state, current } = checkSaved(saved);
    this.change(state, "open a session");
    this.select(current, [current]);
    this.host.say(`The session is open: ${placesOf(state).length} scans.`);
  }

  takeAway(): readonly TakeAway[] {
    const { state, findings } = this;
    const names = modelNames(state.groups);
    return takeAwayOf({
      kernel: this.host.engine.build,
      fits: findings.groups.flatMap(({ fits }) => fits),
      compositions: findings.compositions,
      doubts: findings.doubts,
      notes: [...state.notes, ...findings.remarks],
      seconds: state.groups.reduce((sum, group) => sum + (this.fitting.of(group)?.seconds ?? 0), 0),
      abscissa: {
        label: findings.groups[this.place.group]?.abscissa.label ?? "scan",
        values: findings.groups.flatMap(({ fits, abscissa }) => fits.map((_, i) => abscissa.values[i])),
      },
      command: commandLines(state).join("; "),
      shown: findings.groups[this.place.group]?.fits[this.place.scan],
      trends: trendsOf(findings, this.place.group),
      models: state.groups.flatMap(({ model }, k) =>
        model && model.lines.length > 0 ? [{ name: names[k], model, fit: findings.groups[k].fits[0] }] : [],
      ),
    });
  }

  private get place(): Place {
    return placesOf(this.state)[this.current] ?? { group: 0, scan: 0 };
  }

  private get group(): ScanGroup | undefined {
    return this.state.groups[this.place.group];
  }

  private get scan(): Scan | undefined {
    return this.group?.scans[this.place.scan];
  }

  private get findings(): AllFindings {
    this.known ??= findingsOf(this.state, this.fitting, this.host.engine.kernel);
    return this.known;
  }

  /** A new state that can be undone. */
  private change(changes: Partial<SpectraState>, label: string): void {
    const before = { state: this.state, current: this.current };
    this.enter({ ...this.state, ...changes }, this.current);
    const after = { state: this.state, current: this.current };
    this.host.history.did({
      label,
      undo: () => this.enter(before.state, before.current),
      redo: () => this.enter(after.state, after.current),
    });
  }

  /** Another model for the scans like the current one; it is no preset any more unless it is said to be one. */
  private changeModel(model: SpectrumModel, label: string): void {
    this.changeGroup({ model }, label);
  }

  private changeGroup(changes: Pick<ScanGroup, "model" | "preset">, label: string): void {
    const { group: at } = this.place;
    const groups = this.state.groups.map((group, k) =>
      k === at ? { scans: group.scans, ...changes } : group,
    );
    if (this.state.groups[at]) this.change({ groups }, label);
  }

  private enter(state: SpectraState, current: number): void {
    this.state = state;
    const last = Math.max(0, placesOf(state).length - 1);
    this.current = Math.min(current, last);
    this.selected = [this.current];
    this.known = undefined;
    this.fitting.request(state.groups, this.group);
    this.show();
  }

  private select(current: number, selected: readonly number[]): void {
    this.current = current;
    this.selected = selected;
    this.show();
    // What is wrong with a model is said with the scans that it belongs to
    if (!this.state.groups.some((group) => this.fitting.isPending(group))) this.tellFits();
  }

  private remove(gone: readonly number[]): void {
    const places = placesOf(this.state);
    const dropped = new Set(gone.map((i) => `${places[i]?.group} ${places[i]?.scan}`));
    const groups = this.state.groups.flatMap((group, k): ScanGroup[] => {
      const scans = group.scans.filter((_, i) => !dropped.has(`${k} ${i}`));
      if (scans.length === group.scans.length) return [group];
      return scans.length === 0 ? [] : [{ ...group, scans }];
    });
    this.change(
      { groups },
      gone.length === 1 ? "take a scan off the list" : `take ${gone.length} scans off the list`,
    );
    this.host.say(
      `${gone.length} ${gone.length === 1 ? "scan" : "scans"} taken off the list; Undo brings them back.`,
    );
  }

  private addLine(x: number, level: LineLevel): void {
    const { scan, group } = this;
    if (!scan) return;
    const model = group?.model ?? emptyModel;
    const line = lineAt(model, scan, x, level);
    this.changeModel(withLine(model, line), `add ${line.name}`);
    this.host.say(
      `${line.name} added at ${significant(x, 6)} ${scan.xUnit}; its name and level are in the table of lines, Undo takes it away.`,
    );
  }

  private async find(): Promise<void> {
    const { scan, group } = this;
    if (!scan) return;
    const { engine } = this.host;
    const { region, background } = group?.model ?? {};
    try {
      const found = await this.host.work("Finding lines", ({ signal }) =>
        findLines(scan, { engine, signal, ...(region && { region }), ...(background && { background }) }),
      );
      // The user may have gone on meanwhile: the lines belong to the scan they were asked for
      if (!found || this.group !== group) return;
      this.changeModel(found.model, "find lines");
      this.host.say(`${found.model.lines.length} found; ${rankingText({ lines: found.ranked })}.`);
    } catch (error) {
      this.model.refuse((error as Error).message);
    }
  }

  private takeStored(): void {
    const { scan } = this;
    if (!scan?.fit) return;
    const { model, notes } = storedModel(scan.fit, scan);
    this.changeModel(model, "stored fit");
    if (notes.length > 0) this.host.say(notes.join("; "));
  }

  private async readModel(file: File): Promise<void> {
    try {
      const model = parseSpectrumModel(await file.text(), file.name);
      this.changeModel({ name: file.name.replace(/\.json$/, ""), ...model }, `model ${file.name}`);
    } catch (error) {
      this.model.refuse((error as Error).message);
    }
  }

  private tellFits(): void {
    const { groups } = this.state;
    const fits = groups.flatMap((group) => this.fitting.of(group) ?? []);
    const results = fits.flatMap((fit) => fit.results);
    const fault = this.fitting.of(this.group)?.fault;
    if (fault !== undefined) this.model.tell("failed", fault);
    else if (results.length === 0) this.model.tell("none", groups.length === 0 ? "" : this.unmodelledText());
    else {
      const seconds = fits.reduce((sum, fit) => sum + fit.seconds, 0);
      const scans = results.length === 1 ? "1 scan" : `${results.length.toLocaleString("en")} scans`;
      this.model.tell("done", `${scans} fitted in ${significant(seconds, 2)} s: ${statusCounts(results)}.`);
    }
  }

  private unmodelledText(): string {
    const some = this.scan && presetsFor(this.scan).length > 0 ? "Choose a preset, find" : "Find";
    return `${some} lines, or click where they are in the spectrum.`;
  }

  private show(): void {
    const { state, group, scan, place, findings } = this;
    const model = group?.model;
    const fit = findings.groups[place.group]?.fits[place.scan];
    this.list.show(this.rows(), this.current, this.selected);
    this.model.show(group, scan, [...state.notes, ...findings.remarks, ...findings.doubts]);
    const result = fit?.result;
    this.model.doubt(
      result === undefined || result.status === "converged"
        ? []
        : result.status === "failed"
          ? [result.message, ...result.warnings]
          : result.warnings,
    );
    this.lines.show(model, scan);
    const commands = commandLines(state);
    this.command.element.hidden = commands.length === 0;
    this.command.show(
      commands,
      state.groups.some(({ scans }) => scans.some(({ file }) => !file?.includes("."))),
    );
    // Until the next fit is there the last one stays, faded: the page does not jump with every change
    const isPending = this.fitting.isPending(group) && scan === this.drawn;
    this.element.toggleAttribute("data-pending", isPending);
    if (isPending) return;
    this.drawn = scan;
    const last = model?.lines.at(-1);
    this.figure.show(scan, result, {
      ...(model?.region && { region: model.region }),
      finer: fit?.finer?.(),
      level: last ? levelOf(last) : "",
    });
    this.showComponents();
    this.trends.show(trendsOf(findings, place.group), place.scan);
  }

  private showComponents(): void {
    const { findings, place } = this;
    const fit = findings.groups[place.group]?.fits[place.scan];
    this.components.hidden = !fit || fit.result.components.length === 0;
    if (!fit || this.components.hidden) return;
    const composition = findings.compositionAt(place);
    const doubts = composition?.composition.doubts ?? [];
    this.components.replaceChildren(
      h("h2", {}, "Components"),
      h("p", { class: "soft" }, `${qualityText(fit.result)}.`),
      markup(componentTable([fit])),
      markup(ratioTable([fit])),
      ...(composition
        ? [
            h("h3", {}, "Composition"),
            markup(compositionTable([composition])),
            h(
              "p",
              { class: "soft" },
              "Areas over Scofield's cross sections for Al Kα, without escape depths; errors are those of the areas.",
            ),
            h("ul", { class: "warnings" }, ...doubts.map((doubt) => h("li", {}, doubt))),
          ]
        : []),
      markup(parameterDetails(fit)),
    );
  }

  private rows(): DataRow[] {
    const { groups } = this.state;
    const labels = scanLabels(groups.flatMap(({ scans }) => scans));
    return placesOf(this.state).map(({ group, scan }, i): DataRow => {
      const result = this.findings.groups[group]?.fits[scan]?.result;
      if (!result) return { label: labels[i] };
      const quality = qualityText(result).split(",")[0];
      return {
        label: labels[i],
        title: result.message,
        fit: { status: result.status, quality, words: `fit ${result.status}, ${quality}` },
      };
    });
  }
}

/** The scans of the example come with the models that they were simulated for. */
function withExampleModel(group: ScanGroup): ScanGroup {
  const known = new Set(presetsFor(group.scans[0]).map(({ name }) => name));
  const preset = examplePresets.find((name) => known.has(name));
  return group.model || preset === undefined ? group : { ...group, model: presetModel(preset), preset };
}
