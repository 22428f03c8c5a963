/** The line that names the columns of a table, and the table under it. */
import { countNumbers, type Dialect, detectDialect, splitCells } from "./dialect.ts";
import { FormatError, quote } from "./formatError.ts";
import { type Heading, type Quantity, readHeading } from "./heading.ts";
import type { Reading, ReadOptions, Source } from "./reader.ts";
import { isComment, readRows, type Table } from "./table.ts";
import { readTabulated } from "./tabulated.ts";
import { findTraces, type Trace, wantedColumns } from "./trace.ts";

export interface Header {
  /** Index of the line. */
  readonly at: number;
  readonly headings: readonly Heading[];
  readonly traces: readonly Trace[];
}

/** Letters without which no line names a frequency and an impedance; most lines are dismissed by them. */
function mayNameColumns(line: string): boolean {
  return line.length < 200000 && /f|hz|ω|omega|频/i.test(line) && /z|re|mod|mag|imp|阻|实/i.test(line);
}

function withoutEmptyTail(cells: readonly string[]): string[] {
  let end = cells.length;
  while (end > 0 && cells[end - 1] === "") end--;
  return cells.slice(0, end);
}

/**
 * Ways in which a header may be split: as the rows are; else, for a header in one quoted cell or with single blanks in its names,
 * by other delimiters, by two blanks, by blanks that do not stand before a bracket or a slash.
 */
