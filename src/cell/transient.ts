/** Currents after a voltage step: where they begin and where they end, by fits instead of by eye. */
import { fitCurve } from "../fit/curve.ts";
import type { CurveResult } from "../fit/curveResult.ts";
import { median } from "../fit/median.ts";
import { OptionError } from "../fit/plan.ts";
import { type Derived, estimate, parameterOf, sum } from "../fit/propagation.ts";
import { bic, weightsOf } from "../fit/ranking.ts";
import type { KernelBuild } from "../kernel/build.ts";
import { type Engine, withEngine } from "../workers/engine.ts";
import type { FittedInputs } from "./quantity.ts";

/** A current over time at constant voltage. */
export interface Transient {
  /** s, rising. */
  readonly time: ArrayLike<number>;
  /** A */
  readonly current: ArrayLike<number>;
}

export interface TransientOptions {
  /** Time of the voltage step in s; default: found in the data. */
  readonly start?: number;
  /** s after the step that are left out: the instrument charges the double layer and changes its range. Default 0. */
  readonly settle?: number;
  /** s, after which nothing is used: the end of the step. */
  readonly end?: number;
  readonly kernel?: KernelBuild;
  readonly engine?: Engine;
}

/** One law of decay that was fitted. */
export interface TransientModel {
  /** "one exponential", "power law", … */
  readonly name: string;
  /** x is the time since the step in s. */
  readonly formula: string;
  readonly fit: CurveResult;
  readonly bic: number;
  /** Part of the evidence among all laws. */
  readonly weight: number;
}

export interface TransientAnalysis {
  /** Steady current in A, from all laws by their weights. */
  readonly steady: FittedInputs;
  /** Parameters "I0" and "Is": the current just behind the step and the steady current, with their covariance, from the laws that are finite at the step. */
  readonly ends: FittedInputs;
  /** Best first. */
  readonly models: readonly TransientModel[];
  /** Seconds since the step and currents that were fitted, after averages over neighbours where there are thousands. */
  readonly time: Float64Array;
  readonly current: Float64Array;
  /** s on the clock of the data. */
  readonly start: number;
  readonly spikes: number;
  /** (I − I∞)/I∞ at the last point by the best law: what extrapolation adds. */
  readonly remaining: number;
  readonly warnings: readonly string[];
}

interface Law {
  readonly name: string;
  readonly formula: string;
  /** Start values and bounds from the first and the last time. */
  readonly start: (first: number, last: number) => Readonly<Record<string, number>>;
  readonly bounds?: (first: number, last: number) => Readonly<Record<string, readonly [number, number]>>;
  /** Parameters whose sum is the current at the step; none for a law that has no limit there. */
  readonly initial: readonly string[];
}

const laws: readonly Law[] = [
  { name: "constant", formula: "c", start: () => ({}), initial: ["c"] },
  {
    name: "one exponential",
    formula: "c + a1*exp(-x/t1)",
    start: (_, last) => ({ t1: last / 5 }),
    bounds: (first, last) => ({ t1: [first / 10, 10 * last] }),
    initial: ["c", "a1"],
  },
  {
    name: "two exponentials",
    formula: "c + a1*exp(-x/t1) + a2*exp(-x/t2)",
    start: (first, last) => ({ t1: Math.sqrt(first * last), t2: last / 4 }),
    bounds: (first, last) => ({ t1: [first / 10, 10 * last], t2: [first / 10, 10 * last] }),
    initial: ["c", "a1", "a2"],
  },
  {
    name: "three exponentials",
    formula: "c + a1*exp(-x/t1) + a2*exp(-x/t2) + a3*exp(-x/t3)",
    start: (first, last) => ({
      t1: first ** 0.75 * last ** 0.25,
      t2: Math.sqrt(first * last),
      t3: last / 4,
    }),
    bounds: (first, last) => ({
      t1: [first / 10, 10 * last],
      t2: [first / 10, 10 * last],
      t3: [first / 10, 10 * last],
    }),
    initial: ["c", "a1", "a2", "a3"],
  },
  {
    name: "stretched exponential",
    formula: "c + a1*exp(-(x/t1)^n)",
    start: (_, last) => ({ t1: last / 10, n: 0.7 }),
    bounds: (first, last) => ({ t1: [first / 10, 10 * last], n: [0.2, 1] }),
    initial: ["c", "a1"],
  },
  {
    name: "power law",
    formula: "c + a1*x^(-p)",
    start: () => ({ p: 0.5 }),
    bounds: () => ({ p: [0.1, 3] }),
    initial: [],
  },
];

