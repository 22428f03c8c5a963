/** The exchange current density of an electrode from its polarisation curve, by three methods. */
import type { CurveResult } from "../fit/curveResult.ts";
import { OptionError } from "../fit/plan.ts";
import { voltPerKelvin } from "../impedance/cell.ts";
import { type Engine, withCurveEngine } from "../workers/engine.ts";
import { butlerVolmerOf } from "./butlerVolmer.ts";
import { DISAGREE, type ExchangeCurrentOptions, type KineticsContext } from "./kineticsContext.ts";
import { linearOf } from "./micropolarisation.ts";
import {
  type FittedLine,
  fitPolarisation,
  type PolarisationCurve,
  type PolarisationFits,
} from "./polarisationFits.ts";
import { numberOf, type Quantity } from "./quantity.ts";
import { tafelOf } from "./tafelLines.ts";

export type { ExchangeCurrentOptions, PolarisationCurve };

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
  const context: KineticsContext = {
    options,
    thermal,
    electrons,
    interfaces,
    window,
    linear,
    slopeOf,
    warnings,
  };
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
