import { describe, expect, test } from "vitest";
import { bodePlot, modulus, negativePhase } from "../../src/report/bode.ts";
import { correlationPlot } from "../../src/report/correlation.ts";
import { alongLine, placeLabels } from "../../src/report/label.ts";
import { nyquistPlot } from "../../src/report/nyquist.ts";
import { relativeResiduals } from "../../src/report/series.ts";
import { escapeXml, textWidth } from "../../src/report/svg.ts";
import { trendPlot } from "../../src/report/trend.ts";
import { fitResult, frequencies, semicircle } from "./fixtures.ts";
import { readMarkup, readNumber, readTicks } from "./markup.ts";

const measured = semicircle(frequencies(1e6, 0.1, 57), 100, 900, 1e-6);

/** Points of the page per unit of the labels, from the outermost ticks; y grows downwards on the page. */
function scaleOf(ticks: readonly { at: number; value: number }[]): number {
  const first = ticks[0]!;
  const last = ticks.at(-1)!;
  return Math.abs((last.at - first.at) / (last.value - first.value));
}

/** Where the markers of a Nyquist plot stand: circles start at their left end, r left of the middle. */
function circleCenters(svg: string, radius: number): [number, number][] {
  const d = readMarkup(svg).find(
    (one) =>
      one.attributes.class === "points" &&
      one.attributes.fill === "none" &&
      one.path.includes("g") &&
      one.attributes.d!.split("M").length > 5,
  )!.attributes.d!;
  return [...d.matchAll(/M(\S+) (\S+?)a/g)].map(([, x, y]) => [Number(x) + radius, Number(y)]);
}

