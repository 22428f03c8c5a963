/** The fits of a depth profile or another series of scans: shares, areas, positions, widths, composition. */

import { LinkedFigure } from "../../dom/linkedFigure.ts";
import { h } from "../../dom/make.ts";
import type { NamedTrend } from "../../report/spectrumTrends.ts";
import { trendPlot } from "../../report/trend.ts";

export class TrendsPanel {
  readonly element: HTMLElement;
  private readonly grid = h("div", { class: "trends" });
  private readonly figures: LinkedFigure[] = [];
  private readonly onPick: (scan: number) => void;
  private current = 0;

  constructor(onPick: (scan: number) => void) {
    this.onPick = onPick;
    this.element = h(
      "section",
      { class: "panel series", "aria-label": "Trends" },
      h("h2", {}, "Over the series"),
      this.grid,
      h(
        "p",
        { class: "soft note" },
        "Standard errors are drawn; open points are doubtful. A click selects the scan.",
      ),
    );
  }

  /** @param current the scan that is looked at; points of every series are in the order of the scans */
  show(trends: readonly NamedTrend[], current: number): void {
    this.element.hidden = trends.length === 0;
    this.current = current;
    while (this.figures.length < trends.length) {
      this.figures.push(
        new LinkedFigure("Trend", { point: (i) => this.mark(i), pick: (i) => this.onPick(i) }),
      );
    }
    const used = this.figures.slice(0, trends.length);
    if (this.grid.childElementCount !== used.length)
      this.grid.replaceChildren(...used.map(({ element }) => element));
    trends.forEach((trend, k) => {
      used[k].element.setAttribute(
        "aria-label",
        `${trend.yLabel} against ${trend.xLabel}; arrow keys move from scan to scan, Enter selects`,
      );
      used[k].show({
        draw: (width) => trendPlot(trend.series, { ...trend, width, background: "none" }),
        count: trend.series[0]?.x.length ?? 0,
        nearest: "plane",
        places: (i) => [trend.series.map(({ x, y }) => [x[i], y[i]] as const)],
      });
      used[k].mark(current);
    });
  }

  private mark(scan: number | undefined): void {
    for (const figure of this.figures) if (figure.element.isConnected) figure.mark(scan ?? this.current);
  }
}
