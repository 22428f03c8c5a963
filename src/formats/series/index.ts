/** A cycler's file to blocks of columns. */
import { sharedKernel } from "../../kernel/shared.ts";
import type { SeriesBlock, SeriesRecord } from "../../series/record.ts";
import { type FormatError, quote } from "../formatError.ts";
import { looksForeign } from "../signature.ts";
import { isZip, namesInZip } from "../spectra/archive.ts";
import { readEncoding, splitLines } from "../text.ts";
import { arbinCsv } from "./arbin.ts";
import { arbinRes } from "./arbinRes.ts";
import { basytec } from "./basytec.ts";
import { bdfCsv } from "./bdf.ts";
import { bdfParquet } from "./bdfParquet.ts";
import type { BinaryFormat } from "./binary.ts";
import { biologicMpr } from "./biologicMpr.ts";
import { biologicMpt } from "./biologicMpt.ts";
import { blocksOf } from "./blocks.ts";
import { delimitedSeries } from "./delimited.ts";
import type { SeriesOptions, TextFormat, TextHead } from "./format.ts";
import { gamryDta } from "./gamry.ts";
import { asUtf8, type OpenedInput, openInput, type SeriesInput } from "./input.ts";
import { land } from "./land.ts";
import { maccor } from "./maccor.ts";
import { newareCsv } from "./neware.ts";
import { newareNda } from "./newareNda.ts";
import { newareNdax, newareNdc } from "./newareNdax.ts";
import { novonix } from "./novonix.ts";
import { pec } from "./pec.ts";
import { planTable } from "./plan.ts";
import { readTextTable } from "./textTable.ts";
import { noSheet, openWorkbook } from "./workbook.ts";

export { FormatError } from "../formatError.ts";
export type { SeriesOptions } from "./format.ts";
export type { SeriesInput } from "./input.ts";

/** Bytes in which the format of a text must show: preamble, header and some rows. */
const HEAD = 1 << 18;

/** Every text format: one line each, the more special ones first. */
const TEXTS: readonly TextFormat[] = [
  bdfCsv,
  biologicMpt,
  newareCsv,
  arbinCsv,
  maccor,
  land,
  basytec,
  novonix,
  pec,
  gamryDta,
  delimitedSeries,
];

/** Every binary format: one line each. */
const BINARIES: readonly BinaryFormat[] = [
  biologicMpr,
  newareNdax,
  newareNda,
  newareNdc,
  arbinRes,
  bdfParquet,
];

/**
 * Names of the formats that `readSeries` understands, as `SeriesRecord.format` gives them; a sheet of a workbook has "xlsx, " in front
 * of the name of its text.
 */
export const SERIES_FORMATS: readonly string[] = [...BINARIES, ...TEXTS].map(({ name }) => name);

/**
 * Opens the file of a cycler. The format is found by content; the name serves for sentences. Text is read piece by piece while the
 * blocks are taken, whatever its length; binary files are read as a whole. Units are those of the columns' names, current is positive on
 * charge, cycles and steps are those of the file.
 *
 * @param file name of the file as the user knows it
 * @param input bytes, a Blob, or pieces of bytes
 * @throws FormatError when the file holds no series, or a unit is missing that only the user can know: one sentence. Blocks throw it, too,
 *   when there is no row that can be read
 */
