import { beforeAll, describe, expect, test } from "vitest";
import { areaWithin, differentiateLine, evaluateLine, type Line } from "../../src/fit/linemeasures.ts";
import type { Kernel } from "../../src/kernel/kernel.ts";
import { lineKind, lineKinds, lineNumber, lineParameters } from "../../src/program/lineshape.ts";
import { builds, kernelOf } from "../kernel/builds.ts";
import { describeShared } from "../shared.ts";
import { describeLine, extremeLines, lineOfGolden, perSigma, readGolden, sampleLines } from "./lines.ts";

const grid = (from: number, to: number, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
const largest = (values: Iterable<number>): number => Math.max(...Array.from(values, Math.abs));

/** Within `tolerance` of the largest value of the two. */
function expectSame(
  got: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what: string,
): void {
  const size = largest(Array.from(expected));
  const error = largest(Array.from(expected, (value, i) => got[i] - value));
  expect(error / size, what).toBeLessThanOrEqual(tolerance);
}

describe.each(builds)("line shapes of build %s", (build) => {
  let kernel: Kernel;
  beforeAll(async () => {
    kernel = await kernelOf(build, "curves");
  });
  const at = (line: Line, x: Float64Array): Float64Array => evaluateLine(kernel, line, x);

  describeShared("golden values", () => {
    test("57 lines of lmfit and 12 of CasaXPS's definitions within 1e-10 at every point", () => {
      const { lineshapes, casa_style } = readGolden();
      expect([lineshapes.length, casa_style.length]).toEqual([57, 12]);
      for (const golden of [...lineshapes, ...casa_style]) {
        const got = at(lineOfGolden(golden), Float64Array.from(golden.x));
        const peak = largest(golden.y);
        golden.y.forEach((y, i) => {
          // lmfit writes 1 + erf, which leaves nothing but rounding far out
          const floor = golden.fn === "lmfit.skewed_gaussian" ? 1e-6 * peak : 0;
          const error = Math.abs(got[i] - y) / Math.max(Math.abs(y), floor);
          expect(
            error,
            `${golden.fn} ${JSON.stringify(golden.params)} at ${golden.x[i]}`,
          ).toBeLessThanOrEqual(1e-10);
        });
      }
    });

    test("fityk's values and derivatives of a pseudo-Voigt line of given height", () => {
      const { fityk } = readGolden();
      const line: Line = { type: "pseudovoigt", amplitude: "height", parameters: [1.2, 2.3, 6.8, 0.3] };
      const { values, derivatives } = differentiateLine(kernel, line, Float64Array.of(2, 3));
      const [height, center, hwhm, shape, x] = fityk.deriv_at_3_height_center_hwhm_shape_x;
      const got = [...values, ...derivatives.map((column) => column[1])];
      // by full width and half width
      const expected = [fityk.at_2, fityk.at_3, height, center, hwhm / 2, shape];
      expected.forEach((value, i) => {
        expect(Math.abs(got[i] / value - 1), `${i}`).toBeLessThanOrEqual(1e-12);
      });
      expect(center).toBe(-x);
    });
  });

  test("every derivative of every shape is that of its own values, in each form and on both axes", () => {
    const x = grid(-6.17, 6.49, 38);
    for (const line of [...sampleLines, ...extremeLines]) {
      const { values, derivatives } = differentiateLine(kernel, line, x);
      expectSame(values, at(line, x), 0, describeLine(line));
      lineParameters(line.type, line.amplitude).forEach(({ symbol, unit }, p) => {
        const value = line.parameters[p];
        // A position moves by parts of the shortest length
        const scale = symbol === "center" ? Math.min(...lengths(line)) : Math.abs(value);
        const slopes = [4e-3, 2e-3, 1e-3].map((relative) => {
          const h = relative * scale;
          const moved = (by: number): Float64Array =>
            at({ ...line, parameters: line.parameters.map((v, i) => (i === p ? v + by : v)) }, x);
          const [above, below] = [moved(h), moved(-h)];
          return above.map((v, i) => (v - below[i]) / (2 * h));
        });
        // Twice extrapolated (Ridders): errors of h² and h⁴ cancel
        const expected = slopes[0].map((_, i) => {
          const [coarse, middle, fine] = slopes.map((slope) => slope[i]);
          const a = middle + (middle - coarse) / 3;
          const b = fine + (fine - middle) / 3;
          return b + (b - a) / 15;
        });
        const floor = (1e-3 * largest(values)) / scale;
        const size = Math.max(largest(derivatives[p]), floor);
        derivatives[p].forEach((got, i) => {
          expect(
            Math.abs(got - expected[i]) / size,
            `∂/∂${symbol} (${unit}) of ${describeLine(line)} at ${x[i]}: ${got}, expected ${expected[i]}`,
          ).toBeLessThanOrEqual(1e-8);
        });
      });
    }
  });

  test("more points than a block holds, in any order, give what each gives alone", () => {
    const x = grid(-9, 9, 701);
    const shuffled = x.map((_, i) => x[(i * 263) % 701]);
    for (const line of sampleLines.filter(({ axis }) => axis === "binding")) {
      const together = at(line, x);
      const mixed = at(line, shuffled);
      expectSame(
        mixed,
        x.map((_, i) => together[(i * 263) % 701]),
        2e-14,
        describeLine(line),
      );
      for (const i of [0, 127, 128, 255, 256, 700]) {
        const alone = at(line, Float64Array.of(x[i]))[0];
        expect(Math.abs(alone - together[i]) / largest(together), describeLine(line)).toBeLessThanOrEqual(
          2e-14,
        );
      }
    }
  });

  test("on a kinetic-energy axis every line is the mirror image, its tail on the side of high binding energy", () => {
    const distance = grid(0.05, 7.3, 60);
    for (const line of sampleLines.filter(({ axis }) => axis === "binding")) {
      const center = line.parameters[1];
      const high = distance.map((d) => center + d);
      const low = distance.map((d) => center - d);
      const [highSide, lowSide] = [at(line, high), at(line, low)];
      const kinetic: Line = { ...line, axis: "kinetic" };
      expectSame(at(kinetic, low), highSide, 1e-15, describeLine(line));
      expectSame(at(kinetic, high), lowSide, 1e-15, describeLine(line));
      const far = distance.length - 1;
      if (["doniach", "la", "lf", "tail", "emg", "fermi", "erfstep", "atanstep"].includes(line.type)) {
        // α = 1.5 against β = 1.7 in the sample: a smaller exponent is a longer tail
        expect(highSide[far], describeLine(line)).toBeGreaterThan(lowSide[far]);
      }
    }
  });

  describe("limits", () => {
    const x = grid(-5.3, 6.1, 77);
    const same = (a: Line, b: Line, tolerance: number): void => {
      expectSame(at(a, x), at(b, x), tolerance, `${describeLine(a)} = ${describeLine(b)}`);
    };
    const p = [3, 0.2];

    test("Voigt, pseudo-Voigt, product and Pearson VII become the Gaussian and the Lorentzian", () => {
      const gaussian: Line = { type: "gaussian", parameters: [...p, 1.3] };
      const lorentzian: Line = { type: "lorentzian", parameters: [...p, 1.3] };
      same({ type: "voigt", parameters: [...p, 1.3, 0] }, gaussian, 1e-14);
      same({ type: "voigt", parameters: [...p, 1.3, 1e-12] }, gaussian, 1e-11);
      same({ type: "voigt", parameters: [...p, 0, 1.3] }, lorentzian, 1e-15);
      same({ type: "voigt", parameters: [...p, 1e-7, 1.3] }, lorentzian, 1e-13);
      for (const type of ["pseudovoigt", "product"]) {
        same({ type, parameters: [...p, 1.3, 0] }, gaussian, 1e-14);
        // near m = 1 the area of the product falls with the root of 1 − m
        same({ type, parameters: [...p, 1.3, 1] }, lorentzian, type === "product" ? 3e-6 : 1e-14);
      }
      same({ type: "pearson7", parameters: [...p, 1.3, 1] }, lorentzian, 1e-14);
      same({ type: "pearson7", parameters: [...p, 1.3, 1e6] }, gaussian, 1e-6);
    });

    test("split lines with equal halves are the lines that they split", () => {
      const height = "height" as const;
      for (const amplitude of ["area", "height"] as const) {
        const split = (type: string, shape: number[]): Line => ({
          type,
          amplitude,
          parameters: [...p, ...shape],
        });
        same(split("splitgaussian", [1.3, 1.3]), split("gaussian", [1.3]), 1e-14);
        same(split("splitlorentzian", [1.3, 1.3]), split("lorentzian", [1.3]), 1e-14);
        same(split("splitvoigt", [0.8, 0.6, 0.8, 0.6]), split("voigt", [0.8, 0.6]), 1e-13);
        same(split("splitpearson7", [1.3, 1.3, 2.2, 2.2]), split("pearson7", [1.3, 2.2]), 1e-14);
      }
      same(
        { type: "splitpseudovoigt", amplitude: height, parameters: [...p, 1.3, 1.3, 0.4, 0.4] },
        { type: "pseudovoigt", amplitude: height, parameters: [...p, 1.3, 0.4] },
        1e-14,
      );
    });

    test("asymmetric lines without asymmetry are symmetric ones, broadened lines Voigt lines", () => {
      const height = "height" as const;
      const scale = (area: number, width: number): number => (2 * area) / (Math.PI * width);
      same(
        { type: "doniach", parameters: [scale(3, 0.7), 0.2, 0.7, 0, 0.9] },
        { type: "voigt", parameters: [3, 0.2, 0.9, 0.7] },
        1e-13,
      );
      same(
        { type: "la", parameters: [3, 0.2, 0.7, 1, 1, 0.9] },
        { type: "voigt", parameters: [3, 0.2, 0.9, 0.7] },
        1e-11,
      );
      same(
        { type: "la", amplitude: height, parameters: [3, 0.2, 0.7, 1.2, 2, 0.3] },
        { type: "lf", parameters: [3, 0.2, 0.7, 1.2, 2, 1e9, 0.3] },
        1e-13,
      );
      same(
        { type: "tail", parameters: [3, 0.2, 1.1, 0.3, 500] },
        { type: "product", amplitude: height, parameters: [3, 0.2, 1.1, 0.3] },
        1e-4,
      );
      same(
        { type: "emg", parameters: [3, 0.2, 1.1, 1e-7] },
        { type: "gaussian", parameters: [3, 0.2, 1.1] },
        1e-6,
      );
      same(
        { type: "skewedgaussian", parameters: [3, 0.2, 1.1, 0] },
        { type: "gaussian", parameters: [3, 0.2, 1.1] },
        1e-14,
      );
      same(
        { type: "bwf", parameters: [3, 0.2, 1.1, 0] },
        { type: "lorentzian", amplitude: height, parameters: [3, 0.2, 1.1] },
        1e-14,
      );
      same(
        { type: "fermi", parameters: [3, 0.2, 1e-9, 1.1] },
        { type: "erfstep", parameters: [3, 0.2, 1.1] },
        1e-13,
      );
    });
  });

  test("a folded line is the unfolded one, folded by quadrature of another kind", () => {
    const x = [-4.1, -0.7, -0.01, 0.2, 0.5, 1.9, 6.3];
    for (const line of [...sampleLines, ...extremeLines].filter(
      ({ type, axis }) => ["doniach", "la", "lf", "fermi"].includes(type) && axis !== "kinetic",
    )) {
      const folded = at(line, Float64Array.from(x));
      const sigma = line.parameters.at(-1)! / perSigma;
      const sharp: Line = { ...line, parameters: [...line.parameters.slice(0, -1), 0] };
      const size = largest(folded);
      x.forEach((position, i) => {
        // tanh-sinh on both sides of the kink at the center, wherever it lies in the window of ±9 σ
        const ends = [position - 9 * sigma, position + 9 * sigma];
        const kink = line.parameters[1];
        const edges = kink > ends[0] && kink < ends[1] ? [ends[0], kink, ends[1]] : ends;
        let sum = 0;
        edges.slice(1).forEach((to, k) => {
          const from = edges[k];
          const nodes = Array.from({ length: 481 }, (_, n) => (n - 240) / 60);
          const u = nodes.map((t) => 0.5 * Math.PI * Math.sinh(t));
          const points = Float64Array.from(u, (s) =>
            s < 0 ? from + (to - from) / (1 + Math.exp(-2 * s)) : to - (to - from) / (1 + Math.exp(2 * s)),
          );
          const weights = u.map(
            (s, n) => ((to - from) * 0.25 * Math.PI * Math.cosh(nodes[n])) / (60 * Math.cosh(s) ** 2),
          );
          at(sharp, points).forEach((value, n) => {
            const r = (position - points[n]) / sigma;
            sum += (weights[n] * value * Math.exp(-0.5 * r * r)) / (sigma * Math.sqrt(2 * Math.PI));
          });
        });
        expect(Math.abs(folded[i] - sum) / size, `${describeLine(line)} at ${position}`).toBeLessThanOrEqual(
          1e-11,
        );
      });
    }
  });

  test("the integral of a line in its area form is its area", () => {
    for (const line of sampleLines) {
      if ((line.amplitude ?? "area") !== "area" || line.axis === "kinetic") continue;
      const { finiteArea } = lineKind(line.type);
      expect(finiteArea).toBe(true);
      // x = center + sinh u: tails of power laws and all
      const center = line.parameters[1];
      const step = 1 / 256;
      const u = grid(-30, 30, 60 * 256 + 1);
      const values = at(
        line,
        u.map((s) => center + Math.sinh(s)),
      );
      const integral = values.reduce((sum, value, i) => sum + step * value * Math.cosh(u[i]), 0);
      // split lines have a kink at the center, where a node lies
      expect(Math.abs(integral / line.parameters[0] - 1), describeLine(line)).toBeLessThanOrEqual(2e-6);
    }
    const gaussian: Line = { type: "gaussian", parameters: [2, 0, 1] };
    expect(areaWithin(kernel, gaussian, 0, 8)).toBeCloseTo(1, 12);
  });
});

describe("the catalogue", () => {
  test("numbers, symbols and names are unambiguous", () => {
    expect(new Set(lineKinds.map(({ shape }) => shape)).size).toBe(lineKinds.length);
    expect(new Set(lineKinds.map(({ type }) => type)).size).toBe(lineKinds.length);
    const numbers = lineKinds.flatMap(({ type, amplitudes }) =>
      amplitudes.flatMap((amplitude) => [
        lineNumber(type, amplitude, "binding"),
        lineNumber(type, amplitude, "kinetic"),
      ]),
    );
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const { type } of lineKinds) {
      const symbols = lineParameters(type).map(({ symbol }) => symbol);
      expect(new Set(symbols).size, type).toBe(symbols.length);
      expect(symbols.length, type).toBeLessThanOrEqual(8);
    }
  });

  test("what is not there is said in a sentence", () => {
    expect(() => lineKind("gauss")).toThrow(/"gauss" is not known; known are gaussian, /);
    expect(() => lineParameters("doniach", "area")).toThrow(/"doniach" has no area .* give its height/);
  });
});

/** Positive lengths among the shape parameters. */
function lengths(line: Line): number[] {
  return lineParameters(line.type, line.amplitude)
    .map(({ unit }, i) => (i > 1 && unit === "x" ? line.parameters[i] : Infinity))
    .filter((value) => value > 0);
}
