import type { Solution } from "../fit/result.ts";
import { notDetermined } from "./number.ts";
import { distinct } from "./palette.ts";
import { painted } from "./panel.ts";
import type { FigureOptions } from "./svg.ts";
import {
  element,
  figure,
  fitText,
  pointsPerMillimetre,
  textAt,
  textSize,
  textWidth,
  titleLine,
} from "./svg.ts";

/**
 * The correlation matrix of a fit as an SVG document: the lower triangle, each coefficient written in its cell; blue for
 * positive, vermillion for negative, the stronger the closer to ±1. A coefficient that is not determined shows "–".
 *
 * @param correlation row-major, parameters × parameters, as in `Solution`.
 */
export function correlationPlot(
  parameters: readonly string[],
  correlation: ArrayLike<number>,
  options: FigureOptions = {},
): string {
  const width = (options.width ?? 85) * pointsPerMillimetre;
  const count = parameters.length;
  const title = titleLine(options.title, width);
  const parts = [title.svg];
  const nameWidth = Math.min(
    Math.max(0, ...parameters.map((name) => textWidth(name, textSize.tick))) + 4,
    width * 0.3,
  );
  // The last name of the diagonal runs out to the right, so it needs its room there too.
  const cell = Math.min((width - 2 * nameWidth - 8) / Math.max(count - 1, 1), 26);
  const size = Math.min(textSize.tick, cell * 0.36);
  const left = 4 + nameWidth;
  const top = title.height;
  const names = parameters.map((name) => fitText(name, textSize.tick, nameWidth - 4));
  for (let row = 0; row < count; row++) {
    const middle = top + (row + 0.5) * cell;
    parts.push(
      textAt(left - 3, middle, names[row]!, { anchor: "end", size: Math.min(textSize.tick, cell * 0.8) }),
    );
    for (let column = 0; column < row; column++) {
      parts.push(
        drawCell(correlation[row * count + column]!, left + column * cell, top + row * cell, cell, size),
      );
    }
    // The diagonal carries the name of its column, which spares turned labels below.
    parts.push(
      textAt(left + row * cell + 3, middle, names[row]!, {
        size: Math.min(textSize.tick, cell * 0.8),
        weight: "bold",
      }),
    );
  }
  if (count === 0) parts.push(textAt(width / 2, top + 8, "no parameters", { anchor: "middle" }));
  return figure(
    { width, height: top + Math.max(count * cell, 16) + 4, background: options.background },
    options.title ?? "Correlation of the parameters",
    `Correlation coefficients between ${parameters.join(", ")}.`,
    parts.join(""),
    options.id,
  );
}

/** Names and row-major correlation matrix of the parameters that were not fixed: the rows of the others would be empty. */
export function freeCorrelations({
  parameters: names,
  states,
  correlation,
}: Pick<Solution, "parameters" | "states" | "correlation">): {
  readonly names: string[];
  readonly matrix: number[];
} {
  const free = names.map((_, k) => k).filter((k) => states[k] !== "fixed");
  return {
    names: free.map((k) => names[k]!),
    matrix: free.flatMap((row) => free.map((column) => correlation[row * names.length + column]!)),
  };
}

function drawCell(r: number, x: number, y: number, cell: number, size: number): string {
  const known = Number.isFinite(r);
  const words = known ? `${r < 0 ? "−" : ""}${Math.abs(r).toFixed(2)}` : "–";
  const tint = painted(
    distinct(r < 0 ? 1 : 0),
    element("rect", {
      x: x + 0.3,
      y: y + 0.3,
      width: cell - 0.6,
      height: cell - 0.6,
      fill: "currentColor",
      // At most 0.6: the number in the cell must stay legible on it.
      "fill-opacity": known ? (0.6 * Math.min(Math.abs(r), 1)).toFixed(3) : "0",
    }),
  );
  return element(
    "g",
    {},
    element("title", {}, known ? words : notDetermined),
    tint,
    textAt(x + cell / 2, y + cell / 2, words, { anchor: "middle", size }),
  );
}
