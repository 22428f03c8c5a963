import { describe, expect, test } from "vitest";
import type { Spectrum } from "../../src/impedance/spectrum.ts";
import { compileCircuit } from "../../src/program/compile.ts";
import { parseCircuit } from "../../src/program/syntax.ts";
import { commandLines, type DoneAnalyses } from "../../src/web/impedance/commandLine.ts";
import { emptyState, groupsOf, type ImpedanceState } from "../../src/web/impedance/state.ts";

const spectrum = (file: string, name?: string): Spectrum => ({
  frequency: Float64Array.of(1),
  real: Float64Array.of(1),
  imaginary: Float64Array.of(0),
  file,
  ...(name !== undefined && { name }),
});

function lines(changes: Partial<ImpedanceState>, done?: DoneAnalyses): readonly string[] {
  const state = { ...emptyState, circuit: "R0-p(R1,CPE1)", ...changes };
  return commandLines(state, compileCircuit(parseCircuit(state.circuit)).parameters, done);
}

describe("the command line of a state", () => {
  test("names files, circuit and what is not a default; what a shell would take apart is quoted", () => {
    expect(lines({ spectra: [spectrum("cell 1.mpr")], weighting: "unit", loss: "huber" })).toEqual([
      'interphase fit "cell 1.mpr" --circuit "R0-p(R1,CPE1)" --weighting unit --loss huber --report report.html',
    ]);
  });

  test("says fixed, bounded and tied parameters; an end that is the default is left open, a parameter of another circuit out", () => {
    const wishes = {
      "R0.R": { fixed: 10 },
      "CPE1.n": { lower: 0.5 },
      "R1.R": { tie: "2*R0.R" },
      "W1.A": { fixed: 1 },
    };
    expect(lines({ spectra: [spectrum("a.mpr")], wishes })[0]).toContain(
      "--fix R0.R=10 --bound CPE1.n=0.5.. --tie R1.R=2*R0.R --report",
    );
  });

  test("of many files in a folder names the folder; of many with one ending a pattern", () => {
    const many = (prefix: string) => Array.from({ length: 9 }, (_, i) => spectrum(`${prefix}${i}.mpr`));
    expect(lines({ spectra: many("data/") })[0]).toMatch(/^interphase fit data\/ --circuit/);
    expect(lines({ spectra: many("") })[0]).toMatch(/^interphase fit \*\.mpr --circuit/);
  });

  test("of series has one line for each file that holds several spectra", () => {
    const spectra = ["a.mpr", "b.mpr"].flatMap((file) => [spectrum(file, "1"), spectrum(file, "2")]);
    expect(groupsOf(spectra).map(({ indices }) => indices)).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(lines({ spectra, route: "series" }).map((line) => line.split(" ").slice(0, 3).join(" "))).toEqual([
      "interphase series a.mpr",
      "interphase series b.mpr",
    ]);
  });

  test("says band, sign and cell, and has a line for every analysis that was done", () => {
    const changes: Partial<ImpedanceState> = {
      spectra: [spectrum("a.csv"), spectrum("b.csv")],
      band: { fmin: 0.1, fmax: 1e6 },
      imaginary: "-Z''",
      cell: { area: 0.785e-4, thickness: 500e-6 },
      certainty: { method: "profile", confidence: 0.9 },
    };
    const source = `--fmin 0.1 --fmax 1000000 --imaginary "-Z''"`;
    const fit = 'interphase fit a.csv b.csv --circuit "R0-p(R1,CPE1)" --area 0.785 --thickness 500';
    expect(lines(changes)).toEqual([`${fit} ${source} --report report.html`]);
    const done = { intervals: true, validated: true, relaxed: ["b.csv"], identified: "a.csv" };
    expect(lines(changes, done)).toEqual([
      `${fit} --intervals profile --confidence 0.9 ${source} --report report.html`,
      `interphase validate a.csv b.csv ${source} --report validity.html`,
      `interphase drt b.csv ${source} --report drt.html`,
      `interphase identify a.csv ${source} --report circuits.html`,
    ]);
  });
});
