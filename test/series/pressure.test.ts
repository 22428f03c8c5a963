import { describe, expect, it } from "vitest";
import { Kernel } from "../../src/kernel/kernel.ts";
import { analysePressure, type PressureOptions } from "../../src/series/pressure/analysis.ts";
import { endOf } from "../../src/series/pressure/halfCycle.ts";
import { strongestKink, strongestStep } from "../../src/series/pressure/kink.ts";
import { openPressureLog } from "../../src/series/pressure/log.ts";
import { pascalsPer, readLoadUnit } from "../../src/series/pressure/unit.ts";
import type { SeriesRecord } from "../../src/series/record.ts";
import { lineAt, robustLine } from "../../src/series/robustLine.ts";
import { simulatePressure as simulateRisingSwing } from "../../src/series/simulate/fullCell.ts";
import {
  pressureDefaults,
  simulatePressure,
  simulateTwoClocks,
  swingLaw,
} from "../../src/series/simulate/pressure.ts";
import {
  drawnCoated,
  drawnHarmless,
  drawnUncoated,
  publishedCells,
} from "../../src/series/simulate/pressureCells.ts";
import { seeded } from "../../src/series/simulate/random.ts";
import { recordFrom } from "./simulated.ts";

const kernel = await Kernel.load(undefined, "series");

const analysed = (record: SeriesRecord, options: PressureOptions = {}) =>
  analysePressure(record, kernel, options);

/** Charge and discharge of `hours` each at 1 mA; the pressure goes from `low` to `highs[n]` and back, in straight lines. */
function ramps(highs: readonly number[], low = 1e6, half = 3600, interval = 10): SeriesRecord {
  const time: number[] = [];
  const current: number[] = [];
  const pressure: number[] = [];
  const cycle: number[] = [];
  const per = half / interval;
  highs.forEach((high, n) => {
    for (let k = 0; k < 2 * per; k++) {
      time.push((2 * n * per + k) * interval);
      current.push(k < per ? 1e-3 : -1e-3);
      // Within a half-cycle the current flows from its first to its last sample
      const share = (k % per) / (per - 1);
      pressure.push(low + (high - low) * (k < per ? share : 1 - share));
      cycle.push(n + 1);
    }
  });
  return recordFrom({
    test_time_second: Float64Array.from(time),
    voltage_volt: Float64Array.from(current, (amperes) => 3.7 + 100 * amperes),
    current_ampere: Float64Array.from(current),
    cycle_count: Float64Array.from(cycle),
    surface_pressure_pa: Float64Array.from(pressure),
  });
}

describe("units of pressure", () => {
  it("are those of the definitions", () => {
    expect(readLoadUnit("kgf")).toEqual({ quantity: "force", factor: 9.80665 });
    // NIST Special Publication 811, appendix B.8
    expect(readLoadUnit("psi")!.factor).toBeCloseTo(6894.757293168, 8);
    expect(readLoadUnit("lbf")!.factor).toBeCloseTo(4.4482216152605, 12);
    expect(readLoadUnit("kgf/cm²")!.factor).toBeCloseTo(98_066.5, 8);
    expect(readLoadUnit("MPa")!.factor).toBe(1e6);
    expect(readLoadUnit("V")).toBeUndefined();
  });

  it("take a force over its area: 0.1 kgf on a disc of 13 mm is 7.39 kPa", () => {
    const area = Math.PI * 0.0065 ** 2;
    expect(0.1 * pascalsPer(readLoadUnit("kgf")!, area)).toBeCloseTo(7388.4, 0);
    expect(() => pascalsPer({ quantity: "force", factor: 1 })).toThrow(/area/);
  });
});

describe("a robust line", () => {
  const x = Array.from({ length: 40 }, (_, k) => k);

  it("is exact on a line, and is not moved by outliers", () => {
    const clean = robustLine(
      x,
      x.map((t) => 3 + 2 * t),
    )!;
    expect(lineAt(clean, 100).value).toBeCloseTo(203, 9);
    const spoilt = robustLine(
      x,
      x.map((t) => 3 + 2 * t + (t % 7 === 3 ? 500 : 0)),
    )!;
    expect(lineAt(spoilt, 100).value).toBeCloseTo(203, 6);
    expect(spoilt.outliers).toBe(6);
  });

  it("gives standard errors that hold: white noise, and the noise of a coarse sensor", () => {
    for (const step of [0, 3]) {
      let square = 0;
      let outside = 0;
      const trials = 400;
      for (let seed = 0; seed < trials; seed++) {
        const { normal, uniform } = seeded(seed);
        const start = 10 * uniform();
        const y = x.map((t) => {
          const value = start + 0.3 * t + (step > 0 ? 0.2 : 1) * normal();
          return step > 0 ? step * Math.round(value / step) : value;
        });
        const { value, error } = lineAt(robustLine(x, y)!, 39);
        const score = (value - start - 0.3 * 39) / error;
        square += score ** 2 / trials;
        if (Math.abs(score) > 2) outside++;
      }
      // Mean square of standard scores: 1 where errors are exact; those of a staircase may be too large, never too small
      expect(square).toBeGreaterThan(step > 0 ? 0.1 : 0.6);
      expect(square).toBeLessThan(1.8);
      expect(outside / trials).toBeLessThan(0.12);
    }
  });
});

