import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
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
  for (const [key] of expected) expect(stderr).toContain(`, ${key}: `);
  expect(stderr).toMatch(/campaign\.json, line \d+, colour: /);
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
    "trends.json",
    "inputs.csv",
    "inputs.parquet",
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

test("a bad file stands in the table of inputs with its reason", async () => {
  const path = study("inputs");
  writeFileSync(join(path, "cell", "broken.mpt"), "EC-Lab ASCII FILE\nNb header lines : 900\n");
  const file = join(path, "campaign.json");
  const entry = { role: "impedance", circuit: "R1-p(R2,CPE2)" };
  const files = [
    { ...entry, files: ["cell/eis.mpt", "cell/broken.mpt"] },
    { ...entry, files: "cell/broken.mpt", name: "nothing", weighting: "unit" },
  ];
  writeFileSync(file, JSON.stringify({ name: "inputs", samples: [{ name: "a", files }] }));
  expect((await interphase(["campaign", file, "--quiet"])).code).toBe(1);
  const rows = readFileSync(join(path, "results", "inputs.csv"), "utf8")
    .split("\r\n")
    .slice(1, -1);
  expect(rows.map((row) => /(done|failed)/.exec(row)?.[1])).toEqual(["done", "failed", "failed"]);
  expect(rows[1]).toMatch(/cell\/broken\.mpt/);
  const trends = JSON.parse(readFileSync(join(path, "results", "trends.json"), "utf8"));
  expect(trends.trends).toEqual([]);
});

test("a second run leaves the results as they are; a result that was touched is written again", async () => {
  const path = study("again");
  const file = join(path, "campaign.json");
  const files = [{ role: "impedance-by-cycle", files: "cell/*.mpt", circuit: "R1-p(R2,CPE2)" }];
  writeFileSync(file, JSON.stringify({ name: "again", samples: [{ name: "a", files }] }));
  const results = join(path, "results");
  await interphase(["campaign", file]);
  const written = statSync(join(results, "report.html")).mtimeMs;
  const numbers = readFileSync(join(results, "numbers.csv"), "utf8");
  const second = await interphase(["campaign", file]);
  expect(second.stderr).toMatch(/nothing has changed/);
  expect(statSync(join(results, "report.html")).mtimeMs).toBe(written);
  writeFileSync(join(results, "numbers.csv"), "touched");
  expect((await interphase(["campaign", file])).stderr).toMatch(/1 unchanged; written/);
  expect(readFileSync(join(results, "numbers.csv"), "utf8")).toBe(numbers);
  const trends = readFileSync(join(results, "trends.csv"), "utf8").split("\r\n");
  expect(trends[0]).toBe(
    "sample,role,entry,quantity,abscissa,x,value,stderr,unit,model,files,sha256,options,version,kernel",
  );
  expect(trends[1]).toMatch(/,"?R1-p\(R2,CPE2\)"?,cell\/eis\.mpt,[0-9a-f]{64},/);
});

test("results that cannot be written there are a fault before the work", async () => {
  const path = study("unwritable");
  const file = join(path, "campaign.json");
  const files = [{ role: "impedance", files: "cell/*.mpt", circuit: "R1-p(R2,CPE2)" }];
  writeFileSync(file, JSON.stringify({ name: "u", samples: [{ name: "a", files }] }));
  for (const out of [file, join(file, "below")]) {
    const { code, stderr } = await interphase(["campaign", file, "--out", out]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--out .*is a file; name a folder/);
  }
});

test("a run that is interrupted keeps what is done and leaves nothing half-written", async () => {
  const path = study("interrupted");
  const options = { from: 1e6, to: 0.1, points: 70, noise: 0.003 };
  const names = Array.from({ length: 12 }, (_, k) => `cell/long-${k}.mpt`);
  for (const [k, name] of names.entries()) {
    const spectra = Array.from({ length: 40 }, (_, cycle) =>
      simulateSpectrum(
        {
          L: 0,
          R: 20,
          arcs: [
            { R: 100 + cycle, peak: 2e4, n: 0.9 },
            { R: 50, peak: 20, n: 0.8 },
          ],
        },
        { ...options, seed: 100 * k + cycle, facts: { cycle } },
      ),
    );
    writeFileSync(join(path, name), ecLabImpedance(spectra));
  }
  const file = join(path, "campaign.json");
  const files = names.map((name) => ({
    role: "impedance-by-cycle",
    files: name,
    circuit: "R1-p(R2,CPE2)-p(R3,CPE3)",
  }));
  writeFileSync(file, JSON.stringify({ name: "long", samples: [{ name: "a", files }] }));
  const results = join(path, "results");
  const shelf = join(results, ".cache");
  const { code, stderr } = await interphase(["campaign", file], {
    during: (child) => {
      const timer = setInterval(() => {
        if (!existsSync(shelf) || readdirSync(shelf).length < 2) return;
        clearInterval(timer);
        child.kill("SIGINT");
      }, 5);
    },
  });
  expect(code).toBe(130);
  expect(stderr).toMatch(/what is done is kept/);
  expect(readdirSync(results)).toEqual([".cache"]);
  const done = readdirSync(shelf);
  for (const name of done) expect(() => JSON.parse(readFileSync(join(shelf, name), "utf8"))).not.toThrow();
  const second = await interphase(["campaign", file, "--json"]);
  expect(second.code).toBe(0);
  expect(JSON.parse(second.stdout).summary).toMatchObject({ jobs: 12, kept: done.length });
});
