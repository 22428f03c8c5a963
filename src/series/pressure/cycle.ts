/** Cycles: the swing of the pressure, its change from cycle to cycle, and both per capacity. */
import { type HalfCyclePressure, type Measured, unknown } from "./halfCycle.ts";

/**
 * One cycle. With ΔP(t) = P(t) − P(0) as in doi 10.1016/j.ensm.2022.05.050, `swing` is what ΔP loses in the discharge, and
 * `perCapacity` is what that paper draws as Δ(ΔP)_Q. SI units; NaN where it could not be determined.
 */
export interface CyclePressure {
  readonly cycle: number;
  /** Null where the cycle has none, or none with pressure. */
  readonly charge: HalfCyclePressure | null;
  readonly discharge: HalfCyclePressure | null;
  /** Pa at the beginning of the discharge less that at its end: positive where the charged cell presses more. */
  readonly swing: Measured;
  /** Swing less that of the cycle before, Pa. */
  readonly swingChange: Measured;
  /** Swing per discharged charge, Pa·(A·s)⁻¹. */
  readonly perCharge: Measured;
  /** Charge of the discharge in A·s, and that over the charge of the charge half-cycle. */
  readonly capacity: number;
  readonly efficiency: number;
  /** P at the end of charge and of discharge less P at the beginning of the record, Pa: ΔP there. */
  readonly charged: Measured;
  readonly discharged: Measured;
}

/** Groups half-cycles that carry the same number and follow each other; the largest of a direction stands for it. */
export function cyclesOf(halfCycles: readonly HalfCyclePressure[]): CyclePressure[] {
  const groups: HalfCyclePressure[][] = [];
  for (const one of halfCycles) {
    const group = groups[groups.length - 1];
    if (group && group[0].cycle === one.cycle) group.push(one);
    else groups.push([one]);
  }
  const origin = halfCycles[0]?.start ?? unknown;
  let before: Measured | undefined;
  let beforeCycle = Number.NaN;
  return groups.map((group) => {
    const { cycle } = group[0];
    const charge = largest(group, "charge");
    const discharge = largest(group, "discharge");
    const swing: Measured = discharge
      ? { value: -discharge.change.value, error: discharge.change.error }
      : unknown;
    const capacity = discharge?.charge ?? Number.NaN;
    const follows = before !== undefined && cycle === beforeCycle + 1;
    const result: CyclePressure = {
      cycle,
      charge,
      discharge,
      swing,
      swingChange: follows ? less(swing, before!) : unknown,
      perCharge: over(swing, capacity),
      capacity,
      efficiency: charge ? capacity / charge.charge : Number.NaN,
      charged: charge ? less(charge.end, origin) : unknown,
      discharged: discharge ? less(discharge.end, origin) : unknown,
    };
    if (discharge) {
      before = swing;
      beforeCycle = cycle;
    }
    return result;
  });
}

function largest(
  group: readonly HalfCyclePressure[],
  direction: HalfCyclePressure["direction"],
): HalfCyclePressure | null {
  let found: HalfCyclePressure | null = null;
  for (const one of group) {
    if (one.direction === direction && one.charge > (found?.charge ?? 0)) found = one;
  }
  return found;
}

export function less(a: Measured, b: Measured): Measured {
  return { value: a.value - b.value, error: Math.hypot(a.error, b.error) };
}

/** A measured value over a number without error. */
export function over({ value, error }: Measured, divisor: number): Measured {
  return divisor > 0 ? { value: value / divisor, error: error / divisor } : unknown;
}
