/**
 * Paper 000, welding of the anti-perovskite Li₂OHCl (doi 10.3389/fchem.2021.786956): activation energies, resistances of symmetric cells,
 * the short of the bare cell, full cells and their impedance over cycles.
 */
import { fullCycle, simulateFullCell } from "../series/simulate/fullCell.ts";
import { seeded } from "../series/simulate/random.ts";
import { simulateSymmetric } from "../series/simulate/symmetric.ts";
import { type Example, type Published, type RawFile, seedOf } from "./example.ts";
import { arbinCycling, ecLabCycling, ecLabImpedance, gamryImpedance } from "./instrument.ts";
import { arrheniusConductivity, simulateSpectrum, transferFor } from "./spectra.ts";

/** cm², cm */
const AREA = 0.785;
const THICKNESS = 0.08;
const MASS = 4;
const celsius = [45, 60, 75, 90, 105, 120, 135];

interface Pellet {
  readonly sample: string;
  readonly folder: string;
  readonly energy: number;
  /** Ω·cm² at 0.1 mA·cm⁻². */
  readonly asr: number;
  /** Ω of the full cell when fresh and after 40 cycles. */
  readonly total: readonly [number, number];
  /** mAh·g⁻¹ by cycle, as published. */
  readonly capacity: readonly (readonly [number, number])[];
  /** Discharge over charge. */
  readonly efficiency: number;
}

const bare: Pellet = {
  sample: "bare",
  folder: "bare",
  energy: 0.605,
  asr: 1500,
  total: [6100, 43_000],
  capacity: [
    [1, 145.4],
    [40, 60],
  ],
  efficiency: 0.9,
};
const welded: Pellet = {
  sample: "LE-soaked",
  folder: "soaked",
  energy: 0.611,
  asr: 500,
  total: [4700, 7900],
  capacity: [
    [1, 144.8],
    [10, 130.6],
    [40, 97],
  ],
  efficiency: 0.96,
};
const pellets = [bare, welded];

function* temperatures({ folder, energy }: Pellet, seed: number): Iterable<RawFile> {
  const all = arrheniusConductivity({ sigma: 1.5e-6, at: 45, energy, scatter: 0.01, seed }, celsius);
  for (const [k, sigma] of all.entries()) {
    const spectrum = simulateSpectrum(
      {
        L: 0,
        R: 0,
        arcs: [{ R: THICKNESS / (sigma * AREA), peak: 1e5 * (sigma / 1.5e-6), n: 0.93 }],
        cpe: { Q: 5e-7, n: 0.9 },
      },
      { from: 5e6, to: 1, points: 60, noise: 0.004, seed: seed + 1 + k },
    );
    yield { path: `${folder}/eis-${celsius[k]}C.DTA`, text: gamryImpedance(spectrum) };
  }
}

/** mA·cm⁻² */
const DENSITY = 0.1;
const DEAD = 37;
const DROP = 14;

