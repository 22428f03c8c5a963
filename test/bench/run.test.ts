import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { pairedRatio } from "../../bench/clock.js";

const folder = fileURLToPath(new URL("../../bench", import.meta.url));
const run = (words: readonly string[], program = join(folder, "run.js")) =>
  promisify(execFile)(process.execPath, [program, ...words], {
    env: { ...process.env, INTERPHASE_SHARED: "no-such-folder" },
  });

describe("npm run bench", () => {
  test("without a shared folder makes its own job and says so; --json is one document", async () => {
    const words = ["eis", "handwritten", "native", "--rounds", "2", "--warmup", "0", "--json"];
    const { machine, eis, requirements } = JSON.parse((await run(words)).stdout);
    expect(machine.node).toBe(process.version);
    expect(eis.job).toMatchObject({ source: "generated", spectra: 1000, points: 70, parameters: 9 });
    expect(eis.contenders).toHaveLength(2);
    for (const { success, secondsPerFit } of eis.contenders) {
      expect(success).toBe(1);
      expect(secondsPerFit.rounds).toHaveLength(2);
      expect(secondsPerFit.min).toBeLessThanOrEqual(Math.min(...secondsPerFit.rounds));
    }
    expect(eis.ratios).toHaveLength(2);
    const [tiled, plain] = eis.contenders;
    expect(eis.ratios[0]).toMatchObject({
      of: tiled.name,
      to: plain.name,
      ratio: pairedRatio(tiled.secondsPerFit.rounds, plain.secondsPerFit.rounds),
    });
    expect(eis.native).toMatch(/no shared folder/);
    // no kernel ran, so no requirement can be judged
    expect(requirements).toEqual([]);
  });

  test("a word selects a section; what needs the shared folder is skipped and never passes", async () => {
    const { stdout } = await run(["elements", "coin", "circuits", "--json"]);
    const { machine, quick, requirements, ...sections } = JSON.parse(stdout);
    expect(Object.keys(sections).sort()).toEqual(["circuits", "coin", "elements"]);
    for (const section of Object.values(sections))
      expect(section).toMatchObject({ skipped: expect.stringMatching(/^skipped: no shared/) });
    expect(requirements.length).toBeGreaterThanOrEqual(3);
    for (const { pass, measured } of requirements) {
      expect(pass).toBeNull();
      expect(measured).toMatch(/^skipped/);
    }
  });

  test("prints the size and the loading time of the builds, and ends with the table", async () => {
    const { stdout } = await run(["load", "--rounds", "1"]);
    for (const build of ["simd", "scalar", "js"]) expect(stdout).toMatch(new RegExp(`^${build} +\\d+ `, "m"));
    expect(stdout.trimEnd().split("\n").at(-1)).toMatch(/^\| .*≤ 20 ms .* (pass|FAIL) +\| /);
  });

  test.each([
    [["nobody"], /No contender has "nobody" in its name/],
    [["eis", "tiled", "--reference", "plain"], /No contender of this run has "plain"/],
    [["--rounds", "0"], /--rounds is "0", expected an integer ≥ 1/],
    [["--fast"], /Unknown option '--fast'/],
  ])("%j is a wrong usage: exit code 2, a sentence, no stack trace", async (words, sentence) => {
    const failure = await run(words).catch((error) => error);
    expect(failure.code).toBe(2);
    expect(failure.stderr).toMatch(sentence);
    expect(failure.stderr).toContain("Usage: npm run bench");
    expect(failure.stderr).not.toMatch(/^\s+at /m);
  });

  test("without a build it says how to make one: exit code 1, a sentence, no stack trace", async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), "interphase-bench-"));
    try {
      cpSync(folder, join(elsewhere, "bench"), { recursive: true });
      writeFileSync(join(elsewhere, "package.json"), '{ "type": "module" }');
      const failure = await run([], join(elsewhere, "bench", "run.js")).catch((error) => error);
      expect(failure.code).toBe(1);
      expect(failure.stderr).toMatch(
        /^The package is not built: .*kernel\.simd\.wasm.* Run `npm run build` first\.$/m,
      );
      expect(failure.stderr).not.toMatch(/^\s+at /m);
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });
});
