/** Roughness of heights above a plane. */
import { OptionError } from "../fit/plan.ts";
import { type Grid, jackknife, rowsOf, tileSums, tilesOf } from "./grid.ts";
import { openInputs, type Quantity, type QuantityOptions } from "./quantity.ts";

export type { Grid };

export interface RoughnessOptions extends QuantityOptions {
  /** What is taken off before: the plane of least squares (default), or the mean only. */
  readonly levelling?: "plane" | "mean";
  /** Tiles along each side for the error, default 5. */
  readonly tiles?: number;
}

export interface Levelled {
  /** Heights above the plane, in the order of the grid. */
  readonly values: Float64Array;
  /** Height of the plane in the middle of the grid, and its slopes per column and per row. */
  readonly plane: { readonly offset: number; readonly perColumn: number; readonly perRow: number };
}

/** Rules of thumb of ours. */
const LEAST = 9;
/** Range of the plane over Rq above which the levelling matters. */
const TILT = 20;

/** Takes off the plane z = a + b·column + c·row of least squares. @throws OptionError for fewer than nine finite values */
export function levelPlane(grid: Grid): Levelled {
  const rows = rowsOf(grid, "heights");
  const { values, columns } = grid;
  const [mc, mr] = [(columns - 1) / 2, (rows - 1) / 2];
  // Normal equations about the middle of the grid; for a full grid they are diagonal
  const m = new Float64Array(9);
  const right = new Float64Array(3);
  let n = 0;
  let mean = 0;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) continue;
    n++;
    mean += (values[i] - mean) / n;
  }
  if (n < LEAST) throw new OptionError(`heights: ${n} finite values; at least ${LEAST} are needed`);
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) continue;
    const terms = [1, (i % columns) - mc, Math.floor(i / columns) - mr];
    for (let a = 0; a < 3; a++) {
      right[a] += terms[a] * (values[i] - mean);
      for (let b = 0; b < 3; b++) m[3 * a + b] += terms[a] * terms[b];
    }
  }
  const [a, b, c] = solve3(m, right);
  return {
    values: Float64Array.from({ length: values.length }, (_, i) =>
      Number.isFinite(values[i])
        ? values[i] - mean - a - b * ((i % columns) - mc) - c * (Math.floor(i / columns) - mr)
        : Number.NaN,
    ),
    plane: { offset: mean + a, perColumn: b, perRow: c },
  };
}

/** Cramer's rule; a direction without extent has the slope 0. */
function solve3(m: Float64Array, right: Float64Array): readonly [number, number, number] {
  const flat = [1, 2].filter((k) => m[4 * k] === 0);
  for (const k of flat) m[4 * k] = 1;
  const det = (c: readonly (readonly [number, number, number])[]): number =>
    c[0][0] * (c[1][1] * c[2][2] - c[1][2] * c[2][1]) -
    c[0][1] * (c[1][0] * c[2][2] - c[1][2] * c[2][0]) +
    c[0][2] * (c[1][0] * c[2][1] - c[1][1] * c[2][0]);
  const column = (k: number) => [m[k], m[3 + k], m[6 + k]] as const;
  const base = [column(0), column(1), column(2)] as const;
  const whole = det(base);
  if (!(Math.abs(whole) > 1e-12 * Math.abs(m[0] * m[4] * m[8]))) {
    throw new OptionError("heights: the finite values lie on one line; a plane needs more");
  }
  return [0, 1, 2].map(
    (k) => det(base.map((one, c) => (c === k ? ([right[0], right[1], right[2]] as const) : one))) / whole,
  ) as [number, number, number];
}

