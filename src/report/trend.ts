import { quantileOf } from "../fit/quantile.ts";
import type { Axis, Range } from "./axis.ts";
import { linearAxis, logAxis, niceStep, padded, paddedLog, rangeOf, threeTicks } from "./axis.ts";
import { type LegendEntry, legend } from "./legend.ts";
import { drawMarks, type Mark, markHeight } from "./mark.ts";
import { axisUnit, type DisplayUnit, heading } from "./number.ts";
import type { Look } from "./palette.ts";
import { distinct, distinctLooks } from "./palette.ts";
import type { Panel } from "./panel.ts";
import {
  band,
  bottomMargin,
  clipped,
  emptyNote,
  errorBars,
  fitLabels,
  frame,
  leftMargin,
  line,
  markers,
  painted,
  pointOf,
} from "./panel.ts";
import type { FigureOptions, Point } from "./svg.ts";
import { element, figure, panelHeight, pointsPerMillimetre, textAt, textSize, titleLine } from "./svg.ts";

/** One series of a trend: a fitted quantity over cycles, time or plain order. All arrays have equal lengths. */
export interface TrendSeries {
  readonly label: string;
  readonly x: ArrayLike<number>;
  /** In the SI unit of the trend. */
  readonly y: ArrayLike<number>;
  /** Standard errors in the unit of y; NaN where not determined, 0 where exact. */
  readonly stderr?: ArrayLike<number>;
  /** True for points that must not be read as results: failed, at a bound, not identifiable. They are drawn open. */
  readonly doubtful?: readonly boolean[];
  /** False for points that no line may join, such as values to compare with; their markers are larger. */
  readonly joined?: boolean;
  /** True for a curve: a line through the points in their order, without markers. */
  readonly curve?: boolean;
}

export interface TrendOptions extends FigureOptions {
  /** Name of the abscissa with its unit: "cycle", "t (h)". */
  readonly xLabel?: string;
  /** Name of the ordinate without its unit: "R1.R". */
  readonly yLabel?: string;
  /** SI unit of the ordinate. */
  readonly unit?: string;
  /** "auto" (default) is logarithmic when all values are positive and span more than a decade. */
  readonly scale?: "linear" | "log" | "auto";
  /** A value that the ordinate must show: 0 for a quantity that hardly changes. */
  readonly include?: number;
  /** Events on the abscissa. */
  readonly marks?: readonly Mark[];
}

/** Above this number of points per series, bins of neighbours are drawn: their median in the band of their extremes. */
const mostPoints = 400;
/** Up to this number markers have their full size. */
const fewPoints = 60;

/**
 * A trend as an SVG document: value ± standard error against cycle, time or order; filled markers, open ones where the value is
 * doubtful. The axis follows the trusted values; an error bar longer than their range leaves the frame, and a line above
 * the plot counts the values that lie outside. Long series are
 * drawn as medians of neighbours within the band of their extremes, and say so.
 */
export function trendPlot(series: readonly TrendSeries[], options: TrendOptions = {}): string {
  const width = (options.width ?? 85) * pointsPerMillimetre;
  const { svg, height } = drawTrend(series, options, width);
  return figure(
    { width, height, background: options.background },
    options.title ?? trendName(options),
    `${heading(options.yLabel ?? "value", options.unit ?? "")} with standard errors against ${options.xLabel ?? "spectrum"}: ${series.map(({ label }) => label).join(", ")}.`,
    svg,
    options.id,
  );
}

/** "R1.R against cycle". */
export function trendName({ yLabel, xLabel }: TrendOptions): string {
  return `${yLabel ?? "Value"} against ${xLabel ?? "spectrum"}`;
}

/** An axis of cycles or of order: between 1 and 2 there is nothing to name. */
function countingAxis(range: Range, count: number): Axis {
  return linearAxis(range, { step: Math.max(1, niceStep(range[1] - range[0], count, [1, 2, 5, 10])) });
}

/** A trend before it becomes a document. */
export interface Drawing {
  readonly svg: string;
  /** Room to the left of the frame. */
  readonly left: number;
  readonly height: number;
}

/**
 * A trend of a width in points.
 *
 * @param more `letter` stands above the frame; `name` tells the clip paths of one figure apart; `left` is the least room beside the frame
 */
