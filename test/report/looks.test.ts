import { describe, expect, test } from "vitest";
import { figureHtml } from "../../src/report/html.ts";
import { nyquistPlot } from "../../src/report/nyquist.ts";
import { htmlPage } from "../../src/report/page.ts";
import { element, figure, textAt } from "../../src/report/svg.ts";
import { trendPlot } from "../../src/report/trend.ts";
import { frequencies, semicircle } from "./fixtures.ts";
import { figureFaults, pageFaults } from "./looks.ts";
import { readMarkup, readTicks } from "./markup.ts";

const drawn = (...parts: readonly string[]) => figure({ width: 200, height: 100 }, "a", "b", parts.join(""));

describe("the referee of the figures sees", () => {
  test("words on one another, in groups that are moved, too", () => {
    expect(figureFaults(drawn(textAt(50, 50, "100"), textAt(60, 51, "200")))).toHaveLength(1);
    expect(figureFaults(drawn(textAt(50, 50, "100"), textAt(50, 60, "200")))).toEqual([]);
    const moved = element("g", { transform: "translate(0 10)" }, textAt(50, 40, "200"));
    expect(figureFaults(drawn(textAt(50, 50, "100"), moved))).toHaveLength(1);
  });

  test("words off the canvas, numbers that are none, hyphens, axes without unit", () => {
    expect(figureFaults(drawn(textAt(190, 50, "1000000")))).toEqual(['"1000000" leaves the canvas']);
    expect(figureFaults(drawn(textAt(50, 50, "NaN")))).toHaveLength(1);
    expect(figureFaults(drawn(textAt(50, 50, "-5")))).toHaveLength(1);
    expect(figureFaults(drawn(textAt(50, 50, "R1", { size: 7.5, anchor: "middle" })))).toHaveLength(1);
    expect(figureFaults(drawn(textAt(50, 50, "R1 (Ω)", { size: 7.5, anchor: "middle" })))).toEqual([]);
  });

  test("unequal axes of a Nyquist plot", () => {
    const svg = nyquistPlot([{ spectrum: semicircle(frequencies(1e5, 0.1, 40), 5, 20, 1e-5) }]);
    expect(figureFaults(svg)).toEqual([]);
    const [, box = ""] = /data-box="([^"]*)"/.exec(svg)!;
    const taller = box.replace(/\S+$/, (height) => String(1.1 * Number(height)));
    expect(figureFaults(svg.replace(box, taller))).toHaveLength(1);
  });

  test("captions that say nothing, numbers without a table, errors of three digits, empty columns", () => {
    const words = "Symbols: measured; line: fit; all of it in one figure";
    const page = (body: string) => pageFaults(htmlPage("a", body));
    expect(page(figureHtml(drawn(), `${words}.`))).toEqual([]);
    expect(page(figureHtml(drawn()))).toHaveLength(1);
    expect(page(figureHtml(drawn(), `${words}: 4.70 ± 0.03 V.`))).toHaveLength(1);
    expect(page("<p>7.4000 ± 0.0331</p>")).toHaveLength(1);
    const row = "<tr><td>a</td><td></td></tr>";
    expect(page(`<table><tr><th>x</th><th>y</th></tr>${row}${row}${row}</table>`)).toHaveLength(1);
  });
});

describe("trends as papers have them", () => {
  const cycles = Array.from({ length: 30 }, (_, k) => k + 1);

  test("a conductivity is counted in a unit in which its largest tick is below 1000, also on a logarithmic axis", () => {
    for (const scale of ["linear", "log"] as const)
      for (let exponent = -9; exponent < 0; exponent++) {
        const y = cycles.map((k) => (4 + k / 6) * 10 ** exponent);
        const svg = trendPlot([{ label: "a", x: cycles, y }], { yLabel: "σ", unit: "S·cm⁻¹", scale });
        const shown = readTicks(svg, "y").map(({ value }) => value);
        expect(Math.max(...shown)).toBeLessThanOrEqual(1000);
        expect(figureFaults(svg)).toEqual([]);
      }
  });

  test("of two series on one another both are seen: the first is larger", () => {
    const y = cycles.map((k) => 100 + k);
    const radii = (second: readonly number[]) => {
      const svg = trendPlot([
        { label: "charge", x: cycles, y },
        { label: "discharge", x: cycles, y: second },
      ]);
      return readMarkup(svg)
        .filter(({ attributes, path }) => attributes.class === "points" && path.includes("g"))
        .map(({ attributes }) => attributes.d!)
        .filter((d) => d.split("M").length > 20)
        .map((d) => Number(/a(\S+) /.exec(d)?.[1] ?? Number(/h(\S+?)v/.exec(d)?.[1]) / 1.78));
    };
    const [first, second] = radii(y);
    expect(first! / second!).toBeGreaterThan(1.5);
    const [one, other] = radii(y.map((value) => value + 60));
    expect(one! / other!).toBeCloseTo(1, 1);
  });

  test("curves have dashes of their own, and an outlier does not flatten them", () => {
    const x = Array.from({ length: 300 }, (_, k) => k);
    const run = (high: number) => ({ x, y: x.map((k) => (k > 297 ? high : 0.1 + 1e-4 * k)), curve: true });
    const svg = trendPlot(
      [
        { label: "a", ...run(0.13) },
        { label: "b", ...run(-2) },
      ],
      {
        yLabel: "V",
        unit: "V",
        scale: "linear",
      },
    );
    const lines = readMarkup(svg).filter(({ attributes }) => attributes.class === "line");
    expect(new Set(lines.map(({ attributes }) => attributes["stroke-dasharray"])).size).toBe(2);
    expect(svg).toContain("2 values outside the frame");
    expect(Math.min(...readTicks(svg, "y").map(({ value }) => value))).toBeGreaterThan(0);
  });
});
