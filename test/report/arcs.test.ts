import { describe, expect, test } from "vitest";
import type { ArcOptions } from "../../src/impedance/arc.ts";
import { arcsOf } from "../../src/impedance/arcs.ts";
import { assignmentLimits, assignmentOf } from "../../src/impedance/assignment.ts";
import {
  arcColumns,
  arcTable,
  arcText,
  assignmentText,
  limitsText,
  plainArcs,
} from "../../src/report/arcs.ts";
import { fitDocument, summarize } from "../../src/report/document.ts";
import { displayWidth } from "../../src/report/text.ts";
import { fitted } from "../impedance/fitted.ts";
import { readMarkup } from "./markup.ts";

const circuit = "R0-p(R1,CPE1)-p(R2-W1,C2)-CPE3";
const values = {
  ...{ "R0.R": 16, "R1.R": 8, "CPE1.Q": 2e-7, "CPE1.n": 1, "R2.R": 25, "W1.A": 2, "C2.C": 2e-5 },
  ...{ "CPE3.Q": 5e-3, "CPE3.n": 0.9 },
};
const result = fitted(circuit, values, { correlation: 0 });
/** 2 cm² and 600 µm. */
const cell: ArcOptions = { area: 2e-4, thickness: 6e-4 };
const unit = { area: 1e-4, thickness: 1e-2 };

/** Cells of a line of an aligned table. */
const cells = (line: string | undefined): string[] => line!.trim().split(/ {2,}/);

describe("arcs as text", () => {
  const lines = arcText(arcsOf(result, cell)).split("\n");
  const row = (name: string) => lines.find((line) => line.startsWith(name));

  test("have a row for the series resistance, each arc and each tail, under the quantities", () => {
    expect(cells(lines[0])).toEqual([
      "arc",
      "may be",
      "R",
      "peak",
      "C",
      "C (Brug)",
      "R·A",
      "C/A",
      "C/A (Brug)",
      "σ",
      "εr",
    ]);
    expect(cells(row("R0"))[1]).toBe("in series");
    expect(row("R2∥C2 (with W1)")).toBeDefined();
    expect(row("CPE3 (tail)")).toBeDefined();
  });

  test("units are those of the field: Ω·cm², F·cm⁻², S·cm⁻¹, each with its prefix and its error", () => {
    // 16 Ω on 2 cm² are 32 Ω·cm²; 600 µm over 32 Ω·cm² are 1.875 mS·cm⁻¹
    expect(cells(row("R0"))).toEqual(
      ["R0", "in series", "16.00 ± 0.16 Ω", "32.0 ± 0.3 Ω·cm²", "1.875 ± 0.019 mS·cm⁻¹"].map((text) =>
        text.replace(/ (?=m?[ΩS])/u, "\u00a0"),
      ),
    );
    // 20 µF on 2 cm²; 1/(2π·25·2e-5) Hz
    const film = row("R2∥C2")!.replaceAll("\u00a0", " ");
    expect(film).toContain("20.00 ± 0.20 µF");
    expect(film).toContain("10.00 ± 0.10 µF·cm⁻²");
    expect(film).toContain("318 ± 5 Hz");
  });

  test("without sizes only what needs none is printed, and the assumption is said once for all arcs", () => {
    const plain = arcText(arcsOf(result)).split("\n");
    expect(cells(plain[0])).toEqual(["arc", "may be", "R", "peak", "C", "C (Brug)"]);
    const said = plain.filter((line) => line.includes("without area and thickness"));
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^R1∥CPE1, R2∥C2, CPE3: /);
  });

  test("an error that is not determined is said, and a value that is none is a dash", () => {
    const states = { "CPE1.n": "at upper bound" } as const;
    expect(arcText(arcsOf(fitted(circuit, values, { states })))).toMatch(/200\.0 ± –\snF/);
    const negative = arcText(arcsOf(fitted(circuit, { ...values, "R1.R": -8 })));
    expect(negative).toContain("–");
    expect(negative).not.toMatch(/NaN|undefined|Infinity/);
    expect(negative).toContain("not assigned");
  });

  test("never exceed the terminal as long as two columns fit", () => {
    const narrow = arcText(arcsOf(result, cell), { width: 90 }).split("\n");
    for (const line of narrow.filter((one) => !one.includes(": "))) {
      expect(displayWidth(line)).toBeLessThanOrEqual(90);
    }
  });

  test("a circuit without arcs has none", () => {
    expect(arcText(arcsOf(fitted("R0", { "R0.R": 5 })))).toBe("");
  });
});

test("the words of an assignment always carry its confidence and the other candidates", () => {
  const words = (capacitance: number) => assignmentText(assignmentOf(capacitance, unit));
  expect(words(1e-12)).toBe("likely bulk");
  expect(words(2e-7)).toBe("plausibly interphase, else charge transfer");
  expect(words(5e-7)).toBe("uncertain: interphase or charge transfer");
  expect(words(0)).toBe("not assigned");
});

