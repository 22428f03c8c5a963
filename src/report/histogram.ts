import { linearAxis, logAxis } from "./axis.ts";
import { distinct } from "./palette.ts";
import type { Panel } from "./panel.ts";
import { bottomMargin, emptyNote, frame, leftMargin, line, painted, pointOf } from "./panel.ts";
import type { FigureOptions } from "./svg.ts";
import { element, figure, pointsPerMillimetre, titleLine } from "./svg.ts";

export interface HistogramOptions extends FigureOptions {
  readonly xLabel: string;
  readonly yLabel: string;
  /** A value that is marked by a dashed line. */
  readonly limit?: number;
}

const BINS_PER_DECADE = 8;

/** A histogram of positive values over a logarithmic axis as an SVG document; values that are not above 0 are left out. */
export function histogram(values: ArrayLike<number>, options: HistogramOptions): string {
  const width = (options.width ?? 85) * pointsPerMillimetre;
  const bins = new Map<number, number>();
  for (const value of Array.from(values)) {
    if (!(value > 0 && value < Infinity)) continue;
    const bin = Math.floor(BINS_PER_DECADE * Math.log10(value));
    bins.set(bin, (bins.get(bin) ?? 0) + 1);
  }
  const edge = (bin: number): number => 10 ** (bin / BINS_PER_DECADE);
  const marked = options.limit === undefined ? [] : [BINS_PER_DECADE * Math.log10(options.limit)];
  const all = [...bins.keys(), ...marked];
  const [first, last] =
    all.length === 0
      ? [-BINS_PER_DECADE, 0]
      : [Math.floor(Math.min(...all)) - 1, Math.ceil(Math.max(...all)) + 2];
  const most = Math.max(1, ...bins.values());
  const y = linearAxis([0, 1.08 * most], { count: 5, ...(most < 5 ? { step: 1 } : {}) });
  const title = titleLine(options.title, width);
  const left = leftMargin(y, options.yLabel);
  const panel: Panel = {
    box: { x: left, y: title.height + 3, width: width - left - 8, height: 100 },
    x: logAxis([edge(first), edge(last)], { count: 7 }),
    y,
  };
  const bars = [...bins].map(([bin, count]) => {
    const [x0, top] = pointOf(panel, edge(bin), count);
    const [x1, bottom] = pointOf(panel, edge(bin + 1), 0);
    return element("rect", {
      x: x0 + 0.2,
      y: top,
      width: Math.max(0.3, x1 - x0 - 0.4),
      height: bottom - top,
      fill: "currentColor",
      class: "bar",
    });
  });
  const limit =
    options.limit === undefined
      ? ""
      : line([pointOf(panel, options.limit, 0), pointOf(panel, options.limit, panel.y.max)], 0.9, "3 2");
  return figure(
    { width, height: panel.box.y + panel.box.height + bottomMargin(options.xLabel) + 3 },
    options.title ?? `Histogram of ${options.xLabel}`,
    `${options.yLabel} against ${options.xLabel}.`,
    [
      title.svg,
      painted(distinct(0), ...bars),
      painted(distinct(1), limit),
      frame(panel, { xLabel: options.xLabel, yLabel: options.yLabel, yLabelDistance: left - 2 }),
      bins.size === 0 ? emptyNote(panel) : "",
    ].join(""),
    options.id,
  );
}
