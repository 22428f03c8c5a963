/** What the impedance plots share: spectra with their model curves, their looks, their legends, the relative residuals. */
import type { Spectrum } from "../impedance/spectrum.ts";
import type { Range } from "./axis.ts";
import { logAxis, paddedLog, rangeOf } from "./axis.ts";
import type { Legend } from "./legend.ts";
import { legend, rampLegend } from "./legend.ts";
import type { Look } from "./palette.ts";
import { distinct, distinctLooks, sequential } from "./palette.ts";
import { fitLabels } from "./panel.ts";

/** The impedance of a model at frequencies of the caller's choice, in Hz and Ω; the arrays have equal lengths. */
export interface ModelCurve {
  readonly frequency: ArrayLike<number>;
  readonly real: ArrayLike<number>;
  readonly imaginary: ArrayLike<number>;
}

/** One spectrum of a plot, with its fit if there is one. */
export interface SpectrumSeries {
  readonly spectrum: Spectrum;
  /** To show residuals it must contain the measured frequencies; further frequencies make the line smooth. */
  readonly curve?: ModelCurve;
  /** Defaults to the name of the spectrum, then its file. */
  readonly label?: string;
}

export type Coloring = "distinct" | "sequential";

/** Relative residuals of a fit in per cent of |Z| measured, in the order of the spectrum; NaN where the curve has no value. */
export interface RelativeResiduals {
  readonly frequency: ArrayLike<number>;
  /** 100·(Z′ − Z′model)/|Z| */
  readonly real: Float64Array;
  /** 100·(Z″ − Z″model)/|Z| */
  readonly imaginary: Float64Array;
}

/**
 * 100·(Z − Z_model)/|Z| at the measured frequencies: measured minus model, over the measured modulus. Nothing
 * is interpolated: a measured frequency that the curve does not contain (to 1e-9 relative) has NaN. The root mean square of
 * real² + imaginary² is 100·`FitResult.rms`.
 */
export function relativeResiduals(spectrum: Spectrum, curve: ModelCurve): RelativeResiduals {
  const count = spectrum.frequency.length;
  const real = new Float64Array(count).fill(Number.NaN);
  const imaginary = new Float64Array(count).fill(Number.NaN);
  const order = Array.from({ length: curve.frequency.length }, (_, i) => i).sort(
    (a, b) => curve.frequency[a]! - curve.frequency[b]!,
  );
  for (let i = 0; i < count; i++) {
    const f = spectrum.frequency[i]!;
    // A curve over the very frequencies of the spectrum keeps their order, and repeated frequencies, without a search.
    const at = curve.frequency[i] === f ? i : nearest(curve.frequency, order, f);
    if (at === undefined || Math.abs(curve.frequency[at]! - f) > 1e-9 * f) continue;
    const modulus = Math.hypot(spectrum.real[i]!, spectrum.imaginary[i]!);
    real[i] = (100 * (spectrum.real[i]! - curve.real[at]!)) / modulus;
    imaginary[i] = (100 * (spectrum.imaginary[i]! - curve.imaginary[at]!)) / modulus;
  }
  return { frequency: spectrum.frequency, real, imaginary };
}

function nearest(frequency: ArrayLike<number>, order: readonly number[], f: number): number | undefined {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (frequency[order[middle]!]! < f) low = middle + 1;
    else high = middle;
  }
  const candidates = [order[low - 1], order[low]].filter((at) => at !== undefined);
  return candidates.sort((a, b) => Math.abs(frequency[a]! - f) - Math.abs(frequency[b]! - f))[0];
}

/** A curve in the order of rising frequency, so that its line does not jump. */
export function sortedCurve(curve: ModelCurve): ModelCurve {
  const order = Array.from({ length: curve.frequency.length }, (_, i) => i).sort(
    (a, b) => curve.frequency[a]! - curve.frequency[b]!,
  );
  const pick = (values: ArrayLike<number>) => Float64Array.from(order, (i) => values[i]!);
  return { frequency: pick(curve.frequency), real: pick(curve.real), imaginary: pick(curve.imaginary) };
}

/** The name of a series in legends. */
export function seriesLabel({ label, spectrum }: SpectrumSeries, k: number): string {
  return label ?? spectrum.name ?? spectrum.file ?? `spectrum ${k + 1}`;
}

/** The look of every series: distinct for up to eight unless a ramp is asked for, a ramp beyond. */
export function looksOf(count: number, coloring?: Coloring): Look[] {
  const ramp = coloring === "sequential" || count > distinctLooks;
  return Array.from({ length: count }, (_, k) => (ramp ? sequential(k, count) : distinct(k)));
}

/** Measured points are black and the fit vermillion where there is one spectrum only. */
export const measuredLook: Look = { ...distinct(0), color: "#000000", className: "s6" };
export const fittedLook: Look = distinct(1);

/** The legend of an impedance plot: measured and fit for one spectrum, else the names of the series. */
export function seriesLegend(
  series: readonly SpectrumSeries[],
  looks: readonly Look[],
  x: number,
  y: number,
  width: number,
): Legend {
  if (series.length === 0) return { svg: "", height: 0 };
  if (series.length === 1) {
    const entries = [{ label: "measured", look: measuredLook, marker: "hollow" as const }];
    const fit = { label: "fit", look: fittedLook, line: true };
    return legend(series[0]!.curve ? [...entries, fit] : entries, x, y, width);
  }
  if (series.length > distinctLooks) {
    const last = series.length - 1;
    return rampLegend(
      seriesLabel(series[0]!, 0),
      seriesLabel(series[last]!, last),
      series.length,
      x,
      y,
      width,
    );
  }
  return legend(
    series.map((one, k) => ({
      label: seriesLabel(one, k),
      look: looks[k]!,
      marker: "hollow",
      line: one.curve !== undefined,
    })),
    x,
    y,
    width,
  );
}

/** The frequency axis over all series, shared by panels below each other. */
export function frequencyAxis(series: readonly SpectrumSeries[], length: number) {
  const range: Range = rangeOf(
    series.map(({ spectrum }) => spectrum.frequency),
    true,
  ) ?? [1, 10];
  return fitLabels(length, (count) => logAxis(paddedLog(range), { count }));
}
