import { decodeResult, encodeJob, Mode, resultStride, type SolvedSpectrum } from "../kernel/job.ts";
import type { Engine } from "../workers/engine.ts";
import type { Preparation } from "./batch.ts";
import { runOnce, type SeriesRun } from "./chain.ts";
import type { Link, LinkPlan } from "./link.ts";
import { median } from "./median.ts";
import { StopReason } from "./result.ts";

/** One spectrum as the joint problem sees it. */
export interface JointMember {
  /** Its own fit. */
  readonly solved: SolvedSpectrum;
  /** Its place in the series. */
  readonly place: number;
  readonly coordinate: number;
  /** Start of each variable in user units. */
  readonly start: Float64Array;
  /** 0: it is left out. */
  readonly use: 0 | 1;
  /** Weight of its cost. */
  readonly weight: number;
  /** Mean square of the weighted residuals of its own fit. */
  readonly variance: number;
}

/** The joint solution. */
export interface Joint {
  /** Per member; NaN for those that are left out. */
  readonly solved: readonly SolvedSpectrum[];
  readonly reason: StopReason;
  readonly iterations: number;
  readonly cost: number;
  readonly penalty: number;
  /** Unknowns off their bounds, and by how much smoothness lowers the number that the data determine. */
  readonly free: number;
  readonly trace: number;
  /** Shared variables in the solver's coordinates: ln value for scales, eV for activation energies; their states and inverse. */
  readonly shared: Float64Array;
  readonly states: Float64Array;
  readonly inverse: Float64Array;
}

const PASS_JOINT = 1;
const MOST_ITERATIONS = 200;
/** Doubles of the kernel's answer beside spectra and shared variables. */
const TAIL_HEAD = 8;
/** Excess of the weighted cost, in variances, from which a spectrum may sit in another optimum than its own fit. */
const EXCESS = 25;

/**
 * Solves for shared, lawful and smooth parameters over all members. A spectrum whose cost rises far more than the others' do is searched
 * again with the shared parameters held, and the joint solution repeated from there; the better one counts.
 */
export async function solveJoint(
  engine: Engine,
  prepared: Preparation,
  links: LinkPlan,
  members: readonly JointMember[],
  run: SeriesRun,
): Promise<Joint> {
  const first = await solveOnce(engine, prepared, links, members, startsOf(prepared, links, members), run);
  if (first.reason === StopReason.NotFinite || links.links.length === 0) return first;
  const excess = members.map(({ use, solved, variance }, i) =>
    use > 0 ? (first.solved[i].cost - solved.cost) / variance : Number.NaN,
  );
  const usual = median(excess.filter((value) => Number.isFinite(value)));
  const again = excess.map((value) => value > Math.max(EXCESS, 10 * usual));
  if (!again.includes(true)) return first;
  const second = await solveOnce(engine, prepared, links, members, first.shared, run, again);
  return second.cost + second.penalty < first.cost + first.penalty ? second : first;
}

async function solveOnce(
  engine: Engine,
  { program, plan, jobOptions, sound, frame }: Preparation,
  links: LinkPlan,
  members: readonly JointMember[],
  shared: Float64Array,
  run: SeriesRun,
  again: readonly boolean[] = [],
): Promise<Joint> {
  const width = plan.variables.length;
  const stride = resultStride(width);
  const tail = TAIL_HEAD + links.sharedCount * (links.sharedCount + 2);
  const bytes = await runOnce(engine, run, () =>
    encodeJob(
      program,
      plan.compositions,
      plan.variables,
      sound,
      members.map(({ start }) => start),
      {
        ...jobOptions,
        mode: Mode.Series,
        extension: {
          input: encodeLinks(links, members, shared, width, frame.loss !== "linear", again),
          results: members.length * stride + tail,
        },
      },
    ),
  );
  const at = members.length * stride * 8;
  const head = new Float64Array(bytes, at, TAIL_HEAD);
  const behind = at + 8 * TAIL_HEAD;
  const count = links.sharedCount;
  return {
    solved: members.map((_, i) => decodeResult(bytes, i, width)),
    reason: head[0] as StopReason,
    iterations: head[1],
    cost: head[2],
    penalty: head[3],
    free: head[4],
    trace: head[5],
    shared: new Float64Array(bytes, behind, count),
    states: new Float64Array(bytes, behind + 8 * count, count),
    inverse: new Float64Array(bytes, behind + 16 * count, count * count),
  };
}

