/**
 * The raw files of paper 004. What it does not give is plausible. Noise: 0.3 % of |Z|, what makers of potentiostats state in the middle of
 * their ranges; 50 µV; 0.02 % of a current; the counts of an analyser, which scatter after Poisson; 4 kPa of a load cell that reads in
 * steps of 0.1 kgf, 7.39 kPa on 13 mm.
 */
import { exponentialThrough } from "../../impedance/ageing.ts";
import { fullCycle, simulateFullCell } from "../../series/simulate/fullCell.ts";
import { simulatePressure } from "../../series/simulate/pressure.ts";
import { seeded } from "../../series/simulate/random.ts";
import { simulateThinLithium } from "../../series/simulate/traces.ts";
import { simulateScan } from "../../spectra/simulate.ts";
import { type RawFile, seedOf } from "../example.ts";
import {
  arbinCycling,
  bdfPressure,
  csvTable,
  ecLabCycling,
  ecLabImpedance,
  specsSpectrum,
} from "../instrument.ts";
import { trueSize } from "../size.ts";
import { simulateSpectrum } from "../spectra.ts";
import {
  type Ageing,
  ageing,
  BASELINE,
  CONDUCTIVITY,
  fullCells,
  interphase,
  inventory,
  sizes,
  swing,
} from "./cells.ts";

function impedance({ file, cycles, R1, arcs }: Ageing, seed: number): RawFile {
  const of = { R1: exponentialThrough(R1), arcs: exponentialThrough(arcs) };
  const printed = new Map(R1);
  const spectra = cycles.map((cycle, k) => {
    const sum = of.arcs(cycle);
    const share = 0.45 - 0.1 * (1 - Math.exp(-cycle / 80));
    return simulateSpectrum(
      {
        L: 90e-9,
        R: printed.get(cycle) ?? of.R1(cycle),
        arcs: [
          { R: share * sum, peak: 40e3 * (4.5 / sum) ** 0.5, n: 0.92 },
          { R: (1 - share) * sum, peak: 150 * (4.5 / sum) ** 0.5, n: 0.86 },
        ],
      },
      { from: 7e6, to: 0.1, points: 70, noise: 0.003, seed: seed + k, facts: { cycle } },
    );
  });
  return { path: file, text: ecLabImpedance(spectra) };
}

/** Ti | Li₆PS₅Cl | Ti at 30 °C. */
function pellet(seed: number): RawFile {
  const random = seeded(seed);
  const R = trueSize(sizes.thickness, random) / 10 / (CONDUCTIVITY * 1e-3 * trueSize(sizes.area, random));
  const spectrum = simulateSpectrum(
    { L: 90e-9, R, arcs: [], cpe: { Q: 5e-6, n: 0.93 } },
    { from: 7e6, to: 1, points: 60, noise: 0.003, seed: seed + 1 },
  );
  return { path: "Li6PS5Cl/eis.mpt", text: ecLabImpedance([spectrum]) };
}

/** Stripping at 0.1 mA·cm⁻² to 1 V; the instrument writes the sample at the cut-off too. */
function stripping(path: string, capacity: number, area: number, seed: number): RawFile {
  const random = seeded(seed);
  const amperes = 1e-4 * sizes.area.value;
  const end = (capacity * 3.6 * area) / amperes;
  const time = Array.from({ length: 1500 }, (_, k) => (end * k) / 1499);
  const written = (value: number, step: number): number => step * Math.round(value / step);
  const current = time.map(() => -written(amperes * (1 + 2e-4 * random.normal()), 1e-8));
  const voltage = time.map(
    (t) => -Math.min(1.2, 0.004 + 0.001 / (1.0001 - t / end) ** 0.75 + 5e-5 * random.normal()),
  );
  return { path, text: csvTable(["time (s)", "current (A)", "potential (V)"], [time, current, voltage]) };
}

