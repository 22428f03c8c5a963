/**
 * The half-cycle reducer as one would write it in plain JavaScript for speed: the same segmentation with hysteresis, sums and bins, one
 * sample at a time over typed arrays, the hot state in local variables. For comparison only.
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
  /** What outlives a block. */
  const kept = {
    count: 0,
    direction: 0,
    largest: 0,
    stride: 1,
    full: 0,
    t0: 0,
    lastT: 0,
    lastV: 0,
    lastI: 0,
    settled: Number.NaN,
    gap: 0,
    charge: 0,
    chargeRest: 0,
    energy: 0,
    energyRest: 0,
  };
  const bin = new Float64Array(10);
  /** @type {number[]} rows of the present block that wait; those of the block before are few enough to be left out */
  let waiting = [];
  let run = 0;
  let runDirection = 0;

  const join = () => {
    const half = BINS / 2;
    for (let k = 0; k < half; k++) {
      const [a, b] = [2 * k, 2 * k + 1];
      counts[k] = counts[a] + counts[b];
      times[k] = times[a] + times[b];
      voltages[k] = voltages[a] + voltages[b];
      currents[k] = currents[a] + currents[b];
      pressures[k] = pressures[a] + pressures[b];
      measured[k] = measured[a] + measured[b];
      charges[k] = charges[b];
      leasts[k] = Math.min(leasts[a], leasts[b]);
      mosts[k] = Math.max(mosts[a], mosts[b]);
      steps[k] = steps[a];
    }
    kept.full = half;
    kept.stride *= 2;
  };
  const add = (/** @type {number} */ q, /** @type {number} */ e) => {
    const { charge, energy } = kept;
    const s = charge + q;
    kept.chargeRest += Math.abs(charge) >= Math.abs(q) ? charge - s + q : q - s + charge;
    kept.charge = s;
    const u = energy + e;
    kept.energyRest += Math.abs(energy) >= Math.abs(e) ? energy - u + e : e - u + energy;
    kept.energy = u;
  };
  const end = () => {
    strides[1 - kept.direction] = kept.stride;
    const segment = {
      direction: kept.direction,
      charge: kept.charge + kept.chargeRest,
      energy: kept.energy + kept.energyRest,
      settled: kept.settled,
      gap: kept.gap,
      bins: planes.map((plane) => plane.slice(0, kept.full)),
    };
    kept.count = 0;
    kept.full = 0;
    return segment;
  };
  const begin = (/** @type {number} */ t, /** @type {number} */ way) => {
    Object.assign(kept, { direction: way, t0: t, settled: Number.NaN, gap: 0, full: 0 });
    Object.assign(kept, { charge: 0, chargeRest: 0, energy: 0, energyRest: 0 });
    kept.stride = Math.max(strides[1 - way] / 4, 1);
  };

  /**
   * Adds rows of one direction, up to the first that is of another; returns where it stopped.
   *
   * @param {ReductionBlock} block
   * @param {number} row
   * @param {number} stop
   * @param {boolean} sure whether the direction of the rows is known
   */
  const append = ({ time, voltage, current, pressure }, row, stop, sure) => {
    let { count, largest, stride, full, lastT, lastV, lastI, settled, gap } = kept;
    const { direction, t0 } = kept;
    let [n, binCharge, binEnergy, sumT, sumV, sumI, sumP, sumN, least, most] = bin;
    let step = steps[full < BINS ? full : 0];
    let limit = Math.max(threshold, SHARE * largest);
    for (; row < stop; row++) {
      const t = time[row];
      const v = voltage[row];
      const i = current[row];
      const size = Math.abs(i);
      if (!(t + v + size < Number.POSITIVE_INFINITY)) continue;
      if (size > largest) {
        largest = size;
        limit = Math.max(threshold, SHARE * largest);
      }
      if (!sure && (direction === 0 ? size > 3 * limit : direction * i < 2 * limit)) break;
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
      if (n === 0) {
        step = difference;
        least = v;
        most = v;
      }
      n++;
      sumT += t - t0;
      sumV += v;
      sumI += i;
      if (v < least) least = v;
      if (v > most) most = v;
      if (pressure) {
        const p = pressure[row];
        if (!Number.isNaN(p)) {
          sumP += p;
          sumN++;
        }
      }
      count++;
      lastT = t;
      lastV = v;
      lastI = i;
      if (n < stride) continue;
      add(binCharge, binEnergy);
      if (full === BINS) {
        join();
        full = kept.full;
        stride = kept.stride;
      }
      counts[full] = n;
      times[full] = sumT;
      charges[full] = kept.charge + kept.chargeRest;
      voltages[full] = sumV;
      leasts[full] = least;
      mosts[full] = most;
      currents[full] = sumI;
      pressures[full] = sumP;
      measured[full] = sumN;
      steps[full] = step;
      full++;
      n = 0;
      binCharge = 0;
      binEnergy = 0;
      sumT = 0;
      sumV = 0;
      sumI = 0;
      sumP = 0;
      sumN = 0;
    }
    Object.assign(kept, { count, largest, full, lastT, lastV, lastI, settled, gap });
    bin.set([n, binCharge, binEnergy, sumT, sumV, sumI, sumP, sumN, least, most]);
    return row;
  };
  /** The last bin is rarely full. */
  const flush = () => {
    add(bin[1], bin[2]);
    bin.fill(0);
  };

  return {
    /** @param {ReductionBlock} block */
    push(block) {
      const { rows, time, current, last } = block;
      const ended = [];
      waiting = [];
      for (let row = 0; row < rows; ) {
        const limit = Math.max(threshold, SHARE * Math.max(kept.largest, Math.abs(current[row])));
        const i = current[row];
        const way = i > 3 * limit ? 1 : i < -3 * limit ? -1 : 0;
        if (kept.count === 0) begin(time[row], way);
        if (waiting.length === 0) {
          row = append(block, row, rows, false);
          if (row === rows) break;
        }
        const here = current[row] > 3 * limit ? 1 : current[row] < -3 * limit ? -1 : 0;
        waiting.push(row);
        run = here === runDirection ? run + 1 : 1;
        runDirection = here;
        row++;
        if (run < shortest) continue;
        const first = waiting[waiting.length - run];
        if (here !== kept.direction) {
          flush();
          ended.push(end());
          begin(time[first], here);
          append(block, first, row, true);
        } else append(block, waiting[0], row, true);
        waiting = [];
        run = 0;
      }
      if (last && kept.count > 0) {
        flush();
        ended.push(end());
      }
      return ended;
    },
  };
}
