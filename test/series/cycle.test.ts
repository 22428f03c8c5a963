import { describe, expect, it } from "vitest";
import { type Cycle, cyclesOf, rateGroups, retentionOf } from "../../src/series/cycle.ts";
import { differentialCapacity } from "../../src/series/differentialCapacity.ts";
import { levelsOf } from "../../src/series/level.ts";
import { exhaustedCharge } from "../../src/series/lithium.ts";
import { publishedRates, simulatedMass, simulateRates } from "../../src/series/simulate/fullCell.ts";
import { simulateThinLithium } from "../../src/series/simulate/traces.ts";
import { recordFrom, reduced } from "./simulated.ts";

function faded(capacities: readonly number[]): Cycle[] {
  return capacities.map((dischargeCapacity, k) => ({
    cycle: k + 1,
    startTime: k,
    endTime: k + 1,
    chargeCapacity: dischargeCapacity,
    dischargeCapacity,
    chargeEnergy: 1,
    dischargeEnergy: 1,
    coulombicEfficiency: 1,
    energyEfficiency: 1,
    chargeCurrent: 1e-3,
    dischargeCurrent: 1e-3,
    chargeOverpotential: Number.NaN,
    dischargeOverpotential: Number.NaN,
  }));
}

describe("cycles", () => {
  it("gives the published capacities of a rate test by rate, with the efficiency that was simulated", async () => {
    const { halfCycles } = await reduced(simulateRates());
    const cycles = cyclesOf(halfCycles);
    const groups = rateGroups(cycles);
    expect(groups.length).toBe(publishedRates.length);
    groups.forEach(({ capacity, current, cycles: members }, k) => {
      expect(capacity / 3.6 / simulatedMass).toBeCloseTo(publishedRates[k].capacity, 6);
      expect(current).toBeCloseTo((0.17 * publishedRates[k].rate) / 100, 6);
      expect(members.length).toBe(5);
    });
    for (const { coulombicEfficiency } of cycles) expect(coulombicEfficiency).toBeCloseTo(0.997, 9);
  });

  it("states retention by its reference cycle, and decay linearly and compound", () => {
    // 0.021 % per cycle over 1,400 cycles: 70.6 % linearly, 74.5 % compound
    const linear = retentionOf(faded(Array.from({ length: 1401 }, (_, n) => 100 * (1 - 0.00021 * n))))!;
    expect(linear.retention).toBeCloseTo(0.706, 6);
    expect(linear.linearDecay).toBeCloseTo(0.00021, 12);
    const compound = retentionOf(faded(Array.from({ length: 1401 }, (_, n) => 100 * (1 - 0.00021) ** n)))!;
    expect(compound.retention).toBeCloseTo(0.745, 3);
    expect(compound.compoundDecay).toBeCloseTo(0.00021, 12);
    const later = retentionOf(faded([200, 100, 90, 80]), 2)!;
    expect(later).toMatchObject({ referenceCycle: 2, lastCycle: 4, retention: 0.8 });
    expect(() => retentionOf(faded([1, 1]), 9)).toThrow(
      /cycle 9 cannot be the reference: whole cycles are 1 to 2/,
    );
  });

  it("groups currents whose distance is below 2 %", () => {
    const levels = levelsOf([1, -1.01, 2, 1.005, -2.03, 5]);
    expect(levels.map(({ members }) => members)).toEqual([[0, 1, 3], [2, 4], [5]]);
  });
});

describe("dQ/dV", () => {
  it("is the derivative of the charge by the voltage, in both directions", async () => {
    // Q(V) = ½(1 + erf-like tanh((V − 3.7)/0.05)): dQ/dV = sech²/(2·0.05)
    const rows = 20_000;
    const seconds = 1;
    const charge = (v: number): number => 0.5 * (1 + Math.tanh((v - 3.7) / 0.05));
    const inverse = (q: number): number => 3.7 + 0.05 * Math.atanh(2 * q - 1);
    const one = Float64Array.from({ length: rows }, (_, k) => inverse(0.001 + (0.998 * k) / (rows - 1)));
    const voltage = Float64Array.from([...one, ...[...one].reverse()]);
    const { traces, halfCycles } = await reduced(
      recordFrom({
        test_time_second: Float64Array.from(voltage, (_, k) => (seconds * k) / rows),
        voltage_volt: voltage,
        current_ampere: Float64Array.from(voltage, (_, k) => (k < rows ? 0.998 : -0.998)),
      }),
    );
    expect(halfCycles.length).toBe(2);
    for (const index of [1, 2]) {
      const { voltage: v, value } = differentialCapacity(traces.get(index)!, { step: 0.001, window: 0.009 });
      let seen = 0;
      v.forEach((at, k) => {
        if (Math.abs(at - 3.7) > 0.08 || Number.isNaN(value[k])) return;
        seen++;
        const exact = 10 / Math.cosh((at - 3.7) / 0.05) ** 2;
        expect(Math.abs(value[k] / exact - 1)).toBeLessThan(0.02);
      });
      expect(seen).toBeGreaterThan(100);
    }
    expect(charge(3.7)).toBe(0.5);
    expect(() => differentialCapacity(traces.get(1)!, { step: 0.01, window: 0.01 })).toThrow(
      /window of three steps/,
    );
  });
});

describe("lithium", () => {
  it("reads the stripping capacity where the voltage ran away", async () => {
    const { halfCycles } = await reduced(simulateThinLithium({ end: 20 }).record);
    // 0.84 mAh·cm⁻² lost over 20 cycles: in cycle 25 (from 0: 24) 0.832 are left, on 1.327 cm²
    const stripped = exhaustedCharge(halfCycles)! / 3.6 / 1.327;
    expect(stripped / (1.84 - (0.84 * 24) / 20)).toBeCloseTo(1, 1);
    expect(exhaustedCharge(halfCycles.slice(0, 10))).toBeNull();
  });
});
