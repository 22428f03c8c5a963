import { describe, expect, test } from "vitest";
import { type BootstrapOptions, bootstrap } from "../../src/fit/bootstrap.ts";
import type { CertaintyOptions } from "../../src/fit/certainty.ts";
import { normalQuantile, studentQuantile } from "../../src/fit/distribution.ts";
import { covarianceIntervals, type Intervals } from "../../src/fit/intervals.ts";
import type { FitOptions } from "../../src/fit/options.ts";
import { profileIntervals } from "../../src/fit/profile.ts";
import type { FitResult } from "../../src/fit/result.ts";
import { sample } from "../../src/fit/sampler.ts";
import type { Spectrum } from "../../src/impedance/spectrum.ts";
import { builds, kernelOf } from "../kernel/builds.ts";
import { seeded } from "../program/random-circuit.ts";
import { byName, fitterOf, worstRelative } from "./references.ts";
import { simulate, sweep } from "./simulate.ts";

const arcs = "R0-p(R1,CPE1)-p(R2,CPE2)-CPE3";
const truth = [12, 80, 2e-7, 0.92, 350, 3e-5, 0.85, 4e-3, 0.62];
const grid = sweep(1e6, 0.1, 60);
const beside: FitOptions = { start: byName(arcs, truth), starts: 0 };

