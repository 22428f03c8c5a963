import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { bdfText } from "../../src/series/simulate/mirrors.ts";
import { simulateLadder, simulateWedgeShort } from "../../src/series/simulate/traces.ts";
import { describeShared, shared } from "../shared.ts";
import { interphase, scratch } from "./interphase.ts";

const folder = scratch();
const short = join(folder, "short.csv");
const ladder = join(folder, "ladder.csv");

beforeAll(async () => {
  writeFileSync(short, await bdfText(simulateWedgeShort({ interval: 20 }).record));
  writeFileSync(ladder, await bdfText(simulateLadder(1.2).record));
});

test("cycles --json of one file: half-cycles, cycles, events, critical current and warnings at the top", async () => {
  const { code, stdout } = await interphase(["cycles", short, "--area", "0.785", "--json", "--quiet"]);
  expect(code).toBe(0);
  const document = JSON.parse(stdout);
  expect(document.halfCycles.length).toBe(74);
  expect(document.cycles.length).toBe(37);
  expect(document.events).toMatchObject([{ kind: "hard-short", cycle: 14 }]);
  expect(document.events[0].time_s).toBeGreaterThan(47_000);
  expect(document.events[0].rule).toMatch(/falls from/);
  expect(document.criticalCurrent).toBeNull();
  expect(document.warnings).toEqual([]);
  expect(document.halfCycles[0].currentDensity_mA_cm2).toBeCloseTo(0.1, 4);
  expect(document.halfCycles[1].currentDensity_mA_cm2).toBeCloseTo(-0.1, 4);
});

test("cycles gives the critical current in mA·cm⁻², without an area in mA and says so", async () => {
  const known = JSON.parse((await interphase(["cycles", ladder, "--area", "0.785", "--json"])).stdout);
  expect(known.criticalCurrent).toMatchObject({ unit: "mA·cm⁻²", protocol: "fixed-time" });
  expect(known.criticalCurrent.lastClean).toBeCloseTo(1.2, 3);
  expect(known.criticalCurrent.firstFailing).toBeCloseTo(1.3, 3);
  expect(known.criticalCurrent.step).toBeCloseTo(0.1, 3);
  const bare = JSON.parse((await interphase(["cycles", ladder, "--json"])).stdout);
  expect(bare.criticalCurrent.unit).toBe("mA");
  expect(bare.criticalCurrent.lastClean).toBeCloseTo(1.2 * 0.785, 3);
  expect(bare.halfCycles[0].currentDensity_mA_cm2).toBeNull();
  expect(bare.halfCycles[0].current_mA).toBeCloseTo(0.0785, 4);
});

test("cycles of several files: each for itself and all together; one that cannot be read costs only itself", async () => {
  const broken = join(folder, "broken.csv");
  writeFileSync(broken, "this is no table\n");
  const { code, stdout, stderr } = await interphase(["cycles", short, broken, ladder, "--json", "--quiet"]);
  expect(code).toBe(1);
  const document = JSON.parse(stdout);
  expect(document.files.map(({ file }: { file: string }) => file)).toEqual([short, ladder]);
  expect(document.halfCycles.length).toBe(74 + 50);
  expect(document.events.map(({ file }: { file: string }) => file)).toEqual([short, ladder]);
  expect(document.failures).toMatchObject([{ file: broken }]);
  expect(stderr).toContain(`Not read: ${broken}`);
  expect(stderr).not.toMatch(/^\s+at /m);
});

test("cycles writes a table, a page, and goes on with --resume", async () => {
  const out = join(folder, "half.csv");
  const page = join(folder, "page.html");
  const first = await interphase(["cycles", short, "--out", out, "--report", page]);
  expect(first.code).toBe(0);
  const lines = readFileSync(out, "utf8").trim().split("\r\n");
  expect(lines.length).toBe(75);
  expect(lines[0]).toMatch(/^file,index,cycle,/);
  expect(lines[27]).toMatch(/hard-short$/);
  const html = readFileSync(page, "utf8");
  expect(html).toContain("hard short");
  expect(html).not.toMatch(/NaN|undefined|Infinity/);
  const again = await interphase(["cycles", short, ladder, "--out", out, "--resume", "--json"]);
  const document = JSON.parse(again.stdout);
  expect(document.files.length).toBe(2);
  expect(readFileSync(out, "utf8").trim().split("\r\n").length).toBe(75 + 50);
  const other = await interphase(["cycles", short, "--area", "1", "--out", out, "--resume"]);
  expect(other.code).toBe(2);
  expect(other.stderr).toMatch(/area was not given and is now 1/);
});

test("cycles explains wrong usage", async () => {
  expect((await interphase(["cycles"])).stderr).toMatch(/needs files/);
  expect((await interphase(["cycles", short, "--area", "-1"])).code).toBe(2);
  expect((await interphase(["cycles", short, "--cell", "half"])).stderr).toMatch(/"symmetric" or "full"/);
  const missing = await interphase(["cycles", short, "--cell", "full", "--reference", "99"]);
  expect(missing.code).toBe(2);
  expect(missing.stderr).toMatch(/cycle 99 cannot be the reference/);
  const others = await interphase(["cycles", short, ladder, "--cell", "full", "--reference", "30"]);
  expect([others.code, others.stdout]).toEqual([1, expect.stringContaining(`${short}: full`)]);
  expect(others.stderr).toContain(`Not read: ${ladder}: cycle 30 cannot be the reference`);
});

describeShared("cycles of the files of all cyclers", () => {
  test("reads what holds time, voltage and current; of the others each gets one sentence that says what to do", async () => {
    const { code, stdout, stderr } = await interphase([
      "cycles",
      shared("data/cycling"),
      "--json",
      "--quiet",
    ]);
    expect(code).toBe(1);
    expect(stderr).not.toMatch(/^\s+at |undefined|NaN/m);
    const document = JSON.parse(stdout);
    const whys: [RegExp, number][] = [
      // measurements at open circuit, and a Modulo Bat that stands at one
      [/time, voltage and current; the record has .*open circuit/, 7],
      [/expected a name for every column/, 1],
      [/the measurement seems (never to have begun|empty)|the test seems never to have begun/, 3],
      [/expected units in the header .* --column "voltage_volt=Voltage\[V\]"/, 1],
      [/expected an \.ndc file with complete records/, 3],
    ];
    const told = whys.map(
      ([why]) =>
        document.failures.filter(({ message }: { message: string }) => why.test(message)).length as number,
    );
    expect(document.failures.length).toBe(told.reduce((sum, count) => sum + count, 0));
    expect(told.every((count, k) => count >= 1 && count <= whys[k][1])).toBe(true);
    expect(document.files.length).toBeGreaterThan(45);
    const half = document.files.flatMap(
      (file: { halfCycles: { charge_mAh: number; startTime_s: number; endTime_s: number }[] }) =>
        file.halfCycles,
    );
    for (const { charge_mAh, startTime_s, endTime_s } of half) {
      expect(charge_mAh).toBeGreaterThanOrEqual(0);
      expect(endTime_s).toBeGreaterThanOrEqual(startTime_s);
    }
  });
});
