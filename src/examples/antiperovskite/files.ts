/**
 * The raw files of paper 000. Published are the activation energies, the resistances of the symmetric cells and of the full ones, the
 * cycles of the drop and of the death, capacities and efficiencies. All else is plausible: the noise is that which makers state for their
 * instruments in the middle of their ranges, 0.4 % of |Z| and 50 µV.
 */
import { exponentialThrough } from "../../impedance/ageing.ts";
import { fullCycle, simulateFullCell } from "../../series/simulate/fullCell.ts";
import { seeded } from "../../series/simulate/random.ts";
import { simulateSymmetric } from "../../series/simulate/symmetric.ts";
import { type RawFile, seedOf } from "../example.ts";
import { arbinCycling, ecLabCycling, ecLabImpedance, gamryImpedance } from "../instrument.ts";
import { balance, dieArea, micrometer, trueSize } from "../size.ts";
import { arrheniusConductivity, simulateSpectrum, transferFor } from "../spectra.ts";

/** Thin and conductive enough for the least published area-specific resistance to hold the electrolyte too. */
export const sizes = { area: dieArea, thickness: micrometer(0.3), mass: balance(4) };
/** S·cm⁻¹ at the lowest temperature. */
const SIGMA = 3.5e-5;
export const celsius = [45, 60, 75, 90, 105, 120, 135];

export interface Pellet {
  readonly sample: string;
  readonly folder: string;
  /** eV */
  readonly energy: number;
  /** Ω·cm² at 0.1 mA·cm⁻². */
  readonly asr: number;
  /** Ω of the full cell when fresh and after 40 cycles. */
  readonly total: readonly [number, number];
  /** mAh·g⁻¹ by cycle; what is printed of them is in `published.ts`. */
  readonly capacity: (cycle: number) => number;
  /** Discharge over charge. */
  readonly efficiency: number;
}

export const bare: Pellet = {
  sample: "bare",
  folder: "bare",
  energy: 0.605,
  asr: 1500,
  total: [6100, 43_000],
  capacity: (cycle) => 145.4 - 2.2 * (cycle - 1),
  efficiency: 0.9,
};
export const soaked: Pellet = {
  sample: "LE-soaked",
  folder: "soaked",
  energy: 0.611,
  asr: 500,
  total: [4700, 7900],
  capacity: exponentialThrough([
    [1, 144.8],
    [10, 130.6],
    [40, 97],
  ]),
  efficiency: 0.96,
};
export const pellets = [bare, soaked];

/** What a pellet is, beside what its sample says. */
interface Truth {
  readonly area: number;
  /** cm */
  readonly thickness: number;
  /** g */
  readonly mass: number;
}

function* temperatures(
  { folder, energy }: Pellet,
  { area, thickness }: Truth,
  seed: number,
): Iterable<RawFile> {
  // Furnaces hold their temperature to some tenths of a kelvin: 1 % of the conductivity at 0.6 eV
  const all = arrheniusConductivity({ sigma: SIGMA, at: 45, energy, scatter: 0.01, seed }, celsius);
  for (const [k, sigma] of all.entries()) {
    const spectrum = simulateSpectrum(
      {
        L: 0,
        R: 0,
        arcs: [{ R: thickness / (sigma * area), peak: 1e5 * (sigma / SIGMA), n: 0.93 }],
        cpe: { Q: 5e-7, n: 0.9 },
      },
      { from: 5e6, to: 1, points: 60, noise: 0.004, seed: seed + 1 + k },
    );
    yield { path: `${folder}/eis-${celsius[k]}C.DTA`, text: gamryImpedance(spectrum) };
  }
}

/** Cycles of an hour at 0.1, 0.2 and 0.4 mA·cm⁻². */
export const stages = [
  { density: 0.1, cycles: 100 },
  { density: 0.2, cycles: 200 },
  { density: 0.4, cycles: 100 },
] as const;
/** Ω·cm² of the soaked cell at 0.4 mA·cm⁻²: 50 mV there too. */
export const settledAsr = 125;
export const DEAD = 37;
export const DROP = 14;

/** Current density by half-cycle. */
function stageOf(halfCycle: number): number {
  let end = 0;
  for (const { density, cycles } of stages) {
    end += 2 * cycles;
    if (halfCycle < end) return density;
  }
  return stages[stages.length - 1].density;
}

