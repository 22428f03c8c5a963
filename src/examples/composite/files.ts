/**
 * The raw files of paper 003. What it does not give is plausible. Noise is that which makers state for their instruments in the middle of
 * their ranges: 0.2 to 0.4 % of |Z|, 50 µV, 0.05 % of a current that is held for minutes; of a slow sweep 1 %, since cells drift in it.
 */
import { fullCycle, simulateFullCell } from "../../series/simulate/fullCell.ts";
import { seeded } from "../../series/simulate/random.ts";
import { simulateSymmetric } from "../../series/simulate/symmetric.ts";
import { simulateLadder } from "../../series/simulate/traces.ts";
import { type RawFile, seedOf } from "../example.ts";
import { arbinCycling, csvTable, ecLabCycling, ecLabImpedance, gamryImpedance } from "../instrument.ts";
import { trueSize } from "../size.ts";
import { arrheniusConductivity, simulateSpectrum, transferFor } from "../spectra.ts";
import {
  CONCENTRATION,
  celsius,
  cRates,
  type Electrolyte,
  electrolytes,
  type Life,
  type LongCycling,
  lagp,
  NOMINAL,
  OHMIC,
  sizes,
} from "./electrolytes.ts";

const KELVIN = 303.15;
const GAS = 8.314462618;
const FARADAY = 96485.33212;
const THERMAL = (GAS * KELVIN) / FARADAY;

/** What the pieces of a sample are, beside what the campaign says. */
interface Truth {
  readonly area: number;
  /** cm */
  readonly thickness: number;
  /** g */
  readonly mass: number;
}

function* temperatures(
  { folder, sigma, energy }: Electrolyte,
  { area, thickness }: Truth,
  seed: number,
): Iterable<RawFile> {
  // Ovens hold their temperature to half a kelvin: 1 % of the conductivity at 0.15 eV
  const all = arrheniusConductivity({ sigma, at: 25, energy, scatter: 0.01, seed }, celsius);
  for (const [k, conductivity] of all.entries()) {
    const spectrum = simulateSpectrum(
      { L: 60e-9, R: thickness / (conductivity * area), arcs: [], cpe: { Q: 4e-6, n: 0.93 } },
      { from: 1e6, to: 1, points: 50, noise: 0.004, seed: seed + 1 + k },
    );
    yield { path: `${folder}/eis-${celsius[k]}C.DTA`, text: gamryImpedance(spectrum) };
  }
}

/** Resistances in Ω of bulk and interface during the polarisation, and its voltage. */
const STEP = { voltage: 0.01, bulk: 40, before: 60, after: 62 };

function* polarisation({ folder, transference: t }: Electrolyte, seed: number): Iterable<RawFile> {
  const { voltage: V, bulk, before, after } = STEP;
  const random = seeded(seed);
  const initial = V / (bulk + before);
  // Bruce and Vincent's formula solved for the steady current
  const steady = (t * initial * V) / (V - initial * before + t * initial * after);
  const time = Array.from({ length: 1400 }, (_, k) => 0.5 * k + (k > 400 ? 4 * (k - 400) : 0));
  const law = (s: number): number => steady + (initial - steady) * Math.exp(-s / 420);
  const current = time.map((s) =>
    s < 10 ? 1e-9 * random.normal() : law(s - 10) * (1 + 5e-4 * random.normal()),
  );
  yield { path: `${folder}/step.csv`, text: csvTable(["time (s)", "current (A)"], [time, current]) };
  for (const [name, R, part] of [
    ["before", before, 1],
    ["after", after, 2],
  ] as const) {
    const spectrum = simulateSpectrum(
      { L: 60e-9, R: bulk, arcs: [{ R, peak: 300, n: 0.9 }] },
      { from: 1e6, to: 0.1, points: 60, noise: 0.002, seed: seed + part },
    );
    yield { path: `${folder}/eis-${name}.mpt`, text: ecLabImpedance([spectrum]) };
  }
}

function diffusion({ folder, diffusion: D }: Electrolyte, truth: Truth, seed: number): RawFile {
  const area = truth.area * 1e-4;
  const concentration = CONCENTRATION * 1e6;
  const warburg = (GAS * KELVIN) / (Math.SQRT2 * area * FARADAY ** 2 * concentration * Math.sqrt(D * 1e-4));
  // The arc is small beside the tail and far above it in frequency
  const spectrum = simulateSpectrum(
    { L: 0, R: 40, arcs: [{ R: 0.4 * warburg, peak: 5e3, n: 0.95 }], warburg },
    { from: 1e5, to: 1e-3, points: 73, noise: 0.003, seed },
  );
  return { path: `${folder}/tail.mpt`, text: ecLabImpedance([spectrum]) };
}

function tafel({ folder, exchange }: Electrolyte, seed: number): RawFile {
  const random = seeded(seed);
  const potential = Array.from({ length: 121 }, (_, k) => -0.3 + 0.005 * k);
  const density = potential.map((E) => {
    let [low, high] = [-1e3, 1e3];
    for (let step = 0; step < 90; step++) {
      const j = (low + high) / 2;
      // mA·cm⁻² times Ω·cm² is mV
      const eta = (E - (j * OHMIC) / 1000) / 2;
      if (2 * exchange * Math.sinh(eta / (2 * THERMAL)) > j) low = j;
      else high = j;
    }
    return (low + high) / 2;
  });
  const measured = density.map((j) => j * (1 + 0.01 * random.normal()) + 2e-4 * random.normal());
  return {
    path: `${folder}/tafel.csv`,
    text: csvTable(["potential (V)", "current density (mA/cm2)"], [potential, measured]),
  };
}

