/**
 * Paper 004, operando pressiometry of coated thin lithium (doi 10.1016/j.ensm.2022.05.050): impedance over cycles, lithium inventory,
 * end of life, stack pressure, S 2p and Li 1s of the interphase. What the paper does not give is plausible, not measured.
 */
import { exponentialThrough } from "../impedance/ageing.ts";
import { simulatePressure } from "../series/simulate/pressure.ts";
import { seeded } from "../series/simulate/random.ts";
import { simulateThinLithium } from "../series/simulate/traces.ts";
import { simulateScan } from "../spectra/simulate.ts";
import { type Example, type Published, type RawFile, seedOf } from "./example.ts";
import { bdfPressure, csvTable, ecLabCycling, ecLabImpedance, specsSpectrum } from "./instrument.ts";
import { simulateSpectrum } from "./spectra.ts";

const AREA = 1.327;
const AREA_ERROR = 0.005;
const circuit = "L0-R1-p(R2,CPE2)-p(R3,CPE3)";

interface Ageing {
  readonly sample: string;
  readonly file: string;
  readonly cycles: readonly number[];
  readonly R1: readonly (readonly [number, number])[];
  readonly arcs: readonly (readonly [number, number])[];
}

/** Published resistances in Ω by cycle; of 5 min the arcs are not published. */
const ageing: readonly Ageing[] = [
  {
    sample: "0 min",
    file: "0min/eis.mpt",
    cycles: [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110],
    R1: [
      [0, 7.4],
      [60, 4.6],
      [110, 4.1],
    ],
    arcs: [
      [0, 4.5],
      [60, 7.9],
      [110, 10.4],
    ],
  },
  {
    sample: "5 min",
    file: "5min/eis.mpt",
    cycles: [0, 20, 40, 60, 80, 110, 150, 210],
    R1: [
      [0, 9.5],
      [60, 8.6],
      [110, 8.5],
    ],
    arcs: [
      [0, 5],
      [60, 5.6],
      [110, 5.8],
    ],
  },
];

