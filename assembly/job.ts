// The job block: everything that one call needs, in one piece of memory, and what it returns.
// `src/kernel/job.ts` writes it; the numbers here and there are the same. Offsets are bytes.

/**
 * Whether this module fits curves (a tape: real numbers over predictors) or spectra (the impedance of a circuit). Each has a module of
 * its own, so that who fits the one does not load the other; `build.js` sets the constant, and what it excludes is not compiled.
 */
export const ofCurves = OF_CURVES !== 0;

/** Header: 32 words of 4 bytes, then 16 doubles, which `number` counts from 16. */
export const MAGIC = ofCurves ? 0x49506331 : 0x49507331; // "IPc1", "IPs1"

export const W_MAGIC = 0;
export const W_MODE = 1;
export const W_SPECTRA = 2;
export const W_INSTRUCTIONS = 3;
export const W_BASIS_INSTRUCTIONS = 4;
export const W_REFERENCES = 5;
/** Of a curve with a background of lost electrons: node of the lines, parameters of step and slope, each + 1 (`electronloss.ts`). */
export const W_SIGNAL_NODE = 4;
export const W_LOSS_STEP = 23;
export const W_LOSS_SLOPE = 26;
/** Of a curve: columns of the table that the tape reads. */
export const W_PREDICTORS = 9;
export const W_PARAMETERS = 6;
export const W_VARIABLES = 7;
/** 1 when draws may follow the relaxations of the data. */
export const W_PROPOSALS = 8;
export const W_GATHERS = 9;
export const W_REGISTERS = 10;
export const W_BRANCHES = 11;
export const W_WEIGHTING = 12;
export const W_LOSS = 13;
export const W_GRIDS = 14;
export const W_EVALUATIONS = 15;
export const W_STARTS = 16;
export const W_DRAWS = 17;
export const W_PATIENCE = 18;
export const W_SEED = 19;
/** Doubles that modes of their own need beside the Program; 0 without any. */
export const W_AT_EXTENSION = 20;
export const W_GIVEN_STARTS = 21;
export const W_AT_INSTRUCTIONS = 22;
export const W_AT_REFERENCES = 23;
export const W_AT_PARAMETERS = 24;
export const W_AT_TERMS = 25;
export const W_AT_GATHERS = 26;
export const W_AT_VARIABLES = 27;
export const W_AT_GRIDS = 28;
export const W_AT_SPECTRA = 29;
export const W_AT_STARTS = 30;
export const W_AT_RESULTS = 31;

export const D_COST_TOLERANCE = 16;
export const D_STEP_TOLERANCE = 17;
export const D_GRADIENT_TOLERANCE = 18;
export const D_LOSS_SCALE = 19;
export const D_DAMPING = 20;

export const MODE_SOLVE = 0;
export const MODE_DIFFERENTIATE = 2;
export const MODE_SERIES = 6;
export const MODE_SAMPLE = 3;
export const MODE_PROFILE = 4;
export const MODE_RESAMPLE = 5;
// Modes from MODE_SPECTRA on have no Program: only mode, spectra, weighting, grids and the sections of grids, spectra and results
// mean the same there; the other words and doubles are the mode's own, from W_OPTION and D_OPTION on.
export const MODE_SPECTRA = 16;
export const MODE_KRAMERS = 16;
export const MODE_RELAXATION = 17;
export const MODE_HALF_CYCLES = 22;
export const MODE_PEAKS = 18;
export const W_OPTION = 3; // … 11
export const D_OPTION = 16; // … 31

export const WEIGHT_MODULUS = 1;
export const WEIGHT_PROPORTIONAL = 2;
export const WEIGHT_SIGMA = 3;

export const LOSS_LINEAR = 0;
export const LOSS_SOFT_L1 = 1;
export const LOSS_HUBER = 2;
export const LOSS_CAUCHY = 3;

// Instruction: op, destination, source, second source, first reference, references, fresh, branch (i32 each), gain, exponent (f64)
export const INSTRUCTION_BYTES: usize = 48;
// Reference: parameter, role, target variable or −1 for a scratch column, spare (i32), power (f64)
export const REFERENCE_BYTES: usize = 24;
export const ROLE_GAIN = 0;
export const ROLE_INNER = 1;
export const ROLE_EXPONENT = 2;
/** The conductance of an arc. */
export const ROLE_CONDUCTANCE = 3;
// Parameter: first term, terms (i32), offset (f64)
export const PARAMETER_BYTES: usize = 16;
// Term: variable, spare (i32), coefficient (f64)
export const TERM_BYTES: usize = 16;
// Gather: reference, term, 1 if it is the first into its column, spare (i32)
export const GATHER_BYTES: usize = 16;
// Variable: scale (0 linear, 1 logarithmic), branch or −1, variable of its exponent or −1, spare (i32);
// lower, upper, draw impedance, draw frequency, draw frequency per exponent, fixed exponent, draw from, draw to (f64)
export const VARIABLE_BYTES: usize = 80;
// Grid: points (i32), byte offset of its frequencies, or of its predictors one after the other (i32)
export const GRID_BYTES: usize = 8;
// Spectrum: grid, byte offset of Z′, of Z″, of σ′, of σ″ (0: none), spare ×3 (i32)
export const SPECTRUM_BYTES: usize = 32;

/** Doubles before the values in a result: see R_… */
export const RESULT_HEAD = 12;
export const R_REASON = 0;
export const R_COST = 1;
export const R_EVALUATIONS = 2;
export const R_STARTS = 3;
export const R_AGREEMENT = 4;
export const R_CONDITION = 5;
export const R_RMS = 6;
export const R_RANK = 7;
export const R_FREE = 8;
export const R_LOSS_SCALE = 9;
/** What (JᵀJ)⁻¹ is multiplied by to give the covariance: `dispersion.ts`. */
export const R_VARIANCE = 10;

let base: usize = 0;

export function open(at: usize): void {
  base = at;
}

export function word(index: i32): i32 {
  return load<i32>(base + ((<usize>index) << 2));
}

export function number(index: i32): f64 {
  return load<f64>(base + ((<usize>index) << 3));
}

/** Where a section starts; `index` is one of W_AT_…. */
export function section(index: i32): usize {
  return base + <usize>word(index);
}

/** Address of a byte offset of the job. */
export function address(offset: i32): usize {
  return base + <usize>offset;
}

/** Where the result of spectrum s stands when each takes `stride` doubles. */
export function resultSection(s: i32, stride: i32): usize {
  return section(W_AT_RESULTS) + ((<usize>(s * stride)) << 3);
}

/** Doubles of one result. */
export function resultStride(): i32 {
  const v = word(W_VARIABLES);
  return RESULT_HEAD + 2 * v + v * v;
}
