/** Several trends in one figure. */
import type { FigureOptions } from "./svg.ts";
import { coordinate, element, figure, pointsPerMillimetre, titleLine } from "./svg.ts";
import type { Drawing, TrendOptions, TrendSeries } from "./trend.ts";
import { drawTrend, trendName } from "./trend.ts";

/** One trend among several in a figure. */
export interface Trend extends Pick<TrendOptions, "xLabel" | "yLabel" | "unit" | "scale" | "marks"> {
  readonly series: readonly TrendSeries[];
}

/** From so many trends on they stand closer. */
const manyTrends = 4;

/**
 * Several trends as one SVG document, side by side as far as the width allows (a panel is about 80 mm wide; from four trends on
 * about 55 mm, and two stand side by side in any figure, so that it stays on a page), with the letters
 * (a), (b) … by which a caption names them. The title stands above all of them.
 *
 * @param options `columns`: how many stand side by side
 */
export function trendGrid(
  trends: readonly Trend[],
  options: FigureOptions & { readonly columns?: number } = {},
): string {
  const width = (options.width ?? 85) * pointsPerMillimetre;
  const many = trends.length >= manyTrends;
  const fitting = Math.round((options.width ?? 85) / (many ? 55 : 80));
  const columns = Math.min(options.columns ?? Math.max(many ? 2 : 1, fitting), Math.max(trends.length, 1));
  const panelWidth = width / columns;
  const title = titleLine(options.title, width);
  const parts = [title.svg];
  let top = options.title ? title.height - 4 : 0;
  const draw = ({ series, ...axes }: Trend, k: number, left = 0): Drawing => {
    const letter = trends.length > 1 ? String.fromCharCode(97 + (k % 26)) : undefined;
    return drawTrend(series, axes, panelWidth, { letter, name: `trend${k}`, left });
  };
  const margins = trends.map((trend, k) => draw(trend, k).left);
  for (let first = 0; first < trends.length; first += columns) {
    const row = trends.slice(first, first + columns).map((trend, k) => {
      // The frames of a column stand below each other.
      const left = Math.max(...margins.filter((_, other) => other % columns === k));
      return draw(trend, first + k, left);
    });
    row.forEach(({ svg }, k) => {
      parts.push(
        element("g", { transform: `translate(${coordinate(k * panelWidth)} ${coordinate(top)})` }, svg),
      );
    });
    top += Math.max(...row.map(({ height }) => height)) + 2;
  }
  const names = trends.map(trendName);
  return figure(
    { width, height: Math.max(top, 20), background: options.background },
    options.title ?? (names.join(", ") || "Trends"),
    `Values with standard errors: ${names.join("; ")}.`,
    parts.join(""),
    options.id,
  );
}
