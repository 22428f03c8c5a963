import { describe, expect, it } from "vitest";
import { simulateCoarseCurrent, simulatePressure } from "../../src/series/simulate/fullCell.ts";
import { seeded } from "../../src/series/simulate/random.ts";
import { simulateSymmetric } from "../../src/series/simulate/symmetric.ts";
import { endValue, traceOf, weightedQuantiles } from "../../src/series/trace.ts";
import { recordFrom, reduced } from "./simulated.ts";

describe("half-cycle table", () => {
  it("reads overpotential, current, wedge and noise off a cell whose formula is known", async () => {
    const duration = 3600;
    const record = simulateSymmetric({
      area: 1,
      density: () => 0.5,
      duration: () => duration,
      interval: 1,
      halfCycles: 6,
      electrolyte: 100,
      transfer: 1e-9,
      nucleation: 0,
      wedge: () => 0.2,
      wedgeExponent: 1,
      scatter: 0,
      noise: 1e-4,
      step: 0,
      seed: 3,
    });
    const { cell, halfCycles } = await reduced(record);
    expect(cell).toBe("symmetric");
    expect(halfCycles.length).toBe(6);
    for (const one of halfCycles) {
      const sign = one.direction === "charge" ? 1 : -1;
      // η = 50 mV·(1 + 0.2·x): the median over 20 to 80 % is that at one half
      expect(one.overpotential!.plateau).toBeCloseTo(0.055, 4);
      expect(one.overpotential!.end).toBeCloseTo(0.06, 4);
      expect(one.wedge).toBeCloseTo((0.2 * 0.9) / 1.1, 2);
      expect(one.flatness).toBeCloseTo((0.2 * 0.9) / 1.1, 2);
      expect(one.current).toBeCloseTo(sign * 5e-4, 7);
      expect(one.noise / 1e-4).toBeGreaterThan(0.9);
      expect(one.noise / 1e-4).toBeLessThan(1.1);
      expect(one.charge / (5e-4 * duration)).toBeCloseTo(1, 4);
      expect(one.drop).toBeNull();
    }
    // ΔV/ΔI at the reversal is the electrolyte where nothing else answers at once
    expect(halfCycles[2].ohmicResistance).toBeGreaterThan(95);
  });

  it("keeps the instrument's cycle numbers, and joins steps of one direction across a rest", async () => {
    const current: number[] = [];
    const cycle: number[] = [];
    const step: number[] = [];
    const add = (count: number, i: number, c: number, s: number): void => {
      for (let k = 0; k < count; k++) {
        current.push(i);
        cycle.push(c);
        step.push(s);
      }
    };
    for (const [n, c] of [7, 8, 11].entries()) {
      add(50, 1e-3, c, 6 * n + 1);
      add(20, 0, c, 6 * n + 2);
      add(30, 5e-4, c, 6 * n + 3);
      add(10, 0, c, 6 * n + 4);
      add(80, -1e-3, c, 6 * n + 5);
      add(10, 0, c, 6 * n + 6);
    }
    const rows = current.length;
    const record = recordFrom({
      test_time_second: Float64Array.from({ length: rows }, (_, k) => k),
      voltage_volt: Float64Array.from({ length: rows }, (_, k) => 3.7 + 0.1 * Math.sign(current[k])),
      current_ampere: Float64Array.from(current),
      cycle_count: Float64Array.from(cycle),
      step_count: Float64Array.from(step),
    });
    const { halfCycles, cell } = await reduced(record);
    expect(cell).toBe("full");
    expect(halfCycles.map(({ vendorCycle }) => vendorCycle)).toEqual([7, 7, 8, 8, 11, 11]);
    expect(halfCycles.map(({ cycle: own }) => own)).toEqual([1, 1, 2, 2, 3, 3]);
    expect(halfCycles[0]).toMatchObject({ firstStep: 1, lastStep: 3, direction: "charge" });
    // 49 s and 29 s inside the two steps: nothing across their boundary
    expect(halfCycles[0].integral).toBeCloseTo(49e-3 + 29 * 5e-4, 12);
    expect(halfCycles[1].rest).toBeCloseTo(10, 9);
  });

  it("does not count the first row of a step that still shows the current before", async () => {
    const current = [...Array(50).fill(1e-3), 1e-3, ...Array(49).fill(-1e-3)];
    const record = recordFrom({
      test_time_second: Float64Array.from(current, (_, k) => k),
      voltage_volt: Float64Array.from(current, (i) => 100 * i),
      current_ampere: Float64Array.from(current),
      step_count: Float64Array.from(current, (_, k) => (k < 50 ? 1 : 2)),
      cycle_count: Float64Array.from(current, (_, k) => (k < 50 ? 1 : 2)),
    });
    const { halfCycles } = await reduced(record);
    expect(halfCycles.map(({ direction, samples }) => [direction, samples])).toEqual([
      ["charge", 50],
      ["discharge", 49],
    ]);
  });

  it("takes the instrument's charge where the current was written too coarsely, and says so", async () => {
    const counted = await reduced(simulateCoarseCurrent());
    for (const one of counted.halfCycles) {
      expect(one.chargeFrom).toBe("instrument");
      expect(one.charge).toBeCloseTo(one.direction === "charge" ? 2.02 : 2, 9);
      // 0.226 mA written as 0.2: the integral misses 11.5 %
      expect(Math.abs(one.integral / one.charge - 1)).toBeGreaterThan(0.1);
    }
    expect(counted.warnings.join()).toMatch(/differs from the instrument's charge by up to 12 %/);
    const alone = await reduced(simulateCoarseCurrent({ counted: false }));
    expect(alone.warnings.join()).toMatch(/written in steps of 0\.00010 A, up to 50 %/);
  });

  it("reads pressures at the ends without the bias of extremes", async () => {
    // 18,000 samples per half-cycle, a ramp of 2.16 MPa, noise of 8 kPa: max − min is biased by more than 30 kPa
    const random = seeded(5);
    const rows = 18_000;
    const trials = 40;
    const total = rows * trials;
    const truth = 2.16e6;
    const sign = (k: number): number => (Math.floor(k / rows) % 2 === 0 ? 1 : -1);
    const { halfCycles } = await reduced(
      recordFrom(
        {
          test_time_second: Float64Array.from({ length: total }, (_, k) => k / 10),
          voltage_volt: Float64Array.from({ length: total }, (_, k) => 3.7 + 0.1 * sign(k)),
          current_ampere: Float64Array.from({ length: total }, (_, k) => 1e-3 * sign(k)),
          surface_pressure_pa: Float64Array.from({ length: total }, (_, k) => {
            const x = (k % rows) / (rows - 1);
            return 2e7 + truth * (sign(k) > 0 ? x : 1 - x) + 8e3 * random.normal();
          }),
        },
        30_000,
      ),
    );
    expect(halfCycles.length).toBe(trials);
    const errors = halfCycles.map(
      ({ pressureStart, pressureEnd }) => Math.abs(pressureEnd! - pressureStart!) - truth,
    );
    const bias = errors.reduce((sum, error) => sum + error, 0) / trials;
    const spread = Math.sqrt(errors.reduce((sum, error) => sum + (error - bias) ** 2, 0) / trials);
    expect(Math.abs(bias)).toBeLessThan(4 * (spread / Math.sqrt(trials)) + 100);
    expect(spread).toBeLessThan(2500);
  });

  it("gives null pressures without a pressure column", async () => {
    const { halfCycles } = await reduced(simulateSymmetric({ halfCycles: 4 }));
    expect(halfCycles[0].pressureStart).toBeNull();
    const measured = await reduced(simulatePressure({ cycles: 2 }));
    expect(measured.halfCycles[0].pressureEnd! - measured.halfCycles[0].pressureStart!).toBeGreaterThan(
      1.5e6,
    );
  });

  it("refuses a record without current", async () => {
    await expect(
      reduced(recordFrom({ test_time_second: new Float64Array(50), voltage_volt: new Float64Array(50) })),
    ).rejects.toThrow(/columns of time, voltage and current/);
  });
});

describe("trace", () => {
  it("weighted quantiles of equal weights are the plain ones", () => {
    const values = Array.from({ length: 101 }, (_, k) => (k * 37) % 101);
    const [low, middle, high] = weightedQuantiles(values, new Array(101).fill(2), [0.05, 0.5, 0.95]);
    expect(middle).toBe(50);
    expect(low).toBeCloseTo(100 * 0.05, 0);
    expect(high).toBeCloseTo(100 * 0.95, 0);
    expect(weightedQuantiles([1, 2, 3], [0, 1, 0], [0.1, 0.9])).toEqual([2, 2]);
  });

  it("the value at the end withstands an outlier", () => {
    const n = 500;
    const bins = {
      count: new Float64Array(n).fill(1),
      time: Float64Array.from({ length: n }, (_, k) => k),
      charge: Float64Array.from({ length: n }, (_, k) => k),
      voltage: Float64Array.from({ length: n }, (_, k) => 1 + 0.001 * k + (k === n - 3 ? 5 : 0)),
      least: new Float64Array(n),
      most: new Float64Array(n),
      current: new Float64Array(n).fill(1),
      pressure: new Float64Array(n),
      step: new Float64Array(n),
    };
    const trace = traceOf([
      { bins, first: { time: 0, voltage: 0, current: 1 }, charge: n - 1 } as Parameters<
        typeof traceOf
      >[0][number],
    ]);
    expect(endValue(trace, trace.voltage, "last", n - 1)).toBeCloseTo(1 + 0.001 * (n - 1), 9);
  });
});
