/** Rows of a text table as columns of numbers. */
import { type Dialect, isMissingNumber, parseNumber, splitCells } from "./dialect.ts";

export interface Table {
  /** One array per column; NaN where a cell is empty, ∞ where it holds text or anything else that is no finite number. */
  readonly columns: readonly Float64Array[];
  /** Text of the cells of the columns that were asked for, by column. */
  readonly texts: ReadonlyMap<number, readonly string[]>;
  /** Line number of each row, counted from 1. */
  readonly line: Int32Array;
  readonly rows: number;
  /** First cell of a wanted column that is text although other wanted cells of its row are numbers. */
  readonly badCell: { readonly line: number; readonly column: number; readonly text: string } | undefined;
  /** Lines without numbers between the rows that are no comments. */
  readonly textLines: readonly number[];
  /** Index of the line after the last line read. */
  readonly end: number;
}

export interface TablePlan {
  readonly dialect: Dialect;
  /** Number of columns. */
  readonly width: number;
  /** Columns of which at least one must be a number in every row. */
  readonly wanted: readonly number[];
  /** Columns whose text is kept. */
  readonly texts: readonly number[];
  /** Whether a line without numbers ends the table (another header, a closing tag). */
  isEnd(line: string, cells: readonly string[]): boolean;
}

/** A line that a person or a program wrote between rows: blank, rule or comment. */
export function isComment(line: string): boolean {
  return !/[\p{L}\p{N}]/u.test(line) || /^\s*(#|%|\/\/|;;|!|\*)/.test(line);
}

/** Reads rows from `lines[start]` until the end of the text or of the table. */
export function readRows(lines: readonly string[], start: number, plan: TablePlan): Table {
  const { dialect, width, wanted } = plan;
  const columns: number[][] = Array.from({ length: width }, () => []);
  const texts = new Map<number, string[]>(plan.texts.map((column) => [column, []]));
  const line: number[] = [];
  const textLines: number[] = [];
  let badCell: Table["badCell"];
  let at = start;
  for (; at < lines.length; at++) {
    const text = lines[at];
    if (text === "") continue;
    const cells = splitCells(text, dialect.delimiter);
    let numbers = 0;
    for (const column of wanted) {
      const cell = cells[column];
      if (cell !== undefined && (!Number.isNaN(parseNumber(cell, dialect.decimal)) || isMissingNumber(cell))) numbers++;
    }
    if (numbers === 0) {
      if (isComment(text) || cells.every((cell) => cell === "")) continue;
      if (plan.isEnd(text, cells)) break;
      textLines.push(at + 1);
      continue;
    }
    for (let column = 0; column < width; column++) {
      const cell = cells[column];
      columns[column].push(cell === undefined || cell === "" ? Number.NaN : finite(parseNumber(cell, dialect.decimal)));
    }
    for (const [column, list] of texts) list.push(cells[column] ?? "");
    line.push(at + 1);
    if (badCell === undefined && numbers < wanted.length) {
      for (const column of wanted) {
        const cell = cells[column] ?? "";
        if (cell === "" || isMissingNumber(cell) || !Number.isNaN(parseNumber(cell, dialect.decimal))) continue;
        badCell = { line: at + 1, column: column + 1, text: cell };
        break;
      }
    }
  }
  return {
    columns: columns.map((column) => Float64Array.from(column)),
    texts,
    line: Int32Array.from(line),
    rows: line.length,
    badCell,
    textLines,
    end: at,
  };
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : Number.POSITIVE_INFINITY;
}

/** Table of the rows for which `keep` holds. */
export function filterRows(table: Table, keep: (row: number) => boolean): Table {
  const rows: number[] = [];
  for (let i = 0; i < table.rows; i++) if (keep(i)) rows.push(i);
  if (rows.length === table.rows) return table;
  const index = Int32Array.from(rows);
  return {
    ...table,
    columns: table.columns.map((column) => pick(column, index)),
    texts: new Map([...table.texts].map(([column, list]) => [column, rows.map((row) => list[row])])),
    line: Int32Array.from(rows, (row) => table.line[row]),
    rows: rows.length,
  };
}

/** Values of a column at some rows. */
export function pick(column: Float64Array, rows: Int32Array): Float64Array {
  const values = new Float64Array(rows.length);
  for (let k = 0; k < rows.length; k++) values[k] = column[rows[k]];
  return values;
}
