/** A photoelectron line of a substance, as the literature has it. */
import type { SourceName } from "../sources.ts";

export interface ReferenceLine {
  /** "Li2S", "Li13In3". */
  readonly substance: string;
  readonly element: string;
  /** Level; of a doublet the energies are those of the line at lower binding energy (2p3/2, 3d5/2). */
  readonly level: string;
  /** Binding energy, eV. */
  readonly energy: number;
  /** Bounds for a fit, eV: what sources span, or ± 0.5 eV where there is one. */
  readonly range: readonly [number, number];
  /** What the electron comes from. */
  readonly assignment: string;
  readonly source: SourceName;
  /** The energy was read in its source; false: from the literature as remembered, to be checked before it is printed. */
  readonly confirmed: boolean;
  /** The energy scale of the source. */
  readonly reference?: string;
  readonly note?: string;
}

/**
 * Width from which a fit starts and its bounds, eV FWHM: a guard for monochromated Al Kα, not literature. Broad enough for insulators
 * that charge, narrow enough to keep a line from becoming the background.
 */
export const typicalWidth = { start: 1.3, lower: 0.5, upper: 2.6 } as const;
