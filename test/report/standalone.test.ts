/** Figures as they stand in a paper: the ink that a renderer with real fonts leaves, and what an inset and a grid add. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import { beforeAll, describe, expect, test } from "vitest";
import type { Spectrum } from "../../src/impedance/spectrum.ts";
import { elementKinds } from "../../src/program/element.ts";
import {
  bodePlot,
  correlationPlot,
  type FigureOptions,
  freeCorrelations,
  nyquistPlot,
  residualPlot,
  trendGrid,
  trendPlot,
} from "../../src/report/figures.ts";
import { placeLabels } from "../../src/report/label.ts";
import { shortened } from "../../src/report/name.ts";
import { textAt, textWidth } from "../../src/report/svg.ts";
import { fitResult, frequencies, semicircle } from "./fixtures.ts";
import { readMarkup, readNumber, readTicks } from "./markup.ts";

const { resolve } = createRequire(import.meta.url);
const fonts = ["400Regular/Arimo_400Regular.ttf", "700Bold/Arimo_700Bold.ttf"].map((path) =>
  readFileSync(resolve(`@expo-google-fonts/arimo/${path}`)),
);
beforeAll(() => initWasm(readFileSync(resolve("@resvg/resvg-wasm/index_bg.wasm"))));

/** RGBA pixels of an SVG at `zoom` pixels per point. */
function render(svg: string, zoom = 1) {
  const font = { fontBuffers: fonts, defaultFontFamily: "Arimo", sansSerifFamily: "Arimo" };
  const width = Math.round(Number(readMarkup(svg)[0]!.attributes.viewBox!.split(" ")[2]) * zoom);
  const image = new Resvg(svg, { font, fitTo: { mode: "width", value: width } }).render();
  return { width: image.width, height: image.height, pixels: image.pixels };
}

/** The same figure with 20 pt of empty room on all sides. */
function withMargin(svg: string): string {
  const [, , width, height] = readMarkup(svg)[0]!.attributes.viewBox!.split(" ").map(Number);
  return svg
    .replace(/viewBox="[^"]*"/, `viewBox="-20 -20 ${width! + 40} ${height! + 40}"`)
    .replace(/ width="[\d.]+mm" height="[\d.]+mm"/, "");
}

/** Pixels of ink in the outer 20 pt less one: a stroke on the edge may be half a point wide. */
function inkOutside(svg: string): number {
  const { width, height, pixels } = render(withMargin(svg));
  let count = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const outside = x < 19 || y < 19 || x >= width - 19 || y >= height - 19;
      if (outside && pixels[4 * (y * width + x) + 3]! > 0) count++;
    }
  }
  return count;
}

const frequency = frequencies(7e6, 0.01, 80);
const arc = semicircle(frequency, 12.3, 987, 3e-7);
/** The arc of a pellet at 160 kHz before a tail that is a thousand times as high. */
const pellet = semicircle(frequency, 12.3, 987, 1e-9);
const blocking: Spectrum = {
  frequency,
  real: pellet.real.map((z, i) => z + 2e3 / Math.sqrt(frequency[i]!)),
  imaginary: pellet.imaginary.map((z, i) => z - 2e5 / frequency[i]!),
};
const long = "a file name that nobody would type_2024-11-05_PEIS_C01 · spectrum of cycle 117";
const named = (count: number, label = long) =>
  Array.from({ length: count }, (_, k) => ({ spectrum: arc, curve: arc, label: `${label} ${k}` }));
const trend = {
  xLabel: "cycle",
  yLabel: "W1.A",
  unit: "Ω·s⁻½",
  series: [{ label: long, x: [1, 2, 3000], y: [1.23e-9, 2.5e-9, 4.56e-9], stderr: [1e-10, 1e-10, 1e-9] }],
};

