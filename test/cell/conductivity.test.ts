import { describe, expect, test } from "vitest";
import {
  areaSpecificResistance,
  electronicConductivity,
  ionicConductivity,
  polarisationResistance,
} from "../../src/cell/conductivity.ts";
import { bruceVincent } from "../../src/cell/transference.ts";
import { fitted } from "../impedance/fitted.ts";
import { normals, off } from "./simulate.ts";

const sizes = { thickness: 5e-4, area: 0.785e-4 };

describe("ionic conductivity", () => {
  test("L/(R·S), with its logarithm in S/cm; errors of independent inputs add in squares", () => {
    const quantity = ionicConductivity({
      resistance: { value: 85, stderr: 0.85 },
      thickness: { value: 5e-4, stderr: 5e-6 },
      area: { value: 0.785e-4, stderr: 0.785e-6 },
    });
    expect(off(quantity.value, 5e-4 / (85 * 0.785e-4))).toBeLessThan(1e-12);
    expect(off(quantity.stderr / quantity.value, Math.sqrt(3) * 0.01)).toBeLessThan(1e-12);
    expect(off(quantity.details[0].value, Math.log10(quantity.value / 100))).toBeLessThan(1e-12);
    expect(quantity.warnings).toEqual([]);
  });

  test("paper 004: LPSCl, 2.8 mS/cm of a pellet; sizes in cm instead of m are said", () => {
    // A pellet of 0.6 mm and 13 mm has 16.14 Ω at 2.8 mS/cm
    const area = (Math.PI / 4) * 0.013 ** 2;
    const quantity = ionicConductivity({ resistance: 6e-4 / (0.28 * area), thickness: 6e-4, area });
    expect(off(quantity.value, 0.28)).toBeLessThan(1e-12);
    expect(ionicConductivity({ resistance: 85, thickness: 0.5, area: 0.785 }).warnings.join()).toContain(
      "is it given in m",
    );
    expect(ionicConductivity({ resistance: 1e-3, thickness: 5e-2, area: 1e-4 }).warnings.join()).toContain(
      "no electrolyte has",
    );
  });

  test("the sum of two resistances of a fit keeps their covariance", () => {
    const result = fitted(
      "R0-p(R1,CPE1)-p(R2,CPE2)",
      {
        "R0.R": 3,
        "R1.R": 40,
        "CPE1.Q": 1e-9,
        "CPE1.n": 0.95,
        "R2.R": 60,
        "CPE2.Q": 1e-8,
        "CPE2.n": 0.9,
      },
      { relative: 0.01, correlation: -0.8 },
    );
    const quantity = ionicConductivity({ resistance: { result, parameters: ["R1.R", "R2.R"] }, ...sizes });
    const [i, j] = ["R1.R", "R2.R"].map((name) => result.parameters.indexOf(name));
    const n = result.parameters.length;
    const variance =
      result.covariance[i * n + i] + result.covariance[j * n + j] + 2 * result.covariance[i * n + j];
    expect(off(quantity.value, 5e-4 / (100 * 0.785e-4))).toBeLessThan(1e-12);
    expect(off(quantity.stderr / quantity.value, Math.sqrt(variance) / 100)).toBeLessThan(1e-10);
    expect(quantity.inputs.reduce((total, { share }) => total + share, 0)).toBeCloseTo(1, 10);
    expect(() => ionicConductivity({ resistance: { result, parameters: ["CPE1.Q"] }, ...sizes })).toThrow(
      '"CPE1.Q" is no resistance of R0-p(R1,CPE1)-p(R2,CPE2); it has R0.R, R1.R, R2.R',
    );
  });
});

describe("area-specific resistance", () => {
  test("of paper 000: 150 mV at 0.1 mA/cm² are 1500 Ω·cm², 50 mV at 0.1 and 0.4 are 500 and 125", () => {
    for (const [mV, mA, ohm] of [
      [150, 0.1, 1500],
      [50, 0.1, 500],
      [50, 0.4, 125],
      [80, 0.2, 400],
      [250, 0.5, 500],
      [370, 1, 370],
    ]) {
      const { value, unit } = polarisationResistance({
        overpotential: mV / 1e3,
        currentDensity: mA * 10,
        interfaces: 1,
      });
      expect(off(value * 1e4, ohm)).toBeLessThan(1e-12);
      expect(unit).toBe("Ω·m²");
    }
  });

  test("the factor of the two electrodes is stated, and there is no default", () => {
    const one = areaSpecificResistance({ resistance: 120, area: 1e-4, interfaces: 1 });
    const two = areaSpecificResistance({ resistance: 120, area: 1e-4, interfaces: 2 });
    expect(off(one.value, 0.012)).toBeLessThan(1e-12);
    expect(off(two.value, 0.006)).toBeLessThan(1e-12);
    expect(two.definition[0]).toContain("N = 2");
    expect(() => areaSpecificResistance({ resistance: 1, area: 1, interfaces: 3 as 2 })).toThrow(
      "it is 2 in a symmetric cell",
    );
  });
});

