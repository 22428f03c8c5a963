/** The potential at which an electrolyte begins to decompose in a linear sweep, by three methods. */
import { fitCurve } from "../fit/curve.ts";
import type { CurveResult } from "../fit/curveResult.ts";
import { OptionError } from "../fit/plan.ts";
import { chained, type Derived, exact, quotient, scaled, sum } from "../fit/propagation.ts";
import type { KernelBuild } from "../kernel/build.ts";
import { type Engine, withCurveEngine } from "../workers/engine.ts";
import { openInputs, type Quantity, type QuantityOptions } from "./quantity.ts";

/** A linear sweep. */
export interface Sweep {
  /** V, in the order of the measurement. */
  readonly potential: ArrayLike<number>;
  /** A·m⁻² */
  readonly currentDensity: ArrayLike<number>;
}

export interface OnsetOptions extends QuantityOptions {
  /** A·m⁻² above the base line; default 0.1 (10 µA·cm⁻²). */
  readonly threshold?: number;
  /** Standard deviations of the noise above the base line; default 5. */
  readonly sigmas?: number;
  /** V, between which the base line is fitted; default: the first 30 % of the sweep behind its first twentieth. */
  readonly baseline?: readonly [number, number];
  readonly kernel?: KernelBuild;
  readonly engine?: Engine;
}

/** j = a + b·(E − centre). */
export interface Line {
  readonly centre: number;
  readonly fit: CurveResult;
}

export interface Onset {
  /** By threshold, by tangents, by noise; those that the sweep reaches. */
  readonly quantities: readonly Quantity[];
  /** The sweep in its one direction: V, and A·m⁻² with positive sign for the reaction that is looked for. */
  readonly potential: readonly number[];
  readonly current: readonly number[];
  readonly baseline: Line;
  /** Steepest part, in which the tangent was fitted. */
  readonly tangent?: Line & { readonly range: readonly [number, number] };
  readonly warnings: readonly string[];
}

/** Rules of thumb of ours. */
const LEAST = 20;
/** Points in a row that must stay above a level. */
const STAY = 5;
/** Width of the window of the tangent over the range of the sweep. */
const TANGENT = 0.02;

/**
 * Onset potentials: where the current exceeds the base line by a threshold, where the tangent at the steepest part meets the base
 * line, and where it leaves the noise (k·σ) for good. A sweep to lower potentials looks for a reduction.
 * @throws OptionError for sweeps that are too short or whose base line cannot be fitted
 */
export async function onset(sweep: Sweep, options: OnsetOptions = {}): Promise<Onset> {
  const { threshold = 0.1, sigmas = 5 } = options;
  if (!(threshold > 0)) throw new OptionError(`the threshold is ${threshold} A·m⁻²; it must be above 0`);
  if (!(sigmas > 0)) throw new OptionError(`sigmas is ${sigmas}; it must be above 0`);
  const warnings: string[] = [];
  const { potential: E, current: j, direction } = firstSweep(sweep, warnings);
  const base = baseRows(E, direction, options.baseline);
  if (base.length < STAY) {
    throw new OptionError(
      `the base line has ${base.length} points; at least ${STAY} are needed: give another range of potentials`,
    );
  }
  const step = steepest(E, j, base[base.length - 1]);
  return withCurveEngine(options, async (engine) => {
    const line = async (rows: readonly number[]): Promise<Line> => {
      const centre = mean(rows.map((i) => E[i]));
      const fit = await fitCurve(
        "y = a + b*x",
        { x: rows.map((i) => E[i] - centre), y: rows.map((i) => j[i]) },
        { engine },
      );
      return { centre, fit };
    };
    const base0 = await line(base);
    const baseline = base0.fit;
    const valueAt = (x: number): number => baseline.values[0] + baseline.values[1] * (x - base0.centre);
    const above = j.map((value, i) => value - valueAt(E[i]));
    const noise = baseline.residualSd;
    const behind = base[base.length - 1] + 1;
    const context: Context = { options, E, direction, baseline: base0, noise };
    const crossing = async (level: number): Promise<Crossing | undefined> => {
      const at = above.findIndex(
        (value, i) => i >= behind && value > level && above.slice(i, i + STAY).every((next) => next > level),
      );
      if (at < 1) return undefined;
      const rows = [at - 2, at - 1, at, at + 1].filter((i) => i >= 0 && i < E.length);
      const wide = Array.from({ length: 11 }, (_, k) => at - 5 + k).filter((i) => i >= 0 && i < E.length);
      return { level, at, local: await line(rows), around: await line(wide) };
    };
    const tangentFit = step && (await line(step));
    const atThreshold = await crossing(threshold);
    const quantities = [
      atThreshold && thresholdOnset(context, atThreshold),
      tangentFit && tangentOnset(context, tangentFit),
      noiseOnset(context, await crossing(sigmas * noise), sigmas),
    ].filter((one) => one !== undefined);
    if (!atThreshold) {
      const most = above.slice(behind).reduce((a, b) => Math.max(a, b), 0);
      warnings.push(
        `the current stays below ${threshold} A·m⁻² above the base line up to ${E[E.length - 1]} V (it reaches ${most.toPrecision(2)}): stable to there by this measure`,
      );
    }
    return {
      quantities: quantities.map((quantity) => ({
        ...quantity,
        warnings: [...quantity.warnings, ...warnings],
      })),
      potential: E,
      current: j,
      baseline: base0,
      ...(tangentFit &&
        step && { tangent: { ...tangentFit, range: [E[step[0]], E[step[step.length - 1]]] as const } }),
      warnings,
    };
  });
}

