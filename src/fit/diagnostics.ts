import type { Spectrum } from "../impedance/spectrum.ts";
import type { KernelBuild } from "../kernel/build.ts";
import { parseCircuit } from "../program/syntax.ts";
import { type Engine, withEngine } from "../workers/engine.ts";
import { normalCdf, normalQuantile } from "./distribution.ts";
import { type Curve, evaluateCircuit } from "./evaluate.ts";
import { shapiroWilk, type TestResult } from "./normality.ts";
import type { Weighting } from "./options.ts";
import type { FitResult } from "./result.ts";
import { type RunsTest, runsTest } from "./runs.ts";

/** A quantity of the real and of the imaginary residuals. */
export interface Parts<T> {
  readonly real: T;
  readonly imaginary: T;
}

/** What the residuals of a fit say about the circuit and about the noise. */
export interface Diagnostics {
  /** Hz, descending: the order of the residuals. */
  readonly frequency: Float64Array;
  /** Measured less model, in Ω. */
  readonly residuals: Parts<Float64Array>;
  /** Residuals times their weight over their standard deviation √(χ²/ν), or over the measured σ. NaN without weight. */
  readonly standardized: Parts<Float64Array>;
  readonly runs: Parts<RunsTest>;
  /** Correlation of neighbours, by frequency; its probability if they were independent is two-sided. */
  readonly autocorrelation: Parts<TestResult>;
  /** Durbin and Watson (1950): near 2 for independent residuals, near 0 for a smooth course. */
  readonly durbinWatson: Parts<number>;
  /** Shapiro and Wilk's test of all standardised residuals. */
  readonly normality: TestResult;
  /** Points with a residual that normal noise of this spread would show in less than 1 % of spectra; indices into `frequency`. */
  readonly outliers: readonly number[];
  /** Whether the residuals follow a course: the circuit does not describe the data to their noise. */
  readonly systematic: boolean;
  /** One sentence for each test that fails. */
  readonly sentences: readonly string[];
}

/** Probability below which a test has failed. */
const SIGNIFICANT = 0.01;
/** Residuals of one part below which the tests say nothing. */
const FEWEST = 8;

/**
 * Examines the residuals of a fit: their course over frequency (runs test, autocorrelation, Durbin–Watson), their distribution
 * (Shapiro–Wilk), and outliers. `result` is the fit of `spectrum`.
 *
 * @throws OptionError when the spectrum has frequencies that no model can have
 */
export async function diagnose(
  result: FitResult,
  spectrum: Spectrum,
  options: { readonly kernel?: KernelBuild; readonly engine?: Engine } = {},
): Promise<Diagnostics> {
  return withEngine(options, async ({ kernel }) =>
    diagnoseResiduals(
      result,
      spectrum,
      evaluateCircuit(kernel, parseCircuit(result.circuit), result.values, spectrum.frequency),
    ),
  );
}

