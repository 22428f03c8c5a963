import { describe, expect, test } from "vitest";
import type { Estimate } from "../../src/fit/propagation.ts";
import type { FitResult } from "../../src/fit/result.ts";
import type { Arc, ArcOptions } from "../../src/impedance/arc.ts";
import { arcsOf } from "../../src/impedance/arcs.ts";
import { fitMany } from "../../src/index.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { simulate, sweep } from "../fit/simulate.ts";
import { seeded } from "../program/random-circuit.ts";
import { drawsOf, fitted } from "./fitted.ts";

const kernel = await Kernel.load();

/** Every estimate in an analysis by a name of its own. */
function estimatesOf(result: FitResult, options: ArcOptions): Map<string, Estimate> {
  const { arcs, tails, series } = arcsOf(result, options);
  const found = new Map<string, Estimate>();
  const collect = (value: unknown, name: string): void => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return;
    if ("stderr" in value) found.set(name, value as Estimate);
    for (const [key, inner] of Object.entries(value)) {
      if (key !== "assignment") collect(inner, `${name}.${key}`);
    }
  };
  for (const feature of [...arcs, ...tails]) collect(feature, feature.label);
  collect(series, "series");
  return found;
}

const cell: ArcOptions = { area: 1.13e-4, thickness: 6e-4, filmPermittivity: 10, temperature: 303.15 };
const everything = fitted(
  "R0-p(R1,CPE1)-p(R2-R3-W1,CPET1)-Zarc1-Ha1-Gn1-Ws1-K1-CPE2-Wo1",
  {
    ...{ "R0.R": 12, "R1.R": 300, "CPE1.Q": 3e-9, "CPE1.n": 0.86, "R2.R": 70, "R3.R": 11, "W1.A": 3 },
    ...{ "CPET1.T": 4e-8, "CPET1.n": 0.7, "Zarc1.R": 44, "Zarc1.tau": 3e-5, "Zarc1.n": 0.8 },
    ...{ "Ha1.R": 31, "Ha1.tau": 2e-3, "Ha1.a": 0.9, "Ha1.b": 0.6, "Gn1.Y": 0.02, "Gn1.k": 3, "Gn1.n": 0.45 },
    ...{ "Ws1.Z0": 8, "Ws1.tau": 40, "K1.R": 5, "K1.tau": 1e-6, "CPE2.Q": 1e-5, "CPE2.n": 0.8 },
    ...{ "Wo1.Z0": 2, "Wo1.tau": 90 },
  },
  { relative: 0.002, correlation: 0.6 },
);

