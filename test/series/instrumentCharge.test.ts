import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { median } from "../../src/fit/median.ts";
import { readSeries } from "../../src/formats/series/index.ts";
import type { SeriesColumn, SeriesRecord } from "../../src/series/record.ts";
import { describeShared, shared } from "../shared.ts";
import { recordFrom, reduced } from "./simulated.ts";

const open = (path: string): Promise<SeriesRecord> => readSeries(basename(path), readFileSync(shared(path)));

/** Files of four instruments that count charge themselves, all steps of which were logged more than once. */
const files = [
  "data/cycling/maccor_txt/cellpy__maccor_002.txt",
  "data/cycling/neware_csv/cellpy__neware_uio.csv",
  "data/cycling/biologic_mpr/biologic-converter__jdb11-1.mpr",
  "data/cycling/biologic_mpr/datalab__jdb11-1_e1_s3_squidTest_data_C15.mpr",
  "data/cycling/arbin_res/navani__arbin_example.res",
  "data/cycling/bdf_csv/datalab__arbin_example.bdf.csv",
];

/**
 * What the instrument counted, read off its columns without the table: they count from the beginning of each step, so the charge of a
 * direction is the sum of the last values of its steps.
 */
async function countedBySteps(path: string): Promise<{ charge: number; discharge: number }> {
  const last = new Map<number, { charge: number; discharge: number }>();
  for await (const { rows, columns } of (await open(path)).blocks) {
    for (let row = 0; row < rows; row++) {
      last.set(columns.step_count![row], {
        charge: columns.charging_capacity_ah![row],
        discharge: columns.discharging_capacity_ah![row],
      });
    }
  }
  const total = (of: "charge" | "discharge"): number =>
    3600 * [...last.values()].reduce((sum, step) => sum + step[of], 0);
  return { charge: total("charge"), discharge: total("discharge") };
}

describeShared("charge of instruments", () => {
  it.each(files)("the integral of the current agrees with %s to 1e-3 in every half-cycle", async (path) => {
    const { halfCycles } = await reduced(await open(path));
    expect(halfCycles.length).toBeGreaterThan(3);
    const apart = halfCycles.map(({ charge, integral }) => Math.abs(integral / charge - 1));
    expect(halfCycles.every(({ chargeFrom }) => chargeFrom === "instrument")).toBe(true);
    expect(Math.max(...apart)).toBeLessThan(1e-3);
    expect(median(apart)).toBeLessThan(1e-4);
  });

  it("Arbin with single-row steps: every half-cycle has the instrument's charge, and the integral is within 1e-3", async () => {
    const { halfCycles } = await reduced(
      await open("data/cycling/arbin_res/cellpy__20160805_test001_45_cc_01.res"),
    );
    // The first is a single sample of 0.7 µA
    const [, ...whole] = halfCycles;
    expect(whole.length).toBe(35);
    for (const { charge, integral, chargeFrom } of whole) {
      expect(chargeFrom).toBe("instrument");
      expect(Math.abs(integral / charge - 1)).toBeLessThan(1e-3);
    }
  });

  // Potentiostatic charging decays faster than it was logged (10 s), short pulses last 2 s: there the integral cannot be better
  it.each(["fastnda__nw4-120-1-6-53.ndax", "NewareNDA__test_2.ndax"])(
    "Neware %s: charges are the file's own, where the integral of sparse rows is not",
    async (name) => {
      const path = `data/cycling/neware_ndax/${name}`;
      const { halfCycles } = await reduced(await open(path));
      const counted = await countedBySteps(path);
      for (const direction of ["charge", "discharge"] as const) {
        const own = halfCycles.filter((one) => one.direction === direction);
        expect(own.every(({ chargeFrom }) => chargeFrom === "instrument")).toBe(true);
        const sum = own.reduce((total, { charge }) => total + charge, 0);
        // A last row of another direction belongs to no half-cycle
        expect(Math.abs(sum / counted[direction] - 1)).toBeLessThan(1e-5);
        const integral = own.reduce((total, one) => total + one.integral, 0);
        expect(Math.abs(integral / counted[direction] - 1)).toBeLessThan(5e-3);
      }
    },
  );

  it("a current written with four decimals on a cell of 0.2 mA is told, and the instrument's charge taken", async () => {
    const path = "data/cycling/land_csv";
    const name = readdirSync(shared(path)).find((file) => file.endsWith(".csv"))!;
    const { halfCycles, warnings } = await reduced(await open(`${path}/${name}`));
    expect(halfCycles.every(({ chargeFrom }) => chargeFrom === "instrument")).toBe(true);
    expect(warnings.join()).toMatch(/written in steps of 0\.00010 A/);
  });
});

