/**
 * Time constant, peak and effective capacitance of an arc. A constant phase element 1/(Q(jω)ⁿ) is no capacitor: which capacitance
 * stands behind it depends on how the time constants are distributed (Hirschorn, Orazem, Tribollet, Vivier, Frateur, Musiani,
 * Electrochim. Acta 55 (2010) 6218). All formulas have one form, C = Q^(1/n)·R^((1−n)/n), and differ in the resistance R:
 *
 * - distributed through a layer (eq. 18; Hsu, Mansfeld, Corrosion 57 (2001) 747): the resistance of the arc;
 * - distributed along a surface (eq. 11; Brug, van den Eeden, Sluyters-Rehbach, Sluyters, J. Electroanal. Chem. 176 (1984) 275):
 *   the ohmic resistance and that of the arc in parallel;
 * - along a blocking surface (eq. 12; Brug et al.): the ohmic resistance.
 *
 * The wrong choice is off by −70 % to +100 % in their simulations.
 */
import {
  chained,
  type Derived,
  exact,
  exponential,
  logarithm,
  product,
  quotient,
  scaled,
  sum,
} from "../fit/propagation.ts";

/** C = Q^(1/n)·R^((1−n)/n) in F: `resistance` in Ω, `q` in S·sⁿ. In logarithms: Q^(1/n) alone may underflow. NaN unless all are above 0. */
export function effectiveCapacitance(resistance: Derived, q: Derived, n: Derived): Derived {
  const rest = sum(exact(1), scaled(n, -1));
  return exponential(quotient(sum(logarithm(q), product(rest, logarithm(resistance))), n));
}

/** τ = (R·Q)^(1/n) in s. */
export function timeConstant(resistance: Derived, q: Derived, n: Derived): Derived {
  return exponential(quotient(sum(logarithm(resistance), logarithm(q)), n));
}

/** Resistances side by side. */
export function parallelResistance(...resistances: readonly Derived[]): Derived {
  if (resistances.length === 1) return resistances[0];
  return quotient(exact(1), sum(...resistances.map((resistance) => quotient(exact(1), resistance))));
}

/** f = x/(2πτ) in Hz: the maximum of −Z″ of an arc that has it at ωτ = x. */
export function peakFrequency(tau: Derived, x: Derived = exact(1)): Derived {
  return scaled(quotient(x, tau), 1 / (2 * Math.PI));
}

/**
 * ωτ at the maximum of −Im (1+(jωτ)ᵃ)⁻ᵇ: [sin(πa/(2+2b))/sin(πab/(2+2b))]^(1/a), 1 for b = 1 (Havriliak, Negami,
 * Polymer 8 (1967) 161; Boersma, van Turnhout, Wübbenhorst, Macromolecules 31 (1998) 7453).
 */
export function havriliakNegamiPeak(a: Derived, b: Derived): Derived {
  const angle = scaled(quotient(a, sum(exact(1), b)), Math.PI / 2);
  const difference = sum(logSine(angle), scaled(logSine(product(angle, b)), -1));
  return exponential(quotient(difference, a));
}

/** ωτ at the maximum of −Im tanh√(jωτ)/√(jωτ). */
export const transmissivePeak = 2.540646888393276;

function logSine(angle: Derived): Derived {
  return chained(Math.log(Math.sin(angle.value)), [angle, 1 / Math.tan(angle.value)]);
}
