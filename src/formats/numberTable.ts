/** Columns of numbers from a file that is no text table, in the shape that text tables have. */

import { forceColumns } from "./header.ts";
import { type Heading, readHeading } from "./heading.ts";
import type { Reading, ReadOptions, Source } from "./reader.ts";
import type { Table } from "./table.ts";
import { readTabulated, type Tabulated } from "./tabulated.ts";
import type { Trace } from "./trace.ts";

/** A column under the name that a text export would give it: "freq/Hz". */
export interface NumberColumn {
  readonly name: string;
  /** NaN where there is no number. */
  readonly values: Float64Array;
}

/** Rows are numbered from 1; columns that tell spectra apart keep their numbers as text too. All columns have `rows` values. */
function tableOfColumns(
  columns: readonly NumberColumn[],
  rows: number,
): { table: Table; headings: Heading[] } {
  const headings = columns.map(({ name }) => readHeading(name));
  const texts = new Map<number, string[]>();
  headings.forEach(({ quantity }, column) => {
    if (quantity === "spectrum") texts.set(column, Array.from(columns[column].values, String));
  });
  const table: Table = {
    columns: columns.map(({ values }) => values),
    texts,
    line: Int32Array.from({ length: rows }, (_, i) => i + 1),
    rows,
    badCell: undefined,
    textLines: [],
    end: rows,
  };
  return { table, headings };
}

/**
 * Spectra of columns of numbers that a binary or JSON file names; undefined without frequency and impedance among them.
 * @param rest facts and name of the table, whether it is one spectrum; `options` instead of those of the source
 */
export function readNumberColumns(
  source: Source,
  columns: readonly NumberColumn[],
  rows: number,
  {
    options = source.options,
    ...rest
  }: Pick<Tabulated, "facts" | "name" | "oneSpectrum"> & { readonly options?: ReadOptions },
): { readonly reading: Reading; readonly traces: readonly Trace[] } | undefined {
  const { table, headings } = tableOfColumns(columns, rows);
  const found = forceColumns(headings, options);
  if (found === undefined || found.traces.length === 0) return undefined;
  const reading = readTabulated({
    source,
    table,
    rowUnit: "point",
    headings: found.headings,
    traces: found.traces,
    hasHeader: true,
    everyFact: false,
    ...rest,
  });
  return { reading, traces: found.traces };
}