/** The same with the model at the frequencies of the spectrum at hand. */
export function diagnoseResiduals(
  result: Pick<FitResult, "weighting" | "loss" | "chi2" | "degreesOfFreedom">,
  spectrum: Spectrum,
  model: Curve,
): Diagnostics {
  const order = Array.from(spectrum.frequency, (_, i) => i).sort(
    (a, b) => spectrum.frequency[b] - spectrum.frequency[a] || a - b,
  );
  const take = (of: (i: number) => number): Float64Array => Float64Array.from(order, of);
  const residuals = {
    real: take((i) => spectrum.real[i] - model.real[i]),
    imaginary: take((i) => spectrum.imaginary[i] - model.imaginary[i]),
  };
  const weights = {
    real: take((i) => weightOf(result.weighting, spectrum, i, spectrum.real[i])),
    imaginary: take((i) => weightOf(result.weighting, spectrum, i, spectrum.imaginary[i])),
  };
  const weighted = both((part) =>
    residuals[part].map((r, k) => (weights[part][k] > 0 ? r * weights[part][k] : Number.NaN)),
  );
  const known = [...weighted.real, ...weighted.imaginary].filter((r) => !Number.isNaN(r));
  const bulk = 1.4826 * median(known.map(Math.abs));
  // A robust cost is not the square of the spread
  const deviation =
    result.weighting === "sigma" && result.loss === "linear"
      ? 1
      : result.loss === "linear"
        ? Math.sqrt(result.chi2 / result.degreesOfFreedom)
        : bulk;
  const standardized = both((part) => weighted[part].map((r) => r / deviation));
  const sequence = both((part) => standardized[part].filter((r) => !Number.isNaN(r)));
  const runs = both((part) => runsTest(sequence[part]));
  const autocorrelation = both((part) => lagOne(sequence[part]));
  const durbinWatson = both((part) => durbinWatsonOf(sequence[part]));
  const normality = shapiroWilk(known);
  // Bonferroni: less than one spectrum in a hundred of normal noise has such a point
  const limit = bulk * -normalQuantile((0.5 * SIGNIFICANT) / Math.max(1, known.length));
  const outliers = order
    .map((_, k) => k)
    .filter((k) => Math.abs(weighted.real[k]) > limit || Math.abs(weighted.imaginary[k]) > limit);

  const sentences: string[] = [];
  const failing = (of: (part: "real" | "imaginary") => boolean): string =>
    (["real", "imaginary"] as const)
      .filter((part) => sequence[part].length >= FEWEST && of(part))
      .join(" and ");
  const smooth = failing((part) => runs[part].p < SIGNIFICANT && runs[part].runs < runs[part].expected);
  const following = failing(
    (part) => autocorrelation[part].p < SIGNIFICANT && autocorrelation[part].statistic > 0,
  );
  const systematic = smooth !== "" || following !== "";
  if (systematic) {
    const parts = [...new Set([...smooth.split(" and "), ...following.split(" and ")])].filter(Boolean);
    const evidence = parts.map((name) => {
      const part = name as "real" | "imaginary";
      return `${runs[part].runs} runs of sign in the ${part} part where ${runs[part].expected.toFixed(0)} are expected, p = ${probability(runs[part].p)}`;
    });
    sentences.push(
      `the residuals are systematic: the circuit does not describe the data to their noise (${evidence.join("; ")})`,
    );
  }
  const restless = failing((part) => runs[part].p < SIGNIFICANT && runs[part].runs > runs[part].expected);
  if (restless) {
    sentences.push(`the ${restless} residuals change sign more often than independent noise does`);
  }
  if (known.length >= FEWEST && normality.p < SIGNIFICANT) {
    sentences.push(
      `the residuals are not normally distributed (Shapiro–Wilk W = ${normality.statistic.toFixed(4)}, p = ${probability(normality.p)})${outliers.length > 0 ? ": a robust loss may be better" : ""}`,
    );
  }
  if (outliers.length > 0 && known.length >= FEWEST) {
    const named = outliers.slice(0, 5).map((k) => `${frequencyText(spectrum.frequency[order[k]])} Hz`);
    sentences.push(
      `outliers at ${named.join(", ")}${outliers.length > 5 ? ` and ${outliers.length - 5} more` : ""}`,
    );
  }
  return {
    frequency: take((i) => spectrum.frequency[i]),
    residuals,
    standardized,
    runs,
    autocorrelation,
    durbinWatson,
    normality,
    outliers,
    systematic,
    sentences,
  };
}

function both<T>(of: (part: "real" | "imaginary") => T): Parts<T> {
  return { real: of("real"), imaginary: of("imaginary") };
}

/** Weights as the kernel has them (`points.ts` there). */
function weightOf(weighting: Weighting, spectrum: Spectrum, i: number, part: number): number {
  const inverse = (x: number): number => (x > 0 ? 1 / x : 0);
  switch (weighting) {
    case "unit":
      return 1;
    case "modulus":
      return inverse(Math.hypot(spectrum.real[i], spectrum.imaginary[i]));
    case "proportional":
      return inverse(Math.abs(part));
    case "sigma":
      return inverse(spectrum.sigma?.[i] ?? 0);
  }
}

function median(values: number[]): number {
  const sorted = values.sort((a, b) => a - b);
  const half = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[half] : 0.5 * (sorted[half - 1] + sorted[half]);
}

/**
 * r₁ = Σ rₖrₖ₊₁/Σ rₖ², and its probability from mean −1/n and variance (n − 2)²/(n²(n − 1)) of independent residuals (Dufour and Roy
 * 1985, Journal of Econometrics 30, 371).
 */
function lagOne(r: Float64Array): TestResult {
  const n = r.length;
  let product = 0;
  let square = 0;
  for (let k = 0; k < n; k++) {
    square += r[k] * r[k];
    if (k > 0) product += r[k] * r[k - 1];
  }
  const statistic = product / square;
  const z = (statistic + 1 / n) / ((n - 2) / (n * Math.sqrt(n - 1)));
  return { statistic, p: 2 * normalTail(Math.abs(z)) };
}

function normalTail(z: number): number {
  return Number.isNaN(z) ? Number.NaN : normalCdf(-z);
}

function durbinWatsonOf(r: Float64Array): number {
  let steps = 0;
  let square = 0;
  for (let k = 0; k < r.length; k++) {
    square += r[k] * r[k];
    if (k > 0) steps += (r[k] - r[k - 1]) ** 2;
  }
  return steps / square;
}

function probability(p: number): string {
  return p < 1e-4 ? p.toExponential(0) : String(Number(p.toPrecision(2)));
}

function frequencyText(f: number): string {
  return String(Number(f.toPrecision(4)));
}
