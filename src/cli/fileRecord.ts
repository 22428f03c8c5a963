/** What `--resume` keeps of each file: its result, and by which size and time of change the file is known again. */
import { statSync } from "node:fs";
import { openRecord, type ResumeRecord, type Settings } from "./resumeRecord.ts";

export interface FileEntry<R> {
  readonly key: string;
  /** Size and time of change of the file. */
  readonly data: string;
  readonly result: R;
}

export function openFileRecord<R>(
  out: string,
  settings: Settings,
  resume: boolean,
): ResumeRecord<FileEntry<R>> {
  return openRecord<FileEntry<R>>(out, settings, resume, {
    keyOf: ({ key }) => key,
    lineOf: (entry) => JSON.stringify(entry),
    revive: (stored) => {
      const entry = stored as FileEntry<R> | undefined;
      return entry?.key === undefined || entry.result === undefined ? undefined : entry;
    },
  });
}

export function fingerprint(file: string): string {
  const { size, mtimeMs } = statSync(file);
  return `${size} ${Math.round(mtimeMs)}`;
}

/** In bytes; 0 of what is no file. */
export function sizesOf(files: readonly string[]): number[] {
  return files.map((file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0);
}
