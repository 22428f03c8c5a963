import type { KernelBuild } from "../kernel/build.ts";

/**
 * Weights of the residuals. "modulus" (default): 1/|Z|; "unit": 1; "proportional": 1/|Z′| and 1/|Z″|;
 * "sigma": 1/σ with the measured σ of the spectrum.
 */
export type Weighting = "modulus" | "unit" | "proportional" | "sigma";

/** Robust losses as SciPy's `least_squares` defines them, applied to each weighted residual over `lossScale`. */
export type Loss = "linear" | "soft-l1" | "huber" | "cauchy";

export interface FitOptions {
  readonly weighting?: Weighting;
  readonly loss?: Loss;
  /** Residual (in weighted units) where a robust loss starts to bend; default 1 for "sigma", else estimated from the data. */
  readonly lossScale?: number;
  /** Parameters held at a value: { "R0.R": 10 }. */
  readonly fixed?: Readonly<Record<string, number>>;
  /** Bounds by parameter, in SI units: { "CPE1.n": [0.5, 1] }. */
  readonly bounds?: Readonly<Record<string, readonly [number, number]>>;
  /** Linear ties: { "R3.R": "2*R2.R", "CPE1.n": "CPE2.n" }. */
  readonly ties?: Readonly<Record<string, string>>;
  /** Start values, tried first; parameters without one are drawn. */
  readonly start?: Readonly<Record<string, number>>;
  /** Most local fits from drawn starts; 0 with a complete `start` fits from that start alone. Default 24. */
  readonly starts?: number;
  readonly seed?: number;
  /** Most evaluations of one local fit. Default 200. */
  readonly evaluations?: number;
  /** Relative tolerance of cost and step. Default 1e-8… see `plan.ts`. */
  readonly tolerance?: number;
  readonly kernel?: KernelBuild;
}

export interface BatchOptions extends FitOptions {
  /** Worker threads; 0 fits in the calling thread. Default: the machine's cores, at most one per 64 spectra. */
  readonly workers?: number;
  readonly signal?: AbortSignal;
  /** Called after each chunk with the number of spectra done. */
  readonly onProgress?: (done: number, total: number) => void;
}
