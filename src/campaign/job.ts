/** One piece of work: an entry, or one file of it. */
import type { Entry } from "./entry.ts";
import type { Sample } from "./sample.ts";

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