interface Context {
  readonly options: OnsetOptions;
  readonly E: readonly number[];
  readonly direction: 1 | -1;
  readonly baseline: Line;
  /** A·m⁻² */
  readonly noise: number;
}

interface Crossing {
  readonly level: number;
  /** First point above. */
  readonly at: number;
  /** Line through the four points about it, and through eleven. */
  readonly local: Line;
  readonly around: Line;
}

/** The points up to the first turn; the current with the sign of the reaction that the direction looks for. */
function firstSweep(
  { potential, currentDensity }: Sweep,
  warnings: string[],
): { readonly potential: number[]; readonly current: number[]; readonly direction: 1 | -1 } {
  if (potential.length !== currentDensity.length) {
    throw new OptionError(
      `${potential.length} potentials and ${currentDensity.length} currents; give one current density per potential`,
    );
  }
  const rows = Array.from({ length: potential.length }, (_, i) => i).filter(
    (i) => Number.isFinite(potential[i]) && Number.isFinite(currentDensity[i]),
  );
  const E = rows.map((i) => potential[i]);
  let far = 0;
  E.forEach((value, i) => {
    if (Math.abs(value - E[0]) > Math.abs(E[far] - E[0])) far = i;
  });
  if (far < LEAST - 1) {
    throw new OptionError(`the sweep has ${far + 1} points up to its turn; at least ${LEAST} are needed`);
  }
  if (far < rows.length - 1) {
    warnings.push(`the sweep turns at ${E[far]} V: only the ${far + 1} points up to there were used`);
  }
  const direction = E[far] > E[0] ? 1 : -1;
  return {
    potential: E.slice(0, far + 1),
    current: rows.slice(0, far + 1).map((i) => direction * currentDensity[i]),
    direction,
  };
}

function baseRows(E: readonly number[], direction: 1 | -1, range: OnsetOptions["baseline"]): number[] {
  const rows = E.map((_, i) => i);
  if (range) {
    const [low, high] = [Math.min(...range), Math.max(...range)];
    return rows.filter((i) => E[i] >= low && E[i] <= high);
  }
  const span = Math.abs(E[E.length - 1] - E[0]);
  return rows.filter((i) => {
    const part = (direction * (E[i] - E[0])) / span;
    return part >= 0.05 && part <= 0.3;
  });
}

