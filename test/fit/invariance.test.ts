import { describe, expect, test } from "vitest";
import type { Spectrum } from "../../src/impedance/spectrum.ts";
import { builds, kernelOf } from "../kernel/builds.ts";
import { judge } from "./judge.ts";
import { byName, fitterOf, numbersOf, references, spectrumOf, worstRelative } from "./references.ts";
import { simulate, sweep } from "./simulate.ts";

const arcs = "R0-p(R1,CPE1)-p(R2,CPE2)-CPE3";
const truth = byName(arcs, [20, 900, 3e-10, 0.93, 400, 4e-7, 0.86, 6e-4, 0.75]);
const grid = sweep(7e6, 0.1, 66);

/** The points of a spectrum in another order, or some of them. */
function pick(spectrum: Spectrum, indices: readonly number[]): Spectrum {
  const take = (values: Float64Array): Float64Array => Float64Array.from(indices, (i) => values[i]);
  return {
    frequency: take(spectrum.frequency),
    real: take(spectrum.real),
    imaginary: take(spectrum.imaginary),
  };
}

describe("the builds among each other", () => {
  test("js fits to the bits of scalar, debug too; values, errors, evaluations and words, started and unstarted", async () => {
    const [scalar, js, debug] = await Promise.all((["scalar", "js", "debug"] as const).map(fitterOf));
    for (const one of references.spectra.slice(0, 3)) {
      for (const options of [
        {},
        { start: byName(one.circuit, one.truth), starts: 0, loss: "huber" as const },
        { weighting: "proportional" as const, starts: 12, seed: 9 },
      ]) {
        const expected = numbersOf(await scalar.fit(one.circuit, spectrumOf(one), options));
        expect(numbersOf(await js.fit(one.circuit, spectrumOf(one), options))).toEqual(expected);
        expect(numbersOf(await debug.fit(one.circuit, spectrumOf(one), options))).toEqual(expected);
      }
    }
  });

  test("simd and scalar agree on the parameters of a well-posed fit to 1e-12, on its errors to 1e-10", async () => {
    const [simd, scalar] = await Promise.all((["simd", "scalar"] as const).map(fitterOf));
    const kernel = await kernelOf("scalar");
    for (const [circuit, values, frequency] of [
      ["R0-p(R1,C1)", [5, 40, 1e-5], sweep(1e5, 1, 41)],
      ["R0-p(R1,CPE1)", [5, 40, 1e-5, 0.9], sweep(1e5, 1, 40)],
      ["R0-p(R1,CPE1)-W1", [5, 40, 1e-6, 0.9, 10], sweep(1e6, 0.1, 63)],
    ] as [string, number[], Float64Array][]) {
      const spectrum = simulate(kernel, circuit, values, frequency, 0.003);
      const options = { start: byName(circuit, values), starts: 0, tolerance: 1e-15 };
      const a = await simd.fit(circuit, spectrum, options);
      const b = await scalar.fit(circuit, spectrum, options);
      expect(a.conditionNumber).toBeLessThan(100);
      expect(worstRelative(a.values, b.values), circuit).toBeLessThanOrEqual(1e-12);
      expect(worstRelative(a.stderr, b.stderr), circuit).toBeLessThanOrEqual(1e-10);
    }
  });
});

