/** Files of cyclers on the command line: pieces of a file, and the options that say how it is read. */
import { type FileHandle, open } from "node:fs/promises";
import { FormatError, readSeries, type SeriesOptions } from "../formats/series/index.ts";
import type { SeriesRecord } from "../series/record.ts";
import type { Arguments, OptionKind } from "./command.ts";
import { UsageError } from "./mistake.ts";
import { choice } from "./options.ts";

const PIECE = 1 << 20;

/** The options of the commands that read files of cyclers. */
export const seriesOptionKinds: readonly OptionKind[] = [
  {
    name: "column",
    value: "NAME=COLUMN[UNIT]",
    repeatable: true,
    text: 'of a cycler\'s text: "current_ampere=I[mA]" reads the column I, or 3[mA] the third',
  },
  {
    name: "dates",
    value: "ORDER",
    text: "of a cycler's text: ymd, mdy or dmy, where 5/11/2021 leaves it open",
  },
  { name: "sheet", value: "NAME", text: "of a cycler's workbook: the sheet with the records" },
];

/** @throws UsageError for a column without "=" */
export function readSeriesOptions(given: Arguments): SeriesOptions {
  const columns = Object.fromEntries(
    given.texts("column").map((text) => {
      const at = text.indexOf("=");
      if (at < 1 || at === text.length - 1) {
        throw new UsageError(`--column ${text}: write NAME=COLUMN[UNIT], for example "current_ampere=I[mA]"`);
      }
      return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
    }),
  );
  return {
    ...(Object.keys(columns).length > 0 ? { columns } : {}),
    dateOrder: choice(given, "dates", ["ymd", "mdy", "dmy"] as const),
    sheet: given.text("sheet"),
  };
}

/** A file in pieces of 1 MB. A piece holds until the next one is asked for: both have the same memory. */
export async function* piecesOf(file: string): AsyncGenerator<Uint8Array> {
  let handle: FileHandle;
  try {
    handle = await open(file);
  } catch (error) {
    throw new Error(`${file}: the file cannot be read (${(error as Error).message})`);
  }
  try {
    const piece = new Uint8Array(PIECE);
    for (;;) {
      const { bytesRead } = await handle.read(piece, 0, PIECE);
      if (bytesRead === 0) return;
      yield bytesRead === PIECE ? piece : piece.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** Opens the file of a cycler; `onBytes` is told how much of it has been read. */
export function openSeries(
  file: string,
  options: SeriesOptions,
  onBytes?: (bytes: number) => void,
): Promise<SeriesRecord> {
  return readSeries(file, piecesOf(file), { ...options, onProgress: onBytes });
}

/** Name of the format when the file is one of a cycler, else undefined. */
export async function seriesFormatOf(file: string): Promise<string | undefined> {
  try {
    const { format, blocks } = await openSeries(file, {});
    await blocks[Symbol.asyncIterator]().return?.(undefined);
    return format;
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}
