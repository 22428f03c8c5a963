/** Cells with a known end for the early warning, drawn over wide ranges so that no rule can be tuned to one shape. */
import type { PressureCell } from "./pressure.ts";
import { seeded } from "./random.ts";

/** What all drawn cells share: sizes, protocol, sensor. Half-cycles of 60 to 600 samples. */
function drawnBase(seed: number): Partial<PressureCell> {
  const random = seeded(seed);
  const rate = random.scale(0.2, 1);
  const plateau = 13.5 * random.between(0.7, 1.4);
  const noise = random.scale(1000, 12_000);
  return {
    rate,
    interval: 3600 / rate / random.scale(60, 600),
    rest: random.uniform() < 0.3 ? 0 : (3600 / rate) * random.between(0.02, 0.15),
    capacity: random.between(130, 200),
    mass: random.between(6, 13) * 1e-3 * 1.327,
    fade: random.scale(2e-4, 3e-3),
    stack: random.between(2, 60),
    baseline: random.between(-0.02, 0.05),
    baselineFrom: random.between(0, 30),
    plateau,
    surplus: plateau * random.between(0.08, 0.5),
    decay: random.between(4, 15),
    rise: plateau * random.between(0.001, 0.006),
    riseFrom: random.between(24, 36),
    bow: random.between(-0.02, 0.02),
    scatter: random.scale(0.0007, 0.008),
    noise,
    quantum: random.uniform() < 0.5 ? 7390 : random.uniform() < 0.5 ? 1000 : 0,
    expansion: random.uniform() < 0.5 ? 0 : random.between(5000, 30_000),
    diurnal: random.uniform() < 0.5 ? 0 : random.between(0.1, 1),
    spikes: random.uniform() < 0.7 ? 0 : random.scale(1e-4, 3e-3),
    relaxation: random.between(0, 60_000),
    seed: seed + 1,
  };
}

export interface DrawnPressureCell {
  readonly cell: Partial<PressureCell>;
  /** Cycle of the internal short; null of those that have none. */
  readonly short: number | null;
}

/** The uncoated shape: internal short in cycle 17 to 40, the fall begins 6 to 8 cycles before it, by 2.5 to 9 % in its first cycle. */
export function drawnUncoated(seed: number): DrawnPressureCell {
  const random = seeded(seed + 31);
  const base = drawnBase(seed);
  const short = Math.floor(random.between(17, 41));
  const onset = short - Math.floor(random.between(6, 9));
  return {
    short,
    cell: {
      ...base,
      cycles: short + 2,
      short,
      onset,
      fall: base.plateau! * random.between(0.025, 0.09),
      power: random.between(1, 1.6),
    },
  };
}

/** The coated shape: falls to its plateau at about cycle 30, stays, and rises. */
export function drawnCoated(seed: number, cycles = 60): DrawnPressureCell {
  return { short: null, cell: { ...drawnBase(seed), cycles } };
}

/** Changes that are no penetration: the swing wears by up to 0.5 % per cycle, loses 3 to 15 % at once, or rises to its plateau. */
export function drawnHarmless(seed: number, cycles = 60): DrawnPressureCell {
  const random = seeded(seed + 77);
  const base = drawnBase(seed);
  const kind = random.uniform();
  const change =
    kind < 1 / 3
      ? { surplus: 0, rise: 0, wear: random.between(0, 0.005) }
      : kind < 2 / 3
        ? { step: random.between(0.03, 0.15), stepAfter: Math.floor(random.between(12, cycles - 5)) }
        : { surplus: -base.surplus!, rise: base.rise! * random.uniform() };
  return { short: null, cell: { ...base, ...change, cycles } };
}

/** Published shapes: the coated cell, and the uncoated one with its internal short in cycle 20 and the fall behind cycle 13. */
export const publishedCells: {
  readonly coated: Partial<PressureCell>;
  readonly uncoated: Partial<PressureCell>;
} = {
  coated: { cycles: 110 },
  uncoated: { cycles: 22, onset: 13, short: 20 },
};
