/**
 * Which circuit? Candidates are fitted and ranked by how well the data support them; what they cannot tell is said.
 *
 * A series stands for every circuit with the same impedance: a ladder of resistors and capacitors, say, cannot be told from a series
 * of arcs by one spectrum, and only the series is tried.
 */
import { faultOf } from "../fit/fault.ts";
import { fitDefaults, type Weighting, weightings } from "../fit/options.ts";
import { OptionError } from "../fit/plan.ts";
import type { FitResult } from "../fit/result.ts";
import type { KernelBuild } from "../kernel/build.ts";
import type { Circuit } from "../program/circuit.ts";
import { circuitOf, printCircuit } from "../program/syntax.ts";
import { type Engine, type RunOptions, withEngine } from "../workers/engine.ts";
import { type Grammar, type GrammarElement, grammarElements, shapesOf } from "./grammar.ts";
import { aicc, bic, type Criterion, criteria, evidenceRatio, type Noise, weightsOf } from "./ranking.ts";
import { redundancyOf } from "./redundancy.ts";
import { type Scope, scopeOf } from "./screening.ts";
import { searchCircuits, startOf } from "./search.ts";
import type { Spectrum } from "./spectrum.ts";
import { runTrials, type Trial, wholeFit } from "./trial.ts";

export interface IdentifyOptions {
  /** Circuits to compare, in any syntax, instead of those of the grammar. */
  readonly candidates?: readonly (string | Circuit)[];
  /** What the grammar may use; default all of R, C, L, CPE, W, Wo, Ws, G. Wo and Ws also stand for their forms with a free exponent. */
  readonly elements?: readonly GrammarElement[];
  /** Most free parameters of a circuit of the grammar, default 12: four depressed arcs. */
  readonly maxParameters?: number;
  /** What orders the list, and what its weights are made of; default "bic". */
  readonly criterion?: Criterion;
  /**
   * Least standard deviation of a residual, relative to |Z|; default 2e-4, which is better than impedance analysers are accurate. Data
   * with more noise are not touched by it. Without noise (simulations, smoothed data) it says where better is no longer evidence.
   * Not used with weighting "sigma".
   */
  readonly noiseFloor?: number;
  /** Candidates in the list, not counting redundant ones; default 10. */
  readonly top?: number;
  /** Default "modulus". */
  readonly weighting?: Weighting;
  /** Seed of the draws, default 1. */
  readonly seed?: number;
  /** The build of the kernel; default the fastest that works here. Not used with `engine`. */
  readonly kernel?: KernelBuild;
}

export interface IdentifyManyOptions extends IdentifyOptions, RunOptions<Identification> {
  /** An open engine to work with; default one for this call. */
  readonly engine?: Engine;
}

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

export interface Identification {
  readonly file?: string;
  readonly spectrum?: string;
  /** Best first, redundant ones behind. Empty when the spectrum cannot be worked on: `message` says why. */
  readonly candidates: readonly Candidate[];
  /** Circuits that were fitted. */
  readonly tried: number;
  readonly criterion: Criterion;
  /** Sentences to read before the list is believed. */
  readonly warnings: readonly string[];
  /** Why there are no candidates. */
  readonly message?: string;
}

/** Most circuits of the grammar that are fitted to one spectrum. */
const MOST_CIRCUITS = 300;
/** Candidates that get as many starts as any fit before the list is made; those behind are only taken to convergence. */
const FINALISTS = 6;
/** Spectra that are worked on at a time, so that no worker waits for a round of one of them to end. */
const AT_A_TIME = 8;
/** Differences of a criterion that say little (Burnham and Anderson 2002, sec. 2.6; Kass and Raftery 1995). */
const LITTLE = 2;

/** Every name of `IdentifyManyOptions`: a misspelt option must not be a silent default. */
const known = new Set([
  "candidates",
  "elements",
  "maxParameters",
  "criterion",
  "noiseFloor",
  "top",
  "weighting",
  "seed",
  "kernel",
  "engine",
  "workers",
  "signal",
  "onProgress",
  "onResult",
] satisfies (keyof IdentifyManyOptions)[] as string[]);

/** What the options ask for, checked. */
interface Request {
  readonly candidates?: readonly Circuit[];
  readonly elements: readonly GrammarElement[];
  readonly maxParameters: number;
  readonly criterion: Criterion;
  readonly noiseFloor: number;
  readonly top: number;
  readonly weighting: Weighting;
  readonly seed: number;
  readonly workers?: number;
  readonly signal?: AbortSignal;
}

/**
 * Ranks circuits by how well a spectrum supports them.
 * @throws OptionError or CircuitError: a sentence about what is wrong, also for a spectrum that cannot be worked on
 */
export async function identify(
  spectrum: Spectrum,
  options: IdentifyManyOptions = {},
): Promise<Identification> {
  const [identification] = await identifyMany([spectrum], options);
  if (identification.message !== undefined) throw new OptionError(identification.message);
  return identification;
}

