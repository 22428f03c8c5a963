import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { coinFile, coinSpectra, rankCurve } from "../../bench/coinspectra.js";
import { simulateArcs } from "../../bench/simulation.js";
import { readImpedance } from "../../src/formats/index.ts";
import type { Spectrum } from "../../src/impedance/spectrum.ts";
import {
  type ValidityOptions,
  type ValidityResult,
  validate,
  validateMany,
} from "../../src/impedance/validity.ts";
import { elementKind } from "../../src/program/element.ts";
import { parseCircuit } from "../../src/program/syntax.ts";
import { type Engine, openEngine } from "../../src/workers/engine.ts";
import { impedanceOf } from "../program/complex-oracle.ts";
import { describeShared, shared } from "../shared.ts";
import { spectrumOf, sweep } from "./spectra.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
  return () => engine.close();
});

const noisy = (spectra: number, noise: number, seed = 5): Spectrum[] =>
  simulateArcs({ arcs: 2, spectra, seed, noise });

/** Z grows by `share` over a sweep from high to low frequency whose time goes as 1/f. */
function drifting(spectrum: Spectrum, share: number): Spectrum {
  let sum = 0;
  const time = spectrum.frequency.map((f) => (sum += 1 / f));
  const grow = (z: number, i: number): number => z * (1 + (share * time[i]) / sum);
  return { ...spectrum, real: spectrum.real.map(grow), imaginary: spectrum.imaginary.map(grow) };
}

describe("the violation and the scatter", () => {
  test("are what the definition says: sums of squares that three separate fits leave", async () => {
    for (const spectrum of noisy(5, 0.004)) {
      const options: ValidityOptions = { engine, representation: "impedance" };
      const both = await validate(spectrum, options);
      const real = await validate(spectrum, { ...options, fit: "real" });
      const imaginary = await validate(spectrum, { ...options, fit: "imaginary" });
      const points = spectrum.frequency.length;
      const M = both.linKK!.elements;
      const left = points * (real.linKK!.rmsReal ** 2 + imaginary.linKK!.rmsImaginary ** 2);
      // the residuals of the curves carry the rounding of their ill-conditioned resistances, the sums of squares do not
      expect(both.violation / Math.sqrt((both.linKK!.pseudoChi2 - left) / M)).toBeCloseTo(1, 5);
      expect(both.scatter / Math.sqrt(left / (2 * points - 2 * M - 3))).toBeCloseTo(1, 5);
      expect(both.score).toBeCloseTo(both.violation / both.tolerance, 12);
      expect(both.tolerance).toBeCloseTo(
        Math.max(Math.min(0.015, 20 * both.scatter), 3 * both.scatter, 1e-4),
        12,
      );
    }
  });

  test("have the F distribution for noise: its mean, and hardly ever three times the scatter", async () => {
    const results = await validateMany(noisy(400, 0.005, 11), { engine, zhit: false });
    const ratios = results.map(({ violation, scatter }) => (violation / scatter) ** 2);
    const M = results[0].linKK!.elements;
    const freedom = 140 - 2 * M - 3;
    const mean = ratios.reduce((sum, value) => sum + value, 0) / ratios.length;
    expect(mean / (freedom / (freedom - 2))).toBeCloseTo(1, 0.9);
    expect(Math.max(...ratios)).toBeLessThan(9);
    const level = Math.sqrt(results.reduce((sum, { scatter }) => sum + scatter ** 2, 0) / results.length);
    expect(level / 0.005).toBeCloseTo(1, 1.2);
  });

  test.each([0, 1e-4, 1e-3, 0.01, 0.03])("noise of %f alone is never called a violation", async (noise) => {
    for (const arcs of [1, 2, 3]) {
      const spectra = simulateArcs({ arcs, spectra: 80, seed: arcs, noise });
      const results = await validateMany(spectra, { engine, zhit: false });
      expect(results.filter(({ valid }) => !valid)).toEqual([]);
    }
  });

  test("a drift raises the score, the more the larger it is, and is found in a precise measurement", async () => {
    for (const clean of noisy(10, 2e-5)) {
      const scores: number[] = [];
      for (const share of [0, 0.02, 0.05, 0.1, 0.3]) {
        scores.push((await validate(drifting(clean, share), { engine })).score);
      }
      expect([...scores].sort((a, b) => a - b)).toEqual(scores);
      expect(scores[0]).toBeLessThan(0.5);
      expect(scores[4]).toBeGreaterThan(1);
    }
  });

  test("what is tolerated but is no noise is said, and a lower limit refuses it", async () => {
    const [spectrum] = noisy(1, 3e-4);
    const drifted = drifting(spectrum, 0.1);
    const usual = await validate(drifted, { engine });
    expect(usual.valid).toBe(true);
    expect(usual.warnings.join()).toContain("it is no noise");
    const strict = await validate(drifted, { engine, limit: 0.0015 });
    expect(strict.valid).toBe(false);
    expect(strict.message).toContain("more than the limit of 0.15 %");
    expect((await validate(spectrum, { engine, limit: 0.0015 })).valid).toBe(true);
  });
});

