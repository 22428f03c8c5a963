/** The model of a group of scans: where it comes from, the region, the background, and how the fits went. */

import { h, newId } from "../../dom/make.ts";
import { backgroundText, parseBackground } from "../../spectra/backgroundChoice.ts";
import type { Scan } from "../../spectra/measurement.ts";
import type { BackgroundChoice } from "../../spectra/model.ts";
import { presetsFor, type ScanGroup, shiftedExtent, type Treatment } from "./state.ts";
import { TreatmentPanel } from "./treatmentPanel.ts";

export interface ModelEvents {
  preset(name: string): void;
  find(): void;
  stored(): void;
  file(file: File): void;
  region(region: readonly [number, number] | undefined): void;
  background(choice: BackgroundChoice): void;
  treatment(treatment: Treatment, label: string): void;
  stop(): void;
}

const backgrounds: readonly (readonly [
  group: string,
  readonly (readonly [value: string, text: string])[],
])[] = [
  [
    "Active: fitted with the lines",
    [
      ["active:shirley", "Shirley"],
      ["active:shirley+linear", "Shirley and a line"],
      ["active:slope", "slope"],
      ["active:tougaard", "Tougaard"],
      ["active:constant", "constant"],
      ["active:linear", "straight line"],
      ["active:polynomial", "parabola"],
    ],
  ],
  [
    "Static: computed before the fit",
    [
      ["static:shirley", "Shirley, static"],
      ["static:tougaard", "Tougaard, static"],
      ["static:linear", "straight line, static"],
      ["static:als", "smooth (ALS), static"],
      ["static:arpls", "smooth (arPLS), static"],
      ["static:none", "none"],
    ],
  ],
];
const known = new Set(backgrounds.flatMap(([, options]) => options.map(([value]) => value)));

export type SummaryState = "none" | "fitting" | "done" | "stopped" | "failed";

export class ModelPanel {
  readonly element: HTMLElement;
  private readonly events: ModelEvents;
  private readonly presets: HTMLSelectElement;
  private readonly low: HTMLInputElement;
  private readonly high: HTMLInputElement;
  private readonly unit = h("span", { class: "soft" });
  private readonly background: HTMLSelectElement;
  private readonly other = h("option", { value: "other", hidden: true }, "as in the model");
  private readonly find: HTMLButtonElement;
  private readonly stored: HTMLButtonElement;
  private readonly treatment: TreatmentPanel;
  private readonly fault = h("p", { class: "fault", id: newId("fault"), role: "status" });
  private readonly summary = h("p", { class: "summary", "data-state": "none" });
  private readonly doubts = h("ul", { class: "warnings" });
  private readonly notes = h("details", { class: "notes", hidden: true });
  private scan: Scan | undefined;
  private extent: readonly [number, number] = [0, 0];

  constructor(events: ModelEvents) {
    this.events = events;
    this.presets = h("select", { onchange: () => events.preset(this.presets.value) });
    const end = (label: string): HTMLInputElement =>
      h("input", {
        type: "text",
        inputmode: "decimal",
        class: "end",
        "aria-label": label,
        "aria-describedby": this.fault.id,
        onchange: () => this.readRegion(),
      });
    this.low = end("Region, lower end");
    this.high = end("Region, upper end");
    this.background = h(
      "select",
      { onchange: () => events.background(parseBackground(this.background.value)) },
      this.other,
      ...backgrounds.map(([label, options]) =>
        h("optgroup", { label }, ...options.map(([value, text]) => h("option", { value }, text))),
      ),
    );
    this.treatment = new TreatmentPanel({
      change: events.treatment,
      refuse: (sentence) => this.refuse(sentence),
    });
    this.find = h("button", { type: "button", onclick: () => events.find() }, "Find lines");
    this.stored = h("button", { type: "button", onclick: () => events.stored() }, "Fit stored in the file");
    const picker = h("input", { type: "file", accept: ".json", hidden: true });
    picker.addEventListener("change", () => {
      const [file] = picker.files ?? [];
      if (file) events.file(file);
      picker.value = "";
    });
    this.element = h(
      "section",
      { class: "panel model", "aria-label": "Model" },
      h(
        "div",
        { class: "choices ends" },
        h("label", { class: "field" }, h("span", {}, "Preset"), this.presets),
        this.find,
        this.stored,
        h("button", { type: "button", onclick: () => picker.click() }, "Model file …"),
        picker,
      ),
      h(
        "div",
        { class: "choices ends" },
        h(
          "div",
          { class: "field", role: "group", "aria-label": "Region" },
          h("span", {}, "Region"),
          h("div", { class: "range" }, this.low, " … ", this.high, this.unit),
        ),
        h("button", { type: "button", onclick: () => this.wholeScan() }, "Whole scan"),
        h("label", { class: "field" }, h("span", {}, "Background"), this.background),
      ),
      this.treatment.element,
      this.fault,
      h(
        "div",
        { class: "summary-line" },
        this.summary,
        h("button", { type: "button", class: "stop", onclick: () => events.stop() }, "Stop"),
      ),
      this.doubts,
      this.notes,
    );
  }

