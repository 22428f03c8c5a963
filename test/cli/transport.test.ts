import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { evaluateCircuit } from "../../src/fit/evaluate.ts";
import { BOLTZMANN } from "../../src/fit/link.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { parseCircuit } from "../../src/program/syntax.ts";
import type { TransportDocument } from "../../src/report/quantity.ts";
import { normals, off } from "../cell/simulate.ts";
import { sweep } from "../fit/simulate.ts";
import { readMarkup } from "../report/markup.ts";
import { interphase, scratch } from "./interphase.ts";

const folder = scratch();
const at = (name: string): string => join(folder, name);
const normal = normals(3);
const write = (name: string, header: string, rows: readonly (readonly (number | string)[])[]): string => {
  writeFileSync(at(name), `${[header, ...rows.map((row) => row.join(","))].filter(Boolean).join("\n")}\n`);
  return at(name);
};

const kernel = await Kernel.load();
const spectrum = (name: string, circuit: string, values: Record<string, number>): string => {
  const frequency = sweep(1e6, 0.01, 61);
  const { real, imaginary } = evaluateCircuit(kernel, parseCircuit(circuit), values, frequency);
  const noisy = (z: number, i: number) => z + 0.001 * Math.hypot(real[i], imaginary[i]) * normal();
  return write(
    name,
    "freq/Hz,Re(Z)/Ohm,Im(Z)/Ohm",
    Array.from(frequency, (f, i) => [f, noisy(real[i], i), noisy(imaginary[i], i)]),
  );
};

const seconds = Array.from({ length: 300 }, (_, i) => 12 * (i + 1));
const files = {
  dc: write(
    "dc.csv",
    "time (h),I [nA]",
    seconds.map((t) => [t / 3600, 20 + 60 * Math.exp(-t / 400) + 0.2 * normal()]),
  ),
  step: write(
    "step.csv",
    "test_time_second,current_ampere",
    seconds.map((t) => [t, 5e-6 + 7e-6 * Math.exp(-t / 400) + 2e-8 * normal()]),
  ),
  tafel: write(
    "tafel.csv",
    "E/mV,I/uA",
    Array.from({ length: 61 }, (_, i) => {
      const eta = (i - 30) * 4e-3;
      const f = (0.5 * 96485.33212) / (8.314462618 * 303.15);
      return [1e3 * eta, 1e6 * 1.33 * 1e-4 * 2 * Math.sinh(f * eta) * (1 + 0.005 * normal())];
    }),
  ),
  lsv: write(
    "lsv.csv",
    "Ewe/V,j (uA/cm2)",
    Array.from({ length: 601 }, (_, i) => {
      const E = 3 + i * 0.003;
      return [E, 0.5 + 10 * Math.exp((E - 4.6) / 0.05) + 0.2 * normal()];
    }),
  ),
  eis: spectrum("eis.csv", "p(R1,CPE1)-CPE2", {
    "R1.R": 85,
    "CPE1.Q": 3e-10,
    "CPE1.n": 0.95,
    "CPE2.Q": 2e-6,
    "CPE2.n": 0.9,
  }),
  tail: spectrum("tail.csv", "R0-p(R1-W1,CPE1)", {
    "R0.R": 10,
    "R1.R": 80,
    "W1.A": 20,
    "CPE1.Q": 2e-6,
    "CPE1.n": 0.9,
  }),
  before: spectrum("before.csv", "R1-p(R2,CPE2)", {
    "R1.R": 700,
    "R2.R": 120,
    "CPE2.Q": 1e-6,
    "CPE2.n": 0.9,
  }),
  after: spectrum("after.csv", "R1-p(R2,CPE2)", { "R1.R": 700, "R2.R": 125, "CPE2.Q": 1e-6, "CPE2.n": 0.9 }),
  sigma: [0.3, 0.4, 0.5].map((E, k) =>
    write(
      `sigma${k}.csv`,
      "T (°C),sigma (mS/cm)",
      [20, 40, 60, 80, 100].map((C) => [
        C,
        10 * Math.exp(3 + E / 0.05 - E / (BOLTZMANN * (C + 273.15)) + 0.005 * normal()),
      ]),
    ),
  ),
  strip: [184, 119].map((mAh, k) =>
    write(
      `strip${k}.csv`,
      "time/s,I/mA,Ewe/V",
      Array.from({ length: 201 }, (_, i) => [36 * i, 1, i >= mAh ? 2 : 0.03]),
    ),
  ),
  heights: write(
    "afm.txt",
    "",
    Array.from({ length: 40 }, (_, r) => Array.from({ length: 40 }, (_, c) => 5 * normal() + c - 2 * r)),
  ),
  maps: ["Cl", "S"].map((name, k) =>
    write(
      `${name}.csv`,
      "",
      Array.from({ length: 30 }, (_, r) =>
        Array.from({ length: 30 }, (_, c) => (r < 15 === c < 15 ? 20 : 4) * (k + 1)),
      ),
    ),
  ),
};