/**
 * The same for many spectra, in their order. The numbers do not depend on the number of workers: each fit is a job of its own.
 * A spectrum that cannot be worked on has no candidates and a message.
 * @throws OptionError, CircuitError; the signal's reason when it is aborted
 */
export async function identifyMany(
  spectra: readonly Spectrum[],
  options: IdentifyManyOptions = {},
): Promise<Identification[]> {
  const request = requestOf(options, spectra.length);
  const { signal, onProgress, onResult } = options;
  return withEngine(options, async (engine) => {
    const results = new Array<Identification>(spectra.length);
    let next = 0;
    let done = 0;
    const lane = async (): Promise<void> => {
      while (next < spectra.length) {
        signal?.throwIfAborted();
        const i = next++;
        results[i] = await identifyOne(engine, spectra[i], i, request);
        onResult?.(results[i], i);
        onProgress?.(++done, spectra.length);
      }
    };
    const lanes = request.workers === 0 ? 1 : Math.min(AT_A_TIME, spectra.length);
    await Promise.all(Array.from({ length: lanes }, lane));
    return results;
  });
}

/** Checks options without working: for callers that want to know before they read data. @throws OptionError, CircuitError */
export function checkIdentifyOptions(options: IdentifyManyOptions): void {
  requestOf(options, 0);
}

/** @throws OptionError, CircuitError */
function requestOf(options: IdentifyManyOptions, spectra: number): Request {
  const unknown = Object.keys(options).find((key) => !known.has(key));
  if (unknown !== undefined) {
    throw new OptionError(`option "${unknown}" is not known; the options are ${[...known].join(", ")}`);
  }
  const {
    elements = grammarElements,
    criterion = "bic",
    maxParameters = 12,
    noiseFloor = 2e-4,
    top = 10,
    weighting = fitDefaults.weighting,
    seed = fitDefaults.seed,
    workers = spectra > 1 ? undefined : 0,
    signal,
  } = options;
  const wrong = elements.find((element) => !grammarElements.includes(element));
  if (wrong !== undefined || elements.length === 0) {
    throw new OptionError(
      `${wrong === undefined ? "elements is empty" : `element "${wrong}" is not in the grammar`}; it has ${grammarElements.join(", ")}; other elements can be compared by naming circuits as candidates`,
    );
  }
  if (!criteria.includes(criterion)) {
    throw new OptionError(`criterion "${criterion}" is not one of ${criteria.join(", ")}`);
  }
  if (!weightings.includes(weighting)) {
    throw new OptionError(`weighting "${weighting}" is not one of ${weightings.join(", ")}`);
  }
  if (!(noiseFloor > 0 && noiseFloor < 1)) {
    throw new OptionError(
      `noiseFloor ${noiseFloor} must lie between 0 and 1; it is relative to |Z|, the default is 2e-4`,
    );
  }
  const whole = (value: number, name: string, least: number, most: number): void => {
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new OptionError(`${name} must be a whole number from ${least} to ${most}, it is ${value}`);
    }
  };
  whole(maxParameters, "maxParameters", 1, 20);
  whole(top, "top", 1, 1000);
  whole(seed, "seed", 0, 0x7fffffff);
  return {
    candidates: candidatesOf(options.candidates),
    elements,
    maxParameters,
    criterion,
    noiseFloor,
    top,
    weighting,
    seed,
    workers,
    signal,
  };
}

/** The user's circuits, each once. @throws CircuitError, OptionError */
function candidatesOf(given: IdentifyOptions["candidates"]): readonly Circuit[] | undefined {
  if (given === undefined) return undefined;
  if (given.length === 0) {
    throw new OptionError(
      'candidates is empty; name circuits such as "R0-p(R1,C1)", or leave it out to search the grammar',
    );
  }
  return [...new Map(given.map(circuitOf).map((circuit) => [printCircuit(circuit), circuit])).values()];
}

async function identifyOne(
  engine: Engine,
  spectrum: Spectrum,
  index: number,
  request: Request,
): Promise<Identification> {
  const { criterion } = request;
  const names = {
    ...(spectrum.file === undefined ? {} : { file: spectrum.file }),
    ...(spectrum.name === undefined ? {} : { spectrum: spectrum.name }),
  };
  const failed = (message: string): Identification => ({
    ...names,
    candidates: [],
    tried: 0,
    criterion,
    warnings: [],
    message,
  });
  const fault = faultOf(spectrum, index, request.weighting);
  if (fault !== undefined) return failed(fault);
  const scope = scopeOf(spectrum);
  const judge: Judge = {
    request,
    scope,
    noise: noiseOf(spectrum, request),
    points: spectrum.frequency.length,
  };
  const { fits, tried, warnings } = await (request.candidates
    ? fitAll(engine, spectrum, request, request.candidates)
    : fitGrammar(engine, spectrum, judge));
  const candidates = rank(fits, judge);
  if (candidates.length === 0) {
    return failed(
      `${names.file ?? `spectrum ${index + 1}`}: no circuit could be fitted to its ${spectrum.frequency.length} points; allow more elements or parameters, or measure more points`,
    );
  }
  return {
    ...names,
    candidates,
    tried,
    criterion,
    warnings: [...warnings, ...doubts(candidates, judge)],
  };
}

