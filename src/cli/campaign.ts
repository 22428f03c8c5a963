/** `campaign`: from raw files to the numbers and figures of a paper, as campaign.json says. */
import { existsSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { campaignDocument } from "../campaign/document.ts";
import { numberName, numberText } from "../campaign/numberText.ts";
import { planCampaign } from "../campaign/plan.ts";
import { startingCampaign } from "../campaign/start/index.ts";
import { openFitter } from "../fit/fitter.ts";
import { Kernel } from "../kernel/kernel.ts";
import { textTable } from "../report/text.ts";
import { openStore } from "./campaignStore.ts";
import { workCampaign } from "./campaignWork.ts";
import type { Arguments, Command } from "./command.ts";
import { findInputs } from "./inputs.ts";
import { hearInterruption } from "./interruption.ts";
import { UsageError } from "./mistake.ts";
import { kernelOption, readKernel } from "./options.ts";
import { writeWhole } from "./outputs.ts";
import { showProgress } from "./progress.ts";
import { counted, say, sayAll } from "./say.ts";
import { readOptionText } from "./spectra.ts";

export const campaignCommand: Command = {
  name: "campaign",
  operands: "campaign.json",
  summary: "a whole study: samples, files and roles to tables and one report; recomputes only what changed",
  options: [
    { name: "out", value: "DIR", text: "folder of the results; default: results beside campaign.json" },
    { name: "check", text: "name the faults of campaign.json and run nothing" },
    { name: "new", value: "FOLDER", text: "write a starting FOLDER/campaign.json by looking into the files" },
    kernelOption,
    { name: "json", text: "numbers.json on stdout and nothing else there" },
    { name: "quiet", text: "no progress, notes or summary" },
  ],
  notes: [
    "Files and patterns begin at the folder of campaign.json; schema/campaign.json tells editors its keys. In DIR: report.html, numbers.csv, .parquet and .json with the provenance of every number, trends.csv and .parquet, and .cache with what a next run need not compute again.",
    "Exit code: 0 all done, 1 some input failed, 2 faults in campaign.json (nothing is written), 130 interrupted (what is done is kept).",
  ],
  examples: ["interphase campaign --new data/", "interphase campaign data/campaign.json --out results/"],
  run: runCampaignCommand,
};

async function runCampaignCommand(given: Arguments): Promise<number> {
  const folder = given.text("new");
  if (folder !== undefined) return newCampaign(folder, given);
  const [file, more] = given.operands;
  if (file === undefined || more !== undefined) {
    throw new UsageError("interphase campaign needs one campaign.json; --new FOLDER writes a first one");
  }
  if (existsSync(file) && statSync(file).isDirectory()) {
    throw new UsageError(
      `${file} is a folder; name its campaign.json, or write one: interphase campaign --new ${file}`,
    );
  }
  const out = given.text("out") ?? join(file, "..", "results");
  if (existsSync(out) && !statSync(out).isDirectory()) {
    throw new UsageError(`--out ${out}: this is a file; name a folder`);
  }
  const planned = planCampaign(readOptionText("campaign", file), openStore(join(file, ".."), out));
  if (planned.faults) {
    const { faults } = planned;
    for (const { key, line, sentence } of faults)
      say(`${file}, line ${line}${key === "" ? "" : `, ${key}`}: ${sentence}`);
    say(`${counted(faults.length, "fault")} in ${file}; nothing was written`);
    return 2;
  }
  const { plan } = planned;
  const quiet = given.has("quiet");
  if (given.has("check")) {
    if (!quiet)
      say(
        `${file}: no fault; ${counted(plan.jobs.length, "piece")} of work on ${counted(plan.samples.length, "sample")}`,
      );
    return 0;
  }
  const interruption = hearInterruption();
  const began = performance.now();
  try {
    const kernel = readKernel(given);
    const run = await workCampaign({
      plan,
      file,
      out,
      quiet,
      signal: interruption.signal,
      ...(kernel && { kernel }),
    });
    sayAll(
      run.failures.map(({ message }) => `Not worked on: ${message}`),
      Infinity,
      "",
    );
    const kept = run.results.filter((one) => one.kept).length;
    if (given.has("json")) {
      const document = campaignDocument(plan, run);
      const summary = { ...document.summary, kept };
      process.stdout.write(`${JSON.stringify({ ...document, summary }, null, 1)}\n`);
    } else if (!quiet) {
      const rows = run.results.flatMap(({ numbers }) =>
        numbers
          .filter(({ summary }) => summary)
          .map((number) => [
            number.sample,
            numberName(number),
            `${numberText(number)} ${number.unit}`.trim(),
          ]),
      );
      process.stdout.write(
        `${textTable([["sample", "quantity", "value"], ...rows], { align: ["left", "left", "left"] })}\n`,
      );
    }
    if (!quiet) {
      say(
        `${counted(run.results.length, "piece")} of work in ${((performance.now() - began) / 1000).toPrecision(2)} s${kept > 0 ? `, ${kept} unchanged` : ""}${run.failures.length > 0 ? `; ${counted(run.failures.length, "input")} failed` : ""}; ${run.written ? "written" : "nothing has changed"}: ${join(out, "report.html")}`,
      );
    }
    return run.failures.length > 0 ? 1 : 0;
  } catch (error) {
    const code = interruption.exitCode();
    if (code === undefined) throw error;
    say("Interrupted: what is done is kept; the same command goes on");
    return code;
  } finally {
    interruption.release();
  }
}

async function newCampaign(folder: string, given: Arguments): Promise<number> {
  if (given.operands.length > 0) throw new UsageError("--new FOLDER takes no campaign.json");
  const file = join(folder, "campaign.json");
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new UsageError(`--new ${folder}: there is no such folder`);
  if (existsSync(file)) throw new UsageError(`${file} is there already; move it away first`);
  const { files } = findInputs([folder], [file]);
  const store = openStore(folder);
  const paths = files
    .map((path) => path.slice(join(folder, "x").length - 1))
    .filter((path) => !isResult(folder, path));
  const quiet = given.has("quiet");
  const kind = readKernel(given);
  const fitter = await openFitter({ ...(kind && { kernel: kind }) });
  const progress = showProgress("looking", process.stderr, quiet);
  try {
    const looking = { store, engine: fitter.engine, kernel: await Kernel.load(kind, "series") };
    const { text, notes, left } = await startingCampaign(
      paths,
      looking,
      basename(resolve(folder)),
      progress.update,
    );
    progress.end();
    writeWhole(file, text);
    if (quiet) return 0;
    for (const { message } of left) say(`Left out: ${message}`);
    notes.forEach(say);
    const planned = planCampaign(text, store);
    for (const { key, line, sentence } of planned.faults ?? [])
      say(`To fill in: line ${line}, ${key}: ${sentence}`);
    say(`written: ${file}; check what its notes say, then: interphase campaign ${file}`);
    return 0;
  } finally {
    progress.end();
    await fitter.close();
  }
}

/** Whether a file below a folder is a result of an earlier campaign. */
function isResult(folder: string, path: string): boolean {
  const parts = path.split(/[/\\]/);
  return parts
    .slice(0, -1)
    .some((_, k) => existsSync(join(folder, ...parts.slice(0, k + 1), "numbers.json")));
}
