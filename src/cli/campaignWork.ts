/** A campaign from its file to its folder of results: for the command and for the demonstrations. */
import { dirname, join } from "node:path";
import { campaignPage } from "../campaign/page.ts";
import type { Plan } from "../campaign/plan.ts";
import { type CampaignRun, runCampaign } from "../campaign/run.ts";
import { numberColumns, trendColumns } from "../campaign/tables.ts";
import { openFitter } from "../fit/fitter.ts";
import type { KernelBuild } from "../kernel/build.ts";
import { Kernel } from "../kernel/kernel.ts";
import { openShelf, openStore } from "./campaignStore.ts";
import { checkWritable, csvOf, makeFolder, parquetOf, writeWhole } from "./outputs.ts";
import { megabytes, showProgress } from "./progress.ts";
import { today, typedCommand } from "./report.ts";
import { buildMark, version } from "./version.ts";

/** The files of a campaign's results. */
export const campaignResults = [
  "numbers.csv",
  "numbers.parquet",
  "numbers.json",
  "trends.csv",
  "trends.parquet",
  "report.html",
] as const;

export interface CampaignWork {
  readonly plan: Plan;
  /** campaign.json */
  readonly file: string;
  readonly out: string;
  readonly kernel?: KernelBuild;
  readonly quiet: boolean;
  readonly signal?: AbortSignal;
}

/** Runs what has changed and writes the results, each whole or not at all. @throws the signal's reason when it is aborted */
export async function workCampaign({
  plan,
  file,
  out,
  kernel,
  quiet,
  signal,
}: CampaignWork): Promise<CampaignRun> {
  makeFolder(out, `--out ${out}`);
  for (const result of campaignResults) checkWritable(join(out, result), "out");
  const shelf = openShelf(join(out, ".cache"));
  const fitter = await openFitter({ ...(kernel && { kernel }) });
  const progress = showProgress("campaign", process.stderr, quiet, megabytes);
  try {
    const bench = {
      store: openStore(dirname(file)),
      fitter,
      kernel: await Kernel.load(kernel, "series"),
      confidence: plan.confidence,
      seed: plan.seed,
      ...(signal && { signal }),
    };
    const run = await runCampaign(plan, bench, {
      shelf,
      version,
      build: buildMark(),
      onProgress: progress.update,
    });
    progress.end();
    const numbers = numberColumns(run);
    const trends = trendColumns(run);
    writeWhole(join(out, "numbers.csv"), csvOf(numbers));
    writeWhole(join(out, "numbers.parquet"), parquetOf(numbers));
    writeWhole(join(out, "numbers.json"), `${JSON.stringify(campaignDocument(plan, run), null, 1)}\n`);
    writeWhole(join(out, "trends.csv"), csvOf(trends));
    writeWhole(join(out, "trends.parquet"), parquetOf(trends));
    writeWhole(
      join(out, "report.html"),
      campaignPage({ plan, run, version, date: today(), command: typedCommand() }),
    );
    shelf.sweep();
    return run;
  } finally {
    progress.end();
    await fitter.close();
  }
}

/** The output of `campaign --json`. */
export function campaignDocument({ name, source }: Plan, { results, failures }: CampaignRun) {
  return {
    name,
    source: source ?? null,
    numbers: results.flatMap(({ numbers }) => numbers),
    notes: results.flatMap(({ job, finding }) =>
      finding.notes.map((text) => ({ sample: job.sample.name, entry: job.title, text })),
    ),
    failures,
    summary: {
      jobs: results.length,
      kept: results.filter(({ kept }) => kept).length,
      failures: failures.length,
    },
  };
}
