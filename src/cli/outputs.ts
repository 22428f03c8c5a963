/** Files that a run writes: whole or not at all. */
import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
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

/** Writes to a temporary name in the same folder, then renames: a reader never sees half a file. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  const draft = temporary(file);
  try {
    const handle = openSync(draft, "wx");
    try {
      const bytes = typeof content === "string" ? Buffer.from(content, "utf8") : content;
      for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new Error(`${file}: ${describe(error)}`, { cause: error });
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
