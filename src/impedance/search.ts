/**
 * The search for circuits: small circuits and the usual families are fitted first, then the best are changed by one member at a time.
 * Every circuit is fitted from its neighbours' optima and from drawn starts. It ends when the best circuits have no better neighbour.
 */
import type { Weighting } from "../fit/options.ts";
import type { Circuit } from "../program/circuit.ts";
import { compileCircuit } from "../program/compile.ts";
import type { Engine } from "../workers/engine.ts";
import {
  admits,
  circuitOfShape,
  type Grammar,
  type Member,
  members,
  parameterCount,
  parametersOf,
  type Shape,
  shapeKey,
  shapesOf,
  sortShape,
} from "./grammar.ts";
import { type Grown, neighbours } from "./growth.ts";
import type { Scope } from "./screening.ts";
import type { Spectrum } from "./spectrum.ts";
import { EVALUATIONS, localFits, type Optimum, runTrials, TOLERANCE, type Trial, wholeFit } from "./trial.ts";

/** Circuits with no more parameters than this are all tried. */
const SEED_PARAMETERS = 4;
/** Circuits whose neighbours are tried in one round. */
const BEAM = 3;
/** The search ends when this many of the best circuits have no neighbour left to try. */
const SETTLED = 3;
/** Local fits from drawn starts that a circuit gets in the search; those of the final list get as many as any fit. */
const DRAWN = 6;
/** Starts that one circuit takes over from its neighbours in one round. */
const MOST_STARTS = 16;
/** Rise of a criterion that is worth another look at the neighbours of a circuit. */
const WORTHWHILE = 2;

/** A circuit that was fitted. */
export interface Tried {
  readonly circuit: Circuit;
  readonly shape: Shape;
  readonly optimum: Optimum;
}

export interface Search {
  /** Best first. */
  readonly tried: readonly Tried[];
  /** It ended because it had tried `most` circuits. */
  readonly exhausted: boolean;
}

export interface SearchSettings {
  readonly grammar: Grammar;
  readonly scope: Scope;
  readonly weighting: Weighting;
  readonly seed: number;
  /** Most circuits to try. */
  readonly most: number;
  /** What is to be small: a criterion of Σ r² and the number of free parameters. */
  readonly criterion: (chi2: number, free: number) => number;
  readonly workers?: number;
  readonly signal?: AbortSignal;
}

interface Node extends Tried {
  readonly criterion: number;
  expanded: boolean;
}

interface Proposal {
  readonly shape: Shape;
  readonly starts: Float64Array[];
}

/** Searches the circuits of a grammar for those that a spectrum supports. */
export async function searchCircuits(
  engine: Engine,
  spectrum: Spectrum,
  settings: SearchSettings,
): Promise<Search> {
  const { scope } = settings;
  const nodes = new Map<string, Node>();
  const ranked = (): Node[] => [...nodes.values()].sort(byCriterion);
  const fit = async (proposals: readonly Proposal[]): Promise<void> => {
    const trials = proposals.flatMap((proposal) => trialsOf(proposal, nodes, engine, spectrum, settings));
    const found = await runTrials(engine, trials, settings);
    found.forEach((one) => {
      if (one) enter(nodes, one, settings);
    });
  };

  await fit(seedsOf(settings.grammar).map((shape) => ({ shape, starts: [] })));
  const inductive = settings.grammar.inductive || inductorMatters(nodes);
  const grammar: Grammar = { ...settings.grammar, inductive };
  for (;;) {
    const order = ranked();
    const open = order.filter(({ expanded }) => !expanded).slice(0, BEAM);
    if (open.length === 0 || order.slice(0, SETTLED).every(({ expanded }) => expanded)) break;
    if (nodes.size >= settings.most) return { tried: order, exhausted: true };
    const proposals = new Map<string, Proposal>();
    for (const parent of open) {
      parent.expanded = true;
      for (const grown of neighbours(grownOf(parent), grammar, scope)) propose(proposals, grown, nodes);
    }
    await fit([...proposals.values()]);
  }
  return { tried: ranked(), exhausted: false };
}

/** Ties go to the circuit with fewer parameters, then to the one that the grammar writes first. */
function byCriterion(a: Node, b: Node): number {
  return (
    a.criterion - b.criterion ||
    parameterCount(a.shape) - parameterCount(b.shape) ||
    (shapeKey(a.shape) < shapeKey(b.shape) ? -1 : 1)
  );
}

