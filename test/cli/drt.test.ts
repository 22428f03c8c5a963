import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import type { DrtDocument } from "../../src/report/drtTable.ts";
import { simulate } from "../impedance/simulate.ts";
import { readMarkup } from "../report/markup.ts";
import { interphase, scratch } from "./interphase.ts";

const folder = scratch();
const at = (name: string): string => join(folder, name);
const arcs = [
  { R: 100, alpha: 0.8, tau: 1e-4 },
  { R: 60, alpha: 0.75, tau: 3e-2 },
];

const lines = ["spectrum,frequency_hertz,real_impedance_ohm,imaginary_impedance_ohm"];
for (let s = 1; s <= 3; s++) {
  const { frequency, real, imaginary } = simulate(arcs, { seed: s });
  frequency.forEach((f, k) => {
    lines.push(`${s},${f},${real[k]},${imaginary[k]}`);
  });
}
writeFileSync(at("good.csv"), `${lines.join("\n")}\n`);
writeFileSync(at("letter.csv"), "this is a letter, not a measurement\nDear colleague,\n");

describe("interphase drt", () => {
  test("--json is one document with the fields of the interface; the peaks are those of the spectra", async () => {
    const { code, stdout } = await interphase(["drt", at("good.csv"), "--json"]);
    expect(code).toBe(0);
    const { spectra, summary } = JSON.parse(stdout) as DrtDocument;
    expect(summary).toMatchObject({ spectra: 3, done: 3, failed: 0 });
    expect(spectra.map(({ spectrum }) => spectrum)).toEqual(["1", "2", "3"]);
    for (const one of spectra) {
      expect(Object.keys(one)).toEqual(
        expect.arrayContaining([
          ...["file", "spectrum", "tau", "gamma", "lower", "upper", "lambda", "rInf", "inductance", "peaks"],
        ]),
      );
      expect(one.gamma).toHaveLength(one.tau.length);
      expect(one.lower).toHaveLength(one.tau.length);
      expect(one.upper).toHaveLength(one.tau.length);
      one.gamma.forEach((g, i) => {
        expect(g).toBeGreaterThanOrEqual(0);
        expect(one.lower[i]!).toBeLessThanOrEqual(g);
        expect(one.upper[i]!).toBeGreaterThanOrEqual(g);
      });
      expect(one.peaks).toHaveLength(2);
      one.peaks.forEach((peak, k) => {
        expect(peak.resistance / arcs[k].R).toBeCloseTo(1, 2);
        expect(Math.abs(Math.log(peak.tau / arcs[k].tau))).toBeLessThan(0.05);
        expect(peak.width).toBeGreaterThan(0.5);
      });
      expect(Math.abs(one.rInf! - 20)).toBeLessThan(0.2);
    }
  });

  test("a broken file is named, the others are done, and the exit code is 1", async () => {
    const { code, stdout, stderr } = await interphase(["drt", at("letter.csv"), at("good.csv"), "--json"]);
    expect(code).toBe(1);
    const { spectra } = JSON.parse(stdout) as DrtDocument;
    expect(spectra).toHaveLength(4);
    const failed = spectra.find(({ status }) => status === "failed")!;
    expect(failed.file).toBe(at("letter.csv"));
    expect(stderr).toContain(failed.message);
  });

  test("a spectrum that cannot be worked on is named once", async () => {
    const bad = [
      "frequency_hertz,real_impedance_ohm,imaginary_impedance_ohm",
      "10,5,-1",
      "10,5,-1",
      "10,5,-1",
    ];
    writeFileSync(at("bad.csv"), `${bad.join("\n")}\n`);
    const { stdout } = await interphase(["drt", at("bad.csv")]);
    const line = stdout.split("\n").find((text) => text.includes("failed"))!;
    expect(line.split(at("bad.csv"))).toHaveLength(2);
  });

  test("--out writes one row per peak as CSV and as Parquet, with the same numbers, and γ too as JSON", async () => {
    for (const name of ["peaks.csv", "peaks.parquet", "peaks.json"]) {
      const { code, stdout } = await interphase(["drt", at("good.csv"), "--out", at(name), "--quiet"]);
      expect(code).toBe(0);
      expect(stdout).toBe("");
    }
    const [header, ...rows] = readFileSync(at("peaks.csv"), "utf8").trim().split("\r\n");
    expect(rows).toHaveLength(6);
    const column = header.split(",").indexOf("resistance (Ω)");
    const file = readFileSync(at("peaks.parquet"));
    const buffer = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer;
    const objects = await parquetReadObjects({ file: buffer });
    expect(objects.map((row) => row["resistance (Ω)"])).toEqual(
      rows.map((row) => Number(row.split(",")[column])),
    );
    const { spectra } = JSON.parse(readFileSync(at("peaks.json"), "utf8")) as DrtDocument;
    expect(spectra[0].gamma.length).toBeGreaterThan(100);
  });

  test("--report is a well-formed page without script or outside address, with all figures", async () => {
    const { code } = await interphase(["drt", at("good.csv"), "--report", at("report.html"), "--quiet"]);
    expect(code).toBe(0);
    const page = readFileSync(at("report.html"), "utf8");
    const elements = readMarkup(page);
    expect(elements.filter(({ name }) => name === "script")).toHaveLength(0);
    expect(page.replaceAll("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:/);
    // All spectra over each other; then γ, Nyquist plot and the choice of λ of each
    expect(elements.filter(({ name }) => name === "svg")).toHaveLength(1 + 3 * 3);
  });

  test("for people: peaks with errors and units on stdout, the summary on stderr", async () => {
    const { stdout, stderr } = await interphase(["drt", at("good.csv")]);
    expect(stdout).toMatch(/R∞ = (?:19\.9|20\.0)\d+ ± 0\.0\d+\sΩ/u);
    expect(stdout).toMatch(/1\s+\d+\.\d+ ± \d+\.\d+\sµs.*\s(?:99\.9|100\.)\d+ ± 0\.\d+\sΩ/u);
    expect(stderr).toMatch(/3 distributions of relaxation times in .* by generalised cross-validation/);
  });

  test.each([
    [["--choice", "gvc"], /--choice "gvc" is not "gcv", "l-curve" or "re-im"; did you mean gcv\?/],
    [["--lambda", "1e-3", "--choice", "gcv"], /leave out one of them/],
    [["--lambda", "-3"], /lambda -3 must lie between/],
    [["--penalty", "4"], /--penalty "4" is not "0", "1" or "2"/],
    [["--tial", "auto"], /did you mean --tail\?/],
    [["--out", "peaks.xlsx"], /must be \.csv, \.json or \.parquet/],
  ])("%o is refused with the cure, exit code 2", async (options, sentence) => {
    const { code, stderr } = await interphase(["drt", at("good.csv"), ...options]);
    expect(code).toBe(2);
    expect(stderr).toMatch(sentence);
  });
});
