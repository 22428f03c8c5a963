import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Fitter, openFitter } from "../../src/fit/fitter.ts";
import { planFit } from "../../src/fit/plan.ts";
import { type FitResult, StopReason } from "../../src/fit/result.ts";
import type { Spectrum } from "../../src/impedance/spectrum.ts";
import { decodeResult, encodeJob, type JobOptions, Mode } from "../../src/kernel/job.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { compileCircuit } from "../../src/program/compile.ts";
import { parseCircuit } from "../../src/program/syntax.ts";
import { builds, kernelOf } from "../kernel/builds.ts";
import { seeded } from "../program/random-circuit.ts";
import { byName, fitterOf, numbersOf, references, spectrumOf, worstRelative } from "./references.ts";
import { simulate, sweep } from "./simulate.ts";

function namesOfCircuit(circuit: string): string[] {
  return compileCircuit(parseCircuit(circuit)).parameters.map(({ name }) => name);
}

const plain: JobOptions = {
  mode: Mode.Solve,
  weighting: 1,
  loss: 0,
  lossScale: 0,
  evaluations: 300,
  starts: 4,
  draws: 2,
  patience: 1000,
  seed: 1,
  costTolerance: 1e-10,
  stepTolerance: 1e-12,
  gradientTolerance: 1e-12,
  damping: 1e-3,
};

const arcs = "R0-p(R1,CPE1)-p(R2,CPE2)-CPE3";
const grid = sweep(7e6, 0.1, 66);

interface Known {
  readonly truth: Record<string, number>;
  readonly spectrum: Spectrum;
}

/** Arcs of resistances over four decades, apart by at least a factor of 30 in time, before a CPE tail; 0.5 % noise. */
function population(kernel: Kernel, circuit: string, arcCount: number, count: number, seed: number): Known[] {
  const random = seeded(seed);
  const between = (a: number, b: number): number => a + (b - a) * random();
  return Array.from({ length: count }, (_, k) => {
    const truth: Record<string, number> = { "R0.R": 10 ** between(0, 2) };
    const size = 10 ** between(0, 4);
    let lnTau = between(Math.log(1e-7), Math.log(1e-6));
    for (let a = 1; a <= arcCount; a++) {
      const r = size * 10 ** between(-0.5, 0.5);
      const n = between(0.8, 0.98);
      truth[`R${a}.R`] = r;
      truth[`CPE${a}.Q`] = Math.exp(n * lnTau) / r;
      truth[`CPE${a}.n`] = n;
      lnTau += between(Math.log(30), Math.log(300));
    }
    const n = between(0.6, 0.9);
    truth[`CPE${arcCount + 1}.Q`] = 1 / (size * (2 * Math.PI * between(0.2, 2)) ** n);
    truth[`CPE${arcCount + 1}.n`] = n;
    return { truth, spectrum: simulate(kernel, circuit, truth, grid, 0.005 / Math.SQRT2, seed + k) };
  });
}

describe("how long the search goes on", () => {
  test("a number of starts that is given is made, and a fit that few starts agree on says so", async () => {
    const fitter = await fitterOf("simd");
    const circuit = "R0-p(R1,CPE1)-p(R2,CPE2)-p(R3,CPE3)-CPE4";
    const [{ spectrum }] = population(await kernelOf("simd"), circuit, 3, 1, 3);
    const [short] = await fitter.fitMany(circuit, [spectrum], { workers: 0 });
    const [long] = await fitter.fitMany(circuit, [spectrum], { starts: 400, workers: 0 });
    // Half of the local fits are hops, and half the number is enough where most agree
    expect(long.starts).toBeGreaterThanOrEqual(100);
    expect(long.starts).toBeGreaterThan(short.starts);
    expect(long.chi2).toBeLessThanOrEqual(short.chi2 * (1 + 1e-9));
  });

  test("branches of different kinds in each other's place: exchanging them finds what restarts alone find later", async () => {
    const fitter = await fitterOf("simd");
    const circuit = "R0-p(R1,CPE1)-G2-p(R3-W3,C3)";
    const truth = {
      "R0.R": 5,
      "R1.R": 40,
      "CPE1.Q": 2e-6,
      "CPE1.n": 0.85,
      "G2.R": 60,
      "G2.t": 0.02,
      "R3.R": 30,
      "W3.A": 20,
      "C3.C": 0.02,
    };
    const names = namesOfCircuit(circuit);
    const values = Object.fromEntries(names.map((name, i) => [name, Object.values(truth)[i]]));
    const kernel = await kernelOf("simd");
    let reached = 0;
    for (let seed = 1; seed <= 10; seed++) {
      const spectrum = simulate(kernel, circuit, values, sweep(1e6, 1e-2, 60), 1e-3, seed);
      const known = await fitter.fit(circuit, spectrum, { start: values, starts: 0 });
      const found = await fitter.fit(circuit, spectrum);
      if (found.chi2 <= 1.001 * known.chi2) reached++;
    }
    expect(reached).toBeGreaterThanOrEqual(9);
  }, 60_000);
});

