/** A figure that draws one number of several samples together. */
import * as v from "valibot";
import { keyOf } from "../formats/jsonText.ts";
import type { KeyedFault } from "./fault.ts";
import type { SamplePlan } from "./samplePlan.ts";
import { comparisonSchema } from "./schema.ts";

export interface Comparison {
  readonly show: string;
  readonly title: string;
  readonly samples: readonly string[];
  /** Titles of entries; all without. */
  readonly entries?: readonly string[];
}

export function comparisonPlan(
  value: unknown,
  c: number,
  samples: readonly SamplePlan[],
  faults: KeyedFault[],
): Comparison[] {
  const parsed = v.safeParse(comparisonSchema, value);
  if (!parsed.success) return [];
  const { show, samples: wanted, title, entries } = parsed.output;
  const at = (key: string): string => keyOf(["comparisons", c, key]);
  const names = samples.flatMap(({ name }) => (name === undefined ? [] : [name]));
  const listed = (known: Iterable<string>): string =>
    [...new Set(known)].map((one) => `"${one}"`).join(", ") || "none";
  const among = (known: readonly string[], one: string, key: string, what: string): void => {
    if (!known.includes(one))
      faults.push({ key, sentence: `there is no ${what} "${one}"; there are ${listed(known)}` });
  };
  // An entry that is wrong elsewhere may be the one that has it
  if (samples.every(({ sound }) => sound)) {
    const shown = samples.flatMap((one) => one.shown);
    if (!shown.includes(show))
      faults.push({ key: at("show"), sentence: `no entry gives "${show}"; there are ${listed(shown)}` });
    const titles = samples.flatMap((one) => one.titles);
    (entries ?? []).forEach((one, k) => {
      among(titles, one, `${at("entries")}[${k}]`, "entry");
    });
  }
  (wanted ?? []).forEach((one, k) => {
    among(names, one, `${at("samples")}[${k}]`, "sample");
  });
  return [{ show, title: title ?? show, samples: wanted ?? names, ...(entries && { entries }) }];
}
