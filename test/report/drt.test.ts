import { describe, expect, test } from "vitest";
import { drt } from "../../src/impedance/relaxation.ts";
import { criterionPlot, drtCurve, drtPlot } from "../../src/report/drt.ts";
import { drtReport } from "../../src/report/drtPage.ts";
import { drtColumns, drtDocument, peakRows } from "../../src/report/drtTable.ts";
import { simulate } from "../impedance/simulate.ts";
import { readMarkup, readTicks } from "./markup.ts";

const spectrum = {
  ...simulate([
    { R: 100, alpha: 0.8, tau: 1e-4 },
    { R: 60, alpha: 0.75, tau: 3e-2 },
  ]),
  name: 'cell <7> & "8"',
};
const result = await drt(spectrum);
const series = [{ result, spectrum, label: spectrum.name }];

/** Points of the first path of a class. */
function pathOf(svg: string, className: string): [number, number][] {
  const { d } = readMarkup(svg).find(({ attributes }) => attributes.class === className)!.attributes;
  return [...d!.matchAll(/[ML](\S+?) ([^MLZ\s]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
}

describe("plot of a distribution of relaxation times", () => {
  test("the line passes where the tick labels say: log τ to the right, γ upwards", () => {
    const svg = drtPlot(series);
    const [x, y] = [readTicks(svg, "x"), readTicks(svg, "y")];
    const valueOn = (ticks: typeof x, at: number, scale: (value: number) => number): number => {
      const [a, b] = [ticks[0]!, ticks.at(-1)!];
      return scale(a.value) + ((at - a.at) * (scale(b.value) - scale(a.value))) / (b.at - a.at);
    };
    // The legend's sample is a line too: that of γ is the longest
    const lines = readMarkup(svg).filter(({ attributes }) => attributes.class === "line");
    const longest = lines.sort((a, b) => b.attributes.d!.length - a.attributes.d!.length)[0]!;
    const points = [...longest.attributes.d!.matchAll(/[ML](\S+?) ([^MLZ\s]+)/g)];
    expect(points).toHaveLength(result.tau.length);
    const top = Math.max(...result.gamma);
    points.forEach(([, px, py], i) => {
      expect(valueOn(x, Number(px), Math.log10)).toBeCloseTo(Math.log10(result.tau[i]!), 1);
      // The text of a tick stands 0.35 em below its tick
      const gamma = valueOn(y, Number(py) + 0.35 * 6.8, (value) => value);
      expect(Math.abs(gamma - result.gamma[i]!) / top).toBeLessThan(0.01);
    });
  });

  test("one spectrum has its band and a label per peak; several have none", () => {
    const one = readMarkup(drtPlot(series));
    expect(one.filter(({ attributes }) => attributes.class === "band")).toHaveLength(1);
    const labels = one.filter(({ attributes }) => attributes.class === "decade").map(({ text }) => text);
    expect(labels).toHaveLength(2);
    expect(labels).toContain("30\u00a0ms, 60\u00a0Ω");
    const many = readMarkup(drtPlot([...series, ...series]));
    expect(many.filter(({ attributes }) => attributes.class === "band")).toHaveLength(0);
  });

  test("what lies beyond the measured frequencies is shaded on both sides", () => {
    const shades = readMarkup(drtPlot(series)).filter(({ attributes }) => attributes.class === "beyond");
    expect(shades).toHaveLength(2);
    for (const { attributes } of shades) expect(Number(attributes.width)).toBeGreaterThan(5);
  });

  test("the shading is explained in the figure", () => {
    for (const many of [series, [...series, ...series]]) {
      const elements = readMarkup(drtPlot(many));
      expect(elements.some(({ text }) => text === "outside 1/ω of the data")).toBe(true);
      expect(elements.filter(({ attributes }) => attributes.class === "shade")).toHaveLength(1);
    }
  });

  test("spectra of very different size are drawn over their polarisation resistances, and the axis says so", () => {
    const small = {
      ...result,
      gamma: result.gamma.map((g) => g / 100),
      polarization: result.polarization / 100,
    };
    const svg = drtPlot([...series, { ...series[0]!, result: small }]);
    expect(svg).toContain("γ(ln τ)/Rₚ");
    const paths = readMarkup(svg)
      .filter(({ attributes }) => attributes.class === "line")
      .map(({ attributes }) => attributes.d!)
      .filter((d) => d.length > 200);
    expect(paths).toHaveLength(2);
    expect(paths[0]).toBe(paths[1]);
    expect(drtPlot([...series, ...series])).not.toContain("/Rₚ");
  });

  test("names of files are escaped, and nothing to show says so", () => {
    expect(readMarkup(drtPlot([...series, ...series])).some(({ text }) => text === spectrum.name)).toBe(true);
    expect(drtPlot([])).toContain("no distribution to show");
  });

  test("the choice of λ is drawn with the chosen λ filled; a given λ has no plot", async () => {
    for (const choice of ["gcv", "l-curve", "re-im"] as const) {
      const svg = criterionPlot(await drt(spectrum, { prior: "none", choice }));
      expect(pathOf(svg, "line").length).toBeGreaterThan(5);
      const marks = readMarkup(svg).filter(({ attributes }) => attributes.class === "points");
      // In the panel, and in the legend that names it
      expect(marks.filter(({ attributes }) => attributes.fill === "currentColor")).toHaveLength(2);
      expect(readMarkup(svg).some(({ text }) => text?.startsWith("chosen: λ ="))).toBe(true);
    }
    expect(criterionPlot(await drt(spectrum, { lambda: 1e-3 }))).toBe("");
  });

  test("the smooth curve passes through the model's values and lies on the arc between them", () => {
    const curve = drtCurve(result, spectrum);
    const n = spectrum.frequency.length;
    for (let i = 0; i < n; i++) {
      expect(curve.frequency[i]).toBe(spectrum.frequency[i]);
      expect(curve.real[i]).toBe(result.real[i]);
    }
    const exact = simulate(
      [
        { R: 100, alpha: 0.8, tau: 1e-4 },
        { R: 60, alpha: 0.75, tau: 3e-2 },
      ],
      { frequency: Float64Array.from(curve.frequency), noise: 0 },
    );
    exact.real.forEach((re, i) => {
      expect(Math.abs(curve.real[i]! - re)).toBeLessThan(0.3);
      expect(Math.abs(curve.imaginary[i]! - exact.imaginary[i]!)).toBeLessThan(0.3);
    });
  });
});

describe("tables of peaks", () => {
  test("marks of a peak are in every table, and a resistance below its error is not printed", () => {
    const marked = {
      ...result.peaks[0]!,
      overlapping: true,
      outside: true,
      sharp: true,
      vague: true,
      tauStderr: 60,
    };
    const [, cells] = peakRows([marked]);
    expect(cells!.slice(1, 5)).toEqual(["–", "–", "–", "–"]);
    expect(cells!.at(-1)).toBe(
      "beyond 1/ω of the data, overlapping, R not above its error, sharper than drawn",
    );
    const told = { ...result, peaks: [marked], warnings: ["one", "two"] };
    const columns = drtColumns([told]);
    expect(columns.find(({ name }) => name === "remarks")!.data[0]).toMatch(/overlapping; R not above/);
    expect(columns.find(({ name }) => name === "warnings")!.data[0]).toBe("one; two");
    expect(drtDocument([told], [], 1).spectra[0]!.peaks[0]).toMatchObject({ outside: true, sharp: true });
  });

  test("the head of a report names the tails and γ₀ of those spectra that have them", () => {
    const plain = { ...result, arcs: [] };
    const tailed = { ...result, tail: "warburg" as const, tailValue: 3 };
    const page = (results: (typeof result)[]): string =>
      drtReport({ results, spectra: results.map(() => spectrum), failures: [], notes: [] });
    expect(page([plain, tailed])).toContain("A(1 − j)/√ω (in 1 of 2 spectra)");
    expect(page([plain, tailed])).toContain("arcs (in 1 of 2 spectra), 0 in the others");
    expect(page([plain])).toContain("γ₀ = 0: no arcs explain a spectrum");
    expect(page([tailed])).toMatch(/A\(1 − j\)\/√ω \+ ∫/);
  });

  test("a failed input has a row and an entry; JSON has no NaN", () => {
    const failure = { file: "gone.csv", message: "it is not there" };
    const columns = drtColumns([result], [failure]);
    expect(columns.map(({ data }) => data.length)).toEqual(columns.map(() => 3));
    expect(columns.find(({ name }) => name === "status")!.data).toEqual(["done", "done", "failed"]);
    const document = drtDocument([result, { ...result, rInfStderr: Number.NaN }], [failure], 1);
    expect(document.spectra[1]!.rInfStderr).toBeNull();
    expect(document.summary).toEqual({ spectra: 3, done: 2, failed: 1, seconds: 1 });
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });
});
