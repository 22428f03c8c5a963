import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { drt, drtMany } from "../../src/impedance/relaxation.ts";
import type { DrtOptions } from "../../src/impedance/relaxationOptions.ts";
import type { DrtResult } from "../../src/impedance/relaxationResult.ts";
import type { Spectrum } from "../../src/impedance/spectrum.ts";
import { openEngine } from "../../src/workers/engine.ts";
import { describeShared, shared } from "../shared.ts";
import { type Arc, distribution, simulate } from "./simulate.ts";

const zarc = (R: number, alpha: number, tau: number): Arc => ({ R, alpha, tau });

/** Largest |γ − truth| within 1/ω of the frequencies, over the largest true γ. */
function error({ tau, gamma }: DrtResult, arcs: readonly Arc[], { frequency }: Spectrum): number {
  let worst = 0;
  let top = 0;
  const low = 1 / (2 * Math.PI * Math.max(...frequency));
  const high = 1 / (2 * Math.PI * Math.min(...frequency));
  tau.forEach((t, i) => {
    const truth = distribution(arcs, t);
    top = Math.max(top, truth);
    if (t >= low && t <= high) worst = Math.max(worst, Math.abs(gamma[i] - truth));
  });
  return worst / top;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The same spectrum under several noises. */
function replicas(arcs: readonly Arc[], count: number): Spectrum[] {
  return Array.from({ length: count }, (_, k) => simulate(arcs, { seed: k + 1 }));
}

const single: readonly (readonly [string, readonly Arc[]])[] = [
  ["ZARC, n = 0.8", [zarc(100, 0.8, 1e-3)]],
  ["ZARC, n = 0.75, beside a grid point", [zarc(100, 0.75, 1.7e-3)]],
  ["ZARC, n = 0.7", [zarc(100, 0.7, 1e-3)]],
  ["ZARC, n = 0.6", [zarc(100, 0.6, 1e-3)]],
  ["ZARC, n = 0.5", [zarc(100, 0.5, 1e-3)]],
  ["ZARC, n = 0.8, smaller than R∞", [zarc(10, 0.8, 1e-4)]],
  ["Havriliak–Negami 0.8, 0.6", [{ R: 100, alpha: 0.8, beta: 0.6, tau: 1e-3 }]],
  ["Havriliak–Negami 0.6, 0.7", [{ R: 100, alpha: 0.6, beta: 0.7, tau: 1e-3 }]],
];
const double: readonly (readonly [string, readonly Arc[]])[] = [
  ["two ZARCs, 2.5 decades apart", [zarc(100, 0.8, 1e-4), zarc(60, 0.75, 3e-2)]],
  ["two equal ZARCs, 2 decades apart", [zarc(100, 0.8, 1e-4), zarc(100, 0.8, 1e-2)]],
];

describe("accuracy at 0.1 % noise", () => {
  test.each([...single, ...double])(
    "%s: γ to 2 % of its maximum and the polarisation resistance to 1 %, whatever the noise",
    async (_, arcs) => {
      const spectra = replicas(arcs, 16);
      const total = arcs.reduce((sum, { R }) => sum + R, 0);
      for (const [i, result] of (await drtMany(spectra, { workers: 0 })).entries()) {
        expect(error(result, arcs, spectra[i])).toBeLessThan(0.02);
        expect(Math.abs(result.polarization / total - 1)).toBeLessThan(0.01);
        expect(result.status).toBe("done");
      }
    },
  );

  test.each([...single, ...double])("%s: one peak per arc, its area to 1 %", async (_, arcs) => {
    for (const { peaks } of await drtMany(replicas(arcs, 16), { workers: 0 })) {
      expect(peaks.map(({ shoulder }) => shoulder)).toEqual(arcs.map(() => false));
      peaks.forEach((peak, k) => {
        expect(Math.abs(peak.resistance / arcs[k].R - 1)).toBeLessThan(0.01);
      });
    }
  });

  test("sharper arcs, down to a resistor beside a capacitor: place to 1 %, area to 1 %", async () => {
    for (const n of [0.9, 0.95, 1]) {
      for (const { peaks } of await drtMany(replicas([zarc(100, n, 1e-3)], 8), { workers: 0 })) {
        expect(peaks).toHaveLength(1);
        expect(Math.abs(peaks[0].tau / 1e-3 - 1)).toBeLessThan(0.01);
        expect(Math.abs(peaks[0].resistance / 100 - 1)).toBeLessThan(0.01);
      }
    }
  });

  test("arcs one decade apart are two peaks whose areas and times hold to four standard errors", async () => {
    const arcs = [zarc(100, 0.8, 1e-3), zarc(60, 0.8, 1e-2)];
    for (const { peaks } of await drtMany(replicas(arcs, 8), { workers: 0 })) {
      expect(peaks).toHaveLength(2);
      peaks.forEach((peak, k) => {
        expect(Math.abs(peak.resistance - arcs[k].R)).toBeLessThan(4 * peak.resistanceStderr);
      });
    }
  });

  test("width and height of the peak of a ZARC are those of its formula", async () => {
    const n = 0.7;
    const { peaks } = await drt(simulate([zarc(100, n, 1e-3)], { noise: 1e-5 }));
    const c = Math.cos((1 - n) * Math.PI);
    expect(peaks[0].width).toBeCloseTo((2 * Math.acosh(2 - c)) / n / Math.LN10, 2);
    expect(peaks[0].height / distribution([zarc(100, n, 1e-3)], 1e-3)).toBeCloseTo(1, 2);
    expect(peaks[0].capacitance / (1e-3 / 100)).toBeCloseTo(1, 2);
  });

  test("the band of 95 % holds the true γ at nine places of ten, over noises and shapes", async () => {
    let inside = 0;
    let places = 0;
    for (const [, arcs] of [...single, ...double]) {
      for (const { tau, lower, upper } of await drtMany(replicas(arcs, 8), { workers: 0 })) {
        const truth = tau.map((t) => distribution(arcs, t));
        const top = Math.max(...truth);
        truth.forEach((value, i) => {
          if (value < 0.01 * top) return;
          places++;
          if (value >= lower[i] && value <= upper[i]) inside++;
        });
      }
    }
    expect(inside / places).toBeGreaterThan(0.9);
  });
});

describe("errors of the resistances of peaks", () => {
  const overlapping = [
    zarc(200, 0.8, 1e-6),
    zarc(300, 0.75, 3e-5),
    zarc(250, 0.8, 1e-3),
    zarc(300, 0.7, 3e-2),
  ];
  const touching = [
    zarc(200, 0.8, 1e-5),
    zarc(300, 0.75, 1e-4),
    zarc(250, 0.8, 1.2e-3),
    zarc(300, 0.7, 1.2e-2),
  ];

  test.each([
    ["1.5 decades apart", overlapping],
    ["one decade apart", touching],
  ])(
    "four arcs %s: those stated are within a factor of 2 of the scatter around the truth",
    async (_, arcs) => {
      const spectra = Array.from({ length: 40 }, (_, k) => simulate(arcs, { seed: k + 1, noise: 7e-4 }));
      const results = await drtMany(spectra, { workers: 0 });
      const told = results.filter(
        ({ peaks }) => peaks.length === 4 && peaks.every(({ resistanceStderr }) => resistanceStderr > 0),
      );
      expect(told.length).toBeGreaterThan(20);
      arcs.forEach(({ R }, k) => {
        const of = told.map(({ peaks }) => peaks[k]);
        const scatter = Math.sqrt(mean(of.map(({ resistance }) => (resistance - R) ** 2)));
        const stated = Math.sqrt(mean(of.map(({ resistanceStderr }) => resistanceStderr ** 2)));
        expect(stated / scatter).toBeGreaterThan(0.5);
        expect(stated / scatter).toBeLessThan(2);
      });
    },
  );

  test("without arcs the resistances of peaks that overlap have none, and it is said", async () => {
    const { peaks, warnings } = await drt(simulate(overlapping, { noise: 7e-4 }), { prior: "none" });
    const shared = peaks.filter(({ overlapping }) => overlapping);
    expect(shared.length).toBeGreaterThan(1);
    for (const { resistanceStderr } of shared) expect(resistanceStderr).toBeNaN();
    expect(warnings.join(" ")).toMatch(/overlap others, and no arcs say how γ is to be shared/);
  });

  test("without arcs a stated error is no smaller than half of the scatter, however small the overlap", async () => {
    for (const apart of [2, 2.5, 3]) {
      const arcs = [zarc(100, 0.8, 1e-4), zarc(400, 0.75, 1e-4 * 10 ** apart)];
      const results = await drtMany(replicas(arcs, 30), { prior: "none", workers: 0 });
      const of = results.map(({ peaks }) => peaks).filter((peaks) => peaks.length === 2);
      for (const k of [0, 1]) {
        const told = of.map((peaks) => peaks[k]).filter(({ resistanceStderr }) => resistanceStderr > 0);
        if (told.length < 10) continue;
        const center = mean(told.map(({ resistance }) => resistance));
        const scatter = Math.sqrt(mean(told.map(({ resistance }) => (resistance - center) ** 2)));
        expect(mean(told.map(({ resistanceStderr }) => resistanceStderr))).toBeGreaterThan(scatter / 2);
      }
    }
  });

  test("a peak that stands alone keeps its error, and has no mark", async () => {
    const { peaks, status } = await drt(simulate([zarc(100, 0.8, 1e-3)]));
    expect(status).toBe("done");
    expect(peaks[0]).toMatchObject({ overlapping: false, outside: false, sharp: false, vague: false });
    expect(peaks[0].resistanceStderr).toBeLessThan(1);
  });

  test("a peak beyond the measured frequencies is marked and has no error", async () => {
    const spectrum = simulate([zarc(100, 0.8, 1e-3), zarc(40, 0.8, 4)], { seed: 2 });
    const cut = spectrum.frequency.filter((f) => f > 0.08).length;
    const { peaks, warnings } = await drt(
      {
        frequency: spectrum.frequency.slice(0, cut),
        real: spectrum.real.slice(0, cut),
        imaginary: spectrum.imaginary.slice(0, cut),
      },
      { tail: "none" },
    );
    const outside = peaks.filter(({ tau }) => tau > 1 / (2 * Math.PI * 0.0801));
    expect(outside.length).toBeGreaterThan(0);
    for (const peak of outside) {
      expect(peak.outside).toBe(true);
      expect(peak.resistanceStderr).toBeNaN();
    }
    expect(peaks.find(({ tau }) => Math.abs(Math.log(tau / 1e-3)) < 0.1)!.outside).toBe(false);
    expect(warnings.join(" ")).toMatch(/beyond 1\/ω of the measured frequencies: an extrapolation/);
  });

  test("R∞ at its bound is said", async () => {
    const { rInf, warnings } = await drt(simulate([zarc(100, 0.8, 1e-3)], { r0: -0.5 }));
    expect(rInf).toBe(0);
    expect(warnings.join(" ")).toMatch(/R∞ is at its bound 0/);
  });

  test("an arc sharper than its drawing is marked; one of n = 0.9 is not", async () => {
    const [sharp, blunt] = await drtMany(
      [simulate([zarc(100, 0.98, 1e-3)]), simulate([zarc(100, 0.9, 1e-3)])],
      { workers: 0 },
    );
    expect(sharp.peaks[0].sharp).toBe(true);
    expect(sharp.warnings.join(" ")).toMatch(/sharper than n = 0\.93/);
    expect(blunt.peaks[0].sharp).toBe(false);
  });
});

describe("options", () => {
  const arcs = [zarc(100, 0.7, 1e-3)];
  const spectrum = simulate(arcs, { seed: 3 });

  test.each<[string, DrtOptions, number]>([
    ["given λ", { lambda: 1e-3 }, 0.02],
    ["L-curve", { choice: "l-curve" }, 0.02],
    ["real and imaginary parts", { choice: "re-im" }, 0.02],
    ["penalty of order 1", { penalty: 1 }, 0.02],
    ["penalty of order 0", { penalty: 0 }, 0.02],
    ["piecewise-linear basis", { basis: "linear" }, 0.02],
    ["unit weights", { weighting: "unit" }, 0.03],
    // Without arcs Tikhonov's bias remains
    ["no arcs", { prior: "none" }, 0.06],
    ["no arcs, L-curve", { prior: "none", choice: "l-curve" }, 0.06],
    ["no arcs, real and imaginary parts", { prior: "none", choice: "re-im" }, 0.25],
    ["no arcs, piecewise-linear basis", { prior: "none", basis: "linear" }, 0.06],
  ])("%s: γ is the truth to the tolerance of the method", async (_, options, tolerance) => {
    expect(error(await drt(spectrum, options), arcs, spectrum)).toBeLessThan(tolerance);
  });

  test("the chosen λ lies within half a standard error of the least score, and no larger one does", async () => {
    const { criteria, lambda } = await drt(spectrum, { prior: "none" });
    const chosen = criteria.findIndex((one) => one.lambda === lambda);
    const least = Math.min(...criteria.map(({ score }) => score));
    const limit = (1 + 0.5 / Math.sqrt(spectrum.frequency.length)) * 1.02;
    expect(criteria[chosen].score / least).toBeLessThan(limit);
    criteria.forEach((one, i) => {
      if (i > 0) expect(criteria[i - 1].lambda / one.lambda).toBeCloseTo(Math.sqrt(10), 8);
    });
  });

  test("a larger λ makes γ smoother and the misfit larger", async () => {
    const of = (lambda: number) => drt(spectrum, { prior: "none", lambda });
    const results = await Promise.all([1e-6, 1e-3, 1, 1e3].map(of));
    for (let i = 1; i < results.length; i++) {
      expect(results[i].rms).toBeGreaterThan(results[i - 1].rms);
      expect(results[i].freedom).toBeLessThan(results[i - 1].freedom);
    }
  });

  test("a wider band for a higher probability, in the ratio of the normal quantiles", async () => {
    const at = async (credibility: number) => {
      const { upper, gamma } = await drt(spectrum, { credibility });
      return upper[60] - gamma[60];
    };
    expect((await at(0.99)) / (await at(0.95))).toBeCloseTo(2.5758293 / 1.959964, 6);
  });

  test.each<[DrtOptions & Record<string, unknown>, RegExp]>([
    [{ lambda: -1 }, /lambda -1 must lie between/],
    [{ lambda: 1e-3, choice: "gcv" }, /lambda is given and a choice of it too/],
    [{ choice: "aic" as never }, /choice "aic" is not one of gcv, l-curve, re-im/],
    [{ tail: "cpe" as never }, /tail "cpe" is not one of/],
    [{ penalty: 3 as never }, /penalty "3" is not one of 0, 1, 2/],
    [{ density: 100 }, /density 100 must lie between 3 and 30/],
    [{ lamda: 1 }, /option "lamda" is not known; the options are/],
    [{ weighting: "sigma" }, /needs a standard deviation/],
  ])("%o is refused in a sentence", async (options, sentence) => {
    await expect(drt(spectrum, options)).rejects.toThrow(sentence);
  });
});

describe("invariances", () => {
  const arcs = [zarc(100, 0.8, 1e-4), zarc(60, 0.75, 3e-2)];
  const spectrum = simulate(arcs, { seed: 5, inductance: 2e-7 });

  test.each(["arcs", "none"] as const)(
    "prior %s: a thousand times the impedance is a thousand times γ, with the same λ",
    async (prior) => {
      const scaled = {
        ...spectrum,
        real: spectrum.real.map((x) => 1000 * x),
        imaginary: spectrum.imaginary.map((x) => 1000 * x),
      };
      const [small, large] = await drtMany([spectrum, scaled], { prior, workers: 0 });
      expect(large.lambda).toBe(small.lambda);
      expect(large.rms).toBeCloseTo(small.rms, 10);
      const top = Math.max(...small.gamma);
      small.gamma.forEach((g, i) => {
        expect(Math.abs(large.gamma[i] / 1000 - g) / top).toBeLessThan(1e-5);
      });
    },
  );

  test("a hundred times the frequencies is a hundredth of every τ, and of the inductance", async () => {
    const faster = { ...spectrum, frequency: spectrum.frequency.map((f) => 100 * f) };
    const [slow, fast] = await drtMany([spectrum, faster], { workers: 0 });
    slow.peaks.forEach((peak, k) => {
      expect(fast.peaks[k].tau / peak.tau).toBeCloseTo(0.01, 6);
      expect(fast.peaks[k].resistance / peak.resistance).toBeCloseTo(1, 4);
    });
    expect(fast.inductance / slow.inductance).toBeCloseTo(0.01, 6);
  });

  test("the order of the points plays no part, and Z of the model comes in it", async () => {
    const order = Array.from(spectrum.frequency, (_, i) => (i * 29) % spectrum.frequency.length);
    const pick = (values: Float64Array): Float64Array => Float64Array.from(order, (i) => values[i]);
    const shuffled = {
      frequency: pick(spectrum.frequency),
      real: pick(spectrum.real),
      imaginary: pick(spectrum.imaginary),
    };
    const [plain, mixed] = await drtMany([spectrum, shuffled], { workers: 0 });
    expect(mixed.peaks[0].resistance).toBeCloseTo(plain.peaks[0].resistance, 3);
    order.forEach((i, k) => {
      expect(mixed.real[k]).toBeCloseTo(plain.real[i], 3);
    });
  });

  test("the builds of the kernel agree", async () => {
    const reference = await drt(spectrum, { kernel: "simd" });
    for (const kernel of ["scalar", "js", "debug"] as const) {
      const result = await drt(spectrum, { kernel });
      expect(result.kernel).toBe(kernel);
      expect(result.lambda).toBeCloseTo(reference.lambda, 10);
      const top = Math.max(...reference.gamma);
      reference.gamma.forEach((g, i) => {
        expect(Math.abs(result.gamma[i] - g) / top).toBeLessThan(1e-5);
      });
    }
  });

  test("a spectrum's result does not depend on its batch, nor on workers", async () => {
    const others = replicas([zarc(30, 0.6, 1e-2)], 30);
    const fewer = { ...others[0], frequency: others[0].frequency.slice(9) };
    const cut: Spectrum = {
      frequency: fewer.frequency,
      real: others[0].real.slice(9),
      imaginary: others[0].imaginary.slice(9),
    };
    const batch = [cut, ...others, spectrum];
    const engine = await openEngine();
    try {
      const alone = await drtMany([spectrum], { workers: 0, engine });
      const here = await drtMany(batch, { workers: 0, engine });
      const there = await drtMany(batch, { workers: 2, engine });
      expect(here.at(-1)!.gamma).toEqual(alone[0].gamma);
      expect(there.map(({ gamma }) => gamma)).toEqual(here.map(({ gamma }) => gamma));
    } finally {
      await engine.close();
    }
  });
});

describe("what γ is not", () => {
  test("R∞ and L come out beside γ, to four standard errors", async () => {
    const result = await drt(simulate([zarc(100, 0.8, 1e-3)], { r0: 7, inductance: 5e-7 }));
    expect(Math.abs(result.rInf - 7)).toBeLessThan(4 * result.rInfStderr);
    expect(Math.abs(result.inductance - 5e-7)).toBeLessThan(4 * result.inductanceStderr);
    expect(result.rInfStderr).toBeLessThan(0.1);
  });

  test.each([
    ["capacitor", { capacitor: 1e-2 }, 100],
    ["warburg", { warburg: 15 }, 15],
  ] as const)(
    "a tail that is a %s is found by auto, with its value and the arc beside it",
    async (tail, given, value) => {
      const spectrum = simulate([zarc(100, 0.8, 1e-4)], given);
      const plain = await drt(spectrum, { tail: "none" });
      expect(plain.status).toBe("warning");
      expect(plain.warnings.join(" ")).toMatch(/the tail rises towards the lowest frequency/);
      const result = await drt(spectrum, { tail: "auto" });
      expect(result.tail).toBe(tail);
      expect(result.message).toMatch(/was taken for the tail/);
      expect(Math.abs(result.tailValue / value - 1)).toBeLessThan(0.01);
      const peak = result.peaks.find(({ tau }) => Math.abs(Math.log(tau / 1e-4)) < 0.1);
      expect(peak?.resistance).toBeCloseTo(100, -1);
    },
  );

  test("auto leaves a spectrum without a tail alone", async () => {
    const result = await drt(simulate([zarc(100, 0.8, 1e-3)]), { tail: "auto" });
    expect(result.tail).toBe("none");
    expect(result.status).toBe("done");
  });

  test("a resistor has no peaks, its value is R∞", async () => {
    const result = await drt(simulate([], { r0: 50, noise: 1e-3 }));
    expect(result.rInf + result.polarization).toBeCloseTo(50, 0);
    expect(result.polarization).toBeLessThan(1);
  });

  test("a capacitor is its tail, a coil its inductance", async () => {
    const capacitor = await drt(simulate([], { r0: 1, capacitor: 1e-3 }), { tail: "capacitor" });
    expect(1 / capacitor.tailValue / 1e-3).toBeCloseTo(1, 2);
    const coil = await drt(simulate([], { r0: 1, inductance: 1e-5 }));
    expect(coil.inductance / 1e-5).toBeCloseTo(1, 2);
  });

  test("Z of the model is that of R∞, L and γ", async () => {
    const spectrum = simulate([zarc(100, 0.7, 1e-3)], { inductance: 1e-7 });
    const { tau, gamma, rInf, inductance, real, imaginary } = await drt(spectrum, { prior: "none" });
    const step = Math.log(tau[1] / tau[0]);
    spectrum.frequency.forEach((f, i) => {
      const w = 2 * Math.PI * f;
      let re = rInf;
      let im = w * inductance;
      tau.forEach((t, k) => {
        re += (gamma[k] * step) / (1 + (w * t) ** 2);
        im -= (gamma[k] * step * w * t) / (1 + (w * t) ** 2);
      });
      expect(re).toBeCloseTo(real[i], 1);
      expect(im).toBeCloseTo(imaginary[i], 1);
    });
  });

  test("an inductive loop is named with its frequencies", async () => {
    const arc = simulate([zarc(100, 0.8, 1e-3)]);
    const imaginary = arc.imaginary.map((y, i) => (arc.frequency[i] < 1 ? 5 : y));
    const { warnings } = await drt({ ...arc, imaginary });
    expect(warnings.join(" ")).toMatch(/inductive loop: 9 points with Z″ > 0 from 100\smHz to 774\smHz/u);
  });

  test("inductive points without an inductance in the model are said", async () => {
    const spectrum = simulate([zarc(100, 0.8, 1e-3)], { inductance: 1e-5 });
    const { warnings } = await drt(spectrum, { inductance: false });
    expect(warnings.join(" ")).toMatch(/no inductance in the model/);
  });
});

describe("bad spectra", () => {
  const good = simulate([zarc(100, 0.8, 1e-3)]);

  test("each has a sentence and the others go on", async () => {
    const bad: readonly (readonly [Spectrum, RegExp])[] = [
      [{ ...good, real: good.real.slice(1) }, /the three arrays must have the same length/],
      [{ ...good, frequency: good.frequency.map(() => 5) }, /1 different frequency/],
      [
        { ...good, imaginary: good.imaginary.map((y, i) => (i === 3 ? Number.NaN : y)) },
        /point 4: impedance/,
      ],
      [
        { frequency: new Float64Array(0), real: new Float64Array(0), imaginary: new Float64Array(0) },
        /no points/,
      ],
      [{ ...good, frequency: good.frequency.map((f) => -f) }, /frequencies must be above 0/],
    ];
    const results = await drtMany([...bad.map(([spectrum]) => spectrum), good], { workers: 0 });
    bad.forEach(([, sentence], i) => {
      expect(results[i].status).toBe("failed");
      expect(results[i].message).toMatch(sentence);
      expect(results[i].gamma).toHaveLength(0);
    });
    expect(results.at(-1)!.status).toBe("done");
    await expect(drt(bad[1][0])).rejects.toThrow(/1 different frequency/);
  });

  test("all zeros, huge and tiny impedances end in numbers or in a sentence, never in NaN", async () => {
    const times = (factor: number): Spectrum => ({
      ...good,
      real: good.real.map((x) => factor * x),
      imaginary: good.imaginary.map((x) => factor * x),
    });
    for (const result of await drtMany([times(0), times(1e-12), times(1e12)], { workers: 0 })) {
      if (result.status === "failed") expect(result.message).not.toBe("");
      else {
        expect(result.gamma.every(Number.isFinite)).toBe(true);
        expect(Number.isFinite(result.polarization)).toBe(true);
      }
    }
  });

  test("three points are worked on, with a warning", async () => {
    const few = (values: Float64Array): Float64Array =>
      Float64Array.from([values[20], values[30], values[40]]);
    const [result] = await drtMany(
      [{ frequency: few(good.frequency), real: few(good.real), imaginary: few(good.imaginary) }],
      { workers: 0 },
    );
    expect(result.status).toBe("warning");
    expect(result.warnings.join(" ")).toMatch(/only 3 points/);
  });

  test("what is no spectrum at all has a sentence", async () => {
    await expect(drt({} as never)).rejects.toThrow(
      /spectrum 1: it has no frequency, no real, no imaginary; a spectrum is/,
    );
    await expect(drt(undefined as never)).rejects.toThrow(/spectrum 1 is undefined; expected an object/);
    await expect(drt({ ...good, real: "x" } as never)).rejects.toThrow(/spectrum 1: it has no real;/);
  });

  test("an aborted batch rejects with the signal's reason", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(drtMany([good], { signal })).rejects.toThrow("enough");
  });
});

