import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { regressions } from "../fit/nist.ts";
import { readMarkup } from "../report/markup.ts";
import { describeShared } from "../shared.ts";
import { interphase, scratch } from "./interphase.ts";

const folder = scratch();
const at = (name: string): string => join(folder, name);
const points = Array.from({ length: 41 }, (_, i) => {
  const t = i / 4;
  return [t, 5 * Math.exp(-t / 2) + 1 + 0.01 * Math.sin(37 * i), 0.01];
});
const lines = (separator: string, decimal = ".") =>
  points.map((row) => row.map((v) => String(v).replace(".", decimal)).join(separator)).join("\n");
writeFileSync(at("decay.csv"), `time (s),voltage/V,error\n${lines(",")}\n`);
writeFileSync(at("german.txt"), `# exported\n\ntime;voltage;error\ns;V;V\n${lines(";", ",")}\n`);
writeFileSync(at("bare.dat"), `${lines("  ")}\n`);
writeFileSync(at("gap.csv"), `time,voltage,error\n${lines(",").replace("\n0.5,", "\n0.5,,")}\n`);
writeFileSync(at("letter.txt"), "Dear colleague,\nno numbers here.\n");

interface Document {
  model: string;
  parameters: string[];
  fits: {
    file: string;
    status: string;
    message: string;
    values: (number | null)[];
    stderr: (number | null)[];
    rss: number;
    residualSd: number;
    points: number;
  }[];
  summary: { curves: number; converged: number; failed: number };
}

const model = "voltage = A*exp(-time/tau)+c";
const run = async (...args: string[]): Promise<Document> => {
  const { code, stdout, stderr } = await interphase(["curve", ...args, "--json"]);
  expect(stderr).not.toContain("    at ");
  expect(code).toBe(0);
  return JSON.parse(stdout) as Document;
};

