/** How fits of spectra are done: what may be said beside the model. */
import type { CurveOptions } from "../fit/curveOptions.ts";
import type { KernelBuild } from "../kernel/build.ts";
import type { Engine, RunOptions } from "../workers/engine.ts";
import type { BackgroundChoice } from "./model.ts";
import type { NoiseModel, ScanTreatment } from "./scanRegion.ts";
import type { SpectrumResult } from "./spectrumResult.ts";

export interface SpectrumOptions
  extends ScanTreatment,
    Pick<
      CurveOptions,
      | "start"
      | "fixed"
      | "bounds"
      | "ties"
      | "loss"
      | "lossScale"
      | "seed"
      | "evaluations"
      | "tolerance"
      | "signal"
    > {
  /** Instead of the model's. */
  readonly background?: BackgroundChoice;
  /** Default: what the scans know: their standard deviations, their counts, else of relative size √y or all alike. */
  readonly noise?: NoiseModel;
  /** Most further tries from the start, default 12; in a batch of more than `ALONE` scans for those that need them. */
  readonly retries?: number;
  readonly kernel?: KernelBuild;
  readonly engine?: Engine;
}

export interface SpectraOptions extends SpectrumOptions, RunOptions<SpectrumResult> {}

/** Every name of `SpectraOptions`. */
export const spectrumOptionNames: ReadonlySet<string> = new Set([
  "region",
  "shift",
  "photonEnergy",
  "start",
  "fixed",
  "bounds",
  "ties",
  "loss",
  "lossScale",
  "seed",
  "evaluations",
  "tolerance",
  "signal",
  "background",
  "noise",
  "retries",
  "kernel",
  "engine",
  "workers",
  "onProgress",
  "onResult",
] satisfies (keyof SpectraOptions)[] as string[]);
