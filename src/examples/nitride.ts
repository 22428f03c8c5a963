/**
 * Paper 002, mixed conductive layers of InN on garnet (doi 10.1002/adma.202212096): conductivity and activation energy of the garnet,
 * critical currents, life, resistance over cycles, full cell.
 */
import { fullCycle, simulateFullCell } from "../series/simulate/fullCell.ts";
import { seeded } from "../series/simulate/random.ts";
import { simulateSymmetric } from "../series/simulate/symmetric.ts";
import { publishedLadders, simulateLadder } from "../series/simulate/traces.ts";
import { type Example, type Published, type RawFile, seedOf } from "./example.ts";
import { arbinCycling, ecLabCycling, ecLabImpedance, gamryImpedance } from "./instrument.ts";
import { arrheniusConductivity, simulateSpectrum, transferFor } from "./spectra.ts";

/** cm², cm */
const AREA = 0.785;
const THICKNESS = 0.1;
const celsius = [25, 35, 45, 55, 65, 75, 85];
/** S·cm⁻¹ at 25 °C, eV */
const SIGMA = 7.51e-4;
const ENERGY = 0.36;
const MASS = 5;

const resistance = (sigma: number): number => THICKNESS / (sigma * AREA);
const garnet = "L0-p(R1,CPE1)-CPE2";

function garnetSpectrum(sigma: number, seed: number) {
  return simulateSpectrum(
    { L: 60e-9, R: 0, arcs: [{ R: resistance(sigma), peak: 3e6, n: 0.95 }], cpe: { Q: 3e-7, n: 0.92 } },
    { from: 5e6, to: 10, points: 60, noise: 0.003, seed },
  );
}

/** Ω of a symmetric cell over cycles: falls by a half over the first 50, then stays. */
const FRESH = 220;
const SETTLED = 110;
const settling = (cycle: number): number => SETTLED + (FRESH - SETTLED) * Math.max(0, 1 - cycle / 50) ** 2;
const cycles = [0, 10, 20, 30, 40, 50, 70, 90, 110];

function* files(seed: number): Iterable<RawFile> {
  const part = (n: number): number => seedOf(seed, 300 + n);
  yield { path: "LLZ/eis-room.mpt", text: ecLabImpedance([garnetSpectrum(SIGMA, part(1))]) };
  const all = arrheniusConductivity(
    { sigma: SIGMA, at: 25, energy: ENERGY, scatter: 0.01, seed: part(2) },
    celsius,
  );
  for (const [k, sigma] of all.entries()) {
    yield {
      path: `LLZ/eis-${celsius[k]}C.DTA`,
      text: gamryImpedance(garnetSpectrum(sigma, part(2) + 1 + k)),
    };
  }
  for (const [k, [name, endured]] of Object.entries(publishedLadders).entries()) {
    yield {
      path: `${name}/ladder.mpt`,
      text: ecLabCycling(simulateLadder(endured, { seed: part(10 + k) }).record),
    };
  }
  const spectra = cycles.map((cycle, k) =>
    simulateSpectrum(
      { L: 0, R: resistance(SIGMA), arcs: [{ R: settling(cycle), peak: 900, n: 0.87 }] },
      { from: 1e6, to: 0.1, points: 60, noise: 0.004, seed: part(20) + k, facts: { cycle } },
    ),
  );
  yield { path: "RT-MCL/eis.mpt", text: ecLabImpedance(spectra) };
  // 0.5 mA·cm⁻² over 2000 h in half-cycles of an hour; 0.7 mA·cm⁻² at 50 mV over 800 h
  const steady = {
    area: AREA,
    interval: 60,
    duration: () => 3540,
    wedge: () => 0.05,
    nucleation: 2,
    ageing: () => 1,
  };
  const electrolyte = resistance(SIGMA) * AREA;
  yield {
    path: "RT-MCL/life-0.5.mpt",
    text: ecLabCycling(
      simulateSymmetric({
        ...steady,
        electrolyte,
        transfer: 40,
        density: () => 0.5,
        halfCycles: 2000,
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
        transfer: transferFor(71.4 - 50, 0.7),
        wedge: () => 0,
        nucleation: 0,
        density: () => 0.7,
        halfCycles: 800,
        seed: part(31),
      }),
    ),
  };
  yield { path: "RT-MCL/full-cell.csv", text: arbinCycling(fullCell(part(40))) };
  yield { path: "RT-MCL/rates.csv", text: arbinCycling(rateTest(part(41))) };
}

const NOMINAL = 170;
/** mAh·g⁻¹ of the first ten cycles, and what is left at cycle 110. */
const FIRST = 165.5;
const LEFT = 0.924;

/** Coulombic efficiency of a cycle. */
const scattered = (random: ReturnType<typeof seeded>): number => 0.998 * (1 + 3e-4 * random.normal());

function fullCell(seed: number) {
  const random = seeded(seed);
  const losses = seeded(seed + 1);
  const grams = MASS / 1000;
  const current = (0.2 * NOMINAL * grams) / 1000;
  const halves = Array.from({ length: 110 }, (_, k) => {
    const cycle = k + 1;
    const fade = 1 - (1 - LEFT) * Math.max(0, (cycle - 10) / (107 - 10));
    const charge = FIRST * grams * 3.6 * fade * (1 + 0.002 * random.normal());
    return fullCycle({ current, discharged: charge, efficiency: scattered(losses), cycle });
  }).flat();
  return simulateFullCell({ halves, seed, interval: 120 });
}