  show(group: ScanGroup | undefined, scan: Scan | undefined, notes: readonly string[]): void {
    this.scan = scan;
    this.showPresets(group, scan);
    const region = group?.model?.region;
    this.extent = scan ? shiftedExtent(scan, group?.treatment) : [0, 0];
    const [from, to] = this.extent;
    this.treatment.show(group, scan);
    const text = (value: number | undefined): string =>
      value === undefined ? "" : String(Number(value.toPrecision(6)));
    this.low.value = text(region?.[0]);
    this.high.value = text(region?.[1]);
    this.low.placeholder = text(from);
    this.high.placeholder = text(to);
    this.unit.textContent = scan?.xUnit ?? "";
    const choice = group?.model?.background;
    const value = choice ? backgroundText(choice) : "active:shirley";
    const plain =
      choice === undefined ||
      (known.has(value) &&
        (choice.mode === "active" ? choice.degree === 2 : Object.keys(choice.model).length === 1));
    this.other.hidden = plain;
    this.other.textContent = `${value.replace(":", " ")}, as in the model`;
    this.background.value = plain ? value : "other";
    this.stored.hidden = (scan?.fit?.components.length ?? 0) === 0;
    this.fault.textContent = "";
    this.notes.hidden = notes.length === 0;
    this.notes.replaceChildren(
      h("summary", {}, notes.length === 1 ? "1 remark" : `${notes.length} remarks`),
      h("ul", {}, ...notes.slice(0, 500).map((note) => h("li", {}, note))),
    );
  }

  private showPresets(group: ScanGroup | undefined, scan: Scan | undefined): void {
    const fitting = scan ? presetsFor(scan, group?.treatment) : [];
    const own = group?.model && group.preset === undefined ? (group.model.name ?? "own lines") : undefined;
    this.presets.replaceChildren(
      h(
        "option",
        { value: "", disabled: true, hidden: fitting.length > 0 && own === undefined },
        own === undefined
          ? fitting.length === 0
            ? "none lies in this range"
            : "choose …"
          : `changed: ${own}`,
      ),
      ...fitting.map(({ name, title }) => h("option", { value: name }, title)),
    );
    this.presets.value = group?.preset ?? "";
    this.presets.disabled = fitting.length === 0;
  }

  private wholeScan(): void {
    this.low.value = "";
    this.high.value = "";
    this.events.region(undefined);
  }

  private readRegion(): void {
    const { low, high, scan } = this;
    if (!scan) return;
    if (low.value.trim() === "" && high.value.trim() === "") {
      this.events.region(undefined);
      return;
    }
    const [from, to] = this.extent;
    const read = (field: HTMLInputElement, otherwise: number): number =>
      field.value.trim() === "" ? otherwise : Number(field.value.replace(",", "."));
    const [a, b] = [read(low, from), read(high, to)];
    const valid = Number.isFinite(a) && Number.isFinite(b) && a < b;
    for (const field of [low, high]) field.setAttribute("aria-invalid", String(!valid));
    if (valid) this.events.region([a, b]);
    else
      this.refuse(
        `The region ${low.value} … ${high.value} is none: give two numbers in ${scan.xUnit}, the smaller one first; leave both empty for the whole scan.`,
      );
  }

  /** What cannot be done, in place. */
  refuse(sentence: string): void {
    this.fault.textContent = sentence;
  }

  /** @param text leave it out to keep what stands there */
  tell(state: SummaryState, text?: string): void {
    if (text !== undefined) this.summary.textContent = text;
    this.summary.dataset.state = state;
  }

  /** What is doubtful about the fit of the current scan. */
  doubt(sentences: readonly string[]): void {
    this.doubts.replaceChildren(...sentences.map((sentence) => h("li", {}, sentence)));
  }
}
