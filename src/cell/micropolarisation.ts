/** The exchange current density from the slope of the current at equilibrium. */
import { product } from "../fit/propagation.ts";
import {
  aboutExchangeCurrent,
  chargeTransfer,
  commonInputs,
  definitionOf,
  type KineticsContext,
  withOhmic,
} from "./kineticsContext.ts";
import type { PolarisationFits } from "./polarisationFits.ts";
import type { Quantity } from "./quantity.ts";

export function linearOf(context: KineticsContext, { linear }: PolarisationFits): Quantity | undefined {
  if (!linear) return undefined;
  const { fit, inflation } = linear;
  const { inputs, thermal, resistance, perArea } = commonInputs(context);
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
  const j0 = perArea(product(thermal, slope));
  return inputs.quantity(
    {
      ...aboutExchangeCurrent,
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
