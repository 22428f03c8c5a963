/** Where a fit of a spectrum starts: what the model does not say is taken from the data. */
import { median } from "../fit/median.ts";
import { lineKind } from "../program/lineshape.ts";
import { activeColumns, staticBackground } from "./background.ts";
import type { CompiledModel } from "./modelTape.ts";
import { noiseOf, type PeakProposal, proposePeaks } from "./peakProposal.ts";
import { typicalWidth } from "./presets/index.ts";
import type { ScanRegion } from "./scanRegion.ts";
import { shirleyBackground } from "./shirley.ts";

/**
 * The start of every parameter of the model; NaN where the model says nothing and the data are to decide it exactly (parameters that
 * the model is linear in).
 * @param held values that are known: the model's own starts and the user's
 */
export function startsFor(
  { parameters, lines, model }: CompiledModel,
  region: ScanRegion,
  held: ArrayLike<number>,
): Float64Array {
  const starts = Float64Array.from(held);
  const missing = lines.flatMap((_, l) =>
    parameters.flatMap((one, p) =>
      one.line === l && one.symbol === "center" && Number.isNaN(starts[p]) ? [p] : [],
    ),
  );
  const unit = widthGuess(region, lines.length);
  let proposals: PeakProposal[] = [];
  if (missing.length > 0) {
    proposals = proposalsOf(region, missing.length);
    missing.forEach((p, k) => {
      const { lower, upper } = parameters[p];
      const span = region.x[region.x.length - 1] - region.x[0];
      const fallback =
        Number.isFinite(lower) && Number.isFinite(upper)
          ? 0.5 * (lower + upper)
          : region.x[0] + (span * (k + 1)) / (missing.length + 1);
      const center = proposals[k]?.center ?? fallback;
      starts[p] = Math.min(upper, Math.max(lower, center));
    });
  }
  parameters.forEach((parameter, p) => {
    if (!Number.isNaN(starts[p]) || parameter.symbol === "center") return;
    if (parameter.line < 0) {
      if (parameter.symbol === "k" || parameter.symbol === "m")
        starts[p] = lossStart(region, parameter.symbol);
      return;
    }
    const { symbols } = lines[parameter.line];
    const symbol = symbols.find((one) => one.symbol === parameter.symbol);
    if (!symbol || symbol.unit === "xy" || symbol.unit === "y") return;
    const isPlaced = missing.some((q) => parameters[q].line === parameter.line);
    const place = missing.findIndex((q) => parameters[q].line === parameter.line);
    const width = (isPlaced ? proposals[place]?.fwhm : undefined) ?? unit;
    const value = symbol.unit === "x" ? symbol.start * width : symbol.start;
    starts[p] = Math.min(parameter.upper, Math.max(parameter.lower, value));
  });
  return model.lines.length === 0 ? starts : starts;
}

/** Full width at half maximum of a line of which nothing is known. */
function widthGuess(region: ScanRegion, lines: number): number {
  const found = proposalsOf(region, Math.max(1, lines)).map(({ fwhm }) => fwhm);
  return found.length > 0 ? median(found) : typicalWidth.start;
}

/** The strongest peaks over a background that the data give, from low to high x. */
function proposalsOf(region: ScanRegion, most: number): PeakProposal[] {
  if (region.x.length < 9) return [];
  const { values } = staticBackground({ kind: "linear" }, region);
  const above = { ...region, y: region.y.map((y, i) => y - values[i]) };
  return proposePeaks(above, { most, sigma: Math.max(noiseOf(region.y), 1e-12) }).sort(
    (a, b) => a.center - b.center,
  );
}

/** Step of a Shirley background that meets both ends; none of the slope. */
function lossStart(region: ScanRegion, symbol: string): number {
  if (symbol === "m") return 0;
  const { values } = shirleyBackground(region, { points: Math.min(5, region.x.length >> 2) || 1 });
  const [, step] = activeColumns("shirley", region, values).columns;
  return step.start;
}

/** Whether a type of line can be placed by a maximum of the data. */
export function isPeak(type: string): boolean {
  return !lineKind(type).isEdge;
}
