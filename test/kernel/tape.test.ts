import { describe, expect, test } from "vitest";
import { evaluateTape } from "../../src/fit/tapeValues.ts";
import { compileModel, parseModel } from "../../src/program/model.ts";
import { seeded } from "../program/random-circuit.ts";
import { builds, kernelOf } from "./builds.ts";

/** Series of erf, to the last digits below 3: an authority without a library (Abramowitz and Stegun 7.1.6). */
function erf(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 1; k < 200; k++) {
    term *= (2 * x * x) / (2 * k + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** Formula in a, b and x beside the same in JavaScript; a and b lie in 0.2 … 0.9, x in 0.1 … 2. */
const functions: readonly (readonly [string, (a: number, b: number, x: number) => number])[] = [
  ["exp(-a*x)", (a, _, x) => Math.exp(-a * x)],
  ["log(a+x)", (a, _, x) => Math.log(a + x)],
  ["log10(a*x)", (a, _, x) => Math.log10(a * x)],
  ["log1p(a*x*1e-6)", (a, _, x) => Math.log1p(a * x * 1e-6)],
  ["expm1(a*x*1e-6)", (a, _, x) => Math.expm1(a * x * 1e-6)],
  ["expm1(a*x+1)", (a, _, x) => Math.expm1(a * x + 1)],
  ["sqrt(a*x+b)", (a, b, x) => Math.sqrt(a * x + b)],
  ["sin(20*a*x)", (a, _, x) => Math.sin(20 * a * x)],
  ["cos(20*a*x)", (a, _, x) => Math.cos(20 * a * x)],
  ["tan(a*x/2)", (a, _, x) => Math.tan((a * x) / 2)],
  ["asin(a*x/2)", (a, _, x) => Math.asin((a * x) / 2)],
  ["acos(a*x/2)", (a, _, x) => Math.acos((a * x) / 2)],
  ["atan(5*a*x)", (a, _, x) => Math.atan(5 * a * x)],
  ["sinh(a*x)", (a, _, x) => Math.sinh(a * x)],
  ["cosh(a*x)", (a, _, x) => Math.cosh(a * x)],
  ["tanh(3*a*x-1)", (a, _, x) => Math.tanh(3 * a * x - 1)],
  ["coth(a*x)", (a, _, x) => 1 / Math.tanh(a * x)],
  ["abs(a*x-b)", (a, b, x) => Math.abs(a * x - b)],
  ["erf(a*x)", (a, _, x) => erf(a * x)],
  ["erfc(a*x)", (a, _, x) => 1 - erf(a * x)],
  ["a^2*x", (a, _, x) => a ** 2 * x],
  ["x^-a", (a, _, x) => x ** -a],
  ["a^x", (a, _, x) => a ** x],
  ["(a*x)^1.5", (a, _, x) => (a * x) ** 1.5],
  ["(a*x)^b", (a, b, x) => (a * x) ** b],
  ["1/(a+b*x)", (a, b, x) => 1 / (a + b * x)],
  ["a*x/(b+x)", (a, b, x) => (a * x) / (b + x)],
  ["a-b*x-3", (a, b, x) => a - b * x - 3],
  ["3-a*x", (a, _, x) => 3 - a * x],
  ["-a*x+2*b", (a, b, x) => -a * x + 2 * b],
  ["atan2(a*x, b)", (a, b, x) => Math.atan2(a * x, b)],
  ["hypot(a*x, b)", (a, b, x) => Math.hypot(a * x, b)],
  ["min(a*x, b)", (a, b, x) => Math.min(a * x, b)],
  ["max(a*x, b)", (a, b, x) => Math.max(a * x, b)],
  ["where(x>1, a*x, b)", (a, b, x) => (x > 1 ? a * x : b)],
  ["a*(x<=1)+b*(x!=1 and not x<0.5)", (a, b, x) => a * Number(x <= 1) + b * Number(x !== 1 && !(x < 0.5))],
  [
    "a*floor(3*x)+b*ceil(3*x)*sign(x-1)",
    (a, b, x) => a * Math.floor(3 * x) + b * Math.ceil(3 * x) * Math.sign(x - 1),
  ],
  ["a*pi*x", (a, _, x) => a * Math.PI * x],
  // Nodes that are the same at every point
  ["(a+b)/(a*b)*x", (a, b, x) => ((a + b) / (a * b)) * x],
  ["exp(-a*b)*x+sqrt(a)-b^3", (a, b, x) => Math.exp(-a * b) * x + Math.sqrt(a) - b ** 3],
  ["where(a<b, a*b, b)*x", (a, b, x) => (a < b ? a * b : b) * x],
  ["where(x>1, a*b, -(a-b))", (a, b, x) => (x > 1 ? a * b : b - a)],
  ["a^b*atan2(a, b)*x", (a, b, x) => a ** b * Math.atan2(a, b) * x],
  ["a*0*x+b", (_, b) => b],
  ["a*b", (a, b) => a * b],
  // Adjoints that are handed on, from one node above and from several
  ["(a+x)*(b+x)+(a+x)", (a, b, x) => (a + x) * (b + x) + a + x],
  ["-(a*x)-2*(a*x)-b", (a, b, x) => -3 * a * x - b],
  ["(a*x+b)+(a*x+b)^2-(-3*(a*x+b))", (a, b, x) => (a * x + b) ** 2 + 4 * (a * x + b)],
];

/** Counts around the sizes of planes and blocks: both halves of a pair, one point into the next. */
const counts = [1, 2, 3, 4, 5, 159, 160, 161, 319, 320, 321, 322, 639, 641, 1000];

describe.each(builds)("%s: tapes", async (build) => {
  const kernel = await kernelOf(build, "curves");
  const random = seeded(11);
  const x = Float64Array.from({ length: 301 }, () => 0.1 + 1.9 * random());

  test.each(functions)("%s: the value of Math, and derivatives as central differences", (text, expected) => {
    const { tape } = compileModel(parseModel(text), ["x"]);
    const point: Record<string, number> = { a: 0.37, b: 0.81 };
    const values = tape.parameters.map((name) => point[name]);
    const result = evaluateTape(kernel, tape, [x], values);
    const at = (changed: Record<string, number>, i: number): number => expected(changed.a, changed.b, x[i]);
    x.forEach((_, i) => {
      const wanted = at(point, i);
      expect(Math.abs(result.values[i] - wanted)).toBeLessThanOrEqual(
        4e-15 * Math.max(Math.abs(wanted), 1e-3),
      );
      tape.parameters.forEach((name, p) => {
        const slope = (h: number): number =>
          (at({ ...point, [name]: point[name] + h }, i) - at({ ...point, [name]: point[name] - h }, i)) /
          (2 * h);
        // Steps of a piecewise formula must not fall between the two sides
        const [coarse, fine] = [slope(2e-4), slope(1e-4)];
        const extrapolated = fine + (fine - coarse) / 3;
        if (/abs|min|max/.test(text) && Math.abs(coarse - fine) > 1e-3) return;
        expect(Math.abs(result.derivatives[p][i] - extrapolated)).toBeLessThanOrEqual(
          2e-8 * Math.max(1, Math.abs(extrapolated)),
        );
      });
    });
  });

  test.each(counts)("%i points of two predictors lie where they were", (n) => {
    const { tape } = compileModel(parseModel("a*x1+b*x2^2+a*b"), ["x1", "x2"]);
    const x1 = Float64Array.from({ length: n }, (_, i) => i + 1);
    const x2 = Float64Array.from({ length: n }, (_, i) => 1 / (i + 1));
    const { values, derivatives } = evaluateTape(kernel, tape, [x1, x2], [2, 3]);
    expect(values).toEqual(Float64Array.from(x1, (u, i) => 2 * u + 3 * (x2[i] * x2[i]) + 6));
    expect(derivatives[0]).toEqual(Float64Array.from(x1, (u) => u + 3));
    expect(derivatives[1]).toEqual(Float64Array.from(x2, (v) => v * v + 2));
  });

  test("what is not defined in the branch that is not taken does not reach value or derivatives", () => {
    for (const text of [
      "where(x<b, a*sqrt(b-x), 0)",
      "where(x<b, a*log(b-x), a*x)",
      "where(x<b, a/sqrt(b-x), a)",
      "where(x<5, a*x, a*sqrt(b-1))",
      "max(a*x, where(x<b, (b-x)^1.5, 0))",
    ]) {
      const { tape } = compileModel(parseModel(text), ["x"]);
      const { values, derivatives } = evaluateTape(kernel, tape, [x], [0.5, 1]);
      expect(values.every(Number.isFinite), text).toBe(true);
      for (const column of derivatives) expect(column.every(Number.isFinite), text).toBe(true);
    }
  });

  test("outside of its domain a function is not finite, and only there", () => {
    const { tape } = compileModel(parseModel("a*log(x-1)"), ["x"]);
    const { values } = evaluateTape(kernel, tape, [x], [1]);
    values.forEach((value, i) => {
      expect(Number.isFinite(value)).toBe(x[i] > 1);
    });
  });
});
