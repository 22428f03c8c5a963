/** Whether a spectrum is one: linear Kramers–Kronig test, Z-HIT, and a verdict with the rule that gave it. */
import { gridSharer } from "../fit/batch.ts";
import { checkList, faultOf } from "../fit/fault.ts";
import { OptionError } from "../fit/plan.ts";
import type { KernelBuild } from "../kernel/build.ts";
import { type Engine, type RunOptions, type Task, withEngine } from "../workers/engine.ts";
import {
  decodeKramers,
  encodeKramers,
  type FitKind,
  fitKinds,
  type KramersOptions,
  type LinKK,
  type Representation,
  testExtension,
} from "./kramers.ts";
import type { Spectrum } from "./spectrum.ts";
import { floor, judge, leastMultiple, mostMultiple, ruleOf, usualLimit, type Verdict } from "./verdict.ts";
import { type ZHit, zHit } from "./zhit.ts";

/**
 * Options of the linear Kramers–Kronig test. The verdict depends on `representation` and `limit` only; the others change the fit
 * that `ValidityResult.linKK` shows. Without any, that is the fit of the verdict.
 */
export interface ValidityOptions {
  /** "auto" (default): impedance, and admittance where the impedance is not valid; the better of the two counts. */
  readonly representation?: Representation | "auto";
  /** What the resistances are fitted to; default "complex". The published test of impedance.py is "real". */
  readonly fit?: FitKind;
  /** An inductance L, default true. */
  readonly inductance?: boolean;
  /** A capacitance 1/C, default true. */
  readonly capacitance?: boolean;
  /**
   * Number of RC elements: "auto" (default) takes those of the verdict, six per decade; "mu" the first number from 1 with
   * μ ≤ `c`, as Schönleber, Klotz and Ivers-Tiffée published it; a number is used as it is.
   */
  readonly elements?: "auto" | "mu" | number;
  /** Limit of μ for `elements` "mu", default 0.85. */
  readonly c?: number;
  /** Most elements for `elements` "mu", default 50. */
  readonly maxElements?: number;
  /**
   * F: the time constants reach from 1/(F·ω_max) to F/ω_min. Default 3 with the elements of the verdict, else 1 as published.
   * "optimal" searches 0.1 … 10 for the least pseudo-χ² at the number of elements that F = 1 (F = 3 for "auto") gives.
   */
  readonly extension?: number | "optimal";
  /** Largest Kramers–Kronig violation of |Z| that is valid at any scatter, default 0.015. */
  readonly limit?: number;
  /** Whether to make a Z-HIT, default true; or the frequencies in Hz between which its constant is found, default 1 … 1000. */
  readonly zhit?: boolean | readonly [number, number];
  /** The build of the kernel; default the fastest that works here. */
  readonly kernel?: KernelBuild;
  /** An engine that is open already; default: one that is opened for the call. */
  readonly engine?: Engine;
}

/** Options of a batch. */
export interface ValidityBatchOptions extends ValidityOptions, RunOptions<ValidityResult> {}

/** The verdict on one spectrum. Arrays over points have the order of the spectrum. */
export interface ValidityResult {
  readonly file?: string;
  readonly spectrum?: string;
  /**
   * True for verdicts "valid" and, since nothing is shown against the spectrum, "undecided"; false for "invalid"; null for "failed": it
   * was not judged.
   */
  readonly valid: boolean | null;
  readonly verdict: Verdict;
  /** violation / tolerance: grows with the violation, above 1 is not valid. NaN where too few points or decades make it mean nothing. */
  readonly score: number;
  /** The rule in words and numbers; `verdict.ts` explains it. */
  readonly rule: string;
  /** A sentence: the verdict and what it rests on. */
  readonly message: string;
  readonly warnings: readonly string[];
  /** By how much Z′ and Z″ contradict each other, the scatter of the points, and what is tolerated; all relative to |Z|. */
  readonly violation: number;
  readonly scatter: number;
  readonly tolerance: number;
  /** Absent when the spectrum could not be examined. */
  readonly linKK?: LinKK;
  /** Absent when it was not asked for, or the spectrum has fewer than five frequencies. */
  readonly zhit?: ZHit;
  readonly kernel: KernelBuild;
}