/** Rows about the steepest rise of the current behind the base line. */
function steepest(E: readonly number[], j: readonly number[], behind: number): number[] | undefined {
  const span = Math.abs(E[E.length - 1] - E[0]);
  const half = Math.max(2, Math.round(((TANGENT / 2) * E.length) | 0));
  let best: { readonly slope: number; readonly rows: number[] } | undefined;
  for (let i = behind + half; i + half < E.length; i++) {
    const rows = Array.from({ length: 2 * half + 1 }, (_, k) => i - half + k);
    const [mx, my] = [mean(rows.map((r) => E[r])), mean(rows.map((r) => j[r]))];
    let [sxx, sxy] = [0, 0];
    for (const r of rows) {
      sxx += (E[r] - mx) ** 2;
      sxy += (E[r] - mx) * (j[r] - my);
    }
    const slope = Math.abs(sxy / sxx) * Math.sign(sxy / sxx) * Math.sign(E[E.length - 1] - E[0]);
    if (sxx > 1e-12 * span * span && (best === undefined || slope > best.slope)) best = { slope, rows };
  }
  return best && best.slope > 0 ? best.rows : undefined;
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

const source = "three usual definitions side by side; none is preferred";

function aboutOnset(definition: readonly string[], formula: string) {
  return { quantity: "onset potential", symbol: "E", unit: "V", formula, source, definition } as const;
}

function directionWords({ direction }: Context): string {
  return direction > 0 ? "oxidation, sweep to higher potential" : "reduction, sweep to lower potential";
}

/** Where a line meets the base line plus a level. */
function meeting(
  context: Context,
  { centre, fit: local }: Line,
  level: number,
  name: string,
): { readonly inputs: ReturnType<typeof openInputs>; readonly at: Derived } {
  const inputs = openInputs(context.options);
  const { baseline } = context;
  const base = inputs.fitted(baseline.fit, "base line", {
    a: ["a_base", `base line at ${baseline.centre.toPrecision(4)} V`, "A·m⁻²"],
    b: ["b_base", "slope of the base line", "S·m⁻²"],
  });
  // The scatter about a line through few points says little: at least that of the base line is the noise
  const wider =
    local.degreesOfFreedom < 4 && local.residualSd > 0
      ? Math.max((context.noise / local.residualSd) ** 2, 1)
      : 1;
  const line = inputs.fitted(
    {
      ...local,
      covariance: local.covariance.map((value) => value * wider),
      degreesOfFreedom: wider > 1 ? baseline.fit.degreesOfFreedom : local.degreesOfFreedom,
    },
    name,
    {
      a: ["a", `${name} at ${centre.toPrecision(4)} V`, "A·m⁻²"],
      b: ["b", `slope of the ${name}`, "S·m⁻²"],
    },
  );
  const above = sum(
    base("a"),
    scaled(base("b"), -baseline.centre),
    scaled(line("a"), -1),
    scaled(line("b"), centre),
    exact(level),
  );
  return { inputs, at: quotient(above, sum(line("b"), scaled(base("b"), -1))) };
}

function thresholdOnset(context: Context, { level, at, local }: Crossing): Quantity {
  const { inputs, at: onsetAt } = meeting(context, local, level, "line about the crossing");
  const [before, behind] = [context.E[at - 1], context.E[at]];
  const inside = (onsetAt.value - before) * (onsetAt.value - behind) <= Math.abs(behind - before) ** 2;
  return inputs.quantity(
    aboutOnset(
      [`by threshold: ${level} A·m⁻² (${100 * level} µA·cm⁻²) above the base line`, directionWords(context)],
      "j(E) = j_base(E) + j_threshold",
    ),
    onsetAt,
    [],
    [
      ...(level < 3 * context.noise
        ? [
            `the threshold is ${(level / context.noise).toPrecision(2)} times the noise of the base line: it may be crossed by chance`,
          ]
        : []),
      ...(inside
        ? []
        : [
            "the current is not straight about the crossing: the value is uncertain by the steps of the sweep",
          ]),
    ],
  );
}

function tangentOnset(context: Context, tangent: Line): Quantity {
  const { inputs, at } = meeting(context, tangent, 0, "tangent");
  const { E, direction } = context;
  const outside = direction * (at.value - E[0]) < 0 || direction * (at.value - E[E.length - 1]) > 0;
  const last = E[E.length - 1];
  const reach = Math.abs(last - E[0]);
  const fromEnd = Math.abs(tangent.centre - last) / reach;
  return inputs.quantity(
    aboutOnset(
      ["by tangents: the tangent at the steepest part meets the base line", directionWords(context)],
      "E = (a_base − a_tangent)/(b_tangent − b_base)",
    ),
    at,
    [],
    [
      ...(outside
        ? ["the tangent meets the base line outside the sweep: there is no onset by this measure"]
        : []),
      ...(fromEnd < 2 * TANGENT
        ? [
            "the current is steepest at the end of the sweep: the tangent, and with it the onset, moves with the range that was measured",
          ]
        : []),
    ],
  );
}

/** A first point above a level is known to the step of the sweep, and to the noise over the slope there. */
function noiseOnset(context: Context, crossing: Crossing | undefined, sigmas: number): Quantity | undefined {
  if (!crossing || !(context.noise > 0)) return undefined;
  const { E, options, noise } = context;
  const inputs = openInputs(options);
  const { at } = crossing;
  const step = Math.abs(E[at] - E[at - 1]);
  const rise = Math.abs(crossing.around.fit.values[1] - context.baseline.fit.values[1]);
  const E0 = inputs.given("E_k", "middle of the last point below and the first above", "V", {
    value: (E[at] + E[at - 1]) / 2,
    stderr: Math.hypot(step / Math.sqrt(12), noise / rise),
  });
  inputs.given("k", "standard deviations of the noise", "", sigmas);
  inputs.given("s", "noise of the base line", "A·m⁻²", noise);
  return inputs.quantity(
    aboutOnset(
      [
        `by noise: from here ${STAY} points and more stay ${sigmas} standard deviations (${(sigmas * noise).toPrecision(2)} A·m⁻²) above the base line`,
        directionWords(context),
      ],
      "j(E) > j_base(E) + k·s",
    ),
    chained(E0.value, [E0, 1]),
    [],
    ["it moves with the noise of the instrument: a quieter one finds an earlier onset"],
  );
}
