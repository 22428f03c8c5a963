/** Depth profiles of secondary-ion mass spectrometry: normalisation and the width of interfaces. */

/** Intensity of each ion along one axis of depth, sputter time or dose. */
export interface DepthProfile {
  /** Rising strictly. */
  readonly x: ArrayLike<number>;
  readonly ions: Readonly<Record<string, ArrayLike<number>>>;
}

/** To the sum of all ions at each depth, to one ion at each depth (Cs⁺, a matrix ion), or to the highest value of each ion. */
export type Normalization = "total" | "maximum" | { readonly ion: string };

/**
 * The profile after normalisation; NaN where the divisor is 0.
 * @throws RangeError for an ion that is not there or arrays that differ in length
 */
export function normalizeProfile({ x, ions }: DepthProfile, by: Normalization): Record<string, Float64Array> {
  const names = Object.keys(ions);
  for (const name of names) {
    if (ions[name].length !== x.length) {
      throw new RangeError(`ion ${name} has ${ions[name].length} intensities for ${x.length} depths`);
    }
  }
  const divisor = divisorOf(ions, names, x.length, by);
  return Object.fromEntries(
    names.map((name) => [
      name,
      Float64Array.from(ions[name], (value, i) => {
        const d = divisor(name, i);
        return d === 0 ? Number.NaN : value / d;
      }),
    ]),
  );
}

function divisorOf(
  ions: DepthProfile["ions"],
  names: readonly string[],
  n: number,
  by: Normalization,
): (name: string, i: number) => number {
  if (by === "maximum") {
    const most = new Map(
      names.map((name) => [name, Array.from(ions[name]).reduce((a, b) => Math.max(a, b), -Infinity)]),
    );
    return (name) => most.get(name)!;
  }
  if (by === "total") {
    const total = Float64Array.from({ length: n }, (_, i) =>
      names.reduce((sum, name) => sum + ions[name][i], 0),
    );
    return (_, i) => total[i];
  }
  const reference = ions[by.ion];
  if (!reference) throw new RangeError(`there is no ion ${by.ion}; the profile has ${names.join(", ")}`);
  return (_, i) => reference[i];
}

export interface InterfaceOptions {
  /** Parts of the step between which the width is measured. Default 0.16 and 0.84: ±1 σ of a step broadened by a Gaussian. */
  readonly levels?: readonly [number, number];
  /** Intensities before and after the interface. Default: the means of the outer tenths. */
  readonly plateaus?: readonly [before: number, after: number];
}

export interface Interface {
  /** Where the intensity is half way between the plateaus. */
  readonly position: number;
  /** Distance of the two levels, in units of x. */
  readonly width: number;
  /** σ of the Gaussian that broadens a sharp step to this width. */
  readonly sigma: number;
  readonly plateaus: readonly [number, number];
  readonly doubt?: string;
}

/** 16–84 % width over σ: twice the quantile of the normal distribution at 0.84. */
const SIGMAS_16_84 = 2 * 0.994457883209753;

/**
 * Width of one interface: where the profile crosses the levels next to its middle, interpolated linearly. Rising or falling.
 * @throws RangeError for arrays that do not fit, or plateaus that are equal
 */
export function interfaceWidth(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  { levels = [0.16, 0.84], plateaus }: InterfaceOptions = {},
): Interface {
  const n = x.length;
  if (n !== y.length || n < 5)
    throw new RangeError(`${n} depths and ${y.length} intensities: equally many, at least 5, are needed`);
  const tenth = Math.max(1, Math.floor(n / 10));
  const mean = (from: number, to: number): number => {
    let sum = 0;
    for (let i = from; i < to; i++) sum += y[i];
    return sum / (to - from);
  };
  const [before, after] = plateaus ?? [mean(0, tenth), mean(n - tenth, n)];
  if (!Number.isFinite(before) || !Number.isFinite(after) || before === after) {
    throw new RangeError(
      `the plateaus before and after the interface are ${before} and ${after}: there is no step between them`,
    );
  }
  // Every profile rises from 0 to 1 on this scale
  const u = Float64Array.from(y, (value) => (value - before) / (after - before));
  const crossings: number[] = [];
  for (let i = 1; i < n; i++) if (u[i - 1] < 0.5 !== u[i] < 0.5) crossings.push(i);
  const middle = crossings[crossings.length >> 1];
  if (middle === undefined) {
    throw new RangeError("the profile does not cross the middle between its plateaus; give the plateaus");
  }
  const interpolate = (i: number, level: number): number =>
    x[i - 1] + ((level - u[i - 1]) / (u[i] - u[i - 1])) * (x[i] - x[i - 1]);
  let low = middle;
  while (low > 0 && u[low - 1] > levels[0]) low--;
  let high = middle;
  while (high < n - 1 && u[high] < levels[1]) high++;
  const reached = low > 0 && u[high] >= levels[1];
  const from = low > 0 ? interpolate(low, levels[0]) : Number.NaN;
  const to = u[high] >= levels[1] ? interpolate(high, levels[1]) : Number.NaN;
  const width = to - from;
  const standard = levels[0] === 0.16 && levels[1] === 0.84;
  return {
    position: interpolate(middle, 0.5),
    width,
    sigma: standard ? width / SIGMAS_16_84 : Number.NaN,
    plateaus: [before, after],
    doubt: !reached
      ? "the profile does not reach both levels inside the range; widen it"
      : crossings.length > 1
        ? `the profile crosses its middle ${crossings.length} times: smooth it, or give the range of one interface`
        : undefined,
  };
}