/**
 * Tests one spectrum.
 * @throws OptionError for options and data that make no sense: a sentence about what is wrong
 */
export async function validate(spectrum: Spectrum, options: ValidityOptions = {}): Promise<ValidityResult> {
  const [result] = await validateMany([spectrum], { ...options, workers: 0 });
  if (result.verdict === "failed") throw new OptionError(result.message);
  return result;
}

/**
 * Tests many spectra, in worker threads when they are very many; results in the order of the spectra. One that cannot be examined has
 * verdict "failed" and a message that says why.
 * @throws OptionError; the signal's reason when it is aborted
 */
export async function validateMany(
  spectra: readonly Spectrum[],
  options: ValidityBatchOptions = {},
): Promise<ValidityResult[]> {
  const settings = settingsOf(options);
  options.signal?.throwIfAborted();
  return withEngine(options, (engine) => engine.run(taskOf(spectra, settings, engine.build), options));
}

const SPECTRA_PER_JOB = 32;
/** Below this many spectra a worker takes longer to start than to save. */
const SPECTRA_PER_WORKER = 300;

interface Settings extends KramersOptions {
  readonly zhit: boolean | readonly [number, number];
}

function taskOf(spectra: readonly Spectrum[], settings: Settings, kernel: KernelBuild): Task<ValidityResult> {
  checkList(spectra);
  const faults = spectra.map(faultOfSpectrum);
  const places = spectra.flatMap((_, i) => (faults[i] === undefined ? [i] : []));
  const sound = places.map((i) => spectra[i]);
  const share = gridSharer();
  const rule = ruleOf(settings.limit);
  const failed = (spectrum: Spectrum, message: string): ValidityResult => ({
    ...nameOf(spectrum ?? {}),
    valid: null,
    verdict: "failed",
    score: Number.NaN,
    rule,
    message,
    warnings: [],
    violation: Number.NaN,
    scatter: Number.NaN,
    tolerance: Number.NaN,
    kernel,
  });
  return {
    total: spectra.length,
    places,
    faulty: faults.flatMap((fault, i) =>
      fault === undefined ? [] : [[i, failed(spectra[i], fault)] as const],
    ),
    mostPerJob: SPECTRA_PER_JOB,
    perWorker: SPECTRA_PER_WORKER,
    encode: (from, to) => encodeKramers(sound.slice(from, to).map(share), settings),
    decode: (results, from, to) => {
      const judged = sound.slice(from, to);
      return decodeKramers(results, judged, settings).map(({ linKK, test }, i) => {
        const spectrum = judged[i];
        const { verdict, score, message, warnings } = judge(spectrum, linKK, test, settings.limit);
        const hit = settings.zhit === false ? undefined : zHit(spectrum, windowOf(settings));
        return {
          ...nameOf(spectrum),
          valid: verdict !== "invalid",
          verdict,
          score,
          rule,
          message,
          warnings: [...warnings, ...warningsOf(linKK, settings)],
          violation: test.violation,
          scatter: test.scatter,
          tolerance: test.tolerance,
          linKK,
          ...(hit ? { zhit: hit } : {}),
          kernel,
        };
      });
    },
    lost: (from, to, error) =>
      sound.slice(from, to).map((spectrum) => failed(spectrum, `it could not be examined: ${error.message}`)),
  };
}

function nameOf({ file, name }: Pick<Spectrum, "file" | "name">): Pick<ValidityResult, "file" | "spectrum"> {
  return { ...(file === undefined ? {} : { file }), ...(name === undefined ? {} : { spectrum: name }) };
}

