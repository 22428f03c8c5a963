/**
 * Any text with a table of time and voltage (or what else is needed): the header is the first line whose cells name both, or the line above the numbers when the
 * user says which columns hold them.
 */
import type { SeriesColumn } from "../../series/record.ts";
import { detectDialect, parseNumber, splitCells } from "../dialect.ts";
import { splitHeader, widthBelow } from "../header.ts";
import { timeOfSteps } from "./derive.ts";
import type { NameRule, TextFormat, TextHead } from "./format.ts";
import { BDF_NAMES, chargeNames, DATE_NAMES, STATE_NAMES, TIME_NAMES } from "./names.ts";
import { readSeriesUnit } from "./quantity.ts";
import { findHeader } from "./search.ts";

const RULES: readonly NameRule[] = [
  ...BDF_NAMES,
  ...TIME_NAMES,
  { name: /^(time|zeit|t|时间)$/, column: "test_time_second" },
  ...STATE_NAMES,
  ...chargeNames("unsigned, as the file counts them"),
  ...DATE_NAMES,
];

const TIMES = RULES.filter(({ column }) => /time_second$/.test(column));

export const delimitedSeries: TextFormat = {
  name: "delimited",
  detect(head) {
    const { needs, asWritten } = head.options;
    if (asWritten) return forced(head) ?? single(head);
    return needs === undefined ? (forced(head) ?? named(head)) : (named(head) ?? forced(head));
  },
};

/** The column beside the time by which the header is known. */
function measuredOf({ options }: TextHead): SeriesColumn {
  return options.needs?.find((column) => column !== "test_time_second") ?? "voltage_volt";
}

function named(head: TextHead): ReturnType<TextFormat["detect"]> {
  const has = (names: ReadonlySet<string>, rules: readonly NameRule[]): boolean =>
    [...names].some((name) => rules.some((rule) => rule.name.test(name)));
  const measured = measuredOf(head);
  const rules = RULES.filter(({ column }) => column === measured);
  // A column that the user names stands in the header as the user wrote it
  const wanted = head.options.columns?.[measured]?.replace(/\s*\[[^[\]]*\]$/, "");
  const found = findHeader(
    head,
    (names, headings) =>
      (has(names, rules) || headings.some(({ text }) => text === wanted)) && has(names, TIMES),
    ["\t", ";", ",", "|", " "],
  );
  if (found === undefined) return undefined;
  return {
    headerLine: found.line,
    delimiter: found.delimiter,
    rules: RULES,
    derive: (columns) =>
      !columns.has("test_time_second") && columns.has("step_time_second") && !columns.has("unix_time_second")
        ? timeOfSteps("the clock of the step")
        : undefined,
  };
}

function forced(head: TextHead): ReturnType<TextFormat["detect"]> {
  const { options, lines } = head;
  if (options.columns?.[measuredOf(head)] === undefined) return undefined;
  const dialect = detectDialect(lines, options);
  const below = dialect && widthBelow(lines, -1, dialect);
  if (!dialect || !below) return undefined;
  const { delimiter } = dialect;
  let header = namesAbove(lines, below.first, below.width, delimiter);
  let units: readonly string[] | undefined;
  if (header?.cells.every((cell) => cell === "" || readSeriesUnit(cell) !== undefined)) {
    // a line of units between the names and the numbers
    const names = namesAbove(lines, header.line, below.width, delimiter);
    if (names !== undefined) {
      units = header.cells;
      header = names;
    }
  }
  return {
    headerLine: header?.line ?? -1,
    delimiter,
    cells: header?.cells ?? Array.from({ length: below.width }, (_, i) => `column ${i + 1}`),
    units,
    firstLine: below.first,
    rules: RULES,
  };
}

/** The names in the line above another, if they are some: as many as there are columns, or more between delimiters that are no blanks. */
function namesAbove(
  lines: readonly string[],
  line: number,
  width: number,
  delimiter: string,
): { line: number; cells: readonly string[] } | undefined {
  let at = line - 1;
  while (at >= 0 && lines[at].trim() === "") at--;
  if (at < 0) return undefined;
  const own = splitCells(lines[at], delimiter);
  const cells =
    splitHeader(lines[at], delimiter).find(({ length }) => length === width) ??
    (delimiter !== " " && own.length >= Math.min(2, width) ? own : undefined);
  return cells?.some((cell) => /\p{L}/u.test(cell)) ? { line: at, cells } : undefined;
}

/** One number per line, and perhaps a name above. */
function single({ lines, options }: TextHead): ReturnType<TextFormat["detect"]> {
  const isNumber = (line: string): boolean => !Number.isNaN(parseNumber(line.trim(), options.decimal ?? "."));
  const isComment = (line: string): boolean => line.trim() === "" || line.trim().startsWith("#");
  const first = lines.slice(0, 50).findIndex(isNumber);
  const below = lines.slice(first, first + 50).filter((line) => !isComment(line));
  if (first < 0 || below.filter(isNumber).length < 0.5 * below.length) return undefined;
  let header = first - 1;
  while (header >= 0 && isComment(lines[header])) header--;
  return {
    headerLine: header,
    delimiter: ";",
    cells: [lines[header]?.trim() ?? "column 1"],
    firstLine: first,
    rules: RULES,
    skip: /^\s*#/,
  };
}
