/** What is known of the cells of paper 004; their samples are called after the minutes of coating. */
import type { Size } from "../size.ts";

export const sizes = {
  area: { value: 1.327, stderr: 0.005, unit: "cm2" },
  mass: { value: 9.554, stderr: 0.02, unit: "mg" },
  /** Of the pellet between blocking electrodes. */
  thickness: { value: 0.7, stderr: 0.005, unit: "mm" },
} as const satisfies Record<string, Size>;

/** mS·cm⁻¹ of Li₆PS₅Cl at 30 °C. */
export const CONDUCTIVITY = 2.8;

export interface Ageing {
  readonly sample: string;
  readonly file: string;
  readonly cycles: readonly number[];
  /** Ω by cycle: printed ones, through which the simulated ones run. */
  readonly R1: readonly (readonly [number, number])[];
  readonly arcs: readonly (readonly [number, number])[];
  /** Whether the arcs are printed. */
  readonly printedArcs: boolean;
}

export const ageing: readonly Ageing[] = [
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
    printedArcs: true,
  },
  {
    sample: "5 min",
    file: "5min/eis.mpt",
    cycles: [0, 20, 40, 60, 80, 110, 150, 210],
    // 8.5 Ω stand for cycles 110 and 210: the exponential reaches it at 110 and stays
    R1: [
      [0, 9.5],
      [60, 8.6],
      [110, 8.5],
      [210, 8.5],
    ],
    arcs: [
      [0, 5],
      [60, 5.6],
      [110, 5.8],
    ],
    printedArcs: false,
  },
];

/** mAh·cm⁻² that can be stripped before and after cycling, and hours of life in cycles of two. */
export const inventory = [
  { sample: "0 min", folder: "0min", capacity: 1.84, after: 1.19, hours: 320 },
  { sample: "5 min", folder: "5min", capacity: 1.6, after: 1.33, hours: 540 },
  { sample: "15 min", folder: "15min", capacity: 1.39, hours: 260 },
  { sample: "40 min", folder: "40min", capacity: 1.13, hours: 220 },
] as const;

/** Ratios of areas Li₂S/Li₆PS₅Cl. */
export const interphase = [
  { sample: "0 min", folder: "0min", S2p: 0.73, Li1s: 4.35 },
  { sample: "5 min", folder: "5min", S2p: 0.15, Li1s: 0.37 },
] as const;

/** Full cells at 1 C: mAh·g⁻¹ of the first cycle, what is left of it in % at the end, mean efficiency in %, cycle of an internal short. */
export const fullCells = [
  { sample: "0 min", folder: "0min", cycles: 34, first: 150, left: 88, efficiency: 98.6, short: 32 },
  { sample: "5 min", folder: "5min", cycles: 200, first: 166, left: 79, efficiency: 98.92 },
] as const;

/** Stack pressure: MPa·g·(A·h)⁻¹ of the coated cell and the cycle at which it is stated; onset of the fall and short of the bare one. */
export const swing = { value: 13.5, at: 30, onset: 13, short: 20 } as const;
/** Cycle in which the pressure of the discharged cell begins to rise. */
export const BASELINE = 23;
