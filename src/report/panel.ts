/** A panel: one pair of axes with its frame, and the marks that are drawn in it. */
import type { Axis } from "./axis.ts";
import { fractionOf } from "./axis.ts";
import type { Look } from "./palette.ts";
import type { Point } from "./svg.ts";
import {
  areaPath,
  coordinate,
  element,
  idMark,
  linePath,
  markerPath,
  textAt,
  textSize,
  textWidth,
} from "./svg.ts";

/** A rectangle in points; y grows downwards. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Panel {
  /** The area inside the frame. */
  readonly box: Box;
  readonly x: Axis;
  readonly y: Axis;
}

const tickLength = 2.6;

/** Where a pair of values lies on the page; NaN for a value without a place on its axis. */
export function pointOf({ box, x, y }: Panel, horizontal: number, vertical: number): Point {
  return [box.x + fractionOf(x, horizontal) * box.width, box.y + (1 - fractionOf(y, vertical)) * box.height];
}

/** The space that tick labels and the axis label need to the left of a panel. */
export function leftMargin(axis: Axis, label: string): number {
  const widest = Math.max(0, ...axis.ticks.map((tick) => textWidth(tick.label, textSize.tick)));
  // Lowered digits of an upright label hang towards the tick labels
  const hanging = /[₀-₉]/.test(label) ? 2.5 : 0;
  return widest + 4 + (label === "" ? 0 : textSize.label + 4 + hanging);
}

/** The space below a panel for tick labels and, if there is one, the label of the axis. */
export function bottomMargin(label: string): number {
  return textSize.tick + 5 + (label === "" ? 0 : textSize.label + 3);
}

/** The axis with the most ticks whose labels stand clear of each other over a horizontal length in points. */
export function fitLabels(length: number, axisWith: (count: number) => Axis): Axis {
  let axis = axisWith(8);
  for (let count = 8; count >= 2; count--) {
    axis = axisWith(count);
    const places = axis.ticks
      .filter((tick) => tick.label !== "")
      .map((tick) => ({
        at: fractionOf(axis, tick.value) * length,
        half: textWidth(tick.label, textSize.tick) / 2 + 4,
      }))
      .sort((a, b) => a.at - b.at);
    const last = places.at(-1);
    if (
      !(last && last.at + last.half > length + 10) &&
      places.every((place, k) => k === 0 || place.at - place.half >= places[k - 1]!.at + places[k - 1]!.half)
    ) {
      return axis;
    }
  }
  return axis;
}

export interface FrameOptions {
  readonly xLabel?: string;
  readonly yLabel?: string;
  /** False for a panel that shares the axis of the panel below it. */
  readonly xTickLabels?: boolean;
  /** Distance of the vertical label from the frame, so that stacked panels align. */
  readonly yLabelDistance?: number;
  /** A thin line at y = 0. */
  readonly zero?: boolean;
  /** The classes of the tick labels begin with it; default "tick". */
  readonly name?: string;
}

/** The frame with ticks on all four sides, tick labels and axis labels. */
export function frame(panel: Panel, options: FrameOptions = {}): string {
  const { box } = panel;
  const { name = "tick" } = options;
  const right = box.x + box.width;
  const bottom = box.y + box.height;
  const parts: string[] = [];
  let ticks = "";
  for (const tick of panel.x.ticks) {
    const x = box.x + fractionOf(panel.x, tick.value) * box.width;
    if (!(x >= box.x - 0.01 && x <= right + 0.01)) continue;
    const length = tick.label === "" ? tickLength * 0.55 : tickLength;
    ticks += linePath([
      [x, bottom],
      [x, bottom - length],
    ]);
    ticks += linePath([
      [x, box.y],
      [x, box.y + length],
    ]);
    if (tick.label !== "" && options.xTickLabels !== false) {
      parts.push(
        textAt(x, bottom + 3 + textSize.tick / 2, tick.label, { anchor: "middle", className: `${name}-x` }),
      );
    }
  }
  for (const tick of panel.y.ticks) {
    const y = box.y + (1 - fractionOf(panel.y, tick.value)) * box.height;
    if (!(y >= box.y - 0.01 && y <= bottom + 0.01)) continue;
    const length = tick.label === "" ? tickLength * 0.55 : tickLength;
    ticks += linePath([
      [box.x, y],
      [box.x + length, y],
    ]);
    ticks += linePath([
      [right, y],
      [right - length, y],
    ]);
    if (tick.label !== "")
      parts.push(textAt(box.x - 3, y, tick.label, { anchor: "end", className: `${name}-y` }));
  }
  const zero = pointOf(panel, panel.x.min, 0)[1];
  if (options.zero && zero > box.y + 0.5 && zero < bottom - 0.5) {
    parts.push(
      element("path", {
        d: linePath([
          [box.x, zero],
          [right, zero],
        ]),
        stroke: "currentColor",
        "stroke-width": "0.4",
        "stroke-opacity": "0.45",
        fill: "none",
      }),
    );
  }
  parts.push(
    element("path", {
      d: `${ticks}M${box.x.toFixed(2)} ${box.y.toFixed(2)}h${box.width.toFixed(2)}v${box.height.toFixed(2)}h${(-box.width).toFixed(2)}z`,
      fill: "none",
      stroke: "currentColor",
      "stroke-width": "0.6",
      class: "frame",
      // The scales in figures: a page finds the values behind a pixel without knowing what was drawn
      "data-box": [box.x, box.y, box.width, box.height].map(coordinate).join(" "),
      "data-x": scaleText(panel.x),
      "data-y": scaleText(panel.y),
    }),
  );
  if (options.xLabel) {
    const y = bottom + bottomMargin(options.xLabel) - textSize.label / 2 - 1;
    parts.push(textAt(box.x + box.width / 2, y, options.xLabel, { size: textSize.label, anchor: "middle" }));
  }
  if (options.yLabel) {
    const distance = options.yLabelDistance ?? leftMargin(panel.y, options.yLabel);
    parts.push(
      textAt(box.x - distance + textSize.label / 2, box.y + box.height / 2, options.yLabel, {
        size: textSize.label,
        anchor: "middle",
        upright: true,
      }),
    );
  }
  return parts.join("");
}

