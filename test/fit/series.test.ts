import { describe, expect, test } from "vitest";
import { BOLTZMANN } from "../../src/fit/link.ts";
import type { FitResult } from "../../src/fit/result.ts";
import { fitSeries, type SeriesOptions } from "../../src/fit/series.ts";
import type { SeriesResult } from "../../src/fit/seriesResult.ts";
import type { Spectrum } from "../../src/impedance/spectrum.ts";
import type { Kernel } from "../../src/kernel/kernel.ts";
import { builds, kernelOf } from "../kernel/builds.ts";
import { seeded } from "../program/random-circuit.ts";
import { type DenseProblem, type DenseSolution, solveDense } from "./dense.ts";
import { fitterOf, worstRelative } from "./references.ts";
import { simulate, sweep } from "./simulate.ts";

const arc = "R0-p(R1,CPE1)";
const logarithmic = [true, true, true, false];
const grid = sweep(1e5, 1, 25);

/** R0, R1, Q, n over a series; n is the same everywhere. */
function truthAt(s: number): number[] {
  return [5 + 0.4 * s, 40 * Math.exp(0.15 * s), 1e-5 * Math.exp(-0.1 * s), 0.88];
}

function seriesOf(
  kernel: Kernel,
  count: number,
  noise = (s: number): number => 0.005 * (1 + (s % 3)),
): Spectrum[] {
  return Array.from({ length: count }, (_, s) => ({
    ...simulate(kernel, arc, truthAt(s), grid, noise(s), 50 + s),
    name: String(s),
    facts: { cycle: s },
  }));
}

async function fitOf(
  build: (typeof builds)[number],
  spectra: readonly Spectrum[],
  options: SeriesOptions,
): Promise<SeriesResult> {
  const { engine } = await fitterOf(build);
  return fitSeries(arc, spectra, { engine, tolerance: 1e-14, ...options });
}

/** 1/variance of each spectrum's own fit: what noise "own" weighs with. */
async function ownWeights(build: (typeof builds)[number], spectra: readonly Spectrum[]): Promise<number[]> {
  const fits = await (await fitterOf(build)).fitMany(arc, spectra, { workers: 0, tolerance: 1e-14 });
  return fits.map(({ chi2, degreesOfFreedom }) => degreesOfFreedom / chi2);
}

function expectSame(
  result: SeriesResult,
  dense: DenseSolution,
  to: { values: number; errors: number },
): void {
  expect(Math.abs((result.cost + result.penalty) / (dense.cost + dense.penalty) - 1)).toBeLessThan(1e-10);
  expect(Math.abs(result.cost / dense.cost - 1)).toBeLessThan(1e-7);
  expect(Math.abs(result.degreesOfFreedom / dense.degreesOfFreedom - 1)).toBeLessThan(1e-8);
  result.spectra.forEach(({ values, stderr }, s) => {
    values.forEach((value, p) => {
      expect(Math.abs(value - dense.values[s][p]) / dense.stderr[s][p]).toBeLessThan(to.values);
      expect(Math.abs(stderr[p] / dense.stderr[s][p] - 1)).toBeLessThan(to.errors);
    });
  });
}