describe("invariances", () => {
  const [spectrum] = noisy(1, 0.002);
  const cases: readonly (readonly [string, (one: Spectrum) => Spectrum])[] = [
    [
      "Z in other units",
      (one) => ({
        ...one,
        real: one.real.map((z) => z * 3e-7),
        imaginary: one.imaginary.map((z) => z * 3e-7),
      }),
    ],
    ["frequencies in other units", (one) => ({ ...one, frequency: one.frequency.map((f) => f * 1e5) })],
    [
      "points in another order",
      (one) => ({
        ...one,
        frequency: one.frequency.slice().reverse(),
        real: one.real.slice().reverse(),
        imaginary: one.imaginary.slice().reverse(),
      }),
    ],
  ];
  test.each(cases)("%s change neither verdict nor mu", async (_, change) => {
    for (const drift of [0, 1]) {
      const one = drifting(spectrum, drift);
      const before = await validate(one, { engine });
      const after = await validate(change(one), { engine });
      expect(after.verdict).toBe(before.verdict);
      expect(after.score / before.score).toBeCloseTo(1, 5);
      const shown: ValidityOptions = { engine, elements: "mu", fit: "real", representation: "impedance" };
      const [a, b] = [await validate(one, shown), await validate(change(one), shown)];
      expect(b.linKK!.elements).toBe(a.linKK!.elements);
      expect(b.linKK!.mu).toBeCloseTo(a.linKK!.mu, 7);
    }
  });

  test("the number of workers and of spectra beside it change nothing", async () => {
    const spectra = noisy(90, 0.002);
    const here = await validateMany(spectra, { engine, workers: 0 });
    const there = await validateMany(spectra, { engine, workers: 2 });
    expect(there).toEqual(here);
    expect(await validate(spectra[70], { engine })).toEqual(here[70]);
  });

  test("the builds agree", async () => {
    const spectra = [...noisy(4, 0.002), ...noisy(4, 0.002).map((one) => drifting(one, 0.5))];
    const simd = await validateMany(spectra, { kernel: "simd" });
    for (const kernel of ["scalar", "js", "debug"] as const) {
      const other = await validateMany(spectra, { kernel });
      other.forEach((result, i) => {
        expect(result.verdict).toBe(simd[i].verdict);
        expect(result.score / simd[i].score).toBeCloseTo(1, 6);
        result.linKK!.fit.real.forEach((value, k) => {
          expect(value / simd[i].linKK!.fit.real[k]).toBeCloseTo(1, 7);
        });
      });
    }
  });
});

describe("representation", () => {
  /** R0 + (−R ‖ C): unstable at controlled current. */
  const unstable = spectrumOf(sweep(1e4, 0.1, 10), (w) => {
    const x = w * 0.05;
    const square = 1 + x * x;
    return [30 - 80 / square, (-80 * x) / square];
  });

  test("a negative resistance is valid as an admittance, and it is said", async () => {
    const result = await validate(unstable, { engine });
    expect(result.valid).toBe(true);
    expect(result.linKK!.representation).toBe("admittance");
    expect(result.warnings.join()).toContain("negative resistance");
    expect((await validate(unstable, { engine, representation: "impedance" })).valid).toBe(false);
    expect((await validate(unstable, { engine, representation: "admittance" })).warnings).toEqual([]);
  });

  test("of an ordinary spectrum both are valid", async () => {
    for (const representation of ["impedance", "admittance"] as const) {
      for (const result of await validateMany(noisy(20, 0.002), { engine, representation })) {
        expect(result.valid).toBe(true);
        expect(result.linKK!.representation).toBe(representation);
      }
    }
  });
});