export function drawTrend(
  series: readonly TrendSeries[],
  options: TrendOptions,
  width: number,
  {
    letter,
    name = "trend",
    left: least = 0,
  }: { readonly letter?: string; readonly name?: string; readonly left?: number } = {},
): Drawing {
  const shown = series.slice(0, distinctLooks);
  const range = including(curveRange(shown, options.scale) ?? ordinateRange(shown), options.include);
  const logarithmic = isLogarithmic(shown, range, options.scale ?? "auto");
  const unit = ordinateUnit(range, options.unit ?? "", logarithmic);
  const yLabel = heading(options.yLabel ?? "", unit.unit);
  const xLabel = options.xLabel ?? "spectrum";
  const y: Axis = logarithmic
    ? logAxis(paddedLog(range!, 0.06), { count: 5, factor: unit.factor })
    : threeTicks(
        [5, 6, 7, 8].map((count) =>
          linearAxis(padded(range ?? [0, 1], 0.07), { factor: unit.factor, count }),
        ),
      );

  const title = titleLine(options.title, width);
  const parts = [title.svg];
  let top = title.height;
  const left = Math.max(leftMargin(y, yLabel), least);
  const inner = width - left - 8;
  const long = shown.some((one) => !one.curve && one.x.length > mostPoints);
  const doubtful = shown.some(({ doubtful: flags }) => flags?.some(Boolean)) && !long;
  const entries: LegendEntry[] =
    shown.length > 1
      ? shown.map(({ label, curve, x }, k) =>
          curve
            ? { label, look: distinct(k), line: true, dash: dashes[k % dashes.length] }
            : long && x.length > fewPoints
              ? { label, look: distinct(k), line: true }
              : { label, look: distinct(k), marker: filled },
        )
      : [];
  if (doubtful) entries.push({ label: "open: doubtful", look: doubtfulLook, marker: "hollow" });
  const key = legend(entries, left, top, inner);
  parts.push(key.svg);
  top += Math.max(key.height, letter === undefined ? 0 : textSize.title + 2);
  const missing = countMissing(shown, y, long);
  const words = [
    long ? "median and extremes of neighbours" : "",
    missing > 0
      ? `${missing} ${missing === 1 ? "value" : "values"} ${long ? "left out as doubtful" : "outside the frame"}`
      : "",
    series.length > shown.length ? `first ${shown.length} of ${series.length} series` : "",
  ].filter((word) => word !== "");
  if (words.length > 0) {
    parts.push(textAt(left, top + 3, words.join("; "), { size: textSize.note }));
    top += 9;
  }
  const marks = options.marks ?? [];
  if (marks.length > 0) top += markHeight;
  const xRange = padded(rangeOf(shown.map((one) => one.x)) ?? [0, 1], 0.03);
  const whole = shown.every((one) => Array.from(one.x).every((value) => !(value % 1)));
  const x = fitLabels(inner, (count) =>
    whole ? countingAxis(xRange, count) : linearAxis(xRange, { count }),
  );
  const panel: Panel = {
    box: { x: left, y: top, width: inner, height: panelHeight(options.title ? 112 : 118, width) },
    x,
    y,
  };
  const radii = coincide(panel, shown) ? bullsEyes : [];
  const layers = shown.map((one, k) =>
    drawSeries(panel, one, distinct(k), {
      dash: dashes[k % dashes.length],
      binned: long,
      ...(radii[k] !== undefined && { size: radii[k] }),
    }),
  );
  const any = layers.some((layer) => layer !== "");
  parts.push(
    letter === undefined
      ? ""
      : textAt(3, title.height + 4.75, `(${letter})`, { size: textSize.title, weight: "bold" }),
    frame(panel, { xLabel, yLabel, zero: true, yLabelDistance: left - 2 }),
    clipped(panel, name, layers.join("")),
    drawMarks(panel, marks),
    any ? "" : emptyNote(panel),
  );
  return { svg: parts.join(""), left, height: top + panel.box.height + bottomMargin(xLabel) + 3 };
}

const filled: "filled" | "hollow" = "filled";
const doubtfulLook: Look = { color: "#000000", className: "s6", shape: "circle" };

/**
 * The range of the trusted values and their error bars, except bars that exceed both the range of the values and three times the
 * median bar; doubtful values only if they lie near the trusted ones or there is no other: one runaway fit must not flatten a series.
 */
