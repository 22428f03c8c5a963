/**
 * Full cells under constant current: rate tests, stack pressure, coarse loggers. The voltage is a sloping equilibrium curve plus
 * overpotential, 4.2 V at the end of charge; what matters here are charges, times and pressures, and these are exact.
 *
 * Pressure follows the lithium (doi 10.1016/j.ensm.2022.05.050): it rises linearly with the charge by Δ(ΔP)_Q per charge and gram,
 * falls back on discharge, and its baseline drifts. Noise 8 kPa, a sensor step of 7.39 kPa (0.1 kgf on 13 mm).
 */
import type { SeriesBlock, SeriesColumn, SeriesRecord } from "../record.ts";
import { recordOf } from "./emitter.ts";
import { seeded } from "./random.ts";

/** One half-cycle of a program. */
interface Half {
  /** A, negative on discharge. */
  readonly current: number;
  /** A·s, positive. */
  readonly charge: number;
  /** Share of it that a filament or a side reaction takes: the cell does not come as far as without. */
  readonly leak?: number;
  readonly cycle: number;
}

/** A charge and the discharge that follows; what the charge passes more goes into side reactions, and the cell comes back to where it was. */
export function fullCycle({
  current,
  discharged,
  efficiency,
  cycle,
}: {
  readonly current: number;
  /** A·s */
  readonly discharged: number;
  readonly efficiency: number;
  readonly cycle: number;
}): readonly [Half, Half] {
  return [
    { current, charge: discharged / efficiency, leak: 1 - efficiency, cycle },
    { current: -current, charge: discharged, cycle },
  ];
}

export interface FullCell {
  readonly halves: readonly Half[];
  /** Seconds between samples and of the rest behind each half-cycle. */
  readonly interval: number;
  readonly rest: number;
  /** Pressure swing in Pa per A·s of charge by cycle, and baseline in Pa by cycle; without, no pressure. */
  readonly swing?: (cycle: number) => number;
  readonly baseline?: (cycle: number) => number;
  readonly pressureNoise: number;
  readonly pressureStep: number;
  /** A, Gaussian; and A to which the current is rounded when it is written, 0 for not. */
  readonly currentNoise: number;
  readonly currentStep: number;
  readonly noise: number;
  /** Ω */
  readonly resistance: number;
  /** Whether the instrument writes its own charges. */
  readonly counted: boolean;
  readonly seed: number;
}

const defaults: FullCell = {
  halves: [],
  interval: 10,
  rest: 60,
  pressureNoise: 8e3,
  pressureStep: 7.39e3,
  currentNoise: 1e-8,
  currentStep: 0,
  noise: 2e-4,
  resistance: 50,
  counted: true,
  seed: 1,
};

/** The record of a full cell; the same options give the same numbers. */
export function simulateFullCell(options: Partial<FullCell> = {}, file = "full"): SeriesRecord {
  const cell: FullCell = { ...defaults, ...options };
  const columns: SeriesColumn[] = ["test_time_second", "voltage_volt", "current_ampere", "cycle_count"];
  if (cell.counted) columns.push("charging_capacity_ah", "discharging_capacity_ah");
  if (cell.swing) columns.push("surface_pressure_pa");
  const random = seeded(cell.seed);
  let half = 0;
  let t = 0;
  let clock = 0;
  /** A·s in the cell. */
  let stored = 0;
  const largest = Math.max(...cell.halves.map(({ charge }) => charge), 1e-9);
  let done = 0;
  return recordOf(file, columns, (into, row) => {
    if (half >= cell.halves.length) return false;
    const { current, charge, cycle, leak = 0 } = cell.halves[half];
    const duration = charge / Math.abs(current);
    const running = t <= duration;
    const passed = running ? Math.abs(current) * t : charge;
    const state = stored + Math.sign(current) * passed * (1 - leak);
    const now = running ? current : 0;
    const values = [
      clock + t,
      equilibrium(state / largest) + now * cell.resistance + cell.noise * random.noise(),
      written(now + cell.currentNoise * random.noise(), cell.currentStep),
      cycle,
    ];
    if (cell.counted) {
      values.push(current > 0 ? passed / 3600 : done / 3600, current < 0 ? passed / 3600 : 0);
    }
    if (cell.swing) {
      const pressure =
        (cell.baseline?.(cycle) ?? 1e6) + cell.swing(cycle) * state + cell.pressureNoise * random.noise();
      values.push(written(pressure, cell.pressureStep));
    }
    values.forEach((value, k) => {
      into[k][row] = value;
    });
    const last = duration + cell.rest;
    // The last sample of a half-cycle falls on its end
    const next = t + cell.interval;
    t = t < duration && next > duration ? duration : next;
    if (t > last) {
      clock += t;
      t = 0;
      stored += Math.sign(current) * charge * (1 - leak);
      done = current > 0 ? charge : 0;
      half++;
    }
    return true;
  });
}

