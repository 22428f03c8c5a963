/** The lines of the model: names, levels, places and widths to start from, what is held. */

import { h } from "../../dom/make.ts";
import { lineKinds } from "../../program/lineshape.ts";
import type { Scan } from "../../spectra/measurement.ts";
import { type LineModel, labelOf, type SpectrumModel } from "../../spectra/model.ts";
import { scofield } from "../../spectra/sensitivity.ts";
import { splittingOf } from "../../spectra/spinOrbit.ts";
import { lineDetails } from "./lineDetails.ts";
import {
  isHeld,
  type LineLevel,
  levelOf,
  startedAt,
  startOf,
  withLevel,
  withLineChanged,
  withoutLine,
  withParameter,
  withShape,
} from "./modelEdits.ts";
import { RatiosPanel } from "./ratiosPanel.ts";

export interface LinesEvents {
  change(model: SpectrumModel, label: string): void;
  refuse(sentence: string): void;
  /** What the last fit found for "Li2S.fwhm". */
  fitted(parameter: string): number | undefined;
}

/** What a line can be on the axis of a scan, with words for it. */
export function levelChoices({ axis }: Pick<Scan, "axis">): readonly (readonly [LineLevel, string])[] {
  if (axis === "two-theta")
    return [
      ["", "a line"],
      ["kalpha", "Cu Kα₁ and Kα₂"],
    ];
  if (axis !== "binding" && axis !== "kinetic") return [["", "a line"]];
  return [
    ["", "a line"],
    ...scofield.map(({ element, level }): [LineLevel, string] => {
      const isDoublet = splittingOf(element, level) !== undefined;
      return [`${element} ${level}`, `${element} ${level}${isDoublet ? " doublet" : ""}`];
    }),
  ];
}

/** Columns of the table. */
const HEADS = 5;

export class LinesPanel {
  readonly element: HTMLElement;
  private readonly events: LinesEvents;
  private readonly body = h("tbody", {});
  private readonly unit = h("th", { scope: "col" });
  private readonly width = h("th", { scope: "col" });
  private readonly table: HTMLElement;
  private readonly ratios: RatiosPanel;
  /** Names of the lines whose details are open. */
  private readonly open = new Set<string>();
  private readonly empty = h(
    "p",
    { class: "soft" },
    "No lines yet: choose a preset, let them be found, or click where they are in the spectrum.",
  );