test("the table of limits has every process with its range in F·cm⁻¹ or F·cm⁻² and its source", () => {
  const text = limitsText();
  for (const { process, name, source } of assignmentLimits) {
    expect(text).toContain(name);
    expect(text).toContain(`${process}: ${source}`);
  }
  const row = (process: string) => text.split("\n").find((line) => line.startsWith(process))!;
  expect(row("grain boundary")).toMatch(/C·L\/A\s+1\s×\s10⁻¹¹\s+1\s×\s10⁻⁸\s+F·cm⁻¹/u);
  expect(row("interphase")).toMatch(/C\/A\s+1\s×\s10⁻⁹\s+2\s×\s10⁻⁶\s+F·cm⁻²/u);
  expect(row("electrode")).toContain("no limit");
});

test("as HTML the same rows are well-formed, and text from outside is escaped", () => {
  const analysis = arcsOf(result, cell);
  const elements = readMarkup(`<div>${arcTable(analysis)}</div>`);
  const text = arcText(analysis);
  const found = elements.filter(({ name }) => name === "td" || name === "th").map((one) => one.text);
  expect(found.length).toBe(11 * 5);
  for (const one of found) expect(text).toContain(one);
  expect(elements.filter(({ name }) => name === "li").length).toBe(text.split("\n").length - 5);
  const hostile = { ...analysis, notes: ["<script>&"] };
  expect(readMarkup(`<div>${arcTable(hostile)}</div>`).at(-1)!.text).toBe("<script>&");
  expect(arcTable(arcsOf(fitted("R0", { "R0.R": 5 })))).toBe("");
});

describe("arcs for machines", () => {
  const lost = fitted(circuit, values, { change: { status: "failed" } });
  const all = [result, lost];
  const analyses = all.map((one) => arcsOf(one, cell));

  test("columns are in SI with their unit, one row per result and failed input, empty for a failed fit", () => {
    const columns = arcColumns(all, analyses, 1);
    const column = (name: string) => columns.find((one) => one.name === name)!.data;
    for (const { data } of columns) expect(data).toHaveLength(3);
    const conductivity = arcsOf(result, cell).arcs[0].areaSpecificResistance!;
    expect(column("R1∥CPE1 area-specific resistance (Ω·m²)")).toEqual([conductivity.value, null, null]);
    expect(column("R1∥CPE1 area-specific resistance stderr (Ω·m²)")).toEqual([
      conductivity.stderr,
      null,
      null,
    ]);
    expect(column("R2∥C2 tau (s)")).toEqual([25 * 2e-5, null, null]);
    expect(column("R2∥C2 process")).toEqual(["charge transfer", null, null]);
    // A capacitor has no capacitance after Brug
    expect(columns.map(({ name }) => name)).not.toContain("R2∥C2 C Brug (F)");
    expect(new Set(columns.map(({ name }) => name)).size).toBe(columns.length);
    for (const { name } of columns) expect(name).not.toMatch(/[,"]/);
    expect(arcColumns([], [], 2)).toEqual([]);
  });

  test("plain values survive JSON: what is not finite is null, candidates are names with their centrality", () => {
    const states = { "CPE1.n": "at upper bound" } as const;
    const plain = plainArcs(arcsOf(fitted(circuit, values, { states }), cell));
    expect(JSON.parse(JSON.stringify(plain))).toEqual(plain);
    expect(plain.arcs[0].capacitance.stderr).toBeNull();
    expect(plain.arcs[0].capacitance.value).toBeCloseTo(2e-7, 15);
    expect(Object.keys(plain.arcs[0].assignment.candidates[0])).toEqual(["process", "centrality"]);
    expect(plain.seriesResistance!.resistance.value).toBe(16);
    expect(plain.arcNotes).toEqual(arcsOf(fitted(circuit, values, { states }), cell).notes);
  });

  test("the document has them behind the fields of each spectrum if it is asked to", () => {
    const failure = { file: "bad.z", message: "Line 4 has no number." };
    const summary = summarize([result], 1, 1);
    const { spectra } = fitDocument([result], summary, {
      failures: [failure],
      arcsOf: (one) => arcsOf(one, cell),
    });
    const keys = Object.keys(spectra[0]);
    expect(keys.slice(keys.indexOf("warnings"), keys.indexOf("warnings") + 5)).toEqual([
      "warnings",
      "seriesResistance",
      "arcs",
      "tails",
      "arcNotes",
    ]);
    expect(spectra[0].arcs!.map(({ label }) => label)).toEqual(["R1∥CPE1", "R2∥C2"]);
    expect(spectra[1]).toMatchObject({ seriesResistance: null, arcs: [], tails: [], arcNotes: [] });
    expect(fitDocument([result], summary).spectra[0].arcs).toBeUndefined();
  });
});