describe("the ends of a half-cycle", () => {
  it("have no bias where raw extremes have 1.5 %", () => {
    // 18,000 samples, 2.16 MPa, 8 kPa: the extremes of a ramp's ends exceed it by 32 kPa
    const { noise } = seeded(5);
    const n = 18_000;
    const time = Float64Array.from({ length: n }, (_, k) => k);
    const trials = 30;
    let [raw, lines] = [0, 0];
    for (let trial = 0; trial < trials; trial++) {
      const pressure = time.map((t) => (2.16e6 * t) / (n - 1) + 8000 * noise());
      raw +=
        (pressure.reduce((a, b) => Math.max(a, b)) - pressure.reduce((a, b) => Math.min(a, b)) - 2.16e6) /
        trials;
      const swing =
        endOf(time, pressure, 0, n - 1, "last").value - endOf(time, pressure, 0, n - 1, "first").value;
      lines += (swing - 2.16e6) / trials;
    }
    expect(raw).toBeGreaterThan(25_000);
    expect(raw).toBeLessThan(40_000);
    // Standard deviation 1.25 kPa, so that of the mean 0.23 kPa
    expect(Math.abs(lines)).toBeLessThan(1000);
  });

  it("are no better known than the sensor's step where the reading stands still", () => {
    const time = Float64Array.from({ length: 100 }, (_, k) => k);
    const still = time.map(() => 7390);
    expect(endOf(time, still, 0, 99, "last", 7390 / Math.sqrt(12))).toEqual({
      value: 7390,
      error: 7390 / Math.sqrt(12),
    });
  });

  it("keep their value when many samples are joined", () => {
    const log = openPressureLog(1024);
    const time = Float64Array.from({ length: 10_000 }, (_, k) => k);
    log.add(
      10_000,
      time,
      time.map((t) => 5 * t),
    );
    const { stride, time: kept, pressure } = log.log();
    expect(stride).toBe(16);
    expect(kept.length).toBe(625);
    expect(pressure[7]).toBeCloseTo(5 * kept[7], 9);
    expect(endOf(kept, pressure, kept[0], kept[624], "last").value).toBeCloseTo(5 * kept[624], 6);
  });
});