describeShared("the known circuits of pyimpspec's mock data", () => {
  interface Known {
    readonly label: string;
    readonly cdc: string;
    readonly log_max_f: number;
    readonly log_min_f: number;
    readonly points_per_decade: number;
    readonly drift: number;
  }
  let circuits: readonly Known[];
  beforeAll(() => {
    circuits = JSON.parse(readFileSync(shared("golden/circuits.json"), "utf8")).known_circuits.circuits;
  });

  /** The element labelled drift has R + v·Σ 1/f over the frequencies from the highest to the present one. */
  function spectrumOfKnown(known: Known): Spectrum {
    const { log_max_f, log_min_f, points_per_decade, drift, cdc } = known;
    const circuit = parseCircuit(cdc);
    let sum = 0;
    return {
      name: known.label,
      ...spectrumOf(sweep(10 ** log_max_f, 10 ** log_min_f, points_per_decade), (w) => {
        const frequency = w / (2 * Math.PI);
        sum += 1 / frequency;
        return impedanceOf(circuit, frequency, ({ type, label, settings }) =>
          Object.fromEntries(
            elementKind(type).parameters.map(({ symbol, fixed }) => [
              symbol,
              (settings?.[symbol]?.value ?? fixed!) + (label === "R_drift" ? drift * sum : 0),
            ]),
          ),
        );
      }),
    };
  }

  test("every drifting one is flagged and no valid one is, with room on both sides", async () => {
    const results = await validateMany(circuits.map(spectrumOfKnown), { engine });
    expect(results).toHaveLength(35);
    expect(circuits.filter(({ drift }) => drift !== 0)).toHaveLength(16);
    results.forEach((result, i) => {
      expect(result.valid, `${result.spectrum}: ${result.message}`).toBe(circuits[i].drift === 0);
      if (circuits[i].drift === 0) expect(result.score).toBeLessThan(0.5);
      else expect(result.score).toBeGreaterThan(2);
    });
  });
});

describeShared("measured spectra", () => {
  test("2,025 coin cells: the score separates rested from restless ones, and so does the verdict", async () => {
    const cells = coinSpectra(readFileSync(shared(coinFile), "utf8"));
    expect(cells).toHaveLength(2025);
    const results = await validateMany(
      cells.map(({ spectrum }) => spectrum),
      { engine },
    );
    const rested = cells.map((cell) => cell.rested);
    expect(
      rankCurve(
        results.map(({ score }) => score),
        rested,
      ),
    ).toBeGreaterThan(0.999);
    expect(
      rankCurve(
        results.map(({ valid }) => (valid ? 0 : 1)),
        rested,
      ),
    ).toBeGreaterThan(0.98);
    expect(results.filter(({ verdict }) => verdict === "failed" || verdict === "undecided")).toEqual([]);
  });

  const read = async (path: string): Promise<ValidityResult[]> => {
    const file = shared(`data/impedance/${path}`);
    return validateMany(readImpedance(readFileSync(file), file).spectra, { engine });
  };

  test.each([
    "solid-state/tutorials_data_PEIS_LPSCl_IonBlocking_-25C.txt",
    "solid-state/webinar_data_SSB_Sample2_PEIS_AtRest.csv",
    "solid-state/tutorials_data_EISGALV_EISTest3.DTA",
    "impedance.py/exampleData.csv",
    "impedance.py/Circuit3_EIS_1.z",
    "impedance.py/exampleDataVersaStudio.par",
    "pyDRTtools/LIB_data.txt",
    "zahner/Zahner-Analysis-Python__1_li-ion-battery.ism",
    "zahner/Zahner-Analysis-Python__000_mvdc.ism",
  ])("%s, of a system at rest, is valid", async (path) => {
    for (const result of await read(path)) expect(result.verdict, result.message).toBe("valid");
  });

  test("impedance.py's Gamry example drifts below 1 Hz, its BioLogic example is too noisy to tell", async () => {
    const [gamry] = await read("impedance.py/exampleDataGamry.DTA");
    expect(gamry.verdict).toBe("invalid");
    expect(gamry.message).toMatch(/largest at 0\.\d+ Hz/);
    const [biologic] = await read("impedance.py/exampleDataBioLogic.mpt");
    expect(biologic.verdict).toBe("undecided");
    expect(biologic.valid).toBe(true);
  });
});

