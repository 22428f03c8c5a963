/** A long series with its peaks: an SVG document whose size does not depend on the length of the series. */
import type { Envelope } from "../series/envelope.ts";
import { linearAxis, padded, rangeOf } from "./axis.ts";
import { legend } from "./legend.ts";
import { displayUnit, heading } from "./number.ts";
import { distinct } from "./palette.ts";
import {
  bottomMargin,
  clipped,
  emptyNote,
  fitLabels,
  frame,
  leftMargin,
  markers,
  type Panel,
  painted,
  pointOf,
} from "./panel.ts";
import type { FigureOptions, Point } from "./svg.ts";
import { element, figure, linePath, panelHeight, pointsPerMillimetre, titleLine } from "./svg.ts";

/** Columns that a plot needs: more would fall on one another. */
export const TRACE_COLUMNS = 700;

export interface TraceSeries {
  readonly envelope: Envelope;
  readonly peaks?: { readonly x: ArrayLike<number>; readonly y: ArrayLike<number>; readonly label: string };
  readonly xLabel: string;
  readonly yLabel: string;
}

const traceLook = distinct(0);
const peakLook = distinct(1);

/** What the samples span, column by column, and the peaks as marks. */
export function tracePlot(series: TraceSeries, options: FigureOptions = {}): string {
  const { envelope, peaks, xLabel, yLabel } = series;
  const width = (options.width ?? 170) * pointsPerMillimetre;
  const range = rangeOf([envelope.least, envelope.greatest]) ?? [0, 1];
  // The column says its unit, if any: a power of ten leaves it as it is
  const scale = displayUnit(Math.max(...range.map(Math.abs)), "");
  const yAxis = linearAxis(padded(range, 0.06), { factor: scale.factor, count: 6 });
  const yTitle = heading(yLabel, scale.unit);
  const left = leftMargin(yAxis, yTitle);
  const inner = width - left - 8;
  const xRange = rangeOf([envelope.left, envelope.right]) ?? [0, 1];
  const xAxis = fitLabels(inner, (count) => linearAxis(padded(xRange, 0.015), { count }));
  const title = titleLine(options.title, width);
  const key = legend(
    [
      { label: yLabel, look: traceLook, line: true },
      ...(peaks ? [{ label: peaks.label, look: peakLook, marker: "hollow" as const }] : []),
    ],
    left,
    title.height,
    inner,
  );
  const panel: Panel = {
    box: { x: left, y: title.height + key.height, width: inner, height: panelHeight(120, width) },
    x: xAxis,
    y: yAxis,
  };
  const marks = peaks ? Array.from(peaks.x, (x, k): Point => pointOf(panel, x, peaks.y[k]!)) : [];
  const parts = [
    title.svg,
    key.svg,
    frame(panel, { xLabel, yLabel: yTitle, yLabelDistance: left - 2 }),
    clipped(
      panel,
      "trace",
      painted(traceLook, envelopePath(panel, envelope)) +
        painted(peakLook, markers(marks, peakLook, { radius: marks.length > 150 ? 1 : 1.6, panel })),
    ),
    envelope.least.some(Number.isFinite) ? "" : emptyNote(panel),
  ];
  return figure(
    {
      width,
      height: panel.box.y + panel.box.height + bottomMargin(xLabel) + 3,
      background: options.background,
    },
    options.title ?? `${yLabel} against ${xLabel}`,
    `${yLabel} against ${xLabel}; every line spans the least and the greatest sample of its column${peaks ? `; ${peaks.label} are marked` : ""}.`,
    parts.join(""),
    options.id,
  );
}

/** One line through all columns: in each from the end that is nearer to the column before to the other. */
function envelopePath(panel: Panel, { left, right, least, greatest }: Envelope): string {
  const points: Point[] = [];
  let last = Number.NaN;
  for (let k = 0; k < least.length; k++) {
    const ends: [number, number] = [least[k]!, greatest[k]!];
    if (Math.abs(last - ends[1]) < Math.abs(last - ends[0])) ends.reverse();
    const x = 0.5 * (left[k]! + right[k]!);
    points.push(pointOf(panel, x, ends[0]));
    if (ends[1] !== ends[0]) points.push(pointOf(panel, x, ends[1]));
    last = ends[1];
  }
  const d = linePath(points);
  if (d === "") return "";
  return element("path", {
    d,
    fill: "none",
    stroke: "currentColor",
    "stroke-width": "0.6",
    "stroke-linejoin": "round",
    class: "line",
  });
}
