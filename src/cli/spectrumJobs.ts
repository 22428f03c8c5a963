/** Which scan is fitted with which model, in batches that share what a fit needs to be shared. */
import type { CurveOptions } from "../fit/curveOptions.ts";
import { OptionError, type ParameterOptions } from "../fit/plan.ts";
import { nearestNames } from "../program/circuit-error.ts";
import { grouped } from "../report/grouped.ts";
import type { FailedInput } from "../report/table.ts";
import type { Scan } from "../spectra/measurement.ts";
import type { SpectrumModel } from "../spectra/model.ts";
import { compileSpectrumModel } from "../spectra/modelTape.ts";
import type { RankedPeakCount } from "../spectra/peakCount.ts";
import { abscissaOf, type NoiseModel, noiseOfScan, type ScanTreatment } from "../spectra/scanRegion.ts";
import { UsageError } from "./mistake.ts";
import { foreignTo, liesIn } from "./scanChoice.ts";
import type { ScanOptions, ScanReading } from "./scans.ts";
import type { ModelSource } from "./spectrumModels.ts";

/** One fit. */
export interface SpectrumJob {
  readonly scan: ScanReading["scans"][number];
  readonly source: ModelSource;
  readonly model: SpectrumModel;
  /** The model as it is named beside the results. */
  readonly name: string;
  /** What is not as it should be with the model. */
  readonly doubts: readonly string[];
  /** Of `--lines auto`, where this scan decided: the numbers of lines that were tried. */
  readonly ranking?: readonly RankedPeakCount[];
  /** Instead of the model's. */
  readonly range?: readonly [number, number];
}

export interface JobChoice {
  readonly jobs: readonly SpectrumJob[];
  /** Scans that were left out. */
  readonly notes: readonly string[];
  /** Files of which nothing is left. */
  readonly failures: readonly FailedInput[];
}

/**
 * The fits of a run, file by file and scan by scan. A scan that is none of a model's is left out with a note.
 * @throws UsageError for a model and ranges that have nothing in common
 */
export function chooseJobs(
  { scans }: ScanReading,
  sources: readonly ModelSource[],
  { ranges, shift, photonEnergy }: ScanOptions,
): JobChoice {
  const within = (range: readonly [number, number], given: ReturnType<ModelSource["modelFor"]>): boolean =>
    typeof given !== "string" && liesIn(given.model, range);
  if (scans.length > 0 && ranges.length > 0) {
    for (const source of sources) {
      const any = scans.some((scan) => {
        const given = source.modelFor(scan);
        // What has no model for a scan fails with its own reason
        return typeof given === "string" || ranges.some((range) => within(range, given));
      });
      if (!any) {
        throw new UsageError(
          `--region ${ranges.map((range) => range.join("..")).join(", ")}: no line of ${source.name} lies there; leave --region out, or give the range of its lines`,
        );
      }
    }
  }
  const jobs: SpectrumJob[] = [];
  const notes: string[] = [];
  const failures: FailedInput[] = [];
  const files = grouped(scans, ({ file }) => file);
  for (const [file, all] of files) {
    const left: { readonly scan: Scan; readonly why: string }[] = [];
    const before = jobs.length;
    for (const scan of all) {
      const reasons: string[] = [];
      let taken = 0;
      for (const source of sources) {
        const plain = source.modelFor(scan);
        const own = ranges.filter((range) => within(range, plain));
        for (const range of own.length > 0 ? own : [undefined]) {
          const treatment: ScanTreatment = { shift, photonEnergy, ...(range && { region: range }) };
          const given = source.modelFor(scan, treatment);
          const why = typeof given === "string" ? given : foreignTo(scan, given.model, treatment);
          if (why !== undefined) reasons.push(why);
          else if (typeof given !== "string") {
            jobs.push({ scan, source, ...given, ...(range && { range }) });
            taken++;
          }
        }
      }
      if (taken === 0) left.push({ scan, why: reasons[0] });
    }
    if (jobs.length === before) {
      const [{ scan, why }] = left;
      const where = scan.name === undefined || all.length === 1 ? file : `${file}, scan ${scan.name}`;
      failures.push({
        file,
        message:
          all.length === 1
            ? `${where}: the model does not belong to this scan: ${why}`
            : `${file}: the model belongs to none of its ${all.length} scans; scan ${scan.name}: ${why}`,
      });
    } else {
      notes.push(...left.map(({ scan, why }) => `${file}, scan ${scan.name} left out: ${why}`));
    }
  }
  return { jobs, notes, failures };
}

/** Jobs that one call of `fitSpectra` takes: one model and range, one abscissa, one unit, one kind of noise. */
export function batchesOf(
  jobs: readonly SpectrumJob[],
  photonEnergy: number | undefined,
  noise: NoiseModel | undefined,
): number[][] {
  const models = new Map<string, number>();
  const number = (model: SpectrumModel): number => {
    const text = JSON.stringify(model);
    const found = models.get(text) ?? models.size;
    models.set(text, found);
    return found;
  };
  const groups = grouped(
    jobs.map((_, i) => i),
    (i) => {
      const { scan, model, range } = jobs[i];
      const { axis, unit, yUnit, anode } = abscissaOf(scan, photonEnergy);
      return JSON.stringify([number(model), range, axis, unit, yUnit, anode, noise ?? noiseOfScan(scan)]);
    },
  );
  return [...groups.values()];
}

type Wishes = ParameterOptions & Pick<CurveOptions, "start">;

/** The parameters of a job, for bounds that are open at one end. */
export function parametersOf({ model, scan }: SpectrumJob, photonEnergy?: number) {
  return compileSpectrumModel(model, abscissaOf(scan, photonEnergy)).parameters;
}

/**
 * What the user said about parameters, as far as a model has them.
 * @param known names of the parameters of the model
 */
export function wishesFor(wishes: Wishes, known: ReadonlySet<string>): Wishes {
  const pick = <T>(given: Readonly<Record<string, T>> | undefined): Record<string, T> =>
    Object.fromEntries(Object.entries(given ?? {}).filter(([name]) => known.has(name)));
  return {
    start: pick(wishes.start),
    fixed: pick(wishes.fixed),
    bounds: pick(wishes.bounds),
    ties: pick(wishes.ties),
  };
}

/** @throws OptionError for a name that no model has */
export function checkNames(wishes: Wishes, names: readonly string[]): void {
  const known = new Set(names);
  for (const [option, given] of [
    ["start", wishes.start],
    ["fix", wishes.fixed],
    ["bound", wishes.bounds],
    ["tie", wishes.ties],
  ] as const) {
    for (const name of Object.keys(given ?? {})) {
      if (known.has(name)) continue;
      const near = nearestNames(name, names)[0];
      throw new OptionError(
        `--${option} ${name}: the model has no parameter "${name}"${near === undefined ? "" : `; did you mean ${near}?`} It has ${names.join(", ")}`,
      );
    }
  }
}
