/** Battery Data Format, Parquet: the same columns as in CSV. Read with hyparquet (MIT), row group by row group. */
import { type ColumnFact, type SeriesBlock, seriesColumns } from "../../series/record.ts";
import { FormatError, quote } from "../formatError.ts";
import { type BinaryFormat, beginsWith } from "./binary.ts";
import { BlockBuilder } from "./blocks.ts";

const known: ReadonlySet<string> = new Set(seriesColumns);

export const bdfParquet: BinaryFormat = {
  name: "bdf-parquet",
  detect: (head) => beginsWith(head, "PAR1"),
  async read({ bytes, file }) {
    const { parquetMetadata, parquetRead } = await import("hyparquet");
    const buffer = bytes.slice().buffer;
    let metadata: ReturnType<typeof parquetMetadata>;
    try {
      metadata = parquetMetadata(buffer);
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
      for (let first = 0; first < rows; ) {
        const end = Math.min(rows, first + builder.room);
        for (const name of picked) builder.columns[name].fill(Number.NaN, builder.fill);
        await parquetRead({
          file: buffer,
          metadata,
          columns: [...picked],
          rowStart: first,
          rowEnd: end,
          onChunk: ({ columnName, columnData, rowStart }) => {
            const to = builder.columns[columnName];
            for (let i = 0; i < columnData.length; i++) {
              const row = rowStart + i;
              if (row < first || row >= end) continue;
              const value: unknown = columnData[i];
              if (value !== null && value !== undefined) to[builder.fill + row - first] = Number(value);
            }
          },
        });
        builder.accept(end - first, undefined);
        first = end;
        if (builder.room === 0) yield builder.take();
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
  },
};
