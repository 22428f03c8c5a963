/** Which view gets which file: over the instruments' files of the shared data. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readSource } from "../../src/web/reading/readSource.ts";
import { sourceOf } from "../../src/web/reading/source.ts";
import { describeShared, shared } from "../shared.ts";

/** Kind by file, of those that are read. */
async function kindsOf(folder: string): Promise<Map<string, string>> {
  const kinds = new Map<string, string>();
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const path = join(folder, name);
    if (!statSync(path).isFile() || statSync(path).size > 2e7) continue;
    const reading = await readSource(sourceOf(new Blob([readFileSync(path)]), name, () => {}));
    if ("kind" in reading) kinds.set(name, reading.kind);
  }
  return kinds;
}

describeShared("every file of", () => {
  test("a cycler is a series, but for the impedance that it measured", { timeout: 120_000 }, async () => {
    const kinds = await kindsOf(shared("data/cycling"));
    const others = [...kinds].filter(([, kind]) => kind !== "series").map(([name]) => name);
    expect(others.filter((name) => !/[PG]EIS|geis|zir|mb\.mpt|MissingFreq/.test(name))).toEqual([]);
    expect(kinds.size - others.length).toBeGreaterThan(45);
  });

  test("an analyser is impedance, unless it is a measurement with direct current", {
    timeout: 120_000,
  }, async () => {
    const kinds = await kindsOf(shared("data/impedance"));
    const series = [...kinds].filter(([, kind]) => kind === "series").map(([name]) => name);
    expect(series.filter((name) => !/chronoa|cv_data|ocp_data/.test(name))).toEqual([]);
    expect([...kinds.values()].filter((kind) => kind === "impedance").length).toBeGreaterThan(60);
  });

  test("a spectrometer is a spectrum", { timeout: 120_000 }, async () => {
    const kinds = await kindsOf(shared("data/spectra"));
    expect(new Set(kinds.values())).toEqual(new Set(["spectra"]));
  });
});
