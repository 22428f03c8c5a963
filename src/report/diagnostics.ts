/** Residual diagnostics: in a document, and as tables and plots of a report. */
import type { Diagnostics, Parts } from "../fit/diagnostics.ts";
import { normalQuantile } from "../fit/distribution.ts";
import type { TestResult } from "../fit/normality.ts";
import type { FitResult } from "../fit/result.ts";
import { linearAxis, padded, rangeOf } from "./axis.ts";
import { notDetermined, significant } from "./number.ts";
import { distinct } from "./palette.ts";
import {
  bottomMargin,
  clipped,
  emptyNote,
  frame,
  leftMargin,
  line,
  markers,
  type Panel,
  painted,
  pointOf,
} from "./panel.ts";
import type { FigureOptions, Point } from "./svg.ts";
import { element, escapeXml, figure, pointsPerMillimetre, titleLine } from "./svg.ts";
import { finite } from "./table.ts";
import { resultName } from "./text.ts";

/** Diagnostics of one spectrum in a `FitDocument`. */
export interface DiagnosticsDocument {
  readonly systematic: boolean;
  readonly sentences: readonly string[];
  readonly runs: Parts<{
    readonly runs: number;
    readonly expected: number | null;
    readonly p: number | null;
  }>;
  readonly autocorrelation: Parts<{ readonly statistic: number | null; readonly p: number | null }>;
  readonly durbinWatson: Parts<number | null>;
  readonly normality: { readonly statistic: number | null; readonly p: number | null };
  /** Frequencies in Hz. */
  readonly outliers: readonly number[];
}

export function diagnosticsDocument(diagnostics: Diagnostics | undefined): DiagnosticsDocument | null {
  if (!diagnostics) return null;
  const { systematic, sentences, runs, autocorrelation, durbinWatson, normality } = diagnostics;
  const test = ({ statistic, p }: TestResult) => ({ statistic: finite(statistic), p: finite(p) });
  const both = <T, U>({ real, imaginary }: Parts<T>, of: (one: T) => U): Parts<U> => ({
    real: of(real),
    imaginary: of(imaginary),
  });
  return {
    systematic,
    sentences,
    runs: both(runs, (one) => ({ runs: one.runs, expected: finite(one.expected), p: finite(one.p) })),
    autocorrelation: both(autocorrelation, test),
    durbinWatson: both(durbinWatson, finite),
    normality: test(normality),
    outliers: diagnostics.outliers.map((k) => diagnostics.frequency[k]!),
  };
}

const looks = { real: distinct(0), imaginary: { ...distinct(1), shape: "square" as const } };
const height = 110;

function known(diagnostics: Diagnostics): Float64Array {
  const { real, imaginary } = diagnostics.standardized;
  return Float64Array.from([...real, ...imaginary].filter(Number.isFinite)).sort();
}

/** Standardised residuals against the normal quantiles that they should have: points of normal residuals lie on the line. */
export function quantilePlot(diagnostics: Diagnostics, options: FigureOptions = {}): string {
  const values = known(diagnostics);
  const n = values.length;
  const expected = values.map((_, i) => normalQuantile((i + 1 - 0.375) / (n + 0.25)));
  return plot(
    {
      x: expected,
      y: values,
      xLabel: "normal quantile",
      yLabel: "standardised residual",
      name: "quantiles",
      about: "Standardised residuals against normal quantiles, with the line of equality.",
    },
    options,
    (panel) => {
      const [low, high] = [panel.x.min, panel.x.max];
      const points = Array.from(values, (value, i) => pointOf(panel, expected[i]!, value));
      return (
        painted(distinct(1), line([pointOf(panel, low, low), pointOf(panel, high, high)], 0.6)) +
        painted(looks.real, markers(points, looks.real, { radius: 1.2, filled: true, panel }))
      );
    },
  );
}

/** Distribution of the standardised residuals, with the standard normal density. */
export function histogram(diagnostics: Diagnostics, options: FigureOptions = {}): string {
  const values = known(diagnostics);
  const n = values.length;
  const [low, high] = rangeOf([values]) ?? [-1, 1];
  // Scott (1979): bins of 3.49·s·n^(−1/3), here with s = 1
  const width = Math.max(3.49 / Math.cbrt(Math.max(n, 1)), (high - low) / 60);
  const first = Math.floor(low / width);
  const counts = new Float64Array(Math.max(1, Math.floor(high / width) - first + 1));
  for (const value of values) counts[Math.floor(value / width) - first]! += 1;
  const density = counts.map((count) => (n > 0 ? count / (n * width) : 0));
  const edges = Float64Array.from({ length: counts.length + 1 }, (_, k) => (first + k) * width);
  const grid = Float64Array.from({ length: 121 }, (_, k) => -4 + k / 15);
  const normal = grid.map((z) => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI));
  return plot(
    {
      x: Float64Array.of(...edges, -3.5, 3.5),
      y: Float64Array.of(0, ...density, 0.4),
      xLabel: "standardised residual",
      yLabel: "density",
      name: "histogram",
      about: "Histogram of the standardised residuals with the standard normal density.",
    },
    options,
    (panel) => {
      const bars = Array.from(density, (value, k) => {
        const [x, y] = pointOf(panel, edges[k]!, value);
        const [right, bottom] = pointOf(panel, edges[k + 1]!, 0);
        return element("rect", {
          x,
          y,
          width: right - x,
          height: Math.max(0, bottom - y),
          fill: "currentColor",
          "fill-opacity": "0.35",
          stroke: "currentColor",
          "stroke-width": "0.4",
        });
      });
      const curve = Array.from(normal, (value, k) => pointOf(panel, grid[k]!, value));
      return painted(looks.real, bars.join("")) + painted(distinct(1), line(curve, 0.8));
    },
  );
}

