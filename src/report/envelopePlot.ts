/** A voltage trace of any length against time: per column of the picture the range from the least to the greatest voltage. */
import type { Envelope } from "../series/envelope.ts";
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

/** Columns of the picture per point of its width. */
const COLUMNS = 2;

/** @param marks at hours */
export function envelopePlot(envelope: Envelope, options: EnvelopeOptions = {}): string {
  const width = (options.width ?? 178) * pointsPerMillimetre;
  const { marks = [] } = options;
  const hours = (seconds: number): number => seconds / 3600;
  const n = envelope.from.length;
  const range = rangeOf([envelope.least, envelope.most]);
  const unit = columnUnit(range ? [Math.max(...range.map(Math.abs))] : [1], "V");
  const yLabel = heading("V", unit.unit);
  const y = threeTicks(
    [5, 6, 7, 8].map((count) => linearAxis(padded(range ?? [-1, 1], 0.06), { factor: unit.factor, count })),
  );
  const title = titleLine(options.title, width);
  const left = leftMargin(y, yLabel);
  const inner = width - left - 8;
  const ends = n > 0 ? ([hours(envelope.from[0]), hours(envelope.to[n - 1])] as const) : ([0, 1] as const);
  const xRange = padded(ends, 0.01);
  const x = fitLabels(inner, (count) => linearAxis(xRange, { count }));
  const panel: Panel = {
    box: {
      x: left,
      y: title.height + (marks.length > 0 ? markHeight : 0),
      width: inner,
      height: panelHeight(110, width),
    },
    x,
    y,
  };
  const look = distinct(0);
  return figure(
    {
      width,
      height: panel.box.y + panel.box.height + bottomMargin("t (h)") + 3,
      background: options.background,
    },
    options.title ?? "Voltage against time",
    `Voltage against time over ${(ends[1] - ends[0]).toPrecision(3)} hours; each column spans the least to the greatest voltage.`,
    [
      title.svg,
      frame(panel, { xLabel: "t (h)", yLabel, zero: true, yLabelDistance: left - 2 }),
      clipped(
        panel,
        "trace",
        painted(
          look,
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
      drawMarks(panel, marks),
      n === 0 ? emptyNote(panel) : "",
    ].join(""),
    options.id,
  );
}

/** One path: down and up through the extremes of each column. */
function columnsOf({ box, x, y }: Panel, { from, to, least, most }: Envelope): string {
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