describe("starts where the data relax", () => {
  test("a first heat that follows the data finds at least as many optima as one that does not, in fewer evaluations", async () => {
    const kernel = await kernelOf("simd");
    const circuit = "R0-p(R1,CPE1)-p(R2,CPE2)-p(R3,CPE3)-CPE4";
    const known = population(kernel, circuit, 3, 100, 7);
    const program = compileCircuit(parseCircuit(circuit));
    const plan = planFit(program, {});
    const solve = (starts: Float64Array[] | null, options: Partial<JobOptions>) => {
      const results = kernel.run(
        encodeJob(
          program,
          plan.compositions,
          plan.variables,
          known.map(({ spectrum }) => spectrum),
          starts,
          { ...plain, ...options },
        ),
      );
      return known.map((_, s) => decodeResult(results, s, plan.variables.length));
    };
    const truth = solve(
      known.map(({ truth }) => Float64Array.from(program.parameters, ({ name }) => truth[name])),
      { starts: 0 },
    );
    const heat = (proposals: boolean): { found: number; evaluations: number } => {
      const results = solve(null, { starts: 4, proposals });
      return {
        found: results.filter(({ cost }, s) => cost <= 1.0001 * truth[s].cost).length,
        evaluations: results.reduce((sum, { evaluations }) => sum + evaluations, 0),
      };
    };
    const following = heat(true);
    const elsewhere = heat(false);
    expect(following.found).toBeGreaterThanOrEqual(95);
    expect(following.found).toBeGreaterThanOrEqual(elsewhere.found);
    expect(following.evaluations).toBeLessThan(elsewhere.evaluations);
  });
});

describe("no starting values", () => {
  test.each([
    ["R0-p(R1,CPE1)-p(R2,CPE2)-CPE3", 2],
    ["R0-p(R1,CPE1)-p(R2,CPE2)-p(R3,CPE3)-CPE4", 3],
  ])(
    "%s, 60 spectra: the optimum that the truth leads to, or a better one, for at least 59",
    async (circuit, count) => {
      const fitter = await fitterOf("simd");
      const known = population(await kernelOf("simd"), circuit, count, 60, 40 + count);
      let reached = 0;
      const found = await fitter.fitMany(
        circuit,
        known.map(({ spectrum }) => spectrum),
        { workers: 0 },
      );
      for (const [i, { truth, spectrum }] of known.entries()) {
        const best = await fitter.fit(circuit, spectrum, { start: truth, starts: 0 });
        // the truth leads somewhere that noise explains
        expect(best.rms).toBeLessThan(0.0065);
        if (found[i].chi2 <= 1.0001 * best.chi2) reached++;
      }
      expect(reached).toBeGreaterThanOrEqual(59);
    },
  );
});

