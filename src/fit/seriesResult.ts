import type { Coordinate } from "./coordinate.ts";
import type { ArrheniusOptions } from "./link.ts";
import type { FitResult, FitStatus, ParameterState } from "./result.ts";

/**
 * How the own fit of a spectrum was reached: "anchor": searched from the data, as every few spectra of a series are; "forward" and
 * "backward": from the optimum of the neighbour before or after it; "restart": searched because it failed or fitted worse
 * than its neighbours; "none": it could not be fitted.
 */
export type SeriesRoute = "none" | "anchor" | "forward" | "backward" | "restart";

/** One spectrum of a series. Its values and standard errors are those of the joint solution, where there is one. */
export interface SeriesSpectrum extends FitResult {
  /** Index in the spectra that were given. */
  readonly index: number;
  readonly coordinate: number;
  /** K, where it is known. */
  readonly temperature?: number;
  readonly route: SeriesRoute;
  /** Its own fit, before the joint solution: what the spectrum says alone. */
  readonly own: Pick<FitResult, "values" | "stderr" | "states" | "rms">;
  /** Whether it takes part in the joint solution; false: its numbers are those of its own fit. */
  readonly joint: boolean;
}

/** A parameter with one value for all spectra. */
export interface SharedParameter {
  readonly name: string;
  readonly value: number;
  readonly stderr: number;
  readonly unit: string;
  readonly state: ParameterState;
}

/** A parameter that follows Arrhenius' law. */
export interface ArrheniusParameter extends Required<ArrheniusOptions> {
  /** "R1.R" */
  readonly parameter: string;
  readonly unit: string;
  /** eV */
  readonly activationEnergy: number;
  readonly activationEnergyStderr: number;
  /** Value at the reference temperature. */
  readonly value: number;
  readonly stderr: number;
  /** ln of the prefactor p₀ in its unit: p = p₀·exp(±Ea/kT), or p = p₀·T^±1·exp(±Ea/kT) for the form "temperature". */
  readonly lnPrefactor: number;
  readonly lnPrefactorStderr: number;
  /** Correlation of ln value at the reference temperature and Ea. */
  readonly correlation: number;
}

/** The fit of a series. */
export interface SeriesResult {
  /** In the order of the coordinate. */
  readonly spectra: readonly SeriesSpectrum[];
  readonly coordinate: Coordinate;
  readonly shared: readonly SharedParameter[];
  readonly arrhenius: readonly ArrheniusParameter[];
  /** Correlation of the shared variables, row-major, in the order of `shared`, then value and Ea of each of `arrhenius`. */
  readonly correlation: Float64Array;
  /** Weighted sum of squared residuals of the joint solution, in units of the spectra's own variances where the noise is "own". */
  readonly cost: number;
  /** Penalty of the smoothness at the solution. */
  readonly penalty: number;
  /** Residuals less the parameters that the data determine: a smooth parameter counts in part. */
  readonly degreesOfFreedom: number;
  /**
   * By how much the cost rises through sharing, per parameter that it saves, in variances of the own fits: about 1 where the spectra obey
   * the law, more where they contradict it; above 5 a warning says so. NaN without a joint solution.
   */
  readonly excess: number;
  /** Steps of the joint solution; 0 without one. */
  readonly iterations: number;
  readonly status: FitStatus;
  /** A sentence: why it stopped, and what is doubtful. */
  readonly message: string;
  readonly warnings: readonly string[];
}
