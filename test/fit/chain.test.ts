import { describe, expect, test } from "vitest";
import { OptionError } from "../../src/fit/plan.ts";
import { fitSeries, type SeriesOptions } from "../../src/fit/series.ts";
import type { SeriesResult } from "../../src/fit/seriesResult.ts";
import { ageingCircuit, simulateAgeing } from "../../src/impedance/ageing.ts";
import type { Spectrum } from "../../src/impedance/spectrum.ts";
import { builds, kernelOf } from "../kernel/builds.ts";
import { seeded } from "../program/random-circuit.ts";
import { byName, fitterOf, worstRelative } from "./references.ts";
import { simulate, sweep } from "./simulate.ts";

const life = simulateAgeing({ cells: 1, cycles: 60 }).map(({ spectrum }) => spectrum);
const sound = ["converged", "warning"];

async function fitOf(
  spectra: readonly Spectrum[],
  options: SeriesOptions = {},
  build: (typeof builds)[number] = "simd",
): Promise<SeriesResult> {
  const { engine } = await fitterOf(build);
  return fitSeries(ageingCircuit, spectra, { engine, ...options });
}

/** The same spectra in another order. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = seeded(seed);
  const list = items.map((item) => ({ item, key: random() }));
  return list.sort((a, b) => a.key - b.key).map(({ item }) => item);
}

describe("chain", () => {
  test("every spectrum ends in the optimum that an independent search finds; most come from a neighbour", async () => {
    const series = await fitOf(life, { by: "cycle" });
    const independent = await (await fitterOf("simd")).fitMany(ageingCircuit, life, { workers: 0 });
    series.spectra.forEach((one, i) => {
      expect(one.chi2).toBeLessThan(independent[i].chi2 * 1.0001);
      expect(worstRelative(one.values, independent[i].values)).toBeLessThan(1e-4);
    });
    const routes = series.spectra.map(({ route }) => route);
    expect(routes.filter((route) => route === "anchor").length).toBeLessThan(20);
    expect(routes.filter((route) => route === "forward").length).toBeGreaterThan(35);
    expect(series.status).toBe("converged");
  });

  test.each(builds)(
    "%s: a series begun badly is rescued: a start that leads nowhere costs nothing",
    async (build) => {
      const few = life.slice(0, 15);
      const good = await fitOf(few, { by: "cycle" }, build);
      // From here Levenberg–Marquardt ends far from the optimum, and no search is allowed
      const start = {
        "L0.L": 1e-3,
        "R1.R": 1e-3,
        "R2.R": 1e4,
        "CPE2.Q": 1,
        "CPE2.n": 0.3,
        "R3.R": 1e4,
        "CPE3.Q": 1,
        "CPE3.n": 0.3,
      };
      const alone = await (await fitterOf(build)).fit(ageingCircuit, few[0], { start, starts: 0 });
      expect(alone.chi2).toBeGreaterThan(10 * good.spectra[0].chi2);
      const rescued = await fitOf(few, { by: "cycle", start }, build);
      rescued.spectra.forEach((one, i) => {
        expect(one.chi2).toBeLessThan(good.spectra[i].chi2 * 1.0001);
      });
    },
  );

  test("backward passes carry the optimum of a good spectrum to those before it", async () => {
    // Without a search: the only start is right for the last spectra and wrong for the first
    const kernel = await kernelOf("simd");
    const grid = sweep(1e6, 0.1, 40);
    const circuit = "R0-p(R1,CPE1)-p(R2,CPE2)";
    const truthAt = (s: number): number[] => [10, 100 * 1.2 ** (29 - s), 1e-6, 0.9, 3000, 1e-3, 0.85];
    const spectra = Array.from({ length: 30 }, (_, s) =>
      simulate(kernel, circuit, truthAt(s), grid, 0.003, s),
    );
    const start = byName(circuit, [10, 100, 1e-9, 0.9, 3000, 1e-5, 0.85]);
    const { engine } = await fitterOf("simd");
    const series = await fitSeries(circuit, spectra, { engine, start, starts: 0 });
    const independent = await (await fitterOf("simd")).fitMany(circuit, spectra, { workers: 0 });
    const alone = await (await fitterOf("simd")).fitMany(circuit, spectra, { start, starts: 0, workers: 0 });
    expect(alone.filter(({ chi2 }, i) => !(chi2 < independent[i].chi2 * 1.01)).length).toBeGreaterThan(3);
    series.spectra.forEach((one, i) => {
      expect(one.chi2).toBeLessThan(independent[i].chi2 * 1.0001);
    });
    expect(series.spectra.map(({ route }) => route)).toContain("backward");
  });

  test("one NaN spectrum costs itself: it is named, all others are as without it", async () => {
    const broken = { ...life[20], real: life[20].real.map((x, k) => (k === 7 ? Number.NaN : x)) };
    const spectra = life.map((one, i) => (i === 20 ? broken : one));
    for (const options of [{}, { shared: ["CPE2.n"] }]) {
      const series = await fitOf(spectra, { by: "cycle", ...options });
      const without = await fitOf(
        life.filter((_, i) => i !== 20),
        { by: "cycle", ...options },
      );
      expect(series.spectra[20]).toMatchObject({ status: "failed", route: "none", joint: false });
      expect(series.spectra[20].message).toContain("cell 1, cycle 20, point 8");
      expect(series.status).toBe("warning");
      const others = series.spectra.filter((_, i) => i !== 20);
      others.forEach((one, i) => {
        expect(worstRelative(one.values, without.spectra[i].values)).toBeLessThan(1e-6);
      });
      expect(series.shared.length).toBe(options.shared ? 1 : 0);
      if (options.shared) expect(series.shared[0].value).toBeCloseTo(without.shared[0].value, 8);
    }
  });

  test("one garbage spectrum costs itself: it is left out of what is shared, and named", async () => {
    const random = seeded(5);
    const garbage = {
      ...life[30],
      real: life[30].real.map((x) => x * (0.3 + 1.4 * random())),
      imaginary: life[30].imaginary.map((x) => x * (0.3 + 1.4 * random())),
    };
    const spectra = life.map((one, i) => (i === 30 ? garbage : one));
    const options: SeriesOptions = { by: "cycle", shared: ["CPE2.n", "CPE3.n"], smooth: { "R1.R": 20 } };
    const series = await fitOf(spectra, options);
    expect(series.spectra[30]).toMatchObject({ joint: false });
    expect(series.spectra[30].status).not.toBe("converged");
    expect(series.warnings.join("\n")).toContain("cell 1, cycle 30: its residuals are more than five times");
    const without = await fitOf(
      life.filter((_, i) => i !== 30),
      options,
    );
    expect(series.shared.map(({ value }) => value)).toEqual(
      without.shared.map(({ value }) => expect.closeTo(value, 8)),
    );
    for (const [i, one] of series.spectra.entries()) if (i !== 30) expect(sound).toContain(one.status);
  });
});

describe("order", () => {
  test("the order of the input does not matter, to the last bit, and each result knows where it came from", async () => {
    const options: SeriesOptions = { by: "cycle", shared: ["CPE2.n"] };
    const straight = await fitOf(life, options);
    const mixed = shuffled(life, 3);
    const series = await fitOf(mixed, options);
    expect(series.shared).toEqual(straight.shared);
    series.spectra.forEach((one, i) => {
      expect(one.coordinate).toBe(i);
      expect(one.spectrum).toBe(`cycle ${i}`);
      expect(mixed[one.index].name).toBe(`cycle ${i}`);
      expect([...one.values]).toEqual([...straight.spectra[i].values]);
    });
  });

  test("by time, temperature, state of charge, any fact, or as given; units are said", async () => {
    const four = life.slice(0, 4).map((one, i) => ({
      ...one,
      facts: {
        time_second: 400 - 100 * i,
        temperature_celsius: 60 - 10 * i,
        soc_percent: [20, 80, 40, 60][i],
        voltage_volt: [3.2, 3.1, 3.4, 3.3][i],
        start_time: "2025-01-01 00:00:00",
      },
    }));
    const coordinateOf = async (by: string | undefined): Promise<unknown> => {
      const { coordinate } = await fitOf(four, by === undefined ? {} : { by });
      return [coordinate.name, coordinate.unit, ...coordinate.values];
    };
    expect(await coordinateOf("time")).toEqual(["time", "s", 100, 200, 300, 400]);
    expect(await coordinateOf("temperature")).toEqual(["temperature", "K", 303.15, 313.15, 323.15, 333.15]);
    expect(await coordinateOf("stateOfCharge")).toEqual(["state of charge", "", 0.2, 0.4, 0.6, 0.8]);
    expect(await coordinateOf("voltage_volt")).toEqual(["voltage_volt", "V", 3.1, 3.2, 3.3, 3.4]);
    expect(await coordinateOf(undefined)).toEqual(["number", "", 1, 2, 3, 4]);
  });

  test("clock times of instruments order a series", async () => {
    const spectra = ["2025-03-02 10:00:00", "2025-03-01 22:30:00"].map((start_time, i) => ({
      ...life[i],
      facts: { start_time },
    }));
    const series = await fitOf(spectra, { by: "time" });
    expect(series.spectra.map(({ index }) => index)).toEqual([1, 0]);
    expect(series.coordinate.values[1] - series.coordinate.values[0]).toBe(11.5 * 3600);
  });

  test.each<[SeriesOptions, RegExp]>([
    [
      { by: "time" },
      /series by time: cell 1, cycle 0 has no fact time_second \(they have cycle\); give each spectrum/,
    ],
    [{ by: "pressure_pa" }, /series by pressure_pa: cell 1, cycle 0 has no fact pressure_pa/],
    [{ by: "cell" }, /cell = cell 1, which is no number/],
    [{ shared: ["CPE9.n"] }, /shared: the circuit has no parameter "CPE9.n"; it has L0.L/],
    [{ shared: ["CPE2.n"], fixed: { "CPE2.n": 0.9 } }, /CPE2.n is fixed/],
    [{ shared: ["CPE2.n"], ties: { "CPE2.n": "CPE3.n" } }, /CPE2.n is tied/],
    [{ shared: ["R1.R"], arrhenius: ["R1.R"], temperatures: [300, 310] }, /named twice/],
    [{ arrhenius: ["R1.R"] }, /arrhenius R1.R: the temperature of cell 1, cycle 0 is not known/],
    [{ arrhenius: ["R1.R"], temperatures: [300, 300] }, /measured at 300.00 K; an activation energy needs/],
    [{ arrhenius: ["R1.R"], temperatures: [300] }, /1 were given for 2 spectra/],
    [{ arrhenius: ["R1.R"], temperatures: [25, -3] }, /-3 K for cell 1, cycle 1/],
    [{ arrhenius: ["CPE2.n"], temperatures: [300, 310] }, /CPE2.n may be 0 or negative/],
    [{ arrhenius: ["R1.R"], bounds: { "R1.R": [1, 9] }, temperatures: [300, 310] }, /R1.R has bounds/],
    [{ smooth: -1 }, /weight of all parameters is -1/],
    [{ smooth: { "R1.R": 1 }, shared: ["R1.R"] }, /R1.R is the same law/],
    [{ share: ["R1.R"] } as SeriesOptions, /option "share" is not one of a series/],
    [{ noise: "loud" as "own" }, /noise "loud"/],
  ])("%o is refused with a sentence", async (options, words) => {
    const refused = fitOf(life.slice(0, 2), options);
    await expect(refused).rejects.toThrow(OptionError);
    await expect(refused).rejects.toThrow(words);
  });

  test("no spectrum, one spectrum and two are series too", async () => {
    expect((await fitOf([], { by: "cycle" })).spectra).toEqual([]);
    const one = await fitOf(life.slice(0, 1), { by: "cycle", shared: ["CPE2.n"] });
    const alone = await (await fitterOf("simd")).fit(ageingCircuit, life[0]);
    expect(worstRelative(one.spectra[0].values, alone.values)).toBeLessThan(1e-6);
    expect(worstRelative(one.spectra[0].stderr, alone.stderr)).toBeLessThan(1e-5);
    const two = await fitOf(life.slice(0, 2), { by: "cycle", smooth: 1 });
    expect(two.spectra.map(({ status }) => sound.includes(status))).toEqual([true, true]);
  });

  test("a robust loss bends in each spectrum where its own fit bent", async () => {
    const few = life.slice(0, 20);
    const series = await fitOf(few, { by: "cycle", loss: "huber", shared: ["CPE2.n"] });
    const own = await fitOf(few, { by: "cycle", loss: "huber" });
    series.spectra.forEach((one, i) => {
      expect(one.lossScale).toBe(own.spectra[i].lossScale);
      expect(one.lossScale).toBeGreaterThan(0);
    });
    expect(series.status).toBe("converged");
  });
});
