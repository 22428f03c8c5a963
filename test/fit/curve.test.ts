import { describe, expect, test } from "vitest";
import { differentiateCurve, evaluateCurve, fitCurve, fitCurves } from "../../src/fit/curve.ts";
import type { CurveData } from "../../src/fit/curveData.ts";
import type { CurveOptions } from "../../src/fit/curveOptions.ts";
import { OptionError } from "../../src/fit/plan.ts";
import { FormulaError } from "../../src/program/formula-error.ts";
import { openEngine } from "../../src/workers/engine.ts";
import { seeded } from "../program/random-circuit.ts";

const engine = await openEngine({ kernel: "simd" });
const decay = "A*exp(-x/tau)+c";

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A decay with noise of standard deviation `noise`. */
function decayData(n: number, noise: number, seed = 3, tau = 2): CurveData & { y: Float64Array } {
  const random = seeded(seed);
  const x = Float64Array.from({ length: n }, (_, i) => (8 * i) / n);
  return { x, y: x.map((t) => 5 * Math.exp(-t / tau) + 1 + noise * normal(random)) };
}

const sentence = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
  } catch (error) {
    expect(error instanceof OptionError || error instanceof FormulaError).toBe(true);
    return (error as Error).message;
  }
  throw new Error("nothing was wrong");
};

