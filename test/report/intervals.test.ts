import { describe, expect, test } from "vitest";
import { diagnoseResiduals } from "../../src/fit/diagnostics.ts";
import { covarianceIntervals, type Intervals } from "../../src/fit/intervals.ts";
import {
  diagnosticsDocument,
  diagnosticsSection,
  histogram,
  lagPlot,
  quantilePlot,
} from "../../src/report/diagnostics.ts";
import { fitDocument, summarize } from "../../src/report/document.ts";
import { fitReport } from "../../src/report/html.ts";
import { intervalSection, intervalText } from "../../src/report/intervals.ts";
import { fitColumns } from "../../src/report/table.ts";
import { resultText } from "../../src/report/text.ts";
import { seeded } from "../program/random-circuit.ts";
import { fitResult, frequencies, semicircle } from "./fixtures.ts";
import { readMarkup } from "./markup.ts";

const intervals: Intervals = {
  method: "profile",
  confidence: 0.9,
  lower: Float64Array.of(7.35, 0, Number.NaN),
  upper: Float64Array.of(7.45, Infinity, Number.NaN),
  warnings: ["open <above>: R1.R"],
};
const model = semicircle(frequencies(1e6, 0.1, 40), 7.4, 12345, 1.5e-6);
const random = seeded(5);
const spectrum = { ...model, real: model.real.map((x) => x * (1 + 0.01 * (random() - 0.5))) };
const diagnostics = diagnoseResiduals(
  { weighting: "modulus", loss: "linear", chi2: 1e-3, degreesOfFreedom: 77 },
  spectrum,
  model,
);

describe("intervals", () => {
  test.each([
    [79.123, 81.177, "Ω", "79.1 … 81.2 Ω"],
    [12345, 12456, "Ω", "12.345 … 12.456 kΩ"],
    [1.12e-7, 2.75e-7, "S·sⁿ", "(112 … 275) × 10⁻⁹ S·sⁿ"],
    [0.9164, 0.9228, "", "0.9164 … 0.9228"],
    [0, 3.41, "Ω", "0 … 3.4 Ω"],
    [5.25, Infinity, "Ω", "5.250 … ∞ Ω"],
    [-3.2e-3, 4.1e-3, "", "−0.0032 … 0.0041"],
    [10, 10, "Ω", "10.00 Ω"],
    [Number.NaN, Number.NaN, "Ω", "not determined"],
  ])("%d … %d %s as people write it", (lower, upper, unit, expected) => {
    expect(intervalText(lower, upper, unit).replaceAll("\u00a0", " ")).toBe(expected);
  });

  test("document: ends that are not finite are null; without intervals and diagnostics both are null", () => {
    const results = [fitResult({ intervals, diagnostics }), fitResult()];
    const document = JSON.parse(JSON.stringify(fitDocument(results, summarize(results, 1))));
    expect(document.spectra[0].intervals).toEqual({
      method: "profile",
      confidence: 0.9,
      lower: [7.35, 0, null],
      upper: [7.45, null, null],
      warnings: ["open <above>: R1.R"],
    });
    expect(document.spectra[0].diagnostics.runs.real.runs).toBe(diagnostics.runs.real.runs);
    expect(document.spectra[1].intervals).toBeNull();
    expect(document.spectra[1].diagnostics).toBeNull();
    expect(diagnosticsDocument(diagnostics)!.outliers).toEqual(
      diagnostics.outliers.map((k) => diagnostics.frequency[k]),
    );
  });

  test("table: lower and upper of each parameter beside its error, only when there are intervals", () => {
    const columns = fitColumns([fitResult({ intervals }), fitResult()]);
    const names = columns.map(({ name }) => name);
    expect(names.slice(names.indexOf("R1.R (Ω)"), names.indexOf("C1.C (F)"))).toEqual([
      "R1.R (Ω)",
      "R1.R stderr (Ω)",
      "R1.R lower (Ω)",
      "R1.R upper (Ω)",
      "R1.R state",
    ]);
    expect(columns.find(({ name }) => name === "R0.R lower (Ω)")!.data).toEqual([7.35, null]);
    expect(fitColumns([fitResult()]).some(({ name }) => name.includes("lower"))).toBe(false);
  });

  test("terminal: a column of its own that names method and probability", () => {
    const text = resultText([fitResult({ intervals: covarianceIntervals(fitResult()) })]);
    expect(text).toMatch(/95 % interval \(covariance\)/);
    expect(text).toMatch(/R0\.R.*7\.34 … 7\.46/);
    expect(resultText([fitResult()])).not.toMatch(/interval/);
  });
});

