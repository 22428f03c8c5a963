import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findInputs } from "../../src/cli/inputs.ts";
import { bar } from "../../src/cli/progress.ts";
import { scratch } from "./interphase.ts";

const folder = scratch();
for (const name of ["data/deep", "empty"]) mkdirSync(join(folder, name), { recursive: true });
for (const name of ["c10.z", "c2.z", "c1.csv", ".hidden.z", "old.csv.resume", "deep/c3.z", "we[i]rd.z"]) {
  writeFileSync(join(folder, "data", name), "");
}
const data = (name: string): string => join(folder, "data", name);
const found = (...operands: string[]): string[] =>
  findInputs(operands, []).files.map((file) =>
    file.slice(join(folder, "data").length + 1).replaceAll("\\", "/"),
  );

describe("inputs", () => {
  test("a folder gives its files in natural order, then those of its folders; hidden files and records are left out", () => {
    expect(found(join(folder, "data"))).toEqual(["c1.csv", "c2.z", "c10.z", "we[i]rd.z", "deep/c3.z"]);
  });

  test.each([
    ["*.z", ["c2.z", "c10.z", "we[i]rd.z"]],
    ["c?.z", ["c2.z"]],
    ["c[0-9]*.z", ["c2.z", "c10.z"]],
    ["c{1.csv,2.z}", ["c1.csv", "c2.z"]],
    ["**/*.z", ["c2.z", "c10.z", "we[i]rd.z", "deep/c3.z"]],
    ["*/c3.z", ["deep/c3.z"]],
  ])("the pattern %s is expanded", (pattern, wanted) => {
    expect(found(data(pattern))).toEqual(wanted);
  });

  test("a file whose name is a pattern is taken by its name", () => {
    expect(found(data("we[i]rd.z"))).toEqual(["we[i]rd.z"]);
  });

  test("a file that is named twice counts once, and this is said", () => {
    const { files, notes } = findInputs([data("c2.z"), data("c2.z")], []);
    expect(files).toHaveLength(1);
    expect(notes).toHaveLength(1);
  });

  test("files that the run writes are no inputs of a folder", () => {
    expect(findInputs([join(folder, "data")], [data("c2.z")]).files).not.toContain(data("c2.z"));
  });

  test.each([join(folder, "empty"), join(folder, "absent"), join(folder, "data/*.mpt")])(
    "%s fails with its name",
    (operand) => {
      const { failures } = findInputs([operand], []);
      expect(failures).toHaveLength(1);
      expect(failures[0].message).toMatch(new RegExp(`^${operand.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}: `));
    },
  );
});

test("the progress bar is never wider than the terminal", () => {
  for (const columns of [10, 20, 40, 80, 200]) {
    for (const done of [0, 1, 500, 1000]) {
      expect(bar("fitting", done, 1000, 3, columns).length).toBeLessThan(columns + 1);
    }
  }
});
