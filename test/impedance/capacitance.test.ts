import { describe, expect, test } from "vitest";
import { evaluateCircuit } from "../../src/fit/evaluate.ts";
import { exact } from "../../src/fit/propagation.ts";
import { arcsOf } from "../../src/impedance/arcs.ts";
import { effectiveCapacitance } from "../../src/impedance/capacitance.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { parseCircuit } from "../../src/program/syntax.ts";
import { fitted } from "./fitted.ts";

const kernel = await Kernel.load();

/** Frequency of the largest −Z″ of a circuit, by golden-section search on the logarithm between two frequencies around it. */
function peakOf(circuit: string, values: Record<string, number>, around: number): number {
  const height = (x: number): number =>
    -evaluateCircuit(kernel, parseCircuit(circuit), values, Float64Array.of(Math.exp(x))).imaginary[0];
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.log(around) - 5, Math.log(around) + 5];
  for (let k = 0; k < 60; k++) {
    const [a, b] = [high - golden * (high - low), low + golden * (high - low)];
    if (height(a) < height(b)) low = a;
    else high = b;
  }
  return Math.exp((low + high) / 2);
}

/** Published fits: α, Q in S·sᵅ·cm⁻², R in Ω·cm², effective capacitance in F·cm⁻², thickness in cm, relative permittivity. */
const published = [
  { of: "Nb2O5 at 2 V", n: 0.95, q: 5.9e-6, r: 1300, c: 4.6e-6, thickness: 8e-7, permittivity: 42 },
  { of: "Nb2O5 at 6 V", n: 0.9, q: 3.5e-6, r: 2010, c: 2.0e-6, thickness: 18e-7, permittivity: 42 },
  { of: "Nb2O5 at 10 V", n: 0.88, q: 2.5e-6, r: 3650, c: 1.3e-6, thickness: 29e-7, permittivity: 42 },
  { of: "skin, lowest", n: 0.834, q: 5.36e-8, r: 51e3, c: 1.66e-8, thickness: 2.6e-4, permittivity: 49 },
  { of: "skin, highest", n: 0.824, q: 6.13e-8, r: 60e3, c: 1.86e-8, thickness: 2.3e-4, permittivity: 49 },
];

