/** What of the fits of a series of scans is drawn over cycle, depth or order. */
import type { FileComposition, FittedSpectrum } from "./spectrumDocument.ts";
import { areaUnit, isDoubtfulComponent } from "./spectrumTable.ts";
import { formulaName } from "./substance.ts";
import type { TrendSeries } from "./trend.ts";
import type { Trend } from "./trendgrid.ts";

/** Against what the fits of a model are drawn; one value per fit, NaN for those that have none. */
export interface SpectrumAbscissa {
  /** "etch time (s)", "scan". */
  readonly label: string;
  readonly values: ArrayLike<number>;
}

/** A trend with a name for its figure that no other of its group has. */
export interface NamedTrend extends Trend {
  readonly key: string;
}

type Measure = "fraction" | "area" | "center" | "fwhm" | "spacing" | "shift";

/**
 * Shares, areas, positions, widths and ratios of the components of one model, a series for each component. Empty when nothing was fitted.
 * @param fits all of one model; @param abscissa with a value for each of them
 */
export function componentTrends(
  fits: readonly FittedSpectrum[],
  { label, values }: SpectrumAbscissa,
): NamedTrend[] {
  const first = fits.find(({ result }) => result.components.length > 0)?.result;
  if (!first) return [];
  const x = Array.from(values);
  const trend = (name: string, unit: string, key: Measure, factor = 1): NamedTrend => ({
    key,
    xLabel: label,
    yLabel: name,
    unit,
    scale: key === "area" ? "auto" : "linear",
    series: first.components.map((component, k): TrendSeries => {
      const of = fits.map((fit) => (key === "shift" ? fit.shifts?.[k] : fit.result.components[k]?.[key]));
      const symbol = key === "fraction" ? "area" : key === "spacing" || key === "shift" ? "center" : key;
      return {
        label: formulaName(component),
        x,
        y: of.map((one) => (one ? one.value * factor : Number.NaN)),
        stderr: of.map((one) => (one ? one.stderr * factor : Number.NaN)),
        doubtful: fits.map(({ result }) => {
          const own = result.components[k];
          return own ? isDoubtfulComponent(result, own, symbol) : true;
        }),
      };
    }),
  });
  const ratios = first.ratios.map((ratio, r): NamedTrend => {
    const of = fits.map(({ result }) => result.ratios[r]);
    return {
      key: `ratio${r}`,
      xLabel: label,
      yLabel: `${formulaName({ name: ratio.numerator, substance: ratio.numerator })} / ${formulaName({ name: ratio.denominator, substance: ratio.denominator })}`,
      scale: "linear",
      series: [
        {
          label: "",
          x,
          y: of.map((one) => one?.value ?? Number.NaN),
          stderr: of.map((one) => one?.stderr ?? Number.NaN),
          doubtful: fits.map(({ result }) => result.status === "failed"),
        },
      ],
    };
  });
  return [
    ...(first.components.length > 1 ? [trend("share", "%", "fraction", 100)] : []),
    trend("area", areaUnit(first), "area"),
    trend("position", first.xUnit, "center"),
    ...(fits.some(({ shifts }) => shifts !== undefined) ? [trend("shift", first.xUnit, "shift")] : []),
    ...(first.components.some(({ spacing }) => spacing) ? [trend("d", "Å", "spacing")] : []),
    trend("FWHM", first.xUnit, "fwhm"),
    ...ratios,
  ];
}

/** Atomic % of each element against the abscissa of the first fit of each composition. */
export function compositionTrend(
  compositions: readonly FileComposition[],
  { label, values }: SpectrumAbscissa,
): NamedTrend {
  const elements = [
    ...new Set(compositions.flatMap(({ composition }) => composition.elements.map((share) => share.element))),
  ];
  const series = elements.map((element): TrendSeries => {
    const of = compositions.map(({ composition }) =>
      composition.elements.find((share) => share.element === element),
    );
    return {
      label: element,
      x: compositions.map(({ first }) => values[first]!),
      y: of.map((share) => share?.percent.value ?? Number.NaN),
      stderr: of.map((share) => share?.percent.stderr ?? Number.NaN),
      doubtful: of.map((share) => !Number.isFinite(share?.percent.stderr)),
    };
  });
  return { key: "composition", xLabel: label, yLabel: "composition", unit: "at.%", scale: "linear", series };
}