describe("standard errors of what follows from a fit", () => {
  const names = [...estimatesOf(everything, cell).keys()];

  test("cover every quantity that the sizes of the cell allow", () => {
    for (const name of [
      ...["R1∥CPE1.resistance", "R1∥CPE1.q", "R1∥CPE1.n", "R1∥CPE1.timeConstant", "R1∥CPE1.peakFrequency"],
      ...["R1∥CPE1.capacitance", "R1∥CPE1.capacitance.perArea", "R1∥CPE1.brug", "R1∥CPE1.brug.perArea"],
      ...["R1∥CPE1.areaSpecificResistance", "R1∥CPE1.conductivity", "R1∥CPE1.relativePermittivity"],
      ...["(R2+R3)∥CPET1.filmThickness", "(R2+R3)∥CPET1.exchangeCurrentDensity", "Zarc1.brug"],
      ...["CPE2.capacitance", "Wo1.capacitance.perArea", "series.resistance", "series.conductivity"],
    ]) {
      expect(names).toContain(name);
    }
  });

  test("are √(∇fᵀ·Σ·∇f) with the gradient by central differences of the whole analysis", () => {
    const n = everything.values.length;
    const moved = (i: number, step: number) =>
      estimatesOf(
        { ...everything, values: everything.values.map((value, k) => (k === i ? value + step : value)) },
        cell,
      );
    const gradients = Array.from(everything.values, (value, i) => {
      const step = 1e-5 * value;
      const [up, down] = [moved(i, step), moved(i, -step)];
      return new Map(names.map((name) => [name, (up.get(name)!.value - down.get(name)!.value) / (2 * step)]));
    });
    for (const [name, { stderr }] of estimatesOf(everything, cell)) {
      let variance = 0;
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          variance += gradients[i].get(name)! * gradients[j].get(name)! * everything.covariance[i * n + j];
        }
      }
      expect(Math.abs(stderr / Math.sqrt(variance) - 1), name).toBeLessThan(1e-7);
      expect(stderr, name).toBeGreaterThan(0);
    }
  });

  test("are the scatter of 2,000 draws from the covariance, whose correlation matters", () => {
    const draws = drawsOf(everything, 2000, seeded(11)).map((values) =>
      estimatesOf({ ...everything, values }, cell),
    );
    for (const [name, { value, stderr }] of estimatesOf(everything, cell)) {
      const drawn = draws.map((draw) => draw.get(name)!.value);
      const mean = drawn.reduce((a, b) => a + b) / drawn.length;
      const deviation = Math.sqrt(drawn.reduce((a, b) => a + (b - mean) ** 2, 0) / (drawn.length - 1));
      // The scatter of a standard deviation of 2,000 draws is 1.6 %; the rest is curvature
      expect(Math.abs(deviation / stderr - 1), name).toBeLessThan(0.07);
      expect(Math.abs(mean - value) / stderr, name).toBeLessThan(0.15);
    }
    // Without the correlations the error of τ/R would be another by more than this test allows
    const n = everything.values.length;
    const covariance = everything.covariance.map((value, k) => (k % n === Math.floor(k / n) ? value : 0));
    const [whole, diagonal] = [everything, { ...everything, covariance }].map(
      (result) => estimatesOf(result, cell).get("K1.capacitance")!.stderr,
    );
    expect(Math.abs(whole / diagonal - 1)).toBeGreaterThan(0.2);
  });

  test("of real fits hold: over 300 noisy spectra, (found − true)/error has mean 0 and deviation 1", async () => {
    const circuit = "R0-p(R1,CPE1)";
    const truth = { "R0.R": 8, "R1.R": 120, "CPE1.Q": 4e-6, "CPE1.n": 0.82 };
    const spectra = Array.from({ length: 300 }, (_, i) =>
      simulate(kernel, circuit, truth, sweep(1e6, 1, 50), 0.01, i + 1),
    );
    const results = await fitMany(circuit, spectra, { start: truth, starts: 0, workers: 0 });
    const [wanted] = arcsOf(fitted(circuit, truth)).arcs;
    for (const name of ["capacitance", "brug", "timeConstant", "peakFrequency"] as const) {
      const pulls = results.map((result) => {
        const found = arcsOf(result).arcs[0][name]!;
        return (found.value - wanted[name]!.value) / found.stderr;
      });
      const mean = pulls.reduce((a, b) => a + b) / pulls.length;
      const deviation = Math.sqrt(pulls.reduce((a, b) => a + (b - mean) ** 2, 0) / (pulls.length - 1));
      // Four standard errors of the mean and of the deviation of 300 numbers
      expect(Math.abs(mean), name).toBeLessThan(4 / Math.sqrt(300));
      expect(Math.abs(deviation - 1), name).toBeLessThan(4 / Math.sqrt(600));
    }
  });

  test("are 0 where all parameters are fixed and not determined where one is at a bound", () => {
    const values = { "R0.R": 8, "R1.R": 120, "CPE1.Q": 4e-6, "CPE1.n": 1 };
    const states = { "R1.R": "fixed", "CPE1.Q": "fixed", "CPE1.n": "fixed" } as const;
    const [held] = arcsOf(fitted("R0-p(R1,CPE1)", values, { states })).arcs;
    expect(held.capacitance.stderr).toBe(0);
    const [bound] = arcsOf(fitted("R0-p(R1,CPE1)", values, { states: { "CPE1.n": "at upper bound" } })).arcs;
    expect(bound.capacitance.value).toBeCloseTo(4e-6, 15);
    expect(bound.capacitance.stderr).toBeNaN();
    expect(bound.resistance.stderr).toBeGreaterThan(0);
    expect(bound.doubts).toEqual(["CPE1.n is at upper bound"]);
  });
});

