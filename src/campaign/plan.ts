/** campaign.json to jobs: everything is checked before anything runs, and every fault is named. */
import * as v from "valibot";
import { jsonFaults, keyOf, placeOf } from "../formats/jsonFault.ts";
import { type Entry, entrySchemas, type RoleName } from "./entry.ts";
import { roleOf } from "./roles/index.ts";
import { type Sample, sampleOf } from "./sample.ts";
import { campaignSchema, comparisonSchema, sampleSchema } from "./schema.ts";
import type { Store } from "./store.ts";

/** One piece of work: an entry, or one file of it. */
export interface Job {
  /** Begins the names of figures. */
  readonly id: string;
  readonly sample: Sample;
  readonly entry: Entry;
  readonly title: string;
  readonly files: readonly string[];
  /** Files that it reads beside them. */
  readonly beside: readonly string[];
}

export interface Comparison {
  readonly show: string;
  readonly title: string;
  readonly samples: readonly string[];
  /** Titles of entries; all without. */
  readonly entries?: readonly string[];
}

export interface Plan {
  readonly name: string;
  readonly source?: string;
  readonly confidence: number;
  readonly seed: number;
  readonly samples: readonly Sample[];
  readonly jobs: readonly Job[];
  readonly comparisons: readonly Comparison[];
}

export interface CampaignFault {
  /** "samples[0].files[1].circuit" */
  readonly key: string;
  /** What is there, what is expected, the cure. */
  readonly sentence: string;
}

export type Planned =
  | { readonly plan: Plan; readonly faults?: undefined }
  | { readonly faults: readonly CampaignFault[] };

/** @param json the text of campaign.json */
export function planCampaign(json: string, store: Store): Planned {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return {
      faults: [
        {
          key: "",
          sentence: `it is not JSON: ${(error as Error).message.replace(/\s+/g, " ")}${placeOf(json, error as Error)}`,
        },
      ],
    };
  }
  const parsed = v.safeParse(campaignSchema, value);
  const faults: CampaignFault[] = parsed.success ? [] : [...jsonFaults(parsed.issues)];
  // What is right by itself is checked further, whatever else is wrong
  const samples = listOf(value, "samples").map((one, s) => samplePlan(one, s, store, faults));
  const places = samples.map(({ sample }) => sample?.name);
  const names = places.filter((name) => name !== undefined);
  places.forEach((name, s) => {
    const first = places.indexOf(name);
    if (name !== undefined && first < s)
      faults.push({
        key: `samples[${s}].name`,
        sentence: `samples[${first}] is called "${name}" already; give each its own name`,
      });
  });
  const comparisons = listOf(value, "comparisons").flatMap((one, c) =>
    comparisonPlan(one, c, samples, names, faults),
  );
  if (!parsed.success || faults.length > 0) return { faults: sorted(faults) };
  const { name, source, confidence = 0.95, seed = 1 } = parsed.output;
  return {
    plan: {
      name,
      ...(source !== undefined && { source }),
      confidence,
      seed,
      samples: samples.map(({ sample }) => sample!),
      jobs: samples.flatMap(({ jobs }) => jobs),
      comparisons,
    },
  };
}

function listOf(value: unknown, key: string): readonly unknown[] {
  const list = (value as Record<string, unknown> | null)?.[key];
  return Array.isArray(list) ? list : [];
}

const natural = new Intl.Collator("en", { numeric: true }).compare;

function sorted(faults: readonly CampaignFault[]): CampaignFault[] {
  return faults.toSorted((a, b) => natural(a.key, b.key));
}

interface SamplePlan {
  readonly sample?: Sample;
  readonly jobs: readonly Job[];
  readonly shown: readonly string[];
}

