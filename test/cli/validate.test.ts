import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import { simulateAgeing } from "../../src/impedance/ageing.ts";
import type { ValidityDocument } from "../../src/report/validityDocument.ts";
import { interphase, scratch } from "./interphase.ts";

const folder = scratch();
const at = (name: string): string => join(folder, name);

/** Spectra at rest; the last drifts by `drift` of its impedance below 1 kHz. */
function write(file: string, count: number, drift = 0): void {
  const lines = ["spectrum,frequency_hertz,real_impedance_ohm,imaginary_impedance_ohm"];
  simulateAgeing({ cells: 1, cycles: count, seed: 3 }).forEach(({ spectrum, cycle }) => {
    spectrum.frequency.forEach((f, k) => {
      const grown = cycle === count - 1 ? 1 + drift / (1 + f / 1000) ** 2 : 1;
      lines.push(`${cycle},${f},${grown * spectrum.real[k]},${spectrum.imaginary[k]}`);
    });
  });
  writeFileSync(at(file), `${lines.join("\n")}\n`);
}
write("rest.csv", 1);
write("series.csv", 6, 1);
writeFileSync(at("letter.csv"), "this is a letter, not a measurement\nDear colleague,\n");
writeFileSync(
  at("short.csv"),
  "frequency_hertz,real_impedance_ohm,imaginary_impedance_ohm\n100,1,-1\n10,2,-1\n1,3,-1\n",
);

const documentOf = (stdout: string): ValidityDocument => JSON.parse(stdout) as ValidityDocument;