describe("fitCurve", () => {
  test("parameters that the model is linear in need no start, and one that is given changes nothing", async () => {
    const data = decayData(61, 0.01);
    const bare = await fitCurve(decay, data, { start: { tau: 5 }, engine });
    const full = await fitCurve(decay, data, { start: { A: 1, tau: 5, c: 0 }, engine });
    expect(bare.status).toBe("converged");
    bare.values.forEach((value, i) => {
      expect(value / full.values[i]).toBeCloseTo(1, 10);
      expect(Math.abs(value - [5, 2, 1][i])).toBeLessThan(4 * bare.stderr[i]);
    });
  });

  test("a straight line is the one of the closed formulas, errors and R² included", async () => {
    const x = [1, 2, 3, 5, 8, 13];
    const y = [2.1, 2.9, 4.2, 5.8, 9.3, 13.9];
    const { values, stderr, r2, rss, residualSd, covariance, correlation, fitted } = await fitCurve(
      "a+b*x",
      { x, y },
      { engine },
    );
    const n = x.length;
    const mean = (v: number[]) => v.reduce((s, u) => s + u, 0) / n;
    const [mx, my] = [mean(x), mean(y)];
    const sxx = x.reduce((s, u) => s + (u - mx) ** 2, 0);
    const b = x.reduce((s, u, i) => s + (u - mx) * (y[i] - my), 0) / sxx;
    const a = my - b * mx;
    const square = x.reduce((s, u, i) => s + (y[i] - a - b * u) ** 2, 0);
    const variance = square / (n - 2);
    expect(values[0]).toBeCloseTo(a, 12);
    expect(values[1]).toBeCloseTo(b, 12);
    expect(rss).toBeCloseTo(square, 12);
    expect(residualSd).toBeCloseTo(Math.sqrt(variance), 12);
    expect(stderr[1]).toBeCloseTo(Math.sqrt(variance / sxx), 12);
    expect(stderr[0]).toBeCloseTo(Math.sqrt(variance * (1 / n + mx ** 2 / sxx)), 12);
    expect(covariance[1]).toBeCloseTo((-variance * mx) / sxx, 12);
    expect(correlation[1]).toBeCloseTo(-mx / Math.sqrt(sxx / n + mx ** 2), 10);
    expect(r2).toBeCloseTo(1 - square / y.reduce((s, v) => s + (v - my) ** 2, 0), 12);
    fitted.forEach((value, i) => {
      expect(value).toBeCloseTo(a + b * x[i], 12);
    });
  });

  test("a left side transforms what is measured, and its errors with it", async () => {
    const { x, y } = decayData(40, 0) as { x: Float64Array; y: Float64Array };
    const sigma = y.map((v) => 0.01 * v);
    const options = { start: { tau: 3 }, engine };
    const logged = await fitCurve(
      "log(y) = log(A*exp(-x/tau)+c)",
      { x, y, sigma },
      {
        start: { A: 4, tau: 3, c: 2 },
        engine,
      },
    );
    expect([...logged.values].map((v) => Number(v.toFixed(8)))).toEqual([5, 2, 1]);
    expect(logged.measured[0]).toBeCloseTo(Math.log(y[0]), 14);
    // σ of ln y is σ/y, the same for all points: the errors are those of a relative σ of y
    const relative = await fitCurve(decay, { x, y, sigma }, options);
    logged.stderr.forEach((error, i) => {
      expect(error / relative.stderr[i]).toBeCloseTo(1, 6);
    });
  });

  test("σ gives the errors their scale; with poisson weights it is √y, with proportional ones only its shape", async () => {
    const data = decayData(200, 0.01);
    const sigma = new Float64Array(200).fill(0.01);
    const unit = await fitCurve(decay, data, { start: { tau: 1 }, engine });
    const measured = await fitCurve(decay, { ...data, sigma }, { start: { tau: 1 }, engine });
    expect(measured.weighting).toBe("sigma");
    measured.stderr.forEach((error, i) => {
      expect((error / unit.stderr[i]) * unit.residualSd).toBeCloseTo(0.01, 12);
    });
    expect(measured.chi2 / measured.degreesOfFreedom).toBeCloseTo(
      unit.chi2 / unit.degreesOfFreedom / 1e-4,
      6,
    );
    const counts = { x: data.x, y: data.y.map((v) => Math.round(1000 * v)) };
    const poisson = await fitCurve(decay, counts, { start: { tau: 1 }, weighting: "poisson", engine });
    const given = await fitCurve(
      decay,
      { ...counts, sigma: counts.y.map(Math.sqrt) },
      { start: { tau: 1 }, engine },
    );
    expect([...poisson.stderr]).toEqual([...given.stderr]);
    const proportional = await fitCurve(decay, data, {
      start: { tau: 1 },
      weighting: "proportional",
      engine,
    });
    const shaped = await fitCurve(
      decay,
      { ...data, sigma: data.y.map((v) => 7 * Math.abs(v)) },
      { start: { tau: 1 }, engine },
    );
    proportional.values.forEach((value, i) => {
      expect(value / shaped.values[i]).toBeCloseTo(1, 9);
    });
  });

  test("fixed, tied and bounded parameters", async () => {
    const data = decayData(80, 0.02);
    const fixed = await fitCurve(decay, data, { start: { tau: 1 }, fixed: { c: 1 }, engine });
    expect([fixed.states[2], fixed.values[2], fixed.stderr[2]]).toEqual(["fixed", 1, 0]);
    const tied = await fitCurve(decay, data, { start: { tau: 1 }, ties: { A: "5*c" }, engine });
    expect(tied.values[0]).toBe(5 * tied.values[2]);
    expect(tied.stderr[0]).toBeCloseTo(5 * tied.stderr[2], 12);
    const bounded = await fitCurve(decay, data, { start: { tau: 1 }, bounds: { tau: [0, 1.5] }, engine });
    expect([bounded.states[1], bounded.values[1], bounded.status]).toEqual([
      "at upper bound",
      1.5,
      "warning",
    ]);
    expect(bounded.message).toContain("at a bound: tau");
  });

  test("a robust loss does not follow outliers", async () => {
    const data = decayData(100, 0.01);
    const y = data.y.map((v, i) => (i % 17 === 5 ? v + 3 : v));
    const plain = await fitCurve(decay, { x: data.x, y }, { start: { tau: 1 }, engine });
    const robust = await fitCurve(decay, { x: data.x, y }, { start: { tau: 1 }, loss: "cauchy", engine });
    expect(Math.abs(plain.values[2] - 1)).toBeGreaterThan(0.05);
    robust.values.forEach((value, i) => {
      expect(Math.abs(value - [5, 2, 1][i])).toBeLessThan(5 * robust.stderr[i]);
    });
  });

  test("parameters that the data cannot tell apart are named", async () => {
    const { message, states } = await fitCurve(
      "a*b*x",
      { x: [1, 2, 3], y: [2, 4.1, 6] },
      { start: { b: 1 }, engine },
    );
    expect(states).toContain("not identifiable");
    expect(message).toContain("not identifiable from these data: a, b");
  });

  test("a piecewise model with a moving edge", async () => {
    const x = Float64Array.from({ length: 121 }, (_, i) => i / 20);
    const y = x.map((t) => (t < 2.5 ? 3 * Math.sqrt(2.5 - t) : 0));
    const fit = await fitCurve("where(x<b, a*sqrt(b-x), 0)", { x, y }, { start: { b: 2.9 }, engine });
    expect(fit.parameters).toEqual(["b", "a"]);
    expect(fit.values[0]).toBeCloseTo(2.5, 6);
    expect(fit.values[1]).toBeCloseTo(3, 6);
  });

  test("more parameters than points, and a model that is finite nowhere, say so", async () => {
    const few = await fitCurve(decay, { x: [1, 2], y: [3, 2] }, { start: { tau: 1 }, engine });
    expect([few.status, few.message]).toEqual(["failed", "failed: fewer residuals than free parameters"]);
    expect(few.fitted.every(Number.isNaN)).toBe(true);
    const nowhere = await fitCurve("a*log(-b^2-x)", decayData(9, 0), { start: { b: 1 }, engine });
    expect(nowhere.status).toBe("failed");
    expect(nowhere.message).toContain("not finite");
  });
});

