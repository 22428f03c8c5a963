/** `demo 004`: the raw files of a paper from its simulator, the campaign on them, and published against recovered. */
import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { campaignDocument } from "../campaign/document.ts";
import { planCampaign } from "../campaign/plan.ts";
import type { Example } from "../examples/example.ts";
import { recover, recoveryRows } from "../examples/recovery.ts";
import type { KernelBuild } from "../kernel/build.ts";
import { textTable } from "../report/text.ts";
import { openStore } from "./campaignStore.ts";
import { workCampaign } from "./campaignWork.ts";
import { UsageError } from "./mistake.ts";
import { makeFolder, openDraft, writeWhole } from "./outputs.ts";
import { counted, say, sayAll } from "./say.ts";

/** Writes the raw files and campaign.json below a folder. */
export async function writeExample(example: Example, folder: string, seed: number): Promise<string> {
  for (const { path, text } of example.files(seed)) {
    const file = join(folder, path);
    makeFolder(dirname(file), "demo");
    if (typeof text === "string") writeWhole(file, text);
    else {
      const draft = openDraft(file);
      try {
        for await (const piece of text) draft.write(piece);
        draft.finish();
      } catch (error) {
        draft.abandon();
        throw error;
      }
    }
  }
  const file = join(folder, "campaign.json");
  makeFolder(folder, "demo");
  writeWhole(file, `${JSON.stringify(example.campaign, null, 2)}\n`);
  return file;
}

export async function showExample(
  example: Example,
  {
    seed,
    json,
    quiet,
    kernel,
    signal,
  }: {
    readonly seed: number;
    readonly json: boolean;
    readonly quiet: boolean;
    readonly kernel?: KernelBuild;
    readonly signal: AbortSignal;
  },
): Promise<number> {
  const folder = `interphase-${example.paper}`;
  const there = existsSync(folder);
  if (there && !statSync(folder).isDirectory())
    throw new UsageError(
      `demo ${example.paper}: ${folder} here is a file, and its files go into a folder of that name`,
    );
  const file = await writeExample(example, folder, seed);
  const planned = planCampaign(JSON.stringify(example.campaign), openStore(folder));
  if (planned.faults)
    throw new Error(planned.faults.map(({ key, sentence }) => `${key}: ${sentence}`).join("\n"));
  const out = join(folder, "results");
  const began = performance.now();
  const run = await workCampaign({
    plan: planned.plan,
    file,
    out,
    quiet: quiet || json,
    signal,
    ...(kernel && { kernel }),
  });
  sayAll(
    run.failures.map(({ message }) => `Not worked on: ${message}`),
    Infinity,
    "",
  );
  const recovered = recover(example.published, run);
  if (json)
    process.stdout.write(
      `${JSON.stringify({ ...campaignDocument(planned.plan, run), recovered }, null, 1)}\n`,
    );
  else if (!quiet) {
    const intervals = recovered.filter(({ pull }) => Number.isFinite(pull)).length;
    const inside = recovered.filter((one) => one.inside).length;
    process.stdout.write(
      `${example.title} (doi ${example.doi}), simulated with seed ${seed}: ${there ? "renewed" : "written"} in ${folder}\n\n${textTable(recoveryRows(recovered), { align: ["left", "left"] })}\n\n${inside} of ${recovered.length} published numbers recovered. ${intervals} have 95 % intervals, of which one in twenty misses by chance: ${(0.05 * intervals).toPrecision(2)} here on average. --seed makes other noise.\n`,
    );
    const kept = run.results.filter((one) => one.kept).length;
    say(
      `${counted(run.results.length, "piece")} of work in ${((performance.now() - began) / 1000).toPrecision(2)} s${kept > 0 ? `, ${kept} unchanged` : ""}`,
    );
    say(`Campaign: ${resolve(file)}\nReport: ${resolve(join(out, "report.html"))}`);
  }
  return run.failures.length > 0 ? 1 : 0;
}
