/**
 * Paper 003, LAGP@P-DOL composite electrolytes (doi 10.1039/d4ee02075h): activation energies, transference numbers, exchange currents,
 * diffusion coefficients, interface resistances, stability window, critical current, lives, rate capability, long cycling.
 */
import type { Example } from "../example.ts";
import { sizeText } from "../size.ts";
import {
  CONCENTRATION,
  celsius,
  type Electrolyte,
  electrolytes,
  lagp,
  OHMIC,
  sizes,
} from "./electrolytes.ts";
import { files } from "./files.ts";
import { lifeName, published, RATES, stretchOf } from "./published.ts";

function sampleOf(one: Electrolyte): Example["campaign"]["samples"][number] {
  const { folder } = one;
  return {
    name: one.sample,
    chemistry:
      one.critical === undefined
        ? "Li | LAGP composite electrolyte | Li, NCM"
        : "Li | LAGP composite electrolyte on P-DOL | Li, NCM",
    area: sizeText(sizes.area),
    thickness: sizeText(sizes.thickness),
    mass: sizeText(sizes.mass),
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
      { role: "cycling", name: RATES, files: `${folder}/rates.csv`, cell: "full" },
      ...(one.onset === undefined ? [] : [{ role: "lsv" as const, files: `${folder}/sweep.csv` }]),
      ...(one.critical === undefined
        ? []
        : [{ role: "stepped-current" as const, files: `${folder}/ladder.mpt` }]),
      ...one.lives.map((life) => ({
        role: "cycling" as const,
        name: lifeName(life),
        files: `${folder}/life-${life.density}.mpt`,
        cell: "symmetric" as const,
        means: [[...stretchOf(life)] as [number, number]],
      })),
      ...one.long.map(({ name, file, cycles }) => ({
        role: "cycling" as const,
        name,
        files: `${folder}/${file}`,
        cell: "full" as const,
        at: [cycles],
      })),
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
    samples: [
      ...electrolytes.map(sampleOf),
      {
        name: lagp.sample,
        mass: sizeText(sizes.mass),
        files: [{ role: "cycling", files: lagp.file, cell: "full", means: [[1, 5]] }],
      },
    ],
    comparisons: [
      { show: "ionic conductivity", title: "Conductivity over temperature" },
      { show: "capacity", title: "Rate capability", entries: [RATES] },
    ],
  },
};
