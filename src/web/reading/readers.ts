import { impedanceReading } from "../impedance/reading.ts";
import { spectraReading } from "../spectra/reading.ts";

/** How the files of one kind of data are read. Works in the reading worker: nothing of the page is at hand. */
export interface KindOfReading {
  /** The view that shows them: `View.kind`. */
  readonly kind: string;
  /** @throws FormatError with one sentence when the bytes are not of this kind */
  read(bytes: Uint8Array, file: string): unknown;
  /** What its files hold, for the sentence about one that no kind knows: "impedance". */
  readonly about: string;
  /** How much a file that could not be read looks like one of this kind, 0 to 1. */
  score(bytes: Uint8Array, file: string): number;
  /** Examples by name. Each is a list of files, made by the simulators of the project with a fixed seed. */
  readonly examples: Readonly<
    Record<string, () => readonly { readonly file: string; readonly content: unknown }[]>
  >;
}

/** The kinds of data that the page reads, tried in this order. */
export const readings: readonly KindOfReading[] = [impedanceReading, spectraReading];
