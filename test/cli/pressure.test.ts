import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { bdfText } from "../../src/series/simulate/mirrors.ts";
import { simulatePressure, simulateTwoClocks } from "../../src/series/simulate/pressure.ts";
import { publishedCells } from "../../src/series/simulate/pressureCells.ts";
import { interphase, scratch } from "./interphase.ts";

const folder = scratch();
const uncoated = join(folder, "uncoated.csv");
const coated = join(folder, "coated.csv");
const cycler = join(folder, "cycler.csv");
const logger = join(folder, "logger.csv");
const mass = "0.0095544";
const area = 1.327;

beforeAll(async () => {
  writeFileSync(uncoated, await bdfText(simulatePressure(publishedCells.uncoated)));
  writeFileSync(coated, await bdfText(simulatePressure({ ...publishedCells.coated, cycles: 30 })));
  const clock = { offset: 1234.5, drift: 3e-4, interval: 5, jitter: 0.2 };
  const two = simulateTwoClocks({ ...publishedCells.uncoated, cycles: 19, quantum: 0 }, clock);
  writeFileSync(cycler, await bdfText(two.cycler));
  // A load cell in kgf, decimal commas
  const lines = ["Zeit (s);Last"];
  const comma = (value: number, digits: number): string => value.toFixed(digits).replace(".", ",");
  for await (const { rows, columns } of two.logger.blocks) {
    for (let k = 0; k < rows; k++) {
      const load = (columns.surface_pressure_pa![k] * area * 1e-4) / 9.80665;
      lines.push(`${comma(columns.test_time_second![k], 2)};${comma(load, 2)}`);
    }
  }
  writeFileSync(logger, `${lines.join("\n")}\n`);
});

test("pressure --json of one file: cycles with standard errors and the warning at the top", async () => {
  const { code, stdout } = await interphase(["pressure", uncoated, "--mass", mass, "--json", "--quiet"]);
  expect(code).toBe(0);
  const document = JSON.parse(stdout);
  expect(document.cycles.length).toBe(22);
  const [first, second] = document.cycles;
  expect(first.cycle).toBe(1);
  // 16.9 MPa·g·(A·h)⁻¹ in the first cycle, its scatter 0.3 %
  expect(Math.abs(first.perCapacity_MPa_g_per_Ah - 16.9)).toBeLessThan(0.2);
  expect(first.deltaDeltaP_MPa).toBeCloseTo(
    (first.perCapacity_MPa_g_per_Ah * first.discharge_mAh_g) / 1000,
    9,
  );
  expect(first.swingChange_MPa).toBeNull();
  expect(second.swingChange_MPa).toBeCloseTo(second.deltaDeltaP_MPa - first.deltaDeltaP_MPa, 9);
  expect(second.deltaP_MPa - second.discharged_MPa).toBeCloseTo(second.deltaDeltaP_MPa, 1);
  expect(first.deltaP_stderr).toBeGreaterThan(1e-4);
  expect(first.deltaP_stderr).toBeLessThan(0.02);
  expect(first.perArea_MPa_cm2_per_mAh).toBeNull();
  expect(document.warning.cycle).toBeGreaterThanOrEqual(13);
  expect(document.warning.cycle).toBeLessThanOrEqual(17);
  expect(document.warning.rule).toMatch(/falls ever faster/);
  expect(document.reference).toMatchObject({ from: 1, to: 8 });
  expect(document.alignment).toBeNull();
});

