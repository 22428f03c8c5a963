import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { BOLTZMANN } from "../../src/fit/link.ts";
import { simulate, sweep } from "../fit/simulate.ts";
import { kernelOf } from "../kernel/builds.ts";
import { readMarkup } from "../report/markup.ts";
import { cellCircuit, interphase, scratch, writeSpectra } from "./interphase.ts";

const folder = scratch();
const at = (name: string): string => join(folder, name);
writeSpectra(at("life.csv"), 12);
writeFileSync(at("broken.csv"), "this is a letter, not a measurement\nDear colleague,\n");

const circuit = "R0-p(R1,CPE1)";
const celsius = [0, 20, 40, 60];
const kernel = await kernelOf("simd");
celsius.forEach((C, s) => {
  const factor = Math.exp((0.42 / BOLTZMANN) * (1 / (C + 273.15) - 1 / 298.15));
  const { frequency, real, imaginary } = simulate(
    kernel,
    circuit,
    [5, 120 * factor, 2e-6, 0.9],
    sweep(1e6, 0.1, 50),
    0.005,
    60 + s,
  );
  const lines = ["frequency_hertz,real_impedance_ohm,imaginary_impedance_ohm"];
  frequency.forEach((f, i) => {
    lines.push(`${f},${real[i]},${imaginary[i]}`);
  });
  writeFileSync(at(`at${C}.csv`), `${lines.join("\n")}\n`);
});
const files = celsius.map((C) => at(`at${C}.csv`));
writeFileSync(
  at("facts.txt"),
  `file;temperature_celsius;comment\n${celsius.map((C) => `at${C}.csv;${C};"warm; or not"`).join("\n")}\n`,
);

interface Document {
  parameters: string[];
  spectra: { file: string; status: string; values: number[]; stderr: number[] }[];
  summary: { converged: number };
  series: {
    coordinate: { name: string; unit: string; values: number[] };
    temperatures: (number | null)[];
    routes: string[];
    joint: boolean[];
    shared: { name: string; value: number; stderr: number }[];
    arrhenius: {
      parameter: string;
      activationEnergy: number;
      activationEnergyStderr: number;
      reference: number;
      form: string;
      value: number;
    }[];
    status: string;
    message: string;
    degreesOfFreedom: number;
  };
}

