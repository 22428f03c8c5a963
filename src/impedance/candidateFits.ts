/** Fits of all circuits that are compared on one spectrum: those of the user, or those that a search of the grammar finds. */
import { fitDefaults } from "../fit/options.ts";
import type { FitResult } from "../fit/result.ts";
import type { Circuit } from "../program/circuit.ts";
import type { Engine } from "../workers/engine.ts";
import { criteriaOf, type Fitted, type Judge } from "./candidate.ts";
import { type Grammar, shapesOf } from "./grammar.ts";
import type { IdentifyRequest } from "./identifyOptions.ts";
import type { Scope } from "./screening.ts";
import { searchCircuits, startOf } from "./search.ts";
import type { Spectrum } from "./spectrum.ts";
import { runTrials, type Trial, wholeFit } from "./trial.ts";

/** Most circuits of the grammar that are fitted to one spectrum. */
const MOST_CIRCUITS = 300;
/** Candidates that get as many starts as any fit before the list is made; those behind are only taken to convergence. */
const FINALISTS = 6;
/** No element of the grammar has more parameters than this. */
const SMALL = 2;

/** What came out, and what was lost on the way. */
export interface Fits {
  readonly fits: readonly Fitted[];
  readonly tried: number;
  readonly warnings: readonly string[];
}

/** The user's circuits, each with as many starts as any fit. */
export async function fitCircuits(
  engine: Engine,
  spectrum: Spectrum,
  request: IdentifyRequest,
  circuits: readonly Circuit[],
): Promise<Fits> {
  const { weighting, seed } = request;
  const trials = circuits.map((circuit) => wholeFit(circuit, spectrum, { weighting, seed }, engine.build));
  return collect(engine, circuits, trials, request);
}

/** The circuits of the grammar that a search finds; the best of them with as many starts as any fit. */
export async function fitGrammar(engine: Engine, spectrum: Spectrum, judge: Judge): Promise<Fits> {
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
function grammarFor({ elements, maxParameters }: IdentifyRequest, scope: Scope): Grammar {
  const open: Grammar = { elements, maxParameters, maxArcs: scope.arcs, inductive: true, blocking: true };
  const screened = { ...open, inductive: scope.inductive, blocking: scope.blocking };
  const one = { maxParameters: Math.min(maxParameters, SMALL) };
  return shapesOf({ ...screened, ...one }).length > 0 ? screened : open;
}

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