/** Half-cycles of 1800 s at 0.1 mA·cm⁻²: the bare cell drops in cycle 14 and ends with cycle 37; the soaked one lasts 100 h. */
function symmetric({ folder, asr }: Pellet, isBare: boolean, seed: number): RawFile {
  const share = 0.4;
  const record = simulateSymmetric({
    area: AREA,
    electrolyte: share * asr,
    transfer: transferFor((1 - share) * asr, DENSITY),
    wedge: () => 0,
    nucleation: 0,
    interval: 10,
    halfCycles: isBare ? 2 * DEAD : 200,
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

function fullCell({ folder, capacity, efficiency }: Pellet, seed: number): RawFile {
  const random = seeded(seed);
  const grams = MASS / 1000;
  const current = 0.05 * grams;
  const at = (cycle: number): number => {
    const k = Math.max(
      1,
      capacity.findIndex(([end]) => end >= cycle),
    );
    const [[c0, q0], [c1, q1]] = [capacity[k - 1], capacity[k]];
    return q0 + ((q1 - q0) * (cycle - c0)) / (c1 - c0);
  };
  const halves = Array.from({ length: 40 }, (_, k) => {
    const cycle = k + 1;
    const discharged = at(cycle) * grams * 3.6;
    return fullCycle({
      current,
      discharged,
      efficiency: efficiency * (1 + 0.004 * random.normal()),
      cycle,
    });
  }).flat();
  return {
    path: `${folder}/full-cell.csv`,
    text: arbinCycling(simulateFullCell({ halves, seed, interval: 30 })),
  };
}

function* files(seed: number): Iterable<RawFile> {
  for (const [k, one] of pellets.entries()) {
    const part = (n: number): number => seedOf(seed, 500 + 50 * k + n);
    yield* temperatures(one, part(1));
    yield symmetric(one, one === bare, part(2));
    yield impedance(one, part(3));
    yield fullCell(one, part(4));
  }
}

const stretch = (one: Pellet): [number, number] => (one === bare ? [2, DROP - 2] : [2, 90]);

const published: readonly Published[] = [
  ...pellets.flatMap((one): Published[] => {
    const { sample } = one;
    const [first, last] = stretch(one);
    return [
      { sample, quantity: "activation energy", value: one.energy, unit: "eV", width: 0.01 },
      {
        sample,
        quantity: `area-specific resistance, cycles ${first} to ${last}`,
        value: one.asr,
        unit: "Ω·cm²",
      },
      { sample, quantity: "total", at: 0, value: one.total[0], unit: "Ω" },
      { sample, quantity: "total", at: 40, value: one.total[1], unit: "Ω" },
      { sample, quantity: "coulombic efficiency, cycles 2 to 40", value: 100 * one.efficiency, unit: "%" },
    ];
  }),
  { sample: "bare", quantity: "cycle of hard short", value: DROP, unit: "", range: [DROP, DROP] },
  { sample: "bare", quantity: "last cycle", value: DEAD, unit: "", range: [DEAD, DEAD] },
  { sample: "LE-soaked", quantity: "retention", value: 67, unit: "%", range: [66.5, 67.5] },
];

function sampleOf(one: Pellet): Example["campaign"]["samples"][number] {
  const { folder } = one;
  return {
    name: one.sample,
    chemistry:
      one === bare
        ? "Li | Li2OHCl | Li, full cell at 80 °C"
        : "Li | Li2OHCl, soaked with liquid electrolyte | Li, full cell at 80 °C",
    area: `${AREA}cm2`,
    thickness: `${10 * THICKNESS}mm`,
    mass: `${MASS}mg`,
    temperature: "80°C",
    files: [
      {
        role: "impedance-by-temperature",
        files: celsius.map((t) => `${folder}/eis-${t}C.DTA`),
        temperatures: celsius,
        circuit: "p(R1,CPE1)-CPE2",
        conductivity: "R1.R",
      },
      {
        role: "cycling",
        name: "Symmetric cell",
        files: `${folder}/life.mpt`,
        cell: "symmetric",
        means: [stretch(one)],
      },
      {
        role: "impedance-by-cycle",
        name: "Impedance of the full cell",
        files: `${folder}/eis.mpt`,
        circuit: "R1-p(R2,CPE2)-p(R3,CPE3)",
        resistances: { total: "R1.R+R2.R+R3.R", interface: "R3.R" },
        at: [0, 40],
      },
      {
        role: "cycling",
        name: "Full cell",
        files: `${folder}/full-cell.csv`,
        cell: "full",
        means: [[2, 40]],
      },
    ],
  };
}

export const antiperovskite: Example = {
  paper: "000",
  title: "Welding of the anti-perovskite Li₂OHCl",
  doi: "10.3389/fchem.2021.786956",
  published,
  files,
  campaign: {
    name: "Welding of the anti-perovskite Li₂OHCl",
    source: "simulated from the published values of doi 10.3389/fchem.2021.786956",
    samples: pellets.map(sampleOf),
    comparisons: [
      { show: "ionic conductivity", title: "Conductivity over temperature" },
      { show: "area-specific resistance", title: "Resistance of the symmetric cells" },
      { show: "total", title: "Resistance of the full cells" },
      { show: "capacity", title: "Discharge capacity" },
      { show: "coulombic efficiency", title: "Coulombic efficiency" },
    ],
  },
};
