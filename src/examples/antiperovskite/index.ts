/**
 * Paper 000, welding of the anti-perovskite Li₂OHCl (doi 10.3389/fchem.2021.786956): activation energies, resistances of symmetric cells,
 * the short of the bare cell, full cells and their impedance over cycles.
 */
import type { Example } from "../example.ts";
import { sizeText } from "../size.ts";
import { bare, celsius, files, type Pellet, pellets, sizes, soaked } from "./files.ts";
import { efficiencyStretch, published, settledStretch, stretchOf } from "./published.ts";

function sampleOf(one: Pellet): Example["campaign"]["samples"][number] {
  const { folder } = one;
  return {
    name: one.sample,
    chemistry:
      one === bare
        ? "Li | Li2OHCl | Li, full cell at 80 °C"
        : "Li | Li2OHCl, soaked with liquid electrolyte | Li, full cell at 80 °C",
    area: sizeText(sizes.area),
    thickness: sizeText(sizes.thickness),
    mass: sizeText(sizes.mass),
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
        means: [[...stretchOf(one)], ...(one === soaked ? [[...settledStretch] as [number, number]] : [])],
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
        means: [[...efficiencyStretch]],
        at: one === bare ? [1] : [1, 10, 40],
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
