import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { csvTable, ecLabImpedance } from "../../src/examples/instrument.ts";
import { simulateSpectrum } from "../../src/examples/spectra.ts";
import { expected, faulty } from "../campaign/faulty.ts";
import { interphase, scratch } from "./interphase.ts";

const folder = scratch();

function study(name: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, "cell"), { recursive: true });
  const options = { from: 1e6, to: 0.1, points: 40, noise: 0.003, seed: 1 };
  const spectra = [0, 10, 20].map((cycle) =>
    simulateSpectrum(
      { L: 0, R: 20, arcs: [{ R: 100 + cycle, peak: 200, n: 0.9 }] },
      { ...options, seed: 1 + cycle, facts: { cycle } },
    ),
  );
  writeFileSync(join(path, "cell", "eis.mpt"), ecLabImpedance(spectra));
  return path;
}

test("faults: all are named, the exit code is 2, nothing is written", async () => {
  const path = study("faulty");
  const file = join(path, "campaign.json");
  writeFileSync(file, JSON.stringify(faulty));
  const { code, stderr } = await interphase(["campaign", file]);
  expect(code).toBe(2);
  for (const [key] of expected) expect(stderr).toContain(`${key}: `);
  expect(stderr).toMatch(/\d+ faults in .*nothing was written/);
  expect(readdirSync(path).sort()).toEqual(["campaign.json", "cell"]);
});

test("--new writes a campaign that runs; a second run computes nothing", async () => {
  const path = study("new");
  const made = await interphase(["campaign", "--new", path]);
  expect(made.code).toBe(0);
  const file = join(path, "campaign.json");
  const written = JSON.parse(readFileSync(file, "utf8"));
  expect(written.samples[0].files[0]).toMatchObject({ role: "impedance-by-cycle", files: "cell/eis.mpt" });
  const again = await interphase(["campaign", "--new", path]);
  expect(again.code).toBe(2);
  expect(again.stderr).toMatch(/there already/);
  const first = await interphase(["campaign", file, "--json"]);
  expect(first.code).toBe(0);
  const document = JSON.parse(first.stdout);
  expect(document.summary).toMatchObject({ jobs: 1, kept: 0, failures: 0 });
  const results = join(path, "results");
  for (const name of [
    "report.html",
    "numbers.csv",
    "numbers.parquet",
    "numbers.json",
    "trends.csv",
    "trends.parquet",
  ]) {
    expect(existsSync(join(results, name)), name).toBe(true);
  }
  expect(readdirSync(results).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  const second = JSON.parse((await interphase(["campaign", file, "--json"])).stdout);
  expect(second.summary).toMatchObject({ jobs: 1, kept: 1 });
  expect(second.numbers).toEqual(document.numbers);
});

test("one bad file costs that file, and the exit code is 1", async () => {
  const path = study("bad");
  writeFileSync(join(path, "cell", "broken.csv"), csvTable(["a", "b"], [[1], [2]]));
  const circuit = "R1-p(R2,CPE2)";
  const file = join(path, "campaign.json");
  const files = [
    { role: "impedance-by-cycle", files: ["cell/eis.mpt", "cell/broken.csv"], circuit, at: [10] },
  ];
  writeFileSync(file, JSON.stringify({ name: "bad", samples: [{ name: "a", files }] }));
  const { code, stdout, stderr } = await interphase(["campaign", file]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/Not worked on: cell\/broken\.csv/);
  expect(stdout).toMatch(/R2 at cycle 10 +1(09|10|11)/);
});
