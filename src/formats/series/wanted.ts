/** Columns that the user names: "I[mA]", "I", "3[mA]", "3". */
import { FormatError, quote } from "../formatError.ts";
import type { SeriesHeading } from "./heading.ts";
import { readSeriesUnit, type SeriesUnit } from "./quantity.ts";

/** "I[mA]", "I", "3[mA]", "3": a name as the header has it comes first. */
function findColumn(
  headings: readonly SeriesHeading[],
  wanted: string,
): { at: number; unit: SeriesUnit | undefined } | undefined {
  const named = (name: string): number => {
    const exact = headings.findIndex(({ text }) => text === name.trim());
    if (exact >= 0) return exact;
    const number = /^\d+$/.test(name.trim()) ? Number(name) - 1 : -1;
    return number >= 0 && number < headings.length ? number : -1;
  };
  const whole = named(wanted);
  if (whole >= 0) return { at: whole, unit: undefined };
  const match = /^(.*?)\s*\[([^[\]]*)\]$/.exec(wanted);
  if (match === null) return undefined;
  const at = named(match[1]);
  const unit = readSeriesUnit(match[2]);
  return at < 0 || unit === undefined ? undefined : { at, unit };
}

/** The same, or the sentence about a column that is not there. @throws FormatError */
export function wantedColumn(
  headings: readonly SeriesHeading[],
  column: string,
  wanted: string,
  file: string,
): { at: number; unit: SeriesUnit | undefined } {
  const found = findColumn(headings, wanted);
  if (found !== undefined) return found;
  throw new FormatError({
    file,
    expected: `the column ${quote(wanted)} of --column ${column}`,
    found: `the columns ${headings.map(({ text }) => quote(text)).join(", ")}`,
    cure: "give one of these names, or its number, counted from 1, and a unit such as [mA] behind it",
  });
}
