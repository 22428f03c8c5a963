import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import { BIOLOGIC_COLUMNS, layOutRow } from "../../src/formats/biologicColumns.ts";
import { type BiologicData, readBiologicData } from "../../src/formats/biologicModules.ts";
import { readImpedance } from "../../src/formats/index.ts";
import type { Spectrum } from "../../src/impedance/spectrum.ts";
import { describeShared, shared } from "../shared.ts";
import { type BinaryColumn, impedanceColumns, rounded, writeBinary } from "./biologic.ts";
import { formatError, plain, spectrumOf } from "./truth.ts";

const first = spectrumOf(1);
const read = (bytes: Uint8Array) => readImpedance(bytes, "cell.mpr");

/** Two spectra below each other. */
function twice(): typeof first {
  const second = spectrumOf(2, 25);
  return {
    frequency: [...first.frequency, ...second.frequency],
    real: [...first.real, ...second.real],
    imaginary: [...first.imaginary, ...second.imaginary],
  };
}

describe("binary files of BioLogic, written as old and new programs write them", () => {
  for (const version of [2, 3, 10, 11] as const) {
    test(`version ${version}: frequencies, Z′ and −(−Z″) to the last bit, one spectrum`, () => {
      const { spectra, format, warnings } = read(
        writeBinary({ version, columns: impedanceColumns(first), started: 45792.054697534724 }),
      );
      expect(format).toBe("biologic-mpr");
      expect(spectra.map(plain)).toEqual([rounded(first)]);
      expect(spectra[0].facts).toEqual({ start_time: "2025-05-15T01:18:45.867" });
      expect(warnings).toEqual([]);
    });
  }

  test("flags share one byte, which only the first of them takes", () => {
    const constant = (value: number): number[] => first.frequency.map(() => value);
    const columns: BinaryColumn[] = [
      { id: 1, width: 1, values: constant(0b10011101) },
      { id: 2, width: 0, values: [] },
      { id: 131, width: 2, values: constant(7) },
      { id: 65, width: 0, values: [] },
      ...impedanceColumns(first),
      { id: 468, width: 4, integer: true, values: constant(70000) },
    ];
    columns[1] = { ...columns[1], values: constant(0) };
    const data = readBiologicData(writeBinary({ version: 3, columns }), "cell.mpr");
    const of = (name: string): number => data.values(data.columns.find((one) => one.name === name)!)[0];
    expect([of("mode"), of("ox/red"), of("Ns"), of("counter inc."), of("half cycle")]).toEqual([
      1, 1, 7, 1, 70000,
    ]);
  });

  test("cycle numbers make spectra with names and facts", () => {
    const both = twice();
    const columns: BinaryColumn[] = [
      ...impedanceColumns(both),
      { id: 4, width: 8, values: both.frequency.map((_, i) => 100 + i) },
      { id: 24, width: 8, values: both.frequency.map((_, i) => (i < 25 ? 3 : 4)) },
      { id: 77, width: 4, values: both.frequency.map(() => 2.5) },
      { id: 76, width: 4, values: both.frequency.map(() => -4) },
    ];
    const { spectra } = read(writeBinary({ version: 11, columns }));
    expect(spectra.map(({ name, facts }) => [name, facts])).toEqual([
      ["cycle 3", { time_second: 100, voltage_volt: 2.5, current_ampere: -0.004, cycle: 3 }],
      ["cycle 4", { time_second: 125, voltage_volt: 2.5, current_ampere: -0.004, cycle: 4 }],
    ]);
  });

  test("the loops that the file keeps beside the table make spectra, in .mpr and .mpt the same", () => {
    const both = twice();
    const { spectra } = read(writeBinary({ version: 3, columns: impedanceColumns(both), loops: [0, 25] }));
    expect(spectra.map(({ name, facts }) => [name, facts])).toEqual([
      ["loop 0", { loop: 0 }],
      ["loop 1", { loop: 1 }],
    ]);
    const rows = both.frequency.map((f, i) => `${f}\t${both.real[i]}\t${-both.imaginary[i]}\t`);
    const text = [
      "EC-Lab ASCII FILE",
      "Nb header lines : 6",
      "Number of loops : 2",
      "Loop 0 from point number 0 to 24",
      "Loop 1 from point number 25 to 49",
      "freq/Hz\tRe(Z)/Ohm\t-Im(Z)/Ohm\t",
      ...rows,
    ].join("\r\n");
    const mpt = readImpedance(new TextEncoder().encode(text), "cell.mpt");
    expect(mpt.spectra.map(({ name, facts }) => [name, facts])).toEqual(
      spectra.map(({ name, facts }) => [name, facts]),
    );
  });

  test("an unknown column costs itself: its width follows from the row, and a warning names it", () => {
    const unknown: BinaryColumn = { id: 999, width: 8, values: first.frequency.map(() => 1) };
    const [f, re, im] = impedanceColumns(first);
    const time: BinaryColumn = { id: 4, width: 8, values: first.frequency.map((_, i) => i) };
    for (const columns of [
      [unknown, f, re, im, time],
      [f, unknown, re, im, time],
      [f, re, im, time, unknown],
      [f, re, im, { ...unknown, width: 4 } as const, { ...unknown, id: 998 }, time],
    ]) {
      const { spectra, warnings } = read(writeBinary({ version: 3, columns }));
      expect(spectra.map(plain)).toEqual([rounded(first)]);
      expect(spectra[0].facts).toEqual({ time_second: 0 });
      expect(warnings[0]).toMatch(/^cell\.mpr: columns with the identifiers 999(, 998)? are not known/);
    }
  });

  test("an impedance between two unknown columns is refused, and the columns are named", () => {
    const unknown: BinaryColumn = { id: 999, width: 8, values: first.frequency.map(() => 1) };
    const [f, re, im] = impedanceColumns(first);
    const error = formatError(() =>
      read(writeBinary({ version: 3, columns: [f, unknown, re, im, unknown] })),
    );
    expect(error.message).toContain('found a BioLogic file of the technique "Potentio');
    expect(layOutRow([32, 999, 37, 38, 999], 28)).toMatchObject({
      unplaced: [999, 37, 38, 999],
      knownWidth: 12,
    });
  });

  test("rows that do not fill the module are refused: a width must be wrong", () => {
    const columns = impedanceColumns(first).map((column) => ({ ...column, width: 8 as const }));
    expect(formatError(() => read(writeBinary({ version: 3, columns }))).message).toMatch(
      /expected 25 rows of 12 bytes for the columns 32, 37, 38, found 600 bytes, 24 a row; export it as text/,
    );
  });

  test("a file cut off inside its points is read up to there, cut off before them it is refused", () => {
    const whole = writeBinary({ version: 11, columns: impedanceColumns(first) });
    const { spectra, warnings } = read(whole.subarray(0, whole.length - 12 * 5 - 3));
    expect(spectra[0].frequency.length).toBe(19);
    expect(warnings[0]).toContain("the file is cut off: 19 of 25 points were read");
    for (const length of [30, 60, 200, whole.length - 25 * 12 + 5]) {
      expect(formatError(() => read(whole.subarray(0, length))).message).toContain("cut off");
    }
  });

  test("another version and a measurement without points are refused by name", () => {
    const bytes = writeBinary({ version: 11, columns: impedanceColumns(first) });
    const name = new TextDecoder("latin1").decode(bytes).indexOf("MODULEVMP data");
    bytes[name + 53] = 12;
    expect(formatError(() => read(bytes)).message).toContain("found version 12, whose layout is not known");
    const empty = impedanceColumns({ frequency: [], real: [], imaginary: [] });
    expect(
      formatError(() => read(writeBinary({ version: 3, columns: empty, technique: 30 }))).message,
    ).toContain('none in a BioLogic file of the technique "Galvano Electrochemical Impedance Spectroscopy"');
  });

  test("impedances of other electrodes are named, and can be asked for", () => {
    const columns: BinaryColumn[] = [
      ...impedanceColumns(first),
      { id: 100, width: 4, values: first.real.map((value) => 2 * value) },
      { id: 101, width: 4, values: first.imaginary.map((value) => -2 * value) },
    ];
    const bytes = writeBinary({ version: 3, columns });
    expect(read(bytes).spectra.map(plain)).toEqual([rounded(first)]);
    expect(read(bytes).warnings).toEqual([
      'cell.mpr: the file also holds Zce, which was not read; the option columns reads one of them: real "Re(Zce)/Ohm", imaginary "-Im(Zce)/Ohm"',
    ]);
    const other = readImpedance(bytes, "cell.mpr", {
      columns: { real: "Re(Zce)/Ohm", imaginary: "-Im(Zce)/Ohm" },
    });
    expect(other.spectra[0].real[3]).toBe(Math.fround(2 * first.real[3]));
  });

  test("no identifier stands twice in the table, and no two columns of one width share a name by mistake", () => {
    const names = [...BIOLOGIC_COLUMNS.values()].map(({ name }) => name);
    const repeated = names.filter((name, i) => names.indexOf(name) !== i);
    // EC-Lab itself stores these under several identifiers
    expect([...new Set(repeated)].sort()).toEqual([
      "<Ece>/V",
      "<Ewe>/V",
      "<I>/mA",
      "Q charge/discharge/mA.h",
    ]);
  });
});

