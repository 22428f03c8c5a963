/**
 * The record beside a file of results that lets an interrupted run go on: one line of JSON that says how the results were made, then
 * one line per result, appended as it comes (the last line of a key counts). A line that a crash cut off is ignored.
 */
import { closeSync, existsSync, openSync, readFileSync, writeSync } from "node:fs";
import { recordOf } from "./inputs.ts";
import { UsageError } from "./mistake.ts";
import { writeWhole } from "./outputs.ts";

/** Everything that changes the numbers, by the name of its option. Values are plain JSON. */
export type Settings = Readonly<Record<string, unknown>>;

/** How entries become lines. */
export interface Codec<E> {
  readonly keyOf: (entry: E) => string;
  readonly lineOf: (entry: E) => string;
  /** An entry from a parsed line; undefined when it is none. */
  readonly revive: (stored: unknown) => E | undefined;
}

export interface ResumeRecord<E> {
  /** Entries of the earlier run by their keys. */
  readonly earlier: ReadonlyMap<string, E>;
  readonly append: (entry: E) => void;
  readonly close: () => void;
}

/**
 * Opens the record of `out`. Without `resume` an earlier one is overwritten.
 * @throws UsageError when the earlier run had other settings, or left no record.
 */
export function openRecord<E>(
  out: string,
  settings: Settings,
  resume: boolean,
  { keyOf, lineOf, revive }: Codec<E>,
): ResumeRecord<E> {
  const file = recordOf(out);
  const earlier = new Map<string, E>();
  if (resume && existsSync(file)) {
    for (const line of readRecord(file, out, settings)) {
      const entry = revive(parse(line));
      if (entry !== undefined) earlier.set(keyOf(entry), entry);
    }
  } else if (resume && existsSync(out)) {
    throw new UsageError(
      `--resume: ${out} has no record ${file} beside it, so nobody can tell how its results were made; write to another file, or leave out --resume to replace it`,
    );
  }
  // Written anew, so that a cut-off line of a crash does not stand in the middle
  const header = JSON.stringify({ interphase: "resume 1", settings });
  writeWhole(file, `${[header, ...[...earlier.values()].map(lineOf)].join("\n")}\n`);
  const handle = openSync(file, "a");
  return {
    earlier,
    append: (entry) => {
      writeSync(handle, `${lineOf(entry)}\n`);
    },
    close: () => closeSync(handle),
  };
}

function readRecord(file: string, out: string, settings: Settings): string[] {
  const [header, ...lines] = readFileSync(file, "utf8").split("\n");
  const head = parse(header) as { interphase?: string; settings?: Settings } | undefined;
  if (head?.interphase !== "resume 1" || head.settings === undefined) {
    throw new UsageError(
      `--resume: ${file} is not a record of this version of Interphase; write to another file, or leave out --resume`,
    );
  }
  const changed = [...new Set([...Object.keys(head.settings), ...Object.keys(settings)])].filter(
    (name) => JSON.stringify(head.settings?.[name]) !== JSON.stringify(settings[name]),
  );
  if (changed.length > 0) {
    const differences = changed.map(
      (name) => `${name} was ${words(head.settings?.[name])} and is now ${words(settings[name])}`,
    );
    throw new UsageError(
      `--resume: the results in ${out} were made in another way (${differences.join("; ")}); write to another file, or leave out --resume to do all again`,
    );
  }
  return lines;
}

function words(value: unknown): string {
  if (value === undefined || value === null) return "not given";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