describe("effective capacitance of a CPE", () => {
  test.each(published)(
    "$of: the published value and thickness (Hirschorn et al. 2010, tables 1 and 3)",
    ({ n, q, r, c, thickness, permittivity }) => {
      const own = effectiveCapacitance(exact(r), exact(q), exact(n)).value;
      // Printed with two or three digits
      expect(Math.abs(own / c - 1)).toBeLessThan(0.015);
      const [arc] = arcsOf(fitted("R0-p(R1,CPE1)", { "R0.R": 5, "R1.R": r, "CPE1.Q": q, "CPE1.n": n }), {
        area: 1e-4,
        filmPermittivity: permittivity,
      }).arcs;
      expect(arc.capacitance.value / own).toBeCloseTo(1, 12);
      expect(arc.capacitance.perArea!.value / own).toBeCloseTo(1e4, 8);
      // The printed thicknesses follow from capacitances before rounding and scatter by 3 %
      expect(Math.abs(arc.filmThickness!.value / (thickness / 100) - 1)).toBeLessThan(0.035);
    },
  );

  test("one ohmic resistance (1.5 Ω·cm²; the paper does not print it) gives all three published values after Brug", () => {
    // Hirschorn et al. 2010, p. 6222: 3.2, 0.9 and 0.5 µF·cm⁻² for the three oxide films, R ≫ Rs
    for (const [k, wanted] of [3.2, 0.9, 0.5].entries()) {
      const { n, q, r } = published[k];
      const { arcs } = arcsOf(fitted("R0-p(R1,CPE1)", { "R0.R": 1.5, "R1.R": r, "CPE1.Q": q, "CPE1.n": n }));
      expect(Number((arcs[0].brug!.value * 1e6).toFixed(1))).toBe(wanted);
    }
  });

  test("with n = 1 the formulas of Hsu and Mansfeld and of Brug both give the capacitance itself", () => {
    for (const [r, c, rs] of [
      [100, 1e-6, 10],
      [1e6, 1e-12, 1e-3],
      [0.01, 3, 5],
    ]) {
      const { arcs } = arcsOf(fitted("R0-p(R1,CPE1)", { "R0.R": rs, "R1.R": r, "CPE1.Q": c, "CPE1.n": 1 }));
      expect(arcs[0].capacitance.value / c).toBeCloseTo(1, 12);
      expect(arcs[0].brug!.value / c).toBeCloseTo(1, 12);
      const [ideal] = arcsOf(fitted("R0-p(R1,C1)", { "R0.R": rs, "R1.R": r, "C1.C": c })).arcs;
      expect(ideal.capacitance.value).toBe(c);
      expect(ideal.capacitance.kind).toBe("capacitor");
      expect(ideal.timeConstant.value).toBe(r * c);
      expect(ideal.brug).toBeUndefined();
    }
  });

  test("Brug is below Hsu–Mansfeld, meets it as the ohmic resistance grows, and is the blocking limit as that of the arc does", () => {
    const [q, n, r, rs] = [1e-6, 0.8, 200, 10];
    const of = (resistance: number, series: number) =>
      arcsOf(fitted("R0-p(R1,CPE1)", { "R0.R": series, "R1.R": resistance, "CPE1.Q": q, "CPE1.n": n }))
        .arcs[0];
    expect(of(r, rs).brug!.value).toBeLessThan(of(r, rs).capacitance.value);
    expect(of(r, 1e9).brug!.value / of(r, 1e9).capacitance.value).toBeCloseTo(1, 6);
    // Brug as it is printed: [Q·(1/Rs + 1/R)^(n−1)]^(1/n)
    expect(of(r, rs).brug!.value).toBeCloseTo((q * (1 / rs + 1 / r) ** (n - 1)) ** (1 / n), 16);
    const [tail] = arcsOf(fitted("R0-CPE1", { "R0.R": rs, "CPE1.Q": q, "CPE1.n": n })).tails;
    expect(of(1e12, rs).brug!.value / tail.capacitance!.value).toBeCloseTo(1, 9);
  });

  test("is proportional to the area: a cell ten times as large has ten times the capacitance and the same per area", () => {
    const of = (scale: number) =>
      arcsOf(
        fitted("R0-p(R1,CPE1)", {
          "R0.R": 7 / scale,
          "R1.R": 90 / scale,
          "CPE1.Q": 2e-6 * scale,
          "CPE1.n": 0.83,
        }),
        { area: scale * 1e-4, thickness: 5e-4 },
      ).arcs[0];
    const [one, ten] = [of(1), of(10)];
    expect(ten.capacitance.value / one.capacitance.value).toBeCloseTo(10, 10);
    expect(ten.brug!.value / one.brug!.value).toBeCloseTo(10, 10);
    for (const per of [
      "areaSpecificResistance",
      "timeConstant",
      "peakFrequency",
      "relativePermittivity",
    ] as const) {
      expect(ten[per]!.value / one[per]!.value).toBeCloseTo(1, 10);
    }
    expect(ten.capacitance.perArea!.value / one.capacitance.perArea!.value).toBeCloseTo(1, 10);
  });

  test("neither underflows nor overflows where Q to the power 1/n would", () => {
    const [arc] = arcsOf(
      fitted("R0-p(R1,CPE1)", { "R0.R": 1, "R1.R": 1e12, "CPE1.Q": 1e-12, "CPE1.n": 0.02 }),
    ).arcs;
    // (RQ)^(1/n) = 1 s, C = τ/R
    expect(arc.capacitance.value / 1e-12).toBeCloseTo(1, 9);
  });
});

