/** Voltage against charge of one half-cycle. */
import type { HalfCycle } from "./halfCycle.ts";
import type { Trace } from "./trace.ts";

export interface Profile {
  /** A·s since the half-cycle began, positive. */
  readonly charge: Float64Array;
  readonly voltage: Float64Array;
}

/** From the curve that the reduction kept. */
export function profileOfTrace({ charge, voltage }: Trace, { charge: total }: HalfCycle): Profile {
  const integral = charge[charge.length - 1];
  const factor = integral > 0 ? total / integral : 1;
  return { charge: charge.map((value) => factor * value), voltage };
}

/**
 * From samples: the current integrated by trapezoids over what lies in the half-cycle, scaled to its charge, which may be the
 * instrument's.
 */
export function profileOfSamples(
  halfCycle: HalfCycle,
  time: ArrayLike<number>,
  voltage: ArrayLike<number>,
  current: ArrayLike<number>,
): Profile {
  const rows: number[] = [];
  const charges: number[] = [];
  let sum = 0;
  let last = -1;
  const sign = halfCycle.direction === "charge" ? 1 : -1;
  for (let row = 0; row < time.length; row++) {
    if (time[row] < halfCycle.startTime || time[row] > halfCycle.endTime) continue;
    const amperes = sign * current[row];
    if (!Number.isFinite(amperes) || !Number.isFinite(voltage[row])) continue;
    // Rests within it move no charge
    if (last >= 0) {
      sum += Math.max(0, (amperes + sign * current[last]) / 2) * (time[row] - time[last]);
    }
    last = row;
    rows.push(row);
    charges.push(sum);
  }
  const factor = sum > 0 ? halfCycle.charge / sum : 1;
  return {
    charge: Float64Array.from(charges, (value) => factor * value),
    voltage: Float64Array.from(rows, (row) => voltage[row]),
  };
}
