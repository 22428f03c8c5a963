import { readFileSync } from "node:fs";
import type { Spectrum } from "../../src/impedance/spectrum.ts";
import { shared } from "../shared.ts";

export interface CoinCell {
  readonly spectrum: Spectrum;
  /** Whether the cell was at rest. */
  readonly smooth: boolean;
}

/** All 2,025 measured spectra of the shared data. */
export function coinCells(): CoinCell[] {
  const text = readFileSync(shared("data/impedance/coin-cells/coin-cells-2025x60.csv"), "utf8");
  const cells = new Map<string, { smooth: boolean; points: number[][] }>();
  for (const line of text.trim().split("\n").slice(1)) {
    const [name, smooth, ...numbers] = line.split(",");
    const cell = cells.get(name) ?? { smooth: smooth === "1", points: [] };
    cells.set(name, cell);
    cell.points.push(numbers.map(Number));
  }
  return [...cells].map(([name, { smooth, points }]) => ({
    smooth,
    spectrum: {
      name,
      frequency: Float64Array.from(points, ([f]) => f),
      real: Float64Array.from(points, ([, re]) => re),
      imaginary: Float64Array.from(points, ([, , im]) => im),
    },
  }));
}

/** Area under the curve of true against false positives: the chance that a restless cell scores above a rested one, ties half. */
export function rankCurve(scores: readonly number[], rested: readonly boolean[]): number {
  let sum = 0;
  let pairs = 0;
  const of = (wanted: boolean): number[] => scores.filter((_, i) => rested[i] === wanted);
  const calm = of(true);
  for (const high of of(false)) {
    for (const low of calm) {
      sum += high > low ? 1 : high === low ? 0.5 : 0;
      pairs++;
    }
  }
  return sum / pairs;
}