interface TextExport {
  readonly names: readonly string[];
  readonly columns: readonly (readonly string[])[];
}

function textExport(path: string): TextExport {
  const lines = readFileSync(shared(path), "latin1").split(/\r?\n/);
  const at = Number(/:\s*(\d+)/.exec(lines[1])![1]) - 1;
  const cells = (line: string): string[] => line.replace(/\t$/, "").split("\t");
  const names = cells(lines[at]);
  const rows = lines
    .slice(at + 1)
    .filter((line) => line.trim() !== "")
    .map(cells);
  return { names, columns: names.map((_, k) => rows.map((row) => row[k])) };
}

/** One unit in the last digit that the text shows, relative. */
function resolution(text: string): number {
  const digits = text
    .replace(/[eE].*$/, "")
    .replace(/\D/g, "")
    .replace(/^0+/, "").length;
  return 10 ** (1 - Math.max(1, digits));
}

const open = (path: string): BiologicData =>
  readBiologicData(new Uint8Array(readFileSync(shared(path))), basename(path));

describeShared("BioLogic's binary files against what EC-Lab exported from them", () => {
  const pairs = "data/cycling/biologic_pairs/biologic-converter__src___tests___data_all";
  const both = "data/cycling/biologic_m";
  const files: [string, string][] = [
    [`${pairs}_ca_ca.mpr`, `${pairs}_ca_ca.mpt`],
    [`${pairs}_cv_cv.mpr`, `${pairs}_cv_cv.mpt`],
    [`${pairs}_ocv_ocv.mpr`, `${pairs}_ocv_ocv.mpt`],
    [`${both}pr/biologic-converter__test.mpr`, `${both}pt/biologic-converter__test.mpt`],
    [`${both}pr/biologic-converter__cp.mpr`, `${both}pt/biologic-converter__cp.mpt`],
    [`${both}pr/biologic-converter__zir.mpr`, `${both}pt/biologic-converter__zir.mpt`],
    [
      "data/impedance/solid-state/tutorials_data_PEIS_LPSCl_IonBlocking_-25C.mpr",
      "data/impedance/solid-state/tutorials_data_PEIS_LPSCl_IonBlocking_-25C.txt",
    ],
  ];

  for (const [binary, text] of files) {
    test(`${basename(binary)}: every column that both have agrees to the rounding of the text`, () => {
      const data = open(binary);
      const exported = textExport(text);
      const shown = new Set<string>();
      for (const column of data.columns) {
        const at = exported.names.indexOf(column.name);
        if (at < 0 || shown.has(column.name)) continue;
        // The text of this file was edited: its <Ewe>/V is 0 from the fifth row on, the binary file's is plausible
        if (/cp\.mpr$/.test(binary) && column.name === "<Ewe>/V") continue;
        shown.add(column.name);
        const values = data.values(column);
        expect(values.length).toBe(exported.columns[at].length);
        exported.columns[at].forEach((cell, i) => {
          const stated = Number(cell.replace(",", "."));
          const limit =
            Math.max(column.stored === "f32" ? 6e-8 : 0, resolution(cell)) * Math.abs(stated) + 1e-300;
          expect(Math.abs(values[i] - stated), `${column.name}, row ${i + 1}: ${cell}`).toBeLessThanOrEqual(
            limit,
          );
        });
      }
      expect(shown.size).toBeGreaterThan(3);
    });
  }

  test("Σdq is (Q−Q₀) and Q charge/discharge where no text export exists", () => {
    for (const path of [
      "data/cycling/biologic_mpr/aurora-cycler-manager__250116_kigr_gen6_01_01_GCPL_CD8.mpr",
      "data/cycling/biologic_mpr/navani__00_test_04_MB_C01.mpr",
      "data/cycling/biologic_mpr/biologic-converter__jdb11-1.mpr",
    ]) {
      const data = open(path);
      const of = (name: string): Float64Array => data.values(data.columns.find((one) => one.name === name)!);
      const steps = of("dq/mA.h");
      const charge = of("(Q-Qo)/mA.h");
      const largest = charge.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      let sum = 0;
      for (let i = 0; i < steps.length; i++) {
        sum += steps[i];
        expect(Math.abs(sum - charge[i])).toBeLessThan(1e-5 * largest + 1e-12);
      }
      const half = of("half cycle");
      const halfCharge = of("Q charge/discharge/mA.h");
      for (let i = 1; i < steps.length; i++) {
        if (half[i] !== half[i - 1]) continue;
        expect(Math.abs(halfCharge[i] - halfCharge[i - 1] - steps[i])).toBeLessThan(1e-5 * largest + 1e-12);
      }
    }
  });

  test("the LPSCl pellet: the binary file, EC-Lab's text and RelaxIS hold the same 79 points, RelaxIS to the last bit", () => {
    const folder = "data/impedance/solid-state/tutorials_data_PEIS_LPSCl_IonBlocking_-25C";
    const spectrum = (path: string): Spectrum =>
      readImpedance(new Uint8Array(readFileSync(shared(path))), basename(path)).spectra[0];
    const binary = spectrum(`${folder}.mpr`);
    const text = spectrum(`${folder}.txt`);
    const relaxis = spectrum(`${folder}_RelaxIS.txt`);
    expect(binary.frequency.length).toBe(79);
    for (const key of ["frequency", "real", "imaginary"] as const) {
      binary[key].forEach((value, i) => {
        expect(Math.abs(text[key][i] - value)).toBeLessThanOrEqual(6e-8 * Math.abs(value));
      });
      expect([...relaxis[key]].reverse().map(Math.fround)).toEqual([...binary[key]]);
    }
    expect(binary.facts?.start_time).toBe("2025-05-15T01:18:45.867");
    expect(text.facts?.start_time).toBe("05/15/2025 01:18:45.867");
    expect(binary.facts?.time_second).toBe(text.facts?.time_second);
    // RelaxIS states the means of the columns that EC-Lab wrote
    expect(relaxis.facts?.voltage_volt).toBeCloseTo(binary.facts!.voltage_volt as number, 6);
    const data = open(`${folder}.mpr`);
    const time = data.values(data.columns.find(({ name }) => name === "time/s")!);
    expect(relaxis.facts?.mean_time_second).toBeCloseTo(time.reduce((sum, t) => sum + t, 0) / 79, 5);
    expect(relaxis.name).toBe("PEIS_TSeq7_-25C_#61_C01.mpr_1");
  });

  test("|Z| is √(Z′² + Z″²) and the phase that of Z in every impedance file, and four cycles become four spectra", () => {
    const paths = [
      "data/impedance/solid-state/tutorials_data_PEIS_SSB.mpr",
      "data/impedance/solid-state/webinar_data_SSB_Sample1_PEIS_EndOfDischarge.mpr",
      "data/cycling/biologic_mpr/battery-data-format__PEIS-0.mpr",
      "data/cycling/biologic_mpr/aurora-cycler-manager__PEIS.mpr",
    ];
    const shapes = paths.map((path) => {
      const data = open(path);
      const of = (name: string): Float64Array => data.values(data.columns.find((one) => one.name === name)!);
      const [real, minus, modulus, phase] = ["Re(Z)/Ohm", "-Im(Z)/Ohm", "|Z|/Ohm", "Phase(Z)/deg"].map(of);
      real.forEach((re, i) => {
        expect(Math.abs(Math.hypot(re, minus[i]) / modulus[i] - 1)).toBeLessThan(1e-6);
        expect(Math.abs((Math.atan2(-minus[i], re) * 180) / Math.PI - phase[i])).toBeLessThan(1e-3);
      });
      const { spectra, warnings } = readImpedance(new Uint8Array(readFileSync(shared(path))), basename(path));
      expect(warnings).toEqual([]);
      for (const { frequency } of spectra) {
        expect(frequency.every((f, i) => i === 0 || f < frequency[i - 1])).toBe(true);
      }
      return spectra.map(({ name, frequency, facts }) => [name, frequency.length, facts?.cycle]);
    });
    expect(shapes).toEqual([
      [[undefined, 89, 1]],
      [[undefined, 86, 1]],
      [[undefined, 60, 0]],
      [1, 2, 3, 4].map((cycle) => [`cycle ${cycle}`, 61, cycle]),
    ]);
  });

  test("files of cycling techniques say which technique they hold", () => {
    const folder = "data/cycling/biologic_mpr";
    for (const [name, technique] of [
      ["biologic-converter__lsv", "Linear Sweep Voltammetry"],
      ["biologic-converter__cp", "Chronopotentiometry"],
      ["biologic-converter__jdb11-1", "Galvanostatic Cycling with Potential Limitation"],
      ["navani__00_test_04_MB_C01", "Modulo Bat"],
      ["aurora-cycler-manager__test_C01", "Open Circuit Voltage"],
    ]) {
      const path = shared(`${folder}/${name}.mpr`);
      expect(existsSync(path)).toBe(true);
      const error = formatError(() => readImpedance(new Uint8Array(readFileSync(path)), `${name}.mpr`));
      expect(error.message).toContain(
        `found a BioLogic file of the technique "${technique}" with the columns`,
      );
      expect(error.cure).toContain("give the file of an impedance measurement");
    }
  });
});