interface Fitted {
  readonly circuit: Circuit;
  readonly result: FitResult;
}

interface Fits {
  readonly fits: readonly Fitted[];
  readonly tried: number;
  readonly warnings: readonly string[];
}

/** What the numbers of a fit are judged by. */
interface Judge {
  readonly request: Request;
  readonly scope: Scope;
  readonly noise: Noise;
  readonly points: number;
}

/** The floor in units of the weighted residuals. */
function noiseOf({ real, imaginary }: Spectrum, { weighting, noiseFloor }: Request): Noise {
  if (weighting === "sigma") return { known: true };
  if (weighting !== "unit") return { floor: noiseFloor };
  const square = real.reduce((sum, value, i) => sum + value * value + imaginary[i] * imaginary[i], 0);
  return { floor: noiseFloor * Math.sqrt(square / real.length) };
}

/** The user's circuits, each with as many starts as any fit. */
async function fitAll(
  engine: Engine,
  spectrum: Spectrum,
  request: Request,
  circuits: readonly Circuit[],
): Promise<Fits> {
  const { weighting, seed } = request;
  const trials = circuits.map((circuit) => wholeFit(circuit, spectrum, { weighting, seed }, engine.build));
  return collect(engine, circuits, trials, request);
}

/** The circuits of the grammar that a search finds; the best of them with as many starts as any fit. */
async function fitGrammar(engine: Engine, spectrum: Spectrum, judge: Judge): Promise<Fits> {
  const { request, scope } = judge;
  const { weighting, seed, top } = request;
  const grammar = grammarFor(request, scope);
  const { tried, exhausted } = await searchCircuits(engine, spectrum, {
    ...request,
    grammar,
    scope,
    most: MOST_CIRCUITS,
    criterion: (chi2, free) => criteriaOf(judge, chi2, free)[request.criterion],
  });
  // Some of them will turn out to be redundant
  const pool = tried.slice(0, 2 * Math.max(top, FINALISTS));
  const trials = pool.map(({ circuit, optimum }, i) =>
    wholeFit(
      circuit,
      spectrum,
      { weighting, seed, start: startOf(circuit, optimum), starts: i < FINALISTS ? fitDefaults.starts : 0 },
      engine.build,
    ),
  );
  const fits = await collect(
    engine,
    pool.map(({ circuit }) => circuit),
    trials,
    request,
  );
  const limit = `the search ended at its limit of ${MOST_CIRCUITS} circuits; fewer elements or parameters narrow it`;
  return { ...fits, tried: tried.length, warnings: [...fits.warnings, ...(exhausted ? [limit] : [])] };
}

/** What the data leave room for; all that was asked for when that leaves nothing. */
function grammarFor({ elements, maxParameters }: Request, scope: Scope): Grammar {
  const open: Grammar = { elements, maxParameters, maxArcs: scope.arcs, inductive: true, blocking: true };
  const screened = { ...open, inductive: scope.inductive, blocking: scope.blocking };
  const one = { maxParameters: Math.min(maxParameters, SMALL) };
  return shapesOf({ ...screened, ...one }).length > 0 ? screened : open;
}

/** No element of the grammar has more parameters than this. */
const SMALL = 2;

async function collect(
  engine: Engine,
  circuits: readonly Circuit[],
  trials: readonly Trial<FitResult>[],
  options: { readonly workers?: number; readonly signal?: AbortSignal },
): Promise<Fits> {
  const results = await runTrials(engine, trials, options);
  const lost = results.filter((result) => result === undefined).length;
  return {
    fits: results.flatMap((result, i) =>
      result && Number.isFinite(result.chi2) ? [{ circuit: circuits[i], result }] : [],
    ),
    tried: circuits.length,
    warnings:
      lost > 0 ? [`${lost} of ${trials.length} circuits were lost with the workers that fitted them`] : [],
  };
}

function criteriaOf({ noise, points }: Judge, chi2: number, free: number): Record<Criterion, number> {
  const misfit = { chi2, residuals: 2 * points, free };
  return { bic: bic(misfit, noise), aicc: aicc(misfit, noise) };
}

function rank(fits: readonly Fitted[], judge: Judge): Candidate[] {
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

/** Relative misfit above which even the best circuit does not describe the data. */
const POOR = 0.1;

/** Sentences about the list as a whole. */
function doubts(candidates: readonly Candidate[], { request, points }: Judge): string[] {
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
