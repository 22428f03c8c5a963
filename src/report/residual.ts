import { linearAxis, padded, rangeOf } from "./axis.ts";
import { legend } from "./legend.ts";
import { displayUnit, heading } from "./number.ts";
import type { Look } from "./palette.ts";
import { distinct } from "./palette.ts";
import type { Panel } from "./panel.ts";
import { band, bottomMargin, clipped, emptyNote, frame, line, markers, painted, pointOf } from "./panel.ts";
import type { Coloring, SpectrumSeries } from "./series.ts";
import { frequencyAxis, looksOf, relativeResiduals, seriesLabel, seriesLegend } from "./series.ts";
import type { FigureOptions, Point } from "./svg.ts";
import { element, figure, panelHeight, pointsPerMillimetre, textAt, textSize, titleLine } from "./svg.ts";

const realLook: Look = distinct(0);
const imaginaryLook: Look = { ...distinct(1), shape: "square" };

export interface ResidualOptions extends FigureOptions {
  readonly coloring?: Coloring;
}

/**
 * Relative residuals as an SVG document: 100·(Z − Z_model)/|Z| against frequency. Series without a curve at the measured
 * frequencies have none; a plot without any says so.
 */
export function residualPlot(series: readonly SpectrumSeries[], options: ResidualOptions = {}): string {
  const width = (options.width ?? 85) * pointsPerMillimetre;
  const looks = looksOf(series.length, options.coloring);
  const title = titleLine(options.title, width);
  const left = 32;
  const inner = width - left - 8;
  const key =
    series.length > 1
      ? seriesLegend(
          series.map(({ spectrum, label }, k) => ({ spectrum, label: seriesLabel({ spectrum, label }, k) })),
          looks,
          left,
          title.height,
          inner,
        )
      : undefined;
  const place = { x: left, y: title.height + (key?.height ?? 0), width: inner };
  const panel = residualPanel(series, looks, place, { height: panelHeight(100, width) });
  const names = series.slice(0, 8).map(seriesLabel);
  return figure(
    { width, height: panel.bottom + 3, background: options.background },
    options.title ?? `Relative residuals: ${names.join(", ")}`,
    "Residuals of the real and of the imaginary part in per cent of the measured modulus, measured minus model, against frequency in Hz.",
    title.svg + (key?.svg ?? "") + panel.svg,
    options.id,
  );
}

/** A panel below others: its drawing and the lower edge of all that belongs to it. */
export interface StackedPanel {
  readonly svg: string;
  readonly bottom: number;
}

/**
 * Relative residuals in per cent of |Z| against frequency: real part filled circles, imaginary part open squares; for several
 * spectra in the colours of their series.
 * `tolerance`, in per cent of |Z|, is a band around 0 as far as it reaches into the frame.
 */
export function residualPanel(
  series: readonly SpectrumSeries[],
  looks: readonly Look[],
  place: { readonly x: number; readonly y: number; readonly width: number },
  { height = 52, tolerance }: { readonly height?: number; readonly tolerance?: number } = {},
): StackedPanel {
  const single = series.length === 1;
  const residuals = series.map(({ spectrum, curve }) =>
    curve ? relativeResiduals(spectrum, curve) : undefined,
  );
  const range = rangeOf(residuals.flatMap((one) => (one ? [one.real, one.imaginary] : [])));
  const limit = range ? Math.max(Math.abs(range[0]), Math.abs(range[1]), 1e-6) : 1;
  const unit = displayUnit(limit, "%");
  const parts: string[] = [];
  let y = place.y;
  const key = single
    ? legend(
        [
          { label: "ΔZ′/|Z|", look: realLook, marker: "filled" },
          { label: "ΔZ″/|Z|", look: imaginaryLook, marker: "hollow" },
        ],
        place.x,
        y,
        place.width,
      )
    : undefined;
  if (key) parts.push(key.svg);
  else {
    const words = "filled: ΔZ′/|Z|, open: ΔZ″/|Z|";
    parts.push(textAt(place.x, y + 4.75, words, { size: textSize.tick, className: "legend" }));
  }
  y += key?.height ?? 11.5;

  const panel: Panel = {
    box: { ...place, y, height },
    x: frequencyAxis(series, place.width),
    y: linearAxis(padded([-limit, limit], 0.08), { factor: unit.factor, count: height > 80 ? 6 : 4 }),
  };
  const layers = residuals.map((one, k) => {
    if (!one) return "";
    const points = (values: Float64Array) =>
      Array.from(values, (value, i) => pointOf(panel, one.frequency[i]!, value));
    const looksOfBoth = single ? [realLook, imaginaryLook] : [looks[k]!, looks[k]!];
    return (
      painted(
        looksOfBoth[0]!,
        single ? element("g", { "stroke-opacity": "0.45" }, line(points(one.real), 0.4)) : "",
        markers(points(one.real), looksOfBoth[0]!, { radius: single ? 1.4 : 1.1, filled: true, panel }),
      ) +
      painted(
        looksOfBoth[1]!,
        single ? element("g", { "stroke-opacity": "0.45" }, line(points(one.imaginary), 0.4)) : "",
        markers(points(one.imaginary), looksOfBoth[1]!, { radius: single ? 1.4 : 1.1, panel }),
      )
    );
  });
  const xLabel = "f (Hz)";
  parts.push(
    tolerance === undefined ? "" : toleranceBand(panel, tolerance),
    frame(panel, { xLabel, yLabel: heading("Δ", unit.unit), zero: true, yLabelDistance: place.x - 2 }),
    clipped(panel, "residuals", layers.join("")),
    range ? "" : emptyNote(panel, "no model values at the measured frequencies"),
  );
  return { svg: parts.join(""), bottom: y + panel.box.height + bottomMargin(xLabel) };
}

/** The band of what is tolerated; one that is wider than the frame fills it. */
function toleranceBand(panel: Panel, tolerance: number): string {
  const reach = Math.min(tolerance, panel.y.max);
  const edge = (value: number) =>
    [panel.x.min, panel.x.max].map((f) => pointOf(panel, f, value)) as [Point, Point];
  return painted(distinct(2), band(edge(-reach), edge(reach)));
}
