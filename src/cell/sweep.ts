/** A linear sweep: its one direction, the rows of its base line, and its steepest part. */
import { OptionError } from "../fit/plan.ts";

/** A linear sweep. */
export interface Sweep {
  /** V, in the order of the measurement. */
  readonly potential: ArrayLike<number>;
  /** A·m⁻² */
  readonly currentDensity: ArrayLike<number>;
}

/** Rules of thumb of ours. */
const LEAST = 20;
/** Width of the window of the tangent over the range of the sweep. */
export const TANGENT = 0.02;

/** The points up to the first turn; the current with the sign of the reaction that the direction looks for. */
export function firstSweep(
  { potential, currentDensity }: Sweep,
  warnings: string[],
): { readonly potential: number[]; readonly current: number[]; readonly direction: 1 | -1 } {
  if (potential.length !== currentDensity.length) {
    throw new OptionError(
      `${potential.length} potentials and ${currentDensity.length} currents; give one current density per potential`,
    );
  }
  const rows = Array.from({ length: potential.length }, (_, i) => i).filter(
    (i) => Number.isFinite(potential[i]) && Number.isFinite(currentDensity[i]),
  );
  const E = rows.map((i) => potential[i]);
  let far = 0;
  E.forEach((value, i) => {
    if (Math.abs(value - E[0]) > Math.abs(E[far] - E[0])) far = i;
  });
  if (far < LEAST - 1) {
    throw new OptionError(`the sweep has ${far + 1} points up to its turn; at least ${LEAST} are needed`);
  }
  if (far < rows.length - 1) {
    warnings.push(`the sweep turns at ${E[far]} V: only the ${far + 1} points up to there were used`);
  }
  const direction = E[far] > E[0] ? 1 : -1;
  return {
    potential: E.slice(0, far + 1),
    current: rows.slice(0, far + 1).map((i) => direction * currentDensity[i]),
    direction,
  };
}

export function baseRows(
  E: readonly number[],
  direction: 1 | -1,
  range?: readonly [number, number],
): number[] {
  const rows = E.map((_, i) => i);
  if (range) {
    const [low, high] = [Math.min(...range), Math.max(...range)];
    return rows.filter((i) => E[i] >= low && E[i] <= high);
  }
  const span = Math.abs(E[E.length - 1] - E[0]);
  return rows.filter((i) => {
    const part = (direction * (E[i] - E[0])) / span;
    return part >= 0.05 && part <= 0.3;
  });
}

/** Rows about the steepest rise of the current behind the base line. */
export function steepest(E: readonly number[], j: readonly number[], behind: number): number[] | undefined {
  const span = Math.abs(E[E.length - 1] - E[0]);
  const half = Math.max(2, Math.round(((TANGENT / 2) * E.length) | 0));
  let best: { readonly slope: number; readonly rows: number[] } | undefined;
  for (let i = behind + half; i + half < E.length; i++) {
    const rows = Array.from({ length: 2 * half + 1 }, (_, k) => i - half + k);
    const [mx, my] = [mean(rows.map((r) => E[r])), mean(rows.map((r) => j[r]))];
    let [sxx, sxy] = [0, 0];
    for (const r of rows) {
      sxx += (E[r] - mx) ** 2;
      sxy += (E[r] - mx) * (j[r] - my);
    }
    const slope = Math.abs(sxy / sxx) * Math.sign(sxy / sxx) * Math.sign(E[E.length - 1] - E[0]);
    if (sxx > 1e-12 * span * span && (best === undefined || slope > best.slope)) best = { slope, rows };
  }
  return best && best.slope > 0 ? best.rows : undefined;
}

export function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