function ordinateRange(series: readonly TrendSeries[]): Range | undefined {
  const trusted = series.map(({ y, doubtful }) => Array.from(y).filter((_, i) => !doubtful?.[i]));
  const core = rangeOf(trusted) ?? rangeOf(series.map(({ y }) => y));
  if (!core) return undefined;
  const span = core[1] - core[0];
  const near = series.map(({ y }) =>
    Array.from(y).filter((value) => value >= core[0] - span && value <= core[1] + span),
  );
  const values = rangeOf(near) ?? core;
  const limit = Math.max(span, 3 * medianError(series));
  let [min, max] = values;
  for (const { y, stderr, doubtful } of series) {
    for (let i = 0; i < y.length; i++) {
      const error = stderr?.[i] ?? 0;
      if (doubtful?.[i] || !Number.isFinite(y[i]!) || !(error > 0 && error <= limit)) continue;
      min = Math.min(min, y[i]! - error);
      max = Math.max(max, y[i]! + error);
    }
  }
  // Error bars that reach below 0 are no reason to give up a logarithmic axis.
  return values[0] > 0 && min <= 0 ? [values[0], max] : [min, max];
}

function including(range: Range | undefined, value: number | undefined): Range | undefined {
  if (!range || value === undefined) return range;
  return [Math.min(range[0], value), Math.max(range[1], value)];
}

/** The median standard error of the trusted values, 0 without any. */
function medianError(series: readonly TrendSeries[]): number {
  const errors = series
    .flatMap(({ stderr, doubtful }) => Array.from(stderr ?? []).filter((_, i) => !doubtful?.[i]))
    .filter((error) => error > 0 && Number.isFinite(error))
    .sort((a, b) => a - b);
  return errors[Math.floor((errors.length - 1) / 2)] ?? 0;
}

/** Finite values that the plot does not show: those off the axis, or, among binned ones, those that are doubtful. */
function countMissing(series: readonly TrendSeries[], axis: Axis, binned: boolean): number {
  return series
    .flatMap(({ y, doubtful }) => Array.from(y, (value, i) => ({ value, doubtful: doubtful?.[i] })))
    .filter(({ value }) => Number.isFinite(value))
    .filter((one) => (binned && one.doubtful) || one.value < axis.min || one.value > axis.max).length;
}

/** Of curves the range of nearly all points, if the rest dwarf it, as a half-cycle that ends at the limit of the voltage does. */
function curveRange(series: readonly TrendSeries[], scale: TrendOptions["scale"]): Range | undefined {
  if (scale !== "linear" || !series.every(({ curve }) => curve)) return undefined;
  const values = Float64Array.from(series.flatMap(({ y }) => Array.from(y)).filter(Number.isFinite)).sort();
  const [low, high] = [quantileOf(values, 0.02), quantileOf(values, 0.98)];
  const whole = rangeOf([values]);
  const span = high - low;
  if (!whole || !(span > 0) || whole[1] - whole[0] <= 4 * span) return undefined;
  return [Math.max(whole[0], low - span / 2), Math.min(whole[1], high + span / 2)];
}

/** The unit of the largest value on the axis; over decades only a prefix, since the powers of ten stand at the ticks. */
function ordinateUnit(range: Range | undefined, unit: string, logarithmic: boolean): DisplayUnit {
  const [min, max] = (range ?? [0, 0]).map(Math.abs);
  const found = axisUnit(logarithmic ? Math.sqrt(min * max) : Math.max(min, max), unit);
  return logarithmic && found.unit.startsWith("10") ? { factor: 1, unit } : found;
}

/** The values decide, not their error bars: a long bar spans decades too. */
function isLogarithmic(
  series: readonly TrendSeries[],
  range: Range | undefined,
  scale: "linear" | "log" | "auto",
): boolean {
  if (!range || range[0] <= 0 || scale === "linear") return false;
  const trusted = rangeOf(series.map(({ y, doubtful }) => Array.from(y).filter((_, i) => !doubtful?.[i])));
  const [least, most] = trusted ?? range;
  return scale === "log" || (least > 0 && most / least > 10);
}

