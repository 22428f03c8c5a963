import { describe, expect, test } from "vitest";
import {
  covarianceOf,
  jointCovariance,
  type MeasuredArea,
  quantify,
} from "../../src/spectra/quantification.ts";
import { scofield, sensitivityOf, wagner } from "../../src/spectra/sensitivity.ts";
import { normals } from "./lines.ts";

const areas: MeasuredArea[] = [
  { name: "LPSCl", element: "S", level: "2p", area: 1000 },
  { name: "Li2S", element: "S", level: "2p", area: 730 },
  { name: "Li", element: "Li", level: "1s", area: 120 },
];
/** Two overlapping lines (correlation −0.8) and one of another region. */
const covariance = jointCovariance([[400, -0.8 * 20 * 18, -0.8 * 20 * 18, 324], [9]]);

describe("composition", () => {
  test("by hand: areas over factors, in parts of their sum", () => {
    const { components, elements, ratio } = quantify(areas, covariance);
    const n = [1000 / 1.677, 730 / 1.677, 120 / 0.0568];
    const total = n[0] + n[1] + n[2];
    components.forEach(({ percent, amount }, i) => {
      expect(percent.value).toBeCloseTo((100 * n[i]) / total, 10);
      expect(amount.value).toBeCloseTo(n[i], 10);
    });
    expect(elements.map(({ name }) => name)).toEqual(["S", "Li"]);
    expect(elements[0].percent.value + elements[1].percent.value).toBeCloseTo(100, 10);
    expect(elements[0].percent.stderr).toBeCloseTo(elements[1].percent.stderr, 10);
    expect(ratio("Li2S", "LPSCl").value).toBeCloseTo(0.73, 12);
    expect(ratio("Li", "S").value).toBeCloseTo(n[2] / (n[0] + n[1]), 10);
    expect(() => ratio("Na", "S")).toThrow(/there are LPSCl, Li2S, Li, S/);
  });

  test("the ratio of overlapping lines: (σ/r)² = Σ rel² − 2·rel·rel·correlation", () => {
    const { ratio } = quantify(areas, covariance);
    const [a, b] = [20 / 1000, 18 / 730];
    expect(ratio("Li2S", "LPSCl").stderr).toBeCloseTo(0.73 * Math.sqrt(a * a + b * b + 2 * 0.8 * a * b), 12);
  });

  test("errors are those of a simulation with the same covariance", () => {
    const next = normals(8);
    const found = quantify(areas, covariance);
    const percents: number[] = [];
    const ratios: number[] = [];
    for (let k = 0; k < 20000; k++) {
      const [u, v, w] = [next(), next(), next()];
      const drawn = [1000 + 20 * u, 730 + 18 * (-0.8 * u + 0.6 * v), 120 + 3 * w];
      const n = [drawn[0] / 1.677, drawn[1] / 1.677, drawn[2] / 0.0568];
      percents.push((100 * n[2]) / (n[0] + n[1] + n[2]));
      ratios.push(drawn[1] / drawn[0]);
    }
    const sd = (values: number[]): number => {
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      return Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
    };
    expect(found.components[2].percent.stderr / sd(percents)).toBeCloseTo(1, 1);
    expect(found.ratio("Li2S", "LPSCl").stderr / sd(ratios)).toBeCloseTo(1, 1);
  });

  test("uncertain factors are common to the components of a line: their ratio does not feel them", () => {
    const sharp = quantify(areas, covariance);
    const blurred = quantify(areas, covariance, { factorUncertainty: 0.1 });
    expect(blurred.ratio("Li2S", "LPSCl").stderr).toBeCloseTo(sharp.ratio("Li2S", "LPSCl").stderr, 12);
    const exact = quantify(areas, new Float64Array(9), { factorUncertainty: 0.1 });
    const { value, stderr } = exact.ratio("Li", "S");
    expect(stderr / value).toBeCloseTo(0.1 * Math.SQRT2, 10);
  });

  test("own factors, exponent and transmission", () => {
    const own = areas.map((area) => ({
      ...area,
      factor: 2,
      kineticEnergy: area.element === "Li" ? 1431 : 1325,
    }));
    const plain = quantify(own, covariance).ratio("Li", "LPSCl").value;
    expect(plain).toBeCloseTo(0.12, 12);
    const bent = quantify(own, covariance, { exponent: 0.6 }).ratio("Li", "LPSCl").value;
    expect(bent / plain).toBeCloseTo((1325 / 1431) ** 0.6, 12);
    const through = quantify(own, covariance, { transmission: (e) => 1 / e }).ratio("Li", "LPSCl").value;
    expect(through / plain).toBeCloseTo(1431 / 1325, 12);
    expect(() => quantify(areas, covariance, { exponent: 0.6 })).toThrow(/kinetic energy of LPSCl is needed/);
  });

  test("what is doubtful or wrong is said", () => {
    expect(quantify(areas, covariance).doubts.join()).toMatch(/0.0568 of Li 1s was not checked/);
    expect(() => quantify(areas, covariance.slice(0, 4))).toThrow(/9 are needed/);
    expect(() => quantify([{ ...areas[0], element: "Xe" }], [1])).toThrow(/no sensitivity factor for Xe 2p/);
    expect(() => quantify([{ ...areas[0], factor: 0 }], [1])).toThrow(/must be above 0/);
  });

  test("the whole area of a tied doublet: 1.5 times that of its first line", () => {
    const full = covarianceOf([4, 1, 1, 9], 2, [{ index: 1, times: 1.5 }, { index: 0 }]);
    expect([...full]).toEqual([1.5 * 1.5 * 9, 1.5, 1.5, 4]);
  });
});

test("tables: C 1s is 1, the lines of In 3d add up to the level, F 1s is 1 for Wagner", () => {
  expect(sensitivityOf("C", "1s").factor).toBe(1);
  const [whole, first, second] = ["3d", "3d5/2", "3d3/2"].map((level) => sensitivityOf("In", level).factor);
  expect(first + second).toBeCloseTo(whole, 2);
  expect(sensitivityOf("F", "1s", wagner).factor).toBe(1);
  expect(scofield.every(({ source }) => source === "scofield")).toBe(true);
});
