/** What paper 000 prints. */
import type { Published } from "../example.ts";
import { bare, DEAD, DROP, LEAK, type Pellet, pellets, settledAsr, soaked } from "./files.ts";

/** Cycles of the symmetric cells at 0.1 mA·cm⁻² behind the first one, up to the drop. */
export const stretchOf = (one: Pellet): readonly [number, number] => (one === bare ? [2, DROP - 2] : [2, 90]);
/** Those of the soaked cell at 0.4 mA·cm⁻². */
export const settledStretch = [301, 400] as const;
/** Those whose efficiencies are averaged. */
export const efficiencyStretch = [2, LEAK[0] - 1] as const;

export const published: readonly Published[] = [
  ...pellets.flatMap((one): Published[] => {
    const { sample } = one;
    const [first, last] = stretchOf(one);
    return [
      { sample, quantity: "activation energy", value: one.energy, unit: "eV", width: 0.01 },
      {
        sample,
        quantity: `area-specific resistance, cycles ${first} to ${last}`,
        value: one.asr,
        unit: "Ω·cm²",
      },
      { sample, quantity: "total", at: 0, value: one.total[0], unit: "Ω" },
      { sample, quantity: "total", at: 40, value: one.total[1], unit: "Ω" },
      { sample, quantity: "capacity", at: 1, value: one.capacity(1), unit: "mAh·g⁻¹" },
    ];
  }),
  {
    sample: soaked.sample,
    quantity: `area-specific resistance, cycles ${settledStretch[0]} to ${settledStretch[1]}`,
    value: settledAsr,
    unit: "Ω·cm²",
  },
  {
    sample: soaked.sample,
    quantity: "hours without a short",
    value: 400,
    printed: "≥ 400",
    unit: "h",
    range: [399.9, Number.POSITIVE_INFINITY],
  },
  ...[10, 40].map(
    (at): Published => ({
      sample: soaked.sample,
      quantity: "capacity",
      at,
      value: soaked.capacity(at),
      unit: "mAh·g⁻¹",
    }),
  ),
  { sample: soaked.sample, quantity: "retention", value: 67, unit: "%", range: [66.5, 67.5] },
  {
    sample: bare.sample,
    quantity: `coulombic efficiency, cycles ${efficiencyStretch[0]} to ${efficiencyStretch[1]}`,
    value: 90,
    unit: "%",
  },
  {
    sample: soaked.sample,
    quantity: `coulombic efficiency, cycles ${efficiencyStretch[0]} to ${efficiencyStretch[1]}`,
    value: 95,
    printed: "> 95",
    unit: "%",
    range: [95, 100],
  },
  { sample: bare.sample, quantity: "cycle of hard short", value: DROP, unit: "", range: [DROP, DROP] },
  {
    sample: bare.sample,
    quantity: "last cycle",
    value: DEAD,
    unit: "",
    range: [DEAD, DEAD],
  },
  {
    sample: bare.sample,
    quantity: "cycle of soft short",
    value: LEAK[0],
    unit: "",
    range: [LEAK[0], LEAK[0]],
  },
];
