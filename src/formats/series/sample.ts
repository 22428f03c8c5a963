/** What the first rows of a table show about its columns. */
import { splitCells } from "../dialect.ts";
import { clockOf, clockUnit, type DateOrder, dateOf, dateOrderOf } from "./clock.ts";
import type { TableLayout, TextHead } from "./format.ts";

/** Rows that are looked at. */
const SAMPLE = 200;

/** What most cells of a column are. */
export type CellKind = "number" | "clock" | "date" | "words";

/** Rows from the beginning of the head, and some from its end. */
export function sampleOf(
  lines: readonly string[],
  firstLine: number,
  { delimiter, isRecord }: TableLayout,
): string[][] {
  const take = (from: number, to: number): string[][] => {
    const rows: string[][] = [];
    for (let i = from; i < Math.min(to, lines.length); i++) {
      if (lines[i].trim() === "") continue;
      const row = splitCells(lines[i], delimiter);
      if (isRecord === undefined || isRecord(row)) rows.push(row);
    }
    return rows;
  };
  const middle = Math.max(firstLine + SAMPLE, lines.length - SAMPLE / 4);
  return [...take(firstLine, firstLine + SAMPLE), ...take(middle, lines.length)];
}

/** Cells up to the last that is not empty. */
export function filled(cells: readonly string[]): number {
  let end = cells.length;
  while (end > 0 && cells[end - 1] === "") end--;
  return end;
}

/** Comma when at least 95 % of the cells that are numbers in one way or the other have a decimal comma. */
export function decimalOf(sample: readonly (readonly string[])[], delimiter: string): "." | "," {
  let comma = 0;
  let point = 0;
  for (const cells of sample) {
    for (const cell of cells) {
      if (/^[+-]?\d+,\d+([eE][+-]?\d+)?$/.test(cell)) comma++;
      else if (/^[+-]?\d+\.\d+([eE][+-]?\d+)?$/.test(cell)) point++;
    }
  }
  // with a comma as delimiter only quoted cells can hold one
  if (delimiter === "," && comma === 0) return ".";
  return comma > 0 && comma >= 0.95 * (comma + point) ? "," : ".";
}

const CLOCK = /^-?(\d+\s*d\s*:?\s*)?\d+:\d+/i;

const DATE =
  /^\D?\d{1,4}([-/.年]\s*\d{1,2}[-/.月]\s*\d{1,4}|[-/. ][A-Za-z]{3,}[-/. ,]+\d{2,4})|^[A-Za-z]{3,} \d/;

const NUMBER = /^[+-]?(\d+[.,]?\d*|[.,]\d+)([eEdD][+-]?\d+)?$/;

export function kindOf(sample: readonly (readonly string[])[], at: number): CellKind {
  const count = { number: 0, clock: 0, date: 0, words: 0 };
  for (const cells of sample) {
    const cell = cells[at] ?? "";
    if (cell === "") continue;
    if (NUMBER.test(cell)) count.number++;
    else if (CLOCK.test(cell)) count.clock++;
    else if (DATE.test(cell)) count.date++;
    else count.words++;
  }
  const most = Math.max(count.number, count.clock, count.date);
  // damage between numbers makes no words of them
  if (count.words > 9 * most) return "words";
  if (count.number === most) return "number";
  return count.clock === most ? "clock" : count.date === most ? "date" : "words";
}

/** Numbers in a column of dates: seconds or milliseconds since 1970, or the days of a spreadsheet. */
export function numericDates(
  sample: readonly (readonly string[])[],
  at: number,
  decimal: "." | ",",
): { factor: number; offset: number } | undefined {
  const value = numberIn(
    sample.find((cells) => cells[at] !== undefined && cells[at] !== "")?.[at] ?? "",
    decimal,
  );
  // 2000 to 2100
  if (value > 946684800 && value < 4102444800) return { factor: 1, offset: 0 };
  if (value > 946684800e3 && value < 4102444800e3) return { factor: 1e-3, offset: 0 };
  if (value > 36526 && value < 73051) return { factor: 86400, offset: -25569 * 86400 };
  return undefined;
}

function numberIn(cell: string, decimal: "." | ","): number {
  return NUMBER.test(cell) ? Number(decimal === "," ? cell.replace(",", ".") : cell) : Number.NaN;
}

/** The order of the dates of a column, and how many seconds a unit of the clock beside it takes: 1, 60 or 3600, if one of them fits. */
export function datesIn(
  { options, lines }: TextHead,
  sample: readonly (readonly string[])[],
  at: number,
  clock: number | undefined,
  decimal: "." | ",",
): { order: DateOrder | undefined; factor: number | undefined } | undefined {
  if (lines.length === 0) return undefined;
  const rows = sample.filter((cells) => DATE.test(cells[at] ?? ""));
  if (rows.length < 2) return undefined;
  const texts = rows.map((cells) => cells[at]);
  const seconds = (cell: string): number => {
    const number = numberIn(cell, decimal);
    return Number.isNaN(number) ? clockOf(cell) : number;
  };
  const elapsed = clock === undefined ? undefined : rows.map((cells) => seconds(cells[clock] ?? ""));
  const order = options.dateOrder ?? dateOrderOf(texts, elapsed);
  // the clock's unit follows from the times of day alone, whatever the order of the date
  const last = rows.length - 1;
  const any = order ?? (["ymd", "mdy", "dmy"] as const).find((one) => Number.isFinite(dateOf(texts[0], one)));
  const passed = any === undefined ? Number.NaN : dateOf(texts[last], any) - dateOf(texts[0], any);
  const ticked = elapsed === undefined ? Number.NaN : elapsed[last] - elapsed[0];
  return { order, factor: clockUnit(passed, ticked) };
}