describe.each(builds)("%s: the search", (build) => {
  const spectrum = spectrumOf(references.spectra[1]);
  const { circuit, truth } = references.spectra[1];

  test("the same seed gives the same bits, whatever was fitted before; another seed other draws", async () => {
    const fitter = await fitterOf(build);
    const first = await fitter.fit(circuit, spectrum, { seed: 5 });
    await fitter.fit("R0-C0", spectrum, { loss: "cauchy", weighting: "unit" });
    expect(await fitter.fit(circuit, spectrum, { seed: 5 })).toEqual(first);
    const other = await fitter.fit(circuit, spectrum, { seed: 6 });
    expect(other.evaluations).not.toBe(first.evaluations);
    expect(Math.abs(other.chi2 / first.chi2 - 1)).toBeLessThan(1e-6);
  });

  test("a given start is the first of the local fits: nothing worse than it comes back", async () => {
    const fitter = await fitterOf(build);
    const start = byName(circuit, truth);
    const alone = await fitter.fit(circuit, spectrum, { start, starts: 0 });
    expect([alone.starts, alone.agreement]).toEqual([1, 1]);
    const searched = await fitter.fit(circuit, spectrum, { start });
    expect(searched.starts).toBeGreaterThan(1);
    expect(searched.chi2).toBeLessThanOrEqual(alone.chi2 * (1 + 1e-9));
    expect(searched.agreement).toBeLessThanOrEqual(searched.starts);
  });

  test("starts: 0 is a local fit: what it does not reach in its evaluations, no search reaches for it", async () => {
    const fitter = await fitterOf(build);
    const start = {
      "R0.R": 1e-3,
      "R1.R": 1e5,
      "CPE1.Q": 1e3,
      "CPE1.n": 0.2,
      "R2.R": 1e6,
      "CPE2.Q": 1e3,
      "CPE2.n": 0.2,
    };
    const local = await fitter.fit(circuit, spectrum, { start, starts: 0, evaluations: 4 });
    expect([local.status, local.reason, local.starts]).toEqual(["failed", StopReason.EvaluationLimit, 1]);
    // the given start, and the fallbacks of the damping, at four evaluations each
    expect(local.evaluations).toBeLessThanOrEqual(4 * 4 + 1);
    const searched = await fitter.fit(circuit, spectrum, { start });
    expect(searched.starts).toBeGreaterThan(1);
    expect(searched.chi2).toBeLessThan(local.chi2);
  });

  test("a partial start is honoured: it tells two equal fits of different arcs apart", async () => {
    const fitter = await fitterOf(build);
    const result = await fitter.fit(circuit, spectrum, { start: { "R1.R": truth[1], "CPE1.n": 0.9 } });
    const whole = await fitter.fit(circuit, spectrum, { start: byName(circuit, truth), starts: 0 });
    expect(result.chi2).toBeLessThanOrEqual(whole.chi2 * (1 + 1e-8));
  });

  test("arcs come by rising time constant, and values, errors, states and covariances move together", async () => {
    const fitter = await fitterOf(build);
    const fast = byName(arcs, [20, 900, 3e-10, 0.93, 400, 4e-7, 0.86, 6e-4, 0.75]);
    const swapped = { ...fast };
    for (const [a, b] of [
      ["R1.R", "R2.R"],
      ["CPE1.Q", "CPE2.Q"],
      ["CPE1.n", "CPE2.n"],
    ]) {
      [swapped[a], swapped[b]] = [fast[b], fast[a]];
    }
    const data = simulate(await kernelOf(build), arcs, fast, grid, 0.005);
    const options = { starts: 0, tolerance: 1e-15 };
    const straight = await fitter.fit(arcs, data, { ...options, start: fast });
    const crossed = await fitter.fit(arcs, data, { ...options, start: swapped });
    expect(worstRelative(crossed.values, straight.values)).toBeLessThan(1e-7);
    expect(worstRelative(crossed.stderr, straight.stderr)).toBeLessThan(1e-6);
    const n = 9;
    straight.covariance.forEach((value, k) => {
      const scale = straight.stderr[Math.floor(k / n)] * straight.stderr[k % n];
      expect(Math.abs(crossed.covariance[k] - value) / scale).toBeLessThan(1e-6);
      expect(Math.abs(crossed.correlation[k] - straight.correlation[k])).toBeLessThan(1e-6);
    });
    // a bound that tells the arcs apart keeps them where the user put them, and the errors then say what was swapped above
    const kept = await fitter.fit(arcs, data, { ...options, start: swapped, bounds: { "R1.R": [0, 1e9] } });
    expect(kept.values[1]).toBeLessThan(kept.values[4]);
    const order = [0, 4, 5, 6, 1, 2, 3, 7, 8];
    order.forEach((from, to) => {
      expect(Math.abs(kept.values[from] / straight.values[to] - 1)).toBeLessThan(1e-7);
      expect(Math.abs(kept.stderr[from] / straight.stderr[to] - 1)).toBeLessThan(1e-6);
    });
  });

  test("a batch: every spectrum as if its chunk did not matter, twice the same bits", async () => {
    const fitter = await fitterOf(build);
    const known = population(await kernelOf(build), arcs, 2, build === "debug" ? 6 : 20, 3).map(
      (one) => one.spectrum,
    );
    const whole = await fitter.fitMany(arcs, known, { workers: 0, starts: 8 });
    expect(await fitter.fitMany(arcs, known, { workers: 0, starts: 8 })).toEqual(whole);
    // the draws of a spectrum come from the seed and from its data: neither its place nor its company matter
    const beginning = await fitter.fitMany(arcs, known.slice(0, 5), { workers: 0, starts: 8 });
    expect(beginning).toEqual(whole.slice(0, 5));
    expect(await fitter.fit(arcs, known[3], { starts: 8 })).toEqual(whole[3]);
    const turned = await fitter.fitMany(arcs, known.toReversed(), { workers: 0, starts: 8 });
    expect(turned.toReversed()).toEqual(whole);
    // other data, other draws: one point that differs in its last bit
    const touched = { ...known[0], real: known[0].real.slice() };
    touched.real[9] *= 1 + 2 ** -52;
    const other = await fitter.fit(arcs, touched, { starts: 8 });
    expect(other.evaluations).not.toBe(whole[0].evaluations);
  });

  test("a robust scale is taken from its own spectrum: what was fitted before leaves no trace", async () => {
    const fitter = await fitterOf(build);
    const kernel = await kernelOf(build);
    const noisy = simulate(kernel, "R0-C0", [10, 1e-3], sweep(1e3, 1, 21), 0.05);
    // more than half of the weighted residuals are exactly 0: their median is no scale
    const flat = {
      frequency: sweep(1e3, 1, 21),
      real: Float64Array.from({ length: 21 }, (_, i) => (i < 3 ? 12 : i === 20 ? 0 : 10)),
      imaginary: new Float64Array(21),
    };
    const options = {
      workers: 0,
      loss: "huber" as const,
      weighting: "proportional" as const,
      start: { "R0.R": 10 },
      starts: 0,
    };
    const [alone] = await fitter.fitMany("R0", [flat], options);
    await fitter.fitMany("R0", [noisy], { ...options, loss: "cauchy" });
    const [, after] = await fitter.fitMany("R0", [noisy, flat], options);
    expect(numbersOf(after)).toEqual(numbersOf(alone));
  });
});

describe("workers", () => {
  let fitter: Fitter;
  let spectra: Spectrum[];
  let alone: FitResult[];
  beforeAll(async () => {
    fitter = await openFitter();
    const kernel = await Kernel.load();
    spectra = population(kernel, arcs, 2, 50, 90).map((one) => one.spectrum);
    // grids of their own, so that chunks do not share them
    spectra[7] = { ...spectra[7], frequency: spectra[7].frequency.slice() };
    alone = await fitter.fitMany(arcs, spectra, { workers: 0, starts: 8 });
  });
  afterAll(() => fitter.close());

  test.each([1, 2, 3])("%i workers give the bits of none", async (workers) => {
    expect(await fitter.fitMany(arcs, spectra, { workers, starts: 8 })).toEqual(alone);
  });

  test("the number that the machine proposes, too", async () => {
    expect(await fitter.fitMany(arcs, spectra, { starts: 8 })).toEqual(alone);
  });
});
