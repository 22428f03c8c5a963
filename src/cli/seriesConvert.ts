/** `interphase convert` for files of cyclers: one table in the Battery Data Format for each. */
import { statSync } from "node:fs";
import { foldedNotes } from "../report/note.ts";
import type { SeriesConvertDocument, SeriesConvertFile } from "../report/seriesConvertDocument.ts";
import type { FailedInput } from "../report/table.ts";
import type { Arguments } from "./command.ts";
import { UsageError } from "./mistake.ts";
import { showProgress } from "./progress.ts";
import { counted, say, sayAll } from "./say.ts";
import { openSeries, readSeriesOptions } from "./seriesSources.ts";
import { type SeriesTableFormat, writeSeries } from "./seriesTable.ts";
import { sentenceFor } from "./spectra.ts";

export interface SeriesJob {
  readonly files: readonly string[];
  /** Table of each file; undefined for stdout. */
  readonly outputs: readonly (string | undefined)[];
  readonly format: SeriesTableFormat;
  readonly failures: readonly FailedInput[];
  readonly notes: readonly string[];
}

/** Exit code: 0 all converted, 1 some failed. */
export async function convertSeries(given: Arguments, job: SeriesJob): Promise<number> {
  const { files, outputs, format } = job;
  const own = new Set(outputs);
  if (files.length > 1 && !given.has("json") && own.size < files.length) {
    throw new UsageError(
      `${counted(files.length, "file")} make as many series; give --out-dir DIR for a table of each`,
    );
  }
  const options = readSeriesOptions(given);
  const quiet = given.has("quiet");
  const sizes = files.map((file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const failures: FailedInput[] = [...job.failures];
  const done: SeriesConvertFile[] = [];
  const progress = showProgress("bytes", process.stderr, quiet);
  let before = 0;
  for (const [i, file] of files.entries()) {
    try {
      const record = await openSeries(file, options, (bytes) => progress.update(before + bytes, total));
      const rows = await writeSeries(record, format, outputs[i] ?? (given.has("json") ? null : undefined));
      const { columns, facts, warnings } = record;
      done.push({ file, format: record.format, rows, columns, facts, warnings, written: outputs[i] ?? null });
    } catch (error) {
      failures.push({ file, message: sentenceFor(error, file) });
    }
    before += sizes[i];
    progress.update(before, total);
  }
  progress.end();
  sayAll(
    failures.map(({ message }) => `Not converted: ${message}`),
    Infinity,
    "",
  );
  if (!quiet) {
    job.notes.forEach(say);
    sayAll(
      foldedNotes(done.flatMap(({ warnings }) => warnings)).map((warning) => `Warning: ${warning}`),
      20,
      "--json has all of them",
    );
  }
  if (given.has("json")) {
    const document: SeriesConvertDocument = { files: done, failures };
    process.stdout.write(`${JSON.stringify(document, null, 1)}\n`);
  }
  if (!quiet) {
    const rows = done.reduce((sum, file) => sum + file.rows, 0);
    say(
      done.length === 0
        ? `Nothing was converted: ${counted(failures.length, "input")} failed`
        : `${counted(done.length, "file")} with ${counted(rows, "row")} read${failures.length > 0 ? `; ${counted(failures.length, "input")} not converted` : ""}${outputs.some((out) => out !== undefined) ? `; written: ${done.length === 1 ? done[0].written : counted(done.length, "table")}` : ""}`,
    );
  }
  return failures.length > 0 ? 1 : 0;
}
