import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { convolved, savitzkyGolay } from "../../src/fit/savitzkyGolay.ts";
import { rankPeakCounts } from "../../src/spectra/peakCount.ts";
import { missingPeak, noiseOf, proposePeaks } from "../../src/spectra/peakProposal.ts";
import { difference, gaussian, grid, normals } from "./lines.ts";

const { filters } = JSON.parse(
  readFileSync(new URL("../fixtures/baselines.json", import.meta.url), "utf8"),
) as { filters: { half: number; degree: number; derivative: number; weights: number[] }[] };

const x = grid(48, 62, 281);
const synthetic = (
  lines: readonly (readonly [center: number, fwhm: number, area: number])[],
  sigma: number,
  seed: number,
): Float64Array => {
  const next = normals(seed);
  return x.map(
    (at) =>
      300 - 4 * (at - 48) + lines.reduce((sum, [c, w, a]) => sum + gaussian(at, c, w, a), 0) + sigma * next(),
  );
};

describe("Savitzky–Golay", () => {
  test.each(filters)(
    "half $half, degree $degree, derivative $derivative: SciPy's weights",
    ({ half, degree, derivative, weights }) => {
      expect(difference(savitzkyGolay(half, degree, derivative), weights)).toBeLessThan(1e-13);
    },
  );

  test("derivatives of a polynomial of its degree are exact", () => {
    const y = grid(0, 40, 41).map((t) => 1 + 2 * t - 0.3 * t * t);
    const second = convolved(y, savitzkyGolay(4, 2, 2));
    expect(second[20]).toBeCloseTo(-0.6, 10);
    expect(second[3]).toBeNaN();
    expect(() => savitzkyGolay(1, 4, 2)).toThrow(/points must exceed the degree/);
  });
});

test("noise comes from second differences: lines and backgrounds do not enter", () => {
  const estimates = Array.from({ length: 30 }, (_, seed) => noiseOf(synthetic([[55, 1.4, 400]], 5, seed)));
  const mean = estimates.reduce((a, b) => a + b, 0) / estimates.length;
  expect(mean).toBeGreaterThan(4.7);
  expect(mean).toBeLessThan(5.4);
});

describe("proposed peaks", () => {
  test.each([0.7, 1.2, 2])("one line of FWHM %s without noise: centre, width, height and area", (fwhm) => {
    const peaks = proposePeaks({ x, y: synthetic([[54.93, fwhm, 500]], 0, 1) }, { sigma: 0.5 });
    expect(peaks).toHaveLength(1);
    expect(Math.abs(peaks[0].center - 54.93)).toBeLessThan(0.02);
    expect(peaks[0].fwhm / fwhm).toBeCloseTo(1, 1);
    expect(peaks[0].area / 500).toBeCloseTo(1, 1);
    expect(peaks[0].height / gaussian(54.93, 54.93, fwhm, 500)).toBeCloseTo(1, 1);
  });

  test("a falling axis gives the same peaks", () => {
    const y = synthetic(
      [
        [53, 1.2, 300],
        [55.5, 1.2, 500],
      ],
      4,
      2,
    );
    const up = proposePeaks({ x, y });
    const down = proposePeaks({ x: x.slice().reverse(), y: y.slice().reverse() });
    expect(down.map((p) => p.center.toFixed(6))).toEqual(up.map((p) => p.center.toFixed(6)));
    expect(up).toHaveLength(2);
  });

  test("three lines of Li 1s at S/N 50, in 100 noises: all found in nearly every one", () => {
    const truth = [
      [52.8, 1, 300],
      [54.6, 1.2, 400],
      [56.5, 1.2, 300],
    ] as const;
    let right = 0;
    for (let seed = 0; seed < 100; seed++) {
      const peaks = proposePeaks({ x, y: synthetic(truth, 6, seed) });
      if (peaks.length === 3 && truth.every(([c]) => peaks.some((p) => Math.abs(p.center - c) < 0.2)))
        right++;
    }
    expect(right).toBeGreaterThanOrEqual(95);
  });

  test("noise alone: a peak in less than 3 of 100", () => {
    let alarms = 0;
    for (let seed = 0; seed < 100; seed++)
      alarms += proposePeaks({ x, y: synthetic([], 6, seed + 1000) }).length;
    expect(alarms).toBeLessThan(3);
  });

  test("a weak line beside a strong one, counts with Poisson noise", () => {
    const next = normals(9);
    const y = synthetic(
      [
        [52.8, 1, 20000],
        [55.6, 1.2, 1500],
      ],
      0,
      1,
    ).map((v) => v + Math.sqrt(v) * next());
    const peaks = proposePeaks({ x, y }, { sigma: y.map(Math.sqrt) });
    expect(peaks.map((p) => p.center.toFixed(0))).toEqual(["53", "56"]);
  });

  test("steps that differ: interpolated", () => {
    const uneven = Float64Array.from({ length: 200 }, (_, i) => 48 + 14 * (i / 199) ** 1.15);
    const y = uneven.map((at) => 100 + gaussian(at, 54, 1.4, 500));
    const [first, ...others] = proposePeaks({ x: uneven, y }, { sigma: 1 });
    expect(first.center).toBeCloseTo(54, 1);
    expect(others).toHaveLength(0);
  });
});

