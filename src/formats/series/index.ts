/** A cycler's file to blocks of columns. */
import type { KernelBuild } from "../../kernel/build.ts";
import { Kernel } from "../../kernel/kernel.ts";
import type { SeriesRecord } from "../../series/record.ts";
import { type FormatError, quote } from "../formatError.ts";
import { looksForeign } from "../signature.ts";
import { readEncoding, splitLines } from "../text.ts";
import { arbinCsv } from "./arbin.ts";
import { basytec } from "./basytec.ts";
import { bdfCsv } from "./bdf.ts";
import { biologicMpt } from "./biologicMpt.ts";
import { delimitedSeries } from "./delimited.ts";
import type { SeriesOptions, TextFormat, TextHead } from "./format.ts";
import { gamryDta } from "./gamry.ts";
import { asUtf8, type OpenedInput, openInput, type SeriesInput } from "./input.ts";
import { land } from "./land.ts";
import { maccor } from "./maccor.ts";
import { newareCsv } from "./neware.ts";
import { novonix } from "./novonix.ts";
import { pec } from "./pec.ts";
import { planTable } from "./plan.ts";
import { readTextTable } from "./textTable.ts";

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

/** Names of the formats that `readSeries` understands, as `SeriesRecord.format` gives them. */
export const SERIES_FORMATS: readonly string[] = TEXTS.map(({ name }) => name);

const kernels = new Map<KernelBuild | undefined, Promise<Kernel>>();

function kernelFor(build: KernelBuild | undefined): Promise<Kernel> {
  let kernel = kernels.get(build);
  if (kernel === undefined) {
    kernel = Kernel.load(build);
    kernels.set(build, kernel);
    // a failed download may be tried again
    kernel.catch(() => kernels.delete(build));
  }
  return kernel;
}

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
    const text = opened.head.length === 0 ? undefined : readEncoding(opened.head);
    if (text === undefined) throw noSeries(file, opened.head, undefined);
    return await readText(file, opened, text, options);
  } catch (error) {
    await opened.close();
    throw error;
  }
}

function noSeries(file: string, bytes: Uint8Array, text: string | undefined): FormatError {
  return looksForeign({ file, bytes, text, options: {} }, "a series of a cycler: time, voltage, current");
}

async function readText(
  file: string,
  opened: OpenedInput,
  { encoding, mark, text }: NonNullable<ReturnType<typeof readEncoding>>,
  options: SeriesOptions,
): Promise<SeriesRecord> {
  const lines = splitLines(text);
  // the last line of a part may be cut anywhere
  if (!opened.isWhole) lines.pop();
  const head: TextHead = { file, lines, encoding, options };
  for (const format of TEXTS) {
    const layout = format.detect(head);
    if (layout === undefined) continue;
    const plan = planTable(head, layout);
    const kernel = await kernelFor(options.kernel);
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
  throw noSeries(file, opened.head, text);
}
