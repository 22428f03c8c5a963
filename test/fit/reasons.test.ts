import { describe, expect, test } from "vitest";
import type { FitOptions } from "../../src/fit/options.ts";
import { StopReason, stopSentences } from "../../src/fit/result.ts";
import type { Spectrum } from "../../src/impedance/spectrum.ts";
import { builds, kernelOf } from "../kernel/builds.ts";
import { fitterOf } from "./references.ts";
import { simulate, sweep } from "./simulate.ts";

const circuit = "R0-p(R1,C1)";
const truth = { "R0.R": 5, "R1.R": 40, "C1.C": 1e-5 };
const frequency = sweep(1e5, 1, 40);

describe.each(builds)("%s: why a fit ends", (build) => {
  const noisy = async (): Promise<Spectrum> =>
    simulate(await kernelOf(build), circuit, truth, frequency, 0.01);
  const smooth = async (): Promise<Spectrum> => simulate(await kernelOf(build), circuit, truth, frequency, 0);
  const fitted = async (spectrum: Spectrum, options: FitOptions = {}) =>
    (await fitterOf(build)).fit(circuit, spectrum, options);

  test("cost converged: noise is left over", async () => {
    // At a fine tolerance the gradient may vanish first, by luck of the last digits
    const result = await fitted(await noisy(), { start: truth, starts: 0, tolerance: 1e-3 });
    expect(result.reason).toBe(StopReason.CostConverged);
    expect([result.status, result.message]).toEqual(["converged", stopSentences[StopReason.CostConverged]]);
    expect(result.warnings).toEqual([]);
  });

  test("step converged: the parameters stand still before the cost may", async () => {
    const result = await fitted(await noisy(), { start: truth, starts: 0, tolerance: 1e-300 });
    expect([StopReason.StepConverged, StopReason.GradientConverged]).toContain(result.reason);
    expect(result.status).toBe("converged");
    expect(result.message).toBe(stopSentences[result.reason]);
  });

  test("gradient converged: begun at the very optimum of a linear problem", async () => {
    // unit weights and powers of two: the mean is exact
    const fitter = await fitterOf(build);
    const spectrum = {
      frequency: Float64Array.of(1, 2, 4, 8),
      real: Float64Array.of(1, 3, 1, 3),
      imaginary: new Float64Array(4),
    };
    const result = await fitter.fit("R0", spectrum, {
      weighting: "unit",
      start: { "R0.R": 2 },
      bounds: { "R0.R": [-8, 8] },
      starts: 0,
    });
    expect(result.reason).toBe(StopReason.GradientConverged);
    expect(result.message).toBe(stopSentences[StopReason.GradientConverged]);
    expect(result.values[0]).toBe(2);
    expect(result.chi2).toBe(4);
    // σ² = Σr²/ν = 4/7, over 4 observations of the real part
    expect(result.stderr[0]).toBeCloseTo(Math.sqrt(4 / 7 / 4), 14);
  });

  test("exact: the model reproduces the data", async () => {
    const result = await fitted(await smooth(), { start: truth, starts: 0 });
    expect(result.reason).toBe(StopReason.ExactFit);
    expect(result.message).toBe(stopSentences[StopReason.ExactFit]);
    expect(result.status).toBe("converged");
  });

  test("limit of evaluations: failed, and says so", async () => {
    const start = { "R0.R": 500, "R1.R": 1, "C1.C": 1e-9 };
    const result = await fitted(await noisy(), { start, starts: 0, evaluations: 2 });
    expect(result.reason).toBe(StopReason.EvaluationLimit);
    expect([result.status, result.message]).toEqual(["failed", stopSentences[StopReason.EvaluationLimit]]);
  });

  test("too few points: fewer residuals than free parameters", async () => {
    const fitter = await fitterOf(build);
    const one = { frequency: Float64Array.of(1), real: Float64Array.of(3), imaginary: Float64Array.of(-1) };
    const result = await fitter.fit(circuit, one);
    expect(result.reason).toBe(StopReason.TooFewPoints);
    expect([result.status, result.message]).toEqual(["failed", stopSentences[StopReason.TooFewPoints]]);
    expect(result.values.every(Number.isNaN)).toBe(true);
    expect(result.stderr.every(Number.isNaN)).toBe(true);
    // two fixed, two residuals for one parameter
    const fixed = await fitter.fit(circuit, one, { fixed: { "R0.R": 1, "R1.R": 2.5 } });
    expect(fixed.status).not.toBe("failed");
  });

  test("not finite at any start: ends, and says so", async () => {
    const fitter = await fitterOf(build);
    // 1e200 squared is no double, and the group needs the square of its admittance
    const result = await fitter.fit("p(R0,C0)-R1", await noisy(), {
      fixed: { "R0.R": 1e-200, "R1.R": Number.MAX_VALUE },
    });
    expect(result.reason).toBe(StopReason.NotFinite);
    expect([result.status, result.message]).toEqual(["failed", stopSentences[StopReason.NotFinite]]);
    expect(result.values[1]).toBeNaN();
  });

  test("a short inside a parallel group is a short: Z = 0 there, not NaN", async () => {
    const fitter = await fitterOf(build);
    const result = await fitter.fit("R0-p(R1,C1)", await noisy(), { fixed: { "R1.R": 0 } });
    expect(result.message).toMatch(/^converged/);
    expect(result.values[0]).toBeGreaterThan(1);
  });

  test("a spectrum that is 0 everywhere determines nothing, and is not said to be fitted well", async () => {
    const zero = { frequency, real: new Float64Array(40), imaginary: new Float64Array(40) };
    const result = await fitted(zero);
    expect(result.status).not.toBe("converged");
  });

  test.each([
    ["real", Number.NaN, /point 3: impedance NaN \+ j\(.*\) Ω is not finite; leave the point out/],
    ["imaginary", Infinity, /point 3: impedance .* \+ j\(Infinity\) Ω is not finite/],
    ["frequency", 0, /point 3: frequency 0 Hz; frequencies must be above 0 and finite/],
    ["frequency", -5, /point 3: frequency -5 Hz/],
    ["frequency", Number.NaN, /point 3: frequency NaN Hz/],
  ] as const)("%s = %d is refused with the place where it stands", async (plane, value, sentence) => {
    const spectrum = await noisy();
    const broken = { ...spectrum, [plane]: spectrum[plane].slice(), file: "cell.csv", name: "loop 7" };
    broken[plane][2] = value;
    await expect(fitted(broken)).rejects.toThrow(sentence);
    await expect(fitted(broken)).rejects.toThrow("cell.csv, loop 7");
  });

  test("arrays of different lengths, no points, σ that is missing or 0 are refused with a sentence", async () => {
    const spectrum = await noisy();
    await expect(fitted({ ...spectrum, real: spectrum.real.slice(1) })).rejects.toThrow(
      "spectrum 1: 40 frequencies, 39 real and 40 imaginary parts; the three arrays must have the same length",
    );
    const none = new Float64Array(0);
    await expect(fitted({ frequency: none, real: none, imaginary: none })).rejects.toThrow(
      "it has no points",
    );
    await expect(fitted(spectrum, { weighting: "sigma" })).rejects.toThrow(
      'weighting "sigma" needs a standard deviation above 0 for each of its 40 points',
    );
    const sigma = new Float64Array(40).fill(0.1);
    sigma[7] = 0;
    await expect(fitted({ ...spectrum, sigma }, { weighting: "sigma" })).rejects.toThrow(
      "standard deviation above 0",
    );
  });

  test.each([
    [{ weighting: "none" }, 'weighting "none" is not one of unit, modulus, proportional, sigma'],
    [{ loss: "l1" }, 'loss "l1" is not one of linear, soft-l1, huber, cauchy'],
    [{ starts: -1 }, "starts must be a whole number from 0, it is -1"],
    [{ starts: 1.5 }, "starts must be a whole number from 0, it is 1.5"],
    [{ evaluations: 0 }, "evaluations must be a whole number from 1, it is 0"],
    [{ seed: -3 }, "seed must be a whole number from 0, it is -3"],
    [{ tolerance: 0 }, "tolerance 0 must lie between 0 and 1"],
    [{ starts: 0 }, "starts = 0 needs a start value for every free parameter; missing: R0.R, R1.R, C1.C"],
    [{ starts: 0, start: { "R1.R": 3 } }, "missing: R0.R, C1.C"],
    [{ loss: "huber", lossScale: -1 }, "lossScale"],
    [{ loss: "huber", lossScale: Number.NaN }, "lossScale"],
  ] as [FitOptions, string][])("%o is refused with a sentence", async (options, sentence) => {
    await expect(fitted(await noisy(), options)).rejects.toThrow(sentence);
  });
});
