/** Files to traces: one column over rows or over another column, in chunks. */
import { statSync } from "node:fs";
import { type ColumnTable, columnOf, missingColumn, readColumns } from "../formats/columns.ts";
import { FormatError } from "../formats/index.ts";
import { decodeText, splitLines } from "../formats/text.ts";
import { counted } from "./say.ts";
import { readBytes } from "./spectra.ts";

/** Columns as the user names them. Without a name: the only column that is not x, or the only one that is named. */
export interface TraceWishes {
  readonly column?: string;
  readonly x?: string;
}

export interface Trace {
  readonly file: string;
  /** Names of the columns. */
  readonly column: string;
  readonly x?: string;
  readonly warnings: string[];
  /** Rows that have a number in both columns. */
  readonly chunks: Iterable<TraceChunk>;
}

export interface TraceChunk {
  readonly values: Float64Array;
  readonly x?: Float64Array;
  /** Line of the file that each row stands in, counted from 1. */
  readonly lines: Int32Array;
}

/** Bytes of a file; 0 where there is none. */
export function bytesOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** @throws FormatError when there is no such column */
export function openTrace(file: string, wishes: TraceWishes): Trace {
  const bytes = readBytes(file);
  const table = singleColumn(bytes, file) ?? readColumns(bytes, file);
  const find = (wanted: string): number => {
    const column = columnOf(table, wanted);
    if (column === undefined) throw missingColumn(table, wanted);
    return column;
  };
  const x = wishes.x === undefined ? undefined : find(wishes.x);
  const y = wishes.column === undefined ? onlyColumn(table, x) : find(wishes.column);
  const warnings: string[] = [];
  return {
    file,
    column: table.names[y],
    x: x === undefined ? undefined : table.names[x],
    warnings,
    chunks: [numbersOnly(table, y, x, warnings)],
  };
}

function onlyColumn(table: ColumnTable, x: number | undefined): number {
  const free = table.columns.map((_, column) => column).filter((column) => column !== x);
  if (free.length === 1) return free[0];
  throw new FormatError({
    file: table.file,
    expected: "one column to look for peaks in",
    found: table.names
      .slice(0, 12)
      .map((name) => `"${name}"`)
      .join(", "),
    cure: "say which one: --column NAME",
  });
}

/** Rows without a number are left out, and it is said. */
function numbersOnly(
  { file, names, columns, line }: ColumnTable,
  y: number,
  x: number | undefined,
  warnings: string[],
): TraceChunk {
  const used = x === undefined ? [y] : [y, x];
  const whole = (row: number): boolean => used.every((column) => Number.isFinite(columns[column][row]));
  let lost = 0;
  let first = -1;
  for (let row = 0; row < line.length; row++) {
    if (whole(row)) continue;
    if (lost++ === 0) first = row;
  }
  if (lost === 0) return { values: columns[y], x: x === undefined ? undefined : columns[x], lines: line };
  warnings.push(
    `${file}: ${counted(lost, "row")} without a number in ${used.map((column) => `"${names[column]}"`).join(", ")} left out (first: line ${line[first]}); indices count the others`,
  );
  const rows = new Int32Array(line.length - lost);
  for (let row = 0, k = 0; row < line.length; row++) if (whole(row)) rows[k++] = row;
  const pick = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row]);
  return {
    values: pick(columns[y]),
    x: x === undefined ? undefined : pick(columns[x]),
    lines: rows.map((row) => line[row]),
  };
}

/** A text with one number per line, and perhaps a name above; undefined for any other. */
function singleColumn(bytes: Uint8Array, file: string): ColumnTable | undefined {
  // A long table shows in its first lines that it is none of these
  const start = decodeText(bytes.subarray(0, 4096)) ?? "";
  if (!/^[^,;\t]*\r?\n\s*[+-]?[\d.][^,;\t\s]*\s*(?:\r?\n|$)/.test(start)) {
    if (!/^\s*[+-]?[\d.][^,;\t\s]*\s*$/.test(start)) return undefined;
  }
  const lines = splitLines(decodeText(bytes) ?? "");
  const values = new Float64Array(lines.length);
  const line = new Int32Array(lines.length);
  let count = 0;
  let name: string | undefined;
  for (const [i, text] of lines.entries()) {
    const trimmed = text.trim();
    if (trimmed === "" || trimmed.startsWith("#")) continue;
    const value = /^nan$/i.test(trimmed) ? Number.NaN : Number(trimmed);
    if (Number.isNaN(value) && !/^nan$/i.test(trimmed)) {
      if (count > 0 || name !== undefined) return undefined;
      name = trimmed;
      continue;
    }
    values[count] = value;
    line[count++] = i + 1;
  }
  if (count === 0) return undefined;
  return {
    file,
    names: [name ?? "1"],
    named: name !== undefined,
    columns: [values.subarray(0, count)],
    line: line.subarray(0, count),
  };
}