/** Small circuits and the usual families, each once. */
function seedsOf(grammar: Grammar): Shape[] {
  const small = shapesOf({
    ...grammar,
    maxParameters: Math.min(SEED_PARAMETERS, grammar.maxParameters),
  });
  // An inductor is tried even where the ends of the spectrum do not show it
  const shapes = [...small, ...families({ ...grammar, inductive: true }, grammar.inductive)];
  return [...new Map(shapes.map((shape) => [shapeKey(shape), shape])).values()];
}

/** Whether some circuit is better with an inductor than without. */
function inductorMatters(nodes: ReadonlyMap<string, Node>): boolean {
  return [...nodes.values()].some(({ shape, criterion }) => {
    const bare = shape[0] === "L" ? nodes.get(shapeKey(shape.slice(1))) : undefined;
    return bare !== undefined && criterion < bare.criterion;
  });
}

/** Series of depressed arcs, and diffusion with and behind arcs: larger circuits need not be reached step by step. */
function families(grammar: Grammar, inductive: boolean): Shape[] {
  const arcs = (count: number): Member[] => Array<Member>(count).fill("R|CPE");
  const series = Array.from({ length: grammar.maxArcs }, (_, k) => arcs(k + 1));
  const behind = (["W", "Wo", "Ws", "G"] as const).flatMap((member) =>
    [1, 2].map((count) => [...arcs(count), member]),
  );
  const within = members
    .filter((member) => member.startsWith("R-W"))
    .flatMap((member) => [[member], ["R|CPE" as const, member]]);
  const bodies: readonly (readonly Member[])[] = [
    ...series,
    ...series.map((body) => [...body, "CPE" as const]),
    ...behind,
    ...within,
  ];
  const headed = (head: readonly Member[], all: readonly (readonly Member[])[]): Shape[] =>
    all.map((body) => sortShape([...head, ...body]));
  return [
    ...headed([], bodies),
    ...headed(["R"], bodies),
    ...headed(["L", "R"], inductive ? bodies : series),
  ].filter((shape) => admits(grammar, shape));
}

function propose(proposals: Map<string, Proposal>, grown: Grown, nodes: ReadonlyMap<string, Node>): void {
  const key = shapeKey(grown.shape);
  if (nodes.get(key)?.expanded) return;
  const proposal = proposals.get(key) ?? { shape: grown.shape, starts: [] };
  if (proposal.starts.length < MOST_STARTS) proposal.starts.push(Float64Array.from(grown.values.flat()));
  proposals.set(key, proposal);
}

/** A circuit is drawn for once; from neighbours it is fitted whenever they propose it. */
function trialsOf(
  { shape, starts }: Proposal,
  nodes: ReadonlyMap<string, Node>,
  engine: Engine,
  spectrum: Spectrum,
  { weighting, seed }: SearchSettings,
): Trial<Tried | undefined>[] {
  const circuit = circuitOfShape(shape);
  const tried = (trial: Trial<Optimum | undefined>): Trial<Tried | undefined> => ({
    encode: trial.encode,
    decode: (results) => {
      const optimum = trial.decode(results);
      return optimum && { circuit, shape, optimum };
    },
  });
  const short = { weighting, seed, starts: DRAWN, evaluations: EVALUATIONS, tolerance: TOLERANCE };
  return [
    ...(starts.length > 0 ? [tried(localFits(circuit, spectrum, starts, weighting))] : []),
    ...(nodes.has(shapeKey(shape)) ? [] : [tried(wholeFit(circuit, spectrum, short, engine.build))]),
  ];
}

function enter(nodes: Map<string, Node>, tried: Tried, { criterion }: SearchSettings): void {
  const { shape, optimum } = tried;
  if (!Number.isFinite(optimum.chi2)) return;
  const key = shapeKey(shape);
  const known = nodes.get(key);
  if (known && known.optimum.chi2 <= optimum.chi2) return;
  const value = criterion(optimum.chi2, parameterCount(shape));
  const expanded = known?.expanded === true && known.criterion - value < WORTHWHILE;
  nodes.set(key, { ...tried, criterion: value, expanded });
}

function grownOf({ shape, optimum }: Tried): Grown {
  let at = 0;
  return {
    shape,
    values: shape.map((member) => {
      const from = at;
      at += parametersOf(member);
      return Array.from(optimum.values.subarray(from, at));
    }),
  };
}

/** The optimum of a circuit by name: a start for a further fit. */
export function startOf(circuit: Circuit, { values }: Optimum): Record<string, number> {
  return Object.fromEntries(compileCircuit(circuit).parameters.map(({ name }, i) => [name, values[i]]));
}
