import type { Spectrum } from "../impedance/spectrum.ts";
import type { SolvedSpectrum } from "../kernel/job.ts";
import type { Circuit } from "../program/circuit.ts";
import { circuitOf } from "../program/syntax.ts";
import { type Engine, withEngine } from "../workers/engine.ts";
import { assembleResult, unfitted, weightedResiduals } from "./assemble.ts";
import { fitOptionNames, type Preparation, prepareFits } from "./batch.ts";
import { type Chain, solveChain } from "./chain.ts";
import { type Ordered, orderSeries, type SeriesOrder, spectrumLabel } from "./coordinate.ts";
import { type Joint, type JointMember, solveJoint } from "./joint.ts";
import { type LinkOptions, type LinkPlan, planLinks, type SeriesNoise } from "./link.ts";
import { median } from "./median.ts";
import type { FitOptions } from "./options.ts";
import { arcOrder } from "./order.ts";
import { OptionError } from "./plan.ts";
import { type FitResult, type FitStatus, StopReason, stopSentences } from "./result.ts";
import { arrheniusOf, sharedCorrelation, sharedOf } from "./seriesLaw.ts";
import type { SeriesResult, SeriesRoute, SeriesSpectrum } from "./seriesResult.ts";

export interface SeriesOptions extends FitOptions, LinkOptions {
  /** What orders the spectra; default "given": as they come. */
  readonly by?: SeriesOrder;
  /** Temperatures in K in the order of the spectra, where their facts do not have them. */
  readonly temperatures?: ArrayLike<number>;
  /**
   * What weighs the spectra against each other in a joint solution. "own" (default): each by the variance of its own fit, so
   * that a noisy spectrum pulls less; "common": all alike. With weighting "sigma" the given σ do.
   */
  readonly noise?: SeriesNoise;
  /** A kernel that is open already. */
  readonly engine?: Engine;
  /** 1: in a worker thread, so that a page stays alive; default 0: in the calling thread. */
  readonly workers?: number;
}

const seriesOptionNames: ReadonlySet<string> = new Set([
  "by",
  "temperatures",
  "noise",
  "engine",
  "shared",
  "arrhenius",
  "smooth",
] satisfies (keyof SeriesOptions)[] as string[]);
/** A series is one job: there is nothing to report in between. */
const notOfSeries = new Set(["onProgress", "onResult"]);

/** Options and circuit of a series, checked. */
export interface SeriesPlan {
  readonly ordered: Ordered;
  readonly prepared: Preparation;
  readonly links: LinkPlan;
  readonly noise: SeriesNoise;
}

/**
 * Fits a series of spectra: each from its neighbour's optimum, forwards and backwards, restarted where that fails; with parameters
 * that are shared by all spectra, follow Arrhenius' law or vary smoothly, all spectra are solved as one problem whose standard errors
 * include the sharing. A spectrum that cannot be fitted, or does not belong to the others, costs itself.
 *
 * @throws CircuitError, OptionError: a sentence about what is wrong; the signal's reason when it is aborted
 */
export async function fitSeries(
  circuit: string | Circuit,
  spectra: readonly Spectrum[],
  options: SeriesOptions = {},
): Promise<SeriesResult> {
  return withEngine(options, async (engine) => {
    const plan = planSeries(circuitOf(circuit, options.elements), spectra, options, engine);
    const { prepared, links } = plan;
    const run = { signal: options.signal, workers: options.workers };
    const chain = await solveChain(engine, prepared, run);
    const members = membersOf(plan, chain);
    const joint =
      links.joint && members.some(({ use }) => use > 0)
        ? await solveJoint(engine, prepared, links, members, run)
        : undefined;
    return assembleSeries(plan, spectra, chain, members, joint);
  });
}

/** Checks everything that can be checked before a fit. @throws CircuitError, OptionError */
export function planSeries(
  circuit: Circuit,
  spectra: readonly Spectrum[],
  options: SeriesOptions,
  engine: Pick<Engine, "build">,
): SeriesPlan {
  const names = [...fitOptionNames, ...seriesOptionNames].filter((name) => !notOfSeries.has(name));
  const unknown = Object.keys(options).find((key) => !names.includes(key));
  if (unknown !== undefined) {
    throw new OptionError(
      `option "${unknown}" is not one of a series; the options are ${[...new Set(names)].join(", ")}`,
    );
  }
  const noise = options.noise ?? "own";
  if (noise !== "own" && noise !== "common") {
    throw new OptionError(`noise "${noise}" is not one of own, common`);
  }
  const ordered = orderSeries(spectra, options.by ?? "given", options.temperatures);
  const prepared = prepareFits(
    circuit,
    ordered.order.map((i) => spectra[i]),
    options,
    engine.build,
  );
  return { ordered, prepared, links: planLinks(prepared.frame, options, ordered, spectra), noise };
}

