/** What happened to the cell: events with their rules, critical current, retention, the warning of the pressure. */

import { h } from "../../dom/make.ts";
import type { CyclesFile } from "../../report/cyclesDocument.ts";
import { criticalSentence, eventNames, letterOf, retentionSentence } from "../../report/cyclesPage.ts";
import { percent, significant } from "../../report/number.ts";
import type { PressureFile } from "../../report/pressureDocument.ts";

export class EventsPanel {
  private readonly body = h("div");
  readonly element = h(
    "section",
    { class: "panel events", "aria-label": "Events" },
    h("h2", {}, "Events"),
    this.body,
  );
  private readonly onPick: (time: number, halfCycle: number | undefined) => void;

  constructor(onPick: (time: number, halfCycle: number | undefined) => void) {
    this.onPick = onPick;
  }

  show(document: CyclesFile | undefined, pressure: PressureFile | null): void {
    this.element.hidden = !document;
    if (!document) return;
    const { events, criticalCurrent, cell, retention } = document;
    const warning = pressure?.warning;
    const rows = [
      ...events.map((event, k) =>
        this.row(
          letterOf(k),
          eventNames[event.kind],
          event.lastCycle > event.cycle ? `${event.cycle} … ${event.lastCycle}` : String(event.cycle),
          event.time_s,
          event.rule,
          percent(event.confidence),
          event.halfCycle,
        ),
      ),
      ...(warning && warning.time_s !== null
        ? [
            this.row(
              "W",
              "early warning",
              String(warning.cycle),
              warning.time_s,
              warning.rule,
              "–",
              undefined,
            ),
          ]
        : []),
    ];
    const sentences = [
      ...(criticalCurrent ? [`Critical current: ${criticalSentence(criticalCurrent)}`] : []),
      ...(cell === "full" && retention ? [retentionSentence(retention)] : []),
    ];
    this.body.replaceChildren(
      ...sentences.map((sentence) => h("p", { class: "finding" }, sentence)),
      rows.length === 0
        ? h("p", { class: "soft" }, "No short circuit, depletion or activation was found.")
        : h(
            "div",
            { class: "scroll", tabindex: "0", role: "region", "aria-label": "List of events" },
            h(
              "table",
              {},
              h(
                "thead",
                {},
                h(
                  "tr",
                  {},
                  ...["event", "cycle", "t (h)", "rule", "confidence"].map((head) =>
                    h("th", { scope: "col" }, head),
                  ),
                ),
              ),
              h("tbody", {}, ...rows),
            ),
          ),
    );
  }

  private row(
    letter: string,
    name: string,
    cycle: string,
    time: number,
    rule: string,
    confidence: string,
    halfCycle: number | undefined,
  ): HTMLElement {
    return h(
      "tr",
      {},
      h(
        "td",
        {},
        h(
          "button",
          {
            type: "button",
            class: "event",
            "aria-label": `Show ${letter}: ${name}, cycle ${cycle}`,
            onclick: () => this.onPick(time, halfCycle),
          },
          h("strong", {}, letter),
          ` ${name}`,
        ),
      ),
      h("td", {}, cycle),
      h("td", {}, significant(time / 3600, 5)),
      h("td", { class: "wrap" }, rule),
      h("td", {}, confidence),
    );
  }
}
