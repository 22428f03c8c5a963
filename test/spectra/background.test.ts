import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { asymmetricBackground } from "../../src/spectra/asymmetricLeastSquares.ts";
import {
  activeColumns,
  activeKinds,
  activeValues,
  type BackgroundModel,
  columnsSettled,
  staticBackground,
} from "../../src/spectra/background.ts";
import {
  constantBackground,
  leastSquares,
  linearBackground,
  polynomialBackground,
} from "../../src/spectra/polynomialBackground.ts";
import type { Region } from "../../src/spectra/region.ts";
import { shirleyBackground } from "../../src/spectra/shirley.ts";
import { snipBackground } from "../../src/spectra/snip.ts";
import {
  crossSections,
  lossFunction,
  lossIntegral,
  tougaardBackground,
  UNIVERSAL_B,
} from "../../src/spectra/tougaard.ts";
import { difference, gaussian, gaussianIntegral, grid, largest, normals } from "./lines.ts";

const fixture = JSON.parse(readFileSync(new URL("../fixtures/baselines.json", import.meta.url), "utf8")) as {
  y: number[];
  baselines: { method: "als" | "arpls"; stiffness: number; asymmetry?: number; z: number[] }[];
};

/** A line on the step that it makes: 100 + peak + k·∫ peak from low binding energy. */
const k = 0.03;
const x = grid(155, 171, 801);
const peak = (at: number): number => gaussian(at, 162, 1.2, 1500);
const step = (at: number): number => 100 + k * gaussianIntegral(at, 162, 1.2, 1500);
const stepped: Region = { x, y: x.map((at) => peak(at) + step(at)) };

const reversed = ({ x, y, direction }: Region): Region => ({
  x: x.slice().reverse(),
  y: y.slice().reverse(),
  direction,
});
const kinetic = ({ x, y }: Region): Region => ({ x: x.map((at) => 1486.6 - at), y, direction: "kinetic" });

describe("polynomial backgrounds", () => {
  const line: Region = { x, y: x.map((at) => 3 * at - 200) };

  test("a straight line is its own linear background, averaged over any number of points", () => {
    for (const points of [1, 5, 40])
      expect(difference(linearBackground(line, { points }), line.y)).toBeLessThan(1e-10);
  });

  test("the constant is the mean of the lower end or of both", () => {
    expect(constantBackground(line)[7]).toBe(line.y[0]);
    expect(constantBackground(line, { at: "both" })[7]).toBeCloseTo(0.5 * (line.y[0] + line.y[800]), 10);
    expect(constantBackground(line, { points: 3 })[0]).toBeCloseTo(line.y[1], 10);
  });

  test("a quartic far from x = 0 comes back from its ends to 1e-10 of its span", () => {
    const quartic = (at: number): number => 2 + at - 163 + 0.3 * (at - 163) ** 2 - 0.01 * (at - 163) ** 4;
    const y = x.map((at) => quartic(at) + (Math.abs(at - 163) < 2 ? 50 : 0));
    const fitted = polynomialBackground(
      { x, y },
      {
        degree: 4,
        ranges: [
          [155, 160],
          [171, 166],
        ],
      },
    );
    expect(difference(fitted, x.map(quartic))).toBeLessThan(1e-9);
  });

  test("too few points without signal are named", () => {
    expect(() => polynomialBackground({ x, y: stepped.y }, { degree: 3, ranges: [[155, 155.03]] })).toThrow(
      /2 points without signal for a polynomial of degree 3/,
    );
  });
});