describe.each(builds)("%s: the joint solution is that of the dense normal equations", (build) => {
  const problem = async (
    spectra: readonly Spectrum[],
    weights: readonly number[],
  ): Promise<Omit<DenseProblem, "links" | "sharedCount">> => ({
    kernel: await kernelOf(build),
    circuit: arc,
    spectra,
    weights,
    logarithmic,
  });

  test.each(["own", "common"] as const)(
    "a shared exponent, noise %s: values, errors, correlations",
    async (noise) => {
      const spectra = seriesOf(await kernelOf(build), 5);
      const weights = noise === "own" ? await ownWeights(build, spectra) : spectra.map(() => 1);
      const result = await fitOf(build, spectra, { by: "cycle", shared: ["CPE1.n"], noise });
      const dense = solveDense(
        {
          ...(await problem(spectra, weights)),
          links: new Map([[3, () => ({ offset: 0, coefficients: [1] })]]),
          sharedCount: 1,
        },
        spectra.map((_, s) => truthAt(s)),
        [0.88],
      );
      expectSame(result, dense, { values: 1e-5, errors: 1e-6 });
      const [n] = result.shared;
      expect(Math.abs(n.value - dense.shared[0]) / dense.sharedStderr[0]).toBeLessThan(1e-5);
      expect(Math.abs(n.stderr / dense.sharedStderr[0] - 1)).toBeLessThan(1e-6);
      // Covariance of ln Q and n within a spectrum, and with it the correlation
      const { covariance } = dense;
      result.spectra.forEach(({ correlation }, s) => {
        const [q, last] = [3 * s + 2, covariance.length - 1];
        const expected = covariance[q][last] / Math.sqrt(covariance[q][q] * covariance[last][last]);
        expect(correlation[2 * 4 + 3]).toBeCloseTo(expected, 6);
      });
    },
  );

  test("Arrhenius for R1 beside a shared exponent and a smooth R0", async () => {
    const kernel = await kernelOf(build);
    const temperatures = [333.15, 298.15, 318.15, 308.15, 283.15];
    const slopes = temperatures.map((T) => (1 / T - 1 / 300) / BOLTZMANN);
    const truth = slopes.map((a, s) => [5 + 0.1 * s, 40 * Math.exp(0.35 * a), 1e-5, 0.88]);
    const spectra = truth.map((values, s) => simulate(kernel, arc, values, grid, 0.01, 80 + s));
    const options: SeriesOptions = {
      shared: ["CPE1.n"],
      arrhenius: { "R1.R": { reference: 300 } },
      smooth: { "R0.R": 30 },
      temperatures,
      noise: "common",
    };
    const result = await fitOf(build, spectra, options);
    const dense = solveDense(
      {
        ...(await problem(
          spectra,
          spectra.map(() => 1),
        )),
        links: new Map([
          [3, () => ({ offset: 0, coefficients: [1, 0, 0] })],
          [1, (s: number) => ({ offset: 0, coefficients: [0, 1, slopes[s]] })],
        ]),
        sharedCount: 3,
        smooth: [30, 0, 0, 0],
      },
      truth,
      [0.88, Math.log(40), 0.35],
    );
    expectSame(result, dense, { values: 1e-5, errors: 1e-6 });
    const [law] = result.arrhenius;
    const [, lnR, energy] = dense.sharedStderr;
    expect(Math.abs(law.activationEnergy - dense.shared[2]) / energy).toBeLessThan(1e-5);
    expect(Math.abs(law.activationEnergyStderr / energy - 1)).toBeLessThan(1e-6);
    expect(Math.abs(Math.log(law.value) - dense.shared[1]) / lnR).toBeLessThan(1e-5);
    expect(Math.abs(law.stderr / law.value / lnR - 1)).toBeLessThan(1e-6);
    // ln R₀ = ln R(300 K) − Ea/(k·300 K), with its error from the covariance of the two
    const per = -1 / (BOLTZMANN * 300);
    const [i, j] = [dense.covariance.length - 2, dense.covariance.length - 1];
    const { covariance } = dense;
    expect(law.lnPrefactor).toBeCloseTo(dense.shared[1] + per * dense.shared[2], 5);
    const variance = covariance[i][i] + 2 * per * covariance[i][j] + per ** 2 * covariance[j][j];
    expect(law.lnPrefactorStderr / Math.sqrt(variance)).toBeCloseTo(1, 5);
    expect(result.penalty / dense.penalty).toBeCloseTo(1, 6);
  });

  test("three smooth parameters over unequal distances", async () => {
    const kernel = await kernelOf(build);
    const cycles = [0, 1, 2, 5, 6, 10, 11];
    const spectra = seriesOf(kernel, cycles.length, () => 0.01).map((spectrum, s) => ({
      ...spectrum,
      facts: { cycle: cycles[s] },
    }));
    const smooth = { "R0.R": 20, "R1.R": 5, "CPE1.n": 60 };
    const result = await fitOf(build, spectra, { by: "cycle", smooth, noise: "common" });
    // distances over their median, which is 1
    const nearness = cycles.map((cycle, s) => (s === 0 ? 0 : 1 / (cycle - cycles[s - 1])));
    const dense = solveDense(
      {
        ...(await problem(
          spectra,
          spectra.map(() => 1),
        )),
        links: new Map(),
        sharedCount: 0,
        smooth: [20, 5, 0, 60],
        nearness,
      },
      spectra.map((_, s) => truthAt(s)),
      [],
    );
    expect(dense.penalty).toBeGreaterThan(0.1 * dense.cost);
    expectSame(result, dense, { values: 1e-5, errors: 1e-6 });
  });
});

