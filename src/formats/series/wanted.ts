/** Columns that the user names: "I[mA]", "I", "3[mA]", "3"; "*" is the only one that is left. */
import { withoutUnit } from "../columns.ts";
import { FormatError, quote } from "../formatError.ts";
import type { SeriesHeading } from "./heading.ts";
import { readSeriesUnit, type SeriesUnit } from "./quantity.ts";

/** "I[mA]", "I", "3[mA]", "3": a name as the header has it comes first, then in any letters, the number, and the name without its unit. */
function findColumn(
  headings: readonly SeriesHeading[],
  wanted: string,
): { at: number; unit: SeriesUnit | undefined } | undefined {
  const named = (name: string): number => {
    const plain = name.trim();
    const exact = headings.findIndex(({ text }) => text === plain);
    if (exact >= 0) return exact;
    const small = plain.toLowerCase();
    const loose = headings.findIndex(({ text }) => text.toLowerCase() === small);
    if (loose >= 0) return loose;
    const number = /^\d+$/.test(plain) ? Number(plain) - 1 : -1;
    if (number >= 0 && number < headings.length) return number;
    return small === "" ? -1 : headings.findIndex(({ text }) => withoutUnit(text) === small);
  };
  const whole = named(wanted);
  if (whole >= 0) return { at: whole, unit: undefined };
  const match = /^(.*?)\s*\[([^[\]]*)\]$/.exec(wanted);
  if (match === null) return undefined;
  const at = named(match[1]);
  const unit = readSeriesUnit(match[2]);
  return at < 0 || unit === undefined ? undefined : { at, unit };
}

/** The only column that is not taken. @throws FormatError when there are more */
export function onlyColumn(
  headings: readonly SeriesHeading[],
  taken: ReadonlySet<number>,
  file: string,
): number {
  const free = headings.flatMap(({ text }, at) => (taken.has(at) || text === "" ? [] : [at]));
  if (free.length === 1) return free[0];
  throw new FormatError({
    file,
    expected: "one column of numbers",
    found: headings
      .slice(0, 12)
      .map(({ text }) => quote(text))
      .join(", "),
    cure: "say which one: --column NAME",
  });
}

/** The column of the user's words, or the sentence about a column that is not there. @throws FormatError */
export function wantedColumn(
  headings: readonly SeriesHeading[],
  column: string,
  wanted: string,
  file: string,
  asWritten: boolean,
): { at: number; unit: SeriesUnit | undefined } {
  const found = findColumn(headings, wanted);
  if (found !== undefined) return found;
  throw new FormatError({
    file,
    expected: asWritten ? `a column ${quote(wanted)}` : `the column ${quote(wanted)} of --column ${column}`,
    found: `the columns ${headings.map(({ text }) => quote(text)).join(", ")}`,
    cure: `give one of these names, or its number, counted from 1${asWritten ? "" : ", and a unit such as [mA] behind it"}`,
  });
}
