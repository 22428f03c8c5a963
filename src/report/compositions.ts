/** Which fits of a run belong to one place and time, and the composition behind them. */
import { type CompositionOptions, compositionOf } from "../spectra/composition.ts";
import type { Scan } from "../spectra/measurement.ts";
import type { SpectrumModel } from "../spectra/model.ts";
import { grouped } from "./grouped.ts";
import type { FileComposition, FittedSpectrum } from "./spectrumDocument.ts";

/** A scan that was fitted with a model, which has a name. */
export interface ModelledScan {
  readonly scan: Scan & { readonly file: string };
  readonly model: SpectrumModel;
  readonly name: string;
}

/**
 * The compositions of files: the first fits of all models belong together, then the second ones, as the scans of a profile do.
 */
export function compositionsOf(
  jobs: readonly ModelledScan[],
  fits: readonly FittedSpectrum[],
  options: CompositionOptions = {},
): { readonly compositions: readonly FileComposition[]; readonly remarks: readonly string[] } {
  const compositions: FileComposition[] = [];
  const remarks: string[] = [];
  const indices = grouped(
    jobs.map((_, i) => i),
    (i) => jobs[i].scan.file,
  );
  for (const [file, own] of indices) {
    const models = [...grouped(own, (i) => jobs[i].name).values()];
    const counts = new Set(models.map((all) => all.length));
    if (counts.size > 1) {
      remarks.push(
        `${file}: no composition, because the models have different numbers of scans (${models.map((all) => `${jobs[all[0]].name}: ${all.length}`).join(", ")}); pick scans with --region`,
      );
      continue;
    }
    for (let step = 0; step < models[0].length; step++) {
      const together = models.map((all) => all[step]);
      try {
        const composition = compositionOf(
          together.map((i) => ({ scan: jobs[i].scan, model: jobs[i].model, result: fits[i].result })),
          options,
        );
        if (composition) {
          compositions.push({
            file,
            regions: [...new Set(together.map((i) => jobs[i].scan.name ?? null))],
            first: together[0],
            composition,
          });
        }
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        remarks.push(`${file}: no composition: ${error.message}`);
        break;
      }
    }
  }
  return { compositions, remarks };
}
