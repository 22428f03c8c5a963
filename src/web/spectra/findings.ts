/** The fits of all groups as reports take them, with the compositions behind them. */

import type { Kernel } from "../../kernel/kernel.ts";
import { compositionsOf } from "../../report/compositions.ts";
import { factAbscissa, tellingFact } from "../../report/scanAbscissa.ts";
import type { FileComposition, FittedSpectrum } from "../../report/spectrumDocument.ts";
import {
  componentTrends,
  compositionTrend,
  type NamedTrend,
  type SpectrumAbscissa,
} from "../../report/spectrumTrends.ts";
import { finerCurves } from "../../spectra/finerCurves.ts";
import { presetDoubtsOf } from "../../spectra/presets/index.ts";
import type { SpectraFitting } from "./fits.ts";
import { modelNames, type Place, type SpectraState } from "./state.ts";

export interface GroupFindings {
  readonly fits: readonly FittedSpectrum[];
  readonly abscissa: SpectrumAbscissa;
}

export interface AllFindings {
  /** In the order of the groups; empty for those without fits. */
  readonly groups: readonly GroupFindings[];
  readonly compositions: readonly FileComposition[];
  /** Why there is no composition, and what else is to be known. */
  readonly remarks: readonly string[];
  readonly doubts: readonly string[];
  /** Composition of the place and time of a scan. */
  compositionAt(place: Place): FileComposition | undefined;
}

/** From so many scans on there are trends. */
const TREND = 3;

export function findingsOf(state: SpectraState, fitting: SpectraFitting, kernel: Kernel): AllFindings {
  const names = modelNames(state.groups);
  const groups = state.groups.map((group, k): GroupFindings => {
    const results = fitting.of(group)?.results ?? [];
    const fits = results.map((result, i): FittedSpectrum => {
      const scan = group.scans[i];
      return {
        result,
        scan,
        file: scan.file ?? "",
        model: names[k],
        finer: () => finerCurves(kernel, group.model!, scan, result),
      };
    });
    const fact = tellingFact(group.scans);
    const order = { label: "scan", values: group.scans.map((_, i) => i + 1) };
    return { fits, abscissa: fact === undefined ? order : factAbscissa(group.scans, fact) };
  });
  const jobs = groups.flatMap(({ fits }, k) =>
    fits.map(({ scan, file, model }) => ({
      scan: { ...scan, file },
      model: state.groups[k].model!,
      name: model,
    })),
  );
  const { compositions, remarks } = compositionsOf(
    jobs,
    groups.flatMap(({ fits }) => fits),
  );
  const steps = stepsOf(jobs);
  return {
    groups,
    compositions,
    remarks,
    doubts: [...new Set(state.groups.flatMap(({ model }) => (model ? presetDoubtsOf(model) : [])))],
    compositionAt: ({ group, scan }) => {
      const at = groups.slice(0, group).reduce((sum, { fits }) => sum + fits.length, 0) + scan;
      const step = groups[group]?.fits[scan] && steps[at];
      return step ? compositions.find(({ first }) => steps[first] === step) : undefined;
    },
  };
}

/** A name for the file and the step in it of each fit: the first fits of all models belong together. */
function stepsOf(
  jobs: readonly { readonly scan: { readonly file: string }; readonly name: string }[],
): string[] {
  const counts = new Map<string, number>();
  return jobs.map(({ scan: { file }, name }) => {
    const key = `${name}\n${file}`;
    const step = counts.get(key) ?? 0;
    counts.set(key, step + 1);
    return `${step}\n${file}`;
  });
}

/** Trends of one group, with the composition where each of its scans has one. */
export function trendsOf(all: AllFindings, group: number): NamedTrend[] {
  const { fits, abscissa } = all.groups[group] ?? { fits: [] };
  if (fits.length < TREND || abscissa === undefined) return [];
  const own = fits.map((_, scan) => all.compositionAt({ group, scan }));
  const compositions = own.flatMap((one, i) => (one ? [{ ...one, first: i }] : []));
  return [
    ...componentTrends(fits, abscissa),
    ...(compositions.length === fits.length ? [compositionTrend(compositions, abscissa)] : []),
  ];
}
