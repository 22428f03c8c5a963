/** Backgrounds that are a polynomial of x. */
import { checkRegion, endMeans, type Region } from "./region.ts";

/** A range of x, in any order. */
export type Range = readonly [number, number];

/** The mean of the points at both ends, or of the end with the lower mean. */
export function constantBackground(
  region: Region,
  { points = 1, at = "lower" }: { readonly points?: number; readonly at?: "lower" | "both" } = {},
): Float64Array {
  checkRegion(region, 2);
  const [first, last] = endMeans(region.y, points);
  return new Float64Array(region.x.length).fill(at === "both" ? 0.5 * (first + last) : Math.min(first, last));
}

/** The straight line through the means of `points` points at each end. */
export function linearBackground(
  region: Region,
  { points = 1 }: { readonly points?: number } = {},
): Float64Array {
  checkRegion(region, 2);
  const { x, y } = region;
  const [y0, y1] = endMeans(y, points);
  const [x0, x1] = endMeans(x, points);
  return x.map((value) => y0 + ((y1 - y0) * (value - x0)) / (x1 - x0));
}

/**
 * The polynomial that fits the points in `ranges` best (least squares).
 * @param ranges where there is no signal; default: the outer tenths of the region
 * @throws RangeError when the ranges hold fewer points than the polynomial has coefficients
 */
export function polynomialBackground(
  region: Region,
  { degree = 2, ranges }: { readonly degree?: number; readonly ranges?: readonly Range[] } = {},
): Float64Array {
  checkRegion(region, 2);
  const { x, y } = region;
  if (!(Number.isInteger(degree) && degree >= 0 && degree <= 12)) {
    throw new RangeError(`degree ${degree} of a background: give a whole number from 0 to 12`);
  }
  const chosen = indicesIn(x, ranges);
  if (chosen.length <= degree) {
    throw new RangeError(
      `${chosen.length} points without signal for a polynomial of degree ${degree}: widen the ranges or lower the degree`,
    );
  }
  const columns = legendreColumns(x, degree);
  const coefficients = leastSquares(
    columns.map((column) => chosen.map((i) => column[i])),
    chosen.map((i) => y[i]),
  );
  return x.map((_, i) => columns.reduce((sum, column, k) => sum + coefficients[k] * column[i], 0));
}

/** Legendre polynomials P₀ … P_degree on the region scaled to −1 … 1: a well-conditioned basis of the polynomials of x. */
export function legendreColumns(x: ArrayLike<number>, degree: number): Float64Array[] {
  const n = x.length;
  const low = Math.min(x[0], x[n - 1]);
  const high = Math.max(x[0], x[n - 1]);
  const t = Float64Array.from(x, (value) => (2 * value - low - high) / (high - low));
  const columns = [new Float64Array(n).fill(1), t].slice(0, degree + 1);
  for (let k = 1; k < degree; k++) {
    columns.push(t.map((u, i) => ((2 * k + 1) * u * columns[k][i] - k * columns[k - 1][i]) / (k + 1)));
  }
  return columns;
}

function indicesIn(x: Float64Array, ranges: readonly Range[] | undefined): number[] {
  const all = Array.from(x, (_, i) => i);
  if (!ranges) {
    const tenth = Math.max(1, Math.round(x.length / 10));
    return all.filter((i) => i < tenth || i >= x.length - tenth);
  }
  return all.filter((i) => ranges.some(([a, b]) => x[i] >= Math.min(a, b) && x[i] <= Math.max(a, b)));
}

/** Least squares by modified Gram–Schmidt, applied twice; columns that add nothing get 0. */
export function leastSquares(columns: readonly ArrayLike<number>[], target: ArrayLike<number>): number[] {
  const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
    let sum = 0;
    for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
    return sum;
  };
  const take = (from: Float64Array, factor: number, what: ArrayLike<number>): void => {
    for (let i = 0; i < from.length; i++) from[i] -= factor * what[i];
  };
  const n = columns.length;
  const q: Float64Array[] = [];
  const r = columns.map(() => new Float64Array(n));
  const rest = Float64Array.from(target);
  const projected = new Float64Array(n);
  columns.forEach((column, k) => {
    const v = Float64Array.from(column);
    const before = Math.sqrt(dot(v, v));
    for (let pass = 0; pass < 2; pass++) {
      q.forEach((unit, j) => {
        const part = dot(unit, v);
        r[j][k] += part;
        take(v, part, unit);
      });
    }
    const norm = Math.sqrt(dot(v, v));
    const independent = norm > 1e-12 * before;
    r[k][k] = independent ? norm : 0;
    q.push(independent ? v.map((value) => value / norm) : new Float64Array(v.length));
    projected[k] = dot(q[k], rest);
    take(rest, projected[k], q[k]);
  });
  const solution = new Array<number>(n).fill(0);
  for (let k = n - 1; k >= 0; k--) {
    if (r[k][k] === 0) continue;
    let value = projected[k];
    for (let j = k + 1; j < n; j++) value -= r[k][j] * solution[j];
    solution[k] = value / r[k][k];
  }
  return solution;
}
