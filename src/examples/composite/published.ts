/** What paper 003 prints. */
import type { Published } from "../example.ts";
import {
  cRates,
  currentOf,
  type Electrolyte,
  electrolytes,
  type Life,
  type LongCycling,
  lagp,
} from "./electrolytes.ts";

/** Entries of which several give a number of the same name. */
export const RATES = "Rate capability";
export const lifeName = ({ density }: Life): string => `Life at ${density} mA·cm⁻²`;
/** Cycles over which the overpotential of a life is averaged: up to the short where there is one. */
export const stretchOf = ({ hours, fails }: Life): readonly [number, number] => [
  2,
  fails ? hours / 2 - 2 : 100,
];

function ofLife(sample: string, life: Life): Published[] {
  const entry = lifeName(life);
  const [first, last] = stretchOf(life);
  return [
    {
      sample,
      entry,
      quantity: "hours without a short",
      value: life.hours,
      printed: life.fails ? `${life.hours}` : `> ${life.hours}`,
      unit: "h",
      range: life.fails ? [life.hours - 0.1, life.hours + 0.2] : [life.hours - 0.1, Number.POSITIVE_INFINITY],
    },
    // The overpotential of the cell that fails is not printed
    ...(life.fails
      ? []
      : [
          {
            sample,
            entry,
            quantity: `overpotential, cycles ${first} to ${last}`,
            value: life.overpotential,
            unit: "mV",
          },
        ]),
  ];
}

function ofLong(sample: string, { name, cycles, last, retention, loss }: LongCycling): Published[] {
  if (loss !== undefined) {
    return [
      {
        sample,
        entry: name,
        quantity: "loss of capacity per cycle",
        value: loss,
        unit: "%",
        range: [loss - 5e-4, loss + 5e-4],
      },
    ];
  }
  return [
    { sample, entry: name, quantity: "capacity", at: cycles, value: last, unit: "mAh·g⁻¹" },
    {
      sample,
      entry: name,
      quantity: "retention",
      value: retention,
      unit: "%",
      range: [retention - 0.6, retention + 0.6],
    },
  ];
}

function ofElectrolyte(one: Electrolyte): Published[] {
  const { sample, critical, onset } = one;
  return [
    { sample, quantity: "activation energy", value: one.energy, unit: "eV", width: 0.01 },
    { sample, quantity: "transference number of the cation", value: one.transference, unit: "" },
    { sample, quantity: "diffusion coefficient", value: one.diffusion, unit: "cm²·s⁻¹" },
    { sample, quantity: "exchange current density", value: one.exchange, unit: "mA·cm⁻²" },
    { sample, quantity: "interface", value: one.interface, unit: "Ω" },
    ...one.rates.map(
      (value, k): Published => ({
        sample,
        entry: RATES,
        quantity: "capacity",
        at: currentOf(cRates[k]),
        value,
        unit: "mAh·g⁻¹",
      }),
    ),
    ...(critical === undefined
      ? []
      : [{ sample, quantity: "critical current density", value: critical, unit: "mA·cm⁻²" }]),
    ...(onset === undefined
      ? []
      : [{ sample, quantity: "onset potential, by threshold", value: onset, unit: "V" }]),
    ...one.lives.flatMap((life) => ofLife(sample, life)),
    ...one.long.flatMap((each) => ofLong(sample, each)),
  ];
}

export const published: readonly Published[] = [
  ...electrolytes.flatMap(ofElectrolyte),
  { sample: lagp.sample, quantity: "capacity, cycles 1 to 5", value: lagp.capacity, unit: "mAh·g⁻¹" },
];
