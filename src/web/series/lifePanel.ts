/** What changes over the cycles: the figures of the report, each point a cycle to pick; dQ/dV beside them. */

import { LinkedFigure } from "../../dom/linkedFigure.ts";
import { h, markup } from "../../dom/make.ts";
import { differentialFigures } from "../../report/cycleCurves.ts";
import { type CycleTrend, cycleTrends } from "../../report/cycleFigures.ts";
import type { CyclesFile } from "../../report/cyclesDocument.ts";
import { type CyclesPart, letterOf } from "../../report/cyclesPage.ts";
import { trendPlot } from "../../report/trend.ts";
import { TrendsPanel } from "../trendsPanel.ts";

export class LifePanel {
  readonly element: HTMLElement;
  private readonly trends: TrendsPanel;
  private readonly others = h("div", { class: "trends" });
  private document: CyclesFile | undefined;
  private cycle: number | undefined;

  constructor(onPick: (cycle: number) => void) {
    this.trends = new TrendsPanel(
      {
        label: "Over the cycles",
        note: "Letters are the events. A click selects the cycle.",
        item: "cycle",
      },
      (index) => {
        const cycle = this.document?.cycles[index]?.cycle;
        if (cycle !== undefined) onPick(cycle);
      },
    );
    this.element = h("div", { class: "life" }, this.trends.element, this.others);
  }

  show({ document, table }: CyclesPart): void {
    this.document = document;
    const { trends, sentences } = cycleTrends(document, (of) =>
      document.events.flatMap((event, k) => {
        const x = of(event);
        return x === null ? [] : [{ x, label: letterOf(k) }];
      }),
    );
    this.trends.show(
      trends.filter(({ xLabel }) => xLabel === "cycle"),
      this.at(),
    );
    this.others.replaceChildren(
      ...trends.filter(({ xLabel }) => xLabel !== "cycle").map((trend) => still(trend, trend.caption)),
      ...(table && document.cell === "full"
        ? differentialFigures(document, table, "life").map((figure) => markup(figure))
        : []),
      ...sentences.map((sentence) => h("p", {}, sentence)),
    );
  }

  mark(cycle: number): void {
    if (cycle === this.cycle) return;
    this.cycle = cycle;
    this.trends.mark(this.at());
  }

  private at(): number {
    return Math.max(0, this.document?.cycles.findIndex(({ cycle }) => cycle === this.cycle) ?? 0);
  }
}

/** A figure without points to pick. */
export function still(trend: Omit<CycleTrend, "name" | "caption">, caption: string): HTMLElement {
  const figure = new LinkedFigure(caption, { point: () => {} });
  figure.show({
    draw: (width) => trendPlot(trend.series, { ...trend, width, background: "none" }),
    count: 0,
    nearest: "plane",
    places: () => [],
  });
  return h("div", {}, figure.element, h("p", { class: "soft note" }, caption));
}
