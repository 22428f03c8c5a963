/** Rows of a text table as columns of numbers. */
import { type Dialect, isMissingNumber, parseNumber, scanNumber, splitCells } from "./dialect.ts";

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
  isEnd(line: string): boolean;
}

const COMMENT_MARK = /^\s*(#|%|\/\/|;;|!|\*)/;

/** A line that a person or a program wrote between rows: blank, rule or comment. */
export function isComment(line: string): boolean {
  return !/[\p{L}\p{N}]/u.test(line) || COMMENT_MARK.test(line);
}

function isNumberCell(cell: string | undefined, dialect: Dialect): boolean {
  return cell !== undefined && (!Number.isNaN(parseNumber(cell, dialect.decimal)) || isMissingNumber(cell));
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 0xa0;
}

/**
 * Puts the cells of a line into `row` and `rowTexts` without splitting it; false for quotes and for runs of blanks, which
 * need `splitCells`. Empty and absent cells are NaN, cells that are no finite number ∞.
 */
function scanRow(
  line: string,
  dialect: Dialect,
  row: Float64Array,
  textColumns: readonly number[],
  rowTexts: string[],
): boolean {
  const { delimiter, decimal } = dialect;
  if (delimiter === " " || delimiter.length !== 1 || line.includes('"')) return false;
  let from = 0;
  for (let column = 0; column < row.length; column++) {
    if (from > line.length) {
      row[column] = Number.NaN;
      const k = textColumns.indexOf(column);
      if (k >= 0) rowTexts[k] = "";
      continue;
    }
    const next = line.indexOf(delimiter, from);
    const end = next < 0 ? line.length : next;
    let first = from;
    let last = end;
    while (first < last && isBlank(line.charCodeAt(first))) first++;
    while (last > first && isBlank(line.charCodeAt(last - 1))) last--;
    row[column] =
      first === last
        ? Number.NaN
        : (scanNumber(line, first, last, decimal) ?? finite(parseNumber(line.slice(first, last), decimal)));
    const k = textColumns.indexOf(column);
    // neighbouring rows mostly share the text: keep one string
    if (k >= 0 && !(line.startsWith(rowTexts[k], first) && rowTexts[k].length === last - first)) {
      rowTexts[k] = line.slice(first, last);
    }
    from = end + 1;
  }
  return true;
}

/** Reads rows from `lines[start]` until the end of the text or of the table. */
export function readRows(lines: readonly string[], start: number, plan: TablePlan): Table {
  const { dialect, width, wanted } = plan;
  const columns: number[][] = Array.from({ length: width }, () => []);
  const texts = new Map<number, string[]>(plan.texts.map((column) => [column, []]));
  const line: number[] = [];
  const textLines: number[] = [];
  let badCell: Table["badCell"];
  const row = new Float64Array(width);
  const textColumns = [...texts.keys()];
  const rowTexts: string[] = textColumns.map(() => "");
  let at = start;
  for (; at < lines.length; at++) {
    const text = lines[at];
    if (text === "") continue;
    let plain = scanRow(text, dialect, row, textColumns, rowTexts);
    if (plain) for (const column of wanted) plain &&= Number.isFinite(row[column]);
    // Rows of plain numbers are the rule; whatever else there is takes the slow way.
    if (!plain) {
      const cells = splitCells(text, dialect.delimiter);
      let numbers = 0;
      // a row that somebody commented out is no row
      if (!COMMENT_MARK.test(text))
        for (const column of wanted) if (isNumberCell(cells[column], dialect)) numbers++;
      if (numbers === 0) {
        if (plan.isEnd(text)) break;
        if (isComment(text) || cells.every((cell) => cell === "")) continue;
        textLines.push(at + 1);
        continue;
      }
      for (let column = 0; column < width; column++) {
        const cell = cells[column] ?? "";
        row[column] = cell === "" ? Number.NaN : finite(parseNumber(cell, dialect.decimal));
      }
      textColumns.forEach((column, k) => {
        rowTexts[k] = cells[column] ?? "";
      });
      if (badCell === undefined && numbers < wanted.length) {
        const column = wanted.find((bad) => (cells[bad] ?? "") !== "" && !isNumberCell(cells[bad], dialect));
        if (column !== undefined) badCell = { line: at + 1, column: column + 1, text: cells[column] };
      }
    }
    for (let column = 0; column < width; column++) columns[column].push(row[column]);
    for (let k = 0; k < textColumns.length; k++) texts.get(textColumns[k])!.push(rowTexts[k]);
    line.push(at + 1);
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
