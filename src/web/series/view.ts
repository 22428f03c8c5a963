/** The view of series: records against time at any zoom, events, half-cycles, what changes over the cycles, pressure. */
import "./series.css";
import { h } from "../../dom/make.ts";
import type { Survey } from "../../series/survey.ts";
import { CommandPanel } from "../commandPanel.ts";
import { DataList } from "../dataList.ts";
import type { ReadFile } from "../reading/message.ts";
import { type NamedFile, type Opened, readFiles } from "../reading/opening.ts";
import { type Tabs, tabs } from "../tabs.ts";
import type { Host, OpenView, TakeAway } from "../view.ts";
import { commandLines } from "./commandLine.ts";
import { EventsPanel } from "./eventsPanel.ts";
import { exampleSizes } from "./example.ts";
import { type Findings, findingsOf } from "./findings.ts";
import { chargeUnit, HalfCyclesPanel } from "./halfCyclesPanel.ts";
import { seriesKind } from "./kind.ts";
import { LifePanel } from "./lifePanel.ts";
import { OpenRecord } from "./openRecord.ts";
import { PressurePanel } from "./pressurePanel.ts";
import { checkSaved, type Looked, savedOf } from "./saved.ts";
import { factsOf, marksOf, partOf, pressurePartOf, profilesOf, recordRows } from "./shown.ts";
import { SizesPanel } from "./sizesPanel.ts";
import { type CellRecord, emptyState, isSimulated, type SeriesState, type Sizes } from "./state.ts";
import { takeAwayOf } from "./takeAway.ts";
import { TracesPanel } from "./tracesPanel.ts";

/** An event is shown with so many of its half-cycles to both sides. */
const AROUND = 2;

const unlooked: Looked = { window: undefined, current: 0, selected: [0] };

export class OpenSeries implements OpenView {
  readonly element: HTMLElement;
  private readonly host: Host;
  private state: SeriesState = emptyState;
  private current = 0;
  private selected: readonly number[] = [0];
  private readonly sources = new WeakMap<Survey, NamedFile>();
  private readonly looked = new WeakMap<Survey, Looked>();
  private readonly records = new WeakMap<Survey, OpenRecord>();
  /** What is drawn. */
  private drawn: { readonly survey: Survey; readonly findings: Findings | undefined } | undefined;

  private readonly list: DataList;
  private readonly sizes: SizesPanel;
  private readonly traces: TracesPanel;
  private readonly events: EventsPanel;
  private readonly halfCycles: HalfCyclesPanel;
  private readonly life: LifePanel;
  private readonly pressure: PressurePanel;
  private readonly tabs: Tabs;
  private readonly command: CommandPanel;

  constructor(host: Host) {
    this.host = host;
    this.list = new DataList("Records", {
      select: (current, selected) => {
        this.current = current;
        this.selected = selected;
        this.show();
      },
      remove: (gone) => this.remove(gone),
    });
    this.sizes = new SizesPanel(
      (sizes, label) => this.resize(sizes, label),
      (words) => void this.readAgain(words),
    );
    this.traces = new TracesPanel({
      moved: (window) => this.look({ window }),
      pick: (time) => this.pickTime(time),
    });
    this.events = new EventsPanel((time, halfCycle) => this.showEvent(time, halfCycle));
    this.halfCycles = new HalfCyclesPanel((current, selected) => this.pickHalfCycles(current, selected));
    this.life = new LifePanel((cycle) => this.pickCycle(cycle));
    this.pressure = new PressurePanel({
      pick: (cycle) => this.pickCycle(cycle),
      logger: (file) => void this.addLogger(file),
    });
    this.tabs = tabs(
      "Cycles",
      [
        { name: "half-cycles", title: "Half-cycles", element: this.halfCycles.element },
        { name: "life", title: "Over the cycles", element: this.life.element },
        { name: "pressure", title: "Pressure", element: this.pressure.element },
      ],
      () => {},
    );
    this.command = new CommandPanel(
      host.say,
      "The record of an example is not a file: name the file of an instrument instead.",
    );
    this.element = h(
      "div",
      { class: "analysis series-analysis" },
      this.list.element,
      this.sizes.element,
      this.traces.element,
      this.events.element,
      this.tabs.element,
      this.command.element,
    );
  }

  take(files: readonly ReadFile[]): void {
    const surveys = files.map(({ content }) => content as Survey);
    const at = this.state.records.length;
    const records = files.map((file): CellRecord => {
      const record = this.recordOf(file, {});
      const { survey } = record;
      return isSimulated(record) ? { survey, sizes: exampleSizes(survey.file) } : record;
    });
    this.change(
      { records: [...this.state.records, ...records] },
      surveys.length === 1 ? "open a record" : `open ${surveys.length} records`,
    );
    this.current = at;
    this.selected = [at];
    this.show();
    const rows = surveys.reduce((sum, survey) => sum + survey.rows, 0);
    this.host.say(
      `${surveys.length === 1 ? "1 record" : `${surveys.length} records`} with ${rows.toLocaleString("en")} rows opened.`,
    );
  }