const kinds: Readonly<Record<string, (options: FigureOptions) => string>> = {
  "Nyquist plot": (options) => nyquistPlot(named(1), options),
  "Nyquist plot with an inset": (options) => nyquistPlot([{ spectrum: blocking, curve: blocking }], options),
  "Nyquist plot of eight": (options) => nyquistPlot(named(8), options),
  "Nyquist plot of twenty": (options) => nyquistPlot(named(20), options),
  "Bode plot": (options) => bodePlot([{ spectrum: blocking }, ...named(2)], options),
  "residual plot": (options) => residualPlot(named(1), options),
  "residual plot of four": (options) => residualPlot(named(4), options),
  trend: (options) => trendPlot(trend.series, { ...trend, ...options }),
  "grid of trends": (options) => trendGrid([trend, trend, trend], options),
  "correlation matrix": (options) =>
    correlationPlot([long, "R0.R", "CPE1.Q"], [1, 0.5, -1, 0.5, 1, 0.25, -1, 0.25, 1], options),
};

describe("the ink of every figure lies on its canvas, with real letters, at one and two columns", () => {
  test.each(Object.keys(kinds))("%s", (kind) => {
    for (const width of [60, 85, 170]) {
      const svg = kinds[kind]!({ width, background: "none", title: `A title of ${long}, ${long}` });
      expect(inkOutside(svg), `${width} mm`).toBe(0);
    }
  });

  test("and ink off the canvas would be seen", () => {
    const svg = kinds.trend!({ background: "none" });
    expect(inkOutside(svg.replace(/<text x="[\d.]+"/, '<text x="-10"'))).toBeGreaterThan(5);
  });
});

test("the estimated width of a text is that of its ink: not below by a twentieth, not above by a fifth", () => {
  const texts = [
    ...["measured", "−Z″ (kΩ)", "CPE1.Q (10⁻⁶ S·sⁿ)", "W1.A (Ω·s⁻½)", "ΔZ′/|Z|", "110 kHz", "−0.0125"],
    ...["not shown: 7 inductive points, 1.5 MHz – 7 MHz", "R1.R against cycle"],
    ...elementKinds.flatMap(({ parameters }) =>
      parameters.map(({ symbol, unit }) => `${symbol}1.X (${unit})`),
    ),
  ];
  for (const text of texts) {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 20" color="#000" font-family="Arimo">${textAt(5, 10, text, { size: 10 })}</svg>`;
    const { width, height, pixels } = render(svg, 4);
    const inked = Array.from({ length: width }, (_, x) => x).filter((x) =>
      Array.from({ length: height }, (_, y) => pixels[4 * (y * width + x) + 3]!).some((alpha) => alpha > 64),
    );
    const ratio = textWidth(text, 10) / ((inked.at(-1)! - inked[0]! + 1) / 4);
    expect(ratio, text).toBeGreaterThan(0.95);
    expect(ratio, text).toBeLessThan(1.25);
  }
});

describe("superscripts", () => {
  const raised = (text: string) =>
    readMarkup(`<svg>${textAt(0, 0, text)}</svg>`).filter((one) => one.attributes.class === "raised");

  test("are plain letters above the line, and read as what they stand for", () => {
    const [text] = readMarkup(`<svg>${textAt(0, 0, "10⁻⁶ S·sⁿ, Ω·s⁻½ & ½")}</svg>`).slice(1);
    expect(text!.text).toBe("10⁻⁶ S·sⁿ, Ω·s⁻½ & ½");
    expect(raised("10⁻⁶ S·sⁿ, s⁻½").map((one) => Number(one.attributes.dy) < 0)).toEqual([true, true, true]);
    expect(raised("½ of R1.R")).toEqual([]);
  });

  test("the text goes on at its own height behind them", () => {
    const shifts = readMarkup(`<svg>${textAt(0, 0, "a²b³c")}</svg>`)
      .filter(({ name }) => name === "tspan")
      .map((one) => Number(one.attributes.dy));
    expect(shifts.length).toBe(4);
    expect(shifts.reduce((sum, dy) => sum + dy, 0)).toBeCloseTo(0, 1);
  });
});

