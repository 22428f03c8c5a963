import { describe, expect, test } from "vitest";
import { latticeSpacing, secondLine } from "../../src/spectra/diffraction.ts";
import { fitSpectra, fitSpectrum } from "../../src/spectra/fitSpectrum.ts";
import type { Scan } from "../../src/spectra/measurement.ts";
import { readSpectrumModel } from "../../src/spectra/modelFile.ts";
import { presetModel } from "../../src/spectra/presetModel.ts";
import { meanCounts, simulateScan, type TrueSpectrum } from "../../src/spectra/simulate.ts";

const doublet = { splitting: 1.18, ratio: 0.5 };
const sulfur = (ratio: number): TrueSpectrum => ({
  from: 156,
  to: 170,
  step: 0.05,
  constant: 1500,
  loss: 0.03,
  lines: [
    { center: 160.5, area: 20000 * ratio, fwhm: 1.2, doublet },
    { center: 161.7, area: 20000, fwhm: 1.2, doublet },
  ],
});

/** Without noise, but with its size: the fit must return the truth to rounding. */
function noiseless(truth: TrueSpectrum): Scan {
  const { x, mean } = meanCounts(truth);
  return { ...simulateScan(truth, 1), y: mean, sigma: mean.map(Math.sqrt), x };
}

describe("a spectrum without noise", () => {
  test("gives back its lines, their areas and the background that they leave", async () => {
    const result = await fitSpectrum(noiseless(sulfur(0.73)), presetModel("s2p-argyrodite"));
    const [sulfide, argyrodite] = result.components;
    expect(result.status).not.toBe("failed");
    expect(sulfide.area.value / (0.73 * 20000)).toBeCloseTo(1, 6);
    expect(argyrodite.area.value / 20000).toBeCloseTo(1, 6);
    expect(sulfide.center.value).toBeCloseTo(160.5, 6);
    expect(argyrodite.fwhm.value).toBeCloseTo(1.2, 6);
    expect(result.ratios[0].value).toBeCloseTo(0.73, 6);
    expect(sulfide.lines.map(({ name }) => name)).toEqual(["2p3/2", "2p1/2"]);
    expect(sulfide.lines[1].area / sulfide.lines[0].area).toBeCloseTo(0.5, 12);
    expect(result.values[result.parameters.indexOf("background.k")]).toBeCloseTo(0.03, 8);
    const { x, mean } = meanCounts(sulfur(0.73));
    const lines = meanCounts({ ...sulfur(0.73), constant: 0, loss: 0 }).mean;
    // The preset's region begins later than the scan
    const from = x.findIndex((value) => value >= result.x[0]);
    result.backgroundValues.forEach((value, i) => {
      expect(Math.abs(value - (mean[from + i] - lines[from + i]))).toBeLessThan(0.01);
    });
  });

  test("sum of components and background is the fitted curve, fractions add up to 1", async () => {
    const result = await fitSpectrum(noiseless(sulfur(0.4)), presetModel("s2p-argyrodite"));
    result.fitted.forEach((value, i) => {
      const sum = result.curves.reduce((total, curve) => total + curve[i], result.backgroundValues[i]);
      expect(sum).toBeCloseTo(value, 6);
    });
    expect(result.components.reduce((sum, { fraction }) => sum + fraction.value, 0)).toBeCloseTo(1, 12);
  });

  test("over kinetic energy, with and without the photon energy, has the same areas", async () => {
    const binding = noiseless(sulfur(0.73));
    const kinetic: Scan = { ...binding, axis: "kinetic", x: binding.x.map((value) => 1486.6 - value) };
    const model = presetModel("s2p-argyrodite");
    const [known] = await fitSpectra([{ ...kinetic, photonEnergy: 1486.6 }], model);
    expect(known.components[0].center.value).toBeCloseTo(160.5, 6);
    expect(known.components[0].area.value / (0.73 * 20000)).toBeCloseTo(1, 6);
    const unknown = readSpectrumModel({
      background: "shirley",
      lines: [
        {
          name: "a",
          center: 1486.6 - 160.5,
          fwhm: 1.3,
          fraction: 0.2,
          doublet: { splitting: 1.18, ratio: 0.5 },
        },
        {
          name: "b",
          center: 1486.6 - 161.7,
          fwhm: 1.3,
          fraction: "a.fraction",
          doublet: { splitting: 1.18, ratio: 0.5 },
        },
      ],
    });
    const result = await fitSpectrum(kinetic, unknown);
    expect(result.components[0].area.value / (0.73 * 20000)).toBeCloseTo(1, 5);
    expect(result.components[1].area.value / 20000).toBeCloseTo(1, 5);
  });

  test("whose ratio and splitting are free, bounded, and whose second line is wider", async () => {
    const free = readSpectrumModel({
      lines: [
        {
          name: "S",
          element: "S",
          level: "2p",
          center: 161.5,
          fwhm: 1.4,
          fraction: 0.2,
          doublet: { splitting: "free", ratio: "free" },
        },
      ],
    });
    const truth: TrueSpectrum = {
      ...sulfur(0),
      lines: [{ center: 161.7, area: 20000, fwhm: 1.2, doublet: { splitting: 1.3, ratio: 0.6 } }],
    };
    const result = await fitSpectrum(noiseless(truth), free);
    const value = (name: string): number => result.values[result.parameters.indexOf(name)];
    expect(value("S.splitting")).toBeCloseTo(1.3, 6);
    expect(value("S.ratio")).toBeCloseTo(0.6, 6);
    expect(result.components[0].area.value).toBeCloseTo(20000, 0);
    const bounded = readSpectrumModel({
      lines: [
        {
          name: "S",
          center: 161.5,
          fwhm: 1.4,
          fraction: 0.2,
          doublet: {
            splitting: { start: 1.18, bounds: [1.1, 1.25] },
            ratio: { start: 0.5, bounds: [0.4, 0.7] },
            width: "free",
          },
        },
      ],
    });
    const held = await fitSpectrum(noiseless(truth), bounded);
    expect(held.states[held.parameters.indexOf("S.splitting")]).toBe("at upper bound");
    expect(held.warnings.join()).toContain("at a bound: S.splitting");
  });

  test("with a tie that is not linear: an area that is the product of two parameters", async () => {
    const model = readSpectrumModel({
      background: "constant",
      lines: [
        { name: "a", shape: "gaussian", center: 5, fwhm: 1 },
        { name: "b", shape: "gaussian", center: 8, fwhm: "a.fwhm*sqrt(2)", area: "a.area*a.fwhm" },
      ],
    });
    const truth: TrueSpectrum = {
      from: 0,
      to: 12,
      step: 0.05,
      constant: 30,
      lines: [
        { center: 5, area: 1000, fwhm: 1.3, fraction: 0 },
        { center: 8, area: 1300, fwhm: 1.3 * Math.SQRT2, fraction: 0 },
      ],
    };
    const { components } = await fitSpectrum(noiseless(truth), model);
    expect(components[1].area.value).toBeCloseTo(1300, 4);
    expect(components[1].fwhm.value).toBeCloseTo(1.3 * Math.SQRT2, 7);
    // Standard errors go through the tie
    expect(components[1].fwhm.stderr / components[0].fwhm.stderr).toBeCloseTo(Math.SQRT2, 6);
  });

  test("of a diffractogram: Kα2 follows Kα1, and the spacing follows from its angle", async () => {
    const model = readSpectrumModel({
      background: "linear",
      lines: [
        { name: "111", shape: "pseudovoigt", center: 28.4, fwhm: 0.1, fraction: 0.4, doublet: "kalpha" },
      ],
    });
    const splitting = secondLine(28.44) - 28.44;
    const scan = noiseless({
      from: 27,
      to: 30,
      step: 0.01,
      constant: 100,
      axis: "two-theta",
      lines: [{ center: 28.44, area: 500, fwhm: 0.08, doublet: { splitting, ratio: 0.5 } }],
    });
    const { components } = await fitSpectrum(scan, model);
    expect(components[0].center.value).toBeCloseTo(28.44, 7);
    expect(components[0].lines[1].name).toBe("Kα2");
    const expected = latticeSpacing({ value: 28.44, stderr: 0 }, { value: 1.5405929, stderr: 0 });
    expect(components[0].spacing?.value).toBeCloseTo(expected.value, 7);
  });

  test("with a line shape of the user's own", async () => {
    const model = readSpectrumModel({
      background: "constant",
      shapes: ["bell(height,center,width)=height*exp(-4*log(2)*((x-center)/width)^2)"],
      lines: [{ name: "a", shape: "bell", center: 5.3, width: 1 }],
    });
    const scan = noiseless({
      from: 0,
      to: 10,
      step: 0.02,
      constant: 20,
      lines: [{ center: 5, area: 1000, fwhm: 1.3, fraction: 0 }],
    });
    const { components } = await fitSpectrum(scan, model);
    expect(components[0].area.value / 1000).toBeCloseTo(1, 4);
    expect(components[0].fwhm.value / 1.3).toBeCloseTo(1, 3);
    expect(components[0].height.value).toBeCloseTo((1000 / 1.3) * 2 * Math.sqrt(Math.LN2 / Math.PI), 2);
  });

  test.each(["constant", "linear", "polynomial", "shirley", "slope", "shirley+linear", "tougaard"])(
    "with an active background of %s that is not needed: areas stay",
    async (kind) => {
      const model = { ...presetModel("s2p-argyrodite"), region: [156, 170] as const };
      const scan = noiseless({ ...sulfur(0.5), loss: 0 });
      const { parseBackground } = await import("../../src/spectra/backgroundChoice.ts");
      const result = await fitSpectrum(scan, { ...model, background: parseBackground(kind) });
      expect(result.components[1].area.value / 20000).toBeCloseTo(1, 5);
    },
  );

  test("static Shirley, linear, SNIP and ALS backgrounds leave areas within their known bias", async () => {
    const { parseBackground } = await import("../../src/spectra/backgroundChoice.ts");
    const model = { ...presetModel("s2p-argyrodite"), region: [156, 170] as const };
    for (const [kind, bias] of [
      ["static:shirley", 0.04],
      ["static:linear", 0.25],
      ["snip:width=100", 0.25],
    ] as const) {
      const result = await fitSpectrum(noiseless(sulfur(0.5)), {
        ...model,
        background: parseBackground(kind),
      });
      expect(Math.abs(result.components[1].area.value / 20000 - 1)).toBeLessThan(bias);
    }
  });
});

