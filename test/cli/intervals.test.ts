import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cellCircuit, interphase, scratch, writeSpectra } from "./interphase.ts";

const folder = scratch();
const file = join(folder, "cell.csv");
writeSpectra(file, 3);
const circuit = ["--circuit", cellCircuit];

interface Spectrum {
  readonly values: readonly number[];
  readonly intervals: {
    readonly method: string;
    readonly confidence: number;
    readonly lower: readonly (number | null)[];
    readonly upper: readonly (number | null)[];
  } | null;
  readonly diagnostics: { readonly systematic: boolean; readonly normality: { readonly p: number } };
}
const spectraOf = (json: string): readonly Spectrum[] => JSON.parse(json).spectra;

describe("interphase fit --intervals", () => {
  test.each(["covariance", "profile", "residual-bootstrap", "wild-bootstrap", "sample"])(
    "%s: every value lies in its interval, in JSON and CSV",
    async (method) => {
      const out = join(folder, `${method}.csv`);
      const replicates = method.endsWith("bootstrap") ? ["--replicates", "200"] : [];
      const { code, stdout } = await interphase([
        "fit",
        file,
        ...circuit,
        "--intervals",
        method,
        ...replicates,
        "--confidence",
        "0.9",
        "--json",
        "--out",
        out,
        "--quiet",
      ]);
      expect(code).toBe(0);
      for (const { values, intervals } of spectraOf(stdout)) {
        expect(intervals).toMatchObject({ method, confidence: 0.9 });
        values.forEach((value, k) => {
          expect(intervals!.lower[k]!).toBeLessThan(value);
          expect(intervals!.upper[k]!).toBeGreaterThan(value);
        });
      }
      const [head, first] = readFileSync(out, "utf8").split("\r\n");
      const at = head.split(",").indexOf("R1.R lower (Ω)");
      expect(at).toBeGreaterThan(0);
      expect(Number(first.split(",")[at])).toBe(spectraOf(stdout)[0].intervals!.lower[1]);
    },
  );

  test("without --intervals there are none, but the residuals are examined", async () => {
    const { stdout } = await interphase(["fit", file, ...circuit, "--json", "--quiet"]);
    for (const { intervals, diagnostics } of spectraOf(stdout)) {
      expect(intervals).toBeNull();
      expect(typeof diagnostics.systematic).toBe("boolean");
      expect(diagnostics.normality.p).toBeGreaterThanOrEqual(0);
    }
  });

  test("a wrong circuit is called systematic on the terminal and in the report", async () => {
    const report = join(folder, "report.html");
    const { stdout } = await interphase([
      "fit",
      file,
      "--circuit",
      "R1-p(R2,CPE2)",
      "--intervals",
      "profile",
      "--report",
      report,
    ]);
    expect(stdout).toMatch(/95 % interval \(profile likelihood\)/);
    expect(stdout).toMatch(/the residuals are systematic: the circuit does not describe the data/);
    const html = readFileSync(report, "utf8");
    expect(html).toMatch(/<h2>Intervals<\/h2>/);
    expect(html).toMatch(/<h2>Residuals<\/h2>/);
  });

  test("--resume keeps intervals to the bit, and refuses those of another method or probability", async () => {
    const out = join(folder, "resumed.json");
    const run = (...more: string[]) => interphase(["fit", file, ...circuit, "--out", out, ...more]);
    await run("--intervals", "profile");
    const before = spectraOf(readFileSync(out, "utf8"));
    const again = await run("--intervals", "profile", "--resume");
    expect(again.stderr).toMatch(/3 spectra were fitted before and kept/);
    expect(spectraOf(readFileSync(out, "utf8"))).toEqual(before);
    const other = await run("--intervals", "covariance", "--resume");
    expect(other.code).toBe(2);
    expect(other.stderr).toMatch(/intervals was profile and is now covariance/);
    const wider = await run("--intervals", "profile", "--confidence", "0.99", "--resume");
    expect(wider.stderr).toMatch(/confidence was 0.95 and is now 0.99/);
    expect(existsSync(`${out}.resume`)).toBe(true);
  });

  test.each([
    [["--intervals", "profil"], /did you mean profile/],
    [["--confidence", "0.9"], /add --intervals covariance\|profile/],
    [["--intervals", "profile", "--confidence", "95"], /write 0.95 for 95 %/],
    [["--intervals", "profile", "--confidence", "0"], /between 0 and 1/],
    [["--intervals", "profile", "--replicates", "500"], /belongs to a bootstrap/],
    [["--intervals", "wild-bootstrap", "--replicates", "5"], /whole number from 100/],
  ])("%j: a sentence and exit code 2", async (options, words) => {
    const { code, stderr } = await interphase(["fit", file, ...circuit, ...options]);
    expect(code).toBe(2);
    expect(stderr).toMatch(words);
  });
});
