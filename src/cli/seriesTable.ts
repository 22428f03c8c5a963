/** Blocks of a series to a table in the Battery Data Format, CSV or Parquet, block by block. */
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import type { SeriesBlock, SeriesRecord } from "../series/record.ts";
import { openDraft } from "./outputs.ts";

export const seriesTableFormats = ["bdf.csv", "bdf.parquet"] as const;
export type SeriesTableFormat = (typeof seriesTableFormats)[number];

/** The format by the ending of a file: "cell.bdf.csv". */
export function seriesFormatByEnding(file: string): SeriesTableFormat | undefined {
  return seriesTableFormats.find((format) => file.toLowerCase().endsWith(`.${format}`));
}

interface TableWriter {
  write(block: SeriesBlock): void;
  end(): void;
}

type Sink = (bytes: Uint8Array | string) => void;

/** Comma, LF, decimal point, the fewest digits that read back to the same double; an empty cell is no number. UTF-8. */
function csvWriter(names: readonly string[], sink: Sink): TableWriter {
  const header = names.map((name) => (/[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name));
  sink(`${header.join(",")}\n`);
  return {
    write: ({ rows, columns }) => {
      const present = names.map((name) => columns[name]);
      let text = "";
      for (let row = 0; row < rows; row++) {
        for (let k = 0; k < present.length; k++) {
          const value = present[k]?.[row] ?? Number.NaN;
          if (k > 0) text += ",";
          if (!Number.isNaN(value)) text += value;
        }
        text += "\n";
        if (text.length > 1 << 20) {
          sink(text);
          text = "";
        }
      }
      sink(text);
    },
    end: () => {},
  };
}

/** A row group for each block, doubles, null where there is no number. */
function parquetWriter(names: readonly string[], record: SeriesRecord, sink: Sink): TableWriter {
  const writer: ByteWriter & { flush?: () => void } = new ByteWriter();
  const flush = (): void => {
    sink(new Uint8Array(writer.buffer, 0, writer.index).slice());
    writer.index = 0;
  };
  writer.flush = flush;
  writer.finish = flush;
  const parquet = new ParquetWriter({
    writer,
    schema: [
      { name: "root", num_children: names.length },
      ...names.map((name) => ({ name, type: "DOUBLE" as const, repetition_type: "OPTIONAL" as const })),
    ],
    kvMetadata: [
      { key: "interphase.source", value: record.file },
      { key: "interphase.format", value: record.format },
      { key: "interphase.columns", value: JSON.stringify(record.columns) },
    ],
  });
  return {
    write: ({ rows, columns }) => {
      parquet.write({
        columnData: names.map((name) => ({
          name,
          data: Array.from({ length: rows }, (_, row) => {
            const value = columns[name]?.[row] ?? Number.NaN;
            return Number.isNaN(value) ? null : value;
          }),
        })),
        rowGroupSize: rows,
      });
    },
    end: () => {
      parquet.finish();
    },
  };
}

/**
 * Writes all blocks of a record; returns its rows. The file appears under its name when it is complete.
 * @param out undefined for stdout, null for nowhere
 */
export async function writeSeries(
  record: SeriesRecord,
  format: SeriesTableFormat,
  out: string | null | undefined,
): Promise<number> {
  const names = record.columns.map(({ column }) => column);
  const draft = out === undefined || out === null ? undefined : openDraft(out);
  const sink: Sink = (bytes) => {
    if (draft !== undefined) draft.write(bytes);
    else if (out === undefined) process.stdout.write(bytes);
  };
  try {
    const table = format === "bdf.csv" ? csvWriter(names, sink) : parquetWriter(names, record, sink);
    let rows = 0;
    for await (const block of record.blocks) {
      table.write(block);
      rows += block.rows;
    }
    table.end();
    draft?.finish();
    return rows;
  } catch (error) {
    draft?.abandon();
    throw error;
  }
}