describe("batches", () => {
  const scans = Array.from({ length: 60 }, (_, i) =>
    simulateScan(sulfur(0.15 + 0.01 * i), i + 1, `level ${i}`),
  );
  const model = presetModel("s2p-argyrodite");

  test("follow a depth profile; results do not depend on the number of workers", async () => {
    const alone = await fitSpectra(scans, model, { workers: 0 });
    const pooled = await fitSpectra(scans, model, { workers: 2 });
    alone.forEach((result, i) => {
      expect(result.spectrum).toBe(`level ${i}`);
      const { value, stderr } = result.ratios[0];
      expect(Math.abs(value - (0.15 + 0.01 * i))).toBeLessThan(5 * stderr);
      expect(pooled[i].values).toEqual(result.values);
      expect(pooled[i].chi2).toBe(result.chi2);
    });
  });

  test("end where each scan alone ends", async () => {
    const batch = await fitSpectra(scans, model, { workers: 0 });
    const few = [7, 30, 59];
    const single = await fitSpectra(
      few.map((i) => scans[i]),
      model,
      { workers: 0 },
    );
    few.forEach((i, k) => {
      expect(Math.abs(batch[i].chi2 / single[k].chi2 - 1)).toBeLessThan(1e-6);
    });
  });

  test("one scan that cannot be fitted costs itself", async () => {
    const broken: Scan = { ...scans[1], x: Float64Array.of(10, 11, 12), y: Float64Array.of(1, 2, 3) };
    const results = await fitSpectra([scans[0], broken, scans[2]], model, { workers: 0 });
    expect(results.map(({ status }) => status === "failed")).toEqual([false, true, false]);
    expect(results[1].message).toContain("0 of 3 points lie in the region");
  });
});

