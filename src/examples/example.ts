/** A paper as an example: raw files from seeded simulators, its campaign, and what it published. */
import type { CampaignFile } from "../campaign/schema.ts";
import type { Text } from "./instrument.ts";

/** A published number and where the campaign recovers it. */
export interface Published {
  readonly sample: string;
  /** Name of the number in the campaign, and the entry that gives it, where several of the sample do. */
  readonly quantity: string;
  readonly entry?: string;
  /** Its place on an abscissa. */
  readonly at?: number;
  readonly value: number;
  /** As it is printed, where that is no plain number: "> 95". */
  readonly printed?: string;
  readonly unit: string;
  /** Of what has no interval, a cycle, a life, a limit: the recovered number must lie in this range. */
  readonly range?: readonly [number, number];
  /** Largest half-width of the interval, absolute; default 5 % of the value. */
  readonly width?: number;
}

export interface RawFile {
  readonly path: string;
  readonly text: Text;
}

export interface Example {
  readonly paper: string;
  readonly title: string;
  readonly doi: string;
  readonly published: readonly Published[];
  readonly campaign: CampaignFile;
  /** The same seed gives the same files. */
  readonly files: (seed: number) => Iterable<RawFile>;
}

/** Seeds of the parts of an example lie apart, so that no two parts share their noise. */
export function seedOf(seed: number, part: number): number {
  return 7919 * seed + 104_729 * part + 1;
}
