import { describe, expect, test } from "vitest";
import { fitCurves } from "../../src/fit/curve.ts";
import { fitterOf } from "../../src/fit/fitter.ts";
import { evaluateLine } from "../../src/fit/linemeasures.ts";
import { simulateAgeing } from "../../src/impedance/ageing.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { openEngine } from "../../src/workers/engine.ts";

const x = Float64Array.from({ length: 40 }, (_, i) => i / 4);
const decays = Array.from({ length: 6 }, (_, k) => ({ x, y: x.map((t) => (k + 1) * Math.exp(-t / 2) + 1) }));
const spectra = simulateAgeing({ cells: 1, cycles: 4, seed: 3 }).map(({ spectrum }) => spectrum);

describe("engines of the modules of the kernel", () => {
  test("one engine serves spectra and curves, each by the module for it, and closes both", async () => {
    const engine = await openEngine();
    expect(await engine.of("kernel")).toBe(engine);
    const curves = await fitCurves("A*exp(-x/tau)+c", decays, { engine, workers: 2, start: { tau: 1 } });
    for (const { parameters, values } of curves) expect(values[parameters.indexOf("tau")]).toBeCloseTo(2, 9);
    const beside = await engine.of("curves");
    expect(await engine.of("curves"), "opened once").toBe(beside);
    expect(await beside.of("kernel")).toBe(engine);
    const fits = await fitterOf(engine).fitMany("L0-R1-p(R2,CPE2)-p(R3,CPE3)", spectra, { workers: 2 });
    expect(fits.map(({ status }) => status)).toEqual(spectra.map(() => "converged"));
    await engine.close();
    await expect(
      fitCurves("a*x+b", decays, { engine: beside }),
      "the one beside it ends with it",
    ).rejects.toThrow("engine: it was closed; open another one");
  });

  test("a job that belongs to another module is refused with a sentence that names the module", async () => {
    const kernel = await Kernel.load();
    const line = { type: "gaussian", amplitude: "area", parameters: [1, 0, 1] } as const;
    expect(() => evaluateLine(kernel, line, x)).toThrow(
      /circuits are for the module "kernel", formulas and lines for "curves", long series for "series"/,
    );
    const lines = await Kernel.load(undefined, "curves");
    expect(evaluateLine(lines, line, Float64Array.of(0))[0]).toBeCloseTo(
      Math.sqrt((4 * Math.log(2)) / Math.PI),
      12,
    );
  });
});
