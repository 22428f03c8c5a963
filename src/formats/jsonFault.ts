/** Faults of JSON that people write: each with its key, what is there, and what is expected. */
import type * as v from "valibot";

export interface JsonFault {
  /** "samples[0].area"; empty for the whole. */
  readonly key: string;
  readonly sentence: string;
}

/** Line and column of what the parser does not understand: " (line 3, column 7)"; empty where its sentence has them. */
export function placeOf(json: string, { message }: Error): string {
  if (/line \d+/.test(message)) return "";
  const before = json.slice(0, positionOf(message) ?? firstFault(json)).split("\n");
  return ` (line ${before.length}, column ${before[before.length - 1].length + 1})`;
}

function positionOf(message: string): number | undefined {
  const position = /position (\d+)/.exec(message)?.[1];
  return position === undefined ? undefined : Number(position);
}

/** Not every engine says the position: the longest beginning of the text that only lacks its end is in front of it. */
function firstFault(json: string): number {
  const isUnfinished = (length: number): boolean => {
    try {
      JSON.parse(json.slice(0, length));
      return true;
    } catch (error) {
      const { message } = error as Error;
      return /end of|unterminated/i.test(message) || (positionOf(message) ?? -1) >= length;
    }
  };
  let [low, high] = [0, json.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (isUnfinished(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
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
