/** Places short labels beside points so that they cover neither data nor each other. */
import type { Box } from "./panel.ts";
import type { Point } from "./svg.ts";
import { element, linePath, textAt, textSize, textWidth } from "./svg.ts";

export interface PointLabel {
  readonly at: Point;
  readonly text: string;
}

interface Rectangle {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const distances = [4, 7, 11, 16, 22, 29];
const directions = 24;

/**
 * Labels as SVG. Each tries 24 directions at growing distances and takes the first free place that lies within `frame` and
 * off all obstacles and labels and that does not stand beside the point of another label; beyond a few points a thin leader ties it to its point. A label without a free place
 * is left out: its marker stays.
 *
 * @param obstacles points of data; lines must be given as points no further apart than about 3 pt.
 */
export function placeLabels(labels: readonly PointLabel[], obstacles: readonly Point[], frame: Box): string {
  const size = textSize.note;
  const taken: Rectangle[] = [];
  const leaders: Point[] = [];
  const parts: string[] = [];
  const data = obstacles.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
  for (const { at, text } of labels) {
    const half = { x: textWidth(text, size) / 2 + 1, y: size / 2 + 0.6 };
    const rivals = labels.map((other) => other.at).filter((one) => apart(one, at) > 3);
    let best: { cost: number; center: Point; leader?: Point[] } | undefined;
    for (const distance of distances) {
      for (let k = 0; k < directions; k++) {
        // Starts at straight up and alternates to both sides: outside of an arc before inside.
        const turn = ((k % 2 === 0 ? k / 2 : -(k + 1) / 2) * 2 * Math.PI) / directions;
        const way: Point = [Math.sin(turn), -Math.cos(turn)];
        const reach = distance + Math.min(half.x / Math.abs(way[0]), half.y / Math.abs(way[1]));
        const center: Point = [at[0] + reach * way[0], at[1] + reach * way[1]];
        const place = {
          left: center[0] - half.x,
          right: center[0] + half.x,
          top: center[1] - half.y,
          bottom: center[1] + half.y,
        };
        if (!inside(place, frame)) continue;
        if (taken.some((other) => overlap(place, other))) continue;
        // Beside the point of another label it would be read as that one's.
        const allowed = distance > 7 ? 8 : reachOf(place, at) + 2;
        if (rivals.some((other) => reachOf(place, other) < allowed)) continue;
        if (
          data.some((point) => covers(place, point, 1.6)) ||
          leaders.some((point) => covers(place, point, 0.5))
        ) {
          continue;
        }
        const leader = distance > 7 ? leaderTo(at, way, distance) : undefined;
        if (leader?.some((point) => taken.some((other) => covers(other, point, 0.5)))) continue;
        // A leader through another label's point, or across its leader, would lead astray.
        const passed = [...rivals, ...leaders];
        if (leader?.some((point) => passed.some((other) => apart(other, point) < 3))) continue;
        // A leader that runs over data is legible but ugly: worth a longer way.
        const crossings = (leader ?? []).filter((point) =>
          data.some(([x, y]) => Math.hypot(x - point[0], y - point[1]) < 1.8),
        ).length;
        const cost = distance + 4 * crossings + 0.05 * k;
        if (!best || cost < best.cost) best = { cost, center, leader };
      }
      if (best && best.cost <= distance + 2) break;
    }
    if (!best) continue;
    taken.push({
      left: best.center[0] - half.x,
      right: best.center[0] + half.x,
      top: best.center[1] - half.y,
      bottom: best.center[1] + half.y,
    });
    if (best.leader) {
      leaders.push(...best.leader);
      const d = linePath([best.leader[0]!, best.leader.at(-1)!]);
      parts.push(element("path", { d, stroke: "currentColor", "stroke-width": "0.35", class: "leader" }));
    }
    parts.push(textAt(best.center[0], best.center[1], text, { size, anchor: "middle", className: "decade" }));
  }
  return parts.join("");
}

function leaderTo(at: Point, way: Point, distance: number): Point[] {
  const points: Point[] = [];
  for (let d = 3; d <= distance + 0.01; d += 1) points.push([at[0] + d * way[0], at[1] + d * way[1]]);
  return points;
}

function inside(place: Rectangle, frame: Box): boolean {
  const gap = 3;
  return (
    place.left >= frame.x + gap &&
    place.right <= frame.x + frame.width - gap &&
    place.top >= frame.y + gap &&
    place.bottom <= frame.y + frame.height - gap
  );
}

function apart(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

/** The distance of a point from a rectangle. */
function reachOf({ left, right, top, bottom }: Rectangle, [x, y]: Point): number {
  return Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
}

function overlap(a: Rectangle, b: Rectangle): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function covers(place: Rectangle, [x, y]: Point, margin: number): boolean {
  return (
    x > place.left - margin && x < place.right + margin && y > place.top - margin && y < place.bottom + margin
  );
}

/** Points along a line at most `step` apart, for obstacles. */
export function alongLine(points: readonly Point[], step = 3): Point[] {
  const path: Point[] = [];
  for (let i = 0; i < points.length; i++) {
    const [x, y] = points[i]!;
    path.push([x, y]);
    const next = points[i + 1];
    if (!next) continue;
    const pieces = Math.min(Math.ceil(Math.hypot(next[0] - x, next[1] - y) / step), 500);
    for (let k = 1; k < pieces; k++) {
      path.push([x + ((next[0] - x) * k) / pieces, y + ((next[1] - y) * k) / pieces]);
    }
  }
  return path;
}
