/**
 * Any text with a table of time and voltage (or what else is needed): the header is the first line whose cells name both, or the line above the numbers when the
 * user says which columns hold them.
 */
import type { SeriesColumn } from "../../series/record.ts";
import { detectDialect, splitCells } from "../dialect.ts";
import { widthBelow } from "../header.ts";
import { timeOfSteps } from "./derive.ts";
import type { NameRule, TextFormat, TextHead } from "./format.ts";
import { BDF_NAMES, chargeNames, DATE_NAMES, STATE_NAMES, TIME_NAMES } from "./names.ts";
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
    return head.options.needs === undefined ? (forced(head) ?? named(head)) : (named(head) ?? forced(head));
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
  let header = below.first - 1;
  while (header >= 0 && lines[header].trim() === "") header--;
  const cells = header < 0 ? [] : splitCells(lines[header], dialect.delimiter);
  const isHeader = cells.length >= Math.min(2, below.width) && cells.some((cell) => /\p{L}/u.test(cell));
  return {
    headerLine: isHeader ? header : -1,
    delimiter: dialect.delimiter,
    cells: isHeader ? cells : Array.from({ length: below.width }, (_, i) => `column ${i + 1}`),
    firstLine: below.first,
    rules: RULES,
  };
}
