import { describe, expect, test } from "vitest";
import type { FitOptions } from "../../src/fit/options.ts";
import { builds, kernelOf } from "../kernel/builds.ts";
import { judge } from "./judge.ts";
import { besides, byName, fitterOf, namesOf, references, spectrumOf, worstRelative } from "./references.ts";
import { simulate, sweep } from "./simulate.ts";

const arcs = "R0-p(R1,CPE1)-p(R2,CPE2)";
const truth = {
  "R0.R": 5,
  "R1.R": 40,
  "CPE1.Q": 2e-7,
  "CPE1.n": 0.9,
  "R2.R": 160,
  "CPE2.Q": 4e-5,
  "CPE2.n": 0.8,
};
const frequency = sweep(1e6, 0.1, 50);
const unitVector = (n: number, i: number): number[] => Array.from({ length: n }, (_, k) => (k === i ? 1 : 0));

describe.each(builds)("%s: bounds", (build) => {
  test.each(references.bounded)("$title: SciPy's bounded optimum, found from any start", async (one) => {
    const fitter = await fitterOf(build);
    const [optimum] = one.fits;
    const names = namesOf(one.circuit);
    const bounds = Object.fromEntries(
      Object.entries(one.bounds!).map(([i, pair]) => [names[Number(i)], pair]),
    );
    const inside = Object.fromEntries(
      Object.entries(besides(one.circuit, one.truth)).map(([name, value]) => {
        const [lower, upper] = bounds[name] ?? [0, Infinity];
        return [name, Math.min(Math.max(value, lower), upper)];
      }),
    );
    const options = { bounds, tolerance: 1e-13 };
    const result = await fitter.fit(one.circuit, spectrumOf(one), { ...options, start: inside, starts: 0 });
    expect(Math.abs(result.chi2 / optimum.cost - 1)).toBeLessThanOrEqual(1e-9);
    expect(worstRelative(result.values, optimum.values)).toBeLessThanOrEqual(1e-5);
    names.forEach((name, i) => {
      // exponents have bounds of their own
      const [lower, upper] = bounds[name] ?? [0, 1];
      const held = optimum.held[i];
      expect(result.states[i], name).toBe(held < 0 ? "at lower bound" : held > 0 ? "at upper bound" : "free");
      if (held < 0) expect(Math.abs(result.values[i] / lower - 1)).toBeLessThan(1e-12);
      if (held > 0) expect(Math.abs(result.values[i] / upper - 1)).toBeLessThan(1e-12);
      // a bound is no measurement: no standard error, never 0
      if (held !== 0) expect(result.stderr[i]).toBeNaN();
    });
    const heldNames = names.filter((_, i) => optimum.held[i] !== 0);
    expect(heldNames.length).toBeGreaterThan(0);
    expect(result.message).toContain(`at a bound: ${heldNames.join(", ")}`);
    expect(result.status).toBe("warning");
    // Karush, Kuhn and Tucker: along what is free the gradient is 0, at a bound the cost falls outward
    const { steepness } = judge(
      await kernelOf(build),
      result,
      spectrumOf(one),
      names.map((_, i) => unitVector(names.length, i)),
    );
    steepness.forEach((g, i) => {
      if (optimum.held[i] === 0) expect(Math.abs(g), names[i]).toBeLessThan(1e-5);
      else expect(Math.sign(g), names[i]).toBe(-optimum.held[i]);
    });
    // the errors of the others are those of the problem without what is held
    optimum.free.forEach((p, i) => {
      const expected = Math.sqrt(optimum.covariance[i * optimum.free.length + i]);
      expect(Math.abs(result.stderr[p] / expected - 1), names[p]).toBeLessThanOrEqual(1e-4);
    });
    // the search may find the arcs the other way round, but nothing worse, and stays inside
    const found = await fitter.fit(one.circuit, spectrumOf(one), options);
    expect(found.chi2).toBeLessThanOrEqual(optimum.cost * (1 + 1e-9));
    for (const [name, [lower, upper]] of Object.entries(bounds)) {
      const value = found.values[names.indexOf(name)];
      expect(value).toBeGreaterThanOrEqual(lower * (1 - 1e-14));
      expect(value).toBeLessThanOrEqual(upper * (1 + 1e-14));
    }
  });

  test("bounds that the optimum does not touch change nothing", async () => {
    const fitter = await fitterOf(build);
    const spectrum = simulate(await kernelOf(build), arcs, truth, frequency, 0.005);
    const free = await fitter.fit(arcs, spectrum, { start: truth, starts: 0 });
    const bounded = await fitter.fit(arcs, spectrum, {
      start: truth,
      starts: 0,
      bounds: { "R1.R": [1, 1000], "CPE1.n": [0.5, 1], "R0.R": [-100, 100] },
    });
    expect(worstRelative(bounded.values, free.values)).toBeLessThan(1e-6);
    expect(worstRelative(bounded.stderr, free.stderr)).toBeLessThan(1e-5);
    expect(bounded.status).toBe("converged");
  });

  test("a start on a bound is left when the cost falls inward", async () => {
    const fitter = await fitterOf(build);
    const spectrum = simulate(await kernelOf(build), arcs, truth, frequency, 0.005);
    const free = await fitter.fit(arcs, spectrum, { start: truth, starts: 0 });
    for (const [name, lower, upper] of [
      ["R1.R", 10, 60],
      ["CPE1.n", 0.7, 1],
      ["R0.R", 1, 9],
    ] as const) {
      for (const edge of [lower, upper]) {
        const result = await fitter.fit(arcs, spectrum, {
          start: { ...truth, [name]: edge },
          bounds: { [name]: [lower, upper] },
          starts: 0,
        });
        expect(
          result.states.every((state) => state === "free"),
          `${name} from ${edge}`,
        ).toBe(true);
        expect(worstRelative(result.values, free.values), `${name} from ${edge}`).toBeLessThan(1e-6);
      }
    }
  });

  test("a lower bound below 0 lets a resistance be negative, from a start and without", async () => {
    const fitter = await fitterOf(build);
    const values = { ...truth, "R2.R": -300 };
    const spectrum = simulate(await kernelOf(build), arcs, values, frequency, 0.002);
    const bounds = { "R2.R": [-1e4, 0] as const };
    for (const options of [{ start: values, starts: 0 }, {}]) {
      const result = await fitter.fit(arcs, spectrum, { bounds, ...options });
      expect(result.rms).toBeLessThan(0.003);
      expect(Math.abs(result.values[4] + 300)).toBeLessThan(5 * result.stderr[4]);
    }
    // the same when both signs are allowed
    const both = await fitter.fit(arcs, spectrum, { bounds: { "R2.R": [-1e4, 1e4] }, start: values });
    expect(both.rms).toBeLessThan(0.003);
  });

  test("a resistance that starts at exactly 0 within bounds around it moves to its optimum", async () => {
    const fitter = await fitterOf(build);
    const spectrum = simulate(await kernelOf(build), arcs, truth, frequency, 0.005);
    const options = { bounds: { "R0.R": [-50, 50] as const }, starts: 0 };
    const from5 = await fitter.fit(arcs, spectrum, { ...options, start: truth });
    const from0 = await fitter.fit(arcs, spectrum, { ...options, start: { ...truth, "R0.R": 0 } });
    expect(from0.message).toMatch(/^converged/);
    expect(worstRelative(from0.values, from5.values)).toBeLessThan(1e-5);
  });
});