/** The extension of the job: `assembly/members.ts` has its layout. */
function encodeLinks(
  { links, sharedCount, smoothness }: LinkPlan,
  members: readonly JointMember[],
  shared: Float64Array,
  width: number,
  robust: boolean,
  again: readonly boolean[],
): Float64Array {
  const linkOf = new Float64Array(width).fill(-1);
  links.forEach(({ variable }, l) => {
    linkOf[variable] = l;
  });
  const records = nearness(members).flatMap((near, i) => {
    const { use, weight, solved, place } = members[i];
    return [
      use > 0 && again[i] ? 2 : use,
      weight,
      near,
      robust ? solved.lossScale : 0,
      ...links.flatMap((link) => {
        const coefficients = new Array<number>(sharedCount).fill(0);
        link.shared.forEach((k, c) => {
          coefficients[k] = link.coefficients[c][place];
        });
        return [link.offset[place], ...coefficients];
      }),
    ];
  });
  return Float64Array.from([
    PASS_JOINT,
    sharedCount,
    links.length,
    MOST_ITERATIONS,
    ...linkOf,
    ...smoothness,
    ...shared,
    ...records,
  ]);
}

/** Least distance to a neighbour, in median distances: repeats at one coordinate are near, not the same. */
const NEAREST = 1e-3;

/** Per member the reciprocal of its distance to the member before it, over the median distance; 0 for the first. */
function nearness(members: readonly JointMember[]): number[] {
  let last: number | undefined;
  const gaps = members.map(({ use, coordinate }) => {
    if (use === 0) return Number.NaN;
    const gap = last === undefined ? Number.NaN : coordinate - last;
    last = coordinate;
    return gap;
  });
  const usual = median(gaps.filter((gap) => gap > 0));
  return gaps.map((gap) => {
    if (Number.isNaN(gap)) return 0;
    return usual > 0 ? 1 / Math.max(gap / usual, NEAREST) : 1;
  });
}

/** Starts of the shared variables from the own fits: a median, or the line through ln p that few outliers do not bend. */
function startsOf(
  { plan }: Preparation,
  { links, sharedCount }: LinkPlan,
  members: readonly JointMember[],
): Float64Array {
  const starts = new Float64Array(sharedCount);
  for (const link of links) {
    const scale = plan.variables[link.variable].scale;
    const points = members.flatMap(({ use, start, place, solved }) => {
      if (use === 0) return [];
      const value = start[link.variable];
      const y = (scale === "log" ? Math.log(value) : value) - link.offset[place];
      return [{ y, slope: link.coefficients[1]?.[place] ?? 0, settled: solved.states[link.variable] === 0 }];
    });
    const settled = points.filter((point) => point.settled);
    place(starts, link, settled.length >= 2 ? settled : points);
  }
  return starts;
}

/** Most points of which every pair gives a slope. */
const MOST_PAIRED = 100;

function place(
  starts: Float64Array,
  link: Link,
  points: readonly { readonly y: number; readonly slope: number }[],
): void {
  if (link.shared.length === 1) {
    starts[link.shared[0]] = median(points.map(({ y }) => y));
    return;
  }
  // Theil and Sen: the median of the slopes of all pairs
  const step = Math.ceil(points.length / MOST_PAIRED);
  const few = points.filter((_, i) => i % step === 0);
  const slopes: number[] = [];
  few.forEach((a, i) => {
    for (const b of few.slice(0, i)) {
      if (a.slope !== b.slope) slopes.push((a.y - b.y) / (a.slope - b.slope));
    }
  });
  const energy = slopes.length > 0 ? median(slopes) : 0;
  starts[link.shared[0]] = median(points.map(({ y, slope }) => y - energy * slope));
  starts[link.shared[1]] = energy;
}