describe("interphase curve", () => {
  test("columns by name without units, by number, by the names of the formula; dialects do not matter", async () => {
    const [named, numbered, implied, german, bare] = await Promise.all([
      run(at("decay.csv"), "--model", "A*exp(-x/tau)+c", "--x", "time", "--y", "voltage", "--start", "tau=1"),
      run(at("decay.csv"), "--model", "A*exp(-x/tau)+c", "--x", "1", "--y", "2", "--start", "tau=1"),
      run(at("german.txt"), "--model", model, "--start", "tau=1"),
      run(
        at("german.txt"),
        "--model",
        "A*exp(-x/tau)+c",
        "--x",
        "time",
        "--y",
        "voltage",
        "--start",
        "tau=1",
      ),
      run(at("bare.dat"), "--model", "A*exp(-x/tau)+c", "--start", "tau=1"),
    ]);
    expect(named.parameters).toEqual(["A", "tau", "c"]);
    named.fits[0].values.forEach((value, i) => {
      expect(Math.abs(value! - [5, 2, 1][i])).toBeLessThan(4 * named.fits[0].stderr[i]!);
    });
    for (const other of [numbered, implied, german, bare]) {
      expect(other.fits[0].values).toEqual(named.fits[0].values);
      expect(other.fits[0].points).toBe(41);
    }
  });

  test("--sigma, --fix, --bound, --tie, --loss, --retries reach the fit", async () => {
    const base = [at("german.txt"), "--model", model, "--start", "tau=1"];
    const [sigma, fixed, tied, bound] = await Promise.all([
      run(...base, "--sigma", "error"),
      run(...base, "--fix", "c=1", "--loss", "huber", "--retries", "0"),
      run(...base, "--tie", "A=5*c"),
      run(...base, "--bound", "tau=..1.5"),
    ]);
    expect(sigma.fits[0].residualSd).toBeLessThan(1.2);
    expect(fixed.fits[0].stderr[2]).toBe(0);
    expect(tied.fits[0].values[0]).toBe(5 * tied.fits[0].values[2]!);
    expect(bound.fits[0].values[1]).toBe(1.5);
    expect(bound.fits[0].message).toContain("at a bound: tau");
  });

  test("rows without a number are left out and named; an unreadable file costs itself", async () => {
    const { code, stdout, stderr } = await interphase([
      "curve",
      at("gap.csv"),
      at("letter.txt"),
      at("german.txt"),
      "--model",
      model,
      "--start",
      "tau=1",
      "--json",
    ]);
    expect(code).toBe(1);
    const { fits, summary } = JSON.parse(stdout) as Document;
    expect(fits.map(({ status }) => status)).toEqual(["converged", "converged", "failed"]);
    expect(fits[0].points).toBe(40);
    expect(summary).toMatchObject({ curves: 3, converged: 2, failed: 1 });
    expect(stderr).toContain('1 row without a number in "time", "voltage" left out (first: line 4)');
    expect(stderr).toContain("letter.txt: expected a table with two columns of numbers or more");
  });

  test("--out and --report: a row per file, a well-formed page with curve, residuals and parameters", async () => {
    const { code, stderr } = await interphase([
      "curve",
      at("german.txt"),
      at("gap.csv"),
      "--model",
      model,
      "--start",
      "tau=1",
      "--out",
      at("fits.csv"),
      "--report",
      at("fits.html"),
    ]);
    expect(code).toBe(0);
    expect(stderr).toContain("2 curves fitted");
    const [header, first] = readFileSync(at("fits.csv"), "utf8").split("\r\n");
    expect(header).toBe(
      "file,spectrum,status,message,A,A stderr,A state,tau,tau stderr,tau state,c,c stderr,c state,rss,residual_sd,r2,chi2,evaluations,starts,agreement,warnings",
    );
    expect(first).toContain("converged");
    const page = readFileSync(at("fits.html"), "utf8");
    readMarkup(page);
    expect(page).toContain("Fit of voltage = A*exp(-time/tau)+c");
    expect(page.match(/class="figure"/g)).toHaveLength(2);
  });

  test.each<[string[], string]>([
    [["--start", "tau=1"], 'interphase curve needs a formula: --model "b1*(1-exp(-b2*x))"'],
    [["--model", "A*exp(-time/tau", "--start", "tau=1"], "               ^"],
    [["--model", model], "the model is not linear in tau; give it a start value"],
    [["--model", model, "--start", "t=1,tau=1"], 'the model has no parameter "t"'],
    [["--model", "A*time+c"], "say which one is measured: --y NAME"],
    [
      ["--model", "A*x+c", "--x", "temperature", "--y", "voltage"],
      'expected a column "temperature", found "time", "voltage", "error"',
    ],
    [
      ["--model", model, "--start", "tau=1", "--weighting", "sigma"],
      "needs the column of the standard deviations",
    ],
    [
      ["--model", "A*x1+b*x2+c", "--x", "time", "--y", "voltage"],
      "--x time names 1 column, which the model calls x, but it speaks of x1, x2",
    ],
    [["--model", model, "--start", "tau=1", "--weighting", "modulus"], '--weighting "modulus" is not'],
  ])("%j", async (args, expected) => {
    const { code, stdout, stderr } = await interphase(["curve", at("german.txt"), ...args]);
    expect(code).toBeGreaterThan(0);
    expect(stdout).toBe("");
    expect(stderr).toContain(expected);
    expect(stderr).not.toContain("    at ");
  });

  test("an element by formula in fit and evaluate", async () => {
    const element = "Zx(A,tau)=A/sqrt(1+j*w*tau)";
    const own = await interphase([
      "evaluate",
      "--element",
      element,
      "--circuit",
      "R0-Zx1",
      "--parameters",
      "R0.R=5,Zx1.A=40,Zx1.tau=0.01",
      "--frequencies",
      "1e5..0.1:41",
    ]);
    const theirs = await interphase([
      "evaluate",
      "--circuit",
      "R0-G1",
      "--parameters",
      "R0.R=5,G1.R=40,G1.t=0.01",
      "--frequencies",
      "1e5..0.1:41",
    ]);
    expect(own.code).toBe(0);
    const numbers = (text: string) =>
      text
        .trim()
        .split(/\r?\n/)
        .slice(1)
        .flatMap((line) => line.split(",").map(Number));
    const expected = numbers(theirs.stdout);
    expect(numbers(own.stdout)).toHaveLength(expected.length);
    numbers(own.stdout).forEach((value, i) => {
      expect(value / expected[i]).toBeCloseTo(1, 12);
    });
    writeFileSync(at("g.csv"), own.stdout);
    const fit = await interphase(["fit", at("g.csv"), "--element", element, "--circuit", "R0-Zx1", "--json"]);
    expect(fit.code).toBe(0);
    const { spectra, parameters } = JSON.parse(fit.stdout) as {
      spectra: { values: number[] }[];
      parameters: string[];
    };
    expect(parameters).toEqual(["R0.R", "Zx1.A", "Zx1.tau"]);
    [5, 40, 0.01].forEach((value, i) => {
      expect(spectra[0].values[i] / value).toBeCloseTo(1, 6);
    });
    const wrong = await interphase(["fit", at("g.csv"), "--element", "Zx(A)=A*B", "--circuit", "R0-Zx1"]);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('"B" is not defined');
  });
});

describeShared("interphase curve on NIST's Nelson", () => {
  test("two predictors and a transformed left side", async () => {
    const nelson = regressions().find(({ name }) => name === "Nelson")!;
    const { x1, x2 } = nelson.data.x as unknown as Record<string, number[]>;
    writeFileSync(
      at("nelson.csv"),
      ["hours,celsius,kV", ...x1.map((v, i) => `${v},${x2[i]},${nelson.data.y[i]}`)].join("\n"),
    );
    const { fits } = await run(
      at("nelson.csv"),
      "--model",
      "log(y) = b1-b2*x1*exp(-b3*x2)",
      "--x",
      "hours,celsius",
      "--y",
      "kV",
      ...Object.entries(nelson.starts[0]).flatMap(([name, value]) => ["--start", `${name}=${value}`]),
    );
    fits[0].values.forEach((value, i) => {
      expect(Math.abs(value! / nelson.certified[i] - 1)).toBeLessThan(1e-6);
      expect(Math.abs(fits[0].stderr[i]! / nelson.errors[i] - 1)).toBeLessThan(1e-6);
    });
  });
});
