import { expect, test } from "vitest";
import { finerCurves } from "../../src/spectra/finerCurves.ts";
import { fitSpectrum } from "../../src/spectra/fitSpectrum.ts";
import { readSpectrumModel } from "../../src/spectra/modelFile.ts";
import { presetModel } from "../../src/spectra/presetModel.ts";
import { simulateScan } from "../../src/spectra/simulate.ts";
import { openEngine } from "../../src/workers/engine.ts";

const truth = (step: number) => ({
  from: 156,
  to: 170,
  step,
  constant: 1500,
  loss: 0.03,
  lines: [
    { center: 160.5, area: 14000, fwhm: 1.2, doublet: { splitting: 1.18, ratio: 0.5 } },
    { center: 161.7, area: 20000, fwhm: 1.2, doublet: { splitting: 1.18, ratio: 0.5 } },
  ],
});

test.each(["shirley", "shirley+linear", "static:shirley", "static:linear"])(
  "finer curves over a background of %s go through the fit and keep to the formula between the points",
  async (background) => {
    const engine = await openEngine({ of: "curves" });
    try {
      const scan = simulateScan(truth(0.4), 3);
      const model = readSpectrumModel({
        background,
        lines: presetModel("s2p-argyrodite").lines.map(({ parameters, ...rest }) => ({
          ...rest,
          ...parameters,
        })),
      });
      const result = await fitSpectrum(scan, model, { engine });
      const fine = finerCurves(engine.kernel, model, scan, result)!;
      expect(fine.x.length).toBeGreaterThanOrEqual(400);
      const parts = (fine.x.length - 1) / (result.x.length - 1);
      expect(Number.isInteger(parts)).toBe(true);
      result.x.forEach((x, i) => {
        expect(fine.x[i * parts]).toBeCloseTo(x, 12);
        expect(fine.fitted[i * parts] / result.fitted[i]).toBeCloseTo(1, 9);
        expect(fine.backgroundValues[i * parts] / result.backgroundValues[i]).toBeCloseTo(1, 9);
      });
      // The height of a single line is reached between the points, not at one of them
      const [sulfide] = result.components;
      const [first] = sulfide.lines;
      const near = Array.from(fine.x, (x, k) => [Math.abs(x - first.center), fine.curves[0][k]]);
      const [, top] = near.sort((a, b) => a[0] - b[0])[0];
      expect(top).toBeGreaterThan(0.99 * first.height);
      // Rises with the loss, as the values that it goes through do
      const rising = fine.backgroundValues.every((value, k, all) => k === 0 || value >= all[k - 1] - 1e-9);
      if (background.startsWith("shirley") && !background.includes("linear")) expect(rising).toBe(true);
    } finally {
      await engine.close();
    }
  },
);

test("a scan of many points is drawn as it is", async () => {
  const engine = await openEngine({ of: "curves" });
  const model = presetModel("s2p-argyrodite");
  const scan = simulateScan(truth(0.02), 3);
  const result = await fitSpectrum(scan, model, { engine });
  expect(finerCurves(engine.kernel, model, scan, result)).toBeUndefined();
  await engine.close();
});
