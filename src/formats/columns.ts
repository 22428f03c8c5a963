/** Columns of numbers from a text table of any program, whatever they mean. */
import { countNumbers, type Dialect, detectDialect } from "./dialect.ts";
import { FormatError, quote } from "./formatError.ts";
import { forcedColumn, splitHeader, widthBelow } from "./header.ts";
import type { Source } from "./reader.ts";
import { looksForeign } from "./signature.ts";
import { readRows } from "./table.ts";
import { decodeText, splitLines } from "./text.ts";
import { readUnit } from "./unit.ts";

export interface ColumnTable {
  readonly file: string;
  /** As the header has them; "1", "2", … without a header. */
  readonly names: readonly string[];
  readonly named: boolean;
  /** NaN where a cell is empty, ∞ where it holds anything else that is no number. */
  readonly columns: readonly Float64Array[];
  /** Line of each row, counted from 1. */
  readonly line: Int32Array;
}

/**
 * Reads the columns of a delimited text: the line above the numbers names them.
 * @throws FormatError when there is no table of two columns and more
 */
export function readColumns(bytes: Uint8Array, file: string): ColumnTable {
  const source: Source = { file, bytes, text: bytes.length === 0 ? "" : decodeText(bytes), options: {} };
  const lines = splitLines(source.text ?? "");
  const dialect = detectDialect(lines) ?? detectDialect(lines.slice(1000));
  const below = dialect && widthBelow(lines, -1, dialect);
  if (!dialect || !below) throw looksForeign(source, "a table with two columns of numbers or more");
  const { width, first } = below;
  const header = headerAbove(lines, first, width, dialect);
  const { columns, line } = readRows(lines, first, {
    dialect,
    width,
    wanted: Array.from({ length: width }, (_, column) => column),
    texts: [],
    isEnd: () => false,
  });
  return {
    file,
    names: header ?? columns.map((_, column) => String(column + 1)),
    named: header !== undefined,
    columns,
    line,
  };
}

/** The nearest line above the numbers that has as many names as there are columns; a line of units below the names is passed over. */
function headerAbove(
  lines: readonly string[],
  first: number,
  width: number,
  dialect: Dialect,
): string[] | undefined {
  let units: string[] | undefined;
  for (let i = first - 1; i >= Math.max(0, first - 10); i--) {
    const names = splitHeader(lines[i], dialect.delimiter).find(
      (cells) =>
        cells.length === width &&
        countNumbers(cells, dialect.decimal) === 0 &&
        cells.every((cell) => cell !== ""),
    );
    if (!names) continue;
    if (units || names.some((name) => readUnit(name) === undefined)) return names;
    units = names;
  }
  return units;
}

/** A column by its name (with or without its unit, in any letters) or its number, counted from 1; undefined where there is none. */
export function columnOf({ names, columns }: ColumnTable, wanted: string): number | undefined {
  const exact = forcedColumn(names, wanted);
  if (exact !== undefined) return exact;
  if (/^[1-9]\d*$/.test(wanted) && Number(wanted) <= columns.length) return Number(wanted) - 1;
  const bare = names.findIndex((name) => withoutUnit(name) === wanted.trim().toLowerCase());
  return bare >= 0 ? bare : undefined;
}

/** "time/s" and "Time (s)" as "time". */
export function withoutUnit(name: string): string {
  return name
    .replace(/\s*(?:[([{/,]).*$/u, "")
    .trim()
    .toLowerCase();
}

/** The error of a table that lacks a column. */
export function missingColumn({ file, names, named, columns }: ColumnTable, wanted: string): FormatError {
  return new FormatError({
    file,
    expected: `a column ${quote(wanted)}`,
    found: named
      ? names.slice(0, 12).map(quote).join(", ")
      : `${columns.length} columns without a line that names them`,
    cure: "write the name as the header does, or give the number of the column, counted from 1",
  });
}