describe("report", () => {
  const page = (results: ReturnType<typeof fitResult>[]): string =>
    fitReport({
      title: "A report",
      results,
      spectra: results.map(() => spectrum),
      curves: results.map(() => model),
      summary: summarize(results, 1),
    });

  test("intervals and diagnostics have sections; what files say is escaped; the page is well-formed", () => {
    const html = page([fitResult({ intervals, diagnostics, file: "<b>.csv" })]);
    const elements = readMarkup(html.replace(/<style>[^<]*<\/style>/, ""));
    expect(elements.filter(({ name }) => name === "h2").map(({ text }) => text)).toEqual(
      expect.arrayContaining(["Intervals", "Residuals"]),
    );
    expect(html).toContain("open &lt;above&gt;: R1.R");
    expect(html).not.toMatch(/<b>\.csv|NaN|undefined/);
    const ids = elements.map(({ attributes }) => attributes.id).filter((id) => id !== undefined);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("several spectra: a row each; without either the sections are left out", () => {
    const several = page([fitResult({ intervals, diagnostics }), fitResult({ intervals, diagnostics })]);
    expect(several.match(/lower|7\.3\d* … 7\.4\d*/g)!.length).toBeGreaterThan(1);
    expect(several).not.toMatch(/NaN|undefined/);
    expect(intervalSection([fitResult()])).toBe("");
    const wide = (length: number) => {
      const parameters = Array.from({ length }, (_, k) => `R${k}.R`);
      const [lower, upper] = [new Float64Array(length).fill(1), new Float64Array(length).fill(2)];
      const one = fitResult({
        parameters,
        units: parameters.map(() => "Ω"),
        intervals: { ...intervals, lower, upper, warnings: [] },
      });
      return readMarkup(intervalSection([one, one])).filter(({ name }) => name === "table").length;
    };
    expect([wide(6), wide(7), wide(13)]).toEqual([1, 2, 3]);
    expect(diagnosticsSection([fitResult()])).toBe("");
  });

  test.each([
    ["histogram", histogram],
    ["quantile plot", quantilePlot],
    ["lag plot", lagPlot],
  ] as const)("%s: well-formed, also of residuals that do not scatter or are none", (_, plot) => {
    const still = diagnoseResiduals(
      { weighting: "unit", loss: "linear", chi2: 0, degreesOfFreedom: 0 },
      model,
      model,
    );
    for (const one of [diagnostics, still]) {
      const svg = plot(one);
      readMarkup(svg);
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  test("the histogram holds every residual: its area is 1", () => {
    const svg = histogram(diagnostics);
    const bars = readMarkup(svg).filter(
      ({ name, attributes }) => name === "rect" && attributes["fill-opacity"] === "0.35",
    );
    const width = Number(bars[0].attributes.width);
    const total = bars.reduce((sum, { attributes }) => sum + Number(attributes.height), 0);
    const n = diagnostics.frequency.length * 2;
    // the least bar that is not empty holds a whole number of residuals
    const least = Math.min(
      ...bars.map(({ attributes }) => Number(attributes.height)).filter((h) => h > 0.01),
    );
    expect(width).toBeGreaterThan(0);
    expect(Math.abs((total / least) * Math.round(n / (total / least)) - n)).toBeLessThan(1);
  });
});
