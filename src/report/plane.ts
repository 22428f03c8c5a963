/** The complex plane of a Nyquist plot: which part of it is shown, and a panel in which one ohm is equally long both ways. */
import type { Axis, Range } from "./axis.ts";
import { linearAxis, padded, rangeOf, threeTicks } from "./axis.ts";
import { displayUnit } from "./number.ts";
import type { Panel } from "./panel.ts";
import { fitLabels } from "./panel.ts";
import type { ModelCurve } from "./series.ts";

/** The part of the plane that is shown, in Ω. */
export interface PlaneView {
  readonly x: Range;
  readonly y: Range;
}

/**
 * The view of measured spectra and curves. The origin is included unless the data lie far from it. An inductive tail
 * (Z″ > 0) that is longer than the capacitive arcs are high is cut off at a third of their height, provided that it holds less
 * than half of the points, all at the highest frequencies; the plot must name the points that this hides.
 */
export function planeView(measured: readonly ModelCurve[], curves: readonly ModelCurve[]): PlaneView {
  const lowest = inductiveLimit(measured);
  const xs: number[] = [];
  const ys: number[] = [];
  const collect = (curve: ModelCurve, keep: (x: number, y: number) => boolean) => {
    for (let i = 0; i < curve.real.length; i++) {
      const x = curve.real[i]!;
      const y = -curve.imaginary[i]!;
      if (!Number.isFinite(x) || !Number.isFinite(y) || y < lowest || !keep(x, y)) continue;
      xs.push(x);
      ys.push(y);
    }
  };
  for (const one of measured) collect(one, () => true);
  // A model that runs away from the data (a failed fit) leaves the frame instead of shrinking the data to a dot.
  const data = { x: rangeOf([xs]), y: rangeOf([ys]) };
  for (const one of curves) collect(one, (x, y) => !runsAway(x, data.x) && !runsAway(y, data.y));
  return { x: withZero(rangeOf([xs]), 1.6), y: withZero(rangeOf([ys]), 3) };
}

function runsAway(value: number, range: Range | undefined): boolean {
  if (!range) return false;
  const span = Math.max(range[1] - range[0], Math.abs(range[0]), Math.abs(range[1]));
  return value < range[0] - span || value > range[1] + span;
}

function inductiveLimit(measured: readonly ModelCurve[]): number {
  const points = measured.flatMap(({ real, imaginary }) =>
    Array.from(real, (x, i) => ({ x, y: -imaginary[i]! })).filter(
      ({ x, y }) => Number.isFinite(x) && Number.isFinite(y),
    ),
  );
  const capacitive = points.filter(({ y }) => y >= 0);
  const x = rangeOf([capacitive.map((point) => point.x)]);
  const y = rangeOf([points.map((point) => point.y)]);
  if (!x || !y || y[1] <= 0) return Number.NEGATIVE_INFINITY;
  const height = Math.max(y[1], 0.3 * (x[1] - x[0]));
  const limit = -0.35 * height;
  const below = points.filter((point) => point.y < limit).length;
  const tail = measured.every((one) => isHighFrequencyTail(one, limit));
  return y[0] < -height && below < points.length / 2 && tail ? limit : Number.NEGATIVE_INFINITY;
}

/** Whether the points below the limit are exactly those above some frequency: not scatter, not a low-frequency loop. */
function isHighFrequencyTail({ frequency, imaginary }: ModelCurve, limit: number): boolean {
  let lowestHidden = Number.POSITIVE_INFINITY;
  let highestShown = 0;
  for (let i = 0; i < frequency.length; i++) {
    if (!Number.isFinite(imaginary[i]!)) continue;
    if (-imaginary[i]! < limit) lowestHidden = Math.min(lowestHidden, frequency[i]!);
    else highestShown = Math.max(highestShown, frequency[i]!);
  }
  return lowestHidden > highestShown;
}

/** Opens a range to the origin if that makes it at most `most` times as long: arcs are read from their intercepts. */
function withZero(range: Range | undefined, most: number): Range {
  if (!range) return [0, 1];
  const [min, max] = range;
  const opened: Range = [Math.min(min, 0), Math.max(max, 0)];
  return opened[1] - opened[0] <= most * (max - min) ? opened : range;
}

/** The common unit of both axes; for a small arc far from the origin the unit of the arc, so that the ordinate reads well. */
export function planeUnit({ x, y }: PlaneView): { readonly factor: number; readonly unit: string } {
  const largest = Math.max(...[...x, ...y].map(Math.abs));
  const span = Math.max(x[1] - x[0], y[1] - y[0]);
  return displayUnit(span > 0 && largest > 1e3 * span ? span : largest, "Ω");
}

/** A panel over the view in which one ohm is equally long on both axes; its height follows from the data within limits. */
export function equalPanel(
  view: PlaneView,
  place: { readonly x: number; readonly y: number; readonly width: number },
  factor: number,
): Panel {
  // Flat arcs get no more empty room than labels need: 84 pt
  const flattest = Math.min(Math.max(84 / place.width, 0.25), 0.48);
  const tallest = 0.95;
  let x = padded(view.x, 0.06);
  let y = padded(view.y, 0.1);
  // A resistor has no extent on one axis: `padded` opens it by its own size, which must not dwarf the other axis.
  const span = Math.max(view.x[1] - view.x[0], view.y[1] - view.y[0]);
  if (span > 0) {
    if (x[1] - x[0] > 2 * span) x = [view.x[0] - 0.06 * span, view.x[1] + 0.06 * span];
    if (y[1] - y[0] > 2 * span) y = [view.y[0] - 0.06 * span, view.y[1] + 0.06 * span];
  }
  const ratio = (y[1] - y[0]) / (x[1] - x[0]);
  if (ratio < flattest) y = stretch(y, flattest * (x[1] - x[0]), 0.15);
  if (ratio > tallest) x = stretch(x, (y[1] - y[0]) / tallest, view.x[0] >= 0 ? 0.2 : 0.5);
  const height = (place.width * (y[1] - y[0])) / (x[1] - x[0]);
  const xAxis = fitLabels(place.width, (count) => linearAxis(x, { factor, count }));
  const step = stepOf(xAxis) / factor;
  // The same step on both axes shows at a glance that they are equal, as long as the ordinate has room for it.
  const lines = (y[1] - y[0]) / factor / step;
  const yAxis =
    step > 0 && lines >= 2 && height / lines >= 11
      ? threeTicks([step, step / 2].map((one) => linearAxis(y, { factor, step: one })))
      : linearAxis(y, { factor, count: Math.max(3, Math.round(height / 26)) });
  return { box: { ...place, height }, x: xAxis, y: yAxis };
}

function stepOf(axis: Axis): number {
  return axis.ticks.length > 1 ? axis.ticks[1]!.value - axis.ticks[0]!.value : 0;
}

/** A range widened to a span; `below` is the share of the new room that lies under its lower end. */
function stretch([min, max]: Range, span: number, below: number): Range {
  const more = span - (max - min);
  return [min - below * more, max + (1 - below) * more];
}
