/** What a schema does not allow in JSON that people write: each with its key, what is there, and what is expected. */
import type * as v from "valibot";
import { keyOf } from "./jsonText.ts";

export interface JsonFault {
  /** "samples[0].area"; empty for the whole. */
  readonly key: string;
  readonly sentence: string;
}

/** What a schema does not allow, fault by fault. @param known keys that a schema of an object knows, for the nearest one */
export function jsonFaults(issues: readonly v.BaseIssue<unknown>[]): JsonFault[] {
  return issues.map((issue) => {
    const key = keyOf((issue.path ?? []).map((part) => part.key as string | number));
    if (issue.type === "strict_object" && issue.expected === "never") {
      return { key, sentence: "this key is not known; leave it out or mend its name" };
    }
    if (issue.type === "check")
      return { key, sentence: `found ${issue.received}; expected ${issue.message}` };
    const expected =
      issue.kind === "schema" && /^Invalid/.test(issue.message) ? issue.expected : issue.message;
    return {
      key,
      sentence: `${issue.received === "undefined" ? "it is missing" : `found ${issue.received}`}; expected ${expected}`,
    };
  });
}
