/** Traces of any length against time: per column of the picture the range from the least to the greatest value. */

import { quantileOf } from "../fit/quantile.ts";
import type { Envelope } from "../series/envelope.ts";
import { linearAxis, padded, type Range, rangeOf, threeTicks } from "./axis.ts";
import { drawMarks, type Mark, markHeight } from "./mark.ts";
import { columnUnit, heading, significant } from "./number.ts";
import { distinct } from "./palette.ts";
import type { Panel } from "./panel.ts";
import { band, bottomMargin, clipped, emptyNote, fitLabels, frame, leftMargin, painted } from "./panel.ts";
import type { FigureOptions, Point } from "./svg.ts";
import {
  coordinate,
  element,
  figure,
  linePath,
  panelHeight,
  pointsPerMillimetre,
  textAt,
  textSize,
  titleLine,
} from "./svg.ts";

export interface EnvelopeOptions extends FigureOptions {
  readonly marks?: readonly Mark[];
}

/** Columns of the picture per point of its width. */
const COLUMNS = 2;

/** One quantity over time, in a panel of its own. */
export interface EnvelopeTrace {
  readonly envelope: Envelope;
  /** "Voltage", "V" and the unit of the values. */
  readonly name: string;
  readonly symbol: string;
  readonly unit: string;
}

/** A voltage against time. @param marks at hours */
export function envelopePlot(envelope: Envelope, options: EnvelopeOptions = {}): string {
  return envelopesPlot([{ envelope, name: "Voltage", symbol: "V", unit: "V" }], options);
}

/** Traces below each other on one axis of time. @param marks at hours */
export function envelopesPlot(traces: readonly EnvelopeTrace[], options: EnvelopeOptions = {}): string {
  const width = (options.width ?? 178) * pointsPerMillimetre;
  const { marks = [] } = options;
  const heights = panelHeights(traces.length, width);
  const axes = traces.map(({ envelope, symbol, unit: si }) => {
    const range = ordinateRange(envelope);
    const unit = columnUnit(range ? [Math.max(...range.map(Math.abs))] : [1], si);
    return {
      label: heading(symbol, unit.unit),
      y: threeTicks(
        [5, 6, 7, 8].map((count) =>
          linearAxis(padded(range ?? [-1, 1], 0.06), { factor: unit.factor, count }),
        ),
      ),
    };
  });
  const title = titleLine(options.title, width);
  const left = Math.max(...axes.map(({ y, label }) => leftMargin(y, label)));
  const inner = width - left - 8;
  const ends = rangeOf(traces.flatMap(({ envelope }) => [envelope.left, envelope.right])) ?? [0, 3600];
  const xRange = padded([ends[0] / 3600, ends[1] / 3600], 0.01);
  const x = fitLabels(inner, (count) => linearAxis(xRange, { count }));
  const parts = [title.svg];
  let top = title.height + (marks.length > 0 ? markHeight : 0);
  let bottom = top;
  traces.forEach(({ envelope, unit }, k) => {
    const height = heights[k];
    const panel: Panel = { box: { x: left, y: top, width: inner, height }, x, y: axes[k].y };
    const last = k === traces.length - 1;
    parts.push(
      frame(panel, {
        xLabel: last ? "t (h)" : undefined,
        yLabel: axes[k].label,
        xTickLabels: last,
        zero: true,
        yLabelDistance: left - 2,
      }),
      clipped(
        panel,
        k === 0 ? "trace" : `trace${k}`,
        painted(distinct(k), traceOf(panel, columnsOf(panel, envelope))),
      ),
      // Letters stand above the first panel only
      drawMarks(panel, k === 0 ? marks : marks.map((mark) => ({ ...mark, label: "" }))),
      beyond(panel, envelope, unit),
      envelope.left.length === 0 ? emptyNote(panel) : "",
    );
    bottom = top + height;
    top = bottom + 6;
  });
  const names = traces.map(({ name }, k) => (k === 0 ? name : name.toLowerCase())).join(" and ");
  const values = traces.length === 1 ? traces[0].name.toLowerCase() : "value";
  return figure(
    { width, height: bottom + bottomMargin("t (h)") + 3, background: options.background },
    options.title ?? `${names} against time`,
    `${names} against time over ${((ends[1] - ends[0]) / 3600).toPrecision(3)} hours; each column spans the least to the greatest ${values}.`,
    parts.join(""),
    options.id,
  );
}

/** Says that values lie outside the frame. */
function beyond({ box, y }: Panel, { least, greatest }: Envelope, unit: string): string {
  const range = rangeOf([least, greatest]);
  if (!range || (range[0] >= y.min && range[1] <= y.max)) return "";
  const far = range[0] < y.min ? range[0] : range[1];
  return textAt(box.x + 4, box.y + 6, `reaches ${significant(far, 3)} ${unit}`, { size: textSize.note });
}

