/** Columns as the files that other programs read. */
import { parquetWriteBuffer } from "hyparquet-writer";
import type { Column } from "./table.ts";
import { csvLine } from "./table.ts";

/** Columns as CSV after RFC 4180. */
export function csvOf(columns: readonly Column[]): string {
  const rows = columns[0]?.data.length ?? 0;
  const lines = [csvLine(columns.map(({ name }) => name))];
  for (let row = 0; row < rows; row++) lines.push(csvLine(columns.map(({ data }) => data[row])));
  return lines.join("");
}

/** Columns as a Parquet file (snappy). */
export function parquetOf(columns: readonly Column[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: columns.map(({ name, data, type }) => ({ name, data, type, nullable: true })),
    }),
  );
}
