/**
 * Paper 003, LAGP@P-DOL composite electrolytes (doi 10.1039/d4ee02075h): activation energies, transference numbers, exchange currents,
 * diffusion coefficients, interface resistances, stability window, critical current, rate capability.
 */
import { fullCycle, simulateFullCell } from "../series/simulate/fullCell.ts";
import { seeded } from "../series/simulate/random.ts";
import { simulateLadder } from "../series/simulate/traces.ts";
import { type Example, type Published, type RawFile, seedOf } from "./example.ts";
import { arbinCycling, csvTable, ecLabCycling, ecLabImpedance, gamryImpedance } from "./instrument.ts";
import { arrheniusConductivity, simulateSpectrum } from "./spectra.ts";

const KELVIN = 303.15;
const GAS = 8.314462618;
const FARADAY = 96485.33212;
const THERMAL = (GAS * KELVIN) / FARADAY;

/** cm², cm, mol·cm⁻³ */
const AREA = 0.785;
const THICKNESS = 0.05;
const CONCENTRATION = 1e-3;
const MASS = 10;

interface Electrolyte {
  readonly sample: string;
  readonly folder: string;
  /** eV, and S·cm⁻¹ at 25 °C (plausible). */
  readonly energy: number;
  readonly sigma: number;
  readonly transference: number;
  /** cm²·s⁻¹ */
  readonly diffusion: number;
  /** mA·cm⁻² */
  readonly exchange: number;
  /** Ω of a symmetric cell. */
  readonly interface: number;
  /** mAh·g⁻¹ at 0.2, 0.5, 1, 2, 5 and 10 C. */
  readonly rates: readonly number[];
  /** mA·cm⁻² and V, where they are published. */
  readonly critical?: number;
  readonly onset?: number;
}

const electrolytes: readonly Electrolyte[] = [
  {
    sample: "QCPE",
    folder: "QCPE",
    energy: 0.16,
    sigma: 4e-4,
    transference: 0.19,
    diffusion: 2.33e-15,
    exchange: 0.133,
    interface: 1200,
    rates: [152.1, 145.5, 131.4, 124.9, 104.9, 51.6],
  },
  {
    sample: "QCPE@P-DOL",
    folder: "QCPE-PDOL",
    energy: 0.14,
    sigma: 6e-4,
    transference: 0.56,
    diffusion: 1.11e-14,
    exchange: 0.171,
    interface: 450,
    rates: [166.0, 158.5, 149.4, 137.9, 116.9, 101.2],
    critical: 2.4,
    onset: 4.7,
  },
];

const celsius = [25, 35, 45, 55, 65, 75, 85];
const cRates = [0.2, 0.5, 1, 2, 5, 10];
const NOMINAL = 170;