/** Rules of thumb of ours. */
const LEAST_POINTS = 12;
const HAMPEL = { reach: 5, limit: 5, overNoise: 6 } as const;
/** Relative width in time of points that are averaged where there are more than `MANY`. */
const BIN = 0.004;
const MANY = 2000;
/** Part of the largest current below which the cell counts as at rest before the step. */
const REST = 0.05;
/** Part of the steady current that may be left at the end. */
const SETTLED = 0.05;
/** Relative noise below which no current is known. */
const FLOOR = 1e-7;

/**
 * Fits laws of decay (a constant, one to three exponentials, a stretched one, I∞ + A·t^−p) to the current after a voltage step, and takes
 * its first and last value from all of them by the weights of Schwarz's criterion: their disagreement is in the error (Burnham and
 * Anderson 2002, ch. 4). Spikes are left out (Hampel, five neighbours on each side, five scaled MAD and six times the noise); where neighbouring residuals are alike
 * the errors grow by (1 + r)/(1 − r).
 *
 * @throws OptionError for data that are no transient
 */
export async function analyseTransient(
  transient: Transient,
  options: TransientOptions = {},
): Promise<TransientAnalysis> {
  const warnings: string[] = [];
  const prepared = prepare(transient, options, warnings);
  const { time, current, count, gap } = prepared;
  const sigma = Float64Array.from(count, (n) => 1 / Math.sqrt(n));
  const [first, last] = [time[0], time[time.length - 1]];
  const fits = await withEngine(options, async (engine) => {
    const found: { readonly law: Law; readonly fit: CurveResult }[] = [];
    for (const law of laws) {
      const fit = await fitCurve(
        law.formula,
        { x: time, y: current, sigma },
        { engine, start: law.start(first, last), bounds: law.bounds?.(first, last) },
      );
      const usable =
        fit.status !== "failed" && fit.stderr.every(Number.isFinite) && fit.degreesOfFreedom >= 3;
      if (usable) found.push({ law, fit });
    }
    return found;
  });
  const floor = FLOOR * current.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const scores = fits.map(({ fit }) =>
    bic({ chi2: fit.chi2, residuals: time.length, free: fit.parameters.length }, { floor }),
  );
  const weights = weightsOf(scores);
  const order = scores.map((_, i) => i).sort((a, b) => scores[a] - scores[b]);
  const models = order.map((i) => ({
    name: fits[i].law.name,
    formula: fits[i].law.formula,
    fit: fits[i].fit,
    bic: scores[i],
    weight: weights[i],
  }));
  const [best] = models;
  const inflation = inflationOf(best.fit, sigma);
  if (inflation > 1.5) {
    warnings.push(
      `neighbouring residuals are alike: errors were raised by ${Math.sqrt(inflation).toPrecision(2)}; the noise is slow, or no law fits`,
    );
  }
  const all = fits.map(({ law, fit }, i) => endsOf(law, fit, weights[i], inflation, gap));
  const finite = all.filter(({ initial }) => initial !== undefined);
  const steady = averaged(
    all.map(({ weight, steady: s }) => ({ weight, values: [s.value], covariance: [s.variance] })),
    ["Is"],
    best.fit.degreesOfFreedom,
  );
  const ends = averaged(
    finite.map(({ weight, steady: s, initial, covariance }) => ({
      weight,
      values: [initial!.value, s.value],
      covariance: [initial!.variance, covariance, covariance, s.variance],
    })),
    ["I0", "Is"],
    best.fit.degreesOfFreedom,
  );
  const remaining = best.fit.fitted[time.length - 1] / steady.values[0] - 1;
  if (Math.abs(remaining) > SETTLED) {
    warnings.push(
      `the current is not steady at the end: the last point is ${(100 * remaining).toPrecision(2)} % above the steady current, which is extrapolated; measure longer`,
    );
  }
  const power = models.find(({ name }) => name === "power law");
  if (power && power.weight > 0.5 && fits.length > 1) {
    warnings.push(
      "the current falls by a power of time: it has no value at the step, the initial current is one of laws that fit worse",
    );
  }
  return {
    steady,
    ends,
    models,
    time,
    current,
    start: prepared.start,
    spikes: prepared.spikes,
    remaining,
    warnings,
  };
}

interface Ends {
  readonly weight: number;
  readonly steady: { readonly value: number; readonly variance: number };
  readonly initial?: { readonly value: number; readonly variance: number };
  readonly covariance: number;
}

