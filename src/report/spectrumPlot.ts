/** A fitted spectrum as papers show it: points, envelope, background, components filled above it, residuals below. */
import type { FinerCurves } from "../spectra/finerCurves.ts";
import type { SpectrumResult } from "../spectra/spectrumResult.ts";
import { type Axis, linearAxis, padded, rangeOf } from "./axis.ts";
import { type LegendEntry, legend } from "./legend.ts";
import { termName } from "./name.ts";
import { displayUnit, heading } from "./number.ts";
import { distinct, type Look } from "./palette.ts";
import type { Panel } from "./panel.ts";
import {
  band,
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
import { printedName } from "./substance.ts";
import type { FigureOptions, Point } from "./svg.ts";
import { figure, panelHeight, pointsPerMillimetre, titleLine } from "./svg.ts";

/** A line that another program drew; over the points of the result. */
export interface StoredLine {
  readonly label: string;
  readonly y: ArrayLike<number>;
}

/** Looks of components: blue, vermillion, green, purple, orange, sky; the points are grey, the envelope is black. */
const componentLooks = 6;
const envelopeLook = distinct(6);
const backgroundLook = distinct(7);
/** Grey circles, as papers have them. */
export const measuredLook: Look = { ...distinct(7), shape: "circle" };

export function componentLook(k: number): Look {
  return distinct(k % componentLooks);
}

/** Residuals over σ where it is known, else over their own root mean square. */
export function standardised({
  y,
  fitted,
  sigma,
  degreesOfFreedom,
}: Pick<SpectrumResult, "y" | "fitted" | "sigma" | "degreesOfFreedom">): Float64Array {
  const difference = y.map((value, i) => value - fitted[i]!);
  if (sigma) return difference.map((value, i) => value / sigma[i]!);
  const scatter = Math.sqrt(
    difference.reduce((sum, value) => sum + value * value, 0) / Math.max(1, degreesOfFreedom),
  );
  return difference.map((value) => (scatter > 0 ? value / scatter : 0));
}

/** The abscissa of an electron spectrum runs from right to left, as that of wavenumbers does. */
export function isReversed(label: string): boolean {
  return /binding energy|wavenumber/i.test(label);
}

/** "Intensity (10³ counts)": the name of the axis without saying its unit twice. */
export function intensityLabel(yLabel: string, yUnit: string, unit: string): string {
  const name = yLabel === "" || yUnit.startsWith(yLabel.toLowerCase()) ? "Intensity" : yLabel;
  return heading(name, unit === "" ? "arb. units" : unit);
}

/** Share of its height from which on the line of a component is drawn. */
const SEEN = 0.015;
const nowhere: Point = [Number.NaN, Number.NaN];

/** What is drawn of a result; without fitted values the points alone. */
export type DrawnSpectrum = Pick<
  SpectrumResult,
  | "x"
  | "y"
  | "xLabel"
  | "xUnit"
  | "yLabel"
  | "yUnit"
  | "sigma"
  | "degreesOfFreedom"
  | "fitted"
  | "background"
  | "backgroundValues"
  | "components"
  | "curves"
>;

/** @param stored curves of the program that wrote the file, drawn dashed; @param finer the curves of the fit between the points of a coarse scan */
export function spectrumPlot(
  result: DrawnSpectrum,
  options: FigureOptions & { readonly stored?: readonly StoredLine[]; readonly finer?: FinerCurves } = {},
): string {
  const { x, y, components, xLabel, xUnit, yLabel, yUnit, sigma } = result;
  const { fitted, backgroundValues, curves, x: drawnAt } = options.finer ?? result;
  const width = (options.width ?? 85) * pointsPerMillimetre;
  const stored = options.stored ?? [];
  const isSolved = fitted.length === drawnAt.length && fitted.some(Number.isFinite);
  const scale = displayUnit(
    y.reduce((top, value) => Math.max(top, Math.abs(value)), 0),
    yUnit,
  );
  const yTitle = intensityLabel(yLabel, yUnit, scale.unit);
  const yAxis = linearAxis(
    padded(rangeOf([y, fitted, backgroundValues, ...stored.map((one) => one.y)]) ?? [0, 1], 0.05),
    { factor: scale.factor, count: 5 },
  );
  const residuals = isSolved ? standardised(result) : new Float64Array(0);
  const reach = Math.max(3, ...(rangeOf([residuals]) ?? [0]).map(Math.abs));
  const residualAxis = linearAxis(padded([-reach, reach], 0.06), { count: 4 });
  const residualTitle = sigma ? "Δ/σ" : "Δ/rms";
  const left = Math.max(leftMargin(yAxis, yTitle), leftMargin(residualAxis, residualTitle));
  const inner = width - left - 8;
  const xTitle = heading(xLabel, xUnit);
  const xRange = rangeOf([x]) ?? [0, 1];
  const xAxis: Axis = fitLabels(inner, (count) => ({
    ...linearAxis(padded(xRange, 0.01), { count }),
    reversed: isReversed(xLabel),
  }));
  const title = titleLine(options.title, width);
  const entries: LegendEntry[] = [
    { label: "measured", look: measuredLook, marker: "hollow" },
    ...(isSolved ? [{ label: "fit", look: envelopeLook, line: true }] : []),
    ...(isSolved ? components : []).map((component, k) => ({
      label: printedName(component),
      look: componentLook(k),
      fill: true,
    })),
    ...(isSolved && result.background.mode === "active"
      ? [
          {
            label: `background (${result.background.terms.map(termName).join(" + ")})`,
            look: backgroundLook,
            line: true,
            dash: "4 2",
          },
        ]
      : []),
    ...(isSolved && result.background.mode === "static" && result.background.model.kind !== "none"
      ? [
          {
            label: `background (${termName(result.background.model.kind)})`,
            look: backgroundLook,
            line: true,
            dash: "4 2",
          },
        ]
      : []),
    ...stored.map(({ label }) => ({ label, look: componentLook(5), line: true, dash: "2 1.5" })),
  ];
  const key = legend(entries, left, title.height, inner);
  const top: Panel = {
    box: { x: left, y: title.height + key.height, width: inner, height: panelHeight(140, width) },
    x: xAxis,
    y: yAxis,
  };
  const below: Panel = {
    box: { x: left, y: top.box.y + top.box.height + 6, width: inner, height: panelHeight(40, width) },
    x: xAxis,
    y: residualAxis,
  };
  const at = (panel: Panel, ys: ArrayLike<number>, xs: ArrayLike<number> = x): Point[] =>
    Array.from(ys, (value, i) => pointOf(panel, xs[i]!, value));
  const base = at(top, backgroundValues, drawnAt);
  const dense = x.length > 150;
  // The strongest below: a weak component must not hide behind it
  const order = components
    .map((_, k) => k)
    .sort((a, b) => components[b]!.area.value - components[a]!.area.value);
  const layers = [
    ...(isSolved
      ? order.map((k) => {
          const above = at(
            top,
            curves[k]!.map((value, i) => value + backgroundValues[i]!),
            drawnAt,
          );
          // Where there is nothing of it, its line would only cover that of the background
          const most = curves[k]!.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
          const drawn = above.map((point, i) => (Math.abs(curves[k]![i]!) > SEEN * most ? point : nowhere));
          return painted(componentLook(k), band(base, above), line(drawn, 0.8));
        })
      : []),
    isSolved ? painted(backgroundLook, line(base, 0.8, "4 2")) : "",
    painted(measuredLook, markers(at(top, y), measuredLook, { radius: dense ? 1 : 1.5, panel: top })),
    isSolved ? painted(envelopeLook, line(at(top, fitted, drawnAt), 0.9)) : "",
    ...stored.map(({ y: values }) => painted(componentLook(5), line(at(top, values), 1.1, "2 1.5"))),
  ];
  const parts = [
    title.svg,
    key.svg,
    frame(top, { yLabel: yTitle, xTickLabels: false, yLabelDistance: left - 2 }),
    clipped(top, "spectrum", layers.join("")),
    frame(below, { xLabel: xTitle, yLabel: residualTitle, zero: true, yLabelDistance: left - 2 }),
    clipped(below, "residuals", painted(backgroundLook, line(at(below, residuals), 0.6))),
    isSolved ? "" : emptyNote(below, "no model values"),
  ];
  return figure(
    {
      width,
      height: below.box.y + below.box.height + bottomMargin(xTitle) + 3,
      background: options.background,
    },
    options.title || `${yTitle} against ${xTitle}`,
    `Measured intensities with the fit${components.length > 0 ? `, its components ${components.map(({ name }) => name).join(", ")}` : ""} and the background; below, the residuals ${sigma ? "in standard deviations" : "over their root mean square"}.`,
    parts.join(""),
    options.id,
  );
}
