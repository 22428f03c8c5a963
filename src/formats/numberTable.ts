/** Columns of numbers from a file that is no text table, in the shape that text tables have. */
import { type Heading, readHeading } from "./heading.ts";
import type { Table } from "./table.ts";

/** A column under the name that a text export would give it: "freq/Hz". */
export interface NumberColumn {
  readonly name: string;
  /** NaN where there is no number. */
  readonly values: Float64Array;
}

/** Rows are numbered from 1; columns that tell spectra apart keep their numbers as text too. All columns have `rows` values. */
export function tableOfColumns(
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