describeShared("golden ZARC", () => {
  interface Golden {
    readonly zarc: {
      readonly params: { readonly R: number; readonly tau0: number; readonly n: number };
      readonly tau: readonly number[];
      readonly gamma: readonly number[];
    };
  }

  test("γ of golden/drt.json to 2 % of its maximum from the impedance of the same arc", async () => {
    const { zarc: golden } = JSON.parse(readFileSync(shared("golden/drt.json"), "utf8")) as Golden;
    const { R, tau0, n } = golden.params;
    const spectrum = simulate([zarc(R, n, tau0)], { seed: 9 });
    const { tau, gamma } = await drt(spectrum);
    const top = Math.max(...golden.gamma);
    golden.tau.forEach((t, k) => {
      const at = (Math.log(t / tau[0]) / Math.log(tau.at(-1)! / tau[0])) * (tau.length - 1);
      const i = Math.floor(at);
      const value = gamma[i] + (at - i) * (gamma[i + 1] - gamma[i]);
      expect(Math.abs(value - golden.gamma[k]) / top).toBeLessThan(0.02);
    });
  });
});

describeShared("ten sweeps of one resting cell", () => {
  test("what is stated for the resistance of the largest peak is no less than half of its scatter", async () => {
    const rows = readFileSync(
      shared("data/impedance/solid-state/webinar_data_SSB_Sample2_PEIS_AtRest.csv"),
      "utf8",
    )
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(",").map(Number))
      .filter(([, f]) => f > 0);
    const spectra = [...new Set(rows.map((row) => row[6]))].map((loop): Spectrum => {
      const of = rows.filter((row) => row[6] === loop);
      const angle = (degrees: number): number => (degrees * Math.PI) / 180;
      return {
        frequency: Float64Array.from(of, ([, f]) => f),
        real: Float64Array.from(of, ([, , size, phase]) => size * Math.cos(angle(phase))),
        imaginary: Float64Array.from(of, ([, , size, phase]) => size * Math.sin(angle(phase))),
      };
    });
    const largest = (await drtMany(spectra, { tail: "none", workers: 0 })).map(({ peaks }) =>
      peaks.reduce((best, peak) => (peak.resistance > best.resistance ? peak : best)),
    );
    const center = mean(largest.map(({ resistance }) => resistance));
    const scatter = Math.sqrt(mean(largest.map(({ resistance }) => (resistance - center) ** 2)));
    for (const { resistanceStderr } of largest) {
      expect(Number.isNaN(resistanceStderr) || resistanceStderr > scatter / 2).toBe(true);
    }
  });
});
