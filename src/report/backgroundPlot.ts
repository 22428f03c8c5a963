/** A spectrum with the background under it, and what is left above it. */
import { type Axis, linearAxis, padded, rangeOf } from "./axis.ts";
import type { ComputedBackground } from "./backgroundDocument.ts";
import { legend } from "./legend.ts";
import { columnUnit, heading } from "./number.ts";
import { distinct } from "./palette.ts";
import type { Panel } from "./panel.ts";
import {
  band,
  bottomMargin,
  clipped,
  fitLabels,
  frame,
  leftMargin,
  line,
  markers,
  painted,
  pointOf,
} from "./panel.ts";
import { intensityLabel, isReversed, measuredLook } from "./spectrumPlot.ts";
import type { FigureOptions, Point } from "./svg.ts";
import { figure, panelHeight, pointsPerMillimetre, titleLine } from "./svg.ts";

const backgroundLook = distinct(1);
const netLook = distinct(0);

export function backgroundPlot(one: ComputedBackground, options: FigureOptions = {}): string {
  const { x, y, background, scan, xLabel, model } = one;
  const width = (options.width ?? 85) * pointsPerMillimetre;
  const net = y.map((value, i) => value - background[i]!);
  const scale = columnUnit(y, scan.yUnit);
  const yTitle = intensityLabel(scan.yLabel, scan.yUnit, scale.unit);
  const yAxis = linearAxis(padded(rangeOf([y, background]) ?? [0, 1], 0.05), {
    factor: scale.factor,
    count: 5,
  });
  const netAxis = linearAxis(padded(rangeOf([net, [0]]) ?? [0, 1], 0.07), { factor: scale.factor, count: 4 });
  const left = Math.max(leftMargin(yAxis, yTitle), leftMargin(netAxis, "net"));
  const inner = width - left - 8;
  const xTitle = heading(xLabel, scan.xUnit);
  const xAxis: Axis = fitLabels(inner, (count) => ({
    ...linearAxis(padded(rangeOf([x]) ?? [0, 1], 0.01), { count }),
    reversed: isReversed(xLabel),
  }));
  const title = titleLine(options.title, width);
  const key = legend(
    [
      { label: "measured", look: measuredLook, marker: "hollow" },
      { label: `background (${model.kind})`, look: backgroundLook, line: true },
      { label: "net", look: netLook, fill: true },
    ],
    left,
    title.height,
    inner,
  );
  const top: Panel = {
    box: { x: left, y: title.height + key.height, width: inner, height: panelHeight(110, width) },
    x: xAxis,
    y: yAxis,
  };
  const below: Panel = {
    box: { x: left, y: top.box.y + top.box.height + 6, width: inner, height: panelHeight(70, width) },
    x: xAxis,
    y: netAxis,
  };
  const at = (panel: Panel, values: ArrayLike<number>): Point[] =>
    Array.from(values, (value, i) => pointOf(panel, x[i]!, value));
  const above = at(below, net);
  const parts = [
    title.svg,
    key.svg,
    frame(top, { yLabel: yTitle, xTickLabels: false, yLabelDistance: left - 2 }),
    clipped(
      top,
      "spectrum",
      painted(
        measuredLook,
        markers(at(top, y), measuredLook, { radius: x.length > 150 ? 1 : 1.5, panel: top }),
      ) + painted(backgroundLook, line(at(top, background), 1)),
    ),
    frame(below, { xLabel: xTitle, yLabel: "net", zero: true, yLabelDistance: left - 2 }),
    clipped(
      below,
      "net",
      painted(netLook, band(at(below, new Float64Array(x.length)), above), line(above, 0.8)),
    ),
  ];
  return figure(
    {
      width,
      height: below.box.y + below.box.height + bottomMargin(xTitle) + 3,
      background: options.background,
    },
    options.title || `${yTitle} against ${xTitle}`,
    `Measured intensities with the ${model.kind} background; below, what is left above it.`,
    parts.join(""),
    options.id,
  );
}