describe.each(builds)("%s: fixed parameters and ties", (build) => {
  const spectrumFor = async (values: Record<string, number>, seed = 5) =>
    simulate(await kernelOf(build), arcs, values, frequency, 0.005, seed);
  const n = 7;
  const names = namesOf(arcs);
  const tied: [title: string, options: FitOptions, values: Record<string, number>, directions: number[][]][] =
    [
      [
        "fixed: R0.R = 5, CPE1.n = 0.9",
        { fixed: { "R0.R": 5, "CPE1.n": 0.9 } },
        truth,
        [1, 2, 4, 5, 6].map((i) => unitVector(n, i)),
      ],
      [
        "R2.R = 4*R1.R",
        { ties: { "R2.R": "4*R1.R" } },
        truth,
        [unitVector(n, 0), [0, 1, 0, 0, 4, 0, 0], ...[2, 3, 5, 6].map((i) => unitVector(n, i))],
      ],
      [
        "CPE1.n = CPE2.n",
        { ties: { "CPE1.n": "CPE2.n" } },
        { ...truth, "CPE1.n": 0.8 },
        [...[0, 1, 2, 4, 5].map((i) => unitVector(n, i)), [0, 0, 0, 1, 0, 0, 1]],
      ],
      [
        "with an offset: CPE1.n = CPE2.n + 0.1",
        { ties: { "CPE1.n": "CPE2.n + 0.1" } },
        truth,
        [...[0, 1, 2, 4, 5].map((i) => unitVector(n, i)), [0, 0, 0, 1, 0, 0, 1]],
      ],
      [
        "a chain: R0.R = R1.R/8, R1.R = R2.R/4",
        { ties: { "R0.R": "R1.R/8", "R1.R": "R2.R/4" } },
        truth,
        [[1 / 32, 1 / 4, 0, 0, 1, 0, 0], ...[2, 3, 5, 6].map((i) => unitVector(n, i))],
      ],
      [
        "a sum of two: R2.R = 3*R1.R + 8*R0.R",
        { ties: { "R2.R": "3*R1.R + 8*R0.R" } },
        truth,
        [[1, 0, 0, 0, 8, 0, 0], [0, 1, 0, 0, 3, 0, 0], ...[2, 3, 5, 6].map((i) => unitVector(n, i))],
      ],
      [
        "a tie to what is fixed: R2.R = 4*R1.R, R1.R = 40",
        { ties: { "R2.R": "4*R1.R" }, fixed: { "R1.R": 40 } },
        truth,
        [0, 2, 3, 5, 6].map((i) => unitVector(n, i)),
      ],
    ];

  test.each(tied)(
    "%s: optimum, errors and correlations are those of the reduced problem, started and unstarted",
    async (_, options, values, directions) => {
      const fitter = await fitterOf(build);
      const kernel = await kernelOf(build);
      const spectrum = await spectrumFor(values);
      const free = names.filter(
        (name) => options.ties?.[name] === undefined && options.fixed?.[name] === undefined,
      );
      const start = Object.fromEntries(free.map((name) => [name, values[name] * 1.03]));
      const started = await fitter.fit(arcs, spectrum, { ...options, start, starts: 0, tolerance: 1e-13 });
      const found = await fitter.fit(arcs, spectrum, options);
      expect(started.degreesOfFreedom).toBe(100 - directions.length);
      expect(found.chi2 / started.chi2).toBeLessThanOrEqual(1 + 1e-8);
      const { cost, steepness, covariance } = judge(kernel, started, spectrum, directions);
      expect(Math.abs(started.chi2 / cost - 1)).toBeLessThan(1e-10);
      for (const g of steepness) expect(Math.abs(g)).toBeLessThan(1e-5);
      names.forEach((name, i) => {
        const state = options.fixed?.[name] !== undefined ? "fixed" : options.ties?.[name] ? "tied" : "free";
        expect(started.states[i], name).toBe(state);
        if (state === "fixed") {
          expect(started.values[i]).toBe(options.fixed![name]);
          expect(started.stderr[i]).toBe(0);
        }
        names.forEach((__, j) => {
          const scale = Math.sqrt(covariance[i * n + i] * covariance[j * n + j]);
          const error = Math.abs(started.covariance[i * n + j] - covariance[i * n + j]);
          expect(error, `${name}, ${names[j]}`).toBeLessThanOrEqual(1e-6 * scale);
        });
      });
    },
  );

  test("ties and fixed values are exact in the result, to the last bits", async () => {
    const fitter = await fitterOf(build);
    const spectrum = await spectrumFor(truth);
    const { values, stderr, correlation } = await fitter.fit(arcs, spectrum, {
      ties: { "R2.R": "4*R1.R", "CPE2.n": "CPE1.n - 0.1" },
    });
    expect(values[4]).toBe(4 * values[1]);
    expect(values[6]).toBeCloseTo(values[3] - 0.1, 15);
    expect(stderr[4] / stderr[1]).toBeCloseTo(4, 12);
    expect(correlation[1 * n + 4]).toBeCloseTo(1, 12);
  });

  test("two equal arcs tied together are one arc of half the data", async () => {
    const fitter = await fitterOf(build);
    const kernel = await kernelOf(build);
    const one = { "R1.R": 30, "C1.C": 1e-5 };
    const spectrum = simulate(kernel, "p(R1,C1)", one, sweep(1e5, 1, 40), 0.01);
    const twice = {
      ...spectrum,
      real: spectrum.real.map((x) => 2 * x),
      imaginary: spectrum.imaginary.map((y) => 2 * y),
    };
    const single = await fitter.fit("p(R1,C1)", spectrum);
    const double = await fitter.fit("p(R1,C1)-p(R2,C2)", twice, { ties: { "R2.R": "R1.R", "C2.C": "C1.C" } });
    expect(worstRelative(double.values, [...single.values, ...single.values])).toBeLessThan(1e-6);
    expect(worstRelative(double.stderr, [...single.stderr, ...single.stderr])).toBeLessThan(1e-6);
  });

  test("exchanged arcs keep their roles: what is tied stays tied where the user tied it", async () => {
    const fitter = await fitterOf(build);
    const spectrum = await spectrumFor({ ...truth, "CPE1.n": 0.8 });
    // started with the slow arc first, so that the result must be put in order
    const start = { "R0.R": 5, "R1.R": 160, "CPE1.Q": 4e-5, "R2.R": 40, "CPE2.Q": 2e-7, "CPE2.n": 0.8 };
    const result = await fitter.fit(arcs, spectrum, { ties: { "CPE1.n": "CPE2.n" }, start, starts: 0 });
    expect(result.values[1]).toBeLessThan(result.values[4]);
    expect(result.states).toEqual(["free", "free", "free", "tied", "free", "free", "free"]);
  });

  test.each([
    ["start outside", { start: { "CPE1.n": 1.2 } }, /start: CPE1\.n = 1\.2 lies outside its bounds 0…1/],
    [
      "start below",
      { start: { "R1.R": 3 }, bounds: { "R1.R": [5, 9] } },
      /R1\.R = 3 lies outside its bounds 5…9/,
    ],
    ["bounds crossed", { bounds: { "R1.R": [9, 5] } }, /bound: R1\.R .*9…5.*lower bound first/],
    ["bound of NaN", { bounds: { "R1.R": [Number.NaN, 5] } }, /bound: R1\.R/],
    ["circle", { ties: { "R1.R": "2*R2.R", "R2.R": "R1.R" } }, /circle: R1\.R → R2\.R → R1\.R/],
    ["tied to itself", { ties: { "R1.R": "R1.R" } }, /circle: R1\.R → R1\.R/],
    [
      "unknown name",
      { fixed: { "R9.R": 1 } },
      /fixed: the circuit has no parameter "R9\.R"; it has R0\.R, R1\.R/,
    ],
    [
      "unknown in a tie",
      { ties: { "R1.R": "2*R9.R" } },
      /tie of R1\.R: the circuit has no parameter "R9\.R"/,
    ],
    [
      "no linear tie",
      { ties: { "R1.R": "R2.R*R0.R" } },
      /R1\.R: tie "R2\.R\*R0\.R", character 6: expected a number/,
    ],
    ["fixed and tied", { fixed: { "R1.R": 1 }, ties: { "R1.R": "R2.R" } }, /R1\.R is both fixed and tied/],
    [
      "fixed and bounded",
      { fixed: { "R1.R": 1 }, bounds: { "R1.R": [0, 2] } },
      /R1\.R is both fixed and bounded/,
    ],
    ["fixed at NaN", { fixed: { "R1.R": Number.NaN } }, /fixed: R1\.R cannot be held at NaN/],
  ] as [string, FitOptions, RegExp][])("%s is refused with a sentence", async (_, options, sentence) => {
    const fitter = await fitterOf(build);
    const spectrum = await spectrumFor(truth);
    await expect(fitter.fit(arcs, spectrum, options)).rejects.toThrow(sentence);
    await expect(fitter.fit(arcs, spectrum, options)).rejects.toHaveProperty("name", "OptionError");
  });
});

