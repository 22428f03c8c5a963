/** `--lines auto`: as many lines as a scan supports, found before the fits. */

import type { FailedInput } from "../report/table.ts";
import { findLines } from "../spectra/findLines.ts";
import type { SpectraOptions } from "../spectra/fitSpectrum.ts";
import { noiseOf } from "../spectra/peakProposal.ts";
import type { Engine } from "../workers/engine.ts";
import { linesName } from "./proposedLines.ts";
import { extentOf } from "./scanChoice.ts";
import type { SpectrumJob } from "./spectrumJobs.ts";

export interface FoundJobs {
  readonly jobs: readonly SpectrumJob[];
  /** Which scan decided for which others. */
  readonly notes: readonly string[];
  /** Scans in which no line was found. */
  readonly failures: readonly FailedInput[];
}

/**
 * The jobs with the models that their scans decide. Of scans that cover the same range (a depth profile, a map) the one whose lines stand
 * out of the noise most decides for all, so that components can be followed; every other scan decides for itself.
 */
export async function findJobs(
  jobs: readonly SpectrumJob[],
  engine: Engine,
  options: SpectraOptions,
  onProgress: (done: number, total: number) => void,
): Promise<FoundJobs> {
  const open = jobs.filter(({ source }) => source.search !== undefined);
  if (open.length === 0) return { jobs, notes: [], failures: [] };
  const groups = alikeIn(open);
  const settled = new Map<SpectrumJob, SpectrumJob>();
  const notes: string[] = [];
  const failures: FailedInput[] = [];
  let done = 0;
  for (const group of groups) {
    const judge = group.reduce((best, job) => (clarityOf(job) > clarityOf(best) ? job : best));
    const { scan, source, range, model } = judge;
    const where = [scan.file, scan.name].filter(Boolean).join(", scan ");
    try {
      const found = await findLines(scan, {
        ...options,
        ...source.search,
        engine,
        background: model.background,
        ...(range && { region: range }),
      });
      const count = found.result.components.length;
      for (const job of group) {
        settled.set(job, {
          ...job,
          model: { ...found.model, name: linesName(count) },
          ...(job === judge && { ranking: found.ranked }),
        });
      }
      if (group.length > 1) {
        notes.push(`${where} decided for ${group.length} scans of its range: ${linesName(count)}`);
      }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const message = error.message.startsWith(scan.file) ? error.message : `${where}: ${error.message}`;
      failures.push({ file: scan.file, spectrum: scan.name, message });
    }
    onProgress(++done, groups.length);
  }
  return {
    jobs: jobs.flatMap((job) => (job.source.search ? (settled.get(job) ?? []) : [job])),
    notes,
    failures,
  };
}

/** Jobs of one kind of axis and unit whose ranges agree to a twentieth of their width: scans of a series may begin a step later. */
function alikeIn(jobs: readonly SpectrumJob[]): SpectrumJob[][] {
  const groups: {
    readonly key: string;
    readonly ends: readonly [number, number];
    readonly jobs: SpectrumJob[];
  }[] = [];
  for (const job of jobs) {
    const { scan, range } = job;
    const key = JSON.stringify([scan.axis, scan.xUnit, scan.yUnit]);
    const ends = range ?? extentOf(scan, {});
    const group = groups.find(
      (one) =>
        one.key === key &&
        one.ends.every((end, i) => Math.abs(end - ends[i]) <= 0.05 * Math.abs(ends[1] - ends[0])),
    );
    if (group) group.jobs.push(job);
    else groups.push({ key, ends, jobs: [job] });
  }
  return groups.map(({ jobs: alike }) => alike);
}

/** How far the intensities of a scan reach, in units of its noise. */
function clarityOf({ scan: { y } }: SpectrumJob): number {
  let [low, high] = [Infinity, -Infinity];
  for (const value of y) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return (high - low) / Math.max(noiseOf(y), 1e-12 * Math.abs(high), 1e-300);
}
