/** Currents after a voltage step: where they begin and where they end, by fits instead of by eye. */
import { fitCurve } from "../fit/curve.ts";
import type { CurveResult } from "../fit/curveResult.ts";
import { type Derived, estimate, parameterOf, sum } from "../fit/propagation.ts";
import { bic, weightsOf } from "../fit/ranking.ts";
import type { KernelBuild } from "../kernel/build.ts";
import { type Engine, withCurveEngine } from "../workers/engine.ts";
import type { FittedInputs } from "./quantity.ts";
import { prepareTransient, type StepOptions, type Transient } from "./transientData.ts";

export type { Transient };

export interface TransientOptions extends StepOptions {
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

/** What has decayed to exp(−2) by the first sample is the fastest that the data show: a faster part could begin anywhere. */
const UNSEEN = 2;

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
    bounds: (first, last) => ({ t1: [first / UNSEEN, 10 * last] }),
    initial: ["c", "a1"],
  },
  {
    name: "two exponentials",
    formula: "c + a1*exp(-x/t1) + a2*exp(-x/t2)",
    start: (first, last) => ({ t1: Math.sqrt(first * last), t2: last / 4 }),
    bounds: (first, last) => ({ t1: [first / UNSEEN, 10 * last], t2: [first / UNSEEN, 10 * last] }),
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
      t1: [first / UNSEEN, 10 * last],
      t2: [first / UNSEEN, 10 * last],
      t3: [first / UNSEEN, 10 * last],
    }),
    initial: ["c", "a1", "a2", "a3"],
  },
  {
    name: "stretched exponential",
    formula: "c + a1*exp(-(x/t1)^n)",
    start: (_, last) => ({ t1: last / 10, n: 0.7 }),
    bounds: (first, last) => ({ t1: [first / UNSEEN, 10 * last], n: [0.2, 1] }),
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
  const prepared = prepareTransient(transient, options, warnings);
  const { time, current, count, gap } = prepared;
  const sigma = Float64Array.from(count, (n) => 1 / Math.sqrt(n));
  const [first, last] = [time[0], time[time.length - 1]];
  const fits = await withCurveEngine(options, async (engine) => {
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