describe("swing, its change and its ratios", () => {
  it("follow their definitions on straight ramps", async () => {
    const highs = [3.0e6, 3.0e6, 2.5e6];
    const { cycles, halfCycles, linearity, watch } = await analysed(ramps(highs));
    expect(cycles.map(({ cycle }) => cycle)).toEqual([1, 2, 3]);
    cycles.forEach((one, n) => {
      const swing = highs[n] - 1e6;
      expect(one.swing.value).toBeCloseTo(swing, 3);
      // 1 mA over 3590 s between the first and the last sample
      expect(one.capacity).toBeCloseTo(3.59, 6);
      expect(one.perCharge.value).toBeCloseTo(swing / 3.59, 2);
      expect(one.charged.value).toBeCloseTo(swing, 3);
      expect(one.discharged.value).toBeCloseTo(0, 3);
    });
    expect(cycles[0].swingChange.value).toBeNaN();
    expect(cycles[1].swingChange.value).toBeCloseTo(0, 3);
    expect(cycles[2].swingChange.value).toBeCloseTo(-0.5e6, 3);
    expect(halfCycles[0].change.value).toBeCloseTo(2e6, 3);
    expect(halfCycles[1].change.value).toBeCloseTo(-2e6, 3);
    expect(halfCycles[0].slope.value).toBeCloseTo(2e6 / 3.59, 0);
    expect(linearity.charge).toBeGreaterThan(1 - 1e-9);
    // Three cycles are no reference
    expect(watch).toEqual({ warning: null, reference: null, watched: [] });
  });

  it("are those of the simulated cell, within their standard errors", async () => {
    const cell = { ...pressureDefaults, cycles: 40, scatter: 0, quantum: 0, baseline: 0 };
    const { cycles } = await analysed(simulatePressure(cell));
    const scores = cycles.map((one) => {
      // Pa·(A·s)⁻¹ · g = 3600 Pa·g·(A·h)⁻¹
      const factor = (3600 * cell.mass) / 1e6;
      return (factor * one.perCharge.value - swingLaw(cell, one.cycle)) / (factor * one.perCharge.error);
    });
    const square = scores.reduce((sum, score) => sum + score ** 2, 0) / scores.length;
    expect(square).toBeLessThan(2);
    expect(square).toBeGreaterThan(0.4);
  });

  it("find where the baseline begins to rise, and how fast", async () => {
    const { baseline } = await analysed(simulatePressure({ cycles: 50, baseline: 0.02, baselineFrom: 22 }));
    expect(Math.abs(baseline!.change!.cycle - 23)).toBeLessThanOrEqual(1);
    expect(Math.abs(baseline!.perCycle.value - 20_000)).toBeLessThan(4 * baseline!.perCycle.error + 20);
    expect(Math.abs(baseline!.change!.before.value)).toBeLessThan(1500);
  });

  it("take off the expansion that the rests show", async () => {
    const cell = {
      cycles: 30,
      rest: 3600,
      expansion: 20_000,
      diurnal: 2,
      relaxation: 0,
      quantum: 0,
      noise: 500,
    };
    const plain = await analysed(simulatePressure(cell));
    const { temperature, cycles } = await analysed(simulatePressure(cell), { temperature: true });
    expect(plain.temperature).toBeNull();
    expect(temperature!.applied).toBe(true);
    expect(Math.abs(temperature!.coefficient.value - 20_000)).toBeLessThan(
      4 * temperature!.coefficient.error + 200,
    );
    const misses = (of: typeof cycles): number => {
      const truth = { ...pressureDefaults, ...cell };
      return Math.max(
        ...of.map(({ cycle, perCharge }) =>
          Math.abs(((3600 * truth.mass) / 1e6) * perCharge.value - swingLaw(truth, cycle)),
        ),
      );
    };
    expect(misses(cycles)).toBeLessThan(misses(plain.cycles));
  });
});

describe("change points", () => {
  const x = Array.from({ length: 20 }, (_, k) => k + 1);

  it("find a bend where it is, and a jump where it is", () => {
    const bend = strongestKink(
      x,
      x.map((t) => 5 - 0.1 * t - 0.4 * Math.max(0, t - 13)),
    )!;
    expect(x[bend.at]).toBe(13);
    expect(bend.before).toBeCloseTo(-0.1, 9);
    expect(bend.change).toBeCloseTo(-0.4, 9);
    const jump = strongestStep(
      x,
      x.map((t) => 5 - 0.1 * t - (t > 8 ? 0.7 : 0)),
    )!;
    expect(x[jump.at]).toBe(8);
    expect(jump.change).toBeCloseTo(-0.7, 9);
  });
});

