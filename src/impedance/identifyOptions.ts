/** What `identify` may be asked for, and the check of it. */
import { fitDefaults, type Weighting, weightings } from "../fit/options.ts";
import { OptionError } from "../fit/plan.ts";
import { type Criterion, criteria } from "../fit/ranking.ts";
import type { KernelBuild } from "../kernel/build.ts";
import type { Circuit } from "../program/circuit.ts";
import { circuitOf, printCircuit } from "../program/syntax.ts";
import type { Engine, RunOptions } from "../workers/engine.ts";
import { type GrammarElement, grammarElements } from "./grammar.ts";
import type { Identification } from "./identify.ts";

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
export interface IdentifyRequest {
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

/** Checks options without working: for callers that want to know before they read data. @throws OptionError, CircuitError */
export function checkIdentifyOptions(options: IdentifyManyOptions): void {
  requestOf(options, 0);
}

/** @throws OptionError, CircuitError */
export function requestOf(options: IdentifyManyOptions, spectra: number): IdentifyRequest {
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
  return [
    ...new Map(
      given.map((one) => circuitOf(one)).map((circuit) => [printCircuit(circuit), circuit]),
    ).values(),
  ];
}
