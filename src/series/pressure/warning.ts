/**
 * Early warning of lithium that penetrates the electrolyte, from the swing of the pressure per charge.
 *
 * Lithium that is plated into pores and cracks does not lift the stack, so the swing falls while the capacity still looks stable (doi
 * 10.1016/j.ensm.2022.05.050: the fall begins after cycle 13, the internal short comes in cycle 20). A cell that forms its interphases
 * also loses swing, but ever more slowly: its curve is convex. The rule therefore asks whether the fall speeds up. Each cycle is
 * forecast by a line through the cycles before it; for a convex curve the forecast is too low and nothing can fire.
 *
 * A warning needs all of these, in one cycle:
 * 1. CUSUM of the misses (E. S. Page, Biometrika 41, 100 (1954)) above its limit;
 * 2. EWMA of the misses (S. W. Roberts, Technometrics 1, 239 (1959)) beyond its limit;
 * 3. a fall that matters, below the forecast and since the change point: 2 % of the swing in the first cycles;
 * 4. a change point: a line that bends down at least two cycles ago, which explains the last twelve cycles at least twice as well as a
 *    jump does (a cell that was tightened again, or measured at another rate), and the last cycle still falls.
 */
import { median } from "../../fit/median.ts";
import { strongestKink, strongestStep } from "./kink.ts";

export interface WarningOptions {
  /** Cycles at the beginning from which the scatter is taken and that cannot warn: 8 and more. */
  readonly reference?: number;
  /** Cycles of the forecast line, and cycles between it and the one that is forecast. */
  readonly window?: number;
  readonly gap?: number;
  /** CUSUM: misses below this many standard deviations are forgiven; limit of the sum. */
  readonly allowance?: number;
  readonly limit?: number;
  /** EWMA: weight of the last miss, and limit in its standard deviations. */
  readonly weight?: number;
  readonly deviations?: number;
  /** Least fall below the forecast, as a share of the reference. */
  readonly drop?: number;
}

export const warningDefaults = {
  reference: 8,
  window: 8,
  gap: 2,
  allowance: 0.75,
  limit: 9,
  weight: 0.4,
  deviations: 3.5,
  drop: 0.02,
} as const satisfies Required<WarningOptions>;

/** What the charts showed in one cycle behind the reference. Misses and sums are in standard deviations; a fall is negative. */
export interface Watched {
  readonly cycle: number;
  readonly value: number;
  readonly forecast: number;
  readonly miss: number;
  /** Sum of the falls; fires above `WarningOptions.limit`. */
  readonly cusum: number;
  /** Moving mean over its own standard deviation; fires below −`WarningOptions.deviations`. */
  readonly ewma: number;
}

export interface PressureWarning {
  /** Cycle at whose end the warning was due. */
  readonly cycle: number;
  /** Time of that end in s. */
  readonly time: number;
  /** Sentence: which rule, which numbers. */
  readonly rule: string;
  /** Last cycle before the fall. */
  readonly onset: number;
  readonly statistics: {
    readonly cusum: { readonly value: number; readonly threshold: number };
    readonly ewma: { readonly value: number; readonly threshold: number };
    /** Fall below the forecast over the reference. */
    readonly drop: { readonly value: number; readonly threshold: number };
    /** Change of slope at the onset in units of its standard error; residuals of the best jump over those of the bend. */
    readonly bend: { readonly score: number; readonly stepRatio: number; readonly threshold: number };
  };
}

export interface Watch {
  readonly warning: PressureWarning | null;
  /** First and last cycle of the reference, its median and the scatter of one cycle about a smooth curve there; null with too few cycles. */
  readonly reference: {
    readonly from: number;
    readonly to: number;
    readonly level: number;
    readonly scatter: number;
  } | null;
  readonly watched: readonly Watched[];
}

export interface WatchedSeries {
  readonly cycle: readonly number[];
  /** s, the end of each cycle's discharge. */
  readonly time: readonly number[];
  /** Swing per charge, any unit; not finite where unknown. */
  readonly value: readonly number[];
  /** Standard errors in the same unit. */
  readonly error: readonly number[];
}

/** Cycles in which the change point is looked for. */
const RECENT = 12;
/** A bend must explain so much more than a jump. */
const STEP_RATIO = 2;
/** Single misses count as no more, so that one bad cycle is not a trend. */
const CLIP = 8;
/** The scatter of few cycles may be low by chance: it is raised by this, and is never below a thousandth of the level. */
const CAUTION = 1.3;
const LEAST_SCATTER = 1e-3;

