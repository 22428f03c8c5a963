/**
 * Battery Data Format, Parquet: the same columns as in CSV. Read with hyparquet (MIT), row group by row group: of a file in the browser
 * no more than the one at hand is in memory.
 */
import { type ColumnFact, type SeriesBlock, seriesColumns } from "../../series/record.ts";
import { FormatError, quote } from "../formatError.ts";
import { type BinaryFormat, type BinarySeries, beginsWith } from "./binary.ts";
import { BlockBuilder } from "./blocks.ts";

const known: ReadonlySet<string> = new Set(seriesColumns);

export const bdfParquet: BinaryFormat = {
  name: "bdf-parquet",
  detect: (head) => beginsWith(head, "PAR1"),
  read: ({ bytes, file }) => {
    const { buffer, byteOffset } = bytes;
    return readParquet(file, {
      byteLength: bytes.length,
      slice: (from, to = bytes.length) => buffer.slice(byteOffset + from, byteOffset + to) as ArrayBuffer,
    });
  },
  readBlob: ({ blob, file, options }) =>
    readParquet(
      file,
      {
        byteLength: blob.size,
        slice: (from, to = blob.size) => blob.slice(from, to).arrayBuffer(),
      },
      (share) => options.onProgress?.(Math.round(share * blob.size)),
    ),
};

/** What hyparquet reads from: any part of the file, when it is needed. */
interface Parts {
  readonly byteLength: number;
  slice(from: number, to?: number): ArrayBuffer | Promise<ArrayBuffer>;
}

/** Rows that are decoded at a time, unless a row group has fewer. */
const PIECE_ROWS = 1 << 20;

/** @param onShare is told which share of the rows has been read */
async function readParquet(
  file: string,
  parts: Parts,
  onShare: (share: number) => void = () => {},
): Promise<BinarySeries> {
  const { parquetMetadataAsync, parquetRead } = await import("hyparquet");
  let metadata: Awaited<ReturnType<typeof parquetMetadataAsync>>;
  try {
    metadata = await parquetMetadataAsync(parts);
  } catch {
    throw new FormatError({
      file,
      expected: "a complete Parquet file",
      found: "one that breaks off or is damaged",
      cure: "write or copy it again",
    });
  }
  const names = metadata.schema.slice(1).map(({ name }) => name);
  const numeric = metadata.schema
    .slice(1)
    .filter(({ type }) => type !== undefined && type !== "BYTE_ARRAY" && type !== "BOOLEAN");
  const columns: ColumnFact[] = numeric
    .map(({ name }) => name)
    .filter((name) => known.has(name))
    .map((name) => ({
      column: name,
      from: name,
      factor: 1,
      ...(/(charging|step|net|cumulative)_(capacity|energy)/.test(name)
        ? { counts: "as the file counts them" }
        : {}),
    }));
  const picked = columns.map(({ column }) => column);
  if (!picked.includes("test_time_second") || !picked.includes("voltage_volt")) {
    throw new FormatError({
      file,
      expected: "the columns test_time_second and voltage_volt of the Battery Data Format",
      found: `the columns ${names.slice(0, 8).map(quote).join(", ")}`,
      cure: "rename the columns, or write the table as CSV with units in the header",
    });
  }
  async function* blocks(): AsyncGenerator<SeriesBlock, void, undefined> {
    const builder = new BlockBuilder(picked);
    const rows = Number(metadata.num_rows);
    for (const [first, end] of piecesOf(metadata.row_groups.map((group) => Number(group.num_rows)))) {
      const values = new Map(picked.map((name) => [name, new Float64Array(end - first).fill(Number.NaN)]));
      await parquetRead({
        file: parts,
        metadata,
        columns: [...picked],
        rowStart: first,
        rowEnd: end,
        onChunk: ({ columnName, columnData, rowStart }) => {
          const to = values.get(columnName)!;
          for (let i = 0; i < columnData.length; i++) {
            const row = rowStart + i;
            if (row < first || row >= end) continue;
            const value: unknown = columnData[i];
            if (value !== null && value !== undefined) to[row - first] = Number(value);
          }
        },
      });
      onShare(end / rows);
      for (let at = 0; at < end - first; ) {
        const count = Math.min(builder.room, end - first - at);
        for (const [name, column] of values)
          builder.columns[name].set(column.subarray(at, at + count), builder.fill);
        builder.accept(count, undefined);
        at += count;
        if (builder.room === 0) yield builder.take();
      }
    }
    if (builder.fill > 0) yield builder.take();
  }
  const others = names.filter((name) => !picked.includes(name)).map(quote);
  return {
    columns,
    facts: {
      rows: Number(metadata.num_rows),
      ...(others.length > 0 ? { other_columns: others.join(", ") } : {}),
    },
    warnings: [],
    blocks,
  };
}

/** Rows of the pieces: whole row groups where they are not too long. */
function* piecesOf(groups: readonly number[]): Generator<readonly [first: number, end: number]> {
  let before = 0;
  for (const rows of groups) {
    for (let from = 0; from < rows; from += PIECE_ROWS)
      yield [before + from, before + Math.min(rows, from + PIECE_ROWS)];
    before += rows;
  }
}