/** First and last current of one law; errors from the scatter of the residuals. */
function endsOf(law: Law, fit: CurveResult, weight: number, inflation: number, gap: number): Ends {
  const scale = fit.residualSd ** 2 * inflation;
  const variance = (derived: Derived): number => estimate(fit, derived).stderr ** 2 * scale;
  const steady = parameterOf(fit, "c");
  const base = { weight, steady: { value: steady.value, variance: variance(steady) } };
  if (law.initial.length === 0) return { ...base, covariance: 0 };
  const initial = sum(...law.initial.map((name) => parameterOf(fit, name)));
  const both = variance(sum(steady, initial));
  // A step somewhere between two samples: the current falls by this much from one to the other
  const late = gap > 0 ? (initial.value - valueAt(law, fit, gap)) / Math.sqrt(12) : 0;
  return {
    ...base,
    initial: { value: initial.value, variance: variance(initial) + late ** 2 },
    covariance: (both - variance(steady) - variance(initial)) / 2,
  };
}

/** The law at a time close to the step; for the sums of exponentials and the stretched one. */
function valueAt(law: Law, { parameters, values }: CurveResult, x: number): number {
  const of = (name: string): number => values[parameters.indexOf(name)];
  if (law.name === "stretched exponential")
    return of("c") + of("a1") * Math.exp(-((x / of("t1")) ** of("n")));
  return parameters.reduce(
    (total, name, i) =>
      name.startsWith("a") ? total + values[i] * Math.exp(-x / of(`t${name.slice(1)}`)) : total,
    of("c"),
  );
}

/** Mean and covariance of a mixture: that within the laws and that between them. */
function averaged(
  parts: readonly {
    readonly weight: number;
    readonly values: readonly number[];
    readonly covariance: readonly number[];
  }[],
  parameters: readonly string[],
  degreesOfFreedom: number,
): FittedInputs {
  const total = parts.reduce((all, { weight }) => all + weight, 0);
  const n = parameters.length;
  // Laws that fit far worse may have no weight at all, not even a small one
  const share = (weight: number): number => (total > 0 ? weight / total : 1 / parts.length);
  const values = parameters.map((_, k) =>
    parts.reduce((mean, part) => mean + share(part.weight) * part.values[k], 0),
  );
  const covariance = Array.from({ length: n * n }, (_, at) => {
    const [k, c] = [Math.floor(at / n), at % n];
    return parts.reduce(
      (mean, part) =>
        mean +
        share(part.weight) *
          (part.covariance[at] + (part.values[k] - values[k]) * (part.values[c] - values[c])),
      0,
    );
  });
  return { parameters, values, covariance, degreesOfFreedom };
}

/** (1 + r)/(1 − r) of the correlation r of neighbouring weighted residuals, 1 where it is not told from 0. */
function inflationOf({ measured, fitted }: CurveResult, sigma: Float64Array): number {
  const residuals = Array.from(measured, (y, i) => (y - fitted[i]) / sigma[i]);
  const square = residuals.reduce((total, r) => total + r * r, 0);
  const product = residuals.slice(1).reduce((total, r, i) => total + r * residuals[i], 0);
  const r = square > 0 ? product / square : 0;
  return r > 2 / Math.sqrt(residuals.length) ? (1 + r) / (1 - Math.min(r, 0.99)) : 1;
}

interface Prepared {
  readonly time: Float64Array;
  readonly current: Float64Array;
  /** Points that each one is the mean of. */
  readonly count: Float64Array;
  readonly start: number;
  /** s within which the step lies somewhere; 0 where it is known. */
  readonly gap: number;
  readonly spikes: number;
}

