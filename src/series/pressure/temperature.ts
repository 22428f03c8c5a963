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

/** Fewest samples of a rest, and share of it in which the cell still relaxes. */
const LEAST = 12;
const SETTLING = 0.3;

/**
 * From the rests between half-cycles: in each, pressure and temperature less their parabolas over time (a relaxing cell drifts without any
 * change of temperature), then one robust line through all rests.
 * @param log on the cycler's clock
 * @returns null without rests that have temperatures
 */
export function temperatureTermOf(
  halfCycles: readonly HalfCycle[],
  log: PressureLog,
): TemperatureTerm | null {
  const dT: number[] = [];
  const dP: number[] = [];
  let rests = 0;
  for (let k = 1; k < halfCycles.length; k++) {
    const begin = halfCycles[k - 1].endTime;
    const end = halfCycles[k].startTime;
    const from = firstAt(log.time, begin + SETTLING * (end - begin));
    const to = firstAt(log.time, end);
    if (to - from < LEAST) continue;
    const time = log.time.subarray(from, to);
    const t = detrended(time, log.temperature.subarray(from, to));
    const p = detrended(time, log.pressure.subarray(from, to));
    if (!t || !p) continue;
    rests++;
    dT.push(...t);
    dP.push(...p);
  }
  const line = rests > 0 ? robustLine(dT, dP) : null;
  if (!line) return null;
  const warm = log.temperature.filter(Number.isFinite).sort();
  return {
    coefficient: { value: line.slope, error: line.slopeError },
    reference: warm[warm.length >> 1],
    rests,
    applied: Math.abs(line.slope) > 3 * line.slopeError,
  };
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

/** Values less a parabola over time; null where not all are finite. */
function detrended(time: Float64Array, values: Float64Array): number[] | null {
  const n = time.length;
  if (!values.every(Number.isFinite)) return null;
  const middle = (time[0] + time[n - 1]) / 2;
  const half = (time[n - 1] - time[0]) / 2 || 1;
  // Gram and Schmidt on 1, t, t²
  const basis: number[][] = [];
  for (let power = 0; power < 3; power++) {
    let column = Array.from(time, (t) => ((t - middle) / half) ** power);
    for (const one of basis) column = without(column, one);
    const size = Math.sqrt(column.reduce((sum, value) => sum + value * value, 0));
    if (size < 1e-9 * Math.sqrt(n)) continue;
    basis.push(column.map((value) => value / size));
  }
  return basis.reduce((left, one) => without(left, one), Array.from(values));
}

function without(values: readonly number[], unit: readonly number[]): number[] {
  const share = values.reduce((sum, value, k) => sum + value * unit[k], 0);
  return values.map((value, k) => value - share * unit[k]);
}
