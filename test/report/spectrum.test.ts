/** Figures, tables and the document of fitted spectra: what they say is what was fitted. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import { beforeAll, describe, expect, test } from "vitest";
import { spectrumColumns } from "../../src/report/spectrumColumns.ts";
import { spectrumDocument } from "../../src/report/spectrumDocument.ts";
import { spectrumReport } from "../../src/report/spectrumPage.ts";
import { spectrumPlot, standardised } from "../../src/report/spectrumPlot.ts";
import { componentText } from "../../src/report/spectrumTable.ts";
import { formulaName } from "../../src/report/substance.ts";
import { fitSpectra, fitSpectrum } from "../../src/spectra/fitSpectrum.ts";
import type { Scan } from "../../src/spectra/measurement.ts";
import { presetModel } from "../../src/spectra/presetModel.ts";
import type { SpectrumResult } from "../../src/spectra/spectrumResult.ts";
import { argyrodite, madeSpectrum } from "../cli/spectrumFiles.ts";
import { readMarkup } from "./markup.ts";

const { resolve } = createRequire(import.meta.url);
const fonts = ["400Regular/Arimo_400Regular.ttf", "700Bold/Arimo_700Bold.ttf"].map((path) =>
  readFileSync(resolve(`@expo-google-fonts/arimo/${path}`)),
);
const scanOf = (seed: number, ratio = 0.73, name = "S 2p <raw>"): Scan => ({
  ...madeSpectrum(argyrodite(ratio), [156, 170], { seed }),
  name,
  file: `cell ${seed} & more.vms`,
  axis: "binding",
  xLabel: "Binding energy",
  xUnit: "eV",
  yLabel: "Counts",
  yUnit: "counts",
  facts: { etch_time_second: 30 * seed },
});
const model = presetModel("s2p-argyrodite");
let result: SpectrumResult;
beforeAll(async () => {
  await initWasm(readFileSync(resolve("@resvg/resvg-wasm/index_bg.wasm")));
  result = await fitSpectrum(scanOf(1), model);
});
const fitOf = (one: SpectrumResult, scan: Scan) => ({
  result: one,
  scan,
  file: scan.file!,
  model: "s2p-argyrodite",
});

/** Points "x,y" of the lines of a figure. */
function pathsOf(svg: string, className: string): [number, number][][] {
  return readMarkup(svg)
    .filter(({ attributes }) => attributes.class === className)
    .map(({ attributes }) =>
      Array.from(attributes.d!.matchAll(/[ML]([-\d.]+) ([-\d.]+)/g), ([, x, y]) => [Number(x), Number(y)]),
    );
}