const json = async (
  ...args: string[]
): Promise<
  TransportDocument & {
    readonly quantity: string;
    readonly value: number;
    readonly stderr: number;
    readonly unit: string;
    readonly field: { readonly value: number; readonly unit: string };
    readonly interval: { readonly lower: number; readonly upper: number };
    readonly formula: string;
    readonly source: string;
    readonly definition: string[];
    readonly inputs: { symbol: string }[];
    readonly warnings: string[];
    readonly file: string;
  }
> => {
  const { code, stdout, stderr } = await interphase(["transport", ...args, "--json"]);
  expect(stderr).not.toContain("    at ");
  expect(code).toBe(0);
  const document = JSON.parse(stdout);
  for (const one of [document, ...document.more]) {
    for (const key of [
      "quantity",
      "value",
      "stderr",
      "interval",
      "unit",
      "formula",
      "source",
      "inputs",
      "warnings",
    ]) {
      expect(one).toHaveProperty(key);
    }
  }
  return document;
};

describe("interphase transport", () => {
  test("alone lists the quantities; each has its help with options and an example", async () => {
    const { code, stdout } = await interphase(["transport"]);
    expect(code).toBe(0);
    const names = stdout
      .split("\n")
      .slice(1, -1)
      .map((line) => line.split(" ")[0]);
    expect(names).toEqual([
      ...[
        "conductivity",
        "electronic",
        "asr",
        "arrhenius",
        "transference",
        "exchange-current",
        "diffusion",
        "onset",
      ],
      ...["capacity", "stripping", "np-ratio", "energy", "roughness", "map"],
    ]);
    for (const name of [names[0], names[8]]) {
      const help = await interphase(["transport", name, "--help"]);
      expect(help.code).toBe(0);
      expect(help.stdout).toContain(`Usage: interphase transport ${name}`);
      expect(help.stdout).toContain("Example");
      expect((await interphase(["help", "transport", name])).stdout).toBe(help.stdout);
    }
  });

  test("conductivity: of numbers with errors, and of a circuit fitted to files", async () => {
    const numbers = await json(
      "conductivity",
      "--resistance",
      "85.3±0.4 ohm",
      "--thickness",
      "0.0503±0.0005 cm",
      "--area",
      "0.785cm2",
    );
    expect(off(numbers.value, 5.03e-4 / (85.3 * 0.785e-4))).toBeLessThan(1e-12);
    expect(off(numbers.field.value, numbers.value / 100)).toBeLessThan(1e-12);
    expect(numbers.field.unit).toBe("S·cm⁻¹");
    const fitted = await json(
      "conductivity",
      files.eis,
      "--circuit",
      "p(R1,CPE1)-CPE2",
      "--resistance",
      "R1",
      "--thickness",
      "500um",
      "--area",
      "0.785cm2",
    );
    expect(fitted.interval.lower).toBeLessThan((5e-4 / (85 * 0.785e-4)) * 1.001);
    expect(off(fitted.value, 5e-4 / (85 * 0.785e-4))).toBeLessThan(0.003);
  });

  test("electronic: the steady current of a transient in h and nA; also of a number", async () => {
    const args = ["--voltage", "1V", "--thickness", "0.1cm", "--area", "0.785cm2"];
    const fitted = await json("electronic", files.dc, ...args, "--report", at("dc.html"));
    const truth = (1e-3 * 20e-9) / 0.785e-4;
    expect(Math.abs(fitted.value - truth)).toBeLessThan(3 * fitted.stderr);
    expect(fitted.definition.join()).toContain("one exponential");
    readMarkup(readFileSync(at("dc.html"), "utf8"));
    const given = await json("electronic", "--current", "20nA", ...args);
    expect(off(given.value, truth)).toBeLessThan(1e-12);
  });

  test("asr of an overpotential, with the factor of the electrodes demanded", async () => {
    const { field } = await json(
      "asr",
      "--overpotential",
      "150mV",
      "--current-density",
      "0.1mA/cm2",
      "--interfaces",
      "1",
    );
    expect(off(field.value, 1500)).toBeLessThan(1e-12);
    const refused = await interphase(["transport", "asr", "--resistance", "5ohm", "--area", "1cm2"]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(
      "needs --interfaces 2 (a symmetric cell: both electrodes count) or --interfaces 1",
    );
    expect(refused.stderr).toContain("See interphase transport asr --help");
  });

  test("arrhenius: the form is in the result; three samples give the Meyer–Neldel energy", async () => {
    const document = await json("arrhenius", ...files.sigma, "--report", at("a.html"));
    expect(Math.abs(document.value - 0.3)).toBeLessThan(0.005);
    expect(document.definition[0]).toContain("form: ln σ = ln A − Ea/(kT)");
    expect(document.more.map(({ quantity }) => quantity)).toEqual([
      "activation energy",
      "activation energy",
      "Meyer–Neldel energy",
    ]);
    expect(Math.abs(document.more[2].value! - 0.05)).toBeLessThan(0.005);
    const page = readFileSync(at("a.html"), "utf8");
    readMarkup(page);
    expect(page.match(/class="figure"/g)).toHaveLength(4);
    const hopping = await json("arrhenius", files.sigma[0], "--form", "temperature", "--logarithm", "log10");
    expect(hopping.value - document.value).toBeCloseTo(0.0285, 3);
    expect(hopping.formula).toBe("log10 (σ·T) = log10 A − Ea/(ln 10·kT)");
  });

  test("transference from a transient and from impedance before and after", async () => {
    const circuit = ["--circuit", "R1-p(R2,CPE2)", "--resistance", "R2"];
    const document = await json(
      "transference",
      files.step,
      "--voltage",
      "10mV",
      "--impedance-before",
      files.before,
      "--impedance-after",
      files.after,
      ...circuit,
    );
    const truth = (5e-6 * (0.01 - 12e-6 * 120)) / (12e-6 * (0.01 - 5e-6 * 125));
    expect(Math.abs(document.value - truth)).toBeLessThan(4 * document.stderr);
    expect(document.inputs.map(({ symbol }) => symbol)).toEqual(["ΔV", "I0", "Is", "R0", "Rs"]);
    const given = await json(
      "transference",
      "--initial",
      "12uA",
      "--steady",
      "5uA",
      "--voltage",
      "10mV",
      "--before",
      "120ohm",
      "--after",
      "125ohm",
    );
    expect(off(given.value, truth)).toBeLessThan(1e-12);
  });

  test("exchange-current by three methods; a current needs the area", async () => {
    const args = [
      "exchange-current",
      files.tafel,
      "--temperature",
      "30°C",
      "--interfaces",
      "1",
      "--ohmic",
      "0ohm*cm2",
    ];
    const document = await json(...args, "--area", "1cm2", "--report", at("t.html"));
    expect(off(document.value, 1.33)).toBeLessThan(0.02);
    expect(document.more).toHaveLength(2);
    expect(readFileSync(at("t.html"), "utf8").match(/class="figure"/g)).toHaveLength(2);
    const refused = await interphase(["transport", ...args]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("give --area, so that the current becomes a current density");
  });

  test("diffusion: the tail is found in the file", async () => {
    const document = await json(
      "diffusion",
      files.tail,
      "--area",
      "1cm2",
      "--temperature",
      "30°C",
      "--concentration",
      "0.001mol/cm3",
    );
    const truth = (8.314462618 * 303.15) ** 2 / (2 * 1e-8 * 96485.33212 ** 4 * 1e6 * 400);
    expect(Math.abs(Math.log(document.value / truth))).toBeLessThan(3.5 * (document.stderr / document.value));
    const given = await json(
      "diffusion",
      "--coefficient",
      "20",
      "--area",
      "1cm2",
      "--temperature",
      "30°C",
      "--concentration",
      "0.001mol/cm3",
    );
    expect(off(given.value, truth)).toBeLessThan(1e-12);
  });

  test("onset by three methods", async () => {
    const document = await json("onset", files.lsv);
    expect(document.value).toBeCloseTo(4.6, 2);
    expect([document, ...document.more].map(({ definition }) => definition[0].split(":")[0])).toEqual([
      "by threshold",
      "by tangents",
      "by noise",
    ]);
  });

  test("capacity, stripping, np-ratio, energy, roughness, map", async () => {
    const capacity = await json("capacity", "--current-density", "2mA/cm2", "--time", "3710s");
    expect(off(capacity.value, 1e-5)).toBeLessThan(1e-3);
    const loss = await json("stripping", "--before", "1.84mAh/cm2", "--after", "1.19mAh/cm2");
    expect(off(loss.value, 65 / 184)).toBeLessThan(1e-12);
    const traces = await json("stripping", ...files.strip, "--area", "1±0.01cm2", "--cutoff", "1V");
    expect(off(traces.field.value, 1.84)).toBeLessThan(1e-9);
    expect(off(traces.more[1].value!, 65 / 184)).toBeLessThan(1e-9);
    // The area's error of 1 % would make it 0.009; what is left is the step of the samples at the cut-off
    expect(traces.more[1].stderr).toBeGreaterThan(0);
    expect(traces.more[1].stderr).toBeLessThan(2e-3);
    const ratio = await json(
      "np-ratio",
      ...[
        "--negative-capacity",
        "2.061mAh/cm2",
        "--negative-basis",
        "theoretical",
        "--negative-state",
        "before coating",
      ],
      ...[
        "--positive-loading",
        "7.2mg/cm2",
        "--positive-specific",
        "187mAh/g",
        "--positive-basis",
        "theoretical",
      ],
    );
    expect(ratio.value.toFixed(2)).toBe("1.53");
    expect(ratio.definition[0]).toContain("before coating");
    const energy = await json(
      "energy",
      "--capacity",
      "3mAh/cm2",
      "--voltage",
      "3.8V",
      "--layer",
      "lithium=20um,0.534g/cm3",
      "--layer",
      "cathode=70um,4.2g/cm3,porosity=10%",
      "--layer",
      "foil=10um,2.7g/cm3,count=0.5",
    );
    expect(
      off(energy.field.value, 11.4e-3 / (1e-3 * (0.002 * 0.534 + 0.007 * 4.2 * 0.9 + 0.0005 * 2.7))),
    ).toBeLessThan(1e-9);
    const rough = await json("roughness", files.heights, "--unit", "nm");
    expect(rough.field.unit).toBe("nm");
    expect(off(rough.more[0].value!, 5e-9)).toBeLessThan(0.1);
    const maps = await json("map", ...files.maps);
    expect(maps.more.map(({ value }) => value)).toEqual([
      maps.value * 2,
      0.5,
      expect.closeTo(1, 12),
      expect.closeTo(20 / 24, 12),
      expect.closeTo(20 / 24, 12),
    ]);
  });

  test("--out: one row per quantity in SI; --report a well-formed page; a bad file costs itself", async () => {
    writeFileSync(at("letter.txt"), "Dear colleague,\nno numbers here.\n");
    const { code, stderr } = await interphase([
      ...["transport", "onset", files.lsv, at("letter.txt"), at("nowhere.csv")],
      ...["--out", at("onset.csv"), "--report", at("onset.html")],
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain("letter.txt: expected a table with two columns of numbers or more");
    expect(stderr).toContain("nowhere.csv: there is no such file");
    const lines = readFileSync(at("onset.csv"), "utf8").trim().split("\r\n");
    expect(lines[0]).toBe(
      "file,quantity,value,stderr,lower,upper,confidence,unit,formula,source,definition,inputs,warnings",
    );
    expect(lines).toHaveLength(6);
    const page = readFileSync(at("onset.html"), "utf8");
    readMarkup(page);
    expect(page).toContain("Inputs that were not worked on");
  });

  test("a spectrum that cannot be read is named once", async () => {
    const args = ["--area", "1cm2", "--temperature", "30°C", "--concentration", "0.001mol/cm3"];
    const { code, stdout, stderr } = await interphase([
      "transport",
      "diffusion",
      files.tail,
      at("none.csv"),
      ...args,
    ]);
    expect(code).toBe(1);
    expect(stdout).toContain("diffusion coefficient D = ");
    expect(stderr.match(/there is no such file/g)).toHaveLength(1);
  });

  test.each<[string[], string]>([
    [["condctivity"], "did you mean interphase transport conductivity?"],
    [
      ["conductivity", "--thickness", "1cm", "--area", "1cm2"],
      "needs --resistance 120ohm, or impedance files with --circuit",
    ],
    [
      ["conductivity", "--resistance", "5ohm", "--thickness", "1", "--area", "1cm2"],
      "--thickness 1: the unit is missing",
    ],
    [
      ["conductivity", "--resistance", "5ohm", "--thickness", "1cm", "--area", "1cm"],
      '"cm" is no unit that can be converted to m²',
    ],
    [["conductivity", "--resistance", "R1", "--thickness", "1cm", "--area", "1cm2"], "needs the circuit too"],
    [
      ["conductivity", "--resistance", "0ohm", "--thickness", "1cm", "--area", "1cm2"],
      "R (resistance of the electrolyte) is 0",
    ],
    [["conductivity", "--voltage", "1V"], "interphase transport conductivity has no option --voltage"],
    [["capacity"], "needs one of --thickness 10um, --charge 1mAh/cm2"],
    [["onset"], "interphase transport onset needs files with potential and current"],
    [["np-ratio", "--negative-capacity", "2mAh/cm2"], "needs --negative-basis theoretical or measured"],
    [
      ["energy", "--layer", "lithium", "--capacity", "1mAh/cm2", "--voltage", "3V"],
      "expected a name, thickness and density",
    ],
    [["roughness", "afm.txt"], "needs the unit of the heights: --unit nm"],
    [["capacity", "--thickness", "10um", "--confidence", "95"], "did you mean 0.95?"],
  ])("%j: a sentence with its cure", async (args, expected) => {
    const { code, stdout, stderr } = await interphase(["transport", ...args]);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(expected);
    expect(stderr).not.toContain("    at ");
  });
});
