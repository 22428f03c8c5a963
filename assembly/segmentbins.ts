// The bins of the open segment: sums over equally many samples, at most BINS of them; when they are full, neighbours are joined and the
// samples per bin double. So a quantile over the bins lies between the quantiles of the samples 2/BINS below and above it wherever the
// voltage is monotonic over a bin. Sums are plain inside a bin, compensated over bins (A. Neumaier, Z. Angew. Math. Mech. 54, 39 (1974)).

import {
  B_CHARGE,
  B_LEAST,
  B_MOST,
  B_STEP,
  BINS,
  bins,
  FIELDS,
  S_BIN,
  S_BIN_CHARGE,
  S_BIN_ENERGY,
  S_CHARGE,
  S_CHARGE_REST,
  S_ENERGY,
  S_ENERGY_REST,
  S_FULL,
  S_STRIDE,
  state,
} from "./halfcyclestate";
import { get, put } from "./memory";

export let stride = 1.0;
/** Bins that are complete. */
export let full = 0;
/** Charge and energy of the bin that is being filled. */
export let binCharge = 0.0;
export let binEnergy = 0.0;

/** An empty list of bins of so many samples. */
export function beginBins(samples: f64): void {
  stride = samples;
  full = 0;
  for (let k = S_CHARGE; k <= S_ENERGY_REST; k++) put(state, k, 0);
  clearBin();
}

export function restoreBins(): void {
  stride = max(get(state, S_STRIDE), 1);
  full = <i32>get(state, S_FULL);
  binCharge = get(state, S_BIN_CHARGE);
  binEnergy = get(state, S_BIN_ENERGY);
}

export function keepBins(): void {
  put(state, S_STRIDE, stride);
  put(state, S_FULL, <f64>full);
  put(state, S_BIN_CHARGE, binCharge);
  put(state, S_BIN_ENERGY, binEnergy);
}

export function addToBin(charge: f64, energy: f64): void {
  binCharge += charge;
  binEnergy += energy;
}

export function plane(field: i32): usize {
  return bins + ((<usize>(field * BINS)) << 3);
}

/** Field of the bin that is being filled. */
export function open(field: i32): usize {
  return state + ((<usize>(S_BIN + field)) << 3);
}

export function clearBin(): void {
  for (let f = 0; f < FIELDS; f++) put(state, S_BIN + f, 0);
  put(state, S_BIN + B_LEAST, Infinity);
  put(state, S_BIN + B_MOST, -Infinity);
  binCharge = 0;
  binEnergy = 0;
}

function addCompensated(sum: i32, value: f64): void {
  const a = get(state, sum);
  const s = a + value;
  put(state, sum + 1, get(state, sum + 1) + (abs(a) >= abs(value) ? a - s + value : value - s + a));
  put(state, sum, s);
}

/** Stores the open bin, joining neighbours when there is no place. */
export function closeBin(): void {
  addCompensated(S_CHARGE, binCharge);
  addCompensated(S_ENERGY, binEnergy);
  if (full === BINS) joinBins();
  store<f64>(open(B_CHARGE), get(state, S_CHARGE) + get(state, S_CHARGE_REST));
  for (let f = 0; f < FIELDS; f++) put(plane(f), full, load<f64>(open(f)));
  full++;
  clearBin();
}

function joinBins(): void {
  const half = BINS >> 1;
  for (let f = 0; f < FIELDS; f++) {
    const at = plane(f);
    for (let k = 0; k < half; k++) {
      const a = get(at, 2 * k);
      const b = get(at, 2 * k + 1);
      if (f === B_CHARGE) put(at, k, b);
      else if (f === B_STEP) put(at, k, a);
      else if (f === B_LEAST) put(at, k, min(a, b));
      else if (f === B_MOST) put(at, k, max(a, b));
      else put(at, k, a + b);
    }
  }
  full = half;
  stride *= 2;
}