describe("the figure of a fitted spectrum", () => {
  test("the highest point of the envelope lies at its energy on a scale that runs from right to left", () => {
    const svg = spectrumPlot(result);
    const ticks = readMarkup(svg)
      .filter(({ attributes }) => attributes.class === "tick-x")
      .map(({ text, attributes }) => ({ energy: Number(text), x: Number(attributes.x) }))
      .sort((a, b) => a.energy - b.energy);
    const [first, last] = [ticks[0]!, ticks.at(-1)!];
    expect(first.x).toBeGreaterThan(last.x);
    const envelope = pathsOf(svg, "line").find((points) => points.length === result.x.length)!;
    expect(envelope).toBeDefined();
    const longest = pathsOf(svg, "line").filter((points) => points.length === result.x.length);
    const top = longest
      .flat()
      .reduce((best, point) => (point[1] < best[1] ? point : best), [0, Number.POSITIVE_INFINITY]);
    const energy = first.energy + ((top[0] - first.x) / (last.x - first.x)) * (last.energy - first.energy);
    const highest = result.x[result.fitted.indexOf(Math.max(...result.fitted))]!;
    expect(energy).toBeCloseTo(highest, 1);
  });

  test("each component stands on the background: both ends of its area lie on the dashed line", () => {
    const bands = pathsOf(spectrumPlot(result), "band");
    expect(bands).toHaveLength(2);
    const n = result.x.length;
    for (const outline of bands) {
      expect(outline).toHaveLength(2 * n);
      outline.slice(0, n).forEach(([x, y], i) => {
        const [above, up] = outline[2 * n - 1 - i]!;
        expect(above).toBe(x);
        expect(up).toBeLessThanOrEqual(y + 0.011);
      });
    }
  });

  test("components and background add up to the envelope; residuals are in σ and scatter by 1", () => {
    const { fitted, backgroundValues, curves, x } = result;
    for (let i = 0; i < x.length; i++) {
      const sum = curves.reduce((total, curve) => total + curve[i]!, backgroundValues[i]!);
      expect(sum / fitted[i]!).toBeCloseTo(1, 12);
    }
    const residuals = standardised(result);
    const scatter = Math.sqrt(
      residuals.reduce((sum, value) => sum + value * value, 0) / result.degreesOfFreedom,
    );
    expect(scatter).toBeCloseTo(Math.sqrt(result.reducedChi2), 9);
    const unknown = standardised({ ...result, sigma: undefined });
    expect(unknown.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(result.degreesOfFreedom, 6);
  });

  test.each([60, 85, 170])("all ink lies on the canvas of %i mm", (width) => {
    const svg = spectrumPlot(result, { width, background: "none", title: "A title of cell 1 & more · S 2p" });
    const [, , w, h] = readMarkup(svg)[0]!.attributes.viewBox!.split(" ").map(Number);
    const wide = svg
      .replace(/viewBox="[^"]*"/, `viewBox="-20 -20 ${w! + 40} ${h! + 40}"`)
      .replace(/ width="[\d.]+mm" height="[\d.]+mm"/, "");
    const image = new Resvg(wide, {
      font: { fontBuffers: fonts, defaultFontFamily: "Arimo", sansSerifFamily: "Arimo" },
      fitTo: { mode: "width", value: Math.round(w! + 40) },
    }).render();
    let outside = 0;
    for (let y = 0; y < image.height; y++) {
      for (let x = 0; x < image.width; x++) {
        const edge = x < 19 || y < 19 || x >= image.width - 19 || y >= image.height - 19;
        if (edge && image.pixels[4 * (y * image.width + x) + 3]! > 0) outside++;
      }
    }
    expect(outside).toBe(0);
  });
});

describe("tables and the page", () => {
  test("the terminal shows positions with the digits that their errors carry", () => {
    const text = componentText({ result });
    const { center } = result.components[0]!;
    const digits = -Math.floor(Math.log10(center.stderr));
    expect(text).toContain(center.value.toFixed(digits).slice(0, 6));
    expect(text).toContain("Li2S / Li6PS5Cl = 0.7");
  });

  test("a page of a series: text is escaped, trends against the fact, one figure per scan", async () => {
    const scans = [1, 2, 3, 4, 5].map((k) => scanOf(k, 0.2 * k));
    const results = await fitSpectra(scans, model, { workers: 0 });
    const fits = results.map((one, i) => fitOf(one, scans[i]!));
    const page = spectrumReport({
      title: "Spectra: <s2p>",
      fits,
      failures: [{ file: "bad & broken.vms", message: "expected <numbers>" }],
      compositions: [],
      doubts: ["the binding energy 1 < 2 was not checked"],
      notes: [],
      abscissa: { label: "etch time (s)", values: scans.map(({ facts }) => Number(facts!.etch_time_second)) },
    });
    const elements = readMarkup(page);
    expect(page).not.toContain("<raw>");
    expect(elements.filter(({ attributes }) => attributes.class === "figure").length).toBe(5 + 5);
    expect(elements.filter(({ text, name }) => name === "text" && text === "etch time (s)")).toHaveLength(5);
    expect(page).not.toMatch(/<script|style="|https?:\/\/(?!www\.w3\.org)/);
  });

  test("the document and the table say what the result says; a failed input stands last", () => {
    const fits = [fitOf(result, scanOf(1))];
    const failures = [{ file: "bad.vms", message: "no" }];
    const document = spectrumDocument(fits, {
      kernel: "js",
      failures,
      compositions: [],
      doubts: [],
      seconds: 1,
    });
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    expect(document.fits[0]!.components[1]!.areaStderr).toBe(result.components[1]!.area.stderr);
    expect(document.fits[1]).toMatchObject({ file: "bad.vms", status: "failed", components: [] });
    const columns = spectrumColumns(fits, failures);
    expect(new Set(columns.map(({ data }) => data.length))).toEqual(new Set([3]));
    const column = (name: string) => columns.find((one) => one.name === name)!.data;
    expect(column("component")).toEqual(["Li2S", "Li6PS5Cl", null]);
    expect(column("center_ev")[0]).toBe(result.components[0]!.center.value);
    expect(column("status")).toEqual([result.status, result.status, "failed"]);
  });

  test.each([
    ["Li2S", "Li2S", "Li₂S"],
    ["Li6PS5Cl", "Li6PS5Cl", "Li₆PS₅Cl"],
    ["polysulfide, bridging", "polysulfide, bridging", "polysulfide, bridging"],
    ["L12", undefined, "L12"],
    // A line without a name, named in place of its substance
    ["L1", "L1", "L1"],
    ["SO2", "SO2", "SO₂"],
    ["In (pressiometry)", "In (pressiometry)", "In (pressiometry)"],
    ["Li13In3", "Li13In3", "Li₁₃In₃"],
  ])("the name %s is printed as it should be", (name, substance, printed) => {
    expect(formulaName({ name, substance })).toBe(printed);
  });
});
