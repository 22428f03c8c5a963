/** The potential at which an electrolyte begins to decompose in a linear sweep, by three methods. */
import { fitCurve } from "../fit/curve.ts";
import { OptionError } from "../fit/plan.ts";
import type { KernelBuild } from "../kernel/build.ts";
import { type Engine, withCurveEngine } from "../workers/engine.ts";
import {
  type Crossing,
  type Line,
  lineAt,
  noiseOnset,
  type OnsetContext,
  STAY,
  tangentOnset,
  thresholdOnset,
} from "./onsetMethods.ts";
import type { Quantity, QuantityOptions } from "./quantity.ts";
import { baseRows, firstSweep, mean, type Sweep, steepest } from "./sweep.ts";

export type { Line, Sweep };

export interface OnsetOptions extends QuantityOptions {
  /** A·m⁻² above the base line; default 0.1 (10 µA·cm⁻²). */
  readonly threshold?: number;
  /** Standard deviations of the noise above the base line; default 5. */
  readonly sigmas?: number;
  /** V, between which the base line is fitted; default: the first 30 % of the sweep behind its first twentieth. */
  readonly baseline?: readonly [number, number];
  readonly kernel?: KernelBuild;
  readonly engine?: Engine;
}

export interface Onset {
  /** By threshold, by tangents, by noise; those that the sweep reaches. */
  readonly quantities: readonly Quantity[];
  /** The sweep in its one direction: V, and A·m⁻² with positive sign for the reaction that is looked for. */
  readonly potential: readonly number[];
  readonly current: readonly number[];
  readonly baseline: Line;
  /** Steepest part, in which the tangent was fitted. */
  readonly tangent?: Line & { readonly range: readonly [number, number] };
  readonly warnings: readonly string[];
}

/**
 * Onset potentials: where the current exceeds the base line by a threshold, where the tangent at the steepest part meets the base
 * line, and where it leaves the noise (k·σ) for good. A sweep to lower potentials looks for a reduction.
 * @throws OptionError for sweeps that are too short or whose base line cannot be fitted
 */
export async function onset(sweep: Sweep, options: OnsetOptions = {}): Promise<Onset> {
  const { threshold = 0.1, sigmas = 5 } = options;
  if (!(threshold > 0)) throw new OptionError(`the threshold is ${threshold} A·m⁻²; it must be above 0`);
  if (!(sigmas > 0)) throw new OptionError(`sigmas is ${sigmas}; it must be above 0`);
  const warnings: string[] = [];
  const { potential: E, current: j, direction } = firstSweep(sweep, warnings);
  const base = baseRows(E, direction, options.baseline);
  if (base.length < STAY) {
    throw new OptionError(
      `the base line has ${base.length} points; at least ${STAY} are needed: give another range of potentials`,
    );
  }
  const step = steepest(E, j, base[base.length - 1]);
  return withCurveEngine(options, async (engine) => {
    const fitted = async (formula: string, rows: readonly number[]): Promise<Line> => {
      const centre = mean(rows.map((i) => E[i]));
      const fit = await fitCurve(
        formula,
        { x: rows.map((i) => E[i] - centre), y: rows.map((i) => j[i]) },
        { engine },
      );
      return { centre, fit };
    };
    const line = (rows: readonly number[]): Promise<Line> => fitted("y = a + b*x", rows);
    const baseline = await line(base);
    const above = j.map((value, i) => value - lineAt(baseline, E[i]));
    const noise = baseline.fit.residualSd;
    const behind = base[base.length - 1] + 1;
    const context: OnsetContext = { options, E, direction, baseline, noise };
    const crossing = async (level: number): Promise<Crossing | undefined> => {
      const at = above.findIndex(
        (value, i) =>
          i >= behind &&
          i + STAY <= above.length &&
          value > level &&
          above.slice(i, i + STAY).every((next) => next > level),
      );
      if (at < 1) return undefined;
      const near = (reach: number): number[] =>
        Array.from({ length: 2 * reach + 1 }, (_, k) => at - reach + k).filter((i) => i >= 0 && i < E.length);
      return { level, at, local: await fitted("y = a + b*x + c*x^2", near(3)), around: await line(near(5)) };
    };
    const tangentFit = step && (await line(step));
    const atThreshold = await crossing(threshold);
    const quantities = [
      atThreshold && thresholdOnset(context, atThreshold),
      tangentFit && tangentOnset(context, tangentFit),
      noiseOnset(context, await crossing(sigmas * noise), sigmas),
    ].filter((one) => one !== undefined);
    if (!atThreshold) {
      const most = above.slice(behind).reduce((a, b) => Math.max(a, b), 0);
      warnings.push(
        `the current stays below ${threshold} A·m⁻² above the base line up to ${E[E.length - 1]} V (it reaches ${most.toPrecision(2)}): stable to there by this measure`,
      );
    }
    return {
      quantities: quantities.map((quantity) => ({
        ...quantity,
        warnings: [...quantity.warnings, ...warnings],
      })),
      potential: E,
      current: j,
      baseline,
      ...(tangentFit &&
        step && { tangent: { ...tangentFit, range: [E[step[0]], E[step[step.length - 1]]] as const } }),
      warnings,
    };
  });
}
