/** The exchange current density of an electrode from its polarisation curve, by three methods. */
import type { CurveResult } from "../fit/curveResult.ts";
import { OptionError } from "../fit/plan.ts";
import {
  chained,
  type Derived,
  exponential,
  logarithm,
  product,
  quotient,
  scaled,
  sum,
} from "../fit/propagation.ts";
import { voltPerKelvin } from "../impedance/cell.ts";
import type { KernelBuild } from "../kernel/build.ts";
import { type Engine, withCurveEngine } from "../workers/engine.ts";
import {
  type FittedLine,
  fitPolarisation,
  type PolarisationCurve,
  type PolarisationFits,
} from "./polarisationFits.ts";
import {
  type DetailAbout,
  exact,
  type Given,
  type Inputs,
  numberOf,
  openInputs,
  type Quantity,
  type QuantityOptions,
} from "./quantity.ts";

export type { PolarisationCurve };

export interface ExchangeCurrentOptions extends QuantityOptions {
  /** K */
  readonly temperature: Given;
  /** Interfaces that share the overpotential: 2 in a symmetric cell, 1 with a reference electrode. */
  readonly interfaces: 1 | 2;
  /** Area-specific ohmic resistance of the cell in Ω·m²; η = (E − j·R)/N. Default 0, and a warning says so. */
  readonly ohmicResistance?: Given;
  /** Electrons per reaction, default 1. */
  readonly electrons?: number;
  /** |η| in V, of one interface, between which a branch is taken as straight in log j. Default 0.05 … 0.12. */
  readonly window?: readonly [number, number];
  /** |η| in V up to which the current is linear. Default 0.01. */
  readonly linear?: number;
  readonly kernel?: KernelBuild;
  readonly engine?: Engine;
}

export interface ExchangeCurrent {
  /** Butler–Volmer with both branches, Tafel and micropolarisation, as far as the data reach. */
  readonly quantities: readonly Quantity[];
  /** η of one interface without the ohmic drop in V, and j in A·m⁻². */
  readonly overpotential: readonly number[];
  readonly currentDensity: readonly number[];
  /** Tafel branches: log10(j/(A·m⁻²)) over η. */
  readonly branches: readonly FittedLine[];
  /** Values of Butler–Volmer at the points, where it was fitted. */
  readonly butlerVolmer?: CurveResult;
  readonly warnings: readonly string[];
}

/** Rules of thumb of ours. */
/** Error of j0 through the reverse reaction that is said. */
const REVERSE = 0.05;
const DISAGREE = 3;

/**
 * Exchange current density by Butler–Volmer over the whole curve, j = j0·[exp(αa·nFη/RT) − exp(−αc·nFη/RT)]; by Tafel lines,
 * log10|j| = log10 j0 + |η|/b; and by micropolarisation, j0 = (RT/nF)·dj/dη at η = 0. η is that of one interface without the ohmic drop.
 * The error of the ohmic resistance is propagated by fits with R ± its standard error.
 *
 * @throws OptionError for data that reach into none of the windows
 */
export async function exchangeCurrent(
  curve: PolarisationCurve,
  options: ExchangeCurrentOptions,
): Promise<ExchangeCurrent> {
  const { interfaces, electrons = 1, window = [0.05, 0.12], linear = 0.01, ohmicResistance = 0 } = options;
  check(curve, options);
  const thermal = (voltPerKelvin * numberOf(options.temperature)) / electrons;
  const R = numberOf(ohmicResistance);
  const error = typeof ohmicResistance === "number" ? 0 : ohmicResistance.stderr;
  const solve = (engine: Engine, resistance: number): Promise<PolarisationFits> =>
    fitPolarisation(engine, curve, { resistance, interfaces, window, linear, thermal });
  const [middle, low, high] = await withCurveEngine(options, async (engine) => [
    await solve(engine, R),
    ...(error > 0 ? [await solve(engine, R - error), await solve(engine, R + error)] : []),
  ]);
  const warnings: string[] = [];
  if (ohmicResistance === 0) {
    warnings.push(
      "no ohmic drop was taken off: the exchange current density comes out too small by its share",
    );
  }
  /** Change of a number with the ohmic resistance. */
  const slopeOf = (of: (solution: PolarisationFits) => number | undefined): number => {
    if (!low || !high) return 0;
    const [a, b] = [of(low), of(high)];
    return a === undefined || b === undefined ? Number.NaN : (b - a) / (2 * error);
  };
  const context: Context = { options, thermal, electrons, interfaces, window, linear, slopeOf, warnings };
  const found = [butlerVolmerOf(context, middle), tafelOf(context, middle), linearOf(context, middle)];
  const quantities = found.filter((one) => one !== undefined);
  if (quantities.length === 0) {
    throw new OptionError(
      `the overpotentials of one interface reach from ${Math.min(...middle.eta).toPrecision(3)} to ${Math.max(...middle.eta).toPrecision(3)} V: too few points for a Tafel line within ${window.join(" … ")} V, and for a line below ${linear} V; give other windows`,
    );
  }
  return {
    quantities: quantities.map((quantity) => withDisagreement(quantity, quantities)),
    overpotential: middle.eta,
    currentDensity: Array.from(curve.currentDensity),
    branches: middle.branches,
    ...(middle.butlerVolmer && { butlerVolmer: middle.butlerVolmer }),
    warnings,
  };
}