describe("the inset of a Nyquist plot", () => {
  const svg = nyquistPlot([{ spectrum: blocking, curve: blocking }], { residuals: false });
  const ticks = (axis: "x" | "y") =>
    readMarkup(svg)
      .filter((one) => one.attributes.class === `inset-${axis}`)
      .map((one) => ({ at: Number(one.attributes[axis]), value: readNumber(one.text) }));
  const scale = (list: { at: number; value: number }[]) =>
    Math.abs((list.at(-1)!.at - list[0]!.at) / (list.at(-1)!.value - list[0]!.value));

  test("shows the arcs that a tail dwarfs, with equal axes of its own, in a free corner", () => {
    expect(scale(ticks("x")) / scale(ticks("y"))).toBeCloseTo(1, 2);
    expect(scale(readTicks(svg, "x")) / scale(readTicks(svg, "y"))).toBeCloseTo(1, 3);
    // 1 kΩ of arc: the inset reaches it, and not a hundred times more
    const reach = Math.max(...ticks("x").map(({ value }) => value));
    const labels = readMarkup(svg).filter(({ name }) => name === "text");
    expect(labels.map(({ text }) => text)).toContain("Z′ (kΩ)");
    expect(reach).toBeGreaterThanOrEqual(1);
    expect(reach).toBeLessThan(10);
  });

  test("marks decades inside", () => {
    const inside = readMarkup(svg).filter((one) => one.attributes.class === "decade");
    expect(inside.length).toBeGreaterThan(4);
  });

  test("shows the foot of a tail without arcs, where the resistance of a blocked electrolyte is read", () => {
    const foot = nyquistPlot([
      { spectrum: { frequency, real: frequency.map(() => 5), imaginary: frequency.map((f) => -2e4 / f) } },
    ]);
    const read = (name: string) =>
      readMarkup(foot)
        .filter((one) => one.attributes.class === name)
        .map(({ text }) => readNumber(text));
    expect(Math.max(...read("inset-x"))).toBeGreaterThanOrEqual(5);
    expect(Math.max(...read("inset-x"))).toBeLessThan(10);
    // The plot itself counts in larger units
    expect(foot).toMatch(/−Z″ \([kM]Ω\)/);
    expect(foot).toContain("−Z″ (Ω)");
  });

  test("is left out for arcs that can be seen, for a capacitor, where it is not wanted, and for many spectra", () => {
    const insets = (svgs: readonly string[]) => svgs.filter((one) => one.includes("inset-x")).length;
    const tail = {
      frequency,
      real: frequency.map(() => 0),
      imaginary: frequency.map((f) => -2e4 / f),
    };
    const one = { spectrum: blocking };
    expect(
      insets([
        nyquistPlot([{ spectrum: arc }]),
        nyquistPlot([{ spectrum: tail }]),
        nyquistPlot([one], { inset: false }),
        nyquistPlot([one, one, one, one]),
        nyquistPlot([]),
      ]),
    ).toBe(0);
    expect(insets([nyquistPlot([one, one])])).toBe(1);
  });
});

test("a label of a frequency stands nearer to its own marker than to any other that is labelled, or has a leader and stands beside none", () => {
  // Marks 6 pt apart around a cusp
  const labels = [
    ...[0, 1, 2, 3].map((k) => ({ at: [100 - 6 * k, 60 - 8 * k] as const, text: `${k} kHz` })),
    ...[1, 2, 3].map((k) => ({ at: [100 + 3 * k, 60 - 9 * k] as const, text: `${k} Hz` })),
  ];
  const placed = readMarkup(
    `<g>${placeLabels(
      labels,
      labels.map(({ at }) => at),
      { x: 0, y: 0, width: 200, height: 100 },
    )}</g>`,
  ).filter(({ name }) => name === "text");
  expect(placed.length).toBeGreaterThan(3);
  for (const one of placed) {
    const half = textWidth(one.text, 6.3) / 2;
    const [x, y] = [Number(one.attributes.x), Number(one.attributes.y) - 0.35 * 6.3];
    const from = ([px, py]: readonly [number, number]) =>
      Math.hypot(Math.max(Math.abs(px - x) - half, 0), Math.max(Math.abs(py - y) - 3.15, 0));
    const own = labels.find(({ text }) => text === one.text)!;
    const limit = from(own.at) > 7 ? 7 : from(own.at);
    for (const other of labels) if (other !== own) expect(limit).toBeLessThan(from(other.at));
  }
});

