import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import { findPeaks } from "../../src/series/peaks.ts";
import { readMarkup } from "../report/markup.ts";
import { interphase, scratch } from "./interphase.ts";

const folder = scratch();
const at = (name: string): string => join(folder, name);
const count = 5000;
const values = Float64Array.from(
  { length: count },
  (_, i) => Math.round(1e5 * (Math.sin(i / 40) + 0.2 * Math.sin(i * i))) / 1e5,
);
const times = Float64Array.from({ length: count }, (_, i) => 0.5 * i);
const rows = Array.from(values, (value, i) => [times[i], value, i % 3]);
const table = (separator: string) => rows.map((row) => row.join(separator)).join("\n");
writeFileSync(at("trace.csv"), `time/s,voltage/V,other\n${table(",")}\n`);
writeFileSync(at("german.txt"), `# exported\ntime;voltage;other\n${table(";").replaceAll(".", ",")}\n`);
writeFileSync(at("single.txt"), `voltage\n${Array.from(values).join("\n")}\n`);
writeFileSync(
  at("gap.csv"),
  `time,voltage,other\n${rows.map((row, i) => (i === 10 ? `${row[0]},,1` : row.join(","))).join("\n")}\n`,
);
writeFileSync(at("letter.txt"), "Dear colleague,\nno numbers here.\n");

interface Document {
  peaks?: Record<string, (number | null)[]>;
  files: {
    file: string;
    status: string;
    samples: number;
    count: number;
    warnings: string[];
    peaks?: Record<string, number[]>;
  }[];
  summary: { files: number; failed: number; samples: number; peaks: number };
}

const run = async (...args: string[]): Promise<Document> => {
  const { code, stdout, stderr } = await interphase(["peaks", ...args, "--json"]);
  expect(stderr).not.toContain("    at ");
  expect(code).toBe(0);
  return JSON.parse(stdout) as Document;
};