describe("two clocks", () => {
  it("gives offset and drift back, with the swings of one clock", async () => {
    const clock = { offset: 1234.5, drift: 3e-4, interval: 5, jitter: 0.2 };
    const cell = { cycles: 30, rest: 0 };
    const { cycler, logger } = simulateTwoClocks(cell, clock);
    const { alignment, cycles } = await analysed(cycler, { logger: { record: logger } });
    expect(Math.abs(alignment!.offset.value - clock.offset)).toBeLessThan(4 * alignment!.offset.error);
    expect(Math.abs(alignment!.drift.value - clock.drift)).toBeLessThan(4 * alignment!.drift.error);
    // The cycler samples every 20 s, so the turn of the current is known to ±10 s
    expect(alignment!.scatter).toBeLessThan(12);
    const alone = await analysed(simulatePressure(cell));
    cycles.forEach((one, k) => {
      const other = alone.cycles[k];
      const error = Math.hypot(one.swing.error, other.swing.error);
      // A few seconds of 2.5 MPa in two hours stand beside the errors of both
      expect(Math.abs(one.swing.value - other.swing.value)).toBeLessThan(5 * error + 6000);
    });
  });

  it("finds a negative offset of hours behind rests, and says when the range excludes it", async () => {
    const clock = { offset: -20_000, drift: -8e-4, interval: 8, jitter: 0.1 };
    const { cycler, logger } = simulateTwoClocks({ cycles: 25, rest: 600 }, clock);
    const { alignment } = await analysed(cycler, { logger: { record: logger } });
    expect(Math.abs(alignment!.offset.value - clock.offset)).toBeLessThan(25);
    expect(Math.abs(alignment!.drift.value - clock.drift)).toBeLessThan(1.5e-4);
    const again = simulateTwoClocks({ cycles: 25, rest: 600 }, clock);
    await expect(
      analysed(again.cycler, { logger: { record: again.logger, clock: { offset: 5e6, range: 100 } } }),
    ).rejects.toThrow(/do not overlap/);
  });

  it("says that it cannot tell equal cycles apart", async () => {
    const cell = { cycles: 30, rest: 0, surplus: 0, rise: 0, fade: 0, baseline: 0, scatter: 0 };
    const { cycler, logger } = simulateTwoClocks(cell, { offset: 0, drift: 0, interval: 20, jitter: 0 });
    // The logger ran in the middle of the test only
    async function* middle() {
      for await (const block of logger.blocks) {
        const { test_time_second: time, surface_pressure_pa: pressure } = block.columns;
        const rows = Array.from(time!, (_, k) => k).filter((k) => time![k] > 1e5 && time![k] < 2.5e5);
        yield {
          ...block,
          rows: rows.length,
          columns: {
            test_time_second: Float64Array.from(rows, (k) => time![k]),
            surface_pressure_pa: Float64Array.from(rows, (k) => pressure![k]),
          },
        };
      }
    }
    const { alignment, warnings } = await analysed(cycler, {
      logger: { record: { file: "middle", blocks: middle() } },
    });
    expect(warnings.join(" ")).toMatch(/another alignment/);
    // The one that is nearest to the guess was taken
    expect(Math.abs(alignment!.offset.value)).toBeLessThan(30);
  });
});

describe("early warning", () => {
  it("comes 3 to 7 cycles ahead in the published uncoated shape, and not in the coated one", async () => {
    const uncoated = await analysed(simulatePressure(publishedCells.uncoated));
    const { warning, reference } = uncoated.watch;
    expect(reference).toMatchObject({ from: 1, to: 8 });
    expect(warning!.cycle).toBeGreaterThanOrEqual(13);
    expect(warning!.cycle).toBeLessThanOrEqual(17);
    expect(Math.abs(warning!.onset - 13)).toBeLessThanOrEqual(1);
    expect(warning!.rule).toMatch(/CUSUM .* > 9/);
    const { cusum, ewma, drop, bend } = warning!.statistics;
    expect(cusum.value).toBeGreaterThan(cusum.threshold);
    expect(ewma.value).toBeLessThan(ewma.threshold);
    expect(drop.value).toBeGreaterThan(drop.threshold);
    expect(bend.stepRatio).toBeGreaterThan(bend.threshold);
    const coated = await analysed(simulatePressure(publishedCells.coated));
    expect(coated.watch.warning).toBeNull();
    // 13.5 MPa·g·(A·h)⁻¹ at cycle 30 in both the paper and the shape
    const at30 = coated.cycles[29].perCharge.value * 3600 * pressureDefaults.mass;
    expect(Math.abs(at30 / 1e6 - 13.5)).toBeLessThan(0.15);
  });

  it("holds for the other simulator, whose swing rises to its plateau", async () => {
    const bare = await analysed(simulateRisingSwing({ coated: false }));
    expect(bare.watch.warning!.cycle).toBeGreaterThanOrEqual(13);
    expect(bare.watch.warning!.cycle).toBeLessThanOrEqual(17);
    expect((await analysed(simulateRisingSwing({ coated: true }))).watch.warning).toBeNull();
  });

  it("holds for cells of other shapes, noise, sensors and protocols", async () => {
    const cells = 40;
    let right = 0;
    for (let seed = 1; seed <= cells; seed++) {
      const { cell, short } = drawnUncoated(1000 * seed);
      const { watch } = await analysed(simulatePressure(cell));
      const lead = short! - (watch.warning?.cycle ?? Number.POSITIVE_INFINITY);
      if (lead >= 3 && lead <= 7) right++;
      for (const other of [drawnCoated(1000 * seed + 1, 45), drawnHarmless(1000 * seed + 2, 45)]) {
        if (seed % 4 === 0) {
          expect((await analysed(simulatePressure(other.cell))).watch.warning).toBeNull();
        }
      }
    }
    // 98 % are right in 1,000 cells (bench pressure)
    expect(right).toBeGreaterThanOrEqual(0.9 * cells);
  }, 60_000);
});