describe("sentences about what is wrong", () => {
  const data = decayData(5, 0);
  test.each<[string, CurveOptions, string]>([
    [decay, {}, "start: the model is not linear in tau; give it a start value, such as tau=1"],
    ["A*exp(-x/tau)+B*exp(-x/T)", {}, "not linear in tau, T; give each a start value"],
    [decay, { start: { t: 1 } }, 'start: the model has no parameter "t"; it has A, tau, c'],
    [decay, { start: { tau: 1 }, bounds: { A: [2, 1] } }, "give the lower bound first"],
    [decay, { start: { tau: 1 }, ties: { A: "2*b" } }, 'the model has no parameter "b"'],
    [decay, { start: { tau: 9 }, bounds: { tau: [0, 1] } }, "lies outside its bounds"],
    [decay, { start: { tau: 1 }, weighting: "modulus" as never }, 'weighting "modulus" is not one of unit'],
    [decay, { start: { tau: 1 }, loss: "square" as never }, 'loss "square" is not one of'],
    [decay, { start: { tau: 1 }, retries: -1 }, "retries must be a whole number from 0"],
    [decay, { start: { tau: 1 }, tolerance: 2 }, "tolerance 2 must lie between 0 and 1"],
    [decay, { start: { tau: 1 }, start1: 1 } as never, 'option "start1" is not known'],
    [decay, { start: { tau: 1 }, weighting: "sigma" }, "needs standard deviations"],
    ["2*x", {}, "has no parameters"],
    ["A*exp(-x/tau", {}, "the arguments of exp do not end"],
  ])("%s %j", async (model, options, expected) => {
    expect(await sentence(fitCurve(model, data, { ...options, engine }))).toContain(expected);
  });

  test.each<[CurveData, string]>([
    [{ x: [1, 2], y: [1, 2, 3] }, "curve 1: 2 values of x and 3 of y"],
    [{ x: [1, Number.NaN, 2], y: [1, 2, 3] }, "curve 1, point 2: x is NaN"],
    [{ x: [1, 2, 3], y: [1, Infinity, 3], file: "a.csv" }, "a.csv, point 2: y is Infinity"],
    [{ x: [], y: [] }, "it has no points"],
    [{ x: [1, 2, 3], y: [1, 2, 3], sigma: [1, 0, 1] }, "point 2: sigma is 0"],
    [{ x: [1, 2, 3], y: [1, 2, 3], sigma: [1, 1] }, "2 standard deviations for 3 points"],
  ])("%j", async (one, expected) => {
    expect(await sentence(fitCurve("a+b*x", one, { engine }))).toContain(expected);
  });

  test("a left side that is not finite somewhere", async () => {
    expect(await sentence(fitCurve("log(y) = a+b*x", { x: [1, 2, 3], y: [1, -1, 3] }, { engine }))).toContain(
      "point 2: the left side of the model is not finite where y is -1",
    );
  });

  test("one bad curve of many costs itself", async () => {
    const results = await fitCurves(
      "a+b*t",
      [
        { x: { t: [1, 2, 3] }, y: [1, 2, 3] },
        { x: { s: [1, 2, 3] }, y: [1, 2, 3], name: "odd" },
        { x: { t: [1, 2, 3] }, y: [3, 2, 1] },
      ],
      { engine },
    );
    expect(results.map(({ status }) => status)).toEqual(["converged", "failed", "converged"]);
    expect(results[1].message).toBe("odd: the model needs t, and the data have s; give x: { t: … }");
  });
});

