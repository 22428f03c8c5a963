import { describe, expect, test } from "vitest";
import { eisRequirements } from "../../bench/eisrequirements.js";
import { largest } from "../../bench/elements.js";
import { requirementTable, unmeasured } from "../../bench/requirement.js";

/** Timings in µs a fit, one per round. */
const entry = (name: string, rounds: readonly number[], successes = 1000) => ({
  timing: {
    name,
    seconds: rounds.map((t) => t / 1000),
    min: Math.min(...rounds) / 1000,
    median: rounds[0] / 1000,
  },
  verdict: { spectra: 1000, successes, success: successes / 1000, worst: 1, threw: 0, checked: true },
  perFit: rounds.map((t) => t * 1e-6),
  minPerFit: Math.min(...rounds) * 1e-6,
});

describe("eisRequirements", () => {
  const simd = entry("kernel simd", [20, 60, 22], 998);
  const free = entry("kernel simd, free exponents", [20, 60, 22], 999);
  const verdicts = (major: number, others: ReturnType<typeof entry>[], skipped?: string) =>
    eisRequirements([simd, free, ...others], skipped, major).map(({ what, pass }) => [what, pass]);

  test("judges by the median of the ratios within rounds: a slow minute for both is no failure", () => {
    const rows = verdicts(20, [entry("native C++", [7, 21, 7.5])]);
    expect(rows).toContainEqual(["EIS job, simd against native AVX, exponents ≤ 1", true]);
    const slower = verdicts(20, [entry("native C++", [6, 19, 7])]);
    expect(slower).toContainEqual(["EIS job, simd against native AVX, exponents ≤ 1", false]);
  });

  test("998 of 1,000 suffice with exponents bounded at 1, and only all of them without", () => {
    const rows = verdicts(20, []);
    expect(rows).toContainEqual(["EIS job, cost within 1 % of the best known, exponents ≤ 1", true]);
    expect(rows).toContainEqual(["EIS job, cost within 1 % of the best known, exponents free", false]);
  });

  test("asks for 3× against the js build on Node 20, 2.5× on Node 24, and nothing on others", () => {
    const js = entry("kernel js", [54, 162, 60]);
    const pass = (major: number) =>
      verdicts(major, [js]).find(([what]) => /js build/.test(String(what)))?.[1];
    expect([pass(20), pass(24), pass(22)]).toEqual([false, true, null]);
  });

  test("shows the tiled solver without judging by it", () => {
    const rows = verdicts(20, [
      entry("handwritten, plain", [80, 200, 80]),
      entry("handwritten, tiled", [40, 100, 40]),
    ]);
    expect(rows).toContainEqual(["simd against hand-written JavaScript, idiomatic", true]);
    expect(rows).toContainEqual(["simd against hand-written JavaScript, tiled after profiling", null]);
  });

  test("a native solver that could not run neither passes nor fails", () => {
    const rows = eisRequirements([simd], "skipped: g++ is not installed", 20);
    expect(rows[0]).toMatchObject({ measured: "skipped: g++ is not installed", pass: null });
  });
});

test("the table says pass, FAIL or –, and is Markdown whose columns line up", () => {
  const row = { what: "a", must: "≤ 1", anchors: "–" };
  const lines = requirementTable([
    { ...row, measured: "0.5", pass: true },
    { ...row, measured: "2", pass: false },
    unmeasured("b | c", "≤ 1", "skipped: no shared data"),
  ]).split("\n");
  expect(new Set(lines.map((line) => line.length)).size).toBe(1);
  expect(lines[1]).toMatch(/^\|(-+\|)+$/);
  expect(lines[2]).toContain("| pass |");
  expect(lines[3]).toContain("| FAIL |");
  expect(lines[4]).toMatch(/b \\\| c .*skipped: no shared data \| – /);
});

test("an error that is not a number is the largest of all", () => {
  const errors = [
    { type: "R", value: 1e-15, derivative: 1e-9 },
    { type: "Wo", value: Number.NaN, derivative: 1e-8 },
    { type: "G", value: 3e-13, derivative: 1e-10 },
  ];
  expect(largest(errors, "value")).toEqual({ error: Number.NaN, type: "Wo" });
  expect(largest(errors, "derivative")).toEqual({ error: 1e-8, type: "Wo" });
});
