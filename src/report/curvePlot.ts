/** A measured curve with its model, and the residuals below: an SVG document. */
import { linearAxis, padded, rangeOf } from "./axis.ts";
import { legend } from "./legend.ts";
import { distinct } from "./palette.ts";
import type { Panel } from "./panel.ts";
import {
  bottomMargin,
  clipped,
  emptyNote,
  fitLabels,
  frame,
  leftMargin,
  line,
  markers,
  painted,
  pointOf,
} from "./panel.ts";
import type { FigureOptions, Point } from "./svg.ts";
import { element, figure, panelHeight, pointsPerMillimetre, titleLine } from "./svg.ts";

/** Points of one curve; arrays over points have equal lengths. */
export interface CurveSeries {
  readonly x: ArrayLike<number>;
  readonly measured: ArrayLike<number>;
  readonly fitted: ArrayLike<number>;
  /** The model between the points, in the order of rising x; without it no line is drawn. */
  readonly line?: { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> };
  readonly xLabel: string;
  readonly yLabel: string;
}

const dataLook = distinct(0);
const modelLook = distinct(1);

/** Measured points, the model as a line (without one: open squares), and measured minus model. */
export function curvePlot(series: CurveSeries, options: FigureOptions = {}): string {
  const width = (options.width ?? 85) * pointsPerMillimetre;
  const { x, measured, fitted, xLabel, yLabel } = series;
  const residuals = Array.from(measured, (value, i) => value - fitted[i]!);
  const yAxis = linearAxis(padded(rangeOf([measured, fitted, series.line?.y ?? []]) ?? [0, 1], 0.06), {
    count: 5,
  });
  const reach = Math.max(...(rangeOf([residuals]) ?? [0]).map(Math.abs)) || 1;
  const residualAxis = linearAxis(padded([-reach, reach], 0.08), { count: 4 });
  const left = Math.max(leftMargin(yAxis, yLabel), leftMargin(residualAxis, "Δ"));
  const inner = width - left - 8;
  const xRange = padded(rangeOf([x]) ?? [0, 1], 0.03);
  const xAxis = fitLabels(inner, (count) => linearAxis(xRange, { count }));
  const title = titleLine(options.title, width);
  const key = legend(
    [
      { label: "measured", look: dataLook, marker: "hollow" },
      series.line
        ? { label: "model", look: modelLook, line: true }
        : { label: "model", look: modelLook, marker: "hollow" },
    ],
    left,
    title.height,
    inner,
  );
  const top: Panel = {
    box: { x: left, y: title.height + key.height, width: inner, height: panelHeight(120, width) },
    x: xAxis,
    y: yAxis,
  };
  const below: Panel = {
    box: { x: left, y: top.box.y + top.box.height + 8, width: inner, height: panelHeight(46, width) },
    x: xAxis,
    y: residualAxis,
  };
  const at = (panel: Panel, xs: ArrayLike<number>, ys: ArrayLike<number>): Point[] =>
    Array.from(ys, (value, i) => pointOf(panel, xs[i]!, value));
  const radius = measured.length > 150 ? 1 : 1.6;
  const layers =
    painted(dataLook, markers(at(top, x, measured), dataLook, { radius, panel: top })) +
    painted(
      modelLook,
      series.line
        ? line(at(top, series.line.x, series.line.y), 1)
        : markers(at(top, x, fitted), modelLook, { radius, panel: top }),
    );
  const finite = residuals.some(Number.isFinite);
  const parts = [
    title.svg,
    key.svg,
    frame(top, { yLabel, xTickLabels: false, yLabelDistance: left - 2 }),
    clipped(top, "curve", layers),
    frame(below, { xLabel, yLabel: "Δ", zero: true, yLabelDistance: left - 2 }),
    clipped(
      below,
      "residuals",
      painted(
        dataLook,
        element(
          "g",
          { "stroke-opacity": "0.45" },
          markers(at(below, x, residuals), dataLook, { radius: 1.2, filled: true, panel: below }),
        ),
      ),
    ),
    finite ? "" : emptyNote(below, "no model values"),
  ];
  return figure(
    {
      width,
      height: below.box.y + below.box.height + bottomMargin(xLabel) + 3,
      background: options.background,
    },
    options.title ?? `${yLabel} against ${xLabel}`,
    `Measured ${yLabel} against ${xLabel} with the fitted model; below, measured minus model.`,
    parts.join(""),
    options.id,
  );
}
