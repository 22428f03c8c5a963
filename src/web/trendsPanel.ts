/** Quantities over scans or cycles, a figure for each; one item is marked in all of them. */

import { LinkedFigure } from "../dom/linkedFigure.ts";
import { h } from "../dom/make.ts";
import { trendPlot } from "../report/trend.ts";
import type { Trend } from "../report/trendgrid.ts";

/** What the items of the figures are. */
export interface TrendsWords {
  readonly label: string;
  readonly heading?: string;
  readonly note: string;
  /** "scan", "cycle" */
  readonly item: string;
}

export class TrendsPanel {
  readonly element: HTMLElement;
  private readonly item: string;
  private readonly grid = h("div", { class: "trends" });
  private readonly figures: LinkedFigure[] = [];
  private readonly onPick: (index: number) => void;
  private current = 0;

  constructor({ label, heading, note, item }: TrendsWords, onPick: (index: number) => void) {
    this.item = item;
    this.onPick = onPick;
    this.element = h(
      "section",
      { class: "panel series", "aria-label": label },
      heading !== undefined && h("h2", {}, heading),
      this.grid,
      h("p", { class: "soft note" }, note),
    );
  }

  /** @param current the item that is looked at; points of every series are in the order of the items */
  show(trends: readonly Trend[], current: number): void {
    this.element.hidden = trends.length === 0;
    this.current = current;
    while (this.figures.length < trends.length) {
      this.figures.push(
        new LinkedFigure("Trend", { point: (i) => this.point(i), pick: (i) => this.onPick(i) }),
      );
    }
    const used = this.figures.slice(0, trends.length);
    if (this.grid.childElementCount !== used.length)
      this.grid.replaceChildren(...used.map(({ element }) => element));
    trends.forEach((trend, k) => {
      used[k].element.setAttribute(
        "aria-label",
        `${trend.yLabel} against ${trend.xLabel}; arrow keys move from ${this.item} to ${this.item}, Enter selects`,
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

  /** Marks another item as the one that is looked at. */
  mark(current: number): void {
    this.current = current;
    this.point(undefined);
  }

  private point(index: number | undefined): void {
    for (const figure of this.figures) if (figure.element.isConnected) figure.mark(index ?? this.current);
  }
}