describe("Shirley background", () => {
  test("a line on its own step gives the step back", () => {
    const { values, converged, doubt } = shirleyBackground(stepped);
    expect(converged).toBe(true);
    expect(doubt).toBeUndefined();
    expect(difference(values, x.map(step))).toBeLessThan(2e-4 * k * 1500);
  });

  test("it is a fixed point of its definition", () => {
    const { values: B } = shirleyBackground(stepped, { tolerance: 1e-13 });
    const h = x[1] - x[0];
    let area = 0;
    const running = [0];
    for (let i = 1; i < x.length; i++) {
      area += 0.5 * h * (stepped.y[i] - B[i] + stepped.y[i - 1] - B[i - 1]);
      running.push(area);
    }
    const expected = running.map((part) => stepped.y[0] + ((stepped.y[800] - stepped.y[0]) * part) / area);
    expect(difference(B, expected)).toBeLessThan(1e-9);
  });

  test("called on its own result's data twice it gives the same numbers", () => {
    expect(shirleyBackground(stepped).values).toEqual(shirleyBackground(stepped).values);
  });

  test("order of the points and the axis do not matter; offset and scale pass through", () => {
    const { values } = shirleyBackground(stepped);
    expect(shirleyBackground(reversed(stepped)).values.reverse()).toEqual(values);
    expect(difference(shirleyBackground(kinetic(stepped)).values, values)).toBeLessThan(1e-9);
    expect(difference(shirleyBackground(reversed(kinetic(stepped))).values.reverse(), values)).toBeLessThan(
      1e-9,
    );
    const other = shirleyBackground({ x, y: stepped.y.map((y) => 7 * y - 300) }).values;
    expect(
      difference(
        other,
        values.map((v) => 7 * v - 300),
      ),
    ).toBeLessThan(1e-5);
  });

  test("iterated between two ends it is the same from either side", () => {
    const { values } = shirleyBackground(stepped);
    expect(difference(shirleyBackground({ ...stepped, direction: "kinetic" }).values, values)).toBeLessThan(
      1e-4,
    );
  });

  test("averaging over ends lowers the effect of noise", () => {
    const spread = (points: number): number => {
      const errors = Array.from({ length: 40 }, (_, seed) => {
        const next = normals(seed);
        const y = stepped.y.map((value) => value + 5 * next());
        return shirleyBackground({ x, y }, { points }).values[800] - step(x[800]);
      });
      return Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
    };
    expect(spread(25)).toBeLessThan(0.35 * spread(1));
  });

  test("a valley gets a straight line and a sentence; an iteration that is cut short says so", () => {
    const valley = shirleyBackground({ x, y: x.map((at) => 500 - peak(at)) });
    expect(valley.converged).toBe(false);
    expect(valley.doubt).toMatch(/no area lies above/);
    expect(difference(valley.values, new Float64Array(801).fill(500))).toBeLessThan(1e-6);
    const short = shirleyBackground(stepped, { iterations: 2 });
    expect(short.converged).toBe(false);
    expect(short.doubt).toMatch(/still changes after 2 steps/);
  });

  test("below the data it stays, when that is asked", () => {
    const dip = stepped.y.map((y, i) => (i > 600 && i < 640 ? y - 30 : y));
    const smart = shirleyBackground({ x, y: dip }, { belowData: true }).values;
    expect(Math.max(...smart.map((b, i) => b - dip[i]))).toBeLessThanOrEqual(1e-9);
    expect(Math.max(...shirleyBackground({ x, y: dip }).values.map((b, i) => b - dip[i]))).toBeGreaterThan(
      20,
    );
  });

  test("constant data, regions that turn back, points that are not numbers", () => {
    expect(shirleyBackground({ x, y: new Float64Array(801).fill(5) }).values[400]).toBe(5);
    expect(() => shirleyBackground({ x: Float64Array.of(1, 2, 2, 3), y: new Float64Array(4) })).toThrow(
      /point 3/,
    );
    expect(() =>
      shirleyBackground({ x: Float64Array.of(1, 2, 3), y: Float64Array.of(1, Number.NaN, 2) }),
    ).toThrow(/point 2/);
    expect(() => shirleyBackground(stepped, { points: 500 })).toThrow(/from 1 to 400/);
  });
});

