/**
 * The verdict on a spectrum: one rule, the same for every spectrum.
 *
 * Z′ and Z″ of a system that is linear, causal and stationary come from one distribution of relaxation times. The real part alone
 * determines resistances R_k, and so does the imaginary part; a spectrum is valid when these agree:
 *
 *   violation² = (S(both) − S(Z′) − S(Z″)) / M,   scatter² = (S(Z′) + S(Z″)) / (2N − 2M − 3),
 *
 * where S is what least squares with M RC elements, R₀, L and C leave of Z/|Z|: of the two parts together, of each alone. For points
 * with normal noise of a constant relative size violation²/scatter² has the F distribution (Chow, Econometrica 28, 591 (1960)), so
 * that noise alone hardly ever brings the violation to three times the scatter. A spectrum is valid if
 *
 *   violation ≤ tolerance = limit, but at most 20 and at least 3 times the scatter, and never below 0.01 %.
 *
 * The limit, 1.5 % unless the caller says another, is what measurements of rested cells reach; the multiple 20 finds what is far beyond
 * the scatter of a precise measurement or of a simulation though it is below the limit. M gives six elements per decade over a range
 * of time constants three times beyond 1/ω on either side, as far as 0.7 N and N − 6 allow.
 *
 * What it does not see: a drift that acts at the lowest frequencies only can hide in slow relaxations. When all of Z drifts by 10 % over a
 * sweep whose time goes as 1/f, the violation is 0.25 %, and that is tolerated, with a warning, unless the points scatter by less than
 * 0.012 % or the caller sets a lower limit. With fewer than seven points per decade the scatter contains what M elements cannot describe.
 *
 * Limit, 3 and 20 were chosen on 2,025 measured coin cells and on pyimpspec's circuits with and without drift. Solid-state cells and the
 * example files of several instruments had been seen before the numbers were fixed; the numbers were not chosen to suit them.
 */
import type { LinKK, Reconciliation } from "./kramers.ts";
import type { Spectrum } from "./spectrum.ts";

/** Violation of |Z| that a measurement may have. */
export const usualLimit = 0.015;
export const leastMultiple = 3;
export const mostMultiple = 20;
export const floor = 1e-4;

/**
 * "valid"; "invalid"; "undecided": a violation could not be seen, or too few points make it mean nothing; "failed": it could not be
 * examined.
 */
export type Verdict = "valid" | "invalid" | "undecided" | "failed";

/** Fewer points, or a smaller range of frequencies, do not tell a violation from another shape. */
const LEAST_POINTS = 10;
const LEAST_DECADES = 1;
/** Share of the limit by which scatter may raise the tolerance before the test says nothing. */
const BLIND = 3;

export interface Judgement {
  readonly verdict: Verdict;
  /** violation / tolerance; NaN where too few points or decades make it mean nothing. */
  readonly score: number;
  readonly message: string;
  readonly warnings: readonly string[];
}

/** The rule as one line, with its numbers. */
export function ruleOf(limit: number): string {
  return `Kramers–Kronig violation ≤ ${percent(limit)} of |Z|, at most ${mostMultiple} and at least ${leastMultiple} times the scatter of the points, never below ${percent(floor)}`;
}

export function judge(spectrum: Spectrum, linKK: LinKK, test: Reconciliation, limit: number): Judgement {
  const { frequency } = spectrum;
  const { violation, scatter, tolerance, score } = test;
  const facts = `Z' and Z'' contradict each other by ${percent(violation)} of |Z|`;
  const little = tooLittle(frequency, score);
  const blind = little ?? drowned(test, limit);
  if (blind !== undefined) {
    const message = `cannot tell: ${blind}`;
    return {
      verdict: "undecided",
      score: little === undefined ? score : Number.NaN,
      message: `${message}${little === undefined ? "; nothing speaks against it" : ""}`,
      warnings: [message],
    };
  }
  if (score > 1) {
    return {
      verdict: "invalid",
      score,
      message: `not valid: ${facts}, ${reason(test, limit)}; the residuals are largest at ${hertz(frequency[worstPoint(linKK)])}`,
      warnings: [],
    };
  }
  const warnings: string[] = [];
  if (linKK.representation === "admittance" && test.scores.impedance !== undefined) {
    warnings.push(
      "the impedance violates the Kramers–Kronig relations, the admittance obeys them: the system has a negative resistance and is unstable at controlled current",
    );
  }
  if (leastMultiple * scatter > limit) {
    warnings.push(
      `the points scatter by ${percent(scatter)}: a violation below ${percent(tolerance)} would not be seen`,
    );
  }
  if (violation > leastMultiple * scatter && violation > floor) {
    warnings.push(
      `the violation is tolerated but it is no noise: ${(violation / scatter).toPrecision(2)} times the scatter of the points; a slow drift looks like this`,
    );
  }
  return {
    verdict: "valid",
    score,
    message: `valid: ${facts}, ${percent(tolerance)} are tolerated at a scatter of ${percent(scatter)}`,
    warnings,
  };
}

function reason({ scatter, tolerance }: Reconciliation, limit: number): string {
  if (tolerance === limit) return `more than the limit of ${percent(limit)}`;
  if (tolerance < limit && tolerance > floor) {
    return `more than ${mostMultiple} times the scatter of the points of ${percent(scatter)}`;
  }
  if (tolerance <= floor) return `more than the ${percent(floor)} that are tolerated without scatter`;
  return `more than ${leastMultiple} times the scatter of the points of ${percent(scatter)}`;
}

/** Why a violation means nothing: another shape would look the same. */
function tooLittle(frequency: Float64Array, score: number): string | undefined {
  const points = frequency.length;
  const decades = decadesOf(frequency);
  if (points < LEAST_POINTS || Number.isNaN(score)) {
    return `${points} ${points === 1 ? "point is" : "points are"} too few, at least ${LEAST_POINTS} are needed`;
  }
  if (decades < LEAST_DECADES) {
    return `the frequencies span ${decades.toPrecision(2)} decades, at least ${LEAST_DECADES} is needed`;
  }
  return undefined;
}

/** Why a violation would not be seen in the noise. */
function drowned({ score, scatter, tolerance }: Reconciliation, limit: number): string | undefined {
  if (tolerance > BLIND * limit && score <= 1) {
    return `the points scatter by ${percent(scatter)}, so that a violation below ${percent(tolerance)} would not be seen`;
  }
  return undefined;
}

function decadesOf(frequency: Float64Array): number {
  let [low, high] = [Infinity, 0];
  for (const f of frequency) [low, high] = [Math.min(low, f), Math.max(high, f)];
  return Math.log10(high / low);
}

function worstPoint({ residualReal, residualImaginary }: LinKK): number {
  let worst = 0;
  let most = -1;
  residualReal.forEach((re, i) => {
    const size = Math.hypot(re, residualImaginary[i]);
    if (size > most) [worst, most] = [i, size];
  });
  return worst;
}

function percent(share: number): string {
  const value = 100 * share;
  if (!Number.isFinite(value)) return "an unknown share";
  return `${value === 0 ? "0" : value >= 0.001 && value < 1000 ? Number(value.toPrecision(2)) : value.toExponential(1)} %`;
}

function hertz(f: number): string {
  return `${f >= 0.01 && f < 1e5 ? Number(f.toPrecision(3)) : f.toExponential(2)} Hz`;
}
