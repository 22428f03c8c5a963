/** What a figure shows, as one JSON document: the output of `plot --json`. */
import type { FitStatus } from "../fit/result.ts";
import type { FailedInput } from "./table.ts";

export interface PlotDocumentSpectrum {
  readonly file: string | null;
  readonly spectrum: string | null;
  /** Its name in the legend. */
  readonly label: string;
  readonly points: number;
  /** Of its fit; null without a circuit. */
  readonly status: FitStatus | null;
  readonly message: string | null;
}

export interface PlotDocument {
  /** "nyquist", "bode", "drt", "residuals", "trend" or "correlation". */
  readonly kind: string;
  /** The figure that was written. */
  readonly file: string;
  readonly format: "svg" | "png";
  readonly width_mm: number;
  /** Pixels per inch; null for an SVG. */
  readonly dpi: number | null;
  /** The circuit that was fitted, in impedance.py's syntax. */
  readonly circuit: string | null;
  /** Those that the figure draws. */
  readonly spectra: readonly PlotDocumentSpectrum[];
  readonly failures: readonly FailedInput[];
}
