/** Statistics of maps of elements. */
import { OptionError } from "../fit/plan.ts";
import { type Grid, jackknife, rowsOf, tileSums, tilesOf } from "./grid.ts";
import { openInputs, type Quantity, type QuantityOptions } from "./quantity.ts";

export interface MapOptions extends QuantityOptions {
  /** Counts above which a point belongs to an element, for Manders's coefficients. Default: Otsu's threshold of each map. */
  readonly thresholds?: readonly [number, number];
  readonly tiles?: number;
  /** What is mapped: "Cl", "S". */
  readonly names?: readonly [string, string];
}

/** Mean of one map with its error by tiles. @throws OptionError */
export function mapMean(map: Grid, options: MapOptions = {}): Quantity {
  const { values } = map;
  const sums = tileSums(map, tilesOf(options.tiles), 3, (i) =>
    Number.isFinite(values[i]) ? [1, values[i], values[i] ** 2] : undefined,
  );
  if (sums.length === 0) throw new OptionError("map: it has no finite values");
  const mean = jackknife(sums, (s) => s[1] / s[0]);
  const spread = jackknife(sums, (s) => Math.sqrt(Math.max(0, s[2] / s[0] - (s[1] / s[0]) ** 2)));
  const inputs = openInputs(options);
  const of = (one: typeof mean) =>
    inputs.fitted(
      {
        parameters: ["m"],
        values: [one.value],
        covariance: [one.stderr ** 2],
        degreesOfFreedom: one.freedom,
      },
      `${sums.length} tiles`,
      {},
    )("m");
  return inputs.quantity(
    {
      quantity: `mean of the map${options.names ? ` of ${options.names[0]}` : ""}`,
      symbol: "m",
      unit: "",
      formula: "m = mean of all points",
      source: "definition; error by a jackknife over tiles",
      definition: [`${map.columns} × ${rowsOf(map, "map")} points`],
    },
    of(mean),
    [
      { name: "standard deviation of the points", unit: "", of: of(spread) },
      {
        name: "standard deviation over the mean",
        unit: "",
        of: of(
          jackknife(sums, (s) => Math.sqrt(Math.max(0, s[2] / s[0] - (s[1] / s[0]) ** 2)) / (s[1] / s[0])),
        ),
      },
    ],
  );
}

/**
 * How two maps of the same place stand to each other: ratio of their means, Pearson's correlation of their points, and the shares of each that
 * lie where the other is (Manders 1993). @throws OptionError for maps of different sizes
 */
export function mapPair(a: Grid, b: Grid, options: MapOptions = {}): readonly Quantity[] {
  if (a.columns !== b.columns || a.values.length !== b.values.length) {
    throw new OptionError(
      `the maps have ${a.columns} × ${rowsOf(a, "map")} and ${b.columns} × ${rowsOf(b, "map")} points; they must be of the same place and size`,
    );
  }
  const [x, y] = [a.values, b.values];
  const [nameA, nameB] = options.names ?? ["A", "B"];
  const [tA, tB] = options.thresholds ?? [otsu(x), otsu(y)];
  const sums = tileSums(a, tilesOf(options.tiles), 8, (i) =>
    Number.isFinite(x[i]) && Number.isFinite(y[i])
      ? [1, x[i], y[i], x[i] ** 2, y[i] ** 2, x[i] * y[i], y[i] > tB ? x[i] : 0, x[i] > tA ? y[i] : 0]
      : undefined,
  );
  if (sums.length === 0) throw new OptionError("maps: they have no points in common");
  const pearson = ([n, sx, sy, sxx, syy, sxy]: Float64Array): number =>
    (sxy - (sx * sy) / n) / Math.sqrt((sxx - (sx * sx) / n) * (syy - (sy * sy) / n));
  const make = (
    quantity: string,
    symbol: string,
    formula: string,
    source: string,
    of: (s: Float64Array) => number,
    definition: readonly string[],
    warnings: readonly string[] = [],
  ): Quantity => {
    const found = jackknife(sums, of);
    const inputs = openInputs(options);
    const derived = inputs.fitted(
      {
        parameters: ["q"],
        values: [found.value],
        covariance: [found.stderr ** 2],
        degreesOfFreedom: found.freedom,
      },
      `${sums.length} tiles`,
      {},
    )("q");
    return inputs.quantity(
      { quantity, symbol, unit: "", formula, source, definition },
      derived,
      [],
      warnings,
    );
  };
  const thresholds = `${nameA} above ${tA.toPrecision(3)}, ${nameB} above ${tB.toPrecision(3)}${options.thresholds ? "" : " (Otsu's thresholds)"}`;
  const manders = "Manders, Verbeek and Aten, J. Microsc. 169 (1993) 375";
  return [
    make("ratio of the means", `${nameA}/${nameB}`, "Σa/Σb", "definition", (s) => s[1] / s[2], [
      "counts as mapped: no correction for sensitivity and absorption",
    ]),
    make(
      "colocalisation (Pearson)",
      "r",
      "r = Σ(a − ā)(b − b̄)/√[Σ(a − ā)²·Σ(b − b̄)²]",
      "Pearson; the error is that of tiles",
      pearson,
      ["over all points; topography and shadows correlate all elements"],
    ),
    make(
      `colocalisation of ${nameA} (Manders)`,
      "M1",
      `M1 = Σ a where ${nameB} is, over Σ a`,
      manders,
      (s) => s[6] / s[1],
      [thresholds],
    ),
    make(
      `colocalisation of ${nameB} (Manders)`,
      "M2",
      `M2 = Σ b where ${nameA} is, over Σ b`,
      manders,
      (s) => s[7] / s[2],
      [thresholds],
    ),
  ];
}

/** Threshold with the largest variance between the two classes (Otsu 1979), over a histogram of 256 bins. */
export function otsu(values: ArrayLike<number>): number {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) continue;
    [low, high] = [Math.min(low, values[i]), Math.max(high, values[i])];
  }
  if (!(high > low)) return low;
  const bins = 256;
  const counts = new Float64Array(bins);
  const sums = new Float64Array(bins);
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) continue;
    const k = Math.min(bins - 1, Math.floor(((values[i] - low) / (high - low)) * bins));
    counts[k]++;
    sums[k] += values[i];
  }
  const n = counts.reduce((s, c) => s + c, 0);
  const total = sums.reduce((s, c) => s + c, 0);
  let [w, part, best, first, last] = [0, 0, -1, 0, 0];
  for (let k = 0; k + 1 < bins; k++) {
    w += counts[k];
    part += sums[k];
    if (w === 0 || w === n) continue;
    const between = w * (n - w) * (part / w - (total - part) / (n - w)) ** 2;
    // Between two classes that lie apart every threshold is as good: the middle is taken
    if (between > best * (1 + 1e-12)) [best, first] = [between, k];
    if (between >= best * (1 - 1e-12)) last = k;
  }
  return low + (((first + last) / 2 + 1) * (high - low)) / bins;
}