/** A mean square misfit so many times that of the neighbours does not belong to the series: 25 times in variance, 5 in amplitude. */
const STRANGE = 25;
const STRANGE_DEVIATIONS = 8;
const NEIGHBOURS = 4;
/** No spectrum counts as more than 1e4 times less noisy (in variance) than the middle one: a perfect one would outweigh all others. */
const FINEST = 1e-4;

/** The spectra of the chain as members of the joint problem: their starts, weights, and whether they belong to it. */
function membersOf({ prepared, ordered, noise }: SeriesPlan, chain: Chain): JointMember[] {
  const { frame, sound, places } = prepared;
  const variances = chain.solved.map(({ cost }, i) => {
    const free = weightedResiduals(frame, sound[i]) - frame.plan.variables.length;
    return free > 0 ? cost / free : Number.NaN;
  });
  const typical = median(variances.filter((value) => Number.isFinite(value)));
  const logs = variances.map((value) => Math.log(Math.max(value, 1e-20 * (typical || 1), 1e-300)));
  return chain.solved.map((solved, i) => {
    const usable = Number.isFinite(solved.cost) && Number.isFinite(variances[i]);
    const weighed = frame.weighting !== "sigma" && noise === "own" && typical > 0;
    return {
      solved,
      place: places[i],
      coordinate: ordered.coordinate.values[places[i]],
      start: canonical(prepared, solved),
      use: usable && !isStrange(logs, i) ? 1 : 0,
      weight: weighed ? 1 / Math.max(variances[i], FINEST * typical) : 1,
      variance: Math.max(variances[i], FINEST * typical),
    };
  });
}

/** Whether entry i stands out above its neighbours. */
function isStrange(logs: readonly number[], i: number): boolean {
  const near = logs
    .slice(Math.max(0, i - NEIGHBOURS), i + NEIGHBOURS + 1)
    .filter((value, k) => Number.isFinite(value) && k !== Math.min(i, NEIGHBOURS));
  if (near.length < 2) return false;
  const middle = median(near);
  const spread = 1.4826 * median(near.map((value) => Math.abs(value - middle)));
  return logs[i] > middle + Math.max(Math.log(STRANGE), STRANGE_DEVIATIONS * spread);
}

/** The values of the variables with exchangeable arcs in the order of their time constants, so that a name means the same arc in all spectra. */
function canonical({ plan, frame }: Preparation, { values }: SolvedSpectrum): Float64Array {
  if (frame.groups.length === 0) return values;
  const parameters = plan.compositions.map(({ offset, terms }) =>
    terms.reduce((sum, { variable, coefficient }) => sum + coefficient * values[variable], offset),
  );
  const order = arcOrder(frame.groups, parameters);
  return Float64Array.from(plan.owners, (parameter) => parameters[order[parameter]]);
}

const routes: readonly SeriesRoute[] = ["none", "anchor", "forward", "backward", "restart"];

