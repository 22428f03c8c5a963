import type { DrtResult } from "../impedance/relaxationResult.ts";
import type { Spectrum } from "../impedance/spectrum.ts";
import { linearAxis, logAxis, padded, paddedLog, rangeOf } from "./axis.ts";
import type { PointLabel } from "./label.ts";
import { alongLine, placeLabels } from "./label.ts";
import { type LegendEntry, legend, rampLegend, shade } from "./legend.ts";
import { displayUnit, heading, significant } from "./number.ts";
import type { Look } from "./palette.ts";
import { distinct, distinctLooks } from "./palette.ts";
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
import type { ModelCurve } from "./series.ts";
import { fittedLook, looksOf } from "./series.ts";
import type { FigureOptions, Point } from "./svg.ts";
import { figure, pointsPerMillimetre, titleLine } from "./svg.ts";

/** A distribution with the spectrum that it belongs to. */
export interface DrtSeries {
  readonly result: DrtResult;
  readonly spectrum: Spectrum;
  /** Name in the legend. */
  readonly label: string;
}

/**
 * γ over log τ as an SVG document. One spectrum: with its credible band and its peaks, labelled with τ and resistance. Several: coloured
 * in their order, and over the polarisation resistance of each, Rₚ, when
 * their sizes differ much: the axis says so. What lies beyond 1/ω of the measured frequencies is shaded: the data say little about it.
 */
export function drtPlot(series: readonly DrtSeries[], options: FigureOptions = {}): string {
  const width = (options.width ?? 85) * pointsPerMillimetre;
  const shown = series.filter(({ result }) => result.tau.length > 0);
  const single = shown.length === 1;
  const relative = !single && alikeness(shown) < LEAST_ALIKE;
  const sizes = shown.map(({ result }) => (relative && result.polarization > 0 ? result.polarization : 1));
  const looks = single ? [fittedLook] : looksOf(shown.length, "sequential");
  const measured = measuredRange(shown);
  const [low, high] = rangeOf(
    shown.map(({ result }) => result.tau),
    true,
  ) ?? [1e-6, 1];
  const top = highest(shown, sizes, measured);
  const unit = relative ? { factor: 1, unit: "" } : displayUnit(top, "Ω");
  const y = linearAxis([0, 1.12 * top], { factor: unit.factor, count: 5 });
  const labels = { x: "τ (s)", y: heading(relative ? "γ(ln τ)/Rₚ" : "γ(ln τ)", unit.unit) };

  const title = titleLine(options.title, width);
  const parts = [title.svg];
  let above = title.height;
  const left = Math.max(leftMargin(y, labels.y), 30);
  const inner = width - left - 8;
  const key = keyOf(shown, looks, left, above, inner);
  parts.push(key.svg);
  above += key.height;
  const x = fitLabels(inner, (count) => logAxis([low, high], { count }));
  const panel: Panel = { box: { x: left, y: above, width: inner, height: 130 }, x, y };
  const lines = shown.map(({ result }, k) =>
    Array.from(result.gamma, (gamma, i) => pointOf(panel, result.tau[i]!, gamma / sizes[k]!)),
  );
  const layers = shown.map(({ result }, k) =>
    painted(
      looks[k]!,
      single ? band(edge(panel, result, result.lower), edge(panel, result, result.upper)) : "",
      line(lines[k]!, single ? 1 : 0.8),
    ),
  );
  parts.push(
    clipped(panel, "beyond", beyond(panel, measured)),
    frame(panel, { xLabel: labels.x, yLabel: labels.y, yLabelDistance: left - 2 }),
    clipped(panel, "drt", layers.join("")),
  );
  if (single) parts.push(peakMarks(panel, shown[0]!.result, lines[0]!));
  if (shown.length === 0) parts.push(emptyNote(panel, "no distribution to show"));
  const height = above + panel.box.height + bottomMargin(labels.x) + 3;
  return figure(
    { width, height, background: options.background },
    options.title ?? "Distribution of relaxation times",
    `Distribution of relaxation times ${relative ? "over the polarisation resistance" : `in ${unit.unit}`} against τ, ${shown.length === 1 ? "one spectrum with credible band and peaks" : `${shown.length} spectra`}: ${shown
      .slice(0, 8)
      .map(({ label }) => label)
      .join(", ")}.`,
    parts.join(""),
    options.id,
  );
}

/** Ratio of the smallest to the largest maximum below which the small ones could not be seen beside the large. */
const LEAST_ALIKE = 1 / 5;

function alikeness(series: readonly DrtSeries[]): number {
  const tops = series.map(({ result }) => result.gamma.reduce((top, value) => Math.max(top, value), 0));
  const some = tops.filter((top) => top > 0);
  return some.length < 2 ? 1 : Math.min(...some) / Math.max(...some);
}

