/** Pressure against charge of a few half-cycles: what is drawn of a cell's life. */
import type { HalfCycle } from "../halfCycle.ts";
import type { ChargeCurve, HalfCyclePressure } from "./halfCycle.ts";
import type { PressureLog } from "./log.ts";

/** Pressure against charge of one half-cycle, for drawing. */
export interface PressureCurve {
  readonly cycle: number;
  readonly direction: HalfCycle["direction"];
  /** A·s and Pa. */
  readonly charge: Float64Array;
  readonly pressure: Float64Array;
}

const CURVES = 6;
const CURVE_POINTS = 40;

/** Discharges of up to six cycles, spread evenly, the first and the last among them. */
export function drawnCurves(
  all: readonly HalfCycle[],
  measured: readonly HalfCyclePressure[],
  charges: readonly ChargeCurve[],
  log: PressureLog,
): PressureCurve[] {
  const discharges = measured.filter(({ direction }) => direction === "discharge");
  const count = Math.min(CURVES, discharges.length);
  const chosen = new Set(
    Array.from({ length: count }, (_, k) =>
      Math.round((k * (discharges.length - 1)) / Math.max(count - 1, 1)),
    ),
  );
  return [...chosen].map((k) => {
    const one = discharges[k];
    const at = all.findIndex(({ index }) => index === one.index);
    return { cycle: one.cycle, direction: one.direction, ...curveOf(one, charges[at], log) };
  });
}

function curveOf(
  { startTime, endTime }: HalfCyclePressure,
  curve: ChargeCurve,
  log: PressureLog,
): Pick<PressureCurve, "charge" | "pressure"> {
  const inside: number[] = [];
  for (let k = 0; k < log.time.length; k++)
    if (log.time[k] >= startTime && log.time[k] <= endTime) inside.push(k);
  const every = Math.max(1, Math.ceil(inside.length / CURVE_POINTS));
  const charge: number[] = [];
  const pressure: number[] = [];
  for (let k = 0; k + every <= inside.length; k += every) {
    let [t, p] = [0, 0];
    for (let j = k; j < k + every; j++) {
      t += log.time[inside[j]] / every;
      p += log.pressure[inside[j]] / every;
    }
    charge.push(chargeAt(curve, t));
    pressure.push(p);
  }
  return { charge: Float64Array.from(charge), pressure: Float64Array.from(pressure) };
}

function chargeAt({ time, charge }: ChargeCurve, t: number): number {
  let k = 0;
  while (k + 2 < time.length && time[k + 1] < t) k++;
  const width = time[k + 1] - time[k];
  return charge[k] + (width > 0 ? (t - time[k]) / width : 0) * (charge[k + 1] - charge[k]);
}
