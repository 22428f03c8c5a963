/** Where the pressure bends: two lines that meet. */
import { firstAt, type PressureLog } from "./log.ts";

/** Most samples of one bend. */
const BEND_SAMPLES = 240;

/** Time at which two lines that meet describe the pressure best within `reach` of a time; null where none bends the right way. */
export function bendNear(log: PressureLog, at: number, reach: number, direction: number): number | null {
  const from = firstAt(log.time, at - 2 * reach);
  const to = firstAt(log.time, at + 2 * reach);
  if (to - from < 12 || log.time[from] > at - reach || log.time[to - 1] < at + reach) return null;
  const every = Math.max(1, Math.ceil((to - from) / BEND_SAMPLES));
  const t: number[] = [];
  const p: number[] = [];
  for (let k = from; k + every <= to; k += every) {
    let [ts, ps] = [0, 0];
    for (let j = k; j < k + every; j++) {
      ts += log.time[j] - at;
      ps += log.pressure[j] - log.pressure[from];
    }
    t.push(ts / every);
    p.push(ps / every);
  }
  const cost = costOfBend(t, p);
  const steps = 24;
  let best = { place: 0, ...cost(0) };
  for (let k = -steps; k <= steps; k++) {
    const place = (k * reach) / steps;
    const one = cost(place);
    if (one.residual < best.residual) best = { place, ...one };
  }
  if (Math.abs(best.place) >= reach * (1 - 1e-9) || Math.sign(best.bend) !== direction || best.score < 6)
    return null;
  // Golden section around the best step
  let [low, high] = [best.place - reach / steps, best.place + reach / steps];
  const golden = (Math.sqrt(5) - 1) / 2;
  for (let round = 0; round < 30; round++) {
    const [u, v] = [high - golden * (high - low), low + golden * (high - low)];
    if (cost(u).residual < cost(v).residual) high = v;
    else low = u;
  }
  return at + (low + high) / 2;
}

/** Residuals of P = a + b·t + c·|t − place| by least squares, the bend 2c and its score. */
function costOfBend(
  t: readonly number[],
  p: readonly number[],
): (place: number) => { readonly residual: number; readonly bend: number; readonly score: number } {
  const n = t.length;
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / n;
  const ct = mean(t);
  const square = t.reduce((sum, one) => sum + (one - ct) ** 2, 0);
  const project = (values: readonly number[]): number[] => {
    const middle = mean(values);
    const slope = values.reduce((sum, value, k) => sum + (value - middle) * (t[k] - ct), 0) / square;
    return values.map((value, k) => value - middle - slope * (t[k] - ct));
  };
  const v = project(p);
  const total = v.reduce((sum, value) => sum + value * value, 0);
  return (place) => {
    const u = project(t.map((one) => Math.abs(one - place)));
    const size = u.reduce((sum, value) => sum + value * value, 0);
    const c = u.reduce((sum, value, k) => sum + value * v[k], 0) / size;
    const residual = Math.max(total - c * c * size, 0);
    return {
      residual,
      bend: 2 * c,
      score: Math.abs(c) * Math.sqrt((size * (n - 3)) / Math.max(residual, 1e-300)),
    };
  };
}
