import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { interphase, scratch, writeSpectra } from "./interphase.ts";

const folder = scratch();
const file = join(folder, "one.csv");
writeSpectra(file, 1);

describe("wrong usage ends with exit code 2, a sentence on stderr, nothing on stdout and no stack", () => {
  const fit = ["fit", file, "--circuit", "R0-p(R1,C1)"];
  const cases: readonly (readonly [string, readonly string[], string])[] = [
    ["an unknown command gives the nearest", ["fitt"], "did you mean interphase fit?"],
    ["a file instead of a command", [file], "did you mean interphase fit"],
    ["an unknown option gives the nearest", [...fit, "--weigthing", "unit"], "did you mean --weighting?"],
    ["an option without its value", ["fit", file, "--circuit"], "--circuit needs a value"],
    [
      "an option before another instead of its value",
      ["fit", file, "--circuit", "--json"],
      "--circuit needs a value",
    ],
    ["a switch with a value", [...fit, "--json=yes"], "takes no value"],
    ["an option given twice", [...fit, "--seed", "1", "--seed", "2"], "given twice"],
    ["no circuit", ["fit", file], "needs a circuit"],
    ["no files", ["fit", "--circuit", "R0"], "needs files"],
    [
      "a mistake in the circuit points at its character",
      ["fit", file, "--circuit", "R0-p(X1,C1)"],
      "       ^",
    ],
    ["a weighting that does not exist", [...fit, "--weighting", "modulos"], "did you mean modulus?"],
    ["a parameter that the circuit does not have", [...fit, "--fix", "R9.R=1"], "it has R0.R, R1.R, C1.C"],
    ["a decimal comma", [...fit, "--fix", "R0.R=1,5"], "the decimal mark is a point"],
    ["a number with a prefix", [...fit, "--start", "R0.R=5k"], "power of ten"],
    ["an ambiguous bound", [...fit, "--bound", "R1.R=1...5"], "expected LOW..HIGH"],
    ["a bound upside down", [...fit, "--bound", "R1.R=5..1"], "lower bound first"],
    ["a tie that is no expression", [...fit, "--tie", "R1.R=2*"], "character 3"],
    ["a negative number of starts", [...fit, "--starts", "-3"], "whole number from 0"],
    ["a table with an unknown ending", [...fit, "--out", join(folder, "x.xls")], ".csv, .json or .parquet"],
    [
      "a table in a folder that is not there",
      [...fit, "--out", join(folder, "no", "x.csv")],
      "there is no folder",
    ],
    [
      "a page in a folder that takes no files",
      [...fit, "--report", "/proc/x.html"],
      process.platform === "linux" ? "this folder takes no new files; choose another folder" : "--report",
    ],
    [
      "a table of frequencies that is not there",
      ["evaluate", "--circuit", "R0", "--parameters", "R0.R=1", "--frequencies", "@nothere.txt"],
      "--frequencies nothere.txt: there is no such file",
    ],
    [
      "the document of a figure that itself goes to stdout",
      ["plot", "nyquist", file, "--json"],
      "--out FIGURE.svg",
    ],
    ["--resume without --out", [...fit, "--resume"], "--out FILE"],
    ["fmin above fmax", [...fit, "--fmin", "10", "--fmax", "1"], "must be below"],
    [
      "a parameter without a value",
      ["evaluate", "--circuit", "R0-C1", "--parameters", "R0.R=1", "--frequencies", "1"],
      "C1.C",
    ],
    [
      "a range without its number of points",
      ["evaluate", "--circuit", "R0", "--parameters", "R0.R=1", "--frequencies", "1..9"],
      "number of points",
    ],
    [
      "a frequency of zero",
      ["evaluate", "--circuit", "R0", "--parameters", "R0.R=1", "--frequencies", "0,1"],
      "above 0",
    ],
  ];
  test.each(cases)("%s", async (_, args, words) => {
    const { code, stdout, stderr } = await interphase(args);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

describe("help", () => {
  test.each([[[]], [["--help"]], [["help"]]])(
    "interphase %j lists the commands and an example",
    async (args) => {
      const { code, stdout, stderr } = await interphase(args);
      expect(code).toBe(0);
      expect(stderr).toBe("");
      for (const command of ["fit", "evaluate", "convert", "plot", "info", "demo"])
        expect(stdout).toMatch(new RegExp(`^  ${command} `, "m"));
      expect(stdout).toContain("Example");
    },
  );

  test.each(["fit", "evaluate", "convert", "plot", "info", "demo"])(
    "interphase %s --help lists options and an example that names the command",
    async (command) => {
      const { code, stdout } = await interphase([command, "--help"]);
      expect(code).toBe(0);
      expect(stdout).toContain("Options:");
      expect(stdout).toMatch(new RegExp(`Examples?:\\n  interphase ${command}`));
    },
  );
});

describe("interphase evaluate", () => {
  const voigt = ["evaluate", "--circuit", "R0-p(R1,C1)", "--parameters", "R0.R=10,R1.R=50,C1.C=1e-6"];

  test("prints Z = R0 + R1/(1 + j2πf·R1·C1) at frequencies equally spaced in the logarithm, ends included", async () => {
    const { code, stdout } = await interphase([...voigt, "--frequencies", "1e6..0.1:8"]);
    const [header, ...rows] = stdout.trimEnd().split("\r\n");
    expect(code).toBe(0);
    expect(header).toBe("frequency_hertz,real_impedance_ohm,imaginary_impedance_ohm");
    expect(rows).toHaveLength(8);
    rows.forEach((row, k) => {
      const [f, real, imaginary] = row.split(",").map(Number);
      const x = 2 * Math.PI * f * 50 * 1e-6;
      expect(f / 10 ** (6 - k)).toBeCloseTo(1, 12);
      expect(real).toBeCloseTo(10 + 50 / (1 + x * x), 10);
      expect(imaginary).toBeCloseTo((-50 * x) / (1 + x * x), 10);
    });
  });

  test("takes frequencies from a file, with remarks, and gives the same numbers as JSON", async () => {
    const list = join(folder, "f.txt");
    writeFileSync(list, "# Hz\n1000\n10 0.1\n");
    const { stdout } = await interphase([...voigt, "--frequencies", `@${list}`, "--json"]);
    const document = JSON.parse(stdout) as Record<string, number[]>;
    expect(document.frequency_hertz).toEqual([1000, 10, 0.1]);
    expect(document.values).toEqual([10, 50, 1e-6]);
    expect(document.real_impedance_ohm[2]).toBeCloseTo(60, 6);
  });
});

test("interphase info says which kernel is used and why, and lists every element with formula and units", async () => {
  const { code, stdout } = await interphase(["info", "--json"]);
  const info = JSON.parse(stdout) as {
    kernel: { build: string; why: string };
    kernels: { build: string; module: string; gzipBytes: number }[];
    elements: { type: string; formula: string; parameters: { symbol: string; unit: string }[] }[];
  };
  expect(code).toBe(0);
  expect(info.kernel.build).toBe("simd");
  expect(info.kernels.map(({ module, build }) => `${module} ${build}`)).toEqual(
    ["kernel", "curves", "series"].flatMap((module) =>
      ["simd", "scalar", "js"].map((build) => `${module} ${build}`),
    ),
  );
  expect(info.kernels[0].gzipBytes).toBeLessThan(80_000);
  expect(info.elements).toHaveLength(29);
  expect(info.elements.find(({ type }) => type === "CPE")?.parameters[0]).toMatchObject({
    symbol: "Q",
    unit: "S·sⁿ",
  });
});
