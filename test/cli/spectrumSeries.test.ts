/** Maps, shifts and lattice spacings of `interphase spectrum`, and what its compositions may be told. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { SpectrumDocument } from "../../src/report/spectrumDocument.ts";
import { secondLine } from "../../src/spectra/diffraction.ts";
import { normals } from "../spectra/lines.ts";
import { interphase, scratch } from "./interphase.ts";
import { madeSpectrum, specsOf } from "./spectrumFiles.ts";

const folder = scratch();
const at = (name: string): string => join(folder, name);
const run = async (...args: string[]): Promise<SpectrumDocument> => {
  const { code, stdout } = await interphase(["spectrum", ...args, "--json", "--quiet"]);
  expect(code).toBe(0);
  return JSON.parse(stdout) as SpectrumDocument;
};
const rowsOf = (file: string): Record<string, string>[] => {
  const [head, ...lines] = readFileSync(file, "utf8").trim().split("\n");
  const names = head.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((cell, k) => [names[k], cell])));
};
const gaussian = (x: number, center: number, fwhm: number): number =>
  Math.exp(-4 * Math.LN2 * ((x - center) / fwhm) ** 2);

/** The band of a place of the map moves with x. */
const places = [0, 5].flatMap((y) => [0, 10, 20].map((x) => ({ x, y, center: 420 + 0.1 * x })));
const shiftAxis = Array.from({ length: 121 }, (_, i) => 390 + 0.5 * i);
const normal = normals(7);
writeFileSync(
  at("map.txt"),
  [
    "#Acq. time (s)=\t1",
    "#Laser (nm)=\t532",
    "#AxisUnit[1]=\t1/cm",
    `\t\t${shiftAxis.join("\t")}`,
    ...places.map(({ x, y, center }) =>
      [y, x, ...shiftAxis.map((v) => (100 + 2000 * gaussian(v, center, 9) + 3 * normal()).toFixed(3))].join(
        "\t",
      ),
    ),
  ].join("\n"),
);

describe("a map of Raman spectra", () => {
  test("gives tidy rows with the place of each spectrum, and shifts against the first", async () => {
    const out = at("map.csv");
    const { fits } = await run(at("map.txt"), "--lines", "1", "--shape", "gaussian", "--out", out);
    expect(fits).toHaveLength(6);
    const rows = rowsOf(out);
    expect(rows.map((row) => [Number(row.x_um), Number(row.y_um)])).toEqual(places.map(({ x, y }) => [x, y]));
    rows.forEach((row, k) => {
      const truth = places[k].center - places[0].center;
      expect(Math.abs(Number(row.shift_per_cm) - truth)).toBeLessThanOrEqual(
        4 * Number(row.shift_stderr_per_cm),
      );
    });
    const [first, second] = fits.map(({ components }) => components[0]);
    expect(first).toMatchObject({ shift: 0, shiftStderr: 0, spacing: null });
    expect(second.shift).toBeCloseTo(second.center! - first.center!, 9);
    expect(second.shiftStderr).toBeCloseTo(Math.hypot(first.centerStderr!, second.centerStderr!), 9);
  });

  test("--reference counts the scans of a model from 1", async () => {
    const { fits } = await run(at("map.txt"), "--lines", "1", "--shape", "gaussian", "--reference", "3");
    expect(fits[2].components[0]).toMatchObject({ shift: 0, shiftStderr: 0 });
    expect(fits[0].components[0].shift).toBeCloseTo(-2, 0);
    const wrong = await interphase(["spectrum", at("map.txt"), "--lines", "1", "--reference", "9"]);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("--reference 9: no model has more than 6 scans");
  });
});

describe("diffractograms", () => {
  const angles = Array.from({ length: 201 }, (_, i) => 27 + 0.01 * i);
  const pattern = (center: number, seed: number): string => {
    const noise = normals(seed);
    const counts = angles.map((x) => {
      const mean = 50 + 4000 * gaussian(x, center, 0.1) + 2000 * gaussian(x, secondLine(center), 0.1);
      return Math.round(mean + Math.sqrt(mean) * noise());
    });
    return `# anode: Cu\n2theta (deg),Intensity (counts)\n${angles.map((x, i) => `${x.toFixed(2)},${counts[i]}`).join("\n")}\n`;
  };
  writeFileSync(at("a.csv"), pattern(28, 1));
  writeFileSync(at("b.csv"), pattern(28.05, 2));

  test("have the spacings of Bragg's law, shifts, and both in the table, the CSV and the trends", async () => {
    const out = at("xrd.csv");
    const report = at("xrd.html");
    const args = ["--lines", "1", "--shape", "gaussian", "--out", out, "--report", report];
    const { fits } = await run(at("a.csv"), at("b.csv"), ...args);
    // The default wavelength is that of Cu Kα1 (Hölzer et al. 1997)
    [28, 28.05].forEach((angle, k) => {
      const [line] = fits[k].components;
      const truth = 1.5405929 / (2 * Math.sin((angle * Math.PI) / 360));
      expect(Math.abs(line.spacing! - truth)).toBeLessThan(4 * line.spacingStderr!);
      expect(line.spacingStderr).toBeLessThan(1e-3);
    });
    const [, moved] = fits.map(({ components }) => components[0]);
    expect(Math.abs(moved.shift! - 0.05)).toBeLessThan(4 * moved.shiftStderr!);
    expect(Number(rowsOf(out)[1].spacing_angstrom)).toBeCloseTo(moved.spacing!, 12);
    expect(readFileSync(report, "utf8")).toMatch(
      /<th scope="col">d \(Å\)<\/th><th scope="col">shift \(°\)<\/th>/,
    );
    const { stdout } = await interphase(["spectrum", at("a.csv"), "--lines", "1", "--shape", "gaussian"]);
    expect(stdout).toContain("d (Å)");
    expect(stdout).not.toContain("shift");
  });
});

