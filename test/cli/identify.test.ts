import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { interphase, scratch, writeSpectra } from "./interphase.ts";

const folder = scratch();
const file = join(folder, "cell.csv");
writeSpectra(file, 2);
const list = ["--candidates", "L0-R0-p(R1,CPE1)-p(R2,CPE2); R0-p(R1,CPE1)", "--workers", "0"];

describe("interphase identify", () => {
  test("--json is one document with the candidates of each spectrum, best first", async () => {
    const { code, stdout } = await interphase(["identify", file, "--json", "--workers", "0", "--top", "4"]);
    expect(code).toBe(0);
    const { spectra, criterion, summary } = JSON.parse(stdout);
    expect(criterion).toBe("bic");
    expect(summary).toMatchObject({ spectra: 2, identified: 2, failed: 0 });
    for (const { file: name, spectrum, candidates, message } of spectra) {
      expect(name).toBe(file);
      expect(["0", "1"]).toContain(spectrum);
      expect(message).toBeNull();
      const sound = candidates.filter(({ redundant }: { redundant: boolean }) => !redundant);
      expect(sound.length).toBeLessThanOrEqual(4);
      expect(sound.map(({ circuit }: { circuit: string }) => circuit)).toContain(
        "L0-R0-p(R1,CPE1)-p(R2,CPE2)",
      );
      for (const one of candidates) {
        expect(one.values).toHaveLength(one.parameters.length);
        expect(Object.keys(one)).toEqual(
          expect.arrayContaining([
            "circuit",
            "parameters",
            "values",
            "rms",
            "bic",
            "aicc",
            "weight",
            "redundant",
          ]),
        );
        expect(one.redundant).toBe(one.reasons.length > 0);
      }
    }
  });

  test("prints a table with circuit, parameters, rms, difference, weight and remarks", async () => {
    const { code, stdout, stderr } = await interphase(["identify", file, ...list]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/circuit +k +rms +ΔBIC +weight +remarks/);
    expect(stdout).toMatch(/1 +L0-R0-p\(R1,CPE1\)-p\(R2,CPE2\) +8 +0\.\d+\s% +0\.0 +1\.0/);
    expect(stderr).toMatch(/2 spectra in/);
  });

  test("--out has one row per candidate, --report a page without scripts", async () => {
    const [out, report] = [join(folder, "ranking.csv"), join(folder, "ranking.html")];
    const { code, stdout } = await interphase([
      "identify",
      file,
      ...list,
      "--criterion",
      "aicc",
      "--out",
      out,
      "--report",
      report,
      "--quiet",
    ]);
    expect([code, stdout]).toEqual([0, ""]);
    const rows = readFileSync(out, "utf8").trim().split("\r\n");
    expect(rows).toHaveLength(1 + 4);
    expect(rows[0]).toMatch(
      /^file,spectrum,rank,circuit,free,rms,chi2,bic,aicc,weight,evidence_ratio,redundant/,
    );
    const page = readFileSync(report, "utf8");
    expect(page).toContain("ΔAICc");
    expect(page.match(/<svg/g)?.length).toBe(4);
    expect(page).not.toMatch(/<script/);
  });

  test("one file that cannot be read costs itself", async () => {
    const broken = join(folder, "broken.csv");
    writeFileSync(broken, "nothing here\n");
    const { code, stdout, stderr } = await interphase(["identify", file, broken, ...list, "--json"]);
    expect(code).toBe(1);
    const { spectra, summary } = JSON.parse(stdout);
    expect(summary).toMatchObject({ spectra: 3, identified: 2, failed: 1 });
    expect(spectra[2]).toMatchObject({ file: broken, candidates: [] });
    expect(stderr).toMatch(/Not identified: .*broken\.csv/);
  });

  test.each([
    ["no file", ["identify"], "needs files"],
    [
      "an element outside the grammar",
      ["identify", file, "--elements", "R,X"],
      'element "X" is not in the grammar',
    ],
    ["a criterion that does not exist", ["identify", file, "--criterion", "aic"], 'is not "bic" or "aicc"'],
    ["a mistake in a candidate", ["identify", file, "--candidates", "R0-p(R1"], "never closed"],
    ["an empty list", ["identify", file, "--candidates", " ; "], "names no circuit"],
    [
      "elements with a list",
      ["identify", file, "--candidate", "R0", "--elements", "R"],
      "has no meaning with",
    ],
    ["a floor of 0", ["identify", file, "--noise-floor", "0"], "above 0"],
    ["a floor above 1", ["identify", file, "--noise-floor", "2"], "between 0 and 1"],
  ])("%s ends with exit code 2 and a sentence", async (_, args, words) => {
    const { code, stdout, stderr } = await interphase(args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/ at .*:\d+:\d+/);
  });
});