function assembleSeries(
  { prepared, ordered, links }: SeriesPlan,
  spectra: readonly Spectrum[],
  chain: Chain,
  members: readonly JointMember[],
  joint: Joint | undefined,
): SeriesResult {
  const { frame, sound, places, faults } = prepared;
  const solvedJointly = joint !== undefined && joint.reason !== StopReason.NotFinite;
  const freedom = solvedJointly ? freedomOf(prepared, members, joint) : Number.NaN;
  const scale = frame.weighting === "sigma" ? 1 : freedom > 0 ? (joint?.cost ?? 0) / freedom : Number.NaN;
  // In a joint solution arcs are told apart by name: laws and continuity hold them in place
  const jointFrame = { ...frame, groups: [] };
  const warnings: string[] = [];
  const results: FitResult[] = new Array(ordered.order.length);
  const alone: FitResult[] = new Array(ordered.order.length);
  const isMember: boolean[] = new Array(ordered.order.length).fill(false);
  faults.forEach((fault, place) => {
    if (fault === undefined) return;
    alone[place] = unfitted(frame, spectra[ordered.order[place]], StopReason.InvalidData, fault);
    results[place] = alone[place];
  });
  members.forEach(({ solved, use, place }, i) => {
    const label = spectrumLabel(sound[i], ordered.order[place]);
    const own = assembleResult(frame, solved, sound[i]);
    alone[place] = own;
    if (solvedJointly && use > 0) {
      const result = assembleResult(jointFrame, joint.solved[i], sound[i], scale);
      isMember[place] = true;
      results[place] = {
        ...result,
        starts: solved.starts,
        agreement: solved.agreement,
        evaluations: solved.evaluations + result.evaluations,
      };
      return;
    }
    results[place] = use > 0 || own.status === "failed" ? own : doubted(own, strange(links.joint));
    if (use === 0 && own.status !== "failed") warnings.push(`${label}: ${strange(links.joint)}`);
  });
  const failed = results.filter(({ status }) => status === "failed").length;
  if (failed > 0) warnings.push(`${failed} of ${results.length} spectra were not fitted`);
  if (links.joint && !solvedJointly) {
    warnings.push("nothing was solved jointly: the results are the spectra's own fits");
  }
  const shared = joint && solvedJointly ? sharedOf(frame, links, joint, scale) : [];
  const arrhenius = joint && solvedJointly ? arrheniusOf(frame, links, joint, scale) : [];
  const held = shared.filter(({ state }) => state.startsWith("at "));
  if (held.length > 0) warnings.push(`at a bound: ${held.map(({ name }) => name).join(", ")}`);
  const lost = [
    ...shared.filter(({ stderr }) => Number.isNaN(stderr)).map(({ name }) => name),
    ...arrhenius
      .filter(({ activationEnergyStderr }) => Number.isNaN(activationEnergyStderr))
      .map(({ parameter }) => `Ea of ${parameter}`),
  ].filter((name) => !held.some((one) => one.name === name));
  if (lost.length > 0) warnings.push(`not identifiable from these spectra: ${lost.join(", ")}`);
  const excess = solvedJointly ? excessOf(prepared, members, joint, freedom) : Number.NaN;
  if (excess > CONTRADICTION) {
    warnings.push(
      `what is shared costs much: the cost rises by ${Number(excess.toPrecision(2))} variances for each parameter saved, where 1 is expected; the law is not exact, and the standard errors of what is shared are too small`,
    );
  }
  const reason = joint?.reason ?? StopReason.CostConverged;
  const stopped = joint ? stopSentences[reason] : "each spectrum was fitted from its neighbours";
  const nothing = results.length > 0 && failed === results.length;
  const status: FitStatus =
    nothing || reason > StopReason.ExactFit || (links.joint && !solvedJointly)
      ? "failed"
      : warnings.length > 0
        ? "warning"
        : "converged";
  return {
    spectra: results.map(
      (result, place): SeriesSpectrum => ({
        ...result,
        index: ordered.order[place],
        coordinate: ordered.coordinate.values[place],
        ...(ordered.temperatures ? { temperature: ordered.temperatures[place] } : {}),
        own: ownOf(alone[place]),
        route: routes[chain.routes[places.indexOf(place)] ?? 0],
        joint: isMember[place],
      }),
    ),
    coordinate: ordered.coordinate,
    shared,
    arrhenius,
    correlation: joint && solvedJointly ? sharedCorrelation(links, joint) : new Float64Array(0),
    cost: solvedJointly ? joint.cost : results.reduce((sum, { chi2 }) => sum + (chi2 || 0), 0),
    penalty: solvedJointly ? joint.penalty : 0,
    degreesOfFreedom: solvedJointly
      ? freedom
      : results.reduce((sum, result) => sum + (result.chi2 >= 0 ? result.degreesOfFreedom : 0), 0),
    excess,
    iterations: joint?.iterations ?? 0,
    status,
    message: [stopped, ...warnings].join("; "),
    warnings,
  };
}

function ownOf({ values, stderr, states, rms }: FitResult): SeriesSpectrum["own"] {
  return { values, stderr, states, rms };
}

/** Excess from which the spectra contradict what they are to share. */
const CONTRADICTION = 5;

/** By how much the cost rises through sharing, per parameter saved, in variances of the own fits. */
function excessOf(
  { frame, sound }: Preparation,
  members: readonly JointMember[],
  joint: Joint,
  freedom: number,
): number {
  let cost = 0;
  let free = 0;
  members.forEach(({ use, weight, solved }, i) => {
    if (use === 0) return;
    cost += weight * solved.cost;
    free += weightedResiduals(frame, sound[i]) - frame.plan.variables.length;
  });
  const saved = freedom - free;
  return saved > 1e-6 ? (joint.cost - cost) / saved / (cost / free) : Number.NaN;
}

function strange(joint: boolean): string {
  const words = "its residuals are more than five times those of its neighbours";
  return joint ? `${words}: it was left out of what the spectra share` : words;
}

function doubted(result: FitResult, warning: string): FitResult {
  return {
    ...result,
    status: "warning",
    warnings: [...result.warnings, warning],
    message: `${result.message}; ${warning}`,
  };
}

function freedomOf({ frame, sound }: Preparation, members: readonly JointMember[], joint: Joint): number {
  const residuals = members.reduce(
    (sum, { use }, i) => sum + (use > 0 ? weightedResiduals(frame, sound[i]) : 0),
    0,
  );
  return residuals - (joint.free - (Number.isFinite(joint.trace) ? joint.trace : 0));
}
