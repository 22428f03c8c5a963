/** Events on an abscissa: dashed verticals with a letter above the frame. */
import type { Panel } from "./panel.ts";
import { pointOf } from "./panel.ts";
import { element, linePath, textAt, textSize, textWidth } from "./svg.ts";

export interface Mark {
  readonly x: number;
  /** "A", "B", … as in the list of events. */
  readonly label: string;
}

/** Height above the frame that the letters take. */
export const markHeight = 9;

/** So far a letter may stand beside its line. */
const ASIDE = 7;

/** The marks that lie in the panel; a letter that would fall on another stands beside its line, or, farther away, is left out. */
export function drawMarks(panel: Panel, marks: readonly Mark[]): string {
  const { box } = panel;
  const placed = marks
    .map(({ x, label }) => ({ at: pointOf(panel, x, panel.y.min)[0], label }))
    .filter(({ at }) => at >= box.x - 0.5 && at <= box.x + box.width + 0.5)
    .sort((a, b) => a.at - b.at);
  let free = Number.NEGATIVE_INFINITY;
  let letters = "";
  for (const { at, label } of placed) {
    const half = textWidth(label, textSize.note) / 2 + 1;
    const place = Math.max(at, free + half);
    if (place - at > ASIDE) continue;
    free = place + half;
    letters += textAt(place, box.y - markHeight / 2 - 0.5, label, {
      size: textSize.note,
      anchor: "middle",
      weight: "bold",
      className: "mark",
    });
  }
  const d = placed
    .map(({ at }) =>
      linePath([
        [at, box.y],
        [at, box.y + box.height],
      ]),
    )
    .join("");
  if (d === "") return "";
  const lines = element("path", {
    d,
    fill: "none",
    stroke: "currentColor",
    "stroke-width": "0.6",
    "stroke-dasharray": "2.5 1.8",
    "stroke-opacity": "0.75",
    class: "marks",
  });
  return lines + letters;
}