describe("trends", () => {
  const x = [1, 2, 3, 4, 5];

  test("error bars longer than the spread of the values lie in the frame: no trend is made of noise", () => {
    const y = [100, 100.1, 99.9, 100, 100.1];
    const svg = trendPlot([{ label: "a", x, y, stderr: [2, 2, 2, 2, 2] }], { unit: "Ω" });
    const values = readTicks(svg, "y").map(({ value }) => value);
    const scale = Math.abs(
      (readTicks(svg, "y")[0]!.at - readTicks(svg, "y").at(-1)!.at) / (values[0]! - values.at(-1)!),
    );
    // 4 Ω from end to end of a bar in 118 pt less the margins
    expect(scale * 4).toBeGreaterThan(80);
    expect(scale * 4).toBeLessThan(118);
  });

  test("one bar that is far longer than the others does not set the axis", () => {
    const svg = trendPlot([{ label: "a", x, y: x, stderr: [0.1, 0.1, 1e6, 0.1, 0.1] }], { unit: "Ω" });
    expect(Math.max(...readTicks(svg, "y").map(({ value }) => value))).toBeLessThan(10);
  });

  test("a series that is not joined has no line", () => {
    const lines = (joined: boolean) =>
      readMarkup(trendPlot([{ label: "a", x, y: x, joined }])).filter(
        (one) => one.attributes.class === "line",
      );
    expect(lines(true).length).toBe(1);
    expect(lines(false).length).toBe(0);
  });

  test("a grid has columns as the width allows, more from four trends on, letters, and frames that align", () => {
    const columns = (width: number, count: number) => {
      const trends = [trend, { ...trend, yLabel: "n", unit: "" }, ...Array(count - 2).fill(trend)];
      const places = trendGrid(trends, { width }).matchAll(/<g transform="translate\((\S+) \S+\)">/g);
      return new Set([...places].map(([, left]) => Number(left))).size;
    };
    expect([columns(85, 3), columns(170, 3), columns(255, 3)]).toEqual([1, 2, 3]);
    expect([columns(85, 4), columns(85, 7), columns(170, 7)]).toEqual([2, 2, 3]);
    const letters = readMarkup(trendGrid([trend, trend])).map(({ text }) => text);
    expect(letters).toEqual(expect.arrayContaining(["(a)", "(b)"]));
    expect(trendGrid([])).toContain("<svg");
  });
});

test("correlations of the free parameters leave out what was fixed", () => {
  const { names, matrix } = freeCorrelations(fitResult({ states: ["free", "fixed", "free"] }));
  expect(names).toEqual(["R0.R", "C1.C"]);
  expect(matrix).toEqual([1, 0.25, 0.25, 1]);
});

test("names lose the common folder, and the file where it is one and the same", () => {
  const of = (...files: string[]) =>
    shortened(files.map((file, k) => ({ file, spectrum: `${k}` }))).map(({ file }) => file);
  expect(of("a/b/1.z", "a/b/2.z", "a/c/3.z")).toEqual(["b/1.z", "b/2.z", "c/3.z"]);
  expect(of("a/b/1.z", "a/b/1.z")).toEqual([undefined, undefined]);
  expect(of("a/b/1.z")).toEqual(["1.z"]);
  expect(of("ab/1.z", "ac/1.z")).toEqual(["ab/1.z", "ac/1.z"]);
  expect(shortened([{ file: "a/1.z" }, { file: "a/1.z" }]).map(({ file }) => file)).toEqual(["1.z", "1.z"]);
  expect(shortened([])).toEqual([]);
});
