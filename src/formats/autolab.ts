/**
 * Metrohm Autolab text in three forms.
 * FRA for ZView: "Z60W Data File", as ZPlot's older form; Z''(b) is Z″ with capacitive points negative.
 * NOVA (.csv, .txt): "Frequency (Hz);Z' (Ω);-Z'' (Ω);Z (Ω);-Phase (°);Time (s)", semicolons, commas or tabs; −Z″.
 * FRA's own (.P00, .P01 …): title lines, "f/Hz  Z'/Ohm  -Z''/Ohm  time/s  Edc/V  Idc/A" with tabs, the number of points, rows; −Z″.
 */
import { type Facts, joinBlocks, readBlocks } from "./block.ts";
import { FormatError, quote } from "./formatError.ts";
import type { Reader, Reading, Source } from "./reader.ts";
import { splitLines } from "./text.ts";
import { readZView, wrongCount } from "./zplot.ts";

const Z60W = /^\s*"?Z60W Data File/i;
const NOVA =
  /^"?(Index"?\s*[;,\t]\s*"?)?Frequency \(Hz\)"?\s*[;,\t]\s*"?Z' \([^)]*\)"?\s*[;,\t]\s*"?-Z'' \(/im;
const FRA = /^\s*f\/Hz\s*\t\s*Z'\/Ohm\s*\t\s*-Z''\/Ohm\b/im;

function readTables(source: Source, header: RegExp): Reading {
  const { file } = source;
  const lines = splitLines(source.text!);
  const started = /^\s*(\d+[./-]\d+[./-]\d{4} \d+:\d\d(?::\d\d)?)/.exec(lines[1] ?? "")?.[1];
  const blocks = readBlocks(source, lines, {
    isHeader: (line) => header.test(line),
    facts: (): Facts => (header === FRA && started !== undefined ? { start_time: started } : {}),
  });
  if (blocks.length === 0) {
    const at = lines.findIndex((line) => header.test(line));
    throw new FormatError({
      file,
      line: at + 1,
      expected: "rows below the names of the columns",
      found: `none below ${quote(lines[at])}`,
      cure: "the file seems cut off: export the measurement again",
    });
  }
  const { spectra, warnings } = joinBlocks(blocks);
  for (const { at, rows } of blocks) {
    const stated = /^\s*(\d+)\s*$/.exec(lines[at + 1] ?? "")?.[1];
    if (stated !== undefined && Number(stated) !== rows) {
      warnings.push(wrongCount(file, Number(stated), rows));
    }
  }
  return { spectra, warnings };
}

export const autolab: Reader = {
  name: "autolab",
  detect({ text }) {
    if (text === undefined) return 0;
    if (Z60W.test(text)) return 1;
    const head = text.slice(0, 4000).replace(/[″]/g, "''").replace(/[′]/g, "'");
    return FRA.test(head) ? 1 : NOVA.test(head) ? 0.9 : 0;
  },
  read(source) {
    const text = source.text!;
    if (Z60W.test(text)) return readZView(source, "an Autolab");
    return readTables(source, FRA.test(text.slice(0, 4000)) ? FRA : NOVA);
  },
};
