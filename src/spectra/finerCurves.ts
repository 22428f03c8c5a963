/** The curves of a fitted spectrum between its points, for drawing: few points make corners of what is round. */
import { valuesOfTape } from "../fit/tapeValues.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Scan } from "./measurement.ts";
import type { SpectrumModel } from "./model.ts";
import { compileSpectrumModel } from "./modelTape.ts";
import { abscissaOf } from "./scanRegion.ts";
import type { SpectrumResult } from "./spectrumResult.ts";

/** Arrays over a grid of x that has all points of the fit and others between them. */
export type FinerCurves = Pick<SpectrumResult, "x" | "fitted" | "backgroundValues" | "curves">;

/** Points that look like a curve. */
const ENOUGH = 400;

/**
 * Components from their formulas and the background through its values at the points (monotone cubics), on at least `ENOUGH` points.
 * Undefined where the fit has enough of its own, or no values.
 * @param model that was fitted; @param photonEnergy in eV, for scans that do not tell it
 */
export function finerCurves(
  kernel: Kernel,
  model: SpectrumModel,
  scan: Scan,
  result: SpectrumResult,
  photonEnergy?: number,
): FinerCurves | undefined {
  const { x, values, backgroundValues, background } = result;
  const n = x.length;
  if (n >= ENOUGH || n < 2 || !values.every(Number.isFinite) || values.length === 0) return undefined;
  const parts = Math.ceil((ENOUGH - 1) / (n - 1));
  const fine = Float64Array.from({ length: (n - 1) * parts + 1 }, (_, k) => {
    const i = Math.min(Math.floor(k / parts), n - 2);
    return x[i] + ((k - i * parts) / parts) * (x[i + 1] - x[i]);
  });
  const { lines } = compileSpectrumModel({ ...model, background }, abscissaOf(scan, photonEnergy));
  const numbers = Array.from(values);
  // Lines read the abscissa alone, whatever columns the background has
  const curves = lines.map(({ tape }) =>
    valuesOfTape(
      kernel,
      tape,
      tape.predictors.map(() => fine),
      numbers,
    ),
  );
  const below = monotoneCubic(x, backgroundValues, parts);
  return {
    x: fine,
    backgroundValues: below,
    curves,
    fitted: below.map((value, k) => curves.reduce((sum, curve) => sum + curve[k], value)),
  };
}

/** Monotone cubics through points, `parts` steps between two of them (F. N. Fritsch and J. Butland, SIAM J. Sci. Stat. Comput. 5, 300 (1984)). */
function monotoneCubic(x: Float64Array, y: Float64Array, parts: number): Float64Array {
  const n = x.length;
  const slope = (i: number): number => (y[i + 1] - y[i]) / (x[i + 1] - x[i]);
  const tangents = Float64Array.from(x, (_, i) => {
    if (i === 0) return slope(0);
    if (i === n - 1) return slope(n - 2);
    const [before, after] = [slope(i - 1), slope(i)];
    if (before * after <= 0) return 0;
    const [left, right] = [x[i] - x[i - 1], x[i + 1] - x[i]];
    const weight = (left + 2 * right) / (3 * (left + right));
    return (before * after) / (weight * after + (1 - weight) * before);
  });
  return Float64Array.from({ length: (n - 1) * parts + 1 }, (_, k) => {
    const i = Math.min(Math.floor(k / parts), n - 2);
    const t = (k - i * parts) / parts;
    const h = x[i + 1] - x[i];
    const u = 1 - t;
    return (
      (1 + 2 * t) * u * u * y[i] +
      t * u * u * h * tangents[i] +
      t * t * (3 - 2 * t) * y[i + 1] -
      t * t * u * h * tangents[i + 1]
    );
  });
}
