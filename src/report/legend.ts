/** Legends stand above the panel, never on the data. */
import type { Look } from "./palette.ts";
import { sequential } from "./palette.ts";
import { line, markers, painted } from "./panel.ts";
import { element, fitText, textAt, textSize, textWidth } from "./svg.ts";

export interface LegendEntry {
  readonly label: string;
  readonly look: Look;
  readonly marker?: "hollow" | "filled";
  readonly line?: boolean;
  /** Dashes of the line. */
  readonly dash?: string;
  /** A box in the colour of the look, as of a filled component. */
  readonly fill?: boolean;
  /** A grey box, as of a shaded region. */
  readonly shade?: boolean;
}

/** A drawn legend and the height that it takes. */
export interface Legend {
  readonly svg: string;
  readonly height: number;
}

const row = 9.5;
const sample = 13;

/** A region that is shaded in grey. */
export function shade(x: number, y: number, width: number, height: number, className: string): string {
  return element("rect", {
    x,
    y,
    width,
    height,
    fill: "currentColor",
    "fill-opacity": "0.08",
    class: className,
  });
}

/** Entries side by side in as many rows as the width demands; long names lose their middle. */
export function legend(entries: readonly LegendEntry[], x: number, y: number, width: number): Legend {
  const size = textSize.tick;
  let left = x;
  let top = y;
  const parts: string[] = [];
  for (const entry of entries) {
    const label = fitText(entry.label, size, width - sample - 3);
    const needed = sample + 3 + textWidth(label, size);
    if (left > x && left + needed > x + width + 0.01) {
      left = x;
      top += row;
    }
    const middle = top + row / 2;
    if (entry.shade) parts.push(shade(left, middle - 3, sample, 6, "shade"));
    parts.push(
      painted(
        entry.look,
        entry.line
          ? line(
              [
                [left, middle],
                [left + sample, middle],
              ],
              1,
              entry.dash,
            )
          : "",
        entry.fill
          ? element("rect", {
              x: left,
              y: middle - 2.6,
              width: sample,
              height: 5.2,
              fill: "currentColor",
              "fill-opacity": "0.22",
              stroke: "currentColor",
              "stroke-width": "0.8",
            })
          : "",
        entry.marker
          ? markers([[left + sample / 2, middle]], entry.look, { filled: entry.marker === "filled" })
          : "",
      ),
      textAt(left + sample + 3, middle, label, { size, className: "legend" }),
    );
    left += needed + 8;
  }
  return { svg: parts.join(""), height: entries.length === 0 ? 0 : top - y + row + 2 };
}

/** A bar of the sequential colours between the names of the first and the last series. */
export function rampLegend(
  first: string,
  last: string,
  count: number,
  x: number,
  y: number,
  width: number,
): Legend {
  const size = textSize.tick;
  const bar = width * 0.3;
  const room = (width - bar - 8) / 2;
  const left = fitText(first, size, room);
  const start = x + textWidth(left, size) + 4;
  const steps = Math.min(count, 16);
  const cells = Array.from({ length: steps }, (_, k) =>
    painted(
      sequential(k, steps),
      element("rect", {
        x: start + (k * bar) / steps,
        y: y + 2,
        width: bar / steps + (k + 1 < steps ? 0.1 : 0),
        height: 5.5,
        fill: "currentColor",
      }),
    ),
  );
  const middle = y + row / 2;
  return {
    svg: [
      textAt(x, middle, left, { size, className: "legend" }),
      ...cells,
      textAt(start + bar + 4, middle, fitText(last, size, room), { size, className: "legend" }),
    ].join(""),
    height: row + 2,
  };
}