describe("Nyquist plot", () => {
  test.each([1e-3, 1e-1, 1, 1e3, 1e6, 1e9])(
    "one ohm is equally long on both axes, at %f times 100 Ω",
    (size) => {
      for (const aspect of [0, 1e4]) {
        const frequency = frequencies(1e6, 0.1, 57);
        const arc = semicircle(frequency, 100 * size, 900 * size, 1e-6 / size);
        // A blocking tail makes the plot tall instead of flat.
        const imaginary = arc.imaginary.map((z, i) => z - (aspect * size) / frequency[i]! / 10);
        const svg = nyquistPlot([{ spectrum: { ...arc, imaginary } }]);
        const [x, y] = [scaleOf(readTicks(svg, "x")), scaleOf(readTicks(svg, "y"))];
        expect(x / y).toBeCloseTo(1, 3);
      }
    },
  );

  test("markers stand where the tick labels say: Z′ to the right, −Z″ upwards", () => {
    const svg = nyquistPlot([{ spectrum: measured }], { decades: false });
    const axes = (["x", "y"] as const).map((name) => readTicks(svg, name));
    const read = (ticks: { at: number; value: number }[], at: number) => {
      const [a, b] = [ticks[0]!, ticks.at(-1)!];
      return a.value + ((at - a.at) * (b.value - a.value)) / (b.at - a.at);
    };
    const centers = circleCenters(svg, 1.7);
    expect(centers.length).toBe(57);
    centers.forEach(([x, y], i) => {
      expect(read(axes[0]!, x)).toBeCloseTo(measured.real[i]!, -1);
      // The text of a tick stands 0.35 em below its tick.
      expect(read(axes[1]!, y + 0.35 * 6.8)).toBeCloseTo(-measured.imaginary[i]!, -1);
    });
  });

  test("points nearest to a decade are labelled with their own frequency, not with the decade", () => {
    const frequency = Float64Array.of(1.2e3, 95, 10, 1);
    const svg = nyquistPlot([{ spectrum: { ...semicircle(frequency, 1, 10, 1e-3), name: "a" } }]);
    const labels = readMarkup(svg)
      .filter((one) => one.attributes.class === "decade")
      .map((one) => one.text.replace("\u00a0", " "));
    expect(labels).toEqual(expect.arrayContaining(["1.2 kHz", "95 Hz", "10 Hz", "1 Hz"]));
  });

  test("decades that fall on one spot share a label with both ends", () => {
    const frequency = Float64Array.of(1e6, 1e5, 1e4, 10, 1, 0.1);
    const svg = nyquistPlot([{ spectrum: semicircle(frequency, 1, 10, 1e-2) }]);
    const labels = readMarkup(svg).filter((one) => one.attributes.class === "decade");
    expect(labels.map((one) => one.text.replaceAll("\u00a0", " "))).toContain("10 kHz – 1 MHz");
  });

  test("an inductive tail that would flatten the arcs is cut off, and the plot says how many points at which frequencies", () => {
    const frequency = frequencies(7e6, 0.1, 70);
    const arc = semicircle(frequency, 7, 5, 1e-3);
    const imaginary = arc.imaginary.map((z, i) => z + 2 * Math.PI * frequency[i]! * 5e-7);
    const svg = nyquistPlot([{ spectrum: { ...arc, imaginary } }]);
    const note = readMarkup(svg).find((one) => one.attributes.class === "hidden")!;
    const [, count] = /not shown: (\d+) inductive points/.exec(note.text)!;
    expect(note.text).toContain("7\u00a0MHz");
    expect(readTicks(svg, "y").every((tick) => tick.value > -5)).toBe(true);
    expect(circleCenters(svg, 1.7).length).toBe(70 - Number(count));
  });

  test("an inductive loop at low frequency and scatter below the axis are never cut off", () => {
    const frequency = frequencies(1e4, 0.01, 61);
    const arc = semicircle(frequency, 7, 1, 1e-3);
    const loop = arc.imaginary.map((z, i) => z + (i > 50 ? 6 : 0));
    const svg = nyquistPlot([{ spectrum: { ...arc, imaginary: loop } }]);
    expect(svg).not.toContain("not shown");
    expect(circleCenters(svg, 1.7).length).toBe(61);
  });

  test("points that are not finite are left out; without any finite point the plot says so", () => {
    const real = measured.real.slice();
    const imaginary = measured.imaginary.slice();
    real[3] = Number.NaN;
    imaginary[7] = Number.POSITIVE_INFINITY;
    expect(circleCenters(nyquistPlot([{ spectrum: { ...measured, real, imaginary } }]), 1.7).length).toBe(55);
    const nothing = { ...measured, real: real.map(() => Number.NaN) };
    for (const svg of [nyquistPlot([{ spectrum: nothing }]), nyquistPlot([])]) {
      expect(svg).toContain("no finite measured points");
      expect(svg).not.toContain("NaN");
    }
  });

  test("no label of a decade covers a measured point, the curve or another label", () => {
    const frequency = frequencies(7e6, 0.1, 70);
    const points = Array.from(semicircle(frequency, 20, 150, 1e-6).real, (x, i): [number, number] => [
      x,
      100 + semicircle(frequency, 20, 150, 1e-6).imaginary[i]!,
    ]);
    const obstacles = alongLine(points);
    const labels = points.filter((_, i) => i % 9 === 0).map((at, k) => ({ at, text: `${k} kHz` }));
    const boxes = readMarkup(
      `<g>${placeLabels(labels, obstacles, { x: 0, y: 0, width: 220, height: 120 })}</g>`,
    )
      .filter((one) => one.name === "text")
      .map((one) => {
        const half = textWidth(one.text, 6.3) / 2;
        const [x, y] = [Number(one.attributes.x), Number(one.attributes.y) - 0.35 * 6.3];
        return { left: x - half, right: x + half, top: y - 3, bottom: y + 3 };
      });
    expect(boxes.length).toBeGreaterThan(4);
    boxes.forEach((a, k) => {
      expect(obstacles.some(([x, y]) => x > a.left && x < a.right && y > a.top && y < a.bottom)).toBe(false);
      for (const b of boxes.slice(k + 1)) {
        expect(a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom).toBe(false);
      }
    });
  });

  test("nine and more spectra are told apart by a ramp between the names of the first and the last", () => {
    const series = Array.from({ length: 9 }, (_, k) => ({ spectrum: measured, label: `cycle ${k}` }));
    const words = readMarkup(nyquistPlot(series)).filter((one) => one.attributes.class === "legend");
    expect(words.map((one) => one.text)).toEqual(["cycle 0", "cycle 8"]);
  });
});