export function watchSwing(series: WatchedSeries, options: WarningOptions = {}): Watch {
  const set = { ...warningDefaults, ...options };
  if (!Number.isInteger(set.reference) || set.reference < 8) {
    throw new RangeError(
      `the reference must be 8 cycles or more, not ${set.reference}: fewer do not show their own scatter`,
    );
  }
  const rows = series.value.map((_, k) => k).filter((k) => Number.isFinite(series.value[k]));
  const cycle = rows.map((k) => series.cycle[k]);
  const value = rows.map((k) => series.value[k]);
  const n = rows.length;
  if (n < set.reference) return { warning: null, reference: null, watched: [] };
  const level = median(value.slice(0, set.reference));
  const measured = median(rows.map((k) => series.error[k]).filter(Number.isFinite));
  const floor = Math.max(LEAST_SCATTER * Math.abs(level), measured || 0);
  const scatterTo = openScatter(value);
  const reference = {
    from: cycle[0],
    to: cycle[set.reference - 1],
    level,
    scatter: Math.max(scatterTo(set.reference), floor),
  };
  // A swing that is negative or none (a cell that presses less when charged) is watched by its size
  const sign = level < 0 ? -1 : 1;
  const watched: Watched[] = [];
  const spread = Math.sqrt(set.weight / (2 - set.weight));
  let warning: PressureWarning | null = null;
  let cusum = 0;
  let mean = 0;
  for (let k = set.reference; k < n; k++) {
    const to = k - set.gap;
    const forecast = forecastAt(cycle, value, Math.max(0, to - set.window), to, cycle[k]);
    const scatter = CAUTION * Math.max(scatterTo(Math.max(set.reference, k - set.gap)), floor);
    const fall = sign * (value[k] - forecast.value);
    const miss = Math.max(-CLIP, Math.min(CLIP, fall / (scatter * forecast.factor)));
    cusum = Math.max(0, cusum - miss - set.allowance);
    mean = set.weight * miss + (1 - set.weight) * mean;
    const ewma = mean / spread;
    watched.push({ cycle: cycle[k], value: value[k], forecast: forecast.value, miss, cusum, ewma });
    if (warning !== null || cusum <= set.limit || ewma >= -set.deviations) continue;
    const drop = -fall / Math.abs(level);
    if (!(drop > set.drop) || !(sign * (value[k] - value[k - 1]) < 0)) continue;
    const bend = fallingBend(cycle, value, k, sign);
    if (bend === null) continue;
    // A swing that rises ever more slowly bends as well: it must have fallen since
    if (!(sign * (bend.value - value[k]) > set.drop * Math.abs(level))) continue;
    warning = {
      cycle: cycle[k],
      time: series.time[rows[k]],
      onset: bend.onset,
      rule: `the swing per charge falls ever faster since cycle ${bend.onset}: in cycle ${cycle[k]} it is ${(100 * drop).toFixed(1)} % of the reference below its forecast (CUSUM ${cusum.toFixed(1)} > ${set.limit}, EWMA ${ewma.toFixed(1)} < −${set.deviations}, a bend explains it ${bend.stepRatio > 99 ? "over 99" : bend.stepRatio.toFixed(1)} times as well as a jump)`.replace(
        /(?<=EWMA )-/,
        "−",
      ),
      statistics: {
        cusum: { value: cusum, threshold: set.limit },
        ewma: { value: ewma, threshold: -set.deviations },
        drop: { value: drop, threshold: set.drop },
        bend: { score: bend.score, stepRatio: bend.stepRatio, threshold: STEP_RATIO },
      },
    };
  }
  return { warning, reference, watched };
}

/** Line through the points [from, to), its value at x and √(1 + the variance of that value) in variances of a point. */
function forecastAt(
  x: readonly number[],
  y: readonly number[],
  from: number,
  to: number,
  at: number,
): { readonly value: number; readonly factor: number } {
  const n = to - from;
  let cx = 0;
  let cy = 0;
  for (let k = from; k < to; k++) {
    cx += x[k] / n;
    cy += y[k] / n;
  }
  let square = 0;
  let product = 0;
  for (let k = from; k < to; k++) {
    square += (x[k] - cx) ** 2;
    product += (x[k] - cx) * (y[k] - cy);
  }
  const far = at - cx;
  return { value: cy + (product / square) * far, factor: Math.sqrt(1 + 1 / n + (far * far) / square) };
}

/**
 * Standard deviation of a point about a smooth curve, over the first points: root mean square of third differences over √20, which any
 * parabola leaves at zero.
 */
function openScatter(y: readonly number[]): (points: number) => number {
  const sums = [0];
  for (let k = 3; k < y.length; k++) {
    sums.push(sums[sums.length - 1] + (y[k] - 3 * y[k - 1] + 3 * y[k - 2] - y[k - 3]) ** 2);
  }
  return (points) => Math.sqrt(sums[points - 3] / (points - 3) / 20);
}

function fallingBend(
  cycle: readonly number[],
  value: readonly number[],
  last: number,
  sign: number,
): {
  readonly onset: number;
  readonly value: number;
  readonly score: number;
  readonly stepRatio: number;
} | null {
  const from = Math.max(0, last + 1 - RECENT);
  const x = cycle.slice(from, last + 1);
  const y = value.slice(from, last + 1);
  const bend = strongestKink(x, y, 2);
  const step = strongestStep(x, y, 1);
  if (!bend || !step || !(sign * bend.change < 0)) return null;
  const stepRatio = bend.residual > 0 ? step.residual / bend.residual : Number.POSITIVE_INFINITY;
  return stepRatio > STEP_RATIO
    ? { onset: x[bend.at], value: y[bend.at], score: bend.score, stepRatio }
    : null;
}