describe("interphase series", () => {
  test("--json is the document of fit with series: coordinate, shared parameters, routes", async () => {
    const { code, stdout } = await interphase([
      "series",
      at("life.csv"),
      "--circuit",
      cellCircuit,
      "--share",
      "CPE2.n,CPE3.n",
      "--smooth",
      "L0.L=50",
      "--json",
    ]);
    expect(code).toBe(0);
    const { parameters, spectra, series, summary } = JSON.parse(stdout) as Document;
    expect(summary.converged).toBe(12);
    expect(series.coordinate).toEqual({
      name: "number",
      unit: "",
      values: Array.from({ length: 12 }, (_, i) => i + 1),
    });
    expect(series.shared.map(({ name }) => name)).toEqual(["CPE2.n", "CPE3.n"]);
    // simulated with 0.92 and 0.86
    expect(Math.abs(series.shared[0].value - 0.92) / series.shared[0].stderr).toBeLessThan(4);
    expect(Math.abs(series.shared[1].value - 0.86) / series.shared[1].stderr).toBeLessThan(4);
    const n = parameters.indexOf("CPE2.n");
    for (const { values, stderr } of spectra) {
      expect(values[n]).toBe(series.shared[0].value);
      expect(stderr[n]).toBeCloseTo(series.shared[0].stderr, 12);
    }
    expect(series.routes).toHaveLength(12);
    expect(series.joint.every(Boolean)).toBe(true);
    expect(series.status).toBe("converged");
  });

  test.each([
    ["--facts", at("facts.txt")],
    ["--temperature", celsius.map((C) => `at${C}.csv=${C}`).join(",")],
  ])(
    "Arrhenius with temperatures from %s; report with the plot, table with the columns",
    async (option, value) => {
      const { code, stdout, stderr } = await interphase([
        "series",
        ...[...files].reverse(),
        "--circuit",
        circuit,
        "--by",
        "temperature",
        "--arrhenius",
        "R1.R",
        "--reference",
        "25",
        option,
        value,
        "--json",
        "--out",
        at("out.csv"),
        "--report",
        at("out.html"),
      ]);
      expect(stderr).not.toContain("at ");
      expect(code).toBe(0);
      const { spectra, series } = JSON.parse(stdout) as Document;
      expect(series.coordinate).toEqual({
        name: "temperature",
        unit: "K",
        values: celsius.map((C) => C + 273.15),
      });
      expect(spectra.map(({ file }) => file)).toEqual(files);
      const [law] = series.arrhenius;
      expect(law).toMatchObject({ parameter: "R1.R", reference: 298.15, form: "plain" });
      expect(Math.abs(law.activationEnergy - 0.42) / law.activationEnergyStderr).toBeLessThan(4);
      const [head, first] = readFileSync(at("out.csv"), "utf8").split("\r\n");
      expect(head).toContain(",warnings,R1∥CPE1 tau (s),");
      expect(head.endsWith(",temperature (K),route,joint")).toBe(true);
      expect(first.endsWith(",273.15,anchor,yes")).toBe(true);
      const page = readFileSync(at("out.html"), "utf8");
      const elements = readMarkup(page.replace(/<style>[^<]*<\/style>/, ""));
      expect(elements.some(({ name, text }) => name === "h2" && text === "Series")).toBe(true);
      expect(elements.filter(({ attributes }) => attributes.class === "tick-top").length).toBeGreaterThan(1);
      expect(page).toMatch(/0\.4\d+ ± 0\.\d+ eV/);
      expect(page).not.toMatch(/NaN|undefined/);
    },
  );

  test("for people: a table, and what is shared in sentences", async () => {
    const { code, stdout, stderr } = await interphase([
      "series",
      ...files,
      "--circuit",
      circuit,
      "--arrhenius",
      "R1.R",
      "--facts",
      at("facts.txt"),
      "--form",
      "temperature",
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /R1\.R: Ea = 0\.4\d+ ± 0\.\d+ eV \(4\d(?:\.\d+)? ± [\d.]+ kJ·mol⁻¹\), [\d.]+ ± [\d.]+\sΩ at 298\.15 K; p = p₀·T·exp\(Ea\/kT\)/u,
    );
    expect(stderr).toContain("Series by number: converged");
  });

  test("a file that cannot be read is named, the others make the series, and the exit code is 1", async () => {
    const { code, stdout, stderr } = await interphase([
      "series",
      at("life.csv"),
      at("broken.csv"),
      "--circuit",
      cellCircuit,
      "--share",
      "CPE2.n",
      "--json",
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain("Not fitted: ");
    const { spectra, series } = JSON.parse(stdout) as Document;
    expect(spectra).toHaveLength(13);
    expect(spectra[12].status).toBe("failed");
    expect(series.shared).toHaveLength(1);
  });

  test.each([
    [["--by", "cycle"], /series by cycle: .*at0\.csv has no fact cycle; .*--facts FILE\.csv.*--by given/],
    [
      ["--arrhenius", "R1.R"],
      /the temperature of .*at0\.csv is not known; give it with --temperature FILE=CELSIUS, or --facts/,
    ],
    [["--arrhenius", "R9.R"], /arrhenius: the circuit has no parameter "R9.R"/],
    [["--share", "R9.R"], /shared: the circuit has no parameter "R9.R"/],
    [["--reference", "25"], /--reference and --form belong to --arrhenius/],
    [["--temperature", "other.csv=25"], /no file or spectrum "other.csv" was read/],
    [["--temperature", "at0.csv"], /expected the name of a file or a spectrum/],
    [["--temperature", "at0.csv=-300"], /below the absolute zero/],
    [["--smooth", "much"], /--smooth: "much" is not a number/],
    [["--smooth", "R9.R=1"], /smooth: the circuit has no parameter/],
    [["--form", "plane"], /--form "plane" is not "plain" or "temperature"/],
    [["--facts", at("nothere.csv")], /--facts .*nothere\.csv: there is no such file; check the path/],
    [["--facts", at("at0.csv")], /line 1: a column "file" is needed/],
  ])("%o is wrong usage: a sentence, exit code 2, nothing on stdout", async (options, words) => {
    const { code, stdout, stderr } = await interphase(["series", ...files, "--circuit", circuit, ...options]);
    expect(stderr).toMatch(words);
    expect(code).toBe(2);
    expect(stdout).toBe("");
  });

  test("loops of one file are ordered by loop, which is said; a wrong --by names the facts there are", async () => {
    const lines = readFileSync(files[2], "utf8").trim().split("\n");
    const table = [3, 1, 2].flatMap((loop) => lines.slice(1).map((line) => `${line},${loop}`));
    writeFileSync(at("loops.csv"), `${lines[0]},loop\n${table.join("\n")}\n`);
    const named = ["series", at("loops.csv"), "--circuit", circuit];
    const { code, stdout, stderr } = await interphase([...named, "--json"]);
    expect(code).toBe(0);
    expect(stderr).toContain("Ordered by loop");
    expect((JSON.parse(stdout) as Document).series.coordinate).toEqual({
      name: "loop",
      unit: "",
      values: [1, 2, 3],
    });
    const given = await interphase([...named, "--json", "--by", "given"]);
    expect((JSON.parse(given.stdout) as Document).series.coordinate.name).toBe("number");
    const wrong = await interphase([...named, "--by", "cycle"]);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toMatch(/has no fact cycle; the spectra have .*loop: write --by loop/);
    expect(wrong.stderr).not.toMatch(/facts: \{/);
  });

  test("--area and --thickness give R·A and σ of each temperature and of the law", async () => {
    const { code, stdout } = await interphase([
      ...["series", ...files, "--circuit", circuit, "--arrhenius", "R1.R", "--facts", at("facts.txt")],
      ...["--area", "2", "--thickness", "500", "--json", "--out", at("sizes.csv")],
    ]);
    expect(code).toBe(0);
    const { spectra, series } = JSON.parse(stdout) as {
      spectra: { values: number[]; arcs: { areaSpecificResistance: { value: number } }[] }[];
      series: {
        arrhenius: {
          value: number;
          stderr: number;
          areaSpecificResistance: number;
          conductivity: number;
          conductivityStderr: number;
        }[];
      };
    };
    for (const { values, arcs } of spectra) {
      expect(arcs[0].areaSpecificResistance.value).toBeCloseTo(values[1] * 2e-4, 12);
    }
    const [law] = series.arrhenius;
    expect(law.areaSpecificResistance).toBeCloseTo(law.value * 2e-4, 12);
    expect(law.conductivity).toBeCloseTo(500e-6 / (law.value * 2e-4), 12);
    expect(law.conductivityStderr / law.conductivity).toBeCloseTo(law.stderr / law.value, 12);
    expect(readFileSync(at("sizes.csv"), "utf8")).toContain("R1∥CPE1 area-specific resistance (Ω·m²)");
  });
});
