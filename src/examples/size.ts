/** Sizes of simulated samples: what the laboratory measured and states with its error, and what they are. */
import type { Random } from "../series/simulate/random.ts";

/** A size as the laboratory states it. */
export interface Size {
  readonly value: number;
  /** Standard error of the caliper, the micrometer or the balance. */
  readonly stderr: number;
  /** As campaign.json writes it. */
  readonly unit: string;
}

/** As campaign.json has it: "0.785±0.0025cm2". */
export function sizeText({ value, stderr, unit }: Size): string {
  return `${value}±${stderr}${unit}`;
}

/** The size that a sample has: it differs from the stated one by its error. */
export function trueSize({ value, stderr }: Size, random: Random): number {
  return value + stderr * random.normal();
}

/** A pellet from a die of 10 mm, known to 16 µm. */
export const dieArea: Size = { value: 0.785, stderr: 0.0025, unit: "cm2" };

/** A thickness in mm by a micrometer screw, known to 2 µm. */
export function micrometer(value: number): Size {
  return { value, stderr: 0.002, unit: "mm" };
}

/** A mass in mg by a balance of 0.01 mg. */
export function balance(value: number): Size {
  return { value, stderr: 0.01, unit: "mg" };
}
