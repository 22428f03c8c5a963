/**
 * Simulated records with known truth, after published cells: what the detection of failures is tested with. Each class draws its
 * parameters over wide ranges from the seed, so that a rule cannot be tuned to one shape.
 */
import type { SeriesRecord } from "../record.ts";
import { seeded } from "./random.ts";
import { type Filament, type SymmetricCell, simulateSymmetric } from "./symmetric.ts";

export interface SimulatedFailure {
  readonly kind: "hard-short" | "soft-short" | "depletion";
  /** Cycle from 1, half-cycle from 0, and share of the half-cycle at which it begins. */
  readonly cycle: number;
  readonly halfCycle: number;
  readonly share: number;
}

export interface SimulatedTrace {
  readonly record: SeriesRecord;
  readonly cell: Partial<SymmetricCell>;
  readonly failures: readonly SimulatedFailure[];
}

/** Electrolyte, electrodes and instrument of a cell, drawn over what the literature has at 25 to 80 °C. */
function drawnCell(seed: number): Partial<SymmetricCell> {
  const random = seeded(seed);
  const density = random.scale(0.05, 1);
  // 20 to 400 mV in all
  const total = random.scale(20, 400) / density;
  const share = random.between(0.15, 0.8);
  const duration = random.scale(600, 7200);
  return {
    density: () => density,
    duration: () => duration,
    interval: duration / random.scale(60, 900),
    rest: random.uniform() < 0.4 ? duration * random.between(0.02, 0.2) : 0,
    electrolyte: total * share,
    transfer: total * (1 - share),
    nucleation: random.uniform() < 0.5 ? 0 : total * random.between(0.05, 0.4),
    nucleationTime: duration * random.between(0.01, 0.08),
    wedge: wedgeLaw(random.between(0, 0.4), random.between(0.98, 1.01)),
    wedgeExponent: random.between(0.6, 3),
    area: random.scale(0.2, 2),
    noise: random.scale(5e-6, 3e-4),
    step: random.uniform() < 0.5 ? 1e-4 : 1e-6,
    currentNoise: density * 1e-3 * random.scale(1e-6, 1e-3),
    diurnal: random.uniform() < 0.5 ? 0 : random.between(0, 0.04),
    scatter: random.scale(0.001, 0.01),
    seed: seed + 1,
  };
}

function wedgeLaw(size: number, factor: number): (cycle: number) => number {
  return (cycle) => size * Math.min(factor ** cycle, 3);
}

/** Laws by which the charge transfer changes with the cycle, none of them a failure. */
export type Ageing = "steady" | "falling" | "rising-falling" | "rising" | "stretched";

/** A law of activation or growth whose steepest change is 12 % per cycle after the first three cycles. */
export function drawnAgeing(seed: number, kind?: Ageing): (cycle: number) => number {
  const random = seeded(seed);
  const kinds: readonly Ageing[] = ["steady", "falling", "rising-falling", "rising", "stretched"];
  const chosen = kind ?? kinds[Math.floor(kinds.length * random.uniform())];
  const depth = random.between(0.3, 0.9);
  const slow = random.scale(10, 150);
  if (chosen === "falling") return (n) => 1 - depth * (1 - Math.exp(-n / slow));
  if (chosen === "rising") return (n) => 1 + depth * (1 - Math.exp(-n / slow));
  if (chosen === "stretched") {
    const power = random.between(0.5, 0.9);
    return (n) => 1 - depth * (1 - Math.exp(-((n / slow) ** power)));
  }
  if (chosen === "rising-falling") {
    // 000 with liquid at the interface: rises for ten cycles, falls for 270
    const rise = random.between(0.1, 0.8);
    return (n) => (1 + rise * (1 - Math.exp(-n / 5))) * (1 - depth * (1 - Math.exp(-n / (3 * slow))));
  }
  return () => 1;
}

/** A cell that ages but never fails: activation, growth of an interphase, a diurnal swing, nucleation peaks, wedges. */
export function simulateActivation(seed: number, halfCycles = 120, kind?: Ageing): SimulatedTrace {
  const cell = { ...drawnCell(seed), ageing: drawnAgeing(seed + 7, kind), halfCycles };
  return { cell, record: simulateSymmetric(cell, `activation-${seed}`), failures: [] };
}

