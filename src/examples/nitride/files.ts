/**
 * The raw files of paper 002. Published are the garnet's conductivity and activation energy, the critical currents, the lives and their
 * overpotential, that the resistance falls for 50 cycles, the resistance of the full cell, capacities. All else is plausible: 0.3 to 0.4 %
 * noise of |Z| and 50 µV are what makers state for their instruments in the middle of their ranges.
 */
import { fullCycle, simulateFullCell } from "../../series/simulate/fullCell.ts";
import { type Random, seeded } from "../../series/simulate/random.ts";
import { type SymmetricCell, simulateSymmetric } from "../../series/simulate/symmetric.ts";
import { publishedLadders, simulateLadder } from "../../series/simulate/traces.ts";
import { type RawFile, seedOf } from "../example.ts";
import { arbinCycling, ecLabCycling, ecLabImpedance, gamryImpedance } from "../instrument.ts";
import { balance, dieArea, micrometer, trueSize } from "../size.ts";
import { arrheniusConductivity, simulateSpectrum, transferFor } from "../spectra.ts";

export const sizes = { area: dieArea, thickness: micrometer(1), mass: balance(5) };
export const celsius = [25, 35, 45, 55, 65, 75, 85];
/** S·cm⁻¹ at 25 °C, eV */
export const SIGMA = 7.51e-4;
export const ENERGY = 0.36;

/** Ω of a pellet of garnet: `size` is its thickness over its area in cm⁻¹. */
const resistance = (sigma: number, size: number): number => size / sigma;
const nominal = sizes.thickness.value / 10 / sizes.area.value;

function garnetSpectrum(R: number, seed: number) {
  return simulateSpectrum(
    { L: 60e-9, R: 0, arcs: [{ R, peak: 3e6, n: 0.95 }], cpe: { Q: 3e-7, n: 0.92 } },
    { from: 5e6, to: 10, points: 60, noise: 0.003, seed },
  );
}

/** Cycle at which the fall of the resistance ends. */
export const BEND = 50;
/** Ω of the interfaces of symmetric cells over cycles: both fall up to cycle 50; then one stays, the other rises. */
const interfaces = {
  "RT-MCL": { fresh: 220, settled: 110, rise: 0 },
  bare: { fresh: 900, settled: 520, rise: 3.5 },
} as const;
const cycles = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110];

function ageing(name: keyof typeof interfaces, seed: number): RawFile {
  const { fresh, settled, rise } = interfaces[name];
  const spectra = cycles.map((cycle, k) => {
    const R = settled + (fresh - settled) * Math.max(0, 1 - cycle / BEND) + rise * Math.max(0, cycle - BEND);
    return simulateSpectrum(
      { L: 0, R: resistance(SIGMA, nominal), arcs: [{ R, peak: 900, n: 0.87 }] },
      { from: 1e6, to: 0.1, points: 60, noise: 0.004, seed: seed + k, facts: { cycle } },
    );
  });
  return { path: `${name}/eis.mpt`, text: ecLabImpedance(spectra) };
}

/** Ω of the full cell by cycle: 300 after 50. */
export const FULL = 300;
const fullTotals = [
  [0, 420],
  [25, 345],
  [BEND, FULL],
] as const;

function fullCellSpectra(seed: number): RawFile {
  const spectra = fullTotals.map(([cycle, total], k) =>
    simulateSpectrum(
      {
        L: 0,
        R: 0.35 * total,
        arcs: [
          { R: 0.25 * total, peak: 2e4, n: 0.9 },
          { R: 0.4 * total, peak: 8, n: 0.86 },
        ],
      },
      { from: 1e6, to: 0.01, points: 80, noise: 0.004, seed: seed + k, facts: { cycle } },
    ),
  );
  return { path: "RT-MCL/full-cell-eis.mpt", text: ecLabImpedance(spectra) };
}

/** Hours that the cells with the layer of room temperature last at 0.5 and 0.7 mA·cm⁻², and V at the latter. */
export const LIVES = { half: 2000, more: 800 } as const;
export const OVERPOTENTIAL = 0.05;
/** Hours before which the layer of high temperature fails at 0.1 mA·cm⁻². */
export const FAILED = 30;

/** Half-cycles of an hour with the step to the next sample, logged every two minutes. */
const steady: Partial<SymmetricCell> = {
  area: sizes.area.value,
  interval: 120,
  duration: () => 3480,
  ageing: () => 1,
  wedge: () => 0,
  nucleation: 0,
};