describe("many curves", () => {
  const data = Array.from({ length: 67 }, (_, i) => decayData(40 + (i % 3), 0.05, i, 1 + i / 30));
  const bits = (
    results: readonly { values: Float64Array; stderr: Float64Array; fitted: Float64Array; message: string }[],
  ) => results.map(({ values, stderr, fitted, message }) => [[...values], [...stderr], [...fitted], message]);

  test("results are the same one by one, in jobs, and with workers", async () => {
    const options = { start: { tau: 0.3 } };
    const together = bits(await fitCurves(decay, data, { ...options, workers: 0, engine }));
    const workers = bits(await fitCurves(decay, data, { ...options, workers: 2, kernel: "simd" }));
    expect(workers).toEqual(together);
    for (const i of [0, 31, 66]) {
      expect(bits([await fitCurve(decay, data[i], { ...options, engine })])[0]).toEqual(together[i]);
    }
  });

  test("the seed decides the tries, and nothing else does", async () => {
    const wavy = {
      x: data[0].x,
      y: Float64Array.from(data[0].x as Float64Array, (t) => Math.sin(5 * t) + Math.sin(7.3 * t)),
    };
    const fit = (seed: number) =>
      fitCurve("a*sin(b*x)+c*sin(d*x)", wavy, { start: { b: 2, d: 3 }, seed, engine });
    expect(bits([await fit(1)])).toEqual(bits([await fit(1)]));
    expect((await fit(2)).evaluations).not.toBe((await fit(1)).evaluations);
  });

  test("the order of the points does not change the optimum", async () => {
    const { x, y } = data[5] as { x: Float64Array; y: Float64Array };
    const back = await fitCurve(
      decay,
      { x: x.toReversed(), y: y.toReversed() },
      { start: { tau: 1 }, engine },
    );
    const forth = await fitCurve(decay, { x, y }, { start: { tau: 1 }, engine });
    back.values.forEach((value, i) => {
      expect(value / forth.values[i]).toBeCloseTo(1, 10);
    });
  });
});

describe("evaluateCurve and differentiateCurve", () => {
  test("values and derivatives by name", async () => {
    expect([...(await evaluateCurve("a*x^2", { a: 3 }, [1, 2], { engine }))]).toEqual([3, 12]);
    const { parameters, derivatives } = await differentiateCurve(
      "a*u+b*v",
      { b: 1, a: 2 },
      { u: [1, 2], v: [3, 4] },
      { engine },
    );
    expect(parameters).toEqual(["a", "b"]);
    expect(derivatives.map((d) => [...d])).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });
  test("missing and unknown values", async () => {
    expect(await sentence(evaluateCurve("a*x+b", { a: 1 }, [1], { engine }))).toBe(
      "parameter b has no value; give all of a, b",
    );
    expect(await sentence(evaluateCurve("a*x", { a: 1, c: 1 }, [1], { engine }))).toBe(
      'the model has no parameter "c"; it has a',
    );
  });
});
