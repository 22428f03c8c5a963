/** Stack pressure: ΔP, Δ(ΔP), Δ(ΔP)/Q over the cycles, the early warning, the drift of the baseline. */

import { h } from "../../dom/make.ts";
import { type PressurePart, pressureTrends } from "../../report/pressurePage.ts";
import { normalised, pressureSentences } from "../../report/pressureText.ts";
import { unanalysed } from "../../series/survey.ts";
import { TrendsPanel } from "../trendsPanel.ts";
import { still } from "./lifePanel.ts";

export class PressurePanel {
  readonly element: HTMLElement;
  private readonly sentences = h("div");
  private readonly trends: TrendsPanel;
  private readonly others = h("div", { class: "trends" });
  private part: PressurePart | undefined;
  private cycle: number | undefined;

  constructor(events: { pick(cycle: number): void; logger(file: File): void }) {
    const picker = h("input", { type: "file", hidden: true, "aria-label": "File of the logger" });
    picker.addEventListener("change", () => {
      const file = picker.files?.[0];
      picker.value = "";
      if (file) events.logger(file);
    });
    this.trends = new TrendsPanel(
      {
        label: "Pressure over the cycles",
        note: "Bars are standard errors; W is the warning. A click selects the cycle.",
        item: "cycle",
      },
      (index) => {
        const cycle = this.part?.document.cycles[index]?.cycle;
        if (cycle !== undefined) events.pick(cycle);
      },
    );
    this.element = h(
      "div",
      { class: "life" },
      this.sentences,
      this.trends.element,
      this.others,
      h(
        "p",
        {},
        h("button", { type: "button", onclick: () => picker.click() }, "Pressure from a logger's file …"),
        picker,
      ),
      h(
        "p",
        { class: "soft note" },
        'Its clock is set by the turning points of the pressure. Say above how it is read: --pressure-column "Load[kgf]" --sensor-area 1.327.',
      ),
    );
  }

  /** @param remarks of the record, with the reason where the pressure could not be analysed */
  show(part: PressurePart | undefined, remarks: readonly string[]): void {
    this.part = part;
    this.trends.element.hidden = part === undefined;
    this.others.hidden = part === undefined;
    if (!part) {
      this.sentences.replaceChildren(
        h(
          "p",
          { class: "soft" },
          remarks.find((remark) => remark.startsWith(unanalysed)) ??
            "The record has no pressure: a column surface_pressure_pa, or one named pressure with its unit.",
        ),
      );
      return;
    }
    const { document, drawing } = part;
    const [first, ...rest] = pressureSentences(document);
    this.sentences.replaceChildren(
      h(
        "p",
        { class: document.warning ? "finding warn" : "finding" },
        `${document.warning ? "⚠ " : ""}${first}`,
      ),
      ...rest.map((sentence) => h("p", {}, sentence)),
      ...(normalised(document)
        ? []
        : [h("p", { class: "soft" }, "With the active mass or the area Δ(ΔP)/Q is drawn, too.")]),
    );
    const all = pressureTrends(document, drawing);
    this.trends.show(
      all.filter(({ xLabel }) => xLabel === "cycle"),
      this.at(),
    );
    this.others.replaceChildren(
      ...all
        .filter(({ xLabel }) => xLabel !== "cycle")
        .map((trend) => still(trend, "Pressure against discharged charge of chosen cycles.")),
    );
  }

  mark(cycle: number): void {
    if (cycle === this.cycle) return;
    this.cycle = cycle;
    this.trends.mark(this.at());
  }

  private at(): number {
    return Math.max(0, this.part?.document.cycles.findIndex(({ cycle }) => cycle === this.cycle) ?? 0);
  }
}
