import { describe, expect, test } from "vitest";
import { diagnose, diagnoseResiduals } from "../../src/fit/diagnostics.ts";
import type { Weighting } from "../../src/fit/options.ts";
import type { Spectrum } from "../../src/impedance/spectrum.ts";
import { builds, kernelOf } from "../kernel/builds.ts";
import { seeded } from "../program/random-circuit.ts";
import { byName, fitterOf } from "./references.ts";
import { simulate, sweep } from "./simulate.ts";

const arcs = "R0-p(R1,CPE1)-p(R2,CPE2)";
const truth = [12, 80, 2e-7, 0.92, 350, 3e-5, 0.85];
const grid = sweep(1e6, 0.1, 50);
const beside = { start: byName(arcs, truth), starts: 0 };

describe.each(builds)("%s: residuals of a right circuit and of a wrong one", (build) => {
  test("a circuit with an arc too few leaves a course in the residuals, and it is said", async () => {
    const fitter = await fitterOf(build);
    const spectrum = simulate(await kernelOf(build), arcs, truth, grid, 0.003);
    const wrong = await fitter.fit("R0-p(R1,CPE1)", spectrum);
    const found = await diagnose(wrong, spectrum, { engine: fitter.engine });
    expect(found.systematic).toBe(true);
    expect(found.sentences[0]).toMatch(
      /^the residuals are systematic: the circuit does not describe the data to their noise/,
    );
    expect(found.runs.real.runs).toBeLessThan(found.runs.real.expected / 2);
    expect(found.durbinWatson.real).toBeLessThan(1);
    const right = await fitter.fit(arcs, spectrum, beside);
    const quiet = await diagnose(right, spectrum, { engine: fitter.engine });
    expect(quiet.systematic).toBe(false);
    expect(quiet.sentences).toEqual([]);
  });
});

describe("residuals", () => {
  test("are measured less model, in Ω; standardised they have the spread 1 over the degrees of freedom", async () => {
    const fitter = await fitterOf("simd");
    const spectrum = simulate(await kernelOf("simd"), arcs, truth, grid, 0.003);
    for (const weighting of ["unit", "modulus", "proportional"] as Weighting[]) {
      const result = await fitter.fit(arcs, spectrum, { ...beside, weighting });
      const { standardized, frequency, residuals } = await diagnose(result, spectrum, {
        engine: fitter.engine,
      });
      const square = [...standardized.real, ...standardized.imaginary].reduce((sum, r) => sum + r * r, 0);
      expect(square / result.degreesOfFreedom, weighting).toBeCloseTo(1, 8);
      expect([...frequency]).toEqual([...grid]);
      expect(residuals.real.length).toBe(grid.length);
    }
  });

  test("with a measured σ they are over that σ; parts without weight are no residuals", () => {
    const spectrum: Spectrum = {
      frequency: Float64Array.of(1, 10, 100),
      real: Float64Array.of(1, 2, 0),
      imaginary: Float64Array.of(-1, 0, -2),
      sigma: Float64Array.of(0.5, 0.25, 0.1),
    };
    const model = {
      frequency: spectrum.frequency,
      real: Float64Array.of(0.5, 2, 1),
      imaginary: Float64Array.of(-1, 0.5, -2),
    };
    const base = { loss: "linear", chi2: 3, degreesOfFreedom: 3 } as const;
    // in the order of falling frequency
    const sigma = diagnoseResiduals({ ...base, weighting: "sigma" }, spectrum, model);
    expect([...sigma.frequency]).toEqual([100, 10, 1]);
    expect([...sigma.standardized.real]).toEqual([-10, 0, 1]);
    expect([...sigma.residuals.imaginary]).toEqual([0, -0.5, 0]);
    const proportional = diagnoseResiduals({ ...base, weighting: "proportional" }, spectrum, model);
    expect([...proportional.standardized.real]).toEqual([Number.NaN, 0, 0.5]);
    expect([...proportional.standardized.imaginary]).toEqual([0, Number.NaN, 0]);
  });

  test("an outlier is found at its frequency, and does not hide another", async () => {
    const fitter = await fitterOf("simd");
    const spectrum = simulate(await kernelOf("simd"), arcs, truth, grid, 0.003);
    spectrum.real[20] *= 1.1;
    spectrum.imaginary[35] *= 1.4;
    const result = await fitter.fit(arcs, spectrum, { ...beside, loss: "cauchy" });
    const { outliers, frequency, normality, sentences } = await diagnose(result, spectrum);
    expect(outliers.map((k) => frequency[k])).toEqual([grid[20], grid[35]]);
    expect(normality.p).toBeLessThan(1e-4);
    expect(sentences.join()).toMatch(/not normally distributed.*robust loss.*outliers at/);
  });

  test("the tests rarely object to a right circuit: systematic in less than 5 % of 500, p of normality uniform", async () => {
    const fitter = await fitterOf("simd");
    const kernel = await kernelOf("simd");
    const spectra = Array.from({ length: 500 }, (_, s) =>
      simulate(kernel, arcs, truth, grid, 0.003, 300 + s),
    );
    const results = await fitter.fitMany(arcs, spectra, { ...beside, workers: 0 });
    const found = await Promise.all(
      results.map((result, s) => diagnose(result, spectra[s], { engine: fitter.engine })),
    );
    expect(found.filter(({ systematic }) => systematic).length / 500).toBeLessThan(0.05);
    expect(found.filter(({ outliers }) => outliers.length > 0).length / 500).toBeLessThan(0.05);
    const below = found.filter(({ normality }) => normality.p < 0.2).length / 500;
    expect(Math.abs(below - 0.2)).toBeLessThan(4 * Math.sqrt((0.2 * 0.8) / 500));
  });

  test("correlated noise is heard: neighbours that follow each other", () => {
    const random = seeded(2);
    const noise = (): Float64Array => {
      let x = 0;
      return grid.map(() => {
        x = 0.8 * x + random() - 0.5;
        return x;
      });
    };
    const zero = grid.map(() => 0);
    const found = diagnoseResiduals(
      { weighting: "unit", loss: "linear", chi2: 10, degreesOfFreedom: 90 },
      { frequency: grid, real: noise(), imaginary: noise() },
      { frequency: grid, real: zero, imaginary: zero },
    );
    expect(found.autocorrelation.real.statistic).toBeGreaterThan(0.5);
    expect(found.autocorrelation.real.p).toBeLessThan(1e-3);
    // Durbin–Watson is 2(1 − r₁) but for the two ends
    expect(Math.abs(found.durbinWatson.real - 2 * (1 - found.autocorrelation.real.statistic))).toBeLessThan(
      0.2,
    );
    expect(found.systematic).toBe(true);
  });
});