/** A cell with a filament that stays: 2 to 30 % of the cell's resistance. It may touch in mid-half-cycle or with the reversal. */
export function simulateHardShort(seed: number, halfCycles = 60): SimulatedTrace {
  const random = seeded(seed + 31);
  const at = 12 + Math.floor(random.uniform() * (halfCycles - 22));
  const share = random.uniform() < 0.3 ? 0 : random.between(0.1, 0.9);
  const filament: Filament = {
    halfCycle: at,
    share,
    seconds: Number.POSITIVE_INFINITY,
    ratio: random.scale(0.02, 0.4),
    unrest: random.uniform() < 0.5 ? 0 : random.between(0.02, 0.15),
    flicker: random.scale(20, 2000),
  };
  const cell = {
    ...drawnCell(seed),
    ageing: drawnAgeing(seed + 7),
    halfCycles,
    filaments: [filament],
  };
  return {
    cell,
    record: simulateSymmetric(cell, `hard-${seed}`),
    failures: [{ kind: "hard-short", cycle: 1 + (at >> 1), halfCycle: at, share }],
  };
}

/** A filament that takes a share of the voltage: fused again after minutes or cycles, or staying; restless or calm. */
export function simulateSoftShort(
  seed: number,
  halfCycles = 60,
  [least, most]: readonly [number, number] = [0.12, 0.45],
): SimulatedTrace {
  const random = seeded(seed + 57);
  const base = drawnCell(seed);
  const at = 12 + Math.floor(random.uniform() * (halfCycles - 22));
  const share = random.uniform() < 0.2 ? 0 : random.between(0.1, 0.8);
  const fall = random.between(least, most);
  const duration = base.duration!(0);
  const kind = random.uniform();
  const filament: Filament = {
    halfCycle: at,
    share,
    // Within the half-cycle, over a few cycles, or for good
    seconds:
      kind < 0.4
        ? duration * random.between(0.1, 0.6)
        : kind < 0.75
          ? duration * random.between(2, 8)
          : Number.POSITIVE_INFINITY,
    ratio: 1 / fall - 1,
    unrest: random.uniform() < 0.5 ? 0 : random.between(0.05, 0.3),
    flicker: random.scale(0.02, 0.3) * duration,
  };
  const cell = { ...base, ageing: drawnAgeing(seed + 7), halfCycles, filaments: [filament] };
  return {
    cell,
    record: simulateSymmetric(cell, `soft-${seed}`),
    failures: [{ kind: "soft-short", cycle: 1 + (at >> 1), halfCycle: at, share }],
  };
}

/** Thin lithium whose capacity falls with the cycles until it ends before the half-cycle does. */
export function simulateDepletion(seed: number, halfCycles = 120): SimulatedTrace {
  const random = seeded(seed + 91);
  const base = drawnCell(seed);
  const passed = (base.density!(0) * base.duration!(0)) / 3600;
  const start = passed * random.between(1.3, 2);
  const end = 10 + Math.floor(random.uniform() * (halfCycles / 2 - 16));
  // Reaches what is passed per half-cycle in cycle `end`
  const loss = (start - passed) / (start * end);
  const cell = {
    ...base,
    ageing: drawnAgeing(seed + 7, "steady"),
    lithium: (cycle: number) => Math.max(start * (1 - loss * cycle), 0.02 * start),
    limit: random.between(1, 5),
    halfCycles,
  };
  return {
    cell,
    record: simulateSymmetric(cell, `depletion-${seed}`),
    failures: [{ kind: "depletion", cycle: 1 + end, halfCycle: 2 * end + 1, share: 1 }],
  };
}

/** G1, after doi 10.3389/fchem.2021.786956: wedges of more than 150 mV at 0.1 mA·cm⁻², activation, hard short in cycle 14. */
export function simulateWedgeShort(
  options: { readonly seed?: number; readonly interval?: number } = {},
): SimulatedTrace {
  const { seed = 1, interval = 5 } = options;
  const cell: Partial<SymmetricCell> = {
    ageing: (n) => (1 + 0.3 * (1 - Math.exp(-n / 3))) * Math.exp(-n / 60),
    wedge: (n) => 0.25 * 0.99 ** n,
    filaments: [
      {
        halfCycle: 26,
        share: 0.4,
        seconds: Number.POSITIVE_INFINITY,
        ratio: 0.08,
        unrest: 0.05,
        flicker: 300,
      },
    ],
    halfCycles: 74,
    interval,
    seed,
  };
  return {
    cell,
    record: simulateSymmetric(cell, "g1"),
    failures: [{ kind: "hard-short", cycle: 14, halfCycle: 26, share: 0.4 }],
  };
}