function written(value: number, step: number): number {
  return step > 0 ? step * Math.round(value / step) : value;
}

/** Volts over the share of the charge: two sloping plateaus, as of layered oxides. */
function equilibrium(share: number): number {
  return 3.55 + 0.55 * share + 0.06 * Math.tanh((share - 0.35) / 0.06) - 0.25 * Math.exp(-share / 0.03);
}

/** Discharge capacities in mAh/g at 0.2, 0.5, 1, 2, 5 and 10 C (doi 10.1039/d4ee02075h). */
export const publishedRates = [
  { rate: 0.2, capacity: 166.0 },
  { rate: 0.5, capacity: 158.5 },
  { rate: 1, capacity: 149.4 },
  { rate: 2, capacity: 137.9 },
  { rate: 5, capacity: 116.9 },
  { rate: 10, capacity: 101.2 },
] as const;

/** Mass of the simulated electrodes in g, and the charge that 1 C stands for in mAh/g. */
export const simulatedMass = 0.01;
const NOMINAL = 170;

/** G6: five cycles at each published rate, efficiency 99.7 %, charged at the same rate. */
export function simulateRates(
  options: { readonly seed?: number; readonly perRate?: number } = {},
): SeriesRecord {
  const { seed = 1, perRate = 5 } = options;
  const halves: Half[] = [];
  publishedRates.forEach(({ rate, capacity }, level) => {
    const current = (NOMINAL * simulatedMass * rate) / 1000;
    const charge = capacity * simulatedMass * 3.6;
    for (let k = 0; k < perRate; k++) {
      const cycle = level * perRate + k + 1;
      halves.push({ current, charge: charge / 0.997, cycle }, { current: -current, charge, cycle });
    }
  });
  return simulateFullCell({ halves, seed, interval: 5 }, "g6");
}

/** A cell charged by time whose efficiency scatters, and through which a filament leaks in the cycles `from` to `to`. */
export function simulateLeak(
  options: {
    readonly seed?: number;
    readonly leak?: number;
    readonly from?: number;
    readonly to?: number;
    readonly cycles?: number;
    readonly scatter?: number;
  } = {},
): SeriesRecord {
  const { seed = 1, leak = 0.08, from = 16, to = 18, cycles = 30, scatter = 0.006 } = options;
  const random = seeded(seed + 5);
  const current = (0.5 * NOMINAL * simulatedMass) / 1000;
  const charge = 160 * simulatedMass * 3.6;
  const halves: Half[] = [];
  for (let cycle = 1; cycle <= cycles; cycle++) {
    const lost = 0.02 + scatter * random.normal() + (cycle >= from && cycle <= to ? leak : 0);
    halves.push(
      { current, charge, cycle, leak: lost },
      { current: -current, charge: charge * (1 - lost), cycle },
    );
  }
  return simulateFullCell({ halves, seed, interval: 20 }, "leak");
}

/** What the stack pressure does in a pair of cells with thin lithium. */
export interface PressureTruth {
  /** Swing over the discharge in MPa per A·h and gram⁻¹, by cycle from 1. */
  readonly swing: (cycle: number) => number;
  /** Cycle of the internal short; Infinity for none. */
  readonly short: number;
}

/** Of the coated cell: rises to 13.5 MPa·g/(A·h) at cycle 30, then on slowly; of the bare one: the same to cycle 13, then falls fast. */
export function pressureTruth(coated: boolean): PressureTruth {
  const saturating = (cycle: number): number => 13.5 - 2.5 * Math.exp(-(cycle - 1) / 8);
  if (coated)
    return { swing: (cycle) => saturating(cycle) + 0.02 * Math.max(0, cycle - 30), short: Infinity };
  return { swing: (cycle) => saturating(cycle) - 0.9 * Math.max(0, cycle - 13), short: 20 };
}

