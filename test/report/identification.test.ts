import { describe, expect, test } from "vitest";
import type { Candidate } from "../../src/impedance/candidate.ts";
import type { Identification } from "../../src/impedance/identify.ts";
import { candidateColumns, candidateRows, identificationDocument } from "../../src/report/candidates.ts";
import { identificationReport } from "../../src/report/identification.ts";
import { fitResult, frequencies, semicircle } from "./fixtures.ts";
import { readMarkup } from "./markup.ts";

const spectrum = semicircle(frequencies(1e6, 0.1, 40), 7.4, 12345, 1.5e-6);

function candidate(circuit: string, more: Partial<Candidate> = {}): Candidate {
  return {
    circuit,
    parameters: ["R0.R"],
    units: ["Ω"],
    values: Float64Array.of(7.4),
    stderr: Float64Array.of(Number.NaN),
    free: 1,
    rms: 0.004,
    chi2: 1e-3,
    bic: -500,
    aicc: Infinity,
    weight: 0.9,
    evidenceRatio: 1,
    redundant: false,
    reasons: [],
    fit: fitResult({}),
    ...more,
  };
}

const ranking: Identification = {
  file: "a<b>.csv",
  spectrum: "loop & 1",
  tried: 17,
  criterion: "bic",
  warnings: ['the data do not tell "A" and <B> apart'],
  candidates: [
    candidate("R0-C1"),
    candidate("R0", { bic: -490, weight: 0.1 }),
    candidate("L0-R0", { bic: -501.25, weight: 0, redundant: true, reasons: ["L0.L goes to 0"] }),
  ],
};
const failure: Identification = {
  file: "c.csv",
  tried: 0,
  criterion: "bic",
  warnings: [],
  candidates: [],
  message: "it has no points",
};

describe("rankings", () => {
  test("the document has null for what is not a number, and inputs without a result at the end", () => {
    const document = identificationDocument([ranking, failure], {
      criterion: "bic",
      kernel: "simd",
      seconds: 1,
      failures: [{ file: "d.csv", message: "it is empty" }],
    });
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    expect(document.spectra.map(({ file, message }) => [file, message])).toEqual([
      ["a<b>.csv", null],
      ["c.csv", "it has no points"],
      ["d.csv", "it is empty"],
    ]);
    expect(document.spectra[0].candidates[0]).toMatchObject({ stderr: [null], aicc: null, values: [7.4] });
    expect(document.summary).toEqual({ spectra: 3, identified: 1, failed: 2, seconds: 1 });
  });

  test("columns have a row per candidate and one per input without a result", () => {
    const columns = candidateColumns([ranking, failure], [{ file: "d.csv", message: "it is empty" }]);
    expect(new Set(columns.map(({ data }) => data.length))).toEqual(new Set([5]));
    const column = (name: string) => columns.find((one) => one.name === name)!.data;
    expect(column("rank")).toEqual([1, 2, 3, null, null]);
    expect(column("circuit")).toEqual(["R0-C1", "R0", "L0-R0", null, null]);
    expect(column("redundant")).toEqual(["no", "no", "yes", null, null]);
    expect(column("message")).toEqual([null, null, null, "it has no points", "it is empty"]);
    expect(column("parameters")[0]).toBe("R0.R=7.4");
  });

  test("a table gives differences to the first, and no weight to what stands aside", () => {
    const rows = candidateRows(ranking, { sound: 5, redundant: 5 });
    expect(rows.map((row) => row[4])).toEqual(["ΔBIC", "0.0", "10.0", "−1.3"]);
    expect(rows[3].slice(5)).toEqual(["–", "L0.L goes to 0"]);
    expect(candidateRows(ranking, { sound: 1, redundant: 0 })).toHaveLength(2);
  });

  test("the page is well-formed, escapes text from files, and draws the first three", () => {
    const html = identificationReport({
      title: "Circuits for <x>",
      identifications: [ranking, failure],
      spectra: [spectrum, spectrum],
      curves: [[spectrum, spectrum, spectrum], []],
      seconds: 1,
      version: "1.2.3",
    });
    const elements = readMarkup(html.replace(/<style>[^<]*<\/style>/, ""));
    expect(elements.some(({ name }) => ["script", "link", "img"].includes(name))).toBe(false);
    expect(elements.filter(({ name }) => name === "svg")).toHaveLength(3);
    const text = elements[0].text;
    expect(text).toContain("a<b>.csv · loop & 1");
    expect(text).toContain("it has no points");
    expect(text).toContain('the data do not tell "A" and <B> apart');
    expect(elements.filter(({ name, path }) => name === "tr" && path.includes("tbody"))).toHaveLength(3);
  });
});
