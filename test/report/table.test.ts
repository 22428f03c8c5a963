import { parquetReadObjects } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { fitDocument, summarize } from "../../src/report/document.ts";
import { csvLine, fitColumns, fitCsv } from "../../src/report/table.ts";
import { displayWidth, resultText, textTable } from "../../src/report/text.ts";
import { fitResult } from "./fixtures.ts";

/** RFC 4180 as its grammar says, independent of the writer. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    let field = "";
    if (text[at] === '"') {
      for (at++; !(text[at] === '"' && text[at + 1] !== '"'); at++) {
        if (at >= text.length) throw new Error("open quote");
        if (text[at] === '"') at++;
        field += text[at];
      }
      at++;
    } else {
      while (at < text.length && !",\r\n".includes(text[at]!)) field += text[at++];
    }
    row.push(field);
    if (text[at] === ",") at++;
    else if (text.startsWith("\r\n", at)) {
      at += 2;
      rows.push(row);
      row = [];
    } else throw new Error(`unexpected ${JSON.stringify(text.slice(at, at + 10))}`);
  }
  return rows;
}

const lost = fitResult({
  status: "failed",
  message: 'failed, "quoted",\nand on two lines',
  file: "a, b.csv",
  spectrum: undefined,
  values: Float64Array.of(1 / 3, Number.POSITIVE_INFINITY, Number.NaN),
  stderr: Float64Array.of(0, Number.NaN, Number.NaN),
  states: ["fixed", "not identifiable", "at upper bound"],
  chi2: Number.NaN,
  rms: 1e-300,
  warnings: ["One.", "Two."],
});
const failure = { file: "bad.z", spectrum: "3", message: "Line 4 has no number." };

describe("CSV", () => {
  test("has one row per spectrum under a header with units, then the inputs that failed, and every double reads back exactly", () => {
    const [header, first, second, third] = readCsv(fitCsv([fitResult(), lost], [failure]));
    expect(header!.slice(0, 10)).toEqual([
      "file",
      "spectrum",
      "status",
      "message",
      "R0.R (Ω)",
      "R0.R stderr (Ω)",
      "R0.R state",
      "R1.R (Ω)",
      "R1.R stderr (Ω)",
      "R1.R state",
    ]);
    expect(header!.slice(-6)).toEqual(["rms", "chi2", "evaluations", "starts", "agreement", "warnings"]);
    for (const row of [first, second, third]) expect(row!.length).toBe(header!.length);
    const at = (row: string[] | undefined, name: string) => row![header!.indexOf(name)]!;
    expect(Number(at(first, "C1.C (F)"))).toBe(1.5e-6);
    expect(Number(at(second, "R0.R (Ω)"))).toBe(1 / 3);
    expect(Number(at(second, "rms"))).toBe(1e-300);
    expect(at(second, "file")).toBe("a, b.csv");
    expect(at(second, "message")).toBe(lost.message);
    expect(at(second, "C1.C state")).toBe("at upper bound");
    expect(at(third, "status")).toBe("failed");
    expect(at(third, "message")).toBe(failure.message);
  });

  test("a number that is not finite is an empty field, which no reader takes for a value", () => {
    const [header, row] = readCsv(fitCsv([lost]));
    for (const name of ["R1.R (Ω)", "C1.C (F)", "C1.C stderr (F)", "chi2"])
      expect(row![header!.indexOf(name)]).toBe("");
  });

  test("fields with commas, quotes, line ends and outer blanks survive, as RFC 4180 quotes them", () => {
    const fields = ["a,b", 'say "x"', "two\r\nlines", " blank", "", "−1 Ω", "tab\there"];
    expect(readCsv(csvLine(fields))).toEqual([fields]);
    expect(csvLine([null, 1e-7, "x"])).toBe(",1e-7,x\r\n");
  });

  test("results of two circuits have no common columns: the sentence names both", () => {
    const other = fitResult({ circuit: "R0-C1", parameters: ["R0.R", "C1.C"], units: ["Ω", "F"] });
    expect(() => fitCsv([fitResult(), other])).toThrow(/R0-p\(R1,C1\) and R0-C1 .*one table per circuit/i);
  });
});

test("the columns are a Parquet file that hyparquet reads back, with nulls for what is not finite", async () => {
  const buffer = parquetWriteBuffer({ columnData: fitColumns([fitResult(), lost], [failure]) });
  const rows = await parquetReadObjects({ file: buffer });
  expect(rows.length).toBe(3);
  expect(rows[0]!["R0.R (Ω)"]).toBe(7.3984);
  expect(rows[0]!.evaluations).toBe(321);
  expect(rows[1]!["R1.R (Ω)"]).toBeNull();
  expect(rows[1]!["R0.R state"]).toBe("fixed");
  expect(rows[2]!.message).toBe(failure.message);
});

describe("JSON document", () => {
  test("has the fields of the contract, in order, and survives JSON: what is not finite is null", () => {
    const results = [fitResult(), { ...lost, covariance: new Float64Array(9).fill(Number.NaN) }];
    const document = fitDocument(results, summarize(results, 2, 1), { failures: [failure] });
    expect(Object.keys(document)).toEqual(["circuit", "kernel", "parameters", "units", "spectra", "summary"]);
    const back = JSON.parse(JSON.stringify(document));
    expect(back).toEqual(document);
    expect(Object.keys(back.spectra[0])).toEqual(
      "file spectrum status message values stderr states covariance correlation conditionNumber rms chi2 evaluations starts agreement warnings intervals diagnostics".split(
        " ",
      ),
    );
    expect(back.spectra[0].values).toEqual(Array.from(results[0]!.values));
    expect(back.spectra[1].values).toEqual([1 / 3, null, null]);
    expect(back.spectra[1].stderr).toEqual([0, null, null]);
    const n = results[0]!.values.length;
    for (const row of [0, 1, 2]) {
      expect(back.spectra[0].covariance[row]).toEqual(
        Array.from(results[0]!.covariance.slice(row * n, (row + 1) * n)),
      );
    }
    expect(back.spectra[0].correlation.flat()).toEqual(Array.from(results[0]!.correlation));
    expect(back.spectra[0].states).toEqual(results[0]!.states);
    expect(back.spectra[0].conditionNumber).toBe(results[0]!.conditionNumber);
    expect(back.spectra[1].covariance).toEqual(Array(3).fill([null, null, null]));
    expect(back.spectra[2]).toMatchObject({ states: [], covariance: [], conditionNumber: null });
    expect(back.spectra[2]).toMatchObject({
      file: "bad.z",
      status: "failed",
      message: failure.message,
      values: [],
    });
    expect(back.summary).toEqual({ spectra: 3, converged: 1, failed: 2, seconds: 2, spectraPerSecond: 1 });
  });

  test("without any result it still tells circuit and parameters if the caller knows them", () => {
    const document = fitDocument([], summarize([], 0), {
      circuit: "R0",
      kernel: "js",
      parameters: ["R0.R"],
      units: ["Ω"],
    });
    expect(document).toMatchObject({
      circuit: "R0",
      kernel: "js",
      parameters: ["R0.R"],
      units: ["Ω"],
      spectra: [],
    });
    expect(document.summary.spectraPerSecond).toBe(0);
  });

  test("a fit with warnings counts as converged, so that converged and failed add up to the spectra", () => {
    const summary = summarize([fitResult(), fitResult({ status: "warning" }), lost], 1);
    expect([summary.converged, summary.failed, summary.spectra]).toEqual([2, 1, 3]);
  });
});

describe("text table", () => {
  test("columns line up, also with wide and combining characters", () => {
    const lines = textTable([
      ["file", "Ω"],
      ["電池.csv", "1"],
      ["cafe\u0301.csv", "12345"],
    ]).split("\n");
    expect(lines.map(displayWidth)).toEqual([15, 15, 15]);
  });

  test("never exceeds the terminal as long as two columns fit: further columns continue below with the first repeated", () => {
    const results = Array.from({ length: 3 }, () => fitResult());
    const text = resultText(results, { width: 60 });
    for (const line of text.split("\n")) expect(displayWidth(line)).toBeLessThanOrEqual(60);
    expect(text.split("\n").filter((line) => line.startsWith("spectrum")).length).toBeGreaterThan(1);
    for (const name of fitResult().parameters) expect(text).toContain(name);
  });

  test("marks say what is at a bound or not identifiable, and values of a failed fit stand in parentheses", () => {
    const bound = fitResult({ states: ["at lower bound", "free", "not identifiable"] });
    const text = resultText([bound, fitResult({ status: "failed" })]);
    expect(text).toMatch(/7\.40 ± 0\.03 ↓/);
    expect(text).toMatch(/1\.50 ± 0\.04 \?/);
    expect(text).toContain("(7.40)");
    expect(text).toContain("↓ at lower bound");
    expect(resultText([fitResult({ status: "failed" })])).toContain("(7.3984\u00a0Ω)");
  });
});
