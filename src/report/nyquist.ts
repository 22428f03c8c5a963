import { rangeOf } from "./axis.ts";
import type { Inset } from "./inset.ts";
import { filled, insetView, placeInset } from "./inset.ts";
import type { PointLabel } from "./label.ts";
import { alongLine, placeLabels } from "./label.ts";
import { frequencyLabel, heading } from "./number.ts";
import type { Panel } from "./panel.ts";
import {
  bottomMargin,
  clipped,
  emptyNote,
  frame,
  inPanel,
  leftMargin,
  line,
  markers,
  painted,
  pointOf,
} from "./panel.ts";
import { equalPanel, planeUnit, planeView } from "./plane.ts";
import { residualPanel } from "./residual.ts";
import type { Coloring, ModelCurve, SpectrumSeries } from "./series.ts";
import { fittedLook, looksOf, measuredLook, seriesLabel, seriesLegend, sortedCurve } from "./series.ts";
import type { FigureOptions, Point } from "./svg.ts";
import { figure, fitText, pointsPerMillimetre, textAt, textSize, titleLine } from "./svg.ts";

export interface NyquistOptions extends FigureOptions {
  /** "sequential" colours a series in its order; default distinct colours up to eight spectra. */
  readonly coloring?: Coloring;
  /** A panel of relative residuals below; default: if any of at most eight series has a curve. */
  readonly residuals?: boolean;
  /** Residuals that are tolerated, in per cent of |Z|: a band in their panel. */
  readonly tolerance?: number;
  /** Labels at the decades of frequency, on the first spectrum; default true. */
  readonly decades?: boolean;
  /** Spectra that are not drawn, but for which the frame has room: a page draws them behind. */
  readonly room?: readonly ModelCurve[];
  /** An inset for arcs that a tail dwarfs, where there is room for it; default: for up to three spectra. */
  readonly inset?: boolean;
}

/**
 * A Nyquist plot as an SVG document: −Z″ against Z′, one ohm equally long on both axes, measured points as open markers, the
 * fit as a line, the points nearest to 10ⁿ Hz filled and labelled with their own frequency; below it the relative residuals.
 * Points that are not finite are left out; a plot without any says so.
 */
export function nyquistPlot(series: readonly SpectrumSeries[], options: NyquistOptions = {}): string {
  const width = (options.width ?? 85) * pointsPerMillimetre;
  const looks = looksOf(series.length, options.coloring);
  const curves = series.map(({ curve }) => (curve ? sortedCurve(curve) : undefined));
  const measured = series.map(({ spectrum }) => spectrum);
  const view = planeView(
    [...measured, ...(options.room ?? [])],
    curves.filter((curve) => curve !== undefined),
  );
  const unit = planeUnit(view);
  const labels = { x: heading("Z′", unit.unit), y: heading("−Z″", unit.unit) };

  const title = titleLine(options.title, width);
  const parts = [title.svg];
  let top = title.height;
  const right = 8;
  // The widest tick labels are known only with the axis, and the axis only with the width: two rounds suffice.
  let left = 36;
  let panel = equalPanel(view, { x: left, y: top, width: width - left - right }, unit.factor);
  left = Math.max(leftMargin(panel.y, labels.y), 30);
  panel = equalPanel(view, { x: left, y: top, width: width - left - right }, unit.factor);
  const legendBox = seriesLegend(series, looks, left, top, width - left - right);
  const omitted = hiddenNote(outside(panel, series), {
    x: left,
    y: top + legendBox.height,
    width: width - left - right,
  });
  parts.push(legendBox.svg, omitted.svg);
  top += legendBox.height + omitted.height;
  panel = { ...panel, box: { ...panel.box, y: top } };

  const drawn = drawSeries(panel, series, curves, looks);
  const decades = options.decades ?? true;
  const labelled = series.length === 1 ? measuredLook : (looks[0] ?? measuredLook);
  const marked = decades && series[0] ? decadeMarks(panel, series[0]) : [];
  const detail = (options.inset ?? series.length <= 3) ? insetView(measured, view) : undefined;
  const inset = detail && placeInset(detail, panel, [...drawn.obstacles, ...zeroLine(panel)]);
  const obstacles = [...drawn.obstacles, ...zeroLine(panel), ...(inset ? filled(inset.room) : [])];
  parts.push(
    frame(panel, { xLabel: labels.x, yLabel: labels.y, zero: true, yLabelDistance: left - 2 }),
    clipped(panel, "nyquist", drawn.svg),
    painted(
      labelled,
      markers(
        marked.map((mark) => mark.at),
        labelled,
        { radius: 2, filled: true, panel },
      ),
      // In the colour of their series: the labels belong to it alone.
      placeLabels(decadeLabels(marked), obstacles, panel.box),
    ),
    inset ? drawInset(inset, series, curves, looks, decades) : "",
    drawn.count === 0 ? emptyNote(panel, "no finite measured points") : "",
  );
  let height = panel.box.y + panel.box.height + bottomMargin(labels.x);

  if (options.residuals ?? (series.length <= 8 && series.some(({ curve }) => curve !== undefined))) {
    const place = { x: left, y: height + 6, width: width - left - right };
    const below = residualPanel(series, looks, place, { tolerance: options.tolerance });
    parts.push(below.svg);
    height = below.bottom;
  }
  const names = series.map(seriesLabel);
  return figure(
    { width, background: options.background, height: height + 3 },
    options.title ?? `Nyquist plot: ${names.slice(0, 8).join(", ")}`,
    `Negative imaginary part of the impedance against its real part in ${unit.unit}, equal axes, ${plural(series.length, "spectrum", "spectra")}: measured points${curves.some(Boolean) ? ", fitted lines and relative residuals" : ""}.`,
    parts.join(""),
    options.id,
  );
}

