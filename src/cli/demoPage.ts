/** The page of `demo`: table, trends with the published points, Nyquist plots. */
import { nyquistPlot } from "../report/nyquist.ts";
import { htmlPage } from "../report/page.ts";
import type { SpectrumSeries } from "../report/series.ts";
import { escapeXml } from "../report/svg.ts";
import { trendPlot } from "../report/trend.ts";
import { today, typedCommand } from "./report.ts";
import { version } from "./version.ts";

/** A resistance over cycles in Ω; arrays have one entry per cycle. */
export interface AgeingTrend {
  readonly name: string;
  readonly cycles: readonly number[];
  readonly mean: readonly number[];
  /** Standard error of the mean. */
  readonly error: readonly number[];
  /** Typical standard error that one fit gives itself. */
  readonly own: readonly number[];
  readonly published: readonly { readonly cycle: number; readonly value: number }[];
  readonly cells: readonly {
    readonly label: string;
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly stderr: readonly number[];
  }[];
}

export interface AgeingPage {
  readonly circuit: string;
  readonly sentences: readonly string[];
  /** First row: the header. */
  readonly table: readonly (readonly string[])[];
  readonly trends: readonly AgeingTrend[];
  readonly series: readonly SpectrumSeries[];
}

export function ageingPage({ circuit, sentences, table, trends, series }: AgeingPage): string {
  const title = "Interphase demo: five ageing Li | Li6PS5Cl | Li cells";
  const facts = [
    ["circuit", circuit],
    ["program", `Interphase ${version}`],
    ["date", today()],
    ["command", typedCommand()],
  ];
  const [header, ...rows] = table;
  const body = [
    `<header><h1>${escapeXml(title)}</h1><dl>${facts.map(([name, value]) => `<dt>${name}</dt><dd>${escapeXml(value)}</dd>`).join("")}</dl></header>`,
    `<p>Simulated spectra. At cycles 0, 60 and 110 the resistances follow published values for bare lithium; between and beyond them, exponentials through these values. Everything else of the simulation is plausible, not measured.</p>`,
    ...sentences.map((sentence) => `<p>${escapeXml(sentence)}</p>`),
    `<section><h2>Resistances</h2><div class="scroll" tabindex="0" role="region" aria-label="Resistances"><table><thead><tr>${header.map((cell) => `<th scope="col">${escapeXml(cell)}</th>`).join("")}</tr></thead><tbody>${rows.map((row) => `<tr>${row.map((cell) => `<td>${escapeXml(cell)}</td>`).join("")}</tr>`).join("")}</tbody></table></div></section>`,
    `<section><h2>Trends</h2><div class="figures">${trends.flatMap(figuresOf).join("")}</div></section>`,
    `<section><h2>Spectra</h2><div class="figures">${[
      figure(
        nyquistPlot(series, { coloring: "sequential", decades: false, residuals: false }),
        "Cell 1 at six cycles: points as simulated, lines as fitted.",
      ),
      ...[series[0], series[series.length - 1]].map((one, k) =>
        figure(nyquistPlot([one], { id: `alone${k}` }), `Cell 1, ${one.label ?? ""}, with residuals.`),
      ),
    ].join("")}</div></section>`,
  ].join("\n");
  return htmlPage(title, body, version);
}

function figuresOf(trend: AgeingTrend, k: number): string[] {
  const axes = { xLabel: "cycle", yLabel: trend.name, unit: "Ω" };
  // Two hundred error bars would be a band
  const some = trend.cycles.map((_, i) => i).filter((i) => i % 5 === 0);
  const mean = {
    label: `mean of ${trend.cells.length} cells`,
    x: some.map((i) => trend.cycles[i]),
    y: some.map((i) => trend.mean[i]),
    stderr: some.map((i) => trend.error[i]),
  };
  const published = {
    label: "published",
    x: trend.published.map(({ cycle }) => cycle),
    y: trend.published.map(({ value }) => value),
    joined: false,
  };
  return [
    figure(
      trendPlot([mean, published], { ...axes, id: `mean${k}` }),
      `${trend.name}: mean of the cells ± its standard error every fifth cycle, and the published values.`,
    ),
    figure(
      trendPlot(trend.cells, { ...axes, id: `cells${k}` }),
      `${trend.name}: every fit ± its own standard error.`,
    ),
  ];
}

function figure(svg: string, caption: string): string {
  return `<figure>${svg}<figcaption>${escapeXml(caption)}</figcaption></figure>`;
}