describe("limits", () => {
  test("with nothing shared, the numbers are those of independent fits", async () => {
    const spectra = seriesOf(await kernelOf("simd"), 30);
    const fits = await (await fitterOf("simd")).fitMany(arc, spectra, { workers: 0 });
    for (const options of [{}, { smooth: 0 }]) {
      const result = await fitOf("simd", spectra, { by: "cycle", ...options, tolerance: undefined });
      result.spectra.forEach((one, s) => {
        expect(worstRelative(one.values, fits[s].values)).toBeLessThan(1e-6);
        expect(worstRelative(one.stderr, fits[s].stderr)).toBeLessThan(1e-5);
      });
    }
  });

  test("a weight that goes to 0 gives the independent fits, one that goes to infinity one value for all: that of the shared parameter", async () => {
    const spectra = seriesOf(await kernelOf("simd"), 8, () => 0.005);
    const own = await fitOf("simd", spectra, { by: "cycle" });
    const loose = await fitOf("simd", spectra, { by: "cycle", smooth: { "CPE1.n": 1e-6 } });
    loose.spectra.forEach((one, s) => {
      expect(worstRelative(one.values, own.spectra[s].values)).toBeLessThan(1e-7);
      expect(worstRelative(one.stderr, own.spectra[s].stderr)).toBeLessThan(1e-6);
    });
    const one = await fitOf("simd", spectra, { by: "cycle", shared: ["CPE1.n"] });
    const stiff = await fitOf("simd", spectra, { by: "cycle", smooth: { "CPE1.n": 1e6 } });
    stiff.spectra.forEach((spectrum, s) => {
      expect(Math.abs(spectrum.values[3] - one.shared[0].value)).toBeLessThan(1e-4 * one.shared[0].stderr);
      expect(worstRelative(spectrum.stderr, one.spectra[s].stderr)).toBeLessThan(1e-4);
    });
    // 8 exponents become one, and the count of parameters knows it
    expect(stiff.degreesOfFreedom).toBeCloseTo(one.degreesOfFreedom, 3);
    expect(one.degreesOfFreedom - own.degreesOfFreedom).toBe(7);
    // in between, errors lie in between
    const middle = await fitOf("simd", spectra, { by: "cycle", smooth: { "CPE1.n": 500 } });
    for (let s = 0; s < 8; s++) {
      expect(middle.spectra[s].stderr[3]).toBeLessThan(own.spectra[s].stderr[3]);
      expect(middle.spectra[s].stderr[3]).toBeGreaterThan(one.shared[0].stderr);
    }
  });

  test("a parameter that is not identifiable alone is, when its partner is shared", async () => {
    // Above the peak of the arc (830 Hz) only: R1 is seen through Q(jω)^n alone unless n is known from the others
    const kernel = await kernelOf("simd");
    const full = seriesOf(kernel, 6, () => 0.003);
    const cut = simulate(kernel, arc, truthAt(6), sweep(1e5, 1.5e4, 25), 0.003, 99);
    const spectra = [...full, cut];
    const own = await fitOf("simd", spectra, {});
    const joint = await fitOf("simd", spectra, { shared: ["CPE1.n"] });
    expect(joint.spectra[6].stderr[1]).toBeLessThan(0.5 * own.spectra[6].stderr[1]);
    expect(Math.abs(joint.spectra[6].values[1] - truthAt(6)[1])).toBeLessThan(4 * joint.spectra[6].stderr[1]);
  });
});

