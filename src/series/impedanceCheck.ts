/**
 * Flat and low overpotentials. A rectangular trace was long taken for the sign of a good interface, but soft shorts give it too
 * (S. Menkin et al., Faraday Discuss. 2023): such a cell is never called stable here, it is to be checked by impedance.
 */
import { cycleOf, type HalfCycle } from "./halfCycle.ts";
import { etaOf } from "./reference.ts";

/** Largest wedge, spread and difference of start and plateau of a rectangle. */
const FLAT = 0.05;
/** Overpotential over that of the electrolyte alone, or over the largest of the cell, that is low. */
const NEAR_ELECTROLYTE = 1.1;
const OWN_SHARE = 0.5;
/** The thermal voltage RT/F at 25 °C: below, a flat trace is ohmic whatever the interface. */
const THERMAL = 0.0257;
/** Half-cycles in a row. */
const LEAST = 6;

/**
 * Sentences about the stretches that are flat and low.
 * @param electrolyteResistance L/(σ·A) in Ω, where it is known
 */
export function impedanceChecks(halfCycles: readonly HalfCycle[], electrolyteResistance?: number): string[] {
  let largest = 0;
  let from = -1;
  const runs: [number, number][] = [];
  halfCycles.forEach((halfCycle, k) => {
    const eta = etaOf(halfCycle);
    const resistance = eta / Math.abs(halfCycle.current);
    const low =
      eta < THERMAL ||
      resistance < OWN_SHARE * largest ||
      (electrolyteResistance !== undefined && resistance < NEAR_ELECTROLYTE * electrolyteResistance);
    if (resistance > largest) largest = resistance;
    if (isFlat(halfCycle) && low) {
      if (from < 0) from = k;
    } else {
      if (from >= 0) runs.push([from, k - 1]);
      from = -1;
    }
  });
  if (from >= 0) runs.push([from, halfCycles.length - 1]);
  return runs
    .filter(([a, b]) => b - a + 1 >= LEAST)
    .map(([a, b]) => {
      const [first, last] = [cycleOf(halfCycles[a]), cycleOf(halfCycles[b])];
      return `cycles ${first} to ${last}: the overpotential is flat and low (${(1000 * etaOf(halfCycles[b])).toPrecision(3)} mV). A soft short looks like this as well as a good interface: check by impedance`;
    });
}

function isFlat({ wedge, flatness, overpotential }: HalfCycle): boolean {
  if (!overpotential) return false;
  const { start, plateau } = overpotential;
  return Math.abs(wedge) < FLAT && flatness < 2 * FLAT && Math.abs(start / plateau - 1) < FLAT;
}
