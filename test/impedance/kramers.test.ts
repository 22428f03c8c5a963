import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { readImpedance } from "../../src/formats/index.ts";
import type { Spectrum } from "../../src/impedance/spectrum.ts";
import { type ValidityOptions, validate } from "../../src/impedance/validity.ts";
import { builds } from "../kernel/builds.ts";
import { describeShared, shared } from "../shared.ts";
import { spectrumOf, sweep } from "./spectra.ts";

interface Golden {
  readonly data: string;
  readonly cases: readonly {
    readonly args: { c: number | null; max_M?: number; add_cap?: boolean; fit_type?: "complex" | "imag" };
    readonly M: number;
    readonly mu: number;
    readonly Z_fit: readonly (readonly [number, number])[];
    readonly rms_res_real: number;
    readonly rms_res_imag: number;
  }[];
  readonly published_mu: { readonly "c=.69": number; readonly M: number };
  readonly tau_distribution: { readonly omega: number[]; readonly M: number; readonly tau: number[] };
}

/** The options that make the published test of impedance.py. */
const published: ValidityOptions = {
  representation: "impedance",
  fit: "real",
  elements: "mu",
  capacitance: false,
  extension: 1,
  zhit: false,
};

const rms = (values: Float64Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

describeShared("lin-KK as impedance.py published it", () => {
  let golden: Golden;
  let spectrum: Spectrum;
  beforeAll(() => {
    golden = JSON.parse(readFileSync(shared("golden/lin-kk.json"), "utf8"));
    const file = shared(golden.data.split(" ")[0]);
    [spectrum] = readImpedance(readFileSync(file), file).spectra;
  });

  test.each(builds)(
    "elements, mu, fitted curve and residuals of all seven cases, build %s",
    async (kernel) => {
      expect(golden.cases).toHaveLength(7);
      for (const { args, M, mu, Z_fit, rms_res_real, rms_res_imag } of golden.cases) {
        const { linKK } = await validate(spectrum, {
          ...published,
          kernel,
          fit: args.fit_type === "imag" ? "imaginary" : (args.fit_type ?? "real"),
          capacitance: args.add_cap ?? false,
          ...(args.c === null ? { elements: args.max_M } : { c: args.c, maxElements: args.max_M }),
        });
        expect(linKK!.elements).toBe(M);
        expect(Math.abs(linKK!.mu - mu)).toBeLessThan(1e-9);
        Z_fit.forEach(([re, im], i) => {
          const distance = Math.hypot(linKK!.fit.real[i] - re, linKK!.fit.imaginary[i] - im);
          expect(distance / Math.hypot(re, im)).toBeLessThan(1e-9);
        });
        expect(Math.abs(rms(linKK!.residualReal) - rms_res_real)).toBeLessThan(1e-10);
        expect(Math.abs(rms(linKK!.residualImaginary) - rms_res_imag)).toBeLessThan(1e-10);
      }
    },
  );

  test("the published mu at c = 0.69", async () => {
    const { linKK } = await validate(spectrum, { ...published, c: 0.69 });
    expect(linKK!.elements).toBe(golden.published_mu.M);
    expect(linKK!.mu).toBeCloseTo(golden.published_mu["c=.69"], 12);
  });

  test("time constants are spaced equally in the logarithm from 1/omega_max to 1/omega_min", async () => {
    const { omega, M, tau } = golden.tau_distribution;
    const frequency = Float64Array.from(omega, (w) => w / (2 * Math.PI));
    const { linKK } = await validate(
      spectrumOf(frequency, () => [1, -0.1]),
      { ...published, elements: M },
    );
    tau.forEach((value, k) => {
      expect(linKK!.timeConstants[k] / value).toBeCloseTo(1, 12);
    });
  });
});

const frequency = sweep(1e5, 0.1, 10);
const [low, high] = [2 * Math.PI * 0.1, 2 * Math.PI * 1e5];
/** Time constants of 7 elements with extension 3. */
const tau = Array.from({ length: 7 }, (_, k) => (1 / (3 * high)) * ((9 * high) / low) ** (k / 6));
const resistances = [3, 0, 20, 7, 0, 55, 12];

/** R0 = 10 Ω, L = 1 µH, C = 0.5 F and RC elements whose time constants are those of the test. */
const ladder = spectrumOf(frequency, (w) => {
  let re = 10;
  let im = 1e-6 * w - 1 / (0.5 * w);
  resistances.forEach((R, k) => {
    const square = 1 + (w * tau[k]) ** 2;
    re += R / square;
    im -= (R * w * tau[k]) / square;
  });
  return [re, im];
});

describe("lin-KK of a ladder with known elements", () => {
  test.each(builds)("every kind of fit finds R0, R_k, L and C, build %s", async (kernel) => {
    for (const fit of ["real", "imaginary", "complex"] as const) {
      const { linKK } = await validate(ladder, {
        kernel,
        fit,
        elements: 7,
        extension: 3,
        representation: "impedance",
      });
      expect(linKK!.resistance).toBeCloseTo(10, 9);
      expect(linKK!.inductance! / 1e-6).toBeCloseTo(1, 8);
      expect(linKK!.capacitance! / 0.5).toBeCloseTo(1, 8);
      resistances.forEach((R, k) => {
        expect(linKK!.resistances[k]).toBeCloseTo(R, 9);
        expect(linKK!.timeConstants[k] / tau[k]).toBeCloseTo(1, 12);
      });
      expect(linKK!.rms).toBeLessThan(1e-12);
    }
  });

  test("as an admittance: the same numbers for the dual network", async () => {
    // Y of R0, C and L in parallel with branches R_k − C_k, τ_k = R_k·C_k
    const conductances = resistances.map((R) => (R === 0 ? 0 : 1 / R));
    const dual = spectrumOf(frequency, (w) => {
      let re = 1 / 10;
      let im = 1e-6 * w - 1 / (0.5 * w);
      conductances.forEach((G, k) => {
        const x = w * tau[k];
        re += (G * x * x) / (1 + x * x);
        im += (G * x) / (1 + x * x);
      });
      const square = re * re + im * im;
      return [re / square, -im / square];
    });
    for (const fit of ["real", "imaginary", "complex"] as const) {
      const { linKK } = await validate(dual, {
        fit,
        elements: 7,
        extension: 3,
        representation: "admittance",
      });
      expect(linKK!.representation).toBe("admittance");
      expect(linKK!.resistance).toBeCloseTo(10, 8);
      expect(linKK!.capacitance! / 1e-6).toBeCloseTo(1, 8);
      expect(linKK!.inductance! / 0.5).toBeCloseTo(1, 8);
      conductances.forEach((G, k) => {
        expect(1 / linKK!.resistances[k]).toBeCloseTo(G, 9);
      });
      expect(linKK!.rms).toBeLessThan(1e-10);
    }
  });

  test("mu, residuals, rms and pseudo χ² are what they are defined as", async () => {
    const { linKK } = await validate(ladder, { ...published, elements: 9 });
    const { resistances: R, residualReal, residualImaginary, fit } = linKK!;
    const below = R.reduce((sum, r) => sum + (r < 0 ? -r : 0), 0);
    const above = R.reduce((sum, r) => sum + (r >= 0 ? r : 0), 0);
    expect(below).toBeGreaterThan(0);
    expect(linKK!.mu).toBeCloseTo(1 - below / above, 12);
    ladder.real.forEach((re, i) => {
      const size = Math.hypot(re, ladder.imaginary[i]);
      expect(residualReal[i]).toBeCloseTo((re - fit.real[i]) / size, 12);
      expect(residualImaginary[i]).toBeCloseTo((ladder.imaginary[i] - fit.imaginary[i]) / size, 12);
    });
    const chi2 = residualReal.reduce((sum, value, i) => sum + value ** 2 + residualImaginary[i] ** 2, 0);
    expect(linKK!.pseudoChi2 / chi2).toBeCloseTo(1, 9);
    expect(linKK!.rms).toBeCloseTo(Math.sqrt(chi2 / frequency.length), 12);
    expect(linKK!.rmsReal).toBeCloseTo(rms(residualReal), 12);
    expect(linKK!.rmsImaginary).toBeCloseTo(rms(residualImaginary), 12);
  });

  test("without inductance and capacitance there are none", async () => {
    const { linKK } = await validate(ladder, { inductance: false, capacitance: false });
    expect(linKK!.inductance).toBeUndefined();
    expect(linKK!.capacitance).toBeUndefined();
  });
});

describe("the extension of the time constants", () => {
  /** An arc whose peak lies far below the lowest frequency. */
  const truncated = spectrumOf(sweep(1e4, 1, 10), (w) => {
    const x = (w * 3) ** 0.8;
    const [c, s] = [Math.cos(0.4 * Math.PI), Math.sin(0.4 * Math.PI)];
    const square = (1 + x * c) ** 2 + (x * s) ** 2;
    return [5 + (100 * (1 + x * c)) / square, (-100 * x * s) / square];
  });

  test("optimal is no worse than any F of a fine grid, and better than none", async () => {
    const options: ValidityOptions = {
      representation: "impedance",
      elements: 8,
      capacitance: false,
      zhit: false,
    };
    const best = (await validate(truncated, { ...options, extension: "optimal" })).linKK!;
    expect(best.extension).toBeGreaterThanOrEqual(0.1);
    expect(best.extension).toBeLessThanOrEqual(10.001);
    let least = Infinity;
    for (let x = -1; x <= 1.0001; x += 0.05) {
      const { linKK } = await validate(truncated, { ...options, extension: Math.max(0.1, 10 ** x) });
      expect(linKK!.elements).toBe(8);
      least = Math.min(least, linKK!.pseudoChi2);
    }
    expect(best.pseudoChi2).toBeLessThan(least * 1.02);
    const none = (await validate(truncated, { ...options, extension: 1 })).linKK!;
    expect(best.pseudoChi2).toBeLessThan(none.pseudoChi2 / 10);
  });
});