describe("finding the arcs of a circuit", () => {
  const some = (circuit: string, values: Record<string, number>, options: ArcOptions = {}) =>
    arcsOf(fitted(circuit, values), options);
  const labels = (arcs: readonly { readonly label: string }[]) => arcs.map(({ label }) => label);

  test("a Randles element is the arc of its resistor and its CPE, and what else is in the branch is named", () => {
    const { arcs, series } = some("R0-p(R1-W1,CPE1)", {
      ...{ "R0.R": 3, "R1.R": 50, "W1.A": 20, "CPE1.Q": 2e-5, "CPE1.n": 0.9 },
    });
    expect(labels(arcs)).toEqual(["R1∥CPE1"]);
    expect(arcs[0]).toMatchObject({ elements: ["R1", "CPE1"], beside: ["W1"] });
    expect(arcs[0].resistance.value).toBe(50);
    expect(series!.elements).toEqual(["R0"]);
  });

  test("one arc inside another (film before double layer): each with its own resistor, the outer first", () => {
    const { arcs } = some("R0-p(CPE1,R1-p(R2-W1,C2))", {
      ...{ "R0.R": 3, "R1.R": 50, "R2.R": 80, "W1.A": 9, "C2.C": 1e-5, "CPE1.Q": 2e-7, "CPE1.n": 0.9 },
    });
    expect(labels(arcs)).toEqual(["R1∥CPE1", "R2∥C2"]);
    expect(arcs.map(({ beside }) => beside)).toEqual([["R2", "W1", "C2"], ["W1"]]);
    expect(arcs[0].timeConstant.value).toBeLessThan(arcs[1].timeConstant.value);
  });

  test("series resistance is the sum of the resistors of the outermost series only", () => {
    const result = fitted("R0-p(R1,C1)-R2-L0", {
      "R0.R": 3,
      "R1.R": 50,
      "C1.C": 1e-6,
      "R2.R": 4,
      "L0.L": 1e-7,
    });
    const { series } = arcsOf(result, { area: 2e-4, thickness: 1e-3 });
    expect(series!.elements).toEqual(["R0", "R2"]);
    expect(series!.resistance.value).toBe(7);
    expect(series!.areaSpecificResistance!.value).toBeCloseTo(7 * 2e-4, 15);
    expect(series!.conductivity!.value).toBeCloseTo(1e-3 / (7 * 2e-4), 10);
  });

  test("without series resistance there is no capacitance after Brug, and the analysis says so", () => {
    const values = { "R1.R": 1400, "CPE1.Q": 1e-10, "CPE1.n": 0.9, "CPE2.Q": 1e-6, "CPE2.n": 0.88 };
    const { arcs, tails, notes, series } = some("p(R1,CPE1)-CPE2", values);
    expect(series).toBeUndefined();
    expect(arcs[0].brug).toBeUndefined();
    expect(notes.join()).toContain(
      "no series resistance: R1∥CPE1 has no capacitance after Brug; CPE2 blocks, and its Rs is all resistance in series",
    );
    expect(tails[0].capacitance!.kind).toBe("Brug, blocking");
    // The tail has the resistance of the arc in front of it
    expect(tails[0].capacitance!.value).toBeCloseTo((1e-6 * 1400 ** 0.12) ** (1 / 0.88), 15);
    expect(tails[0].assignment.candidates.map(({ process }) => process)).not.toContain("bulk");
    const alone = some("CPE2", { "CPE2.Q": 1e-6, "CPE2.n": 0.88 });
    expect(alone.tails[0].capacitance).toBeUndefined();
    expect(alone.tails[0].doubts.join()).toContain("nothing is in series with it");
  });

  test("a blocking CPE sees all resistance in front of it: in series, of an arc, and of an arc inside it", () => {
    const { tails } = some("R0-p(CPE1,R1-p(R2,C2))-CPE3", {
      ...{ "R0.R": 3, "R1.R": 50, "R2.R": 80, "C2.C": 1e-5, "CPE1.Q": 2e-7, "CPE1.n": 0.9 },
      ...{ "CPE3.Q": 4e-5, "CPE3.n": 0.8 },
    });
    expect(tails[0].capacitance!.value).toBeCloseTo((4e-5 * (3 + 50 + 80) ** 0.2) ** (1 / 0.8), 15);
    expect(tails[0].capacitance!.kind).toBe("Brug, blocking");
  });

  test("a series resistance that the data do not show gives no capacitance after Brug either", () => {
    const { arcs, notes } = arcsOf(
      fitted(
        "R0-p(R1,CPE1)",
        { "R0.R": 1e-9, "R1.R": 50, "CPE1.Q": 1e-6, "CPE1.n": 0.9 },
        { states: { "R0.R": "at lower bound" } },
      ),
    );
    expect(arcs[0].brug).toBeUndefined();
    expect(notes.join()).toContain("R0.R is at lower bound: R1∥CPE1 has no capacitance after Brug");
  });

  test("what is no arc of one resistance and one capacitance is named, not forced into one", () => {
    const { arcs, notes } = some("R0-p(R1,C1,CPE1)-p(C2,W1)-p(L1,R2)-Gs1", {
      ...{ "R0.R": 1, "R1.R": 50, "C1.C": 1e-11, "CPE1.Q": 1e-10, "CPE1.n": 0.6, "C2.C": 1e-6, "W1.A": 3 },
      ...{ "L1.L": 1e-6, "R2.R": 5, "Gs1.R": 3, "Gs1.t": 1, "Gs1.phi": 0.5 },
    });
    expect(arcs).toEqual([]);
    expect(notes.join("\n")).toMatch(/p\(R1,C1,CPE1\) has several capacitive elements/);
    expect(notes.join("\n")).toMatch(/p\(C2,W1\) has no resistor beside C2/);
    expect(notes.join("\n")).toMatch(/p\(L1,R2\) is an inductive loop/);
    expect(notes.join("\n")).toMatch(/Gs1 is no arc/);
  });

  test("an element of diffusion is an electrode process whatever its capacitance", () => {
    const { arcs, tails } = some("R0-Ws1-G1-Wo1", {
      ...{ "R0.R": 1, "Ws1.Z0": 9, "Ws1.tau": 1e-9, "G1.R": 4, "G1.t": 1e-9, "Wo1.Z0": 3, "Wo1.tau": 1e-9 },
    });
    for (const { assignment } of [...arcs, ...tails]) {
      expect(assignment).toMatchObject({ process: "electrode", confidence: "plausible" });
    }
  });
});