describe("Arrhenius", () => {
  const temperatures = [313.15, 323.15, 333.15, 343.15, 353.15, 363.15];

  test("a simulated activation energy lies within its interval as often as it must, for both forms", {
    timeout: 60_000,
  }, async () => {
    const kernel = await kernelOf("simd");
    const energy = 0.36;
    let square = 0;
    let inside = 0;
    const runs = 120;
    for (let run = 0; run < runs; run++) {
      const form = run % 2 === 0 ? "plain" : "temperature";
      const random = seeded(900 + run);
      const spectra = temperatures.map((T, s) => {
        const law =
          Math.exp((energy / BOLTZMANN) * (1 / T - 1 / 298.15)) * (form === "plain" ? 1 : T / 298.15);
        const values = [5 + random(), 200 * law, 1e-6 * (1 + random()), 0.85];
        return {
          ...simulate(kernel, arc, values, grid, 0.01, 7000 + 10 * run + s),
          facts: { temperature_celsius: T - 273.15 },
        };
      });
      const result = await fitOf("simd", spectra, {
        by: "temperature",
        arrhenius: { "R1.R": { form } },
        shared: ["CPE1.n"],
      });
      const [law] = result.arrhenius;
      const z = (law.activationEnergy - energy) / law.activationEnergyStderr;
      square += z * z;
      if (Math.abs(z) < 1.96) inside++;
      expect(law.form).toBe(form);
      expect(Math.abs(law.value - 200) / law.stderr).toBeLessThan(5);
      // the law gives the values of the spectra
      result.spectra.forEach(({ values, temperature }) => {
        const at = law.value * Math.exp((law.activationEnergy / BOLTZMANN) * (1 / temperature! - 1 / 298.15));
        expect(values[1] / (form === "plain" ? at : (at * temperature!) / 298.15)).toBeCloseTo(1, 10);
      });
    }
    // χ² with 120 degrees of freedom: 1 ± 0.13; coverage 95 ± 2 %
    expect(square / runs).toBeGreaterThan(0.6);
    expect(square / runs).toBeLessThan(1.5);
    expect(inside / runs).toBeGreaterThan(0.88);
  });

  test("the two forms differ in Ea by k·T of the mean of 1/T, and conductances have the opposite sign", async () => {
    const kernel = await kernelOf("simd");
    const spectra = temperatures.map((T, s) => ({
      ...simulate(
        kernel,
        arc,
        [
          5,
          200 * Math.exp((0.4 / BOLTZMANN) * (1 / T - 1 / 298.15)),
          1e-6 * Math.exp((-0.1 / BOLTZMANN) * (1 / T - 1 / 298.15)),
          0.85,
        ],
        grid,
        1e-4,
        40 + s,
      ),
      facts: { temperature_kelvin: T },
    }));
    const plain = await fitOf("simd", spectra, { by: "temperature", arrhenius: ["R1.R", "CPE1.Q"] });
    const hopping = await fitOf("simd", spectra, {
      by: "temperature",
      arrhenius: { "R1.R": { form: "temperature" } },
    });
    expect(plain.arrhenius[0].activationEnergy).toBeCloseTo(0.4, 3);
    expect(plain.arrhenius[1]).toMatchObject({ parameter: "CPE1.Q", sense: "conductance" });
    expect(plain.arrhenius[1].activationEnergy).toBeCloseTo(0.1, 2);
    const kT = hopping.arrhenius[0].activationEnergy - plain.arrhenius[0].activationEnergy;
    // σT = A·exp(−Ea/kT): Ea is larger by k·T̄; 0.029 eV between 40 and 90 °C
    expect(kT).toBeGreaterThan(BOLTZMANN * temperatures[0]);
    expect(kT).toBeLessThan(BOLTZMANN * temperatures[5]);
  });
});

