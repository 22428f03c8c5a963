/** Three definitions of the onset of a sweep: by threshold, by tangents, by noise. */
import type { CurveResult } from "../fit/curveResult.ts";
import { chained, type Derived, exact } from "../fit/propagation.ts";
import { openInputs, type Quantity, type QuantityOptions } from "./quantity.ts";
import { TANGENT } from "./sweep.ts";

/** j = a + b·(E − centre). */
export interface Line {
  readonly centre: number;
  readonly fit: CurveResult;
}

/** A rule of thumb of ours: points in a row that must stay above a level. */
export const STAY = 5;

export interface OnsetContext {
  readonly options: QuantityOptions;
  readonly E: readonly number[];
  readonly direction: 1 | -1;
  readonly baseline: Line;
  /** A·m⁻² */
  readonly noise: number;
}

export interface Crossing {
  readonly level: number;
  /** First point above. */
  readonly at: number;
  /** Parabola j = a + b·(E − centre) + c·(E − centre)² through the points about it, and a line through more. */
  readonly local: Line;
  readonly around: Line;
}

export function lineAt({ centre, fit }: Line, E: number): number {
  return fit.values[0] + fit.values[1] * (E - centre);
}

const source = "three usual definitions side by side; none is preferred";

function aboutOnset(definition: readonly string[], formula: string) {
  return { quantity: "onset potential", symbol: "E", unit: "V", formula, source, definition } as const;
}

function directionWords({ direction }: OnsetContext): string {
  return direction > 0 ? "oxidation, sweep to higher potential" : "reduction, sweep to lower potential";
}

/** Where a line or a parabola meets the base line plus a level: of a parabola the meeting that lies nearer to the middle of its points. */
function meeting(
  context: OnsetContext,
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
  // The scatter about a curve through few points says little: at least that of the base line is the noise
  const wider =
    local.degreesOfFreedom < 4 && local.residualSd > 0
      ? Math.max((context.noise / local.residualSd) ** 2, 1)
      : 1;
  const curve = inputs.fitted(
    {
      ...local,
      covariance: local.covariance.map((value) => value * wider),
      degreesOfFreedom: wider > 1 ? baseline.fit.degreesOfFreedom : local.degreesOfFreedom,
    },
    name,
    {
      a: ["a", `${name} at ${centre.toPrecision(4)} V`, "A·m⁻²"],
      b: ["b", `slope of the ${name}`, "S·m⁻²"],
      c: ["c", `curvature of the ${name}`, "S·V⁻¹·m⁻²"],
    },
  );
  const c = local.parameters.includes("c") ? curve("c") : exact(0);
  // With x = E − centre: c·x² + b·x + a = base line + level
  const height = curve("a").value - lineAt(baseline, centre) - level;
  const slope = curve("b").value - base("b").value;
  const root = Math.sqrt(slope ** 2 - 4 * c.value * height);
  const x = (-2 * height) / (slope + Math.sign(slope) * root);
  const steepness = slope + 2 * c.value * x;
  const fromBase = x + centre - baseline.centre;
  return {
    inputs,
    at: chained(
      centre + x,
      [curve("a"), -1 / steepness],
      [curve("b"), -x / steepness],
      [c, (-x * x) / steepness],
      [base("a"), 1 / steepness],
      [base("b"), fromBase / steepness],
    ),
  };
}

export function thresholdOnset(context: OnsetContext, { level, at, local }: Crossing): Quantity {
  const { inputs, at: onsetAt } = meeting(context, local, level, "parabola about the crossing");
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
            "the current is no parabola about the crossing: the value is uncertain by the steps of the sweep",
          ]),
    ],
  );
}

export function tangentOnset(context: OnsetContext, tangent: Line): Quantity {
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
export function noiseOnset(
  context: OnsetContext,
  crossing: Crossing | undefined,
  sigmas: number,
): Quantity | undefined {
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
