/** Parameters over the series: cycle, time, temperature or order. */

import { LinkedFigure } from "../../dom/linkedFigure.ts";
import { h } from "../../dom/make.ts";
import type { FitResult } from "../../fit/result.ts";
import type { Spectrum } from "../../impedance/spectrum.ts";
import { abscissaOf } from "../../report/abscissa.ts";
import { isDoubtful } from "../../report/resulttable.ts";
import { type TrendSeries, trendPlot } from "../../report/trend.ts";
import type { Trend } from "../../report/trendgrid.ts";
import { groupsOf } from "./state.ts";

export interface Abscissa {
  readonly fact: string;
  readonly label: string;
  readonly x: readonly number[];
}

/** What the spectra can be drawn against: numbers that all of them have and that differ, then their order. */
export function abscissae(spectra: readonly Spectrum[]): Abscissa[] {
  const facts = Object.keys(spectra[0]?.facts ?? {}).flatMap((fact): Abscissa[] => {
    const values = spectra.map(({ facts: all }) => all?.[fact]);
    const numbers = values.filter(
      (value): value is number => typeof value === "number" && Number.isFinite(value),
    );
    if (numbers.length < spectra.length || new Set(numbers).size < 2) return [];
    return [{ fact, ...abscissaOf(fact, numbers) }];
  });
  const order = new Array<number>(spectra.length).fill(0);
  for (const { indices } of groupsOf(spectra))
    indices.forEach((i, k) => {
      order[i] = k + 1;
    });
  const all = [...facts, { fact: "order", label: "spectrum", x: order }];
  // Other facts may be drawn against when one asks for them: they often have few values, or none that orders the spectra
  const rank = ({ fact }: Abscissa): number =>
    ["cycle", "time_second", "temperature_celsius", "order"].indexOf(fact) >>> 0;
  return all.sort((a, b) => rank(a) - rank(b));
}

/** One trend for each parameter that the fits determine, a series for each group of spectra. */
export function trendsOf(
  spectra: readonly Spectrum[],
  results: readonly (FitResult | undefined)[],
  abscissa: Abscissa,
): Trend[] {
  const first = results.find((result) => result !== undefined);
  if (!first) return [];
  const groups = groupsOf(spectra);
  return first.parameters.flatMap((name, k): Trend[] => {
    if (first.states[k] === "fixed") return [];
    const series = groups.map(({ label, indices }): TrendSeries => {
      const rows = indices.filter((i) => results[i] !== undefined);
      return {
        label,
        x: rows.map((i) => abscissa.x[i]),
        y: rows.map((i) => results[i]!.values[k]),
        stderr: rows.map((i) => results[i]!.stderr[k]),
        doubtful: rows.map((i) => isDoubtful(results[i]!, k)),
      };
    });
    return [{ xLabel: abscissa.label, yLabel: name, unit: first.units[k], series }];
  });
}

export class Trends {
  readonly element: HTMLElement;
  private readonly select: HTMLSelectElement;
  private readonly grid = h("div", { class: "trends" });
  private readonly note = h("p", { class: "soft note" });
  private readonly figures: LinkedFigure[] = [];
  private readonly onPick: (index: number) => void;
  private options: readonly Abscissa[] = [];
  private spectra: readonly Spectrum[] = [];
  private current = 0;

  constructor(onPick: (index: number) => void, onAgainst: (fact: string) => void) {
    this.onPick = onPick;
    this.select = h("select", { onchange: () => onAgainst(this.select.value) });
    this.element = h(
      "div",
      { class: "trend-panel" },
      h("label", { class: "field" }, h("span", {}, "Against"), this.select),
      this.grid,
      this.note,
    );
  }

  /** What spectra are drawn against: the fact that was chosen, if they have it. */
  abscissaOf(spectra: readonly Spectrum[], against: string | undefined): Abscissa {
    const options = spectra === this.spectra ? this.options : abscissae(spectra);
    return options.find(({ fact }) => fact === against) ?? options[0];
  }

  private get abscissa(): Abscissa {
    return this.options.find(({ fact }) => fact === this.select.value) ?? this.options[0];
  }

  show(
    spectra: readonly Spectrum[],
    results: readonly (FitResult | undefined)[],
    against: string | undefined,
    current: number,
  ): void {
    if (spectra !== this.spectra) {
      this.options = abscissae(spectra);
      this.select.replaceChildren(
        ...this.options.map(({ fact, label }) => h("option", { value: fact }, label)),
      );
    }
    this.spectra = spectra;
    this.current = current;
    if (against !== undefined && this.options.some(({ fact }) => fact === against))
      this.select.value = against;
    const trends = spectra.length > 1 ? trendsOf(spectra, results, this.abscissa) : [];
    this.note.textContent =
      spectra.length > 1
        ? "Standard errors are drawn; open points are doubtful. A click selects the spectrum."
        : "Trends appear from two spectra on.";
    while (this.figures.length < trends.length) {
      this.figures.push(
        new LinkedFigure("Trend", { point: (i) => this.mark(i), pick: (i) => this.onPick(i) }),
      );
    }
    const used = this.figures.slice(0, trends.length);
    if (this.grid.childElementCount !== used.length)
      this.grid.replaceChildren(...used.map(({ element }) => element));
    const { x } = this.abscissa;
    trends.forEach((trend, k) => {
      const values = new Float64Array(spectra.length).fill(Number.NaN);
      results.forEach((result, i) => {
        if (result) values[i] = result.values[result.parameters.indexOf(trend.yLabel ?? "")];
      });
      used[k].element.setAttribute(
        "aria-label",
        `${trend.yLabel} against ${trend.xLabel}; arrow keys move from spectrum to spectrum, Enter selects`,
      );
      used[k].show({
        draw: (width) => trendPlot(trend.series, { ...trend, width, background: "none" }),
        count: spectra.length,
        nearest: "plane",
        places: (i) => [[[x[i], values[i]]]],
      });
      used[k].mark(current);
    });
  }

  /** Marks another spectrum as the selected one. */
  choose(current: number): void {
    this.current = current;
    this.mark(undefined);
  }

  private mark(index: number | undefined): void {
    for (const figure of this.figures) if (figure.element.isConnected) figure.mark(index ?? this.current);
  }
}