describe("bounds", () => {
  test("some spectra sit at a bound of their own, and are held there as a fit alone is", async () => {
    const kernel = await kernelOf("simd");
    const spectra = [55, 57, 58, 62, 63, 64].map((R1, s) =>
      simulate(kernel, arc, [5 + 0.1 * s, R1, 1e-5, 0.88], grid, 0.005, 30 + s),
    );
    const bounds = { "R1.R": [1, 60] as const };
    const result = await fitOf("simd", spectra, { shared: ["CPE1.n"], bounds, noise: "common" });
    const held = result.spectra.map(({ states }) => states[1] === "at upper bound");
    expect(held).toEqual([false, false, false, true, true, true]);
    const n = result.shared[0].value;
    for (const [s, one] of result.spectra.entries()) {
      expect(one.values[3]).toBe(n);
      const alone = await (await fitterOf("simd")).fit(arc, spectra[s], {
        fixed: { "CPE1.n": n },
        bounds,
        tolerance: 1e-14,
      });
      expect(Math.abs(one.chi2 / alone.chi2 - 1)).toBeLessThan(1e-8);
    }
    expect(result.spectra[4].values[1]).toBeCloseTo(60, 10);
    expect(result.spectra[4].stderr[1]).toBeNaN();
    expect(result.spectra[4].stderr[0]).toBeGreaterThan(0);
  });

  test("a shared parameter at its bound is held, has no error, and is named", async () => {
    const spectra = seriesOf(await kernelOf("simd"), 5, () => 0.005);
    const result = await fitOf("simd", spectra, {
      by: "cycle",
      shared: ["CPE1.n"],
      bounds: { "CPE1.n": [0.5, 0.8] },
    });
    expect(result.shared[0]).toMatchObject({ value: 0.8, state: "at upper bound", stderr: Number.NaN });
    expect(result.status).toBe("warning");
    expect(result.message).toContain("at a bound: CPE1.n");
    const fixed = await (await fitterOf("simd")).fit(arc, spectra[2], { fixed: { "CPE1.n": 0.8 } });
    expect(worstRelative(result.spectra[2].values, fixed.values)).toBeLessThan(1e-6);
  });
});

