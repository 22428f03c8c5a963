/** The 27 nonlinear regressions of NIST's Statistical Reference Datasets, as the shared folder has them. */
import { readFileSync } from "node:fs";
import type { CurveData } from "../../src/fit/curveData.ts";
import { shared } from "../shared.ts";

export interface Regression {
  readonly name: string;
  readonly model: string;
  readonly data: CurveData;
  readonly starts: readonly Readonly<Record<string, number>>[];
  readonly certified: readonly number[];
  readonly errors: readonly number[];
  readonly rss: number;
  readonly residualSd: number;
  readonly df: number;
}

interface Stored {
  name: string;
  response: string;
  formula: string;
  start1: number[];
  start2: number[];
  certified: number[];
  certified_sd: number[];
  certified_rss: number;
  residual_sd: number;
  df: number;
  x: (number | number[])[];
  y: number[];
}

export function regressions(): Regression[] {
  const { datasets } = JSON.parse(readFileSync(shared("golden/nist-strd.json"), "utf8")) as {
    datasets: Stored[];
  };
  return datasets.map((one) => {
    const columns = Array.isArray(one.x[0])
      ? { x1: one.x.map((row) => (row as number[])[0]), x2: one.x.map((row) => (row as number[])[1]) }
      : (one.x as number[]);
    const named = (start: number[]) => Object.fromEntries(start.map((value, i) => [`b${i + 1}`, value]));
    return {
      name: one.name,
      model: `${one.response} = ${one.formula}`,
      data: { x: columns, y: one.y, name: one.name },
      starts: [named(one.start1), named(one.start2)],
      certified: one.certified,
      errors: one.certified_sd,
      rss: one.certified_rss,
      residualSd: one.residual_sd,
      df: one.df,
    };
  });
}

/** The least number of digits that agree: −log₁₀ of the relative error, at most 11, as many as are certified. */
export function digits(found: ArrayLike<number>, certified: ArrayLike<number>): number {
  return Math.min(
    ...Array.from(certified, (c, i) => Math.min(11, -Math.log10(Math.abs((found[i] - c) / c) || 1e-16))),
  );
}