function check(
  { overpotential, currentDensity }: PolarisationCurve,
  { interfaces, window, temperature, electrons = 1 }: ExchangeCurrentOptions,
): void {
  if (overpotential.length !== currentDensity.length) {
    throw new OptionError(
      `${overpotential.length} overpotentials and ${currentDensity.length} currents; give one current density per overpotential`,
    );
  }
  for (let i = 0; i < overpotential.length; i++) {
    if (Number.isFinite(overpotential[i]) && Number.isFinite(currentDensity[i])) continue;
    throw new OptionError(`point ${i + 1} of the polarisation curve is not finite; leave it out`);
  }
  if (interfaces !== 1 && interfaces !== 2)
    throw new OptionError(`interfaces is ${interfaces}; it is 1 or 2`);
  if (window && !(window[0] >= 0 && window[1] > window[0])) {
    throw new OptionError(`the Tafel window is ${window.join(" … ")} V; expected two rising numbers from 0`);
  }
  if (!(numberOf(temperature) > 0))
    throw new OptionError(`the temperature is ${numberOf(temperature)} K; give it in K`);
  if (!(Number.isInteger(electrons) && electrons > 0)) {
    throw new OptionError(`electrons is ${electrons}; it is a whole number from 1`);
  }
}

interface Context {
  readonly options: ExchangeCurrentOptions;
  /** RT/nF in V. */
  readonly thermal: number;
  readonly electrons: number;
  readonly interfaces: 1 | 2;
  readonly window: readonly [number, number];
  readonly linear: number;
  readonly slopeOf: (of: (solution: PolarisationFits) => number | undefined) => number;
  readonly warnings: readonly string[];
}

/** The inputs that all three methods have, and RT/nF. */
function commonInputs({ options, electrons, interfaces }: Context): {
  readonly inputs: Inputs;
  readonly thermal: Derived;
  readonly resistance: Derived;
} {
  const inputs = openInputs(options);
  const T = inputs.positive("T", "temperature", "K", options.temperature);
  inputs.given("n", "electrons per reaction", "", electrons);
  inputs.given("N", "interfaces that share the overpotential", "", interfaces);
  const resistance = inputs.given("R", "ohmic resistance of the cell", "Ω·m²", options.ohmicResistance ?? 0);
  return { inputs, thermal: scaled(T, voltPerKelvin / electrons), resistance };
}

/** A number from a fit, with what the ohmic resistance adds to it. */
function withOhmic(derived: Derived, resistance: Derived, slope: number): Derived {
  return slope === 0 ? derived : chained(derived.value, [derived, 1], [resistance, slope]);
}

/** Covariance of a fit with σ known up to a factor: scaled by the scatter. */
function scattered(fit: CurveResult): Parameters<Inputs["fitted"]>[0] {
  const scale = fit.weighting === "sigma" ? fit.residualSd ** 2 : 1;
  return { ...fit, covariance: fit.covariance.map((value) => value * scale) };
}

const about = {
  quantity: "exchange current density",
  symbol: "j0",
  unit: "A·m⁻²",
  positive: true,
} as const;

function definitionOf({ interfaces }: Context): string {
  return interfaces === 2
    ? "of one interface: half of the overpotential of a symmetric cell (N = 2), without the ohmic drop"
    : "of one interface, which takes the whole overpotential (N = 1), without the ohmic drop";
}

function chargeTransfer(thermal: Derived, j0: Derived): DetailAbout {
  return {
    name: "charge-transfer resistance RT/(nF·j0)",
    unit: "Ω·m²",
    of: quotient(thermal, j0),
    positive: true,
  };
}

