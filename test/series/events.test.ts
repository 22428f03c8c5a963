import { describe, expect, it } from "vitest";
import { type AnalysisOptions, analyseCycling, type CyclingAnalysis } from "../../src/series/analysis.ts";
import { recordOf } from "../../src/series/simulate/emitter.ts";
import { simulateLeak, simulatePressure, simulateRates } from "../../src/series/simulate/fullCell.ts";
import { seeded } from "../../src/series/simulate/random.ts";
import { simulateSymmetric } from "../../src/series/simulate/symmetric.ts";
import {
  publishedLadders,
  type SimulatedTrace,
  simulateActivation,
  simulateDepletion,
  simulateHardShort,
  simulateLadder,
  simulateRecovery,
  simulateSoftShort,
  simulateThinLithium,
  simulateWedgeShort,
} from "../../src/series/simulate/traces.ts";
import { reduced } from "./simulated.ts";

async function analysed(
  record: SimulatedTrace["record"],
  options: AnalysisOptions = {},
): Promise<CyclingAnalysis> {
  return analyseCycling(await reduced(record), options);
}

/** Ohmic, 40 cycles of 600 s: in each direction 300 s at 1 mA, then 300 s at 0.5 mA. */
function recordOfSteps(): { record: SimulatedTrace["record"] } {
  const rows = 40 * 1200;
  const random = seeded(4);
  const columns = ["test_time_second", "voltage_volt", "current_ampere", "cycle_count"] as const;
  let k = 0;
  return {
    record: recordOf("steps", columns, (into, row) => {
      if (k === rows) return false;
      const sign = k % 1200 < 600 ? 1 : -1;
      const current = (sign * (k % 600 < 300 ? 1 : 0.5)) / 1000;
      into[0][row] = k;
      into[1][row] = 50 * current + 1e-5 * random.normal();
      into[2][row] = current;
      into[3][row] = 1 + Math.floor(k / 1200);
      k++;
      return true;
    }),
  };
}

const failuresOf = ({ events }: CyclingAnalysis): string[] =>
  events.filter(({ kind }) => kind !== "activation").map(({ kind, halfCycle }) => `${kind} ${halfCycle - 1}`);

describe("short circuits", () => {
  it("finds the hard short of cycle 14 behind wedges and activation, with its time", async () => {
    for (const seed of [1, 2, 3]) {
      const { record, cell } = simulateWedgeShort({ seed });
      const { events } = await analysed(record);
      expect(events.map(({ kind, cycle }) => `${kind} ${cycle}`)).toEqual(["hard-short 14"]);
      // 26 half-cycles of 1800 s and one interval each, then 40 % of one
      const truth = 26 * 1805 + 0.4 * 1800;
      expect(Math.abs(events[0].time - truth)).toBeLessThan(3 * cell.interval!);
      expect(events[0].confidence).toBeGreaterThan(0.95);
    }
  });

  it("finds every hard short, and nothing before it, whatever the shape of the cell", async () => {
    for (let k = 0; k < 40; k++) {
      const { record, failures } = simulateHardShort(9000 + 31 * k);
      const found = failuresOf(await analysed(record));
      const [{ halfCycle }] = failures;
      expect([`hard-short ${halfCycle}`, `hard-short ${halfCycle + 1}`]).toContain(found.at(-1));
      expect(found.length).toBe(1);
    }
  }, 120_000);

  it("finds nine of ten soft shorts", async () => {
    let found = 0;
    for (let k = 0; k < 40; k++) {
      const { record, failures } = simulateSoftShort(7000 + 31 * k);
      const [{ halfCycle }] = failures;
      const events = failuresOf(await analysed(record));
      if (events.includes(`soft-short ${halfCycle}`) || events.includes(`soft-short ${halfCycle + 1}`))
        found++;
    }
    expect(found).toBeGreaterThanOrEqual(36);
  }, 120_000);

  it("finds seven of ten soft shorts of 5 to 12 %, and nothing before them", async () => {
    let found = 0;
    for (let k = 0; k < 30; k++) {
      const { record, failures } = simulateSoftShort(6000 + 31 * k, 60, [0.05, 0.12]);
      const [{ halfCycle }] = failures;
      const events = (await analysed(record)).events.filter(({ kind }) => kind !== "activation");
      expect(events.filter((event) => event.halfCycle - 1 < halfCycle - 1)).toEqual([]);
      if (events.some(({ kind, halfCycle: at }) => kind === "soft-short" && at - 1 - halfCycle <= 1)) found++;
    }
    expect(found).toBeGreaterThanOrEqual(21);
  }, 120_000);

  it("finds a filament that flickers by its spikes, though every plateau is as before", async () => {
    // Touches a hundred times for a sample or two
    const filaments = Array.from({ length: 100 }, (_, k) => ({
      halfCycle: 30,
      share: 0.1 + 0.0085 * k,
      seconds: 0.15,
      ratio: 3,
    }));
    const { events } = await analysed(
      simulateSymmetric({ filaments, halfCycles: 34, interval: 0.1, seed: 3 }),
    );
    expect(events.map(({ kind, halfCycle }) => `${kind} ${halfCycle - 1}`)).toEqual(["soft-short 30"]);
    expect(events[0].rule).toMatch(/spikes/);
  });

  it("takes a step of the current within a half-cycle for no failure", async () => {
    // Two steps of charge in one direction, the second at half the current: the voltage halves with it
    const { record } = recordOfSteps();
    expect((await analysed(record)).events).toEqual([]);
  });

  it("takes activation, growth and a warm day for no failure", async () => {
    for (let k = 0; k < 40; k++) {
      const { record } = simulateActivation(5000 + 31 * k);
      expect(failuresOf(await analysed(record))).toEqual([]);
    }
  }, 120_000);

  it("tells a filament that fuses again from one that stays", async () => {
    const { events } = await analysed(simulateRecovery().record);
    expect(events.map(({ kind, cycle }) => `${kind} ${cycle}`)).toEqual(["soft-short 20"]);
    expect(events[0].lastCycle).toBeLessThan(25);
  });

  it("uses the electrolyte's own resistance where it is known", async () => {
    const { record } = simulateWedgeShort();
    // 600 Ω·cm²: 1 mm at 1.667e-4 S/cm, 0.785 cm²
    const size = { area: 0.785e-4, thickness: 1e-3, conductivity: 0.01667 };
    const [event] = (await analysed(record, size)).events;
    expect(event.rule).toMatch(/less than the electrolyte alone would give/);
  });
});

