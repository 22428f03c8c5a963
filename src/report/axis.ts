import { powerOfTen, significant } from "./number.ts";

/** One tick: where it stands, in the unit of the data, and what is written beside it ("" for minor ticks). */
export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** One axis of a panel. `min < max`, in the unit of the data; a logarithmic axis has `min > 0`. */
export interface Axis {
  readonly kind: "linear" | "log";
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly Tick[];
  /** From right to left, as binding energies run. */
  readonly reversed?: boolean;
}

export type Range = readonly [number, number];

/** The least and the greatest finite number of several arrays (only positive ones if `positive`); undefined if there is none. */
export function rangeOf(arrays: readonly ArrayLike<number>[], positive = false): Range | undefined {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const array of arrays) {
    for (let i = 0; i < array.length; i++) {
      const value = array[i]!;
      if (!Number.isFinite(value) || (positive && value <= 0)) continue;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  return min <= max ? [min, max] : undefined;
}

/** A range with a margin on both sides; a range of one number is opened by 5 % of the number (by 1 around 0). */
export function padded([min, max]: Range, share = 0.04): Range {
  const span = max - min;
  const size = Math.max(Math.abs(min), Math.abs(max));
  // Below 1e-12 of the size a span is rounding, and ticks could not be told apart.
  if (span <= 1e-12 * size || span === 0) return [min - (0.05 * size || 1), max + (0.05 * size || 1)];
  return [min - share * span, max + share * span];
}

/** A logarithmic range opened by a share of its decades; one number is opened to a factor of two on both sides. */
export function paddedLog([min, max]: Range, share = 0.03): Range {
  const factor = max > min * (1 + 1e-9) ? (max / min) ** share : 2;
  return [min / factor, max * factor];
}

/** The step 1, 2, 2.5 or 5 × 10ⁿ (or one of `steps`) that divides a span into at most `count` parts. */
export function niceStep(span: number, count: number, steps: readonly number[] = [1, 2, 2.5, 5, 10]): number {
  const raw = span / Math.max(count, 1);
  const power = 10 ** Math.floor(Math.log10(raw));
  const multiple = steps.find((step) => step * power >= raw * (1 - 1e-9)) ?? 10;
  return multiple * power;
}

function decimalsOf(step: number): number {
  const [mantissa = "", exponent = "0"] = Number(step.toPrecision(6)).toExponential().split("e");
  return Math.max(0, (mantissa.split(".")[1]?.length ?? 0) - Number(exponent));
}

/**
 * A linear axis over [min, max] with ticks at multiples of a nice step.
 *
 * @param factor the unit of the labels: a label times the factor is the value of its tick.
 * @param count most steps over the axis. @param steps allowed steps in the unit of the labels, e.g. 15°, 30°, 45°.
 */
export function linearAxis(
  [min, max]: Range,
  { factor = 1, count = 6, step: given }: { factor?: number; count?: number; step?: number } = {},
): Axis {
  const step = given ?? niceStep((max - min) / factor, count);
  const decimals = decimalsOf(step);
  const ticks: Tick[] = [];
  const last = Math.floor(max / factor / step + 1e-6);
  for (let k = Math.ceil(min / factor / step - 1e-6); k <= last && ticks.length < 100; k++) {
    const shown = k * step;
    const text = shown.toFixed(Math.min(decimals, 20));
    ticks.push({ value: shown * factor, label: (k === 0 ? "0" : text).replace("-", "−") });
  }
  return { kind: "linear", min, max, ticks };
}

/** The first axis with three ticks or more, else the first: two ticks are hardly a scale. */
export function threeTicks(axes: readonly Axis[]): Axis {
  return axes.find(({ ticks }) => ticks.length >= 3) ?? axes[0]!;
}

/**
 * A logarithmic axis with labelled decades 10ⁿ (every second, third … if they are many) and unlabelled ticks at 2 … 9; over
 * less than a decade and a half with labels at 1, 2, 5; over less than a factor of five with the ticks of a linear axis.
 *
 * @param count most labelled decades. @param factor the unit of the labels: a label times the factor is the value of its tick.
 */
export function logAxis(
  [lower, upper]: Range,
  { count = 8, factor = 1 }: { count?: number; factor?: number } = {},
): Axis {
  const [min, max] = [lower / factor, upper / factor];
  const decades = Math.log10(max / min);
  const ticks: Tick[] = [];
  if (decades < 0.7) return { ...linearAxis([lower, upper], { count: 5, factor }), kind: "log" };
  const every = Math.ceil(decades / count);
  for (let k = Math.floor(Math.log10(min)); k <= Math.ceil(Math.log10(max)); k++) {
    for (let m = 1; m < 10; m++) {
      const value = Number(`${m}e${k}`);
      if (value < min * (1 - 1e-9) || value > max * (1 + 1e-9)) continue;
      if (decades < 1.5) {
        ticks.push({ value, label: m === 1 || m === 2 || m === 5 ? significant(value, 1) : "" });
      } else if (m === 1) {
        ticks.push({ value, label: k % every === 0 ? powerOfTen(k) : "" });
      } else if (every === 1) {
        ticks.push({ value, label: "" });
      }
    }
  }
  return {
    kind: "log",
    min: lower,
    max: upper,
    ticks: ticks.map(({ value, label }) => ({ value: value * factor, label })),
  };
}

/** Where a value lies on an axis: 0 at its left or lower end, 1 at the other; NaN if it has no place (not finite, or ≤ 0 on a logarithmic axis). */
export function fractionOf(axis: Axis, value: number): number {
  if (!Number.isFinite(value)) return Number.NaN;
  const fraction =
    axis.kind === "linear"
      ? (value - axis.min) / (axis.max - axis.min)
      : value > 0
        ? Math.log(value / axis.min) / Math.log(axis.max / axis.min)
        : Number.NaN;
  return axis.reversed ? 1 - fraction : fraction;
}