/** 1/ω of the highest and of the lowest frequency of all spectra. */
function measuredRange(series: readonly DrtSeries[]): readonly [number, number] {
  const frequencies = rangeOf(
    series.map(({ spectrum }) => spectrum.frequency),
    true,
  ) ?? [1, 1e6];
  return [1 / (2 * Math.PI * frequencies[1]), 1 / (2 * Math.PI * frequencies[0])];
}

/** The greatest γ, with its band where it is not much wider; beyond the measured range only as far as that does not flatten the rest. */
function highest(
  series: readonly DrtSeries[],
  sizes: readonly number[],
  [from, to]: readonly [number, number],
): number {
  let inside = 0;
  let outside = 0;
  for (const [k, { result }] of series.entries()) {
    const { tau, gamma, upper } = result;
    for (let i = 0; i < tau.length; i++) {
      const withBand = series.length === 1 ? Math.min(upper[i]! || 0, 1.4 * gamma[i]!) : 0;
      const value = Math.max(gamma[i]!, withBand) / sizes[k]!;
      if (tau[i]! >= from && tau[i]! <= to) inside = Math.max(inside, value);
      else outside = Math.max(outside, value);
    }
  }
  return Math.max(inside, Math.min(outside, 1.5 * inside)) || outside || 1;
}

/** An edge of the band; without a band, the line itself. */
function edge(panel: Panel, { tau, gamma }: DrtResult, values: Float64Array): Point[] {
  return Array.from(values, (value, i) =>
    pointOf(panel, tau[i]!, Number.isFinite(value) ? value : gamma[i]!),
  );
}

function beyond(panel: Panel, [from, to]: readonly [number, number]): string {
  const { box } = panel;
  const left = pointOf(panel, from, 0)[0];
  const right = pointOf(panel, to, 0)[0];
  const side = (x: number, width: number): string =>
    width > 0 ? shade(x, box.y, width, box.height, "beyond") : "";
  return side(box.x, left - box.x) + side(right, box.x + box.width - right);
}

function keyOf(
  series: readonly DrtSeries[],
  looks: readonly Look[],
  x: number,
  y: number,
  width: number,
): { svg: string; height: number } {
  const first = series[0];
  if (!first) return { svg: "", height: 0 };
  const outside: LegendEntry = { label: "outside 1/ω of the data", look: looks[0]!, shade: true };
  if (series.length === 1) {
    const { credibility, upper } = first.result;
    const withBand = upper.some(Number.isFinite);
    const words = withBand ? `γ with ${significant(100 * credibility, 3, true)} % credible band` : "γ";
    return legend([{ label: words, look: fittedLook, line: true }, outside], x, y, width);
  }
  if (series.length > distinctLooks) {
    const ramp = rampLegend(first.label, series.at(-1)!.label, series.length, x, y, width);
    const rest = legend([outside], x, y + ramp.height, width);
    return { svg: ramp.svg + rest.svg, height: ramp.height + rest.height };
  }
  return legend(
    [...series.map(({ label }, k) => ({ label, look: looks[k]!, line: true })), outside],
    x,
    y,
    width,
  );
}

/** Markers on the peaks, with "1.0 ms, 100 Ω" beside them, or τ alone where the resistance is not above its error. */
function peakMarks(panel: Panel, { peaks }: DrtResult, curve: readonly Point[]): string {
  const marked = peaks.map((peak) => ({ peak, at: pointOf(panel, peak.tau, peak.height) }));
  const labels = marked
    .filter(({ at }) => at.every(Number.isFinite))
    .sort((a, b) => b.peak.resistance - a.peak.resistance)
    .map(
      ({ peak, at }): PointLabel => ({
        at,
        text: peak.vague ? short(peak.tau, "s") : `${short(peak.tau, "s")}, ${short(peak.resistance, "Ω")}`,
      }),
    );
  const look = fittedLook;
  const filled = marked.filter(({ peak }) => !peak.shoulder).map(({ at }) => at);
  const hollow = marked.filter(({ peak }) => peak.shoulder).map(({ at }) => at);
  return (
    painted(
      look,
      markers(filled, look, { radius: 1.7, filled: true, panel }),
      markers(hollow, look, { radius: 1.7, panel }),
    ) + placeLabels(labels, alongLine([...curve]), panel.box)
  );
}

function short(value: number, unit: string): string {
  const display = displayUnit(value, unit);
  return `${significant(value / display.factor, 2)}\u00a0${display.unit}`;
}