describe("Tougaard background", () => {
  test("K of the universal cross section: largest at √(C/3), area B/(2C)", () => {
    const top = Math.sqrt(1643 / 3);
    for (const T of [0.9 * top, 1.1 * top]) {
      expect(lossFunction(crossSections.universal, T)).toBeLessThan(
        lossFunction(crossSections.universal, top),
      );
    }
    let area = 0;
    for (let T = 0.005; T < 20000; T += 0.01) area += 0.01 * lossFunction(crossSections.universal, T);
    expect(UNIVERSAL_B * area).toBeCloseTo(UNIVERSAL_B / (2 * 1643), 4);
    expect(lossFunction(crossSections.universal, -3)).toBe(0);
  });

  test("three parameters: T/((C − T²)² + D·T²), highest near √C", () => {
    expect(lossFunction(crossSections.polymer, 10)).toBeCloseTo(10 / ((551 - 100) ** 2 + 436 * 100), 15);
    const low = lossFunction({ C: 1643, D: 1 }, 40);
    expect(low).toBeCloseTo(40 / ((1643 - 1600) ** 2 + 1600), 12);
  });

  test("a narrow line makes K itself", () => {
    const wide = grid(0, 80, 1601);
    const line = wide.map((at) => gaussian(at, 5, 0.5, 200));
    const integral = lossIntegral(wide, line, crossSections.universal);
    for (const at of [500, 900, 1500]) {
      // The mean of K over the width of the line differs from K in the second order of the width
      expect(integral[at] / (200 * lossFunction(crossSections.universal, wide[at] - 5))).toBeCloseTo(1, 3);
    }
  });

  test("data that consist of a line and its losses: B comes back, as do the losses", () => {
    const wide = grid(0, 60, 601);
    const line = wide.map((at) => gaussian(at, 8, 1.5, 900));
    const B = 2500;
    // I = line + ∫K·I, solved from low to high energy: K(0) = 0
    const h = 0.1;
    const I = line.slice();
    for (let i = 1; i < I.length; i++) {
      let sum = 0;
      for (let j = 0; j < i; j++) {
        sum += B * lossFunction(crossSections.universal, wide[i] - wide[j]) * I[j] * (j === 0 ? 0.5 * h : h);
      }
      I[i] = line[i] + sum;
    }
    const region: Region = { x: wide, y: I.map((v) => v + 40) };
    const found = tougaardBackground(region);
    expect(found.B).toBeCloseTo(B, 4);
    expect(
      difference(
        found.values,
        I.map((v, i) => v - line[i] + 40),
      ),
    ).toBeLessThan(1e-6);
    expect(tougaardBackground(reversed(region)).values.reverse()).toEqual(found.values);
    expect(difference(tougaardBackground(kinetic(region)).values, found.values)).toBeLessThan(1e-9);
    const scaled = tougaardBackground({ x: wide, y: region.y.map((v) => 3 * v) });
    expect(scaled.B).toBeCloseTo(B, 4);
    const given = tougaardBackground(region, { B: 1000 }).values;
    expect((given[600] - 40) / (found.values[600] - 40)).toBeCloseTo(1000 / B, 6);
  });

  test("a spectrum on the wrong axis is doubted", () => {
    expect(tougaardBackground({ ...stepped, direction: "kinetic" }).doubt).toMatch(
      /direction of the energy axis/,
    );
    expect(() => tougaardBackground(stepped, { crossSection: { C: -1 } })).toThrow(/C must be above 0/);
  });
});