/** Normal numbers by the sum of the polar method. */
function gaussian(seed: number): () => number {
  const random = seeded(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Z = R + jωL with normal noise: a model that is linear in both, once bounds below 0 take the logarithm away. */
const line = "R0-L0";
const linear: FitOptions = {
  weighting: "unit",
  bounds: { "R0.R": [-1e6, 1e6], "L0.L": [-1, 1] },
  start: { "R0.R": 1, "L0.L": 1e-3 },
  starts: 0,
};
function lineSpectrum(points: number, noise: number, seed: number): Spectrum {
  const gauss = gaussian(seed);
  const frequency = Float64Array.from({ length: points }, (_, i) => (100 * (i + 1)) / points / (2 * Math.PI));
  return {
    frequency,
    real: frequency.map(() => 10 + noise * gauss()),
    imaginary: frequency.map((f) => 2 * Math.PI * f * 0.2 + noise * gauss()),
    sigma: frequency.map(() => noise),
  };
}

/** Least squares of the line by its textbook formulas. */
function regression({ frequency, real, imaginary }: Spectrum) {
  const omega = frequency.map((f) => 2 * Math.PI * f);
  const n = frequency.length;
  const S = omega.reduce((sum, w) => sum + w * w, 0);
  const R = real.reduce((sum, x) => sum + x, 0) / n;
  const L = imaginary.reduce((sum, y, i) => sum + y * omega[i], 0) / S;
  const re = real.map((x) => x - R);
  const im = imaginary.map((y, i) => y - omega[i] * L);
  const rss = [...re, ...im].reduce((sum, r) => sum + r * r, 0);
  const freedom = 2 * n - 2;
  const s2 = rss / freedom;
  return { omega, n, S, values: [R, L], errors: [Math.sqrt(s2 / n), Math.sqrt(s2 / S)], re, im, freedom };
}

async function optionsFor(
  build: (typeof builds)[number],
  circuit: string,
  spectra: readonly Spectrum[],
  fit: FitOptions,
): Promise<CertaintyOptions & { readonly results: readonly FitResult[] }> {
  const fitter = await fitterOf(build);
  const results = await fitter.fitMany(circuit, spectra, { ...fit, workers: 0 });
  return { fit, results, engine: fitter.engine, workers: 0 };
}

/** Share of intervals that hold the truth, over all parameters and per parameter. */
function coverage(intervals: readonly Intervals[], values: readonly number[]): number[] {
  return values.map(
    (value, i) =>
      intervals.filter(({ lower, upper }) => lower[i] <= value && value <= upper[i]).length /
      intervals.length,
  );
}

describe.each(builds)("%s: a linear model, where all is known", (build) => {
  const spectrum = lineSpectrum(20, 0.3, 4);
  const { values, errors, freedom } = regression(spectrum);

  test("covariance and profile give the exact t interval", async () => {
    const options = await optionsFor(build, line, [spectrum], linear);
    for (const confidence of [0.5, 0.95, 0.999]) {
      const t = studentQuantile(0.5 + confidence / 2, freedom);
      const profile = await profileIntervals(line, spectrum, { ...options, confidence });
      for (const i of [0, 1]) {
        for (const [end, sign] of [
          [profile.lower, -1],
          [profile.upper, 1],
        ] as const) {
          expect(Math.abs(end[i] - values[i] - sign * t * errors[i]) / errors[i]).toBeLessThan(1e-6);
        }
      }
      expect(profile.lowerEnd).toEqual(["crossing", "crossing"]);
      expect(profile.moved).toBe(false);
      expect(profile.warnings).toEqual([]);
    }
  });

  test("the profile does not mind in which coordinate a parameter is solved", async () => {
    const straight = await profileIntervals(
      line,
      spectrum,
      await optionsFor(build, line, [spectrum], linear),
    );
    const logarithmic = { ...linear, bounds: {} };
    const bent = await profileIntervals(
      line,
      spectrum,
      await optionsFor(build, line, [spectrum], logarithmic),
    );
    expect(worstRelative(bent.lower, straight.lower)).toBeLessThan(1e-7);
    expect(worstRelative(bent.upper, straight.upper)).toBeLessThan(1e-7);
  });

  test("a measured σ takes the place of the residuals: normal quantiles", async () => {
    const fit = { ...linear, weighting: "sigma" as const };
    const options = await optionsFor(build, line, [spectrum], fit);
    const profile = await profileIntervals(line, spectrum, options);
    const z = normalQuantile(0.975);
    const exact = 0.3 / Math.sqrt(20);
    expect((profile.upper[0] - profile.lower[0]) / (2 * z * exact)).toBeCloseTo(1, 6);
  });

  test("ties: the profile goes through to the tied parameter, correlated columns and all", async () => {
    const circuit = "R0-R1-L0";
    const fit: FitOptions = {
      ...linear,
      bounds: { "R0.R": [-1e6, 1e6], "L0.L": [-1, 1] },
      ties: { "R1.R": "-30*L0.L" },
    };
    const options = await optionsFor(build, circuit, [spectrum], fit);
    const [result] = options.results;
    const t = studentQuantile(0.975, result.degreesOfFreedom);
    const profile = await profileIntervals(circuit, spectrum, options);
    expect(Math.abs(result.correlation[2])).toBeGreaterThan(0.2);
    for (const i of [0, 1, 2]) {
      expect((profile.lower[i] - result.values[i]) / result.stderr[i]).toBeCloseTo(-t, 5);
      expect((profile.upper[i] - result.values[i]) / result.stderr[i]).toBeCloseTo(t, 5);
    }
  });

  test("bootstrap: errors are those of the residuals' own variance", async () => {
    const { omega, n, S, re, im } = regression(spectrum);
    const options = await optionsFor(build, line, [spectrum], linear);
    const replicates = build === "debug" ? 1000 : 4000;
    const a = re.map((r) => r / Math.sqrt(1 - 1 / n));
    const b = im.map((r, i) => r / Math.sqrt(1 - omega[i] ** 2 / S));
    const variance = (x: Float64Array): number => {
      const mean = x.reduce((sum, v) => sum + v, 0) / n;
      return x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n;
    };
    /** Mean square over the window of point i: itself and its neighbours, at the ends as many, shifted. */
    const local = (x: Float64Array, i: number, neighbours: number): number => {
      const width = Math.min(n, 2 * neighbours + 1);
      const from = Math.max(0, Math.min(i - neighbours, n - width));
      return x.slice(from, from + width).reduce((sum, v) => sum + v * v, 0) / width;
    };
    const wild = (neighbours: number): number[] => [
      Math.sqrt(a.reduce((sum, _, i) => sum + local(a, i, neighbours), 0)) / n,
      Math.sqrt(b.reduce((sum, _, i) => sum + local(b, i, neighbours) * omega[i] ** 2, 0)) / S,
    ];
    for (const [kind, neighbours, expected] of [
      ["residual", undefined, [Math.sqrt(variance(a) / n), Math.sqrt(variance(b) / S)]],
      ["wild", 0, wild(0)],
      ["wild", 3, wild(3)],
      ["wild", 100, wild(100)],
    ] as const) {
      const made = await bootstrap(line, spectrum, {
        ...options,
        kind,
        replicates,
        ...(neighbours === undefined ? {} : { neighbours }),
      });
      expect(made.replicates).toBe(replicates);
      expect(made.values.length).toBe(2 * replicates);
      for (const i of [0, 1]) {
        // four standard deviations of the estimate
        expect(Math.abs(made.stderr[i] / expected[i] - 1), `${kind} ${neighbours} ${i}`).toBeLessThan(
          4 / Math.sqrt(2 * replicates),
        );
        expect(Math.abs(made.bias[i])).toBeLessThan((4 * expected[i]) / Math.sqrt(replicates));
      }
    }
  });

  test("sampler: the posterior is Student's t about the least-squares fit", async () => {
    const options = await optionsFor(build, line, [spectrum], linear);
    const steps = build === "debug" ? 3000 : 20_000;
    const posterior = await sample(line, spectrum, { ...options, steps, walkers: 20, thin: 5 });
    const t = studentQuantile(0.975, freedom);
    expect(posterior.samples.length).toBe((steps / 5) * 20 * 2);
    expect(posterior.acceptance).toBeGreaterThan(0.5);
    for (const i of [0, 1]) {
      const worth = posterior.effective[i];
      expect(worth).toBeGreaterThan(1000);
      const deviation = errors[i] * Math.sqrt(freedom / (freedom - 2));
      expect(Math.abs(posterior.mean[i] - values[i]) / deviation).toBeLessThan(4 / Math.sqrt(worth));
      expect(Math.abs(posterior.stderr[i] / deviation - 1)).toBeLessThan(4 / Math.sqrt(2 * worth));
      // a quantile scatters by √(p(1 − p)/n)/density
      expect(Math.abs((posterior.upper[i] - values[i]) / errors[i] - t)).toBeLessThan(12 / Math.sqrt(worth));
      expect(Math.abs((posterior.lower[i] - values[i]) / errors[i] + t)).toBeLessThan(12 / Math.sqrt(worth));
    }
  });

  test("sampler: with a measured σ the posterior is normal with that σ", async () => {
    const fit = { ...linear, weighting: "sigma" as const };
    const options = await optionsFor(build, line, [spectrum], fit);
    const posterior = await sample(line, spectrum, { ...options, steps: 4000, walkers: 20 });
    const exact = 0.3 / Math.sqrt(20);
    expect(Math.abs(posterior.stderr[0] / exact - 1)).toBeLessThan(4 / Math.sqrt(2 * posterior.effective[0]));
  });
});

describe("intervals from the covariance", () => {
  test("scales are symmetric in their logarithm, exponents as they are; fixed parameters have no width", async () => {
    const fitter = await fitterOf("simd");
    const spectrum = simulate(await kernelOf("simd"), arcs, truth, grid, 0.005);
    const result = await fitter.fit(arcs, spectrum, {
      ...beside,
      start: {},
      starts: 20,
      fixed: { "CPE1.n": 0.92 },
    });
    const { lower, upper, method, confidence } = covarianceIntervals(result, 0.9);
    expect([method, confidence]).toEqual(["covariance", 0.9]);
    const t = studentQuantile(0.95, result.degreesOfFreedom);
    expect([lower[3], upper[3]]).toEqual([0.92, 0.92]);
    expect(Math.log(upper[1] / lower[1])).toBeCloseTo((2 * t * result.stderr[1]) / result.values[1], 12);
    expect(upper[1] * lower[1]).toBeCloseTo(result.values[1] ** 2, 8);
    expect(upper[6] - lower[6]).toBeCloseTo(2 * t * result.stderr[6], 12);
    expect(() => covarianceIntervals(result, 95)).toThrow(/did you mean 0.95/);
  });
});

describe.each(builds)("%s: profile of a circuit", (build) => {
  test("the ends are where refits with the parameter held have the threshold cost; a grid agrees on both sides", async () => {
    const fitter = await fitterOf(build);
    const spectrum = simulate(await kernelOf(build), arcs, truth, grid, 0.01, 3);
    const options = await optionsFor(build, arcs, [spectrum], { ...beside, tolerance: 1e-15 });
    const [result] = options.results;
    const profile = await profileIntervals(arcs, spectrum, options);
    const threshold =
      result.chi2 * (1 + studentQuantile(0.975, result.degreesOfFreedom) ** 2 / result.degreesOfFreedom);
    const costAt = async (i: number, value: number): Promise<number> => {
      const name = result.parameters[i];
      const { [name]: _, ...start } = byName(arcs, result.values);
      const held = await fitter.fit(arcs, spectrum, {
        fixed: { [name]: value },
        start,
        starts: 0,
        tolerance: 1e-15,
      });
      return held.chi2;
    };
    const shares = build === "debug" ? [0.5, 1.2] : [0.25, 0.5, 0.75, 0.95, 1.05, 1.5];
    for (let i = 0; i < truth.length; i++) {
      for (const end of [profile.lower[i], profile.upper[i]]) {
        expect(Math.abs((await costAt(i, end)) / threshold - 1), result.parameters[i]).toBeLessThan(1e-7);
        for (const share of shares) {
          const cost = await costAt(i, result.values[i] + share * (end - result.values[i]));
          expect(cost < threshold, `${result.parameters[i]} at ${share}`).toBe(share < 1);
        }
      }
    }
  });

  test("open intervals are said: a resistance that the frequencies do not reach", async () => {
    // the arc peaks at 1.6 mHz, far below 100 Hz: R1 is large, and that is all
    const circuit = "R0-p(R1,C1)";
    const spectrum = simulate(await kernelOf(build), circuit, [10, 1e5, 1e-3], sweep(1e5, 100, 30), 0.01);
    const options = await optionsFor(build, circuit, [spectrum], {});
    const profile = await profileIntervals(circuit, spectrum, options);
    expect(profile.upperEnd[1]).toBe("open");
    expect(profile.upper[1]).toBe(Infinity);
    expect(profile.lowerEnd[1]).toBe("crossing");
    expect(profile.lower[1]).toBeGreaterThan(0);
    expect(profile.warnings.join()).toMatch(/open above.*R1\.R/);
    expect(profile.upperEnd[0]).toBe("crossing");
  });

  test("a bound of the user's ends the interval, and that is said", async () => {
    const spectrum = simulate(await kernelOf(build), arcs, truth, grid, 0.01, 3);
    const free = await profileIntervals(arcs, spectrum, await optionsFor(build, arcs, [spectrum], beside));
    const bound = 0.5 * (free.values[6] + free.upper[6]);
    const fit: FitOptions = {
      ...beside,
      start: { ...beside.start, "CPE2.n": 0.82 },
      bounds: { "CPE2.n": [0.8, bound] },
    };
    const options = await optionsFor(build, arcs, [spectrum], fit);
    const profile = await profileIntervals(arcs, spectrum, options);
    expect(profile.upper[6]).toBe(bound);
    expect(profile.upperEnd[6]).toBe("open");
    expect(profile.lower[6]).toBeCloseTo(free.lower[6], 7);
  });
});

describe("profile that finds more than it was looking for", () => {
  test("from poor local optima the intervals belong to the better optimum that was met, and that is said", async () => {
    const kernel = await kernelOf("simd");
    const fitter = await fitterOf("simd");
    const spectrum = simulate(kernel, arcs, truth, grid, 0.005, 8);
    const best = await fitter.fit(arcs, spectrum);
    const random = seeded(3);
    let moved = 0;
    for (let k = 0; k < 60; k++) {
      const start = truth.map((value, i) => (i % 3 === 0 && i > 0 ? 0.6 + 0.39 * random() : value));
      for (const i of [1, 2, 4, 5]) start[i] = truth[i] * 10 ** (4 * random() - 2);
      const fit: FitOptions = {
        start: byName(
          arcs,
          start.map((v, i) => ([3, 6, 8].includes(i) ? 0.8 : v)),
        ),
        starts: 0,
      };
      const result = await fitter.fit(arcs, spectrum, fit);
      if (result.status === "failed" || result.chi2 < 1.01 * best.chi2) continue;
      const profile = await profileIntervals(arcs, spectrum, { fit, results: result, engine: fitter.engine });
      expect(profile.chi2).toBeLessThanOrEqual(result.chi2 * (1 + 1e-9));
      expect(profile.chi2).toBeGreaterThan(best.chi2 * (1 - 1e-6));
      if (!profile.moved) continue;
      moved++;
      expect(profile.chi2).toBeLessThan(result.chi2);
      expect(profile.warnings[0]).toMatch(/better optimum was found/);
    }
    expect(moved).toBeGreaterThan(0);
  });
});

describe("seeds, workers, builds", () => {
  const spectraOf = async (count: number): Promise<Spectrum[]> => {
    const kernel = await kernelOf("scalar");
    return Array.from({ length: count }, (_, s) => simulate(kernel, arcs, truth, grid, 0.005, s + 1));
  };
  const chain = { steps: 60, burn: 20, thin: 5 };
  const methods: readonly [
    string,
    (spectra: readonly Spectrum[], options: CertaintyOptions) => Promise<readonly Intervals[]>,
  ][] = [
    ["profile", (spectra, options) => profileIntervals(arcs, spectra, options)],
    ["residual", (spectra, options) => bootstrap(arcs, spectra, { ...options, replicates: 40 })],
    [
      "wild",
      (spectra, options) =>
        bootstrap(arcs, spectra, {
          ...options,
          replicates: 40,
          kind: "wild",
          values: true,
        } as BootstrapOptions),
    ],
    ["sample", (spectra, options) => sample(arcs, spectra, { ...options, ...chain })],
  ];

  test.each(methods)(
    "%s: the bits of one spectrum alone are those in a batch, with any number of workers",
    async (name, run) => {
      const spectra = await spectraOf(9);
      const options = await optionsFor("simd", arcs, spectra, beside);
      const whole = await run(spectra, options);
      for (const workers of [1, 2])
        expect(await run(spectra, { ...options, workers, engine: undefined })).toEqual(whole);
      const [alone] = await run([spectra[6]], { ...options, results: [options.results[6]] });
      expect(alone).toEqual(whole[6]);
      const other = await run(spectra, { ...options, seed: 99 });
      if (name === "profile") expect(other).toEqual(whole);
      else expect(other[0].upper).not.toEqual(whole[0].upper);
    },
  );

  test.each(methods)("%s: scalar, js and debug agree to the bit, simd to rounding", async (_, run) => {
    const spectra = await spectraOf(2);
    const own = async (build: (typeof builds)[number]): Promise<readonly Intervals[]> =>
      run(spectra, await optionsFor(build, arcs, spectra, { ...beside, tolerance: 1e-15 }));
    const scalar = await own("scalar");
    expect(await own("js")).toEqual(scalar);
    expect(await own("debug")).toEqual(scalar);
    const simd = await own("simd");
    simd.forEach(({ lower, upper }, s) => {
      expect(worstRelative(lower, scalar[s].lower)).toBeLessThan(1e-5);
      expect(worstRelative(upper, scalar[s].upper)).toBeLessThan(1e-5);
    });
  });
});

describe("coverage in a simulation", () => {
  const circuit = "R0-p(R1,CPE1)";
  const values = [10, 100, 1e-6, 0.85];
  const count = 400;
  test("every method: 95 % intervals hold the truth in 95 %, within four standard deviations of the count", async () => {
    const kernel = await kernelOf("simd");
    const spectra = Array.from({ length: count }, (_, s) =>
      simulate(kernel, circuit, values, sweep(1e6, 10, 25), 0.01, 5000 + s),
    );
    const options = await optionsFor("simd", circuit, spectra, { start: byName(circuit, values), starts: 0 });
    const found: Record<string, readonly Intervals[]> = {
      covariance: options.results.map((result) => covarianceIntervals(result)),
      profile: await profileIntervals(circuit, spectra, options),
      residual: await bootstrap(circuit, spectra, { ...options, replicates: 200 }),
      wild: await bootstrap(circuit, spectra, { ...options, replicates: 200, kind: "wild" }),
      sample: await sample(circuit, spectra, { ...options, steps: 400, burn: 100, walkers: 12 }),
    };
    const margin = 4 * Math.sqrt((0.95 * 0.05) / count);
    for (const [method, intervals] of Object.entries(found)) {
      for (const share of coverage(intervals, values)) {
        expect(Math.abs(share - 0.95), `${method}: ${share}`).toBeLessThan(margin);
      }
    }
  });

  test("noise that grows with frequency: the wild bootstrap has the right error, the others have not", async () => {
    const spectra = Array.from({ length: 150 }, (_, s) => {
      const gauss = gaussian(s + 1);
      const { frequency } = lineSpectrum(60, 0, 1);
      const noise = frequency.map((f) => 0.01 * (2 * Math.PI * f) ** 1.5);
      return {
        frequency,
        real: noise.map((x) => 10 + x * gauss()),
        imaginary: frequency.map((f, i) => 2 * Math.PI * f * 0.2 + noise[i] * gauss()),
      };
    });
    const { omega, S } = regression(spectra[0]);
    const exact = Math.sqrt(omega.reduce((sum, w) => sum + w * w * (0.01 * w ** 1.5) ** 2, 0)) / S;
    const options = await optionsFor("simd", line, spectra, linear);
    const error = (made: readonly { readonly stderr: Float64Array }[]): number =>
      Math.sqrt(made.reduce((sum, { stderr }) => sum + stderr[1] ** 2, 0) / made.length) / exact;
    const wild = await bootstrap(line, spectra, { ...options, kind: "wild", replicates: 200 });
    expect(Math.abs(error(wild) - 1)).toBeLessThan(0.1);
    expect(error(options.results)).toBeLessThan(0.8);
    expect(error(await bootstrap(line, spectra, { ...options, replicates: 200 }))).toBeLessThan(0.8);
    const held = wild.filter(({ lower, upper }) => lower[1] <= 0.2 && 0.2 <= upper[1]).length / 150;
    expect(Math.abs(held - 0.95)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / 150));
  });

  test("standard errors under robust losses are the scatter of the estimates, with outliers and without", async () => {
    const fitter = await fitterOf("simd");
    const kernel = await kernelOf("simd");
    for (const share of [0, 0.08]) {
      const spectra = Array.from({ length: 1000 }, (_, s) => {
        const spectrum = simulate(kernel, circuit, values, sweep(1e6, 10, 30), 0.005, 9000 + s);
        const random = seeded(77 + s);
        spectrum.real.forEach((x, i) => {
          if (random() < share) spectrum.real[i] = x * (1 + 0.1 * (random() - 0.5));
          if (random() < share) spectrum.imaginary[i] += 0.1 * (random() - 0.5) * x;
        });
        return spectrum;
      });
      for (const loss of ["soft-l1", "huber", "cauchy"] as const) {
        const results = await fitter.fitMany(circuit, spectra, {
          loss,
          start: byName(circuit, values),
          starts: 0,
          workers: 0,
        });
        values.forEach((_, i) => {
          const mean = results.reduce((sum, r) => sum + r.values[i], 0) / results.length;
          const scatter =
            results.reduce((sum, r) => sum + (r.values[i] - mean) ** 2, 0) / (results.length - 1);
          const claimed = results.reduce((sum, r) => sum + r.stderr[i] ** 2, 0) / results.length;
          // the scatter of 1000 is known to 2.2 %
          expect(Math.abs(Math.sqrt(claimed / scatter) - 1), `${loss}, ${share}, ${i}`).toBeLessThan(0.1);
        });
      }
    }
  });
});

describe("what cannot be done is said", () => {
  test("options that make no sense", async () => {
    const spectrum = lineSpectrum(20, 0.3, 4);
    const { engine } = await fitterOf("simd");
    const refuse = (promise: Promise<unknown>, words: RegExp) => expect(promise).rejects.toThrow(words);
    await refuse(profileIntervals(line, spectrum, { engine, confidence: 1.5 }), /between 0 and 1/);
    await refuse(
      profileIntervals(line, spectrum, { engine, start: {} } as never),
      /"start" is not known.*"fit"/,
    );
    await refuse(bootstrap(line, spectrum, { engine, replicates: 2 }), /replicates must be/);
    await refuse(sample(line, spectrum, { engine, walkers: 5, fit: linear }), /even number from 6/);
    await refuse(
      profileIntervals(line, spectrum, { engine, fit: linear, results: [] }),
      /1 spectra and 0 results/,
    );
    const [result] = await (await fitterOf("simd")).fitMany("R0-C0", [spectrum], { workers: 0 });
    await refuse(
      profileIntervals(line, spectrum, { engine, results: result }),
      /belong to the circuit R0-C0/,
    );
  });

  test("a spectrum that could not be fitted has no interval and a reason; the others have theirs", async () => {
    const good = lineSpectrum(20, 0.3, 4);
    const bad = { ...good, real: good.real.map(() => Number.NaN) };
    const { engine } = await fitterOf("simd");
    const [first, second] = await profileIntervals(line, [bad, good], { engine, fit: linear });
    expect(first.lower.every(Number.isNaN)).toBe(true);
    expect(first.warnings[0]).toMatch(/the fit failed/);
    expect(second.lower.every(Number.isFinite)).toBe(true);
  });

  test("chains that are too short for their own autocorrelation time", async () => {
    const spectrum = simulate(await kernelOf("simd"), arcs, truth, grid, 0.005, 1);
    const { engine } = await fitterOf("simd");
    const short = await sample(arcs, spectrum, { engine, fit: beside, steps: 300 });
    expect(short.warnings[0]).toMatch(/autocorrelation times long, 50 are needed/);
  });

  test("an exact fit has intervals without width", async () => {
    const spectrum = lineSpectrum(20, 0, 4);
    const { engine } = await fitterOf("simd");
    const profile = await profileIntervals(line, spectrum, { engine, fit: linear });
    expect(profile.upper[0] - profile.lower[0]).toBeLessThan(1e-9);
    expect(profile.upper[0]).toBeCloseTo(10, 9);
  });
});
