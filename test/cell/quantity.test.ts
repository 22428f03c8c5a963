import { describe, expect, test } from "vitest";
import { inUnit, openInputs } from "../../src/cell/quantity.ts";
import { conversion, fieldUnit, parseUnit, readMeasured } from "../../src/cell/unit.ts";
import { studentQuantile } from "../../src/fit/distribution.ts";
import { OptionError } from "../../src/fit/plan.ts";
import { product, quotient, sum } from "../../src/fit/propagation.ts";
import { normals, off } from "./simulate.ts";

const about = { quantity: "ratio", symbol: "q", unit: "", formula: "a·b/c", source: "test" };

describe("propagation to a quantity", () => {
  test("a product of powers: relative errors add in squares, shares are their parts, correlations enter twice", () => {
    const make = (correlations = {}) => {
      const inputs = openInputs({ correlations });
      const [a, b, c] = [
        inputs.given("a", "", "", { value: 3, stderr: 0.03 }),
        inputs.given("b", "", "", { value: 5, stderr: 0.1 }),
        inputs.given("c", "", "", { value: 7, stderr: 0.14 }),
      ];
      return inputs.quantity(about, quotient(product(a, b), c));
    };
    const plain = make();
    expect(plain.value).toBe(15 / 7);
    expect(off(plain.stderr / plain.value, Math.sqrt(0.01 ** 2 + 0.02 ** 2 + 0.02 ** 2))).toBeLessThan(1e-12);
    expect(plain.inputs.map(({ share }) => share)).toEqual(
      [1 / 9, 4 / 9, 4 / 9].map((x) => expect.closeTo(x, 12)),
    );
    expect(plain.degreesOfFreedom).toBe(Infinity);
    // (b, c) with r = 1 and equal relative errors: they cancel
    const tied = make({ "b,c": 1 });
    expect(off(tied.stderr / tied.value, 0.01)).toBeLessThan(1e-12);
    const half = make({ "b,c": -0.5 });
    expect(off((half.stderr / half.value) ** 2, 0.0001 + 0.0008 + 0.0004)).toBeLessThan(1e-12);
  });

  test("agrees with a simulation of correlated inputs of one fit", () => {
    const covariance = [0.04, -0.03, -0.03, 0.09];
    const inputs = openInputs();
    const of = inputs.fitted(
      { parameters: ["p", "q"], values: [20, 30], covariance, degreesOfFreedom: 50 },
      "fit",
      {},
    );
    const { stderr } = inputs.estimate(quotient(of("p"), sum(of("p"), of("q"))));
    const normal = normals(5);
    const draws = Array.from({ length: 40_000 }, () => {
      const [u, v] = [normal(), normal()];
      const p = 20 + 0.2 * u;
      const q = 30 + 0.3 * (-0.5 * u + Math.sqrt(0.75) * v);
      return p / (p + q);
    });
    const mean = draws.reduce((s, x) => s + x, 0) / draws.length;
    const sd = Math.sqrt(draws.reduce((s, x) => s + (x - mean) ** 2, 0) / draws.length);
    expect(off(stderr, sd)).toBeLessThan(0.02);
  });

  test("Welch and Satterthwaite: two fits of 4 and 9 degrees of freedom (JCGM 100:2008, G.2b)", () => {
    const inputs = openInputs();
    const fit = (variance: number, degreesOfFreedom: number) =>
      inputs.fitted(
        { parameters: ["p"], values: [10], covariance: [variance], degreesOfFreedom },
        "fit",
        {},
      )("p");
    const total = sum(fit(1, 4), fit(4, 9));
    const { degreesOfFreedom, lower, stderr } = inputs.quantity(about, total);
    expect(off(degreesOfFreedom, 25 / (1 / 4 + 16 / 9))).toBeLessThan(1e-12);
    expect(off(20 - lower, studentQuantile(0.975, degreesOfFreedom) * stderr)).toBeLessThan(1e-12);
  });

  test("intervals of positive quantities are symmetric in the logarithm and say when first order is rough", () => {
    const inputs = openInputs();
    const value = inputs.given("a", "", "", { value: 2, stderr: 1 });
    const { lower, upper, warnings } = inputs.quantity({ ...about, positive: true }, value);
    expect(off(lower * upper, 4)).toBeLessThan(1e-12);
    expect(lower).toBeGreaterThan(0);
    expect(warnings.join()).toContain("50 % of the value");
  });

  test("what makes no sense is said", () => {
    expect(() => openInputs({ confidence: 95 })).toThrow("did you mean 0.95?");
    const inputs = openInputs({ correlations: { "R,X": 0.5 } });
    const R = inputs.given("R", "", "", { value: 1, stderr: 0.1 });
    expect(() => inputs.quantity(about, R)).toThrow('there is no input "X"; the inputs are R');
    expect(() => inputs.positive("L", "thickness", "m", 0)).toThrow(
      "L (thickness) is 0; expected a number above 0 in m",
    );
    expect(() => inputs.given("L", "thickness", "m", Number.NaN)).toThrow(OptionError);
    const twice = openInputs({ correlations: { "a,b": 2 } });
    const both = sum(twice.given("a", "", "", 1), twice.given("b", "", "", 1));
    expect(() => twice.quantity(about, both)).toThrow("a number from −1 to 1");
  });
});

