/**
 * PARSTAT text (VersaStudio and PowerSUITE "export as text"): tabs, a first line "Potential (V), Current (A), Elapsed Time (s),
 * Frequency (Hz), Zre (ohms), Zim (ohms) …". Zim is Z″ with capacitive points negative. Rows with frequency 0 are
 * direct-current samples of the steps before and after the spectrum.
 */
import { joinBlocks, readBlocks } from "./block.ts";
import { FormatError, quote } from "./formatError.ts";
import type { Reader } from "./reader.ts";
import { splitLines } from "./text.ts";

const HEADER = /\bElapsed Time \(s\)/i;

export const parstat: Reader = {
  name: "parstat",
  detect({ text }) {
    const first = text === undefined ? "" : /^[^\r\n]*/.exec(text.slice(0, 2000))![0];
    return HEADER.test(first) && /\bZre \(ohms\)/i.test(first) ? 1 : 0;
  },
  read(source) {
    const { file } = source;
    const lines = splitLines(source.text!);
    const blocks = readBlocks(source, lines, { isHeader: (line) => HEADER.test(line), delimiter: "\t" });
    if (blocks.length === 0) {
      throw new FormatError({
        file,
        line: 1,
        expected: "rows under Frequency (Hz), Zre (ohms) and Zim (ohms)",
        found: `none under ${quote(lines[0])}`,
        cure: "export the impedance measurement with these columns, complete to its last line",
      });
    }
    return joinBlocks(blocks);
  },
};