function impedance({ file, cycles, R1, arcs }: Ageing, seed: number): RawFile {
  const of = { R1: exponentialThrough(R1), arcs: exponentialThrough(arcs) };
  const spectra = cycles.map((cycle, k) => {
    const sum = of.arcs(cycle);
    const share = 0.45 - 0.1 * (1 - Math.exp(-cycle / 80));
    return simulateSpectrum(
      {
        L: 90e-9,
        R: of.R1(cycle),
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

const inventory = [
  { sample: "0 min", folder: "0min", capacity: 1.84, after: 1.19 },
  { sample: "5 min", folder: "5min", capacity: 1.6, after: 1.33 },
  { sample: "15 min", folder: "15min", capacity: 1.39 },
  { sample: "40 min", folder: "40min", capacity: 1.13 },
] as const;

/** Stripping at 0.1 mA·cm⁻² to 1 V. The electrode is not exactly as large as the campaign says. */
function stripping(path: string, capacity: number, area: number, seed: number): RawFile {
  const random = seeded(seed);
  const amperes = 1e-4 * AREA;
  const end = (capacity * 3.6 * area) / amperes;
  const time = Array.from({ length: 1500 }, (_, k) => (end * k) / 1499);
  const written = (value: number, step: number): number => step * Math.round(value / step);
  const current = time.map(() => -written(amperes * (1 + 2e-4 * random.normal()), 1e-8));
  const voltage = time.map(
    (t) => -Math.min(1.2, 0.004 + 0.001 / (1.0001 - t / end) ** 0.75 + 5e-5 * random.normal()),
  );
  return { path, text: csvTable(["time (s)", "current (A)", "potential (V)"], [time, current, voltage]) };
}

/** Ratios of areas Li₂S/Li₆PS₅Cl. */
const interphase = [
  { sample: "0 min", folder: "0min", S2p: 0.73, Li1s: 4.35 },
  { sample: "5 min", folder: "5min", S2p: 0.15, Li1s: 0.37 },
] as const;

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

const lithiumModel = {
  name: "Li 1s of Li₂S beside Li₆PS₅Cl",
  region: [51, 61] as [number, number],
  background: "active:shirley",
  lines: [
    {
      name: "Li2S",
      element: "Li",
      level: "1s",
      center: { start: 56.5, bounds: [56, 57] as [number, number] },
      fwhm: { start: 1.3, bounds: [0.8, 2] as [number, number] },
    },
    {
      name: "Li6PS5Cl",
      element: "Li",
      level: "1s",
      center: { start: 55, bounds: [54.5, 55.6] as [number, number] },
      fwhm: "Li2S.fwhm",
      fraction: "Li2S.fraction",
    },
  ],
  ratios: [["Li2S", "Li6PS5Cl"]] as [string, string][],
};

const MASS = 9.554;

/** The baseline rises by 0.02 MPa per cycle behind cycle 22, a quarter of it in the discharge: that much less is measured, over 160 mAh·g⁻¹ and its fade. */
const DRIFT = 0.02 / 4 / (0.16 * 0.999 ** 29);

/** Measured Δ(ΔP)_Q of the coated cell is 13.5 MPa·g·(A·h)⁻¹ at cycle 30. */
const coated = {
  cycles: 60,
  plateau: 13.5 + DRIFT - 3.5 * Math.exp(-29 / 9),
  surplus: 3.5,
  decay: 9,
  riseFrom: 40,
  // The swing of the law is that at the ends of the discharge
  relaxation: 0,
};

function* files(seed: number): Iterable<RawFile> {
  for (const [k, one] of ageing.entries()) yield impedance(one, seedOf(seed, 1 + k));
  const random = seeded(seedOf(seed, 3));
  for (const [k, { folder, capacity, ...rest }] of inventory.entries()) {
    const area = AREA + AREA_ERROR * random.normal();
    yield stripping(`${folder}/stripping.csv`, capacity, area, seedOf(seed, 10 + k));
    if ("after" in rest)
      yield stripping(`${folder}/stripping-after.csv`, rest.after, area, seedOf(seed, 20 + k));
  }
  // The published life is 320 and 540 h of cycles of 2 h; the rise begins some cycles before the end
  yield {
    path: "0min/life.mpt",
    text: ecLabCycling(simulateThinLithium({ seed: seedOf(seed, 30), end: 160 }).record),
  };
  yield {
    path: "5min/life.mpt",
    text: ecLabCycling(simulateThinLithium({ seed: seedOf(seed, 31), end: 270 }).record),
  };
  yield {
    path: "0min/pressure.bdf.csv",
    text: bdfPressure(
      simulatePressure({
        ...coated,
        cycles: 22,
        onset: 13,
        short: 20,
        mass: MASS / 1000,
        seed: seedOf(seed, 40),
      }),
    ),
  };
  yield {
    path: "5min/pressure.bdf.csv",
    text: bdfPressure(simulatePressure({ ...coated, mass: MASS / 1000, seed: seedOf(seed, 41) })),
  };
  for (const [k, { folder, ...ratios }] of interphase.entries())
    yield* electrons(folder, ratios, seedOf(seed, 50 + 10 * k));
}

const published: readonly Published[] = [
  ...ageing.flatMap(({ sample, R1, arcs }): Published[] => [
    ...R1.map(([at, value]) => ({ sample, quantity: "R1", at, value, unit: "Ω" })),
    ...(sample === "0 min"
      ? arcs.map(([at, value]) => ({ sample, quantity: "R2+R3", at, value, unit: "Ω" }))
      : []),
  ]),
  ...inventory.map(
    ({ sample, capacity: value }): Published => ({
      sample,
      quantity: "stripping capacity",
      value,
      unit: "mAh·cm⁻²",
    }),
  ),
  { sample: "0 min", quantity: "stripping capacity, after", value: 1.19, unit: "mAh·cm⁻²" },
  { sample: "5 min", quantity: "stripping capacity, after", value: 1.33, unit: "mAh·cm⁻²" },
  // Not the printed 0.178: the printed capacities do not give it
  { sample: "0 min", quantity: "lithium loss", value: 1 - 1.19 / 1.84, unit: "" },
  { sample: "5 min", quantity: "lithium loss", value: 1 - 1.33 / 1.6, unit: "" },
  { sample: "0 min", quantity: "cycle of lithium depleted", value: 160, unit: "", range: [158, 162] },
  { sample: "5 min", quantity: "cycle of lithium depleted", value: 270, unit: "", range: [268, 272] },
  { sample: "5 min", quantity: "ΔP/Q", at: 30, value: 13.5, unit: "MPa·g·(A·h)⁻¹" },
  { sample: "0 min", quantity: "cycle of the warning", value: 13, unit: "", range: [14, 19] },
  { sample: "0 min", quantity: "cycle of hard short", value: 20, unit: "", range: [20, 20] },
  ...interphase.flatMap(({ sample, S2p, Li1s }): Published[] => [
    { sample, quantity: "S 2p: Li₂S / Li₆PS₅Cl", value: S2p, unit: "" },
    { sample, quantity: "Li 1s: Li₂S / Li₆PS₅Cl", value: Li1s, unit: "" },
  ]),
];

const area = `${AREA}±${AREA_ERROR}cm2`;
const eis = (file: string, at: number[]) =>
  ({
    role: "impedance-by-cycle",
    files: file,
    circuit,
    resistances: { R1: "R1.R", "R2+R3": "R2.R+R3.R" },
    at,
    note: "7 MHz to 0.1 Hz; the leads count as an inductance",
  }) as const;
const xps = (folder: string) =>
  [
    { role: "xps", name: "S 2p", files: `${folder}/S2p.xy`, preset: "s2p-argyrodite" },
    { role: "xps", name: "Li 1s", files: `${folder}/Li1s.xy`, model: lithiumModel },
  ] as const;

export const pressiometry: Example = {
  paper: "004",
  title: "Operando pressiometry of coated thin lithium",
  doi: "10.1016/j.ensm.2022.05.050",
  published,
  files,
  campaign: {
    name: "Operando pressiometry of coated thin lithium",
    source: "simulated from the published values of doi 10.1016/j.ensm.2022.05.050",
    samples: [
      {
        name: "0 min",
        chemistry: "Li | Li6PS5Cl | Li; NCM | Li6PS5Cl | Li for the pressure",
        area,
        mass: `${MASS}mg`,
        temperature: "60°C",
        files: [
          eis("0min/eis.mpt", [0, 60, 110]),
          { role: "stripping", files: "0min/stripping.csv", after: "0min/stripping-after.csv", cutoff: "1V" },
          { role: "cycling", files: "0min/life.mpt", cell: "symmetric", note: "1 mA·cm⁻², 1 mAh·cm⁻²" },
          { role: "pressure", files: "0min/pressure.bdf.csv" },
          ...xps("0min"),
        ],
      },
      {
        name: "5 min",
        chemistry: "Li, coated for 5 min | Li6PS5Cl | Li; NCM | Li6PS5Cl | coated Li for the pressure",
        area,
        mass: `${MASS}mg`,
        temperature: "60°C",
        files: [
          eis("5min/eis.mpt", [0, 60, 110]),
          { role: "stripping", files: "5min/stripping.csv", after: "5min/stripping-after.csv", cutoff: "1V" },
          { role: "cycling", files: "5min/life.mpt", cell: "symmetric", note: "1 mA·cm⁻², 1 mAh·cm⁻²" },
          { role: "pressure", files: "5min/pressure.bdf.csv", at: 30 },
          ...xps("5min"),
        ],
      },
      ...["15", "40"].map((minutes) => ({
        name: `${minutes} min`,
        chemistry: `Li, coated for ${minutes} min`,
        area,
        files: [{ role: "stripping" as const, files: `${minutes}min/stripping.csv`, cutoff: "1V" }],
      })),
    ],
    comparisons: [
      { show: "R1", title: "Resistance of the electrolyte" },
      { show: "R2+R3", title: "Resistance of the interphases" },
      { show: "ΔP/Q", title: "Pressure swing per discharge capacity, Δ(ΔP)_Q" },
      { show: "capacity", title: "Discharge capacity" },
      { show: "overpotential", title: "Overpotential" },
    ],
  } as Example["campaign"],
};
