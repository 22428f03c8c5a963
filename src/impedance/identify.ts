/**
 * Which circuit? Candidates are fitted and ranked by how well the data support them; what they cannot tell is said.
 *
 * A series stands for every circuit with the same impedance: a ladder of resistors and capacitors, say, cannot be told from a series
 * of arcs by one spectrum, and only the series is tried.
 */
import { faultOf } from "../fit/fault.ts";
import { OptionError } from "../fit/plan.ts";
import type { Criterion } from "../fit/ranking.ts";
import { type Engine, withEngine } from "../workers/engine.ts";
import { type Candidate, doubts, type Judge, noiseOf, rank } from "./candidate.ts";
import { fitCircuits, fitGrammar } from "./candidateFits.ts";
import { type IdentifyManyOptions, type IdentifyRequest, requestOf } from "./identifyOptions.ts";
import { scopeOf } from "./screening.ts";
import type { Spectrum } from "./spectrum.ts";

/** The ranking of circuits for one spectrum. */
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

/** Spectra that are worked on at a time, so that no worker waits for a round of one of them to end. */
const AT_A_TIME = 8;

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

/** Fewer points cannot tell circuits apart. */
const LEAST_POINTS = 5;
/** Share of the starts below which their best may not be the best there is. */
const FEW_AGREE = 0.075;

/** Circuits of a list whose optimum few starts agree on: with a better one their rank would rise. */
function disagreement(candidates: readonly Candidate[]): string[] {
  return candidates
    .filter(({ fit }) => fit.starts >= 4 && fit.agreement < Math.max(2, FEW_AGREE * fit.starts))
    .map(
      ({ circuit, fit }) =>
        `${circuit}: ${fit.agreement} of ${fit.starts} independent starts reached its optimum; a better one may exist, another seed may find it`,
    );
}

async function identifyOne(
  engine: Engine,
  spectrum: Spectrum,
  index: number,
  request: IdentifyRequest,
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
  if (spectrum.frequency.length < LEAST_POINTS) {
    return failed(
      `${names.file ?? `spectrum ${index + 1}`}: ${spectrum.frequency.length === 1 ? "1 point" : `${spectrum.frequency.length} points`}; circuits can be told apart from ${LEAST_POINTS} points on, better 30`,
    );
  }
  const scope = scopeOf(spectrum);
  const judge: Judge = {
    request,
    scope,
    noise: noiseOf(spectrum, request),
    points: spectrum.frequency.length,
  };
  const { fits, tried, warnings } = await (request.candidates
    ? fitCircuits(engine, spectrum, request, request.candidates)
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
    warnings: [
      ...warnings,
      ...doubts(candidates, judge),
      ...(request.candidates ? disagreement(candidates) : []),
    ],
  };
}