/** Curves are told apart without their colours, too. */
const dashes: readonly (string | undefined)[] = [undefined, "4 1.6", "1.4 1.4", "6 1.4 1.4 1.4"];

/** Radii of markers that lie on one another: each is seen around the next. */
const bullsEyes: readonly number[] = [2.5, 1.3];

/** Whether half of the points of a second series hide those of the first. */
function coincide(panel: Panel, series: readonly TrendSeries[]): boolean {
  if (series.length !== 2 || series.some(({ curve }) => curve)) return false;
  const [first, second] = series.map(({ x, y }) =>
    Array.from(y, (value, i) => pointOf(panel, x[i]!, value)).filter((point) => point.every(Number.isFinite)),
  );
  const places = new Map(first!.map(([px, py]) => [px.toFixed(1), py]));
  const near = second!.filter(([px, py]) => Math.abs((places.get(px.toFixed(1)) ?? Number.NaN) - py) < 1.5);
  return near.length > 0.5 * second!.length;
}

function drawSeries(
  panel: Panel,
  series: TrendSeries,
  look: Look,
  { binned, size, dash }: { readonly binned: boolean; readonly size?: number; readonly dash?: string },
): string {
  const { x, y, stderr, doubtful, joined, curve } = series;
  if (curve) {
    const run = Array.from(y, (value, i) => pointOf(panel, x[i]!, value));
    return painted(look, line(run, 1, dash));
  }
  // Beside a long series no other is drawn point by point
  if (binned && x.length > fewPoints) return drawBins(panel, series, look);
  const points = Array.from(y, (value, i) => pointOf(panel, x[i]!, value));
  const bottom = panel.box.y + panel.box.height;
  const bars = points.flatMap(([px, py], i) => {
    const error = stderr?.[i] ?? 0;
    // The error bar of a doubtful value would claim what its open marker denies.
    if (doubtful?.[i] || !(error > 0) || !Number.isFinite(error) || !Number.isFinite(py)) return [];
    const low = pointOf(panel, x[i]!, y[i]! - error)[1];
    const high = pointOf(panel, x[i]!, y[i]! + error)[1];
    // Below zero a logarithmic axis has no place: the bar runs out of the frame.
    return [{ x: px, low: Number.isFinite(low) ? low : bottom + 5, high }];
  });
  const trusted = points.filter((_, i) => !doubtful?.[i]);
  const dense = points.length > fewPoints;
  const radius = joined === false ? 2.3 : (dense ? 0.65 : 1) * (size ?? 1.7);
  return painted(
    look,
    points.length <= 150 && joined !== false
      ? element("g", { "stroke-opacity": "0.35" }, line(inOrder(trusted), 0.5))
      : "",
    element("g", { "stroke-opacity": dense ? "0.4" : "1" }, errorBars(bars, dense ? 0 : 1.4)),
    markers(trusted, look, { radius, filled: true, panel }),
    markers(
      points.filter((_, i) => doubtful?.[i]),
      look,
      { radius: radius + 0.4, panel },
    ),
  );
}

function inOrder(points: readonly Point[]): Point[] {
  return [...points].sort((a, b) => a[0] - b[0]);
}

function drawBins(panel: Panel, { x, y, doubtful }: TrendSeries, look: Look): string {
  const rows = Array.from(x, (value, i) => ({ x: value, y: y[i]! }))
    .filter((row, i) => !doubtful?.[i] && Number.isFinite(row.x) && Number.isFinite(row.y))
    .sort((a, b) => a.x - b.x);
  const bins = Math.min(Math.ceil(rows.length / 2), mostPoints / 2);
  const lower: Point[] = [];
  const upper: Point[] = [];
  const middle: Point[] = [];
  for (let bin = 0; bin < bins; bin++) {
    const part = rows.slice(
      Math.floor((bin * rows.length) / bins),
      Math.floor(((bin + 1) * rows.length) / bins),
    );
    const at = part[Math.floor(part.length / 2)]!.x;
    const values = part.map((row) => row.y).sort((a, b) => a - b);
    lower.push(pointOf(panel, at, values[0]!));
    upper.push(pointOf(panel, at, values.at(-1)!));
    middle.push(pointOf(panel, at, values[Math.floor(values.length / 2)]!));
  }
  return painted(look, band(lower, upper), line(middle, 0.8));
}
