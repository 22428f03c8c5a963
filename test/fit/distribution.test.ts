import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { autocorrelationTime } from "../../src/fit/autocorrelation.ts";
import {
  chiSquareCdf,
  chiSquareQuantile,
  fCdf,
  fQuantile,
  normalCdf,
  normalQuantile,
  studentCdf,
  studentQuantile,
} from "../../src/fit/distribution.ts";
import { shapiroWilk } from "../../src/fit/normality.ts";
import { quantileOf } from "../../src/fit/quantile.ts";
import { runsTest } from "../../src/fit/runs.ts";

interface Fixtures {
  readonly normal: readonly [number, number][];
  readonly student: readonly [number, number, number][];
  readonly chiSquare: readonly [number, number, number][];
  readonly f: readonly [number, number, number, number][];
  readonly normalCdf: readonly [number, number][];
  readonly studentCdf: readonly [number, number, number][];
  readonly chiSquareCdf: readonly [number, number, number][];
  readonly fCdf: readonly [number, number, number, number][];
  readonly shapiro: readonly {
    readonly x: readonly number[];
    readonly statistic: number;
    readonly p: number;
  }[];
  readonly autocorrelation: readonly {
    readonly x: readonly number[];
    readonly steps: number;
    readonly walkers: number;
    readonly tau: number;
  }[];
}

/** SciPy's figures, from `fixtures/distributions.py`. */
const scipy: Fixtures = JSON.parse(
  readFileSync(new URL("../fixtures/distributions.json", import.meta.url), "utf8"),
);

/** Relative where the number is not small, absolute where it is 0. */
function expectNear(actual: number, expected: number, tolerance: number, where: string): void {
  expect(Math.abs(actual - expected), `${where}: ${actual}, SciPy ${expected}`).toBeLessThanOrEqual(
    tolerance * Math.max(Math.abs(expected), 1e-300) + (expected === 0 ? 1e-15 : 0),
  );
}

describe("distributions against SciPy", () => {
  test("quantiles: normal, Student's t, χ², F", () => {
    for (const [p, z] of scipy.normal) expectNear(normalQuantile(p), z, 1e-12, `normal ${p}`);
    // SciPy's own quantiles are good to about 1e-11 in the far tails
    for (const [p, v, t] of scipy.student) expectNear(studentQuantile(p, v), t, 1e-9, `t ${p} ${v}`);
    for (const [p, v, x] of scipy.chiSquare) expectNear(chiSquareQuantile(p, v), x, 1e-9, `chi2 ${p} ${v}`);
    for (const [p, m, n, x] of scipy.f) expectNear(fQuantile(p, m, n), x, 1e-8, `F ${p} ${m} ${n}`);
  });

  test("distribution functions", () => {
    for (const [z, p] of scipy.normalCdf) expectNear(normalCdf(z), p, 1e-12, `normal ${z}`);
    for (const [t, v, p] of scipy.studentCdf) expectNear(studentCdf(t, v), p, 1e-10, `t ${t} ${v}`);
    for (const [x, v, p] of scipy.chiSquareCdf) {
      expect(Math.abs(chiSquareCdf(x, v) - p), `chi2 ${x} ${v}`).toBeLessThan(1e-10 * p + 1e-14);
    }
    for (const [x, m, n, p] of scipy.fCdf) expectNear(fCdf(x, m, n), p, 1e-9, `F ${x} ${m} ${n}`);
  });

  test("t with one degree of freedom is Cauchy's, with infinitely many the normal; F(1, ν) is t squared", () => {
    expect(studentQuantile(0.75, 1)).toBeCloseTo(1, 12);
    expect(studentQuantile(0.975, Infinity)).toBe(normalQuantile(0.975));
    for (const v of [3, 17, 240]) {
      expect(fQuantile(0.95, 1, v)).toBeCloseTo(studentQuantile(0.975, v) ** 2, 10);
    }
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(studentQuantile(0.975, 0)).toBeNaN();
  });

  test("Shapiro–Wilk: W to 1e-7, p to 1e-5", () => {
    for (const { x, statistic, p } of scipy.shapiro) {
      const own = shapiroWilk(x);
      expectNear(own.statistic, statistic, 1e-7, `W of ${x.length}`);
      expect(Math.abs(own.p - p), `p of ${x.length}`).toBeLessThan(1e-5 * p + 1e-12);
    }
    expect(shapiroWilk([1, 2]).p).toBeNaN();
    expect(shapiroWilk([1, 1, 1, 1]).p).toBeNaN();
  });

  test("autocorrelation time as emcee defines it", () => {
    for (const { x, steps, walkers, tau } of scipy.autocorrelation) {
      expectNear(autocorrelationTime(Float64Array.from(x), steps, walkers), tau, 1e-9, "τ");
    }
  });
});

describe("runs test", () => {
  test("the probability is that of all arrangements counted one by one", () => {
    for (const [m, n] of [
      [3, 3],
      [2, 5],
      [5, 4],
      [1, 6],
    ]) {
      // all sequences of m pluses and n minuses
      const all: number[] = [];
      for (let bits = 0; bits < 1 << (m + n); bits++) {
        const signs = Array.from({ length: m + n }, (_, i) => ((bits >> i) & 1 ? 1 : -1));
        if (signs.filter((s) => s > 0).length !== m) continue;
        all.push(signs.filter((s, i) => i === 0 || s !== signs[i - 1]).length);
      }
      const mean = all.reduce((sum, r) => sum + r, 0) / all.length;
      for (let bits = 0; bits < 1 << (m + n); bits++) {
        const signs = Array.from({ length: m + n }, (_, i) => ((bits >> i) & 1 ? 1 : -1));
        if (signs.filter((s) => s > 0).length !== m) continue;
        const { runs, expected, p } = runsTest(signs);
        const few = all.filter((r) => r <= runs).length / all.length;
        const many = all.filter((r) => r >= runs).length / all.length;
        expect(expected).toBeCloseTo(mean, 12);
        expect(p).toBeCloseTo(Math.min(1, 2 * Math.min(few, many)), 12);
      }
    }
  });

  test("zeros are left out, equal signs have no probability", () => {
    expect(runsTest([1, 0, 1, -1]).runs).toBe(2);
    expect(runsTest([1, 2, 3]).p).toBeNaN();
  });
});

test("quantiles of a sample: order statistic k of n at k/(n + 1), between them a straight line, never beyond", () => {
  const sorted = [1, 2, 4, 8];
  expect(quantileOf(sorted, 0.2)).toBeCloseTo(1, 12);
  expect(quantileOf(sorted, 0.5)).toBe(3);
  expect(quantileOf(sorted, 0.7)).toBeCloseTo(6, 12);
  expect(quantileOf(sorted, 0.01)).toBe(1);
  expect(quantileOf(sorted, 0.99)).toBe(8);
  expect(quantileOf([], 0.5)).toBeNaN();
});