function electrons(
  folder: string,
  { S2p, Li1s }: { readonly S2p: number; readonly Li1s: number },
  seed: number,
): RawFile[] {
  const doublet = { splitting: 1.18, ratio: 0.5 };
  const sulfur = simulateScan(
    {
      from: 157,
      to: 168,
      step: 0.05,
      constant: 1500,
      loss: 0.03,
      lines: [
        { center: 160.5, area: 300_000 * S2p, fwhm: 1.2, doublet },
        { center: 161.7, area: 300_000, fwhm: 1.2, doublet },
      ],
    },
    seed,
    "S 2p",
  );
  const small = 300_000 / Math.max(1, Li1s);
  const lithium = simulateScan(
    {
      from: 50,
      to: 62,
      step: 0.05,
      constant: 1200,
      loss: 0.01,
      lines: [
        { center: 56.5, area: small * Li1s, fwhm: 1.3 },
        { center: 55, area: small, fwhm: 1.3 },
      ],
    },
    seed + 1,
    "Li 1s",
  );
  return [
    { path: `${folder}/S2p.xy`, text: specsSpectrum(sulfur) },
    { path: `${folder}/Li1s.xy`, text: specsSpectrum(lithium) },
  ];
}

/** The baseline rises by 0.02 MPa per cycle, a quarter of it in the discharge: that much less is measured, over 160 mAh·g⁻¹ and its fade. */
const DRIFT = 0.02 / 4 / (0.16 * 0.999 ** (swing.at - 1));

/** Measured Δ(ΔP)_Q of the coated cell is the published one at its cycle. */
const coated = {
  cycles: 60,
  plateau: swing.value + DRIFT - 3.5 * Math.exp(-(swing.at - 1) / 9),
  surplus: 3.5,
  decay: 9,
  riseFrom: 40,
  baselineFrom: BASELINE - 1,
  // The swing of the law is that at the ends of the discharge
  relaxation: 0,
};

function* pressures(seed: number): Iterable<RawFile> {
  const random = seeded(seedOf(seed, 42));
  const cell = () => ({ ...coated, mass: trueSize(sizes.mass, random) / 1000 });
  const bare = { ...cell(), cycles: 22, onset: swing.onset, short: swing.short };
  yield {
    path: "0min/pressure.bdf.csv",
    text: bdfPressure(simulatePressure({ ...bare, seed: seedOf(seed, 40) })),
  };
  yield {
    path: "5min/pressure.bdf.csv",
    text: bdfPressure(simulatePressure({ ...cell(), seed: seedOf(seed, 41) })),
  };
}

const NOMINAL = 170;

/** A line from the first capacity to the last; from the short on a tenth of the charge leaks. */
function fullCell(
  { folder, cycles, first, left, efficiency, ...rest }: (typeof fullCells)[number],
  seed: number,
): RawFile {
  const random = seeded(seed);
  const mass = trueSize(sizes.mass, random) / 1000;
  const short = "short" in rest ? rest.short : Number.POSITIVE_INFINITY;
  const halves = Array.from({ length: cycles }, (_, k) => {
    const cycle = k + 1;
    const capacity = first * (1 - ((1 - left / 100) * k) / (cycles - 1));
    return fullCycle({
      current: (NOMINAL * sizes.mass.value) / 1e6,
      discharged: capacity * mass * 3.6 * (1 + 0.001 * random.normal()),
      efficiency: (efficiency / 100) * (1 + 0.001 * random.normal()) - (cycle >= short ? 0.1 : 0),
      cycle,
    });
  }).flat();
  return {
    path: `${folder}/full-cell.csv`,
    text: arbinCycling(simulateFullCell({ halves, seed, interval: 120 })),
  };
}

/** The same seed gives the same files. */
export function* files(seed: number): Iterable<RawFile> {
  yield pellet(seedOf(seed, 0));
  for (const [k, one] of ageing.entries()) yield impedance(one, seedOf(seed, 1 + k));
  const random = seeded(seedOf(seed, 3));
  for (const [k, { folder, capacity, hours, ...rest }] of inventory.entries()) {
    const area = trueSize(sizes.area, random);
    yield stripping(`${folder}/stripping.csv`, capacity, area, seedOf(seed, 10 + k));
    if ("after" in rest)
      yield stripping(`${folder}/stripping-after.csv`, rest.after, area, seedOf(seed, 20 + k));
    // Cycles of two hours; lithium is lost late and fast, so that the cycle in which it ends is one
    const life = { end: hours / 2 - 1, start: capacity, power: 8 };
    yield {
      path: `${folder}/life.mpt`,
      text: ecLabCycling(simulateThinLithium({ ...life, seed: seedOf(seed, 30 + k) }).record),
    };
  }
  yield* pressures(seed);
  for (const [k, one] of fullCells.entries()) yield fullCell(one, seedOf(seed, 45 + k));
  for (const [k, { folder, ...ratios }] of interphase.entries())
    yield* electrons(folder, ratios, seedOf(seed, 50 + 10 * k));
}
