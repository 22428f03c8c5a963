/** A campaign from its file to its folder of results: for the command and for the demonstrations. */
import { dirname, join } from "node:path";
import type { Plan } from "../campaign/plan.ts";
import { type CampaignRun, runCampaign } from "../campaign/run.ts";
import { openFitter } from "../fit/fitter.ts";
import type { KernelBuild } from "../kernel/build.ts";
import { Kernel } from "../kernel/kernel.ts";
import { writeResults } from "./campaignResults.ts";
import { openShelf, openStore } from "./campaignStore.ts";
import { checkWritable, makeFolder } from "./outputs.ts";
import { megabytes, showProgress } from "./progress.ts";
import { buildMark, version } from "./version.ts";

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
}: CampaignWork): Promise<CampaignRun & { readonly written: boolean }> {
  makeFolder(out, "out");
  checkWritable(join(out, "report.html"), "out");
  const shelf = openShelf(join(out, ".cache"));
  const build = buildMark();
  const fitter = await openFitter({ ...(kernel && { kernel }) });
  const progress = showProgress("campaign", process.stderr, quiet, megabytes);
  try {
    const bench = {
      store: openStore(dirname(file), out),
      fitter,
      kernel: await Kernel.load(kernel, "series"),
      confidence: plan.confidence,
      seed: plan.seed,
      ...(signal && { signal }),
    };
    const run = await runCampaign(plan, bench, {
      shelf,
      version,
      build,
      onProgress: progress.update,
    });
    progress.end();
    const written = await writeResults(out, { plan, run, shelf, build });
    shelf.sweep();
    return { ...run, written };
  } finally {
    progress.end();
    await fitter.close();
  }
}