function drawInset(
  { panel, unit }: Inset,
  series: readonly SpectrumSeries[],
  curves: readonly (SpectrumSeries["curve"] | undefined)[],
  looks: ReturnType<typeof looksOf>,
  decades: boolean,
): string {
  const drawn = drawSeries(panel, series, curves, looks);
  const look = series.length === 1 ? measuredLook : looks[0]!;
  const marked = decades ? decadeMarks(panel, series[0]!) : [];
  const labels = { xLabel: heading("Z′", unit), yLabel: heading("−Z″", unit) };
  return (
    frame(panel, { ...labels, zero: true, name: "inset" }) +
    clipped(panel, "inset", drawn.svg) +
    painted(
      look,
      markers(
        marked.map((mark) => mark.at),
        look,
        { radius: 2, filled: true, panel },
      ),
      placeLabels(decadeLabels(marked), [...drawn.obstacles, ...zeroLine(panel)], panel.box),
    )
  );
}

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function drawSeries(
  panel: Panel,
  series: readonly SpectrumSeries[],
  curves: readonly (SpectrumSeries["curve"] | undefined)[],
  looks: ReturnType<typeof looksOf>,
): { svg: string; obstacles: Point[]; count: number } {
  const single = series.length === 1;
  const obstacles: Point[] = [];
  let count = 0;
  const layers = series.map(({ spectrum }, k) => {
    const points = Array.from(spectrum.real, (real, i) => pointOf(panel, real, -spectrum.imaginary[i]!));
    const curve = curves[k];
    const path = curve ? Array.from(curve.real, (real, i) => pointOf(panel, real, -curve.imaginary[i]!)) : [];
    const shown = points.filter((point) => inPanel(panel, point));
    count += shown.length;
    obstacles.push(...shown, ...alongLine(path).filter((point) => inPanel(panel, point)));
    const look = looks[k]!;
    const radius = series.length > 3 ? 1.4 : 1.7;
    return (
      painted(
        single ? measuredLook : look,
        markers(points, single ? measuredLook : look, { radius, panel }),
      ) + painted(single ? fittedLook : look, line(path, single ? 0.9 : 0.7))
    );
  });
  return { svg: layers.join(""), obstacles, count };
}

/** The real axis as an obstacle: labels stay legible off it. */
function zeroLine(panel: Panel): Point[] {
  return alongLine([pointOf(panel, panel.x.min, 0), pointOf(panel, panel.x.max, 0)]);
}

/** Frequencies of the finite measured points that lie outside the frame: the inductive tail that `planeView` cuts off. */
function outside(panel: Panel, series: readonly SpectrumSeries[]): number[] {
  return series.flatMap(({ spectrum }) =>
    Array.from(spectrum.frequency).filter((_, i) => {
      const point = pointOf(panel, spectrum.real[i]!, -spectrum.imaginary[i]!);
      return point.every(Number.isFinite) && !inPanel(panel, point);
    }),
  );
}

/** Says in a line above the plot which points it does not show. */
function hiddenNote(
  hidden: readonly number[],
  place: { readonly x: number; readonly y: number; readonly width: number },
): { svg: string; height: number } {
  const range = rangeOf([hidden]);
  if (!range) return { svg: "", height: 0 };
  const between =
    hidden.length === 1
      ? `at ${frequencyLabel(range[0], 2)}`
      : `${frequencyLabel(range[0], 2)} – ${frequencyLabel(range[1], 2)}`;
  const words = `not shown: ${plural(hidden.length, "inductive point", "inductive points")}, ${between}`;
  const text = fitText(words, textSize.note, place.width);
  return { svg: textAt(place.x, place.y + 3, text, { size: textSize.note, className: "hidden" }), height: 9 };
}

interface DecadeMark {
  readonly at: Point;
  readonly frequency: number;
}

/** The measured points nearest to each power of ten of the frequency, within 0.15 decades, from high to low frequency. */
function decadeMarks(panel: Panel, { spectrum }: SpectrumSeries): DecadeMark[] {
  const nearest = new Map<number, DecadeMark & { readonly distance: number }>();
  for (let i = 0; i < spectrum.frequency.length; i++) {
    const frequency = spectrum.frequency[i]!;
    const at = pointOf(panel, spectrum.real[i]!, -spectrum.imaginary[i]!);
    const decade = Math.round(Math.log10(frequency));
    const distance = Math.abs(Math.log10(frequency) - decade);
    if (!(distance <= 0.15) || !inPanel(panel, at)) continue;
    if (distance < (nearest.get(decade)?.distance ?? Number.POSITIVE_INFINITY)) {
      nearest.set(decade, { at, frequency, distance });
    }
  }
  return [...nearest.values()].sort((a, b) => b.frequency - a.frequency);
}

/** Each mark named with two digits of its own frequency; marks that fall on one spot share a label, "9.5 Hz – 95 Hz". */
function decadeLabels(marks: readonly DecadeMark[]): PointLabel[] {
  const spots: DecadeMark[][] = [];
  for (const mark of marks) {
    const spot = spots.at(-1);
    const first = spot?.[0];
    if (first && Math.hypot(first.at[0] - mark.at[0], first.at[1] - mark.at[1]) < 3) spot.push(mark);
    else spots.push([mark]);
  }
  return spots.map((spot) => {
    const [high, low] = [spot[0]!, spot.at(-1)!];
    const name = frequencyLabel(low.frequency, 2);
    return { at: high.at, text: spot.length === 1 ? name : `${name} – ${frequencyLabel(high.frequency, 2)}` };
  });
}
