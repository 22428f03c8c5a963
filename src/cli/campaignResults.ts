/** The files of a campaign's results, written together and only when they differ from what is there. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { campaignDocument, trendDocument } from "../campaign/document.ts";
import { campaignPage } from "../campaign/page.ts";
import type { Plan } from "../campaign/plan.ts";
import { hashOf } from "../campaign/provenance.ts";
import type { CampaignRun } from "../campaign/run.ts";
import type { Shelf } from "../campaign/store.ts";
import { inputColumns, numberColumns, trendColumns } from "../campaign/tables.ts";
import type { Column } from "../report/table.ts";
import { csvOf, parquetOf, writeTogether } from "./outputs.ts";
import { today, typedCommand } from "./report.ts";
import { version } from "./version.ts";

/** Every file of the results. */
export const campaignResults = [
  "report.html",
  "numbers.csv",
  "numbers.parquet",
  "numbers.json",
  "trends.csv",
  "trends.parquet",
  "trends.json",
  "inputs.csv",
  "inputs.parquet",
] as const;

type Content = string | Uint8Array;

/** Leaves the files as they are where the same work has written them before and nobody has touched them since. @returns whether it wrote */
export async function writeResults(
  out: string,
  {
    plan,
    run,
    shelf,
    build,
  }: { readonly plan: Plan; readonly run: CampaignRun; readonly shelf: Shelf; readonly build: string },
): Promise<boolean> {
  const mark = await hashOf(
    JSON.stringify({ written: version, build, plan, keys: run.results.map(({ key }) => key) }),
  );
  const earlier = shelf.get(mark);
  const again = run.failures.length === 0 && run.results.every(({ kept }) => kept);
  if (again && earlier !== undefined && earlier === sumsOf(out)) return false;
  writeTogether(out, contents(plan, run));
  // Failures are worked on anew in the next run, and so is what is written of them
  if (run.failures.length === 0) shelf.put(mark, sumsOf(out));
  return true;
}

function contents(plan: Plan, run: CampaignRun): Map<string, Content> {
  const text = (value: unknown): string => `${JSON.stringify(value, null, 1)}\n`;
  const both = (name: string, columns: readonly Column[]): [string, Content][] => [
    [`${name}.csv`, csvOf(columns)],
    [`${name}.parquet`, parquetOf(columns)],
  ];
  return new Map<(typeof campaignResults)[number] | string, Content>([
    ...both("numbers", numberColumns(run)),
    ["numbers.json", text(campaignDocument(plan, run))],
    ...both("trends", trendColumns(run)),
    ["trends.json", text(trendDocument(plan, run))],
    ...both("inputs", inputColumns(run)),
    ["report.html", campaignPage({ plan, run, version, date: today(), command: typedCommand() })],
  ]);
}

/** The SHA-256 of each file of the results; of one that is not there nothing. */
function sumsOf(out: string): string {
  return campaignResults
    .map((name) => {
      try {
        return `${name} ${createHash("sha256")
          .update(readFileSync(join(out, name)))
          .digest("hex")}`;
      } catch {
        return name;
      }
    })
    .join("\n");
}
