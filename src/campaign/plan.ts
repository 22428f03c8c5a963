/** campaign.json to jobs: everything is checked before anything runs, and every fault is named. */
import * as v from "valibot";
import { readJsonText } from "../formats/jsonText.ts";
import { type Comparison, comparisonPlan } from "./comparison.ts";
import { type CampaignFault, type KeyedFault, placed, schemaFaults } from "./fault.ts";
import type { Job } from "./job.ts";
import type { Sample } from "./sample.ts";
import { samplePlan } from "./samplePlan.ts";
import { campaignSchema } from "./schema.ts";
import type { Store } from "./store.ts";
import { twinFaults } from "./twins.ts";

export type { CampaignFault, Comparison, Job };

export interface Plan {
  readonly name: string;
  readonly source?: string;
  readonly note?: string;
  readonly confidence: number;
  readonly seed: number;
  readonly samples: readonly Sample[];
  readonly jobs: readonly Job[];
  readonly comparisons: readonly Comparison[];
}

export type Planned =
  | { readonly plan: Plan; readonly faults?: undefined }
  | { readonly faults: readonly CampaignFault[] };

/**
 * The work that campaign.json asks for, or all of its faults. Comments, a byte order mark and a comma behind the last item are allowed.
 * @param json the text of campaign.json
 */
export function planCampaign(json: string, store: Store): Planned {
  const text = readJsonText(json);
  const { value } = text;
  if (value === undefined) {
    return {
      faults: text.faults.map((fault) => ({ ...fault, sentence: `it is not JSON: ${fault.sentence}` })),
    };
  }
  const parsed = v.safeParse(campaignSchema, value);
  const faults: KeyedFault[] = parsed.success ? [] : schemaFaults(parsed.issues);
  // What is right by itself is checked further, whatever else is wrong
  const samples = listOf(value, "samples").map((one, s) => samplePlan(one, s, store, faults));
  faults.push(...twinFaults(samples));
  const comparisons = listOf(value, "comparisons").flatMap((one, c) =>
    comparisonPlan(one, c, samples, faults),
  );
  if (!parsed.success || faults.length > 0 || text.faults.length > 0)
    return { faults: [...text.faults, ...placed(faults, text)].sort((a, b) => a.line - b.line) };
  const { name, source, note, confidence = 0.95, seed = 1 } = parsed.output;
  return {
    plan: {
      name,
      ...(source !== undefined && { source }),
      ...(note !== undefined && { note }),
      confidence,
      seed,
      samples: samples.map(({ sample }) => sample!),
      jobs: samples.flatMap(({ jobs }) => jobs),
      comparisons,
    },
  };
}

/** The list under a key; nothing where there is none. */
export function listOf(value: unknown, key: string): readonly unknown[] {
  const list = (value as Record<string, unknown> | null)?.[key];
  return Array.isArray(list) ? list : [];
}