function butlerVolmerOf(context: Context, { butlerVolmer: fit }: PolarisationFits): Quantity | undefined {
  if (!fit) return undefined;
  const { inputs, thermal, resistance } = commonInputs(context);
  const of = inputs.fitted(scattered(fit), "fit of Butler–Volmer", {
    i0: ["j0", "prefactor of the fit", "A·m⁻²"],
    ba: ["βa", "αa·nF/RT", "V⁻¹"],
    bc: ["βc", "αc·nF/RT", "V⁻¹"],
  });
  const j0 = withOhmic(
    of("i0"),
    resistance,
    context.slopeOf((solution) => solution.butlerVolmer?.values[0]),
  );
  const [alphaA, alphaC] = [product(of("ba"), thermal), product(of("bc"), thermal)];
  const total = sum(alphaA, alphaC);
  const off = Math.abs(total.value - 1) > Math.max(0.1, DISAGREE * inputs.estimate(total).stderr);
  return inputs.quantity(
    {
      ...about,
      formula: "j = j0·[exp(αa·nFη/RT) − exp(−αc·nFη/RT)], η = (E − j·R)/N",
      source: "Butler and Volmer; Bard and Faulkner, Electrochemical Methods, 2nd ed. (2001), eq. 3.4.11",
      definition: [
        "by Butler–Volmer over the whole curve; points weigh 1/√(j² + j0²)",
        definitionOf(context),
      ],
    },
    j0,
    [
      { name: "αa", unit: "", of: alphaA },
      { name: "αc", unit: "", of: alphaC },
      { name: "αa + αc", unit: "", of: total },
      chargeTransfer(thermal, j0),
    ],
    [
      ...context.warnings,
      ...fit.warnings,
      ...(off
        ? [
            `αa + αc is ${total.value.toPrecision(3)}, not 1: another number of electrons, an ohmic drop that is left, or limits by transport`,
          ]
        : []),
    ],
  );
}

function tafelOf(context: Context, { branches }: PolarisationFits): Quantity | undefined {
  if (branches.length === 0) return undefined;
  const { inputs, thermal, resistance } = commonInputs(context);
  const { window } = context;
  const details: DetailAbout[] = [];
  const warnings: string[] = [];
  const parts = branches.map(({ name, sign, fit, hickling, x, y }) => {
    const of = inputs.fitted(scattered(fit), `Tafel line, ${name}`, {
      a: [`log10 j0 (${name})`, "intercept of the Tafel line", ""],
      s: [`1/b (${name})`, "slope of the Tafel line", "V⁻¹"],
    });
    const branchOf = (solution: PolarisationFits) => solution.branches.find((one) => one.sign === sign);
    const a = withOhmic(
      of("a"),
      resistance,
      context.slopeOf((solution) => branchOf(solution)?.fit.values[0]),
    );
    const j0 = exponential(scaled(a, Math.LN10));
    const s = withOhmic(
      of("s"),
      resistance,
      context.slopeOf((solution) => branchOf(solution)?.fit.values[1]),
    );
    const free = inputs.fitted(scattered(hickling), `line without reverse reaction, ${name}`, {});
    details.push(
      { name: `j0, ${name} branch`, unit: "A·m⁻²", of: j0, positive: true },
      {
        name: `Tafel slope b, ${name} branch (V per decade)`,
        unit: "V",
        of: quotient(exact(1), s),
        positive: true,
      },
      { name: `α, ${name} branch`, unit: "", of: scaled(product(s, thermal), Math.LN10) },
      {
        name: `j0, ${name} branch, without the reverse reaction (Allen–Hickling)`,
        unit: "A·m⁻²",
        of: exponential(scaled(free("a"), Math.LN10)),
        positive: true,
      },
    );
    const span = Math.max(...y) - Math.min(...y);
    if (span < 0.5) {
      warnings.push(`the ${name} branch covers ${span.toPrecision(2)} decades: a Tafel line wants one`);
    }
    if (fit.values[1] <= 0) warnings.push(`the ${name} current does not rise with |η|: no Tafel line`);
    const share = 1 - 10 ** (fit.values[0] - hickling.values[0]);
    if (Math.abs(share) > REVERSE) {
      warnings.push(
        `the reverse reaction bends the ${name} branch, ${(100 * Math.exp(-Math.min(...x) / thermal.value)).toPrecision(2)} % of it at ${(1e3 * Math.min(...x)).toFixed(0)} mV: j0 comes out about ${(100 * share).toFixed(0)} % too small; begin at larger |η|, or take the value without the reverse reaction`,
      );
    }
    return logarithm(j0);
  });
  if (parts.length === 2) {
    const difference = sum(parts[0], scaled(parts[1], -1));
    const { stderr } = inputs.estimate(difference);
    if (Math.abs(difference.value) > DISAGREE * stderr && Math.abs(difference.value) > 0.1) {
      warnings.push(
        `the branches give exchange currents in the ratio ${Math.exp(difference.value).toPrecision(3)}: the equilibrium potential is off, or the electrodes differ`,
      );
    }
  } else {
    warnings.push(`only the ${branches[0].name} branch has points in the window`);
  }
  const weights = parts.map((part) => 1 / inputs.estimate(part).stderr ** 2);
  const usable = weights.every((w) => Number.isFinite(w) && w > 0);
  const total = weights.reduce((all, w) => all + w, 0);
  const mean = sum(...parts.map((part, k) => scaled(part, usable ? weights[k] / total : 1 / parts.length)));
  return inputs.quantity(
    {
      ...about,
      formula: "log10|j| = log10 j0 + |η|/b, η = (E − j·R)/N",
      source: "Tafel 1905; Bard and Faulkner, Electrochemical Methods, 2nd ed. (2001), sec. 3.4.3",
      definition: [
        `by Tafel lines within |η| = ${1e3 * window[0]} … ${1e3 * window[1]} mV${parts.length === 2 ? ", weighted mean of the branches" : ""}`,
        definitionOf(context),
      ],
    },
    exponential(mean),
    [...details, chargeTransfer(thermal, exponential(mean))],
    [...context.warnings, ...warnings],
  );
}