export function splitHeader(line: string, delimiter: string): string[][] {
  const text = line.replace(/^\s*(#|%|\/\/)+/, "");
  const own = splitCells(text, delimiter);
  const ways = [own];
  const inner = own.length === 1 ? own[0] : text.trim();
  for (const other of ["\t", ";", ",", "|"]) {
    if (other !== delimiter && inner.includes(other)) ways.push(splitCells(inner, other));
  }
  if (/\s{2}/.test(inner)) ways.push(inner.split(/\s{2,}|\t/).map((cell) => cell.trim()));
  if (/\s/.test(inner)) {
    ways.push(splitCells(inner, " "));
    if (inner.length < 2000) ways.push(inner.split(/\s+(?![([{/])(?<![/]\s+)/).map((cell) => cell.trim()));
  }
  return ways.map(withoutEmptyTail);
}

function asQuantity(heading: Heading, quantity: Quantity): Heading {
  return heading.quantity === quantity ? heading : { ...heading, quantity };
}

/** Column (from 0) that the user named or numbered, or undefined when the header has no such column. */
export function forcedColumn(names: readonly string[], wanted: string | number): number | undefined {
  if (typeof wanted === "number") return wanted >= 1 ? wanted - 1 : undefined;
  const exact = names.indexOf(wanted.trim());
  if (exact >= 0) return exact;
  const loose = names.findIndex((name) => name.toLowerCase() === wanted.trim().toLowerCase());
  return loose >= 0 ? loose : undefined;
}

/** Applies `options.columns`; undefined when this header does not have the columns. */
export function forceColumns(
  headings: readonly Heading[],
  options: ReadOptions,
): { headings: Heading[]; traces: Trace[] } | undefined {
  const changed = [...headings];
  const names = headings.map((heading) => heading.text);
  const forced: Partial<Record<"frequency" | "real" | "imaginary" | "spectrum", number>> = {};
  for (const quantity of ["frequency", "real", "imaginary", "spectrum"] as const) {
    const wanted = options.columns?.[quantity];
    if (wanted === undefined) continue;
    const column = forcedColumn(names, wanted);
    if (column === undefined || column >= headings.length) return undefined;
    forced[quantity] = column;
    changed[column] = asQuantity(headings[column], quantity);
  }
  if (forced.spectrum !== undefined) {
    changed.forEach((heading, column) => {
      if (heading.quantity === "spectrum" && column !== forced.spectrum)
        changed[column] = asQuantity(heading, "other");
    });
  }
  if (forced.frequency === undefined && forced.real === undefined && forced.imaginary === undefined) {
    return { headings: changed, traces: findTraces(changed) };
  }
  const found = findTraces(changed)[0];
  const frequency = forced.frequency ?? found?.frequency;
  const real = forced.real ?? found?.real;
  const imaginary = forced.imaginary ?? found?.imaginary;
  if (frequency === undefined || real === undefined || imaginary === undefined)
    return { headings: changed, traces: [] };
  return { headings: changed, traces: [{ frequency, real, imaginary, phase: found?.phase, label: "" }] };
}

/** Cells of the first rows of numbers below a line: their usual number and the first such line. */
export function widthBelow(
  lines: readonly string[],
  at: number,
  dialect: Dialect,
): { width: number; first: number; cells: readonly string[] } | undefined {
  const counts = new Map<number, number>();
  let first = -1;
  let cells: readonly string[] = [];
  let rows = 0;
  let skipped = 0;
  for (let i = at + 1; i < lines.length && rows < 40 && skipped < 60; i++) {
    if (lines[i].trim() === "") continue;
    const row = withoutEmptyTail(splitCells(lines[i], dialect.delimiter));
    if (countNumbers(row, dialect.decimal) < 2) {
      skipped++;
      continue;
    }
    if (first < 0) {
      first = i;
      cells = row;
    }
    rows++;
    counts.set(row.length, (counts.get(row.length) ?? 0) + 1);
  }
  if (first < 0) return undefined;
  let width = 0;
  for (const [count, times] of counts) if (times > (counts.get(width) ?? 0)) width = count;
  return { width, first, cells };
}

/** Reads a line as a header, or undefined when it does not name a frequency and an impedance. */
export function recogniseHeader(
  lines: readonly string[],
  at: number,
  dialect: Dialect,
  options: ReadOptions,
): Header | undefined {
  const line = lines[at];
  if (options.columns === undefined && !mayNameColumns(line)) return undefined;
  let best: Header | undefined;
  let bestMisfit = Number.POSITIVE_INFINITY;
  let width: number | undefined;
  for (const cells of splitHeader(line, dialect.delimiter)) {
    if (cells.length < 2 || countNumbers(cells, dialect.decimal) > cells.length / 2) continue;
    const forced = forceColumns(
      cells.map((cell) => readHeading(cell)),
      options,
    );
    if (forced === undefined || forced.traces.length === 0) continue;
    if (width === undefined) width = widthBelow(lines, at, dialect)?.width;
    if (width === undefined) return undefined;
    const misfit = Math.abs(cells.length - width);
    if (misfit < bestMisfit) {
      bestMisfit = misfit;
      best = { at, headings: forced.headings, traces: forced.traces };
    }
  }
  return best;
}

/** Fills in units from a row of units between header and numbers. */
function withUnitRow(
  lines: readonly string[],
  header: Header,
  first: number,
  dialect: Dialect,
  options: ReadOptions,
): Header {
  for (let i = header.at + 1; i < first; i++) {
    const cells = splitCells(lines[i], dialect.delimiter);
    if (Math.abs(cells.length - header.headings.length) > 1) continue;
    const headings = header.headings.map((heading, column) =>
      heading.unit === undefined && cells[column] ? readHeading(heading.text, cells[column]) : heading,
    );
    const forced = forceColumns(headings, options);
    const found = forced?.headings.some((heading, column) => heading.unit !== header.headings[column].unit);
    if (found && forced !== undefined && forced.traces.length > 0) {
      return { at: header.at, headings: forced.headings, traces: forced.traces };
    }
  }
  return header;
}

/** Rows that begin with a number or a name of the row that the header does not count, as R writes them. */
function hasRowNames(lines: readonly string[], first: number, width: number, dialect: Dialect): boolean {
  let expected = 1;
  let rows = 0;
  for (let i = first; i < lines.length && rows < 20; i++) {
    const cells = withoutEmptyTail(splitCells(lines[i], dialect.delimiter));
    if (cells.length !== width) continue;
    if (cells[0] !== String(expected)) return false;
    expected++;
    rows++;
  }
  return rows >= 3;
}

export interface TableBelow {
  readonly reading: Reading;
  readonly table: Table;
  /** Index of the line after the last line of the table. */
  readonly end: number;
}

export interface TableContext {
  readonly everyFact: boolean;
  readonly facts?: Readonly<Record<string, number | string>>;
  readonly name?: string;
}

/**
 * Reads the table under a header. Throws `FormatError` when the rows have more cells than the header has names: the
 * columns cannot be told apart then, and a guess would give wrong numbers that look right.
 */
export function readTableBelow(
  source: Source,
  lines: readonly string[],
  found: Header,
  dialect: Dialect,
  context: TableContext,
): TableBelow | undefined {
  const below = widthBelow(lines, found.at, dialect);
  if (below === undefined) return undefined;
  let header = withUnitRow(lines, found, below.first, dialect, source.options);
  const names = header.headings.length;
  if (below.width > names) {
    if (below.width === names + 1 && hasRowNames(lines, below.first, below.width, dialect)) {
      const shift = (column: number | undefined): number | undefined =>
        column === undefined ? undefined : column + 1;
      header = {
        at: header.at,
        headings: [readHeading("row"), ...header.headings],
        traces: header.traces.map((trace) => ({
          ...trace,
          frequency: trace.frequency + 1,
          real: shift(trace.real),
          imaginary: shift(trace.imaginary),
          modulus: shift(trace.modulus),
          phase: shift(trace.phase),
          sigma: shift(trace.sigma),
        })),
      };
    } else {
      const commas = dialect.delimiter === "," && below.width >= 2 * names - 1;
      throw new FormatError({
        file: source.file,
        line: below.first + 1,
        expected: `${names} cells as in the header in line ${found.at + 1}`,
        found: `${below.width}`,
        cure: commas
          ? "the comma seems to be both delimiter and decimal mark: export with semicolons or tabs between the cells"
          : "give every column a name, so that no column is taken for another",
      });
    }
  }
  const repeatedHeader = lines[found.at].trim();
  const table = readRows(lines, below.first, {
    dialect,
    width: header.headings.length,
    wanted: wantedColumns(header.traces),
    texts: header.headings.flatMap((heading, column) => (heading.quantity === "spectrum" ? [column] : [])),
    isEnd: (line) => line.trim() === repeatedHeader || recogniseHeaderLine(line, dialect, source.options),
  });
  const reading = readTabulated({
    source,
    table,
    headings: header.headings,
    traces: header.traces,
    hasHeader: true,
    headerLine: found.at + 1,
    everyFact: context.everyFact,
    facts: context.facts,
    name: context.name,
  });
  return { reading, table, end: table.end };
}

/** Whether a single line names a frequency and an impedance. */
function recogniseHeaderLine(line: string, dialect: Dialect, options: ReadOptions): boolean {
  if (!mayNameColumns(line)) return false;
  return splitHeader(line, dialect.delimiter).some((cells) => {
    if (cells.length < 2) return false;
    const headings = cells.map((cell) => readHeading(cell));
    return (forceColumns(headings, options)?.traces.length ?? 0) > 0;
  });
}

/** Dialect of the rows below a line. */
export function dialectBelow(
  lines: readonly string[],
  at: number,
  options: ReadOptions,
): Dialect | undefined {
  return detectDialect(lines.slice(at, at + 400), options);
}

/** Last line with words above the first row of numbers that has as many cells: a header that was not understood. */
export function unknownHeader(
  lines: readonly string[],
  dialect: Dialect,
): { line: number; names: string[] } | undefined {
  const below = widthBelow(lines, -1, dialect);
  if (below === undefined) return undefined;
  for (let i = below.first - 1; i >= 0 && i >= below.first - 4; i--) {
    if (lines[i].trim() === "" || isComment(lines[i])) continue;
    const cells = withoutEmptyTail(splitCells(lines[i], dialect.delimiter));
    if (Math.abs(cells.length - below.width) <= 1 && cells.length >= 2) return { line: i + 1, names: cells };
  }
  return undefined;
}

/** Error of a table that was understood but has no impedance columns. */
export function noImpedanceColumns(source: Source, line: number, names: readonly string[]): FormatError {
  const shown = names
    .filter((name) => name !== "")
    .slice(0, 6)
    .map(quote)
    .join(", ");
  return new FormatError({
    file: source.file,
    line,
    expected: "columns of frequency, real and imaginary impedance",
    found: `the columns ${shown}${names.length > 6 ? " …" : ""}`,
    cure: 'name the columns, for example "frequency_hertz,real_impedance_ohm,imaginary_impedance_ohm", or export the impedance measurement',
  });
}