/** Standardised residuals over frequency order would repeat the residual panel; here each stands against the one before. */
export function lagPlot(diagnostics: Diagnostics, options: FigureOptions = {}): string {
  const { real, imaginary } = diagnostics.standardized;
  const all = Float64Array.from([...real, ...imaginary].filter(Number.isFinite));
  return plot(
    {
      x: all,
      y: all,
      xLabel: "residual",
      yLabel: "residual at the next frequency",
      name: "lag",
      about:
        "Standardised residuals against those at the next frequency, real part filled, imaginary part open.",
    },
    options,
    (panel) =>
      (["real", "imaginary"] as const)
        .map((part) => {
          const r = diagnostics.standardized[part];
          const points: Point[] = [];
          for (let k = 0; k + 1 < r.length; k++) points.push(pointOf(panel, r[k]!, r[k + 1]!));
          return painted(
            looks[part],
            markers(points, looks[part], { radius: 1.2, filled: part === "real", panel }),
          );
        })
        .join(""),
  );
}

interface Drawing {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly name: string;
  readonly about: string;
}

function plot(drawing: Drawing, options: FigureOptions, draw: (panel: Panel) => string): string {
  const width = (options.width ?? 85) * pointsPerMillimetre;
  const title = titleLine(options.title, width);
  const x = linearAxis(padded(rangeOf([drawing.x]) ?? [-1, 1], 0.05), { count: 6 });
  const y = linearAxis(padded(rangeOf([drawing.y]) ?? [-1, 1], 0.05), { count: 5 });
  const left = leftMargin(y, drawing.yLabel);
  const panel: Panel = { box: { x: left, y: title.height + 4, width: width - left - 8, height }, x, y };
  const empty = drawing.x.length === 0;
  return figure(
    { width, height: panel.box.y + height + bottomMargin(drawing.xLabel) + 3 },
    options.title ?? drawing.about,
    drawing.about,
    [
      title.svg,
      frame(panel, { xLabel: drawing.xLabel, yLabel: drawing.yLabel, yLabelDistance: left - 2 }),
      empty ? emptyNote(panel) : clipped(panel, drawing.name, draw(panel)),
    ].join(""),
    options.id,
  );
}

const mostRows = 300;

/** The section of a report: the tests of every spectrum in a table, plots for a single one; empty without diagnostics. */
export function diagnosticsSection(results: readonly FitResult[]): string {
  const examined = results.flatMap((result, row) =>
    result.diagnostics ? [{ result, row, diagnostics: result.diagnostics }] : [],
  );
  if (examined.length === 0) return "";
  const p = (value: number): string => (Number.isNaN(value) ? "–" : significant(value, 2));
  const two = ({ real, imaginary }: Parts<{ readonly p: number }>): string =>
    `${p(real.p)}, ${p(imaginary.p)}`;
  const rows = examined.slice(0, mostRows).map(({ result, row, diagnostics: d }) => {
    const cells = [
      `${d.runs.real.runs} of ${significant(d.runs.real.expected, 3)}, ${d.runs.imaginary.runs} of ${significant(d.runs.imaginary.expected, 3)}`,
      two(d.runs),
      two(d.autocorrelation),
      `${significant(d.durbinWatson.real, 3)}, ${significant(d.durbinWatson.imaginary, 3)}`,
      p(d.normality.p),
      String(d.outliers.length),
    ];
    const verdict = d.sentences.length === 0 ? "no objection" : d.systematic ? "⚠ systematic" : "⚠ see below";
    return `<tr><th scope="row">${escapeXml(resultName(result, row))}</th>${cells.map((cell) => `<td>${escapeXml(cell.replaceAll(notDetermined, "–"))}</td>`).join("")}<td class="l">${verdict}</td></tr>`;
  });
  const head = [
    "spectrum",
    "runs of expected",
    "p of runs",
    "p of autocorrelation",
    "Durbin–Watson",
    "p of Shapiro–Wilk",
    "outliers",
    "verdict",
  ];
  const table = `<div class="scroll" tabindex="0" role="region" aria-label="Diagnostics"><table><thead><tr>${head.map((name) => `<th scope="col">${name}</th>`).join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
  const objections = examined.filter(({ diagnostics }) => diagnostics.sentences.length > 0);
  const list = objections
    .slice(0, 20)
    .map(
      ({ result, row, diagnostics }) =>
        `<li><b>${escapeXml(resultName(result, row))}</b>: ${escapeXml(diagnostics.sentences.join("; "))}</li>`,
    );
  const more = objections.length > 20 ? `<p>${objections.length - 20} more spectra have objections.</p>` : "";
  const only = examined.length === 1 ? examined[0]!.diagnostics : undefined;
  const pictures = only
    ? `<div class="figures">${[histogram(only, { id: "histogram" }), quantilePlot(only, { id: "quantiles" }), lagPlot(only, { id: "lag" })].map((svg) => `<figure>${svg}</figure>`).join("")}</div>`
    : "";
  const omitted =
    examined.length > mostRows
      ? `<p>The first ${mostRows} of ${examined.length} spectra are listed; the JSON document has all of them.</p>`
      : "";
  return `<section><h2>Residuals</h2><p class="soft">Pairs are those of the real and the imaginary part, in the order of frequency. p is the probability of a result as extreme when the circuit is right and the noise independent and normal.</p>${table}${omitted}${list.length > 0 ? `<ul class="list">${list.join("")}</ul>` : ""}${more}${pictures}</section>`;
}