/** G5: a cell of the pressure pair at 0.5 C; the bare one has an internal short at cycle 20. */
export function simulatePressure(
  options: {
    readonly seed?: number;
    readonly coated?: boolean;
    readonly cycles?: number;
    readonly interval?: number;
  } = {},
): SeriesRecord {
  const { seed = 1, coated = false, cycles = coated ? 60 : 24, interval = 10 } = options;
  const random = seeded(seed + 11);
  const truth = pressureTruth(coated);
  const current = (0.5 * NOMINAL * simulatedMass) / 1000;
  const halves: Half[] = [];
  for (let cycle = 1; cycle <= cycles; cycle++) {
    const fresh = 160 * simulatedMass * 3.6 * (1 - 0.0008 * cycle) * (1 + 0.001 * random.normal());
    const shorted = cycle >= truth.short;
    halves.push(
      { current, charge: shorted ? 1.6 * fresh : fresh / 0.995, cycle },
      { current: -current, charge: shorted ? 0.3 * fresh : fresh, cycle },
    );
  }
  // MPa·g/(A·h) over the mass is MPa per A·h
  const swing = (cycle: number): number => (truth.swing(cycle) * 1e6) / 3600 / simulatedMass;
  const baseline = (cycle: number): number => 20e6 + 2e4 * Math.max(0, cycle - 23);
  return simulateFullCell({ halves, seed, interval, swing, baseline }, coated ? "g5-coated" : "g5-bare");
}

/** G7: a cell of 0.2 mA whose logger writes its current in A with four decimals, its charge in full (LAND). */
export function simulateCoarseCurrent(
  options: { readonly seed?: number; readonly counted?: boolean } = {},
): SeriesRecord {
  const { seed = 1, counted = true } = options;
  const current = 2.26e-4;
  const halves = Array.from({ length: 12 }, (_, k): Half => {
    const cycle = 1 + (k >> 1);
    return { current: k % 2 === 0 ? current : -current, charge: k % 2 === 0 ? 2.02 : 2, cycle };
  });
  return simulateFullCell(
    { halves, seed, currentStep: 1e-4, currentNoise: 1e-7, counted, interval: 30 },
    "g7",
  );
}

/** The clock of a logger: its time is offset + (1 + drift)·time of the cycler. */
export interface Clock {
  readonly offset: number;
  /** 50e-6 is 4.3 s per day. */
  readonly drift: number;
}

/**
 * G8: the same run by two loggers: the cycler without pressure, and a pressure logger with its own clock and rate, which has only time and
 * pressure.
 */
export function simulateLoggers(
  options: { readonly seed?: number; readonly clock?: Clock; readonly cycles?: number } = {},
): { readonly cycler: SeriesRecord; readonly logger: SeriesRecord; readonly clock: Clock } {
  const { seed = 1, cycles = 12, clock = { offset: 137, drift: 80e-6 } } = options;
  const both = simulatePressure({ seed, coated: true, cycles, interval: 7 });
  const alone = simulatePressure({ seed, coated: true, cycles, interval: 10 });
  return {
    clock,
    cycler: mapped(
      alone,
      ["test_time_second", "voltage_volt", "current_ampere", "cycle_count"],
      (values) => values,
    ),
    logger: mapped(both, ["test_time_second", "surface_pressure_pa"], ([time, pressure]) => [
      time.map((t) => clock.offset + (1 + clock.drift) * t),
      pressure,
    ]),
  };
}

/** A record with some of the columns of another. */
function mapped(
  record: SeriesRecord,
  columns: readonly SeriesColumn[],
  of: (values: readonly Float64Array[]) => readonly Float64Array[],
): SeriesRecord {
  async function* blocks(): AsyncGenerator<SeriesBlock> {
    for await (const { rows, first, columns: all } of record.blocks) {
      const values = of(columns.map((column) => all[column]!));
      yield { rows, first, columns: Object.fromEntries(columns.map((column, k) => [column, values[k]])) };
    }
  }
  return {
    ...record,
    columns: record.columns.filter(({ column }) => columns.includes(column)),
    blocks: blocks(),
  };
}