describe("charge by columns", () => {
  /** Rest of 100 s, charge of 1 mA for 100 s, discharge of 2 mA for 50 s, a row every 10 s, the first of each step one interval late. */
  const made = (counts: Partial<Record<SeriesColumn, (t: number, step: number) => number>>) => {
    const rows: { t: number; own: number; step: number; i: number }[] = [];
    let t = 0;
    for (const [step, [seconds, i]] of [
      [100, 0],
      [100, 1e-3],
      [50, -2e-3],
      [100, 1e-3],
      [50, -2e-3],
    ].entries()) {
      for (let own = 10; own <= seconds; own += 10) rows.push({ t: t + own, own, step: step + 1, i });
      t += seconds;
    }
    const column = (of: (row: (typeof rows)[number]) => number): Float64Array => Float64Array.from(rows, of);
    return recordFrom({
      test_time_second: column((row) => row.t),
      voltage_volt: column(({ i }) => 3.5 + 10 * i),
      current_ampere: column(({ i }) => i),
      step_count: column(({ step }) => step),
      ...Object.fromEntries(
        Object.entries(counts).map(([name, of]) => [name, column(({ own, step }) => of!(own, step))]),
      ),
    });
  };
  const mAs = (value: number): number => value / 1000 / 3600;
  const chargesOf = async (counts: Parameters<typeof made>[0]): Promise<number[]> =>
    (await reduced(made(counts))).halfCycles.map(({ charge }) => charge);

  it("counts from the beginning of a step, of the test, signed and as a sum: the first interval is in it", async () => {
    const expected = [0.1, 0.1, 0.1, 0.1];
    const stepped = await chargesOf({
      step_capacity_ah: (own, step) => mAs(step === 1 ? 0 : step % 2 === 0 ? own : 2 * own),
    });
    const cumulative = await chargesOf({
      charging_capacity_ah: (own, step) => mAs([0, own, 100, 100 + own, 200][step - 1]),
      discharging_capacity_ah: (own, step) => mAs([0, 0, 2 * own, 100, 100 + 2 * own][step - 1]),
    });
    const signed = await chargesOf({
      net_capacity_ah: (own, step) => mAs([0, own, 100 - 2 * own, own, 100 - 2 * own][step - 1]),
    });
    const summed = await chargesOf({
      cumulative_capacity_ah: (own, step) => mAs([0, own, 100 + 2 * own, 200 + own, 300 + 2 * own][step - 1]),
    });
    for (const charges of [stepped, cumulative, signed, summed]) {
      charges.forEach((charge, k) => {
        expect(charge).toBeCloseTo(expected[k], 10);
      });
    }
  });

  it("without a column, a clock of the step says when the current began", async () => {
    const clocked = await chargesOf({ step_time_second: (own) => own });
    for (const charge of clocked) expect(charge).toBeCloseTo(0.1, 12);
    // and without a clock nobody knows: between the first and the last sample
    const bare = await chargesOf({});
    expect(bare[0]).toBeCloseTo(0.09, 12);
    expect(bare[1]).toBeCloseTo(0.08, 12);
  });

  it("a column that jumps more than its current allows counts from the first row; one that counts something else is not believed", async () => {
    const jumped = await chargesOf({
      charging_capacity_ah: (own, step) => mAs([0, 5000 + own, 5100, 5100 + own, 5200][step - 1]),
    });
    expect(jumped[0]).toBeCloseTo(0.09, 12);
    expect(jumped[2]).toBeCloseTo(0.1, 12);
    const { halfCycles, warnings } = await reduced(
      made({ step_capacity_ah: (own, step) => (step === 1 ? 0 : own) }),
    );
    expect(halfCycles.every(({ chargeFrom }) => chargeFrom === "integral")).toBe(true);
    expect(warnings.join()).toMatch(/charge of 4 half-cycles is less than half or more than twice/);
  });
});