  save(): unknown {
    const looked = this.state.records.map(({ survey }) => this.looked.get(survey) ?? unlooked);
    const { saved, cut } = savedOf(this.state, this.current, looked);
    if (cut.length > 0) {
      this.host.say(
        `The session is without the single samples of ${cut.join(", ")}, which are too many; open the file beside it to zoom deeper than 64 samples.`,
      );
    }
    return saved;
  }

  restore(given: unknown): void {
    const { records, current, looked } = checkSaved(given);
    for (const [k, { survey }] of records.entries()) this.looked.set(survey, looked[k] ?? unlooked);
    this.change({ records }, "open a session");
    this.current = current;
    this.selected = [current];
    this.show();
    this.host.say(`The session is open: ${records.length === 1 ? "1 record" : `${records.length} records`}.`);
  }

  takeAway(): readonly TakeAway[] {
    const { records } = this.state;
    const commands = commandLines(this.state);
    const of = (name: string): string =>
      commands.flatMap(({ command, text }) => (command === name ? [text] : [])).join("; ");
    const { record, findings } = this;
    return takeAwayOf({
      cycles: records.flatMap((one) => partOf(one) ?? []),
      pressures: records.flatMap((one) => pressurePartOf(one) ?? []),
      commands: { cycles: of("cycles"), pressure: of("pressure") },
      shown: record && {
        record: this.opened(record.survey),
        window: this.traces.shown,
        marks: marksOf(findings),
        part: partOf(record),
        pressure: pressurePartOf(record),
        profiles: profilesOf(this.opened(record.survey), findings, this.view),
        charge: findings ? chargeUnit(findings.document) : { unit: "mAh", coulombs: 3.6 },
      },
    });
  }

  private get record(): CellRecord | undefined {
    return this.state.records[this.current];
  }

  private get findings(): Findings | undefined {
    return this.record && findingsOf(this.record);
  }

  private get view(): Looked {
    return (this.record && this.looked.get(this.record.survey)) ?? unlooked;
  }

  private opened(survey: Survey): OpenRecord {
    let record = this.records.get(survey);
    if (!record) {
      record = new OpenRecord(survey);
      this.records.set(survey, record);
    }
    return record;
  }

  /** A new state that can be undone. */
  private change(changes: Partial<SeriesState>, label: string): void {
    const before = { state: this.state, current: this.current };
    this.enter({ ...this.state, ...changes }, this.current);
    const after = { state: this.state, current: this.current };
    this.host.history.did({
      label,
      undo: () => this.enter(before.state, before.current),
      redo: () => this.enter(after.state, after.current),
    });
  }

  private enter(state: SeriesState, current: number): void {
    this.state = state;
    this.current = Math.min(current, Math.max(0, state.records.length - 1));
    if (!this.selected.includes(this.current)) this.selected = [this.current];
    this.selected = this.selected.filter((k) => k < Math.max(1, state.records.length));
    this.show();
  }

  /** Of all records that are selected. */
  private resize(sizes: Sizes, label: string): void {
    const records = this.state.records.map((record, k) =>
      this.selected.includes(k) ? { ...record, sizes } : record,
    );
    this.change({ records }, label);
  }

  private recordOf({ content, source, words }: ReadFile, sizes: Sizes): CellRecord {
    const survey = content as Survey;
    if (source) this.sources.set(survey, source);
    const logger = source?.companion?.name;
    return {
      survey,
      sizes,
      ...(words !== undefined && words !== "" && { words }),
      ...(logger !== undefined && { logger }),
    };
  }

  /** The files of the selected records once more, with other options or a logger's file. */
  private async readAgain(words: string, more: Pick<NamedFile, "companion"> = {}): Promise<void> {
    const { records } = this.state;
    const chosen = this.selected.flatMap((place) => {
      const source = records[place] && this.sources.get(records[place].survey);
      return source ? [{ place, ...source, ...more }] : [];
    });
    if (chosen.length === 0) {
      this.sizes.refuse(
        "The file is not at hand (an example, or a session): open the file itself, then give its options.",
      );
      return;
    }
    const title = chosen.length === 1 ? `Reading ${chosen[0].name}` : `Reading ${chosen.length} files`;
    let opened: Opened | undefined;
    try {
      opened = await this.host.work(title, (run) => readFiles(chosen, run, words));
    } catch (error) {
      this.sizes.refuse((error as Error).message);
    }
    // The user may have gone on meanwhile
    if (!opened || this.state.records !== records) return;
    const made = new Map(
      opened.read.flatMap((file) => {
        const place = file.at === undefined ? undefined : chosen[file.at]?.place;
        return file.kind === seriesKind && place !== undefined
          ? [[place, this.recordOf(file, records[place].sizes)] as const]
          : [];
      }),
    );
    if (made.size > 0)
      this.change({ records: records.map((record, k) => made.get(k) ?? record) }, "read with other options");
    const fault = opened.unread[0]?.message;
    if (fault !== undefined) this.sizes.refuse(fault);
  }