function samplePlan(value: unknown, s: number, store: Store, faults: CampaignFault[]): SamplePlan {
  const header = v.safeParse(sampleSchema, value);
  const sample = header.success ? sampleOf(header.output as Parameters<typeof sampleOf>[0]) : undefined;
  const jobs: Job[] = [];
  const shown: string[] = [];
  listOf(value, "files").forEach((one, e) => {
    const name = (one as { role?: unknown } | null)?.role;
    if (typeof name !== "string" || !Object.hasOwn(entrySchemas, name)) return;
    const at = `samples[${s}].files[${e}]`;
    const files = filesOf(one, at, store, faults);
    const parsed = v.safeParse(entrySchemas[name as RoleName], one);
    if (!parsed.success) return;
    const entry = parsed.output as Entry;
    const role = roleOf(entry.role);
    shown.push(...role.shows(entry));
    const beside = role.beside?.(entry) ?? [];
    for (const [key, path] of beside) {
      if (!isThere(store, path)) faults.push({ key: `${at}.${key}`, sentence: missing(path) });
    }
    if (!sample) return;
    for (const need of role.needs) {
      const known =
        need === "interfaces" ? sample.interfaces !== undefined : sample.sizes[need] !== undefined;
      if (!known)
        faults.push({
          key: `samples[${s}].${need}`,
          sentence: `it is missing, and ${at} (${entry.role}) needs it; give "${need}": ${need === "interfaces" ? "1 or 2" : `"a number with its unit"`} in the sample`,
        });
    }
    for (const { key, sentence } of role.faults?.(entry, sample) ?? [])
      faults.push({ key: `${at}.${key}`, sentence });
    const groups = role.together ? [files] : files.map((file) => [file]);
    groups.forEach((group, g) => {
      jobs.push({
        id: `s${s}e${e}${role.together ? "" : `f${g}`}`,
        sample,
        entry,
        title: entry.name ?? role.title,
        files: group,
        beside: beside.map(([, path]) => path),
      });
    });
  });
  return { ...(sample && { sample }), jobs, shown };
}

/** Files of an entry, also of one that is wrong elsewhere. */
function filesOf(value: unknown, at: string, store: Store, faults: CampaignFault[]): string[] {
  const given = (value as { files?: unknown }).files;
  const patterns = (Array.isArray(given) ? given : [given]).filter(
    (one) => typeof one === "string" && one !== "",
  );
  const found: string[] = [];
  patterns.forEach((pattern: string, f) => {
    const key = Array.isArray(given) ? `${at}.files[${f}]` : `${at}.files`;
    const files = store.find(pattern);
    if (files.length === 0) faults.push({ key, sentence: missing(pattern) });
    for (const file of files) {
      if (found.includes(file))
        faults.push({ key, sentence: `${file} is named twice in this entry; name it once` });
      else found.push(file);
    }
  });
  return found;
}

function isThere(store: Store, path: string): boolean {
  return store.find(path).length === 1;
}

function missing(path: string): string {
  return /[*?[{]/.test(path)
    ? `no file matches ${path}; check the folder and the ending (paths begin at the folder of campaign.json)`
    : `there is no file ${path}; check the path (it begins at the folder of campaign.json)`;
}

function comparisonPlan(
  value: unknown,
  c: number,
  samples: readonly SamplePlan[],
  names: readonly string[],
  faults: CampaignFault[],
): Comparison[] {
  const parsed = v.safeParse(comparisonSchema, value);
  if (!parsed.success) return [];
  const { show, samples: wanted, title, entries } = parsed.output;
  const at = (key: string | number): string => keyOf(["comparisons", c, key]);
  const shown = new Set(samples.flatMap((one) => one.shown));
  // A sample that is wrong elsewhere may be the one that has it
  if (!shown.has(show) && faults.length === 0) {
    faults.push({
      key: at("show"),
      sentence: `no entry gives "${show}"; there are ${[...shown].map((one) => `"${one}"`).join(", ") || "none"}`,
    });
  } else if (!shown.has(show) && samples.every(({ sample }) => sample)) {
    faults.push({
      key: at("show"),
      sentence: `no sound entry gives "${show}"; there are ${[...shown].map((one) => `"${one}"`).join(", ") || "none"}`,
    });
  }
  (wanted ?? []).forEach((name, k) => {
    if (!names.includes(name))
      faults.push({
        key: `${at("samples")}[${k}]`,
        sentence: `there is no sample "${name}"; there are ${names.map((one) => `"${one}"`).join(", ")}`,
      });
  });
  const titles = new Set(samples.flatMap(({ jobs }) => jobs.map((job) => job.title)));
  (entries ?? []).forEach((one, k) => {
    if (!titles.has(one) && samples.every(({ sample }) => sample) && faults.length === 0)
      faults.push({
        key: `${at("entries")}[${k}]`,
        sentence: `there is no entry "${one}"; there are ${[...titles].map((title) => `"${title}"`).join(", ")}`,
      });
  });
  return [{ show, title: title ?? show, samples: wanted ?? names, ...(entries && { entries }) }];
}
