/** The view of spectra: scans, the model of their lines and background, its fits, and what follows from them. */

import { h } from "../../dom/make.ts";
import { significant } from "../../report/number.ts";
import type { Scan } from "../../spectra/measurement.ts";
import type { SpectrumModel } from "../../spectra/model.ts";
import { presetModel } from "../../spectra/presetModel.ts";
import { CommandPanel } from "../commandPanel.ts";
import { DataList } from "../dataList.ts";
import type { ReadFile } from "../reading/message.ts";
import { TrendsPanel } from "../trendsPanel.ts";
import type { Host, OpenView, TakeAway } from "../view.ts";
import { commandLines } from "./commandLine.ts";
import { ComponentsPanel } from "./componentsPanel.ts";
import { type AllFindings, findingsOf, trendsOf } from "./findings.ts";
import { SpectraFitting } from "./fits.ts";
import { LinesPanel } from "./linesPanel.ts";
import { emptyModel, type LineLevel, levelOf, lineAt, withLine } from "./modelEdits.ts";
import { ModelPanel } from "./modelPanel.ts";
import { foundModel, modelInFile, modelOfFile, type SourcedModel } from "./modelSources.ts";
import { opened } from "./opening.ts";
import { checkSaved, type SavedSpectra, savedOf } from "./saved.ts";
import { scanRows } from "./scanRows.ts";
import { SpectrumFigure } from "./spectrumFigure.ts";
import {
  emptyState,
  modelNames,
  type Place,
  placesOf,
  retreated,
  type ScanGroup,
  type SpectraState,
} from "./state.ts";
import { summaryOf } from "./summary.ts";
import { takeAwayOf } from "./takeAway.ts";

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
  private readonly components = new ComponentsPanel();
  private readonly trends: TrendsPanel;
  private readonly command: CommandPanel;

  constructor(host: Host) {
    this.host = host;
    this.list = new DataList("Scans", {
      select: (current, selected) => this.select(current, selected),
      remove: (gone) => this.remove(gone),
    });
    this.model = new ModelPanel({
      preset: (name) =>
        this.changeGroup((group) => ({ ...group, model: presetModel(name), preset: name }), `preset ${name}`),
      find: () => void this.find(),
      stored: () => this.takeModel(this.scan && modelInFile(this.scan)),
      file: (file) => void this.readModel(file),
      region: (region) => this.changeRegion(region),
      background: (background) =>
        this.changeModel({ ...(this.group?.model ?? emptyModel), background }, "background"),
      treatment: (treatment, label) => this.changeGroup((group) => retreated(group, treatment), label),
      stop: () => this.fitting.stop(),
    });
    this.figure = new SpectrumFigure({
      add: (x, level) => this.addLine(x, level),
      region: (region) => {
        this.changeRegion(region);
        this.host.say(
          `The region is ${region.join(" … ")} ${this.scan?.xUnit ?? ""}; "Whole scan" or Undo take it back.`,
        );
      },
    });
    this.lines = new LinesPanel({
      change: (model, label) => this.changeModel(model, label),
      refuse: (sentence) => this.model.refuse(sentence),
      fitted: (parameter) => this.fittedValue(parameter),
    });
    this.trends = new TrendsPanel(
      {
        label: "Trends",
        heading: "Over the series",
        note: "Standard errors are drawn; open points are doubtful. A click selects the scan.",
        item: "scan",
      },
      (scan) => {
        const { group } = this.place;
        const index = placesOf(this.state).findIndex((one) => one.group === group && one.scan === scan);
        if (index >= 0) this.select(index, [index]);
      },
    );
    this.command = new CommandPanel(
      host.say,
      "The scans of an example are not files: name the files of an instrument instead.",
    );
    this.fitting = new SpectraFitting(host.engine, {
      started: () => {
        // What was said of earlier fits stays until the next ones are there
        const isFirst = this.state.groups.every((group) => this.fitting.of(group) === undefined);
        this.model.tell("fitting", isFirst ? "Fitting …" : undefined);
      },
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
      this.components.element,
      this.trends.element,
      this.command.element,
    );
  }

  take(files: readonly ReadFile[]): void {
    const { changes, count, first } = opened(this.state, files);
    const scans = count === 1 ? "1 scan" : `${count.toLocaleString("en")} scans`;
    this.change(changes, `open ${scans}`);
    this.select(first, [first]);
    this.host.say(`${scans} opened.`);
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

  /** Another model for the scans like the current one; it is no preset any more. */
  private changeModel(model: SpectrumModel, label: string): void {
    this.changeGroup(({ preset: _preset, ...group }) => ({ ...group, model }), label);
  }

  private changeRegion(region: readonly [number, number] | undefined): void {
    const { region: _old, ...rest } = this.group?.model ?? emptyModel;
    this.changeModel(region ? { ...rest, region } : rest, "region");
  }

  private changeGroup(change: (group: ScanGroup) => ScanGroup, label: string): void {
    const { group: at } = this.place;
    const groups = this.state.groups.map((group, k) => (k === at ? change(group) : group));
    if (this.state.groups[at]) this.change({ groups }, label);
  }

  /** What the fit of the current scan found for a parameter. */
  private fittedValue(parameter: string): number | undefined {
    const result = this.findings.groups[this.place.group]?.fits[this.place.scan]?.result;
    const value = result?.values[result.parameters.indexOf(parameter)];
    return value !== undefined && Number.isFinite(value) ? value : undefined;
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
      { groups, removed: this.state.removed + dropped.size },
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
    try {
      const found = await foundModel(this.host, scan, group);
      // The user may have gone on meanwhile: the lines belong to the scan they were asked for
      if (this.group === group) this.takeModel(found);
    } catch (error) {
      this.model.refuse((error as Error).message);
    }
  }

  private async readModel(file: File): Promise<void> {
    try {
      this.takeModel(await modelOfFile(file));
    } catch (error) {
      this.model.refuse((error as Error).message);
    }
  }

  private takeModel(sourced: SourcedModel | undefined): void {
    if (!sourced) return;
    this.changeModel(sourced.model, sourced.label);
    if (sourced.remark !== undefined) this.host.say(sourced.remark);
  }

  private tellFits(): void {
    this.model.tell(...summaryOf(this.state.groups, this.fitting, this.group, this.scan));
  }

  private show(): void {
    const { state, group, scan, place, findings } = this;
    const model = group?.model;
    const fit = findings.groups[place.group]?.fits[place.scan];
    this.list.show(scanRows(state, findings), this.current, this.selected);
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
    this.command.show(commands, {
      simulated: state.groups.some(({ scans }) => scans.some(({ file }) => !file?.includes("."))),
      removed: state.removed,
    });
    // Until the next fit is there the last one stays, faded: the page does not jump with every change
    const isPending = this.fitting.isPending(group) && scan === this.drawn;
    this.element.toggleAttribute("data-pending", isPending);
    if (isPending) return;
    this.drawn = scan;
    const last = model?.lines.at(-1);
    this.figure.show(scan, result, {
      ...(model?.region && { region: model.region }),
      ...(group?.treatment?.shift !== undefined && { shift: group.treatment.shift }),
      finer: fit?.finer?.(),
      level: last ? levelOf(last) : "",
    });
    this.components.show(fit, findings.compositionAt(place));
    this.trends.show(trendsOf(findings, place.group), place.scan);
  }
}
