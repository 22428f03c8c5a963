/**
 * Paper 002, mixed conductive layers of InN on garnet (doi 10.1002/adma.202212096): conductivity and activation energy of the garnet,
 * critical currents, lives, resistance over cycles, full cell.
 */
import { publishedLadders } from "../../series/simulate/traces.ts";
import type { Example } from "../example.ts";
import { sizeText } from "../size.ts";
import { BEND, celsius, files, LAST, sizes } from "./files.ts";
import { entries, published, settledStretch } from "./published.ts";

const garnet = "L0-p(R1,CPE1)-CPE2";
const mcl = "RT-MCL";
const pellet = { area: sizeText(sizes.area), thickness: sizeText(sizes.thickness) };

type Entries = Example["campaign"]["samples"][number]["files"];

/** Impedance and lives that only some of the other interfaces have. */
const further: Readonly<Record<string, Entries>> = {
  bare: [{ role: "impedance-by-cycle", files: "bare/eis.mpt", circuit: "R1-p(R2,CPE2)", bend: true }],
  "HT-MCL": [
    { role: "cycling", files: "HT-MCL/life-0.1.mpt", cell: "symmetric", name: "Life at 0.1 mA·cm⁻²" },
  ],
};

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
        ...pellet,
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
        ...pellet,
        mass: sizeText(sizes.mass),
        files: [
          { role: "stepped-current", files: `${mcl}/ladder.mpt` },
          {
            role: "impedance-by-cycle",
            files: `${mcl}/eis.mpt`,
            circuit: "R1-p(R2,CPE2)",
            at: [0, BEND, LAST],
            bend: true,
          },
          { role: "cycling", name: entries.half, files: `${mcl}/life-0.5.mpt`, cell: "symmetric" },
          {
            role: "cycling",
            name: entries.more,
            files: `${mcl}/life-0.7.mpt`,
            cell: "symmetric",
            means: [[...settledStretch]],
          },
          {
            role: "impedance-by-cycle",
            name: entries.fullImpedance,
            files: `${mcl}/full-cell-eis.mpt`,
            circuit: "R1-p(R2,CPE2)-p(R3,CPE3)",
            resistances: { total: "R1.R+R2.R+R3.R" },
            at: [0, BEND],
          },
          {
            role: "cycling",
            name: entries.full,
            files: `${mcl}/full-cell.csv`,
            cell: "full",
            means: [[1, 10]],
            at: [LAST],
          },
          { role: "cycling", name: entries.rates, files: `${mcl}/rates.csv`, cell: "full" },
        ],
      },
      ...Object.keys(publishedLadders)
        .filter((name) => name !== mcl)
        .map((name) => ({
          name,
          chemistry: name === "bare" ? "Li | LLZ | Li" : `Li | ${name} | LLZ | ${name} | Li`,
          ...pellet,
          files: [
            { role: "stepped-current" as const, files: `${name}/ladder.mpt` },
            ...(further[name] ?? []),
          ],
        })),
    ],
    comparisons: [
      { show: "R2", title: "Resistance of the interfaces" },
      { show: "overpotential", title: "Overpotential", entries: [entries.half, entries.more] },
      { show: "overpotential", title: "Ladders of current", entries: ["Critical current"] },
    ],
  },
};
