import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import { readImpedance } from "../../src/formats/index.ts";
import type { Spectrum } from "../../src/impedance/spectrum.ts";
import { describeShared, shared } from "../shared.ts";
import { interphase, scratch, writeSpectra } from "./interphase.ts";

const folder = scratch();
const at = (name: string): string => join(folder, name);
writeSpectra(at("cells.csv"), 3);
writeSpectra(at("one.csv"), 1);
writeFileSync(at("broken.txt"), "this is a letter, not a measurement\nDear colleague,\n");
// digits that no decimal rounding keeps, a standard deviation and a name that needs quotes
writeFileSync(
  at("odd.jsonl"),
  [1, 2, 3]
    .map((k) => {
      const frequency = Array.from({ length: 12 }, (_, i) => 1e5 / Math.PI / 2 ** (2 * i));
      return JSON.stringify({
        name: `cell "${k}", hot`,
        operator: "Li, Y.",
        temperature_celsius: 25 + k / 3,
        frequency_hz: frequency,
        z_real_ohm: frequency.map((f) => k * (Math.sqrt(2) + 10 / (1 + f / 1e3))),
        z_imag_ohm: frequency.map((f) => -k * Math.exp(-f / 1e4)),
        sigma_ohm: frequency.map((f) => (k * Math.log(f + 2)) / 300),
      });
    })
    .join("\n"),
);

const numbers = ({ frequency, real, imaginary, sigma }: Spectrum): unknown => ({
  frequency: [...frequency],
  real: [...real],
  imaginary: [...imaginary],
  sigma: sigma && [...sigma],
});
const spectraOf = (path: string): readonly Spectrum[] =>
  readImpedance(new Uint8Array(readFileSync(path)), path).spectra;

async function parquetRows(path: string): Promise<Record<string, unknown>[]> {
  const bytes = readFileSync(path);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  return parquetReadObjects({ file });
}

