import { impedanceReading } from "../impedance/reading.ts";
import { spectraReading } from "../spectra/reading.ts";
import type { Source } from "./source.ts";

/** How the files of one kind of data are read. Works in the reading worker: nothing of the page is at hand. */
export interface KindOfReading {
  /** The view that shows them: `View.kind`. */
  readonly kind: string;
  /** What is wrong with a file that this kind knows ends the search: a later kind would misread it. */
  readonly decisive?: boolean;
  /** @throws FormatError with one sentence when the file is not of this kind */
  read(source: Source): unknown;
  /** Examples by name. Each is a list of files, made by the simulators of the project with a fixed seed. */
  readonly examples: Readonly<Record<string, () => Example | Promise<Example>>>;
}

export type Example = readonly { readonly file: string; readonly content: unknown }[];

/** The kinds of data that the page reads, tried in this order. */
export const readings: readonly KindOfReading[] = [impedanceReading, spectraReading];