test("pressure of a logger with its own clock, a force and decimal commas", async () => {
  const options = [
    "--pressure-file",
    logger,
    "--pressure-column",
    "Last[kgf]",
    "--sensor-area",
    String(area),
  ];
  const { code, stdout } = await interphase([
    "pressure",
    cycler,
    ...options,
    "--mass",
    mass,
    "--json",
    "--quiet",
  ]);
  expect(code).toBe(0);
  const { alignment, cycles, halfCycles, pressureFile } = JSON.parse(stdout);
  expect(pressureFile).toBe(logger);
  expect(Math.abs(alignment.offset_s - 1234.5)).toBeLessThan(5 * alignment.offset_stderr + 5);
  expect(Math.abs(alignment.drift - 3e-4)).toBeLessThan(4 * alignment.drift_stderr);
  expect(halfCycles[0].start_MPa).toBeCloseTo(20, 1);
  expect(Math.abs(cycles[0].perCapacity_MPa_g_per_Ah - 16.9)).toBeLessThan(0.2);
});

test("pressure of several files: all cycles with their file, each file for itself; a failure costs only itself", async () => {
  const broken = join(folder, "broken.csv");
  writeFileSync(broken, "test_time_second,voltage_volt,current_ampere\n0,3,0\n1,3,0\n");
  const { code, stdout, stderr } = await interphase([
    "pressure",
    coated,
    broken,
    uncoated,
    "--json",
    "--quiet",
  ]);
  expect(code).toBe(1);
  const document = JSON.parse(stdout);
  expect(document.files.map(({ file }: { file: string }) => file)).toEqual([coated, uncoated]);
  expect(document.cycles.length).toBe(30 + 22);
  expect(document.files[0].warning).toBeNull();
  expect(document.warning.file).toBe(uncoated);
  expect(document.failures).toMatchObject([{ file: broken }]);
  expect(stderr).toMatch(/Not read: .*broken.csv: no half-cycle/);
  expect(stderr).not.toMatch(/^\s+at /m);
});

test("pressure writes a table and a page, and goes on with --resume", async () => {
  const out = join(folder, "cycles.csv");
  const page = join(folder, "page.html");
  const first = await interphase([
    "pressure",
    coated,
    "--area",
    String(area),
    "--out",
    out,
    "--report",
    page,
  ]);
  expect(first.code).toBe(0);
  const lines = readFileSync(out, "utf8").trim().split("\r\n");
  expect(lines.length).toBe(31);
  expect(lines[0]).toMatch(/^file,cycle,endTime_s,deltaP_MPa,deltaP_stderr,deltaDeltaP_MPa/);
  const html = readFileSync(page, "utf8");
  expect(html).toContain("MPa·cm²·(mA·h)");
  expect(html).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
  const all = [coated, uncoated, "--area", String(area), "--out", out];
  const again = await interphase(["pressure", ...all, "--resume", "--quiet"]);
  expect(again.code).toBe(0);
  expect(readFileSync(out, "utf8").trim().split("\r\n").length).toBe(31 + 22);
  const other = await interphase(["pressure", coated, uncoated, "--out", out, "--resume"]);
  expect(other.code).toBe(2);
  expect(other.stderr).toMatch(/area was 1.327 and is now not given/);
});

test("pressure says what is wrong with its options", async () => {
  const cases: [string[], RegExp][] = [
    [["--pressure-column", "Last[V]"], /the units are Pa, kPa/],
    [["--pressure-column", "Last[kgf]"], /give it with --sensor-area/],
    [["--clock-offset", "3"], /belongs to --pressure-file/],
    [["--reference", "4"], /whole number from 8/],
    [["--pressure-file", logger, "--pressure-file", logger], /one logger's file for each/],
  ];
  for (const [options, words] of cases) {
    const { code, stderr } = await interphase(["pressure", coated, ...options]);
    expect(stderr).toMatch(words);
    expect(code).toBe(2);
  }
  const missing = await interphase(["pressure", cycler]);
  expect(missing.code).toBe(1);
  expect(missing.stderr).toMatch(/no column surface_pressure_pa/);
  const column = await interphase([
    "pressure",
    cycler,
    "--pressure-file",
    logger,
    "--pressure-column",
    "Kraft[N]",
    "--area",
    "1",
  ]);
  expect(column.code).toBe(1);
  expect(column.stderr).toMatch(/logger\.csv.*Kraft/);
});