describe("interphase convert", () => {
  test("one file: CSV on stdout, one row per point, columns of the Battery Data Format, and nothing is written", async () => {
    const before = readdirSync(folder);
    const { code, stdout, stderr } = await interphase(["convert", at("cells.csv"), "--to", "csv"], {
      cwd: folder,
    });
    expect(code).toBe(0);
    const [header, ...rows] = stdout.trimEnd().split("\r\n");
    expect(header).toBe("file,spectrum,frequency_hertz,real_impedance_ohm,imaginary_impedance_ohm");
    const spectra = spectraOf(at("cells.csv"));
    const points = spectra.reduce((sum, { frequency }) => sum + frequency.length, 0);
    expect(rows.length).toBe(points);
    expect(rows[0].split(",").slice(0, 3)).toEqual([at("cells.csv"), "0", String(spectra[0].frequency[0])]);
    expect(stderr).toContain(`1 file with 3 spectra and ${points} points read`);
    expect(readdirSync(folder)).toEqual(before);
  });

  test("converted and read again, the numbers are the same to the last bit: points, σ, names and facts", async () => {
    for (const name of ["cells.csv", "odd.jsonl"]) {
      const out = at(`again-${name}.csv`);
      const { code } = await interphase(["convert", at(name), "--out", out, "--quiet"]);
      expect(code).toBe(0);
      const once = spectraOf(at(name));
      const again = spectraOf(out);
      expect(again.map(numbers)).toEqual(once.map(numbers));
      expect(again.map((spectrum) => spectrum.name)).toEqual(once.map((spectrum) => spectrum.name));
    }
    expect(spectraOf(at("again-odd.jsonl.csv")).map(({ facts }) => facts?.temperature_celsius)).toEqual(
      [1, 2, 3].map((k) => 25 + k / 3),
    );
  });

  test("Parquet holds the same columns and doubles as hyparquet reads them, empty cells as null", async () => {
    const out = at("all.parquet");
    const { code } = await interphase(["convert", at("odd.jsonl"), at("one.csv"), "--out", out, "--quiet"]);
    expect(code).toBe(0);
    const rows = await parquetRows(out);
    const [odd, plain] = [spectraOf(at("odd.jsonl")), spectraOf(at("one.csv"))];
    const all = [...odd, ...plain].flatMap((spectrum, s) =>
      Array.from(spectrum.frequency, (frequency_hertz, i) => ({
        file: s < 3 ? at("odd.jsonl") : at("one.csv"),
        spectrum: spectrum.name ?? null,
        frequency_hertz,
        real_impedance_ohm: spectrum.real[i],
        imaginary_impedance_ohm: spectrum.imaginary[i],
        sigma_ohm: spectrum.sigma?.[i] ?? null,
        operator: s < 3 ? "Li, Y." : null,
        temperature_celsius: s < 3 ? 25 + (s + 1) / 3 : null,
      })),
    );
    expect(rows.map((row) => ({ ...row, spectrum: row.spectrum ?? null }))).toEqual(all);
  });

  test("Parquet in a pipe is the file that --out writes", async () => {
    const { code, stdout } = await interphase(["convert", at("one.csv"), "--to", "parquet", "--quiet"]);
    expect(code).toBe(0);
    expect(stdout.slice(0, 4)).toBe("PAR1");
    expect(stdout.slice(-4)).toBe("PAR1");
  });

  test("--out-dir makes the folder and a table per file; files that share a name keep their ending in it", async () => {
    const source = at("source");
    mkdirSync(join(source, "deeper"), { recursive: true });
    for (const name of ["a.csv", "a.txt", "deeper/b.csv"]) writeSpectra(join(source, name), 1);
    const { code, stdout } = await interphase([
      "convert",
      source,
      "--out-dir",
      at("tables/new"),
      "--to",
      "parquet",
    ]);
    expect(code).toBe(0);
    expect(stdout).toBe("");
    expect(readdirSync(at("tables/new")).sort()).toEqual(["a.csv.parquet", "a.txt.parquet", "b.parquet"]);
    expect((await parquetRows(at("tables/new/b.parquet"))).length).toBe(
      spectraOf(join(source, "deeper/b.csv"))[0].frequency.length,
    );
  });

  test("what cannot be read is named, the rest is converted, and the exit code is 1", async () => {
    const out = at("rest.csv");
    const { code, stdout, stderr } = await interphase([
      "convert",
      at("broken.txt"),
      at("missing.csv"),
      at("one.csv"),
      "--out",
      out,
      "--json",
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain(`Not converted: ${at("broken.txt")}: expected an impedance spectrum`);
    expect(stderr).toContain(`Not converted: ${at("missing.csv")}: there is no such file`);
    const document = JSON.parse(stdout) as {
      files: { file: string; format: string; spectra: unknown[]; warnings: string[]; written: string }[];
      failures: { file: string; message: string }[];
    };
    expect(document.files).toEqual([
      {
        file: at("one.csv"),
        format: "delimited",
        spectra: [{ spectrum: "0", points: spectraOf(at("one.csv"))[0].frequency.length }],
        warnings: [],
        written: out,
      },
    ]);
    expect(document.failures.map(({ file }) => file).sort()).toEqual([at("broken.txt"), at("missing.csv")]);
    expect(spectraOf(out).map(numbers)).toEqual(spectraOf(at("one.csv")).map(numbers));
  });

  test("when nothing can be read nothing is written, and an older table stays", async () => {
    writeFileSync(at("older.csv"), "older");
    const { code, stdout } = await interphase(["convert", at("broken.txt"), "--out", at("older.csv")]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(readFileSync(at("older.csv"), "utf8")).toBe("older");
  });

  test("--imaginary turns the sign", async () => {
    const { stdout } = await interphase(["convert", at("one.csv"), "--imaginary", "-Z''", "--quiet"]);
    const row = stdout.split("\r\n")[40].split(",");
    expect(Number(row[4])).toBe(-spectraOf(at("one.csv"))[0].imaginary[39]);
  });

  const one = at("one.csv");
  const cases: readonly (readonly [string, readonly string[], string])[] = [
    ["no files", [], "needs files"],
    [
      "an unknown format",
      [one, "--to", "xlsx"],
      '"xlsx" is not "csv", "parquet", "bdf.csv" or "bdf.parquet"',
    ],
    ["an ending that is no table", [one, "--out", at("x.json")], "must be .csv or .parquet"],
    [
      "a format and an ending that contradict each other",
      [one, "--to", "csv", "--out", at("x.parquet")],
      "contradict",
    ],
    ["--out and --out-dir", [one, "--out", at("x.csv"), "--out-dir", at("y")], "keep one of them"],
    ["an output that is an input", [one, "--out", one], "as an input and as an output"],
    [
      "an output folder whose table would be an input",
      [one, "--out-dir", folder],
      "as an input and as an output",
    ],
    [
      "two inputs of the same name",
      [at("source/a.csv"), at("other/a.csv"), "--out-dir", at("y")],
      "would both become",
    ],
    ["a folder that cannot be made", [one, "--out-dir", join(one, "x")], "is a file; name a folder"],
  ];
  test.each(cases)("wrong usage: %s", async (_, args, words) => {
    mkdirSync(at("other"), { recursive: true });
    writeSpectra(at("other/a.csv"), 1);
    const before = readFileSync(one, "utf8");
    const { code, stdout, stderr } = await interphase(["convert", ...args]);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(readFileSync(one, "utf8")).toBe(before);
  });
});

describeShared("interphase convert with files of instruments", () => {
  const files = [
    "impedance/solid-state/tutorials_data_PEIS_SSB.mpr",
    "cycling/biologic_mpr/aurora-cycler-manager__PEIS.mpr",
    "impedance/impedance.py/exampleDataGamry.DTA",
    "impedance/impedance.py/exampleDataVersaStudio.par",
    "impedance/solid-state/webinar_data_SSB_Sample2_PEIS_AtRest.csv",
  ].map((path) => shared(`data/${path}`));

  test("binary, text and polar files go into one table and come back to the last bit, with cycle and time", async () => {
    const out = at("instruments.csv");
    const { code } = await interphase(["convert", ...files, "--out", out]);
    expect(code).toBe(0);
    const once = files.flatMap(spectraOf);
    const again = spectraOf(out);
    expect(again.map(numbers)).toEqual(once.map(numbers));
    for (const fact of ["cycle", "loop", "time_second", "voltage_volt", "current_ampere"]) {
      expect(again.map(({ facts }) => facts?.[fact])).toEqual(once.map(({ facts }) => facts?.[fact]));
    }
  });

  test("interphase fit reads a binary file of four cycles as four spectra", async () => {
    const { code, stdout } = await interphase(["fit", files[1], "--circuit", "R0-p(R1,CPE1)-CPE2", "--json"]);
    const { spectra } = JSON.parse(stdout) as { spectra: { spectrum: string; status: string }[] };
    expect(code).toBe(0);
    expect(spectra.map(({ spectrum }) => spectrum)).toEqual(["cycle 1", "cycle 2", "cycle 3", "cycle 4"]);
  });
});