function windowOf({ zhit }: Settings): readonly [number, number] | undefined {
  return typeof zhit === "boolean" ? undefined : zhit;
}

/** What makes a spectrum unfit for the test; residuals relative to |Z| = 0 do not exist. */
function faultOfSpectrum(spectrum: Spectrum, index: number): string | undefined {
  const fault = faultOf(spectrum, index, "modulus");
  if (fault !== undefined) return fault;
  const zero = spectrum.real.findIndex((re, i) => re === 0 && spectrum.imaginary[i] === 0);
  if (zero < 0) return undefined;
  const { file, name } = spectrum;
  const place = [file, name].filter((part) => part !== undefined).join(", ") || `spectrum ${index + 1}`;
  return `${place}, point ${zero + 1}: the impedance is exactly 0; leave the point out`;
}

function warningsOf({ mu, elements }: LinKK, settings: Settings): string[] {
  if (settings.elements !== "mu" || mu <= settings.c) return [];
  return [
    `mu is still ${mu.toPrecision(2)} at ${elements} elements, above c = ${settings.c}: the fit that is shown may be too coarse`,
  ];
}

const known = new Set([
  "representation",
  "fit",
  "inductance",
  "capacitance",
  "elements",
  "c",
  "maxElements",
  "extension",
  "limit",
  "zhit",
  "kernel",
  "engine",
  "signal",
  "workers",
  "onProgress",
  "onResult",
] satisfies (keyof ValidityBatchOptions)[] as string[]);

function settingsOf(options: ValidityBatchOptions): Settings {
  const unknown = Object.keys(options).find((key) => !known.has(key));
  if (unknown !== undefined) {
    throw new OptionError(`option "${unknown}" is not known; the options are ${[...known].join(", ")}`);
  }
  const { representation = "auto", fit = "complex", elements = "auto", zhit = true } = options;
  const representations = ["auto", "impedance", "admittance"];
  if (!representations.includes(representation)) {
    throw new OptionError(`representation "${representation}" is not one of ${representations.join(", ")}`);
  }
  if (!fitKinds.includes(fit)) throw new OptionError(`fit "${fit}" is not one of ${fitKinds.join(", ")}`);
  if (elements !== "auto" && elements !== "mu") elementCount(elements, "elements");
  const { c = 0.85, maxElements = 50, limit = usualLimit } = options;
  elementCount(maxElements, "maxElements");
  if (!(c > 0 && c < 1)) throw new OptionError(`c ${c} must lie between 0 and 1; usual is 0.85`);
  const extension = options.extension ?? (elements === "auto" ? testExtension : 1);
  if (extension !== "optimal" && !(extension >= 0.1 && extension <= 1000)) {
    throw new OptionError(`extension ${extension} must be "optimal" or lie between 0.1 and 1000`);
  }
  if (!(limit > 0 && limit < 1)) {
    throw new OptionError(
      `limit ${limit} must lie between 0 and 1; the default is ${usualLimit}, 1.5 % of |Z|`,
    );
  }
  if (typeof zhit !== "boolean" && !(zhit[0] > 0 && zhit[1] > zhit[0] && zhit[1] < Infinity)) {
    throw new OptionError(
      `zhit [${zhit.join(", ")}] must be two frequencies in Hz, the lower one first, both above 0`,
    );
  }
  return {
    representation,
    fitKind: fit,
    inductance: options.inductance ?? true,
    capacitance: options.capacitance ?? true,
    elements,
    c,
    maxElements,
    extension,
    limit,
    leastMultiple,
    mostMultiple,
    floor,
    zhit,
  };
}

const MOST_ELEMENTS = 500;

function elementCount(value: number, name: string): void {
  if (!Number.isInteger(value) || value < 1 || value > MOST_ELEMENTS) {
    throw new OptionError(
      `${name} must be a whole number from 1 to ${MOST_ELEMENTS}${name === "elements" ? ', "auto" or "mu"' : ""}, it is ${value}`,
    );
  }
}