/** Ra = mean |z| and Rq = √(mean z²) of heights in m above the plane of least squares. @throws OptionError */
export function roughness(
  grid: Grid,
  options: RoughnessOptions = {},
): { readonly quantities: readonly [Ra: Quantity, Rq: Quantity]; readonly levelled: Levelled } {
  const { levelling = "plane" } = options;
  if (levelling !== "plane" && levelling !== "mean") {
    throw new OptionError(`levelling "${levelling}" is not plane or mean`);
  }
  const level = levelPlane(grid);
  const rows = rowsOf(grid, "heights");
  const finite = Array.from(grid.values).filter(Number.isFinite);
  const mean = finite.reduce((s, z) => s + z, 0) / finite.length;
  const levelled =
    levelling === "plane"
      ? level
      : {
          values: Float64Array.from(grid.values, (z) => z - mean),
          plane: { offset: mean, perColumn: 0, perRow: 0 },
        };
  const z = levelled.values;
  const sums = tileSums(grid, tilesOf(options.tiles), 5, (i) =>
    Number.isFinite(z[i]) ? [1, Math.abs(z[i]), z[i] ** 2, z[i] ** 3, z[i] ** 4] : undefined,
  );
  const square = (s: Float64Array): number => s[2] / s[0];
  const Rq = jackknife(sums, (s) => Math.sqrt(square(s)));
  const Ra = jackknife(sums, (s) => s[1] / s[0]);
  let [low, high] = [Infinity, -Infinity];
  for (const height of z) {
    if (Number.isNaN(height)) continue;
    [low, high] = [Math.min(low, height), Math.max(high, height)];
  }
  const { perColumn, perRow } = level.plane;
  const tilt = Math.abs(perColumn) * (grid.columns - 1) + Math.abs(perRow) * (rows - 1);
  const lost = z.length - finite.length;
  const warnings = [
    ...(levelling === "plane" && tilt > TILT * Rq.value
      ? [
          `the plane that was taken off spans ${(tilt / Rq.value).toPrecision(2)} times Rq: a bend of the scanner of 1 % of it is left in the heights`,
        ]
      : []),
    ...(levelling === "mean" && tilt > Rq.value
      ? [
          "the heights are tilted by more than Rq and no plane was taken off: the roughness is that of the tilt",
        ]
      : []),
    ...(lost > 0 ? [`${lost} of ${z.length} points have no height and were left out`] : []),
    ...(sums.length < 9 ? ["the grid is too small for an error by tiles"] : []),
  ];
  const make = (
    symbol: string,
    formula: string,
    found: ReturnType<typeof jackknife>,
    others: readonly [name: string, unit: string, found: ReturnType<typeof jackknife>][],
  ): Quantity => {
    const inputs = openInputs(options);
    const fit = (one: ReturnType<typeof jackknife>) => ({
      parameters: ["r"],
      values: [one.value],
      covariance: [one.stderr ** 2],
      degreesOfFreedom: one.freedom,
    });
    const main = inputs.fitted(fit(found), `${sums.length} tiles`, {})("r");
    return inputs.quantity(
      {
        quantity: "roughness",
        symbol,
        unit: "m",
        formula,
        source: "ISO 25178-2 (Sa, Sq) and ISO 4287 (Ra, Rq); error by a jackknife over tiles",
        definition: [
          levelling === "plane" ? "heights above the plane of least squares" : "heights above their mean",
          `${grid.columns} × ${rows} points; roughness grows with the area that is looked at`,
        ],
        positive: true,
      },
      main,
      others.map(([name, unit, one]) => ({ name, unit, of: inputs.fitted(fit(one), "tiles", {})("r") })),
      warnings,
    );
  };
  const bare = (value: number) => ({ value, stderr: 0, freedom: Infinity });
  const moments: [string, string, ReturnType<typeof jackknife>][] = [
    ["skewness", "", jackknife(sums, (s) => s[3] / s[0] / square(s) ** 1.5)],
    ["kurtosis (3 for a Gaussian)", "", jackknife(sums, (s) => s[4] / s[0] / square(s) ** 2)],
    ["highest peak", "m", bare(high)],
    ["deepest valley", "m", bare(low)],
  ];
  return {
    quantities: [make("Ra", "Ra = mean |z|", Ra, []), make("Rq", "Rq = √(mean z²)", Rq, moments)],
    levelled,
  };
}
