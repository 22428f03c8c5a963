/** What is known of the electrolytes of paper 003. */
import { balance, dieArea, micrometer } from "../size.ts";

export const sizes = { area: dieArea, thickness: micrometer(0.5), mass: balance(10) };
/** mol·cm⁻³: a diffusion coefficient goes with its square, so that it is agreed upon and has no error. */
export const CONCENTRATION = 1e-3;
/** Ω·cm² of the electrolyte between the electrodes of the Tafel plot. */
export const OHMIC = 35;
/** °C, mAh·g⁻¹ */
export const celsius = [25, 35, 45, 55, 65, 75, 85];
export const cRates = [0.2, 0.5, 1, 2, 5, 10];
export const NOMINAL = 170;

/** mA as the campaign calls the levels of a rate test. */
export const currentOf = (rate: number): number =>
  Number(((NOMINAL * sizes.mass.value * rate) / 1000).toPrecision(4));

/** A symmetric cell under constant current. */
export interface Life {
  /** mA·cm⁻² */
  readonly density: number;
  /** Published hours, and whether the cell then fails. */
  readonly hours: number;
  readonly fails?: boolean;
  /** mV */
  readonly overpotential: number;
}

/** A full cell over many cycles. */
export interface LongCycling {
  readonly name: string;
  readonly file: string;
  readonly rate: number;
  readonly cycles: number;
  /** mAh·g⁻¹ of the last cycle, and % of the first one that it is; what is not printed is plausible. */
  readonly last: number;
  readonly retention: number;
  /** % per cycle of the first one, where that is what is printed. */
  readonly loss?: number;
}

export interface Electrolyte {
  readonly sample: string;
  readonly folder: string;
  /** eV, and S·cm⁻¹ at 25 °C (plausible). */
  readonly energy: number;
  readonly sigma: number;
  readonly transference: number;
  /** cm²·s⁻¹ */
  readonly diffusion: number;
  /** mA·cm⁻² */
  readonly exchange: number;
  /** Ω of a symmetric cell. */
  readonly interface: number;
  /** mAh·g⁻¹ at `cRates`. */
  readonly rates: readonly number[];
  readonly lives: readonly Life[];
  readonly long: readonly LongCycling[];
  /** mA·cm⁻² and V, where they are published. */
  readonly critical?: number;
  readonly onset?: number;
}

export const electrolytes: readonly Electrolyte[] = [
  {
    sample: "QCPE",
    folder: "QCPE",
    energy: 0.16,
    sigma: 4e-4,
    transference: 0.19,
    diffusion: 2.33e-15,
    exchange: 0.133,
    interface: 1200,
    rates: [152.1, 145.5, 131.4, 124.9, 104.9, 51.6],
    lives: [{ density: 0.5, hours: 60, fails: true, overpotential: 340 }],
    long: [],
  },
  {
    sample: "QCPE@P-DOL",
    folder: "QCPE-PDOL",
    energy: 0.14,
    sigma: 6e-4,
    transference: 0.56,
    diffusion: 1.11e-14,
    exchange: 0.171,
    interface: 450,
    rates: [166.0, 158.5, 149.4, 137.9, 116.9, 101.2],
    lives: [
      { density: 0.2, hours: 2100, overpotential: 80 },
      { density: 0.5, hours: 1100, overpotential: 250 },
      { density: 1, hours: 300, overpotential: 370 },
    ],
    long: [
      { name: "1300 cycles", file: "long-2C.csv", rate: 2, cycles: 1300, last: 105.1, retention: 81.7 },
      { name: "250 cycles", file: "loaded-1C.csv", rate: 1, cycles: 250, last: 133.7, retention: 81.6 },
      {
        name: "1400 cycles at 10 C",
        file: "long-10C.csv",
        rate: 10,
        cycles: 1400,
        last: 71.5,
        retention: 100 - 0.021 * 1399,
        loss: 0.021,
      },
    ],
    critical: 2.4,
    onset: 4.7,
  },
];

/** mAh·g⁻¹ at 5 C with LAGP as the filler of the composite. */
export const lagp = {
  sample: "QCPE@P-DOL, LAGP",
  file: "LAGP/rate-5C.csv",
  rate: 5,
  capacity: 113.3,
} as const;