const rateTable = [
  { rate: 0.5, capacity: 153.9 },
  { rate: 1, capacity: 130.5 },
] as const;

function rateTest(seed: number) {
  const random = seeded(seed);
  const losses = seeded(seed + 1);
  const grams = MASS / 1000;
  const halves = rateTable.flatMap(({ rate, capacity }, level) =>
    Array.from({ length: 5 }, (_, k) => {
      const cycle = 5 * level + k + 1;
      const current = (rate * NOMINAL * grams) / 1000;
      const charge = capacity * grams * 3.6 * (1 + 0.003 * random.normal());
      return fullCycle({ current, discharged: charge, efficiency: scattered(losses), cycle });
    }).flat(),
  );
  return simulateFullCell({ halves, seed, interval: 20 });
}

const mcl = "RT-MCL";
const published: readonly Published[] = [
  { sample: "LLZ", quantity: "ionic conductivity", value: SIGMA, unit: "S·cm⁻¹" },
  { sample: "LLZ", quantity: "activation energy", value: ENERGY, unit: "eV", width: 0.01 },
  ...Object.entries(publishedLadders).map(
    ([sample, value]): Published => ({
      sample,
      quantity: "critical current density",
      value,
      unit: "mA·cm⁻²",
    }),
  ),
  { sample: mcl, quantity: "area-specific resistance, cycles 10 to 300", value: 71.4, unit: "Ω·cm²" },
  { sample: mcl, quantity: "hours without a short", value: 2000, unit: "h", range: [1999, 2001] },
  { sample: mcl, quantity: "R2", at: 0, value: FRESH, unit: "Ω" },
  { sample: mcl, quantity: "R2", at: 50, value: SETTLED, unit: "Ω" },
  { sample: mcl, quantity: "R2", at: 110, value: SETTLED, unit: "Ω" },
  { sample: mcl, quantity: "capacity, cycles 1 to 10", value: FIRST, unit: "mAh·g⁻¹" },
  { sample: mcl, quantity: "capacity, cycles 104 to 110", value: FIRST * LEFT, unit: "mAh·g⁻¹" },
  ...rateTable.map(
    ({ rate, capacity }): Published => ({
      sample: mcl,
      quantity: "capacity",
      at: Number((rate * NOMINAL * MASS * 1e-3).toPrecision(4)),
      value: capacity,
      unit: "mAh·g⁻¹",
    }),
  ),
];

const sizes = { area: `${AREA}cm2`, thickness: `${10 * THICKNESS}mm` };

export const nitride: Example = {
  paper: "002",
  title: "Mixed conductive layers of InN on garnet",
  doi: "10.1002/adma.202212096",
  published,
  files,
  campaign: {
    name: "Mixed conductive layers of InN on garnet",
    source: "simulated from the published values of doi 10.1002/adma.202212096",
    samples: [
      {
        name: "LLZ",
        chemistry: "Au | LLZ | Au",
        ...sizes,
        files: [
          { role: "impedance", files: "LLZ/eis-room.mpt", circuit: garnet, conductivity: "R1.R" },
          {
            role: "impedance-by-temperature",
            files: celsius.map((t) => `LLZ/eis-${t}C.DTA`),
            temperatures: celsius,
            circuit: garnet,
            conductivity: "R1.R",
          },
        ],
      },
      {
        name: mcl,
        chemistry: "Li | InN layer, room temperature | LLZ | InN layer | Li",
        ...sizes,
        mass: `${MASS}mg`,
        files: [
          { role: "stepped-current", files: `${mcl}/ladder.mpt` },
          {
            role: "impedance-by-cycle",
            files: `${mcl}/eis.mpt`,
            circuit: "R1-p(R2,CPE2)",
            at: [0, 50, 110],
          },
          { role: "cycling", name: "Life at 0.5 mA·cm⁻²", files: `${mcl}/life-0.5.mpt`, cell: "symmetric" },
          {
            role: "cycling",
            name: "Life at 0.7 mA·cm⁻²",
            files: `${mcl}/life-0.7.mpt`,
            cell: "symmetric",
            means: [[10, 300]],
          },
          {
            role: "cycling",
            name: "Full cell at 0.2 C",
            files: `${mcl}/full-cell.csv`,
            cell: "full",
            means: [
              [1, 10],
              [104, 110],
            ],
          },
          { role: "cycling", name: "Rate capability", files: `${mcl}/rates.csv`, cell: "full" },
        ],
      },
      ...Object.keys(publishedLadders)
        .filter((name) => name !== mcl)
        .map((name) => ({
          name,
          chemistry: name === "bare" ? "Li | LLZ | Li" : `Li | ${name} | LLZ | ${name} | Li`,
          ...sizes,
          files: [{ role: "stepped-current" as const, files: `${name}/ladder.mpt` }],
        })),
    ],
    comparisons: [
      {
        show: "overpotential",
        title: "Overpotential",
        entries: ["Life at 0.5 mA·cm⁻²", "Life at 0.7 mA·cm⁻²"],
      },
      { show: "overpotential", title: "Ladders of current", entries: ["Critical current"] },
    ],
  },
};