function* temperatures({ folder, sigma, energy }: Electrolyte, seed: number): Iterable<RawFile> {
  const all = arrheniusConductivity({ sigma, at: 25, energy, scatter: 0.01, seed }, celsius);
  for (const [k, conductivity] of all.entries()) {
    const spectrum = simulateSpectrum(
      { L: 60e-9, R: THICKNESS / (conductivity * AREA), arcs: [], cpe: { Q: 4e-6, n: 0.93 } },
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

function diffusion({ folder, diffusion: D }: Electrolyte, seed: number): RawFile {
  const area = AREA * 1e-4;
  const concentration = CONCENTRATION * 1e6;
  const warburg = (GAS * KELVIN) / (Math.SQRT2 * area * FARADAY ** 2 * concentration * Math.sqrt(D * 1e-4));
  // The arc is small beside the tail and far above it in frequency
  const spectrum = simulateSpectrum(
    { L: 0, R: 40, arcs: [{ R: 0.4 * warburg, peak: 5e3, n: 0.95 }], warburg },
    { from: 1e5, to: 1e-3, points: 73, noise: 0.003, seed },
  );
  return { path: `${folder}/tail.mpt`, text: ecLabImpedance([spectrum]) };
}

/** Ω·cm² of the electrolyte between the electrodes. */
const OHMIC = 35;

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

function rates({ folder, rates: capacities }: Electrolyte, seed: number): RawFile {
  const random = seeded(seed);
  const losses = seeded(seed + 1);
  const grams = MASS / 1000;
  const halves = capacities.flatMap((capacity, level) =>
    Array.from({ length: 5 }, (_, k) => {
      const cycle = 5 * level + k + 1;
      const current = (NOMINAL * grams * cRates[level]) / 1000;
      const charge = capacity * grams * 3.6 * (1 + 0.004 * random.normal());
      const efficiency = 0.997 * (1 + 3e-4 * losses.normal());
      return fullCycle({ current, discharged: charge, efficiency, cycle });
    }).flat(),
  );
  return {
    path: `${folder}/rates.csv`,
    text: arbinCycling(simulateFullCell({ halves, seed, interval: 10 })),
  };
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

function* files(seed: number): Iterable<RawFile> {
  for (const [k, one] of electrolytes.entries()) {
    const part = (n: number): number => seedOf(seed, 100 * (k + 1) + n);
    yield* temperatures(one, part(1));
    yield* polarisation(one, part(2));
    yield diffusion(one, part(3));
    yield tafel(one, part(4));
    yield single(one, part(5));
    yield rates(one, part(6));
    yield* sweep(one, part(7));
    if (one.critical !== undefined) {
      yield {
        path: `${one.folder}/ladder.mpt`,
        text: ecLabCycling(simulateLadder(one.critical, { seed: part(8) }).record),
      };
    }
  }
}

const currentOf = (rate: number): number => Number(((NOMINAL * MASS * rate) / 1000).toPrecision(4));

const published: readonly Published[] = electrolytes.flatMap((one): Published[] => {
  const { sample } = one;
  return [
    { sample, quantity: "activation energy", value: one.energy, unit: "eV", width: 0.01 },
    { sample, quantity: "transference number of the cation", value: one.transference, unit: "" },
    { sample, quantity: "diffusion coefficient", value: one.diffusion, unit: "cm²·s⁻¹" },
    { sample, quantity: "exchange current density", value: one.exchange, unit: "mA·cm⁻²" },
    { sample, quantity: "interface", value: one.interface, unit: "Ω" },
    ...one.rates.map(
      (value, k): Published => ({
        sample,
        quantity: "capacity",
        at: currentOf(cRates[k]),
        value,
        unit: "mAh·g⁻¹",
      }),
    ),
    ...(one.critical === undefined
      ? []
      : [{ sample, quantity: "critical current density", value: one.critical, unit: "mA·cm⁻²" }]),
    ...(one.onset === undefined
      ? []
      : [{ sample, quantity: "onset potential, by threshold", value: one.onset, unit: "V" }]),
  ];
});

function sampleOf(one: Electrolyte): Example["campaign"]["samples"][number] {
  const { folder } = one;
  return {
    name: one.sample,
    chemistry:
      one.critical === undefined
        ? "Li | LAGP composite electrolyte | Li, NCM"
        : "Li | LAGP composite electrolyte on P-DOL | Li, NCM",
    area: `${AREA}cm2`,
    thickness: `${10 * THICKNESS}mm`,
    mass: `${MASS}mg`,
    concentration: `${CONCENTRATION}mol/cm3`,
    temperature: "30°C",
    interfaces: 2,
    files: [
      {
        role: "impedance-by-temperature",
        files: celsius.map((t) => `${folder}/eis-${t}C.DTA`),
        temperatures: celsius,
        circuit: "L0-R1-CPE1",
        conductivity: "R1.R",
      },
      {
        role: "polarisation",
        files: `${folder}/step.csv`,
        voltage: "10mV",
        start: "10s",
        before: `${folder}/eis-before.mpt`,
        after: `${folder}/eis-after.mpt`,
        circuit: "L0-R1-p(R2,CPE2)",
        interfaces: "R2.R",
      },
      { role: "diffusion", files: `${folder}/tail.mpt` },
      { role: "tafel", files: `${folder}/tafel.csv`, ohmic: `${OHMIC}ohm*cm2` },
      {
        role: "impedance",
        name: "Interface",
        files: `${folder}/interface.mpt`,
        circuit: "L0-R1-p(R2,CPE2)",
        resistances: { interface: "R2.R" },
      },
      { role: "cycling", name: "Rate capability", files: `${folder}/rates.csv`, cell: "full" },
      ...(one.onset === undefined ? [] : [{ role: "lsv" as const, files: `${folder}/sweep.csv` }]),
      ...(one.critical === undefined
        ? []
        : [{ role: "stepped-current" as const, files: `${folder}/ladder.mpt` }]),
    ],
  };
}

export const composite: Example = {
  paper: "003",
  title: "LAGP composite electrolytes on P-DOL",
  doi: "10.1039/d4ee02075h",
  published,
  files,
  campaign: {
    name: "LAGP composite electrolytes on P-DOL",
    source: "simulated from the published values of doi 10.1039/d4ee02075h",
    samples: electrolytes.map(sampleOf),
    comparisons: [
      { show: "ionic conductivity", title: "Conductivity over temperature" },
      { show: "capacity", title: "Rate capability" },
    ],
  },
};
