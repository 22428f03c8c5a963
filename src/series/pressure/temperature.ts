/** The share of the pressure that is the thermal expansion of cell and frame. */
import type { HalfCycle } from "../halfCycle.ts";
import { robustLine } from "../robustLine.ts";
import type { Measured } from "./halfCycle.ts";
import { firstAt, type PressureLog } from "./log.ts";

export interface TemperatureTerm {
  /** dP/dT in Pa·K⁻¹. */
  readonly coefficient: Measured;
  /** °C to which pressures were reduced. */
  readonly reference: number;
  readonly rests: number;
  /** Whether it was taken off: it must be at least three standard errors. */
  readonly applied: boolean;
}

/** Share of a rest at its end whose mean counts: before that the cell relaxes. Fewest samples there, and fewest rests. */
const SETTLED = 0.3;
const LEAST = 3;
const LEAST_RESTS = 6;

/**
 * From the rests behind the discharges (or, without them, behind the charges): the state of the cell is the same in all, so what changes
 * from one to the next is the drift, which is alike, and the temperature, which is not. One robust line through the differences.
 * @param log on the cycler's clock
 * @returns null with fewer than six rests that have temperatures
 */
export function temperatureTermOf(
  halfCycles: readonly HalfCycle[],
  log: PressureLog,
): TemperatureTerm | null {
  const discharged = restsOf(halfCycles, log, "discharge");
  const rests = discharged.length >= LEAST_RESTS ? discharged : restsOf(halfCycles, log, "charge");
  if (rests.length < LEAST_RESTS) return null;
  const steps = rests.slice(1).map((rest, k) => ({
    temperature: rest.temperature - rests[k].temperature,
    pressure: rest.pressure - rests[k].pressure,
  }));
  const line = robustLine(
    steps.map(({ temperature }) => temperature),
    steps.map(({ pressure }) => pressure),
  );
  if (!line) return null;
  const warm = log.temperature.filter(Number.isFinite).sort();
  return {
    coefficient: { value: line.slope, error: line.slopeError },
    reference: warm[warm.length >> 1],
    rests: rests.length,
    applied: Math.abs(line.slope) > 3 * line.slopeError,
  };
}

function restsOf(
  halfCycles: readonly HalfCycle[],
  { time, pressure, temperature }: PressureLog,
  behind: HalfCycle["direction"],
): { readonly pressure: number; readonly temperature: number }[] {
  return halfCycles.slice(1).flatMap((next, k) => {
    const { direction, endTime } = halfCycles[k];
    if (direction !== behind) return [];
    const from = firstAt(time, endTime + (1 - SETTLED) * (next.startTime - endTime));
    const to = firstAt(time, next.startTime);
    if (to - from < LEAST) return [];
    const mean = (values: Float64Array): number =>
      values.subarray(from, to).reduce((sum, value) => sum + value, 0) / (to - from);
    const rest = { pressure: mean(pressure), temperature: mean(temperature) };
    return Number.isFinite(rest.temperature) ? [rest] : [];
  });
}

/** The log with its pressures as they were at the reference temperature; where no temperature is known they stay. */
export function atReference(log: PressureLog, term: TemperatureTerm): PressureLog {
  if (!term.applied) return log;
  const { value } = term.coefficient;
  const pressure = log.pressure.map((p, k) => {
    const warm = log.temperature[k];
    return Number.isFinite(warm) ? p - value * (warm - term.reference) : p;
  });
  return { ...log, pressure };
}
