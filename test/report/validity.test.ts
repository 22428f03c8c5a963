import { describe, expect, test } from "vitest";
import { type ValidityResult, validateMany } from "../../src/impedance/validity.ts";
import { ruleOf, usualLimit } from "../../src/impedance/verdict.ts";
import { histogram } from "../../src/report/histogram.ts";
import { nyquistPlot } from "../../src/report/nyquist.ts";
import { type ValidityRun, validityColumns, validityDocument } from "../../src/report/validityDocument.ts";
import { validityPage } from "../../src/report/validityPage.ts";
import { zhitPlot } from "../../src/report/zhit.ts";
import { frequencies, semicircle } from "./fixtures.ts";
import { readMarkup } from "./markup.ts";

const good = semicircle(frequencies(1e6, 0.1, 57), 7, 900, 1e-6);
const bad = { ...good, real: good.real.map((z, i) => z * (1 + i / 100)) };
const short = semicircle(frequencies(1e3, 100, 3), 7, 900, 1e-6);
const broken = { ...good, real: good.real.map((z, i) => (i === 3 ? Number.NaN : z)) };
const nasty = `<script>alert("1")</script>&'`;

async function runOf(copies = 1): Promise<ValidityRun> {
  const spectra = Array.from({ length: copies }, () => [good, bad, short, broken])
    .flat()
    .map((spectrum, i) => ({ ...spectrum, name: `${i} ${nasty}`, file: nasty }));
  return {
    results: await validateMany(spectra),
    spectra,
    failures: [{ file: nasty, message: nasty }],
    rule: ruleOf(usualLimit),
    kernel: "simd",
    seconds: 1,
  };
}

const readPage = (html: string) => readMarkup(html.replace(/<style>[^<]*<\/style>/, ""));

describe("the page of verdicts", () => {
  test("is well-formed, escapes what files say, and needs nothing from outside", async () => {
    const run = await runOf(5);
    const html = validityPage({
      ...run,
      title: nasty,
      settings: "complex fit",
      notes: [nasty],
      command: nasty,
    });
    const elements = readPage(html);
    expect(elements.some(({ name }) => ["script", "link", "img", "iframe"].includes(name))).toBe(false);
    for (const { attributes } of elements) {
      expect(Object.keys(attributes).some((key) => /^on|^style$|^src$|^href$/.test(key))).toBe(false);
    }
    const ids = elements.map(({ attributes }) => attributes.id).filter((id) => id !== undefined);
    expect(new Set(ids).size).toBe(ids.length);
    // the sentence about the broken spectrum names what its file holds
    expect(html.replaceAll("impedance NaN + j", "")).not.toMatch(/NaN|undefined|\[object/);
  });

  test("lists the worst first and counts every verdict", async () => {
    const html = validityPage({ ...(await runOf()), title: "t", settings: "s", notes: [] });
    const elements = readPage(html);
    const verdicts = elements
      .filter(({ name, path }) => name === "tr" && path.includes("tbody"))
      .map(({ text }) => /✓ valid|✗ not valid|\? cannot tell|✗ failed/.exec(text)?.[0]);
    expect(verdicts).toEqual(["✗ failed", "✗ not valid", "? cannot tell", "✓ valid"]);
    const tiles = elements.filter(({ name, path }) => name === "li" && path.at(-1) === "ul").slice(0, 4);
    expect(tiles.map(({ text }) => text)).toEqual([
      "✓ 1valid",
      "✗ 1not valid",
      "? 1cannot tell",
      "✗ 2not examined",
    ]);
  });

  test("without any spectrum it says what failed", () => {
    const html = validityPage({
      results: [],
      spectra: [],
      failures: [{ file: "a.z", message: "no" }],
      rule: "r",
      seconds: 0,
      title: "t",
      settings: "s",
      notes: [],
    });
    expect(readPage(html).some(({ text }) => text.includes("Inputs that were not examined"))).toBe(true);
  });
});

describe("document and columns", () => {
  test("numbers that are not determined are null, JSON loses nothing else", async () => {
    const run = await runOf();
    const document = validityDocument(run);
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    expect(document.spectra.map(({ valid }) => valid)).toEqual([true, false, true, null, null]);
    expect(document.spectra[3].score).toBeNull();
    expect(document.summary).toMatchObject({ spectra: 5, valid: 1, invalid: 1, undecided: 1, failed: 2 });
  });

  test("every column has a value or null per spectrum and failed input", async () => {
    for (const { data, type } of validityColumns(await runOf())) {
      expect(data).toHaveLength(5);
      for (const value of data) {
        expect(value === null || typeof value === (type === "STRING" ? "string" : "number")).toBe(true);
        if (typeof value === "number") expect(Number.isFinite(value)).toBe(true);
      }
    }
  });
});

describe("pictures", () => {
  test("a histogram has one bar per bin, whose heights are the counts", () => {
    const svg = histogram([0.5, 0.5, 0.5, 3, Number.NaN, 0], {
      xLabel: "score",
      yLabel: "spectra",
      limit: 1,
    });
    const bars = readMarkup(svg).filter(({ attributes }) => attributes.class === "bar");
    const heights = bars.map(({ attributes }) => Number(attributes.height)).sort((a, b) => b - a);
    expect(heights).toHaveLength(2);
    expect(heights[0] / heights[1]).toBeCloseTo(3, 1);
    expect(readMarkup(histogram([], { xLabel: "x", yLabel: "y" })).length).toBeGreaterThan(1);
  });

  test("the tolerance is a band in the panel of residuals, no wider than the panel", () => {
    const curve = { ...good, real: good.real.map((z) => z * 1.01) };
    const bandOf = (tolerance?: number) =>
      readMarkup(nyquistPlot([{ spectrum: good, curve }], { tolerance })).filter(
        ({ attributes }) => attributes.class === "band",
      );
    expect(bandOf()).toHaveLength(0);
    const height = (tolerance: number): number => {
      const y = [...bandOf(tolerance)[0].attributes.d.matchAll(/[ML]\S+ ([\d.-]+)/g)].map(([, v]) =>
        Number(v),
      );
      return Math.max(...y) - Math.min(...y);
    };
    expect(height(0.6) / height(0.3)).toBeCloseTo(2, 1);
    expect(height(1000)).toBeLessThanOrEqual(52.1);
  });

  test("Z-HIT: measured points, line and residuals", async () => {
    const [{ zhit }] = (await validateMany([good])) as readonly ValidityResult[];
    const svg = readMarkup(zhitPlot(good, zhit!));
    // what lies in the two clipped panels; the legend has marks of its own
    const drawn = (kind: string) =>
      svg.filter(
        ({ attributes, path }) => attributes.class === kind && path.filter((one) => one === "g").length > 1,
      );
    expect(drawn("points")).toHaveLength(2);
    expect(drawn("line")).toHaveLength(2);
  });
});
