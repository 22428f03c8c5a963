/** The exchange current density from Tafel lines of both branches. */
import { exponential, logarithm, product, quotient, scaled, sum } from "../fit/propagation.ts";
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
import { type DetailAbout, exact, type Quantity } from "./quantity.ts";

/** A rule of thumb of ours: error of j0 through the reverse reaction that is said. */
const REVERSE = 0.05;

export function tafelOf(context: KineticsContext, { branches }: PolarisationFits): Quantity | undefined {
  if (branches.length === 0) return undefined;
  const { inputs, thermal, resistance, perArea } = commonInputs(context);
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
      { name: `j0, ${name} branch`, unit: "A·m⁻²", of: perArea(j0), positive: true },
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
        of: perArea(exponential(scaled(free("a"), Math.LN10))),
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
  const j0 = perArea(exponential(mean));
  return inputs.quantity(
    {
      ...aboutExchangeCurrent,
      formula: "log10|j| = log10 j0 + |η|/b, η = (E − j·R)/N",
      source: "Tafel 1905; Bard and Faulkner, Electrochemical Methods, 2nd ed. (2001), sec. 3.4.3",
      definition: [
        `by Tafel lines within |η| = ${1e3 * window[0]} … ${1e3 * window[1]} mV${parts.length === 2 ? ", weighted mean of the branches" : ""}`,
        definitionOf(context),
      ],
    },
    j0,
    [...details, chargeTransfer(thermal, j0)],
    [...context.warnings, ...warnings],
  );
}