describe("a missing peak", () => {
  test("the residual of a fit that lacks a line names it, with its significance", () => {
    const next = normals(5);
    const residual = x.map((at) => gaussian(at, 55.2, 1.2, 60) + 4 * next());
    const found = missingPeak({ x, y: residual }, residual, { sigma: 4 })!;
    expect(Math.abs(found.center - 55.2)).toBeLessThan(0.2);
    expect(found.area / 60).toBeGreaterThan(0.8);
    expect(found.area / 60).toBeLessThan(1.2);
    // Matched filter: S/N = √(Σ g²)/σ
    const expected = Math.sqrt(x.reduce((sum, at) => sum + gaussian(at, 55.2, 1.2, 60) ** 2, 0)) / 4;
    expect(Math.abs(found.significance - expected)).toBeLessThan(3);
  });

  test("noise has none, nor have dips", () => {
    let alarms = 0;
    for (let seed = 0; seed < 50; seed++) {
      const next = normals(seed);
      const residual = x.map(() => next());
      if (missingPeak({ x, y: residual }, residual, { sigma: 1 })) alarms++;
    }
    expect(alarms).toBeLessThan(2);
    const dip = x.map((at) => -gaussian(at, 55, 1, 100));
    expect(missingPeak({ x, y: dip }, dip, { sigma: 1 })).toBeUndefined();
  });
});

test("number of peaks: BIC by hand, and the fewest within 2 of the best", () => {
  const fits = [
    { peaks: 1, chi2: 400, residuals: 280, free: 5 },
    { peaks: 2, chi2: 270, residuals: 280, free: 8 },
    { peaks: 3, chi2: 252, residuals: 280, free: 11 },
  ];
  const { ranked, chosen } = rankPeakCounts(fits, { known: true });
  const byHand = fits.map(({ chi2, free }) => chi2 + 280 * Math.log(2 * Math.PI) + free * Math.log(280));
  expect(ranked.map((fit) => fit.peaks)).toEqual([3, 2, 1]);
  expect(ranked[1].bic).toBeCloseTo(byHand[1], 8);
  expect(ranked[1].delta).toBeCloseTo(byHand[1] - byHand[2], 8);
  // 18 less for 3 parameters at ln 280 = 5.63 each: the difference is 1.1
  expect(chosen.peaks).toBe(2);
  expect(ranked.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
  expect(() => rankPeakCounts([fits[0], { ...fits[1], residuals: 279 }])).toThrow(/same data/);
});
