/** The backgrounds of spectra by name: static ones, and predictor columns for those that are fitted together with the peaks. */
import { type AsymmetricOptions, asymmetricBackground } from "./asymmetricLeastSquares.ts";
import {
  constantBackground,
  legendreColumns,
  linearBackground,
  polynomialBackground,
  type Range,
} from "./polynomialBackground.ts";
import { alongLoss, checkRegion, cumulative, endMeans, type Region } from "./region.ts";
import { type Background, type ShirleyOptions, shirleyBackground } from "./shirley.ts";
import { type SnipOptions, snipBackground } from "./snip.ts";
import {
  checkCrossSection,
  crossSections,
  type TougaardOptions,
  tougaardBackground,
  tougaardIntegral,
} from "./tougaard.ts";

export type { Background } from "./shirley.ts";

/** Which background, and its options. */
export type BackgroundModel =
  | { readonly kind: "none" }
  | { readonly kind: "constant"; readonly points?: number; readonly at?: "lower" | "both" }
  | { readonly kind: "linear"; readonly points?: number }
  | { readonly kind: "polynomial"; readonly degree?: number; readonly ranges?: readonly Range[] }
  | ({ readonly kind: "shirley" } & ShirleyOptions)
  | ({ readonly kind: "tougaard" } & TougaardOptions)
  | ({ readonly kind: "snip" } & SnipOptions)
  | ({ readonly kind: "als" | "arpls" } & Omit<AsymmetricOptions, "method">);

export type BackgroundKind = BackgroundModel["kind"];

/** The kinds with predictor columns. Those of Shirley, slope and Tougaard stand on a constant. */
export const activeKinds = ["constant", "linear", "polynomial", "shirley", "slope", "tougaard"] as const;
export type ActiveKind = (typeof activeKinds)[number];

/** The background of a region, computed from the data alone. @throws RangeError with what is wrong and the cure */
export function staticBackground(model: BackgroundModel, region: Region): Background {
  const sure = (values: Float64Array): Background => ({ values, converged: true, iterations: 1 });
  switch (model.kind) {
    case "none":
      return sure(new Float64Array(region.x.length));
    case "constant":
      return sure(constantBackground(region, model));
    case "linear":
      return sure(linearBackground(region, model));
    case "polynomial":
      return sure(polynomialBackground(region, model));
    case "shirley":
      return shirleyBackground(region, model);
    case "tougaard":
      return tougaardBackground(region, model);
    case "snip":
      return sure(snipBackground(region, model));
    case "als":
    case "arpls":
      return asymmetricBackground(region, { ...model, method: model.kind });
  }
}

/** A predictor per point whose coefficient is fitted. */
export interface ActiveColumn {
  /** Name of the coefficient: c0, c1 … of polynomials, k of Shirley, m of the slope, B of Tougaard. */
  readonly name: string;
  /** In the order of the region. */
  readonly values: Float64Array;
  /** Unit of the coefficient in units of the intensity I and of x. */
  readonly unit: string;
  /** Lowest value that has a meaning. */
  readonly lower: number;
  /** Coefficient with which the columns give the present background about; a start for the fit. */
  readonly start: number;
}

export interface ActiveBackground {
  readonly columns: readonly ActiveColumn[];
  /** The columns follow from the present background or peaks: fit, compute them anew, fit again until `columnsSettled`. */
  readonly iterative: boolean;
}

export interface ActiveOptions {
  /** Of "polynomial". Default 2. */
  readonly degree?: number;
  /** Of "tougaard". Default the universal cross section. */
  readonly crossSection?: TougaardOptions["crossSection"];
  /** Points averaged at each end. Default 1. */
  readonly points?: number;
  /**
   * The sum of the fitted peaks: it stands for data − background in the integrals and brings in no noise. Default data − background.
   */
  readonly signal?: ArrayLike<number>;
}