describe("spectra and options that make no sense", () => {
  const [spectrum] = noisy(1, 0.002);
  const part = (from: number, to: number): Spectrum => ({
    frequency: spectrum.frequency.slice(from, to),
    real: spectrum.real.slice(from, to),
    imaginary: spectrum.imaginary.slice(from, to),
  });

  test.each([1, 2, 3, 4, 5, 7, 9])("%d points are too few to tell", async (count) => {
    const spread = {
      ...part(0, count),
      frequency: sweep(1e5, 1, 20)
        .slice(0, count)
        .map((f, i) => f / 4 ** i),
    };
    const result = await validate(spread, { engine });
    expect(result.verdict).toBe("undecided");
    expect(result.valid).toBe(true);
    expect(result.score).toBeNaN();
    expect(result.message).toContain(count === 1 ? "1 point is too few" : `${count} points are too few`);
    expect(result.linKK!.elements).toBeGreaterThan(0);
  });

  test("less than a decade does not tell", async () => {
    const narrow = { ...part(0, 20), frequency: Float64Array.from({ length: 20 }, (_, i) => 100 + i) };
    const result = await validate(narrow, { engine });
    expect(result.message).toContain("decades");
    expect(result.score).toBeNaN();
  });

  test("one frequency, measured again and again, neither fails nor is told", async () => {
    const same = { ...part(0, 20), frequency: new Float64Array(20).fill(100) };
    const result = await validate(same, { engine });
    expect(result.verdict).toBe("undecided");
    expect(result.zhit).toBeUndefined();
  });

  test("data that cannot be examined cost that spectrum, and are named with place and cure", async () => {
    const change = (
      edit: (one: { frequency: Float64Array; real: Float64Array; imaginary: Float64Array }) => void,
    ) => {
      const one = part(0, 70);
      edit(one as { frequency: Float64Array; real: Float64Array; imaginary: Float64Array });
      return { ...one, name: "7", file: "a.z" };
    };
    const bad = [
      change((one) => {
        one.real[3] = Number.NaN;
      }),
      change((one) => {
        one.frequency[2] = 0;
      }),
      change((one) => {
        one.real[5] = 0;
        one.imaginary[5] = 0;
      }),
      { ...part(0, 10), imaginary: new Float64Array(9), file: "a.z" },
      { ...part(0, 0), file: "a.z" },
    ];
    const results = await validateMany([spectrum, ...bad, spectrum], { engine });
    expect(results.map(({ verdict }) => verdict)).toEqual(["valid", ...bad.map(() => "failed"), "valid"]);
    const words = ["point 4", "point 3", "point 6: the impedance is exactly 0", "same length", "no points"];
    words.forEach((word, i) => {
      const { message, valid, score } = results[i + 1];
      expect(message).toContain(word);
      expect(message).toContain("a.z");
      expect(valid).toBeNull();
      expect(score).toBeNaN();
    });
    await expect(validate(bad[0], { engine })).rejects.toThrow("point 4");
  });

  test.each([
    [{ fit: "reel" }, "real, imaginary, complex"],
    [{ representation: "modulus" }, "auto, impedance, admittance"],
    [{ elements: 0 }, "whole number from 1"],
    [{ elements: 2.5 }, "whole number from 1"],
    [{ c: 1.5 }, "between 0 and 1"],
    [{ limit: 0 }, "1.5 % of |Z|"],
    [{ extension: -1 }, "optimal"],
    [{ zhit: [10, 1] }, "lower one first"],
    [{ elemnts: 3 }, 'option "elemnts" is not known'],
  ])("options %j are refused with a sentence", async (options, words) => {
    await expect(validate(spectrum, { engine, ...(options as ValidityOptions) })).rejects.toThrow(words);
  });

  test("an elements limit that mu does not reach is said", async () => {
    const result = await validate(spectrum, { engine, elements: "mu", c: 1e-6, maxElements: 4 });
    expect(result.linKK!.elements).toBe(4);
    expect(result.warnings.join()).toContain("above c");
  });

  test("more elements than points still give a finite fit", async () => {
    const { linKK } = await validate(part(0, 12), { engine, elements: 60 });
    expect(linKK!.elements).toBe(60);
    expect(linKK!.fit.real.every(Number.isFinite)).toBe(true);
    expect(linKK!.rms).toBeLessThan(0.05);
  });
});
