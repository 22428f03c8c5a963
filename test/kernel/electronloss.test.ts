import { describe, expect, test } from "vitest";
import { evaluateTape } from "../../src/fit/tapeValues.ts";
import { lineNumber } from "../../src/program/lineshape.ts";
import { type Tape, TapeBuilder } from "../../src/program/tape.ts";
import { builds, kernelOf } from "./builds.ts";

const names = ["a", "e", "w", "c0", "k", "m"];
const values = [120, 5.2, 1.4, 10, 0.04, -0.002];

/** A Gaussian on a constant; with step and slope of its electron loss. */
function model(): { readonly lines: Tape; readonly whole: Tape } {
  const builder = new TapeBuilder(["x"], names);
  const nodes = ["a", "e", "w"].map((name) => builder.parameter(name));
  const lines = builder.line(lineNumber("gaussian", "area"), nodes, builder.predictor("x"));
  const root = builder.apply("+", [lines, builder.parameter("c0")]);
  return { lines: builder.tape(lines), whole: builder.tape(root, { lines, step: 4, slope: 5 }) };
}

/** Uneven points over several blocks of the kernel. */
const x = Float64Array.from({ length: 701 }, (_, i) => (i * 12) / 700 + 0.004 * Math.sin(i));

function integral(y: Float64Array): Float64Array {
  const sums = new Float64Array(y.length);
  for (let i = 1; i < y.length; i++)
    sums[i] = sums[i - 1] + 0.5 * Math.abs(x[i] - x[i - 1]) * (y[i] + y[i - 1]);
  return sums;
}

describe.each(builds)("background of lost electrons, %s build", (build) => {
  test("is k times the trapezoidal integral of the lines and m times the integral of that", async () => {
    const kernel = await kernelOf(build, "curves");
    const { lines, whole } = model();
    const alone = evaluateTape(kernel, lines, [x], values).values;
    const single = integral(alone);
    const double = integral(single);
    const { values: found } = evaluateTape(kernel, whole, [x], values);
    for (let i = 0; i < x.length; i++) {
      const expected = alone[i] + 10 + 0.04 * single[i] - 0.002 * double[i];
      expect(Math.abs(found[i] - expected)).toBeLessThan(1e-11 * Math.abs(expected));
    }
  });

  test("runs along falling x as well: the loss is the distance from the first point", async () => {
    const kernel = await kernelOf(build, "curves");
    const { whole } = model();
    const mirror = evaluateTape(kernel, whole, [x.map((v) => -v)], values.with(1, -5.2)).values;
    const straight = evaluateTape(kernel, whole, [x], values).values;
    for (let i = 0; i < x.length; i++) expect(mirror[i]).toBeCloseTo(straight[i], 9);
  });

  test.each(names)("the derivative in %s is that of central differences", async (name) => {
    const kernel = await kernelOf(build, "curves");
    const { whole } = model();
    const p = names.indexOf(name);
    const { derivatives } = evaluateTape(kernel, whole, [x], values);
    const h = 1e-5 * Math.max(1, Math.abs(values[p]));
    const up = evaluateTape(kernel, whole, [x], values.with(p, values[p] + h)).values;
    const down = evaluateTape(kernel, whole, [x], values.with(p, values[p] - h)).values;
    const largest = derivatives[p].reduce((most, one) => Math.max(most, Math.abs(one)), 0);
    for (let i = 0; i < x.length; i++) {
      expect(Math.abs(derivatives[p][i] - (up[i] - down[i]) / (2 * h))).toBeLessThan(1e-6 * largest);
    }
  });
});