test("a splitting that is not physical is fitted as told, and said", async () => {
  const model = readSpectrumModel({
    lines: [
      {
        name: "S",
        element: "S",
        level: "2p",
        center: 161.5,
        fwhm: 1.3,
        doublet: { splitting: 1.0, ratio: 0.5 },
      },
    ],
  });
  const result = await fitSpectrum(simulateScan(sulfur(0.1), 3), model);
  expect(result.warnings.join()).toContain("1 eV of S 2p is not physical");
});

test("a line that the model lacks is named with its place", async () => {
  const model = presetModel("s2p-argyrodite");
  const truth = sulfur(0.3);
  const scan = simulateScan(
    { ...truth, lines: [...truth.lines, { center: 164.3, area: 3000, fwhm: 1, doublet }] },
    5,
  );
  const result = await fitSpectrum(scan, model);
  expect(result.missing?.center).toBeGreaterThan(163.8);
  expect(result.missing?.center).toBeLessThan(165.6);
  expect(result.status).toBe("warning");
});

test("few counts: the fit ends where Poisson's likelihood is largest", async () => {
  const truth: TrueSpectrum = {
    from: 0,
    to: 10,
    step: 0.05,
    constant: 6,
    lines: [{ center: 5, area: 40, fwhm: 1.2, fraction: 0 }],
  };
  const model = readSpectrumModel({
    background: "constant",
    lines: [{ name: "a", shape: "gaussian", center: 4.8, fwhm: 1 }],
  });
  const scan = simulateScan(truth, 11);
  const result = await fitSpectrum(scan, model);
  const likelihood = (curve: Float64Array): number =>
    curve.reduce((sum, mean, i) => sum + result.y[i] * Math.log(mean) - mean, 0);
  const best = likelihood(result.fitted);
  const line = result.curves[0];
  const floor = result.backgroundValues;
  for (const [size, level] of [
    [1.02, 1],
    [0.98, 1],
    [1, 1.01],
    [1, 0.99],
  ]) {
    expect(likelihood(line.map((value, i) => size * value + level * floor[i]))).toBeLessThan(best);
  }
});
