/** What the impedance view has found, as tables, figures and reports take it. */
import type { FitResult } from "../../fit/result.ts";
import type { Cell } from "../../impedance/cell.ts";
import type { Identification } from "../../impedance/identify.ts";
import type { Spectrum } from "../../impedance/spectrum.ts";
import type { ValidityResult } from "../../impedance/validity.ts";
import type { KernelBuild } from "../../kernel/build.ts";
import type { DrtSeries } from "../../report/drt.ts";
import type { ModelCurve, SpectrumSeries } from "../../report/series.ts";
import type { Trend } from "../../report/trendgrid.ts";
import type { Abscissa } from "./trends.ts";

/** What is on the page now. */
export interface Findings {
  readonly kernel: KernelBuild;
  readonly spectra: readonly Spectrum[];
  /** The fits, in the order of the spectra; empty before the first. */
  readonly results: readonly FitResult[];
  readonly seconds: number;
  readonly notes: readonly string[];
  readonly circuit: string;
  readonly cell: Cell;
  /** Command lines, one for each thing that was done. */
  readonly commands: readonly string[];
  readonly abscissa: Abscissa;
  /** The selected spectra with their models. */
  shown(): readonly SpectrumSeries[];
  trends(): readonly Trend[];
  readonly validity: readonly { readonly result: ValidityResult; readonly spectrum: Spectrum }[];
  readonly distributions: readonly DrtSeries[];
  readonly identification: { readonly result: Identification; readonly spectrum: Spectrum } | undefined;
  /** The model of a result. */
  curveOf(result: FitResult, spectrum: Spectrum): ModelCurve | undefined;
  /** The model of any circuit with its values. */
  curveOfCircuit(circuit: string, values: ArrayLike<number>, spectrum: Spectrum): ModelCurve;
}
