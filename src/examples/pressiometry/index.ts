/**
 * Paper 004, operando pressiometry of coated thin lithium (doi 10.1016/j.ensm.2022.05.050): conductivity, impedance over cycles, lithium
 * inventory, lives, stack pressure, full cells, S 2p and Li 1s of the interphase.
 */
import type { Example } from "../example.ts";
import { sizeText } from "../size.ts";
import { ageing, fullCells, inventory, sizes, swing } from "./cells.ts";
import { files } from "./files.ts";
import { entries, published } from "./published.ts";

const circuit = "L0-R1-p(R2,CPE2)-p(R3,CPE3)";
type Entries = Example["campaign"]["samples"][number]["files"];

const lithiumModel: Extract<Entries[number], { readonly role: "xps" }>["model"] = {
  name: "Li 1s of Li₂S beside Li₆PS₅Cl",
  region: [51, 61],
  background: "active:shirley",
  lines: [
    {
      name: "Li2S",
      element: "Li",
      level: "1s",
      center: { start: 56.5, bounds: [56, 57] },
      fwhm: { start: 1.3, bounds: [0.8, 2] },
    },
    {
      name: "Li6PS5Cl",
      element: "Li",
      level: "1s",
      center: { start: 55, bounds: [54.5, 55.6] },
      fwhm: "Li2S.fwhm",
      fraction: "Li2S.fraction",
    },
  ],
  ratios: [["Li2S", "Li6PS5Cl"]],
};

const eis = (minutes: string): Entries =>
  ageing
    .filter(({ sample }) => sample === `${minutes} min`)
    .map(({ file, R1 }) => ({
      role: "impedance-by-cycle",
      files: file,
      circuit,
      resistances: { R1: "R1.R", "R2+R3": "R2.R+R3.R" },
      at: R1.map(([cycle]) => cycle),
      note: "7 MHz to 0.1 Hz; the leads count as an inductance",
    }));

const xps = (folder: string): Entries => [
  { role: "xps", name: "S 2p", files: `${folder}/S2p.xy`, preset: "s2p-argyrodite" },
  { role: "xps", name: "Li 1s", files: `${folder}/Li1s.xy`, model: lithiumModel },
];

const full = (folder: string): Entries =>
  fullCells
    .filter((one) => one.folder === folder)
    .map(({ cycles }) => ({
      role: "cycling",
      name: entries.full,
      files: `${folder}/full-cell.csv`,
      cell: "full",
      at: [1],
      means: [[1, cycles]],
    }));

/** Those that were not cycled have no lithium after it. */
const lithiumOf = ({ folder, ...rest }: (typeof inventory)[number]): Entries => [
  {
    role: "stripping",
    files: `${folder}/stripping.csv`,
    ...("after" in rest && { after: `${folder}/stripping-after.csv` }),
    cutoff: "1V",
  },
  {
    role: "cycling",
    name: entries.life,
    files: `${folder}/life.mpt`,
    cell: "symmetric",
    note: "1 mA·cm⁻², 1 mAh·cm⁻²",
  },
];

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
        name: "Li6PS5Cl",
        chemistry: "Ti | Li6PS5Cl | Ti",
        area: sizeText(sizes.area),
        thickness: sizeText(sizes.thickness),
        temperature: "30°C",
        files: [
          { role: "impedance", files: "Li6PS5Cl/eis.mpt", circuit: "L0-R1-CPE1", conductivity: "R1.R" },
        ],
      },
      ...inventory.map((one) => {
        const minutes = Number.parseInt(one.sample, 10);
        const lithium = minutes === 0 ? "Li" : `Li, coated for ${minutes} min`;
        const isMeasured = minutes <= 5;
        return {
          name: one.sample,
          chemistry: `${lithium} | Li6PS5Cl | Li${isMeasured ? `; NCM | Li6PS5Cl | ${minutes === 0 ? "Li" : "coated Li"} for the pressure` : ""}`,
          area: sizeText(sizes.area),
          ...(isMeasured && { mass: sizeText(sizes.mass) }),
          temperature: "60°C",
          files: [
            ...eis(`${minutes}`),
            ...lithiumOf(one),
            ...(isMeasured
              ? [
                  {
                    role: "pressure" as const,
                    files: `${one.folder}/pressure.bdf.csv`,
                    ...(minutes > 0 && { at: swing.at }),
                  },
                  ...full(one.folder),
                  ...xps(one.folder),
                ]
              : []),
          ],
        };
      }),
    ],
    comparisons: [
      { show: "R1", title: "Resistance of the electrolyte" },
      { show: "R2+R3", title: "Resistance of the interphases" },
      { show: "ΔP/Q", title: "Pressure swing per discharge capacity, Δ(ΔP)_Q" },
      { show: "capacity", title: "Discharge capacity", entries: [entries.full] },
      { show: "overpotential", title: "Overpotential" },
    ],
  },
};