function linearOf(context: Context, { linear }: PolarisationFits): Quantity | undefined {
  if (!linear) return undefined;
  const { fit, inflation } = linear;
  const { inputs, thermal, resistance } = commonInputs(context);
  // Errors that grow with the current sit where the slope is decided: those of equal errors would be too small
  const raised = { ...fit, covariance: fit.covariance.map((value) => value * inflation) };
  const of = inputs.fitted(raised, "line through small overpotentials", {
    s: ["dj/dη", "slope at equilibrium", "S·m⁻²"],
  });
  const slope = withOhmic(
    of("s"),
    resistance,
    context.slopeOf((solution) => solution.linear?.fit.values[1]),
  );
  const offset = Math.abs(fit.values[0] / fit.values[1]);
  const j0 = product(thermal, slope);
  return inputs.quantity(
    {
      ...about,
      formula: "j0 = (RT/nF)·dj/dη at η = 0, η = (E − j·R)/N",
      source: "Bard and Faulkner, Electrochemical Methods, 2nd ed. (2001), eq. 3.4.12",
      definition: [
        `by micropolarisation: slope of j at η = 0 from |η| ≤ ${1e3 * context.linear} mV, over 2·(RT/nF)·sinh(nFη/2RT), which takes off the bend of a symmetric reaction`,
        definitionOf(context),
      ],
    },
    j0,
    [chargeTransfer(thermal, j0)],
    [
      ...context.warnings,
      ...(offset > 1e-3
        ? [
            `the line crosses j = 0 at ${(1e3 * offset).toPrecision(2)} mV: η is not measured from equilibrium`,
          ]
        : []),
      ...(context.linear > 0.5 * context.thermal
        ? [
            `${1e3 * context.linear} mV is not small beside RT/nF = ${(1e3 * context.thermal).toPrecision(3)} mV: the curve bends`,
          ]
        : []),
      ...(j0.value > 0 ? [] : ["the current falls with the overpotential: check the signs"]),
    ],
  );
}

/** The methods judge each other. */
function withDisagreement(quantity: Quantity, all: readonly Quantity[]): Quantity {
  const others = all.filter((other) => {
    if (other === quantity) return false;
    const error = Math.hypot(quantity.stderr / quantity.value, other.stderr / other.value);
    const apart = Math.abs(Math.log(quantity.value / other.value));
    return apart > 0.15 && apart > DISAGREE * error;
  });
  if (others.length === 0) return quantity;
  const words = others.map(
    ({ definition, value }) =>
      `${(value / quantity.value).toPrecision(2)} times this ${definition[0].split(/[;:]| over| within/)[0]}`,
  );
  return {
    ...quantity,
    warnings: [...quantity.warnings, `the methods disagree: j0 is ${words.join(", and ")}`],
  };
}