describe("units", () => {
  test.each<[string, string, number]>([
    ["cm", "m", 1e-2],
    ["µm", "m", 1e-6],
    ["cm2", "m²", 1e-4],
    ["cm²", "m²", 1e-4],
    ["mA/cm2", "A·m⁻²", 10],
    ["mA cm^-2", "A·m⁻²", 10],
    ["mA·cm⁻²", "A·m⁻²", 10],
    ["uA/cm2", "A·m⁻²", 1e-2],
    ["mAh/cm2", "C·m⁻²", 36_000],
    ["mAh/g", "C·kg⁻¹", 3600],
    ["mg/cm2", "kg·m⁻²", 1e-2],
    ["g/cm3", "kg·m⁻³", 1e3],
    ["mol/cm3", "mol·m⁻³", 1e6],
    ["ohm*cm2", "Ω·m²", 1e-4],
    ["Ohm cm2", "Ω·m²", 1e-4],
    ["kΩ", "Ω", 1e3],
    ["mS/cm", "S·m⁻¹", 0.1],
    ["h", "s", 3600],
    ["min", "s", 60],
    ["Wh/kg", "J·kg⁻¹", 3600],
    ["Wh/L", "J·m⁻³", 3.6e6],
  ])("1 %s in %s", (text, unit, factor) => {
    expect(off(conversion(text, unit)!.factor, factor)).toBeLessThan(1e-14);
  });

  test("temperatures have an offset; a coulomb is none; other kinds are refused", () => {
    expect(readMeasured("25 °C", "K", "--t", "25°C")).toEqual({ value: 298.15, stderr: 0 });
    expect(readMeasured("25±0.5C", "K", "--t", "25°C")).toEqual({ value: 298.15, stderr: 0.5 });
    expect(readMeasured("3 C", "C", "--q", "3C").value).toBe(3);
    expect(parseUnit("parsec")).toBeUndefined();
    expect(conversion("cm", "s")).toBeUndefined();
  });

  test("numbers with errors", () => {
    expect(readMeasured("0.05cm", "m", "--L", "1cm")).toEqual({ value: 0.0005, stderr: 0 });
    expect(readMeasured("0.0500±0.0005 cm", "m", "--L", "1cm")).toEqual({ value: 0.0005, stderr: 0.000005 });
    expect(readMeasured("120 +/- 2% ohm", "Ω", "--R", "1ohm")).toEqual({ value: 120, stderr: 2.4 });
    expect(readMeasured("1.2e-3+-1e-4 A", "A", "--I", "1A")).toEqual({ value: 1.2e-3, stderr: 1e-4 });
    expect(readMeasured("70%", "", "--w", "70%").value).toBe(0.7);
    expect(() => readMeasured("5", "m", "--L", "5cm")).toThrow("--L 5: the unit is missing; write it as 5cm");
    expect(() => readMeasured("5 V", "m", "--L", "5cm")).toThrow('"V" is no unit that can be converted to m');
    expect(() => readMeasured("0,5 cm", "m", "--L", "5cm")).toThrow("the decimal mark is a point");
    expect(() => readMeasured("wide", "m", "--L", "5cm")).toThrow("is no number; write it as 5cm");
  });

  test("field units are the inverse of the conversions", () => {
    for (const unit of ["S·m⁻¹", "Ω·m²", "A·m⁻²", "m²·s⁻¹", "C·m⁻²", "J·kg⁻¹", "J·m⁻³", "J·m⁻²", "m"]) {
      const field = fieldUnit(unit, 1e-5);
      expect(off(field.factor * conversion(field.unit, unit)!.factor, 1)).toBeLessThan(1e-14);
    }
    expect(inUnit({ value: 1, stderr: 0.1, lower: 0.8, upper: 1.2 }, 10)).toEqual({
      value: 10,
      stderr: 1,
      lower: 8,
      upper: 12,
    });
  });
});
