import { impedanceReading } from "../impedance/reading.ts";
import { seriesReading } from "../series/reading.ts";
import { spectraReading } from "../spectra/reading.ts";
import type { Source } from "./source.ts";

/** How the files of one kind of data are read. Works in the reading worker: nothing of the page is at hand. */
export interface KindOfReading {
  /** The view that shows them: `View.kind`. */
  readonly kind: string;
  /** What its files hold, for the sentence about one that no kind knows: "impedance". */
  readonly about: string;
  /** What is wrong with a file that this kind recognises ends the search: a later kind would misread it. */
  readonly decisive?: boolean;
  /** @throws FormatError with one sentence when the file is not of this kind */
  read(source: Source): unknown;
  /** How much a file that could not be read looks like one of this kind, 0 to 1. */
  score(bytes: Uint8Array, file: string): number;
  /** Examples by name. Each is a list of files, made by the simulators of the project with a fixed seed. */
  readonly examples: Readonly<Record<string, () => Example | Promise<Example>>>;
}

export type Example = readonly { readonly file: string; readonly content: unknown }[];

/** The kinds of data that the page reads, tried in this order: tables of any kind would pass for spectra. */
export const readings: readonly KindOfReading[] = [impedanceReading, seriesReading, spectraReading];
