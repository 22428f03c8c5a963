/** Inventory of a lithium electrode. */
import type { HalfCycle } from "./halfCycle.ts";

/** Specific charge of lithium in A·s/kg (3860 mAh/g) and its density in kg/m³ (0.534 g/cm³). */
const SPECIFIC_CHARGE = 3860 * 3600;
const DENSITY = 534;

/** Thickness in m of lithium that holds a charge per area in A·s/m²: 1 mAh·cm⁻² are 4.85 µm. */
export function lithiumThickness(chargePerArea: number): number {
  return chargePerArea / (SPECIFIC_CHARGE * DENSITY);
}

/** Charge per area in A·s/m² that lithium of a thickness in m holds: 10 µm are 2.06 mAh·cm⁻². */
export function lithiumCharge(thickness: number): number {
  return thickness * SPECIFIC_CHARGE * DENSITY;
}

/** Charge in A·s that was stripped until the voltage ran away: the last half-cycle of a direction, if its end rises; else null. */
export function strippingCapacity(
  halfCycles: readonly HalfCycle[],
  direction: HalfCycle["direction"] = "discharge",
): number | null {
  const last = halfCycles.filter((one) => one.direction === direction).at(-1);
  if (!last?.overpotential) return null;
  const { plateau, end } = last.overpotential;
  return Math.max(end, Math.abs(last.voltageLast)) > 2 * plateau ? last.charge : null;
}

/** Share of the lithium that was lost between two stripping capacities: 1.84 to 1.19 mAh·cm⁻² are 35.3 %. */
export function lithiumLoss(before: number, after: number): number {
  return 1 - after / before;
}