  /** The pressure of the current record from another file. */
  private async addLogger(file: File): Promise<void> {
    this.selected = [this.current];
    await this.readAgain(this.record?.words ?? "", { companion: { file, name: file.name } });
  }

  private remove(gone: readonly number[]): void {
    const dropped = new Set(gone);
    this.change(
      { records: this.state.records.filter((_, k) => !dropped.has(k)) },
      gone.length === 1 ? "take a record off the list" : `take ${gone.length} records off the list`,
    );
    this.host.say(
      `${gone.length === 1 ? "1 record" : `${gone.length} records`} taken off the list; Undo brings ${gone.length === 1 ? "it" : "them"} back.`,
    );
  }

  private look(changes: Partial<Looked>): void {
    if (this.record) this.looked.set(this.record.survey, { ...this.view, ...changes });
  }

  private pickHalfCycles(current: number, selected: readonly number[]): void {
    this.look({ current, selected });
    this.showHalfCycles();
    // What was picked in a list shall be seen in the record
    const one = this.findings?.table.halfCycles[current];
    const { from, to } = this.traces.shown;
    if (!one || (one.startTime >= from && one.endTime <= to)) return;
    const span = Math.max(to - from, 1.2 * (one.endTime - one.startTime));
    const middle = (one.startTime + one.endTime) / 2;
    this.traces.go({ from: middle - span / 2, to: middle + span / 2 });
  }

  private pickTime(time: number): void {
    const rows = this.findings?.table.halfCycles ?? [];
    const place = rows.findLastIndex(({ startTime }) => startTime <= time);
    if (place >= 0) this.pickHalfCycles(place, [place]);
  }

  private pickCycle(cycle: number): void {
    const rows = this.findings?.document.halfCycles ?? [];
    const places = rows.flatMap((row, k) => (row.cycle === cycle ? [k] : []));
    if (places.length > 0) this.pickHalfCycles(places[0], places);
  }

  private showEvent(time: number, halfCycle: number | undefined): void {
    const rows = this.findings?.table.halfCycles ?? [];
    const place = rows.findIndex(({ index, endTime }) =>
      halfCycle === undefined ? endTime >= time : index === halfCycle,
    );
    if (place < 0) return;
    const { startTime, endTime } = rows[place];
    const around = AROUND * (endTime - startTime);
    this.traces.go({ from: startTime - around, to: endTime + around });
    this.pickHalfCycles(place, [place]);
  }

  private show(): void {
    const { state, record, findings } = this;
    const survey = record?.survey;
    this.list.show(recordRows(state.records), this.current, this.selected);
    for (const panel of [this.sizes, this.traces, this.events, this.tabs, this.command])
      panel.element.hidden = record === undefined;
    if (!record || !survey) {
      this.drawn = undefined;
      return;
    }
    const notes = [...new Set([...survey.remarks, ...(findings?.document.warnings ?? [])])];
    this.sizes.show(record, findings?.fault, factsOf(survey, findings), notes);
    const commands = commandLines(state);
    this.command.element.hidden = commands.length === 0;
    this.command.show(
      commands.map(({ text }) => text),
      { simulated: state.records.some(isSimulated), removed: 0 },
    );
    if (this.drawn?.survey !== survey) this.traces.open(this.opened(survey), this.view.window);
    if (this.drawn?.survey !== survey || this.drawn.findings !== findings) {
      this.events.show(findings?.document, findings?.pressure ?? null);
      this.tabs.element.hidden = !findings || findings.table.halfCycles.length === 0;
      if (findings) {
        this.life.show(partOf(record)!);
        this.pressure.show(pressurePartOf(record), survey.remarks);
      }
    }
    this.drawn = { survey, findings };
    this.showHalfCycles();
  }

  private showHalfCycles(): void {
    const { record, findings, view } = this;
    const one = findings?.table.halfCycles[view.current];
    this.traces.annotate({
      marks: marksOf(findings),
      shaded: one && { from: one.startTime, to: one.endTime },
    });
    if (!record || !findings) return;
    this.halfCycles.show(
      findings.document,
      view.current,
      view.selected,
      profilesOf(this.opened(record.survey), findings, view),
    );
    const cycle = findings.document.halfCycles[view.current]?.cycle;
    if (cycle !== undefined) {
      this.life.mark(cycle);
      this.pressure.mark(cycle);
    }
  }
}
