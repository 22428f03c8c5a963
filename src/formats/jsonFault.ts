/** Faults of JSON that people write: each with its key, what is there, and what is expected. */
import type * as v from "valibot";

export interface JsonFault {
  /** "samples[0].area"; empty for the whole. */
  readonly key: string;
  readonly sentence: string;
}

/** Line and column of the position that the parser names: " (line 3, column 7)"; empty where its sentence has them. */
export function placeOf(json: string, { message }: Error): string {
  const position = /position (\d+)/.exec(message)?.[1];
  if (position === undefined || /line \d+/.test(message)) return "";
  const before = json.slice(0, Number(position)).split("\n");
  return ` (line ${before.length}, column ${before[before.length - 1].length + 1})`;
}

/** "samples[0].area" of the parts of a path. */
export function keyOf(path: readonly (string | number)[]): string {
  return path.reduce<string>(
    (so, key) => (typeof key === "number" ? `${so}[${key}]` : so === "" ? String(key) : `${so}.${key}`),
    "",
  );
}

/** What a schema does not allow, fault by fault. */
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
