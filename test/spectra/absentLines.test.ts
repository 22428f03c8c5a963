import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readSpectrum } from "../../src/formats/spectra/index.ts";
import { spectrumDocument } from "../../src/report/spectrumDocument.ts";
import { fitSpectra, fitSpectrum } from "../../src/spectra/fitSpectrum.ts";
import type { Scan } from "../../src/spectra/measurement.ts";
import { readSpectrumModel } from "../../src/spectra/modelFile.ts";
import { meanCounts, simulateScan, type TrueSpectrum } from "../../src/spectra/simulate.ts";
import { describeShared, shared } from "../shared.ts";

const truth: TrueSpectrum = {
  from: 66,
  to: 86,
  step: 0.1,
  constant: 200,
  loss: 0.004,
  lines: [{ center: 71.2, area: 5000, fwhm: 1.4 }],
};
const scanOf = (seed: number): Scan => {
  const { mean } = meanCounts(truth);
  // A second line would have a negative area: counts are missing where it may lie
  const scan = simulateScan(truth, seed);
  return { ...scan, y: mean.map((value, i) => value - 30 * Math.exp(-((scan.x[i] - 79) ** 2))) };
};
const two = readSpectrumModel({
  background: "shirley",
  lines: [
    { name: "there", center: { start: 71, bounds: [70, 73] }, fwhm: { start: 1.4, bounds: [0.5, 3] } },
    { name: "absent", center: { start: 79, bounds: [78.5, 79.5] }, fwhm: { start: 1.4, bounds: [1, 2] } },
  ],
});

test("a line without area has no place and no width, and leaves the errors of the others alone", async () => {
  const scan = scanOf(1);
  const result = await fitSpectrum(scan, two);
  const state = (name: string): string => result.states[result.parameters.indexOf(name)];
  const [there, absent] = result.components;
  expect(absent.area.value).toBe(0);
  expect(state("absent.area")).toBe("at lower bound");
  for (const name of ["absent.center", "absent.fwhm", "absent.fraction"]) {
    expect(state(name)).toBe("not identifiable");
    expect(result.stderr[result.parameters.indexOf(name)]).toBeNaN();
  }
  const alone = await fitSpectrum(scan, { ...two, lines: two.lines.slice(0, 1) });
  expect(there.area.stderr / alone.components[0].area.stderr).toBeCloseTo(1, 2);
  expect(there.center.stderr).toBeGreaterThan(0);
  const run = { kernel: result.kernel, failures: [], compositions: [], doubts: [], seconds: 1 };
  const [fit] = spectrumDocument([{ result, scan, file: "made", model: "two" }], run).fits;
  expect(fit.components[1]).toMatchObject({ centerStderr: null, fwhmStderr: null, areaStderr: null });
  expect(fit.parameters.every(({ stderr }) => stderr === null || stderr < 1e6)).toBe(true);
});

test("tied parameters of an absent line are those of the line that is there", async () => {
  const [first, second] = two.lines;
  const tied = {
    ...two,
    lines: [first, { ...second, parameters: { ...second.parameters, fwhm: "there.fwhm" } }],
  };
  const result = await fitSpectrum(scanOf(1), tied);
  expect(result.components[1].area.value).toBe(0);
  expect(result.states[result.parameters.indexOf("there.fwhm")]).toBe("free");
  expect(result.components[0].fwhm.stderr).toBeGreaterThan(0);
});

describeShared("a line that the fit loses", () => {
  test("ARXPS, Al 2p (3): it is found where the residuals miss it", async () => {
    const file = "data/spectra/vamas_vms/vamas__ARXPS.vms";
    const { scans } = readSpectrum(new Uint8Array(readFileSync(shared(file))), file);
    const lost = scans.filter(({ name }) => name === "Al 2p (3)");
    expect(lost).toHaveLength(1);
    const model = readSpectrumModel({
      lines: [
        { name: "Al", center: { start: 75, bounds: [70, 80] }, fwhm: { start: 1.5, bounds: [0.5, 5] } },
      ],
    });
    const [result] = await fitSpectra(lost, model, { workers: 0 });
    expect(Math.abs(result.components[0].center.value - 70.2)).toBeLessThan(0.1);
    const near = { start: { "Al.center": 70.2 } };
    const [told] = await fitSpectra(lost, model, { workers: 0, ...near });
    expect(result.chi2 / told.chi2).toBeCloseTo(1, 6);
  });
});
