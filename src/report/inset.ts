/**
 * The inset of a Nyquist plot. Where a tail dwarfs the arcs, as that of blocking electrodes does, all of them are one dot; the inset shows
 * them with axes of their own.
 */

import type { Box, Panel } from "./panel.ts";
import { bottomMargin, leftMargin } from "./panel.ts";
import type { PlaneView } from "./plane.ts";
import { equalPanel, planeUnit } from "./plane.ts";
import type { ModelCurve } from "./series.ts";
import type { Point } from "./svg.ts";

/** Arcs are worth an inset if they take less than this share of the plot. */
const smallArcs = 0.12;
const gap = 4;

/**
 * The part of the plane that holds the arcs at high frequency, or the foot of a tail without any, and the beginning of the tail; undefined
 * if there is neither, or they are large enough to be seen.
 */
export function insetView(measured: readonly ModelCurve[], whole: PlaneView): PlaneView | undefined {
  const span = Math.max(whole.x[1] - whole.x[0], whole.y[1] - whole.y[0]);
  let end = 0;
  let low = 0;
  for (const one of measured) {
    const valley = valleyOf(one) ?? footOf(one);
    if (!valley) return undefined;
    end = Math.max(end, valley.real);
    low = Math.min(low, valley.lowest);
  }
  if (!(end > 0 && end < smallArcs * span)) return undefined;
  return { x: [0, 1.5 * end], y: [Math.max(low, -0.3 * end), 0.9 * end] };
}

/**
 * Where the arcs end and the tail begins: the last minimum of −Z″ on the way from high to low frequency that lies below nine tenths of a
 * maximum before it and a fifth of a point behind it. `lowest` is the least −Z″ before it.
 */
function valleyOf({ frequency, real, imaginary }: ModelCurve): { real: number; lowest: number } | undefined {
  const order = Array.from({ length: frequency.length }, (_, i) => i)
    .filter((i) => Number.isFinite(real[i]!) && Number.isFinite(imaginary[i]!))
    .sort((a, b) => frequency[b]! - frequency[a]!);
  const heights = order.map((i) => -imaginary[i]!);
  let above = Number.NEGATIVE_INFINITY;
  for (let k = heights.length - 1; k >= 0; k--) {
    const height = heights[k]!;
    const before = heights.slice(0, k);
    const isMinimum = height <= (heights[k - 1] ?? Infinity) && height <= (heights[k + 1] ?? -Infinity);
    if (isMinimum && height > 0 && above > 5 * height && before.some((other) => other * 0.9 > height)) {
      return { real: real[order[k]!]!, lowest: Math.min(...before, height) };
    }
    above = Math.max(above, height);
  }
  return undefined;
}

/**
 * Where a tail without arcs stands on the real axis, as that of a blocked electrolyte whose arc lies beyond the highest frequency: the
 * point of the least |Z″|, if three points stand within its distance from the origin.
 */
function footOf({ frequency, real, imaginary }: ModelCurve): { real: number; lowest: number } | undefined {
  const points = Array.from(frequency, (_, i) => ({ x: real[i]!, y: -imaginary[i]! })).filter(
    ({ x, y }) => Number.isFinite(x) && Number.isFinite(y),
  );
  const least = points.reduce<{ x: number; y: number } | undefined>(
    (best, one) => (best && Math.abs(best.y) <= Math.abs(one.y) ? best : one),
    undefined,
  );
  if (!least || !(least.x > 0)) return undefined;
  const near = points.filter(({ x, y }) => Math.hypot(x - least.x, y) < least.x);
  return near.length < 3 ? undefined : { real: least.x, lowest: Math.min(...near.map(({ y }) => y)) };
}

/** An inset with its unit, and the room that it takes with its labels. */
export interface Inset {
  readonly panel: Panel;
  readonly unit: string;
  readonly room: Box;
}

/** The inset in the corner of a panel where it lies on no data; undefined if every corner has some. */
export function placeInset(view: PlaneView, main: Panel, data: readonly Point[]): Inset | undefined {
  const { factor, unit } = planeUnit(view);
  const label = `−Z″ (${unit})`;
  const { box } = main;
  const sizes = [0.62, 0.54, 0.46]
    .map((share) => share * box.width)
    .filter((width) => width >= 80)
    .map((width) => {
      const left = leftMargin(equalPanel(view, { x: 0, y: 0, width: width - 30 }, factor).y, label);
      const panel = equalPanel(view, { x: 0, y: 0, width: width - left }, factor);
      return { width, left, panel, height: panel.box.height + bottomMargin(label) };
    })
    .filter(({ height }) => height <= 0.75 * box.height);
  // A smaller one above is better than a larger one on the real axis.
  for (const corner of ["top right", "top left", "bottom right"] as const) {
    for (const { width, height, left, panel } of sizes) {
      const x = corner === "top left" ? box.x + gap : box.x + box.width - width - 2 * gap;
      const y = corner === "bottom right" ? box.y + box.height - height - 2 * gap : box.y + 2 * gap;
      const room: Box = { x, y, width, height };
      if (data.some((point) => isIn(room, point))) continue;
      return { panel: { ...panel, box: { ...panel.box, x: x + left, y } }, unit, room };
    }
  }
  return undefined;
}

function isIn({ x, y, width, height }: Box, [px, py]: Point): boolean {
  return px > x - gap && px < x + width + gap && py > y - gap && py < y + height + gap;
}

/** Points close enough together that no label finds room between them. */
export function filled({ x, y, width, height }: Box): Point[] {
  const points: Point[] = [];
  for (let py = y; py <= y + height; py += 5) {
    for (let px = x; px <= x + width; px += 5) points.push([px, py]);
  }
  return points;
}
