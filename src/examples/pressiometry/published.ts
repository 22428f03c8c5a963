/** What paper 004 prints. */
import type { Published } from "../example.ts";
import { ageing, BASELINE, CONDUCTIVITY, fullCells, interphase, inventory, swing } from "./cells.ts";

/** Entries of which several give a number of the same name. */
export const entries = {
  life: "Symmetric cell",
  full: "Full cell at 1 C",
  pressure: "Stack pressure",
} as const;

export const published: readonly Published[] = [
  { sample: "Li6PS5Cl", quantity: "ionic conductivity", value: CONDUCTIVITY / 1000, unit: "S·cm⁻¹" },
  ...ageing.flatMap(({ sample, R1, arcs, printedArcs }): Published[] => [
    ...R1.map(([at, value]) => ({ sample, quantity: "R1", at, value, unit: "Ω" })),
    ...(printedArcs ? arcs.map(([at, value]) => ({ sample, quantity: "R2+R3", at, value, unit: "Ω" })) : []),
  ]),
  ...inventory.flatMap(({ sample, capacity, hours, ...rest }): Published[] => [
    { sample, quantity: "stripping capacity", value: capacity, unit: "mAh·cm⁻²" },
    ...("after" in rest
      ? [
          { sample, quantity: "stripping capacity, after", value: rest.after, unit: "mAh·cm⁻²" },
          // Not the printed 0.178 of the coated one: the printed capacities do not give it
          { sample, quantity: "lithium loss", value: 1 - rest.after / capacity, unit: "" },
        ]
      : []),
    {
      sample,
      entry: entries.life,
      quantity: "hours until lithium was depleted",
      value: hours,
      unit: "h",
      range: [hours - 0.1, hours + 0.1],
    },
  ]),
  { sample: "5 min", quantity: "ΔP/Q", at: swing.at, value: swing.value, unit: "MPa·g·(A·h)⁻¹" },
  {
    sample: "5 min",
    quantity: "last cycle before the baseline bends",
    value: BASELINE - 1,
    printed: `rises in ${BASELINE}`,
    unit: "",
    range: [BASELINE - 1, BASELINE - 1],
  },
  {
    sample: "0 min",
    quantity: "cycle of the warning",
    value: swing.onset,
    printed: `after ${swing.onset}, before ${swing.short}`,
    unit: "",
    range: [swing.onset + 1, swing.short - 1],
  },
  {
    sample: "0 min",
    entry: entries.pressure,
    quantity: "cycle of hard short",
    value: swing.short,
    unit: "",
    range: [swing.short, swing.short],
  },
  ...fullCells.flatMap(({ sample, cycles, first, left, efficiency, ...rest }): Published[] => {
    const of = { sample, entry: entries.full };
    if ("short" in rest) {
      return [
        { ...of, quantity: "capacity", at: 1, value: first, unit: "mAh·g⁻¹" },
        {
          ...of,
          quantity: "cycle of soft short",
          value: rest.short,
          unit: "",
          range: [rest.short, rest.short],
        },
      ];
    }
    return [
      { ...of, quantity: "capacity", at: 1, value: first, unit: "mAh·g⁻¹" },
      {
        ...of,
        quantity: "retention",
        at: cycles,
        value: left,
        unit: "%",
        range: [left - 0.6, left + 0.6],
      },
      { ...of, quantity: `coulombic efficiency, cycles 1 to ${cycles}`, value: efficiency, unit: "%" },
    ];
  }),
  ...interphase.flatMap(({ sample, S2p, Li1s }): Published[] => [
    { sample, quantity: "S 2p: Li₂S / Li₆PS₅Cl", value: S2p, unit: "" },
    { sample, quantity: "Li 1s: Li₂S / Li₆PS₅Cl", value: Li1s, unit: "" },
  ]),
];