function single({ folder, interface: R }: Electrolyte, seed: number): RawFile {
  const spectrum = simulateSpectrum(
    { L: 80e-9, R: 30, arcs: [{ R, peak: 400, n: 0.85 }] },
    { from: 1e6, to: 0.1, points: 60, noise: 0.004, seed },
  );
  return { path: `${folder}/interface.mpt`, text: ecLabImpedance([spectrum]) };
}

/** Full cells: capacities by cycle. In a chamber those of neighbouring cycles scatter by some tenths of a per cent. */
function cycled(
  path: string,
  capacities: readonly number[],
  {
    rate,
    mass,
    scatter,
    interval,
    seed,
  }: {
    readonly rate: (cycle: number) => number;
    readonly mass: number;
    readonly scatter: number;
    readonly interval: number;
    readonly seed: number;
  },
): RawFile {
  const random = seeded(seed);
  const losses = seeded(seed + 1);
  const halves = capacities.flatMap((capacity, k) => {
    const cycle = k + 1;
    return fullCycle({
      current: (NOMINAL * sizes.mass.value * rate(cycle)) / 1e6,
      discharged: capacity * mass * 3.6 * (1 + scatter * random.normal()),
      efficiency: 0.997 * (1 + 3e-4 * losses.normal()),
      cycle,
    });
  });
  return { path, text: arbinCycling(simulateFullCell({ halves, seed, interval })) };
}

const PER_RATE = 5;

function rates({ folder, rates: capacities }: Electrolyte, { mass }: Truth, seed: number): RawFile {
  return cycled(
    `${folder}/rates.csv`,
    capacities.flatMap((capacity) => Array.from({ length: PER_RATE }, () => capacity)),
    { rate: (cycle) => cRates[Math.floor((cycle - 1) / PER_RATE)], mass, scatter: 0.004, interval: 30, seed },
  );
}

/** The capacity falls along a line. */
function long(
  { folder }: Electrolyte,
  { file, rate, cycles, last, retention }: LongCycling,
  mass: number,
  seed: number,
): RawFile {
  const first = (100 * last) / retention;
  const capacities = Array.from({ length: cycles }, (_, k) => first + ((last - first) * k) / (cycles - 1));
  return cycled(`${folder}/${file}`, capacities, {
    rate: () => rate,
    mass,
    scatter: 0.001,
    // Some twenty samples per half-cycle: the instrument counts the charge between them
    interval: 180 / rate,
    seed,
  });
}

/** Cycles of two hours, logged every two minutes; the overpotential is the published one at the stated area. */
function life(
  { folder }: Electrolyte,
  { density, hours, fails, overpotential }: Life,
  seed: number,
): RawFile {
  const asr = overpotential / density;
  const interval = fails ? 30 : 120;
  const record = simulateSymmetric({
    area: sizes.area.value,
    density: () => density,
    interval,
    // An hour with the step to the next sample
    duration: () => 3600 - interval,
    electrolyte: 0.3 * asr,
    transfer: transferFor(0.7 * asr, density),
    wedge: () => 0,
    nucleation: 0,
    halfCycles: fails ? hours + 12 : hours,
    filaments: fails
      ? [{ halfCycle: hours, share: 0.01, seconds: Number.POSITIVE_INFINITY, ratio: 0.07, unrest: 0.05 }]
      : [],
    seed,
  });
  return { path: `${folder}/life-${density}.mpt`, text: ecLabCycling(record) };
}

/** Oxidation rises exponentially and exceeds the base line by 10 µA·cm⁻² at the published potential. */
function sweep({ folder, onset }: Electrolyte, seed: number): RawFile[] {
  if (onset === undefined) return [];
  const random = seeded(seed);
  const potential = Array.from({ length: 701 }, (_, k) => 3 + 0.003 * k);
  const micro = potential.map(
    (E) => 1 + 0.2 * (E - 3) + 10 * Math.exp((E - onset) / 0.03) + 0.15 * random.normal(),
  );
  return [
    {
      path: `${folder}/sweep.csv`,
      text: csvTable(
        ["potential (V)", "current density (uA/cm2)"],
        [potential, micro.map((j) => Math.min(j, 500))],
      ),
    },
  ];
}

/** The same seed gives the same files. */
export function* files(seed: number): Iterable<RawFile> {
  for (const [k, one] of electrolytes.entries()) {
    const part = (n: number): number => seedOf(seed, 100 * (k + 1) + n);
    const random = seeded(part(0));
    const truth: Truth = {
      area: trueSize(sizes.area, random),
      thickness: trueSize(sizes.thickness, random) / 10,
      mass: trueSize(sizes.mass, random) / 1000,
    };
    yield* temperatures(one, truth, part(1));
    yield* polarisation(one, part(2));
    yield diffusion(one, truth, part(3));
    yield tafel(one, part(4));
    yield single(one, part(5));
    yield rates(one, truth, part(6));
    yield* sweep(one, part(7));
    if (one.critical !== undefined) {
      yield {
        path: `${one.folder}/ladder.mpt`,
        text: ecLabCycling(simulateLadder(one.critical, { seed: part(8) }).record),
      };
    }
    for (const [n, each] of one.lives.entries()) yield life(one, each, part(10 + n));
    for (const [n, each] of one.long.entries()) yield long(one, each, truth.mass, part(20 + n));
  }
  const part = (n: number): number => seedOf(seed, 400 + n);
  yield cycled(
    lagp.file,
    Array.from({ length: PER_RATE }, () => lagp.capacity),
    {
      rate: () => lagp.rate,
      mass: trueSize(sizes.mass, seeded(part(0))) / 1000,
      scatter: 0.004,
      interval: 10,
      seed: part(1),
    },
  );
}
