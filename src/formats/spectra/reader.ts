/** The shape that every reader of XPS, XRD, FTIR and Raman files has. A new format: one file, one line in `index.ts`. */
import type { Axis, Scan } from "../../spectra/measurement.ts";

/** What the user may force when a file does not say it, or says it wrongly. */
export interface SpectrumOptions {
  /** Quantity along x of a text table. */
  readonly axis?: Axis;
  /** Energy of the exciting photons, eV. */
  readonly photonEnergy?: number;
  /** Columns of a text table, by the text of the header or by number, counted from 1. */
  readonly columns?: {
    readonly x?: string | number;
    readonly y?: string | number;
    readonly sigma?: string | number;
  };
  /** Delimiter of a text table: one character; " " stands for any run of blanks. */
  readonly delimiter?: string;
  /** Decimal mark of a text table. */
  readonly decimal?: "." | ",";
}

/** One file, as a reader sees it. */
export interface SpectrumSource {
  /** File as the user named it: for sentences only, never for detection. */
  readonly file: string;
  readonly bytes: Uint8Array;
  /** Decoded text, or undefined when the bytes are not text. */
  readonly text: string | undefined;
  /** The first bytes as text, one character per byte. */
  readonly head: string;
  readonly options: SpectrumOptions;
}

export interface SpectrumReading {
  readonly scans: readonly Scan[];
  /** Sentences, each beginning with the file. */
  readonly warnings: readonly string[];
}

export interface SpectrumReader {
  /** Name that `Measurement.format` carries. */
  readonly name: string;
  /** 0: not mine; 1: certainly mine. The reader with the highest score reads; ties go to the first registered. */
  detect(source: SpectrumSource): number;
  /** Throws `FormatError` when the file is of this format but holds no scan that can be read. */
  read(source: SpectrumSource): SpectrumReading;
}

export type Facts = Record<string, number | string>;

/** Facts without those that the file leaves empty. */
export function factsOf(found: Readonly<Record<string, number | string | undefined>>): Facts {
  const facts: Facts = {};
  for (const [key, value] of Object.entries(found)) {
    if (value === undefined || value === "" || (typeof value === "number" && !Number.isFinite(value)))
      continue;
    facts[key] = value;
  }
  return facts;
}

/** A positive finite number, else undefined: files write 0, −1 or 1e37 for "not known". */
export function known(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 && value < 1e36 ? value : undefined;
}

/** first + i·step. */
export function evenly(first: number, step: number, points: number): Float64Array {
  return Float64Array.from({ length: points }, (_, i) => first + i * step);
}

/** `points` values from first to last, both included. */
export function between(first: number, last: number, points: number): Float64Array {
  const step = points > 1 ? (last - first) / (points - 1) : 0;
  const values = evenly(first, step, points);
  if (points > 1) values[points - 1] = last;
  return values;
}

/** Numbers of a text that are separated by blanks, commas or semicolons; NaN where something else stands. */
export function numbersIn(text: string): Float64Array {
  const cells = text.trim();
  return cells === "" ? new Float64Array(0) : Float64Array.from(cells.split(/[\s,;]+/), Number);
}