describe("doubts about an arc", () => {
  const values = { "R0.R": 8, "R1.R": 120, "CPE1.Q": 4e-6, "CPE1.n": 0.9 };
  const whole = { area: 1e-4, thickness: 5e-4 };
  const one = (result: FitResult, options: ArcOptions = whole): Arc => arcsOf(result, options).arcs[0];

  test("none for a clean arc within the measured band", () => {
    const arc = one(fitted("R0-p(R1,CPE1)", values), { ...whole, band: [1, 1e6] });
    expect(arc.doubts).toEqual([]);
    expect(arc.assignment).toMatchObject({ process: "charge transfer" });
    expect(arc.assignment.confidence).not.toBe("uncertain");
  });

  test.each([
    [
      "a parameter that is not identifiable",
      { states: { "R1.R": "not identifiable" } },
      {},
      /R1\.R is not identif/,
    ],
    ["a parameter at a bound", { states: { "CPE1.Q": "at lower bound" } }, {}, /CPE1\.Q is at lower bound/],
    ["a capacitance that is hardly determined", { relative: 0.9 }, {}, /capacitance is uncertain by/],
    ["a peak above the measured frequencies", {}, { band: [0.1, 100] }, /Hz is above the highest measured/],
    ["a peak below the measured frequencies", {}, { band: [1e5, 1e6] }, /Hz is below the lowest measured/],
  ] as const)("%s makes the assignment uncertain", (_, fit, options, sentence) => {
    const arc = one(fitted("R0-p(R1,CPE1)", values, fit), { ...whole, ...options });
    expect(arc.doubts.join()).toMatch(sentence);
    expect(arc.assignment.confidence).toBe("uncertain");
  });

  test("an exponent near that of diffusion", () => {
    const arc = one(fitted("R0-p(R1,CPE1)", { ...values, "CPE1.n": 0.52 }));
    expect(arc.doubts.join()).toContain("closer to diffusion than to a capacitor");
    expect(arc.assignment.confidence).toBe("uncertain");
  });

  test("a failed fit is said first, and nothing is assigned with confidence", () => {
    const { notes, arcs } = arcsOf(fitted("R0-p(R1,CPE1)", values, { change: { status: "failed" } }), whole);
    expect(notes[0]).toContain("failed");
    expect(arcs[0].assignment.confidence).toBe("uncertain");
    const nothing = fitted("R0-p(R1,CPE1)", { "R0.R": NaN, "R1.R": NaN, "CPE1.Q": NaN, "CPE1.n": NaN });
    const [lost] = arcsOf({ ...nothing, status: "failed" }).arcs;
    expect(lost.capacitance.value).toBeNaN();
    expect(lost.assignment.process).toBeUndefined();
  });

  test("a negative resistance has no capacitance, and none is assigned", () => {
    const arc = one(fitted("R0-p(R1,CPE1)", { ...values, "R1.R": -120 }));
    expect(arc.capacitance.value).toBeNaN();
    expect(arc.capacitance.stderr).toBeNaN();
    expect(arc.assignment.process).toBeUndefined();
    const ideal = one(fitted("R0-p(R1,C1)", { "R0.R": 8, "R1.R": -120, "C1.C": 1e-6 }));
    expect(ideal.capacitance.value).toBe(1e-6);
    expect(ideal.doubts.join()).toContain("R1∥C1 has a negative resistance");
    expect(ideal.assignment.confidence).toBe("uncertain");
  });
});

