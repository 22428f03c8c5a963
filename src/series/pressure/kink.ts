/** Change points of a short series: a line that bends, and a line that jumps. */

export interface Bend {
  /** Index of the last point before the change. */
  readonly at: number;
  /** Slope before it, and change of the slope (of a jump: its height), per unit of x. */
  readonly before: number;
  readonly change: number;
  /** Change over its standard error. */
  readonly score: number;
  /** Sum of squared residuals. */
  readonly residual: number;
}

/**
 * The continuous line of two pieces with the least squared residuals.
 * @param side fewest points on either side of the bend, the bend itself on the left
 * @returns null with too few points
 */
export function strongestKink(x: readonly number[], y: readonly number[], side = 3): Bend | null {
  return best(x, y, side, (xi, k) => Math.max(0, xi - x[k]));
}

/** The same line before and after, but for a jump. */
export function strongestStep(x: readonly number[], y: readonly number[], side = 1): Bend | null {
  return best(x, y, side, (xi, k) => (xi > x[k] ? 1 : 0));
}

/** Fits 1, x and a third function of x whose place is searched; Frisch and Waugh: the third coefficient from residuals on 1 and x. */
function best(
  x: readonly number[],
  y: readonly number[],
  side: number,
  shape: (xi: number, k: number) => number,
): Bend | null {
  const n = x.length;
  const project = projector(x);
  const v = project(y);
  const total = v.reduce((sum, value) => sum + value * value, 0);
  let found: Bend | null = null;
  for (let k = Math.max(side - 1, 1); k < n - Math.max(side, 1); k++) {
    const raw = x.map((xi) => shape(xi, k));
    const u = project(raw);
    const square = u.reduce((sum, value) => sum + value * value, 0);
    if (!(square > 1e-12 * n)) continue;
    const change = u.reduce((sum, value, i) => sum + value * v[i], 0) / square;
    const residual = Math.max(total - change * change * square, 0);
    if (found !== null && residual >= found.residual) continue;
    const error = n > 3 ? Math.sqrt(residual / (n - 3) / square) : Number.NaN;
    found = { at: k, before: slopeOf(x, y, raw, change), change, score: change / error, residual };
  }
  return found;
}

function projector(x: readonly number[]): (values: readonly number[]) => number[] {
  const n = x.length;
  const centre = x.reduce((sum, value) => sum + value, 0) / n;
  const square = x.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return (values) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / n;
    const slope = values.reduce((sum, value, i) => sum + (value - mean) * (x[i] - centre), 0) / square;
    return values.map((value, i) => value - mean - slope * (x[i] - centre));
  };
}

function slopeOf(x: readonly number[], y: readonly number[], raw: readonly number[], change: number): number {
  const n = x.length;
  const rest = y.map((value, i) => value - change * raw[i]);
  const centre = x.reduce((sum, value) => sum + value, 0) / n;
  const mean = rest.reduce((sum, value) => sum + value, 0) / n;
  const square = x.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return rest.reduce((sum, value, i) => sum + (value - mean) * (x[i] - centre), 0) / square;
}
