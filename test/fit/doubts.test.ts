import { describe, expect, test } from "vitest";
import { fit, fitMany } from "../../src/index.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { simulate, sweep } from "./simulate.ts";

const kernel = await Kernel.load();
const arcs = "R0-p(R1,CPE1)-p(R2,CPE2)";
const truth = {
  "R0.R": 10,
  "R1.R": 50,
  "CPE1.Q": 1e-6,
  "CPE1.n": 0.9,
  "R2.R": 100,
  "CPE2.Q": 1e-4,
  "CPE2.n": 0.85,
};
const spectrum = simulate(kernel, arcs, truth, sweep(1e6, 0.1, 60), 0.002);

describe("what is doubtful is said in the result", () => {
  test("a tie that leads out of the limits of its parameter", async () => {
    const result = await fit(arcs, spectrum, { ties: { "R2.R": "R1.R-5000" } });
    expect(result.values[4]).toBeLessThan(0);
    expect(result.warnings.join()).toContain("outside its limits through its tie: R2.R");
    expect(result.status).toBe("warning");
  });

  test("a circuit that misses the data by more than a tenth", async () => {
    const result = await fit("R0-p(R1,C1)", simulate(kernel, "CPE1", [1e-5, 0.6], sweep(1e5, 1, 40), 0.001));
    expect(result.rms).toBeGreaterThan(0.1);
    expect(result.warnings.join()).toMatch(/misses the data by \d+ %/);
  });

  test("residuals far above the given σ, which alone sets the size of the errors", async () => {
    const sigma = spectrum.real.map((x, i) => 2e-5 * Math.hypot(x, spectrum.imaginary[i]));
    const result = await fit(arcs, { ...spectrum, sigma }, { weighting: "sigma" });
    expect(result.warnings.join()).toMatch(/times the given σ/);
    const honest = await fit(arcs, { ...spectrum, sigma: sigma.map((s) => 100 * s) }, { weighting: "sigma" });
    expect(honest.status).toBe("converged");
  });

  test("a good fit has nothing to doubt", async () => {
    expect((await fit(arcs, spectrum)).warnings).toEqual([]);
  });
});

describe("arcs come back in the order of rising time constant", () => {
  test("however the members of their groups are written", async () => {
    for (const text of ["R0-p(R1,CPE1)-p(CPE2,R2)", "R0-p(CPE1,R1)-p(R2,CPE2)"]) {
      for (const seed of [1, 2, 3]) {
        const result = await fit(text, spectrum, { seed });
        const value = (name: string): number => result.values[result.parameters.indexOf(name)];
        expect(value("R1.R")).toBeCloseTo(50, -0.5);
        expect(value("R2.R")).toBeCloseTo(100, -0.5);
        expect(value("CPE1.Q")).toBeLessThan(value("CPE2.Q"));
      }
    }
  });

  test("arcs within arcs too", async () => {
    const nested = "R0-p(C1,R1-p(R2,C2)-p(R3,C3))-p(C4,R4-p(R5,C5)-p(R6,C6))";
    const values = [5, 1e-9, 10, 20, 1e-7, 30, 1e-6, 1e-5, 40, 50, 1e-3, 60, 1e-2];
    const [first, second] = await fitMany(
      nested,
      [1, 2].map(() => simulate(kernel, nested, values, sweep(1e8, 1e-3, 100), 0)),
      { starts: 0, start: startOf(values) },
    );
    expect(second.values).toEqual(first.values);
    expect(Math.max(...first.values.map((value, i) => Math.abs(value / values[i] - 1)))).toBeLessThan(1e-6);
    // started with everything the wrong way round
    const swapped = [5, 1e-5, 40, 60, 1e-2, 50, 1e-3, 1e-9, 10, 30, 1e-6, 20, 1e-7];
    const [turned] = await fitMany(nested, [simulate(kernel, nested, values, sweep(1e8, 1e-3, 100), 0)], {
      starts: 0,
      start: startOf(swapped),
    });
    expect(Math.max(...turned.values.map((value, i) => Math.abs(value / values[i] - 1)))).toBeLessThan(1e-6);
  });
});

function startOf(values: readonly number[]): Record<string, number> {
  const names = "R0.R C1.C R1.R R2.R C2.C R3.R C3.C C4.C R4.R R5.R C5.C R6.R C6.C".split(" ");
  return Object.fromEntries(names.map((name, i) => [name, values[i]]));
}

describe("options", () => {
  test("a misspelt option is refused, not ignored", async () => {
    const options = { weights: "unit" } as object;
    await expect(fit(arcs, spectrum, options)).rejects.toThrow(
      /option "weights" is not known; the options are weighting/,
    );
  });

  test("an unknown kernel is refused with the names of the builds", async () => {
    const options = { kernel: "foo" as "simd" };
    await expect(fit(arcs, spectrum, options)).rejects.toThrow(
      /"foo" is not a build; the builds are simd, scalar, js/,
    );
  });

  test("a signal that is aborted before rejects with its reason", async () => {
    await expect(
      fit(arcs, spectrum, { signal: AbortSignal.abort(new Error("changed my mind")) }),
    ).rejects.toThrow("changed my mind");
  });

  test("the scale of a robust loss is in the result, and gives the same fit when it is given", async () => {
    const found = await fit(arcs, spectrum, { loss: "huber" });
    expect(found.lossScale).toBeGreaterThan(0);
    const again = await fit(arcs, spectrum, { loss: "huber", lossScale: found.lossScale });
    found.values.forEach((value, i) => {
      expect(again.values[i] / value).toBeCloseTo(1, 6);
    });
    expect((await fit(arcs, spectrum)).lossScale).toBeNaN();
  });
});