function prepare(
  { time, current }: Transient,
  { start, settle = 0, end = Infinity }: TransientOptions,
  warnings: string[],
): Prepared {
  if (time.length !== current.length) {
    throw new OptionError(`${time.length} times and ${current.length} currents; give one current per time`);
  }
  const rows = Array.from({ length: time.length }, (_, i) => i).filter(
    (i) => Number.isFinite(time[i]) && Number.isFinite(current[i]) && time[i] <= end,
  );
  for (let k = 1; k < rows.length; k++) {
    if (time[rows[k]] >= time[rows[k - 1]]) continue;
    throw new OptionError(
      `the time falls from ${time[rows[k - 1]]} to ${time[rows[k]]} s at point ${rows[k] + 1}; a transient is one step, give it alone`,
    );
  }
  if (rows.length < LEAST_POINTS) {
    throw new OptionError(`a transient of ${rows.length} points; at least ${LEAST_POINTS} are needed`);
  }
  const values = rows.map((i) => current[i]);
  const step = start === undefined ? findStep(rows, time, values, warnings) : { at: start, first: 0, gap: 0 };
  const behind = rows.map((_, k) => k).filter((k) => k >= step.first && time[rows[k]] - step.at > settle);
  const spiky = spikesOf(behind.map((k) => values[k]));
  const kept = behind.filter((_, k) => !spiky.has(k));
  if (spiky.size > 0)
    warnings.push(
      `${spiky.size} ${spiky.size === 1 ? "point stands" : "points stand"} out from their neighbours and were left out`,
    );
  if (kept.length < LEAST_POINTS) {
    throw new OptionError(
      `${kept.length} points lie behind the step at ${step.at} s; at least ${LEAST_POINTS} are needed: check start and settle`,
    );
  }
  const binned = bins(
    kept.map((k) => time[rows[k]] - step.at),
    kept.map((k) => values[k]),
  );
  return { ...binned, start: step.at, gap: step.gap, spikes: spiky.size };
}

/** Where the voltage was stepped: behind the rest, or at the beginning of the data. */
function findStep(
  rows: readonly number[],
  time: ArrayLike<number>,
  values: readonly number[],
  warnings: string[],
): { readonly at: number; readonly first: number; readonly gap: number } {
  const size = values.map(Math.abs);
  const peak = size.indexOf(size.reduce((most, value) => Math.max(most, value), 0));
  let rest = peak - 1;
  while (rest >= 0 && size[rest] > REST * size[peak]) rest--;
  // A current that rises all along, or noise about a small steady one, has no peak behind a rest
  if (rest >= 0 && peak < 0.5 * size.length) {
    const [before, after] = [time[rows[rest]], time[rows[rest + 1]]];
    return { at: (before + after) / 2, first: peak, gap: after - before };
  }
  const [first, second] = [time[rows[0]], time[rows[1]]];
  if (first > 0 && first <= 3 * (second - first)) return { at: 0, first: 0, gap: 0 };
  if (first !== 0) {
    warnings.push(
      `the step is not in the data: its time is taken as that of the first point, ${first} s; give start`,
    );
  }
  return { at: first, first: first === 0 ? 1 : 0, gap: first === 0 ? 0 : second - first };
}

/** Indices of values that stand out from the median of their neighbours (Hampel's identifier). */
function spikesOf(values: readonly number[]): ReadonlySet<number> {
  const steps = values
    .slice(1)
    .map((value, i) => Math.abs(value - values[i]))
    .filter((step) => step > 0);
  const quantum = steps.reduce((least, step) => Math.min(least, step), Infinity);
  // Eleven points know their spread badly: a spike must also stand out from the noise of the whole
  const bends = values.slice(2).map((value, i) => Math.abs(value - 2 * values[i + 1] + values[i]));
  const noise = (1.4826 * median(bends)) / Math.sqrt(6);
  const found = new Set<number>();
  for (let i = HAMPEL.reach; i + HAMPEL.reach < values.length; i++) {
    const around = values.slice(i - HAMPEL.reach, i + HAMPEL.reach + 1);
    const middle = median(around);
    const spread = 1.4826 * median(around.map((value) => Math.abs(value - middle)));
    if (Math.abs(values[i] - middle) > Math.max(HAMPEL.limit * spread, HAMPEL.overNoise * noise, 3 * quantum))
      found.add(i);
  }
  return found;
}

/** Means over short relative spans of time where there are thousands of points; else the points themselves. */
function bins(
  time: readonly number[],
  current: readonly number[],
): Pick<Prepared, "time" | "current" | "count"> {
  if (time.length <= MANY) {
    return {
      time: Float64Array.from(time),
      current: Float64Array.from(current),
      count: new Float64Array(time.length).fill(1),
    };
  }
  const means: { t: number; i: number; n: number }[] = [];
  let from = Number.NEGATIVE_INFINITY;
  time.forEach((t, k) => {
    const bin = means.at(-1);
    if (!bin || t > from * (1 + BIN)) {
      means.push({ t, i: current[k], n: 1 });
      from = t;
      return;
    }
    bin.t += t;
    bin.i += current[k];
    bin.n++;
  });
  return {
    time: Float64Array.from(means, ({ t, n }) => t / n),
    current: Float64Array.from(means, ({ i, n }) => i / n),
    count: Float64Array.from(means, ({ n }) => n),
  };
}
