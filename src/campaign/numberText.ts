/** A number of a campaign in words. */
import { significant, uncertain } from "../report/number.ts";
import type { FoundNumber } from "./finding.ts";

/** "R2+R3 at cycle 60". */
export function numberName({ name, at }: Pick<FoundNumber, "name" | "at">): string {
  if (!at) return name;
  const unit = /\(([^)]+)\)$/.exec(at.of)?.[1];
  const of = at.of.replace(/ \([^)]+\)$/, "");
  return unit === undefined
    ? `${name} at ${of} ${significant(at.value, 4, true)}`
    : `${name} at ${significant(at.value, 4, true)} ${unit}`;
}

/** "7.40 ± 0.03", or without an error its digits. */
export function numberText({ value, stderr }: Pick<FoundNumber, "value" | "stderr">): string {
  if (value === null) return "not determined";
  return stderr === null ? significant(value, 4, true) : uncertain(value, stderr);
}