/**
 * The range of the values, unless a few of them dwarf the rest, as of a half-cycle that ends at the limit: then that of 98 % of the
 * stretches, opened by a half.
 */
function ordinateRange({ least, greatest }: Envelope): Range | undefined {
  const whole = rangeOf([least, greatest]);
  if (!whole) return undefined;
  const low = quantileOf(least.filter((value) => !Number.isNaN(value)).sort(), 0.01);
  const high = quantileOf(greatest.filter((value) => !Number.isNaN(value)).sort(), 0.99);
  const span = high - low;
  if (!(span > 0) || whole[1] - whole[0] <= 4 * span) return whole;
  return [Math.max(whole[0], low - span / 2), Math.min(whole[1], high + span / 2)];
}

/** A second trace stands below the first in a lower panel. */
function panelHeights(count: number, width: number): number[] {
  return Array.from({ length: count }, (_, k) => panelHeight(count === 1 ? 100 : k === 0 ? 84 : 44, width));
}

/** The least and the greatest value of each column of the picture; infinite where there is none. */
interface Columns {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

function columnsOf({ box, x }: Panel, { left, right, least, greatest }: Envelope): Columns {
  const columns = Math.ceil(box.width * COLUMNS);
  const low = new Float64Array(columns).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(columns).fill(Number.NEGATIVE_INFINITY);
  const columnAt = (seconds: number): number =>
    Math.min(columns - 1, Math.max(0, Math.floor(((seconds / 3600 - x.min) / (x.max - x.min)) * columns)));
  for (let k = 0; k < left.length; k++) {
    if (Number.isNaN(least[k])) continue;
    const [begin, end] = [columnAt(left[k]), columnAt(right[k])];
    // A short stretch stands in one column: in two, a reversal would be drawn twice
    const middle = columnAt((left[k] + right[k]) / 2);
    const short = end - begin < 2;
    for (let c = short ? middle : begin; c <= (short ? middle : end); c++) {
      low[c] = Math.min(low[c], least[k]);
      high[c] = Math.max(high[c], greatest[k]);
    }
  }
  return { low, high };
}

/** A column that spans this share of the ordinate holds a reversal; from this share of such columns on, they cannot be told apart. */
const REVERSAL = 0.35;
const CROWDED = 0.4;

/** A line, or, where reversals lie closer than the columns, the band between the extremes: it is no solid block. */
function traceOf(panel: Panel, columns: Columns): string {
  const { low, high } = columns;
  const seen = Array.from(high, (value, c) => value - low[c]).filter((span) => span >= 0);
  const reversals = seen.filter((span) => span > REVERSAL * (panel.y.max - panel.y.min)).length;
  const crowded = reversals > CROWDED * seen.length;
  const pen = {
    fill: "none",
    stroke: "currentColor",
    "stroke-width": coordinate(Math.max(0.6, 1 / COLUMNS)),
    "stroke-linejoin": "round",
    class: "line",
  };
  if (!crowded) return element("path", { d: trackOf(panel, columns), ...pen });
  const { box, y } = panel;
  // Wide enough that every stretch holds both directions
  const reach = Math.ceil(seen.length / Math.max(reversals, 1));
  const points = (values: Float64Array, end: (...values: number[]) => number): Point[] =>
    Array.from(values, (_, c): Point => {
      const value = end(...values.subarray(Math.max(0, c - reach), c + reach + 1));
      return [box.x + (c + 0.5) / COLUMNS, heightOf(box, y, value)];
    }).filter((_, c) => low[c] <= high[c]);
  const [lower, upper] = [points(low, Math.min), points(high, Math.max)];
  return (
    band(lower, upper) +
    element("path", { d: linePath(lower), ...pen }) +
    element("path", { d: linePath(upper), ...pen })
  );
}

const heightOf = (box: Panel["box"], y: Panel["y"], value: number): number =>
  box.y + (1 - (value - y.min) / (y.max - y.min)) * box.height;

/** One path: down and up through the extremes of each column. */
function trackOf({ box, y }: Panel, { low, high }: Columns): string {
  const columns = low.length;
  const at = (value: number): number => heightOf(box, y, value);
  let d = "";
  let last = 0;
  for (let c = 0; c < columns; c++) {
    if (low[c] > high[c]) continue;
    const place = coordinate(box.x + (c + 0.5) / COLUMNS);
    const [a, b] = [at(low[c]), at(high[c])];
    // From the end that is nearer to where the line stands
    const [first, second] = Math.abs(a - last) < Math.abs(b - last) ? [a, b] : [b, a];
    d += `${d === "" ? "M" : "L"}${place} ${coordinate(first)}`;
    if (Math.abs(first - second) > 0.05) d += `V${coordinate(second)}`;
    last = second;
  }
  return d;
}