describe.each(builds)("%s: points", (build) => {
  test("the fit does not depend on the order of the points", async () => {
    const fitter = await fitterOf(build);
    const spectrum = simulate(await kernelOf(build), arcs, truth, grid, 0.005);
    const options = { start: truth, starts: 0, tolerance: 1e-14 };
    const forward = await fitter.fit(arcs, spectrum, options);
    for (const order of [
      Array.from(grid, (_, i) => grid.length - 1 - i),
      Array.from(grid, (_, i) => (i * 25) % grid.length),
    ]) {
      const result = await fitter.fit(arcs, pick(spectrum, order), options);
      expect(worstRelative(result.values, forward.values)).toBeLessThan(1e-7);
      expect(worstRelative(result.stderr, forward.stderr)).toBeLessThan(1e-6);
    }
  });

  test("a point given k times weighs k times: cost k-fold, same optimum, errors that shrink as they must", async () => {
    const fitter = await fitterOf(build);
    const spectrum = simulate(await kernelOf(build), arcs, truth, grid, 0.005);
    const options = { start: truth, starts: 0, tolerance: 1e-14 };
    const once = await fitter.fit(arcs, spectrum, options);
    // 66 points in one block; 132, 198 … 1,320 in several of other sizes
    for (const k of build === "debug" ? [2, 3] : [2, 3, 4, 7, 20]) {
      const many = await fitter.fit(
        arcs,
        pick(
          spectrum,
          Array.from({ length: 66 * k }, (_, i) => i % 66),
        ),
        options,
      );
      expect(Math.abs(many.chi2 / (k * once.chi2) - 1)).toBeLessThan(1e-10);
      expect(worstRelative(many.values, once.values)).toBeLessThan(1e-7);
      expect(Math.abs(many.rms / once.rms - 1)).toBeLessThan(1e-8);
      const shrink = Math.sqrt(once.degreesOfFreedom / many.degreesOfFreedom);
      expect(
        worstRelative(
          many.stderr,
          once.stderr.map((e) => e * shrink),
        ),
      ).toBeLessThan(1e-6);
    }
  });

  test.each([1, 2, 3, 159, 160, 161, 162, 319, 320, 321, 1000])(
    "%i points: the optimum by its own definition",
    async (count) => {
      const fitter = await fitterOf(build);
      const kernel = await kernelOf(build);
      const circuit = count < 3 ? "R0-C0" : "R0-p(R1,C1)";
      const values = count < 3 ? [12, 1e-4] : [5, 40, 1e-5];
      const spectrum = simulate(kernel, circuit, values, sweep(1e5, 10, count), 0.01);
      const result = await fitter.fit(circuit, spectrum, { tolerance: 1e-14 });
      const n = values.length;
      expect(result.degreesOfFreedom).toBe(2 * count - n);
      if (count === 1) {
        // two residuals, two parameters: exact
        expect(result.values[0]).toBeCloseTo(spectrum.real[0], 10);
        expect(-1 / (2 * Math.PI * spectrum.frequency[0] * result.values[1])).toBeCloseTo(
          spectrum.imaginary[0],
          10,
        );
        // nothing is left to judge the errors by
        expect([...result.stderr]).toEqual([Number.NaN, Number.NaN]);
        return;
      }
      const directions = values.map((_, i) => values.map((__, k) => (k === i ? 1 : 0)));
      const { cost, steepness, covariance } = judge(kernel, result, spectrum, directions);
      expect(Math.abs(result.chi2 / cost - 1)).toBeLessThan(1e-10);
      for (const g of steepness) expect(Math.abs(g)).toBeLessThan(1e-6);
      values.forEach((_, i) => {
        expect(Math.abs(result.stderr[i] / Math.sqrt(covariance[i * n + i]) - 1)).toBeLessThan(1e-6);
      });
    },
  );

  test("100,000 points in one spectrum, beside a small one in the same batch", async () => {
    const fitter = await fitterOf(build);
    const kernel = await kernelOf(build);
    const count = build === "debug" ? 20_000 : 100_000;
    const circuit = "R0-p(R1,CPE1)";
    const values = [5, 40, 1e-5, 0.9];
    const large = simulate(kernel, circuit, values, sweep(1e6, 0.1, count), 0.002);
    const small = simulate(kernel, circuit, values, sweep(1e5, 1, 30), 0.005, 2);
    const options = { start: byName(circuit, values), starts: 0, workers: 0 };
    const [a, b, c] = await fitter.fitMany(circuit, [small, large, small], options);
    expect(numbersOf(a)).toEqual(numbersOf(c));
    expect(b.degreesOfFreedom).toBe(2 * count - 4);
    expect(b.status).toBe("converged");
    b.values.forEach((value, i) => {
      expect(Math.abs(value - values[i]) / b.stderr[i]).toBeLessThan(5);
    });
    // normal noise of 0.2 % in each of the two parts
    expect(b.rms).toBeGreaterThan(0.00198 * Math.SQRT2);
    expect(b.rms).toBeLessThan(0.00202 * Math.SQRT2);
  });
});

describe.each(builds)("%s: units", (build) => {
  /** How a parameter follows when all impedances are multiplied by z and all frequencies by f. */
  const follow = (name: string, value: number, n: number, z: number, f: number): number => {
    if (name.endsWith(".n")) return value;
    if (name.endsWith(".R")) return value * z;
    return value / z / f ** n;
  };

  test.each([
    [1e6, 1],
    [1e-6, 1],
    [1, 1e3],
    [1, 1e-3],
    [1e6, 1e-3],
    [1e-9, 1e2],
  ])("impedances times %d, frequencies times %d: the optimum follows, errors too", async (z, f) => {
    const fitter = await fitterOf(build);
    const spectrum = simulate(await kernelOf(build), arcs, truth, grid, 0.005);
    const scaled: Spectrum = {
      frequency: spectrum.frequency.map((x) => x * f),
      real: spectrum.real.map((x) => x * z),
      imaginary: spectrum.imaginary.map((x) => x * z),
    };
    const base = await fitter.fit(arcs, spectrum);
    const result = await fitter.fit(arcs, scaled);
    expect(Math.abs(result.chi2 / base.chi2 - 1)).toBeLessThan(1e-8);
    result.parameters.forEach((name, i) => {
      const n = name.endsWith(".Q") ? base.values[i + 1] : 1;
      const expected = follow(name, base.values[i], n, z, f);
      // to a thousandth of the standard error, and the errors of what has no exponent in its unit to as much
      const error = name.endsWith(".Q") && f !== 1 ? Number.NaN : follow(name, base.stderr[i], n, z, f);
      const scale = (base.stderr[i] / base.values[i]) * expected;
      const exponentError = name.endsWith(".Q") ? Math.abs(Math.log(f)) * expected * base.stderr[i + 1] : 0;
      expect(Math.abs(result.values[i] - expected), name).toBeLessThan(2e-3 * (scale + exponentError));
      if (!Number.isNaN(error)) expect(Math.abs(result.stderr[i] / error - 1), name).toBeLessThan(1e-3);
    });
  });
});
