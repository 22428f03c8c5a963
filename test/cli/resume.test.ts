import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cellCircuit, type Ended, interphase, scratch, writeSpectra } from "./interphase.ts";

const folder = scratch();
const data = join(folder, "long.csv");
const spectra = 200;
writeSpectra(data, spectra);
// The slowest build without workers, so that there is time to interrupt
const slow = ["fit", data, "--circuit", cellCircuit, "--kernel", "js", "--workers", "0", "--quiet"];

/** Ends the run with a signal when its record has so many spectra. */
function interrupted(out: string, signal: "SIGINT" | "SIGKILL", after = 30): Promise<Ended> {
  return interphase([...slow, "--out", out], {
    during: (child) => {
      const watch = setInterval(() => {
        if (child.exitCode !== null || recorded(out) >= after) {
          clearInterval(watch);
          child.kill(signal);
        }
      }, 5);
    },
  });
}

function recorded(out: string): number {
  return existsSync(`${out}.resume`) ? readFileSync(`${out}.resume`, "utf8").split("\n").length - 2 : 0;
}

function rowsOf(out: string): string[] {
  return readFileSync(out, "utf8").trimEnd().split("\r\n").slice(1);
}

test("an interrupted run writes what is done and exits with 130; --resume keeps those rows, fits the rest, and gives the file of an uninterrupted run", async () => {
  const out = join(folder, "interrupted.csv");
  const first = await interrupted(out, "SIGINT");
  expect(first.code).toBe(130);
  const done = rowsOf(out);
  expect(done.length).toBeGreaterThanOrEqual(30);
  expect(done.length).toBeLessThan(spectra);
  expect(first.stderr).toContain(`${done.length} of ${spectra} spectra are in ${out}`);

  const second = await interphase([...slow.filter((word) => word !== "--quiet"), "--out", out, "--resume"]);
  expect(second.code).toBe(0);
  expect(second.stderr).toContain(`${spectra - done.length} spectra fitted`);
  expect(second.stderr).toContain(`${done.length} spectra were fitted before and kept`);
  const all = rowsOf(out);
  expect(all).toHaveLength(spectra);
  for (const row of done) expect(all).toContain(row);
  expect(new Set(all.map((row) => row.split(",")[1])).size).toBe(spectra);

  const whole = join(folder, "whole.csv");
  await interphase([...slow, "--out", whole]);
  expect(readFileSync(out, "utf8")).toBe(readFileSync(whole, "utf8"));
}, 60_000);

test("a run that was killed, with a line of its record cut off, resumes from its record", async () => {
  const out = join(folder, "killed.csv");
  const first = await interrupted(out, "SIGKILL");
  expect(first.signal).toBe("SIGKILL");
  const before = recorded(out);
  appendFileSync(`${out}.resume`, '{"key":"[\\"long.csv');
  const second = await interphase([...slow, "--out", out, "--resume"]);
  expect(second.code).toBe(0);
  expect(before).toBeGreaterThanOrEqual(30);
  expect(rowsOf(out)).toHaveLength(spectra);
  expect(recorded(out)).toBe(spectra);
}, 60_000);

test("--resume refuses to mix fits that were made in another way, and says what differs", async () => {
  const small = join(folder, "small.csv");
  const out = join(folder, "small-results.csv");
  writeSpectra(small, 3);
  expect((await interphase(["fit", small, "--circuit", cellCircuit, "--out", out])).code).toBe(0);
  const before = readFileSync(out, "utf8");
  const changed = await interphase([
    "fit",
    small,
    "--circuit",
    cellCircuit,
    "--out",
    out,
    "--resume",
    "--weighting",
    "unit",
  ]);
  expect(changed.code).toBe(2);
  expect(changed.stderr).toContain("weighting was modulus and is now unit");
  const other = await interphase(["fit", small, "--circuit", "R0-p(R1,CPE1)", "--out", out, "--resume"]);
  expect(other.code).toBe(2);
  expect(other.stderr).toContain("circuit was");
  expect(readFileSync(out, "utf8")).toBe(before);
});

test("--resume fits a spectrum again whose data have changed, and keeps the rows of files that are not named any more", async () => {
  const [one, two] = ["one.csv", "two.csv"].map((name) => join(folder, name));
  const out = join(folder, "changing.csv");
  writeSpectra(one, 2, 1);
  writeSpectra(two, 2, 2);
  await interphase(["fit", one, two, "--circuit", cellCircuit, "--out", out, "--quiet"]);
  const before = rowsOf(out);
  writeSpectra(one, 2, 3);
  const { stderr, code } = await interphase(["fit", one, "--circuit", cellCircuit, "--out", out, "--resume"]);
  expect(code).toBe(0);
  expect(stderr).toContain("2 spectra fitted");
  expect(stderr).toContain("also keeps 2 spectra of earlier runs");
  const after = rowsOf(out);
  expect(after).toHaveLength(4);
  expect(after.filter((row) => row.startsWith(two)).sort()).toEqual(
    before.filter((row) => row.startsWith(two)).sort(),
  );
  expect(after.filter((row) => row.startsWith(one))).not.toEqual(before.filter((row) => row.startsWith(one)));
});

test("--resume without a record beside the results says so instead of guessing", async () => {
  const out = join(folder, "foreign.csv");
  writeFileSync(out, "file,spectrum\r\n");
  const { code, stderr } = await interphase([
    "fit",
    data,
    "--circuit",
    cellCircuit,
    "--out",
    out,
    "--resume",
  ]);
  expect(code).toBe(2);
  expect(stderr).toContain("has no record");
  expect(readFileSync(out, "utf8")).toBe("file,spectrum\r\n");
});