describe("interphase validate", () => {
  test("--json puts one document on stdout: a verdict with score, rule and residuals per spectrum", async () => {
    const { code, stdout } = await interphase(["validate", at("series.csv"), "--json"]);
    expect(code).toBe(0);
    const document = documentOf(stdout);
    expect(Object.keys(document)).toEqual(["kernel", "rule", "spectra", "summary"]);
    expect(document.spectra.map(({ valid }) => valid)).toEqual([true, true, true, true, true, false]);
    expect(document.summary).toMatchObject({ spectra: 6, valid: 5, invalid: 1, undecided: 0, failed: 0 });
    for (const one of document.spectra) {
      expect(one.file).toBe(at("series.csv"));
      expect(one.score! > 1).toBe(!one.valid);
      expect(one.score).toBeCloseTo(one.violation! / one.tolerance!, 12);
      expect(one.rule).toBe(document.rule);
      expect(one.residuals!.frequency).toHaveLength(70);
      expect(one.residuals!.real).toHaveLength(70);
      expect(one.residuals!.imaginary).toHaveLength(70);
      expect(one.residuals!.modulus).toHaveLength(70);
      expect(one.linKK!.resistances).toHaveLength(one.linKK!.elements);
      expect(one.linKK!.timeConstants).toHaveLength(one.linKK!.elements);
    }
    expect(document.spectra[5].message).toMatch(/^not valid: .* more than the limit of 1\.5 %/);
  });

  test("an invalid spectrum is no failure: exit code 0; an unreadable file is one: exit code 1, the others are examined", async () => {
    expect((await interphase(["validate", at("series.csv")])).code).toBe(0);
    const { code, stdout, stderr } = await interphase([
      "validate",
      at("letter.csv"),
      at("rest.csv"),
      "--json",
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain("Not examined: ");
    const { spectra, summary } = documentOf(stdout);
    expect(summary).toMatchObject({ spectra: 2, valid: 1, failed: 1 });
    expect(spectra.map(({ verdict }) => verdict)).toEqual(["valid", "failed"]);
    expect(spectra[1]).toMatchObject({ valid: null, score: null, linKK: null, residuals: null });
  });

  test("a spectrum too short to tell is said to be so", async () => {
    const { code, stdout } = await interphase(["validate", at("short.csv")]);
    expect(code).toBe(0);
    expect(stdout).toContain("cannot tell: 3 points are too few");
  });

  test("tables have one row per spectrum, the inputs that failed last", async () => {
    const { code } = await interphase([
      "validate",
      at("series.csv"),
      at("letter.csv"),
      "--quiet",
      "--out",
      at("verdicts.parquet"),
    ]);
    expect(code).toBe(1);
    const bytes = readFileSync(at("verdicts.parquet"));
    const rows = await parquetReadObjects({
      file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
    });
    expect(rows).toHaveLength(7);
    expect(rows.map(({ verdict }) => verdict)).toEqual([...Array(5).fill("valid"), "invalid", "failed"]);
    expect(rows[6].score).toBeNull();
    await interphase(["validate", at("series.csv"), "--quiet", "--out", at("verdicts.csv")]);
    const lines = readFileSync(at("verdicts.csv"), "utf8").trim().split("\r\n");
    expect(lines).toHaveLength(7);
    expect(lines[0].split(",").slice(0, 5)).toEqual(["file", "spectrum", "valid", "verdict", "score"]);
    await interphase(["validate", at("series.csv"), "--quiet", "--out", at("verdicts.json")]);
    expect(documentOf(readFileSync(at("verdicts.json"), "utf8")).spectra).toHaveLength(6);
  });

  test("--report writes a page with the rule, the verdicts and pictures", async () => {
    await interphase(["validate", at("series.csv"), "--quiet", "--report", at("page.html")]);
    const page = readFileSync(at("page.html"), "utf8");
    expect(page).toContain("not valid");
    expect(page).toContain("Kramers–Kronig violation ≤ 1.5 %");
    expect(page.match(/<svg/g)!.length).toBe(12);
  });

  test("the options reach the test", async () => {
    const args = [
      "--fit",
      "real",
      "--elements",
      "mu",
      "--c",
      "0.7",
      "--no-capacitance",
      "--no-zhit",
      "--json",
    ];
    const { stdout } = await interphase(["validate", at("rest.csv"), ...args]);
    const [{ linKK, zhit }] = documentOf(stdout).spectra;
    expect(linKK).toMatchObject({ fit: "real", extension: 1, capacitance: null });
    expect(linKK!.mu!).toBeLessThanOrEqual(0.7);
    expect(zhit).toBeNull();
    const strict = await interphase(["validate", at("rest.csv"), "--limit", "0.0001", "--json"]);
    expect(documentOf(strict.stdout).rule).toContain("≤ 0.01 %");
    const admittance = await interphase([
      "validate",
      at("rest.csv"),
      "--representation",
      "admittance",
      "--json",
    ]);
    expect(documentOf(admittance.stdout).spectra[0].linKK!.representation).toBe("admittance");
    const optimal = await interphase([
      "validate",
      at("rest.csv"),
      "--elements",
      "8",
      "--extension",
      "optimal",
      "--json",
    ]);
    expect(documentOf(optimal.stdout).spectra[0].linKK!.elements).toBe(8);
  });

  test.each([
    ["no files", ["validate"], "needs files"],
    ["an unknown kind of fit", ["validate", at("rest.csv"), "--fit", "reel"], "did you mean real"],
    ["a limit above 1", ["validate", at("rest.csv"), "--limit", "1.5"], "between 0 and 1"],
    ["c without mu", ["validate", at("rest.csv"), "--c", "0.8"], "--elements mu"],
    ["a window of one frequency", ["validate", at("rest.csv"), "--window", "10"], "LOW..HIGH"],
    ["a window upside down", ["validate", at("rest.csv"), "--window", "10..1"], "lower one first"],
    ["a window without Z-HIT", ["validate", at("rest.csv"), "--window", "1..9", "--no-zhit"], "keep one"],
    ["elements that are no number", ["validate", at("rest.csv"), "--elements", "many"], "whole number"],
  ])("%s is wrong usage", async (_, args, words) => {
    const { code, stdout, stderr } = await interphase(args);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(words);
  });
});