describe("SNIP", () => {
  test("by hand, without transformation: 1 1 9 1 1 with width 1, then a wider peak", () => {
    const region = (...y: number[]): Region => ({
      x: Float64Array.from(y, (_, i) => i),
      y: Float64Array.from(y),
    });
    expect([...snipBackground(region(1, 1, 9, 1, 1), { width: 1, transform: "none" })]).toEqual([
      1, 1, 1, 1, 1,
    ]);
    // p = 1: 0 2 6 2 0 → 0 2 2 2 0 (ends stay; 2 ≤ 3); p = 2: the middle becomes (0 + 0)/2
    expect([...snipBackground(region(0, 2, 6, 2, 0), { width: 2, transform: "none" })]).toEqual([
      0, 2, 0, 2, 0,
    ]);
    expect([
      ...snipBackground(region(0, 2, 6, 2, 0), { width: 2, transform: "none", order: "falling" }),
    ]).toEqual([0, 0, 0, 0, 0]);
  });

  test("with transformation, by hand: the mean is taken of log(log(√(y + 1) + 1) + 1)", () => {
    const v = (y: number): number => Math.log(Math.log(Math.sqrt(y + 1) + 1) + 1);
    const back = (u: number): number => (Math.exp(Math.exp(u) - 1) - 1) ** 2 - 1;
    const y = Float64Array.of(100, 5000, 400);
    const [, middle] = snipBackground({ x: Float64Array.of(0, 1, 2), y }, { width: 1 });
    expect(middle).toBeCloseTo(back(0.5 * (v(100) + v(400))), 8);
  });

  test("it never exceeds the data, keeps what has no peak, and finds the floor of peaks", () => {
    const next = normals(4);
    const y = x.map((at) => 200 + 5 * (at - 155) + gaussian(at, 162, 0.8, 900) + 2 * next());
    const B = snipBackground({ x, y }, { width: 90 });
    expect(Math.max(...B.map((b, i) => b - y[i]))).toBeLessThan(1e-9);
    expect(B[350]).toBeGreaterThan(220);
    expect(B[350]).toBeLessThan(240);
    const flat = x.map(() => 42);
    expect(difference(snipBackground({ x, y: flat }, { width: 50 }), flat)).toBeLessThan(1e-10);
    expect(() => snipBackground({ x, y }, { width: 401 })).toThrow(/from 1 to 400/);
  });

  test("data below 0 do not become NaN", () => {
    const B = snipBackground({ x, y: x.map((at) => gaussian(at, 162, 1, 50) - 5) }, { width: 100 });
    expect(B.every(Number.isFinite)).toBe(true);
    expect(B[350]).toBeCloseTo(-5, 1);
  });
});

describe("asymmetric least squares", () => {
  test.each(fixture.baselines)(
    "$method, λ = $stiffness: as SciPy's sparse solver",
    ({ method, stiffness, asymmetry, z }) => {
      const y = Float64Array.from(fixture.y);
      const found = asymmetricBackground({ x: y.map((_, i) => i), y }, { method, stiffness, asymmetry });
      expect(found.converged).toBe(true);
      expect(difference(found.values, z)).toBeLessThan(1e-9);
    },
  );

  test("a straight line is its own baseline at any stiffness; scale passes through", () => {
    const y = x.map((_, i) => 3 + 0.2 * i);
    for (const stiffness of [1e3, 1e5, 1e7, 1e9]) {
      expect(difference(asymmetricBackground({ x, y }, { stiffness }).values, y)).toBeLessThan(1e-6);
    }
    const data = Float64Array.from(fixture.y);
    const at = data.map((_, i) => i);
    for (const method of ["als", "arpls"] as const) {
      const once = asymmetricBackground({ x: at, y: data }, { method }).values;
      const often = asymmetricBackground({ x: at, y: data.map((v) => 8 * v) }, { method }).values;
      expect(
        difference(
          often,
          once.map((v) => 8 * v),
        ),
      ).toBeLessThan(1e-6);
      const back = asymmetricBackground({ x: at, y: data.slice().reverse() }, { method }).values.reverse();
      expect(difference(back, once)).toBeLessThan(1e-6);
    }
  });
});

