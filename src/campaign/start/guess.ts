/** What a file seems to be: a role with its options, and why. */

import type { Kernel } from "../../kernel/kernel.ts";
import type { Engine } from "../../workers/engine.ts";
import type { RoleName } from "../entry.ts";
import type { Store } from "../store.ts";

export interface Guess {
  readonly role: RoleName;
  readonly options: Readonly<Record<string, unknown>>;
  /** For the key `note`: what was found, what is to be looked at. */
  readonly why: string;
}

/** What the look into files needs. */
export interface Looking {
  readonly store: Store;
  readonly engine: Engine;
  /** The kernel of long records. */
  readonly kernel: Kernel;
}

/** Stands where only the user knows: the check of the campaign asks for it. */
export const toFill = (example: string): string => `FILL IN, such as ${example}`;

/** "-25" of "bulk_-25C.mpt", "25" of "eis-25C.DTA"; undefined where a name has none. */
export function celsiusIn(name: string): NameNumber | undefined {
  return numberIn(name, /(?:(?<![A-Za-z\d])-|(?<=[^\d.])|^)(\d+(?:\.\d+)?) ?(?:°|deg_?)?C(?![A-Za-z\d])/);
}

/** "10" of "eis_cycle10.mpt". */
export function cycleIn(name: string): NameNumber | undefined {
  return numberIn(name, /(?:cycle|cyc|zyklus)[ _.-]?(\d+)(?!\d)/i);
}

export interface NameNumber {
  readonly value: number;
  /** The name without it: the same for files of one series. */
  readonly rest: string;
}

function numberIn(name: string, pattern: RegExp): NameNumber | undefined {
  const base = baseOf(name);
  const found = pattern.exec(base);
  if (!found) return undefined;
  const value = Number(found[1]) * (found[0].startsWith("-") ? -1 : 1);
  return { value, rest: `${base.slice(0, found.index)}#${base.slice(found.index + found[0].length)}` };
}

/** The name behind the last folder. */
export function baseOf(path: string): string {
  return path.split(/[/\\]/).at(-1)!;
}
