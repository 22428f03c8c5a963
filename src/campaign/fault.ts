/** What is wrong in a campaign, so that it can be mended: file, line, key, and a sentence with the cure. */
import type * as v from "valibot";
import { jsonFaults } from "../formats/jsonFault.ts";
import { type JsonText, keyOf, type TextPlace } from "../formats/jsonText.ts";
import { nearestWord } from "../formats/nearestWord.ts";
import { entrySchemas, type RoleName } from "./entry.ts";
import { campaignSchema, comparisonSchema, sampleKeys } from "./schema.ts";

export interface CampaignFault extends TextPlace {
  /** "samples[0].files[1].circuit"; empty for the whole. */
  readonly key: string;
  /** What is there, what is expected, the cure. */
  readonly sentence: string;
}

/** A fault before its line is known. */
export interface KeyedFault {
  readonly key: string;
  readonly sentence: string;
}

/** Faults with their lines, in the order of the text. */
export function placed(
  faults: readonly KeyedFault[],
  { placeOf }: Pick<JsonText, "placeOf">,
): CampaignFault[] {
  return faults
    .map((fault) => ({ ...fault, ...placeOf(fault.key) }))
    .sort((a, b) => a.line - b.line || a.column - b.column);
}

/** What the schema does not allow; of a key that it does not know the one that is meant. */
export function schemaFaults(issues: readonly v.BaseIssue<unknown>[]): KeyedFault[] {
  const faults = jsonFaults(issues);
  return issues.map((issue, k) => {
    if (!(issue.type === "strict_object" && issue.expected === "never")) return faults[k];
    const path = issue.path ?? [];
    const key = keyOf(path.map((part) => part.key as string | number));
    const known = keysAt(path);
    if (known.length === 0) return faults[k];
    const meant = nearestWord(String(path.at(-1)!.key), known);
    return {
      key,
      sentence:
        meant === undefined
          ? `this key is not known here; there are ${known.join(", ")}`
          : `this key is not known; is "${meant}" meant?`,
    };
  });
}

/** Keys that stand beside one that is not known. */
function keysAt(path: readonly v.IssuePathItem[]): readonly string[] {
  const [first, , third] = path.map(({ key }) => key);
  const depth = path.length;
  if (depth === 1) return Object.keys(campaignSchema.entries);
  if (first === "comparisons" && depth === 3) return Object.keys(comparisonSchema.entries);
  if (first !== "samples") return [];
  if (depth === 3) return [...Object.keys(sampleKeys), "files"];
  if (third !== "files" || depth !== 5) return [];
  const { role } = path[depth - 1].input as { role?: RoleName };
  return role !== undefined && Object.hasOwn(entrySchemas, role)
    ? Object.keys(entrySchemas[role].entries)
    : [];
}
