import { beforeAll, describe, expect, test } from "vitest";
import {
  areaFraction,
  areaWithin,
  evaluateLine,
  heightFraction,
  type Line,
  measureLine,
  resizeLine,
  withAmplitude,
} from "../../src/fit/linemeasures.ts";
import type { Kernel } from "../../src/kernel/kernel.ts";
import { lineKind } from "../../src/program/lineshape.ts";
import { kernelOf } from "../kernel/builds.ts";
import { describeShared } from "../shared.ts";
import { describeLine, readGolden, sampleLines } from "./lines.ts";

let kernel: Kernel;
beforeAll(async () => {
  kernel = await kernelOf("simd", "curves");
});

const value = (line: Line, x: number): number => evaluateLine(kernel, line, Float64Array.of(x))[0];

describe("height, area and full width of a line", () => {
  test("in closed form: Gaussian, Lorentzian, pseudo-Voigt", () => {
    const gaussian = measureLine(kernel, { type: "gaussian", parameters: [3, 1, 2] });
    expect(gaussian.height).toBeCloseTo((3 / 2) * Math.sqrt((4 * Math.LN2) / Math.PI), 14);
    expect(gaussian).toMatchObject({ area: 3, fwhm: 2, position: 1 });
    const lorentzian = measureLine(kernel, {
      type: "lorentzian",
      amplitude: "height",
      parameters: [3, 1, 2],
    });
    expect(lorentzian.area).toBeCloseTo(3 * Math.PI, 13);
    // fityk: h·hwhm·((1 − f)·√(π/ln 2) + f·π)
    const sum = measureLine(kernel, {
      type: "pseudovoigt",
      amplitude: "height",
      parameters: [1.2, 2.3, 6.8, 0.3],
    });
    expect(sum.area).toBeCloseTo(1.2 * 3.4 * (0.7 * Math.sqrt(Math.PI / Math.LN2) + 0.3 * Math.PI), 12);
    expect(sum.fwhm).toBe(6.8);
  });

  describeShared("golden values", () => {
    test("the area of fityk's pseudo-Voigt line", () => {
      const line: Line = { type: "pseudovoigt", amplitude: "height", parameters: [1.2, 2.3, 6.8, 0.3] };
      expect(measureLine(kernel, line).area).toBeCloseTo(readGolden().fityk.area, 11);
    });
  });

  test("the width of a Voigt line is the published one", () => {
    // Olivero and Longbothum, J. Quant. Spectrosc. Radiat. Transfer 17 (1977) 233: to 0.02 %
    for (const [g, l] of [
      [1, 0.01],
      [1, 0.5],
      [1, 1],
      [0.3, 1],
    ]) {
      const { fwhm } = measureLine(kernel, { type: "voigt", parameters: [1, 0, g, l] });
      const published = 0.5346 * l + Math.sqrt(0.2166 * l * l + g * g);
      expect(Math.abs(fwhm / published - 1)).toBeLessThan(3e-4);
    }
  });

  test("of every shape are what its own values say", () => {
    for (const line of sampleLines) {
      const what = describeLine(line);
      const { height, position, fwhm, area } = measureLine(kernel, line);
      const kind = lineKind(line.type);
      if (kind.isEdge) {
        expect([height, fwhm, area], what).toEqual([line.parameters[0], Infinity, Infinity]);
        continue;
      }
      // No point is higher
      const x = Float64Array.from({ length: 4001 }, (_, i) => position + (i - 2000) / 400);
      const values = evaluateLine(kernel, line, x);
      expect(Math.max(...values) / height, what).toBeLessThanOrEqual(1 + 1e-14);
      // Half the height on both sides, by bisection
      const half = (side: number): number => {
        let [inner, outer] = [0, 20];
        for (let k = 0; k < 60; k++) {
          const d = 0.5 * (inner + outer);
          if (value(line, position + side * d) > 0.5 * height) inner = d;
          else outer = d;
        }
        return inner;
      };
      expect(Math.abs((half(1) + half(-1)) / fwhm - 1), what).toBeLessThanOrEqual(1e-11);
      if (!kind.finiteArea) {
        expect(area, what).toBe(Infinity);
        continue;
      }
      // The window's area tends to the whole
      const within = areaWithin(kernel, line, position - 300, position + 300, 40_000);
      expect(within / area, what).toBeLessThanOrEqual(1 + 1e-6);
      expect(within / area, what).toBeGreaterThan(0.99);
    }
  });

  test("an area that is infinite is said to be so, and finite where the asymmetry is 0", () => {
    expect(measureLine(kernel, { type: "doniach", parameters: [1, 0, 1, 0.1, 0.5] }).area).toBe(Infinity);
    expect(measureLine(kernel, { type: "doniach", parameters: [2, 0, 1, 0, 0.5] }).area).toBeCloseTo(
      Math.PI,
      13,
    );
    expect(
      measureLine(kernel, { type: "la", amplitude: "height", parameters: [1, 0, 1, 0.4, 1, 0.5] }).area,
    ).toBe(Infinity);
    expect(() => resizeLine(kernel, { type: "bwf", parameters: [1, 0, 1, 0.2] }, { area: 1 })).toThrow(
      /no finite area; give its height/,
    );
  });
});

describe("conversions", () => {
  test("a line in the other form of its amplitude is the same curve, and there and back it is the same line", () => {
    for (const line of sampleLines) {
      const { amplitudes } = lineKind(line.type);
      if (amplitudes.length < 2) continue;
      const other = line.amplitude === "area" ? "height" : "area";
      const converted = withAmplitude(kernel, line, other);
      for (const x of [-3.3, 0.1, 0.41, 2.2]) {
        expect(Math.abs(value(converted, x) / value(line, x) - 1), describeLine(line)).toBeLessThanOrEqual(
          1e-12,
        );
      }
      const back = withAmplitude(kernel, converted, line.amplitude!);
      back.parameters.forEach((parameter, i) => {
        expect(Math.abs(parameter / line.parameters[i] - 1), describeLine(line)).toBeLessThanOrEqual(1e-12);
      });
    }
    expect(heightFraction(areaFraction(0.37))).toBeCloseTo(0.37, 15);
  });

  test("every line can be given a height, an area and a full width", () => {
    for (const line of sampleLines) {
      const kind = lineKind(line.type);
      if (kind.isEdge) continue;
      const high = measureLine(kernel, resizeLine(kernel, line, { height: 5.5, fwhm: 0.77 }));
      expect(Math.abs(high.height / 5.5 - 1), describeLine(line)).toBeLessThanOrEqual(1e-11);
      expect(Math.abs(high.fwhm / 0.77 - 1), describeLine(line)).toBeLessThanOrEqual(1e-10);
      if (!kind.finiteArea) continue;
      const large = measureLine(kernel, resizeLine(kernel, line, { area: 4.2 }));
      expect(Math.abs(large.area / 4.2 - 1), describeLine(line)).toBeLessThanOrEqual(1e-11);
    }
  });
});
