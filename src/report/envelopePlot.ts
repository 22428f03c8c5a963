/** Traces of any length against time: per column of the picture the range from the least to the greatest value. */

import { quantileOf } from "../fit/quantile.ts";
import type { Extremes } from "../series/extremes.ts";
import { linearAxis, padded, type Range, rangeOf, threeTicks } from "./axis.ts";
import { drawMarks, type Mark, markHeight } from "./mark.ts";
import { columnUnit, heading, significant } from "./number.ts";
import { distinct } from "./palette.ts";
import type { Panel } from "./panel.ts";
import { bottomMargin, clipped, emptyNote, fitLabels, frame, leftMargin, painted } from "./panel.ts";
import type { FigureOptions } from "./svg.ts";
import {
  coordinate,
  element,
  figure,
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
  readonly envelope: Extremes;
  /** "Voltage", "V" and the unit of the values. */
  readonly name: string;
  readonly symbol: string;
  readonly unit: string;
}

/** A voltage against time. @param marks at hours */
export function envelopePlot(envelope: Extremes, options: EnvelopeOptions = {}): string {
  return envelopesPlot([{ envelope, name: "Voltage", symbol: "V", unit: "V" }], options);
}

/** Traces below each other on one axis of time. @param marks at hours */
export function envelopesPlot(traces: readonly EnvelopeTrace[], options: EnvelopeOptions = {}): string {
  const width = (options.width ?? 178) * pointsPerMillimetre;
  const { marks = [] } = options;
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
  const ends = rangeOf(traces.flatMap(({ envelope }) => [envelope.from, envelope.to])) ?? [0, 3600];
  const xRange = padded([ends[0] / 3600, ends[1] / 3600], 0.01);
  const x = fitLabels(inner, (count) => linearAxis(xRange, { count }));
  const height = panelHeight(traces.length > 1 ? 80 : 110, width);
  const parts = [title.svg];
  let top = title.height + (marks.length > 0 ? markHeight : 0);
  let bottom = top;
  traces.forEach(({ envelope, unit }, k) => {
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
        painted(
          distinct(k),
          element("path", {
            d: columnsOf(panel, envelope),
            fill: "none",
            stroke: "currentColor",
            "stroke-width": coordinate(Math.max(0.6, 1 / COLUMNS)),
            "stroke-linejoin": "round",
            class: "line",
          }),
        ),
      ),
      // Letters stand above the first panel only
      drawMarks(panel, k === 0 ? marks : marks.map((mark) => ({ ...mark, label: "" }))),
      beyond(panel, envelope, unit),
      envelope.from.length === 0 ? emptyNote(panel) : "",
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
function beyond({ box, y }: Panel, { least, most }: Extremes, unit: string): string {
  const range = rangeOf([least, most]);
  if (!range || (range[0] >= y.min && range[1] <= y.max)) return "";
  const far = range[0] < y.min ? range[0] : range[1];
  return textAt(box.x + 4, box.y + 6, `reaches ${significant(far, 3)} ${unit}`, { size: textSize.note });
}

/**
 * The range of the values, unless a few of them dwarf the rest, as of a half-cycle that ends at the limit: then that of 98 % of the
 * stretches, opened by a half.
 */
export function ordinateRange({ least, most }: Pick<Extremes, "least" | "most">): Range | undefined {
  const whole = rangeOf([least, most]);
  if (!whole) return undefined;
  const low = quantileOf(Float64Array.from(least).sort(), 0.01);
  const high = quantileOf(Float64Array.from(most).sort(), 0.99);
  const span = high - low;
  if (!(span > 0) || whole[1] - whole[0] <= 4 * span) return whole;
  return [Math.max(whole[0], low - span / 2), Math.min(whole[1], high + span / 2)];
}

/** One path: down and up through the extremes of each column. */
function columnsOf({ box, x, y }: Panel, { from, to, least, most }: Extremes): string {
  const columns = Math.ceil(box.width * COLUMNS);
  const low = new Float64Array(columns).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(columns).fill(Number.NEGATIVE_INFINITY);
  const columnAt = (seconds: number): number =>
    Math.min(columns - 1, Math.max(0, Math.floor(((seconds / 3600 - x.min) / (x.max - x.min)) * columns)));
  for (let k = 0; k < from.length; k++) {
    const [begin, end] = [columnAt(from[k]), columnAt(to[k])];
    // A short stretch stands in one column: in two, a reversal would be drawn twice
    const middle = columnAt((from[k] + to[k]) / 2);
    const short = end - begin < 2;
    for (let c = short ? middle : begin; c <= (short ? middle : end); c++) {
      low[c] = Math.min(low[c], least[k]);
      high[c] = Math.max(high[c], most[k]);
    }
  }
  const at = (value: number): number => box.y + (1 - (value - y.min) / (y.max - y.min)) * box.height;
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
