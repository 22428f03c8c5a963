/** Files that a run writes: whole or not at all. */
import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { UsageError } from "./mistake.ts";

export { csvOf, parquetOf } from "../report/tableFile.ts";

export type TableFormat = "csv" | "json" | "parquet";

const formats: readonly TableFormat[] = ["csv", "json", "parquet"];

/** The format of a table by the ending of its file. */
export function formatOf(file: string, option: string): TableFormat {
  const ending = extname(file).slice(1).toLowerCase();
  const format = formats.find((one) => one === ending);
  if (format) return format;
  throw new UsageError(
    `--${option} ${file}: the ending says the format and must be .csv, .json or .parquet, not "${ending && `.${ending}`}"`,
  );
}

/** Finds out before the work, not after it, that a file cannot be written. */
export function checkWritable(file: string, option: string): void {
  const folder = dirname(file);
  const status = statSync(folder, { throwIfNoEntry: false });
  if (!status?.isDirectory()) {
    throw new UsageError(
      `--${option} ${file}: there is no folder ${folder}; make it first or write elsewhere`,
    );
  }
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`--${option} ${file}: this is a folder; name a file`);
  }
  const probe = temporary(file);
  try {
    closeSync(openSync(probe, "wx"));
  } catch (error) {
    throw new UsageError(`--${option} ${file}: ${describe(error)}`);
  } finally {
    rmSync(probe, { force: true });
  }
}

/**
 * Makes a folder with those above it, and finds out before the work that it takes files.
 * @throws UsageError
 */
export function makeFolder(folder: string, option: string): void {
  // Not by the recursive mkdir: where a file system refuses with "there is no such folder" that never ends
  const above = dirname(folder);
  // From the top: a file in the middle of the path is named, and not asked for what lies in it
  if (above !== folder) makeFolder(above, option);
  const status = statSync(folder, { throwIfNoEntry: false });
  if (status === undefined) {
    try {
      mkdirSync(folder);
    } catch (error) {
      throw new UsageError(`--${option} ${folder}: ${describe(error)}`);
    }
  } else if (!status.isDirectory()) {
    throw new UsageError(`--${option} ${folder}: this is a file; name a folder`);
  }
}

/** A file that is written piece by piece under a temporary name in its folder: a reader never sees half of it. */
export interface Draft {
  write(content: string | Uint8Array): void;
  /** Gives the file its name. */
  finish(): void;
  /** Leaves nothing behind. */
  abandon(): void;
}

/** Every fault is an Error whose message is a sentence, and leaves no file behind. */
export function openDraft(file: string): Draft {
  const draft = temporary(file);
  let handle: number | undefined;
  const abandon = (): void => {
    if (handle !== undefined) closeSync(handle);
    handle = undefined;
    rmSync(draft, { force: true });
  };
  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      abandon();
      throw new Error(`${file}: ${describe(error)}`, { cause: error });
    }
  };
  guarded(() => {
    handle = openSync(draft, "wx");
  });
  return {
    write: (content) =>
      guarded(() => {
        const bytes = typeof content === "string" ? Buffer.from(content, "utf8") : content;
        for (let at = 0; at < bytes.length; ) at += writeSync(handle!, bytes, at);
      }),
    finish: () =>
      guarded(() => {
        fsyncSync(handle!);
        closeSync(handle!);
        handle = undefined;
        renameSync(draft, file);
      }),
    abandon,
  };
}

/** Writes a file whole or not at all. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  const draft = openDraft(file);
  draft.write(content);
  draft.finish();
}

/** Writes files of one folder whole, and gives them their names when all are written: a run that ends before changes none of them. */
export function writeTogether(
  folder: string,
  contents: Iterable<readonly [name: string, content: string | Uint8Array]>,
): void {
  const drafts: Draft[] = [];
  try {
    for (const [name, content] of contents) {
      const draft = openDraft(join(folder, name));
      drafts.push(draft);
      draft.write(content);
    }
    for (const draft of drafts) draft.finish();
  } catch (error) {
    for (const draft of drafts) draft.abandon();
    throw error;
  }
}

function temporary(file: string): string {
  return join(dirname(file), `.${basename(file)}.${randomBytes(4).toString("hex")}.tmp`);
}

function describe(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    return "writing is not allowed here; choose another folder";
  }
  if (code === "ENOENT" || code === "ENOTDIR" || code === "EINVAL" || code === "ENOTSUP") {
    return "this folder takes no new files; choose another folder";
  }
  if (code === "ENAMETOOLONG") return "the name is too long; choose a shorter one";
  if (code === "ENOSPC") return "the disk is full; make room and run again with --resume";
  return `it cannot be written (${code ?? message}); choose another folder`;
}
