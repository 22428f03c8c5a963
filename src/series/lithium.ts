/** What half-cycles say of the inventory of a lithium electrode; thicknesses and losses follow in `cell/lithium.ts`. */
import type { HalfCycle } from "./halfCycle.ts";

/** Charge in A·s that was stripped until the voltage ran away: the last half-cycle of a direction, if its end rises; else null. */
export function exhaustedCharge(
  halfCycles: readonly HalfCycle[],
  direction: HalfCycle["direction"] = "discharge",
): number | null {
  const last = halfCycles.filter((one) => one.direction === direction).at(-1);
  if (!last?.overpotential) return null;
  const { plateau, end } = last.overpotential;
  return Math.max(end, Math.abs(last.voltageLast)) > 2 * plateau ? last.charge : null;
}
