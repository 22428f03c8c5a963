/** dQ/dV of a half-cycle: never a quotient of neighbouring samples, whose noise it would be. */
import { convolved, savitzkyGolay } from "../fit/savitzkyGolay.ts";
import type { Trace } from "./trace.ts";

export interface DifferentialCapacity {
  /** V, rising, equally spaced. */
  readonly voltage: Float64Array;
  /** |dQ/dV| in A·s/V; NaN where the window does not fit. */
  readonly value: Float64Array;
  /** V between points, and V that the window spans. */
  readonly step: number;
  readonly window: number;
}

export interface DifferentialOptions {
  /** V between points, default 0.002. */
  readonly step?: number;
  /** V that the smoothing window spans, default 0.018; 5 to 21 mV are common. */
  readonly window?: number;
}

/**
 * Q as a function of V on a uniform grid (linear between the bins of the trace where V runs on; its reversals and what was charged at
 * constant voltage are passed over), then the first derivative of a moving polynomial of second degree (Savitzky and Golay 1964).
 * @throws RangeError when the step or the window make no sense
 */
export function differentialCapacity(trace: Trace, options: DifferentialOptions = {}): DifferentialCapacity {
  const { step = 0.002, window = 0.018 } = options;
  if (!(step > 0 && window >= 3 * step)) {
    throw new RangeError(
      `dQ/dV needs a step above 0 V and a window of three steps or more, not ${step} V and ${window} V`,
    );
  }
  const { voltage, charge } = trace;
  const rising = voltage[voltage.length - 1] > voltage[0];
  const sign = rising ? 1 : -1;
  // Where V has not been before: its running extreme
  const v: number[] = [];
  const q: number[] = [];
  let reached = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < voltage.length; k++) {
    const middle = (charge[k] + (k > 0 ? charge[k - 1] : 0)) / 2;
    if (!(sign * voltage[k] > reached)) continue;
    reached = sign * voltage[k];
    v.push(reached);
    q.push(middle);
  }
  const half = Math.max(1, Math.round(window / step / 2));
  const count = v.length < 2 ? 0 : Math.floor((v[v.length - 1] - v[0]) / step) + 1;
  const first = Math.ceil((v[0] ?? 0) / step) * step;
  const grid: number[] = [];
  const resampled: number[] = [];
  for (let i = 0, k = 0; i < count; i++) {
    const at = first + i * step;
    while (k + 1 < v.length && v[k + 1] < at) k++;
    if (k + 1 >= v.length) break;
    grid.push(at);
    resampled.push(q[k] + ((q[k + 1] - q[k]) * (at - v[k])) / (v[k + 1] - v[k]));
  }
  const slope = convolved(resampled, savitzkyGolay(half, 2, 1)).map((value) => value / step);
  const order = rising ? 1 : -1;
  return {
    voltage: Float64Array.from(order > 0 ? grid : [...grid].reverse().map((value) => -value)),
    value: order > 0 ? slope : slope.reverse(),
    step,
    window: 2 * half * step,
  };
}