/** Ladders of G2 and the last current density in mA·cm⁻² that each endures (doi 10.1002/adma.202212096). */
export const publishedLadders = { "RT-MCL": 1.8, "HT-MCL": 1.2, In: 0.7, bare: 0.2 } as const;

/** G2: 0.1 to 2.5 mA·cm⁻² in steps of 0.1, 10 min per half-cycle, short in the level behind `endured`. */
export function simulateLadder(
  endured: number,
  options: { readonly seed?: number; readonly perLevel?: number; readonly fixedCapacity?: boolean } = {},
): SimulatedTrace {
  const { seed = 1, perLevel = 1, fixedCapacity = false } = options;
  const random = seeded(seed);
  const level = (halfCycle: number): number => 1 + Math.floor(halfCycle / (2 * perLevel));
  const at = 2 * perLevel * Math.round(10 * endured) + Math.floor(2 * perLevel * random.uniform() * 0.99);
  const share = random.between(0.15, 0.85);
  const cell: Partial<SymmetricCell> = {
    density: (halfCycle) => level(halfCycle) / 10,
    duration: (halfCycle) => (fixedCapacity ? 600 / level(halfCycle) : 600),
    halfCycles: 50 * perLevel,
    interval: 1,
    electrolyte: 25 * random.between(0.7, 1.4),
    transfer: 45 * random.between(0.7, 1.4),
    nucleation: 3,
    nucleationTime: 15,
    wedge: () => 0.08,
    filaments: [
      {
        halfCycle: at,
        share,
        seconds: Number.POSITIVE_INFINITY,
        ratio: random.scale(0.03, 0.2),
        unrest: 0.05,
        flicker: 60,
      },
    ],
    seed: seed + 1,
  };
  return {
    cell,
    record: simulateSymmetric(cell, `ladder-${endured}`),
    failures: [{ kind: "hard-short", cycle: 1 + (at >> 1), halfCycle: at, share }],
  };
}

/**
 * G3: thin lithium at 1 mA·cm⁻² and 1 mAh·cm⁻², 60 °C (doi 10.1016/j.ensm.2022.05.050). What can be stripped, in mAh·cm⁻², falls from
 * `start` with a power of the cycle and is used up in the cycle behind `end`.
 */
export function simulateThinLithium(
  options: {
    readonly seed?: number;
    readonly end?: number;
    readonly start?: number;
    readonly power?: number;
  } = {},
): SimulatedTrace {
  const { seed = 1, end = 160, start = 1.84, power = 1 } = options;
  const cell: Partial<SymmetricCell> = {
    area: 1.327,
    density: () => 1,
    // An hour with the step to the next sample
    duration: () => 3580,
    halfCycles: 2 * end + 10,
    interval: 20,
    electrolyte: 9,
    transfer: 6,
    nucleation: 1,
    wedge: () => 0.1,
    lithium: (cycle) => start - (start - 1) * (cycle / end) ** power,
    limit: 1,
    ageing: (n) => 1 + 0.004 * n,
    seed,
  };
  return {
    cell,
    record: simulateSymmetric(cell, "g3"),
    failures: [{ kind: "depletion", cycle: 1 + end, halfCycle: 2 * end + 1, share: 1 }],
  };
}

/** G4: a soft short in cycle 20 that fuses again after three cycles. */
export function simulateRecovery(options: { readonly seed?: number } = {}): SimulatedTrace {
  const { seed = 1 } = options;
  const cell: Partial<SymmetricCell> = {
    halfCycles: 80,
    filaments: [{ halfCycle: 38, share: 0.55, seconds: 6 * 1800, ratio: 2.5, unrest: 0.25, flicker: 90 }],
    seed,
  };
  return {
    cell,
    record: simulateSymmetric(cell, "g4"),
    failures: [{ kind: "soft-short", cycle: 20, halfCycle: 38, share: 0.55 }],
  };
}
