/** A region as the tape of a model reads it: the abscissa, the columns of the active background, the static background. */
import { type Background, staticBackground } from "./background.ts";
import { type CompiledModel, STATIC_COLUMN } from "./modelTape.ts";
import { legendreColumns } from "./polynomialBackground.ts";
import { alongLoss, endMeans } from "./region.ts";
import type { ScanRegion } from "./scanRegion.ts";
import { crossSections, tougaardIntegral } from "./tougaard.ts";

/** A region with the columns that the tape reads. */
export interface PreparedRegion {
  readonly region: ScanRegion;
  readonly predictors: readonly Float64Array[];
  /** The background that was computed before the fit. */
  readonly before?: Background;
}

export function prepareRegion(region: ScanRegion, { model, tape }: CompiledModel): PreparedRegion {
  const { background } = model;
  let before: Background | undefined;
  const order = tape.predictors.filter((name) => /^c\d+$/.test(name)).length - 1;
  const polynomials = order > 0 ? legendreColumns(region.x, order) : [];
  const predictors = tape.predictors.map((name) => {
    if (name === STATIC_COLUMN && background.mode === "static") {
      before = staticBackground(background.model, region);
      return before.values;
    }
    if (name === "B") {
      const along = alongLoss(region);
      const [low] = endMeans(along.y, Math.min(5, along.y.length >> 2) || 1);
      return along.restore(tougaardIntegral(along, low, crossSections.universal));
    }
    if (/^c\d+$/.test(name))
      return polynomials[Number(name.slice(1))] ?? new Float64Array(region.x.length).fill(1);
    return region.x;
  });
  return { region, predictors, ...(before && { before }) };
}