/** "log 0.1 7000000": kind and ends of an axis, to the last digit. */
function scaleText({ kind, min, max, reversed }: Axis): string {
  return `${kind} ${min} ${max}${reversed ? " reversed" : ""}`;
}

/** Content cut off at the frame; `name` tells the clip paths of one figure apart. */
export function clipped({ box }: Panel, name: string, content: string): string {
  if (content === "") return "";
  const id = `${idMark}-${name}`;
  const { x, y, width, height } = box;
  return (
    element("clipPath", { id }, element("rect", { x, y, width, height })) +
    element("g", { "clip-path": `url(#${id})` }, content)
  );
}

/** The words that an empty panel shows instead of data. */
export function emptyNote({ box }: Panel, words = "no finite points to show"): string {
  return textAt(box.x + box.width / 2, box.y + box.height / 2, words, { anchor: "middle" });
}

/** A group in the colour of a series. */
export function painted(look: Look, ...content: readonly string[]): string {
  const inside = content.join("");
  return inside === "" ? "" : element("g", { color: look.color, class: look.className }, inside);
}

/** One marker per point, hollow or filled, as a single path; points without a place or outside the frame are left out. */
export function markers(
  points: readonly Point[],
  look: Look,
  { radius = 1.8, filled = false, panel }: { radius?: number; filled?: boolean; panel?: Panel } = {},
): string {
  const d = points
    .filter((point) => (panel ? inPanel(panel, point) : point.every(Number.isFinite)))
    .map((point) => markerPath(look.shape, point, radius))
    .join("");
  if (d === "") return "";
  return element("path", {
    d,
    fill: filled ? "currentColor" : "none",
    stroke: "currentColor",
    "stroke-width": filled ? "0.5" : "0.6",
    class: "points",
  });
}

/**
 * Whether a point on the page lies in the frame. Half a point of tolerance: a point on the edge of its axis belongs to the panel
 * in spite of rounding. NaN lies nowhere.
 */
export function inPanel({ box }: Panel, [x, y]: Point): boolean {
  return (
    x >= box.x - 0.5 && x <= box.x + box.width + 0.5 && y >= box.y - 0.5 && y <= box.y + box.height + 0.5
  );
}

/** A line through points, interrupted where a point has no place. */
export function line(points: readonly Point[], width = 1, dash?: string): string {
  const d = linePath(points);
  if (!d.includes("L")) return "";
  return element("path", {
    d,
    fill: "none",
    stroke: "currentColor",
    "stroke-width": String(width),
    "stroke-linejoin": "round",
    "stroke-dasharray": dash,
    class: "line",
  });
}

/** Vertical error bars from `low` to `high`, with caps where there is room for them. */
export function errorBars(
  bars: readonly { readonly x: number; readonly low: number; readonly high: number }[],
  cap = 1.4,
): string {
  let d = "";
  for (const { x, low, high } of bars) {
    if (!Number.isFinite(x) || !Number.isFinite(low) || !Number.isFinite(high)) continue;
    d += linePath([
      [x, low],
      [x, high],
    ]);
    if (cap > 0) {
      for (const y of [low, high]) {
        d += linePath([
          [x - cap, y],
          [x + cap, y],
        ]);
      }
    }
  }
  return d === ""
    ? ""
    : element("path", { d, fill: "none", stroke: "currentColor", "stroke-width": "0.5", class: "bars" });
}

/** The area between two lines over the same horizontal places. */
export function band(lower: readonly Point[], upper: readonly Point[]): string {
  const outline = [...lower, ...[...upper].reverse()].filter(
    ([x, y]) => Number.isFinite(x) && Number.isFinite(y),
  );
  if (outline.length < 3) return "";
  return element("path", {
    d: areaPath(outline),
    fill: "currentColor",
    "fill-opacity": "0.22",
    stroke: "none",
    class: "band",
  });
}