describe.each(builds)("%s: what the data do not determine", (build) => {
  test("two resistors in series: their sum is known, neither of them is, and no small error is given", async () => {
    const fitter = await fitterOf(build);
    const kernel = await kernelOf(build);
    const circuit = "R0-R1-p(R2,C1)";
    const spectrum = simulate(kernel, circuit, [3, 4, 50, 1e-5], sweep(1e5, 1, 40), 0.003);
    const result = await fitter.fit(circuit, spectrum);
    expect(result.values[0] + result.values[1]).toBeCloseTo(7, 1);
    expect(result.states).toEqual(["not identifiable", "not identifiable", "free", "free"]);
    expect([...result.stderr.slice(0, 2)]).toEqual([Number.NaN, Number.NaN]);
    expect(result.status).toBe("warning");
    expect(result.message).toContain("not identifiable from these data: R0.R, R1.R");
    expect(result.conditionNumber).toBe(Infinity);
    // no number stands where none is known: not in the covariance, not in the correlations
    expect(result.covariance.slice(0, 4).every(Number.isNaN)).toBe(true);
    expect(result.correlation.slice(1, 4).every(Number.isNaN)).toBe(true);
    // the arc is as well known as with one resistor
    const single = await fitter.fit("R0-p(R2,C1)", spectrum);
    expect(worstRelative(result.stderr.slice(2), single.stderr.slice(1))).toBeLessThan(0.01);
  });

  test("an arc beyond the frequencies: a value without meaning has an error above it, or none", async () => {
    const fitter = await fitterOf(build);
    const kernel = await kernelOf(build);
    const circuit = "R0-p(R1,C1)-p(R2,C2)";
    const values = [3, 20, 1e-5, 50, 10];
    // the second arc peaks a million times below the last frequency: its R2 is not seen
    const spectrum = simulate(kernel, circuit, values, sweep(1e5, 100, 40), 0.003);
    const result = await fitter.fit(circuit, spectrum, { start: byName(circuit, values), starts: 0 });
    const r2 = result.parameters.indexOf("R2.R");
    expect(result.status).toBe("warning");
    expect(result.stderr[r2] > result.values[r2] || result.states[r2] !== "free", result.message).toBe(true);
  });

  test("a parameter that the data do not show is doubted, and the others keep their errors", async () => {
    const fitter = await fitterOf(build);
    const kernel = await kernelOf(build);
    const spectrum = simulate(kernel, "p(R1,C1)", [50, 1e-5], sweep(1e5, 1, 40), 0.003);
    const alone = await fitter.fit("p(R1,C1)", spectrum);
    const result = await fitter.fit("p(R1,C1,L1)", spectrum, {
      start: { "R1.R": 50, "C1.C": 1e-5, "L1.L": 1e8 },
      bounds: { "L1.L": [1e7, 1e9] },
      starts: 0,
    });
    expect(result.status).toBe("warning");
    expect(result.message).toContain("L1.L");
    expect(result.states[2] !== "free" || result.stderr[2] > result.values[2], result.message).toBe(true);
    expect(worstRelative(result.stderr.slice(0, 2), alone.stderr)).toBeLessThan(0.01);
  });
});
