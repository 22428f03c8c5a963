import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cellCircuit, interphase, scratch, writeSpectra } from "./interphase.ts";

const folder = scratch();
const one = join(folder, "one.csv");
const six = join(folder, "six.csv");
writeSpectra(one, 1);
writeSpectra(six, 6);

interface Arc {
  readonly label: string;
  readonly resistance: { readonly value: number; readonly stderr: number };
  readonly areaSpecificResistance?: { readonly value: number };
  readonly capacitance: { readonly value: number; readonly perArea?: { readonly value: number } };
  readonly assignment: { readonly process: string };
}

describe("interphase fit: what the arcs are", () => {
  test("below the block of each spectrum stands the table of its arcs", async () => {
    const { code, stdout } = await interphase(["fit", one, "--circuit", cellCircuit]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}arc\s+may be\s+R\s+peak\s+C\s+C \(Brug\)$/m);
    expect(stdout).toMatch(/^ {2}R2∥CPE2\s+\S/m);
    expect(stdout).toMatch(/^ {2}R3∥CPE3\s+\S/m);
    expect(stdout).toContain("without area and thickness");
  });

  test("--area in cm² and --thickness in µm give values per area and the conductivity", async () => {
    const sizes = ["--area", "1.5", "--thickness", "600"];
    const { stdout } = await interphase(["fit", one, "--circuit", cellCircuit, ...sizes]);
    expect(stdout).toMatch(/R·A\s+C\/A/);
    expect(stdout).toContain("mS·cm⁻¹");
    expect(stdout).not.toContain("without area");
    const json = await interphase(["fit", one, "--circuit", cellCircuit, ...sizes, "--json"]);
    const { spectra } = JSON.parse(json.stdout) as {
      spectra: {
        arcs: Arc[];
        seriesResistance: { resistance: { value: number }; conductivity: { value: number } };
      }[];
    };
    const [{ arcs, seriesResistance }] = spectra;
    expect(arcs.map(({ label }) => label)).toEqual(["R2∥CPE2", "R3∥CPE3"]);
    for (const { resistance, areaSpecificResistance, capacitance } of arcs) {
      expect(areaSpecificResistance!.value / (resistance.value * 1.5e-4)).toBeCloseTo(1, 12);
      expect(capacitance.perArea!.value / (capacitance.value / 1.5e-4)).toBeCloseTo(1, 12);
    }
    expect(
      (seriesResistance.conductivity.value * seriesResistance.resistance.value * 1.5e-4) / 600e-6,
    ).toBeCloseTo(1, 12);
  });

  test("tables carry the arcs as columns behind the others, the same numbers as the JSON document", async () => {
    const [csv, json] = ["arcs.csv", "arcs.json"].map((name) => join(folder, name));
    for (const out of [csv, json]) {
      await interphase(["fit", six, "--circuit", cellCircuit, "--area", "1.5", "--out", out, "--quiet"]);
    }
    const [header, ...rows] = readFileSync(csv, "utf8")
      .trimEnd()
      .split("\r\n")
      .map((line) => line.split(","));
    const { spectra } = JSON.parse(readFileSync(json, "utf8")) as { spectra: { arcs: Arc[] }[] };
    expect(header.indexOf("R2∥CPE2 C (F)")).toBeGreaterThan(header.indexOf("warnings"));
    const at = (row: string[], name: string): string => row[header.indexOf(name)];
    expect(rows).toHaveLength(6);
    rows.forEach((row, k) => {
      const [first] = spectra[k].arcs;
      expect(Number(at(row, "R2∥CPE2 C (F)"))).toBe(first.capacitance.value);
      expect(Number(at(row, "R2∥CPE2 area-specific resistance (Ω·m²)"))).toBe(
        first.areaSpecificResistance!.value,
      );
      expect(at(row, "R2∥CPE2 process")).toBe(first.assignment.process);
    });
  });

  test("an arc beyond the measured frequencies is said", async () => {
    const { stdout } = await interphase(["fit", one, "--circuit", cellCircuit, "--fmax", "2000"]);
    expect(stdout).toMatch(/its peak at \S+ Hz is above the highest measured frequency/);
  });

  test.each([
    ["--area", "0", /--area 0 must be above 0 cm²/],
    ["--area", "1,13", /the decimal mark is a point/],
    ["--thickness", "-5", /--thickness -5 must be above 0 µm/],
    ["--thickness", "600um", /600um/],
  ])("%s %s is refused", async (option, value, sentence) => {
    const { code, stderr } = await interphase(["fit", one, "--circuit", cellCircuit, `${option}=${value}`]);
    expect(code).toBe(2);
    expect(stderr).toMatch(sentence);
  });

  test("sizes do not change the fit: a run resumes with another area", async () => {
    const out = join(folder, "resumed.csv");
    await interphase(["fit", one, "--circuit", cellCircuit, "--out", out, "--quiet"]);
    const { code, stderr } = await interphase([
      ...["fit", one, "--circuit", cellCircuit, "--out", out, "--resume", "--area", "1.5"],
    ]);
    expect(code).toBe(0);
    expect(stderr).toContain("1 spectrum was fitted before and kept");
    expect(readFileSync(out, "utf8")).toContain("area-specific resistance");
  });
});

test("interphase info arcs prints the limits with their sources", async () => {
  const { code, stdout } = await interphase(["info", "arcs"]);
  expect(code).toBe(0);
  for (const word of ["bulk", "grain boundary", "interphase", "charge transfer", "electrode", "Irvine"]) {
    expect(stdout).toContain(word);
  }
});