describe("doubts", () => {
  test("arcs that change places in some spectra are told apart by the exponent that is shared", async () => {
    // Sorted by time constant the names would exchange the arcs where the fast one has become the slow one
    const kernel = await kernelOf("simd");
    const circuit = "R0-p(R1,CPE1)-p(R2,CPE2)";
    const wide = sweep(1e6, 0.01, 60);
    const truthOf = (s: number): number[] => {
      const tau = 1e-5 * 10 ** (0.45 * s);
      return [10, 100, tau ** 0.97 / 100, 0.97, 150, 1e-2 ** 0.65 / 150, 0.65];
    };
    const spectra = Array.from({ length: 12 }, (_, s) =>
      simulate(kernel, circuit, truthOf(s), wide, 0.003, 300 + s),
    );
    const { engine } = await fitterOf("simd");
    const own = await fitSeries(circuit, spectra, { engine });
    const exchanged = own.spectra.filter(({ values }) => values[3] < values[6]).map(({ index }) => index);
    expect(exchanged.length).toBeGreaterThan(2);
    const series = await fitSeries(circuit, spectra, { engine, shared: ["CPE1.n", "CPE2.n"] });
    expect(series.status).toBe("converged");
    expect(Math.abs(series.shared[0].value - 0.97) / series.shared[0].stderr).toBeLessThan(4);
    expect(Math.abs(series.shared[1].value - 0.65) / series.shared[1].stderr).toBeLessThan(4);
    series.spectra.forEach(({ values, stderr }, s) => {
      expect(Math.abs(values[1] - 100) / stderr[1], `R1 of ${s}`).toBeLessThan(5);
      expect(Math.abs(values[2] - truthOf(s)[2]) / stderr[2], `Q1 of ${s}`).toBeLessThan(5);
    });
  });

  test("own parameters that no data can tell apart are named in each spectrum, the others keep their errors", async () => {
    const spectra = seriesOf(await kernelOf("simd"), 5, () => 0.005);
    const { engine } = await fitterOf("simd");
    const series = await fitSeries("R0-R2-p(R1,CPE1)", spectra, { engine, shared: ["CPE1.n"] });
    const plain = await fitOf("simd", spectra, { shared: ["CPE1.n"] });
    series.spectra.forEach((one, s) => {
      expect(one.states.slice(0, 2)).toEqual(["not identifiable", "not identifiable"]);
      expect(one.values[0] + one.values[1]).toBeCloseTo(plain.spectra[s].values[0], 6);
      expect(one.stderr[0]).toBeNaN();
      expect(one.values[2]).toBeCloseTo(plain.spectra[s].values[1], 5);
    });
    expect(series.shared[0].value).toBeCloseTo(plain.shared[0].value, 6);
  });

  test("a law that the spectra contradict is said", async () => {
    const kernel = await kernelOf("simd");
    const spectra = Array.from({ length: 8 }, (_, s) =>
      simulate(kernel, arc, [5, 40, 1e-5, 0.75 + 0.03 * s], grid, 0.005, s),
    );
    for (const noise of ["own", "common"] as const) {
      const series = await fitOf("simd", spectra, { shared: ["CPE1.n"], noise });
      expect(series.status).toBe("warning");
      expect(series.message).toMatch(
        /the cost rises by [\d.]+ variances for each parameter saved, where 1 is expected/,
      );
      expect(series.excess).toBeGreaterThan(20);
    }
    // χ² with 99 degrees of freedom per 99 parameters saved: 1 ± 0.14
    const spectraOfOne = Array.from({ length: 100 }, (_, s) =>
      simulate(kernel, arc, truthAt(s % 8), grid, 0.005, 600 + s),
    );
    const obedient = await fitOf("simd", spectraOfOne, { shared: ["CPE1.n"] });
    expect(obedient.warnings).toEqual([]);
    expect(obedient.excess).toBeGreaterThan(0.5);
    expect(obedient.excess).toBeLessThan(1.6);
  });

  test("weighting sigma takes the given errors as they are", async () => {
    const spectra = seriesOf(await kernelOf("simd"), 6, () => 0.01).map((one) => ({
      ...one,
      sigma: one.real.map((x, k) => 0.01 * Math.hypot(x, one.imaginary[k])),
    }));
    const joint = await fitOf("simd", spectra, { by: "cycle", shared: ["CPE1.n"], weighting: "sigma" });
    const wider = await fitOf(
      "simd",
      spectra.map((one) => ({ ...one, sigma: one.sigma.map((value) => 3 * value) })),
      { by: "cycle", shared: ["CPE1.n"], weighting: "sigma" },
    );
    expect(wider.shared[0].value).toBeCloseTo(joint.shared[0].value, 8);
    expect(wider.shared[0].stderr / joint.shared[0].stderr).toBeCloseTo(3, 5);
    expect(wider.cost * 9).toBeCloseTo(joint.cost, 4);
  });
});

describe("builds", () => {
  test("js and debug give the bits of scalar; simd agrees to rounding; a worker gives what the calling thread gives", async () => {
    const spectra = seriesOf(await kernelOf("scalar"), 15, () => 0.004);
    const options: SeriesOptions = { by: "cycle", shared: ["CPE1.n"], smooth: { "R0.R": 10 } };
    const numbers = (result: SeriesResult): unknown => [
      result.shared,
      result.cost,
      result.iterations,
      result.spectra.map(({ kernel: _, ...rest }: FitResult) => rest),
    ];
    const scalar = await fitOf("scalar", spectra, options);
    expect(numbers(await fitOf("js", spectra, options))).toEqual(numbers(scalar));
    expect(numbers(await fitOf("debug", spectra, options))).toEqual(numbers(scalar));
    const simd = await fitOf("simd", spectra, options);
    simd.spectra.forEach((one, s) => {
      expect(worstRelative(one.values, scalar.spectra[s].values)).toBeLessThan(1e-9);
      expect(worstRelative(one.stderr, scalar.spectra[s].stderr)).toBeLessThan(1e-8);
    });
    expect(numbers(await fitOf("simd", spectra, { ...options, workers: 1 }))).toEqual(numbers(simd));
  });
});
