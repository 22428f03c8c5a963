/** `interphase info FILE…`: what a file of a cycler holds, column by column. */

import { readImpedance } from "../formats/index.ts";
import type { SeriesConvertDocument, SeriesConvertFile } from "../report/seriesConvertDocument.ts";
import type { FailedInput } from "../report/table.ts";
import { textTable } from "../report/text.ts";
import type { Arguments } from "./command.ts";
import { findInputs } from "./inputs.ts";
import { counted, say } from "./say.ts";
import { openSeries, readSeriesOptions } from "./seriesSources.ts";
import { readBytes, sentenceFor } from "./spectra.ts";

interface Seen {
  readonly file: SeriesConvertFile;
  readonly firstTime: number;
  readonly lastTime: number;
}

/** Exit code: 0 all read, 1 some not. */
export async function runSeriesInfo(given: Arguments): Promise<number> {
  const inputs = findInputs(given.operands, []);
  const options = readSeriesOptions(given);
  const failures: FailedInput[] = [...inputs.failures];
  const seen: Seen[] = [];
  for (const file of inputs.files) {
    try {
      const record = await openSeries(file, options);
      let rows = 0;
      let firstTime = Number.NaN;
      let lastTime = Number.NaN;
      for await (const block of record.blocks) {
        const time = block.columns.test_time_second!;
        if (rows === 0) firstTime = time[0];
        lastTime = time[block.rows - 1];
        rows += block.rows;
      }
      const { format, columns, facts, warnings } = record;
      seen.push({
        file: { file, format, rows, columns, facts, warnings, written: null },
        firstTime,
        lastTime,
      });
    } catch (error) {
      failures.push({ file, message: impedanceIn(file) ?? sentenceFor(error, file) });
    }
  }
  if (given.has("json")) {
    const document: SeriesConvertDocument = { files: seen.map(({ file }) => file), failures };
    process.stdout.write(`${JSON.stringify(document, null, 1)}\n`);
  } else process.stdout.write(seen.map(textOf).join("\n"));
  for (const { message } of failures) say(message);
  return failures.length > 0 ? 1 : 0;
}

/** A sentence about a file that holds spectra and no series. */
function impedanceIn(file: string): string | undefined {
  try {
    const { format, spectra } = readImpedance(readBytes(file), file);
    return `${file}: ${counted(spectra.length, "impedance spectrum", "impedance spectra")} (${format}) and no series; interphase convert and fit read them`;
  } catch {
    return undefined;
  }
}

function textOf({ file, firstTime, lastTime }: Seen): string {
  const columns = file.columns.map(({ column, from, factor, counts }) => [
    column,
    from,
    factor === 1 ? "" : String(factor),
    counts ?? "",
  ]);
  const facts = Object.entries(file.facts).map(([name, value]) => `  ${name}: ${value}`);
  return [
    `${file.file}: ${file.format}, ${counted(file.rows, "row")}, ${firstTime} to ${lastTime} s`,
    textTable([["column", "in the file", "factor", "counts"], ...columns], {
      align: ["left", "left", "left", "left"],
    }),
    ...facts,
    ...file.warnings.map((warning) => `  Warning: ${warning}`),
    "",
  ].join("\n");
}