  constructor(events: LinesEvents) {
    this.events = events;
    this.ratios = new RatiosPanel((model, label) => events.change(model, label));
    this.table = h(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": "Lines of the model" },
      h(
        "table",
        {},
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            h("th", { scope: "col" }, "name"),
            h("th", { scope: "col" }, "level"),
            this.unit,
            this.width,
            h("td"),
          ),
        ),
        this.body,
      ),
    );
    this.element = h(
      "section",
      { class: "panel lines", "aria-label": "Lines" },
      h("h2", {}, "Lines"),
      this.empty,
      this.table,
      this.ratios.element,
    );
  }

  show(model: SpectrumModel | undefined, scan: Scan | undefined): void {
    const lines = model?.lines ?? [];
    this.empty.hidden = lines.length > 0;
    this.table.hidden = lines.length === 0;
    this.unit.textContent = `starts at (${scan?.xUnit ?? ""})`;
    this.width.textContent = `FWHM from (${scan?.xUnit ?? ""})`;
    const focused = this.table.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset.key
      : undefined;
    this.body.replaceChildren(
      ...(model && scan ? lines.flatMap((line, i) => this.rows(model, scan, line, i)) : []),
    );
    this.ratios.show(model);
    if (focused !== undefined)
      this.body.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  private rows(model: SpectrumModel, scan: Scan, line: LineModel, i: number): HTMLElement[] {
    const { name } = line;
    const set = (changed: LineModel, label: string): void =>
      this.events.change(withLineChanged(model, i, changed), label);
    const rename = (): void => {
      const wanted = field.value.trim();
      if (wanted === name) return;
      if (wanted === "" || model.lines.some((other, k) => k !== i && other.name === wanted)) {
        field.setAttribute("aria-invalid", "true");
        this.events.refuse(
          wanted === ""
            ? "A line needs a name: its parameters are called by it."
            : `There is a line ${wanted} already; give another name.`,
        );
      } else set({ ...line, name: wanted }, `rename ${name}`);
    };
    const field = h("input", {
      type: "text",
      value: name,
      class: "name",
      "aria-label": `Name of line ${i + 1}`,
      "data-key": `${i} name`,
      onchange: rename,
    });
    const choices = levelChoices(scan);
    const own = levelOf(line);
    const level = h(
      "select",
      {
        "aria-label": `${name}, level`,
        "data-key": `${i} level`,
        onchange: () => set(withLevel(line, level.value as LineLevel), `level of ${name}`),
      },
      ...(choices.some(([value]) => value === own) ? choices : [...choices, [own, own] as const]).map(
        ([value, text]) => h("option", { value }, text),
      ),
    );
    level.value = own;
    const details = h("tr", { class: "details", hidden: !this.open.has(name) });
    const fill = (): void => {
      const parts = lineDetails(model, scan, line, {
        change: set,
        refuse: this.events.refuse,
        fitted: this.events.fitted,
        shape: (shape) => this.events.change(withShape(model, i, shape), `shape of ${name}`),
      });
      details.replaceChildren(h("td", { colspan: HEADS }, parts));
    };
    if (!details.hidden) fill();
    const toggle = h(
      "button",
      {
        type: "button",
        "aria-expanded": String(!details.hidden),
        "aria-label": `All parameters of ${name}`,
        "data-key": `${i} details`,
        onclick: () => {
          if (details.hidden) this.open.add(name);
          else this.open.delete(name);
          details.hidden = !details.hidden;
          toggle.setAttribute("aria-expanded", String(!details.hidden));
          if (!details.hidden) fill();
        },
      },
      "Details",
    );
    const row = h(
      "tr",
      { class: "line" },
      h("td", { "data-label": "name" }, field),
      h("td", { "data-label": "level" }, level),
      ...(["center", "fwhm"] as const).map((symbol) => this.parameter(line, i, symbol, set)),
      h(
        "td",
        { class: "row-actions" },
        toggle,
        h(
          "button",
          {
            type: "button",
            "aria-label": `Remove ${name}`,
            "data-key": `${i} remove`,
            onclick: () => this.events.change(withoutLine(model, i), `remove ${name}`),
          },
          "Remove",
        ),
      ),
    );
    return [row, details];
  }

  /** A start with "held"; a tie is shown as it is written. */
  private parameter(
    line: LineModel,
    i: number,
    symbol: "center" | "fwhm",
    set: (changed: LineModel, label: string) => void,
  ): HTMLElement {
    const words = { center: "position", fwhm: "FWHM" }[symbol];
    const given = line.parameters[symbol];
    if (typeof given === "string") return h("td", { "data-label": words }, h("code", {}, `= ${given}`));
    const known =
      symbol === "center" || given !== undefined || line.shape === undefined || symbolsHave(line, symbol);
    if (!known) return h("td", { class: "soft" }, "see details");
    const store = (parameter: LineModel["parameters"][string], label: string): void =>
      set(withParameter(line, symbol, parameter), label);
    const start = startOf(given);
    const field = h("input", {
      type: "text",
      inputmode: "decimal",
      class: "number",
      value: start === undefined ? "" : String(Number(start.toPrecision(6))),
      placeholder: "auto",
      "aria-label": `${line.name}, ${words}`,
      "data-key": `${i} ${symbol}`,
      onchange: () => {
        const value = Number(field.value.replace(",", "."));
        const usable =
          field.value.trim() !== "" && Number.isFinite(value) && (symbol === "center" || value > 0);
        if (usable) store(startedAt(given, value, held.checked), `${words} of ${line.name}`);
        else {
          field.setAttribute("aria-invalid", "true");
          this.events.refuse(`${line.name}: "${field.value}" is no ${words}; give a number.`);
        }
      },
    });
    const held = h("input", {
      type: "checkbox",
      checked: isHeld(given),
      "aria-label": `${line.name}, hold the ${words}`,
      "data-key": `${i} ${symbol} held`,
      onchange: () => {
        const value = start ?? this.events.fitted(`${labelOf(line.name)}.${symbol}`);
        if (value === undefined) {
          held.checked = false;
          this.events.refuse(`${line.name} has no ${words} yet; type the number that it shall be held at.`);
        } else
          store(
            // The digits that the table shows: what is held must be what is read
            startedAt(given, Number(value.toPrecision(6)), held.checked),
            `${held.checked ? "hold" : "free"} ${line.name}.${symbol}`,
          );
      },
    });
    return h(
      "td",
      { "data-label": words },
      h("span", { class: "held-number" }, field, h("label", {}, held, " hold")),
    );
  }
}

function symbolsHave({ shape = "pseudovoigt" }: LineModel, symbol: string): boolean {
  const kind = lineKinds.find(({ type }) => type === shape);
  return kind === undefined || kind.shapeParameters.some((one) => one.symbol === symbol);
}
