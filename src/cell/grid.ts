/** Grids of values, and errors of their statistics by tiles. */
import { OptionError } from "../fit/plan.ts";

/** A grid of values, row by row. Values that are not finite are left out. */
export interface Grid {
  readonly values: ArrayLike<number>;
  /** Points in a row. */
  readonly columns: number;
}

/** Rows of a grid. @throws OptionError when its values do not fill them */
export function rowsOf({ values, columns }: Grid, what: string): number {
  if (!(Number.isInteger(columns) && columns > 0) || values.length % columns !== 0) {
    throw new OptionError(`${what}: ${values.length} values do not fill rows of ${columns}`);
  }
  return values.length / columns;
}

/** Sums over each tile, one array of `width` per tile. */
export function tileSums(
  grid: Grid,
  tiles: number,
  width: number,
  terms: (i: number) => readonly number[] | undefined,
): Float64Array[] {
  const rows = rowsOf(grid, "grid");
  const down = Math.min(tiles, rows);
  const across = Math.min(tiles, grid.columns);
  const sums = Array.from({ length: down * across }, () => new Float64Array(width));
  for (let i = 0; i < grid.values.length; i++) {
    const found = terms(i);
    if (!found) continue;
    const r = Math.floor((Math.floor(i / grid.columns) * down) / rows);
    const c = Math.floor(((i % grid.columns) * across) / grid.columns);
    const sum = sums[r * across + c];
    found.forEach((term, k) => {
      sum[k] += term;
    });
  }
  return sums.filter((sum) => sum[0] > 0);
}

/**
 * Value and jackknife error of a function of sums: one tile is left out at a time, so that neighbouring points that are alike within a tile
 * do not count as independent (Künsch 1989).
 */
export function jackknife(
  sums: readonly Float64Array[],
  of: (total: Float64Array) => number,
): { readonly value: number; readonly stderr: number; readonly freedom: number } {
  const total = sums.reduce((all, sum) => all.map((x, k) => x + sum[k]), new Float64Array(sums[0].length));
  const K = sums.length;
  const value = of(total);
  if (K < 2) return { value, stderr: Number.NaN, freedom: 0 };
  const without = sums.map((sum) => of(total.map((x, k) => x - sum[k])));
  const mean = without.reduce((s, x) => s + x, 0) / K;
  const variance = ((K - 1) / K) * without.reduce((s, x) => s + (x - mean) ** 2, 0);
  return { value, stderr: Math.sqrt(variance), freedom: K - 1 };
}

/** Checks the number of tiles along each side. @throws OptionError */
export function tilesOf(tiles = 5): number {
  if (Number.isInteger(tiles) && tiles >= 2) return tiles;
  throw new OptionError(`tiles is ${tiles}; it is a whole number from 2`);
}