describe("peak frequency", () => {
  const arcs: [title: string, circuit: string, values: Record<string, number>][] = [
    ["R∥C", "p(R1,C1)", { "R1.R": 40, "C1.C": 3e-7 }],
    ["R∥CPE", "p(R1,CPE1)", { "R1.R": 40, "CPE1.Q": 3e-6, "CPE1.n": 0.7 }],
    ["R∥CPE, T form", "p(R1,CPET1)", { "R1.R": 40, "CPET1.T": 3e-6, "CPET1.n": 0.7 }],
    ["two resistors in series ∥ C", "p(R1-R2,C1)", { "R1.R": 40, "R2.R": 2, "C1.C": 3e-7 }],
    ["two resistors and C in parallel", "p(R1,R2,C1)", { "R1.R": 40, "R2.R": 20, "C1.C": 3e-7 }],
    ["Voigt element", "K1", { "K1.R": 40, "K1.tau": 2e-4 }],
    ["Zarc", "Zarc1", { "Zarc1.R": 40, "Zarc1.tau": 2e-4, "Zarc1.n": 0.6 }],
    ["Havriliak–Negami", "Ha1", { "Ha1.R": 40, "Ha1.tau": 2e-4, "Ha1.a": 0.9, "Ha1.b": 0.45 }],
    ["Gerischer", "G1", { "G1.R": 40, "G1.t": 2e-2 }],
    ["Gerischer, rate form", "Gn1", { "Gn1.Y": 0.01, "Gn1.k": 30, "Gn1.n": 0.4 }],
    ["Gerischer, free exponent", "Ga1", { "Ga1.R": 40, "Ga1.tau": 2e-2, "Ga1.n": 0.35 }],
    ["Warburg, finite length", "Ws1", { "Ws1.Z0": 40, "Ws1.tau": 12 }],
  ];
  test.each(arcs)(
    "%s: where −Z″ of the arc is largest, and 1/(ω·R) is its capacitance",
    (_, circuit, values) => {
      const { arcs: found, tails, notes } = arcsOf(fitted(circuit, values));
      expect(found).toHaveLength(1);
      expect(tails).toEqual([]);
      const [arc] = found;
      // A maximum is flat: half of the digits of its height
      expect(
        Math.abs(arc.peakFrequency.value / peakOf(circuit, values, arc.peakFrequency.value) - 1),
      ).toBeLessThan(1e-7);
      const direct = evaluateCircuit(kernel, parseCircuit(circuit), values, Float64Array.of(1e-12)).real[0];
      expect(Math.abs(arc.resistance.value / direct - 1)).toBeLessThan(2e-4);
      if (arc.capacitance.kind !== "diffusion") {
        const omega = 2 * Math.PI * arc.peakFrequency.value;
        expect(arc.capacitance.value * omega * arc.resistance.value).toBeCloseTo(1, 10);
      }
      expect(notes.join()).not.toContain("left out");
    },
  );

  test("a Zarc and the R∥CPE that is equal to it are described by the same numbers", () => {
    const [r, tau, n] = [250, 3e-5, 0.77];
    const [zarc] = arcsOf(
      fitted("R0-Zarc1", { "R0.R": 9, "Zarc1.R": r, "Zarc1.tau": tau, "Zarc1.n": n }),
    ).arcs;
    const q = tau ** n / r;
    const [cpe] = arcsOf(fitted("R0-p(R1,CPE1)", { "R0.R": 9, "R1.R": r, "CPE1.Q": q, "CPE1.n": n })).arcs;
    for (const name of [
      "resistance",
      "q",
      "n",
      "timeConstant",
      "peakFrequency",
      "capacitance",
      "brug",
    ] as const) {
      expect(zarc[name]!.value / cpe[name]!.value).toBeCloseTo(1, 11);
    }
    expect(zarc.assignment.process).toBe(cpe.assignment.process);
  });

  test("the capacitance of a diffusion layer, τ/Z0, and of a particle behind it is that of the low-frequency limit", () => {
    const [tail] = arcsOf(fitted("R0-Wo1", { "R0.R": 9, "Wo1.Z0": 4, "Wo1.tau": 30 })).tails;
    const f = 1e-7;
    const z = evaluateCircuit(
      kernel,
      parseCircuit("Wo1"),
      { "Wo1.Z0": 4, "Wo1.tau": 30 },
      Float64Array.of(f),
    );
    expect(-1 / (2 * Math.PI * f * z.imaginary[0]) / tail.capacitance!.value).toBeCloseTo(1, 8);
  });
});
