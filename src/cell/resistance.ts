/** A resistance as an input: a number, or a sum of parameters of a fitted circuit with their covariance. */

import { OptionError } from "../fit/plan.ts";
import { type Derived, sum } from "../fit/propagation.ts";
import type { FitResult } from "../fit/result.ts";
import type { Given, Inputs } from "./quantity.ts";

/** Resistances of a fitted circuit: the sum of the named parameters. */
export interface FittedResistance {
  readonly result: FitResult;
  /** Such as ["R1.R", "R2.R"]. */
  readonly parameters: readonly string[];
}

/** In Ω. */
export type Resistance = Given | FittedResistance;

function isFitted(resistance: Resistance): resistance is FittedResistance {
  return typeof resistance === "object" && "result" in resistance;
}

export interface ResistanceInput {
  readonly of: Derived;
  readonly warnings: readonly string[];
}

/**
 * Adds a resistance to the inputs of a quantity.
 * @throws OptionError for a resistance that is not above 0, a failed fit, and parameters that are no resistances of the circuit
 */
export function resistanceInput(
  inputs: Inputs,
  symbol: string,
  name: string,
  resistance: Resistance,
): ResistanceInput {
  if (!isFitted(resistance)) return { of: inputs.positive(symbol, name, "Ω", resistance), warnings: [] };
  const { result, parameters } = resistance;
  const from = `fit of ${result.circuit}${result.file === undefined ? "" : ` to ${result.file}`}`;
  if (result.status === "failed")
    throw new OptionError(`${symbol} (${name}): the ${from} failed: ${result.message}`);
  if (parameters.length === 0) {
    throw new OptionError(`${symbol} (${name}): name the resistances of the circuit, such as R1.R`);
  }
  for (const parameter of parameters) {
    const at = result.parameters.indexOf(parameter);
    if (at >= 0 && result.units[at] === "Ω") continue;
    const known = result.parameters.filter((_, i) => result.units[i] === "Ω");
    throw new OptionError(
      `${symbol} (${name}): "${parameter}" is no resistance of ${result.circuit}; it has ${known.join(", ") || "none"}`,
    );
  }
  const several = parameters.length > 1;
  const of = inputs.fitted(
    {
      ...result,
      absolute: result.weighting === "sigma" && result.loss === "linear",
    },
    from,
    Object.fromEntries(
      parameters.map((parameter) => [
        parameter,
        [
          several ? parameter : symbol,
          several ? `part of ${symbol}, ${name}` : `${name}, ${parameter}`,
          "Ω",
        ] as const,
      ]),
    ),
  );
  const derived = sum(...parameters.map(of));
  if (!(derived.value > 0)) {
    throw new OptionError(
      `${symbol} (${name}) is ${derived.value} Ω by the ${from}; expected a number above 0`,
    );
  }
  const doubtful = parameters.flatMap((parameter) => {
    const state = result.states[result.parameters.indexOf(parameter)];
    return state === "free" || state === "fixed" || state === "tied"
      ? []
      : [`${parameter} is ${state} in the ${from}`];
  });
  return { of: derived, warnings: doubtful };
}