function* lives(part: (n: number) => number): Iterable<RawFile> {
  const electrolyte = resistance(SIGMA, nominal) * sizes.area.value;
  yield {
    path: "RT-MCL/life-0.5.mpt",
    text: ecLabCycling(
      simulateSymmetric({
        ...steady,
        electrolyte,
        transfer: 40,
        wedge: () => 0.05,
        nucleation: 2,
        density: () => 0.5,
        halfCycles: LIVES.half,
        seed: part(30),
      }),
    ),
  };
  yield {
    path: "RT-MCL/life-0.7.mpt",
    text: ecLabCycling(
      simulateSymmetric({
        ...steady,
        electrolyte: 50,
        transfer: transferFor((1000 * OVERPOTENTIAL) / 0.7 - 50, 0.7),
        density: () => 0.7,
        halfCycles: LIVES.more,
        seed: part(31),
      }),
    ),
  };
  yield {
    path: "HT-MCL/life-0.1.mpt",
    text: ecLabCycling(
      simulateSymmetric({
        ...steady,
        electrolyte,
        transfer: 300,
        density: () => 0.1,
        halfCycles: 36,
        filaments: [{ halfCycle: 28, share: 0.6, seconds: Number.POSITIVE_INFINITY, ratio: 0.06 }],
        seed: part(32),
      }),
    ),
  };
}

const NOMINAL = 170;
/** mAh·g⁻¹ of the first ten cycles, the last cycle, and what is left then. */
export const FIRST = 165.5;
export const LAST = 110;
export const LEFT = 0.924;

/** Coulombic efficiency of a cycle. */
const scattered = (random: Random): number => 0.998 * (1 + 3e-4 * random.normal());

/** In a chamber that holds its temperature the capacities of neighbouring cycles scatter by a tenth of a per cent. */
function fullCell(mass: number, seed: number): RawFile {
  const random = seeded(seed);
  const losses = seeded(seed + 1);
  const current = (0.2 * NOMINAL * sizes.mass.value) / 1e6;
  const halves = Array.from({ length: LAST }, (_, k) => {
    const cycle = k + 1;
    const fade = 1 - (1 - LEFT) * Math.max(0, (cycle - 10) / (LAST - 10));
    return fullCycle({
      current,
      discharged: FIRST * mass * 3.6 * fade * (1 + 0.001 * random.normal()),
      efficiency: scattered(losses),
      cycle,
    });
  }).flat();
  return {
    path: "RT-MCL/full-cell.csv",
    text: arbinCycling(simulateFullCell({ halves, seed, interval: 300 })),
  };
}

/** mAh·g⁻¹ by C-rate. */
export const rateTable = [
  { rate: 0.5, capacity: 153.9 },
  { rate: 1, capacity: 130.5 },
] as const;
/** mA as the campaign calls the levels. */
export const currentOf = (rate: number): number =>
  Number((rate * NOMINAL * sizes.mass.value * 1e-3).toPrecision(4));

function rateTest(mass: number, seed: number): RawFile {
  const random = seeded(seed);
  const losses = seeded(seed + 1);
  const halves = rateTable.flatMap(({ rate, capacity }, level) =>
    Array.from({ length: 5 }, (_, k) =>
      fullCycle({
        current: (rate * NOMINAL * sizes.mass.value) / 1e6,
        discharged: capacity * mass * 3.6 * (1 + 0.003 * random.normal()),
        efficiency: scattered(losses),
        cycle: 5 * level + k + 1,
      }),
    ).flat(),
  );
  return { path: "RT-MCL/rates.csv", text: arbinCycling(simulateFullCell({ halves, seed, interval: 20 })) };
}

/** The same seed gives the same files. */
export function* files(seed: number): Iterable<RawFile> {
  const part = (n: number): number => seedOf(seed, 300 + n);
  const random = seeded(part(0));
  const pellet = trueSize(sizes.thickness, random) / 10 / trueSize(sizes.area, random);
  const mass = trueSize(sizes.mass, random) / 1000;
  yield {
    path: "LLZ/eis-room.mpt",
    text: ecLabImpedance([garnetSpectrum(resistance(SIGMA, pellet), part(1))]),
  };
  // Ovens hold their temperature to a quarter of a kelvin: 1 % of the conductivity at 0.36 eV
  const all = arrheniusConductivity(
    { sigma: SIGMA, at: 25, energy: ENERGY, scatter: 0.01, seed: part(2) },
    celsius,
  );
  for (const [k, sigma] of all.entries()) {
    const spectrum = garnetSpectrum(resistance(sigma, pellet), part(2) + 1 + k);
    yield { path: `LLZ/eis-${celsius[k]}C.DTA`, text: gamryImpedance(spectrum) };
  }
  for (const [k, [name, endured]] of Object.entries(publishedLadders).entries()) {
    yield {
      path: `${name}/ladder.mpt`,
      text: ecLabCycling(simulateLadder(endured, { seed: part(10 + k) }).record),
    };
  }
  yield ageing("RT-MCL", part(20));
  yield ageing("bare", part(21));
  yield fullCellSpectra(part(22));
  yield* lives(part);
  yield fullCell(mass, part(40));
  yield rateTest(mass, part(41));
}
