/**
 * One impedance spectrum: Z = Z′ + jZ″ at each frequency, capacitive arcs have Z″ < 0, ω = 2πf.
 * The three arrays have the same length; the order of the points is kept as measured.
 */
export interface Spectrum {
  /** Frequencies in Hz, all finite and > 0. */
  readonly frequency: Float64Array;
  /** Z′ in Ω. */
  readonly real: Float64Array;
  /** Z″ in Ω. */
  readonly imaginary: Float64Array;
  /** Standard deviation of Z′ and of Z″ in Ω, one per point; needed only for weighting "sigma". */
  readonly sigma?: Float64Array;
  /** What tells this spectrum from the others of its source: a loop number, a column, a name. */
  readonly name?: string;
  /** File that the spectrum came from, as the user named it. */
  readonly file?: string;
  /** Facts that belong to the spectrum, in SI units where they have one: `cycle`, `time_second`, `temperature_celsius` … */
  readonly facts?: Readonly<Record<string, number | string>>;
}

/** What was read from one file: spectra with their provenance. */
export interface Dataset {
  /** The file as the user named it. */
  readonly file: string;
  /** The reader that understood it: "biologic-mpt", "gamry-dta", "zplot", "zahner-ism", "delimited" … */
  readonly format: string;
  readonly spectra: readonly Spectrum[];
  /** One sentence for each thing that was dropped, assumed or doubtful. */
  readonly warnings: readonly string[];
}
