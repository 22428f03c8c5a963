/** What `--resume` keeps of each file: its result, and by which size and time of change the file is known again. */
import { statSync } from "node:fs";
import { openRecord, type ResumeRecord, type Settings } from "./resumeRecord.ts";

export interface FileEntry<R> {
  readonly key: string;
  /** Size and time of change of the file. */
  readonly data: string;
  readonly result: R;
}

/** How a result becomes JSON and comes back. */
export interface Shelving<R> {
  readonly store: (result: R) => unknown;
  readonly revive: (stored: unknown) => R;
}

/** A result that is too long for one line is not kept: with `--resume` its file is read again. */
export function openFileRecord<R>(
  out: string,
  settings: Settings,
  resume: boolean,
  shelving: Shelving<R> = { store: (result) => result, revive: (stored) => stored as R },
): ResumeRecord<FileEntry<R>> {
  const record = openRecord<FileEntry<R>>(out, settings, resume, {
    keyOf: ({ key }) => key,
    lineOf: (entry) => JSON.stringify({ ...entry, result: shelving.store(entry.result) }),
    revive: (stored) => {
      const entry = stored as FileEntry<unknown> | undefined;
      if (entry?.key === undefined || entry.result === undefined) return undefined;
      return { ...entry, result: shelving.revive(entry.result) };
    },
  });
  return {
    ...record,
    append: (entry) => {
      try {
        record.append(entry);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
      }
    },
  };
}

export function fingerprint(file: string): string {
  const { size, mtimeMs } = statSync(file);
  return `${size} ${Math.round(mtimeMs)}`;
}

/** In bytes; 0 of what is no file. */
export function sizesOf(files: readonly string[]): number[] {
  return files.map((file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0);
}
