/** Files to traces: one column over rows or over another column, in chunks, in the memory of one of them. */
import { withoutUnit } from "../formats/columns.ts";
import { FormatError, type SeriesOptions } from "../formats/series/index.ts";
import type { SeriesRecord } from "../series/record.ts";
import { openSeries } from "./seriesSources.ts";

/** Columns as the user names them. Without a name: the only column that is not x. */
export interface TraceWishes {
  readonly column?: string;
  readonly x?: string;
}

export interface Trace {
  readonly file: string;
  /** Names of the columns: as the file has them, or those of the Battery Data Format, which are in its units. */
  readonly column: string;
  readonly x?: string;
  /** Rows that were left out, and why; grows while chunks are taken. */
  readonly warnings: readonly string[];
  readonly chunks: AsyncIterable<TraceChunk>;
}

/** Holds until the next one is asked for. */
export interface TraceChunk {
  readonly values: Float64Array;
  readonly x?: Float64Array;
  /** Line of the file that each row stands in, counted from 1; not of binary files. */
  readonly lines?: Float64Array;
}

/**
 * Columns of a text under the names and in the units of its own; else those that the reader of the cycler's format makes of the file.
 * @throws FormatError when there is no such column
 */
export async function openTrace(
  file: string,
  wishes: TraceWishes,
  options: Pick<SeriesOptions, "kernel" | "sheet">,
  onBytes?: (bytes: number) => void,
): Promise<Trace> {
  const { column = "*", x } = wishes;
  let record: SeriesRecord;
  try {
    record = await openSeries(
      file,
      {
        ...options,
        columns: { value: column, ...(x !== undefined && { x }) },
        needs: ["value", ...(x !== undefined ? ["x"] : [])],
        asWritten: true,
      },
      onBytes,
    );
  } catch (error) {
    const made = error instanceof FormatError ? await cyclerTrace(file, wishes, options, onBytes) : undefined;
    if (made === undefined) throw error;
    return made;
  }
  const names = new Map(record.columns.map(({ column: name, from }) => [name, from]));
  const name = names.get("value");
  if (name === undefined) return traceOf(record, wishes);
  const { warnings } = record;
  return {
    file,
    column: name,
    ...(x !== undefined && { x: names.get("x") ?? x }),
    warnings,
    chunks: chunksOf(record, "value", x === undefined ? undefined : "x"),
  };
}

/** A trace of columns of a cycler's format; undefined when the file is none, or lacks them. */
async function cyclerTrace(
  file: string,
  wishes: TraceWishes,
  options: Pick<SeriesOptions, "kernel" | "sheet">,
  onBytes?: (bytes: number) => void,
): Promise<Trace | undefined> {
  let record: SeriesRecord | undefined;
  try {
    record = await openSeries(file, options, onBytes);
    return traceOf(record, wishes);
  } catch (error) {
    await record?.blocks[Symbol.asyncIterator]().return?.(undefined);
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

function traceOf(record: SeriesRecord, { column, x }: TraceWishes): Trace {
  const { file, warnings } = record;
  const value = column === undefined ? undefined : named(record, column);
  const place = x === undefined ? undefined : named(record, x);
  if (value === undefined || (x !== undefined && place === undefined)) {
    const lacking = value === undefined ? column : x;
    throw new FormatError({
      file,
      expected: lacking === undefined ? "one column of numbers" : `a column "${lacking}"`,
      found: record.columns.map((fact) => `"${fact.column}"`).join(", "),
      cure: lacking === undefined ? "say which one: --column NAME" : "give one of these names",
    });
  }
  return {
    file,
    column: value,
    ...(place !== undefined && { x: place }),
    warnings,
    chunks: chunksOf(record, value, place),
  };
}

/** A column by its name in the Battery Data Format, or by that in the file. */
function named({ columns }: SeriesRecord, wanted: string): string | undefined {
  const small = wanted.trim().toLowerCase();
  const found =
    columns.find(({ column }) => column.toLowerCase() === small) ??
    columns.find(({ from }) => from.toLowerCase() === small) ??
    columns.find(({ from }) => withoutUnit(from) === small);
  return found?.column;
}

/** Rows with a number in both columns. */
async function* chunksOf(
  { blocks, warnings, file }: SeriesRecord,
  value: string,
  place: string | undefined,
): AsyncGenerator<TraceChunk, void, undefined> {
  let lost = 0;
  for await (const { rows, columns, release } of blocks) {
    const absent = (): Float64Array => new Float64Array(rows).fill(Number.NaN);
    const values = columns[value] ?? absent();
    const x = place === undefined ? undefined : (columns[place] ?? absent());
    const { line: lines } = columns;
    const kept: number[] | undefined = whole(values) && (!x || whole(x)) ? undefined : [];
    if (kept === undefined) {
      yield { values, x, lines };
      release?.();
      continue;
    }
    for (let row = 0; row < rows; row++) {
      if (!Number.isNaN(values[row]) && !Number.isNaN(x?.[row])) kept.push(row);
    }
    lost += rows - kept.length;
    const pick = (column: Float64Array): Float64Array => Float64Array.from(kept, (row) => column[row]);
    yield { values: pick(values), x: x && pick(x), lines: lines && pick(lines) };
    release?.();
  }
  if (lost > 0) {
    warnings.push(
      `${file}: ${lost} rows without a number in ${place === undefined ? value : `${value} or ${place}`} were left out; indices count the others`,
    );
  }
}

function whole(values: Float64Array): boolean {
  for (let k = 0; k < values.length; k++) if (Number.isNaN(values[k])) return false;
  return true;
}
