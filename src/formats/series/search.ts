/** Looks for the header of a table between the lines of a preamble. */
import { splitCells } from "../dialect.ts";
import type { TextHead } from "./format.ts";
import { readSeriesHeading, type SeriesHeading } from "./heading.ts";

export interface FoundHeader {
  readonly line: number;
  readonly delimiter: string;
  readonly cells: readonly string[];
  readonly headings: readonly SeriesHeading[];
}

/** Lines among which a header is looked for. */
const DEEPEST = 400;

/** The first line whose cells pass under one of the delimiters. */
export function findHeader(
  { lines, options }: TextHead,
  isHeader: (names: ReadonlySet<string>, headings: readonly SeriesHeading[]) => boolean,
  delimiters: readonly string[] = [",", "\t", ";"],
): FoundHeader | undefined {
  const candidates = options.delimiter === undefined ? delimiters : [options.delimiter];
  for (let line = 0; line < Math.min(lines.length, DEEPEST); line++) {
    for (const delimiter of candidates) {
      if (delimiter !== " " && !lines[line].includes(delimiter)) continue;
      const cells = splitCells(lines[line], delimiter);
      if (cells.length < 2) continue;
      const headings = cells.map((cell) => readSeriesHeading(cell));
      if (isHeader(new Set(headings.map(({ name }) => name)), headings)) {
        return { line, delimiter, cells, headings };
      }
    }
  }
  return undefined;
}
