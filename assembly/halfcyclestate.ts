// The state of the pass over half-cycles, which the caller carries from block to block: first what it may read, then the bins of the
// segment that is open.

export const BINS = 1024;
// A bin, one plane each: samples, Σ(t − t₀), charge at its end, ΣV, least and most V, ΣI, ΣP, samples with P, first step of V
export const FIELDS = 10;
export const B_COUNT = 0;
export const B_TIME = 1;
export const B_CHARGE = 2;
export const B_VOLTAGE = 3;
export const B_LEAST = 4;
export const B_MOST = 5;
export const B_CURRENT = 6;
export const B_PRESSURE = 7;
export const B_PRESSURES = 8;
export const B_STEP = 9;

export const S_CONSUMED = 0;
export const S_SEGMENTS = 1;
export const S_COUNT = 2;
export const S_FIRST_ROW = 3;
export const S_DIRECTION = 4;
export const S_LARGEST = 5;
export const S_SKIPPED = 6;
export const S_BACKWARD = 7;
export const S_DROPPED = 8;
export const S_STRIDE = 9;
export const S_FULL = 10;
export const S_T0 = 11;
export const S_V0 = 12;
export const S_I0 = 13;
export const S_T = 14;
export const S_V = 15;
export const S_I = 16;
export const S_CHARGE = 17;
export const S_CHARGE_REST = 18;
export const S_ENERGY = 19;
export const S_ENERGY_REST = 20;
export const S_SETTLED = 21;
export const S_GAP = 22;
export const S_LAST_ROW = 23;
export const S_PENDING = 24;
export const S_PENDING_DIRECTION = 25;
export const S_PENDING_RUN = 26;
export const S_BIN_CHARGE = 27;
export const S_BIN_ENERGY = 28;
export const S_MARKED = 29;
/** The bin that is being filled. */
export const S_BIN = 31;
/** Doubles of results that are in use. */
export const S_USED = 30;
/** Samples per bin of the last charge, rest and discharge. */
export const S_STRIDES = 41;
/** Samples that wait for their direction: row, t, V, I, P. */
export const S_WAITING = 44;
export const MOST_PENDING = 16;
/** Two doubles for the lanes of a vector. */
export const S_LANES = S_WAITING + 5 * MOST_PENDING;
export const STATE_HEAD = S_LANES + 8;
export const STATE = STATE_HEAD + FIELDS * BINS;

export let state: usize = 0;
export let bins: usize = 0;

export function bindState(at: usize): void {
  state = at;
  bins = at + (STATE_HEAD << 3);
}
