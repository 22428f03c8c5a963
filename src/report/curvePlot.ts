/** A measured curve with its model, and the residuals below: an SVG document. */
import { linearAxis, padded, rangeOf } from "./axis.ts";
import { legend } from "./legend.ts";
import { drawMarks, type Mark, markHeight } from "./mark.ts";
import { distinct, type Look } from "./palette.ts";
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
  /** What the line is; default "model". */
  readonly modelName?: string;
  /** Places on the abscissa that were found. */
  readonly marks?: readonly Mark[];
  /** False where the lines are no model of all points: no residuals are drawn. */
  readonly residuals?: boolean;
}

/** "Δ (µA)" for "I (µA)": a residual has the unit of what was measured. */
function residualLabel(yLabel: string): string {
  return `Δ${/ \([^()]+\)$/.exec(yLabel)?.[0] ?? ""}`;
}

const dataLook = distinct(0);
const modelLook = distinct(1);
const beyondLook = distinct(7);

/**
 * Measured points, the model as a line (without one: open squares), and measured minus model. Points that the model does not cover, those
 * without a fitted value, are grey.
 */
export function curvePlot(series: CurveSeries, options: FigureOptions = {}): string {
  const width = (options.width ?? 85) * pointsPerMillimetre;
  const { x, measured, fitted, xLabel, yLabel, modelName = "model", marks = [] } = series;
  const withResiduals = series.residuals ?? true;
  const residuals = Array.from(measured, (value, i) => value - fitted[i]!);
  const yAxis = linearAxis(padded(rangeOf([measured, fitted, series.line?.y ?? []]) ?? [0, 1], 0.06), {
    count: 5,
  });
  const reach = Math.max(...(rangeOf([residuals]) ?? [0]).map(Math.abs)) || 1;
  const residualAxis = linearAxis(padded([-reach, reach], 0.08), { count: 4 });
  const below = residualLabel(yLabel);
  const left = Math.max(leftMargin(yAxis, yLabel), withResiduals ? leftMargin(residualAxis, below) : 0);
  const inner = width - left - 8;
  const xRange = padded(rangeOf([x]) ?? [0, 1], 0.03);
  const xAxis = fitLabels(inner, (count) => linearAxis(xRange, { count }));
  const title = titleLine(options.title, width);
  const covered = Array.from(
    fitted,
    (value, i) => !withResiduals || Number.isFinite(value) || Number.isNaN(measured[i]!),
  );
  const beyond = covered.includes(false) && covered.includes(true);
  const key = legend(
    [
      { label: "measured", look: dataLook, marker: "hollow" },
      ...(beyond ? [{ label: "not in the fit", look: beyondLook, marker: "hollow" as const }] : []),
      series.line
        ? { label: modelName, look: modelLook, line: true }
        : { label: modelName, look: modelLook, marker: "hollow" },
    ],
    left,
    title.height,
    inner,
  );
  const top: Panel = {
    box: {
      x: left,
      y: title.height + key.height + (marks.length > 0 ? markHeight : 0),
      width: inner,
      height: panelHeight(120, width),
    },
    x: xAxis,
    y: yAxis,
  };
  const under: Panel = {
    box: { x: left, y: top.box.y + top.box.height + 8, width: inner, height: panelHeight(46, width) },
    x: xAxis,
    y: residualAxis,
  };
  const at = (panel: Panel, xs: ArrayLike<number>, ys: ArrayLike<number>): Point[] =>
    Array.from(ys, (value, i) => pointOf(panel, xs[i]!, value));
  const radius = measured.length > 150 ? 1 : 1.6;
  const places = at(top, x, measured);
  const drawn = (look: Look, of: (i: number) => boolean): string =>
    painted(
      look,
      markers(
        places.filter((_, i) => of(i)),
        look,
        { radius, panel: top },
      ),
    );
  const layers =
    drawn(beyondLook, (i) => beyond && !covered[i]) +
    drawn(dataLook, (i) => !beyond || covered[i]!) +
    painted(
      modelLook,
      series.line
        ? line(at(top, series.line.x, series.line.y), 1)
        : markers(at(top, x, fitted), modelLook, { radius, panel: top }),
    );
  const finite = residuals.some(Number.isFinite);
  const lower = withResiduals
    ? [
        frame(under, { xLabel, yLabel: below, zero: true, yLabelDistance: left - 2 }),
        clipped(
          under,
          "residuals",
          painted(
            dataLook,
            element(
              "g",
              { "stroke-opacity": "0.45" },
              markers(at(under, x, residuals), dataLook, { radius: 1.2, filled: true, panel: under }),
            ),
          ),
        ),
        finite ? "" : emptyNote(under, "no model values"),
      ]
    : [];
  const parts = [
    title.svg,
    key.svg,
    frame(top, {
      yLabel,
      xTickLabels: !withResiduals,
      yLabelDistance: left - 2,
      ...(!withResiduals && { xLabel }),
    }),
    clipped(top, "curve", layers),
    drawMarks(top, marks),
    ...lower,
  ];
  const { box } = withResiduals ? under : top;
  return figure(
    {
      width,
      height: box.y + box.height + bottomMargin(xLabel) + 3,
      background: options.background,
    },
    options.title ?? `${yLabel} against ${xLabel}`,
    `Measured ${yLabel} against ${xLabel} with the fitted ${modelName}${withResiduals ? "; below, measured minus model" : ""}.`,
    parts.join(""),
    options.id,
  );
}
