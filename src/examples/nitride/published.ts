/** What paper 002 prints. Its capacities: 92.4 % of 165.5 are 152.9 mAh·g⁻¹, less than the "160 after 100 cycles" of its abstract. */
import { publishedLadders } from "../../series/simulate/traces.ts";
import type { Published } from "../example.ts";
import {
  BEND,
  currentOf,
  ENERGY,
  FAILED,
  FIRST,
  FULL,
  LAST,
  LEFT,
  LIVES,
  OVERPOTENTIAL,
  rateTable,
  SIGMA,
} from "./files.ts";

const mcl = "RT-MCL";
const life = { sample: mcl, quantity: "hours without a short", unit: "h" };
/** Entries of which several give a number of the same name. */
export const entries = {
  half: "Life at 0.5 mA·cm⁻²",
  more: "Life at 0.7 mA·cm⁻²",
  full: "Full cell at 0.2 C",
  rates: "Rate capability",
  fullImpedance: "Impedance of the full cell",
} as const;
/** Cycles of the life at 0.7 mA·cm⁻² over which its overpotential is averaged. */
export const settledStretch = [10, 300] as const;

export const published: readonly Published[] = [
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
  {
    ...life,
    entry: entries.half,
    value: LIVES.half,
    printed: "> 2000",
    range: [LIVES.half - 0.1, Number.POSITIVE_INFINITY],
  },
  {
    ...life,
    entry: entries.more,
    value: LIVES.more,
    printed: "800",
    range: [LIVES.more - 0.1, Number.POSITIVE_INFINITY],
  },
  { ...life, sample: "HT-MCL", value: FAILED, printed: "< 30", range: [0, FAILED] },
  {
    sample: mcl,
    quantity: `overpotential, cycles ${settledStretch[0]} to ${settledStretch[1]}`,
    value: 1000 * OVERPOTENTIAL,
    unit: "mV",
  },
  ...[mcl, "bare"].map(
    (sample): Published => ({ sample, quantity: "cycle of the bend of R2", value: BEND, unit: "" }),
  ),
  { sample: mcl, quantity: "total", entry: entries.fullImpedance, at: BEND, value: FULL, unit: "Ω" },
  { sample: mcl, quantity: "capacity, cycles 1 to 10", value: FIRST, unit: "mAh·g⁻¹" },
  {
    sample: mcl,
    quantity: "capacity",
    entry: entries.full,
    at: LAST,
    value: FIRST * LEFT,
    unit: "mAh·g⁻¹",
  },
  {
    sample: mcl,
    quantity: "retention",
    entry: entries.full,
    value: 100 * LEFT,
    unit: "%",
    range: [100 * LEFT - 0.6, 100 * LEFT + 0.6],
  },
  ...rateTable.map(
    ({ rate, capacity }): Published => ({
      sample: mcl,
      quantity: "capacity",
      entry: entries.rates,
      at: currentOf(rate),
      value: capacity,
      unit: "mAh·g⁻¹",
    }),
  ),
];