/**
 * The columns of a background that is linear in its coefficients and is fitted together with the peaks.
 *
 * - constant, linear, polynomial: Legendre polynomials on the region.
 * - shirley: c0 + k·S, S(E) = ∫ (I − B) dE′ over lower binding energies (k in 1/eV; J. Végh, J. Electron Spectrosc. 151, 159 (2006);
 *   A. Herrera-Gomez et al., Surf. Interface Anal. 46, 897 (2014)).
 * - slope: c0 + m·∫ S dE′, for the change of slope under a peak.
 * - tougaard: c0 + B·∫ K/B·(I − I₀) dE′, over all electrons of less loss (static: the data decide it).
 *
 * For a region on both axes the columns are the same functions of the binding energy.
 * @param present the background of the last fit, in the order of the region; default the static Shirley background
 * @throws RangeError for a region that is not monotonic or too short
 */
export function activeColumns(
  kind: ActiveKind,
  region: Region,
  present?: ArrayLike<number>,
  options: ActiveOptions = {},
): ActiveBackground {
  const { points = 1, degree = 2, crossSection = crossSections.universal, signal } = options;
  const polynomial = (of: number): ActiveColumn[] => {
    const [first, last] = endMeans(region.y, points);
    const rising = region.x[region.x.length - 1] > region.x[0];
    const starts = [0.5 * (first + last), of > 0 ? 0.5 * (rising ? last - first : first - last) : 0];
    return legendreColumns(region.x, of).map((values, k) => ({
      name: `c${k}`,
      values,
      unit: "I",
      lower: -Infinity,
      start: starts[k] ?? 0,
    }));
  };
  if (kind === "constant" || kind === "linear" || kind === "polynomial") {
    checkRegion(region, 2);
    return {
      columns: polynomial(kind === "constant" ? 0 : kind === "linear" ? 1 : degree),
      iterative: false,
    };
  }
  const order = alongLoss(region);
  const [low, high] = endMeans(order.y, points);
  const constant: ActiveColumn = {
    name: "c0",
    values: new Float64Array(region.x.length).fill(1),
    unit: "I",
    lower: -Infinity,
    start: low,
  };
  const column = (name: string, inOrder: Float64Array, of: string): ActiveColumn => {
    const [, reach] = endMeans(inOrder, points);
    const start = reach > 0 ? Math.max(0, (high - low) / reach) : 0;
    return { name, values: order.restore(inOrder), unit: of, lower: 0, start };
  };
  if (kind === "tougaard") {
    checkCrossSection(crossSection);
    const integral = tougaardIntegral(order, low, crossSection);
    return { columns: [constant, column("B", integral, "eV²")], iterative: false };
  }
  const peaks = signal
    ? order.restore(signal)
    : (() => {
        const background = order.restore(present ?? shirleyBackground(region, { points }).values);
        return order.y.map((value, i) => value - background[i]);
      })();
  const area = cumulative(order.loss, peaks);
  return {
    columns: [
      constant,
      kind === "shirley"
        ? column("k", area, "1/eV")
        : { ...column("m", cumulative(order.loss, area), "1/eV²"), lower: -Infinity },
    ],
    iterative: true,
  };
}

/** Σ coefficient·column. @throws RangeError when they are not equally many */
export function activeValues(
  columns: readonly ActiveColumn[],
  coefficients: ArrayLike<number>,
): Float64Array {
  if (columns.length !== coefficients.length) {
    throw new RangeError(
      `${coefficients.length} coefficients for ${columns.length} columns of the background`,
    );
  }
  return columns[0].values.map((_, i) =>
    columns.reduce((sum, { values }, k) => sum + coefficients[k] * values[i], 0),
  );
}

/** Whether a background changed by no more than `tolerance` of the span of the data since the last fit. */
export function columnsSettled(
  { y }: Region,
  before: ArrayLike<number>,
  after: ArrayLike<number>,
  tolerance = 1e-6,
): boolean {
  let least = Infinity;
  let most = -Infinity;
  let change = 0;
  for (let i = 0; i < y.length; i++) {
    least = Math.min(least, y[i]);
    most = Math.max(most, y[i]);
    change = Math.max(change, Math.abs(after[i] - before[i]));
  }
  return change <= tolerance * (most - least);
}