export async function readSeries(
  file: string,
  input: SeriesInput,
  options: SeriesOptions = {},
): Promise<SeriesRecord> {
  const opened = await openInput(input, HEAD, options.onProgress);
  try {
    const record = await openRecord(file, opened, options);
    return { ...record, blocks: closing(watchTime(record), () => opened.close()) };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** The same blocks; who stops before the end, or before the first, closes the file. */
function closing(
  blocks: AsyncGenerator<SeriesBlock, void, undefined>,
  close: () => Promise<void>,
): AsyncIterableIterator<SeriesBlock, void, undefined> {
  const made: AsyncIterableIterator<SeriesBlock, void, undefined> = {
    next: () => blocks.next(),
    return: async () => {
      const ended = await blocks.return(undefined);
      await close();
      return ended;
    },
    [Symbol.asyncIterator]: () => made,
  };
  return made;
}

/** Rows whose time is before that of the row above, and the first of them. */
function stepsBack(time: Float64Array, rows: number, before: number): { count: number; first: number } {
  let last = before;
  let count = 0;
  let first = 0;
  for (let row = 0; row < rows; row++) {
    const now = time[row];
    if (now < last && count++ === 0) first = row;
    last = now;
  }
  return { count, first };
}

/** Says behind the last block when time went back, which makes charges and slopes wrong there. */
async function* watchTime({
  file,
  blocks,
  warnings,
}: SeriesRecord): AsyncGenerator<SeriesBlock, void, undefined> {
  let last = -Infinity;
  let count = 0;
  let firstRow = 0;
  for await (const block of blocks) {
    const { test_time_second: time } = block.columns;
    if (time !== undefined) {
      const back = stepsBack(time, block.rows, last);
      if (count === 0) firstRow = block.first + back.first;
      count += back.count;
      last = time[block.rows - 1];
    }
    yield block;
  }
  if (count > 0) {
    warnings.push(
      `${file}: the time goes back ${count === 1 ? "once" : `${count} times`}, first at row ${firstRow + 1} of the table; the rows keep the order of the file`,
    );
  }
}

async function openRecord(file: string, opened: OpenedInput, options: SeriesOptions): Promise<SeriesRecord> {
  const { head } = opened;
  if (isZip(head)) return readZip(file, await opened.whole(), options);
  const binary = BINARIES.find((format) => format.detect(head));
  if (binary !== undefined) return readBinary(binary, file, await opened.whole(), options);
  const text = head.length === 0 ? undefined : (readEncoding(head) ?? readEncoding(beforeGarbage(head)));
  const isText = text !== undefined && text.text !== "";
  if (!isText) throw noSeries(file, head, undefined, options);
  const record = await readText(file, opened, text, options);
  if (record === undefined) throw noSeries(file, head, text.text, options);
  return record;
}

async function readBinary(
  format: BinaryFormat,
  file: string,
  bytes: Uint8Array,
  options: SeriesOptions,
): Promise<SeriesRecord> {
  const { columns, facts, warnings, values, blocks } = await format.read({ file, bytes, options });
  const said = [...warnings];
  if (options.columns !== undefined && !options.asWritten && format !== biologicMpr) {
    said.push(`${file}: the columns of ${format.name} are those of the format; --column was not used`);
  }
  return {
    file,
    format: format.name,
    columns,
    warnings: said,
    facts,
    blocks: blocks === undefined ? blocksOf(values ?? {}) : blocks(said),
  };
}

/** An .ndax, or a workbook: the first of its sheets that holds a series. */
async function readZip(file: string, bytes: Uint8Array, options: SeriesOptions): Promise<SeriesRecord> {
  const binary = BINARIES.find((format) => format.detect(bytes));
  if (binary !== undefined) return readBinary(binary, file, bytes, options);
  if (!namesInZip(bytes).some((name) => name.startsWith("xl/")))
    throw noSeries(file, bytes, undefined, options);
  const sheets = openWorkbook(bytes, file);
  const wanted = sheets.filter(({ name }) => options.sheet === undefined || name === options.sheet);
  for (const sheet of wanted) {
    const text = sheet.text();
    const opened = await openInput(text, HEAD);
    const encoding = { encoding: "utf-8" as const, mark: 0, text: new TextDecoder().decode(opened.head) };
    const record = await readText(file, opened, encoding, { ...options, delimiter: "\t", decimal: "." });
    if (record === undefined) continue;
    return { ...record, format: `xlsx, ${record.format}`, facts: { sheet: sheet.name, ...record.facts } };
  }
  throw noSheet(file, sheets);
}

/** The text in front of binary bytes: a damaged tail costs the tail. Less than some lines is no text. */
function beforeGarbage(head: Uint8Array): Uint8Array {
  let run = 0;
  for (let i = 0; i < head.length; i++) {
    const byte = head[i];
    const isControl = byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && byte !== 26;
    run = isControl ? run + 1 : 0;
    if (run === 8) return i < 256 ? head.subarray(0, 0) : head.subarray(0, i - 7);
  }
  return head.subarray(0, 0);
}

function noSeries(
  file: string,
  bytes: Uint8Array,
  text: string | undefined,
  { asWritten }: SeriesOptions,
): FormatError {
  if (asWritten) {
    return looksForeign({ file, bytes, text, options: {} }, "a table of numbers", "export it as text (CSV)");
  }
  return looksForeign(
    { file, bytes, text, options: {} },
    "a series of a cycler: time, voltage, current",
    "export the measurement as text (CSV) whose first line names the columns: test_time_second, voltage_volt, current_ampere",
  );
}

/** A record of the first text format that knows the text; undefined when none does. */
async function readText(
  file: string,
  opened: OpenedInput,
  { encoding, mark, text }: NonNullable<ReturnType<typeof readEncoding>>,
  options: SeriesOptions,
): Promise<SeriesRecord | undefined> {
  const lines = splitLines(text);
  // the last line of a part may be cut anywhere
  if (!opened.isWhole) lines.pop();
  const head: TextHead = { file, lines, encoding, options };
  for (const format of TEXTS) {
    const layout = format.detect(head);
    if (layout === undefined) continue;
    const plan = planTable(head, layout);
    const kernel = await sharedKernel(options.kernel, "series");
    const warnings = [...plan.warnings];
    const isWide = encoding.startsWith("utf-16");
    const pieces = isWide ? asUtf8(opened.pieces(), encoding) : opened.pieces();
    const source = {
      file,
      encoding: isWide ? ("utf-8" as const) : encoding,
      pieces,
      mark: isWide ? 0 : mark,
    };
    return {
      file,
      format: format.name,
      columns: plan.facts,
      warnings,
      facts: {
        encoding,
        delimiter: plan.delimiter === "\t" ? "tab" : plan.delimiter,
        decimal: plan.decimal,
        ...layout.facts,
        ...(plan.others.length > 0 ? { other_columns: plan.others.map(quote).join(", ") } : {}),
      },
      blocks: readTextTable(kernel, source, plan, warnings),
    };
  }
  return undefined;
}
