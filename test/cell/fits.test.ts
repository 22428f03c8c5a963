import { afterAll, describe, expect, test } from "vitest";
import { arrheniusLaw } from "../../src/cell/arrhenius.ts";
import { exchangeCurrent } from "../../src/cell/kinetics.ts";
import { meyerNeldel, york } from "../../src/cell/meyerNeldel.ts";
import { onset } from "../../src/cell/onset.ts";
import { bruceVincent } from "../../src/cell/transference.ts";
import { analyseTransient } from "../../src/cell/transient.ts";
import { warburgDiffusion } from "../../src/cell/warburg.ts";
import { warburgTail } from "../../src/cell/warburgTail.ts";
import { BOLTZMANN } from "../../src/fit/link.ts";
import { arrheniusAt } from "../../src/fit/seriesLaw.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { openEngine } from "../../src/workers/engine.ts";
import { simulate, sweep } from "../fit/simulate.ts";
import { hits, normals, off } from "./simulate.ts";

const engine = await openEngine();
const kernel = await Kernel.load();
afterAll(() => engine.close());

const F_RT = 96485.33212 / 8.314462618 / 303.15;

describe("current after a voltage step", () => {
  const times = Array.from({ length: 200 }, (_, i) => 18 * (i + 1));
  const laws: [string, (t: number) => number, boolean][] = [
    ["one exponential", (t) => 2e-6 + 3e-6 * Math.exp(-t / 300), true],
    ["two exponentials", (t) => 2e-6 + 3e-6 * Math.exp(-t / 60) + 1e-6 * Math.exp(-t / 600), true],
    ["power law", (t) => 2e-6 + 8e-6 / Math.sqrt(t), false],
  ];

  test.each(laws)(
    "%s: steady and initial current within their 95 %% intervals in 95 of 100",
    async (name, law, finite) => {
      const normal = normals(11);
      let [steady, initial, first] = [0, 0, 0];
      let bias = 0;
      for (let k = 0; k < 60; k++) {
        const current = times.map((t) => law(t) + 2e-8 * normal());
        const found = await analyseTransient({ time: times, current }, { engine });
        const near = (value: number, variance: number, truth: number) =>
          Math.abs(value - truth) < 1.97 * Math.sqrt(variance);
        bias += found.steady.values[0] / 2e-6 - 1;
        if (near(found.steady.values[0], found.steady.covariance[0], 2e-6)) steady++;
        if (finite && near(found.ends.values[0], found.ends.covariance[0], law(0))) initial++;
        if (found.models[0].name === name) first++;
        expect(found.spikes).toBe(0);
      }
      // Mixtures of laws make the intervals a little too wide, never too narrow
      expect(steady).toBeGreaterThanOrEqual(hits(60)[0]);
      expect(Math.abs(bias / 60)).toBeLessThan(0.002);
      expect(first).toBeGreaterThanOrEqual(54);
      if (finite) expect(initial).toBeGreaterThanOrEqual(hits(60)[0]);
    },
  );

  test("without noise the law to rounding; spikes are left out; a current that is not steady is said", async () => {
    const law = laws[0][1];
    const exact = await analyseTransient({ time: times, current: times.map(law) }, { engine });
    expect(off(exact.ends.values[0], 5e-6)).toBeLessThan(1e-9);
    expect(off(exact.steady.values[0], 2e-6)).toBeLessThan(1e-9);
    const normal = normals(4);
    const current = times.map((t) => law(t) + 1e-8 * normal());
    current[50] += 1e-6;
    current[120] -= 1e-6;
    const spiky = await analyseTransient({ time: times, current }, { engine });
    expect(spiky.spikes).toBe(2);
    expect(off(spiky.steady.values[0], 2e-6)).toBeLessThan(0.005);
    const short = times.map((t) => t / 12);
    const early = await analyseTransient(
      { time: short, current: short.map((t) => law(t) + 1e-9 * normal()) },
      { engine },
    );
    expect(early.warnings.join()).toContain("not steady at the end");
    expect(Math.abs(early.steady.values[0] - 2e-6)).toBeLessThan(3 * Math.sqrt(early.steady.covariance[0]));
  });

  test("a rest before the step is no part of it; the gap between the samples is in the error of the initial current", async () => {
    const time = [...Array.from({ length: 30 }, (_, i) => i), ...times.map((t) => 29 + t)];
    const current = time.map((t) => (t < 30 ? 0 : laws[0][1](t - 29)));
    const found = await analyseTransient({ time, current }, { engine });
    expect(found.start).toBe(29 + 9);
    const shift = 3e-6 * (Math.exp(9 / 300) - 1);
    expect(Math.abs(found.ends.values[0] - 5e-6)).toBeLessThan(1.2 * shift);
    expect(Math.sqrt(found.ends.covariance[0])).toBeGreaterThan(0.4 * shift);
    await expect(analyseTransient({ time: [1, 2], current: [1, 1] })).rejects.toThrow(
      "at least 12 are needed",
    );
    await expect(analyseTransient({ time: times.toReversed(), current: times })).rejects.toThrow(
      "the time falls",
    );
  });

  test("thousands of points are averaged without bias", async () => {
    const normal = normals(9);
    const time = Array.from({ length: 30_000 }, (_, i) => 0.1 * (i + 1));
    const current = time.map((t) => laws[0][1](t) + 5e-8 * normal());
    const found = await analyseTransient({ time, current }, { engine });
    expect(found.time.length).toBeLessThan(3000);
    expect(Math.abs(found.ends.values[0] - 5e-6)).toBeLessThan(3 * Math.sqrt(found.ends.covariance[0]));
    // About 5e-8/√30000 for each of three parameters
    expect(Math.sqrt(found.steady.covariance[0])).toBeLessThan(2e-9);
  });

  test("Bruce–Vincent from a simulated step: t₊ of the cell in 95 of 100", async () => {
    const [Rb, Ri, dV, t] = [400, 90, 0.01, 0.19];
    const [I0, Is] = [dV / (Rb + Ri), dV / (Rb / t + Ri)];
    const normal = normals(21);
    let covered = 0;
    for (let k = 0; k < 60; k++) {
      const current = times.map((s) => Is + (I0 - Is) * Math.exp(-s / 400) + 5e-8 * normal());
      const { ends } = await analyseTransient({ time: times, current }, { engine });
      const measured = () => ({ value: Ri + 0.5 * normal(), stderr: 0.5 });
      const found = bruceVincent({ voltage: dV, currents: ends, before: measured(), after: measured() });
      if (found.lower < t && t < found.upper) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(hits(60)[0]);
  });
});

/** Current of Butler–Volmer at a cell voltage, with ohmic drop and N interfaces, by bisection. */
function butlerVolmer(E: number, R: number, N: number, j0: number, alpha: number): number {
  let [low, high] = [-1e4, 1e4];
  for (let k = 0; k < 200; k++) {
    const j = (low + high) / 2;
    const eta = (E - j * R) / N;
    const f = j0 * (Math.exp(alpha * F_RT * eta) - Math.exp(-(1 - alpha) * F_RT * eta));
    if (f > j) low = j;
    else high = j;
  }
  return (low + high) / 2;
}

describe("exchange current density", () => {
  const E = Array.from({ length: 61 }, (_, i) => -0.3 + 0.01 * i);

  test.each([
    [1.33, 0.5],
    [1.71, 0.35],
  ])("without noise: j0 = %d A/m² (paper 003), α = %d, by all methods", async (j0, alpha) => {
    const curve = { overpotential: E, currentDensity: E.map((e) => butlerVolmer(e, 0.0035, 2, j0, alpha)) };
    const found = await exchangeCurrent(curve, {
      engine,
      temperature: 303.15,
      interfaces: 2,
      ohmicResistance: 0.0035,
      window: [0.07, 0.14],
      linear: 0.01,
    });
    const [full, tafel, linear] = found.quantities;
    expect(off(full.value, j0)).toBeLessThan(1e-9);
    expect(off(full.details[0].value, alpha)).toBeLessThan(1e-9);
    // RT/(F j0) at 30 °C: 196 and 153 Ω·cm²
    expect(off(full.details[3].value * 1e4, 261.2339 / j0)).toBeLessThan(1e-4);
    const hickling = tafel.details.filter(({ name }) => name.includes("Allen"));
    expect(hickling).toHaveLength(2);
    for (const { value } of hickling) expect(off(value, j0)).toBeLessThan(1e-9);
    // The reverse reaction is 7 % at 70 mV
    expect(off(tafel.value, j0)).toBeLessThan(0.2);
    expect(off(linear.value, j0)).toBeLessThan(alpha === 0.5 ? 1e-9 : 0.01);
  });

  test("of currents that were divided by an area: its error counts, in the value and in its parts", async () => {
    const curve = { overpotential: E, currentDensity: E.map((e) => butlerVolmer(e, 0, 1, 1.33, 0.5)) };
    const about = { engine, temperature: 303.15, interfaces: 1 } as const;
    const { quantities } = await exchangeCurrent(curve, { ...about, area: { value: 1e-4, stderr: 1e-5 } });
    const known = await exchangeCurrent(curve, about);
    quantities.forEach((one, k) => {
      expect(off(one.value, known.quantities[k].value)).toBeLessThan(1e-12);
      const relative = (of: { readonly value: number; readonly stderr: number }) => of.stderr / of.value;
      expect(off(Math.hypot(relative(known.quantities[k]), 0.1), relative(one))).toBeLessThan(1e-6);
      expect(relative(one.details.at(-1)!)).toBeGreaterThan(0.0999);
    });
  });

  test("with noise and an uncertain ohmic resistance: intervals of Butler–Volmer and micropolarisation cover j0", async () => {
    const normal = normals(2);
    const covered = [0, 0];
    for (let k = 0; k < 100; k++) {
      const currentDensity = E.map(
        (e) => butlerVolmer(e, 0.005, 2, 1.33, 0.5) * (1 + 0.01 * normal()) + 0.002 * normal(),
      );
      const { quantities } = await exchangeCurrent(
        { overpotential: E, currentDensity },
        {
          engine,
          temperature: 303.15,
          interfaces: 2,
          ohmicResistance: { value: 0.005 + 0.0002 * normal(), stderr: 0.0002 },
        },
      );
      [quantities[0], quantities[2]].forEach(({ lower, upper }, i) => {
        if (lower < 1.33 && 1.33 < upper) covered[i]++;
      });
      // The default window begins at 50 mV, where the reverse reaction bends the line: that is said
      if (k === 0) expect(quantities[1].warnings.join()).toContain("the reverse reaction bends");
    }
    for (const count of covered) expect(count).toBeGreaterThanOrEqual(hits(100)[0]);
  });

  test("without ohmic correction, with one branch, without a window: said", async () => {
    const curve = { overpotential: E, currentDensity: E.map((e) => butlerVolmer(e, 0.01, 1, 1.33, 0.5)) };
    const { quantities } = await exchangeCurrent(curve, { engine, temperature: 303.15, interfaces: 1 });
    expect(quantities[0].warnings.join()).toContain("no ohmic drop was taken off");
    const half = { overpotential: E.slice(31), currentDensity: curve.currentDensity.slice(31) };
    const anodic = await exchangeCurrent(half, {
      engine,
      temperature: 303.15,
      interfaces: 1,
      ohmicResistance: 0.01,
    });
    expect(anodic.quantities[0].warnings.join()).toContain("only the anodic branch");
    await expect(
      exchangeCurrent(
        { overpotential: [0.02, 0.03], currentDensity: [1, 2] },
        { engine, temperature: 303, interfaces: 1 },
      ),
    ).rejects.toThrow("too few points for a Tafel line");
    await expect(exchangeCurrent(curve, { engine, temperature: 30 - 60, interfaces: 1 })).rejects.toThrow(
      "give it in K",
    );
  });
});

describe("Warburg tail", () => {
  const frequency = sweep(1e6, 0.01, 71);
  const cells: [string, Record<string, number>, number][] = [
    ["R0-p(R1-W1,CPE1)", { "R0.R": 10, "R1.R": 80, "W1.A": 20, "CPE1.Q": 2e-6, "CPE1.n": 0.9 }, 20],
    ["R0-p(R1,CPE1)-W1", { "R0.R": 10, "R1.R": 300, "CPE1.Q": 1e-5, "CPE1.n": 0.85, "W1.A": 40 }, 40],
  ];

  test.each(cells)(
    "%s: the coefficient within its interval in 95 of 100, whatever the noise",
    async (circuit, values, truth) => {
      for (const noise of [0.002, 0.01]) {
        let covered = 0;
        let bias = 0;
        for (let k = 0; k < 60; k++) {
          const { fit } = await warburgTail(simulate(kernel, circuit, values, frequency, noise, 1 + k), {
            engine,
          });
          const at = fit.parameters.indexOf("S");
          const error = Math.sqrt(fit.covariance[at * fit.parameters.length + at]);
          bias += fit.values[at] / truth - 1;
          if (Math.abs(fit.values[at] - truth) < 2.05 * error) covered++;
        }
        expect(covered).toBeGreaterThanOrEqual(hits(60)[0]);
        expect(Math.abs(bias / 60)).toBeLessThan(0.006);
      }
    },
  );

  test("D = R²T²/(2A²n⁴F⁴C²σ²) to rounding; ω in rad/s: with f in Hz it would be 2π times as large", () => {
    const D = warburgDiffusion({ coefficient: 20, area: 1e-4, temperature: 303.15, concentration: 1000 });
    const expected = (8.314462618 * 303.15) ** 2 / (2 * 1e-8 * 96485.33212 ** 4 * 1e6 * 400);
    expect(off(D.value, expected)).toBeLessThan(1e-12);
    const two = warburgDiffusion({
      coefficient: 20,
      area: 1e-4,
      temperature: 303.15,
      concentration: 1000,
      electrons: 2,
    });
    expect(off(two.value, expected / 16)).toBeLessThan(1e-12);
    const errors = warburgDiffusion({
      coefficient: { value: 20, stderr: 0.2 },
      area: { value: 1e-4, stderr: 1e-6 },
      temperature: 303.15,
      concentration: { value: 1000, stderr: 10 },
    });
    expect(off(errors.stderr / errors.value, 0.02 * Math.sqrt(3))).toBeLessThan(1e-12);
    // Paper 003: 1.11e-14 against 2.33e-15 cm²/s is a Warburg coefficient smaller by √4.76
    const ratio = 1.11e-14 / 2.33e-15;
    const other = warburgDiffusion({
      coefficient: 20 * Math.sqrt(ratio),
      area: 1e-4,
      temperature: 303.15,
      concentration: 1000,
    });
    expect(off(D.value / other.value, 4.7639)).toBeLessThan(1e-4);
  });

  test("a blocking electrode is no tail of diffusion; a finite layer is said", async () => {
    const blocking = simulate(
      kernel,
      "R0-CPE1",
      { "R0.R": 10, "CPE1.Q": 1e-3, "CPE1.n": 0.8 },
      frequency,
      0.001,
    );
    const wrong = await warburgTail(blocking, { engine, band: [0.01, 1] });
    expect(wrong.warnings.join()).toContain("unequal slopes");
    const finite = simulate(kernel, "R0-Wo1", { "R0.R": 10, "Wo1.Z0": 200, "Wo1.tau": 60 }, frequency, 0.001);
    const cut = await warburgTail(finite, { engine });
    expect(cut.warnings.join()).toContain("do not belong to the tail");
    // Z0·√(2τ)⁻¹ is the coefficient of the semi-infinite part
    const at = cut.fit.parameters.indexOf("S");
    expect(off(cut.fit.values[at], 200 / Math.sqrt(2 * 60))).toBeLessThan(0.02);
    await expect(warburgTail({ ...blocking, frequency: frequency.slice(0, 3) }, { engine })).rejects.toThrow(
      "at least 6",
    );
  });
});

describe("onset of a sweep", () => {
  const E = Array.from({ length: 801 }, (_, i) => 3 + 0.004 * i);
  const current = (e: number) =>
    0.005 + 0.002 * (e - 3) + (0.1 * Math.exp((e - 4.7) / 0.08)) / (1 + 0.02 * Math.exp((e - 4.7) / 0.08));
  // 0.1·x/(1 + 0.02x) = 0.1 A/m²
  const threshold = 4.7 + 0.08 * Math.log(1 / 0.98);
  // Steepest where 0.02x = 1; there 2.5 A/m² with slope 2.5/(2·0.08)
  const steep = 4.7 + 0.08 * Math.log(50);
  const tangent = steep - (2.5 / (2.5 / 0.16)) * 1;

  test("by threshold and tangents the values of the formula, in both directions", async () => {
    for (const direction of [1, -1]) {
      const found = await onset(
        { potential: E.map((e) => direction * e), currentDensity: E.map((e) => direction * current(e)) },
        { engine },
      );
      // The line through four points cuts the bend by 1.25·(4 mV)²/(2·80 mV)
      expect(Math.abs(found.quantities[0].value * direction - threshold)).toBeLessThan(1.5e-4);
      // The tangent is a line through 1/50 of the sweep
      expect(Math.abs(found.quantities[1].value * direction - tangent)).toBeLessThan(2e-3);
      expect(found.quantities[0].definition[1]).toContain(direction > 0 ? "oxidation" : "reduction");
    }
  });

  test("with noise: the interval of the threshold covers it; the onset by noise moves with the noise", async () => {
    const normal = normals(6);
    let covered = 0;
    const byNoise: number[] = [];
    for (let k = 0; k < 60; k++) {
      const { quantities } = await onset(
        { potential: E, currentDensity: E.map((e) => current(e) + 0.003 * normal()) },
        { engine },
      );
      if (quantities[0].lower < threshold && threshold < quantities[0].upper) covered++;
      byNoise.push(quantities[2].value);
    }
    expect(covered).toBeGreaterThanOrEqual(hits(60)[0]);
    const quiet = await onset(
      { potential: E, currentDensity: E.map((e) => current(e) + 0.0003 * normal()) },
      { engine },
    );
    expect(quiet.quantities[2].value).toBeLessThan(Math.min(...byNoise));
  });

  test("a current that bends much between two points, tenfold in 70 mV, biases the threshold by less than its error", async () => {
    const normal = normals(16);
    const steps = Array.from({ length: 601 }, (_, i) => 3 + 0.003 * i);
    let pull = 0;
    const count = 100;
    for (let k = 0; k < count; k++) {
      const { quantities } = await onset(
        {
          potential: steps,
          currentDensity: steps.map((e) => 0.01 + 0.1 * Math.exp((e - 4.7) / 0.03) + 0.0015 * normal()),
        },
        { engine },
      );
      pull += (quantities[0].value - 4.7) / quantities[0].stderr / count;
    }
    expect(Math.abs(pull)).toBeLessThan(0.4);
  });

  test("a stable electrolyte has no onset by threshold, and that is said; a turn ends the sweep", async () => {
    const normal = normals(8);
    const flat = await onset({ potential: E, currentDensity: E.map(() => 0.001 * normal()) }, { engine });
    expect(flat.quantities.every(({ definition }) => !definition[0].includes("threshold"))).toBe(true);
    expect(flat.warnings.join()).toContain("stays below 0.1 A·m⁻² above the base line up to 6.2 V");
    const spike = E.map((_, i) => 0.001 * normal() + (i === E.length - 1 ? 10 : 0));
    const spiked = await onset({ potential: E, currentDensity: spike }, { engine });
    // One last point is no onset: only the tangent, with its doubt, is left
    expect(spiked.quantities.map(({ definition }) => definition[0])).toEqual([
      expect.stringContaining("tangent"),
    ]);
    expect(spiked.quantities[0].warnings.join()).toContain("steepest at the end of the sweep");
    const both = [...E, ...E.toReversed()];
    const cyclic = await onset({ potential: both, currentDensity: both.map(current) }, { engine });
    expect(cyclic.warnings.join()).toContain("turns at 6.2 V");
    expect(Math.abs(cyclic.quantities[0].value - threshold)).toBeLessThan(1.5e-4);
  });
});

describe("Arrhenius' law", () => {
  const temperature = [45, 60, 75, 90, 105, 120, 135].map((c) => c + 273.15);
  const conductivity = (T: number, E: number, form = "plain") =>
    (1e6 * Math.exp(-E / (BOLTZMANN * T))) / (form === "plain" ? 1 : T);

  test.each(["plain", "temperature"] as const)(
    "form %s: Ea of paper 000 (0.605 eV) to 1e-12, in ln and in log10",
    async (form) => {
      const data = {
        temperature,
        value: temperature.map((T) => conductivity(T, 0.605, form)),
        unit: "S·m⁻¹",
      };
      const natural = await arrheniusLaw(data, { engine, form });
      const decadic = await arrheniusLaw(data, { engine, form, logarithm: "log10" });
      expect(off(natural.quantity.value, 0.605)).toBeLessThan(1e-12);
      expect(off(natural.law.lnPrefactor, Math.log(1e6))).toBeLessThan(1e-11);
      expect(off(arrheniusAt(natural.law, 350).value, conductivity(350, 0.605, form))).toBeLessThan(1e-11);
      // Ea = −slope·k·ln 10 of log10
      const slope = decadic.quantity.details[1];
      expect(slope.name).toBe("slope of log10 over 1/T");
      expect(off(-slope.value * BOLTZMANN * Math.LN10, 0.605)).toBeLessThan(1e-12);
      expect(natural.quantity.formula).toBe(
        form === "plain" ? "ln σ = ln A − Ea/(kT)" : "ln (σ·T) = ln A − Ea/(kT)",
      );
    },
  );

  test("σ and σT differ in Ea by about k·T̄, 0.031 eV over 45 … 135 °C, and the result says so", async () => {
    const data = { temperature, value: temperature.map((T) => conductivity(T, 0.605)), unit: "S·m⁻¹" };
    const [plain, hopping] = [
      await arrheniusLaw(data, { engine }),
      await arrheniusLaw(data, { engine, form: "temperature" }),
    ];
    expect(hopping.quantity.value - plain.quantity.value).toBeCloseTo(0.031, 3);
    expect(plain.quantity.definition[0]).toContain("kT̄ = 0.031 eV");
  });

  test("a resistance rises with 1/T", async () => {
    const data = {
      temperature,
      value: temperature.map((T) => 1 / conductivity(T, 0.36)),
      unit: "Ω",
      symbol: "R",
    };
    const found = await arrheniusLaw(data, { engine });
    expect(off(found.quantity.value, 0.36)).toBeLessThan(1e-12);
    expect(found.quantity.formula).toBe("ln R = ln A + Ea/(kT)");
  });

  test("1 % noise: the interval covers Ea in 95 of 100, with and without given errors; the error is below 0.005 eV", async () => {
    const normal = normals(12);
    const covered = [0, 0];
    for (let k = 0; k < 200; k++) {
      const value = temperature.map((T) => conductivity(T, 0.36) * Math.exp(0.01 * normal()));
      const stderr = value.map((v) => 0.01 * v);
      for (const [i, data] of [
        { temperature, value, unit: "S·m⁻¹" },
        { temperature, value, stderr, unit: "S·m⁻¹" },
      ].entries()) {
        const { quantity } = await arrheniusLaw(data, { engine });
        if (quantity.lower < 0.36 && 0.36 < quantity.upper) covered[i]++;
        expect(Math.abs(quantity.value - 0.36)).toBeLessThan(0.005);
      }
    }
    for (const count of covered) {
      expect(count).toBeGreaterThanOrEqual(hits(200)[0]);
      expect(count).toBeLessThanOrEqual(hits(200)[1]);
    }
  });

  test("a bend, a narrow range, bad values are said", async () => {
    const normal = normals(1);
    const value = temperature.map(
      (T) => (conductivity(T, 0.3) + conductivity(T, 0.9) * 1e9) * Math.exp(0.005 * normal()),
    );
    expect(
      (await arrheniusLaw({ temperature, value, unit: "S·m⁻¹" }, { engine })).quantity.warnings.join(),
    ).toContain("bent");
    const near = { temperature: [300, 305, 310], value: [1, 1.2, 1.4], unit: "S·m⁻¹" };
    expect((await arrheniusLaw(near, { engine })).quantity.warnings.join()).toContain("span 10 K");
    await expect(arrheniusLaw({ ...near, value: [1, 0, 2] }, { engine })).rejects.toThrow(
      "point 2: the value is 0",
    );
    await expect(arrheniusLaw({ ...near, temperature: [300, 300, 300] }, { engine })).rejects.toThrow(
      "temperatures that differ",
    );
  });
});

describe("Meyer–Neldel", () => {
  test("York's line on Pearson's data with York's weights: a = 5.47991022403, b = −0.48053340745 (York and others 2004, table II)", () => {
    const x = [0, 0.9, 1.8, 2.6, 3.3, 4.4, 5.2, 6.1, 6.5, 7.4];
    const y = [5.9, 5.4, 4.4, 4.6, 3.5, 3.7, 2.8, 2.8, 2.4, 1.5];
    const wx = [1000, 1000, 500, 800, 200, 80, 60, 20, 1.8, 1];
    const wy = [1, 1.8, 4, 8, 20, 20, 70, 70, 100, 500];
    const line = york(x.map((at, i) => ({ x: at, y: y[i], vx: 1 / wx[i], vy: 1 / wy[i], c: 0 })));
    expect(off(line.a, 5.47991022403)).toBeLessThan(1e-10);
    expect(off(line.b, -0.48053340745)).toBeLessThan(1e-10);
    expect(off(Math.sqrt(line.va), 0.29497074)).toBeLessThan(1e-5);
    expect(off(Math.sqrt(line.vb), 0.057985009)).toBeLessThan(1e-5);
    expect(off(line.chi2, 11.8663531941)).toBeLessThan(1e-9);
  });

  const temperature = [300, 320, 340, 360, 380, 400];
  const samples = async (energies: readonly number[], perEnergy: number, noise: number, seed: number) => {
    const normal = normals(seed);
    return Promise.all(
      energies.map(async (E, k) => {
        const value = temperature.map((T) =>
          Math.exp(2 + E * perEnergy - E / (BOLTZMANN * T) + noise * normal()),
        );
        const { fit } = await arrheniusLaw({ temperature, value, unit: "S·m⁻¹" }, { engine });
        return { name: `sample ${k}`, fit, range: [300, 400] as const };
      }),
    );
  };

  test("of samples that obey the rule: E_MN with its interval", async () => {
    let covered = 0;
    for (let k = 0; k < 60; k++) {
      const { quantity } = meyerNeldel(await samples([0.25, 0.32, 0.38, 0.45, 0.5], 1 / 0.05, 0.01, 1 + k));
      if (quantity.lower < 0.05 && 0.05 < quantity.upper) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(hits(60)[0]);
  });

  test("of one material measured five times: a line of correlated errors, and it is called that", async () => {
    const { quantity } = meyerNeldel(await samples([0.35, 0.35, 0.35, 0.35, 0.35], 0, 0.03, 7));
    expect(quantity.warnings.join()).toContain("correlated errors");
    expect(() => meyerNeldel([])).toThrow("at least 3");
  });
});
