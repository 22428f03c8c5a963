/**
 * The Shirley background (D. A. Shirley, Phys. Rev. B 5, 4709 (1972); iterated as A. Proctor and P. M. A. Sherwood, Anal. Chem. 54,
 * 13 (1982)): at each energy it is proportional to the area of the peaks at lower binding energy,
 *
 *     B(E) = I₀ + (I₁ − I₀)·∫₍E₀…E₎(I − B) / ∫₍E₀…E₁₎(I − B),
 *
 * with I₀ and I₁ the intensities at the ends of low and high binding energy. It is the fixed point of an iteration; each step costs
 * one cumulative sum. Both steps use one and the same B: the result does not depend on the order of the points.
 */
import { alongLoss, cumulative, endMeans, type Region } from "./region.ts";

export interface ShirleyOptions {
  /** Points averaged at each end. Default 1. */
  readonly points?: number;
  /** The iteration ends when no value changes by more than this part of the span of the intensities. Default 1e-8. */
  readonly tolerance?: number;
  /** Default 500. */
  readonly iterations?: number;
  /** Keeps the background at or below the data ("smart Shirley"). Default false: with noise it draws the background down. */
  readonly belowData?: boolean;
}

/** A background and how it was reached. */
export interface Background {
  /** One value per point, in the order of the region. */
  readonly values: Float64Array;
  readonly converged: boolean;
  readonly iterations: number;
  /** What is doubtful, as a sentence. */
  readonly doubt?: string;
}

/**
 * The Shirley background of a region. When the iteration does not settle, the last step comes back with `converged` false and the
 * reason; where no area lies above the background (a valley, or only noise), it is the straight line between the ends.
 * @throws RangeError for a region that is not monotonic or too short
 */
export function shirleyBackground(region: Region, options: ShirleyOptions = {}): Background {
  const { points = 1, tolerance = 1e-8, iterations = 500, belowData = false } = options;
  const { loss, y, restore } = alongLoss(region);
  const n = y.length;
  const [low, high] = endMeans(y, points);
  const line = loss.map((x) => low + ((high - low) * (x - loss[0])) / (loss[n - 1] - loss[0]));
  let least = Infinity;
  let most = -Infinity;
  for (const value of y) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const span = most - least;
  let present = new Float64Array(n).fill(Math.min(low, high));
  for (let step = 1; step <= iterations; step++) {
    const area = cumulative(
      loss,
      y.map((value, i) => value - present[i]),
    );
    const total = area[n - 1];
    if (!(total > 1e-12 * span * (loss[n - 1] - loss[0]))) {
      const flat = span === 0;
      return {
        values: restore(line),
        converged: flat,
        iterations: step,
        doubt: flat
          ? undefined
          : "no area lies above the Shirley background between the ends of the region, so a straight line stands in its place; choose ends outside the peaks",
      };
    }
    let change = 0;
    const next = area.map((part, i) => {
      const value = low + ((high - low) * part) / total;
      return belowData ? Math.min(value, y[i]) : value;
    });
    for (let i = 0; i < n; i++) change = Math.max(change, Math.abs(next[i] - present[i]));
    present = next;
    if (change <= tolerance * span) {
      return {
        values: restore(present),
        converged: true,
        iterations: step,
        doubt: crossing(y, present, span),
      };
    }
  }
  return {
    values: restore(present),
    converged: false,
    iterations,
    doubt: `the Shirley background still changes after ${iterations} steps; average more points at the ends or choose ends outside the peaks`,
  };
}

/** Data that lie well below the background over many points: the ends stand on a peak. */
function crossing(y: Float64Array, background: Float64Array, span: number): string | undefined {
  let below = 0;
  for (let i = 0; i < y.length; i++) if (y[i] < background[i] - 0.05 * span) below++;
  return below > y.length / 20
    ? `${below} of ${y.length} points lie more than 5 % of the span below the Shirley background; its ends may stand on a peak`
    : undefined;
}
