import { describe, expect, test } from "vitest";
import type { FitResult } from "../../src/fit/result.ts";
import { arcsOf } from "../../src/impedance/arcs.ts";
import { summarize } from "../../src/report/document.ts";
import { fitReport, reportSpectra } from "../../src/report/html.ts";
import { selectSpectra } from "../../src/report/selection.ts";
import { fitResult, frequencies, semicircle } from "./fixtures.ts";
import { readMarkup } from "./markup.ts";

const spectrum = semicircle(frequencies(1e6, 0.1, 70), 7.4, 12345, 1.5e-6);

function reportOf(
  results: readonly FitResult[],
  more: Partial<Parameters<typeof fitReport>[0]> = {},
): string {
  return fitReport({
    title: "A report",
    results,
    spectra: results.map(() => spectrum),
    curves: results.map(() => spectrum),
    summary: summarize(results, 1.5),
    version: "1.2.3",
    date: "1 May 2025",
    ...more,
  });
}

/** The page without its style sheet, which is not markup. */
const readPage = (html: string) => readMarkup(html.replace(/<style>[^<]*<\/style>/, ""));

describe("report", () => {
  test("is well-formed, needs nothing from outside, and has neither scripts nor style attributes", () => {
    const html = reportOf(Array.from({ length: 6 }, (_, k) => fitResult({ file: `${k}.mpt` })));
    const elements = readPage(html);
    expect(elements.some((one) => ["script", "link", "img", "iframe", "object"].includes(one.name))).toBe(
      false,
    );
    for (const one of elements) {
      for (const [key, value] of Object.entries(one.attributes)) {
        expect(key).not.toMatch(/^on|^style$|^src$|^href$/);
        if (key !== "xmlns") expect(value).not.toMatch(/https?:|url\((?!#)/);
      }
    }
    expect(html.match(/<style>([^<]*)<\/style>/)![1]).not.toMatch(/url\(|@import|http/);
    const ids = elements.map((one) => one.attributes.id).filter((id) => id !== undefined);
    expect(new Set(ids).size).toBe(ids.length);
    expect(html).not.toMatch(/NaN|undefined|\[object/);
  });

  test("escapes what files, spectra, messages, circuits and notes contain", () => {
    const nasty = `<script>alert("1")</script>&'`;
    const html = reportOf(
      [
        fitResult({
          file: nasty,
          spectrum: nasty,
          message: nasty,
          circuit: nasty,
          status: "warning",
          warnings: [nasty],
        }),
      ],
      {
        title: nasty,
        notes: [nasty],
        command: nasty,
        failures: [{ file: nasty, spectrum: nasty, message: nasty }],
      },
    );
    const elements = readPage(html);
    expect(elements.some((one) => one.name === "script")).toBe(false);
    expect(elements.find((one) => one.name === "h1")!.text).toBe(nasty);
  });

  test("names circuit, weighting, loss, kernel, version and date, and every input that failed with its sentence", () => {
    const html = reportOf([fitResult({ loss: "huber" })], {
      failures: [{ file: "x.z", message: "Line 3 ends early." }],
    });
    for (const word of [
      "R0-p(R1,C1)",
      "modulus",
      "huber",
      "simd",
      "1.2.3",
      "1 May 2025",
      "x.z",
      "Line 3 ends early.",
    ]) {
      expect(html).toContain(word);
    }
  });

  test("a parameter at a bound or not identifiable is flagged in words, not only by colour", () => {
    const states = ["at lower bound", "free", "not identifiable"] as const;
    for (const count of [1, 2]) {
      const html = reportOf(Array.from({ length: count }, () => fitResult({ states, status: "warning" })));
      const flags = readPage(html)
        .filter((one) => one.attributes.class === "flag")
        .map((one) => one.text);
      expect(flags.length).toBe(2 * count);
      expect(flags).toContain("⚠ at lower bound");
      expect(flags).toContain("⚠ not identifiable");
    }
  });

  test("the values of a failed fit stand in parentheses and without errors", () => {
    const cells = readPage(reportOf([fitResult(), fitResult({ status: "failed" })]))
      .filter((one) => one.attributes.class === "x")
      .map((one) => one.text);
    expect(cells).toEqual(["(7.40)", "(12.3)", "(1.50)"]);
  });

  test("circuits of more than six parameters continue in further tables, so that no column runs off a sheet of A4", () => {
    const count = 20;
    const parameters = Array.from({ length: count }, (_, k) => `R${k}.R`);
    const wide = fitResult({
      parameters,
      units: parameters.map(() => "Ω"),
      values: new Float64Array(count).fill(1),
      stderr: new Float64Array(count).fill(0.1),
      states: parameters.map(() => "free" as const),
      correlation: new Float64Array(count * count),
    });
    const heads = readPage(reportOf([wide, wide]))
      .filter((one) => one.name === "th" && one.path.includes("thead"))
      .map((one) => one.text);
    expect(heads.filter((name) => name === "spectrum").length).toBe(4);
    for (const name of parameters) expect(heads.filter((head) => head === `${name} (Ω)`).length).toBe(1);
  });

  test("failed fits come before warnings in the list of what needs attention", () => {
    const warnings = Array.from({ length: 30 }, (_, k) => fitResult({ status: "warning", file: `w${k}` }));
    const html = reportOf([...warnings, fitResult({ status: "failed", file: "lost" })]);
    const items = readPage(html).filter((one) => one.name === "li" && one.path.at(-2) === "section");
    expect(items[0]!.text).toContain("lost");
  });

  test("trends appear from five spectra on, over the cycle if every spectrum knows it, and not for fixed parameters", () => {
    const results = Array.from({ length: 5 }, () => fitResult({ states: ["fixed", "free", "free"] }));
    const figures = (html: string) =>
      readPage(html)
        .filter((one) => one.name === "title")
        .map((one) => one.text);
    expect(figures(reportOf(results.slice(1))).some((name) => name.includes("against"))).toBe(false);
    const cycles = results.map((_, k) => ({ ...spectrum, facts: { cycle: 10 * k } }));
    const named = figures(reportOf(results, { spectra: cycles }));
    expect(named).toEqual(expect.arrayContaining(["R1.R against cycle", "C1.C against cycle"]));
    expect(named).not.toContain("R0.R against cycle");
    expect(figures(reportOf(results))).toContain("R1.R against spectrum");
  });

  test("names are as short as they tell spectra apart; the header says the file or the folder once", () => {
    const texts = (files: readonly string[]) =>
      readPage(reportOf(files.map((file, k) => fitResult({ file, spectrum: `loop ${k}` }))))
        .filter((one) => one.name === "dd" || one.name === "figcaption" || one.name === "td")
        .map((one) => one.text);
    expect(texts(["data/a.mpr", "data/a.mpr"])).toEqual(
      expect.arrayContaining(["data/a.mpr", "loop 1: measured (symbols) and fit (line); rms 0.42\u00a0%."]),
    );
    expect(texts(["data/a.mpr", "data/b.mpr"])).toEqual(
      expect.arrayContaining([
        "data/",
        "b.mpr · loop 1: measured (symbols) and fit (line); rms 0.42\u00a0%.",
      ]),
    );
  });

  test("a parameter that no fit determines has no trend, and the report says so", () => {
    const states = ["at lower bound", "free", "free"] as const;
    const html = reportOf(Array.from({ length: 5 }, () => fitResult({ states })));
    expect(html).not.toContain("R0.R against");
    expect(html).toContain("Not drawn, because that is so for every spectrum: R0.R");
  });

  test("the arcs of a single spectrum are a table; those of a failed fit are not", () => {
    const arcs = (change: Partial<FitResult>) => {
      const result = fitResult(change);
      return readPage(reportOf([result], { arcs: [arcsOf(result, { area: 1e-4 })] })).filter(
        (one) => one.name === "th" && one.path.includes("thead"),
      );
    };
    expect(arcs({}).map((one) => one.text)).toContain("R1∥C1");
    expect(arcs({ status: "failed" }).map((one) => one.text)).not.toContain("R1∥C1");
  });

  test("a single spectrum gets Bode plot and correlations", () => {
    const names = readPage(reportOf([fitResult()]))
      .filter((one) => one.name === "title")
      .map((one) => one.text);
    expect(names.some((name) => name.startsWith("Bode plot"))).toBe(true);
    expect(names).toContain("Correlation of the parameters");
  });

  test("1,000 spectra make a page below 2 MB with a dozen figures, the table folded away and all that said", () => {
    const results = Array.from({ length: 1000 }, (_, k) =>
      fitResult({ file: `cell/cycle_${k}.mpt`, rms: 0.001 * (1 + (k % 7)) }),
    );
    const html = reportOf(results);
    expect(html.length).toBeLessThan(2e6);
    const elements = readPage(html);
    expect(elements.filter((one) => one.attributes.id?.match(/^nyquist\d+-title$/)).length).toBe(12);
    expect(html).toContain("12 of 1000 spectra are drawn");
    expect(elements.filter((one) => one.name === "tr" && one.path.includes("details")).length).toBe(1001);
  });

  test("100,000 results stay below 4 MB, and the table says that the rest is elsewhere", () => {
    const shared = fitResult({ status: "warning", warnings: ["Something."] });
    const results = Array.from({ length: 100_000 }, () => shared);
    const html = fitReport({
      title: "many",
      results,
      spectra: [],
      curves: [],
      summary: summarize(results, 9),
    });
    expect(html.length).toBeLessThan(4e6);
    expect(html).toContain("The first 3000 of 100000 spectra are listed");
  });

  test("without any result it says so and still lists the inputs", () => {
    const html = reportOf([], { failures: [{ file: "x", message: "Empty file." }] });
    expect(html).toContain("No spectrum was fitted");
    expect(readPage(html).length).toBeGreaterThan(10);
  });
});

describe("selection of spectra to draw", () => {
  test("is all of up to twelve, else twelve different ones with the first, the last and the three worst", () => {
    expect(selectSpectra(new Float64Array(12))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    const rms = Float64Array.from({ length: 500 }, () => 0.01);
    rms[77] = 0.5;
    rms[300] = Number.NaN;
    rms[301] = 0.2;
    const chosen = selectSpectra(rms);
    expect(chosen.length).toBe(12);
    expect(new Set(chosen).size).toBe(12);
    expect(chosen).toEqual(expect.arrayContaining([0, 77, 300, 301, 499]));
    expect([...chosen].sort((a, b) => a - b)).toEqual(chosen);
    expect(selectSpectra(new Float64Array(13)).length).toBe(12);
  });

  test("is what the report draws, so a caller can compute curves for these alone", () => {
    const results = Array.from({ length: 40 }, (_, k) => fitResult({ rms: k === 5 ? 1 : 0.01 }));
    expect(reportSpectra(results)).toContain(5);
  });
});
