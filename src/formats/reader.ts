/**
 * The shape that every reader of a file format has. Adding a format: one file that exports a `Reader`,
 * one line in `index.ts`.
 */

/** What a column or a stored angle holds: Z″ itself, or −Z″ as a Nyquist plot shows it. */
export type ImaginaryConvention = "Z''" | "-Z''";

/** What the user may force when a file does not say it, or says it wrongly. */
export interface ReadOptions {
  /** What the file's imaginary column (or its phase, when it has only |Z| and phase) holds. */
  readonly imaginary?: ImaginaryConvention;
  /** Columns of a text table, by the text of the header or by number, counted from 1. */
  readonly columns?: {
    readonly frequency?: string | number;
    readonly real?: string | number;
    readonly imaginary?: string | number;
    /** Column whose values tell the spectra of one table apart. */
    readonly spectrum?: string | number;
  };
  /** Delimiter of a text table: one character; " " stands for any run of blanks. */
  readonly delimiter?: string;
  /** Decimal mark of a text table. */
  readonly decimal?: "." | ",";
}

/** One file, as a reader sees it. */
export interface Source {
  /** File as the user named it: for sentences only, never for detection. */
  readonly file: string;
  readonly bytes: Uint8Array;
  /** Decoded text, or undefined when the bytes are not text. */
  readonly text: string | undefined;
  readonly options: ReadOptions;
}

/** A spectrum before cleaning: rows as they stand in the file, in SI units and in the convention of the house. */
export interface RawSpectrum {
  readonly frequency: Float64Array;
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
  readonly sigma?: Float64Array;
  /** Where each row stands: line numbers of a text file, point numbers of a binary file, counted from 1. */
  readonly row: Int32Array;
  /** What `row` counts. */
  readonly rowUnit: "line" | "point";
  readonly name?: string;
  readonly facts?: Record<string, number | string>;
}

export interface Reading {
  readonly spectra: readonly RawSpectrum[];
  readonly warnings: readonly string[];
}

export interface Reader {
  /** Name that `Dataset.format` carries. */
  readonly name: string;
  /** 0: not mine; 1: certainly mine. The reader with the highest score reads; ties go to the first registered. */
  detect(source: Source): number;
  /** Throws `FormatError` when the file is of this format but holds no impedance. */
  read(source: Source): Reading;
}