/** How λ was chosen, as an SVG document: the L-curve, or the score against λ; the chosen λ is filled. Empty when λ was given. */
export function criterionPlot(result: DrtResult, options: FigureOptions = {}): string {
  const { criteria, choice, lambda } = result;
  if (choice === "given" || criteria.length < 2) return "";
  const corner = choice === "l-curve";
  const points = criteria.map(({ misfit, seminorm, score, lambda: at }) =>
    corner ? ([misfit, seminorm] as const) : ([at, score] as const),
  );
  const usable = points.filter((point) => point.every((value) => Number.isFinite(value) && value > 0));
  const width = (options.width ?? 85) * pointsPerMillimetre;
  const labels = corner
    ? { x: "misfit (Ω²)", y: "seminorm (Ω²)" }
    : { x: "λ", y: choice === "gcv" ? "cross-validation (Ω²)" : "re–im misfit (Ω²)" };
  const xs = rangeOf([usable.map(([x]) => x)], true) ?? [1, 10];
  const ys = rangeOf([usable.map(([, y]) => y)], true) ?? [1, 10];
  // A runaway end must not flatten the least
  const cut = !corner && ys[1] > 100 * ys[0];
  const yRange = corner ? paddedLog(ys) : paddedLog([ys[0], cut ? 100 * ys[0] : ys[1]], 0.06);
  const y =
    yRange[1] / yRange[0] < 5
      ? linearAxis(padded([ys[0], ys[1]], 0.06), { count: 5 })
      : logAxis(yRange, { count: 5 });
  const title = titleLine(options.title, width);
  const left = Math.max(leftMargin(y, labels.y), 30);
  const inner = width - left - 8;
  const x = fitLabels(inner, (count) => logAxis(paddedLog(xs), { count }));
  const look = distinct(0);
  // Above the panel: no corner of it is free of the curve for certain
  const words = [
    `chosen: λ = ${significant(lambda, 2)}`,
    ...(cut ? [`scores up to ${significant(ys[1], 1)} above`] : []),
  ];
  const key = legend(
    words.map((label, k) => ({ label, look, ...(k === 0 ? { marker: "filled" as const } : {}) })),
    left,
    title.height,
    inner,
  );
  const panel: Panel = { box: { x: left, y: title.height + key.height, width: inner, height: 90 }, x, y };
  const places = usable.map(([px, py]) => pointOf(panel, px, py));
  const chosen = criteria.findIndex((one) => one.lambda === lambda);
  const mark = points[chosen];
  const parts = [
    title.svg,
    key.svg,
    frame(panel, { xLabel: labels.x, yLabel: labels.y, yLabelDistance: left - 2 }),
    clipped(
      panel,
      "criterion",
      painted(
        look,
        line(places, 0.8),
        markers(places, look, { radius: 1.2, panel }),
        mark ? markers([pointOf(panel, ...mark)], look, { radius: 2.2, filled: true, panel }) : "",
      ),
    ),
  ];
  return figure(
    {
      width,
      height: panel.box.y + panel.box.height + bottomMargin(labels.x) + 3,
      background: options.background,
    },
    options.title ?? "Choice of λ",
    corner ? "L-curve: seminorm against misfit for each λ." : "Score of the choice of λ against λ.",
    parts.join(""),
    options.id,
  );
}

/**
 * The impedance of the model as a smooth line: its values at the measured frequencies, and between them a cubic through four
 * neighbours in ln f.
 */
export function drtCurve({ real, imaginary }: DrtResult, { frequency }: Spectrum): ModelCurve {
  const order = Array.from(frequency, (_, i) => i).sort((a, b) => frequency[a]! - frequency[b]!);
  const knots = order.filter((i, k) => k === 0 || frequency[i]! > frequency[order[k - 1]!]!);
  const f: number[] = Array.from(frequency);
  const re: number[] = Array.from(real);
  const im: number[] = Array.from(imaginary);
  for (let k = 0; k + 1 < knots.length; k++) {
    const around = [Math.max(0, k - 1), k, k + 1, Math.min(knots.length - 1, k + 2)].map((at) => knots[at]!);
    const [from, to] = [Math.log(frequency[knots[k]!]!), Math.log(frequency[knots[k + 1]!]!)];
    for (let step = 1; step < 4; step++) {
      const at = from + ((to - from) * step) / 4;
      f.push(Math.exp(at));
      re.push(between(around, frequency, real, at));
      im.push(between(around, frequency, imaginary, at));
    }
  }
  return { frequency: f, real: re, imaginary: im };
}

/** Lagrange's polynomial through the distinct ones of the given points. */
function between(
  indices: readonly number[],
  frequency: Float64Array,
  values: Float64Array,
  at: number,
): number {
  const points = [...new Set(indices)];
  return points.reduce((sum, i) => {
    let weight = 1;
    for (const j of points) {
      if (j === i) continue;
      weight *= (at - Math.log(frequency[j]!)) / Math.log(frequency[i]! / frequency[j]!);
    }
    return sum + weight * values[i]!;
  }, 0);
}