describe("relative residuals", () => {
  test("are measured minus model in per cent of the measured modulus, and their root mean square is 100 times rms", () => {
    const curve = semicircle(measured.frequency, 101, 890, 1.02e-6);
    const { real, imaginary } = relativeResiduals(measured, curve);
    const i = 20;
    const modulusHere = Math.hypot(measured.real[i]!, measured.imaginary[i]!);
    expect(real[i]).toBeCloseTo((100 * (measured.real[i]! - curve.real[i]!)) / modulusHere, 12);
    const rms = Math.sqrt(
      measured.real.reduce((sum, z, k) => {
        const dz = Math.hypot(z - curve.real[k]!, measured.imaginary[k]! - curve.imaginary[k]!);
        return sum + (dz / Math.hypot(z, measured.imaginary[k]!)) ** 2;
      }, 0) / real.length,
    );
    const shown = Math.sqrt(real.reduce((sum, r, k) => sum + r * r + imaginary[k]! ** 2, 0) / real.length);
    expect(shown / (100 * rms)).toBeCloseTo(1, 12);
  });

  test("never interpolate: a measured frequency that the curve lacks has no residual, in any order of the curve", () => {
    const fine = frequencies(0.1, 1e6, 500);
    const some = [...fine, ...measured.frequency.slice(0, 10)];
    const { real } = relativeResiduals(measured, semicircle(Float64Array.from(some), 100, 900, 1e-6));
    expect(Array.from(real.slice(1, 10)).every((r) => Math.abs(r) < 1e-9)).toBe(true);
    expect(Array.from(real.slice(10, 56)).every(Number.isNaN)).toBe(true);
  });
});

describe("Bode plot", () => {
  test("shows |Z| and −arg Z: a capacitor has +90°, an inductor −90°, a resistor 0°", () => {
    const curve = { frequency: [1, 1, 1], real: [0, 0, 3], imaginary: [-2, 2, 0] };
    expect(Array.from(modulus(curve))).toEqual([2, 2, 3]);
    expect(Array.from(negativePhase(curve))).toEqual([90, -90, -0]);
  });

  test("is well-formed with data and without", () => {
    expect(readMarkup(bodePlot([{ spectrum: measured, curve: measured }])).length).toBeGreaterThan(20);
    expect(bodePlot([])).toContain("no finite points to show");
  });
});

describe("trend", () => {
  const x = Array.from({ length: 20 }, (_, i) => i);

  test("follows the trusted values: a runaway doubtful one is counted above the plot and does not set the axis", () => {
    const y = x.map((i) => (i === 7 ? 1e9 : 4 + 0.1 * i));
    const svg = trendPlot([{ label: "a", x, y, stderr: x.map(() => 0.1), doubtful: x.map((i) => i === 7) }], {
      unit: "Ω",
    });
    expect(svg).toContain("1 value outside the frame");
    expect(Math.max(...readTicks(svg, "y").map((tick) => tick.value))).toBeLessThan(10);
  });

  test("error bars reach one standard error up and down", () => {
    const svg = trendPlot([{ label: "a", x, y: x.map((i) => 4 + i), stderr: x.map(() => 0.5) }], {
      unit: "Ω",
    });
    const bars = readMarkup(svg).find((one) => one.attributes.class === "bars")!.attributes.d!;
    const [, low, high] = /^M\S+ (\S+?)L\S+ (\S+?)M/.exec(bars)!;
    expect(Math.abs(Number(low) - Number(high)) / scaleOf(readTicks(svg, "y"))).toBeCloseTo(1, 2);
  });

  test("is logarithmic by itself when positive values span more than a decade, whatever their bars do", () => {
    const logarithmic = (y: number[], stderr?: number[]): boolean => {
      const ticks = readTicks(trendPlot([{ label: "a", x: y.map((_, i) => i), y, stderr }]), "y");
      return (
        ticks.length > 2 && ticks[1]!.value - ticks[0]!.value < 0.9 * (ticks[2]!.value - ticks[1]!.value)
      );
    };
    expect(logarithmic([1, 3, 7, 12])).toBe(true);
    expect(logarithmic([1, 3, 7, 9])).toBe(false);
    expect(logarithmic([2, 3, 7, 9], [1.95, 1.95, 1.95, 1.95])).toBe(false);
    expect(logarithmic([-1, 3, 7, 50, 80])).toBe(false);

    const svg = trendPlot([{ label: "a", x, y: x.map((i) => 10 ** (i / 4)) }]);
    expect(readMarkup(svg).find((one) => one.attributes.class === "tick-y")!.text).toMatch(/^10/);
  });

  test("long series are drawn as median and extremes and say so; an empty trend says that it is", () => {
    const long = Array.from({ length: 5000 }, (_, i) => i);
    const svg = trendPlot([{ label: "a", x: long, y: long.map((i) => Math.sin(i)) }]);
    expect(svg).toContain("median and extremes of neighbours");
    expect(svg.length).toBeLessThan(20_000);
    expect(trendPlot([])).toContain("no finite points to show");
  });
});

