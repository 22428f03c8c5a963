/** Traces of any length against time: per column of the picture the range from the least to the greatest value. */
import type { Extremes } from "../series/extremes.ts";
import { linearAxis, padded, rangeOf, threeTicks } from "./axis.ts";
import { drawMarks, type Mark, markHeight } from "./mark.ts";
import { columnUnit, heading } from "./number.ts";
import { distinct } from "./palette.ts";
import type { Panel } from "./panel.ts";
import { bottomMargin, clipped, emptyNote, fitLabels, frame, leftMargin, painted } from "./panel.ts";
import type { FigureOptions } from "./svg.ts";
import { coordinate, element, figure, panelHeight, pointsPerMillimetre, titleLine } from "./svg.ts";

export interface EnvelopeOptions extends FigureOptions {
  readonly marks?: readonly Mark[];
}

/** One quantity over time, in a panel of its own. */
export interface EnvelopeTrace {
  readonly envelope: Extremes;
  /** "Voltage", "V" and the unit of the values. */
  readonly name: string;
  readonly symbol: string;
  readonly unit: string;
}

/** Columns of the picture per point of its width. */
const COLUMNS = 2;

/** A voltage against time. @param marks at hours */
export function envelopePlot(envelope: Extremes, options: EnvelopeOptions = {}): string {
  return envelopesPlot([{ envelope, name: "Voltage", symbol: "V", unit: "V" }], options);
}

/** Traces below each other on one axis of time. @param marks at hours */
export function envelopesPlot(traces: readonly EnvelopeTrace[], options: EnvelopeOptions = {}): string {
  const width = (options.width ?? 178) * pointsPerMillimetre;
  const { marks = [] } = options;
  const axes = traces.map(({ envelope, symbol, unit: si }) => {
    const range = rangeOf([envelope.least, envelope.most]);
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
  let top = title.height + (marks.length > 0 ? markHeight : 0);
  const parts = [title.svg];
  traces.forEach(({ envelope }, k) => {
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
      drawMarks(panel, k === 0 ? marks : marks.map(({ x: at }) => ({ x: at, label: "" }))),
      envelope.from.length === 0 ? emptyNote(panel) : "",
    );
    top += height + 6;
  });
  const names = traces.map(({ name }, k) => (k === 0 ? name : name.toLowerCase())).join(" and ");
  return figure(
    { width, height: top - 6 + bottomMargin("t (h)") + 3, background: options.background },
    options.title ?? `${names} against time`,
    `${names} against time over ${((ends[1] - ends[0]) / 3600).toPrecision(3)} hours; each column spans the least to the greatest value.`,
    parts.join(""),
    options.id,
  );
}

/** One path: down and up through the extremes of each column. */
function columnsOf({ box, x, y }: Panel, { from, to, least, most }: Extremes): string {
  const columns = Math.ceil(box.width * COLUMNS);
  const low = new Float64Array(columns).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(columns).fill(Number.NEGATIVE_INFINITY);
  const columnAt = (seconds: number): number =>
    Math.min(columns - 1, Math.max(0, Math.floor(((seconds / 3600 - x.min) / (x.max - x.min)) * columns)));
  for (let k = 0; k < from.length; k++) {
    for (let c = columnAt(from[k]); c <= columnAt(to[k]); c++) {
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