describe("depletion", () => {
  it("is told from a short: a rise at the end of stripping only", async () => {
    const { events } = await analysed(simulateThinLithium().record);
    expect(events.map(({ kind }) => kind)).toEqual(["depletion"]);
    expect(Math.abs(events[0].cycle - 161)).toBeLessThanOrEqual(2);
    expect(events[0].rule).toMatch(/the other direction does not rise/);
  });

  it("is found in cells of all shapes", async () => {
    for (let k = 0; k < 15; k++) {
      const { record, failures } = simulateDepletion(3000 + 31 * k);
      const [event, ...more] = (await analysed(record)).events.filter(({ kind }) => kind !== "activation");
      expect(more).toEqual([]);
      expect(event.kind).toBe("depletion");
      expect(Math.abs(event.halfCycle - 1 - failures[0].halfCycle)).toBeLessThanOrEqual(6);
    }
  }, 120_000);
});

describe("activation", () => {
  it("is reported with its extent, as no failure", async () => {
    const { events } = await analysed(
      simulateSymmetric({
        halfCycles: 200,
        electrolyte: 100,
        ageing: (n) => 0.3 + 0.7 * Math.exp(-n / 40),
      }),
    );
    expect(events.map(({ kind }) => kind)).toEqual(["activation"]);
    expect(events[0].figures.fall).toBeGreaterThan(0.4);
    expect(events[0].cycle).toBeLessThan(6);
  });
});

describe("flat and low overpotential", () => {
  it("is a reason to measure the impedance, and never called stable", async () => {
    const { warnings, events } = await analysed(
      simulateSymmetric({
        halfCycles: 60,
        electrolyte: 60,
        transfer: 1,
        nucleation: 0,
        wedge: () => 0,
        scatter: 0.002,
      }),
    );
    expect(warnings.join()).toMatch(/flat and low .* check by impedance/);
    expect(JSON.stringify({ warnings, events })).not.toMatch(/stable/);
    const arched = await analysed(simulateSymmetric({ halfCycles: 60 }));
    expect(arched.warnings.join()).not.toMatch(/impedance/);
  });
});

describe("critical current", () => {
  it.each(Object.entries(publishedLadders))(
    "of a ladder like that of %s: the last clean level and the failing one",
    async (_, endured) => {
      for (const seed of [1, 2]) {
        const { criticalCurrent } = await analysed(simulateLadder(endured, { seed }).record);
        const density = (amperes: number | null): number => (1000 * amperes!) / 0.785;
        expect(density(criticalCurrent!.lastClean)).toBeCloseTo(endured, 3);
        expect(density(criticalCurrent!.firstFailing)).toBeCloseTo(endured + 0.1, 3);
        expect(density(criticalCurrent!.step)).toBeCloseTo(0.1, 3);
        expect(criticalCurrent).toMatchObject({ protocol: "fixed-time", perLevel: 2 });
      }
    },
  );

  it("knows a ladder of equal charges, and that a cell endured all of it", async () => {
    const fixed = await analysed(simulateLadder(0.9, { fixedCapacity: true, perLevel: 2 }).record);
    expect(fixed.criticalCurrent).toMatchObject({ protocol: "fixed-capacity", perLevel: 4 });
    const whole = await analysed(
      simulateSymmetric({ density: (k) => 0.1 * (1 + (k >> 1)), halfCycles: 20, duration: () => 600 }),
    );
    expect(whole.criticalCurrent!.firstFailing).toBeNull();
    expect((1000 * whole.criticalCurrent!.lastClean!) / 0.785).toBeCloseTo(1, 3);
  });

  it("is null of a run that is no ladder", async () => {
    expect((await analysed(simulateWedgeShort().record)).criticalCurrent).toBeNull();
  });
});

describe("full cells", () => {
  it("finds the internal short of cycle 20 in the charge that does not come back", async () => {
    const { events } = await analysed(simulatePressure({ seed: 2 }));
    expect(events.map(({ kind, cycle }) => `${kind} ${cycle}`)).toEqual(["hard-short 20"]);
    expect((await analysed(simulatePressure({ coated: true, cycles: 40 }))).events).toEqual([]);
  });

  it("finds a leak by the charge that does not come to its limit, where the efficiency alone scatters too much", async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const { events } = await analysed(simulateLeak({ seed }));
      expect(events.map(({ kind, cycle }) => `${kind} ${cycle}`)).toEqual(["soft-short 16"]);
      expect(events[0].lastCycle).toBe(18);
      expect(events[0].rule).toMatch(/ends \d+ mV below those before/);
      expect((await analysed(simulateLeak({ seed, leak: 0 }))).events).toEqual([]);
    }
  });

  it("takes a change of rate for no failure", async () => {
    expect((await analysed(simulateRates())).events).toEqual([]);
  });
});
