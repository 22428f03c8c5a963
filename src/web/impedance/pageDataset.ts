/** What the reading worker gives to the impedance view. */
import type { ImaginaryConvention } from "../../formats/index.ts";
import type { Dataset } from "../../impedance/spectrum.ts";

export interface PageDataset extends Dataset {
  /** What the imaginary column holds, where the user may say otherwise: tables of text. */
  readonly imaginary?: ImaginaryConvention;
}

/** The conventions by file. */
export function columnsOf(datasets: readonly PageDataset[]): Record<string, ImaginaryConvention> {
  return Object.fromEntries(
    datasets.flatMap(({ file, imaginary }) => (imaginary === undefined ? [] : [[file, imaginary] as const])),
  );
}