describe("a cell", () => {
  const result = fitted("R0-p(R1,C1)", { "R0.R": 4, "R1.R": 50, "C1.C": 1e-11 });

  test("sizes that are not above 0 are refused with their name and unit", () => {
    expect(() => arcsOf(result, { area: 0 })).toThrow(
      /area of the cell is 0; expected a number above 0 in m²/,
    );
    expect(() => arcsOf(result, { thickness: Number.NaN })).toThrow(/thickness .* in m$/);
    expect(() => arcsOf(result, { temperature: -3 })).toThrow(/temperature .* in K$/);
  });

  test("an area in cm² and a temperature in °C are suspected", () => {
    expect(arcsOf(result, { area: 1.13 }).notes.join()).toContain("the area of 1.13 m² is unusual");
    expect(arcsOf(result, { area: 1e-4, temperature: 25 }).notes.join()).toContain("25 K is unusual");
    expect(arcsOf(result, { area: 1e-4, thickness: 5e-4 }).notes.join()).not.toContain("unusual");
  });

  test("conductivity, permittivity and time constant of a bulk arc belong together: τ = ε0·εr/σ", () => {
    const [arc] = arcsOf(result, { area: 0.785e-4, thickness: 7e-4 }).arcs;
    const ratio = (8.8541878188e-12 * arc.relativePermittivity!.value) / arc.conductivity!.value;
    expect(ratio / arc.timeConstant.value).toBeCloseTo(1, 12);
  });

  test("2.8 mS·cm⁻¹ of an Li6PS5Cl pellet (Ø 13 mm, 600 µm) is 16.1 Ω", () => {
    const area = (Math.PI / 4) * 0.013 ** 2;
    const resistance = 600e-6 / (0.28 * area);
    expect(resistance).toBeCloseTo(16.14, 2);
    const { series } = arcsOf(fitted("R0-C1", { "R0.R": resistance, "C1.C": 1e-6 }), {
      area,
      thickness: 600e-6,
    });
    // 0.28 S·m⁻¹
    expect(series!.conductivity!.value).toBeCloseTo(0.28, 12);
    expect(series!.conductivity!.stderr).toBeCloseTo(0.0028, 12);
  });

  test("exchange current densities of 0.133 and 0.171 mA·cm⁻² at 30 °C are 196 and 153 Ω·cm²", () => {
    for (const [j0, asr] of [
      [0.133, 196],
      [0.171, 153],
    ]) {
      const [arc] = arcsOf(fitted("R0-p(R1,C1)", { "R0.R": 4, "R1.R": asr, "C1.C": 1e-5 }), {
        area: 1e-4,
        temperature: 303.15,
      }).arcs;
      expect(arc.areaSpecificResistance!.value).toBeCloseTo(asr * 1e-4, 12);
      // A·m⁻² to mA·cm⁻²; the published pair has three digits
      expect(Math.abs(arc.exchangeCurrentDensity!.value / 10 / j0 - 1)).toBeLessThan(0.003);
    }
  });
});