describe("electronic conductivity", () => {
  test("L·I/(U·S) and the transference number; a current that is not told from 0 gives a limit", () => {
    const quantity = electronicConductivity({
      ...sizes,
      current: { value: 2e-8, stderr: 1e-9 },
      voltage: 1,
      ionic: 0.1,
    });
    const sigma = (5e-4 * 2e-8) / 0.785e-4;
    expect(off(quantity.value, sigma)).toBeLessThan(1e-12);
    expect(off(quantity.details[0].value, sigma / (sigma + 0.1))).toBeLessThan(1e-12);
    const unresolved = electronicConductivity({
      ...sizes,
      current: { value: 1e-9, stderr: 1e-9 },
      voltage: 1,
    });
    expect(unresolved.lower).toBeLessThan(0);
    expect(unresolved.warnings.join()).toContain("not told from 0");
    expect(electronicConductivity({ ...sizes, current: -1e-8, voltage: 1 }).warnings.join()).toContain(
      "against the voltage",
    );
  });
});

describe("transference number", () => {
  const cell = { voltage: 0.01, currents: { initial: 12e-6, steady: 5e-6 }, before: 120, after: 125 };
  const formula = (dV: number, I0: number, Is: number, R0: number, Rs: number) =>
    (Is * (dV - I0 * R0)) / (I0 * (dV - Is * Rs));

  test("of the formula; without interfaces Is/I0; of an ideal cell the truth", () => {
    expect(off(bruceVincent(cell).value, formula(0.01, 12e-6, 5e-6, 120, 125))).toBeLessThan(1e-12);
    // Newman's ideal dilute binary electrolyte: the bulk goes from Rb to Rb/t+, the interfaces stay
    for (const t of [0.19, 0.56]) {
      const [Rb, Ri, dV] = [400, 90, 0.01];
      const quantity = bruceVincent({
        voltage: dV,
        currents: { initial: dV / (Rb + Ri), steady: dV / (Rb / t + Ri) },
        before: Ri,
        after: Ri,
      });
      expect(off(quantity.value, t)).toBeLessThan(1e-12);
      expect(quantity.warnings).toEqual([]);
    }
    const changed = bruceVincent({ ...cell, bulkBefore: 700, bulkAfter: 710 });
    expect(off(changed.value, (formula(0.01, 12e-6, 5e-6, 120, 125) * 710) / 700)).toBeLessThan(1e-12);
  });

  test("the error agrees with a simulation, with correlated currents", () => {
    const rho = 0.7;
    const currents = {
      parameters: ["I0", "Is"],
      values: [12e-6, 5e-6],
      covariance: [1.2e-7 ** 2, rho * 1.2e-7 * 5e-8, rho * 1.2e-7 * 5e-8, 5e-8 ** 2],
      degreesOfFreedom: 1000,
    };
    const quantity = bruceVincent({
      ...cell,
      currents,
      before: { value: 120, stderr: 2 },
      after: { value: 125, stderr: 2 },
    });
    const normal = normals(3);
    const draws = Array.from({ length: 40_000 }, () => {
      const u = normal();
      return formula(
        0.01,
        12e-6 + 1.2e-7 * u,
        5e-6 + 5e-8 * (rho * u + Math.sqrt(1 - rho * rho) * normal()),
        120 + 2 * normal(),
        125 + 2 * normal(),
      );
    });
    const mean = draws.reduce((s, x) => s + x, 0) / draws.length;
    const sd = Math.sqrt(draws.reduce((s, x) => s + (x - mean) ** 2, 0) / draws.length);
    expect(off(quantity.stderr, sd)).toBeLessThan(0.02);
  });

  test("warns of large polarisations, of an ill-conditioned difference, of impossible values", () => {
    const warnings = (more: object) => bruceVincent({ ...cell, ...more }).warnings.join(" | ");
    expect(warnings({ voltage: 0.05 })).toContain("50 mV is not small");
    expect(warnings({ before: 750 })).toContain("I0·R0 is 90 % of ΔV");
    expect(warnings({ currents: { initial: 5e-6, steady: 12e-6 } })).toContain("did not polarise");
    expect(warnings({ currents: { initial: 5e-6, steady: 12e-6 } })).toContain("between 0 and 1");
    expect(warnings({ bulkBefore: 100, bulkAfter: 100 })).toContain("the initial current was missed");
    expect(() => bruceVincent({ ...cell, before: 900 })).toThrow("I0·R0 is not below ΔV");
    expect(() => bruceVincent({ ...cell, bulkBefore: 5 })).toThrow("before and after");
  });
});
