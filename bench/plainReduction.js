/**
 * The half-cycle reducer as one would write it in plain JavaScript: the same segmentation with hysteresis, sums, bins that join when they
 * are full, one sample at a time over typed arrays. For comparison only.
 *
 * @import { ReductionBlock } from "../dist/kernel/halfCycles.js"
 */

const BINS = 1024;
const SHARE = 1e-4;

/**
 * @param {number} threshold A
 * @param {number} shortest samples that make a direction last
 */
export function plainReduction(threshold, shortest = 3) {
  const planes = Array.from({ length: 10 }, () => new Float64Array(BINS));
  const [counts, times, charges, voltages, leasts, mosts, currents, pressures, measured, steps] = planes;
  const strides = [1, 1, 1];
  /** @type {number[][]} */
  let waiting = [];
  let run = 0;
  let runDirection = 0;
  let count = 0;
  let direction = 0;
  let largest = 0;
  let stride = 1;
  let full = 0;
  let t0 = 0;
  let lastT = 0;
  let lastV = 0;
  let lastI = 0;
  let settled = Number.NaN;
  let gap = 0;
  let charge = 0;
  let chargeRest = 0;
  let energy = 0;
  let energyRest = 0;
  let n = 0;
  let binCharge = 0;
  let binEnergy = 0;
  let sumT = 0;
  let sumV = 0;
  let sumI = 0;
  let sumP = 0;
  let sumN = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  let step = Number.NaN;

  const clear = () => {
    n = 0;
    binCharge = 0;
    binEnergy = 0;
    sumT = 0;
    sumV = 0;
    sumI = 0;
    sumP = 0;
    sumN = 0;
    least = Number.POSITIVE_INFINITY;
    most = Number.NEGATIVE_INFINITY;
  };
  const closeBin = () => {
    const q = charge + binCharge;
    chargeRest += Math.abs(charge) >= Math.abs(binCharge) ? charge - q + binCharge : binCharge - q + charge;
    charge = q;
    const e = energy + binEnergy;
    energyRest += Math.abs(energy) >= Math.abs(binEnergy) ? energy - e + binEnergy : binEnergy - e + energy;
    energy = e;
    if (full === BINS) {
      full = BINS / 2;
      stride *= 2;
      for (let k = 0; k < full; k++) {
        const [a, b] = [2 * k, 2 * k + 1];
        for (const plane of [counts, times, voltages, currents, pressures, measured])
          plane[k] = plane[a] + plane[b];
        charges[k] = charges[b];
        leasts[k] = Math.min(leasts[a], leasts[b]);
        mosts[k] = Math.max(mosts[a], mosts[b]);
        steps[k] = steps[a];
      }
    }
    counts[full] = n;
    times[full] = sumT;
    charges[full] = charge + chargeRest;
    voltages[full] = sumV;
    leasts[full] = least;
    mosts[full] = most;
    currents[full] = sumI;
    pressures[full] = sumP;
    measured[full] = sumN;
    steps[full] = step;
    full++;
    clear();
  };
  const begin = (/** @type {number} */ t, /** @type {number} */ way) => {
    count = 0;
    direction = way;
    stride = Math.max(strides[1 - way] / 4, 1);
    full = 0;
    settled = Number.NaN;
    gap = 0;
    t0 = t;
    charge = 0;
    chargeRest = 0;
    energy = 0;
    energyRest = 0;
    clear();
  };
  const append = (
    /** @type {number} */ t,
    /** @type {number} */ v,
    /** @type {number} */ i,
    /** @type {number} */ p,
  ) => {
    let difference = Number.NaN;
    if (count > 0) {
      const dt = t - lastT;
      if (dt >= 0) {
        binCharge += 0.5 * (i + lastI) * dt;
        binEnergy += 0.5 * (v * i + lastV * lastI) * dt;
        if (dt > gap) gap = dt;
        difference = v - lastV;
      }
    }
    if (Number.isNaN(settled) && t - t0 >= 1) settled = v;
    if (n === 0) step = difference;
    n++;
    sumT += t - t0;
    sumV += v;
    sumI += i;
    if (v < least) least = v;
    if (v > most) most = v;
    if (!Number.isNaN(p)) {
      sumP += p;
      sumN++;
    }
    count++;
    lastT = t;
    lastV = v;
    lastI = i;
    if (n >= stride) closeBin();
  };
  const end = () => {
    if (n > 0) closeBin();
    strides[1 - direction] = stride;
    const segment = {
      direction,
      charge: charge + chargeRest,
      energy: energy + energyRest,
      settled,
      gap,
      bins: planes.map((plane) => plane.slice(0, full)),
    };
    count = 0;
    return segment;
  };

  return {
    /** @param {ReductionBlock} block */
    push({ rows, time, voltage, current, pressure, last }) {
      const ended = [];
      for (let row = 0; row < rows; row++) {
        const t = time[row];
        const v = voltage[row];
        const i = current[row];
        if (!Number.isFinite(t + v + i)) continue;
        const p = pressure ? pressure[row] : Number.NaN;
        const size = Math.abs(i);
        if (size > largest) largest = size;
        const limit = Math.max(threshold, SHARE * largest);
        const way =
          i > 3 * limit
            ? 1
            : i < -3 * limit
              ? -1
              : direction > 0 && i >= 2 * limit
                ? 1
                : direction < 0 && i <= -2 * limit
                  ? -1
                  : 0;
        if (count === 0) begin(t, way);
        if (way === direction && waiting.length === 0) {
          append(t, v, i, p);
          continue;
        }
        waiting.push([t, v, i, p]);
        run = way === runDirection ? run + 1 : 1;
        runDirection = way;
        if (run < shortest) continue;
        if (way !== direction) {
          ended.push(end());
          waiting = waiting.slice(-run);
          begin(waiting[0][0], way);
        }
        for (const [a, b, c, d] of waiting) append(a, b, c, d);
        waiting = [];
        run = 0;
      }
      if (last && count > 0) ended.push(end());
      return ended;
    },
  };
}
