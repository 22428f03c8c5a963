/** What a role is: which files it takes, what it needs of its sample, and what it makes of them. */
import type { Fitter } from "../fit/fitter.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Entry, RoleName } from "./entry.ts";
import type { Finding } from "./finding.ts";
import type { Sample } from "./sample.ts";
import type { SizeName } from "./schema.ts";
import type { Store } from "./store.ts";

/** A fault of campaign.json in words, with the key below the entry. */
export interface EntryFault {
  readonly key: string;
  readonly sentence: string;
}

/** What the work needs. */
export interface Bench {
  readonly store: Store;
  readonly fitter: Fitter;
  /** The kernel of long records. */
  readonly kernel: Kernel;
  readonly confidence: number;
  readonly seed: number;
  readonly signal?: AbortSignal;
}

export type Size = SizeName | "interfaces";

/** What an entry is checked with. */
export interface Surroundings {
  /** Undefined where it is wrong by itself. */
  readonly sample?: Sample;
  readonly files: readonly string[];
  readonly store: Store;
}

export interface Work<R extends RoleName> {
  readonly entry: Entry<R>;
  readonly sample: Sample;
  readonly files: readonly string[];
  /** Begins the names inside figures, so that no two of a page are the same. */
  readonly id: string;
}

export interface Role<R extends RoleName> {
  /** "Impedance over cycles" */
  readonly title: string;
  /** Whether all files of an entry are one job; else each is its own. */
  readonly together: boolean;
  /** Sizes of the sample without which it gives nothing. */
  readonly needs: readonly Size[] | ((entry: Entry<R>) => readonly Size[]);
  /** Further files beside `files`: impedances before and after. */
  readonly beside?: (entry: Entry<R>) => readonly (readonly [key: string, path: string])[];
  /** What a schema cannot see. */
  readonly faults?: (entry: Entry<R>, about: Surroundings) => readonly EntryFault[];
  /** Names of numbers that it gives, which comparisons may ask for. */
  readonly shows: (entry: Entry<R>) => readonly string[];
  readonly run: (work: Work<R>, bench: Bench) => Promise<Finding>;
}
