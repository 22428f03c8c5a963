import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { FormatError, readImpedance } from "../../src/formats/index.ts";
import type { Dataset } from "../../src/impedance/spectrum.ts";
import { describeShared, shared } from "../shared.ts";
import { formatError } from "./truth.ts";

function open(path: string): Dataset {
  return readImpedance(new Uint8Array(readFileSync(shared(path))), basename(path));
}

function filesOf(folder: string): string[] {
  return readdirSync(shared(folder)).map((name) => join(folder, name));
}

/** Our reader of each format, by the name of impedance.py's reader. */
const READERS: Readonly<Record<string, string>> = {
  autolab: "autolab",
  biologic: "biologic-mpt",
  chinstruments: "chi",
  gamry: "gamry-dta",
  parstat: "parstat",
  powersuite: "powersuite",
  versastudio: "versastudio",
  zplot: "zplot",
};

interface Golden {
  file: string;
  reader: string;
  points: number;
  f_first: number;
  f_last: number;
  Z_first: [number, number];
  Z_last: [number, number];
}

describeShared("real files", () => {
  test("points, first and last point of each golden file equal those of impedance.py 1.7.1", () => {
    const golden = JSON.parse(readFileSync(shared("golden/impedance-files.json"), "utf8")) as Golden[];
    expect(golden.length).toBe(12);
    for (const { file, reader, points, f_first, f_last, Z_first, Z_last } of golden) {
      const { format, spectra } = open(file);
      expect(format, file).toBe(READERS[reader.split(" ").at(-1)!]);
      expect(spectra.length, file).toBe(1);
      const { frequency, real, imaginary } = spectra[0];
      const last = frequency.length - 1;
      expect([frequency.length, frequency[0], frequency[last]], file).toEqual([points, f_first, f_last]);
      expect([real[0], imaginary[0], real[last], imaginary[last]], file).toEqual([...Z_first, ...Z_last]);
    }
  });

  test("each file of impedance.py is read by the reader of its format", () => {
    const formats = Object.fromEntries(
      filesOf("data/impedance/impedance.py").map((path) => [basename(path), open(path).format]),
    );
    expect(formats).toEqual({
      "Circuit1_EIS_1.z": "zplot",
      "Circuit1_EIS_2.z": "zplot",
      "Circuit2_EIS_1.z": "zplot",
      "Circuit2_EIS_2.z": "zplot",
      "Circuit3_EIS_1.z": "zplot",
      "Circuit3_EIS_2.z": "zplot",
      "exampleData.csv": "delimited",
      "exampleDataAutolab.txt": "autolab",
      "exampleDataBioLogic.mpt": "biologic-mpt",
      "exampleDataBioLogic_MissingFreq.mpt": "biologic-mpt",
      "exampleDataCHInstruments.txt": "chi",
      "exampleDataGamry.DTA": "gamry-dta",
      "exampleDataGamryABORT.DTA": "gamry-dta",
      "exampleDataParstat.txt": "parstat",
      "exampleDataPowersuite.txt": "powersuite",
      "exampleDataVersaStudio.par": "versastudio",
      "exampleDataZPlot.z": "zplot",
      "exampleDataZPlot_noComments.z": "zplot",
    });
  });

  test("an .mpt whose header lost freq/Hz is read only because |Z| proves the shift, and says so", () => {
    const folder = "data/impedance/impedance.py";
    const damaged = open(`${folder}/exampleDataBioLogic_MissingFreq.mpt`);
    const whole = open(`${folder}/exampleDataBioLogic.mpt`);
    expect(damaged.spectra[0].frequency).toEqual(whole.spectra[0].frequency);
    expect(damaged.spectra[0].imaginary).toEqual(whole.spectra[0].imaginary);
    expect(damaged.warnings.join()).toContain("line 61: the name of the first column is missing");
    const text = readFileSync(shared(`${folder}/exampleDataBioLogic_MissingFreq.mpt`), "latin1");
    for (const names of [
      "Re(Z)/Ohm\t-Im(Z)/Ohm\tx",
      "Re(Z)/Ohm\t|Z|/Ohm\t-Im(Z)/Ohm",
      "|Z|/Ohm\t-Im(Z)/Ohm\tRe(Z)/Ohm",
    ]) {
      const bytes = Uint8Array.from(text.replace("Re(Z)/Ohm\t-Im(Z)/Ohm\t|Z|/Ohm", names), (c) =>
        c.charCodeAt(0),
      );
      expect(formatError(() => readImpedance(bytes, "a.mpt")).message, names).toContain(
        "a.mpt, line 61: expected the columns freq/Hz, Re(Z)/Ohm and -Im(Z)/Ohm",
      );
    }
  });

  test("the text export of BioLogic and its RelaxIS copy hold the same spectrum, in opposite order", () => {
    const folder = "data/impedance/solid-state/tutorials_data_PEIS_LPSCl_IonBlocking_-25C";
    const biologic = open(`${folder}.txt`).spectra[0];
    const relaxis = open(`${folder}_RelaxIS.txt`).spectra[0];
    expect(biologic.frequency.length).toBe(79);
    for (const key of ["frequency", "real", "imaginary"] as const) {
      [...relaxis[key]].reverse().forEach((value, i) => {
        expect(Math.abs(value - biologic[key][i]) / Math.abs(value)).toBeLessThan(1e-7);
      });
    }
  });

  test("|Z| and phase in degrees become Z′ and Z″, and loop_index splits the loops", () => {
    const { spectra, warnings } = open("data/impedance/solid-state/webinar_data_SSB_Sample2_PEIS_AtRest.csv");
    expect(spectra.map(({ frequency }) => frequency.length)).toEqual(Array(10).fill(89));
    expect(spectra.map(({ name }) => name)).toEqual(Array.from({ length: 10 }, (_, i) => `loop ${i}`));
    expect(spectra[0].real[0]).toBeCloseTo(50.752583 * Math.cos((-20.75998 * Math.PI) / 180), 12);
    expect(spectra[0].imaginary[0]).toBeCloseTo(50.752583 * Math.sin((-20.75998 * Math.PI) / 180), 12);
    expect(spectra[3].facts?.loop).toBe(3);
    expect(spectra[0].facts?.time_second).toBe(126.23869597606244);
    expect(warnings.length).toBe(10);
    expect(warnings[0]).toContain(
      "spectrum loop 0: 1 row with a frequency that is zero or negative dropped (line 91)",
    );
  });

  test("2,025 spectra in 121,500 rows take less than a second of processor time", () => {
    const bytes = new Uint8Array(readFileSync(shared("data/impedance/coin-cells/coin-cells-2025x60.csv")));
    const times = [0, 1, 2].map(() => {
      // the clock on the wall would also count what else runs on the machine
      const before = process.cpuUsage();
      const { spectra, warnings } = readImpedance(bytes, "coin-cells.csv");
      const { user, system } = process.cpuUsage(before);
      expect(spectra.length).toBe(2025);
      expect(warnings).toEqual([]);
      expect(spectra.every(({ frequency }) => frequency.length === 60)).toBe(true);
      // every second spectrum of the source, under its number there
      expect(spectra[7].name).toBe("14");
      expect([0, 1]).toContain(spectra[7].facts?.smooth);
      return (user + system) / 1e6;
    });
    expect(Math.min(...times)).toBeLessThan(1);
  });

  test("Gamry files of other experiments are refused with the name of the experiment", () => {
    for (const [name, experiment] of [
      ["cv_data", "CV (Cyclic Voltammetry)"],
      ["chronoa_data", "CHRONOA (Experiment-Title)"],
      ["ocp_data", "CORPOT (Open Circuit Potential)"],
      ["squarewave_data", "SQUARE_WAVE"],
    ]) {
      const error = formatError(() => open(`data/impedance/gamry_dta/gamry-parser__${name}.dta`));
      expect(error.message).toContain(experiment);
      expect(error.cure).toContain("EISPOT");
    }
  });

  test("an aborted Gamry experiment is read up to the abort, and the table behind it is not", () => {
    const { spectra, warnings } = open("data/impedance/impedance.py/exampleDataGamryABORT.DTA");
    expect(spectra[0].frequency.length).toBe(72);
    expect(warnings).toEqual([
      "exampleDataGamryABORT.DTA, line 172: the experiment was aborted; the points measured until then were read",
    ]);
  });

  test("loops of a BioLogic file are told apart by cycle number and restart, direct-current rows are dropped", () => {
    const geis = open("data/cycling/biologic_mpt/biologic-converter__geis.mpt");
    expect(
      geis.spectra.every(({ frequency }) => frequency.every((f, i) => i === 0 || f < frequency[i - 1])),
    ).toBe(true);
    const modulo = open("data/cycling/biologic_mpt/biologic-converter__mb.mpt");
    expect(modulo.spectra.map(({ frequency }) => frequency.length)).toEqual(Array(8).fill(70));
  });

  test("PARSTAT rows of the direct-current part before the spectrum are dropped by name", () => {
    const { spectra, warnings } = open("data/impedance/impedance.py/exampleDataParstat.txt");
    expect(warnings).toEqual([
      "exampleDataParstat.txt: 781 rows with a frequency that is zero or negative dropped (lines 2–782)",
    ]);
    expect(spectra[0].facts?.time_second).toBe(7639.602);
  });

  test("a ZPlot file with fewer rows than its header states is read with a warning", () => {
    expect(open("data/impedance/impedance.py/exampleDataZPlot.z").warnings).toEqual([
      "exampleDataZPlot.z: the header states 56 points, the file holds 21; it may be cut off or edited",
    ]);
  });

  test("Zahner files: phases are radian, times count from 1980, the points before the turn are left out", () => {
    const rc = open("data/impedance/zahner/Zahner-Analysis-Python__rc-data.ism");
    expect(rc.format).toBe("zahner-ism");
    const { frequency, real, imaginary } = rc.spectra[0];
    // The file's own string: 16.07.24, 09:32:45 - 09:37:42. R = 100 MΩ parallel to 146 pF (capacitive, −90° at the top).
    expect(rc.spectra[0].facts?.start_time).toMatch(/^2024-07-16T09:32:4/);
    expect(frequency.length).toBe(55);
    expect(rc.warnings[0]).toContain("20 of 75 points");
    expect([frequency[0], frequency[54]]).toEqual([1e5, 0.2]);
    expect(Math.atan2(imaginary[0], real[0])).toBeLessThan(-1.5);
    expect(Math.hypot(real[54], imaginary[54])).toBeCloseTo(99532618.28267004, 5);
    const capacitance = -1 / (2 * Math.PI * 1e5 * imaginary[0]);
    expect(capacitance).toBeGreaterThan(1.4e-10);
    expect(capacitance).toBeLessThan(1.5e-10);
  });

  test("every Zahner file is read, and its low-frequency end is resistive or capacitive", () => {
    for (const path of filesOf("data/impedance/zahner")) {
      const { spectra, format } = open(path);
      expect(format).toBe("zahner-ism");
      const { frequency, real, imaginary } = spectra[0];
      const lowest = frequency.indexOf(Math.min(...frequency));
      expect(Math.abs(frequency.length), path).toBeGreaterThan(10);
      expect(imaginary[lowest] / Math.hypot(real[lowest], imaginary[lowest]), path).toBeLessThan(0.01);
      expect(real[lowest], path).toBeGreaterThan(0);
    }
  });

  test("no file of cycling data, spectra or notes is mistaken for impedance", () => {
    const impedance = /_mpt\/(biologic-converter__(geis|mb|zir)|impedance\.py__)|_mpr\/.*(PEIS|zir)/;
    const folders = ["data/cycling", "data/spectra"].flatMap((folder) =>
      readdirSync(shared(folder), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => join(folder, entry.name)),
    );
    let refused = 0;
    for (const path of folders.flatMap(filesOf)) {
      if (impedance.test(path)) continue;
      const error = formatError(() => open(path));
      expect(error.message, path).toMatch(/^[^;]+: expected .+, found .+; .+/s);
      refused++;
    }
    expect(refused).toBeGreaterThan(100);
  });

  test("every file of data/impedance is read, or refused because it holds no impedance", () => {
    const refused: string[] = [];
    for (const folder of readdirSync(shared("data/impedance"))) {
      for (const path of filesOf(join("data/impedance", folder))) {
        try {
          const { spectra, format } = open(path);
          expect(spectra.length, path).toBeGreaterThan(0);
          if (!/\.csv$|pyDRTtools/.test(path)) expect(format, path).not.toBe("delimited");
        } catch (error) {
          if (!(error instanceof FormatError)) throw error;
          refused.push(basename(path).replace(/_\d0a/, ""));
          expect(error.message).toMatch(
            /text without a table|Gamry file of the experiment|3 rows of 132 numbers|at least three columns/,
          );
        }
      }
    }
    expect([...new Set(refused)].sort()).toEqual([
      "SOURCE.md",
      "Z1s.txt",
      "freq.txt",
      "gamry-parser__chronoa_data.dta",
      "gamry-parser__cv_data.dta",
      "gamry-parser__ocp_data.dta",
      "gamry-parser__squarewave_data.dta",
      "tutorials_data_sample_info.txt",
      "webinar_data_LPSCl_sample_info.txt",
      "webinar_data_SSB_sample_info.txt",
    ]);
  });

  test("each line of the labelled spectra is one spectrum with its circuit, the numbers those of the file", () => {
    const path = "data/impedance/labelled/solid-state-880.jsonl";
    const objects = readFileSync(shared(path), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, number[] & string>);
    const { spectra, format, warnings } = open(path);
    expect(format).toBe("spectra-json");
    expect(warnings).toEqual([]);
    expect(spectra.length).toBe(objects.length);
    spectra.forEach((spectrum, i) => {
      expect(spectrum.name).toBe(String(objects[i].id));
      expect(spectrum.facts).toEqual({ circuit: objects[i].circuit });
      expect([...spectrum.frequency]).toEqual(objects[i].frequency_hz);
      expect([...spectrum.real]).toEqual(objects[i].z_real_ohm);
      expect([...spectrum.imaginary]).toEqual(objects[i].z_imag_ohm);
    });
  });

  test("facts: CHI gives date and Init E, PARSTAT and VersaStudio the mean potential and current of the spectrum", () => {
    const folder = "data/impedance/impedance.py";
    expect(open(`${folder}/exampleDataCHInstruments.txt`).spectra[0].facts).toEqual({
      start_time: "2020-02-20T15:55:08",
      voltage_volt: 0,
    });
    const parstat = open(`${folder}/exampleDataParstat.txt`).spectra[0];
    expect(Object.keys(parstat.facts!)).toEqual(["voltage_volt", "current_ampere", "time_second"]);
    const rows = readFileSync(shared(`${folder}/exampleDataParstat.txt`), "utf8")
      .trimEnd()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => line.split("\t").map(Number))
      .filter((row) => row[3] > 0);
    expect(parstat.facts!.voltage_volt).toBeCloseTo(rows.reduce((sum, row) => sum + row[0], 0) / 31, 12);
    expect(open(`${folder}/exampleDataVersaStudio.par`).spectra[0].facts).toMatchObject({
      start_time: "Thursday, July 19, 2018 9:40:30 AM",
      segment: 0,
      time_second: 1.812,
    });
  });
});