describe("interphase peaks", () => {
  test("--json: the properties of findPeaks at the top level, whatever the dialect of the table", async () => {
    const [named, numbered, german, single] = await Promise.all([
      run(at("trace.csv"), "--column", "voltage", "--prominence", "1"),
      run(at("trace.csv"), "--column", "2", "--prominence=1.."),
      run(at("german.txt"), "--column", "voltage", "--prominence", "1"),
      run(at("single.txt"), "--prominence", "1"),
    ]);
    const expected = await findPeaks(values, { prominence: 1, width: [], threshold: [], plateauSize: [] });
    const { warnings: _, ...columns } = expected;
    for (const [name, column] of Object.entries(columns)) {
      for (const document of [named, numbered, german, single]) {
        expect(document.peaks![name], name).toEqual(Array.from(column as Float64Array));
      }
    }
    expect(named.peaks!.indices.length).toBeGreaterThan(15);
    expect(named.peaks!.lines).toEqual(Array.from(expected.indices, (index) => index + 2));
    expect(named.files).toEqual([
      expect.objectContaining({ status: "done", samples: count, count: expected.indices.length }),
    ]);
  });

  test("every option reaches the search", async () => {
    const file = at("trace.csv");
    const cases: [string[], Parameters<typeof findPeaks>[1]][] = [
      [["--height=-0.5..1.1", "--distance", "30"], { height: [-0.5, 1.1], distance: 30 }],
      [["--x", "time", "--distance", "30", "--width", "..40"], { x: times, distance: 30, width: [null, 40] }],
      [
        ["--threshold", "0.01..", "--wlen", "101", "--prominence", "0.3..2"],
        { threshold: 0.01, wlen: 101, prominence: [0.3, 2] },
      ],
      [
        ["--plateau-size", "1", "--rel-height", "0.9", "--width", "20"],
        { plateauSize: 1, relHeight: 0.9, width: 20 },
      ],
      [
        ["--valleys", "--count", "5", "--sort-by", "prominence"],
        { valleys: true, count: 5, sortBy: "prominence" },
      ],
    ];
    for (const [words, options] of cases) {
      const expected = await findPeaks(values, options);
      const { peaks } = await run(file, "--column", "voltage", ...words);
      expect(peaks!.indices, words.join(" ")).toEqual(Array.from(expected.indices));
      expect(peaks!.heights).toEqual(Array.from(expected.heights));
      if (expected.positions) expect(peaks!.positions).toEqual(Array.from(expected.positions));
    }
  });

  test("a column has the unit of the file under its own name, that of the Battery Data Format under its name there", async () => {
    const lines = rows.map(([time, volts, other]) => [time / 3600, 1000 * volts, other].join("\t"));
    writeFileSync(at("cycler.txt"), `Time\tU\tother\nh\tmV\t\n${lines.join("\n")}\n`);
    const expected = await findPeaks(values, { prominence: 1 });
    const own = await run(at("cycler.txt"), "--column", "u", "--prominence", "1000");
    expect(own.peaks!.indices).toEqual(Array.from(expected.indices));
    for (const [k, height] of own.peaks!.heights.entries())
      expect(height).toBeCloseTo(1000 * expected.heights[k], 6);
    expect(own.peaks!.lines).toEqual(Array.from(expected.indices, (index) => index + 3));
    writeFileSync(at("bracket.csv"), `Time (h),U (mV),other\n${lines.join("\n").replaceAll("\t", ",")}\n`);
    const standard = await run(
      ...[at("bracket.csv"), "--column", "voltage_volt", "--x", "test_time_second", "--prominence", "1"],
    );
    expect(standard.peaks!.indices).toEqual(Array.from(expected.indices));
    for (const [k, height] of standard.peaks!.heights.entries())
      expect(height).toBeCloseTo(expected.heights[k], 9);
    for (const [k, x] of standard.peaks!.positions.entries())
      expect(x).toBeCloseTo(0.5 * expected.indices[k], 6);
  });

  test("names of several words above columns of blanks; rows without numbers keep their place in the count of lines", async () => {
    const text = rows.map(([time, volts], i) => `${time}   ${volts}${i % 1000 === 7 ? "\n# a remark" : ""}`);
    writeFileSync(at("blank.txt"), `time (s)   cell voltage (V)\n${text.join("\n")}\n`);
    const expected = await findPeaks(values, { prominence: 1 });
    const { peaks } = await run(at("blank.txt"), "--column", "cell voltage", "--prominence", "1");
    expect(peaks!.indices).toEqual(Array.from(expected.indices));
    expect(peaks!.lines).toEqual(
      Array.from(expected.indices, (index) => index + 2 + Math.floor((index + 992) / 1000)),
    );
  });

  test("several files: peaks per file; one that cannot be read costs itself", async () => {
    const { code, stdout, stderr } = await interphase([
      "peaks",
      ...[at("trace.csv"), at("letter.txt"), at("gap.csv")],
      ...["--column", "voltage", "--prominence", "1", "--json"],
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain("Not searched:");
    expect(stderr).toContain("an empty cell");
    const document = JSON.parse(stdout) as Document;
    expect(document.peaks).toBeUndefined();
    expect(document.files.map(({ status }) => status)).toEqual(["done", "done", "failed"]);
    expect(document.summary).toMatchObject({ files: 3, failed: 1, samples: 2 * count - 1 });
    const [whole, gap] = document.files;
    expect(gap.warnings[0]).toContain("line 12");
    // The row that is left out moves the indices, not the lines
    expect(gap.peaks!.lines).toEqual(whole.peaks!.lines);
  });

  test("--out: the same peaks as csv, json and parquet, one row each", async () => {
    const args = ["peaks", at("trace.csv"), "--column", "voltage", "--prominence", "1", "--quiet"];
    for (const name of ["out.csv", "out.json", "out.parquet"]) {
      const { code, stdout } = await interphase([...args, "--out", at(name)]);
      expect([code, stdout]).toEqual([0, ""]);
    }
    const document = JSON.parse(readFileSync(at("out.json"), "utf8")) as Document;
    const lines = readFileSync(at("out.csv"), "utf8").trim().split("\r\n");
    const head = lines[0].split(",");
    const bytes = readFileSync(at("out.parquet"));
    const objects = await parquetReadObjects({
      file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
    });
    expect(lines.length - 1).toBe(document.peaks!.indices.length);
    expect(objects.length).toBe(lines.length - 1);
    document.peaks!.prominences.forEach((prominence, k) => {
      expect(Number(lines[k + 1].split(",")[head.indexOf("prominence")])).toBe(prominence);
      expect(objects[k].prominence).toBe(prominence);
    });
  });

  test("--report: the trace with its peaks in one page whose size does not grow with the series", async () => {
    const long = Array.from(
      { length: 120_000 },
      (_, i) => `${i},${Math.sin(i / 500) + ((i * 7919) % 101) / 1000}`,
    );
    writeFileSync(at("long.csv"), `n,v\n${long.join("\n")}\n`);
    const { code } = await interphase([
      "peaks",
      at("long.csv"),
      "--column",
      "v",
      "--prominence",
      "1",
      "--report",
      at("page.html"),
      "--quiet",
    ]);
    expect(code).toBe(0);
    const page = readFileSync(at("page.html"), "utf8");
    expect(page.length).toBeLessThan(150_000);
    readMarkup(page);
    expect(page).toContain("38 peaks in 120000 samples");
  });

  test("--resume keeps what an earlier run found, to the last bit, and searches the rest; other options are refused", async () => {
    const out = at("resumed.csv");
    const args = ["--column", "voltage", "--prominence", "1", "--out", out];
    const page = ["--report", at("resumed.html")];
    expect((await interphase(["peaks", at("trace.csv"), ...args])).code).toBe(0);
    const [header, entry] = readFileSync(`${out}.resume`, "utf8").trim().split("\n");
    const both = [at("trace.csv"), at("gap.csv"), ...args];
    const whole = await interphase(["peaks", ...both]);
    expect(whole.code).toBe(0);
    const expected = readFileSync(out, "utf8");
    // The record of the first run, as if the second had been interrupted behind its first file
    writeFileSync(`${out}.resume`, `${header}\n${entry}\n{"key":"cut o`);
    expect((await interphase(["peaks", ...both, "--resume", ...page])).code).toBe(0);
    expect(readFileSync(out, "utf8")).toBe(expected);
    const html = readFileSync(at("resumed.html"), "utf8");
    readMarkup(html);
    expect(html).toContain("An earlier run read this file");
    expect(html).toContain("<figure");
    // It is the record that counts while the file stays as it is
    const [, count] = /"samples":(\d+)/.exec(entry)!;
    writeFileSync(`${out}.resume`, `${header}\n${entry.replace(`"samples":${count}`, '"samples":4321')}\n`);
    const told = await interphase(["peaks", at("trace.csv"), ...args, "--resume", "--json"]);
    expect(JSON.parse(told.stdout).files[0].samples).toBe(4321);
    writeFileSync(at("trace.csv"), `${readFileSync(at("trace.csv"), "utf8")}\n`);
    const again = await interphase(["peaks", at("trace.csv"), ...args, "--resume", "--json"]);
    expect(JSON.parse(again.stdout).files[0].samples).toBe(count === undefined ? 0 : Number(count));
    const other = await interphase(["peaks", at("trace.csv"), ...args, "--resume", "--valleys"]);
    expect([other.code, other.stderr]).toEqual([
      2,
      expect.stringContaining("valleys was false and is now true"),
    ]);
    expect((await interphase(["peaks", at("trace.csv"), "--resume"])).stderr).toContain("--out FILE");
  });

  test("for people: a table of peaks, a sentence at the end; wrong usage exits with 2", async () => {
    const shown = await interphase(["peaks", at("trace.csv"), "--column", "voltage"]);
    expect(shown.stdout).toMatch(/index +line +height +prominence +width/);
    expect(shown.stdout).toContain("the 20 most prominent of");
    expect(shown.stderr).toMatch(/\d+ peaks in 5000 samples of 1 file/);
    const wrong: [string[], string][] = [
      [[], "needs files"],
      [[at("trace.csv"), "--distance", "0.3"], "distance must be at least 1 sample, it is 0.3"],
      [[at("trace.csv"), "--height", "high"], '--height: "high" is not a number'],
      [[at("trace.csv"), "--height", ".."], "expected NUMBER or LOW..HIGH"],
      [[at("trace.csv"), "--height", "3..1"], "the interval [3, 1] is empty"],
      [[at("trace.csv"), "--sort-by", "size"], "--sort-by"],
    ];
    for (const [args, words] of wrong) {
      const { code, stderr } = await interphase(["peaks", ...args]);
      expect([code, stderr], args.join(" ")).toEqual([2, expect.stringContaining(words)]);
    }
    const unnamed = await interphase(["peaks", at("trace.csv")]);
    expect([unnamed.code, unnamed.stderr]).toEqual([1, expect.stringContaining("--column NAME")]);
    const unordered = await interphase(["peaks", at("trace.csv"), "--column", "voltage", "--x", "other"]);
    expect(unordered.stderr).toContain("x must increase from sample to sample: at sample 3 it is 0 after 2");
  });
});
