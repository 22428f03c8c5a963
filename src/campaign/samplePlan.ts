/** A sample of campaign.json to its jobs, with all that is wrong in it. */
import * as v from "valibot";
import { type Entry, entrySchemas, type RoleName } from "./entry.ts";
import type { KeyedFault } from "./fault.ts";
import type { Job } from "./job.ts";
import { listOf } from "./plan.ts";
import type { Size } from "./role.ts";
import { roleOf } from "./roles/index.ts";
import { type Sample, sampleOf } from "./sample.ts";
import { sampleSchema, sizeUnits } from "./schema.ts";
import type { Store } from "./store.ts";

export interface SamplePlan {
  /** Undefined where its own keys are wrong. */
  readonly sample?: Sample;
  /** As written, also of a sample that is wrong elsewhere. */
  readonly name?: string;
  readonly jobs: readonly Job[];
  /** What its sound entries give. */
  readonly shown: readonly string[];
  readonly titles: readonly string[];
  /** Whether each of its entries is sound. */
  readonly sound: boolean;
}

export function samplePlan(value: unknown, s: number, store: Store, faults: KeyedFault[]): SamplePlan {
  const header = v.safeParse(sampleSchema, value);
  const sample = header.success ? sampleOf(header.output as Parameters<typeof sampleOf>[0]) : undefined;
  const written = (value as { name?: unknown } | null)?.name;
  const jobs: Job[] = [];
  const shown: string[] = [];
  const titles: string[] = [];
  const needed = new Map<Size, string[]>();
  const entries = listOf(value, "files");
  let sound = 0;
  entries.forEach((one, e) => {
    const name = (one as { role?: unknown } | null)?.role;
    if (typeof name !== "string" || !Object.hasOwn(entrySchemas, name)) return;
    const at = `samples[${s}].files[${e}]`;
    const files = filesOf(one, at, store, faults);
    const parsed = v.safeParse(entrySchemas[name as RoleName], one);
    if (!parsed.success) return;
    sound++;
    const entry = parsed.output as Entry;
    const role = roleOf(entry.role);
    const title = entry.name ?? role.title;
    shown.push(...role.shows(entry));
    titles.push(title);
    const beside = role.beside?.(entry) ?? [];
    for (const [key, path] of beside) besideFaults(path, `${at}.${key}`, store, faults);
    for (const need of typeof role.needs === "function" ? role.needs(entry) : role.needs) {
      const known = Object.hasOwn(value as object, need);
      if (!known) needed.set(need, [...(needed.get(need) ?? []), `files[${e}] (${entry.role})`]);
    }
    for (const { key, sentence } of role.faults?.(entry, { ...(sample && { sample }), files, store }) ?? [])
      faults.push({ key: `${at}.${key}`, sentence });
    if (!sample) return;
    const groups = role.together ? [files] : files.map((file) => [file]);
    groups.forEach((group, g) => {
      jobs.push({
        id: `s${s}e${e}${role.together ? "" : `f${g}`}`,
        sample,
        entry,
        title,
        files: group,
        beside: beside.map(([, path]) => path),
      });
    });
  });
  for (const [need, by] of needed) {
    faults.push({
      key: `samples[${s}].${need}`,
      sentence: `it is missing, and ${by.join(", ")} ${by.length === 1 ? "needs" : "need"} it; write ${need === "interfaces" ? `"interfaces": 2 for a symmetric cell, 1 with a reference electrode` : `"${need}": "${sizeUnits[need][1]}" with its true value`} in the sample`,
    });
  }
  return {
    ...(sample && { sample }),
    ...(typeof written === "string" && { name: written }),
    jobs,
    shown,
    titles,
    sound: sample !== undefined && sound === entries.length,
  };
}

/** Files of an entry, also of one that is wrong elsewhere. */
function filesOf(value: unknown, at: string, store: Store, faults: KeyedFault[]): string[] {
  const given = (value as { files?: unknown }).files;
  const patterns = Array.isArray(given) ? given : [given];
  const found: string[] = [];
  patterns.forEach((pattern: unknown, f) => {
    if (typeof pattern !== "string" || pattern === "") return;
    const key = Array.isArray(given) ? `${at}.files[${f}]` : `${at}.files`;
    const files = store.find(pattern);
    if (files.length === 0) faults.push({ key, sentence: missing(pattern, store) });
    for (const file of files) {
      const problem = store.problem?.(file);
      if (problem !== undefined) faults.push({ key, sentence: problem });
      if (found.includes(file))
        faults.push({ key, sentence: `${file} is named twice in this entry; name it once` });
      else found.push(file);
    }
  });
  return found;
}

/** One file that is read beside others. */
function besideFaults(path: string, key: string, store: Store, faults: KeyedFault[]): void {
  const files = store.find(path);
  const problem =
    files.length === 0
      ? missing(path, store)
      : files.length > 1 || files[0] !== path
        ? `${path} means ${files.length === 1 ? files[0] : `${files.length} files`}; name the one file`
        : store.problem?.(path);
  if (problem !== undefined) faults.push({ key, sentence: problem });
}

function missing(path: string, store: Store): string {
  if (/[*?[{]/.test(path))
    return `no file matches ${path}; check the folder and the ending (paths begin at the folder of campaign.json)`;
  const near = store.near?.(path);
  const other = near === undefined ? "check the path" : `is ${near} meant?`;
  return `there is no file ${path}; ${other} (paths begin at the folder of campaign.json)`;
}