describe("active backgrounds", () => {
  const truth = x.map(step);

  test.each(activeKinds)(
    "%s: the columns are the same functions of energy in any order and on both axes",
    (kind) => {
      const columns = activeColumns(kind, stepped).columns;
      const turned = activeColumns(kind, reversed(stepped)).columns;
      const other = activeColumns(kind, kinetic(stepped)).columns;
      columns.forEach((column, c) => {
        const scale = largest(column.values);
        expect(difference(turned[c].values.slice().reverse(), column.values)).toBeLessThan(1e-9 * scale);
        const sign = ["linear", "polynomial"].includes(kind) && c % 2 === 1 ? -1 : 1;
        expect(
          difference(
            other[c].values.map((v) => sign * v),
            column.values,
          ),
        ).toBeLessThan(1e-9 * scale);
      });
    },
  );

  test.each(["shirley", "slope", "tougaard", "linear"] as const)(
    "%s: starts meet the data at both ends",
    (kind) => {
      const { columns } = activeColumns(kind, stepped);
      const start = activeValues(
        columns,
        columns.map((column) => column.start),
      );
      expect(start[0]).toBeCloseTo(stepped.y[0], 6);
      expect(start[800]).toBeCloseTo(stepped.y[800], 4);
    },
  );

  test("Shirley with the peaks as signal: k is the height of the step over the area", () => {
    const { columns } = activeColumns("shirley", stepped, undefined, { signal: x.map(peak) });
    const [c0, fittedK] = leastSquares([...columns.map(({ values }) => values), x.map(peak)], stepped.y);
    expect(c0).toBeCloseTo(100, 2);
    expect(fittedK).toBeCloseTo(k, 5);
  });

  test("fit, new columns, fit: the iteration settles on the truth, also where the region ends on the peak", () => {
    // A static Shirley background would go through the data at 163 eV, high on the flank
    const cut = { x: x.filter((at) => at < 163), y: stepped.y.filter((_, i) => x[i] < 163) };
    const line = cut.x.map(peak);
    let present = new Float64Array(cut.x.length).fill(cut.y[0]);
    let settled = false;
    let steps = 0;
    let area = 0;
    while (!settled && steps < 200) {
      const { columns, iterative } = activeColumns("shirley", cut, present);
      expect(iterative).toBe(true);
      const solution = leastSquares([...columns.map(({ values }) => values), line], cut.y);
      area = solution[2];
      const next = activeValues(columns, solution.slice(0, 2));
      settled = columnsSettled(cut, present, next, 1e-10);
      present = new Float64Array(next);
      steps++;
    }
    expect(settled).toBe(true);
    expect(area).toBeCloseTo(1, 4);
    expect(difference(present, truth.slice(0, present.length))).toBeLessThan(0.01);
    const flank = shirleyBackground(cut).values;
    expect(difference(flank, truth.slice(0, flank.length))).toBeGreaterThan(100);
  });

  test("Tougaard: the coefficient is B", () => {
    const wide: Region = {
      x: grid(0, 60, 601),
      y: grid(0, 60, 601).map((at) => 10 + gaussian(at, 8, 1.5, 900)),
    };
    const column = activeColumns("tougaard", wide).columns[1];
    const y = wide.y.map((v, i) => v + 0.3 * column.values[i]);
    const [, b] = leastSquares([new Float64Array(601).fill(1), column.values, wide.y.map((v) => v - 10)], y);
    expect(b).toBeCloseTo(0.3, 8);
    expect(activeColumns("tougaard", wide).iterative).toBe(false);
  });
});

test("every static kind gives one finite number per point", () => {
  const models: BackgroundModel[] = [
    { kind: "none" },
    { kind: "constant" },
    { kind: "linear", points: 5 },
    { kind: "polynomial", degree: 1 },
    { kind: "shirley", points: 5 },
    { kind: "tougaard" },
    { kind: "snip", width: 100 },
    { kind: "als" },
    { kind: "arpls", stiffness: 1e6 },
  ];
  for (const model of models) {
    const { values } = staticBackground(model, stepped);
    expect(values.length, model.kind).toBe(801);
    expect(values.every(Number.isFinite), model.kind).toBe(true);
    // No background of this clean step passes the top of the peak
    expect(values[350], model.kind).toBeLessThan(0.9 * stepped.y[350]);
  }
});
