/** A fitted circuit as one candidate among others: criteria, weight, and what makes it redundant. */

import { aicc, bic, type Criterion, evidenceRatio, type Noise, weightsOf } from "../fit/ranking.ts";
import type { FitResult } from "../fit/result.ts";
import type { Circuit } from "../program/circuit.ts";
import { printCircuit } from "../program/syntax.ts";
import type { IdentifyRequest } from "./identifyOptions.ts";
import { redundancyOf } from "./redundancy.ts";
import type { Scope } from "./screening.ts";
import type { Spectrum } from "./spectrum.ts";

/** A circuit with its optimum and its rank. Arrays over parameters are in the order of its text, in SI units. */
export interface Candidate {
  /** In impedance.py's syntax; `fit` takes it as it is. */
  readonly circuit: string;
  readonly parameters: readonly string[];
  readonly units: readonly string[];
  readonly values: Float64Array;
  /** Standard errors with the misfit as scale, but not below the floor of the noise; NaN where not determined. */
  readonly stderr: Float64Array;
  /** Free parameters, σ not counted. */
  readonly free: number;
  /** √(mean |ΔZ|²/|Z|²) over the points. */
  readonly rms: number;
  readonly chi2: number;
  readonly bic: number;
  readonly aicc: number;
  /** Share of the evidence among the candidates that are not redundant, by the criterion asked for; 0 for redundant ones. */
  readonly weight: number;
  /** How many times better the first candidate is supported: exp(Δ/2). Below 1 for a redundant one that would have been first. */
  readonly evidenceRatio: number;
  /** Put behind the others because the data do not determine all of it; `reasons` says what. */
  readonly redundant: boolean;
  readonly reasons: readonly string[];
  readonly fit: FitResult;
}

export interface Fitted {
  readonly circuit: Circuit;
  readonly result: FitResult;
}

/** What the numbers of a fit are judged by. */
export interface Judge {
  readonly request: IdentifyRequest;
  readonly scope: Scope;
  readonly noise: Noise;
  readonly points: number;
}

/** The floor in units of the weighted residuals. */
export function noiseOf({ real, imaginary }: Spectrum, { weighting, noiseFloor }: IdentifyRequest): Noise {
  if (weighting === "sigma") return { known: true };
  if (weighting !== "unit") return { floor: noiseFloor };
  const square = real.reduce((sum, value, i) => sum + value * value + imaginary[i] * imaginary[i], 0);
  return { floor: noiseFloor * Math.sqrt(square / real.length) };
}

/** Both criteria of a misfit. */
export function criteriaOf({ noise, points }: Judge, chi2: number, free: number): Record<Criterion, number> {
  const misfit = { chi2, residuals: 2 * points, free };
  return { bic: bic(misfit, noise), aicc: aicc(misfit, noise) };
}

/** The candidates of a list, best first, redundant ones behind. */
export function rank(fits: readonly Fitted[], judge: Judge): Candidate[] {
  const { criterion, top } = judge.request;
  const all = fits
    .map((fitted) => assess(fitted, judge))
    .sort((a, b) => a[criterion] - b[criterion] || a.free - b.free || (a.circuit < b.circuit ? -1 : 1));
  const sound = all.filter(({ redundant }) => !redundant);
  const aside = all.filter(({ redundant }) => redundant);
  // When none is sound they are all that there is
  const compared = sound.length > 0 ? sound : aside;
  const weights = weightsOf(compared.map((one) => one[criterion]));
  const best = compared[0]?.[criterion] ?? 0;
  const weight = new Map(compared.map((one, i) => [one, weights[i]]));
  return [...sound.slice(0, top), ...aside.slice(0, top)].map((one) => ({
    ...one,
    weight: weight.get(one) ?? 0,
    evidenceRatio: evidenceRatio(one[criterion], best),
  }));
}

function assess({ circuit, result }: Fitted, judge: Judge): Candidate {
  const { noise, scope } = judge;
  const free = result.states.filter((state) => state !== "fixed" && state !== "tied").length;
  const scale = scaleOfErrors(result, noise);
  const reasons = redundancyOf(circuit, result, scope, scale);
  return {
    circuit: printCircuit(circuit),
    parameters: result.parameters,
    units: result.units,
    values: result.values,
    stderr: result.stderr.map((error) => error * scale),
    free,
    rms: result.rms,
    chi2: result.chi2,
    ...criteriaOf(judge, result.chi2, free),
    weight: 0,
    evidenceRatio: Number.NaN,
    redundant: reasons.length > 0,
    reasons,
    fit: result,
  };
}

/** By what the standard errors of a fit grow when its misfit is below the floor; those of an exact fit are 0 and stay so. */
function scaleOfErrors({ chi2, degreesOfFreedom }: FitResult, noise: Noise): number {
  if ("known" in noise || !(chi2 > 0 && degreesOfFreedom > 0)) return 1;
  return Math.max(1, noise.floor / Math.sqrt(chi2 / degreesOfFreedom));
}

/** Differences of a criterion that say little (Burnham and Anderson 2002, sec. 2.6; Kass and Raftery 1995). */
const LITTLE = 2;
/** Relative misfit above which even the best circuit does not describe the data. */
const POOR = 0.1;

/** Sentences about the list as a whole. */
export function doubts(candidates: readonly Candidate[], { request, points }: Judge): string[] {
  const [first] = candidates;
  const sentences: string[] = [];
  if (first.redundant) {
    sentences.push("every candidate is redundant: the data determine none of them completely");
  }
  const close = candidates.filter(
    (one) =>
      one !== first &&
      one.redundant === first.redundant &&
      one[request.criterion] - first[request.criterion] < LITTLE,
  );
  if (close.length > 0) {
    sentences.push(
      `the data do not tell ${[first, ...close.slice(0, 4)].map(({ circuit }) => circuit).join(", ")}${close.length > 4 ? ` and ${close.length - 4} more` : ""} apart (difference of the criterion below ${LITTLE})`,
    );
  }
  if (first.fit.status === "failed") {
    sentences.push(`the fit of ${first.circuit} is no optimum: ${first.fit.message}`);
  }
  if (first.rms > POOR) {
    sentences.push(
      `even the best circuit misses the data by ${(100 * first.rms).toPrecision(2)} % (rms): none of those tried describes them`,
    );
  }
  if (request.candidates === undefined && first.free >= request.maxParameters - 1 && first.free > 2) {
    sentences.push(
      `the best circuit is about as large as allowed (${first.free} of ${request.maxParameters} parameters): a larger one, or an element that the grammar lacks, may be needed`,
    );
  }
  if (2 * points < 4 * first.free) {
    sentences.push(
      `${2 * points} residuals for ${first.free} parameters: too few points to trust the ranking`,
    );
  }
  return sentences;
}