/** The bare cell drops in cycle 14 and ends with cycle 37; the soaked one lasts 400 h and activates from cycle 100 to 280. */
function symmetric(one: Pellet, { area }: Truth, seed: number): RawFile {
  const { folder, asr } = one;
  const isBare = one === bare;
  const electrolyte = isBare ? 600 : 100;
  const interval = isBare ? 10 : 30;
  const fresh = transferFor(asr - electrolyte, 0.1);
  const settled = transferFor(settledAsr - electrolyte, 0.4) / fresh;
  const record = simulateSymmetric({
    // The instrument's current is that for the stated area
    area,
    density: (halfCycle) => (stageOf(isBare ? 0 : halfCycle) * sizes.area.value) / area,
    // Half an hour with the step to the next sample
    duration: () => 1800 - interval,
    electrolyte,
    transfer: fresh,
    ageing: isBare ? () => 1 : (cycle) => 1 - (1 - settled) * Math.min(1, Math.max(0, (cycle - 100) / 180)),
    wedge: () => 0,
    nucleation: 0,
    interval,
    halfCycles: isBare ? 2 * DEAD : 2 * stages.reduce((sum, { cycles }) => sum + cycles, 0),
    filaments: isBare
      ? [
          {
            halfCycle: 2 * (DROP - 1),
            share: 0.4,
            seconds: Number.POSITIVE_INFINITY,
            ratio: 0.08,
            unrest: 0.05,
            flicker: 300,
          },
        ]
      : [],
    seed,
  });
  return { path: `${folder}/life.mpt`, text: ecLabCycling(record) };
}

const cycles = [0, 5, 10, 15, 20, 25, 30, 35, 40];

function impedance({ folder, total }: Pellet, seed: number): RawFile {
  const spectra = cycles.map((cycle, k) => {
    const sum = total[0] * (total[1] / total[0]) ** (cycle / 40);
    return simulateSpectrum(
      {
        L: 0,
        R: 0.12 * total[0],
        arcs: [
          { R: 0.2 * total[0], peak: 2e5, n: 0.93 },
          { R: sum - 0.32 * total[0], peak: 40 * (total[0] / sum), n: 0.82 },
        ],
      },
      { from: 5e6, to: 0.01, points: 80, noise: 0.004, seed: seed + k, facts: { cycle } },
    );
  });
  return { path: `${folder}/eis.mpt`, text: ecLabImpedance(spectra) };
}

/** Cycles of the full cells, and the cycles from which to which the charge of the bare one leaks. */
export const CYCLES = 40;
export const LEAK = [29, 31] as const;

/** In a chamber that holds its temperature the capacities of neighbouring cycles scatter by a tenth of a per cent, the efficiencies by more. */
function fullCell(one: Pellet, { mass }: Truth, seed: number): RawFile {
  const random = seeded(seed);
  const current = (0.05 * sizes.mass.value) / 1000;
  const halves = Array.from({ length: CYCLES }, (_, k) => {
    const cycle = k + 1;
    const leaks = one === bare && cycle >= LEAK[0] && cycle <= LEAK[1];
    return fullCycle({
      current,
      discharged: one.capacity(cycle) * mass * 3.6 * (1 + 0.001 * random.normal()),
      efficiency: one.efficiency * (1 + 0.004 * random.normal()) - (leaks ? 0.08 : 0),
      cycle,
    });
  }).flat();
  return {
    path: `${one.folder}/full-cell.csv`,
    text: arbinCycling(simulateFullCell({ halves, seed, interval: 120 })),
  };
}

/** The same seed gives the same files. */
export function* files(seed: number): Iterable<RawFile> {
  for (const [k, one] of pellets.entries()) {
    const part = (n: number): number => seedOf(seed, 500 + 50 * k + n);
    const random = seeded(part(0));
    const truth: Truth = {
      area: trueSize(sizes.area, random),
      thickness: trueSize(sizes.thickness, random) / 10,
      mass: trueSize(sizes.mass, random) / 1000,
    };
    yield* temperatures(one, truth, part(1));
    yield symmetric(one, truth, part(2));
    yield impedance(one, part(3));
    yield fullCell(one, truth, part(4));
  }
}
