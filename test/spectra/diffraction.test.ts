import { describe, expect, test } from "vitest";
import {
  braggAngle,
  kAlpha,
  latticeSpacing,
  scherrerSize,
  secondLine,
  secondLineFormula,
} from "../../src/spectra/diffraction.ts";

describe("diffraction", () => {
  const copper = { value: 1.5406, stderr: 0 };

  test("lithium, a = 3.51 Å: 110 at 36.16°, 211 at 65.04°", () => {
    expect(braggAngle(3.51 / Math.SQRT2, 1.5406)).toBeCloseTo(36.16, 1);
    expect(braggAngle(3.51 / Math.sqrt(6), 1.5406)).toBeCloseTo(65.04, 1);
    expect(latticeSpacing({ value: 36.16, stderr: 0 }, copper).value * Math.SQRT2).toBeCloseTo(3.51, 2);
  });

  test("LiF, a = 4.026 Å: d(111) = 2.324 Å there and back", () => {
    const angle = braggAngle(4.026 / Math.sqrt(3), 1.5406);
    expect(latticeSpacing({ value: angle, stderr: 0.01 }, copper).value).toBeCloseTo(2.324, 3);
  });

  test("uncertainty of d: by differences of the angle and of the wavelength", () => {
    const at = (twoTheta: number, wavelength: number): number =>
      latticeSpacing({ value: twoTheta, stderr: 0 }, { value: wavelength, stderr: 0 }).value;
    const byAngle = (at(38.01, 1.5406) - at(37.99, 1.5406)) / 2;
    const byWavelength = (at(38, 1.5407) - at(38, 1.5405)) / 2;
    const { stderr } = latticeSpacing({ value: 38, stderr: 0.01 }, { value: 1.5406, stderr: 0.0001 });
    expect(stderr / Math.hypot(byAngle, byWavelength)).toBeCloseTo(1, 6);
  });

  test("Kα₂ of copper: both lines have one spacing, and the formula says the same", () => {
    for (const twoTheta of [20, 36.16, 65.04, 120]) {
      const second = secondLine(twoTheta);
      expect(second).toBeGreaterThan(twoTheta);
      expect(latticeSpacing({ value: second, stderr: 0 }, kAlpha.Cu.second).value).toBeCloseTo(
        latticeSpacing({ value: twoTheta, stderr: 0 }, kAlpha.Cu.first).value,
        12,
      );
      const formula = secondLineFormula("c");
      const value = new Function("c", "asin", "sin", `return ${formula}`)(twoTheta, Math.asin, Math.sin);
      expect(value).toBeCloseTo(second, 10);
    }
    expect(secondLine(36.16) - 36.16).toBeCloseTo(0.0931, 3);
  });

  test("the wavelengths give the energies of the lines: hc/λ of Cu Kα₁ is 8047.8 eV, of Mo Kα₁ 17479.4 eV", () => {
    expect(12398.41984 / kAlpha.Cu.first.value).toBeCloseTo(8047.82, 1);
    expect(12398.41984 / kAlpha.Mo.first.value).toBeCloseTo(17479.37, 0);
  });

  test("Scherrer: 0.9·λ/(β cos θ)", () => {
    const { value, stderr } = scherrerSize(40, { value: 0.2, stderr: 0.02 }, 1.5406);
    expect(value).toBeCloseTo(
      (0.9 * 1.5406) / (((0.2 * Math.PI) / 180) * Math.cos((20 * Math.PI) / 180)),
      10,
    );
    expect(stderr / value).toBeCloseTo(0.1, 12);
    expect(() => scherrerSize(40, { value: 0, stderr: 0 }, 1.54)).toThrow(/not broader than the instrument/);
    expect(() => latticeSpacing({ value: 190, stderr: 0 }, copper)).toThrow(/between 0 and 180/);
  });
});
