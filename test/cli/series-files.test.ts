import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSeries } from "../../src/formats/series/index.ts";
import { madeFiles, truth } from "../series/made.ts";
import { interphase, scratch } from "./interphase.ts";

const folder = scratch();
const at = (name: string): string => join(folder, name);
const t = truth();
const made = madeFiles(t);
const of = (format: string): string => made.find((one) => one.format === format)!.text;
writeFileSync(at("cell.txt"), of("maccor"));
writeFileSync(at("pec.csv"), of("pec"));
writeFileSync(
  at("bare.csv"),
  "Rec,Cyc#,Step,TestTime,Current,Voltage\n1,1,1,00:00:00,0.5,3.1\n2,1,1,00:00:10,0.5,3.2\n",
);

async function columnsOf(path: string): Promise<Record<string, number[]>> {
  const record = await readSeries(path, new Uint8Array(readFileSync(path)));
  const columns: Record<string, number[]> = {};
  for await (const block of record.blocks) {
    for (const { column } of record.columns) {
      columns[column] = [...(columns[column] ?? []), ...block.columns[column]!];
    }
  }
  return columns;
}

describe("interphase convert, files of cyclers", () => {
  test("Battery Data Format as CSV and as Parquet read back to the last bit, and nothing else is left in the folder", async () => {
    const truth = await columnsOf(at("cell.txt"));
    for (const name of ["cell.bdf.csv", "cell.bdf.parquet"]) {
      const { code, stdout, stderr } = await interphase(["convert", at("cell.txt"), "--out", at(name)]);
      expect([code, stdout]).toEqual([0, ""]);
      expect(stderr).toContain(`1 file with ${t.time.length} rows read; written: ${at(name)}`);
      expect(await columnsOf(at(name))).toEqual(truth);
    }
    expect(truth.current_ampere).toEqual(t.current);
    expect(readdirSync(folder).filter((name) => name.includes("tmp"))).toEqual([]);
  });

  test("one file to stdout; several want a folder", async () => {
    const { code, stdout } = await interphase(["convert", at("cell.txt"), "--to", "bdf.csv", "--quiet"]);
    expect(code).toBe(0);
    expect(stdout.split("\n")[0].split(",")).toContain("test_time_second");
    expect(stdout.trimEnd().split("\n").length).toBe(1 + t.time.length);
    const both = await interphase(["convert", at("cell.txt"), at("pec.csv"), "--to", "bdf.csv"]);
    expect([both.code, both.stderr.split("\n")[0]]).toEqual([
      2,
      "2 files make as many series; give --out-dir DIR for a table of each",
    ]);
    const many = await interphase([
      ...[
        "convert",
        at("cell.txt"),
        at("pec.csv"),
        "--to",
        "bdf.parquet",
        "--out-dir",
        at("tables"),
        "--json",
      ],
    ]);
    expect(many.code).toBe(0);
    expect(readdirSync(at("tables")).sort()).toEqual(["cell.bdf.parquet", "pec.bdf.parquet"]);
    const document = JSON.parse(many.stdout);
    expect(document.files.map((file: { format: string; rows: number }) => [file.format, file.rows])).toEqual([
      ["maccor", t.time.length],
      ["pec", t.time.length],
    ]);
    expect(document.files[0].facts.encoding).toBe("utf-8");
  });

  test("a missing unit is asked for, and --column gives it", async () => {
    const refused = await interphase(["convert", at("bare.csv"), "--to", "bdf.csv"]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('--column "current_ampere=Current[A]"');
    const given = await interphase([
      ...["convert", at("bare.csv"), "--to", "bdf.csv", "--quiet"],
      ...["--column", "current_ampere=Current[mA]", "--column", "voltage_volt=Voltage[V]"],
    ]);
    expect(given.code).toBe(0);
    expect(given.stdout).toContain("0.0005");
  });

  test("without the format, the sentence about the file names it", async () => {
    const { code, stderr } = await interphase(["convert", at("cell.txt")]);
    expect(code).toBe(1);
    expect(stderr).toContain("it holds the series of a cycler (maccor): --to bdf.csv converts it");
  });
});

describe("interphase info FILE", () => {
  test("format, rows, columns with names and factors of the file", async () => {
    const { code, stdout } = await interphase(["info", at("pec.csv")]);
    expect(code).toBe(0);
    expect(stdout).toContain(`pec, ${t.time.length} rows`);
    expect(stdout).toMatch(/current_ampere +Current \(mA\) +0\.001/);
    const { stdout: json } = await interphase(["info", at("pec.csv"), "--json"]);
    expect(JSON.parse(json).files[0].columns).toContainEqual({
      column: "voltage_volt",
      from: "Voltage (mV)",
      factor: 0.001,
    });
  });
});
