import { describe, expect, test } from "vitest";
import { interfaceWidth, normalizeProfile } from "../../src/spectra/depthProfile.ts";
import { gaussianIntegral, grid, normals } from "./lines.ts";

const x = grid(0, 100, 1001);
const FWHM = 2 * Math.sqrt(2 * Math.LN2);
/** A step at 40 that a Gaussian of σ = 5 broadens. */
const edge = x.map((at) => 10 + gaussianIntegral(at, 40, 5 * FWHM, 200));

describe("normalisation", () => {
  const ions = { "Li3N-": [1, 2, 4], "LiIn-": [3, 2, 0], "Cs+": [2, 4, 8] };
  const profile = { x: [0, 1, 2], ions };

  test("to the total the ions add to 1; to an ion it is 1; to the maximum each reaches 1", () => {
    const total = normalizeProfile(profile, "total");
    for (let i = 0; i < 3; i++) {
      expect(Object.values(total).reduce((sum, ion) => sum + ion[i], 0)).toBeCloseTo(1, 14);
    }
    expect([...normalizeProfile(profile, { ion: "Cs+" })["Li3N-"]]).toEqual([0.5, 0.5, 0.5]);
    expect([...normalizeProfile(profile, "maximum")["LiIn-"]]).toEqual([1, 2 / 3, 0]);
    expect(normalizeProfile(profile, { ion: "LiIn-" })["Cs+"][2]).toBeNaN();
    expect(() => normalizeProfile(profile, { ion: "PO2-" })).toThrow(/has Li3N-, LiIn-, Cs\+/);
  });
});

describe("interface width", () => {
  test("an error function: 16–84 % is 1.98892 σ, at its middle, rising and falling", () => {
    const rising = interfaceWidth(x, edge);
    expect(rising.position).toBeCloseTo(40, 6);
    expect(rising.width).toBeCloseTo(2 * 0.9944579 * 5, 3);
    expect(rising.sigma).toBeCloseTo(5, 3);
    expect(rising.doubt).toBeUndefined();
    const falling = interfaceWidth(
      x,
      edge.map((v) => 500 - v),
    );
    expect(falling.width).toBeCloseTo(rising.width, 10);
    const mirrored = interfaceWidth(x, edge.slice().reverse());
    expect(mirrored.position).toBeCloseTo(60, 6);
    expect(mirrored.width).toBeCloseTo(rising.width, 9);
  });

  test("a straight ramp: levels and plateaus are used", () => {
    const ramp = x.map((at) => Math.min(1, Math.max(0, (at - 20) / 60)));
    expect(interfaceWidth(x, ramp).width).toBeCloseTo(0.68 * 60, 9);
    expect(interfaceWidth(x, ramp, { levels: [0.1, 0.9] }).width).toBeCloseTo(48, 9);
    expect(interfaceWidth(x, ramp, { plateaus: [0, 2] }).doubt).toMatch(/does not reach both levels/);
  });

  test("noise that crosses the middle often is named; no step is refused", () => {
    const next = normals(3);
    expect(
      interfaceWidth(
        x,
        edge.map((v) => v + 20 * next()),
      ).doubt,
    ).toMatch(/crosses its middle \d+ times/);
    expect(() =>
      interfaceWidth(
        x,
        x.map(() => 3),
      ),
    ).toThrow(/no step/);
  });
});
