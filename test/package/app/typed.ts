import { type FitResult, fit } from "interphase";
import { type FigureOptions, nyquistPlot } from "interphase/figures";

const frequency = Float64Array.of(1e3, 1e2, 1e1);
const zero = new Float64Array(3);
const result: FitResult = await fit("R0", { frequency, real: frequency, imaginary: zero });

export const values: Float64Array = result.values;

const options: FigureOptions = { width: 170, background: "none" };
export const svg: string = nyquistPlot(
  [{ spectrum: { frequency, real: frequency, imaginary: zero } }],
  options,
);
