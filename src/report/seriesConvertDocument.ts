/** What was read of cyclers' files, as one JSON document: the output of `convert --to bdf.csv --json` and of `info FILE --json`. */
import type { ColumnFact } from "../series/record.ts";
import type { FailedInput } from "./table.ts";

export interface SeriesConvertFile {
  readonly file: string;
  readonly format: string;
  readonly rows: number;
  /** Columns of the table, each with its name in the file and the factor from its unit. */
  readonly columns: readonly ColumnFact[];
  /** Encoding, delimiter and decimal mark of a text; what the file says about the test; the columns that were not read. */
  readonly facts: Readonly<Record<string, number | string>>;
  readonly warnings: readonly string[];
  /** The table that holds its rows; null for stdout or none. */
  readonly written: string | null;
}

export interface SeriesConvertDocument {
  readonly files: readonly SeriesConvertFile[];
  readonly failures: readonly FailedInput[];
}