describe("correlation matrix", () => {
  test("writes every coefficient of the lower triangle once, and a dash where none is determined", () => {
    const { parameters, correlation } = fitResult();
    const numbers = readMarkup(correlationPlot(parameters, correlation))
      .filter((one) => one.name === "text" && !parameters.includes(one.text))
      .map((one) => readNumber(one.text));
    expect(numbers).toEqual([-0.5, 0.25, 0.75]);
    expect(correlationPlot(["a", "b"], [1, Number.NaN, Number.NaN, 1])).toContain(">–<");
  });
});

describe("every figure", () => {
  const figures = {
    nyquist: (title: string) =>
      nyquistPlot(
        [
          { spectrum: measured, curve: measured, label: title },
          { spectrum: measured, label: title },
        ],
        { title },
      ),
    bode: (title: string) =>
      bodePlot([{ spectrum: measured }, { spectrum: measured, label: title }], { title }),
    trend: (title: string) =>
      trendPlot([{ label: title, x: [1, 2], y: [1, 2] }], { title, yLabel: title, unit: title }),
    correlation: (title: string) => correlationPlot([title, "b"], [1, 0, 0, 1], { title }),
  };

  test.each(Object.entries(figures))(
    "%s is well-formed and named for screen readers whatever a file is called",
    (_, draw) => {
      const nasty = `<img src=x onerror="a()"> & 'b' \u0007 ]]> ü`;
      const svg = draw(nasty);
      const [root, title, desc] = readMarkup(svg);
      expect(root!.attributes.role).toBe("img");
      expect(title!.text).toBe(nasty.replace("\u0007", "\ufffd"));
      expect(root!.attributes["aria-labelledby"]).toBe(`${title!.attributes.id} ${desc!.attributes.id}`);
      expect(desc!.text.length).toBeGreaterThan(20);
      expect(svg).not.toMatch(/NaN|Infinity|undefined|<script|style=|<img/);
    },
  );

  test.each(Object.entries(figures))(
    "%s is the same string for the same data, with ids that differ from other data",
    (_, draw) => {
      expect(draw("a")).toBe(draw("a"));
      const id = (svg: string) => readMarkup(svg)[1]!.attributes.id;
      expect(id(draw("a"))).not.toBe(id(draw("b")));
    },
  );

  test("is 85 mm wide unless told otherwise, with text of 6 to 8 pt", () => {
    const svg = nyquistPlot([{ spectrum: measured, curve: measured }]);
    const elements = readMarkup(svg);
    expect(elements[0]!.attributes.width).toBe("85mm");
    const width = Number(elements[0]!.attributes.viewBox!.split(" ")[2]);
    expect((width / 72) * 25.4).toBeCloseTo(85, 1);
    for (const one of elements.filter((element) => element.name === "text")) {
      expect(Number(one.attributes["font-size"])).toBeGreaterThanOrEqual(6);
      expect(Number(one.attributes["font-size"])).toBeLessThanOrEqual(8);
    }
  });

  test("escaping leaves nothing that XML would read as markup, and replaces control characters", () => {
    expect(escapeXml(`<a b="c">&'\u0000`)).toBe("&lt;a b=&quot;c&quot;&gt;&amp;&#39;\ufffd");
  });
});