describe("compositions", () => {
  const range = [158, 168] as const;
  const scans = [
    {
      ...madeSpectrum([{ center: 161.7, area: 60000, splitting: 1.18 }], range, { seed: 20, time: 2 }),
      region: "S2p",
      cycle: 0,
      time: 2,
      transmission: 3,
    },
    {
      ...madeSpectrum([{ center: 131.9, area: 20000, splitting: 0.87 }], [127, 139], { seed: 30, time: 5 }),
      region: "P2p",
      cycle: 0,
      time: 5,
      transmission: 2,
    },
  ];
  writeFileSync(at("depth.xy"), specsOf(scans));
  const line = (element: string, center: number) => ({
    name: element,
    element,
    level: "2p",
    center: { start: center, bounds: [center - 1, center + 1] },
    fwhm: { start: 1.2, bounds: [0.5, 3] },
  });
  writeFileSync(at("s.json"), JSON.stringify({ name: "S 2p", lines: [line("S", 161.7)] }));
  writeFileSync(at("p.json"), JSON.stringify({ name: "P 2p", lines: [line("P", 131.9)] }));
  const base = [at("depth.xy"), "--model", at("s.json"), "--model", at("p.json")];
  const of = async (...args: string[]) => (await run(...base, ...args)).quantification[0];

  test("over factors of one's own, of Wagner, and with escape depths", async () => {
    writeFileSync(
      at("own.csv"),
      "element level,factor\nS 2p, 2\nP 2p, 1\n# Li is not measured\nLi 1s 0.06\n",
    );
    const [plain, own, measured, deep] = await Promise.all([
      of(),
      of("--sensitivity", at("own.csv")),
      of("--sensitivity", "wagner"),
      of("--escape-exponent", "0.75"),
    ]);
    const ratio = (one: Awaited<ReturnType<typeof of>>): number => one.ratios[0].value!;
    expect(plain).toMatchObject({ factors: "scofield", factorUncertainty: 0, escapeExponent: 0 });
    expect(own.factors).toBe(at("own.csv"));
    expect(ratio(own) / ratio(plain)).toBeCloseTo(1.677 / 1.192 / 2, 9);
    // Wagner's factors hold the transmission of their analyser: 3 and 2 of the file are left alone
    expect(measured).toMatchObject({ factors: "wagner", transmissionCorrected: false });
    expect(ratio(measured) / ratio(plain)).toBeCloseTo(((1.677 / 0.54) * 3) / ((1.192 / 0.39) * 2), 9);
    expect(deep.escapeExponent).toBe(0.75);
    expect(ratio(deep) / ratio(plain)).toBeCloseTo(((1486.61 - 131.9) / (1486.61 - 161.7)) ** 0.75, 5);
  });

  test("with the uncertainty of the factors", async () => {
    const [plain, sure] = await Promise.all([of(), of("--factor-uncertainty", "0.1")]);
    const relative = ({ ratios: [{ value, stderr }] }: typeof plain): number => stderr! / value!;
    expect(relative(sure)).toBeCloseTo(Math.hypot(relative(plain), 0.1 * Math.SQRT2), 9);
    const { stdout } = await interphase([
      "spectrum",
      ...base,
      "--factor-uncertainty",
      "0.1",
      "--report",
      at("q.html"),
    ]);
    expect(stdout).toContain("atomic %");
    const page = readFileSync(at("q.html"), "utf8");
    expect(/without escape depths; .* and 10 % of each sensitivity factor/.test(page)).toBe(true);
  });

  test.each([
    [["--sensitivity", "scofeld"], /the tables are called scofield and wagner/],
    [["--sensitivity", at("bad.csv")], /bad\.csv, line 2: "S 2p much" is not|"much" is not a number/],
    [["--escape-exponent", "9"], /--escape-exponent 9 must lie between -2 and 2/],
    [["--escape-exponent", "0.7", "--sensitivity", "wagner"], /Wagner's factors were measured/],
    [["--factor-uncertainty", "10"], /--factor-uncertainty 10 must lie between 0 and 1/],
  ])("%j is refused with the cure", async (args, sentence) => {
    writeFileSync(at("bad.csv"), "P 2p 1\nS 2p much\n");
    const { code, stderr } = await interphase(["spectrum", ...base, ...args]);
    expect(code).toBe(2);
    expect(stderr).toMatch(sentence);
  });
});
