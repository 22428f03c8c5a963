/** The exchange current density from Butler–Volmer over the whole polarisation curve. */
import { product, sum } from "../fit/propagation.ts";
import {
  aboutExchangeCurrent,
  chargeTransfer,
  commonInputs,
  DISAGREE,
  definitionOf,
  type KineticsContext,
  scattered,
  withOhmic,
} from "./kineticsContext.ts";
import type { PolarisationFits } from "./polarisationFits.ts";
import type { Quantity } from "./quantity.ts";

export function butlerVolmerOf(
  context: KineticsContext,
  { butlerVolmer: fit }: PolarisationFits,
): Quantity | undefined {
  if (!fit) return undefined;
  const { inputs, thermal, resistance, perArea } = commonInputs(context);
  const of = inputs.fitted(scattered(fit), "fit of Butler–Volmer", {
    i0: ["j0", "prefactor of the fit", "A·m⁻²"],
    ba: ["βa", "αa·nF/RT", "V⁻¹"],
    bc: ["βc", "αc·nF/RT", "V⁻¹"],
  });
  const j0 = perArea(
    withOhmic(
      of("i0"),
      resistance,
      context.slopeOf((solution) => solution.butlerVolmer?.values[0]),
    ),
  );
  const [alphaA, alphaC] = [product(of("ba"), thermal), product(of("bc"), thermal)];
  const total = sum(alphaA, alphaC);
  const off = Math.abs(total.value - 1) > Math.max(0.1, DISAGREE * inputs.estimate(total).stderr);
  return inputs.quantity(
    {
      ...aboutExchangeCurrent,
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
